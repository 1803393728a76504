//! Who looks after which case, and who is away. What follows from both at a
//! moment is `domain::office::keeper`'s to say, so nothing has to be moved when
//! an absence begins or ends.

use domain::handle::Handle;
use domain::id::{BodyId, CaseId, PersonId};
use domain::instant::Instant;
use domain::office::{Absence, OfficeRefused};
use domain::permission::{Action, Subject, may};
use domain::person::Actor;
use domain::reference::Reference;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use super::OfficeError;
use crate::engine::connection::{on, reads, transaction, writes};
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::row::hex;
use crate::statements::sql;
use crate::{Conn, Store, Writer};

sql! {
    LIST_KEPT_SQLITE = "SELECT k.case_id, k.body, k.person, p.name
        FROM case_keepers k
        JOIN cases c ON c.id = k.case_id AND c.holder = k.body AND c.closed_at IS NULL
        JOIN people p ON p.id = k.person
        WHERE k.body IN (SELECT unhex(value) FROM json_each($1))";
    LIST_KEPT_POSTGRES = "SELECT k.case_id, k.body, k.person, p.name
        FROM case_keepers k
        JOIN cases c ON c.id = k.case_id AND c.holder = k.body AND c.closed_at IS NULL
        JOIN people p ON p.id = k.person
        WHERE k.body IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1))";
    // With the absences of the body beside it, so that a page needs one statement.
    // With how the author is reached, for who may know: the page has no statement to spare.
    FIND_KEEPING_SQLITE = "SELECT k.case_id, k.body, k.person, p.name, a.person AS away, n.name AS away_name,
            a.from_at, a.until_at, a.hand_to, t.name AS to_name,
            (SELECT json_group_array(h.address ORDER BY h.kind) FROM handles h WHERE h.person = COALESCE(g.helper, $4) AND (g.helper IS NULL OR h.confirmed_at IS NOT NULL)) AS reach,
            q.name AS helper, g.address AS door
        FROM (SELECT 1 AS one) z
        LEFT JOIN case_keepers k ON k.case_id = $1 AND k.body = $2
        LEFT JOIN people p ON p.id = k.person
        LEFT JOIN absences a ON a.body = k.body AND a.until_at > $3
        LEFT JOIN people n ON n.id = a.person
        LEFT JOIN people t ON t.id = a.hand_to
        LEFT JOIN helped g ON g.person = $4 AND g.until IS NULL
        LEFT JOIN people q ON q.id = g.helper
        ORDER BY a.from_at, a.id";
    FIND_KEEPING_POSTGRES = "SELECT k.case_id, k.body, k.person, p.name, a.person AS away, n.name AS away_name,
            a.from_at, a.until_at, a.hand_to, t.name AS to_name,
            (SELECT COALESCE(jsonb_agg(h.address ORDER BY h.kind), '[]') FROM handles h WHERE h.person = COALESCE(g.helper, $4) AND (g.helper IS NULL OR h.confirmed_at IS NOT NULL)) AS reach,
            q.name AS helper, g.address AS door
        FROM (SELECT 1 AS one) z
        LEFT JOIN case_keepers k ON k.case_id = $1 AND k.body = $2
        LEFT JOIN people p ON p.id = k.person
        LEFT JOIN absences a ON a.body = k.body AND a.until_at > $3
        LEFT JOIN people n ON n.id = a.person
        LEFT JOIN people t ON t.id = a.hand_to
        LEFT JOIN helped g ON g.person = $4 AND g.until IS NULL
        LEFT JOIN people q ON q.id = g.helper
        ORDER BY a.from_at, a.id";
    KEEP_CASE = "INSERT INTO case_keepers (case_id, body, person, since)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (case_id) DO UPDATE
        SET body = excluded.body, person = excluded.person, since = excluded.since";
    UNKEEP_CASE = "DELETE FROM case_keepers WHERE case_id = $1";
    LIST_ABSENCES_SQLITE = "SELECT a.id, a.body, a.person, p.name, a.from_at, a.until_at, a.hand_to, t.name AS to_name
        FROM absences a
        JOIN people p ON p.id = a.person
        LEFT JOIN people t ON t.id = a.hand_to
        WHERE a.until_at > $2 AND a.body IN (SELECT unhex(value) FROM json_each($1))
        ORDER BY a.from_at, a.id";
    LIST_ABSENCES_POSTGRES = "SELECT a.id, a.body, a.person, p.name, a.from_at, a.until_at, a.hand_to, t.name AS to_name
        FROM absences a
        JOIN people p ON p.id = a.person
        LEFT JOIN people t ON t.id = a.hand_to
        WHERE a.until_at > $2 AND a.body IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1))
        ORDER BY a.from_at, a.id";
    DROP_OWN_ABSENCES = "DELETE FROM absences WHERE body = $1 AND person = $2";
    INSERT_ABSENCE = "INSERT INTO absences (id, body, person, from_at, until_at, hand_to, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
}

