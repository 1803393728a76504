//! Seats, and the queue behind them: one line, in the order in which people asked. The
//! first so many have a seat; whoever leaves makes room for the next one.

use super::{Meeting, Refused};
use crate::id::PersonId;
use crate::instant::Instant;
use crate::permission::{MeetingAct, may_on_meeting};
use crate::person::Actor;

/// Where somebody stands in the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// They have a seat.
    Seated,
    /// They wait, with so many before them who wait, too.
    Waiting {
        /// How many.
        before: usize,
    },
}

impl Standing {
    /// Where the `place`-th of a line stands, from 1.
    pub fn at(place: i64, seats: Option<i64>) -> Self {
        match seats.map(|seats| place - seats) {
            Some(behind) if behind > 0 => Self::Waiting {
                before: usize::try_from(behind - 1).unwrap_or(0),
            },
            Some(_) | None => Self::Seated,
        }
    }
}

/// Those who want to come, in the order in which they asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    people: Vec<PersonId>,
    seats: Option<usize>,
}

impl Line {
    /// A line as it is kept; `seats` is `None` for everybody.
    pub fn new(people: Vec<PersonId>, seats: Option<i64>) -> Self {
        Self {
            people,
            seats: seats.map(|seats| usize::try_from(seats).unwrap_or(0)),
        }
    }

    /// Those who have a seat.
    pub fn seated(&self) -> &[PersonId] {
        let seats = self.seats.unwrap_or(usize::MAX).min(self.people.len());
        &self.people[..seats]
    }

    /// Those who wait, the next one first.
    pub fn waiting(&self) -> &[PersonId] {
        &self.people[self.seated().len()..]
    }

    /// Everybody, in order.
    pub fn everybody(&self) -> &[PersonId] {
        &self.people
    }

    /// Where `person` stands; `None` for who does not want to come.
    pub fn standing(&self, person: PersonId) -> Option<Standing> {
        let at = self.people.iter().position(|one| *one == person)?;
        let seated = self.seated().len();
        Some(match at.checked_sub(seated) {
            None => Standing::Seated,
            Some(before) => Standing::Waiting { before },
        })
    }

    /// Puts `person` at the end, unless they stand in it already.
    pub fn take(&mut self, person: PersonId) -> Standing {
        if !self.people.contains(&person) {
            self.people.push(person);
        }
        self.standing(person)
            .unwrap_or(Standing::Waiting { before: 0 })
    }

    /// Takes `person` out, and gives who has a seat for it now.
    pub fn leave(&mut self, person: PersonId) -> Option<PersonId> {
        let was_seated = self.standing(person) == Some(Standing::Seated);
        let next = self.waiting().first().copied();
        self.people.retain(|one| *one != person);
        next.filter(|_| was_seated)
    }

    /// Sets how many seats there are, and gives who has one for it now.
    ///
    /// # Errors
    /// [`Refused::SeatsTaken`] where somebody would lose theirs.
    pub fn resize(&mut self, seats: Option<i64>) -> Result<Vec<PersonId>, Refused> {
        let before = self.seated().len();
        let resized = Self::new(Vec::new(), seats).seats;
        let after = resized.unwrap_or(usize::MAX).min(self.people.len());
        if after < before {
            return Err(Refused::SeatsTaken);
        }
        self.seats = resized;
        Ok(self.people[before..after].to_vec())
    }
}

/// Whether `actor` can take a seat, or give it back, now. `seen` is the revision of the
/// meeting on their page: nobody takes a seat for a time that they have not seen.
///
/// # Errors
/// A [`Refused`] that says why not.
pub fn may_seat(
    meeting: &Meeting,
    act: MeetingAct,
    actor: &Actor,
    seen: Option<i64>,
    now: Instant,
) -> Result<(), Refused> {
    may_on_meeting(actor, act, meeting)?;
    if now >= meeting.plan.at {
        return Err(Refused::Begun);
    }
    if act == MeetingAct::Take && seen.is_some_and(|seen| seen != meeting.revision) {
        return Err(Refused::PlanChanged);
    }
    Ok(())
}
