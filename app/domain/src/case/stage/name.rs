//! The names of the stages, with their stable codes.

use serde::{Deserialize, Serialize};

/// The name of a stage, for the database, filters and texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StageName {
    /// Waiting to be heard.
    Waiting,
    /// Heard; a plan is owed.
    Heard,
    /// Neighbours talk it over in a thread.
    Deliberating,
    /// Acting.
    Acting,
    /// Waiting for the resident.
    AwaitingResident,
    /// Reported done; the residents are asked.
    ReportedDone,
    /// Closed: confirmed solved.
    Solved,
    /// Closed: partly.
    Partly,
    /// Closed: no longer needed.
    NoLongerNeeded,
    /// Closed without answer.
    WithoutAnswer,
    /// Declined.
    Declined,
    /// A refusal under appeal.
    Appealed,
    /// A joint table is owed.
    TableOwed,
    /// Withdrawn by its author.
    Withdrawn,
    /// Merged into another case.
    Merged,
}

impl StageName {
    /// All names, in the order of a life.
    pub const ALL: [Self; 15] = [
        Self::Waiting,
        Self::Heard,
        Self::Deliberating,
        Self::Acting,
        Self::AwaitingResident,
        Self::ReportedDone,
        Self::Solved,
        Self::Partly,
        Self::NoLongerNeeded,
        Self::WithoutAnswer,
        Self::Declined,
        Self::Appealed,
        Self::TableOwed,
        Self::Withdrawn,
        Self::Merged,
    ];

    /// The stable code kept in the database and used in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Heard => "heard",
            Self::Deliberating => "deliberating",
            Self::Acting => "acting",
            Self::AwaitingResident => "awaiting-resident",
            Self::ReportedDone => "reported-done",
            Self::Solved => "solved",
            Self::Partly => "partly",
            Self::NoLongerNeeded => "no-longer-needed",
            Self::WithoutAnswer => "without-answer",
            Self::Declined => "declined",
            Self::Appealed => "appealed",
            Self::TableOwed => "table-owed",
            Self::Withdrawn => "withdrawn",
            Self::Merged => "merged",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// Whether the case still has a next step and a date.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Waiting
            | Self::Heard
            | Self::Deliberating
            | Self::Acting
            | Self::AwaitingResident
            | Self::ReportedDone
            | Self::Appealed
            | Self::TableOwed => true,
            Self::Solved
            | Self::Partly
            | Self::NoLongerNeeded
            | Self::WithoutAnswer
            | Self::Declined
            | Self::Withdrawn
            | Self::Merged => false,
        }
    }
}

impl StageName {
    /// Whether it was closed after a report.
    pub const fn is_closed(self) -> bool {
        matches!(
            self,
            Self::Solved | Self::Partly | Self::NoLongerNeeded | Self::WithoutAnswer
        )
    }
}
