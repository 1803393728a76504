//! What the table does: what is known and not, attempts, interim measures.

use crate::challenge::MOST_ENTRIES;
use crate::challenge::decide::Unfolding;
use crate::challenge::entry::{Certainty, Outcome};
use crate::challenge::event::Event;
use crate::challenge::refused::Refused;
use crate::challenge::{review, table};
use crate::id::PlaceId;
use crate::instant::Instant;
use crate::text::{Sentence, Title, Words};

const fn room(entries: usize) -> Result<(), Refused> {
    if entries < MOST_ENTRIES {
        Ok(())
    } else {
        Err(Refused::NoRoom)
    }
}

/// Puts right what it is called and what it is about; what stood there before
/// stays in the history.
pub(super) fn correct(
    challenge: &mut Unfolding<'_>,
    title: &Title,
    words: &Words,
    place: PlaceId,
    reason: &Sentence,
) -> Result<(), Refused> {
    let before = &challenge.challenge;
    let moves = before.place != place;
    if before.title == *title && before.words == *words && !moves {
        return Err(Refused::CorrectionSame);
    }
    let place_path = if moves {
        path_to(challenge, place)?
    } else {
        Vec::new()
    };
    let event = Event::Corrected {
        from: before.title.clone(),
        title: title.clone(),
        words: words.clone(),
        place_path,
        reason: reason.clone(),
    };
    challenge.record(event);
    Ok(())
}

/// The way from `place` up to the root, if all its cases lie there and everybody at
/// its table serves it.
fn path_to(challenge: &Unfolding<'_>, place: PlaceId) -> Result<Vec<PlaceId>, Refused> {
    let mut common = challenge.around.common.iter();
    let from = common.position(|one| *one == place);
    let path = challenge.around.common[from.ok_or(Refused::OtherPlace)?..].to_vec();
    let before = &challenge.challenge;
    let bodies = challenge.around.bodies;
    table::check(&path, bodies, before.convener, &before.seats)?;
    Ok(path)
}

pub(super) fn note(
    challenge: &mut Unfolding<'_>,
    certainty: Certainty,
    words: &Sentence,
) -> Result<(), Refused> {
    room(challenge.challenge.lines.len())?;
    challenge.record(Event::Noted {
        certainty,
        words: words.clone(),
    });
    Ok(())
}

pub(super) fn strike(
    challenge: &mut Unfolding<'_>,
    line: i64,
    reason: &Sentence,
) -> Result<(), Refused> {
    let mut lines = challenge.challenge.lines.iter();
    let found = lines
        .find(|one| one.number == line)
        .ok_or(Refused::LineUnknown)?;
    if found.struck.is_some() {
        return Err(Refused::StruckAlready);
    }
    challenge.record(Event::Struck {
        line,
        reason: reason.clone(),
    });
    Ok(())
}

pub(super) fn attempt(
    challenge: &mut Unfolding<'_>,
    words: &Sentence,
    started_at: Instant,
    review_due: Instant,
) -> Result<(), Refused> {
    room(challenge.challenge.attempts.len())?;
    let today = challenge
        .around
        .convener
        .calendar
        .end_of_day_after(challenge.around.now, 0);
    if started_at > today {
        return Err(Refused::TryInTheFuture);
    }
    review::check_date(&challenge.around, review_due)?;
    challenge.record(Event::Tried {
        words: words.clone(),
        started_at,
        review_due,
    });
    Ok(())
}

pub(super) fn judge(
    challenge: &mut Unfolding<'_>,
    attempt: i64,
    outcome: Outcome,
    words: &Sentence,
) -> Result<(), Refused> {
    let mut attempts = challenge.challenge.attempts.iter();
    let found = attempts
        .find(|one| one.number == attempt)
        .ok_or(Refused::AttemptUnknown)?;
    if found.judged.is_some() {
        return Err(Refused::JudgedAlready);
    }
    challenge.record(Event::Judged {
        attempt,
        outcome,
        words: words.clone(),
    });
    Ok(())
}

pub(super) fn begin_measure(
    challenge: &mut Unfolding<'_>,
    words: &Sentence,
    from: Instant,
    until: Instant,
) -> Result<(), Refused> {
    room(challenge.challenge.measures.len())?;
    if until < from || until <= challenge.around.now {
        return Err(Refused::MeasureDates);
    }
    challenge.record(Event::MeasureBegun {
        words: words.clone(),
        from,
        until,
    });
    Ok(())
}

pub(super) fn end_measure(
    challenge: &mut Unfolding<'_>,
    measure: i64,
    words: &Sentence,
) -> Result<(), Refused> {
    let mut measures = challenge.challenge.measures.iter();
    let found = measures
        .find(|one| one.number == measure)
        .ok_or(Refused::MeasureUnknown)?;
    if found.ended.is_some() {
        return Err(Refused::EndedAlready);
    }
    challenge.record(Event::MeasureEnded {
        measure,
        words: words.clone(),
    });
    Ok(())
}
