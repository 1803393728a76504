//! `/open311/v2`: Open311 `GeoReport` v2 for other systems, with the updates
//! extension that `FixMyStreet` published (`servicerequestupdates`).
//!
//! A public case is a *service request*, a category of the charter a
//! *service*. What is read here is what a visitor without an account sees; what
//! is posted is filed and done in the name of the account that the key was made
//! for, by the same rules as in the browser. *Closed* there is what residents
//! are still asked about, too: whether they say *solved* stands in
//! `extended_attributes` (`extensions=true`).
//!
//! The addresses are `/open311/v2/{resource}` and
//! `/open311/v2/{resource}/{id}`, each with `.json`, `.xml` or neither
//! (`asked`). One tree (`tree`) is written as both. Errors of every layer have
//! the form of the standard (`fault`).

mod asked;
pub mod fault;
mod once;
mod pictures;
mod places;
mod posted;
mod requests;
mod services;
mod tree;
mod turns;
mod updates;
mod updating;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Multipart, Path, RawQuery, Request, State};
use axum::middleware;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use domain::person::Actor;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use pages::form::Posted;
use pages::{App, PageError};
use sha2::{Digest as _, Sha256};

pub use asked::{is_here, written};
pub use updates::DATED;

use asked::{Asked, Resource};
use fault::Fault;
use tree::{Document, Format};

/// Where it lies.
pub const ROOT: &str = "/open311/v2";

/// What the demo's app sends to file in the name of a resident.
pub const DEMO_RESIDENT_KEY: &str = "demo-resident";
/// What the demo's system sends to report in the name of a committee.
pub const DEMO_COMMITTEE_KEY: &str = "demo-committee";

/// The routes of this area.
pub fn routes(app: App) -> Router {
    let turns = middleware::from_fn_with_state(turns::Turns::new(app.clone()), turns::take);
    Router::new()
        .route("/open311/v2/{resource}", get(read).post(write))
        .route("/open311/v2/{resource}/{id}", get(read_one))
        .route_layer(turns)
        .with_state(app)
}

