//! What happens by itself: a date that was missed is recorded for everybody to
//! read and owed again. However late the clock comes, each is recorded once, in
//! the order in which it fell due; so a challenge cannot go silent.

use crate::body::{Body, BodyKind};
use crate::case::{Seat, Share};
use crate::challenge::AGAIN_WORKING_DAYS;
use crate::challenge::decide::Unfolding;
use crate::challenge::event::Event;
use crate::challenge::refused::Refused;
use crate::challenge::table::can_sit;

pub(super) fn wake(challenge: &mut Unfolding<'_>) -> Result<(), Refused> {
    let due = |challenge: &Unfolding<'_>| {
        let step = challenge.challenge.next_step()?;
        (step.by <= challenge.around.now).then_some(step)
    };
    if due(challenge).is_some() {
        replace_vanished_convener(challenge);
    }
    while let Some(step) = due(challenge) {
        let body = challenge
            .body(step.who)
            .unwrap_or(challenge.around.convener);
        let again = body.calendar.add_working_days(step.by, AGAIN_WORKING_DAYS);
        challenge.record(Event::Missed {
            owed: step.what,
            due: step.by,
            body: step.who,
            // A calendar without working days must not stop the clock.
            again: again.max(step.by.plus_days(1)),
        });
    }
    if challenge.is_empty() {
        return Err(Refused::NothingDue);
    }
    Ok(())
}

/// A convener that went out of service reviews nothing: the next office that
/// serves the place convenes from now on. Where there is none, it stays.
fn replace_vanished_convener(challenge: &mut Unfolding<'_>) {
    let now = &challenge.challenge;
    let Some(before) = challenge
        .body(now.convener)
        .filter(|body| !body.takes_cases())
    else {
        return;
    };
    let fit = can_sit(&now.place_path, challenge.around.bodies);
    let can = |body: &&&Body| body.kind != BodyKind::Partner;
    let Some(next) = fit
        .iter()
        .filter(can)
        .find(|body| body.tier >= before.tier)
        .or_else(|| fit.iter().rev().find(can))
    else {
        return;
    };
    let mut seats = now.seats.clone();
    let gone = seats.iter().position(|seat| seat.body == before.id);
    let gone = gone.map(|at| seats.remove(at));
    if !now.sits(next.id) {
        seats.push(Seat {
            body: next.id,
            share: Share::Consulted,
            task: None,
            cost: None,
            risk: None,
            benefit: None,
            unknown: true,
        });
    }
    if let Some(gone) = gone.filter(|seat| seat.share == Share::Leads)
        && let Some(seat) = seats.iter_mut().find(|seat| seat.body == next.id)
    {
        seat.share = Share::Leads;
        seat.task = seat.task.take().or(gone.task);
    }
    let convener = next.id;
    challenge.record(Event::TableSet {
        convener,
        seats,
        words: None,
    });
}
