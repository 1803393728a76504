//! When something is tried, and when it is given up.

use crate::instant::Instant;

/// How often a request of which nobody knows whether it arrived is looked for
/// before a person is asked.
pub const LOOKS: i64 = 3;
/// Seconds until the second and the third try; then twice as long each time.
const PAUSES: [i64; 2] = [5 * 60, 30 * 60];
/// The longest pause, in seconds.
const LONGEST: i64 = 6 * 3_600;
/// For how long a sending is tried, in days.
const DAYS: i64 = 7;
/// For how long another Linli surely remembers the key of a request, in days:
/// it keeps them for 30.
const REMEMBERED_DAYS: i64 = 25;
/// How far behind the last poll the next one begins, in seconds: what was
/// entered late there, and clocks that differ.
const OVERLAP: i64 = 3 * 3_600;
/// The same once a day.
const OVERLAP_DAILY: i64 = 48 * 3_600;
/// The standard's lists span 90 days at most.
const WIDEST_DAYS: i64 = 89;

/// What was tried so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    /// How often, this time included.
    pub attempts: i64,
    /// When first.
    pub first_at: Option<Instant>,
    /// Whether it may have arrived.
    pub in_doubt: bool,
    /// How often it was looked for in vain, this time included.
    pub looks: i64,
}

/// What is done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is sent.
    Send,
    /// It is looked for among the requests there.
    Look,
}

/// How a step ended without the request being there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// It surely did not arrive: no connection, or the answer says "not now".
    NotTaken,
    /// The answer says that it will never be taken as it is.
    Refused,
    /// Nobody knows whether it arrived.
    Unknown,
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It is tried again then.
    TryAt(Instant),
    /// A person has to look at it.
    GiveUp,
}

/// Whether the next step sends or only looks. Sending again what may have
/// arrived is for systems alone that recognise the key of a request.
pub fn next_step(tried: &Tried, repeats_safely: bool, now: Instant) -> Step {
    let remembered = tried
        .first_at
        .is_none_or(|first| now < first.plus_days(REMEMBERED_DAYS));
    if !tried.in_doubt || (repeats_safely && remembered) {
        Step::Send
    } else {
        Step::Look
    }
}

/// What follows a step that ended like this.
pub fn try_again_at(tried: &Tried, ended: Attempt, repeats_safely: bool, now: Instant) -> Next {
    let first = tried.first_at.unwrap_or(now);
    let at = now.plus_seconds(pause(tried.attempts));
    let over = at > first.plus_days(DAYS);
    let looked_enough = tried.in_doubt && !repeats_safely && tried.looks >= LOOKS;
    if ended == Attempt::Refused || over || looked_enough {
        Next::GiveUp
    } else {
        Next::TryAt(at)
    }
}

fn pause(attempts: i64) -> i64 {
    let at = usize::try_from(attempts.max(1) - 1).unwrap_or(usize::MAX);
    if let Some(seconds) = PAUSES.get(at) {
        return *seconds;
    }
    let doubled = u32::try_from((at + 1).saturating_sub(PAUSES.len())).unwrap_or(u32::MAX);
    PAUSES[1]
        .saturating_mul(2_i64.saturating_pow(doubled.min(32)))
        .min(LONGEST)
}

/// From when to when updates are asked for: everything since the last time
/// that worked, and some of what was before it.
pub fn window(
    polled_until: Instant,
    polled_at: Option<Instant>,
    now: Instant,
) -> (Instant, Instant) {
    const DAY: i64 = 86_400_000_000;
    let day = |at: Instant| at.micros().div_euclid(DAY);
    let first_today = polled_at.is_none_or(|at| day(at) != day(now));
    let overlap = if first_today { OVERLAP_DAILY } else { OVERLAP };
    let from = polled_until.min(now).plus_seconds(-overlap);
    (from.max(now.plus_days(-WIDEST_DAYS)), now)
}

/// When the other system is asked again: after the usual pause, and more
/// seldom the longer it fails.
pub fn poll_again_at(minutes: i64, failing_since: Option<Instant>, now: Instant) -> Instant {
    let usual = minutes.max(1).saturating_mul(60);
    let failing = failing_since.map_or(0, |since| now.seconds_since(since));
    now.plus_seconds(usual.max(failing.min(LONGEST)))
}

