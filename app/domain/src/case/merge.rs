//! Merging a case into another, with its author's yes, and splitting it off
//! again. Proposals in general are answered here.

use crate::case::command::Proposal;
use crate::case::event::Event;
use crate::case::holding::{Holding, Waits};
use crate::case::refused::Refused;
use crate::case::stage::Stage;
use crate::case::surroundings::Unfolding;
use crate::case::{Case, Talk, confirm, correct, hand, letter, table, wake};
use crate::id::{BodyId, CaseId};
use crate::permission::{Action, Denied};
use crate::text::Sentence;

pub(super) fn propose(
    case: &mut Unfolding<'_>,
    into: CaseId,
    words: &Sentence,
) -> Result<(), Refused> {
    if case.case.pending.is_some() {
        return Err(Refused::ProposalPending);
    }
    let other = can_merge(case, into)?;
    if case.case.speaker().is_none() {
        return Err(Refused::NobodyToAsk);
    }
    case.record(Event::Proposed {
        proposal: Proposal::Merge {
            into,
            reference: other.reference,
            words: words.clone(),
        },
    });
    Ok(())
}

pub(super) fn accept_proposal(case: &mut Unfolding<'_>) -> Result<(), Refused> {
    let pending = case.case.pending.clone().ok_or(Refused::ProposalMissing)?;
    match pending.proposal {
        Proposal::Merge { into, .. } => merge(case, into),
        Proposal::Correction { correction, reason } => {
            if !Action::Correct.fits(case.case.stage.name()) {
                return Err(Denied::NotNow.into());
            }
            correct::carry_out(case, &correction, &reason, false)
        }
        Proposal::Hand { handing } => {
            if !handing.action().fits(case.case.stage.name()) {
                return Err(Denied::NotNow.into());
            }
            hand::carry_out(case, &handing)
        }
        Proposal::HandUpLate => wake::hand_up_late(case),
        Proposal::HandUpAgain => {
            if !Action::HandUp.fits(case.case.stage.name()) {
                return Err(Denied::NotNow.into());
            }
            confirm::hand_up_again(case)
        }
        Proposal::OweTable { ground, words } => {
            if !table::can_be_owed(&case.case.stage) {
                return Err(Denied::NotNow.into());
            }
            table::owe_now(case, ground, words);
            Ok(())
        }
        Proposal::RewriteTable { call } => {
            if !Action::RewriteTable.fits(case.case.stage.name()) {
                return Err(Denied::NotNow.into());
            }
            table::rewrite_now(case, &call)
        }
        Proposal::CallTable { call } => {
            if !Action::CallTable.fits(case.case.stage.name()) {
                return Err(Denied::NotNow.into());
            }
            table::call_now(case, &call)
        }
    }
}

pub(super) fn refuse_proposal(case: &mut Unfolding<'_>) -> Result<(), Refused> {
    let pending = case.case.pending.clone().ok_or(Refused::ProposalMissing)?;
    case.record(Event::ProposalRefused);
    wake::catch_up(case, Some(&pending));
    Ok(())
}

fn merge(case: &mut Unfolding<'_>, into: CaseId) -> Result<(), Refused> {
    let other = can_merge(case, into)?;
    let taken_in = Event::TookIn {
        from: case.case.id,
        reference: case.case.reference,
        filed_at: case.case.filed_at,
        resident_due: case.case.own_resident_due,
        hand_overs: case.case.counters.hand_overs,
        affected: case.case.affected.clone(),
    };
    case.record(Event::Merged {
        into,
        reference: other.reference,
    });
    case.record_on_other(other, taken_in);
    Ok(())
}

fn can_merge<'a>(case: &Unfolding<'a>, into: CaseId) -> Result<&'a Case, Refused> {
    if into == case.case.id {
        return Err(Refused::MergeIntoItself);
    }
    let other = case
        .around
        .other
        .filter(|other| other.id == into)
        .ok_or(Refused::OtherCaseUnknown)?;
    check_merge(&case.case, other)?;
    Ok(other)
}

/// Whether `case` can go on as part of `other`, if its author says yes.
///
/// # Errors
/// A [`Refused`] that says why not.
pub fn check_merge(case: &Case, other: &Case) -> Result<(), Refused> {
    let both_public = case.concern.visibility.is_public() && other.concern.visibility.is_public();
    if other.id == case.id {
        Err(Refused::MergeIntoItself)
    } else if !both_public {
        Err(Refused::MergePrivate)
    } else if !are_about_the_same(case.concern.concerned(), other.concern.concerned()) {
        Err(Refused::MergeConcerned)
    } else if !other.is_open() {
        Err(Refused::OtherCaseOver)
    } else if other.holding.holder != case.holding.holder {
        Err(Refused::OtherHolder)
    } else if !case.taken_in.is_empty() {
        Err(Refused::HasTakenIn)
    } else if case.talk.as_ref().and_then(Talk::until).is_some() {
        Err(Refused::ThreadRuns)
    } else {
        Ok(())
    }
}

/// Whether both are about the same bodies, or about none: else what is said against a body
/// could come to that body as part of a case that is not about it.
fn are_about_the_same(bodies: &[BodyId], others: &[BodyId]) -> bool {
    bodies.len() == others.len() && bodies.iter().all(|body| others.contains(body))
}

/// Its own case again, with its own resident's clock, at the holder that the
/// other case has by now; if it is about that body, at the holder it had itself.
pub(super) fn split(case: &mut Unfolding<'_>, reason: &Sentence) -> Result<(), Refused> {
    let Stage::Merged { into, .. } = &case.case.stage else {
        return Err(Denied::NotNow.into());
    };
    let other = case
        .around
        .other
        .filter(|other| other.id == *into)
        .ok_or(Refused::OtherCaseUnknown)?;
    let concerned = case.case.concern.concerned();
    let from = if concerned.contains(&other.holding.holder) {
        &case.case.holding
    } else {
        &other.holding
    };
    let holding = Holding {
        dispatched_at: case.around.now,
        waits: Waits::default(),
        beside: from.beside.filter(|body| !concerned.contains(body)),
        ..from.clone()
    };
    let taken = other.taken_in.iter().find(|one| one.case == case.case.id);
    let hand_overs = taken.map_or(0, |taken| other.hand_overs_of(taken));
    let holder = case.body(holding.holder).unwrap_or(case.around.holder);
    case.record(Event::SplitOff {
        reason: reason.clone(),
        heard_due: case.heard_due(holder),
        plan_due: case.plan_due(holder),
        holding: Box::new(holding),
        hand_overs,
    });
    wake::leave_vanished_body(case);
    letter::owe(case);
    let gave_back = Event::GaveBack {
        from: case.case.id,
        reference: case.case.reference,
    };
    case.record_on_other(other, gave_back);
    Ok(())
}
