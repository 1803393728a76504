//! An event of a case, a challenge, a thread, a decision or a meeting beside its number,
//! moment and actor, and the shape it is kept in. Each of them has these types under its
//! own name, with its own events.

use serde::{Deserialize, Serialize};

use crate::id::{BodyId, PersonId};
use crate::instant::Instant;
use crate::person::Actor;

/// Who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum By {
    /// A resident, for themselves.
    Resident {
        /// Who.
        person: PersonId,
    },
    /// A member of a body, for it.
    Member {
        /// Who.
        person: PersonId,
        /// For which body.
        body: BodyId,
    },
    /// A deadline passed.
    Clock,
}

impl By {
    /// The person, if one acted.
    pub const fn person(self) -> Option<PersonId> {
        match self {
            Self::Resident { person } | Self::Member { person, .. } => Some(person),
            Self::Clock => None,
        }
    }

    /// The body that acted, if one did.
    pub const fn body(self) -> Option<BodyId> {
        match self {
            Self::Member { body, .. } => Some(body),
            Self::Resident { .. } | Self::Clock => None,
        }
    }

    /// `actor` acting for `body`, or for themselves where that is `None`.
    /// `None` if nobody is signed in.
    pub fn of(actor: &Actor, body: Option<BodyId>) -> Option<Self> {
        match (actor, body) {
            (Actor::Visitor, _) => None,
            (Actor::Clock, _) => Some(Self::Clock),
            (Actor::Person(person), Some(body)) => Some(Self::Member {
                person: person.id,
                body,
            }),
            (Actor::Person(person), None) => Some(Self::Resident { person: person.id }),
        }
    }
}

/// An event with its number, moment and actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded<E> {
    /// Counts the events of one history from 1.
    pub number: i64,
    /// When it was recorded.
    pub at: Instant,
    /// Who did it.
    pub by: By,
    /// What happened.
    pub event: E,
}

/// An event as it is kept: the version says how to read it later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload<E> {
    /// The version of the shape; now [`Payload::VERSION`].
    pub v: u8,
    /// What happened.
    #[serde(flatten)]
    pub event: E,
}

impl<E> Payload<E> {
    /// The version that is written now.
    pub const VERSION: u8 = 1;
}

impl<E> From<E> for Payload<E> {
    fn from(event: E) -> Self {
        Self {
            v: Self::VERSION,
            event,
        }
    }
}
