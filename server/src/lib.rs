//! How Linli runs: the binary `linli` and everything around the pages.
//!
//! `cli` understands the command line, `config` what is configured, `commands`
//! does what was asked. What people see is made in `pages`, what is kept in
//! `store`, what is true in `domain`.

#![expect(
    clippy::missing_errors_doc,
    reason = "start-up and commands fail with anyhow, whose context says why and what to do"
)]

pub mod accept;
pub mod assets;
pub mod cli;
pub mod commands;
pub mod config;
pub mod database;
pub mod dev;
pub mod disk;
pub mod exchange;
pub mod figures;
pub mod first_rules;
pub mod fixtures;
pub mod freshness;
pub mod headers;
pub mod health;
pub mod jobs;
pub mod live;
pub mod logging;
pub mod messages;
pub mod middleware;
pub mod open311;
pub mod policy_reports;
pub mod router;
pub mod secrets;
pub mod sessions;
pub mod state;
pub mod stewardship;
pub mod stop;
