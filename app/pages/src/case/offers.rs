//! What somebody can do about a case now, the one thing first.

use domain::body::BodyKind;
use domain::case::deliberate::{can_have_thread, is_talked_over_first};
use domain::case::holding::HAND_OVERS;
use domain::case::table::ground_to_ask;
use domain::case::{Case, Check, Stage, StageName, StepCode, Work};
use domain::charter::{Charter, Urgency};
use domain::clock;
use domain::instant::Instant;
use domain::permission::{Denied, Standing, Subject, looks_again, may, standing};
use domain::person::Actor;

use super::act::may_speak;
use super::load::Shown;
use super::verb::Verb;
use crate::visitor::Visitor;

/// What a body is advised to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suggestion {
    /// Say that it was heard.
    Hear,
    /// Settle it at once.
    Settle,
    /// Name a plan.
    Plan,
    /// Open a thread: enough households asked.
    OpenThread,
    /// Open a thread: the rules have it talked over first.
    TalkFirst,
    /// Lead through the thread.
    Deliberate,
    /// Report it done.
    ReportDone,
    /// Rule on the appeal.
    Rule,
    /// Check the conflict of interest.
    CheckConflict,
    /// Look again whether someone may be hurt.
    CheckRegrade,
    /// Call the joint table.
    CallTable,
    /// Look at a flag.
    Flag,
    /// Nothing: the resident was asked.
    WaitForAnswer,
    /// Nothing: the residents are asked whether it is solved.
    WaitForConfirmation,
    /// Nothing: nobody rules on their own refusal.
    WaitForRuling,
}

impl Suggestion {
    /// The act, if there is one to do.
    pub const fn verb(self) -> Option<Verb> {
        match self {
            Self::Hear => Some(Verb::Hear),
            Self::Settle => Some(Verb::Settle),
            Self::Plan => Some(Verb::Plan),
            Self::ReportDone => Some(Verb::ReportDone),
            Self::Rule => Some(Verb::Rule),
            Self::CheckConflict => Some(Verb::CheckConflict),
            Self::CheckRegrade => Some(Verb::CheckRegrade),
            Self::CallTable => Some(Verb::CallTable),
            // A thread has pages of its own, and whether something flagged stays or
            // goes is for the person to see first.
            Self::OpenThread
            | Self::TalkFirst
            | Self::Deliberate
            | Self::Flag
            | Self::WaitForAnswer
            | Self::WaitForConfirmation
            | Self::WaitForRuling => None,
        }
    }
}

/// What the holder of an open case is advised to do, by the rules that it stays under;
/// `None` when it is over.
pub fn suggestion(case: &Case, charter: Option<&Charter>) -> Option<Suggestion> {
    let talk_first = charter.is_some_and(|charter| is_talked_over_first(case, charter));
    let urgent = matches!(case.concern.urgency, Urgency::Danger | Urgency::Utility);
    let owes = case.next_step().map(|step| step.what) == Some(StepCode::OpenThread);
    let by_stage = match &case.stage {
        Stage::Waiting { .. } if case.check.is_some() => match case.check {
            Some(Check::Regrade { .. }) => Suggestion::CheckRegrade,
            Some(Check::Conflict { .. } | Check::AuthorChooses { .. }) | None => {
                Suggestion::CheckConflict
            }
        },
        Stage::Heard { .. } | Stage::Acting { .. } if owes => Suggestion::OpenThread,
        Stage::Heard { .. } | Stage::Acting { .. } if talk_first => Suggestion::TalkFirst,
        Stage::Deliberating { .. } => Suggestion::Deliberate,
        Stage::Waiting { .. } if urgent => Suggestion::Settle,
        Stage::Waiting { .. } => Suggestion::Hear,
        Stage::Heard { .. }
        | Stage::Acting {
            work: Work::PlanOwed { .. },
        } => Suggestion::Plan,
        Stage::Acting {
            work: Work::Planned { .. },
        } => Suggestion::ReportDone,
        Stage::AwaitingResident { .. } => Suggestion::WaitForAnswer,
        stage @ Stage::Appealed { .. } if stage.is_appeal_against(case.holding.holder) => {
            Suggestion::WaitForRuling
        }
        Stage::ReportedDone { .. } => Suggestion::WaitForConfirmation,
        Stage::Appealed { .. } => Suggestion::Rule,
        Stage::TableOwed { .. } => Suggestion::CallTable,
        Stage::Closed { .. }
        | Stage::Declined { .. }
        | Stage::Withdrawn { .. }
        | Stage::Merged { .. } => return None,
    };
    // What waits for others leaves time for what was flagged.
    let flagged = !case.flags.is_empty() && by_stage.verb().is_none();
    Some(if flagged { Suggestion::Flag } else { by_stage })
}

