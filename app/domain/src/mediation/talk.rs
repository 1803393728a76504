//! Who mediates, and when and where they meet.

use super::decide::Unfolding;
use super::event::Event;
use super::{ACCEPT_DAYS, ARRANGE_DAYS, MEET_DAYS, NAME_DAYS, Refused, Stage};
use crate::instant::Instant;
use crate::text::Sentence;

/// The body names somebody. Whoever is not fit is refused with one and the same code: a
/// body that tries names out must not learn whose household is whose.
pub(super) fn name(mediation: &mut Unfolding<'_>) -> Result<(), Refused> {
    if !matches!(mediation.mediation.stage, Stage::Choosing { .. }) {
        return Err(Refused::NotNow);
    }
    let candidate = mediation.around.candidate.ok_or(Refused::MediatorUnfit)?;
    let person = candidate.person;
    let is_party = mediation.mediation.parties().any(|one| one == person);
    let was = mediation.mediation.gone.contains(&person);
    if !candidate.confirmed || !candidate.near || candidate.close || is_party || was {
        return Err(Refused::MediatorUnfit);
    }
    let until = mediation.in_days(ACCEPT_DAYS);
    mediation.record(Event::Named {
        mediator: person,
        until,
    });
    Ok(())
}

pub(super) fn accept(mediation: &mut Unfolding<'_>) -> Result<(), Refused> {
    if !matches!(mediation.mediation.stage, Stage::Inviting { .. }) {
        return Err(Refused::NotNow);
    }
    let until = mediation.in_days(ARRANGE_DAYS);
    mediation.record(Event::Accepted { until });
    Ok(())
}

/// Somebody else is to mediate; who it was is not asked again.
pub(super) fn another(mediation: &mut Unfolding<'_>) {
    let until = mediation.in_days(NAME_DAYS);
    mediation.record(Event::MediatorGone { until });
}

pub(super) fn arrange(
    mediation: &mut Unfolding<'_>,
    at: Instant,
    place: &Sentence,
) -> Result<(), Refused> {
    if at <= mediation.around.now {
        return Err(Refused::MeetingPast);
    }
    if at > mediation.in_days(MEET_DAYS) {
        return Err(Refused::MeetingFar);
    }
    mediation.record(Event::Arranged {
        at,
        place: place.clone(),
    });
    Ok(())
}
