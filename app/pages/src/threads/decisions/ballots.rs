//! The ballots of a closed decision as a file, for `linli recount`.

use axum::extract::{Path, State as AppState};
use axum::response::{IntoResponse as _, Response};
use domain::decision::Published;
use http::header;

use super::Answered;
use super::load::Here;
use crate::app::App;
use crate::errors::PageError;
use crate::visitor::Visitor;

pub(super) async fn show(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path((thread, number)): Path<(String, String)>,
) -> Answered {
    let mut snapshot = app.store.snapshot().await?;
    let decision = Here::load(&app, &mut snapshot.conn(), &thread, &number)
        .await?
        .decision;
    if !decision.publishes_ballots() {
        return Err(PageError::NotFound);
    }
    let ballots = snapshot.conn().list_choices(decision.id).await?;
    let published = Published::of(&decision, ballots, visitor.language());
    let published = published.ok_or(PageError::NotFound)?;
    let text = serde_json::to_string_pretty(&published)
        .map_err(|error| PageError::internal("write ballots", &error))?;
    let json = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
    let response: Response = (json, text).into_response();
    Ok(response)
}
