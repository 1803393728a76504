//! What is shown: server-rendered pages, their forms and handlers. Native only.
//!
//! A page is a synchronous view rendered to a string; its data is loaded
//! before. `layout` has the frame, `components` the parts, `text` the words,
//! generated from `text/*.toml`. Rules live in `domain`, SQL in `store`.
//!
//! Modules have a direction: the ground knows no page, small modules with what
//! several areas say or do alike know the ground, an area knows both and others
//! in one direction, `router` knows all (`ARCHITECTURE.md`).
//!
//! *How to add one more page:* a module here, its address in `routes.rs`, its
//! words in `text/<area>.toml` in three languages, its row in the permission
//! grid, and the route in the server.

mod above;
mod acting;
mod alike;
pub mod app;
pub mod bodies;
mod body_record;
mod burden;
pub mod case;
pub mod cases;
pub mod challenges;
pub mod charter;
mod codes;
pub mod components;
pub mod connections;
pub mod demo;
pub mod dev;
mod digest;
pub mod doors;
pub mod drawing;
pub mod error_pages;
pub mod errors;
mod first_sentence;
pub mod form;
mod gaps;
pub mod help;
mod helping;
pub mod home;
pub mod households;
pub mod inbox;
pub mod island_names;
pub mod island_words;
pub mod layout;
pub mod listed;
pub mod live;
pub mod me;
pub mod mediations;
mod named;
mod natural_order;
pub mod notices;
mod offered_places;
mod offices;
pub mod one_tap;
pub mod passwords;
pub mod patterns;
pub mod peer;
pub mod people;
pub mod photos;
pub mod pictures;
mod place_family;
pub mod places;
mod qr;
mod reading;
pub mod render;
pub mod report;
pub mod respond;
pub mod router;
pub mod routes;
pub mod secret;
mod settled_figure;
mod staging;
pub mod steward;
pub mod text;
pub mod threads;
pub mod throttle;
pub mod told;
pub mod visitor;
mod weeks;

pub use app::{App, AppParts};
pub use errors::PageError;
pub use layout::Site;
pub use peer::{Peer, RequestId};
pub use respond::HasIslands;
pub use router::router;
pub use secret::Secret;
pub use told::dates;

#[cfg(test)]
mod catalogue_tests;
