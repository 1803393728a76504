//! Deliberating (DESIGN sections 4 and 7): neighbours talk a public case over in a
//! thread that its community body leads. Those affected ask for one, and enough
//! households oblige the body to open it. The ends of its steps are promised dates;
//! an agreement moves the case to acting, an end without one gives the holder a few
//! days to settle it or to hand it up.
//!
//! What happens in a thread is `crate::thread`'s to say; [`follow`] tells it to the
//! case. Only a case whose own holder opened the thread waits for it: a body beside
//! it gives nobody more time, so there the thread runs along and the dates stay.

use serde::{Deserialize, Serialize};

use crate::body::BodyKind;
use crate::case::event::Event;
use crate::case::hand::neighbours;
use crate::case::refused::Refused;
use crate::case::stage::{Plan, Stage, Work};
use crate::case::surroundings::{Decided, Surroundings, Unfolding};
use crate::case::{Case, hear, plan};
use crate::charter::{Category, Charter, Path, Urgency};
use crate::clock;
use crate::id::{BodyId, PersonId};
use crate::instant::Instant;
use crate::permission::Denied;
use crate::reference::Reference;
use crate::text::{Sentence, Title};
use crate::thread::{self, EXTENSION_DAYS, Opened, Step, Thread};

/// Working days within which the holder settles it or hands it up, after a thread
/// that was closed without agreement.
pub const SETTLE_WORKING_DAYS: i64 = 5;

/// Working days after which a thread that was owed, and not opened, is owed again.
pub const AGAIN_WORKING_DAYS: i64 = 5;

/// The thread about a case, as the case knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talk {
    /// Its reference.
    pub thread: Reference,
    /// What it is called.
    pub title: Title,
    /// The community body that leads through it, wherever the case goes; another one
    /// only once the case is about that body.
    pub body: BodyId,
    /// Where it stands.
    pub stands: Stands,
    /// Whether its one extension is used up.
    pub extended: bool,
    /// Which of those affected ask for more time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked_time: Vec<PersonId>,
    /// Whether the case was reopened since it was over.
    #[serde(default)]
    pub reopened: bool,
}

/// Where the thread about a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stands", rename_all = "kebab-case")]
pub enum Stands {
    /// Something can still be said and decided.
    Open {
        /// What is done now.
        step: Step,
        /// Until when.
        until: Instant,
    },
    /// It led to an agreement.
    Agreed {
        /// When.
        at: Instant,
    },
    /// It ended without one.
    Closed {
        /// When.
        at: Instant,
    },
}

/// What the thread about a case is called from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retold {
    /// Its reference.
    pub thread: Reference,
    /// What it is called.
    pub title: Title,
}

/// Enough households asked: a thread is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadOwed {
    /// By which body.
    pub body: BodyId,
    /// By when.
    pub due: Instant,
}

/// The community body that deals with a case: its holder, or the one beside it.
pub fn community(case: &Case) -> Option<BodyId> {
    match case.holding.kind {
        BodyKind::SelfGovernance => Some(case.holding.holder),
        BodyKind::Government | BodyKind::Partner => case.holding.beside,
    }
}

/// Whether neighbours can talk a matter over in a thread at all: never a private
/// one, and nothing that must not wait or that only government may settle.
///
/// # Errors
/// A [`Refused`] that says why not.
pub fn check_matter(case: &Case, charter: &Charter) -> Result<(), Refused> {
    if !case.concern.visibility.is_public() {
        return Err(Refused::ThreadPrivate);
    }
    match case.concern.urgency {
        Urgency::Danger | Urgency::Utility => return Err(Refused::ThreadCannotWait),
        Urgency::Ordinary | Urgency::Hard => {}
    }
    let category = case.concern.line(charter);
    if category.is_some_and(|category| category.reserved) {
        return Err(Refused::ThreadReserved);
    }
    Ok(())
}

/// Whether a thread could be asked for or opened, whoever does it. What was said before a
/// case was reopened does not answer why it came back.
///
/// # Errors
/// A [`Refused`] that says why not.
pub fn can_have_thread(case: &Case, charter: &Charter) -> Result<BodyId, Refused> {
    check_matter(case, charter)?;
    if case.talk.as_ref().is_some_and(Talk::bars_another) {
        return Err(Refused::ThreadExists);
    }
    community(case).ok_or(Refused::NoCommunityBody)
}

