//! One page of the posts of a thread, by the keys of their order: root and number.

use domain::reference::Reference;
use store::threads::Post;

use super::page::SHOWN;
use crate::routes;

/// The posts of a page, and what lies around them.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// The posts, in order.
    pub(super) posts: Vec<Post>,
    /// The spot of the last post before them, if there is one.
    before: Option<(i64, i64)>,
    /// Whether there are more after them.
    more: bool,
}

fn spot(post: &Post) -> (i64, i64) {
    (post.facts.root, post.facts.number)
}

impl Part {
    /// What follows `after`, of one post more than is shown.
    pub(super) fn from(mut posts: Vec<Post>, after: Option<(i64, i64)>) -> Self {
        let more = posts.len() > SHOWN;
        posts.truncate(SHOWN);
        Self {
            posts,
            before: after,
            more,
        }
    }

    /// What goes before a later page, of one post more than is shown.
    pub(super) fn until(mut posts: Vec<Post>) -> Self {
        let before = (posts.len() > SHOWN).then(|| spot(&posts.remove(0)));
        Self {
            posts,
            before,
            more: true,
        }
    }

    /// Whether they are all there are.
    pub(super) const fn is_all(&self) -> bool {
        self.before.is_none() && !self.more
    }

    /// The address of the posts before them.
    pub(super) fn previous(&self, thread: Reference) -> Option<String> {
        let (root, number) = self.before?;
        let here = routes::thread(thread);
        Some(format!("{here}?before={root}.{number}#posts"))
    }

    /// The address of the posts after them.
    pub(super) fn next(&self, thread: Reference) -> Option<String> {
        let (root, number) = self.posts.last().filter(|_| self.more).map(spot)?;
        let here = routes::thread(thread);
        Some(format!("{here}?after={root}.{number}#posts"))
    }
}
