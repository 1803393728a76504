//! The application under test, and the visitors who use it.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use domain::id::PersonId;
use domain::instant::Instant;
use http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use pages::drawing::Drawing;
use pages::live::{Live, Room};
use pages::passwords::Passwords;
use pages::photos::Photos;
use pages::throttle::Throttle;
use pages::visitor::SESSION_PERSON;
use pages::{App, AppParts, Secret, Site};
use server::accept::ConnectedFrom;
use server::assets::Assets;
use server::config::{BaseUrl, Config, Deadlines, Network, Sources};
use server::jobs::{Jobs, Nudge};
use server::messages::Messages;
use server::messages::folder::Folder;
use server::middleware::{self, Surroundings};
use server::router;
use server::sessions::{self, Keeper};
use store::Store;
use store::clock::Clock;
use store::ids::Ids;
use store::testing::TestStore;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;
use tower_sessions::Session;

use crate::html::{self, Form};

/// Monday morning in Hangzhou.
pub const MONDAY: &str = "2026-11-23T09:00:00+08:00";

/// How many may follow threads.
const ROOM: Room = Room {
    all: 20,
    per_address: 10,
};

/// What differs from the ordinary test.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address people type.
    pub base_url: &'static str,
    /// Whether there are limits.
    pub limits: bool,
    /// Whether it is a demo.
    pub demo: bool,
    /// Proxies, as in the configuration.
    pub trusted_proxies: &'static str,
    /// How long an answer may take.
    pub request: Duration,
    /// Room for photos of people without an account.
    pub photo_bytes: i64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            base_url: "http://localhost",
            limits: false,
            demo: false,
            trusted_proxies: "",
            request: Duration::from_secs(30),
            photo_bytes: 1_000_000_000,
        }
    }
}

/// The application with a database of its own.
pub struct TestApp {
    /// What handlers are given.
    pub app: App,
    /// The whole application.
    pub router: Router,
    /// What the layers know.
    pub surroundings: Surroundings,
    /// Messages it sent.
    pub mail: Folder,
    /// Work that nobody asks for.
    pub jobs: Jobs,
    /// The database, dropped after everything else.
    pub store: TestStore,
    _folder: TempDir,
}

impl TestApp {
    /// On an embedded database.
    pub async fn new() -> Self {
        Self::on(store::testing::sqlite().await)
    }

    /// On this database.
    pub fn on(store: TestStore) -> Self {
        Self::with(store, Options::default())
    }

    /// On this database, with options.
    pub fn with(store: TestStore, options: Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mail = Folder::new(folder.path().join("mail"));
        let surroundings = surroundings(&options);
        let app = App::new(AppParts {
            store: store.store(),
            clock: Clock::fixed(Instant::parse(MONDAY).unwrap()),
            ids: Ids::system(),
            site: Arc::new(Site::default()),
            secret: Secret::new([7; 32]),
            base_url: options.base_url.to_owned(),
            demo: options.demo,
            throttle: if options.limits {
                Throttle::new()
            } else {
                Throttle::off()
            },
            passwords: Passwords::new(1).unwrap(),
            photos: Photos::new(1).with_room(options.photo_bytes),
            drawing: Drawing::default(),
            live: Live::new(ROOM),
        });
        let router = router::assemble(router::Parts {
            app: app.clone(),
            assets: &Assets::default(),
            surroundings: surroundings.clone(),
            data: folder.path().to_owned(),
            mail: mail.clone(),
        });
        let messages = Messages::into_folder(mail.clone(), "Linli <linli@localhost>");
        let jobs = Jobs::new(app.clone(), messages, surroundings.nudge.clone());
        Self {
            router: router.unwrap(),
            app,
            surroundings,
            mail,
            jobs,
            store,
            _folder: folder,
        }
    }

    /// The same application with `routes` instead of its pages, inside all layers.
    #[must_use]
    pub fn serving(mut self, routes: Router) -> Self {
        self.router = middleware::around(routes, &self.app, &self.surroundings).unwrap();
        self
    }

    /// Somebody with a fresh browser.
    pub fn visitor(&self) -> Visitor {
        Visitor {
            router: self.router.clone(),
            base: self.app.base_url.clone(),
            cookies: Vec::new(),
            headers: HeaderMap::new(),
            from: IpAddr::V4(Ipv4Addr::LOCALHOST),
        }
    }

    /// A second server on the same database, and a visitor who is sent there.
    pub fn second(&self, store: Store) -> (App, Visitor) {
        let app = App::new(AppParts {
            store,
            clock: self.app.clock.clone(),
            ids: Ids::system(),
            site: Arc::clone(&self.app.site),
            secret: Secret::new([7; 32]),
            base_url: self.app.base_url.clone(),
            demo: self.app.demo,
            throttle: Throttle::off(),
            passwords: self.app.passwords.clone(),
            photos: Photos::new(1),
            drawing: Drawing::default(),
            live: Live::new(ROOM),
        });
        let router = middleware::around(pages::router(app.clone()), &app, &self.surroundings);
        let visitor = Visitor {
            router: router.unwrap(),
            ..self.visitor()
        };
        (app, visitor)
    }

    /// The browser of somebody who is signed in.
    pub async fn signed_in(&self, person: PersonId) -> Visitor {
        let keeper = Keeper::new(self.app.store.clone(), self.app.clock.clone());
        let session = Session::new(None, Arc::new(keeper), None);
        session.insert(SESSION_PERSON, person.uuid()).await.unwrap();
        session.save().await.unwrap();
        let mut visitor = self.visitor();
        let name = sessions::cookie_name(self.surroundings.base_url.has_secure_cookies());
        visitor
            .cookies
            .push((name.to_owned(), session.id().unwrap().to_string()));
        visitor
    }

