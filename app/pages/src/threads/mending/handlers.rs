//! The pages of all that can be said, each under an address of its own.

use axum::extract::{Path, State as AppState};
use domain::thread::moderate::Said;

use super::super::Answered;
use super::{act, ask};
use crate::app::App;
use crate::form::Posted;
use crate::visitor::Visitor;

/// Which thread, which part of it, and what is done about it.
type Address = Path<(String, String, String)>;

pub(in crate::threads) async fn ask_post(
    app: AppState<App>,
    visitor: Visitor,
    Path(path): Address,
) -> Answered {
    ask(&app.0, &visitor, Said::Post, path).await
}

pub(in crate::threads) async fn ask_statement(
    app: AppState<App>,
    visitor: Visitor,
    Path(path): Address,
) -> Answered {
    ask(&app.0, &visitor, Said::Statement, path).await
}

pub(in crate::threads) async fn ask_objection(
    app: AppState<App>,
    visitor: Visitor,
    Path(path): Address,
) -> Answered {
    ask(&app.0, &visitor, Said::Objection, path).await
}

pub(in crate::threads) async fn ask_reason(
    app: AppState<App>,
    visitor: Visitor,
    Path(path): Address,
) -> Answered {
    ask(&app.0, &visitor, Said::Reason, path).await
}

pub(in crate::threads) async fn do_post(
    app: AppState<App>,
    visitor: Visitor,
    Path(path): Address,
    form: Posted,
) -> Answered {
    act(&app.0, &visitor, Said::Post, path, form).await
}

pub(in crate::threads) async fn do_statement(
    app: AppState<App>,
    visitor: Visitor,
    Path(path): Address,
    form: Posted,
) -> Answered {
    act(&app.0, &visitor, Said::Statement, path, form).await
}

pub(in crate::threads) async fn do_objection(
    app: AppState<App>,
    visitor: Visitor,
    Path(path): Address,
    form: Posted,
) -> Answered {
    act(&app.0, &visitor, Said::Objection, path, form).await
}

pub(in crate::threads) async fn do_reason(
    app: AppState<App>,
    visitor: Visitor,
    Path(path): Address,
    form: Posted,
) -> Answered {
    act(&app.0, &visitor, Said::Reason, path, form).await
}