impl Shown {
    /// What its holder is advised to do.
    pub(super) fn suggestion(&self) -> Option<Suggestion> {
        suggestion(&self.case, self.book.charter(self.case.charter_version))
    }
}

/// What the visitor can do, the one thing first if there is one, the rest in the
/// order of [`Verb::ALL`].
pub(super) fn offers(visitor: &Visitor, shown: &Shown) -> (Option<Verb>, Vec<Verb>) {
    let (actor, now) = (&visitor.actor, visitor.now);
    let case = &shown.case;
    let standing = standing(actor, case);
    let all: Vec<Verb> = Verb::ALL
        .into_iter()
        .filter(|verb| {
            fits(*verb, case, &standing, now)
                && comes_after_check(*verb, case)
                && allowed(actor, *verb, case)
                && may_speak(visitor, *verb, shown).is_ok()
                && can_pass_on(*verb, shown, now)
                && can_ask_up(*verb, actor, shown)
                && can_ask_for_thread(*verb, actor, shown, now)
                && after_a_removal(*verb, actor, case)
        })
        .collect();
    let first = first(actor, shown, &standing, &all);
    let rest = all
        .into_iter()
        .filter(|verb| Some(*verb) != first)
        .collect();
    (first, rest)
}

/// Who is not signed in is offered to join; the way there leads past the sign-in page.
fn allowed(actor: &Actor, verb: Verb, case: &Case) -> bool {
    match may(actor, verb.action(), &Subject::Case(case)) {
        Ok(()) => true,
        Err(Denied::SignInRequired | Denied::NotConfirmed) => verb == Verb::Join,
        Err(_) => false,
    }
}

fn first(actor: &Actor, shown: &Shown, standing: &Standing, all: &[Verb]) -> Option<Verb> {
    let case = &shown.case;
    let own = [
        (Verb::Answer, answer_is_missing(actor, case)),
        (Verb::AnswerQuestion, true),
        (Verb::MergeAnswer, true),
        (Verb::GoUnnamed, true),
        (Verb::DeliverLetter, true),
        (Verb::EnterReply, awaits_reply(case)),
        (Verb::Appeal, true),
        (Verb::Join, standing.holder.is_none() && !standing.beside),
    ];
    let held = standing
        .holder
        .and_then(|_| shown.suggestion())
        .and_then(Suggestion::verb);
    own.into_iter()
        .filter_map(|(verb, wanted)| wanted.then_some(verb))
        .chain(held)
        .find(|verb| all.contains(verb))
}

/// Whether a letter was delivered and nothing came back.
fn awaits_reply(case: &Case) -> bool {
    case.letter
        .is_some_and(|letter| !letter.is_owed() && letter.answered_at.is_none())
}

/// Whether the answer of `actor` to a report is still missing; later it is
/// there to be changed.
fn answer_is_missing(actor: &Actor, case: &Case) -> bool {
    let me = actor.person().map(|person| person.id);
    case.stage.name() == StageName::ReportedDone
        && !case
            .stage
            .answers()
            .iter()
            .any(|one| Some(one.person) == me)
}

/// Whether the act leads anywhere for this case, permission aside.
fn fits(verb: Verb, case: &Case, standing: &Standing, now: Instant) -> bool {
    let planned = has_plan(&case.stage);
    match verb {
        Verb::Join => case.is_open() && !standing.affected && case.concern.visibility.is_public(),
        Verb::Leave => standing.affected && !standing.author,
        Verb::Plan | Verb::Settle => !planned,
        Verb::MovePlan => planned,
        Verb::Ask => case.holding.waits.questions < clock::WAITS && case.speaker().is_some(),
        Verb::Answer => match &case.stage {
            Stage::Closed {
                changeable_until, ..
            } => now <= *changeable_until,
            _ => true,
        },
        Verb::Reopen => match &case.stage {
            Stage::Closed { reopen_until, .. } => now <= *reopen_until,
            _ => false,
        },
        Verb::Appeal => match &case.stage {
            Stage::Declined { decline } => decline.appeal_until.is_some_and(|until| now <= until),
            _ => false,
        },
        Verb::RewriteTable => case.table.is_some(),
        Verb::DeliverLetter => case.owed_letter().is_some(),
        Verb::EnterReply => case.letter.is_some_and(|letter| !letter.is_owed()),
        Verb::CheckConflict => matches!(case.check, Some(Check::Conflict { .. })),
        Verb::CheckRegrade => matches!(case.check, Some(Check::Regrade { .. })),
        Verb::GoUnnamed => matches!(case.check, Some(Check::AuthorChooses { .. })),
        Verb::ContestRegrade => case.regraded.is_some_and(|one| now <= one.contest_until),
        Verb::Merge => {
            case.concern.visibility.is_public()
                && case.pending.is_none()
                && case.taken_in.is_empty()
                && case.speaker().is_some()
        }
        Verb::MergeAnswer => case.pending.is_some(),
        Verb::OpenIdentity => case.author.is_some() && !standing.opened && !standing.author,
        Verb::DismissFlag => !case.flags.is_empty(),
        Verb::Restore | Verb::AppealRemoval | Verb::LookAgain => !case.removed.is_empty(),
        Verb::Hear
        | Verb::AnswerQuestion
        | Verb::ReportDone
        | Verb::Withdraw
        | Verb::HandUp
        | Verb::HandBack
        | Verb::HandAcross
        | Verb::AskUp
        | Verb::AskThread
        | Verb::AskTime
        | Verb::AskTable
        | Verb::CallTable
        | Verb::Decline
        | Verb::Rule
        | Verb::Split
        | Verb::Correct
        | Verb::Flag
        | Verb::Remove => true,
    }
}

