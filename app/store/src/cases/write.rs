//! Writing a case: its state, the columns drawn from it, its events, those
//! affected, and what else an event leaves behind. Always inside the
//! transaction of the command.

use std::collections::BTreeSet;

use domain::case::{By, Case, Event, Part, Payload, Recorded, Removed};
use domain::id::{BodyId, PersonId};
use domain::instant::Instant;
use domain::text::fold;
use sqlx::types::Json;

use crate::Writer;
use crate::engine::connection::on;
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::statements::sql;

sql! {
    INSERT_CASE = "INSERT INTO cases (id, reference, version, state, stage, outcome, holder, author, category,
            urgency, visibility, place, latitude_e6, longitude_e6, charter_version, folded, filed_at,
            holder_due, resident_due, next_step_by, closed_at, changed_at, gap, letter_by, thread_by,
            beside, flags_with, flags_beside)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)";
    UPDATE_CASE = "UPDATE cases
        SET version = $3, state = $4, stage = $5, outcome = $6, holder = $7, author = $8, category = $9,
            urgency = $10, visibility = $11, place = $12, latitude_e6 = $13, longitude_e6 = $14,
            charter_version = $15, folded = $16, filed_at = $17, holder_due = $18, resident_due = $19,
            next_step_by = $20, closed_at = $21, changed_at = $22, gap = $23, letter_by = $24, thread_by = $25,
            beside = $26, flags_with = $27, flags_beside = $28
        WHERE id = $1 AND reference = $2 AND version = $29";
    INSERT_EVENT = "INSERT INTO events (id, case_id, number, kind, payload_version, payload, at, by_person, by_body, public, position)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL)";
    INSERT_AFFECTED = "INSERT INTO affected (case_id, person, joined_at)
        VALUES ($1, $2, $3)
        ON CONFLICT (case_id, person) DO NOTHING";
    DELETE_AFFECTED = "DELETE FROM affected WHERE case_id = $1 AND person = $2";
    INSERT_ACCESS = "INSERT INTO access_log (id, case_id, subject, by_person, by_body, purpose, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    DELETE_SEATS = "DELETE FROM case_seats WHERE case_id = $1";
    DELETE_APPEALS = "DELETE FROM case_appeals WHERE case_id = $1";
    INSERT_APPEAL = "INSERT INTO case_appeals (case_id, body) VALUES ($1, $2)";
    INSERT_SEAT = "INSERT INTO case_seats (case_id, body) VALUES ($1, $2)";
    ATTACH_PHOTO = "UPDATE photos SET case_id = $2, draft = NULL WHERE id = $1 AND removed_at IS NULL";
}

/// Binds the columns that `INSERT_CASE` and `UPDATE_CASE` share, `$1` to `$28`.
macro_rules! bind_case {
    ($query:expr, $case:expr, $now:expr) => {{
        let case: &Case = $case;
        let stage = case.stage.name();
        let point = case.concern.point;
        $query
            .bind(case.id.uuid())
            .bind(case.reference.number())
            .bind(case.version)
            .bind(Json(case))
            .bind(stage.code())
            .bind(outcome(case))
            .bind(case.holding.holder.uuid())
            .bind(case.author.map(PersonId::uuid))
            .bind(case.concern.category.as_str())
            .bind(case.concern.urgency.code())
            .bind(case.concern.visibility.code())
            .bind(case.concern.place.uuid())
            .bind(point.map(|point| i64::from(point.latitude_e6)))
            .bind(point.map(|point| i64::from(point.longitude_e6)))
            .bind(case.charter_version)
            .bind(findable(case))
            .bind(case.counted_from().micros())
            .bind(case.holder_due().map(Instant::micros))
            .bind(case.resident_due().micros())
            .bind(next_step_by(case))
            .bind((!case.is_open()).then(|| case.stage_since.micros()))
            .bind($now.micros())
            .bind(case.is_gap())
            .bind(letter_by(case))
            .bind(thread_by(case))
            .bind(beside(case))
            .bind(flags_with(case))
            .bind(flags_beside(case))
    }};
}

