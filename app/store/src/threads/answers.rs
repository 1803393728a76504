//! Answers to statements: one row for each person and statement, whatever is posted
//! how often and by how many servers at once. They are kept many at a time by
//! [`cast`](super::cast).

use domain::id::{PersonId, ThreadId};
use domain::opinion::Answer;
use domain::permission::{ThreadAct, may_in_thread};
use domain::person::Actor;
use domain::reference::Reference;
use domain::thread::{Refused, Thread};

use super::ThreadError;
use crate::engine::connection::{on, reads, transaction};
use crate::error::{During as _, StoreError};
use crate::statements::sql;
use crate::{Conn, Store, Writer};

sql! {
    // Whoever answers a statement holds its row, so that its counts are right.
    LOCK_STATEMENT_SQLITE = "SELECT number FROM statements WHERE thread = $1 AND number = $2 AND removed_at IS NULL";
    LOCK_STATEMENT_POSTGRES = "SELECT number FROM statements WHERE thread = $1 AND number = $2 AND removed_at IS NULL FOR UPDATE";
    FIND_ANSWER = "SELECT answer FROM answers WHERE thread = $1 AND statement = $2 AND person = $3";
    // An answer to a removed statement stays as it is.
    FIND_LAST_ANSWER = "SELECT a.statement
        FROM answers a
        JOIN statements s ON s.thread = a.thread AND s.number = a.statement AND s.removed_at IS NULL
        WHERE a.thread = $1 AND a.person = $2
        ORDER BY a.at DESC, a.statement DESC
        LIMIT 1";
    FIND_VOTER = "SELECT number FROM voters WHERE thread = $1 AND person = $2";
    DELETE_ANSWER = "DELETE FROM answers WHERE thread = $1 AND statement = $2 AND person = $3";
    COUNT_ANSWER = "UPDATE statements SET
            agrees = agrees + $3,
            disagrees = disagrees + $4,
            passes = passes + $5
        WHERE thread = $1 AND number = $2";
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
    /// Takes the last answer back, if it is still the one to this statement: the same form
    /// again takes no other one along.
    ///
    /// # Errors
    /// As [`Store::answer_statement`].
    pub async fn take_answer_back(
        &self,
        reference: Reference,
        statement: i64,
        actor: &Actor,
    ) -> Result<(), ThreadError> {
        transaction!(self, throws ThreadError, |tx| {
            let (thread, person) = tx.answering(reference, actor).await?;
            let last: Option<i64> = on!(tx, |conn| sqlx::query_scalar(FIND_LAST_ANSWER)
                .bind(thread.id.uuid())
                .bind(person.uuid())
                .fetch_optional(conn)
                .await)
            .during("find the last answer")?;
            if last != Some(statement) {
                return Err(Refused::NotAnswered.into());
            }
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
            Ok(tx.uncount_answer(thread.id, statement, before).await?)
        })
    }
}

impl Writer {
    async fn answering(
        &mut self,
        reference: Reference,
        actor: &Actor,
    ) -> Result<(Thread, PersonId), ThreadError> {
        let thread = self.share_thread(reference).await?;
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

    async fn uncount_answer(
        &mut self,
        thread: ThreadId,
        statement: i64,
        before: Option<Answer>,
    ) -> Result<(), StoreError> {
        let change = |answer: Answer| -i64::from(before == Some(answer));
        on!(self, |conn| sqlx::query(COUNT_ANSWER)
            .bind(thread.uuid())
            .bind(statement)
            .bind(change(Answer::Agree))
            .bind(change(Answer::Disagree))
            .bind(change(Answer::Pass))
            .execute(conn)
            .await
            .map(drop))
        .during("uncount answer")
    }
}

reads! {
    find_voter(thread: ThreadId, person: PersonId) -> Option<i64>;
}
