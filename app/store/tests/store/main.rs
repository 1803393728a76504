//! Every query on both engines. A story gets a database of its own.

mod bodies;
mod catalogue;
mod charters;
mod codes;
mod fixtures;
mod people;
mod places;
mod schema;
mod sessions;
mod transactions;