/// Who took on a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Which case.
    pub case: CaseId,
    /// For which body.
    pub body: BodyId,
    /// Who.
    pub person: PersonId,
    /// Under which name.
    pub name: String,
}

/// An absence as the colleagues see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsenceLine {
    /// In which body.
    pub body: BodyId,
    /// Who, from when until when, and who takes over.
    pub absence: Absence,
    /// The name of who is away.
    pub name: String,
    /// The name of who takes over.
    pub to: Option<String>,
}

#[derive(FromRow)]
struct KeptRow {
    case_id: Uuid,
    body: Uuid,
    person: Uuid,
    name: String,
}

impl From<KeptRow> for Kept {
    fn from(row: KeptRow) -> Self {
        Self {
            case: CaseId::new(row.case_id),
            body: BodyId::new(row.body),
            person: PersonId::new(row.person),
            name: row.name,
        }
    }
}

#[derive(FromRow)]
struct KeepingRow {
    case_id: Option<Uuid>,
    body: Option<Uuid>,
    person: Option<Uuid>,
    name: Option<String>,
    away: Option<Uuid>,
    away_name: Option<String>,
    from_at: Option<i64>,
    until_at: Option<i64>,
    hand_to: Option<Uuid>,
    to_name: Option<String>,
    reach: Json<Vec<String>>,
    helper: Option<String>,
    door: Option<String>,
}

/// How somebody is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// The addresses: their own, or those of who helps them.
    pub handles: Vec<Handle>,
    /// Who helps them, if somebody does.
    pub helper: Option<String>,
    /// Their door, where they are reached there.
    pub door: Option<String>,
}

impl KeepingRow {
    fn kept(&self) -> Option<Kept> {
        Some(Kept {
            case: CaseId::new(self.case_id?),
            body: BodyId::new(self.body?),
            person: PersonId::new(self.person?),
            name: self.name.clone()?,
        })
    }

    fn reach(&self) -> Result<Reach, StoreError> {
        let parse = |address: &String| {
            Handle::try_from(address.clone())
                .map_err(|why| StoreError::corrupt("handles", "address", "of an author", why))
        };
        Ok(Reach {
            handles: self.reach.0.iter().map(parse).collect::<Result<_, _>>()?,
            helper: self.helper.clone(),
            door: self.door.clone(),
        })
    }

    fn absence(&self) -> Option<AbsenceLine> {
        Some(AbsenceLine {
            body: BodyId::new(self.body?),
            absence: Absence {
                person: PersonId::new(self.away?),
                from: Instant::from_micros(self.from_at?),
                until: Instant::from_micros(self.until_at?),
                hand_to: self.hand_to.map(PersonId::new),
            },
            name: self.away_name.clone()?,
            to: self.to_name.clone(),
        })
    }
}

#[derive(FromRow)]
struct AbsenceRow {
    body: Uuid,
    person: Uuid,
    name: String,
    from_at: i64,
    until_at: i64,
    hand_to: Option<Uuid>,
    to_name: Option<String>,
}

impl From<AbsenceRow> for AbsenceLine {
    fn from(row: AbsenceRow) -> Self {
        Self {
            body: BodyId::new(row.body),
            absence: Absence {
                person: PersonId::new(row.person),
                from: Instant::from_micros(row.from_at),
                until: Instant::from_micros(row.until_at),
                hand_to: row.hand_to.map(PersonId::new),
            },
            name: row.name,
            to: row.to_name,
        }
    }
}

fn list(bodies: &[BodyId]) -> Json<Vec<String>> {
    Json(bodies.iter().map(|body| hex(body.uuid())).collect())
}

