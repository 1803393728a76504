//! Answers to statements: one row for each person and statement, whatever is posted
//! how often and by how many servers at once.

use domain::id::{PersonId, ThreadId};
use domain::instant::Instant;
use domain::opinion::Answer;
use domain::permission::{ThreadAct, may_in_thread};
use domain::person::Actor;
use domain::reference::Reference;
use domain::thread::{Refused, Thread};

use super::ThreadError;
use crate::engine::connection::{on, reads, transaction};
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::statements::sql;
use crate::{Conn, Store, Writer};

sql! {
    // Whoever answers a statement holds its row, so that its counts are right.
    LOCK_STATEMENT_SQLITE = "SELECT number FROM statements WHERE thread = $1 AND number = $2 AND removed_at IS NULL";
    LOCK_STATEMENT_POSTGRES = "SELECT number FROM statements WHERE thread = $1 AND number = $2 AND removed_at IS NULL FOR UPDATE";
    FIND_ANSWER = "SELECT answer FROM answers WHERE thread = $1 AND statement = $2 AND person = $3";
    FIND_LAST_ANSWER = "SELECT statement FROM answers WHERE thread = $1 AND person = $2 ORDER BY at DESC, statement DESC LIMIT 1";
    FIND_VOTER = "SELECT number FROM voters WHERE thread = $1 AND person = $2";
    INSERT_VOTER = "INSERT INTO voters (thread, person, number) VALUES ($1, $2, $3) ON CONFLICT (thread, person) DO NOTHING";
    PUT_ANSWER = "INSERT INTO answers (thread, statement, person, answer, at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (thread, statement, person) DO UPDATE SET answer = excluded.answer, at = excluded.at";
    DELETE_ANSWER = "DELETE FROM answers WHERE thread = $1 AND statement = $2 AND person = $3";
    COUNT_ANSWER = "UPDATE statements SET
            agrees = agrees + $3,
            disagrees = disagrees + $4,
            passes = passes + $5
        WHERE thread = $1 AND number = $2";
}

/// What somebody answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answering {
    /// To which statement.
    pub statement: i64,
    /// What.
    pub answer: Answer,
}

impl Conn<'_> {
    /// The number under which somebody answers in this thread, once they have.
    pub async fn find_voter(
        &mut self,
        thread: ThreadId,
        person: PersonId,
    ) -> Result<Option<i64>, StoreError> {
        on!(self, |conn| sqlx::query_scalar(FIND_VOTER)
            .bind(thread.uuid())
            .bind(person.uuid())
            .fetch_optional(conn)
            .await)
        .during("find voter")
    }
}

impl Store {
    /// Keeps an answer; another one to the same statement is replaced.
    ///
    /// # Errors
    /// [`ThreadError::NotFound`] for no such thread, [`ThreadError::Refused`] with the
    /// rule's code, or the database's failure.
    pub async fn answer_statement(
        &self,
        reference: Reference,
        answering: Answering,
        actor: &Actor,
        ids: &Ids,
        now: Instant,
    ) -> Result<Thread, ThreadError> {
        transaction!(self, throws ThreadError, |tx| {
            let (thread, person) = tx.answering(reference, actor).await?;
            tx.lock_statement(thread.id, answering.statement).await?;
            let before = tx.find_answer(thread.id, answering.statement, person).await?;
            if before != Some(answering.answer) {
                tx.put_answer(thread.id, person, answering, ids, now).await?;
                let now = Some(answering.answer);
                tx.count_answer(thread.id, answering.statement, before, now).await?;
            }
            Ok(thread)
        })
    }

