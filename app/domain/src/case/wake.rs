//! What happens by itself: dates that were missed, reminders, silence.
//!
//! A case knows when it wants to be woken. However late the clock comes, what
//! is due is done in the order in which it fell due, and once.

use crate::body::Body;
use crate::case::command::{Proposal, Ruling};
use crate::case::event::{Event, Owed, QuestionEnd};
use crate::case::refused::Refused;
use crate::case::stage::{Stage, Work};
use crate::case::surroundings::{Move, Then, Unfolding};
use crate::case::{Case, Check, Pending, check, confirm, decline, deliberate, hear, letter, table};
use crate::instant::Instant;
use crate::permission::Action;
use crate::routing::Ground;

/// Something that happens by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    /// A date was missed.
    Late(Owed),
    /// The time for waiting is used up.
    QuestionLapses,
    /// Those who have not answered are reminded.
    Reminder,
    /// Silence closes it.
    Closes,
    /// Silence favours the resident.
    AppealGranted,
    /// Silence on a proposal is a no.
    ProposalLapses,
}

impl Case {
    /// When something is due by itself next; `None` if nothing ever is.
    pub fn wake_at(&self) -> Option<Instant> {
        self.next_due().map(|(at, _)| at)
    }

    /// Whether this date was recorded as missed.
    pub fn has_missed(&self, owed: Owed, due: Instant) -> bool {
        self.missed
            .iter()
            .any(|missed| missed.owed == owed && missed.due == due)
    }

    fn next_due(&self) -> Option<(Instant, Due)> {
        let outcome = self
            .is_open()
            .then(|| self.late(Owed::Outcome, self.resident_due()))
            .flatten();
        let proposal = self
            .pending
            .as_ref()
            .filter(|_| self.is_open())
            .map(|pending| (pending.lapses_at(), Due::ProposalLapses));
        let thread = self
            .thread_owed
            .filter(|_| Action::OpenThread.fits(self.stage.name()))
            .and_then(|owed| self.late(Owed::Thread, owed.due));
        self.due_in_stage()
            .into_iter()
            .chain(outcome)
            .chain(proposal)
            .chain(thread)
            .min_by_key(|(at, _)| *at)
    }

    fn late(&self, owed: Owed, due: Instant) -> Option<(Instant, Due)> {
        (!self.has_missed(owed, due)).then_some((due, Due::Late(owed)))
    }

    fn due_in_stage(&self) -> Vec<(Instant, Due)> {
        let letter = self.owed_letter();
        let letter = letter.and_then(|letter| self.late(Owed::Letter, letter.due));
        // The holder's clock runs from delivery; a ruling comes without it, too.
        if self.owed_letter().is_some() && self.stage.ruling_due().is_none() {
            return letter.into_iter().collect();
        }
        let dates = match &self.stage {
            Stage::Waiting {
                heard_due,
                plan_due,
            } => [
                self.late(
                    if self.check.is_some_and(Check::is_owed) {
                        Owed::Check
                    } else {
                        Owed::Heard
                    },
                    *heard_due,
                ),
                self.late(Owed::Plan, *plan_due),
            ],
            Stage::Heard { plan_due, .. } => [self.late(Owed::Plan, *plan_due), None],
            Stage::Deliberating { until, .. } => [self.late(Owed::Promise, *until), None],
            Stage::Acting {
                work: Work::PlanOwed { due },
            } => [self.late(Owed::Plan, *due), None],
            Stage::Acting {
                work: Work::Planned { plan },
            } => [self.late(Owed::Promise, plan.promised), None],
            Stage::AwaitingResident { question, .. } => {
                [Some((question.lapses_at, Due::QuestionLapses)), None]
            }
            Stage::ReportedDone { asking, .. } => [
                asking.reminders.first().map(|at| (*at, Due::Reminder)),
                Some((asking.closes_at, Due::Closes)),
            ],
            Stage::TableOwed { call_due, .. } => [self.late(Owed::Table, *call_due), None],
            Stage::Appealed { rule_due, .. } => [Some((*rule_due, Due::AppealGranted)), None],
            Stage::Closed { .. }
            | Stage::Declined { .. }
            | Stage::Withdrawn { .. }
            | Stage::Merged { .. } => [None, None],
        };
        dates.into_iter().flatten().chain(letter).collect()
    }
}

pub(super) fn wake(case: &mut Unfolding<'_>) -> Result<(), Refused> {
    leave_vanished_body(case);
    table::pass_seats_on(case);
    while let Some((at, due)) = case.case.next_due()
        && at <= case.around.now
    {
        happen(case, at, due);
    }
    if case.is_empty() {
        return Err(Refused::NothingDue);
    }
    Ok(())
}

