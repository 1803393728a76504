//! What the two promise each other, and whether it holds.

use super::decide::Unfolding;
use super::event::Event;
use super::{ARRANGE_DAYS, Ending, FOLLOW_UP_DAYS, Kept, Refused, Stage, WRITE_DAYS};
use crate::instant::Instant;
use crate::text::Words;

/// One of them says what they promise; both confirm the whole anew.
pub(super) fn write(
    mediation: &mut Unfolding<'_>,
    words: &Words,
    turn: i64,
) -> Result<(), Refused> {
    let side = mediation.side()?;
    meet(mediation)?;
    if turn != mediation.mediation.text.turn {
        return Err(Refused::TextStale);
    }
    mediation.record(Event::Written {
        side,
        words: words.clone(),
    });
    Ok(())
}

/// One of them confirms the text of this turn; with the second one they agree.
pub(super) fn confirm(mediation: &mut Unfolding<'_>, turn: i64) -> Result<(), Refused> {
    let side = mediation.side()?;
    meet(mediation)?;
    let text = &mediation.mediation.text;
    if turn != text.turn {
        return Err(Refused::TextStale);
    }
    if !text.is_whole() {
        return Err(Refused::TextMissing);
    }
    if text.confirmed(side) {
        return Err(Refused::ConfirmedBefore);
    }
    mediation.record(Event::Confirmed { side });
    if mediation.mediation.text.is_agreed() {
        let ask_at = mediation.in_days(FOLLOW_UP_DAYS[0]);
        mediation.record(Event::Agreed { ask_at });
    }
    Ok(())
}

/// The time of the meeting has come, though the clock has not looked at it yet.
fn meet(mediation: &mut Unfolding<'_>) -> Result<(), Refused> {
    match mediation.mediation.stage {
        Stage::Meeting { at, .. } if at <= mediation.around.now => {
            let until = mediation.in_days(WRITE_DAYS);
            mediation.record(Event::Met { until });
            Ok(())
        }
        Stage::Writing { until, .. } if mediation.around.now < until => Ok(()),
        _ => Err(Refused::NotNow),
    }
}

/// One of them says whether it holds; once both have, it goes on.
pub(super) fn follow(mediation: &mut Unfolding<'_>, kept: Kept) -> Result<(), Refused> {
    let side = mediation.side()?;
    let Stage::Holding {
        asked: true, due, ..
    } = mediation.mediation.stage
    else {
        return Err(Refused::NotNow);
    };
    if mediation.around.now >= due {
        return Err(Refused::NotNow);
    }
    mediation.record(Event::Followed { side, kept });
    if let Stage::Holding {
        answers: [Some(_), Some(_)],
        ..
    } = mediation.mediation.stage
    {
        settle(mediation)?;
    }
    Ok(())
}

/// What follows from the answers: another meeting, one more question, or the end.
pub(super) fn settle(mediation: &mut Unfolding<'_>) -> Result<(), Refused> {
    let Stage::Holding {
        agreed_at,
        round,
        answers,
        ..
    } = mediation.mediation.stage
    else {
        return Err(Refused::NothingDue);
    };
    let holds = |one: &Kept| *one == Kept::Kept;
    if !answers.iter().flatten().all(holds) {
        let until = mediation.in_days(ARRANGE_DAYS);
        mediation.record(Event::MeetAgain { until });
    } else if let Some(ask_at) = next(mediation, agreed_at, round) {
        mediation.record(Event::Holds { ask_at });
    } else {
        mediation.end(Ending::Held);
    }
    Ok(())
}

/// When they are asked once more; never in the past.
fn next(mediation: &Unfolding<'_>, agreed_at: Instant, round: u8) -> Option<Instant> {
    let days = *FOLLOW_UP_DAYS.get(usize::from(round) + 1)?;
    let calendar = mediation.around.calendar;
    let usual = calendar.end_of_day_after(agreed_at, days);
    Some(usual.max(mediation.in_days(1)))
}
