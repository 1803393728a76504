//! Keeping answers to statements, many at a time: in a busy thread hundreds come within
//! the time that one commit takes, and all that wait are written by one transaction of a
//! few statements, however many they are. Nobody is told that an answer is kept before
//! the disk has it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use domain::id::PersonId;
use domain::instant::Instant;
use domain::opinion::Answer;
use domain::permission::{ThreadAct, may_in_thread};
use domain::person::Actor;
use domain::reference::Reference;
use domain::thread::{Refused, Thread};
use serde_json::{Value, json};
use sqlx::types::{Json, Uuid};

use super::ThreadError;
use crate::batch::Batcher;
use crate::engine::Engine;
use crate::engine::connection::{on, transaction};
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::row::hex;
use crate::statements::sql;
use crate::{Store, Writer};

sql! {
    // Whoever answers a statement holds its row, so that its counts are right; in one
    // order, so that no two servers wait for each other.
    LOCK_STATEMENTS_SQLITE = "SELECT s.thread, s.number
        FROM json_each($1) j
        JOIN statements s ON s.thread = unhex(j.value ->> 'thread') AND s.number = j.value ->> 'statement'
        WHERE s.removed_at IS NULL";
    LOCK_STATEMENTS_POSTGRES = "SELECT s.thread, s.number
        FROM jsonb_to_recordset($1) AS j (thread UUID, statement BIGINT)
        JOIN statements s ON s.thread = j.thread AND s.number = j.statement
        WHERE s.removed_at IS NULL
        ORDER BY s.thread, s.number
        FOR UPDATE OF s";
    FIND_ANSWERS_SQLITE = "SELECT a.thread, a.statement, a.person, a.answer
        FROM json_each($1) j
        JOIN answers a ON a.thread = unhex(j.value ->> 'thread') AND a.statement = j.value ->> 'statement'
            AND a.person = unhex(j.value ->> 'person')";
    FIND_ANSWERS_POSTGRES = "SELECT a.thread, a.statement, a.person, a.answer
        FROM jsonb_to_recordset($1) AS j (thread UUID, statement BIGINT, person UUID)
        JOIN answers a ON a.thread = j.thread AND a.statement = j.statement AND a.person = j.person";
    INSERT_VOTERS_SQLITE = "INSERT INTO voters (thread, person, number)
        SELECT unhex(j.value ->> 'thread'), unhex(j.value ->> 'person'), j.value ->> 'number'
        FROM json_each($1) j
        WHERE TRUE
        ON CONFLICT (thread, person) DO NOTHING";
    INSERT_VOTERS_POSTGRES = "INSERT INTO voters (thread, person, number)
        SELECT j.thread, j.person, j.number
        FROM jsonb_to_recordset($1) AS j (thread UUID, person UUID, number BIGINT)
        ON CONFLICT (thread, person) DO NOTHING";
    PUT_ANSWERS_SQLITE = "INSERT INTO answers (thread, statement, person, answer, at)
        SELECT unhex(j.value ->> 'thread'), j.value ->> 'statement', unhex(j.value ->> 'person'), j.value ->> 'answer', j.value ->> 'at'
        FROM json_each($1) j
        WHERE TRUE
        ON CONFLICT (thread, statement, person) DO UPDATE SET answer = excluded.answer, at = excluded.at";
    PUT_ANSWERS_POSTGRES = "INSERT INTO answers (thread, statement, person, answer, at)
        SELECT j.thread, j.statement, j.person, j.answer, j.at
        FROM jsonb_to_recordset($1) AS j (thread UUID, statement BIGINT, person UUID, answer TEXT, at BIGINT)
        ON CONFLICT (thread, statement, person) DO UPDATE SET answer = excluded.answer, at = excluded.at";
    COUNT_ANSWERS_SQLITE = "UPDATE statements SET
            agrees = agrees + c.agree,
            disagrees = disagrees + c.disagree,
            passes = passes + c.pass
        FROM (SELECT unhex(j.value ->> 'thread') AS on_thread, j.value ->> 'statement' AS statement, j.value ->> 'agree' AS agree,
                j.value ->> 'disagree' AS disagree, j.value ->> 'pass' AS pass
            FROM json_each($1) j) AS c
        WHERE thread = c.on_thread AND number = c.statement";
    COUNT_ANSWERS_POSTGRES = "UPDATE statements SET
            agrees = agrees + c.agree,
            disagrees = disagrees + c.disagree,
            passes = passes + c.pass
        FROM jsonb_to_recordset($1) AS c (thread UUID, statement BIGINT, agree BIGINT, disagree BIGINT, pass BIGINT)
        WHERE statements.thread = c.thread AND statements.number = c.statement";
}

