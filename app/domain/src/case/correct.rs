//! Correcting place, category or urgency. A correction that changes the holder
//! is a hand-over, of which there are two at most, unless it turns out that
//! someone may be hurt; lowering the urgency needs the author's yes, except at a
//! duty body that regrades a danger, and so does telling another body of a
//! private case; no correction lengthens a clock.

use serde::{Deserialize, Serialize};

use crate::body::{Body, BodyKind};
use crate::case::command::Proposal;
use crate::case::concern::{Concern, Point};
use crate::case::deliberate;
use crate::case::event::{By, Event};
use crate::case::holding::HAND_OVERS;
use crate::case::refused::Refused;
use crate::case::stage::Stage;
use crate::case::surroundings::{Move, Surroundings, Then, Unfolding, route_input};
use crate::case::{Case, check};
use crate::charter::{Category, Charter, Urgency};
use crate::clock;
use crate::id::{BodyId, PlaceId};
use crate::instant::Instant;
use crate::routing::{self, Ground, RouteRefused};
use crate::text::Sentence;

/// Where it really is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceCorrection {
    /// The place.
    pub place: PlaceId,
    /// That place, then the places it lies in, up to the root.
    pub place_path: Vec<PlaceId>,
    /// The exact spot, if known.
    pub point: Option<Point>,
}

/// What is put right; at least one of the three.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Where it is.
    pub place: Option<PlaceCorrection>,
    /// The key of the right category; brings that category's urgency with it.
    pub category: Option<String>,
    /// How pressing it is: only a duty body may change this by itself.
    pub urgency: Option<Urgency>,
}

impl Correction {
    /// Only what really differs from the concern as it is.
    fn reduced(&self, concern: &Concern) -> Self {
        Self {
            place: self
                .place
                .clone()
                .filter(|to| to.place != concern.place || to.point != concern.point),
            category: self.category.clone().filter(|to| *to != concern.category),
            urgency: self.urgency.filter(|to| *to != concern.urgency),
        }
    }

    fn is_empty(&self) -> bool {
        self.place.is_none() && self.category.is_none() && self.urgency.is_none()
    }
}

/// Corrects at once, or proposes it to the author where it lowers the urgency.
pub(super) fn correct(
    case: &mut Unfolding<'_>,
    correction: &Correction,
    reason: &Sentence,
) -> Result<(), Refused> {
    let correction = correction.reduced(&case.case.concern);
    if correction.is_empty() {
        return Err(Refused::CorrectionEmpty);
    }
    let by_author = case.person() == case.case.author;
    let duty = case.case.concern.urgency == Urgency::Danger && case.holder().calendar.duty;
    if correction.urgency.is_some() && (by_author || !duty) {
        return Err(Refused::OnlyDutyRegrades);
    }
    let urgency = resulting_urgency(case, &correction)?;
    let lowers = urgency > case.case.concern.urgency;
    // What could not be carried out is not proposed either.
    let moves = destination(case, &correction, by_author)?.is_some();
    let tells = moves && !case.case.concern.visibility.is_public() && urgency != Urgency::Danger;
    if (tells || (lowers && !duty)) && !by_author {
        if case.case.pending.is_some() {
            return Err(Refused::ProposalPending);
        }
        if case.case.speaker().is_none() {
            return Err(Refused::NobodyToAsk);
        }
        case.record(Event::Proposed {
            proposal: Proposal::Correction {
                correction,
                reason: reason.clone(),
            },
        });
        return Ok(());
    }
    carry_out(case, &correction, reason, by_author)
}

/// Who has a case once its author agrees to this correction, if that is somebody else;
/// `None` also where it cannot be carried out any more.
pub fn would_go_to(
    case: &Case,
    correction: &Correction,
    around: Surroundings<'_>,
) -> Option<BodyId> {
    let case = Unfolding::new(case.clone(), By::Clock, around);
    let to = destination(&case, correction, false).ok().flatten();
    to.map(|body| body.id)
}

