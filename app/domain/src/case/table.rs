//! Joint tables (DESIGN section 5): a case that was passed on twice, that came
//! back against the will of who got it, or that had no outcome in the
//! resident's time is not passed on any more. The office above calls the bodies
//! concerned to one table, which has one convener, and writes down who leads,
//! who does, who is consulted and who is told.
//!
//! Other bodies are told of a private case only with its author's yes, so there
//! both the duty to call a table and the table itself are proposed first.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::body::{Body, BodyKind};
use crate::case::command::Proposal;
use crate::case::event::Event;
use crate::case::holding::HAND_OVERS;
use crate::case::refused::Refused;
use crate::case::stage::Stage;
use crate::case::surroundings::{Move, Then, Unfolding};
use crate::case::{Case, hear};
use crate::charter::Urgency;
use crate::id::BodyId;
use crate::instant::Instant;
use crate::permission::Action;
use crate::routing::Ground;
use crate::text::Sentence;

/// Within how many working days a joint table is called.
pub(super) const CALL_WORKING_DAYS: i64 = 3;

/// After how many more working days it is owed again.
const AGAIN_WORKING_DAYS: i64 = 5;

/// What a body does at a joint table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Share {
    /// Answers for the whole; exactly one does.
    Leads,
    /// Does a part of it.
    Does,
    /// Is asked before something is done.
    Consulted,
    /// Is told what was done.
    Told,
}

impl Share {
    /// All of them, the one that carries most first.
    pub const ALL: [Self; 4] = [Self::Leads, Self::Does, Self::Consulted, Self::Told];

    /// The stable code used in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Leads => "leads",
            Self::Does => "does",
            Self::Consulted => "consulted",
            Self::Told => "told",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// Whether it has to say what it does.
    pub const fn needs_task(self) -> bool {
        matches!(self, Self::Leads | Self::Does)
    }
}

/// One line of the table of who answers for what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Which body.
    pub body: BodyId,
    /// What it is there for.
    pub share: Share,
    /// What it does.
    pub task: Option<Sentence>,
    /// What it costs the body.
    pub cost: Option<Sentence>,
    /// What it risks.
    pub risk: Option<Sentence>,
    /// What it gains.
    pub benefit: Option<Sentence>,
    /// Whether what is left out of the three was said to be not known yet. Tables of
    /// before that was asked leave it out without a word.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unknown: bool,
}

impl Seat {
    /// Whether cost, risk or benefit is left out without a word.
    const fn hides_burden(&self) -> bool {
        let told = self.cost.is_some() && self.risk.is_some() && self.benefit.is_some();
        !told && !self.unknown
    }
}

/// What the office that owes a joint table says when it calls it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableCall {
    /// Who convenes it, and has the case from now on.
    pub convener: BodyId,
    /// Who sits at it.
    pub seats: Vec<Seat>,
    /// What the table is for.
    pub words: Sentence,
}

impl TableCall {
    /// Puts `instead` in the place of everything that somebody wrote.
    pub(crate) fn silence(&mut self, instead: &Sentence) {
        self.words = instead.clone();
        for seat in &mut self.seats {
            let texts = [
                &mut seat.task,
                &mut seat.cost,
                &mut seat.risk,
                &mut seat.benefit,
            ];
            for text in texts.into_iter().flatten() {
                *text = instead.clone();
            }
        }
    }
}

/// A joint table that was called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// By whom.
    pub called_by: BodyId,
    /// When.
    pub at: Instant,
    /// Who convenes it: the holder.
    pub convener: BodyId,
    /// Who sits at it.
    pub seats: Vec<Seat>,
}

