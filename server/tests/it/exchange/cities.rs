//! Two Linlis and the line between them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Json, Router};
use domain::case::{Case, Command, Handing, StageName, UpGround, Visibility};
use domain::exchange::Services;
use domain::id::BodyId;
use domain::language::Language;
use http::{StatusCode, Uri};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use server::accept::{self, ConnectedFrom, Door};
use server::config::{Caps, Deadlines};
use server::exchange::key::Keys;
use server::exchange::reach::Reach;
use server::exchange::{Exchange, Patience};
use store::exchange::{Connected, Connection, Dispatched};
use store::lists::requests::{RequestFilter, Stretch};
use store::testing::TestStore;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::lane::{Lane, sentence};

pub const OFFICE: BodyId = BodyId::new(Uuid::from_u128(902));
pub const COMMITTEE: BodyId = BodyId::new(Uuid::from_u128(901));
pub const KEY: &str = "the-key-of-the-city";

/// What the line does to the next requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It goes through, and the answer comes late for ever.
    LoseAnswer,
    /// It goes through, and the answer is an error.
    ErrorAfter,
    /// It never arrives: an error at once.
    ErrorBefore,
    /// Try later.
    Busy,
    /// It goes through, and the answer says to try later.
    BusyAfter,
    /// Somewhere else.
    Redirect,
    /// It goes through, and the answer is to be read elsewhere.
    SeeOther,
    /// It goes through, and the number stands deep within the answer.
    Nested,
    /// It is the same matter there as the first one, and gets its number.
    Same,
    /// It goes through, and the answer is no JSON.
    Garble,
    /// It goes through, and the number is told later, for a token.
    Token,
}

/// How the city answers all questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// It refuses what it does not know, such as pages.
    Strict,
    /// After the first page there is none.
    Ends(StatusCode),
    /// Its list of requests has no end.
    Endless,
    /// Where its updates should be, there is a greeting.
    Greets,
    /// From the second page of its updates on nothing comes.
    Stuck,
    /// Its requests have no date, and it has no updates.
    Undated,
}

/// A line to the city, with faults to come.
#[derive(Clone)]
pub struct Line {
    city: Router,
    faults: Arc<Mutex<Vec<Fault>>>,
    /// Lists of updates are handed out turned round and twice.
    pub mixed: Arc<Mutex<bool>>,
    /// Its pages have so many updates, whatever is asked for.
    pub short: Arc<Mutex<Option<usize>>>,
    /// There is no list of updates.
    pub plain: Arc<Mutex<bool>>,
    /// How it answers questions, if not as a Linli does.
    pub manner: Arc<Mutex<Option<Manner>>>,
    /// Told of each request that comes.
    pub arrived: Arc<Notify>,
    posts: Arc<Mutex<usize>>,
}

impl Line {
    fn to(city: &Lane) -> Self {
        Self {
            city: city.app.router.clone(),
            faults: Arc::default(),
            mixed: Arc::default(),
            short: Arc::default(),
            plain: Arc::default(),
            manner: Arc::default(),
            arrived: Arc::default(),
            posts: Arc::default(),
        }
    }

    /// The number of the only request that the city has.
    async fn first(&self) -> Response {
        let mut request = Request::new(axum::body::Body::empty());
        *request.uri_mut() = Uri::from_static("/open311/v2/requests.json");
        let from = ConnectedFrom(([127, 0, 0, 1], 40_000).into());
        request.extensions_mut().insert(from);
        let list = read(self.city.clone().oneshot(request).await.unwrap()).await;
        Json(json!([{ "service_request_id": list[0]["service_request_id"] }])).into_response()
    }

    pub async fn served(&self) -> String {
        served(Router::new().fallback(carry).with_state(self.clone())).await
    }
}

/// What a city of this manner answers without a look at what it has.
async fn mannered(manner: Manner, uri: &Uri) -> Option<Response> {
    let query = uri.query().unwrap_or_default();
    let page = query.split('&').find_map(|pair| pair.strip_prefix("page="));
    let further = page.is_some_and(|page| page != "1");
    let updates = uri.path().contains("servicerequestupdates");
    match manner {
        Manner::Strict if query.contains("page") => Some(StatusCode::BAD_REQUEST.into_response()),
        Manner::Ends(status) if further => Some(status.into_response()),
        Manner::Endless if uri.path().contains("/requests") => {
            let one = json!({ "service_request_id": page, "description": "Another light." });
            Some(Json([one]).into_response())
        }
        Manner::Greets if updates => Some(Json(json!({ "message": "Welcome" })).into_response()),
        Manner::Stuck if updates && further => std::future::pending().await,
        Manner::Undated if updates => Some(StatusCode::NOT_FOUND.into_response()),
        _ => None,
    }
}

