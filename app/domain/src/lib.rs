//! What is true in Linli: words, stages, routing, clocks, permissions.
//!
//! Nothing here reads a clock, a file, a random number or an environment
//! variable; everything is a function of its arguments. `store` keeps what
//! these rules produce, `pages` shows it.
//!
//! *How to add one more rule:* give the fact a type, give the act a
//! `case::Command` (or a function of its own), let it return what happened
//! or a refusal with a stable code, and add a row to the tables in the tests.

pub mod body;
pub mod body_check;
pub mod calendar;
pub mod case;
pub mod challenge;
pub mod charter;
pub mod clock;
pub mod code;
mod codes;
pub mod decision;
pub mod exchange;
pub mod founding;
pub mod geometry;
pub mod handle;
pub mod helping;
pub mod household;
pub mod id;
pub mod instant;
pub mod language;
pub mod mediation;
pub mod meeting;
pub mod method;
pub mod notice;
pub mod office;
pub mod opinion;
pub mod password;
pub mod permission;
pub mod person;
pub mod place;
pub mod posted;
pub mod record;
pub mod reference;
mod refused;
pub mod routing;
pub mod similar;
pub mod slug;
pub mod suggestion;
pub mod text;
pub mod thread;
pub mod violation;
