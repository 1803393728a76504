//! What only a demo shows: the messages that would have been sent, and the
//! parts of the interface side by side. Never mounted otherwise.

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use axum::routing::get;
use pages::visitor::Reading;
use pages::{App, PageError, dev};

use crate::messages::folder::{Folder, Kept};

const NEWEST: usize = 100;

#[derive(Clone)]
struct Demo {
    app: App,
    mail: Folder,
}

/// `/dev/mail`, `/dev/mail/{name}`, `/dev/patterns`.
pub fn routes(app: App, mail: Folder) -> Router {
    Router::new()
        .route("/dev/mail", get(list))
        .route("/dev/mail/{name}", get(one))
        .route("/dev/patterns", get(patterns))
        .with_state(Demo { app, mail })
}

fn shown(kept: Kept) -> dev::Letter {
    let Kept {
        name,
        to,
        subject,
        date,
        text,
    } = kept;
    dev::Letter {
        name,
        to,
        subject,
        date,
        text,
    }
}

fn reading(request: Request) -> Reading {
    Reading::of(&request.into_parts().0)
}

async fn list(State(demo): State<Demo>, request: Request) -> Result<Response, PageError> {
    let kept = demo
        .mail
        .list(NEWEST)
        .await
        .map_err(|error| PageError::internal("list messages", &error))?;
    let letters: Vec<_> = kept.into_iter().map(shown).collect();
    Ok(dev::mail(&demo.app, &reading(request), &letters))
}

async fn one(
    State(demo): State<Demo>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, PageError> {
    let kept = demo.mail.find(&name).await.ok_or(PageError::NotFound)?;
    Ok(dev::letter(&demo.app, &reading(request), &shown(kept)))
}

async fn patterns(State(demo): State<Demo>, request: Request) -> Response {
    dev::patterns(&demo.app, &reading(request))
}
