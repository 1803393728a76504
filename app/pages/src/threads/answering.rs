//! Answering a statement, and taking the last answer back.

use axum::extract::{Path, State as AppState};
use axum::response::{IntoResponse as _, Redirect};
use domain::opinion::Answer;
use store::threads::Answering;

use super::load::reference;
use super::{Answered, sentence, statements};
use crate::acting::Acting;
use crate::app::App;
use crate::form::Posted;
use crate::reading::refusal;
use crate::routes;
use crate::visitor::Visitor;

pub(super) async fn answer(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    form: Posted,
) -> Answered {
    let number = reference(&number)?;
    let acting = Acting::of(&app, &visitor, &form)?;
    let statement = form.text("statement").parse().ok();
    let answer = Answer::from_code(form.text("answer"));
    let Some((statement, answer)) = statement.zip(answer) else {
        let told = refusal(visitor.language(), "answer-unclear");
        return statements::refused(&app, &visitor, number, told).await;
    };
    let answering = Answering { statement, answer };
    let outcome = acting
        .carry("answer a statement", |me| async move {
            let (store, ids) = (&me.app.store, &me.app.ids);
            store
                .answer_statement(number, answering, &me.actor, ids, me.now)
                .await
        })
        .await?;
    match outcome {
        Ok(thread) => {
            app.drawing.soon(&app.store, &app.clock, thread);
            // To the next one, so that keyboards go on where they were.
            let to = routes::thread_at(number, "statements#statement-now");
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let (_, told) = sentence(&visitor, error)?;
            statements::refused(&app, &visitor, number, told).await
        }
    }
}

pub(super) async fn back(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    form: Posted,
) -> Answered {
    let number = reference(&number)?;
    visitor.signed_in()?;
    // Numbers begin at 1: an empty form names none.
    let statement = form.text("statement").parse().unwrap_or(0);
    let taken = app
        .store
        .take_answer_back(number, statement, &visitor.actor);
    match taken.await {
        Ok(()) => {
            let here = routes::thread_at(number, "statements");
            let to = format!("{here}?done=undone&statement={statement}");
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let (_, told) = sentence(&visitor, error)?;
            statements::refused(&app, &visitor, number, told).await
        }
    }
}
