//! The fold: one event after another makes the case. Total on purpose: an
//! event that does not fit the stage (a damaged history) changes nothing but
//! the version.

use crate::case::concern::{Affected, CasePhoto, PhotoOf};
use crate::case::event::{Event, Filed, Owed, Recorded};
use crate::case::stage::{Asked, Plan, Stage, Work};
use crate::case::{Case, Counters, Missed, ThreadOwed};
use crate::id::PersonId;
use crate::instant::Instant;

mod check;
mod course;
mod letter;
mod outcome;
mod talk;

impl Case {
    /// The case that a history tells of; `None` if it does not begin with a
    /// filing by a resident.
    pub fn from_history(history: &[Recorded]) -> Option<Self> {
        let (first, rest) = history.split_first()?;
        let Event::Filed { filed } = &first.event else {
            return None;
        };
        let case = Self::filed(filed, first)?;
        Some(rest.iter().fold(case, Self::apply))
    }

    /// The case after one more event.
    #[must_use]
    pub fn apply(mut self, recorded: &Recorded) -> Self {
        let before = self.stage.name();
        self.version = recorded.number;
        self.fold(recorded);
        self.fold_answer_to_letter(recorded);
        self.fold_silent_ruling(recorded);
        if self.stage.name() != before {
            self.stage_since = recorded.at;
        }
        self
    }

