//! Gathering cases, and taking them out again. A private case is never
//! gathered; in a gathered case nothing changes but its history and a link.

use crate::case::gather::{Under, gathered, released};
use crate::case::{Case, StageName};
use crate::challenge::MOST_CASES;
use crate::challenge::decide::Unfolding;
use crate::challenge::event::Event;
use crate::challenge::refused::Refused;
use crate::text::Sentence;

impl Unfolding<'_> {
    fn under(&self) -> Under {
        Under {
            challenge: self.challenge.id,
            reference: self.challenge.reference,
            title: self.challenge.title.clone(),
        }
    }
}

/// Whether `case` may be gathered anywhere at all.
fn can_be_gathered(case: &Case) -> Result<(), Refused> {
    if !case.concern.visibility.is_public() {
        return Err(Refused::GatherPrivate);
    }
    if matches!(case.stage.name(), StageName::Withdrawn | StageName::Merged) {
        return Err(Refused::GatherGone);
    }
    if case.under.is_some() {
        return Err(Refused::GatheredAlready);
    }
    Ok(())
}

pub(super) fn gather(challenge: &mut Unfolding<'_>) -> Result<(), Refused> {
    let case = challenge.around.case.ok_or(Refused::NotGathered)?;
    can_be_gathered(case)?;
    if !case.concern.place_path.contains(&challenge.challenge.place) {
        return Err(Refused::OtherPlace);
    }
    if challenge.challenge.kept_out.contains(&case.id) {
        return Err(Refused::KeptOut);
    }
    if challenge.challenge.cases.len() >= MOST_CASES {
        return Err(Refused::NoRoom);
    }
    let (under, by, now) = (challenge.under(), challenge.by, challenge.around.now);
    challenge.case = Some(gathered(case, under, by, now));
    challenge.record(Event::Gathered {
        case: case.id,
        reference: case.reference,
    });
    Ok(())
}

/// Takes a case out; without a reason, because its resident wishes it.
pub(super) fn release(
    challenge: &mut Unfolding<'_>,
    reason: Option<&Sentence>,
) -> Result<(), Refused> {
    let case = challenge.around.case.ok_or(Refused::NotGathered)?;
    if !challenge.challenge.has(case.id) {
        return Err(Refused::NotGathered);
    }
    let (under, by, now) = (challenge.under(), challenge.by, challenge.around.now);
    challenge.case = Some(released(case, under, reason.cloned(), by, now));
    challenge.record(Event::Released {
        case: case.id,
        reference: case.reference,
        reason: reason.cloned(),
    });
    Ok(())
}