/// Answers written together at most.
const AT_ONCE: usize = 256;

/// What somebody answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answering {
    /// To which statement.
    pub statement: i64,
    /// What.
    pub answer: Answer,
}

/// An answer that waits to be kept.
#[derive(Clone, Debug)]
struct Given {
    thread: Reference,
    answering: Answering,
    actor: Actor,
    /// The number under which they answer, if they have none yet.
    number: i64,
    now: Instant,
}

/// What became of it.
type Kept = Result<Arc<Thread>, ThreadError>;

/// The task that keeps answers.
#[derive(Clone, Debug)]
pub(crate) struct Answers(Batcher<Given, Kept>);

impl Answers {
    pub(crate) fn start(engine: Engine) -> Self {
        Self(Batcher::start(AT_ONCE, move |given: Vec<Given>| {
            let engine = engine.clone();
            // Nothing that anybody sees is written, so no page gets old: what everybody
            // sees of the answers is the picture.
            async move { transaction!(engine, |tx| { tx.keep_answers(&given).await }) }
        }))
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
        thread: Reference,
        answering: Answering,
        actor: &Actor,
        ids: &Ids,
        now: Instant,
    ) -> Result<Arc<Thread>, ThreadError> {
        // 53 random bits, so that every reader of an export takes it for the number it is.
        let number = i64::try_from(ids.uuid().as_u64_pair().1 & ((1 << 53) - 1)).expect("53 bits");
        let actor = actor.clone();
        let given = Given {
            thread,
            answering,
            actor,
            number,
            now,
        };
        self.answers.0.submit(given).await?
    }
}

/// A statement: of which thread, and its number.
type Which = (Uuid, i64);

/// The answers of one transaction: what was there, and what is there now.
#[derive(Default)]
struct Sheet {
    before: BTreeMap<(Which, Uuid), Answer>,
    now: BTreeMap<(Which, Uuid), (Answer, Instant)>,
    numbers: BTreeMap<(Uuid, Uuid), i64>,
}

impl Sheet {
    /// What really changes; an answer given once more is no change.
    fn changes(&self) -> impl Iterator<Item = (&(Which, Uuid), Answer, Instant)> {
        let changes = self
            .now
            .iter()
            .map(|(key, (answer, at))| (key, *answer, *at));
        changes.filter(|(key, answer, _)| self.before.get(key) != Some(answer))
    }

    fn answers(&self) -> Vec<Value> {
        let row =
            |(((thread, statement), person), answer, at): (&(Which, Uuid), Answer, Instant)| {
                json!({
                    "thread": hex(*thread), "statement": statement, "person": hex(*person),
                    "answer": answer.code(), "at": at.micros(),
                })
            };
        self.changes().map(row).collect()
    }

    fn voters(&self) -> Vec<Value> {
        let voters: BTreeSet<(Uuid, Uuid)> = self
            .changes()
            .map(|(((thread, _), person), ..)| (*thread, *person))
            .collect();
        let row = |(thread, person): (Uuid, Uuid)| {
            let number = self.numbers.get(&(thread, person));
            json!({"thread": hex(thread), "person": hex(person), "number": number})
        };
        voters.into_iter().map(row).collect()
    }

    fn counts(&self) -> Vec<Value> {
        let mut counts: BTreeMap<Which, [i64; 3]> = BTreeMap::new();
        for (key, answer, _) in self.changes() {
            let count = counts.entry(key.0).or_default();
            count[place(answer)] += 1;
            if let Some(before) = self.before.get(key) {
                count[place(*before)] -= 1;
            }
        }
        let row = |((thread, statement), [agree, disagree, pass]): (Which, [i64; 3])| {
            json!({
                "thread": hex(thread), "statement": statement,
                "agree": agree, "disagree": disagree, "pass": pass,
            })
        };
        counts.into_iter().map(row).collect()
    }
}

const fn place(answer: Answer) -> usize {
    match answer {
        Answer::Agree => 0,
        Answer::Disagree => 1,
        Answer::Pass => 2,
    }
}

