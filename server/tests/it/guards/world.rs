//! One small world, made once and copied for whoever changes it: three cases,
//! and somebody in every role.

use std::collections::BTreeMap;

use domain::body::BodyKind;
use domain::case::{Case, Command, Order, Verdict, Visibility};
use domain::challenge;
use domain::charter::Participation;
use domain::decision::{Showing, Voters};
use domain::handle::Handle;
use domain::id::{BodyId, PersonId};
use domain::meeting;
use domain::person::{Actor, Role};
use domain::reference::Reference;
use domain::text::{Sentence, Title, View, Words};
use domain::thread::{self, Adding, Share, Step};
use pages::case::Verb;
use pages::one_tap::{OneTap, StopDigest};
use sha2::{Digest as _, Sha256};
use store::cases::NewCase;
use store::challenges::NewChallenge;
use store::decisions::NewDecision;
use store::threads::{NewPhotos, NewPost, NewThread};
use tokio::sync::OnceCell;

use super::mediated;
use crate::app::{TestApp, Visitor};
use crate::town;

/// Everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Visitor,
    /// Signed in, without having typed the code.
    Unconfirmed,
    Resident,
    Author,
    /// Joined the public cases.
    Affected,
    /// Has a seat in the office that holds the cases.
    Holder,
    /// Has a seat in the committee beside the public ones.
    Beside,
    /// Has a seat in the committee of another community.
    Elsewhere,
    Steward,
}

impl Who {
    pub const ALL: [Self; 9] = [
        Self::Visitor,
        Self::Unconfirmed,
        Self::Resident,
        Self::Author,
        Self::Affected,
        Self::Holder,
        Self::Beside,
        Self::Elsewhere,
        Self::Steward,
    ];

    pub const fn label(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Unconfirmed => "no-code",
            Self::Resident => "resident",
            Self::Author => "author",
            Self::Affected => "affected",
            Self::Holder => "holder",
            Self::Beside => "beside",
            Self::Elsewhere => "elsewhere",
            Self::Steward => "steward",
        }
    }

    const fn at(self) -> usize {
        self as usize
    }
}

/// Which case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Public, nobody heard it yet.
    Waiting,
    /// Public, reported done.
    Reported,
    /// Only for the office in charge.
    Private,
    /// None has this reference.
    Unknown,
}

impl Which {
    pub const KEPT: [Self; 3] = [Self::Waiting, Self::Reported, Self::Private];

    pub const fn label(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Reported => "reported",
            Self::Private => "private",
            Self::Unknown => "unknown",
        }
    }

    const fn at(self) -> usize {
        self as usize
    }
}

/// What the copies are made from.
pub struct World {
    content: Vec<u8>,
    cookies: Vec<Vec<(String, String)>>,
    references: Vec<Reference>,
    challenge: Reference,
    thread: Reference,
    mediation: Reference,
    taps: BTreeMap<usize, String>,
    digest: String,
}

