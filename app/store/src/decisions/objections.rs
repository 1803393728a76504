//! Objections while a decision is open: everybody reads them without a name, and the
//! body answers each.

use domain::decision::{Choice, Decision, Refused, may_answer};
use domain::id::PersonId;
use domain::instant::Instant;
use domain::person::Actor;
use domain::reference::Reference;
use domain::text::Sentence;
use domain::thread::ThreadNotice;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use super::DecisionError;
use super::tell::Cause;
use crate::engine::connection::{on, reads, transaction};
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::statements::sql;
use crate::{Conn, Store, Writer};

/// More reasons than anybody reads on one page.
const MOST: i64 = 300;

sql! {
    // In the order of their slips, which tells nothing of who or when.
    LIST_REASONS = "SELECT slip, choice, reason, answer FROM open_ballots WHERE decision = $1 AND reason IS NOT NULL ORDER BY slip LIMIT $2";
    ANSWER_OBJECTION = "UPDATE open_ballots SET answer = $3, answered_by = $4, answered_at = $5
        WHERE decision = $1 AND slip = $2 AND COALESCE(answer, '') = $6
        RETURNING person, choice, turn";
    IS_OBJECTION = "SELECT COUNT(*) > 0 FROM open_ballots WHERE decision = $1 AND slip = $2";
}

/// An objection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// By what it is known; drawn anew when it is changed.
    pub slip: i64,
    /// Why.
    pub reason: String,
    /// What the body says to it.
    pub answer: Option<String>,
}

/// What a body says to an objection.
#[derive(Clone, Copy, Debug)]
pub struct Reply<'a> {
    /// To which.
    pub slip: i64,
    /// What.
    pub words: &'a Sentence,
    /// The answer that stood there when this one was written; empty for none.
    pub over: &'a str,
}

#[derive(FromRow)]
struct ReasonRow {
    slip: i64,
    choice: Json<Choice>,
    reason: String,
    answer: Option<String>,
}

#[derive(FromRow)]
struct AnsweredRow {
    person: Uuid,
    choice: Json<Choice>,
    turn: i64,
}

impl Conn<'_> {
    /// The objections that stand, in random order.
    pub async fn list_objections(
        &mut self,
        decision: &Decision,
    ) -> Result<Vec<Objection>, StoreError> {
        let rows: Vec<ReasonRow> = on!(self, |conn| sqlx::query_as(LIST_REASONS)
            .bind(decision.id.uuid())
            .bind(MOST)
            .fetch_all(conn)
            .await)
        .during("list objections")?;
        let objection = |row: ReasonRow| Objection {
            slip: row.slip,
            reason: row.reason,
            answer: row.answer,
        };
        let objects = |row: &ReasonRow| decision.is_objection(&row.choice.0);
        Ok(rows.into_iter().filter(objects).map(objection).collect())
    }
}

impl Store {
    /// Answers an objection, and tells who objected.
    ///
    /// # Errors
    /// [`DecisionError::NotFound`] for no such decision, [`DecisionError::Refused`] with
    /// the rule's code, or the database's failure.
    pub async fn answer_objection(
        &self,
        (reference, number): (Reference, i64),
        reply: Reply<'_>,
        actor: &Actor,
        ids: &Ids,
        now: Instant,
    ) -> Result<Decision, DecisionError> {
        transaction!(self, throws DecisionError, |tx| {
            let thread = tx.lock_thread(reference).await?;
            let thread = thread.ok_or(DecisionError::NotFound)?;
            let decision = tx.share_decision(reference, number).await?;
            let decision = decision.ok_or(DecisionError::NotFound)?.led_by(thread.body);
            may_answer(&decision, actor, now)?;
            let row: Option<AnsweredRow> = on!(tx, |conn| sqlx::query_as(ANSWER_OBJECTION)
                .bind(decision.id.uuid())
                .bind(reply.slip)
                .bind(reply.words.as_str())
                .bind(actor.person().map(|person| person.id.uuid()))
                .bind(now.micros())
                .bind(reply.over)
                .fetch_optional(conn)
                .await)
            .during("answer objection")?;
            let Some(row) = row else {
                return Err(tx.why_not_answered(&decision, reply.slip).await?.into());
            };
            if !decision.is_objection(&row.choice.0) {
                return Err(Refused::ObjectionUnknown.into());
            }
            let cause = Cause {
                notice: ThreadNotice::ObjectionAnswered,
                part: format!("{}:{}", reply.slip, row.turn),
                ends: None,
            };
            let people = [PersonId::new(row.person)];
            tx.tell_decision(&decision, &cause, &people, ids, now).await?;
            tx.raise_pulse(decision.thread).await?;
            Ok(decision)
        })
    }
}

impl Writer {
    async fn why_not_answered(
        &mut self,
        decision: &Decision,
        slip: i64,
    ) -> Result<Refused, StoreError> {
        let stands: bool = on!(self, |conn| sqlx::query_scalar(IS_OBJECTION)
            .bind(decision.id.uuid())
            .bind(slip)
            .fetch_one(conn)
            .await)
        .during("look for an objection")?;
        // Another member answered it since the page was made.
        Ok(if stands {
            Refused::SomeoneWasFaster
        } else {
            Refused::ObjectionUnknown
        })
    }
}

reads! {
    list_objections(decision: &Decision) -> Vec<Objection>;
}
