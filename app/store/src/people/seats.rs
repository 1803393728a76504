//! Seats: who belongs to which body, who moderates which place, and since
//! when. Whoever leaves loses access with the next page they open.

use domain::id::{BodyId, PersonId, PlaceId};
use domain::instant::Instant;
use domain::person::Role;
use sqlx::FromRow;
use sqlx::types::Uuid;

use crate::engine::connection::{on, reads, writes};
use crate::error::{During as _, StoreError};
use crate::row::Spot;
use crate::statements::sql;
use crate::{Conn, Writer};

/// A seat as its body sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// Under which name.
    pub name: String,
    /// What they do there.
    pub role: Role,
    /// Since when.
    pub since: Instant,
}

sql! {
    END_SEAT = "UPDATE members
        SET until = $4
        WHERE body = $1 AND person = $2 AND until IS NULL AND role <> $3";
    APPOINT = "INSERT INTO members (body, person, role, since, until)
        SELECT $1, $2, $3, $4, NULL
        WHERE NOT EXISTS (SELECT 1 FROM members WHERE body = $1 AND person = $2 AND until IS NULL)";
    DISMISS = "UPDATE members SET until = $3 WHERE body = $1 AND person = $2 AND until IS NULL";
    MAKE_MODERATOR = "INSERT INTO moderators (place, person, since, until)
        SELECT $1, $2, $3, NULL
        WHERE NOT EXISTS (SELECT 1 FROM moderators WHERE place = $1 AND person = $2 AND until IS NULL)";
    END_MODERATOR = "UPDATE moderators SET until = $3 WHERE place = $1 AND person = $2 AND until IS NULL";
    LIST_MEMBERS = "SELECT m.person, p.name, m.role, m.since
        FROM members m
        JOIN people p ON p.id = m.person
        WHERE m.body = $1 AND m.until IS NULL
        ORDER BY m.since, m.person";
    BUMP_RULEBOOK = "UPDATE revisions SET number = number + 1 WHERE name = 'rulebook'";
}

#[derive(FromRow)]
struct MemberRow {
    person: Uuid,
    name: String,
    role: String,
    since: i64,
}

impl Conn<'_> {
    /// Who sits in a body, longest first.
    pub async fn list_members(&mut self, body: BodyId) -> Result<Vec<Member>, StoreError> {
        let rows: Vec<MemberRow> = on!(self, |conn| sqlx::query_as(LIST_MEMBERS)
            .bind(body.uuid())
            .fetch_all(conn)
            .await)
        .during("list members")?;
        rows.into_iter()
            .map(|row| {
                let role =
                    Spot::new("members", row.person).word("role", &row.role, Role::from_code)?;
                Ok(Member {
                    person: PersonId::new(row.person),
                    name: row.name,
                    role,
                    since: Instant::from_micros(row.since),
                })
            })
            .collect()
    }
}

impl Writer {
    /// Gives a person a seat in a body; another role ends the earlier seat.
    /// Doing it twice changes nothing.
    pub async fn appoint(
        &mut self,
        body: BodyId,
        person: PersonId,
        role: Role,
        now: Instant,
    ) -> Result<(), StoreError> {
        for text in [END_SEAT, APPOINT] {
            on!(self, |conn| sqlx::query(text)
                .bind(body.uuid())
                .bind(person.uuid())
                .bind(role.code())
                .bind(now.micros())
                .execute(conn)
                .await
                .map(drop))
            .during("appoint")?;
        }
        self.bump_rulebook().await
    }

    /// Ends a person's seat in a body; `false` when there was none. What they
    /// looked after is the body's again, and the cases of a body that is left
    /// empty are passed on at once.
    pub async fn dismiss(
        &mut self,
        body: BodyId,
        person: PersonId,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let ended = on!(self, |conn| sqlx::query(DISMISS)
            .bind(body.uuid())
            .bind(person.uuid())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("dismiss")?;
        self.leave_work(body, person).await?;
        self.wake_left_cases(now).await?;
        self.bump_rulebook().await?;
        Ok(ended > 0)
    }

    /// Lets a person moderate what is said about a place. Doing it twice changes nothing.
    pub async fn make_moderator(
        &mut self,
        place: PlaceId,
        person: PersonId,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(MAKE_MODERATOR)
            .bind(place.uuid())
            .bind(person.uuid())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("make moderator")
    }

    /// Ends that; `false` when the person did not moderate the place.
    pub async fn end_moderator(
        &mut self,
        place: PlaceId,
        person: PersonId,
        now: Instant,
    ) -> Result<bool, StoreError> {
        on!(self, |conn| sqlx::query(END_MODERATOR)
            .bind(place.uuid())
            .bind(person.uuid())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected() == 1))
        .during("end moderator")
    }

    /// Tells every server that bodies, seats or charters have changed.
    pub(crate) async fn bump_rulebook(&mut self) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(BUMP_RULEBOOK)
            .execute(conn)
            .await
            .map(drop))
        .during("bump rulebook")
    }
}

reads! {
    list_members(body: BodyId) -> Vec<Member>;
}

writes! {
    appoint(body: BodyId, person: PersonId, role: Role, now: Instant) -> ();
    dismiss(body: BodyId, person: PersonId, now: Instant) -> bool;
    make_moderator(place: PlaceId, person: PersonId, now: Instant) -> ();
    end_moderator(place: PlaceId, person: PersonId, now: Instant) -> bool;
}
