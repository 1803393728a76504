//! Answering: who may, until when, and what a ballot has to say; and answering an
//! objection.

use super::{Choice, Decision, Refused, Stage};
use crate::instant::Instant;
use crate::method::{Reason, Shape};
use crate::permission::{DecisionAct, may_on_decision};
use crate::person::Actor;
use crate::text::Sentence;

/// What somebody answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cast {
    /// What they choose; `None` if they chose nothing.
    pub choice: Option<Choice>,
    /// Why, where they said so.
    pub reason: Option<Sentence>,
}

/// What the answer was when the page was made: how often it had been given, 0 for not
/// at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen(pub i64);

/// Whether a ballot is taken: of `actor`, who is among those asked if `eligible`, and
/// whose answer was given `turns` times before. Gives the choice and the reason that is
/// kept with it.
///
/// # Errors
/// A [`Refused`] that says why it is not.
pub fn check(
    decision: &Decision,
    cast: &Cast,
    actor: &Actor,
    eligible: bool,
    (seen, turns): (Option<Seen>, i64),
    now: Instant,
) -> Result<(Choice, Option<Sentence>), Refused> {
    may_on_decision(actor, DecisionAct::Cast, decision)?;
    // Also in the second in which no server has looked at the clock yet.
    if decision.until().is_some_and(|until| now >= until) {
        return Err(Refused::DecisionClosed);
    }
    if !eligible {
        return Err(Refused::NotEligible);
    }
    let choice = cast.choice.as_ref().ok_or(Refused::BallotEmpty)?;
    if !choice.fits(&decision.method, decision.count()) {
        return Err(match (choice, decision.method.shape) {
            (Choice::Rank(_), Shape::Rank) => Refused::BallotGap,
            (Choice::Dots(_), Shape::Dots) => Refused::BallotDots,
            _ => Refused::BallotStrange,
        });
    }
    let reason = match reason(decision, choice) {
        Reason::None => None,
        Reason::Welcome => cast.reason.clone(),
        Reason::Required => Some(cast.reason.clone().ok_or(Refused::ReasonMissing)?),
    };
    if seen.is_some_and(|seen| seen.0 != turns) {
        return Err(Refused::BallotStale);
    }
    Ok((choice.clone(), reason))
}

/// Whether a reason belongs to what was chosen.
pub(super) fn reason(decision: &Decision, choice: &Choice) -> Reason {
    match (choice, decision.method.shape) {
        (Choice::One(at), Shape::One) => {
            let option = decision.method.options.get(*at);
            option.map_or(Reason::None, |option| option.reason)
        }
        (Choice::One(_) | Choice::Each(_) | Choice::Rank(_) | Choice::Dots(_), _) => Reason::None,
    }
}

/// Whether `actor` may answer an objection now: the body does, while it can still be
/// taken back.
///
/// # Errors
/// A [`Refused`] that says why not.
pub fn may_answer(decision: &Decision, actor: &Actor, now: Instant) -> Result<(), Refused> {
    may_on_decision(actor, DecisionAct::Answer, decision)?;
    match decision.stage {
        Stage::Open { until, .. } if now < until => Ok(()),
        _ => Err(Refused::DecisionClosed),
    }
}
