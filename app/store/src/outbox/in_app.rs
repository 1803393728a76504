//! What a person finds on their own page: the notices to them, the newest first.

use domain::challenge::ChallengeNotice;
use domain::household::HomeNotice;
use domain::id::{CaseId, NoticeId, PersonId};
use domain::instant::Instant;
use domain::mediation::MediationNotice;
use domain::meeting::MeetingNotice;
use domain::notice::NoticeKind;
use domain::office::OfficeChange;
use domain::reference::Reference;
use domain::thread::ThreadNotice;
use serde_json::Value;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use crate::engine::connection::{on, reads, writes};
use crate::error::{During as _, StoreError};
use crate::row::{Spot, instant};
use crate::statements::sql;
use crate::{Conn, Writer};

/// A notice on a person's page.
#[derive(Clone, Debug, PartialEq)]
pub struct NoticeSummary {
    /// Which.
    pub id: NoticeId,
    /// What it says, and about what.
    pub told: Told,
    /// What its text needs, by name: see [`Told`].
    pub args: Value,
    /// Whether it asks an act.
    pub asks: bool,
    /// Since when it stands there.
    pub created_at: Instant,
    /// When the person looked at it.
    pub read_at: Option<Instant>,
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// A case; its words need `cases::CaseArgs`.
    OfCase(NoticeKind, CaseId, Reference),
    /// Where somebody lives; its words need `households::HomeArgs`.
    OfHome(HomeNotice),
    /// A challenge; its words need `challenges::ChallengeArgs`.
    OfChallenge(ChallengeNotice),
    /// A thread, or what is decided in it; its words need `decisions::ThreadArgs`.
    OfThread(ThreadNotice),
    /// A mediation; its words need `mediations::MediationArgs`.
    OfMediation(MediationNotice),
    /// A meeting; its words need `meetings::MeetingArgs`.
    OfMeeting(MeetingNotice),
    /// The person's own office; its words need `offices::seats::OfficeArgs`.
    OfOffice(OfficeChange),
}

impl Told {
    /// What a notice about something that is no case tells, by its code.
    pub fn of_no_case(code: &str) -> Option<Self> {
        let of_home = HomeNotice::from_code(code).map(Self::OfHome);
        let of_thread = || ThreadNotice::from_code(code).map(Self::OfThread);
        let of_challenge = || ChallengeNotice::from_code(code).map(Self::OfChallenge);
        let of_meeting = || MeetingNotice::from_code(code).map(Self::OfMeeting);
        let of_mediation = || MediationNotice::from_code(code).map(Self::OfMediation);
        let of_office = || OfficeChange::from_code(code).map(Self::OfOffice);
        of_home
            .or_else(of_thread)
            .or_else(of_challenge)
            .or_else(of_meeting)
            .or_else(of_mediation)
            .or_else(of_office)
    }
}

sql! {
    LIST_NOTICES = "SELECT n.id, n.kind, n.case_id, c.reference, n.args, n.asks, n.created_at, n.read_at
        FROM notices n
        LEFT JOIN cases c ON c.id = n.case_id
        WHERE n.person = $1 AND n.channel = 'in-app'
        ORDER BY n.created_at DESC, n.id DESC
        LIMIT $2";
    COUNT_UNREAD = "SELECT COUNT(*) FROM notices WHERE person = $1 AND channel = 'in-app' AND read_at IS NULL";
    MARK_READ = "UPDATE notices
        SET read_at = $3
        WHERE person = $1 AND channel = 'in-app' AND read_at IS NULL AND created_at <= $2";
    // Only what stands in the app: whether somebody was told is read from what was sent.
    DELETE_READ = "DELETE FROM notices WHERE channel = 'in-app' AND NOT asks AND read_at IS NOT NULL AND read_at < $1";
    MARK_CASE_READ = "UPDATE notices
        SET read_at = $3
        WHERE person = $1 AND case_id = $2 AND channel = 'in-app' AND read_at IS NULL";
}

#[derive(FromRow)]
pub(super) struct NoticeRow {
    id: Uuid,
    kind: String,
    case_id: Option<Uuid>,
    reference: Option<i64>,
    args: Json<Value>,
    asks: bool,
    created_at: i64,
    read_at: Option<i64>,
}

impl NoticeRow {
    pub(super) fn notice(self) -> Result<NoticeSummary, StoreError> {
        let spot = Spot::new("notices", self.id);
        let told = if let Some(case) = self.case_id {
            let kind = spot.word("kind", &self.kind, NoticeKind::from_code)?;
            let reference = self.reference.and_then(Reference::from_number);
            let reference = reference
                .ok_or_else(|| spot.corrupt("case_id", "its case has no reference".to_owned()))?;
            Told::OfCase(kind, CaseId::new(case), reference)
        } else {
            spot.word("kind", &self.kind, Told::of_no_case)?
        };
        Ok(NoticeSummary {
            id: NoticeId::new(self.id),
            told,
            args: self.args.0,
            asks: self.asks,
            created_at: Instant::from_micros(self.created_at),
            read_at: instant(self.read_at),
        })
    }
}

impl Conn<'_> {
    /// The latest notices to a person.
    pub async fn list_notices(
        &mut self,
        person: PersonId,
        limit: i64,
    ) -> Result<Vec<NoticeSummary>, StoreError> {
        let rows: Vec<NoticeRow> = on!(self, |conn| sqlx::query_as(LIST_NOTICES)
            .bind(person.uuid())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list notices")?;
        rows.into_iter().map(NoticeRow::notice).collect()
    }

    /// How many notices a person has not looked at.
    pub async fn count_unread_notices(&mut self, person: PersonId) -> Result<i64, StoreError> {
        on!(self, |conn| sqlx::query_scalar(COUNT_UNREAD)
            .bind(person.uuid())
            .fetch_one(conn)
            .await)
        .during("count unread notices")
    }
}

impl Writer {
    /// Notes that a person looked at their notices up to `seen_until`.
    pub async fn mark_notices_read(
        &mut self,
        person: PersonId,
        seen_until: Instant,
        now: Instant,
    ) -> Result<u64, StoreError> {
        on!(self, |conn| sqlx::query(MARK_READ)
            .bind(person.uuid())
            .bind(seen_until.micros())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("mark notices read")
    }

    /// Notes that a person has dealt with the notices about a case.
    pub async fn mark_case_notices_read(
        &mut self,
        person: PersonId,
        case: CaseId,
        now: Instant,
    ) -> Result<u64, StoreError> {
        on!(self, |conn| sqlx::query(MARK_CASE_READ)
            .bind(person.uuid())
            .bind(case.uuid())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("mark notices of a case read")
    }

    /// Forgets notices that were read before a moment and asked nothing, and says how many.
    pub async fn delete_read_notices(&mut self, before: Instant) -> Result<u64, StoreError> {
        on!(self, |conn| sqlx::query(DELETE_READ)
            .bind(before.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("delete read notices")
    }
}

reads! {
    list_notices(person: PersonId, limit: i64) -> Vec<NoticeSummary>;
    count_unread_notices(person: PersonId) -> i64;
}

writes! {
    delete_read_notices(before: Instant) -> u64;
    mark_notices_read(person: PersonId, seen_until: Instant, now: Instant) -> u64;
    mark_case_notices_read(person: PersonId, case: CaseId, now: Instant) -> u64;
}