/// Since when requests are looked through for one that may have arrived: a day
/// before the first try, as clocks differ.
pub fn since(first_tried_at: Instant) -> Instant {
    first_tried_at.plus_days(-1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant::from_micros(1_800_000_000_000_000);

    fn tried(attempts: i64, in_doubt: bool, looks: i64) -> Tried {
        Tried {
            attempts,
            first_at: Some(NOW),
            in_doubt,
            looks,
        }
    }

    #[test]
    fn pauses_grow_up_to_six_hours() {
        let minutes: Vec<i64> = (1..=9).map(|attempts| pause(attempts) / 60).collect();
        assert_eq!(minutes, [5, 30, 60, 120, 240, 360, 360, 360, 360]);
        assert_eq!((pause(0), pause(i64::MAX)), (300, LONGEST));
    }

    #[test]
    fn it_is_tried_for_a_week_and_then_given_up() {
        let (mut now, mut attempts) = (NOW, 1);
        while let Next::TryAt(at) =
            try_again_at(&tried(attempts, false, 0), Attempt::NotTaken, false, now)
        {
            assert!(at > now);
            (now, attempts) = (at, attempts + 1);
        }
        assert!((30..40).contains(&attempts), "{attempts}");
        let hours = now.seconds_since(NOW) / 3_600;
        assert!((162..=168).contains(&hours), "{hours}");
    }

    #[test]
    fn what_was_refused_waits_for_a_person() {
        let next = try_again_at(&tried(1, false, 0), Attempt::Refused, true, NOW);
        assert_eq!(next, Next::GiveUp);
    }

    #[test]
    fn what_may_have_arrived_is_sent_again_only_where_its_key_is_known() {
        let table = [
            // in doubt, repeats safely, days later, step
            (false, false, 0, Step::Send),
            (false, true, 40, Step::Send),
            (true, true, 0, Step::Send),
            (true, true, 24, Step::Send),
            (true, true, 25, Step::Look),
            (true, false, 0, Step::Look),
        ];
        for (in_doubt, safely, days, step) in table {
            let found = next_step(&tried(1, in_doubt, 0), safely, NOW.plus_days(days));
            assert_eq!(found, step, "{in_doubt} {safely} {days}");
        }
    }

    #[test]
    fn after_three_looks_in_vain_a_person_decides() {
        for (looks, safely, given_up) in [(2, false, false), (3, false, true), (3, true, false)] {
            let next = try_again_at(&tried(3, true, looks), Attempt::Unknown, safely, NOW);
            assert_eq!(next == Next::GiveUp, given_up, "{looks} {safely}");
        }
    }

    #[test]
    fn a_window_overlaps_the_one_before_and_leaves_no_gap() {
        let hours = |from: Instant| NOW.seconds_since(from) / 3_600;
        let minute_ago = NOW.plus_minutes(-1);
        let table = [
            // polled until, polled at, hours back
            (minute_ago, Some(minute_ago), 3),
            (minute_ago, Some(NOW.plus_days(-1)), 48),
            (NOW.plus_days(-3), Some(minute_ago), 75),
            (NOW.plus_days(-3), None, 120),
            (NOW.plus_days(-200), None, 89 * 24),
            (NOW.plus_days(2), Some(minute_ago), 3),
        ];
        for (until, at, back) in table {
            let (from, to) = window(until, at, NOW);
            assert_eq!((hours(from), to), (back, NOW), "{until:?} {at:?}");
        }
    }

    #[test]
    fn who_fails_long_is_asked_more_seldom() {
        let minutes = |since: Option<i64>| {
            let since = since.map(|minutes| NOW.plus_minutes(-minutes));
            poll_again_at(10, since, NOW).seconds_since(NOW) / 60
        };
        let found = [None, Some(0), Some(15), Some(120), Some(9_999)].map(minutes);
        assert_eq!(found, [10, 10, 15, 120, 360]);
    }
}