/// Whether no check comes before it. To go up, for who may be hurt or who is
/// concerned, waits for none.
fn comes_after_check(verb: Verb, case: &Case) -> bool {
    let before = case.check.and_then(|one| one.comes_before(verb.action()));
    before.is_none() || verb == Verb::HandUp
}

/// Whether there is somebody to pass the case on to, for the acts that do.
fn can_pass_on(verb: Verb, shown: &Shown, now: Instant) -> bool {
    let case = &shown.case;
    let on_duty = || {
        let duty = shown.holder().is_some_and(|body| body.calendar.duty);
        duty && case.concern.urgency == Urgency::Danger
    };
    let left = case.hand_overs() < HAND_OVERS && case.table.is_none();
    match verb {
        Verb::AskTable => ground_to_ask(case).is_some() && !on_duty(),
        // Of what sits at a joint table only danger goes up.
        Verb::HandUp => !on_duty() && shown.can_go_up(),
        Verb::HandBack => {
            let government = case.holding.kind == BodyKind::Government;
            government && left && !on_duty() && shown.is_left_to_community()
        }
        Verb::GoUnnamed => shown.unnamed_to(now).is_some(),
        Verb::HandAcross => left && !on_duty() && !shown.peers().is_empty(),
        _ => true,
    }
}

/// Whether somebody affected can still ask that it goes up.
fn can_ask_up(verb: Verb, actor: &Actor, shown: &Shown) -> bool {
    let case = &shown.case;
    let asked = || {
        let me = actor.person().map(|person| person.id);
        case.asked_up.iter().any(|one| Some(*one) == me)
    };
    verb != Verb::AskUp || (case.table.is_none() && !asked() && shown.can_go_up())
}

/// Whether somebody affected can still ask for a thread, or for more time in it.
fn can_ask_for_thread(verb: Verb, actor: &Actor, shown: &Shown, now: Instant) -> bool {
    let case = &shown.case;
    let me = actor.person().map(|person| person.id);
    match verb {
        Verb::AskThread => {
            let asked = case.asked_thread.iter().any(|one| Some(*one) == me);
            let charter = shown.book.charter(case.charter_version);
            let can = charter.is_some_and(|charter| can_have_thread(case, charter).is_ok());
            can && !asked && case.thread_owed.is_none()
        }
        Verb::AskTime => case.talk.as_ref().is_some_and(|talk| {
            let asked = talk.asked_time.iter().any(|one| Some(*one) == me);
            !talk.extended && !asked && talk.until().is_some_and(|until| now < until)
        }),
        _ => true,
    }
}

/// Whether there is an appeal against a removal to make, or one to answer.
fn after_a_removal(verb: Verb, actor: &Actor, case: &Case) -> bool {
    match verb {
        Verb::AppealRemoval => {
            let me = actor.person().map(|person| person.id);
            let mut removed = case.removed.iter();
            me.is_some_and(|me| removed.any(|one| one.can_be_appealed_by(me)))
        }
        Verb::LookAgain => looks_again(actor, case),
        _ => true,
    }
}

/// Whether a date stands promised, also while the resident is asked.
fn has_plan(stage: &Stage) -> bool {
    match stage {
        Stage::Acting {
            work: Work::Planned { .. },
        } => true,
        Stage::AwaitingResident { resume, .. } => has_plan(resume),
        Stage::Acting {
            work: Work::PlanOwed { .. },
        }
        | Stage::Waiting { .. }
        | Stage::Heard { .. }
        | Stage::Deliberating { .. }
        | Stage::ReportedDone { .. }
        | Stage::Closed { .. }
        | Stage::Declined { .. }
        | Stage::TableOwed { .. }
        | Stage::Appealed { .. }
        | Stage::Withdrawn { .. }
        | Stage::Merged { .. } => false,
    }
}
