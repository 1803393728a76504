//! Something that was said, a post or a statement, with all that a page about it needs.

use domain::id::{PersonId, ThreadId};
use domain::instant::Instant;
use domain::thread::moderate::Said;
use store::Conn;
use store::threads::{Flagged, PostPhoto, Removal};

use crate::errors::PageError;

/// Who said it, the words and photos, when it was changed last, its removal and its flags.
pub(super) type Found = (
    PersonId,
    String,
    Vec<PostPhoto>,
    Option<Instant>,
    Option<Removal>,
    Option<Flagged>,
);

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
            let corrected = post.corrected.map(|(at, _)| at);
            let author = post.facts.author;
            (
                author,
                post.words,
                post.photos,
                corrected,
                post.removal,
                post.flagged,
            )
        }
        Said::Statement => {
            let all = conn.list_statements(thread, None).await?;
            let one = all.into_iter().find(|one| one.number == number);
            let one = one.ok_or(PageError::NotFound)?;
            let photos = Vec::new();
            (
                one.author,
                one.words,
                photos,
                None,
                one.removal,
                one.flagged,
            )
        }
    })
}
