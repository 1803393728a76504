//! The statements of a thread.

use domain::id::{PersonId, ThreadId};
use domain::instant::Instant;
use domain::opinion::{Answer, Tally};
use domain::person::Actor;
use domain::reference::Reference;
use domain::text::{View, fold};
use domain::thread::Refused;
use domain::thread::statement::may_add;
use sqlx::FromRow;
use sqlx::types::Uuid;

use super::flags::{Flagged, FlaggedRow};
use super::kept::{Kept, KeptRow};
use super::removals::{Removal, RemovalRow};
use super::{PURPOSE_STATEMENT, ThreadError};
use crate::engine::connection::{on, reads, transaction};
use crate::error::{During as _, StoreError};
use crate::idempotency::Once;
use crate::statements::sql;
use crate::{Conn, Store};

sql! {
    // With the answer of one person, in the order in which they were added.
    LIST_STATEMENTS = "SELECT s.number, s.author, s.words, s.folded, s.agrees, s.disagrees, s.passes, a.answer AS own_answer, a.at AS own_at,
            r.rule, r.reason, r.by_person, r.by_body, r.appeal_judge, r.appeal, r.answer, r.answered_at, r.restored,
            g.waits, g.judge, g.about, g.households, g.hidden_at, g.kept_at, g.kept_words, g.kept_body
        FROM statements s
        LEFT JOIN answers a ON a.thread = s.thread AND a.statement = s.number AND a.person = $2
        LEFT JOIN removals r ON r.thread = s.thread AND r.kind = 'statement' AND r.number = s.number
        LEFT JOIN flagged g ON g.thread = s.thread AND g.kind = 'statement' AND g.number = s.number
        WHERE s.thread = $1
        ORDER BY s.number";
    COUNT_STATEMENTS = "SELECT COALESCE(MAX(number), 0) FROM statements WHERE thread = $1";
    COUNT_STATEMENTS_LATELY = "SELECT COUNT(*) FROM statements WHERE author = $1 AND thread = $2 AND at > $3";
    IS_SAID = "SELECT COUNT(*) > 0 FROM statements WHERE thread = $1 AND folded = $2";
    INSERT_STATEMENT = "INSERT INTO statements (thread, number, author, words, folded, at, removed_at, agrees, disagrees, passes)
        VALUES ($1, $2, $3, $4, $5, $6, NULL, 0, 0, 0)";
}

/// A statement as one person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its number.
    pub number: i64,
    /// Who added it; told to nobody.
    pub author: PersonId,
    /// What it says.
    pub words: String,
    /// The same folded, to compare.
    pub folded: String,
    /// How the answers stand.
    pub tally: Tally,
    /// What this person answered, and when.
    pub answer: Option<(Answer, Instant)>,
    /// That it was taken out of sight, if it was.
    pub removal: Option<Removal>,
    /// How neighbours flag it, if anybody ever did.
    pub flagged: Option<Flagged>,
    /// That somebody let it stand, if anybody did.
    pub kept: Option<Kept>,
}

impl Statement {
    /// Whether it was taken out of sight for good.
    pub fn is_removed(&self) -> bool {
        self.removal.as_ref().is_some_and(|one| !one.restored)
    }

    /// Whether everybody sees it at `now`.
    pub fn is_shown(&self, now: Instant) -> bool {
        !self.is_removed() && self.hidden_until(now).is_none()
    }

    /// Until when neighbours hid it, while they do.
    pub fn hidden_until(&self, now: Instant) -> Option<Instant> {
        let flagged = self.flagged.filter(|_| self.removal.is_none())?;
        flagged.hidden_until(now)
    }
}

#[derive(FromRow)]
struct StatementRow {
    number: i64,
    author: Uuid,
    words: String,
    folded: String,
    agrees: i64,
    disagrees: i64,
    passes: i64,
    own_answer: Option<String>,
    own_at: Option<i64>,
    #[sqlx(flatten)]
    removal: RemovalRow,
    #[sqlx(flatten)]
    flagged: FlaggedRow,
    #[sqlx(flatten)]
    kept: KeptRow,
}