/// Whether a correction makes a case less pressing than it is.
pub fn lowers(case: &Case, correction: &Correction, charter: &Charter) -> bool {
    let category = correction.category.as_deref();
    let category = category.and_then(|key| charter.line(key, &case.concern.answers));
    let urgency = correction.urgency.or(category.map(|one| one.urgency));
    urgency.is_some_and(|urgency| urgency > case.concern.urgency)
}

/// Does what a correction says; for a proposal, after the author's yes.
pub(super) fn carry_out(
    case: &mut Unfolding<'_>,
    correction: &Correction,
    reason: &Sentence,
    by_author: bool,
) -> Result<(), Refused> {
    let urgency = resulting_urgency(case, correction)?;
    let destination = destination(case, correction, by_author)?;
    let (_, plan_before) = owed(&case.case.stage);
    let counts = !turns_dangerous(case, urgency);
    if closes_up(case, correction) && !case.case.taken_in.is_empty() {
        return Err(Refused::HasTakenIn);
    }
    record(case, correction, urgency, reason);
    if let Some(to) = destination {
        case.move_to(
            to,
            Move {
                hand_over: counts,
                ..Move::on(
                    Ground::Correction,
                    Some(reason.clone()),
                    Then::NoLater(plan_before),
                )
            },
        );
    }
    Ok(())
}

/// What was put right, and the dates that follow from it.
pub(super) fn record(
    case: &mut Unfolding<'_>,
    correction: &Correction,
    urgency: Urgency,
    reason: &Sentence,
) {
    let (heard_before, plan_before) = owed(&case.case.stage);
    let (holder, now) = (case.holder(), case.around.now);
    // A correction can shorten a clock and never lengthens it.
    let heard_due = match case.case.check {
        // A check is what somebody has to hear it by, unless someone may be hurt.
        Some(_) if urgency != Urgency::Danger => heard_before,
        _ => heard_before.min(clock::due_heard(urgency, &holder.calendar, now)),
    };
    let plan_due = plan_before.min(clock::due_plan(urgency, &holder.calendar, now));
    let resident_due = clock::resident_due(urgency, &holder.calendar, case.case.filed_at);
    let private = closes_up(case, correction);
    let contest_until = check::contest_until(case, urgency);
    case.record(Event::Corrected {
        correction: correction.clone(),
        urgency,
        reason: reason.clone(),
        heard_due,
        plan_due,
        resident_due: resident_due.min(case.case.own_resident_due),
        private,
        contest_until,
    });
    deliberate::leave_if_unfit(case);
}

/// Whether a public case turns out to be about another household, which is
/// nobody else's business.
fn closes_up(case: &Unfolding<'_>, correction: &Correction) -> bool {
    let to = correction.category.as_deref();
    let category = to.and_then(|key| case.around.charter.category(key));
    case.case.concern.visibility.is_public() && category.is_some_and(|category| category.household)
}

/// Whether someone may be hurt, other than was thought.
fn turns_dangerous(case: &Unfolding<'_>, urgency: Urgency) -> bool {
    urgency == Urgency::Danger && case.case.concern.urgency != Urgency::Danger
}

fn resulting_urgency(case: &Unfolding<'_>, to: &Correction) -> Result<Urgency, Refused> {
    let category = match &to.category {
        None => None,
        Some(key) => Some(
            case.around
                .charter
                .line(key, &case.case.concern.answers)
                .ok_or(RouteRefused::CategoryUnknown)?
                .urgency,
        ),
    };
    Ok(to.urgency.or(category).unwrap_or(case.case.concern.urgency))
}

