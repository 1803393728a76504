//! Willow Lane: a small town with people in every role, for stories about
//! what happens to a case once it is filed.

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use axum::routing::post;
use domain::body::{Body, BodyKind, Competence, Contact, Tier};
use domain::calendar::{Hours, WorkingCalendar};
use domain::case::{Case, Command, Conflict, Order, Visibility};
use domain::charter::Charter;
use domain::handle::Handle;
use domain::id::{BodyId, PersonId, PlaceId};
use domain::language::{Language, Names};
use domain::person::{Actor, Role};
use domain::place::PlaceKind;
use domain::reference::Reference;
use domain::text::{Sentence, Words};
use pages::PageError;
use pages::visitor::SESSION_PERSON;
use store::cases::NewCase;
use store::people::NewAccount;
use store::places::import::NewPlace;
use store::testing::TestStore;
use tower_sessions::Session;
use uuid::Uuid;

use crate::app::{TestApp, Visitor};

/// Everybody in the story.
pub struct Lane {
    /// The application, with a way to sign in without a password.
    pub app: TestApp,
    /// Building 1 of Willow Lane.
    pub building: PlaceId,
    /// Who writes.
    pub author: PersonId,
    /// Who is affected too.
    pub neighbour: PersonId,
    /// The committee's convener, Lin.
    pub member: PersonId,
    /// An officer of the office above it, Wu.
    pub officer: PersonId,
    /// Somebody who lives there and has nothing to do with it.
    pub stranger: PersonId,
}

const PLACES: [(&str, Option<&str>, PlaceKind, &str, &str); 4] = [
    ("river-city", None, PlaceKind::City, "River City", "江城"),
    (
        "bridge",
        Some("river-city"),
        PlaceKind::SubDistrict,
        "Bridge Street",
        "桥头街道",
    ),
    (
        "willow-lane",
        Some("bridge"),
        PlaceKind::Community,
        "Willow Lane",
        "柳巷社区",
    ),
    (
        "willow-1",
        Some("willow-lane"),
        PlaceKind::Building,
        "Building 1",
        "1幢",
    ),
];

fn names(en: &str, hans: &str) -> Names {
    Names::three(en, hans, hans)
}

fn body(number: u128, key: &str, kind: BodyKind, tier: u8, place: PlaceId, names: Names) -> Body {
    let hours = vec![Hours::between(9, 17)];
    Body {
        id: BodyId::new(Uuid::from_u128(number)),
        key: key.to_owned(),
        kind,
        tier: Tier::new(tier).unwrap(),
        names,
        places: vec![place],
        competence: Competence::All,
        calendar: WorkingCalendar {
            zone: "Asia/Shanghai".to_owned(),
            week: std::array::from_fn(|day| if day < 5 { hours.clone() } else { Vec::new() }),
            holidays: BTreeSet::new(),
            extra_days: BTreeMap::new(),
            holiday_names: BTreeMap::new(),
            duty: false,
        },
        contact: Contact {
            phone: Some("+86 571 8700 0000".to_owned()),
            ..Contact::default()
        },
        answers_to: None,
        rank: 1,
        in_service: true,
        members: 0,
        last_resort: tier == 2,
        on_paper: false,
    }
}

/// All pages, and one that signs somebody in by their id, which no real page does.
fn routes(app: &TestApp) -> Router {
    async fn sign_in(session: Session, body: String) -> Result<(), PageError> {
        let failed = |error: tower_sessions::session::Error| PageError::internal("test", &error);
        session
            .insert(SESSION_PERSON, body.trim_start_matches("id="))
            .await
            .map_err(failed)
    }
    pages::router(app.app.clone())
        .merge(server::open311::routes(app.app.clone()))
        .merge(Router::new().route("/test-sign-in", post(sign_in)))
}

