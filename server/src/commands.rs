//! What `linli` can be asked to do, one module for each command.

pub mod config;
pub mod demo;
pub mod doctor;
pub mod import;
pub mod keys;
pub mod opinion;
pub mod recount;
pub mod rehearse;
pub mod serve;
pub mod votes;
