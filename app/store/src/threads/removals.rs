//! What is taken out of sight in a thread, and appeals against that.

use domain::case::Rule;
use domain::id::{BodyId, PersonId, ThreadId};
use domain::instant::Instant;
use domain::person::Actor;
use domain::reference::Reference;
use domain::text::Sentence;
use domain::thread::Refused;
use domain::thread::moderate::{Said, Standing, may_answer, may_appeal, may_remove};
use sqlx::FromRow;
use sqlx::types::Uuid;

use super::ThreadError;
use crate::engine::connection::{on, transaction};
use crate::error::{During as _, StoreError};
use crate::statements::sql;
use crate::{Store, Writer};

sql! {
    FIND_REMOVAL = "SELECT rule, reason, by_person, appeal, answer, restored FROM removals
        WHERE thread = $1 AND kind = $2 AND number = $3";
    FIND_AUTHOR_OF_POST = "SELECT author FROM posts WHERE thread = $1 AND number = $2";
    FIND_AUTHOR_OF_STATEMENT = "SELECT author FROM statements WHERE thread = $1 AND number = $2";
    INSERT_REMOVAL = "INSERT INTO removals (thread, kind, number, rule, reason, by_person, by_body, at, restored)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)";
    KEEP_APPEAL = "UPDATE removals SET appeal = $4, appealed_at = $5 WHERE thread = $1 AND kind = $2 AND number = $3";
    ANSWER_APPEAL = "UPDATE removals SET answer = $4, answered_by = $5, answered_at = $6, restored = $7
        WHERE thread = $1 AND kind = $2 AND number = $3";
    HIDE_STATEMENT = "UPDATE statements SET removed_at = $3 WHERE thread = $1 AND number = $2";
}

/// That something was taken out of sight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// The rule that it breaks.
    pub rule: Rule,
    /// Why, in words.
    pub reason: String,
    /// Who did it.
    pub by: PersonId,
    /// What its author said against that.
    pub appeal: Option<String>,
    /// What another person answered.
    pub answer: Option<String>,
    /// Whether it stands there again.
    pub restored: bool,
}

impl Removal {
    /// As rules need it.
    pub const fn standing(&self) -> Standing {
        Standing {
            by: self.by,
            appealed: self.appeal.is_some(),
            answered: self.answer.is_some(),
        }
    }
}

/// The columns of a removal where there may be none.
#[derive(FromRow)]
pub(super) struct RemovalRow {
    rule: Option<String>,
    reason: Option<String>,
    by_person: Option<Uuid>,
    appeal: Option<String>,
    answer: Option<String>,
    restored: Option<i64>,
}

impl RemovalRow {
    pub(super) fn removal(self) -> Option<Removal> {
        Some(Removal {
            rule: Rule::from_code(&self.rule?)?,
            reason: self.reason?,
            by: PersonId::new(self.by_person?),
            appeal: self.appeal,
            answer: self.answer,
            restored: self.restored == Some(1),
        })
    }
}

/// What is asked about something that somebody said.
#[derive(Clone, Debug)]
pub enum Mending {
    /// Take it out of sight.
    Remove {
        /// The rule it breaks.
        rule: Rule,
        /// Why.
        reason: Sentence,
    },
    /// Appeal against that.
    Appeal {
        /// Why.
        words: Sentence,
    },
    /// Answer the appeal.
    Answer {
        /// Whether it stands there again.
        restore: bool,
        /// Why.
        words: Sentence,
    },
}