/// What is kept of a key.
pub fn key_hash(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

async fn read(
    State(app): State<App>,
    Path(resource): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let asked = Asked::new(&app, &headers, query.as_deref().unwrap_or_default());
    let (resource, format) = asked.resource(&resource);
    let found = match resource {
        Some(Resource::Discovery) => services::discovery(&asked).await,
        Some(Resource::Services) => services::list(&asked).await,
        Some(Resource::Requests) => requests::list(&asked).await,
        Some(Resource::Updates) => updates::list(&asked).await,
        Some(Resource::Tokens) | None => Err(Fault::not_found(asked.lang)),
    };
    answer(StatusCode::OK, format, found)
}

async fn read_one(
    State(app): State<App>,
    Path((resource, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let asked = Asked::new(&app, &headers, query.as_deref().unwrap_or_default());
    let (id, format) = asked.split(&id);
    let found = match Resource::of_one(&resource) {
        Some(Resource::Services) => services::one(&asked, id).await,
        Some(Resource::Requests) => requests::one(&asked, id).await,
        Some(Resource::Tokens) => requests::token(&asked, id).await,
        Some(Resource::Discovery | Resource::Updates) | None => Err(Fault::not_found(asked.lang)),
    };
    answer(StatusCode::OK, format, found)
}

async fn write(
    State(app): State<App>,
    Path(resource): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Response {
    let query = query.unwrap_or_default();
    let asked = Asked::new(&app, &headers, &query);
    let (resource, format) = asked.resource(&resource);
    let Ok(body) = body else {
        return answer(
            StatusCode::OK,
            format,
            Err(Fault::of(&PageError::TooLarge, asked.lang)),
        );
    };
    let done = match resource {
        Some(Resource::Requests) => match form(&asked, &headers, &body, &query).await {
            Ok((form, caller)) => posted::request(&asked, &form, &caller, &headers).await,
            Err(fault) => Err(fault),
        },
        Some(Resource::Updates) => match form(&asked, &headers, &body, &query).await {
            Ok((form, caller)) => updating::post(&asked, &form, &caller).await,
            Err(fault) => Err(fault),
        },
        Some(Resource::Discovery | Resource::Services) => {
            Err(Fault::of(&PageError::MethodNotAllowed, asked.lang))
        }
        Some(Resource::Tokens) | None => Err(Fault::not_found(asked.lang)),
    };
    answer(StatusCode::CREATED, format, done)
}

/// In whose name something is sent.
#[derive(Clone, Debug)]
struct Caller {
    /// The account of the key.
    actor: Actor,
    /// Whose numbers of requests and updates these are: the account's, so that
    /// nobody can use up the number of somebody else.
    owner: String,
}

/// The fields that were sent, and in whose name: the key comes with the other
/// fields or in the address, as clients differ.
async fn form(
    asked: &Asked<'_>,
    headers: &HeaderMap,
    body: &[u8],
    query: &str,
) -> Result<(Posted, Caller), Fault> {
    let sent = fields(asked, headers, body).await?;
    let fields = sent.fields().iter().cloned();
    let in_address = Posted::parse(query.as_bytes());
    let form = Posted::from_fields(fields.chain(in_address.fields().iter().cloned()));
    let key = form.text("api_key");
    if key.is_empty() {
        return Err(Fault::key(pages::text::open311::no_key(asked.lang)));
    }
    let store = &asked.app.store;
    let wrong = || Fault::key(pages::text::open311::wrong_key(asked.lang));
    let person = asked.stored(store.find_key(&key_hash(key)).await)?;
    let person = match person {
        Some(id) => asked.stored(store.find_person(id).await)?,
        None => None,
    };
    let person = person.ok_or_else(wrong)?;
    let owner = format!("open311-{}", person.id);
    fault::limited(asked, &owner)?;
    let actor = Actor::Person(person);
    Ok((form, Caller { actor, owner }))
}

/// The fields of a body: as the standard sends them, or in parts, as clients do that
/// could send a file, too.
async fn fields(asked: &Asked<'_>, headers: &HeaderMap, body: &[u8]) -> Result<Posted, Fault> {
    let header = headers.get(CONTENT_TYPE);
    let kind = header.map_or("", |kind| kind.to_str().unwrap_or("?"));
    let named = kind.split(';').next().unwrap_or_default().trim();
    let is = |wanted: &str| named.eq_ignore_ascii_case(wanted);
    let not_a_form = || Fault::bad(pages::text::open311::not_a_form(asked.lang));
    if body.is_empty() || named.is_empty() || is("application/x-www-form-urlencoded") {
        return Ok(Posted::parse(body));
    }
    if !is("multipart/form-data") {
        return Err(not_a_form());
    }
    let request = Request::builder()
        .header(CONTENT_TYPE, kind)
        .body(Body::from(body.to_vec()));
    let request = request.map_err(|_| not_a_form())?;
    let parts = Multipart::from_request(request, &()).await;
    let mut parts = parts.map_err(|_| not_a_form())?;
    let mut fields = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(|_| not_a_form())? {
        let name = part.name().unwrap_or_default().to_owned();
        let is_file = part.file_name().is_some_and(|name| !name.is_empty());
        let text = part.bytes().await.map_err(|_| not_a_form())?;
        if is_file {
            // Nothing is dropped without a word: a picture comes as an address.
            return Err(Fault::bad(pages::text::open311::no_files(asked.lang)));
        }
        fields.push((name, String::from_utf8_lossy(&text).into_owned()));
    }
    Ok(Posted::from_fields(fields))
}

fn answer(status: StatusCode, format: Format, found: Result<Document, Fault>) -> Response {
    match found {
        Ok(document) => (status, document.written(format)).into_response(),
        Err(fault) => fault.response(format),
    }
}
