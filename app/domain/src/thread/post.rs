//! What people say in a thread: posts with one level of answers, ordered by time.

use super::calm::may_write;
use super::{Refused, Thread};
use crate::id::{BodyId, PersonId};
use crate::instant::Instant;
use crate::permission::{ThreadAct, may_in_thread};
use crate::person::Actor;

/// Within so many seconds what one wrote is simply replaced; later a correction shows.
pub const EDIT_SECONDS: i64 = 300;

/// One person writes at most so many posts in a thread in [`SPAN_SECONDS`].
pub const MOST_IN_SPAN: i64 = 10;

/// One post has at most so many photos.
pub const MOST_PHOTOS: usize = 4;

/// Ten minutes.
pub const SPAN_SECONDS: i64 = 600;

/// A post as rules need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PostFacts {
    /// Who wrote it.
    pub author: PersonId,
    /// The number of the post that begins its conversation: its own, or that of the
    /// post it answers.
    pub root: i64,
    /// Its own number.
    pub number: i64,
    /// When.
    pub at: Instant,
}

/// What somebody wrote lately in a thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lately {
    /// How many posts in the last [`SPAN_SECONDS`].
    pub count: i64,
    /// When they wrote the last one, whenever that was.
    pub last: Option<Instant>,
}

/// Whether `actor` may write now; gives the body they speak for. `lately` is what they
/// wrote; `answers` is the post they answer.
///
/// # Errors
/// A [`Refused`] that says why not.
pub fn may_post(
    thread: &Thread,
    actor: &Actor,
    lately: Lately,
    answers: Option<PostFacts>,
    now: Instant,
) -> Result<Option<BodyId>, Refused> {
    let body = may_in_thread(actor, ThreadAct::Post, thread)?;
    if answers.is_some_and(|post| post.root != post.number) {
        return Err(Refused::ReplyToReply);
    }
    may_write(thread, lately.last, now)?;
    if lately.count >= MOST_IN_SPAN {
        return Err(Refused::PostsTooMany);
    }
    Ok(body)
}

/// Whether `new` words are the last post of their writer once more: a form that was sent
/// again after the browser's "Back" has a new key, but says the same in the same place.
/// Later, or with a word changed, it is meant. `answers` is the post they answer.
pub fn is_sent_again(
    last: PostFacts,
    said: &str,
    answers: Option<i64>,
    new: &str,
    now: Instant,
) -> bool {
    let place = (last.root != last.number).then_some(last.root);
    now.seconds_since(last.at) < SPAN_SECONDS && place == answers && said == new
}

/// Whether a post may have so many photos.
///
/// # Errors
/// [`Refused::PhotosMany`].
pub const fn check_photos(count: usize) -> Result<(), Refused> {
    if count > MOST_PHOTOS {
        return Err(Refused::PhotosMany);
    }
    Ok(())
}

/// How a correction shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correction {
    /// Not at all: it is as if it had been written so.
    Silent,
    /// The first wording stays beside it.
    Visible,
}

/// Whether `actor` may change what they wrote, and how that shows. `noticed` says whether
/// flags ever hid it, or somebody removed it: then what stood there stays beside it. A flag
/// that hides nothing must not show, neither to its author nor to others.
///
/// # Errors
/// A [`Refused`] that says why not.
pub fn may_correct(
    thread: &Thread,
    actor: &Actor,
    post: PostFacts,
    noticed: bool,
    now: Instant,
) -> Result<Correction, Refused> {
    may_in_thread(actor, ThreadAct::Correct, thread)?;
    if actor.person().map(|person| person.id) != Some(post.author) {
        return Err(Refused::NotOwnPost);
    }
    Ok(if !noticed && now.seconds_since(post.at) < EDIT_SECONDS {
        Correction::Silent
    } else {
        Correction::Visible
    })
}