    /// Moves the clock.
    pub fn wait_seconds(&self, seconds: i64) {
        self.app
            .clock
            .advance_to(self.app.clock.now().plus_seconds(seconds));
    }

    /// Lets the jobs work until there is nothing more to do.
    pub async fn work(&self) {
        let never = CancellationToken::new();
        while self.jobs.round(&never).await {}
    }

    /// A confirmed account, made in the database.
    pub async fn person(&self, name: &str) -> PersonId {
        let id = PersonId::new(self.app.ids.uuid());
        crate::sessions::make_account(self, id, name).await;
        id
    }
}

fn surroundings(options: &Options) -> Surroundings {
    let variables = [
        ("LINLI_BASE_URL", options.base_url),
        ("LINLI_TRUSTED_PROXIES", options.trusted_proxies),
    ];
    let variables = variables
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
    let (config, _) = Config::load(&Sources {
        variables,
        ..Sources::default()
    })
    .unwrap();
    let base_url: BaseUrl = config.base_url;
    let trusted_proxies: Arc<[Network]> = config.trusted_proxies.into();
    let deadlines = Deadlines {
        request: options.request,
        ..config.deadlines
    };
    Surroundings {
        base_url,
        trusted_proxies,
        deadlines,
        nudge: Nudge::default(),
    }
}

/// A browser.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The server they come to.
    pub router: Router,
    base: String,
    /// Its cookies.
    pub cookies: Vec<(String, String)>,
    /// Headers it sends with everything.
    pub headers: HeaderMap,
    /// Its address.
    pub from: IpAddr,
}

impl Visitor {
    /// The same browser with one more header.
    #[must_use]
    pub fn saying(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(name, value.parse().unwrap());
        self
    }

    /// The same browser at another address.
    #[must_use]
    pub fn at(mut self, address: &str) -> Self {
        self.from = address.parse().unwrap();
        self
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap())
            .await
    }

    /// Sends fields as a form of our own page.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = fields
            .iter()
            .map(|(name, value)| {
                format!(
                    "{}={}",
                    pages::routes::query_value(name),
                    pages::routes::query_value(value)
                )
            })
            .collect::<Vec<_>>()
            .join("&");
        let request = self
            .request(Method::POST, path)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ORIGIN, self.base.clone());
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends bytes of a content type as a form of our own page.
    pub async fn post_bytes(&mut self, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header(CONTENT_TYPE, kind)
            .header(ORIGIN, self.base.clone());
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends a form that stood on a page.
    pub async fn submit(&mut self, form: &Form) -> Answer {
        let fields: Vec<(&str, &str)> = form
            .fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.post(&form.action, &fields).await
    }

    /// A request with this browser's cookies and headers, without a body yet.
    pub fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let host = self.base.split("://").nth(1).unwrap_or_default();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, host)
            .header("accept", "text/html,application/xhtml+xml")
            .extension(ConnectedFrom((self.from, 40_000).into()));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request = request.header(COOKIE, cookies.join("; "));
        }
        request
    }

    /// Sends a request and keeps the cookies of its answer.
    pub async fn send(&mut self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(SET_COOKIE) {
            self.keep(cookie.to_str().unwrap());
        }
        let kind = parts.headers.get(CONTENT_TYPE);
        let streams = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
        let bytes = if streams {
            first(body).await
        } else {
            body.collect().await.unwrap().to_bytes()
        };
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    fn keep(&mut self, cookie: &str) {
        let (name, rest) = cookie.split_once('=').unwrap();
        let value = rest.split(';').next().unwrap();
        self.cookies.retain(|(known, _)| known != name);
        let gone = value.is_empty() || rest.contains("Max-Age=0");
        if !gone {
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }
}

/// What comes first of a body that has no end.
async fn first(mut body: Body) -> Bytes {
    match body.frame().await {
        Some(frame) => frame.unwrap().into_data().unwrap(),
        None => Bytes::new(),
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub text: String,
}

impl Answer {
    /// A header's text; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Where it redirects to.
    pub fn location(&self) -> Option<String> {
        let location = self.headers.get(LOCATION)?;
        self.status
            .is_redirection()
            .then(|| location.to_str().unwrap().to_owned())
    }

    /// The form that goes to `action`.
    #[track_caller]
    pub fn form(&self, action: &str) -> Form {
        let found = html::forms(&self.text)
            .into_iter()
            .find(|form| form.action == action);
        found.unwrap_or_else(|| panic!("no form goes to {action} in {}", self.text))
    }

    /// The same answer, if it has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{:?}\n{}",
            self.headers,
            self.text
        );
        self
    }

    /// The same answer, if these words stand in it.
    #[track_caller]
    pub fn shows(self, words: &str) -> Self {
        assert!(
            html::unescape(&self.text).contains(words),
            "{words:?} is not in {}",
            self.text
        );
        self
    }

    /// The same answer, if these words do not stand in it.
    #[track_caller]
    pub fn hides(self, words: &str) -> Self {
        assert!(
            !html::unescape(&self.text).contains(words),
            "{words:?} is in {}",
            self.text
        );
        self
    }

    /// The first address of a link that holds these words.
    #[track_caller]
    pub fn link(&self, part: &str) -> String {
        let text = html::unescape(&self.text);
        let mut found = text.split("href=\"").skip(1);
        let found = found.find_map(|rest| rest.split('"').next().filter(|to| to.contains(part)));
        found
            .unwrap_or_else(|| panic!("no link holds {part} in {}", self.text))
            .to_owned()
    }
}
