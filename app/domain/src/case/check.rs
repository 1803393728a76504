//! What a holder has to check before it does anything else (DESIGN section 5).
//!
//! A case that goes past a body because it is said to concern that body is looked
//! at first: is it so? If not, its author chooses: that body without the name, or
//! to take it back; silence leaves it where it is. And when the body on duty
//! regraded a danger, its author may contest that: the next tier looks at it, and
//! silence favours the resident.
//!
//! A check counts as hearing the case, is owed within one working day of whoever
//! has it, and goes up by the clock like everything that is owed.

use serde::{Deserialize, Serialize};

use crate::body::Body;
use crate::calendar::WorkingCalendar;
use crate::case::event::{DangerAgain, Event};
use crate::case::refused::Refused;
use crate::case::surroundings::{Move, Then, Unfolding, route_input};
use crate::case::{Case, Command, correct, deliberate, hear};
use crate::charter::{Charter, Urgency};
use crate::clock;
use crate::id::BodyId;
use crate::instant::Instant;
use crate::permission::Action;
use crate::routing::{self, Ground, RouteInput};
use crate::text::Sentence;

/// Within how many working days the holder checks.
const CHECK_WORKING_DAYS: i64 = 1;

/// For how many days its author can contest that a danger was regraded.
const CONTEST_DAYS: i64 = 30;

/// What stands between a case and everything else that could be done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "check", rename_all = "kebab-case")]
pub enum Check {
    /// The holder says whether the concern is about the body that it went past.
    Conflict {
        /// Which.
        about: BodyId,
    },
    /// It is not: the author chooses.
    AuthorChooses {
        /// Whether that body has it.
        about: BodyId,
    },
    /// The holder says whether someone may be hurt after all.
    Regrade {
        /// Who regraded it, and has it again if so.
        duty: BodyId,
    },
}

/// A danger that was regraded, while its author can contest that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Regraded {
    /// By whom.
    pub by: BodyId,
    /// Until when.
    pub contest_until: Instant,
}

impl Check {
    /// Whether the holder owes it, and has to hear the case by it.
    pub const fn is_owed(self) -> bool {
        match self {
            Self::Conflict { .. } | Self::Regrade { .. } => true,
            Self::AuthorChooses { .. } => false,
        }
    }

    /// Why a command is not carried out before; `None` if it is.
    pub(super) const fn bars(self, command: &Command) -> Option<Refused> {
        match command {
            Command::Hand { handing } if handing.waits_for_no_check() => None,
            other => self.comes_before(other.action()),
        }
    }

    /// Why nothing of this kind is done before; `None` if it can be.
    pub const fn comes_before(self, action: Action) -> Option<Refused> {
        match (self, action) {
            (
                Self::Conflict { .. },
                Action::Hear
                | Action::Settle
                | Action::HandUp
                | Action::HandBack
                | Action::HandAcross
                | Action::AskTable
                | Action::ProposeMerge,
            ) => Some(Refused::ConflictUnchecked),
            (
                Self::Regrade { .. },
                Action::Hear
                | Action::Settle
                | Action::HandUp
                | Action::HandBack
                | Action::HandAcross
                | Action::AskTable
                | Action::ProposeMerge,
            ) => Some(Refused::RegradeUnchecked),
            (
                Self::AuthorChooses { .. },
                Action::AnswerQuestion
                | Action::Plan
                | Action::ReportDone
                | Action::Decline
                | Action::HandUp
                | Action::HandBack
                | Action::HandAcross
                | Action::AskUp
                | Action::AskTable
                | Action::ProposeMerge,
            ) => Some(Refused::AuthorChooses),
            _ => None,
        }
    }
}

/// By when somebody with this calendar has checked what came now.
pub(super) fn due(calendar: &WorkingCalendar, now: Instant) -> Instant {
    calendar.add_working_days(now, CHECK_WORKING_DAYS)
}

/// Until when it can be contested that a danger was regraded to `urgency`;
/// `None` if nothing was.
pub(super) fn contest_until(case: &Unfolding<'_>, urgency: Urgency) -> Option<Instant> {
    let danger = case.case.concern.urgency == Urgency::Danger;
    let by_duty = case.holder().calendar.duty && case.person() != case.case.author;
    let regraded = danger && by_duty && urgency != Urgency::Danger;
    regraded.then(|| case.around.now.plus_days(CONTEST_DAYS))
}

/// The holder says whether the concern is about the body that it went past.
pub(super) fn check_conflict(
    case: &mut Unfolding<'_>,
    found: bool,
    words: &Sentence,
) -> Result<(), Refused> {
    if !matches!(case.case.check, Some(Check::Conflict { .. })) {
        return Err(Refused::NothingToCheck);
    }
    let asks = !found && case.case.speaker().is_some();
    let (calendar, used) = (
        &case.holder().calendar,
        case.case.holding.waits.working_minutes,
    );
    let choose_by = asks.then(|| clock::lapse_of_question(calendar, case.around.now, used));
    case.record(Event::ConflictChecked {
        found,
        words: words.clone(),
        choose_by,
    });
    Ok(())
}