    fn filed(filed: &Filed, recorded: &Recorded) -> Option<Self> {
        let author = recorded.by.person()?;
        let photos = filed.photos.iter().map(|photo| CasePhoto {
            photo: *photo,
            of: PhotoOf::Concern,
            by: author,
        });
        Some(Self {
            id: filed.id,
            reference: filed.reference,
            charter_version: filed.charter_version,
            filed_at: recorded.at,
            confirmed: filed.confirmed,
            concern: filed.concern.clone(),
            author: Some(author),
            affected: vec![Affected {
                person: author,
                joined_at: recorded.at,
                on_paper: filed.on_paper,
                came_with: None,
            }],
            holding: filed.holding.clone(),
            own_resident_due: filed.resident_due,
            counters: Counters::default(),
            photos: photos.collect(),
            missed: Vec::new(),
            letter: None,
            table: None,
            asked_up: Vec::new(),
            asked_thread: Vec::new(),
            thread_owed: None,
            talk: None,
            pressed_by: Vec::new(),
            pending: None,
            under: None,
            check: filed.to_check(),
            regraded: None,
            sealed_from: Vec::new(),
            taken_in: Vec::new(),
            opened: Vec::new(),
            flags: Vec::new(),
            removed: Vec::new(),
            stage: Stage::Waiting {
                heard_due: filed.heard_due,
                plan_due: filed.plan_due,
            },
            stage_since: recorded.at,
            version: recorded.number,
        })
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one arm for every event; a split would hide a missing one"
    )]
    fn fold(&mut self, recorded: &Recorded) {
        match &recorded.event {
            // A second filing cannot happen; the first one made the case.
            Event::Filed { .. } => {}
            Event::FilerConfirmed => self.confirmed = true,
            Event::Joined { .. }
            | Event::Left
            | Event::Withdrawn
            | Event::Adopted { .. }
            | Event::AskedUp { .. } => self.fold_people(recorded),
            Event::LetterOwed { .. }
            | Event::LetterDelivered { .. }
            | Event::LetterAnswered { .. } => self.fold_letter(recorded),
            Event::Heard { .. }
            | Event::QuestionAsked { .. }
            | Event::QuestionEnded { .. }
            | Event::Planned { .. }
            | Event::PlanMoved { .. } => self.fold_work(recorded),
            Event::ReportedDone { .. }
            | Event::Reminded { .. }
            | Event::SilenceExtended { .. }
            | Event::Answered { .. }
            | Event::Closed { .. }
            | Event::BackToActing { .. } => self.fold_confirmation(recorded),
            Event::ConflictChecked { .. }
            | Event::RegradeContested { .. }
            | Event::RegradeChecked { .. } => self.fold_check(recorded),
            Event::Declined { .. } | Event::Appealed { .. } | Event::AppealRuled { .. } => {
                self.fold_refusal(recorded);
            }
            Event::Moved { .. }
            | Event::TableCalled { .. }
            | Event::TableRewritten { .. }
            | Event::SeatPassed { .. }
            | Event::Proposed { .. }
            | Event::ProposalRefused
            | Event::ProposalLapsed
            | Event::Corrected { .. }
            | Event::Merged { .. }
            | Event::TookIn { .. }
            | Event::SplitOff { .. }
            | Event::GaveBack { .. } => self.fold_course(recorded),
            Event::AskedThread { .. }
            | Event::ThreadOwed { .. }
            | Event::ThreadOpened { .. }
            | Event::ThreadStep { .. }
            | Event::ThreadRetold { .. }
            | Event::AskedTime { .. }
            | Event::ThreadExtended { .. }
            | Event::ThreadAgreed { .. }
            | Event::ThreadClosed { .. }
            | Event::ThreadLeft { .. } => self.fold_talk(recorded),
            Event::Gathered { under } => self.under = Some(under.clone()),
            Event::Released { .. } => self.under = None,
            Event::IdentityOpened { .. }
            | Event::Flagged { .. }
            | Event::FlagDismissed { .. }
            | Event::Removed { .. }
            | Event::Restored { .. }
            | Event::RemovalAppealed { .. }
            | Event::RemovalKept { .. } => self.fold_care(recorded),
            Event::Late { owed, due, again } => self.fold_late(*owed, *due, *again),
        }
    }

    fn fold_late(&mut self, owed: Owed, due: Instant, again: Option<Instant>) {
        let owing = self.thread_owed.filter(|_| owed == Owed::Thread);
        self.missed.push(Missed {
            owed,
            due,
            holder: owing
                .map(|one| one.body)
                .or(self
                    .letter
                    .filter(|_| owed == Owed::Letter)
                    .and_then(|one| one.by))
                .unwrap_or(self.holding.holder),
            again,
        });
        if let (Owed::Letter, Some(letter), Some(again)) = (owed, &mut self.letter, again) {
            letter.due = again;
        }
        if let (Some(one), Some(again)) = (owing, again) {
            self.thread_owed = Some(ThreadOwed { due: again, ..one });
        }
        if let (Owed::Table, Stage::TableOwed { call_due, .. }, Some(again)) =
            (owed, &mut self.stage, again)
        {
            *call_due = again;
            self.holding.gap = true;
        }
        if let Some(again) = again {
            self.stage.owe_again(owed, again);
        }
    }

    fn fold_people(&mut self, recorded: &Recorded) {
        let Some(person) = recorded.by.person() else {
            return;
        };
        match &recorded.event {
            Event::Joined { on_paper } => self.affected.push(Affected {
                person,
                joined_at: recorded.at,
                on_paper: *on_paper,
                came_with: None,
            }),
            Event::AskedUp { .. } => self.asked_up.push(person),
            Event::Adopted { to } => self.fold_adopted(person, *to),
            Event::Left => self.drop_person(person, recorded.at),
            Event::Withdrawn => {
                self.author = None;
                self.drop_person(person, recorded.at);
            }
            _ => {}
        }
    }

    /// `person` is its author, in the place of who stood for them.
    fn fold_adopted(&mut self, from: PersonId, person: PersonId) {
        self.author = Some(person);
        self.confirmed = true;
        self.affected.retain(|one| one.person != person);
        for one in &mut self.affected {
            if one.person == from {
                one.person = person;
            }
        }
        for photo in &mut self.photos {
            if photo.by == from {
                photo.by = person;
            }
        }
        match &mut self.stage {
            Stage::AwaitingResident { question, .. } => swap(&mut question.to, from, person),
            Stage::ReportedDone { asking, .. } | Stage::Closed { asking, .. } => {
                swap(&mut asking.asked, from, person);
                asking.answers.retain(|one| one.person != from);
            }
            Stage::Waiting { .. }
            | Stage::Heard { .. }
            | Stage::Deliberating { .. }
            | Stage::Acting { .. }
            | Stage::Declined { .. }
            | Stage::TableOwed { .. }
            | Stage::Appealed { .. }
            | Stage::Withdrawn { .. }
            | Stage::Merged { .. } => {}
        }
    }

    fn drop_person(&mut self, person: PersonId, at: Instant) {
        self.affected.retain(|one| one.person != person);
        self.asked_up.retain(|one| *one != person);
        self.asked_thread.retain(|one| *one != person);
        if let Some(talk) = &mut self.talk {
            talk.asked_time.retain(|one| *one != person);
        }
        match &mut self.stage {
            Stage::AwaitingResident { question, .. } => question.to.retain(|one| *one != person),
            Stage::ReportedDone { asking, .. } => asking.asked.retain(|one| *one != person),
            Stage::Waiting { .. }
            | Stage::Heard { .. }
            | Stage::Deliberating { .. }
            | Stage::Acting { .. }
            | Stage::Closed { .. }
            | Stage::Declined { .. }
            | Stage::TableOwed { .. }
            | Stage::Appealed { .. }
            | Stage::Withdrawn { .. }
            | Stage::Merged { .. } => {}
        }
        if self.affected.is_empty() {
            self.pending = None;
            self.check = None;
            self.stage = Stage::Withdrawn { at };
        }
    }

    fn fold_work(&mut self, recorded: &Recorded) {
        let person = recorded.by.person();
        let stage = std::mem::replace(&mut self.stage, Stage::Withdrawn { at: recorded.at });
        self.stage = match (stage, &recorded.event, person) {
            (Stage::Waiting { plan_due, .. }, Event::Heard { words }, Some(by)) => Stage::Heard {
                by,
                at: recorded.at,
                words: words.clone(),
                plan_due,
            },
            (
                stage,
                Event::QuestionAsked {
                    to,
                    words,
                    lapses_at,
                },
                _,
            ) => {
                self.holding.waits.questions += 1;
                let question = Asked {
                    number: recorded.number,
                    to: to.clone(),
                    words: words.clone(),
                    at: recorded.at,
                    lapses_at: *lapses_at,
                };
                Stage::AwaitingResident {
                    question,
                    resume: Box::new(stage),
                }
            }
            (
                Stage::AwaitingResident { resume, .. },
                Event::QuestionEnded {
                    due,
                    waited_working_minutes,
                    ..
                },
                _,
            ) => {
                self.holding.waits.working_minutes += waited_working_minutes;
                self.check = None;
                resume.owed_at(*due)
            }
            (_, Event::Planned { plan }, _) => Stage::planned(plan.clone()),
            (
                Stage::Acting {
                    work: Work::Planned { mut plan },
                },
                Event::PlanMoved { to, .. },
                _,
            ) => {
                plan.promised = *to;
                plan.moves = plan.moves.saturating_add(1);
                Stage::planned(plan)
            }
            (stage, _, _) => stage,
        };
    }
}