impl Table {
    /// `heir` sits where the body sat that went out of service: with its part and its
    /// task, so that somebody still leads, and who convenes it sits at it.
    pub(super) fn inherit(&mut self, gone: BodyId, heir: BodyId) {
        let Some(at) = self.seats.iter().position(|seat| seat.body == gone) else {
            return;
        };
        if !self.seats.iter().any(|seat| seat.body == heir) {
            self.seats[at].body = heir;
            return;
        }
        let left = self.seats.remove(at);
        let own = self.seats.iter_mut().find(|seat| seat.body == heir);
        if let Some(own) = own.filter(|own| left.share < own.share) {
            own.share = left.share;
            own.task = left.task.or(own.task.take());
        }
    }
}

/// Why the holder may ask for a joint table now; `None` if it may not.
pub fn ground_to_ask(case: &Case) -> Option<Ground> {
    if case.table.is_some() {
        return None;
    }
    match case.holding.ground {
        Some(Ground::WithinCommunityPowers | Ground::WrongPlace) => Some(Ground::Contested),
        _ if case.hand_overs() >= HAND_OVERS => Some(Ground::PassedOnTwice),
        _ => None,
    }
}

/// The bodies that can sit at a joint table: all that serve the place and work,
/// but the one that the concern is about.
pub fn can_sit<'a>(case: &Case, bodies: impl IntoIterator<Item = &'a Body>) -> Vec<&'a Body> {
    let concerned = case.concern.concerned();
    let mut fit: Vec<&Body> = bodies
        .into_iter()
        .filter(|body| body.takes_cases() && !concerned.contains(&body.id))
        .collect();
    fit.sort_by(|a, b| (a.tier, a.kind, a.rank, &a.key).cmp(&(b.tier, b.kind, b.rank, &b.key)));
    fit
}

pub(super) fn ask(case: &mut Unfolding<'_>, words: &Sentence) -> Result<(), Refused> {
    if case.case.concern.urgency == Urgency::Danger && case.holder().calendar.duty {
        return Err(Refused::DutyCannotHandOver);
    }
    let ground = ground_to_ask(&case.case).ok_or(Refused::NoGroundForTable)?;
    if case.case.concern.visibility.is_public() {
        owe_now(case, ground, Some(words.clone()));
        return Ok(());
    }
    propose(
        case,
        Proposal::OweTable {
            ground,
            words: Some(words.clone()),
        },
    )
}

fn propose(case: &mut Unfolding<'_>, proposal: Proposal) -> Result<(), Refused> {
    if case.case.pending.is_some() {
        return Err(Refused::ProposalPending);
    }
    if case.case.speaker().is_none() {
        return Err(Refused::NobodyToAsk);
    }
    case.record(Event::Proposed { proposal });
    Ok(())
}

/// The residents were owed an outcome by now: the tier above owes a table,
/// unless one sits already, or somebody else's answer is waited for.
pub(super) fn owe_for_outcome(case: &mut Unfolding<'_>) {
    if case.case.table.is_some() || !Action::AskTable.fits(case.case.stage.name()) {
        return;
    }
    owe(case, Ground::NoOutcome, None);
}

/// Whether a table can come to be owed now: where the holder may ask for one, and where
/// a refusal of the highest office is appealed against.
pub(super) const fn can_be_owed(stage: &Stage) -> bool {
    matches!(stage, Stage::Appealed { .. }) || Action::AskTable.fits(stage.name())
}

/// By when `office` has to call a table that it owes from now on.
pub(super) fn call_due(case: &Unfolding<'_>, office: &Body) -> Instant {
    let calendar = &office.calendar;
    calendar.add_working_days(case.around.now, CALL_WORKING_DAYS)
}

/// A table about a case is owed: at once, or once the author of a private case agrees.
pub(super) fn owe(case: &mut Unfolding<'_>, ground: Ground, words: Option<Sentence>) {
    if case.case.concern.visibility.is_public() {
        owe_now(case, ground, words);
    } else {
        // Who is asked something else already, or is gone, is not asked this.
        let _ = propose(case, Proposal::OweTable { ground, words });
    }
}

