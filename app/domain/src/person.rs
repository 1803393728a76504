//! People: who somebody is to Linli, and as whom they act.

use serde::{Deserialize, Serialize};

use crate::body::BodyKind;
use crate::id::{BodyId, PersonId, PlaceId};
use crate::language::Language;

/// What somebody does in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A member of a self-governance body.
    CommitteeMember,
    /// Its convener.
    Convener,
    /// An officer of a government body or a partner.
    Officer,
    /// Its head.
    Head,
}

impl Role {
    /// All roles in a body.
    pub const ALL: [Self; 4] = [
        Self::CommitteeMember,
        Self::Convener,
        Self::Officer,
        Self::Head,
    ];

    /// The stable code kept in the database and used in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::CommitteeMember => "committee-member",
            Self::Convener => "convener",
            Self::Officer => "officer",
            Self::Head => "head",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Whether a body of this kind has this role.
    pub const fn fits(self, kind: BodyKind) -> bool {
        match kind {
            BodyKind::SelfGovernance => matches!(self, Self::CommitteeMember | Self::Convener),
            BodyKind::Government | BodyKind::Partner => matches!(self, Self::Officer | Self::Head),
        }
    }
}

/// A seat in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// The body.
    pub body: BodyId,
    /// What sort of organisation it is.
    pub kind: BodyKind,
    /// What the person does there.
    pub role: Role,
}

/// A signed-in person, as rules need them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// The name they chose to be seen under.
    pub name: String,
    /// The language they read.
    pub language: Language,
    /// Whether the handle was confirmed by a code.
    pub confirmed: bool,
    /// Where they live, if they said so.
    pub home: Option<PlaceId>,
    /// Their seats in bodies.
    pub offices: Vec<Office>,
    /// Places whose threads they moderate.
    pub moderates: Vec<PlaceId>,
    /// Runs the installation.
    pub steward: bool,
    /// An elected overseer.
    pub overseer: bool,
}

impl Person {
    /// Their seat in `body`, if they have one.
    pub fn office_in(&self, body: BodyId) -> Option<Office> {
        self.offices
            .iter()
            .copied()
            .find(|office| office.body == body)
    }
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody is signed in.
    Visitor,
    /// Somebody is.
    Person(Person),
    /// A deadline has passed: the jobs of the server.
    Clock,
}

impl Actor {
    /// The person, if one acts.
    pub fn person(&self) -> Option<&Person> {
        match self {
            Self::Person(person) => Some(person),
            Self::Visitor | Self::Clock => None,
        }
    }
}
