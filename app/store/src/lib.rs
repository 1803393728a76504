//! What is kept: every SQL statement, both engines, every transaction.
//!
//! [`Store`] lends a [`Reader`] for one statement, a [`Snapshot`] for a page
//! and a [`Writer`] for a command; queries that read are methods of [`Conn`],
//! queries that write are methods of [`Writer`], and most of them exist on
//! [`Store`] too, with a connection or a transaction of their own. What is
//! *true* stands in `domain`; what people *see* stands in `pages`.
//!
//! *How to add one more query:* name its text in the module's `sql!`, write a
//! method whose body is one `on!` with its binds, and a test in
//! `tests/store/` inside `on_each_engine!`. A new module also goes into
//! [`catalogue`]; a test fails until it does.
#![expect(
    clippy::missing_errors_doc,
    reason = "everything here fails with StoreError, for the reasons that StoreError lists"
)]

pub mod catalogue;
pub mod clock;
pub mod ids;
pub mod statements;

mod batch;
pub mod bodies;
pub mod cases;
pub mod challenges;
pub mod charters;
pub mod codes;
pub mod decisions;
pub mod drafts;
mod engine;
mod error;
pub mod exchange;
pub mod foundings;
pub mod freshness;
pub mod history;
pub mod households;
pub mod idempotency;
pub mod inbox;
pub mod installation;
pub mod jobs;
pub mod keys;
pub mod limits;
pub mod lists;
pub mod mediations;
pub mod meetings;
pub mod offices;
pub mod outbox;
pub mod people;
pub mod photos;
pub mod places;
mod row;
pub mod rulebook;
pub mod sequencer;
pub mod sessions;
pub mod threads;
mod woken;

#[cfg(feature = "testing")]
pub mod testing;

pub use engine::connection::{Conn, Reader, Snapshot, Writer};
pub use engine::{EngineKind, Store, Target, migrations};
pub use error::{During, StoreError};
