//! Reading takes its turn: a long list is many cases in memory at once, and
//! anybody may ask for one without a key.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::Method;
use pages::throttle::Act;
use pages::{App, PageError, Peer};
use tokio::sync::Semaphore;

/// How many lists are put together at the same moment.
const AT_ONCE: usize = 2;
/// How long a program waits for its turn before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whose turn it is.
#[derive(Clone, Debug)]
pub struct Turns {
    app: App,
    free: Arc<Semaphore>,
}

impl Turns {
    /// Of this application.
    pub fn new(app: App) -> Self {
        Self {
            app,
            free: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

/// Lets programs that read go one after the other, and no address too often.
/// What is filed waits for nobody.
pub async fn take(State(turns): State<Turns>, request: Request, next: Next) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return next.run(request).await;
    }
    if let Some(peer) = request.extensions().get::<Peer>() {
        let now = turns.app.clock.now();
        let throttle = &turns.app.throttle;
        if let Err(wait) = throttle.by_address(Act::Program, peer.block, now) {
            return PageError::from(wait).into_response();
        }
    }
    match tokio::time::timeout(PATIENCE, turns.free.acquire()).await {
        Ok(Ok(_turn)) => next.run(request).await,
        Ok(Err(_)) | Err(_) => PageError::Busy.into_response(),
    }
}
