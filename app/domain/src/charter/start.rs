//! From when on a version of the rules applies: volunteers are given notice of
//! a change (DESIGN section 3).

use super::Charter;
use crate::instant::Instant;

/// Days of notice that a change of the rules gives.
pub const NOTICE_DAYS: i64 = 30;

/// Why rules cannot start then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum StartWrong {
    /// The day is over: what was filed keeps the rules it was filed under.
    #[error("that day is over")]
    Over,
    /// Too little notice, and no reason why it cannot wait.
    #[error("less than the notice that a change gives")]
    NoticeTooShort,
}

impl StartWrong {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Over => "start-over",
            Self::NoticeTooShort => "start-too-soon",
        }
    }
}

/// Whether nobody has lived by own rules yet: there is no charter, or only the
/// one that ships with Linli, and that for less than the notice or without a case
/// that was ever filed under it.
pub fn is_first<'a>(
    mut versions: impl Iterator<Item = (&'a Charter, Instant)>,
    has_cases: bool,
    now: Instant,
) -> bool {
    match (versions.next(), versions.next()) {
        (None, _) => true,
        (Some((only, imported_at)), None) => {
            let is_new = !has_cases || imported_at.plus_days(NOTICE_DAYS) > now;
            *only == Charter::shipped() && is_new
        }
        (Some(_), Some(_)) => false,
    }
}

/// The first moment at which rules that are published now can start.
pub fn earliest_start(first: bool, now: Instant) -> Instant {
    if first {
        now
    } else {
        now.plus_days(NOTICE_DAYS)
    }
}

/// When rules start for which the day that begins at `wanted` was chosen; with
/// a published reason why it cannot wait, the notice may be shorter.
///
/// # Errors
/// A [`StartWrong`] for a day that is over or gives too little notice.
pub fn start(
    wanted: Instant,
    first: bool,
    has_reason: bool,
    now: Instant,
) -> Result<Instant, StartWrong> {
    let over = wanted.plus_days(1) <= now;
    if wanted >= earliest_start(first, now) || (has_reason && !over) {
        return Ok(wanted.max(now));
    }
    Err(if over {
        StartWrong::Over
    } else {
        StartWrong::NoticeTooShort
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_gives_thirty_days_and_the_first_rules_none() {
        let now = Instant::parse("2026-11-23T09:00:00+08:00").unwrap();
        let table = [
            (30, false, false, Ok(30)),
            (29, false, false, Err(StartWrong::NoticeTooShort)),
            (29, false, true, Ok(29)),
            (0, true, false, Ok(0)),
            (-2, false, true, Err(StartWrong::Over)),
            (-2, false, false, Err(StartWrong::Over)),
        ];
        for (days, first, reason, expected) in table {
            let started = start(now.plus_days(days), first, reason, now);
            let expected = expected.map(|days| now.plus_days(days));
            assert_eq!(started, expected, "{days} {first} {reason}");
        }
        // A day that has begun starts at once.
        assert_eq!(start(now.plus_minutes(-60), false, true, now), Ok(now));
    }

    #[test]
    fn only_shipped_rules_that_are_new_or_without_a_case_are_no_change() {
        let now = Instant::from_micros(0).plus_days(100);
        let shipped = Charter::shipped();
        let own = Charter {
            emergency_number: "112".to_owned(),
            ..Charter::shipped()
        };
        let ago = |days: i64| now.plus_days(-days);
        assert!(is_first(std::iter::empty(), false, now));
        assert!(is_first([(&shipped, ago(3))].into_iter(), true, now));
        assert!(is_first([(&shipped, ago(31))].into_iter(), false, now));
        assert!(!is_first([(&shipped, ago(31))].into_iter(), true, now));
        assert!(!is_first([(&own, ago(3))].into_iter(), false, now));
        assert!(!is_first(
            [(&shipped, ago(3)), (&own, ago(1))].into_iter(),
            false,
            now
        ));
    }
}
