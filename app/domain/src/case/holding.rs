//! Who has a case, why, and how it passes on. Exactly one holder at every
//! moment is true by construction: there is one field for it.

use serde::{Deserialize, Serialize};

use crate::body::{BodyKind, Tier};
use crate::id::BodyId;
use crate::instant::Instant;
use crate::routing::{Ground, Skipped};

/// How often a case can be passed on (backs, acrosses, corrections that
/// change the holder). Moves by the clock, by an appeal, for a second time or
/// because a body vanished do not count.
pub const HAND_OVERS: u8 = 2;

/// The one holder of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// Who.
    pub holder: BodyId,
    /// What sort of organisation it is.
    pub kind: BodyKind,
    /// Its tier.
    pub tier: Tier,
    /// Who takes over if the holder misses its date; `None` at the top.
    pub next: Option<BodyId>,
    /// Who had it before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<BodyId>,
    /// The community body that stays beside it, on public cases.
    pub beside: Option<BodyId>,
    /// Why it is not at the lowest competent tier, or why it came here.
    pub ground: Option<Ground>,
    /// Who was passed over, and why.
    pub skipped: Vec<Skipped>,
    /// Whether somebody who should have taken it could not, and that is not its ground.
    pub gap: bool,
    /// Since when; the holder's clock runs from here.
    pub dispatched_at: Instant,
    /// How often and how long it waited for the resident.
    pub waits: Waits,
}

/// Waiting for the resident, which stops the holder's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waits {
    /// How many questions were asked.
    pub questions: u8,
    /// How much working time was spent waiting, in minutes.
    pub working_minutes: i64,
}

/// What a move does to the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "then", rename_all = "kebab-case")]
pub enum Onward {
    /// The new holder has to hear it: its clock starts anew.
    StartsOver {
        /// By when somebody has to hear it.
        heard_due: Instant,
        /// By when there has to be a plan or an outcome.
        plan_due: Instant,
    },
    /// The new holder rules on an appeal.
    Rules {
        /// By when.
        due: Instant,
    },
    /// The new holder calls a joint table.
    CallsTable {
        /// By when.
        due: Instant,
    },
    /// Stage and dates stay: the new holder keeps the promises of the old.
    StageKept,
}
