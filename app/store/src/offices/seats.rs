//! What a steward does: seats, bodies, the right of a steward. Each act is one
//! transaction with its line in the record; who gains or loses something is
//! told; a body that cannot take work any more passes its open cases on at once.

use domain::body::{Body, BodyKind};
use domain::charter::Charter;
use domain::id::{BodyId, PersonId};
use domain::instant::Instant;
use domain::language::Names;
use domain::office::{OfficeChange, OfficeRefused, SeatOrder, end_steward, seat};
use domain::person::Role;
use domain::slug;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use super::OfficeError;
use super::record::NewLine;
use crate::cases::notify::{NoticeRow, What};
use crate::engine::connection::{on, reads, transaction};
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::places::import::NewPlace;
use crate::row::Spot;
use crate::statements::sql;
use crate::{Conn, Store, Writer};

sql! {
    SEAT_NOW = "SELECT b.id, b.kind, b.names,
            (SELECT m.role FROM members m WHERE m.body = b.id AND m.person = $2 AND m.until IS NULL) AS role
        FROM bodies b
        WHERE b.id = $1";
    // Work goes back to the body: nobody looks after it any more.
    DROP_KEEPING = "DELETE FROM case_keepers WHERE body = $1 AND person = $2";
    DROP_ABSENCES = "DELETE FROM absences WHERE body = $1 AND person = $2";
    DROP_HANDED_TO = "UPDATE absences SET hand_to = NULL WHERE body = $1 AND hand_to = $2";
    // Cases whose holder takes no work any more, or somebody at their table, are looked at now, not at their next date.
    WAKE_LEFT_CASES = "UPDATE deadlines
        SET due_at = $1
        WHERE due_at > $1 AND case_id IN (SELECT c.id
            FROM cases c
            JOIN bodies b ON b.id = c.holder
            WHERE c.closed_at IS NULL
                AND (NOT b.in_service OR NOT EXISTS (SELECT 1 FROM members m WHERE m.body = b.id AND m.until IS NULL))
            UNION
            SELECT s.case_id
            FROM case_seats s
            JOIN bodies b ON b.id = s.body
            WHERE NOT b.in_service OR NOT EXISTS (SELECT 1 FROM members m WHERE m.body = b.id AND m.until IS NULL))";
    // Of those that everybody reads: a count of one body's narrows down to the others.
    COUNT_OPEN_CASES = "SELECT COUNT(*) FROM cases WHERE holder = $1 AND closed_at IS NULL AND visibility <> 'body-only'";
    LIST_STEWARDS_SQLITE = "SELECT id, name FROM people WHERE steward ORDER BY created_at, id";
    LIST_STEWARDS_POSTGRES = "SELECT id, name FROM people WHERE steward ORDER BY created_at, id FOR UPDATE";
    LIST_STEWARDS = "SELECT id, name FROM people WHERE steward ORDER BY created_at, id";
    END_STEWARD = "UPDATE people SET steward = FALSE, changed_at = $2 WHERE id = $1";
}

/// What the text of a notice about somebody's office needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeArgs {
    /// The body whose seat it is; none for the right of a steward.
    pub body: Option<Names>,
    /// The code of the role.
    pub role: Option<String>,
    /// Why, in the words of who changed it.
    pub reason: String,
}

/// A change of a seat that somebody asks for.
#[derive(Clone, Copy, Debug)]
pub struct SeatAsked<'a> {
    /// In which body.
    pub body: BodyId,
    /// Whose seat.
    pub person: PersonId,
    /// What becomes of it.
    pub order: SeatOrder,
    /// Why, for the record.
    pub reason: &'a str,
    /// Which steward asks.
    pub by: PersonId,
}

#[derive(FromRow)]
struct SeatRow {
    id: Uuid,
    kind: String,
    names: Json<Names>,
    role: Option<String>,
}

#[derive(FromRow)]
struct StewardRow {
    id: Uuid,
    name: String,
}

/// Who runs the installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steward {
    /// Who.
    pub person: PersonId,
    /// Under which name.
    pub name: String,
}

impl From<StewardRow> for Steward {
    fn from(row: StewardRow) -> Self {
        Self {
            person: PersonId::new(row.id),
            name: row.name,
        }
    }
}

