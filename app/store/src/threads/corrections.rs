//! Correcting a post: at first as if it had been so, later with what stood there before.

use domain::instant::Instant;
use domain::person::Actor;
use domain::reference::Reference;
use domain::text::Words;
use domain::thread::Refused;
use domain::thread::post::{Correction, may_correct};

use super::ThreadError;
use crate::Store;
use crate::engine::connection::{on, transaction};
use crate::error::During as _;
use crate::statements::sql;

sql! {
    // Every wording that others may have read or flagged stays, the oldest first.
    CORRECT_POST = "UPDATE posts SET words = $3, html = $4,
            corrected_at = COALESCE($5, corrected_at),
            first_html = CASE WHEN $5 IS NULL THEN first_html ELSE COALESCE(first_html || '<hr>', '') || html END
        WHERE thread = $1 AND number = $2";
}

/// So many bytes of earlier wordings stand beside a post before it can be changed no more.
const MOST_BEFORE: usize = 32_768;

impl Store {
    /// Corrects a post: at first silently, later so that everybody sees it.
    ///
    /// # Errors
    /// As [`Store::write_post`].
    pub async fn correct_post(
        &self,
        reference: Reference,
        number: i64,
        words: &Words,
        html: &str,
        actor: &Actor,
        now: Instant,
    ) -> Result<(), ThreadError> {
        transaction!(self, throws ThreadError, |tx| {
            let thread = tx.lock_thread(reference).await?.ok_or(ThreadError::NotFound)?;
            let post = tx.conn().find_post(thread.id, number).await?;
            let post = post.ok_or(Refused::PostUnknown)?;
            if post.removal.as_ref().is_some_and(|removal| !removal.restored) {
                return Err(Refused::RemovedBefore.into());
            }
            let correction = may_correct(&thread, actor, post.facts, post.is_noticed(), now)?;
            if post.words == words.as_str() {
                return Err(Refused::NothingChanged.into());
            }
            let before = post.corrected.as_ref().map_or(0, |(_, before)| before.len());
            if correction == Correction::Visible && before > MOST_BEFORE {
                return Err(Refused::CorrectedTooOften.into());
            }
            let corrected_at = (correction == Correction::Visible).then_some(now.micros());
            on!(tx, |conn| sqlx::query(CORRECT_POST)
                .bind(thread.id.uuid())
                .bind(number)
                .bind(words.as_str())
                .bind(html)
                .bind(corrected_at)
                .execute(conn)
                .await
                .map(drop))
            .during("correct post")?;
            Ok(tx.raise_pulse(thread.id).await?)
        })
    }
}
