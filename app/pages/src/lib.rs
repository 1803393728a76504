//! What is shown: server-rendered pages, their forms and handlers. Native only.
//!
//! A page is a synchronous view rendered to a string; its data is loaded
//! before. `layout` has the frame, `components` the parts, `text` the words,
//! generated from `text/*.toml`. Rules live in `domain`, SQL in `store`.
//!
//! *How to add one more page:* a module here, its address in `routes.rs`, its
//! words in `text/<area>.toml` in three languages, its row in the permission
//! grid, and the route in the server.

pub mod components;
pub mod dates;
pub mod layout;
pub mod patterns;
pub mod photos;
pub mod render;
pub mod routes;
pub mod text;

#[cfg(test)]
mod catalogue_tests;
