//! What most stories begin with.

use std::collections::{BTreeMap, BTreeSet};

use domain::body::{Body, BodyKind, Competence, Contact, Tier};
use domain::calendar::{Hours, WorkingCalendar};
use domain::handle::Handle;
use domain::id::{BodyId, CaseId, PersonId, PlaceId};
use domain::instant::Instant;
use domain::language::{Language, Names};
use domain::place::PlaceKind;
use domain::reference::Reference;
use store::ids::Ids;
use store::people::NewAccount;
use store::places::import::NewPlace;
use store::{Conn, Store};

/// Monday, 23 November 2026, 09:00 in Shanghai.
pub fn now() -> Instant {
    Instant::parse("2026-11-23T09:00:00+08:00").unwrap()
}

pub fn ids() -> Ids {
    Ids::counted(1_000)
}

pub fn names(en: &str, hans: &str) -> Names {
    Names {
        en: Some(en.to_owned()),
        hans: Some(hans.to_owned()),
        hant: None,
    }
}

pub fn place(slug: &str, parent: Option<&str>, kind: PlaceKind, names: Names) -> NewPlace {
    NewPlace {
        slug: slug.to_owned(),
        parent: parent.map(str::to_owned),
        kind,
        code: None,
        names,
    }
}

/// River City > Old Town > Bridge Street > Willow Lane > Building 1, and Plum Court beside Willow Lane.
pub fn tree() -> Vec<NewPlace> {
    vec![
        place(
            "river-city",
            None,
            PlaceKind::City,
            names("River City", "江城"),
        ),
        place(
            "old-town",
            Some("river-city"),
            PlaceKind::District,
            names("Old Town", "老城区"),
        ),
        place(
            "bridge",
            Some("old-town"),
            PlaceKind::SubDistrict,
            names("Bridge Street", "桥头街道"),
        ),
        place(
            "willow-lane",
            Some("bridge"),
            PlaceKind::Community,
            names("Willow Lane", "柳巷社区"),
        ),
        place(
            "plum-court",
            Some("bridge"),
            PlaceKind::Community,
            names("Plum Court", "梅苑社区"),
        ),
        place(
            "willow-1",
            Some("willow-lane"),
            PlaceKind::Building,
            names("Building 1", "1幢"),
        ),
    ]
}

/// Loads [`tree`].
pub async fn planted(store: &Store) {
    store.import_places(&tree(), &ids(), now()).await.unwrap();
}

pub async fn place_id(store: &Store, slug: &str) -> PlaceId {
    store.find_place_by_slug(slug).await.unwrap().unwrap().id
}

pub fn body(number: u128, key: &str, kind: BodyKind, tier: u8, places: Vec<PlaceId>) -> Body {
    let hours = vec![Hours {
        from: 9 * 60,
        to: 17 * 60,
    }];
    let week = std::array::from_fn(|day| if day < 5 { hours.clone() } else { Vec::new() });
    Body {
        id: BodyId::new(uuid::Uuid::from_u128(number)),
        key: key.to_owned(),
        kind,
        tier: Tier::new(tier).unwrap(),
        names: names(key, "委员会"),
        places,
        competence: Competence::Only(BTreeSet::from(["stair-light".to_owned()])),
        calendar: WorkingCalendar {
            zone: "Asia/Shanghai".to_owned(),
            week,
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
        last_resort: tier == 4,
        on_paper: false,
    }
}

pub fn handle(text: &str) -> Handle {
    Handle::parse(text).unwrap()
}

pub fn person_id(number: u128) -> PersonId {
    PersonId::new(uuid::Uuid::from_u128(number))
}

/// A person with a confirmed e-mail address.
pub async fn resident(store: &Store, number: u128, name: &str) -> PersonId {
    let id = person_id(number);
    let handle = handle(&format!("{}@example.org", name.to_lowercase()));
    let account = NewAccount {
        id,
        name,
        language: Language::En,
        home: None,
        handle: &handle,
        phc: Some("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"),
    };
    assert!(store.create_account(&account, now()).await.unwrap());
    assert!(store.confirm_handle(id, &handle, now()).await.unwrap());
    id
}

/// A row in `cases` that other tables can point at; its state says nothing.
pub async fn bare_case(store: &Store, number: i64, place: PlaceId, holder: BodyId) -> CaseId {
    const INSERT: &str = "INSERT INTO cases (id, reference, version, state, stage, holder, category, urgency, visibility,
            place, charter_version, folded, filed_at, changed_at)
        VALUES ($1, $2, 1, '{}', 'waiting', $3, 'stair-light', 'ordinary', 'public', $4, 1, '', 0, 0)";
    let id = CaseId::new(uuid::Uuid::from_u128(
        0xca5e_0000 + u128::from(number.unsigned_abs()),
    ));
    let reference = Reference::from_seed(number.unsigned_abs());
    let mut writer = store.writer().await.unwrap();
    match writer.conn() {
        Conn::Sqlite(conn) => sqlx::query(INSERT)
            .bind(id.uuid())
            .bind(reference.number())
            .bind(holder.uuid())
            .bind(place.uuid())
            .execute(conn)
            .await
            .map(drop),
        Conn::Postgres(conn) => sqlx::query(INSERT)
            .bind(id.uuid())
            .bind(reference.number())
            .bind(holder.uuid())
            .bind(place.uuid())
            .execute(conn)
            .await
            .map(drop),
    }
    .unwrap();
    writer.commit().await.unwrap();
    id
}

/// A place, a body, a charter and so many bare cases.
pub async fn bare_cases(store: &Store, number: i64) -> Vec<CaseId> {
    planted(store).await;
    let willow = place_id(store, "willow-lane").await;
    let committee = body(
        50,
        "willow-committee",
        BodyKind::SelfGovernance,
        1,
        vec![willow],
    );
    store
        .import_bodies(std::slice::from_ref(&committee), now())
        .await
        .unwrap();
    let charter = domain::charter::Charter {
        version: 1,
        title: names("Rules", "办事规则"),
        emergency_number: "110".to_owned(),
        outside_address: names("The ombudsman", "监察"),
        categories: Vec::new(),
        methods: Vec::new(),
    };
    store
        .import_charter(&charter, "rules", now(), "", now())
        .await
        .unwrap();
    let mut cases = Vec::new();
    for one in 1..=number {
        cases.push(bare_case(store, one, willow, committee.id).await);
    }
    cases
}
