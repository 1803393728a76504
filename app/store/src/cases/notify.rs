//! Telling people: the notices of a command go into the outbox in the
//! transaction of the command, three statements however many people there are.
//!
//! In the app a notice stands at once. What asks an act of somebody, or cannot
//! wait, goes out by e-mail too, or by text message to who has no e-mail
//! address; text messages wait for the morning unless someone may be hurt.

use std::collections::BTreeMap;

use domain::case::{Case, Decided, Event, Recorded};
use domain::id::PersonId;
use domain::instant::Instant;
use domain::notice::{Notice, NoticeKind, Pace, To, after_quiet_hours, notices};
use serde::Serialize;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use crate::Writer;
use crate::engine::connection::on;
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::row::hex;
use crate::statements::sql;

sql! {
    RECIPIENTS_SQLITE = "SELECT p.id, p.language,
            (SELECT h.address FROM handles h WHERE h.person = p.id AND h.kind = 'email' AND h.confirmed_at IS NOT NULL) AS email,
            (SELECT h.address FROM handles h WHERE h.person = p.id AND h.kind = 'phone' AND h.confirmed_at IS NOT NULL) AS phone
        FROM people p
        WHERE p.id IN (SELECT unhex(value) FROM json_each($1))";
    RECIPIENTS_POSTGRES = "SELECT p.id, p.language,
            (SELECT h.address FROM handles h WHERE h.person = p.id AND h.kind = 'email' AND h.confirmed_at IS NOT NULL) AS email,
            (SELECT h.address FROM handles h WHERE h.person = p.id AND h.kind = 'phone' AND h.confirmed_at IS NOT NULL) AS phone
        FROM people p
        WHERE p.id IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1))";
    INSERT_NOTICES_SQLITE = "INSERT INTO notices (id, cause, channel, recipient, person, address, language, kind, args, secret,
            asks, case_id, state, attempts, created_at, next_try_at, delivered_at)
        SELECT unhex(value->>'id'), value->>'cause', value->>'channel', value->>'person', unhex(value->>'person'), value->>'address',
            value->>'language', value->>'kind', $2, 0, value->>'asks', $3, value->>'state', 0, $4, value->>'next_try_at', value->>'delivered_at'
        FROM json_each($1)
        WHERE TRUE
        ON CONFLICT (cause, channel, recipient) DO NOTHING";
    INSERT_NOTICES_POSTGRES = "INSERT INTO notices (id, cause, channel, recipient, person, address, language, kind, args, secret,
            asks, case_id, state, attempts, created_at, next_try_at, delivered_at)
        SELECT CAST(value->>'id' AS UUID), value->>'cause', value->>'channel', value->>'person', CAST(value->>'person' AS UUID),
            value->>'address', value->>'language', value->>'kind', $2, FALSE, CAST(value->>'asks' AS BOOLEAN), $3, value->>'state', 0, $4,
            CAST(value->>'next_try_at' AS BIGINT), CAST(value->>'delivered_at' AS BIGINT)
        FROM jsonb_array_elements($1) AS rows (value)
        ON CONFLICT (cause, channel, recipient) DO NOTHING";
}

/// What the text of a notice about a case needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct CaseArgs {
    /// The reference of the case.
    pub reference: String,
    /// The beginning of what its author wrote.
    pub headline: String,
    /// Who has it now.
    pub holder: Uuid,
    /// What was said, by the event that caused the notice.
    pub words: Option<String>,
    /// By when somebody owes the next step.
    pub due: Option<Instant>,
    /// The number of the event whose question one tap answers, if it asks one.
    #[serde(default)]
    pub question: Option<i64>,
}

#[derive(FromRow)]
struct RecipientRow {
    id: Uuid,
    language: String,
    email: Option<String>,
    phone: Option<String>,
}

/// One row to be: a notice for one person on one channel.
#[derive(Serialize)]
struct NoticeRow {
    id: String,
    cause: String,
    channel: &'static str,
    person: String,
    address: Option<String>,
    language: String,
    kind: &'static str,
    asks: bool,
    state: &'static str,
    next_try_at: Instant,
    delivered_at: Option<Instant>,
}