/// Puts `to` in the place of `from`, once.
fn swap(people: &mut Vec<PersonId>, from: PersonId, to: PersonId) {
    if people.contains(&from) {
        people.retain(|one| *one != from && *one != to);
        people.push(to);
    }
}

impl Stage {
    const fn planned(plan: Plan) -> Self {
        Self::Acting {
            work: Work::Planned { plan },
        }
    }

    /// The stage in which a question was asked, going on with another date.
    fn owed_at(self, due: Instant) -> Self {
        match self {
            Self::Heard { by, at, words, .. } => Self::Heard {
                by,
                at,
                words,
                plan_due: due,
            },
            Self::Acting { work } => Self::Acting {
                work: work.due_at(due),
            },
            other => other,
        }
    }

    /// The holder missed a date and nobody took over: it owes the same by `again`, and
    /// in the place of a promise, or of a step of a thread, a plan.
    fn owe_again(&mut self, owed: Owed, again: Instant) {
        match (owed, self) {
            (Owed::Heard | Owed::Check, Self::Waiting { heard_due, .. }) => *heard_due = again,
            (Owed::Plan, Self::Waiting { plan_due, .. } | Self::Heard { plan_due, .. }) => {
                *plan_due = again;
            }
            (
                Owed::Plan | Owed::Promise,
                stage @ (Self::Acting { .. } | Self::Deliberating { .. }),
            ) => {
                *stage = Self::Acting {
                    work: Work::PlanOwed { due: again },
                };
            }
            _ => {}
        }
    }

    /// By when the holder rules, where it has to.
    fn set_ruling_due(&mut self, due: Option<Instant>) {
        match (due, self) {
            (Some(due), Self::Appealed { rule_due, .. }) => *rule_due = due,
            (Some(due), Self::TableOwed { call_due, .. }) => *call_due = due,
            _ => {}
        }
    }

    /// Puts corrected dates where dates of the rules are owed; promises stay.
    fn set_dates(&mut self, heard: Instant, plan: Instant) {
        match self {
            Self::Waiting {
                heard_due,
                plan_due,
            } => (*heard_due, *plan_due) = (heard, plan),
            Self::Heard { plan_due, .. } => *plan_due = plan,
            Self::Acting {
                work: Work::PlanOwed { due },
            } => *due = plan,
            Self::AwaitingResident { resume, .. } => resume.set_dates(heard, plan),
            // The ends of a thread's steps are promises, too.
            Self::Deliberating { .. }
            | Self::Acting {
                work: Work::Planned { .. },
            }
            | Self::ReportedDone { .. }
            | Self::Closed { .. }
            | Self::Declined { .. }
            | Self::TableOwed { .. }
            | Self::Appealed { .. }
            | Self::Withdrawn { .. }
            | Self::Merged { .. } => {}
        }
    }
}