/// Gives the case to the office that owes the table.
pub(super) fn owe_now(case: &mut Unfolding<'_>, ground: Ground, words: Option<Sentence>) {
    hear::go_on_without_answer(case);
    let other = match ground {
        Ground::Contested | Ground::PassedOnTwice => case.case.holding.from,
        _ => None,
    };
    let office = above_both(case, other);
    let due = call_due(case, office);
    case.move_to(office, Move::on(ground, words, Then::CallsTable(due)));
}

/// The next office above the holder and above `other`; at the top the body of
/// last resort, and where there is none, who has it.
fn above_both<'a>(case: &Unfolding<'a>, other: Option<BodyId>) -> &'a Body {
    let holder = case.holder();
    let highest = other
        .and_then(|other| case.body(other))
        .map_or(holder.tier, |other| other.tier.max(holder.tier));
    let chain = std::iter::successors(Some(holder), |body| case.above_body(body.id)).skip(1);
    let concerned = case.case.concern.concerned();
    let last_resort = || {
        let mut bodies = case.around.bodies.iter();
        bodies.find(|body| body.last_resort && body.takes_cases() && !concerned.contains(&body.id))
    };
    // Who never signs in calls nobody together, while somebody else can.
    let above = |paper: bool| {
        let mut chain = chain.clone();
        chain.find(|body| body.takes_cases() && body.on_paper == paper && body.tier > highest)
    };
    above(false)
        .or_else(|| last_resort().filter(|last| !last.on_paper))
        .or_else(|| above(true))
        .or_else(last_resort)
        .unwrap_or(holder)
}

/// By when what the holder owed at `due`, a table or what nobody above takes over, is
/// owed again.
pub(super) fn owed_again(case: &Unfolding<'_>, due: Instant) -> Instant {
    let calendar = &case.holder().calendar;
    calendar.add_working_days(due, AGAIN_WORKING_DAYS)
}

/// Who went out of service sits at no table: the tier above takes the seat, as it would
/// take the case. Of a private case nobody is told by that who does not sit there already.
pub(super) fn pass_seats_on(case: &mut Unfolding<'_>) {
    if !case.case.is_open() {
        return;
    }
    let (holder, public) = (
        case.case.holding.holder,
        case.case.concern.visibility.is_public(),
    );
    let seats = case.case.table.iter().flat_map(|table| &table.seats);
    let seated: Vec<BodyId> = seats.map(|seat| seat.body).collect();
    let concerned = case.case.concern.concerned().to_vec();
    for &from in seated.iter().filter(|body| **body != holder) {
        let gone = case.body(from).is_some_and(|body| !body.takes_cases());
        let above = case.above_body(from).filter(|above| above.takes_cases());
        if let Some(above) = above.filter(|above| gone && !concerned.contains(&above.id))
            && (public || seated.contains(&above.id))
        {
            let to = above.id;
            case.record(Event::SeatPassed { from, to });
        }
    }
}

/// Calls the table, or proposes it to the author of a private case.
pub(super) fn call(case: &mut Unfolding<'_>, call: &TableCall) -> Result<(), Refused> {
    check(case, call)?;
    if case.case.concern.visibility.is_public() {
        return call_now(case, call);
    }
    let call = Box::new(call.clone());
    propose(case, Proposal::CallTable { call })
}

pub(super) fn call_now(case: &mut Unfolding<'_>, call: &TableCall) -> Result<(), Refused> {
    let convener = check(case, call)?;
    let event = Event::TableCalled {
        to: Box::new(case.holding_of(convener, Ground::JointTable)),
        call: Box::new(call.clone()),
        heard_due: case.heard_due(convener),
        plan_due: case.plan_due(convener),
    };
    case.record(event);
    Ok(())
}

/// Its convener writes anew who does what; who joins a table about a private case
/// is proposed to its author first.
pub(super) fn rewrite(case: &mut Unfolding<'_>, call: &TableCall) -> Result<(), Refused> {
    let told = check_rewriting(case, call)?;
    if told || case.case.concern.visibility.is_public() {
        return rewrite_now(case, call);
    }
    let call = Box::new(call.clone());
    propose(case, Proposal::RewriteTable { call })
}