async fn settle(app: &TestApp) -> PlaceId {
    let (store, now) = (&app.app.store, app.app.clock.now());
    let places: Vec<NewPlace> = PLACES
        .into_iter()
        .map(|(slug, parent, kind, en, hans)| NewPlace {
            slug: slug.to_owned(),
            parent: parent.map(str::to_owned),
            kind,
            code: None,
            names: names(en, hans),
        })
        .collect();
    store
        .import_places(&places, &app.app.ids, now)
        .await
        .unwrap();
    let place = async |slug: &str| store.find_place_by_slug(slug).await.unwrap().unwrap().id;
    let committee = body(
        901,
        "willow-lane-committee",
        BodyKind::SelfGovernance,
        1,
        place("willow-lane").await,
        names("Willow Lane committee", "柳巷居委会"),
    );
    let office = body(
        902,
        "bridge-office",
        BodyKind::Government,
        2,
        place("bridge").await,
        names("Bridge Street office", "桥头街道办"),
    );
    store
        .import_bodies(&[committee, office], now)
        .await
        .unwrap();
    store
        .import_charter(&Charter::shipped(), "shipped", now, "first", now)
        .await
        .unwrap();
    place("willow-1").await
}

impl Lane {
    /// The lane on this database.
    pub async fn on(store: TestStore) -> Self {
        let app = TestApp::on(store);
        let routes = routes(&app);
        let app = app.serving(routes);
        let building = settle(&app).await;
        let mut people = Vec::new();
        for name in ["Author", "Neighbour", "Lin", "Wu", "Stranger"] {
            people.push(resident(&app, name).await);
        }
        let (store, now) = (&app.app.store, app.app.clock.now());
        for (body, person, role) in [
            (901, people[2], Role::Convener),
            (902, people[3], Role::Officer),
        ] {
            let body = BodyId::new(Uuid::from_u128(body));
            store.appoint(body, person, role, now).await.unwrap();
        }
        Self {
            building,
            author: people[0],
            neighbour: people[1],
            member: people[2],
            officer: people[3],
            stranger: people[4],
            app,
        }
    }

    /// A browser in which this person is signed in.
    pub async fn browser(&self, person: PersonId) -> Visitor {
        let mut visitor = self.app.visitor();
        let id = person.uuid().to_string();
        visitor
            .post("/test-sign-in", &[("id", &id)])
            .await
            .expect(200);
        visitor
    }

    /// The browser of one more member of the committee.
    pub async fn second_member(&self) -> Visitor {
        let (browser, person) = crate::town::resident(&self.app, "second").await;
        let book = self.app.store.current_rulebook().await.unwrap();
        let body = book.body_by_key("willow-lane-committee").unwrap().id;
        let now = self.app.app.clock.now();
        let role = Role::CommitteeMember;
        let store = &self.app.store;
        store.appoint(body, person, role, now).await.unwrap();
        browser
    }

    /// This person, to act in the database.
    pub async fn actor(&self, person: PersonId) -> Actor {
        Actor::Person(self.app.store.find_person(person).await.unwrap().unwrap())
    }

    /// A case of the author about a light in the stairs.
    pub async fn filed(&self, visibility: Visibility) -> Case {
        let words = "The stairwell light is out. It has been dark for two weeks.";
        self.filed_with(words, visibility).await
    }

    /// A case of the author that is about the committee, so that the office checks it.
    pub async fn filed_about_the_committee(&self, visibility: Visibility) -> Case {
        let about = Conflict {
            body: BodyId::new(Uuid::from_u128(901)),
            words: sentence("The convener is my landlord."),
        };
        let words = "The stairwell light is out. It has been dark for two weeks.";
        let new = NewCase {
            conflict: Some(about),
            ..self.new_case(words, "stair-light", visibility)
        };
        self.file(&new).await
    }

    /// A case of the author in which someone may be hurt.
    pub async fn filed_danger(&self) -> Case {
        let new = self.new_case("It smells of gas.", "gas-smell", Visibility::Public);
        self.file(&new).await
    }

    /// Lets the office keep a duty by day and night, with the city above it, in
    /// which the stranger has a seat.
    pub async fn keep_duty(&self) {
        let (store, now) = (&self.app.app.store, self.app.app.clock.now());
        let place = async |slug: &str| store.find_place_by_slug(slug).await.unwrap().unwrap().id;
        let mut office = body(
            902,
            "bridge-office",
            BodyKind::Government,
            2,
            place("bridge").await,
            names("Bridge Street office", "桥头街道办"),
        );
        office.calendar = WorkingCalendar::always_on("Asia/Shanghai");
        office.last_resort = false;
        let mut city = body(
            903,
            "river-city-office",
            BodyKind::Government,
            3,
            place("river-city").await,
            names("River City office", "江城市政府"),
        );
        city.last_resort = true;
        store.import_bodies(&[office, city], now).await.unwrap();
        let city = BodyId::new(Uuid::from_u128(903));
        let role = Role::Officer;
        store.appoint(city, self.stranger, role, now).await.unwrap();
    }

