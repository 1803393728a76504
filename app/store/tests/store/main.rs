//! Every query on both engines. A story gets a database of its own.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod bodies;
mod case_threads;
mod cases;
mod catalogue;
mod challenges;
mod charters;
mod codes;
mod deadlines;
mod decisions;
mod drafts;
mod exchange;
mod fixtures;
mod flags;
mod foundings;
mod households;
mod jobs;
mod lists;
mod mediations;
mod meetings;
mod objections;
mod offices;
mod outbox;
mod people;
mod places;
mod post_photos;
mod reasons;
mod schema;
mod sequences;
mod sessions;
mod threads;
mod transactions;