impl Writer {
    /// Puts the notices of a decision into the outbox.
    pub(crate) async fn notify(
        &mut self,
        decided: &Decided,
        zone: &str,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let case = &decided.case;
        let mut by_person: BTreeMap<PersonId, Notice> = BTreeMap::new();
        for notice in notices(case, &decided.recorded) {
            match notice.to {
                To::Person(person) => {
                    by_person.entry(person).or_insert(notice);
                }
                To::MembersOf(body) => {
                    for person in self.conn().seats_of_body(body).await? {
                        by_person.entry(person).or_insert_with(|| notice.clone());
                    }
                }
            }
        }
        if by_person.is_empty() {
            return Ok(());
        }
        let recipients = self.recipients(by_person.keys().copied()).await?;
        let mut by_cause: BTreeMap<(i64, Option<i64>), Vec<NoticeRow>> = BTreeMap::new();
        for recipient in &recipients {
            let Some(notice) = by_person.get(&PersonId::new(recipient.id)) else {
                continue;
            };
            let rows = by_cause.entry((notice.cause, notice.question)).or_default();
            rows.extend(rows_for(notice, recipient, zone, ids, now));
        }
        for ((cause, question), rows) in by_cause {
            let event = decided.recorded.iter().find(|one| one.number == cause);
            self.insert_notices(case, event, question, &rows, now)
                .await?;
        }
        Ok(())
    }

    async fn recipients(
        &mut self,
        people: impl Iterator<Item = PersonId>,
    ) -> Result<Vec<RecipientRow>, StoreError> {
        let people = Json(people.map(|person| hex(person.uuid())).collect::<Vec<_>>());
        on!(
            self,
            RECIPIENTS_SQLITE | RECIPIENTS_POSTGRES,
            |conn, sql| sqlx::query_as(sql).bind(&people).fetch_all(conn).await
        )
        .during("find recipients")
    }

    async fn insert_notices(
        &mut self,
        case: &Case,
        event: Option<&Recorded>,
        question: Option<i64>,
        rows: &[NoticeRow],
        now: Instant,
    ) -> Result<(), StoreError> {
        let args = CaseArgs {
            reference: case.reference.to_string(),
            headline: case.concern.words.headline(HEADLINE_CHARACTERS),
            holder: case.holding.holder.uuid(),
            words: event.and_then(|one| said(&one.event)).map(str::to_owned),
            due: case.next_step().map(|step| step.by),
            question,
        };
        on!(
            self,
            INSERT_NOTICES_SQLITE | INSERT_NOTICES_POSTGRES,
            |conn, sql| {
                sqlx::query(sql)
                    .bind(Json(rows))
                    .bind(Json(&args))
                    .bind(case.id.uuid())
                    .bind(now.micros())
                    .execute(conn)
                    .await
                    .map(drop)
            }
        )
        .during("insert notices")
    }
}

/// How much of a concern a message quotes.
const HEADLINE_CHARACTERS: usize = 60;

fn rows_for(
    notice: &Notice,
    recipient: &RecipientRow,
    zone: &str,
    ids: &Ids,
    now: Instant,
) -> Vec<NoticeRow> {
    let row = |channel, address: Option<&String>, state, next_try_at, delivered_at| NoticeRow {
        id: hex(ids.uuid()),
        cause: notice.dedupe_key(),
        channel,
        person: hex(recipient.id),
        address: address.cloned(),
        language: recipient.language.clone(),
        kind: notice.kind.code(),
        asks: notice.pace.asks_act(),
        state,
        next_try_at,
        delivered_at,
    };
    let mut rows = vec![row("in-app", None, "delivered", now, Some(now))];
    if notice.pace != Pace::Digest {
        match (&recipient.email, &recipient.phone) {
            (Some(email), _) => rows.push(row("email", Some(email), "waiting", now, None)),
            (None, Some(phone)) => {
                let danger = notice.kind == NoticeKind::DangerArrived;
                let at = if danger {
                    now
                } else {
                    after_quiet_hours(zone, now)
                };
                rows.push(row("text", Some(phone), "waiting", at, None));
            }
            (None, None) => {}
        }
    }
    rows
}

/// What somebody said in an event, where those who are told may read it.
fn said(event: &Event) -> Option<&str> {
    Some(match event {
        Event::Heard { words }
        | Event::QuestionAsked { words, .. }
        | Event::ReportedDone { words, .. }
        | Event::Declined { words, .. }
        | Event::Removed { words, .. }
        | Event::Restored { words, .. } => words.as_str(),
        Event::Planned { plan } => plan.step.as_str(),
        Event::PlanMoved { reason, .. } | Event::Corrected { reason, .. } => reason.as_str(),
        Event::IdentityOpened { purpose } => purpose.as_str(),
        Event::TableCalled { call, .. } => call.words.as_str(),
        Event::AppealRuled { words, .. } => words.as_ref()?.as_str(),
        _ => return None,
    })
}
