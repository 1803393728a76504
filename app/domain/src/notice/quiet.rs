//! The hours in which nobody is woken: 21:00 to 08:00, local.

use jiff::civil::Time;
use jiff::tz::TimeZone;

use crate::instant::Instant;

const MORNING: i8 = 8;
const EVENING: i8 = 21;

/// `now`, or eight in the morning if it is night in `zone` (UTC when the zone
/// is unknown). A text message may go out then; danger does not wait.
pub fn after_quiet_hours(zone: &str, now: Instant) -> Instant {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let local = now.timestamp().to_zoned(zone);
    let day = match local.hour() {
        MORNING..EVENING => return now,
        EVENING.. => local.date().tomorrow(),
        _ => Ok(local.date()),
    };
    let morning = Time::constant(MORNING, 0, 0, 0);
    day.and_then(|day| day.to_datetime(morning).to_zoned(local.time_zone().clone()))
        .map_or(now, |morning| Instant::from_timestamp(morning.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_woken_at_night() {
        let table = [
            ("2026-11-23T07:59:59+08:00", "2026-11-23T08:00:00+08:00"),
            ("2026-11-23T08:00:00+08:00", "2026-11-23T08:00:00+08:00"),
            ("2026-11-23T20:59:59+08:00", "2026-11-23T20:59:59+08:00"),
            ("2026-11-23T21:00:00+08:00", "2026-11-24T08:00:00+08:00"),
            ("2026-12-31T23:30:00+08:00", "2027-01-01T08:00:00+08:00"),
        ];
        for (now, expected) in table {
            let now = Instant::parse(now).unwrap();
            assert_eq!(
                Some(after_quiet_hours("Asia/Shanghai", now)),
                Instant::parse(expected),
                "{now:?}"
            );
        }
    }
}
