//! What an agreement says beside its words: who does what by when, and, on its review
//! date, whether it still holds.

use serde::{Deserialize, Serialize};

use super::{Phase, Refused, Thread};
use crate::codes::codes;
use crate::instant::Instant;
use crate::permission::confirmed;
use crate::person::Actor;
use crate::text::{Sentence, View};

/// Nobody keeps more commitments in mind.
pub const MOST_COMMITMENTS: usize = 12;

/// So many days people can say whether an agreement still holds.
pub const HOLDS_DAYS: i64 = 30;

/// Who does what by when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// Who.
    pub who: View,
    /// What.
    pub what: Sentence,
    /// By when.
    pub by: Instant,
}

/// Whether an agreement still holds, as one of those concerned sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holds {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// Things have changed.
    Changed,
}

codes!(Holds, 3: Yes = "yes", No = "no", Changed = "changed");

impl Thread {
    /// From when until when those concerned are asked whether it holds; `None` without
    /// an agreement.
    pub fn holds_asked(&self) -> Option<(Instant, Instant)> {
        match self.phase {
            Phase::Agreed { review, .. } => Some((review, review.plus_days(HOLDS_DAYS))),
            Phase::Open { .. } | Phase::Closed { .. } => None,
        }
    }
}

/// Whether `actor`, who had a part in the thread if `concerned`, can say so now.
///
/// # Errors
/// A [`Refused`] that says why not.
pub fn check_holds(
    thread: &Thread,
    (holds, reason): (Holds, Option<&Sentence>),
    actor: &Actor,
    concerned: bool,
    now: Instant,
) -> Result<(), Refused> {
    confirmed(actor)?;
    let (from, until) = thread.holds_asked().ok_or(Refused::HoldsNotYet)?;
    if now < from {
        return Err(Refused::HoldsNotYet);
    }
    if now >= until {
        return Err(Refused::HoldsOver);
    }
    if !concerned {
        return Err(Refused::HoldsNotConcerned);
    }
    if holds != Holds::Yes && reason.is_none() {
        return Err(Refused::HoldsReasonMissing);
    }
    Ok(())
}