fn happen(case: &mut Unfolding<'_>, at: Instant, due: Due) {
    match due {
        Due::Late(owed) => {
            let again = match owed {
                Owed::Table => Some(table::owed_again(case, at)),
                Owed::Thread => Some(deliberate::owed_again(case, at)),
                Owed::Letter => Some(letter::owed_again(case, at)),
                Owed::Check if matches!(case.case.check, Some(Check::Regrade { .. })) => None,
                Owed::Heard | Owed::Check | Owed::Plan | Owed::Promise => {
                    stays(case).then(|| table::owed_again(case, at))
                }
                Owed::Outcome => None,
            };
            let anew = case.case.missed.iter().any(|one| one.again == Some(at));
            let owing = case.case.thread_owed.map(|owed| owed.body);
            let due = at;
            case.record(Event::Late { owed, due, again });
            match owed {
                // Silence on a contest favours the resident: someone may be hurt.
                Owed::Check if matches!(case.case.check, Some(Check::Regrade { .. })) => {
                    let _ = check::check_regrade(case, true, None);
                }
                // Whoever rules keeps the case: its silence rules.
                Owed::Letter if case.case.stage.ruling_due().is_some() => {}
                // Its author was asked when it was missed for the first time.
                Owed::Heard | Owed::Check | Owed::Plan | Owed::Promise
                    if anew && !case.case.concern.visibility.is_public() => {}
                Owed::Heard | Owed::Check | Owed::Plan | Owed::Promise | Owed::Letter => {
                    go_up(case);
                }
                Owed::Outcome => table::owe_for_outcome(case),
                // A body beside it has no case to lose: it owes the thread again.
                Owed::Thread if owing == Some(case.case.holding.holder) => {
                    hear::go_on_without_answer(case);
                    go_up(case);
                }
                // It is owed again, and a table that was not called stands on the list of gaps.
                Owed::Table | Owed::Thread => {}
            }
        }
        Due::QuestionLapses => hear::end_question(case, QuestionEnd::Lapsed, at),
        Due::Reminder => case.record(Event::Reminded {
            which: match &case.case.stage {
                Stage::ReportedDone { asking, .. } if asking.reminders.len() > 1 => 1,
                _ => 2,
            },
        }),
        Due::Closes => confirm::close_after_silence(case),
        Due::ProposalLapses => {
            let pending = case.case.pending.clone();
            case.record(Event::ProposalLapsed);
            catch_up(case, pending.as_ref());
        }
        Due::AppealGranted => decline::rule(case, Ruling::ForTheResident, None),
    }
}

/// What was due while something else stood in the way: a joint table for want
/// of an outcome, and on a private case the question whether it may go up.
/// `answered` is the proposal that stood in the way. Whether anything happened.
pub(super) fn catch_up(case: &mut Unfolding<'_>, answered: Option<&Pending>) -> bool {
    let before = case.case.version;
    let owed_table = matches!(
        answered.map(|pending| &pending.proposal),
        Some(Proposal::OweTable { .. })
    );
    if case
        .case
        .has_missed(Owed::Outcome, case.case.resident_due())
        && !owed_table
    {
        table::owe_for_outcome(case);
    }
    let swallowed = answered.is_some_and(|pending| {
        pending.proposal != Proposal::HandUpLate
            && case.case.missed.iter().any(|missed| {
                missed.holder == case.case.holding.holder
                    && matches!(
                        missed.owed,
                        Owed::Heard | Owed::Check | Owed::Plan | Owed::Promise | Owed::Letter
                    )
                    && missed.due >= pending.at
            })
    });
    if case.case.version == before && swallowed {
        go_up(case);
    }
    case.case.version != before
}

/// A date was missed, so the next tier has it; of a private case nobody else
/// is told unless its author says yes. At the top it stays, and is owed again.
pub(super) fn go_up(case: &mut Unfolding<'_>) {
    if case.case.concern.visibility.is_public() {
        // Nobody above is no refusal here: it simply stays.
        let _ = hand_up_late(case);
    } else if case.case.pending.is_none() && case.case.speaker().is_some() && above(case).is_some()
    {
        case.record(Event::Proposed {
            proposal: Proposal::HandUpLate,
        });
    }
}

/// Whether a case of which a date was missed stays where it is, for now or for good:
/// then the same is owed by a new date, so that it never goes silent.
fn stays(case: &Unfolding<'_>) -> bool {
    !case.case.concern.visibility.is_public() || above(case).is_none()
}

fn above<'a>(case: &Unfolding<'a>) -> Option<&'a Body> {
    case.above().filter(|above| above.takes_cases())
}

/// Gives the case to the tier above on the ground `clock`.
pub(super) fn hand_up_late(case: &mut Unfolding<'_>) -> Result<(), Refused> {
    let above = above(case).ok_or(Refused::NobodyAbove)?;
    case.move_to(above, Move::on(Ground::Clock, None, Then::StartsOver));
    Ok(())
}

/// The holder went out of service: the next tier has it, if there is one. What was
/// promised, asked or reported stays; what was only owed is owed anew. This is so for a
/// private case, too, without asking: otherwise nobody at all would have it. Whether it went.
pub(super) fn leave_vanished_body(case: &mut Unfolding<'_>) -> bool {
    if case.holder().takes_cases() {
        return false;
    }
    let Some(above) = above(case) else {
        return false;
    };
    let then = match &case.case.stage {
        Stage::Waiting { .. }
        | Stage::Heard { .. }
        // Nobody is left who could lead through the thread.
        | Stage::Deliberating { .. }
        | Stage::Acting {
            work: Work::PlanOwed { .. },
        } => Then::StartsOver,
        Stage::Acting {
            work: Work::Planned { .. },
        }
        | Stage::AwaitingResident { .. }
        | Stage::ReportedDone { .. }
        | Stage::TableOwed { .. }
        | Stage::Appealed { .. } => Then::StageKept,
        Stage::Closed { .. }
        | Stage::Declined { .. }
        | Stage::Withdrawn { .. }
        | Stage::Merged { .. } => return false,
    };
    case.move_to(above, Move::on(Ground::BodyVanished, None, then));
    true
}