impl Writer {
    /// Keeps what of it may be kept, and says what became of each, in their order.
    async fn keep_answers(&mut self, given: &[Given]) -> Result<Vec<Kept>, StoreError> {
        let threads = self.threads_of(given).await?;
        let checked: Vec<Result<(Arc<Thread>, PersonId), ThreadError>> =
            given.iter().map(|one| check(one, &threads)).collect();
        let fine = || {
            given
                .iter()
                .zip(&checked)
                .filter_map(|(one, checked)| Some((one, checked.as_ref().ok()?)))
        };
        let wanted: BTreeSet<Which> = fine()
            .map(|(one, (thread, _))| (thread.id.uuid(), one.answering.statement))
            .collect();
        let locked = self.lock_statements(&wanted).await?;
        let mut sheet = Sheet::default();
        for (one, (thread, person)) in fine() {
            let which = (thread.id.uuid(), one.answering.statement);
            if locked.contains(&which) {
                let answer = (one.answering.answer, one.now);
                sheet.now.insert((which, person.uuid()), answer);
                sheet.numbers.insert((which.0, person.uuid()), one.number);
            }
        }
        sheet.before = self.find_answers(&sheet).await?;
        self.write_answers(&sheet).await?;
        let told = given.iter().zip(checked).map(|(one, checked)| {
            let (thread, _) = checked?;
            let known = locked.contains(&(thread.id.uuid(), one.answering.statement));
            if known {
                Ok(thread)
            } else {
                Err(Refused::StatementUnknown.into())
            }
        });
        Ok(told.collect())
    }

    async fn threads_of(
        &mut self,
        given: &[Given],
    ) -> Result<HashMap<Reference, Arc<Thread>>, StoreError> {
        let mut threads = HashMap::new();
        let wanted: BTreeSet<Reference> = given.iter().map(|one| one.thread).collect();
        for reference in wanted {
            if let Some(thread) = self.share_thread(reference).await? {
                threads.insert(reference, Arc::new(thread));
            }
        }
        Ok(threads)
    }

    async fn lock_statements(
        &mut self,
        wanted: &BTreeSet<Which>,
    ) -> Result<BTreeSet<Which>, StoreError> {
        let row =
            |(thread, statement): &Which| json!({"thread": hex(*thread), "statement": statement});
        let rows: Vec<Value> = wanted.iter().map(row).collect();
        let found: Vec<Which> = on!(
            self,
            LOCK_STATEMENTS_SQLITE | LOCK_STATEMENTS_POSTGRES,
            |conn, sql| sqlx::query_as(sql).bind(Json(&rows)).fetch_all(conn).await
        )
        .during("lock statements")?;
        Ok(found.into_iter().collect())
    }

    async fn find_answers(
        &mut self,
        sheet: &Sheet,
    ) -> Result<BTreeMap<(Which, Uuid), Answer>, StoreError> {
        let row = |((thread, statement), person): &(Which, Uuid)| json!({"thread": hex(*thread), "statement": statement, "person": hex(*person)});
        let rows: Vec<Value> = sheet.now.keys().map(row).collect();
        let found: Vec<(Uuid, i64, Uuid, String)> = on!(
            self,
            FIND_ANSWERS_SQLITE | FIND_ANSWERS_POSTGRES,
            |conn, sql| sqlx::query_as(sql).bind(Json(&rows)).fetch_all(conn).await
        )
        .during("find answers")?;
        let read = |(thread, statement, person, code): (Uuid, i64, Uuid, String)| {
            Some((((thread, statement), person), Answer::from_code(&code)?))
        };
        Ok(found.into_iter().filter_map(read).collect())
    }

    async fn write_answers(&mut self, sheet: &Sheet) -> Result<(), StoreError> {
        let voters = sheet.voters();
        if voters.is_empty() {
            return Ok(());
        }
        for (sqlite, postgres, rows, what) in [
            (
                INSERT_VOTERS_SQLITE,
                INSERT_VOTERS_POSTGRES,
                voters,
                "insert voters",
            ),
            (
                PUT_ANSWERS_SQLITE,
                PUT_ANSWERS_POSTGRES,
                sheet.answers(),
                "put answers",
            ),
            (
                COUNT_ANSWERS_SQLITE,
                COUNT_ANSWERS_POSTGRES,
                sheet.counts(),
                "count answers",
            ),
        ] {
            on!(self, sqlite | postgres, |conn, sql| sqlx::query(sql)
                .bind(Json(&rows))
                .execute(conn)
                .await
                .map(drop))
            .during(what)?;
        }
        Ok(())
    }
}

/// Whether it may be kept, in which thread and for whom.
fn check(
    given: &Given,
    threads: &HashMap<Reference, Arc<Thread>>,
) -> Result<(Arc<Thread>, PersonId), ThreadError> {
    let thread = threads.get(&given.thread).ok_or(ThreadError::NotFound)?;
    may_in_thread(&given.actor, ThreadAct::Answer, thread)?;
    let person = given.actor.person().ok_or(ThreadError::NotFound)?.id;
    Ok((Arc::clone(thread), person))
}
