//! Moments of the demo's past, told relative to the day on which it is made.
//!
//! `4w 19:40` is 19:40 four working days before the latest working day that is
//! over (`0w`), `+2w 17:00` two working days after it, `-35m` 35 minutes ago.
//! Counting in working days keeps every promise of the story as far from its
//! date on a Sunday or in a holiday week as on a Wednesday.

use anyhow::Context as _;
use domain::calendar::WorkingCalendar;
use domain::instant::Instant;
use jiff::civil::{Date, Time, time};

/// When offices close; the working day that is over at this hour is `0w`.
const CLOSING: (i8, i8) = (17, 30);

/// The day on which the demo is made, in the neighbourhood's own time.
#[derive(Clone, Debug)]
pub struct Timeline {
    calendar: WorkingCalendar,
    now: Instant,
    anchor: Date,
}

impl Timeline {
    /// Counts from `now` in the working days of `calendar`.
    ///
    /// # Errors
    /// When the calendar leaves the range of dates.
    pub fn new(calendar: WorkingCalendar, now: Instant) -> anyhow::Result<Self> {
        let local = calendar.local(now);
        let over = local.time() >= time(CLOSING.0, CLOSING.1, 0, 0);
        let latest = if over {
            local.date()
        } else {
            local.date().yesterday()?
        };
        let mut timeline = Self {
            calendar,
            now,
            anchor: latest,
        };
        timeline.anchor = timeline.working_day(latest, -1)?;
        Ok(timeline)
    }

    /// The moment that `text` means.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn at(&self, text: &str) -> anyhow::Result<Instant> {
        self.read(text)
            .with_context(|| format!("the moment {text:?} of the demo"))
    }

    fn read(&self, text: &str) -> anyhow::Result<Instant> {
        if let Some(minutes) = text
            .strip_prefix('-')
            .and_then(|rest| rest.strip_suffix('m'))
        {
            return Ok(self.now.plus_minutes(-minutes.parse::<i64>()?));
        }
        let (days, clock) = text.split_once("w ").context("neither 4w 19:40 nor -35m")?;
        let (hour, minute) = clock.split_once(':').context("no time of day")?;
        let date = match days.strip_prefix('+') {
            Some(days) => self.counted(days.parse()?, 1)?,
            None => self.counted(days.parse()?, -1)?,
        };
        let moment = date
            .to_datetime(Time::new(hour.parse()?, minute.parse()?, 0, 0)?)
            .to_zoned(self.calendar.zone())?;
        Ok(Instant::from_timestamp(moment.timestamp()))
    }

    /// So many working days before (−1) or after (1) the anchor.
    fn counted(&self, days: u16, step: i32) -> anyhow::Result<Date> {
        let mut date = self.anchor;
        for _ in 0..days {
            date = self.working_day(next(date, step)?, step)?;
        }
        Ok(date)
    }

    /// `date` or the first working day from there in this direction.
    fn working_day(&self, mut date: Date, step: i32) -> anyhow::Result<Date> {
        while !self.calendar.is_working_day(date) {
            date = next(date, step)?;
        }
        Ok(date)
    }
}

fn next(date: Date, step: i32) -> anyhow::Result<Date> {
    Ok(if step < 0 {
        date.yesterday()?
    } else {
        date.tomorrow()?
    })
}

#[cfg(test)]
mod tests {
    use domain::calendar::Hours;

    use super::*;

    fn at(now: &str, text: &str) -> String {
        let mut calendar = WorkingCalendar::weekdays("Asia/Shanghai", Hours::between(9, 17));
        calendar.holidays.insert("2026-11-20".parse().unwrap());
        let timeline = Timeline::new(calendar.clone(), Instant::parse(now).unwrap()).unwrap();
        calendar.local(timeline.at(text).unwrap()).to_string()
    }

    #[test]
    fn moments_are_counted_in_working_days_that_are_over() {
        let table = [
            (
                "2026-11-25T09:00:00+08:00",
                "0w 16:00",
                "2026-11-24T16:00:00",
            ),
            (
                "2026-11-25T17:30:00+08:00",
                "0w 16:00",
                "2026-11-25T16:00:00",
            ),
            // Over the weekend and a holiday on the Friday before it.
            (
                "2026-11-23T00:30:00+08:00",
                "0w 19:40",
                "2026-11-19T19:40:00",
            ),
            (
                "2026-11-24T12:00:00+08:00",
                "1w 08:00",
                "2026-11-19T08:00:00",
            ),
            (
                "2026-11-22T12:00:00+08:00",
                "+1w 17:00",
                "2026-11-23T17:00:00",
            ),
            ("2026-11-22T12:00:00+08:00", "-35m", "2026-11-22T11:25:00"),
        ];
        for (now, text, expected) in table {
            assert_eq!(at(now, text), expected, "{text} at {now}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let calendar = WorkingCalendar::always_on("Asia/Shanghai");
        let timeline = Timeline::new(calendar, Instant::from_micros(0)).unwrap();
        for wrong in ["", "4w", "yesterday", "w 10:00", "4w 25:00", "-m"] {
            assert!(timeline.at(wrong).is_err(), "{wrong}");
        }
    }
}