impl Store {
    /// Takes something out of sight, appeals against that, or answers the appeal.
    ///
    /// # Errors
    /// [`ThreadError::NotFound`] for no such thread or part, [`ThreadError::Refused`]
    /// with the rule's code, or the database's failure.
    pub async fn moderate(
        &self,
        reference: Reference,
        (said, number): (Said, i64),
        mending: &Mending,
        actor: &Actor,
        now: Instant,
    ) -> Result<(), ThreadError> {
        transaction!(self, throws ThreadError, |tx| {
            let thread = tx.lock_thread(reference).await?.ok_or(ThreadError::NotFound)?;
            let part = (thread.id, said, number);
            let author = tx.find_author(part).await?.ok_or(ThreadError::NotFound)?;
            let removal = tx.find_removal(part).await?;
            let standing = removal.as_ref().map(Removal::standing);
            let person = actor.person().map(|person| person.id);
            match mending {
                Mending::Remove { rule, reason } => {
                    let body = may_remove(&thread, actor, author, *rule, standing)?;
                    let by = (person.ok_or(ThreadError::NotFound)?, body);
                    tx.insert_removal(part, *rule, reason, by, now).await?;
                }
                Mending::Appeal { words } => {
                    may_appeal(actor, author, standing.ok_or(Refused::NoAppeal)?)?;
                    tx.keep_appeal(part, words, now).await?;
                }
                Mending::Answer { restore, words } => {
                    may_answer(&thread, actor, author, standing.ok_or(Refused::NoAppeal)?)?;
                    let by = person.ok_or(ThreadError::NotFound)?;
                    tx.answer_appeal(part, *restore, words, by, now).await?;
                }
            }
            Ok(())
        })
    }
}

/// A part of a thread: which thread, which sort of part, which number.
type Part = (ThreadId, Said, i64);

impl Writer {
    async fn find_author(
        &mut self,
        (thread, said, number): Part,
    ) -> Result<Option<PersonId>, StoreError> {
        let sql = match said {
            Said::Post => FIND_AUTHOR_OF_POST,
            Said::Statement => FIND_AUTHOR_OF_STATEMENT,
        };
        let author: Option<Uuid> = on!(self, |conn| sqlx::query_scalar(sql)
            .bind(thread.uuid())
            .bind(number)
            .fetch_optional(conn)
            .await)
        .during("find author")?;
        Ok(author.map(PersonId::new))
    }

    async fn find_removal(
        &mut self,
        (thread, said, number): Part,
    ) -> Result<Option<Removal>, StoreError> {
        let row: Option<RemovalRow> = on!(self, |conn| sqlx::query_as(FIND_REMOVAL)
            .bind(thread.uuid())
            .bind(said.code())
            .bind(number)
            .fetch_optional(conn)
            .await)
        .during("find removal")?;
        Ok(row.and_then(RemovalRow::removal))
    }

    async fn insert_removal(
        &mut self,
        (thread, said, number): Part,
        rule: Rule,
        reason: &Sentence,
        (person, body): (PersonId, Option<BodyId>),
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(INSERT_REMOVAL)
            .bind(thread.uuid())
            .bind(said.code())
            .bind(number)
            .bind(rule.code())
            .bind(reason.as_str())
            .bind(person.uuid())
            .bind(body.map(BodyId::uuid))
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("insert removal")?;
        self.hide((thread, said, number), Some(now)).await
    }

    async fn keep_appeal(
        &mut self,
        (thread, said, number): Part,
        words: &Sentence,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(KEEP_APPEAL)
            .bind(thread.uuid())
            .bind(said.code())
            .bind(number)
            .bind(words.as_str())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("keep appeal")
    }

    async fn answer_appeal(
        &mut self,
        (thread, said, number): Part,
        restore: bool,
        words: &Sentence,
        by: PersonId,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(ANSWER_APPEAL)
            .bind(thread.uuid())
            .bind(said.code())
            .bind(number)
            .bind(words.as_str())
            .bind(by.uuid())
            .bind(now.micros())
            .bind(i64::from(restore))
            .execute(conn)
            .await
            .map(drop))
        .during("answer appeal")?;
        if restore {
            self.hide((thread, said, number), None).await?;
        }
        Ok(())
    }

    /// A removed statement takes no answers and has no weight in the map.
    async fn hide(
        &mut self,
        (thread, said, number): Part,
        at: Option<Instant>,
    ) -> Result<(), StoreError> {
        if said == Said::Post {
            return Ok(());
        }
        on!(self, |conn| sqlx::query(HIDE_STATEMENT)
            .bind(thread.uuid())
            .bind(number)
            .bind(at.map(Instant::micros))
            .execute(conn)
            .await
            .map(drop))
        .during("hide statement")
    }
}
