//! Stories over HTTP: the whole application in one process, with a clock that
//! stands and a database of its own for each test.
//!
//! `app` has [`app::TestApp`] and its visitors; each other module is an area.
#![expect(
    clippy::unwrap_used,
    clippy::too_many_lines,
    clippy::similar_names,
    reason = "this whole crate is a test, its own tools included; a story is told in one piece"
)]

mod account;
mod app;
mod case;
mod case_threads;
mod challenge_threads;
mod challenges;
mod checking;
mod connections;
mod crash;
mod cross_site;
mod decisions;
mod demo;
mod digest;
mod errors;
mod exchange;
mod founding;
mod freshness;
mod guards;
mod handing;
mod headers;
mod health;
mod helping;
mod households;
mod html;
mod import;
mod lane;
mod letters;
mod limits;
mod lists;
mod live;
mod mediation;
mod meetings;
mod messages;
mod moderation;
mod objections;
mod offices;
mod open311;
mod open311_clients;
mod open311_schemas;
mod open311_updates;
mod opinion;
mod outage;
mod outside;
mod people;
mod place_map;
mod post_photos;
mod processes;
mod program;
mod real_requests;
mod reasons;
mod recount;
mod report;
mod retelling;
mod sessions;
mod steward;
mod stewarding;
mod tables;
mod threads;
mod town;
