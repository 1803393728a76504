//! Routing: who gets a case, why them, by when, and what happens otherwise.
//!
//! [`route`] is pure and total: every input gives a route or a named refusal,
//! and the route explains itself. A case starts at the lowest competent tier,
//! except on the four starting grounds of DESIGN section 5. Within a tier the
//! charter's order decides, then the rank, then who serves the closer place,
//! then the key; [`ties`] finds where only the key would decide, and an import
//! with such a tie is refused.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::body::{Body, Tier};
use crate::charter::{Charter, Turned};
use crate::id::{BodyId, PlaceId};
use crate::instant::Instant;

mod candidate;
mod search;
mod tie;

pub use tie::{Tie, ties};

/// Why a case starts above the lowest tier, goes up or comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// Someone may be hurt.
    Danger,
    /// The charter leaves it to government.
    Reserved,
    /// The concern is about that body or its members.
    ConflictOfInterest,
    /// Nobody serves this place, or the body is out of service.
    NoBody,
    /// An appeal against a refusal.
    Appeal,
    /// "Not solved" or "reopened" for the second time.
    SecondTime,
    /// The place or category was corrected.
    Correction,
    /// The body that held it went out of service.
    BodyVanished,
    /// The holder missed a date.
    Clock,
    /// The holder may not do it.
    OutsidePowers,
    /// The holder cannot pay for or do it.
    OutsideMeans,
    /// It was tried and failed.
    TriedAndFailed,
    /// The community may settle it itself.
    WithinCommunityPowers,
    /// It lies elsewhere.
    WrongPlace,
    /// Another body of the same tier is the right one.
    Across,
    /// Residents of enough households asked for it, or its author after a missed date.
    Residents,
    /// Whoever got it back does not agree: the office above both calls a joint table.
    Contested,
    /// It was passed on twice: the office above both calls a joint table.
    PassedOnTwice,
    /// There was no outcome in the resident's time: the tier above calls a joint table.
    NoOutcome,
    /// A joint table named its convener.
    JointTable,
    /// There was no conflict of interest, and its author let that body have it.
    NoConflict,
    /// Its author contests that a danger was regraded.
    RegradeContested,
}

impl Ground {
    /// The stable code, the same as in the payload.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Danger => "danger",
            Self::Reserved => "reserved",
            Self::ConflictOfInterest => "conflict-of-interest",
            Self::NoBody => "no-body",
            Self::Appeal => "appeal",
            Self::SecondTime => "second-time",
            Self::Correction => "correction",
            Self::BodyVanished => "body-vanished",
            Self::Clock => "clock",
            Self::OutsidePowers => "outside-powers",
            Self::OutsideMeans => "outside-means",
            Self::TriedAndFailed => "tried-and-failed",
            Self::WithinCommunityPowers => "within-community-powers",
            Self::WrongPlace => "wrong-place",
            Self::Across => "across",
            Self::Residents => "residents",
            Self::Contested => "contested",
            Self::PassedOnTwice => "passed-on-twice",
            Self::NoOutcome => "no-outcome",
            Self::JointTable => "joint-table",
            Self::NoConflict => "no-conflict",
            Self::RegradeContested => "regrade-contested",
        }
    }
}

/// Why a body was not given the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SkipReason {
    /// The charter starts this category above this tier.
    BelowLowestTier,
    /// Nobody of this tier serves the place.
    NobodyServesPlace,
    /// A body serves the place but not this category.
    NotCompetent,
    /// It has no members.
    NoMembers,
    /// It is marked out of service.
    OutOfService,
    /// It keeps no 24 h duty, and someone may be hurt.
    NoDuty,
    /// Only government may act.
    Reserved,
    /// The concern is about it, or about another body of its tier or above.
    Concerned,
}

/// A tier, or one body of it, that was passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// Which tier.
    pub tier: Tier,
    /// Which body, if one was there.
    pub body: Option<BodyId>,
    /// Why.
    pub why: SkipReason,
}

/// Where a case starts, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// Who has it.
    pub holder: BodyId,
    /// The holder's tier; for a partner, the tier at which the category starts.
    pub tier: Tier,
    /// Why it does not simply start at the lowest tier; `None` when it does.
    /// That there is no building group is no ground: nobody has to found one.
    pub ground: Option<Ground>,
    /// What the resident answered that changed where it goes.
    pub answered: Vec<Turned>,
    /// Who was passed over, and why, lowest tier first.
    pub skipped: Vec<Skipped>,
    /// Who takes over if the holder misses its date; `None` at the top.
    pub next: Option<BodyId>,
    /// The community body that is told and stays beside it.
    pub beside: Option<BodyId>,
    /// Whether nobody who should have taken it could: the last resort had to,
    /// or (ground `danger`) a body without a 24 h duty, so that nobody reads it now.
    pub gap: bool,
    /// Whether somebody closer should have taken it and could not, although it starts
    /// higher on another ground, too.
    pub missing: bool,
    /// By when somebody has to say that they heard it.
    pub heard_due: Instant,
    /// By when there has to be a plan or an outcome.
    pub plan_due: Instant,
}

/// What a route depends on beside the rules.
#[derive(Clone, Copy, Debug)]
pub struct RouteInput<'a> {
    /// Key of the category.
    pub category: &'a str,
    /// The place of the concern and everything it lies in, the closest first.
    pub place_path: &'a [PlaceId],
    /// The resident's answers to the questions of the category, by key.
    pub answers: Option<&'a BTreeMap<String, String>>,
    /// The bodies that the concern is about, or whose members it is about.
    pub about: Option<&'a [BodyId]>,
}

/// Who gets a case dispatched at `now`, out of `bodies`: all that serve any
/// place of the path, in any order (others are ignored).
pub fn route(
    input: RouteInput<'_>,
    bodies: &[Body],
    charter: &Charter,
    now: Instant,
) -> Result<Route, RouteRefused> {
    let category = charter
        .category(input.category)
        .ok_or(RouteRefused::CategoryUnknown)?;
    search::Search::new(input, category, bodies).route(now)
}

/// Who takes over when `holder` cannot or does not do it: the next tier that
/// is competent, for a partner the body it answers to, in the end the last
/// resort. `None` at the top; following it never goes round in a circle. A
/// holder that serves the place no more counts by its own tier.
pub fn next_above(
    holder: &Body,
    input: RouteInput<'_>,
    bodies: &[Body],
    charter: &Charter,
) -> Option<BodyId> {
    let category = charter.category(input.category)?;
    search::Search::new(input, category, bodies)
        .next_above(holder)
        .map(|body| body.id)
}

/// The first body above `holder` that keeps a 24 h duty: for a case in which
/// someone turns out to be in danger, whatever its category says.
pub fn duty_above(
    holder: &Body,
    input: RouteInput<'_>,
    bodies: &[Body],
    charter: &Charter,
) -> Option<BodyId> {
    let category = charter.category(input.category)?;
    search::Search::new(input, category, bodies)
        .duty_above(holder)
        .map(|body| body.id)
}

/// Why there is no route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum RouteRefused {
    /// The charter has no such category.
    #[error("no such category")]
    CategoryUnknown,
    /// Nobody can take it, not even a last resort.
    #[error("no body can take it")]
    NobodyAtAll,
    /// The concern is about the top: it goes to the charter's outside address.
    #[error("a concern about the top tier goes outside")]
    ConcernsTheTop,
}

impl RouteRefused {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::CategoryUnknown => "category-unknown",
            Self::NobodyAtAll => "nobody-at-all",
            Self::ConcernsTheTop => "concerns-the-top",
        }
    }
}

#[cfg(test)]
mod tests;