impl Store {
    /// Gives, changes or ends a seat, from the next page on.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] for no such body, [`OfficeError::Refused`] with
    /// the rule's code, or the database's failure.
    pub async fn change_seat(
        &self,
        asked: &SeatAsked<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Result<OfficeChange, OfficeError> {
        transaction!(self, throws OfficeError, |tx| {
            let row: Option<SeatRow> = on!(tx, |conn| sqlx::query_as(SEAT_NOW)
                .bind(asked.body.uuid())
                .bind(asked.person.uuid())
                .fetch_optional(conn)
                .await)
            .during("look at a seat")?;
            let row = row.ok_or(OfficeError::NotFound)?;
            tx.change_seat(asked, &row, ids, now).await
        })
    }

    /// Makes somebody a steward, or ends that.
    ///
    /// # Errors
    /// [`OfficeError::Refused`] with the rule's code, or the database's failure.
    pub async fn change_steward(
        &self,
        person: PersonId,
        make: bool,
        by: PersonId,
        reason: &str,
        ids: &Ids,
        now: Instant,
    ) -> Result<OfficeChange, OfficeError> {
        transaction!(self, throws OfficeError, |tx| {
            let rows: Vec<StewardRow> =
                on!(tx, LIST_STEWARDS_SQLITE | LIST_STEWARDS_POSTGRES, |conn, sql| {
                    sqlx::query_as(sql).fetch_all(conn).await
                })
                .during("lock the stewards")?;
            let stewards: Vec<PersonId> = rows.iter().map(|row| PersonId::new(row.id)).collect();
            let change = if make {
                if stewards.contains(&person) {
                    return Err(OfficeRefused::StewardAlready.into());
                }
                tx.make_steward(person, now).await?;
                OfficeChange::StewardMade
            } else {
                let change = end_steward(&stewards, person)?;
                on!(tx, |conn| sqlx::query(END_STEWARD)
                    .bind(person.uuid())
                    .bind(now.micros())
                    .execute(conn)
                    .await
                    .map(drop))
                .during("end a steward")?;
                change
            };
            let line = NewLine { change, body: None, person: Some((person, None)), by, reason };
            let cause = tx.add_record(&line, ids, now).await?;
            tx.tell_of_office(&line, cause, None, ids, now).await?;
            Ok(change)
        })
    }

    /// Keeps a body as it is now, with the line of the record that says what changed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_body(
        &self,
        body: &Body,
        line: &NewLine<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        transaction!(self, |tx| {
            tx.import_bodies(std::slice::from_ref(body), now).await?;
            tx.add_record(line, ids, now).await.map(drop)
        })
    }

    /// Keeps a new body under a key of its own, made from `body.key` where that is taken,
    /// with the line of the record that says so; gives the key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_body(
        &self,
        body: &Body,
        line: &NewLine<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Result<String, StoreError> {
        transaction!(self, |tx| {
            // Whoever adds another one at the same time waits here.
            tx.bump_rulebook().await?;
            let keys = tx.conn().list_body_keys().await?;
            let key = slug::free(body.key.clone(), |key| keys.contains_key(key));
            let body = Body {
                key: key.clone(),
                ..body.clone()
            };
            tx.import_bodies(std::slice::from_ref(&body), now).await?;
            tx.add_record(line, ids, now).await?;
            Ok(key)
        })
    }

    /// Keeps a new place under a slug of its own, made from `place.slug` where that is
    /// taken, with the line of the record that says so; gives the slug.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_place(
        &self,
        place: &NewPlace,
        line: &NewLine<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Result<String, StoreError> {
        transaction!(self, |tx| {
            // Whoever adds another one at the same time waits here.
            tx.bump_rulebook().await?;
            let keys = tx.conn().list_place_keys().await?;
            let slug = slug::free(place.slug.clone(), |slug| keys.by_slug(slug).is_some());
            let place = NewPlace {
                slug: slug.clone(),
                ..place.clone()
            };
            tx.import_places(std::slice::from_ref(&place), ids, now)
                .await?;
            tx.add_record(line, ids, now).await?;
            Ok(slug)
        })
    }

    /// Publishes a version of the rules; `None`, and nothing is kept, when it
    /// is the latest one word for word.
    ///
    /// # Errors
    /// When the database fails.
    #[expect(
        clippy::too_many_arguments,
        reason = "what is published, and who does it why"
    )]
    pub async fn publish_charter(
        &self,
        charter: &Charter,
        source: &str,
        applies_from: Instant,
        note: &str,
        by: PersonId,
        ids: &Ids,
        now: Instant,
    ) -> Result<Option<i64>, StoreError> {
        transaction!(self, |tx| {
            let version = tx
                .import_charter(charter, source, applies_from, note, now)
                .await?;
            if let Some(number) = version {
                let reason = number.to_string();
                let line = NewLine {
                    change: OfficeChange::CharterPublished,
                    body: None,
                    person: None,
                    by,
                    reason: &reason,
                };
                tx.add_record(&line, ids, now).await?;
            }
            Ok(version)
        })
    }
}

