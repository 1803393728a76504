//! `/healthz`: the process is alive. `/readyz`: it can do its work: the
//! database answers and is up to date, and the disk has room.

use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::StatusCode;
use serde::Serialize;
use store::{Store, StoreError};

use crate::disk;

#[derive(Clone, Debug)]
struct Checked {
    store: Store,
    /// The folder whose disk fills up.
    data: Arc<PathBuf>,
}

/// What was found: `ok`, or what is wrong in a word. No more: everybody can ask.
#[derive(Debug, Serialize)]
struct Readiness {
    ready: bool,
    database: &'static str,
    migrations: &'static str,
    disk: &'static str,
}

/// The two addresses.
pub fn routes(store: Store, data: PathBuf) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(readiness))
        .with_state(Checked {
            store,
            data: Arc::new(data),
        })
}

async fn readiness(State(checked): State<Checked>) -> Response {
    let database = word(
        checked.store.ping().await.map(|()| true),
        "ok",
        "unreachable",
    );
    let migrations = word(checked.store.is_up_to_date().await, "ok", "behind");
    let disk = match disk::free_bytes(&checked.data) {
        Ok(free) if free >= disk::ENOUGH => "ok",
        Ok(_) => "full",
        Err(error) => {
            tracing::warn!(%error, "the disk cannot be looked at");
            "unknown"
        }
    };
    let ready = [database, migrations, disk]
        .iter()
        .all(|word| *word == "ok");
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        Json(Readiness {
            ready,
            database,
            migrations,
            disk,
        }),
    )
        .into_response()
}

fn word(found: Result<bool, StoreError>, yes: &'static str, no: &'static str) -> &'static str {
    match found {
        Ok(true) => yes,
        Ok(false) => no,
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "not ready");
            no
        }
    }
}
