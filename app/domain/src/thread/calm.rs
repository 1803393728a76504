//! Calming a heated thread: slow mode and a cool-down. The body says why, everybody
//! sees until when, and both end by themselves, computed from dates.

use serde::{Deserialize, Serialize};

use super::{Event, Refused, Thread};
use crate::instant::Instant;
use crate::text::Sentence;

/// How many minutes lie between two posts of one person; 0 ends slow mode.
pub const SLOW_MINUTES: [i64; 3] = [0, 10, 60];

/// Slow mode ends by itself after so many days.
pub const SLOW_DAYS: i64 = 7;

/// For how many hours a cool-down closes a thread to new posts.
pub const COOL_HOURS: [i64; 5] = [2, 4, 8, 12, 24];

/// So many hours lie between the end of a cool-down and the next: it is for tempers, and
/// no way to silence a thread.
pub const COOL_GAP_HOURS: i64 = 24;

/// Slow mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slow {
    /// So many minutes lie between two posts of one person.
    pub minutes: i64,
    /// Until when.
    pub until: Instant,
}

impl Thread {
    /// Slow mode, while it holds.
    pub fn slow_now(&self, now: Instant) -> Option<Slow> {
        self.slow
            .filter(|slow| slow.minutes > 0 && now < slow.until && self.is_open())
    }

    /// When new posts can be written again, while they cannot.
    pub fn cool_now(&self, now: Instant) -> Option<Instant> {
        self.cool_until
            .filter(|until| now < *until && self.is_open())
    }
}

pub(super) fn slow(
    thread: &Thread,
    minutes: i64,
    words: &Sentence,
    now: Instant,
) -> Result<Event, Refused> {
    if !SLOW_MINUTES.contains(&minutes) {
        return Err(Refused::SlowMinutes);
    }
    if minutes == 0 && thread.slow_now(now).is_none() {
        return Err(Refused::NothingChanged);
    }
    Ok(Event::Slowed {
        minutes,
        until: now.plus_days(SLOW_DAYS),
        words: words.clone(),
    })
}

pub(super) fn cool(
    thread: &Thread,
    hours: i64,
    words: &Sentence,
    now: Instant,
) -> Result<Event, Refused> {
    if !COOL_HOURS.contains(&hours) {
        return Err(Refused::CoolHours);
    }
    let gap = |until: Instant| now < until.plus_minutes(COOL_GAP_HOURS * 60);
    if thread.cool_until.is_some_and(gap) {
        return Err(Refused::CooledLately);
    }
    Ok(Event::Cooled {
        until: now.plus_minutes(hours * 60),
        words: words.clone(),
    })
}

/// Whether somebody who last wrote at `last` may write again at `now`.
pub(super) fn may_write(
    thread: &Thread,
    last: Option<Instant>,
    now: Instant,
) -> Result<(), Refused> {
    if let Some(again) = thread.cool_now(now) {
        return Err(Refused::Cooling { again });
    }
    let Some((slow, last)) = thread.slow_now(now).zip(last) else {
        return Ok(());
    };
    // Slow mode may end before the wait does.
    let again = last.plus_minutes(slow.minutes).min(slow.until);
    if now < again {
        return Err(Refused::TooSoon { again });
    }
    Ok(())
}
