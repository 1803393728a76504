//! A case at an office that never signs in (DESIGN section 3): it is told by a
//! printed letter. The community body delivers it, or the resident who speaks for
//! the case where no other body may know of it. The office's clock runs from
//! delivery, and what it writes back is entered with a scan, never without.
//!
//! A letter that nobody delivers does not hold a case up: the date is missed like
//! any other, and the case goes up. What cannot wait for paper does not: a danger,
//! and what is to be checked first. A ruling has more time by the days of the
//! letter, but its date comes whether the letter is delivered or not: silence rules.

use serde::{Deserialize, Serialize};

use crate::body::{Body, BodyKind, Tier};
use crate::case::command::Ruling;
use crate::case::event::Event;
use crate::case::refused::Refused;
use crate::case::stage::{DeclineGround, Stage, Work};
use crate::case::surroundings::Unfolding;
use crate::case::table::TableCall;
use crate::case::{Case, Check, confirm, decline, plan, table};
use crate::charter::Urgency;
use crate::clock;
use crate::id::{BodyId, PhotoId};
use crate::instant::Instant;
use crate::permission::Denied;
use crate::text::Sentence;

/// Within how many working days a letter about something pressing is delivered.
const PRESSING_WORKING_DAYS: i64 = 1;

/// The same for everything else.
const WORKING_DAYS: i64 = 2;

/// After how many more working days a letter that was not delivered is owed again.
const AGAIN_WORKING_DAYS: i64 = 5;

/// A letter to the holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The body that delivers it; `None` for the resident who speaks for the case.
    pub by: Option<BodyId>,
    /// Since when.
    pub owed_at: Instant,
    /// By when.
    pub due: Instant,
    /// When it was delivered.
    pub delivered_at: Option<Instant>,
    /// When the office's first answer was entered.
    pub answered_at: Option<Instant>,
}

impl Letter {
    /// Whether it still has to be delivered.
    pub const fn is_owed(&self) -> bool {
        self.delivered_at.is_none()
    }
}

/// What an office wrote back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LetterReply {
    /// That it heard it.
    Heard,
    /// What it will do by when.
    Planned {
        /// By when.
        promised: Instant,
    },
    /// That it is done.
    Done,
    /// That it will not act.
    Declined {
        /// Why.
        ground: DeclineGround,
        /// What the resident can do instead.
        instead: Sentence,
    },
    /// How it rules on an appeal.
    Ruled {
        /// For whom.
        ruling: Ruling,
    },
    /// Whom it calls to the joint table that it owes, and who does what there.
    CalledTable {
        /// The table; its words are those of the letter.
        call: Box<TableCall>,
    },
}

impl LetterReply {
    /// Whether it answers what the office was asked: a ruling and nothing else is
    /// an answer to who asks for one.
    const fn fits(&self, stage: &Stage) -> bool {
        match self {
            Self::Ruled { .. } => matches!(stage, Stage::Appealed { .. }),
            Self::CalledTable { .. } => matches!(stage, Stage::TableOwed { .. }),
            Self::Heard | Self::Planned { .. } | Self::Done | Self::Declined { .. } => {
                stage.ruling_due().is_none()
            }
        }
    }

    /// The codes that forms use, in the order in which they are offered, where no
    /// ruling is owed.
    pub const CODES: [&str; 4] = ["heard", "planned", "done", "declined"];
}

impl Case {
    /// The letter that has to be delivered: before its holder's clock runs, or while
    /// a ruling is waited for.
    pub fn owed_letter(&self) -> Option<&Letter> {
        self.letter
            .as_ref()
            .filter(|letter| asks_by_letter(&self.stage) && letter.is_owed())
    }
}

/// Whether the holder is to be told something that it may not know yet.
const fn asks_by_letter(stage: &Stage) -> bool {
    matches!(
        stage,
        Stage::Waiting { .. }
            | Stage::Acting {
                work: Work::PlanOwed { .. }
            }
            | Stage::Appealed { .. }
            | Stage::TableOwed { .. }
    )
}

/// Between whom the holder rules: they carry no letter about it, and write down
/// nothing that is said to come from it.
fn parties(stage: &Stage) -> &[BodyId] {
    match stage {
        Stage::Appealed { decline, .. } => std::slice::from_ref(&decline.body),
        Stage::TableOwed { between, .. } => between,
        Stage::Waiting { .. }
        | Stage::Heard { .. }
        | Stage::Deliberating { .. }
        | Stage::Acting { .. }
        | Stage::AwaitingResident { .. }
        | Stage::ReportedDone { .. }
        | Stage::Closed { .. }
        | Stage::Declined { .. }
        | Stage::Withdrawn { .. }
        | Stage::Merged { .. } => &[],
    }
}

/// By when `office` rules if it is told on the day of `told`; `None` where no
/// ruling is owed.
fn rules_by(stage: &Stage, office: &Body, told: Instant) -> Option<Instant> {
    let days = stage.ruling_working_days()?;
    Some(office.calendar.add_working_days(told, days))
}

/// Whether `office` is told by letter of what comes to it, or waits for no paper.
pub fn goes_by_letter(office: &Body, urgency: Urgency, checked_first: bool) -> bool {
    office.on_paper && !checked_first && urgency != Urgency::Danger
}