pub(super) fn rewrite_now(case: &mut Unfolding<'_>, call: &TableCall) -> Result<(), Refused> {
    check_rewriting(case, call)?;
    let call = Box::new(call.clone());
    case.record(Event::TableRewritten { call });
    Ok(())
}

/// Whether the table can be written like this; gives whether everybody at it sits
/// there already.
fn check_rewriting(case: &Unfolding<'_>, call: &TableCall) -> Result<bool, Refused> {
    let table = case.case.table.as_ref().ok_or(Refused::NoTable)?;
    let fit = can_sit(&case.case, case.around.bodies);
    check_seats(&fit, table.convener, &call.seats)?;
    if call.convener != table.convener {
        return Err(Refused::TableNeedsConvener);
    }
    if call.seats == table.seats {
        return Err(Refused::TableUnchanged);
    }
    let sits = |body: BodyId| table.seats.iter().any(|seat| seat.body == body);
    Ok(call.seats.iter().all(|seat| sits(seat.body)))
}

/// The convener has the case: a partner only where the charter names it, and
/// nobody who never signs in.
fn may_convene(case: &Unfolding<'_>, body: &Body) -> bool {
    let category = case.around.charter.category(&case.case.concern.category);
    if body.on_paper {
        return false;
    }
    match body.kind {
        BodyKind::SelfGovernance | BodyKind::Government => true,
        BodyKind::Partner => category.is_some_and(|one| one.partners.contains(&body.key)),
    }
}

/// Whether the table can be called like this; gives its convener.
fn check<'a>(case: &Unfolding<'a>, call: &TableCall) -> Result<&'a Body, Refused> {
    let fit = can_sit(&case.case, case.around.bodies);
    let convener = check_seats(&fit, call.convener, &call.seats)?;
    let sits = |body: &BodyId| call.seats.iter().any(|seat| seat.body == *body);
    if !may_convene(case, convener) {
        return Err(Refused::CannotTakeIt);
    }
    let left_out = |body: &BodyId| !sits(body) && fit.iter().any(|one| one.id == *body);
    match &case.case.stage {
        Stage::TableOwed { between, .. } if between.iter().any(left_out) => {
            Err(Refused::TableLeavesOut)
        }
        _ => Ok(convener),
    }
}

/// Whether these can sit at one table, of those that are `fit`: each once, the
/// convener among them, one that leads, a task for whoever does something, and for
/// everybody what it costs, risks and brings, or that this is not known yet.
/// Gives the convener.
pub(crate) fn check_seats<'a>(
    fit: &[&'a Body],
    convener: BodyId,
    seats: &[Seat],
) -> Result<&'a Body, Refused> {
    let seated: BTreeSet<BodyId> = seats.iter().map(|seat| seat.body).collect();
    let convener = fit.iter().find(|body| body.id == convener);
    let convener = convener.copied().ok_or(Refused::CannotTakeIt)?;
    let all_fit = seats
        .iter()
        .all(|seat| fit.iter().any(|body| body.id == seat.body));
    if !all_fit || seated.len() != seats.len() {
        return Err(Refused::CannotTakeIt);
    }
    if !seated.contains(&convener.id) {
        return Err(Refused::TableNeedsConvener);
    }
    let leads = |seat: &&Seat| seat.share == Share::Leads;
    if seats.iter().filter(leads).count() != 1 {
        return Err(Refused::TableNeedsLead);
    }
    let idle = |seat: &Seat| seat.share.needs_task() && seat.task.is_none();
    if seats.iter().any(idle) {
        return Err(Refused::TableTaskMissing);
    }
    if seats.iter().any(Seat::hides_burden) {
        return Err(Refused::BurdenMissing);
    }
    Ok(convener)
}