/// What the stage owes by the rules: heard and plan. Where only one date is
/// owed it stands for both; where none is, nothing is changed by these.
pub(super) fn owed(stage: &Stage) -> (Instant, Instant) {
    match stage {
        Stage::Waiting {
            heard_due,
            plan_due,
        } => (*heard_due, *plan_due),
        Stage::Heard { plan_due, .. } => (*plan_due, *plan_due),
        Stage::Deliberating { until, .. } => (*until, *until),
        Stage::Acting { work } => (work.due(), work.due()),
        Stage::AwaitingResident { resume, .. } => owed(resume),
        Stage::ReportedDone { .. }
        | Stage::Closed { .. }
        | Stage::Declined { .. }
        | Stage::TableOwed { .. }
        | Stage::Appealed { .. }
        | Stage::Withdrawn { .. }
        | Stage::Merged { .. } => (Instant::default(), Instant::default()),
    }
}

/// Who holds the corrected case, if that is somebody else.
fn destination<'a>(
    case: &Unfolding<'a>,
    correction: &Correction,
    by_author: bool,
) -> Result<Option<&'a Body>, Refused> {
    let mut concern = case.case.concern.clone();
    if let Some(place) = &correction.place {
        concern.place = place.place;
        concern.place_path.clone_from(&place.place_path);
    }
    if let Some(category) = &correction.category {
        concern.category.clone_from(category);
    }
    let holder = case.holder();
    let danger = case.case.concern.urgency == Urgency::Danger;
    let category = concern
        .line(case.around.charter)
        .ok_or(RouteRefused::CategoryUnknown)?;
    let stays = if came_for_a_reason(case.case.holding.ground) {
        fits(holder, &category, &concern)
    } else {
        correction.place.is_none() && correction.category.is_none()
    };
    if stays {
        return Ok(None);
    }
    let route = routing::route(
        route_input(&concern),
        case.around.bodies,
        case.around.charter,
        case.around.now,
    )?;
    if route.holder == holder.id {
        return Ok(None);
    }
    if danger && !by_author && correction.place.is_none() {
        // Whoever is on duty may regrade a danger, not pass it on.
        return if fits(holder, &category, &concern) || correction.category.is_none() {
            Ok(None)
        } else {
            Err(Refused::DutyCannotHandOver)
        };
    }
    // Danger waits for no table and no limit.
    if !turns_dangerous(case, resulting_urgency(case, correction)?) {
        if case.case.table.is_some() {
            return Err(Refused::TableHolds);
        }
        if case.case.hand_overs() >= HAND_OVERS {
            return Err(Refused::HandOversUsedUp);
        }
    }
    Ok(case.body(route.holder))
}

/// Whether a case came to its holder for a reason of its own: a correction does
/// not make it fall back.
const fn came_for_a_reason(ground: Option<Ground>) -> bool {
    match ground {
        Some(
            Ground::Appeal
            | Ground::SecondTime
            | Ground::Clock
            | Ground::BodyVanished
            | Ground::OutsidePowers
            | Ground::OutsideMeans
            | Ground::TriedAndFailed
            | Ground::WithinCommunityPowers
            | Ground::WrongPlace
            | Ground::Across
            | Ground::Residents
            | Ground::Contested
            | Ground::PassedOnTwice
            | Ground::NoOutcome
            | Ground::JointTable
            | Ground::RegradeContested,
        ) => true,
        None
        | Some(
            Ground::Danger
            | Ground::Reserved
            | Ground::ConflictOfInterest
            | Ground::NoBody
            | Ground::NoConflict
            | Ground::Correction,
        ) => false,
    }
}

/// Whether a body could hold a concern of this category at this place.
pub(super) fn fits(body: &Body, category: &Category, concern: &Concern) -> bool {
    let named = match body.kind {
        BodyKind::SelfGovernance => !category.reserved,
        BodyKind::Government => true,
        BodyKind::Partner => category.partners.contains(&body.key),
    };
    let duty = category.urgency != Urgency::Danger || body.calendar.duty;
    named
        && duty
        && body.takes_cases()
        && body.competence.covers(&category.key)
        && (body.kind == BodyKind::Partner || body.tier >= category.lowest)
        && concern
            .place_path
            .iter()
            .any(|place| body.places.contains(place))
}