/// The author lets that body have it, without their name.
pub(super) fn go_unnamed(case: &mut Unfolding<'_>) -> Result<(), Refused> {
    if !matches!(case.case.check, Some(Check::AuthorChooses { .. })) {
        return Err(Refused::NothingToChoose);
    }
    let charter = case.around.charter;
    let to = unnamed_to(&case.case, charter, case.around.bodies, case.around.now);
    let to = to.ok_or(Refused::CannotTakeIt)?;
    case.move_to(to, Move::on(Ground::NoConflict, None, Then::StartsOver));
    Ok(())
}

/// Who has the case if its author lets it go where it would have gone: the body
/// that it went past, or else where its kind starts. `None` if nobody but the
/// holder could take it, or nothing is to be chosen.
pub fn unnamed_to<'a>(
    case: &Case,
    charter: &Charter,
    bodies: &'a [Body],
    now: Instant,
) -> Option<&'a Body> {
    let concern = &case.concern;
    let Some(Check::AuthorChooses { about }) = case.check else {
        return None;
    };
    let category = concern.line(charter)?;
    let of = |id: BodyId| bodies.iter().find(|body| body.id == id);
    let others: Vec<BodyId> = concern.concerned().to_vec();
    let others: Vec<BodyId> = others.into_iter().filter(|one| *one != about).collect();
    let input = RouteInput {
        about: Some(&others),
        ..route_input(concern)
    };
    let route = || routing::route(input, bodies, charter, now).ok();
    let that = of(about).filter(|body| correct::fits(body, &category, concern));
    let to = that.or_else(|| route().and_then(|route| of(route.holder)))?;
    (to.id != case.holding.holder).then_some(to)
}

/// The author contests that a danger was regraded: the next tier looks at it.
pub(super) fn contest(case: &mut Unfolding<'_>, reason: &Sentence) -> Result<(), Refused> {
    let regraded = case.case.regraded.ok_or(Refused::NothingToContest)?;
    if case.around.now > regraded.contest_until {
        return Err(Refused::NothingToContest);
    }
    let above = case.above().filter(|above| above.takes_cases());
    hear::go_on_without_answer(case);
    case.record(Event::RegradeContested {
        reason: reason.clone(),
        duty: regraded.by,
        alone: above.is_none(),
    });
    let Some(above) = above else {
        // Nobody could look at it, so nobody can say that it is no danger: it is one
        // again at once, and that nobody could stands on the list of gaps.
        return check_regrade(case, true, None);
    };
    let ground = Ground::RegradeContested;
    case.move_to(above, Move::on(ground, None, Then::StartsOver));
    Ok(())
}

/// The holder says whether someone may be hurt after all, or (without words) its
/// silence does. If so, the body on duty has it again.
pub(super) fn check_regrade(
    case: &mut Unfolding<'_>,
    danger: bool,
    words: Option<&Sentence>,
) -> Result<(), Refused> {
    let Some(Check::Regrade { duty }) = case.case.check else {
        return Err(Refused::NothingToCheck);
    };
    let again = danger.then(|| danger_again(case));
    case.record(Event::RegradeChecked {
        words: words.cloned(),
        danger: again,
    });
    if !danger {
        return Ok(());
    }
    deliberate::leave_if_unfit(case);
    if let Some(to) = on_duty(case, duty) {
        case.move_to(to, Move::on(Ground::Danger, None, Then::StartsOver));
    }
    Ok(())
}

/// The dates of a danger: what was owed is not owed later than before, nor before
/// it is heard.
fn danger_again(case: &Unfolding<'_>) -> DangerAgain {
    let (_, plan_before) = correct::owed(&case.case.stage);
    let (calendar, now) = (&case.holder().calendar, case.around.now);
    let danger = Urgency::Danger;
    let resident_due = clock::resident_due(danger, calendar, case.case.filed_at);
    let heard_due = clock::due_heard(danger, calendar, now);
    DangerAgain {
        heard_due,
        plan_due: clock::due_plan(danger, calendar, now).min(plan_before.max(heard_due)),
        resident_due: resident_due.min(case.case.own_resident_due),
    }
}

/// The body on duty that has it again: who regraded it, or another; `None` if the
/// holder keeps a duty itself, or nobody does.
fn on_duty<'a>(case: &Unfolding<'a>, before: BodyId) -> Option<&'a Body> {
    let holder = case.holder();
    if holder.calendar.duty {
        return None;
    }
    let concerned = case.case.concern.concerned();
    let fit =
        |body: &&Body| body.takes_cases() && body.calendar.duty && !concerned.contains(&body.id);
    let above = || {
        let input = route_input(&case.case.concern);
        let duty = routing::duty_above(holder, input, case.around.bodies, case.around.charter);
        duty.and_then(|body| case.body(body))
    };
    case.body(before).filter(fit).or_else(above)
}
