//! People: who they are to the rules, and what they chose for themselves.
//! What they sign in with is in [`accounts`], as whom they act in [`seats`].

use domain::body::BodyKind;
use domain::id::{BodyId, PersonId, PlaceId};
use domain::instant::Instant;
use domain::language::Language;
use domain::person::{Office, Person, Role};
use serde::Deserialize;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use crate::engine::connection::{on, reads, transaction, writes};
use crate::error::{During as _, StoreError};
use crate::row::Spot;
use crate::statements::sql;
use crate::{Conn, Store, Writer};

pub mod access;
pub mod accounts;
pub mod helping;
pub mod seats;

pub use accounts::{Account, HandleDetail, NewAccount};
pub use helping::{Helped, NewNeighbour, Offer};
pub use seats::Member;

/// The columns that make a [`Person`], read from `people p`.
macro_rules! person_columns {
    (sqlite) => {
        "p.id, p.name, p.language, p.home, p.steward, p.overseer,
        p.confirmed_at IS NOT NULL AS confirmed,
        (SELECT json_group_array(json_object('body', lower(hex(m.body)), 'kind', b.kind, 'role', m.role) ORDER BY m.since, b.key)
            FROM members m
            JOIN bodies b ON b.id = m.body
            WHERE m.person = p.id AND m.until IS NULL) AS offices,
        (SELECT json_group_array(lower(hex(o.place)) ORDER BY o.since, o.place)
            FROM moderators o
            WHERE o.person = p.id AND o.until IS NULL) AS moderates"
    };
    (postgres) => {
        "p.id, p.name, p.language, p.home, p.steward, p.overseer,
        p.confirmed_at IS NOT NULL AS confirmed,
        (SELECT COALESCE(jsonb_agg(jsonb_build_object('body', m.body, 'kind', b.kind, 'role', m.role) ORDER BY m.since, b.key), '[]')
            FROM members m
            JOIN bodies b ON b.id = m.body
            WHERE m.person = p.id AND m.until IS NULL) AS offices,
        (SELECT COALESCE(jsonb_agg(o.place ORDER BY o.since, o.place), '[]')
            FROM moderators o
            WHERE o.person = p.id AND o.until IS NULL) AS moderates"
    };
}
pub(crate) use person_columns;

/// What a person says of themselves.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    /// The name to be seen under.
    pub name: &'a str,
    /// The language to be written to in.
    pub language: Language,
    /// Where they live, if they say so.
    pub home: Option<PlaceId>,
}

sql! {
    FIND_PERSON_SQLITE = concat!("SELECT ", person_columns!(sqlite), " FROM people p WHERE p.id = $1");
    FIND_PERSON_POSTGRES = concat!("SELECT ", person_columns!(postgres), " FROM people p WHERE p.id = $1");
    RENAME_PERSON = "UPDATE people SET name = $2, changed_at = $3 WHERE id = $1";
    SET_LANGUAGE = "UPDATE people SET language = $2, changed_at = $3 WHERE id = $1";
    SET_HOME = "UPDATE people SET home = $2, changed_at = $3 WHERE id = $1";
    MAKE_STEWARD = "UPDATE people SET steward = TRUE, changed_at = $2 WHERE id = $1";
    HAS_PEOPLE = "SELECT EXISTS (SELECT 1 FROM people)";
    HAS_STEWARD = "SELECT EXISTS (SELECT 1 FROM people WHERE steward)";
}

#[derive(FromRow)]
pub(crate) struct PersonRow {
    id: Uuid,
    name: String,
    language: String,
    home: Option<Uuid>,
    steward: bool,
    overseer: bool,
    confirmed: bool,
    offices: Json<Vec<OfficeJson>>,
    moderates: Json<Vec<Uuid>>,
}

#[derive(Deserialize)]
struct OfficeJson {
    body: Uuid,
    kind: String,
    role: String,
}

impl PersonRow {
    pub(crate) fn person(self) -> Result<Person, StoreError> {
        let spot = Spot::new("people", self.id);
        let offices = self.offices.0.into_iter().map(|office| {
            let spot = Spot::new("members", office.body);
            Ok(Office {
                body: BodyId::new(office.body),
                kind: spot.word("kind", &office.kind, BodyKind::from_code)?,
                role: spot.word("role", &office.role, Role::from_code)?,
            })
        });
        Ok(Person {
            id: PersonId::new(self.id),
            name: self.name,
            language: spot.word("language", &self.language, Language::from_tag)?,
            confirmed: self.confirmed,
            home: self.home.map(PlaceId::new),
            offices: offices.collect::<Result<_, StoreError>>()?,
            moderates: self.moderates.0.into_iter().map(PlaceId::new).collect(),
            steward: self.steward,
            overseer: self.overseer,
        })
    }
}

impl Conn<'_> {
    /// A person, with all that rules need to know of them.
    pub async fn find_person(&mut self, id: PersonId) -> Result<Option<Person>, StoreError> {
        let row: Option<PersonRow> = on!(
            self,
            FIND_PERSON_SQLITE | FIND_PERSON_POSTGRES,
            |conn, sql| {
                sqlx::query_as(sql)
                    .bind(id.uuid())
                    .fetch_optional(conn)
                    .await
            }
        )
        .during("find person")?;
        row.map(PersonRow::person).transpose()
    }

    /// Whether anybody is known here yet.
    pub async fn has_people(&mut self) -> Result<bool, StoreError> {
        on!(self, |conn| sqlx::query_scalar(HAS_PEOPLE)
            .fetch_one(conn)
            .await)
        .during("look for people")
    }

    /// Whether anybody runs this installation yet.
    pub async fn has_steward(&mut self) -> Result<bool, StoreError> {
        on!(self, |conn| sqlx::query_scalar(HAS_STEWARD)
            .fetch_one(conn)
            .await)
        .during("look for a steward")
    }
}

impl Writer {
    /// Changes the name a person is seen under.
    pub async fn rename_person(
        &mut self,
        person: PersonId,
        name: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(RENAME_PERSON)
            .bind(person.uuid())
            .bind(name)
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("rename person")
    }

    /// Changes the language a person is written to in.
    pub async fn set_language(
        &mut self,
        person: PersonId,
        language: Language,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(SET_LANGUAGE)
            .bind(person.uuid())
            .bind(language.tag())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("set language")
    }

    /// Changes where a person lives.
    pub async fn set_home(
        &mut self,
        person: PersonId,
        home: Option<PlaceId>,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(SET_HOME)
            .bind(person.uuid())
            .bind(home.map(PlaceId::uuid))
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("set home")
    }

    /// Makes a person a steward of this installation.
    pub async fn make_steward(&mut self, person: PersonId, now: Instant) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(MAKE_STEWARD)
            .bind(person.uuid())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("make steward")
    }
}

impl Store {
    /// Changes what a person says of themselves, all of it or nothing.
    pub async fn keep_settings(
        &self,
        person: PersonId,
        settings: Settings<'_>,
        now: Instant,
    ) -> Result<(), StoreError> {
        transaction!(self, |tx| {
            tx.rename_person(person, settings.name, now).await?;
            tx.set_language(person, settings.language, now).await?;
            tx.set_home(person, settings.home, now).await
        })
    }
}

reads! {
    find_person(id: PersonId) -> Option<Person>;
    has_people() -> bool;
    has_steward() -> bool;
}

writes! {
    rename_person(person: PersonId, name: &str, now: Instant) -> ();
    set_language(person: PersonId, language: Language, now: Instant) -> ();
    set_home(person: PersonId, home: Option<PlaceId>, now: Instant) -> ();
    make_steward(person: PersonId, now: Instant) -> ();
}