/// How a closed case ended, as a code; `None` while it is open.
fn outcome(case: &Case) -> Option<&'static str> {
    (!case.is_open()).then(|| case.stage.name().code())
}

/// What a search finds it by: nothing once its words were removed.
fn findable(case: &Case) -> String {
    let removed = case.removed.iter().any(|one| one.part == Part::Concern);
    if removed {
        String::new()
    } else {
        fold(case.concern.words.as_str())
    }
}

/// By when the next step of an open case is owed; rights that residents keep
/// after the end (reopening, appealing) are no steps of a list.
fn next_step_by(case: &Case) -> Option<i64> {
    case.next_step()
        .filter(|_| case.is_open())
        .map(|step| step.by.micros())
}

/// The body that has to deliver a letter about it, or waits for the answer.
fn letter_by(case: &Case) -> Option<sqlx::types::Uuid> {
    let letter = case.letter.filter(|_| case.is_open())?;
    letter
        .by
        .filter(|_| letter.answered_at.is_none())
        .map(domain::id::BodyId::uuid)
}

/// The body beside it that owes a thread about it.
fn thread_by(case: &Case) -> Option<sqlx::types::Uuid> {
    let owed = case.thread_owed.filter(|_| case.is_open())?;
    (owed.body != case.holding.holder).then(|| owed.body.uuid())
}

/// The community body that stays beside it.
fn beside(case: &Case) -> Option<sqlx::types::Uuid> {
    let seen = case.is_open() && case.concern.visibility.is_public();
    case.holding.beside.filter(|_| seen).map(BodyId::uuid)
}

/// The body that has it and what neighbours flagged in it, also once it is over.
fn flags_with(case: &Case) -> Option<sqlx::types::Uuid> {
    (!case.flags.is_empty()).then(|| case.holding.holder.uuid())
}

/// The body beside it that may look at the same.
fn flags_beside(case: &Case) -> Option<sqlx::types::Uuid> {
    let seen = !case.flags.is_empty() && case.concern.visibility.is_public();
    case.holding.beside.filter(|_| seen).map(BodyId::uuid)
}

/// The bodies at its joint table.
fn seats(case: &Case) -> BTreeSet<BodyId> {
    let seats = case.table.iter().flat_map(|table| &table.seats);
    seats.map(|seat| seat.body).collect()
}

/// The bodies that answer an appeal against a removal.
fn asked_to_look(case: &Case) -> BTreeSet<BodyId> {
    let waiting = case.removed.iter().filter_map(Removed::waiting);
    let (holder, beside) = (case.holding.holder, case.holding.beside);
    waiting
        .flat_map(|appeal| [Some(holder), beside, appeal.judge])
        .flatten()
        .collect()
}

