//! The digest: once a week, on Sunday at 18:00 local, what nobody had to be told at once.

use jiff::ToSpan as _;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;

use crate::instant::Instant;

const EVENING: Time = Time::constant(18, 0, 0, 0);

/// The kind under which a digest lies in the outbox.
pub const DIGEST: &str = "digest";

/// The week that a digest tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    /// The Sunday on which it ends.
    pub sunday: Date,
    /// From then on.
    pub since: Instant,
    /// Until then, that moment left out.
    pub until: Instant,
}

impl Week {
    /// The week that ended last by `now` in `zone` (UTC when the zone is unknown).
    pub fn ended(zone: &str, now: Instant) -> Self {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        let local = zone.to_datetime(now.timestamp());
        let back = i64::from(local.weekday().since(Weekday::Sunday));
        let sunday = local.date().saturating_sub(back.days());
        let this = Self::of(sunday, &zone);
        if this.until <= now {
            this
        } else {
            Self::of(sunday.saturating_sub(7.days()), &zone)
        }
    }

    fn of(sunday: Date, zone: &TimeZone) -> Self {
        let evening = |day: Date| {
            let at = zone.to_timestamp(day.to_datetime(EVENING));
            at.map(Instant::from_timestamp).unwrap_or_default()
        };
        Self {
            sunday,
            since: evening(sunday.saturating_sub(7.days())),
            until: evening(sunday),
        }
    }

    /// The cause of its digest: one for each person and week, whoever writes it.
    pub fn cause(&self) -> String {
        format!("{DIGEST}:{}", self.sunday)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_ends_on_sunday_at_six_in_the_evening() {
        let table = [
            ("2026-11-29T17:59:59+08:00", "2026-11-22"),
            ("2026-11-29T18:00:00+08:00", "2026-11-29"),
            ("2026-11-30T00:00:00+08:00", "2026-11-29"),
            ("2026-12-05T23:59:59+08:00", "2026-11-29"),
            // A Sunday there, a Saturday in UTC.
            ("2026-12-06T01:00:00+08:00", "2026-11-29"),
        ];
        for (now, sunday) in table {
            let now = Instant::parse(now).unwrap();
            let week = Week::ended("Asia/Shanghai", now);
            assert_eq!(week.cause(), format!("digest:{sunday}"), "{now:?}");
            assert!(week.until <= now);
            assert_eq!(week.until, week.since.plus_days(7));
        }
    }

    #[test]
    fn the_weeks_of_a_zone_that_changes_its_clocks_join_without_a_gap() {
        let now = Instant::parse("2026-03-30T09:00:00+02:00").unwrap();
        let week = Week::ended("Europe/Berlin", now);
        let before = Week::ended("Europe/Berlin", week.until.plus_seconds(-1));
        assert_eq!(before.until, week.since);
        assert_eq!(
            week.until,
            Instant::parse("2026-03-29T18:00:00+02:00").unwrap()
        );
        assert_eq!(
            week.since,
            Instant::parse("2026-03-22T18:00:00+01:00").unwrap()
        );
    }
}