impl StatementRow {
    fn statement(self) -> Statement {
        let count = |many: i64| u32::try_from(many).unwrap_or_default();
        let answer = self.own_answer.as_deref().and_then(Answer::from_code);
        Statement {
            number: self.number,
            author: PersonId::new(self.author),
            words: self.words,
            folded: self.folded,
            tally: Tally {
                agrees: count(self.agrees),
                disagrees: count(self.disagrees),
                passes: count(self.passes),
            },
            answer: answer.zip(self.own_at.map(Instant::from_micros)),
            removal: self.removal.removal(),
            flagged: self.flagged.flagged(),
            kept: self.kept.kept(),
        }
    }
}

/// What became of a new statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Added {
    /// Its number.
    pub number: i64,
}

impl Conn<'_> {
    /// All statements, those out of sight too, with the answers of `person`.
    pub async fn list_statements(
        &mut self,
        thread: ThreadId,
        person: Option<PersonId>,
    ) -> Result<Vec<Statement>, StoreError> {
        let rows: Vec<StatementRow> = on!(self, |conn| sqlx::query_as(LIST_STATEMENTS)
            .bind(thread.uuid())
            .bind(person.map(PersonId::uuid))
            .fetch_all(conn)
            .await)
        .during("list statements")?;
        Ok(rows.into_iter().map(StatementRow::statement).collect())
    }

    async fn count_statements(&mut self, thread: ThreadId) -> Result<i64, StoreError> {
        on!(self, |conn| sqlx::query_scalar(COUNT_STATEMENTS)
            .bind(thread.uuid())
            .fetch_one(conn)
            .await)
        .during("count statements")
    }

    async fn count_statements_lately(
        &mut self,
        person: PersonId,
        thread: ThreadId,
        since: Instant,
    ) -> Result<i64, StoreError> {
        on!(self, |conn| sqlx::query_scalar(COUNT_STATEMENTS_LATELY)
            .bind(person.uuid())
            .bind(thread.uuid())
            .bind(since.micros())
            .fetch_one(conn)
            .await)
        .during("count statements lately")
    }

    async fn is_said(&mut self, thread: ThreadId, folded: &str) -> Result<bool, StoreError> {
        on!(self, |conn| sqlx::query_scalar(IS_SAID)
            .bind(thread.uuid())
            .bind(folded)
            .fetch_one(conn)
            .await)
        .during("look for a statement")
    }
}

impl Store {
    /// Adds a statement. The same form again adds nothing and gives the same number.
    ///
    /// # Errors
    /// [`ThreadError::NotFound`] for no such thread, [`ThreadError::Refused`] with the
    /// rule's code, or the database's failure.
    pub async fn add_statement(
        &self,
        reference: Reference,
        words: &View,
        actor: &Actor,
        once: Option<&Once<'_>>,
        now: Instant,
    ) -> Result<Added, ThreadError> {
        let folded = fold(words.as_str());
        transaction!(self, throws ThreadError, |tx| {
            let thread = tx.lock_thread(reference).await?.ok_or(ThreadError::NotFound)?;
            if let Some(once) = once
                && !tx.claim_once(PURPOSE_STATEMENT, once, now).await?
            {
                let answer = tx.conn().find_once(PURPOSE_STATEMENT, once).await?;
                let number = answer.and_then(|answer| answer.parse().ok()).ok_or_else(|| {
                    StoreError::corrupt("idempotency_keys", "answer", once.key, "no number of a statement")
                })?;
                return Ok(Added { number });
            }
            let author = actor.person().map(|person| person.id);
            let today = match author {
                Some(author) => {
                    tx.conn().count_statements_lately(author, thread.id, now.plus_days(-1)).await?
                }
                None => 0,
            };
            may_add(&thread, actor, today)?;
            let author = author.ok_or(ThreadError::NotFound)?;
            if tx.conn().is_said(thread.id, &folded).await? {
                return Err(Refused::StatementSaid.into());
            }
            let number = tx.conn().count_statements(thread.id).await? + 1;
            on!(tx, |conn| sqlx::query(INSERT_STATEMENT)
                .bind(thread.id.uuid())
                .bind(number)
                .bind(author.uuid())
                .bind(words.as_str())
                .bind(folded.as_str())
                .bind(now.micros())
                .execute(conn)
                .await
                .map(drop))
            .during("insert statement")?;
            tx.raise_pulse(thread.id).await?;
            if let Some(once) = once {
                tx.answer_once(PURPOSE_STATEMENT, once, &number.to_string()).await?;
            }
            Ok(Added { number })
        })
    }
}

reads! {
    list_statements(thread: ThreadId, person: Option<PersonId>) -> Vec<Statement>;
}
