//! The picture of the answers that everybody sees. It is drawn anew only when enough
//! people have answered since the last one, and not for the last few when the answers
//! are closed; and it shows no count that changed by fewer (`Picture::after`), so that no
//! two pictures differ by what one person said.

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
    FIND_DRAWN_AT = "SELECT at FROM pictures WHERE thread = $1";
    COUNT_ANSWERED = "SELECT COUNT(DISTINCT person) FROM answers WHERE thread = $1 AND at >= $2 AND at < $3";
    LIST_STATEMENT_NUMBERS = "SELECT number, removed_at IS NOT NULL FROM statements WHERE thread = $1 ORDER BY number";
    // A row for each voter, not for each of their answers: there may be millions. Who
    // answered most comes first: the map may count the first fifteen whatever they answered.
    LIST_ANSWERS = "SELECT v.number, string_agg(CAST(a.statement AS TEXT) || SUBSTR(a.answer, 1, 1), ' ')
        FROM voters v
        JOIN answers a ON a.thread = v.thread AND a.person = v.person
        WHERE v.thread = $1 AND a.at < $2
        GROUP BY v.number
        ORDER BY COUNT(*) DESC, v.number";
    // Only in place of the one whose answers it was counted against: another server may
    // have drawn one meanwhile.
    PUT_PICTURE = "INSERT INTO pictures (thread, picture, at) VALUES ($1, $2, $3)
        ON CONFLICT (thread) DO UPDATE SET picture = excluded.picture, at = excluded.at
        WHERE pictures.at = $4";
}

/// The answers of a thread, by the numbers that were drawn for the voters.
#[derive(Clone, Debug)]
pub struct Cast {
    /// The answers, in the order of `voters` and `statements`.
    pub votes: Votes,
    /// The voters' numbers: who answered most first, of equal ones the lower.
    pub voters: Vec<i64>,
    /// The statements' numbers, ascending.
    pub statements: Vec<i64>,
}

impl Cast {
    /// The picture of them that is shown after the one before.
    fn picture(&self, before: Option<&Picture>, now: Instant) -> Picture {
        let mut drawn = Picture::draw(&self.votes, &self.statements, now);
        drawn.drawn_from = self.sign();
        match before {
            Some(before) => drawn.after(before),
            None => drawn.first(),
        }
    }

    /// A sign of who answered what: where any answer is another one, so is the sign (FNV,
    /// 64 bits; it finds what changed and is no secret).
    pub fn sign(&self) -> String {
        let mut sign = 0xcbf2_9ce4_8422_2325_u64;
        let mut take = |number: i64| {
            for byte in number.to_le_bytes() {
                sign = (sign ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        };
        for (person, &voter) in self.voters.iter().enumerate() {
            // No statement has a number below one, so that rows cannot run together.
            take(-1);
            take(voter);
            for (statement, answer) in self.votes.of(person) {
                take(self.statements[statement]);
                let place = Answer::ALL.iter().position(|one| *one == answer);
                take(place.map_or(-1, |place| i64::from(count(place))));
            }
        }
        format!("{sign:016x}")
    }
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

    /// When the last picture was drawn, in microseconds; 0 before the first.
    async fn find_drawn_at(&mut self, thread: ThreadId) -> Result<i64, StoreError> {
        let at: Option<i64> = on!(self, |conn| sqlx::query_scalar(FIND_DRAWN_AT)
            .bind(thread.uuid())
            .fetch_optional(conn)
            .await)
        .during("find when a picture was drawn")?;
        Ok(at.unwrap_or(0))
    }

    /// How many people answered from one moment on and before another.
    async fn count_answered(
        &mut self,
        thread: ThreadId,
        after: i64,
        until: Instant,
    ) -> Result<i64, StoreError> {
        on!(self, |conn| sqlx::query_scalar(COUNT_ANSWERED)
            .bind(thread.uuid())
            .bind(after)
            .bind(until.micros())
            .fetch_one(conn)
            .await)
        .during("count answered since the picture")
    }

    /// The answers that were given before a moment.
    pub async fn list_answers(
        &mut self,
        thread: ThreadId,
        until: Instant,
    ) -> Result<Cast, StoreError> {
        let statements: Vec<(i64, bool)> = on!(self, |conn| sqlx::query_as(LIST_STATEMENT_NUMBERS)
            .bind(thread.uuid())
            .fetch_all(conn)
            .await)
        .during("list statement numbers")?;
        let rows: Vec<(i64, String)> = on!(self, |conn| sqlx::query_as(LIST_ANSWERS)
            .bind(thread.uuid())
            .bind(until.micros())
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
    /// Draws the picture anew if it is time to; says whether it did. What is dated `now`
    /// or later, by a server whose clock runs ahead, is neither in it nor counted: it
    /// would otherwise count twice, and the next picture could differ by one person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn draw_picture(&self, thread: &Thread, now: Instant) -> Result<bool, StoreError> {
        let mut snapshot = self.snapshot().await?;
        let mut conn = snapshot.conn();
        let before = conn.find_drawn_at(thread.id).await?;
        if conn.count_answered(thread.id, before, now).await? < ANSWERED_BY {
            return Ok(false);
        }
        let cast = conn.list_answers(thread.id, now).await?;
        let shown = conn.find_picture(thread.id).await?;
        drop(snapshot);
        let drawn = tokio::task::spawn_blocking(move || cast.picture(shown.as_ref(), now));
        // Only a server that stops cuts it off; the next answer draws it.
        let Ok(picture) = drawn.await else {
            return Ok(false);
        };
        transaction!(self, |tx| {
            let put = on!(tx, |conn| sqlx::query(PUT_PICTURE)
                .bind(thread.id.uuid())
                .bind(Json(&picture))
                .bind(now.micros())
                .bind(before)
                .execute(conn)
                .await
                .map(|done| done.rows_affected()))
            .during("put picture")?;
            if put > 0 {
                tx.raise_pulse(thread.id).await?;
            }
            Ok(put > 0)
        })
    }
}

reads! {
    find_picture(thread: ThreadId) -> Option<Picture>;
    list_answers(thread: ThreadId, before: Instant) -> Cast;
}
