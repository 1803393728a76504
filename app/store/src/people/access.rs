//! Who looked at a resident's identity, in what office, and what for. The
//! lines are written with the event itself; the resident can read them, with
//! what else is theirs alone (`lists::own`).

use domain::id::{BodyId, CaseId};
use domain::instant::Instant;
use domain::reference::Reference;

/// At what somebody looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The identity of the author.
    Identity,
    /// The notes between the bodies on the case.
    NotesRead,
    /// The same, and added one.
    NotesWritten,
}

impl Look {
    /// Reads the word of the list.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "identity" => Some(Self::Identity),
            "notes-read" => Some(Self::NotesRead),
            "notes-written" => Some(Self::NotesWritten),
            _ => None,
        }
    }
}

/// One look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// On which case.
    pub case: CaseId,
    /// Its reference.
    pub reference: Reference,
    /// The public name of who looked.
    pub name: String,
    /// In what office.
    pub body: Option<BodyId>,
    /// At what.
    pub what: Look,
    /// What for, in their words; empty for notes.
    pub purpose: String,
    /// When.
    pub at: Instant,
}
