//! Being away: who looks after a case in the meantime.
//!
//! A case belongs to its body. One member may look after it, so that two do
//! not do the same; while that member is away it is with the colleague they
//! named, or with the whole body again. It comes back by itself.

use crate::id::PersonId;
use crate::instant::Instant;
use crate::office::OfficeRefused;

/// The most days of one absence: a year.
pub const LONGEST_ABSENCE_DAYS: i64 = 366;

/// One member of a body is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Who.
    pub person: PersonId,
    /// From when on.
    pub from: Instant,
    /// Until when; then they are back.
    pub until: Instant,
    /// Who looks after their open work; `None` for the whole body.
    pub hand_to: Option<PersonId>,
}

impl Absence {
    /// Checks an absence that somebody of `members` announces; `others` are
    /// the absences that are known in their body.
    ///
    /// # Errors
    /// An [`OfficeRefused`] that says what to mend.
    pub fn announce(
        self,
        members: &[PersonId],
        others: &[Self],
        now: Instant,
    ) -> Result<Self, OfficeRefused> {
        if self.until <= self.from {
            return Err(OfficeRefused::AbsenceBackwards);
        }
        if self.until <= now {
            return Err(OfficeRefused::AbsenceOver);
        }
        if self.until > self.from.plus_days(LONGEST_ABSENCE_DAYS) {
            return Err(OfficeRefused::AbsenceTooLong);
        }
        if let Some(to) = self.hand_to {
            if to == self.person || !members.contains(&to) {
                return Err(OfficeRefused::NotColleague);
            }
            let away = |one: &Self| {
                one.person == to && one.from < self.until && self.from.max(now) < one.until
            };
            if others.iter().any(away) {
                return Err(OfficeRefused::ColleagueAway);
            }
        }
        Ok(self)
    }

    /// Whether they are away at `now`.
    pub fn covers(&self, now: Instant) -> bool {
        self.from <= now && now < self.until
    }
}

/// Who looks after a case at `now` that `kept` took on; `None` when it is with
/// the whole body.
pub fn keeper(kept: PersonId, absences: &[Absence], now: Instant) -> Option<PersonId> {
    let away = |person: PersonId| {
        absences
            .iter()
            .find(|one| one.person == person && one.covers(now))
    };
    match away(kept) {
        None => Some(kept),
        Some(absence) => absence.hand_to.filter(|to| away(*to).is_none()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const NOW: Instant = Instant::from_micros(1_000_000_000_000);

    fn person(number: u128) -> PersonId {
        PersonId::new(Uuid::from_u128(number))
    }

    fn absence(who: u128, from: i64, until: i64, to: Option<u128>) -> Absence {
        Absence {
            person: person(who),
            from: NOW.plus_days(from),
            until: NOW.plus_days(until),
            hand_to: to.map(person),
        }
    }

    #[test]
    fn an_absence_has_to_make_sense() {
        use OfficeRefused as R;
        let members = [person(1), person(2), person(3)];
        let others = [absence(2, 5, 9, None)];
        for (asked, expected) in [
            (absence(1, 1, 3, Some(2)), None),
            (absence(1, 1, 3, None), None),
            (absence(1, 3, 3, None), Some(R::AbsenceBackwards)),
            (absence(1, 3, 1, None), Some(R::AbsenceBackwards)),
            (absence(1, -3, -1, None), Some(R::AbsenceOver)),
            (absence(1, 0, 400, None), Some(R::AbsenceTooLong)),
            (absence(1, 1, 3, Some(1)), Some(R::NotColleague)),
            (absence(1, 1, 3, Some(9)), Some(R::NotColleague)),
            (absence(1, 1, 6, Some(2)), Some(R::ColleagueAway)),
            (absence(1, 9, 12, Some(2)), None),
        ] {
            let said = asked.announce(&members, &others, NOW).err();
            assert_eq!(said, expected, "{asked:?}");
        }
    }

    #[test]
    fn work_goes_over_while_somebody_is_away_and_comes_back() {
        let absences = [
            absence(1, 1, 3, Some(2)),
            absence(2, 2, 4, Some(3)),
            absence(4, 0, 9, None),
        ];
        let at = |days| keeper(person(1), &absences, NOW.plus_days(days));
        assert_eq!(at(0), Some(person(1)));
        assert_eq!(at(1), Some(person(2)));
        assert_eq!(
            at(2),
            None,
            "who took over is away too: it is with the body"
        );
        assert_eq!(at(3), Some(person(1)));
        assert_eq!(keeper(person(4), &absences, NOW), None);
    }
}
