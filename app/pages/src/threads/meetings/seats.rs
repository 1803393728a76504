//! Taking a seat and giving it back: one button each. Posting it twice changes nothing.

use axum::extract::{Path, State as AppState};
use axum::response::{IntoResponse as _, Redirect};
use domain::meeting::Standing;

use super::load::Here;
use super::{Answered, page, sentence};
use crate::acting::Acting;
use crate::app::App;
use crate::components::Problems;
use crate::form::Posted;
use crate::visitor::Visitor;

type Address = (String, String);

pub(super) async fn take(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path((thread, number)): Path<Address>,
    form: Posted,
) -> Answered {
    let acting = Acting::of(&app, &visitor, &form)?;
    let here = Here::alone(&app, &visitor, (&thread, &number)).await?;
    let (address, seen) = (here.address(), form.text("revision").parse().ok());
    let outcome = acting
        .carry("take a seat", |me| async move {
            let store = &me.app.store;
            store.take_seat(address, seen, &me.actor, me.now).await
        })
        .await?;
    match outcome {
        Ok(standing) => {
            let done = match standing {
                Standing::Seated => "seat",
                Standing::Waiting { .. } => "queue",
            };
            Ok(Redirect::to(&format!("{}?done={done}", here.href())).into_response())
        }
        Err(error) => {
            let (_, told) = sentence(&visitor, error)?;
            let mut problems = Problems::none();
            problems.push("", told);
            page::again(&app, &visitor, (&thread, &number), problems).await
        }
    }
}

pub(super) async fn leave(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path((thread, number)): Path<Address>,
    form: Posted,
) -> Answered {
    let acting = Acting::of(&app, &visitor, &form)?;
    let here = Here::alone(&app, &visitor, (&thread, &number)).await?;
    let address = here.address();
    let outcome = acting
        .carry("give a seat back", |me| async move {
            let (store, ids) = (&me.app.store, &me.app.ids);
            store.leave_seat(address, &me.actor, ids, me.now).await
        })
        .await?;
    match outcome {
        Ok(()) => Ok(Redirect::to(&format!("{}?done=leave", here.href())).into_response()),
        Err(error) => {
            let (_, told) = sentence(&visitor, error)?;
            let mut problems = Problems::none();
            problems.push("", told);
            page::again(&app, &visitor, (&thread, &number), problems).await
        }
    }
}
