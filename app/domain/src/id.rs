//! Identifiers: one newtype per table, so that a place can never be passed
//! where a body is meant. They are made by `store::ids::Ids`, never here.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps an existing UUID.
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// The UUID, as the database keeps it.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// A person with an account.
    PersonId,
    /// A place in the tree from city to building.
    PlaceId,
    /// A body that can hold cases.
    BodyId,
    /// A case.
    CaseId,
    /// A photo, in a draft or on a case.
    PhotoId,
    /// A report that is being written.
    DraftId,
    /// A recorded event of a case.
    EventId,
    /// A message to one person on one channel.
    NoticeId,
    /// A flag on a public text or photo.
    FlagId,
    /// A household: a door in a building.
    HouseholdId,
    /// That somebody is known to live behind a door.
    ResidencyId,
    /// Something about households that does not fit together.
    ConflictId,
    /// The sending of a case to the system of a body.
    DispatchId,
    /// A challenge: a hard matter behind many cases.
    ChallengeId,
    /// A thread: neighbours deliberate.
    ThreadId,
    /// A decision: a question put to those concerned.
    DecisionId,
    /// A mediation: two neighbours and somebody between them.
    MediationId,
    /// A meeting of those who talk something over.
    MeetingId,
}
