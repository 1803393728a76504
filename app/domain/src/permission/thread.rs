//! Who may do what in a thread. Everybody reads one; who has a confirmed account
//! speaks and answers; the body that leads through it says how it goes on.

use super::{Denied, confirmed, ensure};
use crate::body::BodyKind;
use crate::challenge::Challenge;
use crate::id::BodyId;
use crate::person::Actor;
use crate::thread::{Refused, Step, Thread};

/// Something that somebody tries to do in a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ThreadAct {
    /// Go on to a later step.
    Move,
    /// Give it more time.
    Extend,
    /// Write down what was agreed.
    Agree,
    /// End it without an agreement.
    Close,
    /// Say something.
    Post,
    /// Correct what one said.
    Correct,
    /// Answer a statement, or take the answer back.
    Answer,
    /// Add a statement.
    AddStatement,
    /// Take something out of sight, or answer an appeal against that.
    Moderate,
    /// Ask somebody to look at what was said.
    Flag,
    /// Say how often one person may write.
    Slow,
    /// Close it to new posts for some hours.
    Cool,
    /// Correct what it is called and what it is about.
    Retell,
}

impl ThreadAct {
    /// All acts, in the order of the printed grid.
    pub const ALL: [Self; 13] = [
        Self::Move,
        Self::Extend,
        Self::Agree,
        Self::Close,
        Self::Post,
        Self::Correct,
        Self::Answer,
        Self::AddStatement,
        Self::Moderate,
        Self::Flag,
        Self::Slow,
        Self::Cool,
        Self::Retell,
    ];

    /// The stable code, as it stands in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Move => "move",
            Self::Extend => "extend",
            Self::Agree => "agree",
            Self::Close => "close",
            Self::Post => "post",
            Self::Correct => "correct",
            Self::Answer => "answer",
            Self::AddStatement => "add-statement",
            Self::Moderate => "moderate",
            Self::Flag => "flag",
            Self::Slow => "slow",
            Self::Cool => "cool",
            Self::Retell => "retell",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// Whether only the body that leads through the thread does it.
    const fn is_for_body(self) -> bool {
        matches!(
            self,
            Self::Move
                | Self::Extend
                | Self::Agree
                | Self::Close
                | Self::Moderate
                | Self::Slow
                | Self::Cool
                | Self::Retell
        )
    }
}

/// Whether `actor` may act for `body`: they have a seat there and a confirmed account.
///
/// # Errors
/// A [`Denied`] that says why not.
pub fn leads(actor: &Actor, body: BodyId) -> Result<(), Denied> {
    ensure(!matches!(actor, Actor::Clock), Denied::NotForClock)?;
    let person = confirmed(actor)?;
    ensure(person.office_in(body).is_some(), Denied::NotMember)
}

/// Whether `actor` may open a thread about `challenge`, and for which body: the convener,
/// or the first of theirs at its joint table. A partner leads through none.
///
/// # Errors
/// A [`Refused`] that says why not.
pub fn opens_on(actor: &Actor, challenge: &Challenge) -> Result<BodyId, Refused> {
    ensure(!matches!(actor, Actor::Clock), Denied::NotForClock)?;
    let person = confirmed(actor)?;
    let seats = challenge.seats.iter().map(|seat| seat.body);
    let leads = |body: &BodyId| {
        let office = person.office_in(*body);
        office.is_some_and(|office| office.kind != BodyKind::Partner)
    };
    let body = std::iter::once(challenge.convener).chain(seats).find(leads);
    let body = body.ok_or(Denied::NotMember)?;
    if challenge.is_open() {
        Ok(body)
    } else {
        Err(Refused::ChallengeClosed)
    }
}

/// Whether `actor` may do `act`, and for which body: that of the thread for its
/// members, `None` for everybody else, who speak for themselves.
///
/// # Errors
/// A [`Refused`] that says why not.
pub fn may_in_thread(
    actor: &Actor,
    act: ThreadAct,
    thread: &Thread,
) -> Result<Option<BodyId>, Refused> {
    ensure(!matches!(actor, Actor::Clock), Denied::NotForClock)?;
    let person = confirmed(actor)?;
    let body = person.office_in(thread.body).map(|_| thread.body);
    if act.is_for_body() {
        ensure(body.is_some(), Denied::NotMember)?;
    }
    // What should not be seen can be taken out after the end, too.
    if !thread.is_open() && !matches!(act, ThreadAct::Moderate | ThreadAct::Flag) {
        return Err(Refused::ThreadOver);
    }
    let weighs = thread.step() == Some(Step::Weigh);
    match act {
        // Statements are collected while people still talk, and answered later.
        ThreadAct::AddStatement if thread.step() == Some(Step::Decide) => Err(Refused::NotWeighing),
        ThreadAct::Answer if !weighs => Err(Refused::NotWeighing),
        _ => Ok(body),
    }
}

/// Whether `actor` may decide about what was flagged, and for which body. `judge` is who
/// looks at it: the body that leads through the thread, another one where it is about
/// that body or its members, and the steward where there is none (`None`). Those whom
/// it is about decide nothing of it, whatever else they are.
///
/// # Errors
/// A [`Refused`] that says why not.
pub fn may_judge(
    actor: &Actor,
    judge: Option<BodyId>,
    thread: &Thread,
) -> Result<Option<BodyId>, Refused> {
    if judge == Some(thread.body) {
        return may_in_thread(actor, ThreadAct::Moderate, thread);
    }
    ensure(!matches!(actor, Actor::Clock), Denied::NotForClock)?;
    let person = confirmed(actor)?;
    if person.office_in(thread.body).is_some() {
        return Err(Refused::AboutBody);
    }
    match judge {
        Some(body) => ensure(person.office_in(body).is_some(), Denied::NotMember)?,
        None => ensure(person.steward, Denied::NotSteward)?,
    }
    Ok(judge)
}

#[cfg(test)]
mod tests;
