//! Every address as everybody, and every field with hostile text. Nothing here
//! names a page: the addresses come from the list that the router is compared
//! with, the forms from the pages themselves, so what is added is guarded too.
//!
//! If `who_gets_what` fails, look at what changed in the picture: is it what
//! you meant? Then accept it with `INSTA_UPDATE=always`.

mod forms;
mod hidden;
mod hostile;
mod listed;
mod mediated;
mod payloads;
mod picture;
mod secrecy;
pub mod world;