impl World {
    /// Makes it, once.
    pub async fn get() -> &'static Self {
        static WORLD: OnceCell<World> = OnceCell::const_new();
        let make = async || {
            let app = TestApp::new().await;
            let world = Self::made_in(&app).await;
            let content = app.store.content().await;
            Self { content, ..world }
        };
        WORLD.get_or_init(make).await
    }

    /// Makes it in an application of any engine; it cannot be copied.
    pub async fn made_in(app: &TestApp) -> Self {
        Box::pin(make(app)).await
    }

    /// The application with a copy of the world.
    pub async fn open(&self) -> TestApp {
        TestApp::on(store::testing::sqlite_from(&self.content).await)
    }

    /// Somebody's browser.
    pub fn browser(&self, app: &TestApp, who: Who) -> Visitor {
        let mut visitor = app.visitor();
        visitor.cookies.clone_from(&self.cookies[who.at()]);
        visitor
    }

    pub fn reference(&self, which: Which) -> Reference {
        self.references[which.at()]
    }

    /// Every address that a template stands for, about one case.
    pub fn addresses(&self, template: &str, which: Which) -> Vec<String> {
        let tap = self.taps.get(&which.at());
        let token = if template.starts_with("/answer") {
            tap.map_or("none", String::as_str)
        } else if template.starts_with("/digest") {
            &self.digest
        } else {
            "none"
        };
        self.filled(template, self.reference(which), token)
    }

    /// The same about any case.
    pub fn addresses_of(&self, template: &str, reference: Reference) -> Vec<String> {
        self.filled(template, reference, "none")
    }

    fn filled(&self, template: &str, reference: Reference, token: &str) -> Vec<String> {
        let filled = template
            .replace("{reference}", &reference.to_string())
            .replace("/households/{slug}", "/households/willow-1")
            .replace("{challenge}", &self.challenge.to_string())
            .replace("{thread}", &self.thread.to_string())
            .replace("{mediation}", &self.mediation.to_string())
            .replace("{number}", "1")
            .replace("{slip}", "1")
            .replace("{file}", "1.ics")
            .replace("{calendar}", "willow-lane.ics")
            .replace("{slug}", "willow-lane")
            .replace("{token}", token)
            .replace("{id}", "018f0000-0000-7000-8000-000000000000")
            .replace("{size}", "large")
            .replace("{resource}", "requests")
            .replace("{key}", "bridge-office")
            .replace("{person}", "018f0000-0000-7000-8000-000000000000")
            .replace("{name}", "none");
        if filled.contains("{mend}") {
            let mends = pages::threads::MENDS;
            return mends.map(|mend| filled.replace("{mend}", mend)).to_vec();
        }
        if filled.contains("/decisions/1/{lead}") {
            let leads = pages::threads::DECISION_LEADS;
            return leads
                .map(|act| filled.replace("{lead}", act.code()))
                .to_vec();
        }
        if filled.contains("/meetings/1/{lead}") {
            let leads = pages::threads::MEETING_LEADS;
            return leads
                .map(|act| filled.replace("{lead}", act.code()))
                .to_vec();
        }
        if filled.contains("{lead}") {
            let leads = pages::threads::LEADS;
            return leads
                .map(|act| filled.replace("{lead}", act.code()))
                .to_vec();
        }
        if filled.contains("{act}") {
            let acts = pages::challenges::ACTS;
            return acts.map(|act| filled.replace("{act}", act.code())).to_vec();
        }
        if !filled.contains("{verb}") {
            assert!(
                !filled.contains('{'),
                "nothing stands for {template}: name it in guards/world.rs"
            );
            return vec![filled];
        }
        // What carries photos has a route of its own.
        let verbs = Verb::ALL.into_iter().filter(|verb| !verb.takes_photos());
        verbs
            .map(|verb| filled.replace("{verb}", verb.code()))
            .collect()
    }
}

pub async fn person(app: &TestApp, name: &str, confirmed: bool) -> PersonId {
    let id = app.person(name).await;
    if confirmed {
        let handle = Handle::parse(&format!("{name}@example.org")).unwrap();
        let now = app.app.clock.now();
        assert!(app.store.confirm_handle(id, &handle, now).await.unwrap());
    }
    id
}

pub async fn actor(app: &TestApp, id: PersonId) -> Actor {
    Actor::Person(app.store.find_person(id).await.unwrap().unwrap())
}

pub async fn filed(app: &TestApp, author: PersonId, visibility: Visibility) -> Case {
    let words = "The canteen sold food past its date.";
    file(
        app,
        said(app, words, "food-safety", visibility).await,
        author,
    )
    .await
}

/// Something that is wrong at a building.
pub async fn said(app: &TestApp, words: &str, category: &str, visibility: Visibility) -> NewCase {
    let place = app.store.find_place_by_slug("willow-1").await.unwrap();
    NewCase {
        words: Words::parse(words).unwrap(),
        category: category.to_owned(),
        place: place.unwrap().id,
        point: None,
        answers: BTreeMap::new(),
        visibility,
        conflict: None,
        photos: Vec::new(),
        on_paper: false,
    }
}

pub async fn file(app: &TestApp, new: NewCase, author: PersonId) -> Case {
    let author = actor(app, author).await;
    let (ids, now) = (&app.app.ids, app.app.clock.now());
    let filed = app.store.file_case(&new, &author, None, ids, now).await;
    filed.unwrap().case
}

