//! What happens around every request, outermost first; [`around`] is the order.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use http::Method;
use pages::App;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::ConfigError;
use tower_http::timeout::RequestBodyDeadlineLayer;

use crate::config::{BaseUrl, Deadlines, Network};
use crate::headers;
use crate::jobs::Nudge;
use crate::open311::fault;
use crate::sessions;
use share::sharing;

pub mod cross_site;
pub mod deadline;
pub mod kept;
pub mod observe;
pub mod panics;
pub mod peer;
pub mod share;
pub mod throttle;

/// Bytes of an ordinary form. The longest text that is looked at at all has
/// 100 kB, three times that as a browser sends it: who pastes too much is told so
/// at the field and keeps the text. Routes that take photos raise this for themselves.
pub const FORM_LIMIT: usize = 1024 * 1024;

/// What the layers need to know.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The address people type.
    pub base_url: BaseUrl,
    /// Who may say for whom it forwards.
    pub trusted_proxies: Arc<[Network]>,
    /// Deadlines.
    pub deadlines: Deadlines,
    /// Wakes the jobs after every change.
    pub nudge: Nudge,
}

/// Puts all layers around `router`, the first one outermost:
///
/// 1. a reference for the request, its span, its log line, its figures
/// 2. the header set and the caching rule
/// 3. public pages from memory, as long as nothing changed
/// 4. a net for panics in error pages
/// 5. errors become pages for people
/// 6. errors for programs in the form of their standard
/// 7. a net for panics in handlers
/// 8. whom the request is from
/// 9. forms of other sites are refused
/// 10. limits per address
/// 11. the deadline for the answer, the size of forms
/// 12. the session; after a change, the jobs are woken
/// 13. the deadline for the body
pub fn around(
    router: Router,
    app: &App,
    surroundings: &Surroundings,
) -> Result<Router, ConfigError> {
    let base = &surroundings.base_url;
    let cookie = sessions::cookie_name(base.has_secure_cookies());
    let set = headers::HeaderSet {
        https: base.is_https(),
        cookie,
    };
    let layers = ServiceBuilder::new()
        .layer(sharing(from_fn_with_state(
            app.ids.clone(),
            observe::observe,
        )))
        .layer(sharing(from_fn_with_state(set, headers::set)))
        .layer(sharing(from_fn_with_state(
            kept::Kept::new(app, cookie),
            kept::answer,
        )))
        .layer(CatchPanicLayer::custom(panics::in_error_page))
        .layer(sharing(from_fn_with_state(
            app.clone(),
            pages::error_pages::show,
        )))
        .layer(sharing(from_fn(fault::speak)))
        .layer(CatchPanicLayer::custom(panics::in_handler))
        .layer(sharing(from_fn_with_state(
            Arc::clone(&surroundings.trusted_proxies),
            peer::resolve,
        )))
        .layer(cross_site::layer(base)?)
        .layer(sharing(from_fn_with_state(
            cookie,
            cross_site::needs_a_source,
        )))
        .layer(sharing(from_fn_with_state(
            app.clone(),
            throttle::by_address,
        )))
        .layer(sharing(from_fn_with_state(
            surroundings.deadlines,
            deadline::answer_in_time,
        )))
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .layer(sharing(sessions::layer(
            app.store.clone(),
            app.clock.clone(),
            base,
        )))
        .layer(sharing(from_fn(sessions::describe_device)))
        .layer(sharing(from_fn_with_state(
            surroundings.nudge.clone(),
            wake_jobs,
        )))
        // Innermost, because it changes the type of the body.
        .layer(RequestBodyDeadlineLayer::new(surroundings.deadlines.body));
    Ok(router.layer(layers))
}

/// After a change there may be a message to send.
async fn wake_jobs(State(nudge): State<Nudge>, request: Request, next: Next) -> Response {
    let changes = !matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    let response = next.run(request).await;
    if changes && !response.status().is_client_error() && !response.status().is_server_error() {
        nudge.now();
    }
    response
}
