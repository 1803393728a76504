//! A case under a challenge. Gathering changes nothing in a case: holder,
//! clocks and answer stay its own. It has a link, and its history tells it.
//!
//! Who may, and which cases, is `crate::challenge`'s to say; only it records these.

use serde::{Deserialize, Serialize};

use crate::case::event::{By, Event, Recorded};
use crate::case::{Case, Decided};
use crate::id::ChallengeId;
use crate::instant::Instant;
use crate::reference::Reference;
use crate::text::{Sentence, Title};

/// The challenge that a case is gathered under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Under {
    /// Which.
    pub challenge: ChallengeId,
    /// Its reference.
    pub reference: Reference,
    /// What it is called.
    pub title: Title,
}

pub(crate) fn gathered(case: &Case, under: Under, by: By, now: Instant) -> Decided {
    recorded(case, Event::Gathered { under }, by, now)
}

/// The case after it was taken out.
pub(crate) fn released(
    case: &Case,
    under: Under,
    reason: Option<Sentence>,
    by: By,
    now: Instant,
) -> Decided {
    recorded(case, Event::Released { under, reason }, by, now)
}

fn recorded(case: &Case, event: Event, by: By, now: Instant) -> Decided {
    let recorded = Recorded {
        number: case.version + 1,
        at: now,
        by,
        event,
    };
    Decided {
        case: case.clone().apply(&recorded),
        recorded: vec![recorded],
        other: None,
    }
}