pub async fn act(app: &TestApp, case: &Case, who: PersonId, command: Command) -> Case {
    let order = Order::from(command);
    let (who, now) = (actor(app, who).await, app.app.clock.now());
    let acted = app
        .store
        .act(case.reference, &order, &who, None, &app.app.ids, now)
        .await;
    acted.unwrap().case
}

async fn body(app: &TestApp, key: &str) -> BodyId {
    let book = app.store.current_rulebook().await.unwrap();
    book.body_by_key(key).unwrap().id
}

async fn appoint(app: &TestApp, key: &str, person: PersonId, role: Role) {
    let body = body(app, key).await;
    let now = app.app.clock.now();
    app.store.appoint(body, person, role, now).await.unwrap();
}

pub async fn make_steward(app: &TestApp, person: PersonId) {
    let link = server::stewardship::link(&app.app.store, &app.app.clock, "")
        .await
        .unwrap()
        .unwrap();
    let token = link.rsplit('/').next().unwrap();
    let hash = Sha256::digest(token.as_bytes()).into();
    let now = app.app.clock.now();
    assert!(
        app.store
            .use_steward_link(&hash, person, now)
            .await
            .unwrap()
    );
}

async fn make(app: &TestApp) -> World {
    town::settle(app).await;
    let mut ids = Vec::new();
    for who in Who::ALL {
        ids.push(person(app, who.label(), who != Who::Unconfirmed).await);
    }
    let id = |who: Who| ids[who.at()];
    appoint(app, "bridge-office", id(Who::Holder), Role::Officer).await;
    appoint(app, "willow-committee", id(Who::Beside), Role::Convener).await;
    appoint(app, "plum-committee", id(Who::Elsewhere), Role::Convener).await;
    make_steward(app, id(Who::Steward)).await;

    let author = id(Who::Author);
    let waiting = filed(app, author, Visibility::PublicWithoutName).await;
    let reported = filed(app, author, Visibility::PublicWithoutName).await;
    let private = filed(app, author, Visibility::BodyOnly).await;
    for case in [&waiting, &reported] {
        act(
            app,
            case,
            id(Who::Affected),
            Command::Join { on_paper: false },
        )
        .await;
    }
    let words = || Sentence::parse("I went there this morning.").unwrap();
    act(
        app,
        &reported,
        id(Who::Holder),
        Command::Hear { words: words() },
    )
    .await;
    let photos = Vec::new();
    let done = Command::ReportDone {
        words: words(),
        photos,
    };
    let reported = act(app, &reported, id(Who::Holder), done).await;

    let holder = body(app, "bridge-office").await;
    let beside = body(app, "willow-committee").await;
    for case in [&waiting, &reported, &private] {
        assert_eq!(
            (case.holding.holder, case.holding.kind),
            (holder, BodyKind::Government)
        );
    }
    assert_eq!(waiting.holding.beside, Some(beside));

    let question = *reported
        .open_questions(app.app.clock.now())
        .first()
        .unwrap();
    let tap = OneTap {
        person: id(Who::Affected),
        reference: reported.reference,
        question,
        verdict: Some(Verdict::Solved),
    };
    let unknown = (1..100)
        .map(Reference::from_seed)
        .find(|one| ![waiting.reference, reported.reference, private.reference].contains(one))
        .unwrap();
    let hard = opened(app, &waiting, id(Who::Holder)).await;
    let talk = talked(app, id(Who::Beside)).await;
    let between = mediated::written(app, author, id(Who::Beside)).await;
    let mut cookies = vec![Vec::new()];
    for who in &Who::ALL[1..] {
        cookies.push(app.signed_in(id(*who)).await.cookies);
    }
    World {
        taps: BTreeMap::from([(Which::Reported.at(), tap.token(&app.app.secret))]),
        digest: StopDigest(id(Who::Affected)).token(&app.app.secret),
        content: Vec::new(),
        cookies,
        references: vec![
            waiting.reference,
            reported.reference,
            private.reference,
            unknown,
        ],
        challenge: hard,
        thread: talk,
        mediation: between,
    }
}

