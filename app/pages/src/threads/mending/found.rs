//! Something that was said, a post, a statement, an objection or a published reason, with
//! all that a page about it needs.

use domain::id::{PersonId, ThreadId};
use domain::instant::Instant;
use domain::thread::moderate::Said;
use store::Conn;
use store::threads::{Flagged, PostPhoto, Removal};

use crate::errors::PageError;

/// Something that was said.
pub(super) struct Found {
    /// Who said it; none where nobody knows.
    pub(super) author: Option<PersonId>,
    pub(super) words: String,
    pub(super) photos: Vec<PostPhoto>,
    /// When it was changed last.
    pub(super) corrected: Option<Instant>,
    pub(super) removal: Option<Removal>,
    pub(super) flagged: Option<Flagged>,
    /// To which decision it belongs, of objections and published reasons.
    pub(super) decision: Option<i64>,
}

/// Finds something that was said.
pub(super) async fn found(
    conn: &mut Conn<'_>,
    thread: ThreadId,
    number: i64,
    said: Said,
) -> Result<Found, PageError> {
    Ok(match said {
        Said::Post => {
            let post = conn.find_post(thread, number).await?;
            let post = post.ok_or(PageError::NotFound)?;
            Found {
                author: Some(post.facts.author),
                words: post.words,
                photos: post.photos,
                corrected: post.corrected.map(|(at, _)| at),
                removal: post.removal,
                flagged: post.flagged,
                decision: None,
            }
        }
        Said::Statement => {
            let all = conn.list_statements(thread, None).await?;
            let one = all.into_iter().find(|one| one.number == number);
            let one = one.ok_or(PageError::NotFound)?;
            Found {
                author: Some(one.author),
                words: one.words,
                photos: Vec::new(),
                corrected: None,
                removal: one.removal,
                flagged: one.flagged,
                decision: None,
            }
        }
        Said::Objection => {
            let one = conn.find_objected(thread, number).await?;
            let one = one.ok_or(PageError::NotFound)?;
            Found {
                author: Some(one.author),
                words: one.objection.reason,
                photos: Vec::new(),
                corrected: None,
                removal: one.removal,
                flagged: one.flagged,
                decision: Some(one.decision),
            }
        }
        Said::Reason => {
            let one = conn.find_reasoned(thread, number).await?;
            let one = one.ok_or(PageError::NotFound)?;
            Found {
                author: one.author,
                words: one.ballot.reason.unwrap_or_default(),
                photos: Vec::new(),
                corrected: None,
                removal: one.removal,
                flagged: one.flagged,
                decision: Some(one.decision),
            }
        }
    })
}