    /// Takes the last answer back; gives the statement that it was to.
    ///
    /// # Errors
    /// As [`Store::answer_statement`].
    pub async fn take_answer_back(
        &self,
        reference: Reference,
        actor: &Actor,
    ) -> Result<i64, ThreadError> {
        transaction!(self, throws ThreadError, |tx| {
            let (thread, person) = tx.answering(reference, actor).await?;
            let last: Option<i64> = on!(tx, |conn| sqlx::query_scalar(FIND_LAST_ANSWER)
                .bind(thread.id.uuid())
                .bind(person.uuid())
                .fetch_optional(conn)
                .await)
            .during("find the last answer")?;
            let statement = last.ok_or(Refused::NotAnswered)?;
            tx.lock_statement(thread.id, statement).await?;
            let before = tx.find_answer(thread.id, statement, person).await?;
            on!(tx, |conn| sqlx::query(DELETE_ANSWER)
                .bind(thread.id.uuid())
                .bind(statement)
                .bind(person.uuid())
                .execute(conn)
                .await
                .map(drop))
            .during("delete answer")?;
            tx.count_answer(thread.id, statement, before, None).await?;
            Ok(statement)
        })
    }
}

impl Writer {
    async fn answering(
        &mut self,
        reference: Reference,
        actor: &Actor,
    ) -> Result<(Thread, PersonId), ThreadError> {
        let thread = self.conn().find_thread(reference).await?;
        let thread = thread.ok_or(ThreadError::NotFound)?;
        may_in_thread(actor, ThreadAct::Answer, &thread)?;
        let person = actor.person().ok_or(ThreadError::NotFound)?.id;
        Ok((thread, person))
    }

    async fn lock_statement(
        &mut self,
        thread: ThreadId,
        statement: i64,
    ) -> Result<(), ThreadError> {
        let found: Option<i64> = on!(
            self,
            LOCK_STATEMENT_SQLITE | LOCK_STATEMENT_POSTGRES,
            |conn, sql| sqlx::query_scalar(sql)
                .bind(thread.uuid())
                .bind(statement)
                .fetch_optional(conn)
                .await
        )
        .during("lock statement")?;
        found.map(drop).ok_or(Refused::StatementUnknown.into())
    }

    async fn find_answer(
        &mut self,
        thread: ThreadId,
        statement: i64,
        person: PersonId,
    ) -> Result<Option<Answer>, StoreError> {
        let code: Option<String> = on!(self, |conn| sqlx::query_scalar(FIND_ANSWER)
            .bind(thread.uuid())
            .bind(statement)
            .bind(person.uuid())
            .fetch_optional(conn)
            .await)
        .during("find answer")?;
        Ok(code.as_deref().and_then(Answer::from_code))
    }

    async fn put_answer(
        &mut self,
        thread: ThreadId,
        person: PersonId,
        answering: Answering,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        // 53 random bits, so that every reader of an export takes it for the number it is.
        let number = i64::try_from(ids.uuid().as_u64_pair().1 & ((1 << 53) - 1)).expect("53 bits");
        on!(self, |conn| sqlx::query(INSERT_VOTER)
            .bind(thread.uuid())
            .bind(person.uuid())
            .bind(number)
            .execute(conn)
            .await
            .map(drop))
        .during("insert voter")?;
        on!(self, |conn| sqlx::query(PUT_ANSWER)
            .bind(thread.uuid())
            .bind(answering.statement)
            .bind(person.uuid())
            .bind(answering.answer.code())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("put answer")
    }

    async fn count_answer(
        &mut self,
        thread: ThreadId,
        statement: i64,
        before: Option<Answer>,
        now: Option<Answer>,
    ) -> Result<(), StoreError> {
        let change =
            |answer: Answer| i64::from(now == Some(answer)) - i64::from(before == Some(answer));
        on!(self, |conn| sqlx::query(COUNT_ANSWER)
            .bind(thread.uuid())
            .bind(statement)
            .bind(change(Answer::Agree))
            .bind(change(Answer::Disagree))
            .bind(change(Answer::Pass))
            .execute(conn)
            .await
            .map(drop))
        .during("count answer")
    }
}

reads! {
    find_voter(thread: ThreadId, person: PersonId) -> Option<i64>;
}