/// Whether the rules have neighbours talk such a matter over before anything is done,
/// and they can: it is public and waits for a thread.
pub fn is_for_talk_first(category: &Category, public: bool) -> bool {
    let waits = match category.urgency {
        Urgency::Danger | Urgency::Utility => false,
        Urgency::Ordinary | Urgency::Hard => true,
    };
    category.path == Path::Deliberate && public && waits && !category.reserved
}

/// Whether the holder is to open the thread first in which the rules have such a matter
/// talked over, before it names a plan; once is enough.
pub fn is_talked_over_first(case: &Case, charter: &Charter) -> bool {
    let owed = matches!(
        case.stage,
        Stage::Heard { .. }
            | Stage::Acting {
                work: Work::PlanOwed { .. }
            }
    );
    let public = case.concern.visibility.is_public();
    let line = case.concern.line(charter);
    owed && case.talk.is_none()
        && line.is_some_and(|category| is_for_talk_first(&category, public))
        && can_have_thread(case, charter) == Ok(case.holding.holder)
}

/// Somebody affected asks for a thread; enough households oblige the community body.
pub(super) fn ask_thread(case: &mut Unfolding<'_>, reason: &Sentence) -> Result<(), Refused> {
    let body = can_have_thread(&case.case, case.around.charter)?;
    if asked(case, &case.case.asked_thread) {
        return Err(Refused::AskedThreadAlready);
    }
    case.record(Event::AskedThread {
        reason: reason.clone(),
    });
    if case.case.thread_owed.is_none() && enough(case, &case.case.asked_thread) {
        let calendar = &case.body(body).unwrap_or(case.around.holder).calendar;
        let due = clock::due_plan(case.case.concern.urgency, calendar, case.around.now);
        case.record(Event::ThreadOwed { body, due });
    }
    Ok(())
}

/// Somebody affected asks that the thread gets more time: it does, once, when
/// enough households ask before its step ends.
pub(super) fn ask_time(case: &mut Unfolding<'_>, reason: &Sentence) -> Result<(), Refused> {
    let talk = case.case.talk.as_ref().ok_or(Refused::ThreadMissing)?;
    let Stands::Open { until, .. } = talk.stands else {
        return Err(Refused::ThreadMissing);
    };
    if talk.extended {
        return Err(Refused::ThreadExtended);
    }
    if until <= case.around.now {
        return Err(Refused::TimeTooLate);
    }
    if asked(case, &talk.asked_time) {
        return Err(Refused::AskedTimeAlready);
    }
    case.record(Event::AskedTime {
        reason: reason.clone(),
    });
    let asking = case.case.talk.as_ref().map(|talk| &talk.asked_time);
    if asking.is_some_and(|asking| enough(case, asking)) {
        case.record(Event::ThreadExtended {
            until: until.plus_days(EXTENSION_DAYS),
        });
    }
    Ok(())
}

fn asked(case: &Unfolding<'_>, before: &[PersonId]) -> bool {
    case.person().is_some_and(|me| before.contains(&me))
}

/// Whether these are enough households, members of the holder aside.
fn enough(case: &Unfolding<'_>, asking: &[PersonId]) -> bool {
    let members = case.around.holder_members;
    case.around.households.enough(neighbours(asking, members))
}