impl Conn<'_> {
    /// Who runs the installation, longest first.
    pub async fn list_stewards(&mut self) -> Result<Vec<Steward>, StoreError> {
        let rows: Vec<StewardRow> = on!(self, |conn| sqlx::query_as(LIST_STEWARDS)
            .fetch_all(conn)
            .await)
        .during("list stewards")?;
        Ok(rows.into_iter().map(Steward::from).collect())
    }

    /// How many open cases a body holds, of those that everybody reads.
    pub async fn count_open_cases(&mut self, body: BodyId) -> Result<i64, StoreError> {
        on!(self, |conn| sqlx::query_scalar(COUNT_OPEN_CASES)
            .bind(body.uuid())
            .fetch_one(conn)
            .await)
        .during("count the open cases of a body")
    }
}

impl Writer {
    async fn change_seat(
        &mut self,
        asked: &SeatAsked<'_>,
        row: &SeatRow,
        ids: &Ids,
        now: Instant,
    ) -> Result<OfficeChange, OfficeError> {
        let spot = Spot::new("members", row.id);
        let kind = spot.word("kind", &row.kind, BodyKind::from_code)?;
        let role = row.role.as_deref();
        let role = role.map(|role| spot.word("role", role, Role::from_code));
        let role = role.transpose()?;
        let change = seat(kind, role, asked.order)?;
        let then = match asked.order {
            SeatOrder::Give(role) => {
                self.appoint(asked.body, asked.person, role, now).await?;
                Some(role)
            }
            SeatOrder::End => {
                self.dismiss(asked.body, asked.person, now).await?;
                role
            }
        };
        let line = NewLine {
            change,
            body: Some(asked.body),
            person: Some((asked.person, then)),
            by: asked.by,
            reason: asked.reason,
        };
        self.note_seat(&line, &row.names.0, ids, now).await?;
        Ok(change)
    }

    /// Adds the line about a seat in a body of this name, and tells whose seat it is.
    pub(crate) async fn note_seat(
        &mut self,
        line: &NewLine<'_>,
        body: &Names,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let cause = self.add_record(line, ids, now).await?;
        self.tell_of_office(line, cause, Some(body), ids, now).await
    }

    /// What a member looked after is the body's again, and nobody hands work to them.
    pub(crate) async fn leave_work(
        &mut self,
        body: BodyId,
        person: PersonId,
    ) -> Result<(), StoreError> {
        for text in [DROP_KEEPING, DROP_ABSENCES, DROP_HANDED_TO] {
            on!(self, |conn| sqlx::query(text)
                .bind(body.uuid())
                .bind(person.uuid())
                .execute(conn)
                .await
                .map(drop))
            .during("leave work to the body")?;
        }
        Ok(())
    }

    /// Lets the clock look at once at the open cases of bodies that take no work.
    pub(crate) async fn wake_left_cases(&mut self, now: Instant) -> Result<u64, StoreError> {
        on!(self, |conn| sqlx::query(WAKE_LEFT_CASES)
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("wake the cases of bodies that take no work")
    }

    /// Tells somebody what was changed about their office.
    async fn tell_of_office(
        &mut self,
        line: &NewLine<'_>,
        cause: Uuid,
        body: Option<&Names>,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let Some((person, role)) = line.person else {
            return Ok(());
        };
        let args = OfficeArgs {
            body: body.cloned(),
            role: role.map(|role| role.code().to_owned()),
            reason: line.reason.to_owned(),
        };
        let what = What {
            cause: &format!("office-{cause}"),
            kind: line.change.code(),
            asks: false,
        };
        let recipients = self.recipients(std::iter::once(person)).await?;
        let rows: Vec<NoticeRow> = recipients
            .iter()
            .flat_map(|one| {
                let mut rows = NoticeRow::of(one, what, ids, now);
                rows.extend(NoticeRow::outside(one, what, ids, now));
                rows
            })
            .collect();
        self.insert_notice_rows(&rows, &args, None, now).await
    }
}

reads! {
    list_stewards() -> Vec<Steward>;
    count_open_cases(body: BodyId) -> i64;
}