/// That a letter to `to`, the holder, is owed from now on; `None` where it signs
/// in, where nothing waits for paper, or where nobody could deliver it.
pub(super) fn owed(case: &Case, to: &Body, bodies: &[Body], now: Instant) -> Option<Event> {
    let checked = case.check.is_some_and(Check::is_owed);
    let urgency = case.concern.urgency;
    if !goes_by_letter(to, urgency, checked) {
        return None;
    }
    let by = deliverer(case, bodies);
    // Nobody takes a letter to whom they must stay unknown.
    let carries = case.speaker().is_some() && !case.sealed_from.contains(&to.id);
    if by.is_none() && !carries {
        return None;
    }
    let calendar = &by.unwrap_or(to).calendar;
    let days = match urgency {
        Urgency::Danger | Urgency::Utility => PRESSING_WORKING_DAYS,
        Urgency::Ordinary | Urgency::Hard => WORKING_DAYS,
    };
    let due = calendar.add_working_days(now, days);
    Some(Event::LetterOwed {
        to: to.id,
        by: by.map(|body| body.id),
        due,
        heard_due: clock::due_heard(urgency, &to.calendar, due),
        plan_due: clock::due_plan(urgency, &to.calendar, due),
        rule_due: rules_by(&case.stage, to, due),
    })
}

/// The community body beside a public case, or else the one of its place; neither
/// if it is ruled on what that body did. No other body is told of a private case.
fn deliverer<'a>(case: &Case, bodies: &'a [Body]) -> Option<&'a Body> {
    if !case.concern.visibility.is_public() {
        return None;
    }
    let concerned = case.concern.concerned();
    let parties = parties(&case.stage);
    let fits = |body: &&Body| {
        body.kind == BodyKind::SelfGovernance
            && body.tier <= Tier::COMMITTEE
            && body.takes_cases()
            && body
                .places
                .iter()
                .any(|one| case.concern.place_path.contains(one))
            && !concerned.contains(&body.id)
            && !parties.contains(&body.id)
    };
    let beside = case.holding.beside.filter(|id| !parties.contains(id));
    let beside = beside.and_then(|id| bodies.iter().find(|body| body.id == id));
    beside.filter(|body| body.takes_cases()).or_else(|| {
        bodies
            .iter()
            .filter(fits)
            .max_by_key(|body| (body.tier, -body.rank))
    })
}

/// The holder is told by letter, if that is how it is served.
pub(super) fn owe(case: &mut Unfolding<'_>) {
    if !asks_by_letter(&case.case.stage) || case.case.owed_letter().is_some() {
        return;
    }
    let event = owed(
        &case.case,
        case.holder(),
        case.around.bodies,
        case.around.now,
    );
    if let Some(event) = event {
        case.record(event);
    }
}

/// By when a letter that was to be delivered at `due` is owed again.
pub(super) fn owed_again(case: &Unfolding<'_>, due: Instant) -> Instant {
    let by = case.case.letter.and_then(|letter| letter.by);
    let by = by.and_then(|body| case.body(body));
    let calendar = &by.unwrap_or_else(|| case.holder()).calendar;
    calendar.add_working_days(due, AGAIN_WORKING_DAYS)
}

/// It was delivered on the day of `on`: the holder's clock runs from then.
pub(super) fn deliver(
    case: &mut Unfolding<'_>,
    on: Instant,
    words: &Sentence,
) -> Result<(), Refused> {
    let letter = case.case.letter.ok_or(Refused::NoLetter)?;
    if !letter.is_owed() {
        return Err(Refused::LetterDelivered);
    }
    let (now, urgency) = (case.around.now, case.case.concern.urgency);
    let calendar = &case.holder().calendar;
    let day_ends = |at| calendar.end_of_day_after(at, 0);
    if on > day_ends(now) || day_ends(on) < letter.owed_at {
        return Err(Refused::DeliveryDay);
    }
    let on = on.min(now).max(letter.owed_at);
    case.record(Event::LetterDelivered {
        words: words.clone(),
        on,
        heard_due: clock::due_heard(urgency, calendar, on),
        plan_due: clock::due_plan(urgency, calendar, on),
        rule_due: rules_by(&case.case.stage, case.holder(), on),
    });
    Ok(())
}

/// Enters what the holder wrote back. From then on it counts as what the holder
/// did; the record says before it who entered it.
pub(super) fn enter(
    case: &mut Unfolding<'_>,
    reply: &LetterReply,
    words: &Sentence,
    photos: &[PhotoId],
) -> Result<(), Refused> {
    let letter = case.case.letter.ok_or(Refused::NoLetter)?;
    if letter.is_owed() {
        return Err(Refused::LetterNotDelivered);
    }
    if !reply.fits(&case.case.stage) {
        return Err(Refused::Denied(Denied::NotNow));
    }
    if case.case.stage.is_appeal_against(case.case.holding.holder) {
        return Err(Refused::Denied(Denied::OwnRefusal));
    }
    // Whoever reads it later sees what the office wrote, and not what somebody made of it.
    if photos.is_empty() {
        return Err(Refused::ScanMissing);
    }
    let waiting = matches!(case.case.stage, Stage::Waiting { .. });
    if *reply == LetterReply::Heard && !waiting {
        return Err(Refused::HeardAlready);
    }
    case.record(Event::LetterAnswered {
        photos: photos.to_vec(),
    });
    case.speak_for(case.case.holding.holder);
    if waiting {
        case.record(Event::Heard {
            words: words.clone(),
        });
    }
    match reply {
        LetterReply::Heard => Ok(()),
        LetterReply::Planned { promised } => plan::plan(case, words, None, *promised),
        LetterReply::Done => {
            confirm::report_done(case, words, &[]);
            Ok(())
        }
        LetterReply::Declined { ground, instead } => {
            decline::decline(case, *ground, words, instead);
            Ok(())
        }
        LetterReply::Ruled { ruling } => {
            decline::rule(case, *ruling, Some(words));
            Ok(())
        }
        LetterReply::CalledTable { call } => table::call(case, call),
    }
}
