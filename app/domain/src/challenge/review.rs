//! Review cycles, the end, and opening again.

use crate::challenge::REVIEW_DAYS;
use crate::challenge::decide::{Around, Unfolding};
use crate::challenge::event::Event;
use crate::challenge::refused::Refused;
use crate::instant::Instant;
use crate::text::Sentence;

/// The latest day on which something can be reviewed next, at its end.
pub(super) fn latest(around: &Around<'_>) -> Instant {
    let calendar = &around.convener.calendar;
    calendar.end_of_day_after(around.now, REVIEW_DAYS)
}

/// Whether something can be reviewed then.
pub(super) fn check_date(around: &Around<'_>, next: Instant) -> Result<(), Refused> {
    if next <= around.now {
        Err(Refused::ReviewInThePast)
    } else if next > latest(around) {
        Err(Refused::ReviewTooFar)
    } else {
        Ok(())
    }
}

pub(super) fn review(
    challenge: &mut Unfolding<'_>,
    words: &Sentence,
    next: Instant,
) -> Result<(), Refused> {
    check_date(&challenge.around, next)?;
    challenge.record(Event::Reviewed {
        words: words.clone(),
        next,
    });
    Ok(())
}

pub(super) fn close(challenge: &mut Unfolding<'_>, learnt: &Sentence) -> Result<(), Refused> {
    if challenge.challenge.waiting().next().is_some() {
        return Err(Refused::AttemptWaits);
    }
    if challenge.challenge.running().next().is_some() {
        return Err(Refused::MeasureRuns);
    }
    challenge.record(Event::Closed {
        learnt: learnt.clone(),
    });
    Ok(())
}

pub(super) fn reopen(
    challenge: &mut Unfolding<'_>,
    words: &Sentence,
    next: Instant,
) -> Result<(), Refused> {
    check_date(&challenge.around, next)?;
    challenge.record(Event::Reopened {
        words: words.clone(),
        next,
    });
    Ok(())
}