impl Conn<'_> {
    /// Who took on which open case of these bodies.
    pub async fn list_kept(&mut self, bodies: &[BodyId]) -> Result<Vec<Kept>, StoreError> {
        let bodies = list(bodies);
        let rows: Vec<KeptRow> = on!(self, LIST_KEPT_SQLITE | LIST_KEPT_POSTGRES, |conn, sql| {
            sqlx::query_as(sql).bind(&bodies).fetch_all(conn).await
        })
        .during("list who looks after what")?;
        Ok(rows.into_iter().map(Kept::from).collect())
    }

    /// Who of `body` took on a case, who of it is away at `now` or will be, and how
    /// `reach` is reached: the author, for whom that is open.
    pub async fn find_keeping(
        &mut self,
        case: CaseId,
        body: BodyId,
        reach: Option<PersonId>,
        now: Instant,
    ) -> Result<(Option<Kept>, Vec<AbsenceLine>, Reach), StoreError> {
        let rows: Vec<KeepingRow> = on!(
            self,
            FIND_KEEPING_SQLITE | FIND_KEEPING_POSTGRES,
            |conn, sql| {
                sqlx::query_as(sql)
                    .bind(case.uuid())
                    .bind(body.uuid())
                    .bind(now.micros())
                    .bind(reach.map(PersonId::uuid))
                    .fetch_all(conn)
                    .await
            }
        )
        .during("find who looks after a case")?;
        let first = rows.first();
        let kept = first.and_then(KeepingRow::kept);
        let reach = first.map(KeepingRow::reach).transpose()?;
        let absences = rows.iter().filter_map(KeepingRow::absence).collect();
        Ok((kept, absences, reach.unwrap_or_default()))
    }

    /// Who of these bodies is away at `now` or will be.
    pub async fn list_absences(
        &mut self,
        bodies: &[BodyId],
        now: Instant,
    ) -> Result<Vec<AbsenceLine>, StoreError> {
        let bodies = list(bodies);
        let rows: Vec<AbsenceRow> = on!(
            self,
            LIST_ABSENCES_SQLITE | LIST_ABSENCES_POSTGRES,
            |conn, sql| {
                sqlx::query_as(sql)
                    .bind(&bodies)
                    .bind(now.micros())
                    .fetch_all(conn)
                    .await
            }
        )
        .during("list absences")?;
        Ok(rows.into_iter().map(AbsenceLine::from).collect())
    }
}

impl Store {
    /// Gives a case to a member of its holder, or back to the whole body.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] for no such case, and for who may not see it;
    /// denied or refused with a code; or the database's failure.
    pub async fn look_after(
        &self,
        reference: Reference,
        to: Option<PersonId>,
        actor: &Actor,
        now: Instant,
    ) -> Result<(), OfficeError> {
        transaction!(self, throws OfficeError, |tx| {
            let case = tx.lock_case(reference).await?.ok_or(OfficeError::NotFound)?;
            may(actor, Action::LookAfter, &Subject::Case(&case))?;
            let holder = case.holding.holder;
            match to {
                None => on!(tx, |conn| sqlx::query(UNKEEP_CASE)
                    .bind(case.id.uuid())
                    .execute(conn)
                    .await
                    .map(drop)),
                Some(to) => {
                    if !tx.conn().seats_of_body(holder).await?.contains(&to) {
                        return Err(OfficeRefused::NotColleague.into());
                    }
                    let absences = tx.conn().list_absences(&[holder], now).await?;
                    let away = |one: &crate::offices::away::AbsenceLine| {
                        one.absence.person == to && one.absence.covers(now)
                    };
                    let own = actor.person().is_some_and(|person| person.id == to);
                    if !own && absences.iter().any(away) {
                        return Err(OfficeRefused::ColleagueAway.into());
                    }
                    on!(tx, |conn| sqlx::query(KEEP_CASE)
                        .bind(case.id.uuid())
                        .bind(holder.uuid())
                        .bind(to.uuid())
                        .bind(now.micros())
                        .execute(conn)
                        .await
                        .map(drop))
                }
            }
            .during("look after a case")?;
            Ok(())
        })
    }

    /// Announces an absence from a body; it takes the place of an earlier one.
    ///
    /// # Errors
    /// [`OfficeError::Refused`] with the rule's code, or the database's failure.
    pub async fn say_away(
        &self,
        body: BodyId,
        absence: Absence,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), OfficeError> {
        transaction!(self, throws OfficeError, |tx| {
            let members = tx.conn().seats_of_body(body).await?;
            let others: Vec<Absence> = tx
                .conn()
                .list_absences(&[body], now)
                .await?
                .into_iter()
                .map(|line| line.absence)
                .filter(|one| one.person != absence.person)
                .collect();
            let absence = absence.announce(&members, &others, now)?;
            tx.come_back(body, absence.person).await?;
            on!(tx, |conn| sqlx::query(INSERT_ABSENCE)
                .bind(ids.uuid())
                .bind(body.uuid())
                .bind(absence.person.uuid())
                .bind(absence.from.micros())
                .bind(absence.until.micros())
                .bind(absence.hand_to.map(PersonId::uuid))
                .bind(now.micros())
                .execute(conn)
                .await
                .map(drop))
            .during("keep an absence")?;
            Ok(())
        })
    }
}

impl Writer {
    /// Ends the absence of a member, whether it has begun or not.
    pub async fn come_back(&mut self, body: BodyId, person: PersonId) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(DROP_OWN_ABSENCES)
            .bind(body.uuid())
            .bind(person.uuid())
            .execute(conn)
            .await
            .map(drop))
        .during("end an absence")
    }
}

reads! {
    list_kept(bodies: &[BodyId]) -> Vec<Kept>;
    find_keeping(case: CaseId, body: BodyId, reach: Option<PersonId>, now: Instant) -> (Option<Kept>, Vec<AbsenceLine>, Reach);
    list_absences(bodies: &[BodyId], now: Instant) -> Vec<AbsenceLine>;
}

writes! {
    come_back(body: BodyId, person: PersonId) -> ();
}