async fn carry(State(line): State<Line>, request: Request) -> Response {
    let post = request.method() == http::Method::POST;
    let updates = request.uri().path().contains("servicerequestupdates");
    if updates && *line.plain.lock().unwrap() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let manner = line.manner.lock().unwrap().filter(|_| !post);
    if let Some(manner) = manner
        && let Some(answer) = mannered(manner, request.uri()).await
    {
        return answer;
    }
    let fault = if post {
        *line.posts.lock().unwrap() += 1;
        line.arrived.notify_one();
        line.faults.lock().unwrap().pop()
    } else {
        None
    };
    match fault {
        Some(Fault::ErrorBefore) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Some(Fault::Busy) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Some(Fault::Redirect) => {
            return (StatusCode::FOUND, [("location", "http://localhost:1/")]).into_response();
        }
        Some(Fault::Same) => return line.first().await,
        _ => {}
    }
    let (mut parts, body) = request.into_parts();
    if let Some(length) = line.short.lock().unwrap().filter(|_| updates) {
        parts.uri = shortened(&parts.uri, length);
    }
    let from = ConnectedFrom(([127, 0, 0, 1], 40_000).into());
    parts.extensions.insert(from);
    let answer = line
        .city
        .clone()
        .oneshot(Request::from_parts(parts, body))
        .await
        .unwrap();
    match fault {
        Some(Fault::LoseAnswer) => std::future::pending().await,
        Some(Fault::ErrorAfter) => StatusCode::BAD_GATEWAY.into_response(),
        Some(Fault::Garble) => "<html>thanks".into_response(),
        Some(Fault::BusyAfter) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Some(Fault::SeeOther) => (StatusCode::SEE_OTHER, [("location", "/thanks")]).into_response(),
        Some(Fault::Nested) => {
            let request = read(answer).await.remove(0);
            Json(json!({ "service_requests": { "request": request } })).into_response()
        }
        Some(Fault::Token) => token(answer).await,
        _ if manner == Some(Manner::Undated) => undated(answer).await,
        _ if updates && *line.mixed.lock().unwrap() => mix(answer).await,
        _ => answer,
    }
}

/// The same question for a page of another length.
fn shortened(uri: &Uri, length: usize) -> Uri {
    let own = |pair: &&str| !pair.starts_with("page_size=");
    let mut pairs: Vec<&str> = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(own)
        .collect();
    let length = format!("page_size={length}");
    pairs.push(&length);
    format!("{}?{}", uri.path(), pairs.join("&"))
        .parse()
        .unwrap()
}

/// The same list, the newest first, everything twice.
async fn mix(answer: Response) -> Response {
    let mut list = read(answer).await;
    list.reverse();
    let twice: Vec<Value> = list.iter().chain(&list).cloned().collect();
    Json(twice).into_response()
}

/// The same list without the dates of its entries.
async fn undated(answer: Response) -> Response {
    let mut list = read(answer).await;
    for one in &mut list {
        one["updated_datetime"] = Value::Null;
    }
    Json(list).into_response()
}

/// A token instead of the number; the city knows its numbers as tokens, too.
async fn token(answer: Response) -> Response {
    let list = read(answer).await;
    Json(json!([{ "token": list[0]["service_request_id"] }])).into_response()
}

async fn read(answer: Response) -> Vec<Value> {
    let bytes: Bytes = answer.into_body().collect().await.unwrap().to_bytes();
    serde_json::from_slice(&bytes).unwrap()
}

/// Serves a router on this machine over real HTTP.
pub async fn served(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/open311/v2", listener.local_addr().unwrap());
    let patient = Duration::from_secs(30);
    let deadlines = Deadlines {
        header: patient,
        body: patient,
        request: patient,
        shutdown: patient,
    };
    let caps = Caps {
        connections: 1_000,
        per_address: 1_000,
    };
    let door = Door {
        caps,
        deadlines,
        trusted_proxies: Vec::new(),
        https: false,
    };
    tokio::spawn(accept::serve(
        listener,
        router,
        door,
        CancellationToken::new(),
    ));
    address
}

/// Two Linlis: here, and the city's.
pub struct Cities {
    pub here: Lane,
    pub city: Lane,
    pub line: Line,
    exchange: Exchange,
}

pub fn exchange(lane: &Lane, private: &[&str]) -> Exchange {
    let patience = Patience {
        answer: Duration::from_millis(1_500),
        turn: Duration::from_mins(1),
    };
    patient(lane, private, patience)
}

fn patient(lane: &Lane, private: &[&str], patience: Patience) -> Exchange {
    let private: Vec<String> = private.iter().map(|host| (*host).to_owned()).collect();
    let keys = Keys::of(|name| (name == "CITY_KEY").then(|| KEY.to_owned()));
    Exchange::new(lane.app.app.clone(), Reach::new(&private), keys, patience).unwrap()
}

