//! How Linli runs: the binary `linli` and everything around the pages.
//!
//! `cli` understands the command line, `config` what is configured, `commands`
//! does what was asked. What people see is made in `pages`, what is kept in
//! `store`, what is true in `domain`.

pub mod cli;
pub mod commands;
pub mod config;
pub mod disk;
pub mod figures;
pub mod logging;
pub mod messages;