/// Tells a case what happened in its thread. `thread` is the thread after it;
/// `promised` the date that came with an agreement.
///
/// # Errors
/// A [`Refused`] that says why it cannot happen: then nothing may happen in the
/// thread either.
pub fn follow(
    case: &Case,
    thread: &Thread,
    happened: &thread::Recorded,
    promised: Option<Instant>,
    around: &Surroundings<'_>,
) -> Result<Decided, Refused> {
    let mut case = Unfolding::new(case.clone(), happened.by, *around);
    let waits = waits_for(&case.case.stage, thread.reference);
    match &happened.event {
        thread::Event::Opened { opened } => open(&mut case, opened)?,
        thread::Event::Moved { step, until } => case.record(Event::ThreadStep {
            step: *step,
            until: *until,
        }),
        thread::Event::Retold { title, .. } => retold(&mut case, thread.reference, title),
        thread::Event::Agreed { words, .. } => {
            let outcome = words.in_short();
            let work = waits
                .then(|| promise(&case, &outcome, promised))
                .transpose()?;
            case.record(Event::ThreadAgreed { outcome, work });
        }
        thread::Event::Closed { learnt } => {
            let calendar = &case.holder().calendar;
            let due = calendar.add_working_days(case.around.now, SETTLE_WORKING_DAYS);
            case.record(Event::ThreadClosed {
                learnt: learnt.clone(),
                due: waits.then_some(due),
            });
        }
        // What the case did itself, or comes after it, or is no step; and it has its own clock for a missed date.
        thread::Event::Extended { .. }
        | thread::Event::Slowed { .. }
        | thread::Event::Cooled { .. }
        | thread::Event::Handed { .. }
        | thread::Event::HoldsAsked
        | thread::Event::Missed { .. } => {}
    }
    Ok(case.finish())
}

fn waits_for(stage: &Stage, thread: Reference) -> bool {
    matches!(stage, Stage::Deliberating { thread: own, .. } if *own == thread)
}

fn open(case: &mut Unfolding<'_>, opened: &Opened) -> Result<(), Refused> {
    let body = can_have_thread(&case.case, case.around.charter)?;
    if body != opened.body {
        return Err(Denied::NotHolder.into());
    }
    let holds = body == case.case.holding.holder;
    if holds {
        hear::go_on_without_answer(case);
    }
    let waits = match &case.case.stage {
        Stage::Waiting { .. } if holds => return Err(Refused::HearFirst),
        Stage::Heard { .. }
        | Stage::Acting {
            work: Work::PlanOwed { .. },
        } => holds,
        _ => false,
    };
    case.record(Event::ThreadOpened {
        thread: opened.reference,
        title: opened.title.clone(),
        body,
        until: opened.until,
        waits,
    });
    Ok(())
}

/// The case shows what its thread is called; what that is about stands in the thread alone.
fn retold(case: &mut Unfolding<'_>, thread: Reference, title: &Title) {
    let talk = case.case.talk.as_ref();
    if talk.is_some_and(|talk| talk.thread == thread && talk.title != *title) {
        case.record(Event::ThreadRetold(Retold {
            thread,
            title: title.clone(),
        }));
    }
}

/// What the holder owes after an agreement: what was promised for a day, or else a
/// plan that names one.
fn promise(
    case: &Unfolding<'_>,
    outcome: &Sentence,
    promised: Option<Instant>,
) -> Result<Work, Refused> {
    let (Some(promised), Some(by)) = (promised, case.person()) else {
        return Ok(Work::PlanOwed {
            due: case.plan_due(case.holder()),
        });
    };
    plan::check_promise(case, promised)?;
    Ok(Work::Planned {
        plan: Plan {
            step: outcome.clone(),
            who: None,
            promised,
            moves: 0,
            by,
        },
    })
}

/// After a correction: what became private, pressing or reserved waits for no thread.
pub(super) fn leave_if_unfit(case: &mut Unfolding<'_>) {
    let Stage::Deliberating { until, .. } = case.case.stage else {
        return;
    };
    if check_matter(&case.case, case.around.charter).is_err() {
        // No correction lengthens a clock.
        let due = case.plan_due(case.holder()).min(until);
        case.record(Event::ThreadLeft { due });
    }
}

/// By when a thread that was owed at `due`, and not opened, is owed again.
pub(super) fn owed_again(case: &Unfolding<'_>, due: Instant) -> Instant {
    let owing = case.case.thread_owed.and_then(|owed| case.body(owed.body));
    let calendar = &owing.unwrap_or(case.holder()).calendar;
    // A calendar without working days must not stop the clock.
    calendar
        .add_working_days(due, AGAIN_WORKING_DAYS)
        .max(due.plus_days(1))
}

impl Talk {
    /// Until when the present step lasts; `None` once it is over.
    pub const fn until(&self) -> Option<Instant> {
        match self.stands {
            Stands::Open { until, .. } => Some(until),
            Stands::Agreed { .. } | Stands::Closed { .. } => None,
        }
    }

    /// Whether the case can have no other thread beside or after it.
    pub const fn bars_another(&self) -> bool {
        !self.reopened
    }
}