impl Writer {
    /// Keeps a new case with its first events.
    pub(crate) async fn insert_case(
        &mut self,
        case: &Case,
        recorded: &[Recorded],
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| bind_case!(sqlx::query(INSERT_CASE), case, now)
            .execute(conn)
            .await
            .map(drop))
        .during("insert case")?;
        self.keep_events(None, case, recorded, ids, now).await
    }

    /// Keeps what a command made of `before`; `false` when another one was faster.
    pub(crate) async fn update_case(
        &mut self,
        before: &Case,
        case: &Case,
        recorded: &[Recorded],
        ids: &Ids,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let changed = on!(self, |conn| bind_case!(sqlx::query(UPDATE_CASE), case, now)
            .bind(before.version)
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("update case")?;
        if changed == 0 {
            return Ok(false);
        }
        self.keep_events(Some(before), case, recorded, ids, now)
            .await?;
        Ok(true)
    }

    async fn keep_events(
        &mut self,
        before: Option<&Case>,
        case: &Case,
        recorded: &[Recorded],
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let (had, has) = (before.map(seats).unwrap_or_default(), seats(case));
        if had != has {
            self.keep_bodies(case, &has, (DELETE_SEATS, INSERT_SEAT))
                .await?;
        }
        let had = before.map(asked_to_look).unwrap_or_default();
        let has = asked_to_look(case);
        if had != has {
            self.keep_bodies(case, &has, (DELETE_APPEALS, INSERT_APPEAL))
                .await?;
        }
        for one in recorded {
            self.insert_event(case, one, ids).await?;
            match &one.event {
                Event::IdentityOpened { purpose } => {
                    self.insert_access(case, one, purpose.as_str(), ids).await?;
                }
                Event::Filed { filed } => {
                    for photo in &filed.photos {
                        self.attach_photo(case, *photo).await?;
                    }
                }
                Event::ReportedDone { photos, .. } | Event::LetterAnswered { photos } => {
                    for photo in photos {
                        self.attach_photo(case, *photo).await?;
                    }
                }
                _ => {}
            }
        }
        self.keep_deadline(before, case).await?;
        self.keep_dispatch(before, case, ids, now).await?;
        self.keep_affected(before, case).await
    }

    /// Keeps which bodies a case has in a table of theirs.
    async fn keep_bodies(
        &mut self,
        case: &Case,
        bodies: &BTreeSet<BodyId>,
        (delete, insert): (&'static str, &'static str),
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(delete)
            .bind(case.id.uuid())
            .execute(conn)
            .await
            .map(drop))
        .during("delete the bodies of a case")?;
        for body in bodies {
            on!(self, |conn| sqlx::query(insert)
                .bind(case.id.uuid())
                .bind(body.uuid())
                .execute(conn)
                .await
                .map(drop))
            .during("insert a body of a case")?;
        }
        Ok(())
    }

    async fn insert_event(
        &mut self,
        case: &Case,
        one: &Recorded,
        ids: &Ids,
    ) -> Result<(), StoreError> {
        let payload = Payload::from(one.event.clone());
        let public = case.concern.visibility.is_public();
        on!(self, |conn| sqlx::query(INSERT_EVENT)
            .bind(ids.uuid())
            .bind(case.id.uuid())
            .bind(one.number)
            .bind(one.event.kind())
            .bind(i64::from(payload.v))
            .bind(Json(&payload))
            .bind(one.at.micros())
            .bind(one.by.person().map(PersonId::uuid))
            .bind(one.by.body().map(domain::id::BodyId::uuid))
            .bind(public)
            .execute(conn)
            .await
            .map(drop))
        .during("insert event")
    }

    async fn insert_access(
        &mut self,
        case: &Case,
        one: &Recorded,
        purpose: &str,
        ids: &Ids,
    ) -> Result<(), StoreError> {
        let (Some(subject), By::Member { person, body }) = (case.author, one.by) else {
            return Ok(());
        };
        on!(self, |conn| sqlx::query(INSERT_ACCESS)
            .bind(ids.uuid())
            .bind(case.id.uuid())
            .bind(subject.uuid())
            .bind(person.uuid())
            .bind(body.uuid())
            .bind(purpose)
            .bind(one.at.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("insert access")
    }

    async fn attach_photo(
        &mut self,
        case: &Case,
        photo: domain::id::PhotoId,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(ATTACH_PHOTO)
            .bind(photo.uuid())
            .bind(case.id.uuid())
            .execute(conn)
            .await
            .map(drop))
        .during("attach photo")
    }

    /// Brings the table of those affected in line with the case.
    async fn keep_affected(
        &mut self,
        before: Option<&Case>,
        case: &Case,
    ) -> Result<(), StoreError> {
        let people = |case: &Case| {
            case.affected
                .iter()
                .map(|one| one.person)
                .collect::<BTreeSet<_>>()
        };
        let (had, has) = (before.map(people).unwrap_or_default(), people(case));
        for one in case
            .affected
            .iter()
            .filter(|one| !had.contains(&one.person))
        {
            on!(self, |conn| sqlx::query(INSERT_AFFECTED)
                .bind(case.id.uuid())
                .bind(one.person.uuid())
                .bind(one.joined_at.micros())
                .execute(conn)
                .await
                .map(drop))
            .during("insert affected")?;
        }
        for gone in had.difference(&has) {
            on!(self, |conn| sqlx::query(DELETE_AFFECTED)
                .bind(case.id.uuid())
                .bind(gone.uuid())
                .execute(conn)
                .await
                .map(drop))
            .during("delete affected")?;
        }
        Ok(())
    }
}
