//! Correcting a post: at first as if it had been so, later with what stood there before.
//! Who decides about flags reads what was flagged in either case.

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
    CORRECT_POST = "UPDATE posts SET words = $3, html = $4, corrected_at = COALESCE($5, corrected_at), first_html = $6
        WHERE thread = $1 AND number = $2";
}

/// So many bytes of earlier wordings stand beside a post before it can be changed no more.
const MOST_BEFORE: usize = 32_768;

/// Stands in the column after the wordings that only who decides reads. Nothing that
/// people write becomes a comment of HTML.
const FOR_WHO_DECIDES: &str = "<!--for-who-decides-->";

/// Every wording of a post that others may have read or flagged, as HTML, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Earlier {
    /// What was flagged and changed before anybody else was to notice that.
    pub(super) flagged: Option<String>,
    /// What everybody reads beside the last wording.
    pub(super) open: Option<String>,
}

impl Earlier {
    /// Reads the column of both.
    pub(super) fn read(column: Option<String>) -> Self {
        let column = column.unwrap_or_default();
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        match column.split_once(FOR_WHO_DECIDES) {
            Some((flagged, open)) => Self {
                flagged: some(flagged),
                open: some(open),
            },
            None => Self {
                flagged: None,
                open: some(&column),
            },
        }
    }

    /// The column of both.
    fn column(self) -> Option<String> {
        let Some(flagged) = self.flagged else {
            return self.open;
        };
        let open = self.open.unwrap_or_default();
        Some(format!("{flagged}{FOR_WHO_DECIDES}{open}"))
    }

    /// The same with the wording that stood there until now; `flagged` says whether anybody
    /// ever flagged it.
    fn with(self, html: &str, correction: Correction, flagged: bool) -> Self {
        match correction {
            Correction::Visible => Self {
                open: Some(joined(self.open, html)),
                ..self
            },
            // Where there is too much of it, what was flagged first stays: a refusal would
            // tell that somebody flagged it.
            Correction::Silent if flagged && length(self.flagged.as_ref()) <= MOST_BEFORE => Self {
                flagged: Some(joined(self.flagged, html)),
                ..self
            },
            Correction::Silent => self,
        }
    }
}

fn joined(before: Option<String>, html: &str) -> String {
    before.map_or_else(|| html.to_owned(), |before| format!("{before}<hr>{html}"))
}

fn length(before: Option<&String>) -> usize {
    before.map_or(0, String::len)
}

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
            let earlier = Earlier { flagged: post.as_flagged, open: post.corrected.map(|(_, before)| before) };
            if correction == Correction::Visible && length(earlier.open.as_ref()) > MOST_BEFORE {
                return Err(Refused::CorrectedTooOften.into());
            }
            let earlier = earlier.with(&post.html, correction, post.flagged.is_some());
            let corrected_at = (correction == Correction::Visible).then_some(now.micros());
            on!(tx, |conn| sqlx::query(CORRECT_POST)
                .bind(thread.id.uuid())
                .bind(number)
                .bind(words.as_str())
                .bind(html)
                .bind(corrected_at)
                .bind(earlier.column())
                .execute(conn)
                .await
                .map(drop))
            .during("correct post")?;
            Ok(tx.raise_pulse(thread.id).await?)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(column: &str) -> Earlier {
        Earlier::read(Some(column.to_owned()))
    }

    #[test]
    fn what_was_flagged_stands_apart_from_what_everybody_reads() {
        let (silent, visible) = (Correction::Silent, Correction::Visible);
        let none = Earlier::read(None);
        assert_eq!(none.clone().with("<p>a</p>", silent, false).column(), None);
        let flagged = none.with("<p>a</p>", silent, true);
        let column = flagged.clone().column().unwrap();
        assert_eq!(read(&column), flagged);
        assert_eq!(flagged.flagged.as_deref(), Some("<p>a</p>"));
        assert_eq!(flagged.open, None);
        let later = flagged.with("<p>b</p>", visible, true);
        let later = read(&later.column().unwrap()).with("<p>c</p>", visible, true);
        assert_eq!(later.flagged.as_deref(), Some("<p>a</p>"));
        assert_eq!(later.open.as_deref(), Some("<p>b</p><hr><p>c</p>"));
        assert_eq!(read(&later.clone().column().unwrap()), later);
    }

    #[test]
    fn what_was_corrected_before_there_were_two_sorts_is_open() {
        let before = "<p>a</p><hr><p>b</p>";
        assert_eq!(read(before).open.as_deref(), Some(before));
        assert_eq!(read(before).column().as_deref(), Some(before));
    }

    #[test]
    fn of_too_much_that_was_flagged_the_first_stays() {
        let long = "a".repeat(MOST_BEFORE + 1);
        let full = Earlier::default().with(&long, Correction::Silent, true);
        assert_eq!(full.clone().with("b", Correction::Silent, true), full);
    }
}
