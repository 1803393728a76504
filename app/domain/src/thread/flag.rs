//! Flags: neighbours ask somebody to look at what was said. Enough households hide it
//! until then, for two days at most; when those are over is computed from dates, so
//! that nothing has to wake up for it.
//!
//! Who flagged is told to nobody, neither to who wrote it nor to who looks at it.

use super::moderate::is_own;
use super::{Refused, Thread};
use crate::body::{Body, BodyKind};
use crate::id::{BodyId, PersonId, PlaceId};
use crate::instant::Instant;
use crate::permission::{ThreadAct, may_in_thread, may_judge};
use crate::person::Actor;

/// So many verified households of the place hide something before anybody looked at it.
/// Accounts that nobody verified never do, however many there are.
pub const HOUSEHOLDS_TO_HIDE: i64 = 3;

/// It is hidden for so many hours at most, once.
pub const HIDDEN_HOURS: i64 = 48;

/// One person flags so many posts and statements of a thread in a day.
pub const MOST_FLAGS_A_DAY: i64 = 10;

/// How the flags on one post or statement stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// How many verified households of the place flag it.
    pub households: i64,
    /// Since when they are enough, or were for the first time.
    pub hidden_at: Option<Instant>,
    /// Whether somebody looked at it and let it stand.
    pub kept: bool,
}

impl Flags {
    /// The same with so many households now. The two days run from the first time that
    /// they are enough; what was let stand is not hidden again.
    #[must_use]
    pub fn counted(self, households: i64, now: Instant) -> Self {
        let enough = households >= HOUSEHOLDS_TO_HIDE && !self.kept;
        Self {
            households,
            hidden_at: self.hidden_at.or(enough.then_some(now)),
            kept: self.kept,
        }
    }

    /// Until when it is hidden, while it is.
    pub fn hidden_until(self, now: Instant) -> Option<Instant> {
        let until = self.hidden_at?.plus_minutes(HIDDEN_HOURS * 60);
        let hidden = !self.kept && self.households >= HOUSEHOLDS_TO_HIDE && now < until;
        hidden.then_some(until)
    }

    /// Whether everybody reads that it was let stand: where flags hid it before. Of one
    /// that hid nothing nobody else is to know.
    pub const fn is_kept_openly(self) -> bool {
        self.kept && self.hidden_at.is_some()
    }
}

/// Whether what is flagged is about the body that leads through the thread. `saying` of
/// the flags that wait say so, `before` is whether it was so before them, `decided`
/// whether anybody ever let it stand or removed it. It stays so: otherwise one more flag
/// that does not say it would give it back to that body. Only where all were taken back
/// before anybody decided, nothing was said.
pub const fn is_about(before: bool, saying: i64, waiting: i64, decided: bool) -> bool {
    saying > 0 || (before && (waiting > 0 || decided))
}

/// Whether `judge`, to whom went what is about `own`, still looks at it: a body that is in
/// service and has members; the steward always does.
pub fn still_judges(judge: Option<BodyId>, own: BodyId, bodies: &[Body]) -> bool {
    judge.is_none_or(|judge| {
        let mut there = bodies.iter().filter(|body| body.id == judge);
        judge != own && there.any(|body| body.in_service && body.members > 0)
    })
}

/// What is known before somebody flags something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Before {
    /// Who said it; `None` where nobody knows.
    pub author: Option<PersonId>,
    /// Whether it was removed, or put back after an appeal and not changed since.
    pub removed: bool,
    /// Whether this person flags it already.
    pub flagged: bool,
    /// How many they flagged in this thread in the last day.
    pub lately: i64,
}

/// Whether `actor` may flag something.
///
/// # Errors
/// A [`Refused`] that says why not.
pub fn may_flag(thread: &Thread, actor: &Actor, before: Before) -> Result<(), Refused> {
    may_in_thread(actor, ThreadAct::Flag, thread)?;
    if is_own(actor, before.author) {
        return Err(Refused::OwnWords);
    }
    if before.removed {
        return Err(Refused::RemovedBefore);
    }
    if before.flagged {
        return Err(Refused::FlaggedBefore);
    }
    if before.lately >= MOST_FLAGS_A_DAY {
        return Err(Refused::FlagsTooMany);
    }
    Ok(())
}

/// Whether `actor` may let stand what others flagged; gives the body they act for.
/// `open` says whether anybody waits for it. Nobody decides about their own words.
///
/// # Errors
/// A [`Refused`] that says why not.
pub fn may_keep(
    thread: &Thread,
    actor: &Actor,
    author: Option<PersonId>,
    judge: Option<BodyId>,
    open: bool,
) -> Result<Option<BodyId>, Refused> {
    let body = may_judge(actor, judge, thread)?;
    if is_own(actor, author) {
        return Err(Refused::OwnWords);
    }
    if !open {
        return Err(Refused::NotFlagged);
    }
    Ok(body)
}

/// Who looks at flags about `own`, a body of residents, or about its members: the
/// body of residents of the next place by address under the same parent, the first
/// one after the last. `home` is the address of its own place, `siblings` are the places
/// beside it. `None` where no such body has members: then the steward does.
pub fn elsewhere(
    own: BodyId,
    home: &str,
    siblings: &[(String, PlaceId)],
    bodies: &[Body],
) -> Option<BodyId> {
    let serves = |place: PlaceId| {
        let mut fit: Vec<&Body> = bodies
            .iter()
            .filter(|body| body.id != own && body.kind == BodyKind::SelfGovernance)
            .filter(|body| body.members > 0 && body.in_service && body.places.contains(&place))
            .collect();
        fit.sort_by(|a, b| a.key.cmp(&b.key));
        fit.first().map(|body| body.id)
    };
    let mut around: Vec<&(String, PlaceId)> = siblings
        .iter()
        .filter(|(slug, _)| slug.as_str() != home)
        .collect();
    around.sort_by_key(|(slug, _)| (slug.as_str() < home, slug.as_str()));
    around.into_iter().find_map(|(_, place)| serves(*place))
}
