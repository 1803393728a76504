//! Linli with a neighbourhood in a database of its own, to be asked in process
//! or over the network.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use axum::Router;
use axum::body::{Body, Bytes};
use domain::case::{Case, StageName, Visibility};
use domain::handle::Handle;
use domain::id::PersonId;
use domain::language::Language;
use domain::person::{Actor, Person};
use http::header::{COOKIE, HOST};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use pages::drawing::Drawing;
use pages::live::{Live, Room};
use pages::passwords::Passwords;
use pages::photos::Photos;
use pages::throttle::Throttle;
use pages::visitor::SESSION_PERSON;
use pages::{App, AppParts, Secret};
use server::accept::ConnectedFrom;
use server::assets::Assets;
use server::config::{Config, Sources};
use server::fixtures::Town;
use server::jobs::Nudge;
use server::messages::folder::Folder;
use server::middleware::Surroundings;
use server::router;
use server::sessions::{self, Keeper};
use store::clock::Clock;
use store::ids::Ids;
use store::people::NewAccount;
use store::testing::TestStore;
use tempfile::TempDir;
use tower::ServiceExt as _;
use tower_sessions::Session;
use tower_sessions::session::Id;

/// Nobody signs in by it: benches put sessions into the table.
pub const NO_PASSWORD: &str = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA";
/// How long ago the neighbourhood was founded.
const FOUNDED_DAYS_AGO: i64 = 30;

/// A whole Linli.
pub struct Linli {
    /// What handlers are given.
    pub app: App,
    /// The whole application.
    pub router: Router,
    /// Its neighbourhood.
    pub town: Town,
    /// Where its built files are.
    pub site: PathBuf,
    _folder: TempDir,
    _store: TestStore,
}

/// Somebody's session.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub person: Person,
    /// The session's id.
    pub id: Id,
    /// The `Cookie` header of their browser.
    pub cookie: String,
}

/// What came back.
pub struct Answer {
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Linli {
    /// On an embedded database, with the built site that `LINLI_SITE` names.
    pub async fn new() -> Result<Self> {
        Self::on(store::testing::sqlite().await).await
    }

    /// The same on this database.
    pub async fn on(store: TestStore) -> Result<Self> {
        let site = std::env::var_os("LINLI_SITE").map(PathBuf::from);
        let site = site.context("LINLI_SITE is not set: run `cargo xtask bench`")?;
        let assets = Assets::load(&site)?;
        let clock = Clock::system();
        let from = clock.now().plus_days(-FOUNDED_DAYS_AGO);
        let town = Town::found(&store, &Ids::system(), NO_PASSWORD, from).await?;
        let folder = tempfile::tempdir().context("make a folder")?;
        let (config, _) = Config::load(&Sources::default())?;
        let app = App::new(AppParts {
            store: store.store(),
            clock,
            ids: Ids::system(),
            site: Arc::new(assets.site().clone()),
            secret: Secret::new([7; 32]),
            base_url: config.base_url.as_str().to_owned(),
            demo: false,
            // One address sends everything here.
            throttle: Throttle::off(),
            passwords: Passwords::new(1)?,
            photos: Photos::new(1),
            drawing: Drawing::default(),
            live: Live::new(Room {
                all: 20_000,
                per_address: 20_000,
            }),
        });
        let router = router::assemble(router::Parts {
            app: app.clone(),
            assets: &assets,
            surroundings: Surroundings {
                base_url: config.base_url,
                trusted_proxies: Arc::default(),
                deadlines: config.deadlines,
                nudge: Nudge::default(),
            },
            data: folder.path().to_owned(),
            mail: Folder::new(folder.path().join("mail")),
        })?;
        Ok(Self {
            app,
            router,
            town,
            site,
            _folder: folder,
            _store: store,
        })
    }

    /// A public case with so many events.
    pub async fn case(&self, events: i64) -> Result<Case> {
        let from = self.app.clock.now().plus_days(-2);
        if events == 1 {
            let words = "The bins behind building 5 are full, and nobody has come for three days.";
            return self.town.file(words, Visibility::Public, from).await;
        }
        let (case, at) = self.town.drive(StageName::Acting, from).await?;
        let case = self.town.lengthen(case, events, at).await?;
        ensure!(
            case.version == events,
            "{} events, not {events}",
            case.version
        );
        Ok(case)
    }

    /// The browser of a resident who is signed in.
    pub async fn signed_in(&self, name: &str) -> Result<SignedIn> {
        let Actor::Person(person) = self.town.world.actor(name)? else {
            anyhow::bail!("{name} is nobody");
        };
        self.browser(person).await
    }

    /// The browser of somebody who has just come and lives in the neighbourhood.
    pub async fn newcomer(&self, number: u32) -> Result<SignedIn> {
        let app = &self.app;
        let (id, now) = (PersonId::new(app.ids.uuid()), app.clock.now());
        let handle = Handle::parse(&format!("voter{number}@willow.example"));
        let handle = handle.context("the address of a newcomer")?;
        let account = NewAccount {
            id,
            name: &format!("Voter {number}"),
            language: Language::Hans,
            home: None,
            handle: &handle,
            phc: None,
        };
        app.store.create_account(&account, now).await?;
        app.store.confirm_handle(id, &handle, now).await?;
        let person = app.store.find_person(id).await?;
        self.browser(person.context("the newcomer is there")?).await
    }

    async fn browser(&self, person: Person) -> Result<SignedIn> {
        let session = self.session();
        session.insert(SESSION_PERSON, person.id.uuid()).await?;
        session.save().await?;
        let id = session.id().context("a saved session has an id")?;
        let cookie = format!("{}={id}", sessions::cookie_name(false));
        Ok(SignedIn { person, id, cookie })
    }

    /// An empty session.
    pub fn session(&self) -> Session {
        Session::new(None, Arc::new(self.keeper()), None)
    }

    /// Where sessions are kept.
    pub fn keeper(&self) -> Keeper {
        Keeper::new(self.app.store.clone(), self.app.clock.clone())
    }

    /// Opens a page in process; it has to be there.
    pub async fn get(&self, path: &str, browser: Option<&SignedIn>) -> Result<Answer> {
        let from = SocketAddr::from((Ipv4Addr::LOCALHOST, 40_000));
        let mut request = Request::get(path)
            .header(HOST, "localhost")
            .extension(ConnectedFrom(from));
        if let Some(browser) = browser {
            request = request.header(COOKIE, &browser.cookie);
        }
        let response = self
            .router
            .clone()
            .oneshot(request.body(Body::empty())?)
            .await?;
        let (parts, body) = response.into_parts();
        ensure!(parts.status == StatusCode::OK, "{path}: {}", parts.status);
        let body = body.collect().await.context("read the body")?.to_bytes();
        Ok(Answer {
            headers: parts.headers,
            body,
        })
    }
}