pub fn connection(lane: &Lane, url: String) -> Connection {
    let by_category = BTreeMap::from([("stair-light".to_owned(), "stair-light".to_owned())]);
    Connection {
        body: OFFICE,
        url,
        jurisdiction: None,
        key_from: "variable:CITY_KEY".to_owned(),
        services: Services {
            default: "other".to_owned(),
            by_category,
        },
        acts_as: lane.officer,
        language: Language::En,
        extensions: true,
        repeats_safely: true,
        poll_minutes: 10,
        in_service: true,
    }
}

impl Cities {
    pub async fn on(store: TestStore, change: impl Fn(Connection) -> Connection) -> Self {
        server_ready();
        let here = Lane::on(store).await;
        let city = Lane::on(store::testing::sqlite().await).await;
        let now = city.app.app.clock.now();
        let hash = server::open311::key_hash(KEY);
        assert!(
            city.app
                .store
                .add_key(&hash, "willow lane", city.author, now)
                .await
                .unwrap()
        );
        let line = Line::to(&city);
        let url = line.served().await;
        let connection = change(connection(&here, url));
        here.app
            .store
            .import_connections(&[connection], now)
            .await
            .unwrap();
        let exchange = exchange(&here, &["127.0.0.1"]);
        Self {
            here,
            city,
            line,
            exchange,
        }
    }

    /// Waits so long for the city from now on.
    pub fn wait(&mut self, answer: Duration, turn: Duration) {
        self.exchange = patient(&self.here, &["127.0.0.1"], Patience { answer, turn });
    }

    /// The committee here has a system of its own, too: the line to it.
    pub async fn connect_committee(&self) -> Line {
        let line = Line::to(&self.city);
        let connection = Connection {
            body: COMMITTEE,
            acts_as: self.here.member,
            ..connection(&self.here, line.served().await)
        };
        let now = self.here.app.app.clock.now();
        let store = &self.here.app.store;
        store.import_connections(&[connection], now).await.unwrap();
        line
    }

    /// The connection to the city, and how the last talk went.
    pub async fn connected(&self) -> Connected {
        let now = self.here.app.app.clock.now();
        let all = self.here.app.store.list_connections(now).await.unwrap();
        let office = |one: &Connected| one.connection.body == OFFICE;
        all.into_iter().find(office).unwrap()
    }

    pub fn exchange(&self) -> Exchange {
        self.exchange.clone()
    }

    pub fn behaves(&self, manner: Option<Manner>) {
        *self.line.manner.lock().unwrap() = manner;
    }

    /// Time passes in both, and the exchange works.
    pub async fn minutes(&self, minutes: i64) {
        self.here.app.wait_seconds(minutes * 60);
        self.city.app.wait_seconds(minutes * 60);
        self.exchange.round(&CancellationToken::new()).await;
    }

    pub async fn hand_up(&self) -> Case {
        hand_up(&self.here, Visibility::PublicWithoutName).await
    }

    pub async fn dispatched(&self, case: &Case) -> Dispatched {
        let found = self
            .here
            .app
            .store
            .find_dispatch(case.id, OFFICE)
            .await
            .unwrap();
        found.expect("it is to be sent")
    }

    /// The cases that the city has.
    pub async fn there(&self) -> Vec<Case> {
        let now = self.city.app.app.clock.now();
        let filter = RequestFilter {
            from: now.plus_days(-80),
            until: now,
            categories: Vec::new(),
            stages: Vec::new(),
        };
        let all = Stretch {
            skip: 0,
            length: 100,
        };
        let found = self
            .city
            .app
            .store
            .list_requests(&filter, &[], all)
            .await
            .unwrap();
        found.into_iter().map(|one| one.case).collect()
    }

    /// A member of the city's committee does something there.
    pub async fn city_does(&self, case: &Case, command: Command) {
        self.city
            .act(case.reference, self.city.member, command)
            .await;
    }

    pub async fn stage(&self, case: &Case) -> StageName {
        self.here.case(case.reference).await.stage.name()
    }

    pub fn will(&self, faults: &[Fault]) {
        *self.line.faults.lock().unwrap() = faults.iter().rev().copied().collect();
    }

    pub fn posts(&self) -> usize {
        *self.line.posts.lock().unwrap()
    }
}

pub fn server_ready() {
    // An error means that it is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// A case of the author that the committee passes up to the office.
pub async fn hand_up(lane: &Lane, visibility: Visibility) -> Case {
    let case = lane.filed(visibility).await;
    let handing = Handing::Up {
        ground: UpGround::OutsidePowers,
        tried: sentence("We asked twice."),
        asked: sentence("Please see to it."),
    };
    let command = Command::Hand { handing };
    lane.act(case.reference, lane.member, command).await
}
