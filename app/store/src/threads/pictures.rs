//! The picture of the answers that everybody sees. It is drawn anew only when enough
//! people have answered since the last one, and not for the last few when the answers
//! are closed, so that no two pictures differ by what one person said.

use domain::id::ThreadId;
use domain::instant::Instant;
use domain::opinion::{Answer, Votes, count};
use domain::thread::statement::ANSWERED_BY;
use domain::thread::{Picture, Thread};
use sqlx::types::Json;

use crate::engine::connection::{on, reads, transaction};
use crate::error::{During as _, StoreError};
use crate::statements::sql;
use crate::{Conn, Store};

sql! {
    FIND_PICTURE = "SELECT picture FROM pictures WHERE thread = $1";
    COUNT_ANSWERED_SINCE = "SELECT COUNT(DISTINCT person) FROM answers
        WHERE thread = $1 AND at > COALESCE((SELECT at FROM pictures WHERE thread = $1), 0)";
    LIST_STATEMENT_NUMBERS = "SELECT number, removed_at IS NOT NULL FROM statements WHERE thread = $1 ORDER BY number";
    // A row for each voter, not for each of their answers: there may be millions.
    LIST_ANSWERS = "SELECT v.number, string_agg(CAST(a.statement AS TEXT) || SUBSTR(a.answer, 1, 1), ' ')
        FROM voters v
        JOIN answers a ON a.thread = v.thread AND a.person = v.person
        WHERE v.thread = $1
        GROUP BY v.number
        ORDER BY v.number";
    PUT_PICTURE = "INSERT INTO pictures (thread, picture, at) VALUES ($1, $2, $3)
        ON CONFLICT (thread) DO UPDATE SET picture = excluded.picture, at = excluded.at
        WHERE pictures.at < excluded.at";
}

/// All answers of a thread, by the numbers that were drawn for the voters.
#[derive(Clone, Debug)]
pub struct Cast {
    /// The answers, in the order of `voters` and `statements`.
    pub votes: Votes,
    /// The voters' numbers, ascending.
    pub voters: Vec<i64>,
    /// The statements' numbers, ascending.
    pub statements: Vec<i64>,
}

impl Conn<'_> {
    /// The picture that was drawn last.
    pub async fn find_picture(&mut self, thread: ThreadId) -> Result<Option<Picture>, StoreError> {
        let picture: Option<Json<Picture>> = on!(self, |conn| sqlx::query_scalar(FIND_PICTURE)
            .bind(thread.uuid())
            .fetch_optional(conn)
            .await)
        .during("find picture")?;
        Ok(picture.map(|picture| picture.0))
    }

    /// How many people have answered since the last picture.
    pub async fn count_answered_since(&mut self, thread: ThreadId) -> Result<i64, StoreError> {
        on!(self, |conn| sqlx::query_scalar(COUNT_ANSWERED_SINCE)
            .bind(thread.uuid())
            .fetch_one(conn)
            .await)
        .during("count answered since the picture")
    }

    /// All answers of a thread.
    pub async fn list_answers(&mut self, thread: ThreadId) -> Result<Cast, StoreError> {
        let statements: Vec<(i64, bool)> = on!(self, |conn| sqlx::query_as(LIST_STATEMENT_NUMBERS)
            .bind(thread.uuid())
            .fetch_all(conn)
            .await)
        .during("list statement numbers")?;
        let rows: Vec<(i64, String)> = on!(self, |conn| sqlx::query_as(LIST_ANSWERS)
            .bind(thread.uuid())
            .fetch_all(conn)
            .await)
        .during("list answers")?;
        let (statements, removed): (Vec<i64>, Vec<bool>) = statements.into_iter().unzip();
        let mut voters: Vec<i64> = Vec::with_capacity(rows.len());
        let mut cast = Vec::new();
        for (at, (voter, answers)) in rows.iter().enumerate() {
            voters.push(*voter);
            for (statement, answer) in answers.split(' ').filter_map(answered) {
                if let Ok(column) = statements.binary_search(&statement) {
                    cast.push((count(at), count(column), answer));
                }
            }
        }
        Ok(Cast {
            votes: Votes::new(voters.len(), removed, &cast),
            voters,
            statements,
        })
    }
}

/// The number of a statement, and the first letter of the answer to it.
fn answered(text: &str) -> Option<(i64, Answer)> {
    let (number, letter) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let mut answers = Answer::ALL.into_iter();
    let answer = answers.find(|one| one.code().starts_with(letter))?;
    Some((number.parse().ok()?, answer))
}

impl Store {
    /// Draws the picture anew if it is time to; says whether it did.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn draw_picture(&self, thread: &Thread, now: Instant) -> Result<bool, StoreError> {
        let since = self.count_answered_since(thread.id).await?;
        if since < ANSWERED_BY {
            return Ok(false);
        }
        let cast = self.list_answers(thread.id).await?;
        let drawn =
            tokio::task::spawn_blocking(move || Picture::draw(&cast.votes, &cast.statements, now));
        // Only a server that stops cuts it off; the next answer draws it.
        let Ok(picture) = drawn.await else {
            return Ok(false);
        };
        transaction!(self, |tx| {
            on!(tx, |conn| sqlx::query(PUT_PICTURE)
                .bind(thread.id.uuid())
                .bind(Json(&picture))
                .bind(now.micros())
                .execute(conn)
                .await
                .map(drop))
            .during("put picture")?;
            tx.raise_pulse(thread.id).await
        })?;
        Ok(true)
    }
}

reads! {
    find_picture(thread: ThreadId) -> Option<Picture>;
    count_answered_since(thread: ThreadId) -> i64;
    list_answers(thread: ThreadId) -> Cast;
}
