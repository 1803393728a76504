//! Exchange with the systems of bodies over Open311: how each is reached, what
//! was sent there, what came back.
//!
//! That a case goes to such a system is written in the transaction that brings
//! the case to the body (`dispatches`); it is sent later, by who claims it
//! (`sending`). An update that came back changes the case in one transaction
//! with the note that it did (`updates`). When something is tried, and what an
//! update does, is `domain::exchange`'s to say; talking is `server`'s.

pub mod connections;
pub mod dispatches;
pub mod sending;
pub mod told;
pub mod updates;

pub use connections::{Connected, Connection};
pub use dispatches::Dispatched;
pub use sending::{Claimed, Failure, Followed, Taken};
pub use told::{Counted, ReachableSteward, Troubled};
