//! Taking what somebody said out of sight: the rule is named, its author sees what and
//! why and can appeal once, and another person answers. The original is kept.

use super::{Refused, Thread};
use crate::case::Rule;
use crate::codes::codes;
use crate::id::{BodyId, PersonId};
use crate::permission::may_judge;
use crate::person::Actor;

/// What can be taken out of sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Said {
    /// A post.
    Post,
    /// A statement.
    Statement,
    /// An objection to a decision while it is open; who objected is told to nobody.
    Objection,
    /// A reason as it is published once a decision is closed. Who gave it nobody knows, but
    /// where names were announced.
    Reason,
}

codes!(Said, 4: Post = "post", Statement = "statement", Objection = "objection", Reason = "reason");

/// A published reason is known in its thread by the number of its decision, so many times,
/// and the position of its ballot: see [`reason_number`].
pub const REASONS_EACH: i64 = 1_000_000;

/// The number by which the reason of a published ballot is known in its thread, the same for
/// good: decisions and ballots are numbered from 1 on, and neither is ever numbered anew.
/// `None` for what is no decision or ballot, or too large; [`ballot_of_reason`] is the way back.
pub fn reason_number(decision: i64, position: i64) -> Option<i64> {
    if decision < 1 || !(1..REASONS_EACH).contains(&position) {
        return None;
    }
    decision.checked_mul(REASONS_EACH)?.checked_add(position)
}

/// The decision of the thread and the position of the ballot in it whose reason has this
/// number; `None` where no reason can have it.
pub fn ballot_of_reason(number: i64) -> Option<(i64, i64)> {
    let (decision, position) = (number / REASONS_EACH, number % REASONS_EACH);
    (decision >= 1 && position >= 1).then_some((decision, position))
}

/// Whether `actor` said it. What nobody is known to have said is nobody's own.
pub fn is_own(actor: &Actor, author: Option<PersonId>) -> bool {
    let person = actor.person().map(|person| person.id);
    author.is_some() && person == author
}

/// How a removal stands.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each of the four is a fact of its own, and rules look at one or two of them"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Who removed it.
    pub by: PersonId,
    /// Who answers an appeal: see [`may_judge`].
    pub judge: Option<BodyId>,
    /// Whether its author appealed.
    pub appealed: bool,
    /// Whether somebody answered that.
    pub answered: bool,
    /// Whether it stands there again.
    pub restored: bool,
    /// Whether its author changed it since the appeal was answered.
    pub rewritten: bool,
}

impl Standing {
    /// Whether it is judged as if it had never been: an appeal put back what it said then,
    /// and it says something else now.
    pub const fn is_anew(self) -> bool {
        self.restored && self.rewritten
    }
}

/// Whether `actor` may take something out of sight that `author` said; gives the body
/// they act for. `judge` is who decides about it. Everybody takes their own words back
/// while they stand there, and says so by that rule, but an objection with their answer:
/// that they removed it themselves would stay beside it. What an appeal put back others
/// leave alone, unless it was changed since.
///
/// # Errors
/// A [`Refused`] that says why not.
pub fn may_remove(
    thread: &Thread,
    actor: &Actor,
    (said, author): (Said, Option<PersonId>),
    rule: Rule,
    judge: Option<BodyId>,
    before: Option<Standing>,
) -> Result<Option<BodyId>, Refused> {
    let body = if rule == Rule::OwnWish {
        if !is_own(actor, author) {
            return Err(Refused::NotOwnPost);
        }
        if said == Said::Objection {
            return Err(Refused::ObjectionByAnswer);
        }
        None
    } else {
        may_judge(actor, judge, thread)?
    };
    let free = |before: Standing| before.is_anew() || (before.restored && rule == Rule::OwnWish);
    if before.is_some_and(|before| !free(before)) {
        return Err(Refused::RemovedBefore);
    }
    Ok(body)
}

/// Whether `actor` may appeal: once, who said it, and not against their own wish. Where
/// nobody knows who said it, nobody may.
///
/// # Errors
/// A [`Refused`] that says why not.
pub fn may_appeal(
    actor: &Actor,
    author: Option<PersonId>,
    standing: Standing,
) -> Result<(), Refused> {
    if !is_own(actor, author) {
        return Err(Refused::NotOwnPost);
    }
    if author == Some(standing.by) || standing.appealed {
        return Err(Refused::NoAppeal);
    }
    Ok(())
}

/// Whether `actor` may answer an appeal: not who removed it, nor who said it.
///
/// # Errors
/// A [`Refused`] that says why not.
pub fn may_answer(
    thread: &Thread,
    actor: &Actor,
    author: Option<PersonId>,
    standing: Standing,
) -> Result<(), Refused> {
    may_judge(actor, standing.judge, thread)?;
    if !standing.appealed || standing.answered {
        return Err(Refused::NoAppeal);
    }
    let who = actor.person().map(|person| person.id);
    if who == Some(standing.by) || is_own(actor, author) {
        return Err(Refused::SamePerson);
    }
    Ok(())
}