/// A thread that the committee opened, in which it said something and weighs.
async fn talked(app: &TestApp, convener: PersonId) -> Reference {
    let now = app.app.clock.now();
    let place = app.store.find_place_by_slug("willow-lane").await.unwrap();
    let new = NewThread {
        place: place.unwrap().id,
        body: body(app, "willow-committee").await,
        case: None,
        challenge: None,
        title: Title::parse("Where do the bicycles go?").unwrap(),
        words: Words::parse("The hall is full of them.").unwrap(),
        level: Participation::Decide,
        last_word: Sentence::parse("We do, together.").unwrap(),
        adding: Adding::Everybody,
        share: Share::default(),
        until: now.plus_days(10),
    };
    let (actor, ids) = (actor(app, convener).await, &app.app.ids);
    let opened = app.store.open_thread(&new, &actor, None, ids, now).await;
    let reference = opened.unwrap().thread.reference;
    let post = NewPost {
        words: Words::parse("What do you think?").unwrap(),
        html: "<p>What do you think?</p>".to_owned(),
        answers: None,
        photos: NewPhotos::default(),
    };
    let store = &app.store;
    store
        .write_post(reference, &post, &actor, None, now)
        .await
        .unwrap();
    let view = View::parse("The hall stays free.").unwrap();
    store
        .add_statement(reference, &view, &actor, None, now)
        .await
        .unwrap();
    let order = thread::Order::from(thread::Command::Move {
        step: Step::Weigh,
        until: now.plus_days(20),
    });
    store
        .act_on_thread(reference, &order, &actor, None, ids, now)
        .await
        .unwrap();
    drafted(app, reference, &actor).await;
    met(app, reference, &actor).await;
    reference
}

/// A question that is put, and not open yet.
async fn drafted(app: &TestApp, thread: Reference, actor: &Actor) {
    let new = NewDecision {
        question: Title::parse("Bicycles into the cellar?").unwrap(),
        words: Words::parse("The cellar from May.").unwrap(),
        method: domain::method::shipped().swap_remove(0),
        options: Vec::new(),
        voters: Voters::Residents,
        showing: Showing::Anonymous,
    };
    let (store, ids, now) = (&app.store, &app.app.ids, app.app.clock.now());
    store
        .draft_decision(thread, &new, actor, None, ids, now)
        .await
        .unwrap();
}

/// A meeting that is ahead.
async fn met(app: &TestApp, thread: Reference, actor: &Actor) {
    let (store, ids, now) = (&app.store, &app.app.ids, app.app.clock.now());
    let plan = meeting::Plan {
        title: Title::parse("A look at the hall").unwrap(),
        at: now.plus_days(5),
        zone: "Asia/Shanghai".to_owned(),
        minutes: 60,
        spot: View::parse("Reading room").unwrap(),
        seats: Some(12),
        agenda: Vec::new(),
    };
    store
        .call_meeting(thread, &plan, actor, None, ids, now)
        .await
        .unwrap();
}

/// A challenge that the office opened out of a case, with an entry of each kind.
async fn opened(app: &TestApp, case: &Case, holder: PersonId) -> Reference {
    let now = app.app.clock.now();
    let say = |text: &str| Sentence::parse(text).unwrap();
    let new = NewChallenge {
        case: case.reference,
        title: Title::parse("Old food again and again").unwrap(),
        words: Words::parse("Nobody knows where it comes from.").unwrap(),
        place: case.concern.place,
        task: say("Looks into every fridge."),
        review_due: now.plus_days(30),
    };
    let (actor, ids) = (actor(app, holder).await, &app.app.ids);
    let opened = app.store.open_challenge(&new, &actor, None, ids, now).await;
    let reference = opened.unwrap().challenge.reference;
    let words = say("The fridge is old.");
    for command in [
        challenge::Command::Note {
            certainty: challenge::Certainty::Known,
            words: words.clone(),
        },
        challenge::Command::Try {
            words: words.clone(),
            started_at: now,
            review_due: now.plus_days(9),
        },
        challenge::Command::BeginMeasure {
            words,
            from: now,
            until: now.plus_days(9),
        },
    ] {
        let order = challenge::Order::from(command);
        let store = &app.store;
        store
            .act_on_challenge(reference, &order, None, &actor, None, ids, now)
            .await
            .unwrap();
    }
    reference
}