    /// The office goes out of service.
    pub async fn close_office(&self) {
        let (store, now) = (&self.app.app.store, self.app.app.clock.now());
        let bridge = store.find_place_by_slug("bridge").await.unwrap().unwrap();
        let mut office = body(
            902,
            "bridge-office",
            BodyKind::Government,
            2,
            bridge.id,
            names("Bridge Street office", "桥头街道办"),
        );
        office.in_service = false;
        store.import_bodies(&[office], now).await.unwrap();
    }

    /// Plum Court beside the lane, with a committee in which the stranger has a seat.
    pub async fn settle_plum_court(&self) {
        let (store, now) = (&self.app.app.store, self.app.app.clock.now());
        let court = NewPlace {
            slug: "plum-court".to_owned(),
            parent: Some("bridge".to_owned()),
            kind: PlaceKind::Community,
            code: None,
            names: names("Plum Court", "梅苑"),
        };
        let ids = &self.app.app.ids;
        store.import_places(&[court], ids, now).await.unwrap();
        let court = store.find_place_by_slug("plum-court").await.unwrap();
        let committee = body(
            904,
            "plum-court-committee",
            BodyKind::SelfGovernance,
            1,
            court.unwrap().id,
            names("Plum Court committee", "梅苑居委会"),
        );
        let id = committee.id;
        store.import_bodies(&[committee], now).await.unwrap();
        let role = Role::Convener;
        store.appoint(id, self.stranger, role, now).await.unwrap();
    }

    /// A case of the author in these words.
    pub async fn filed_with(&self, words: &str, visibility: Visibility) -> Case {
        let new = self.new_case(words, "stair-light", visibility);
        self.file(&new).await
    }

    fn new_case(&self, words: &str, category: &str, visibility: Visibility) -> NewCase {
        NewCase {
            words: Words::parse(words).unwrap(),
            category: category.to_owned(),
            place: self.building,
            point: None,
            answers: BTreeMap::new(),
            visibility,
            conflict: None,
            photos: Vec::new(),
            on_paper: false,
        }
    }

    async fn file(&self, new: &NewCase) -> Case {
        let author = self.actor(self.author).await;
        let (ids, now) = (&self.app.app.ids, self.app.app.clock.now());
        let filed = self.app.store.file_case(new, &author, None, ids, now).await;
        filed.unwrap().case
    }

    /// Carries out a command in the database.
    pub async fn act(&self, case: Reference, person: PersonId, command: Command) -> Case {
        let actor = self.actor(person).await;
        let (ids, now) = (&self.app.app.ids, self.app.app.clock.now());
        let order = Order::from(command);
        let acted = self
            .app
            .store
            .act(case, &order, &actor, None, ids, now)
            .await;
        acted.unwrap().case
    }

    /// The case as it is kept.
    pub async fn case(&self, reference: Reference) -> Case {
        self.app.store.find_case(reference).await.unwrap().unwrap()
    }
}

/// A sentence.
pub fn sentence(text: &str) -> Sentence {
    Sentence::parse(text).unwrap()
}

/// Somebody with a confirmed address who reads English.
async fn resident(app: &TestApp, name: &str) -> PersonId {
    let id = PersonId::new(app.app.ids.uuid());
    let handle = Handle::parse(&format!("{}@example.org", name.to_lowercase())).unwrap();
    let account = NewAccount {
        id,
        name,
        language: Language::En,
        home: None,
        handle: &handle,
        phc: None,
    };
    let now = app.app.clock.now();
    assert!(app.store.create_account(&account, now).await.unwrap());
    assert!(app.store.confirm_handle(id, &handle, now).await.unwrap());
    id
}
