//! The fold: one event after another makes the case. Total on purpose: an
//! event that does not fit the stage (a damaged history) changes nothing but
//! the version.

use crate::case::command::Ruling;
use crate::case::concern::{Affected, CasePhoto, PhotoOf};
use crate::case::confirm::{Answer, Asking};
use crate::case::event::{BackBecause, By, Event, Filed, Recorded};
use crate::case::holding::Onward;
use crate::case::moderate::{Flag, Removed};
use crate::case::stage::{Appeal, Asked, Decline, Report, Stage, Work};
use crate::case::{Case, Counters, Missed, Opened, Pending, TakenIn};
use crate::id::{CaseId, PersonId};
use crate::instant::Instant;

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
            pending: None,
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

    fn fold(&mut self, recorded: &Recorded) {
        match &recorded.event {
            // A second filing cannot happen; the first one made the case.
            Event::Filed { .. } => {}
            Event::FilerConfirmed => self.confirmed = true,
            Event::Joined { .. } | Event::Left | Event::Withdrawn => self.fold_people(recorded),
            Event::Heard { .. }
            | Event::QuestionAsked { .. }
            | Event::QuestionEnded { .. }
            | Event::Planned { .. }
            | Event::PlanMoved { .. } => self.fold_work(recorded),
            Event::ReportedDone { .. }
            | Event::Reminded { .. }
            | Event::Answered { .. }
            | Event::Closed { .. }
            | Event::BackToActing { .. } => self.fold_confirmation(recorded),
            Event::Declined { .. } | Event::Appealed { .. } | Event::AppealRuled { .. } => {
                self.fold_refusal(recorded);
            }
            Event::Moved { .. }
            | Event::Proposed { .. }
            | Event::ProposalRefused
            | Event::Corrected { .. }
            | Event::Merged { .. }
            | Event::TookIn { .. }
            | Event::SplitOff { .. }
            | Event::GaveBack { .. } => self.fold_course(recorded),
            Event::IdentityOpened { .. }
            | Event::Flagged { .. }
            | Event::FlagDismissed { .. }
            | Event::Removed { .. }
            | Event::Restored { .. } => self.fold_care(recorded),
            Event::Late { owed, due } => {
                self.missed.push(Missed {
                    owed: *owed,
                    due: *due,
                    holder: self.holding.holder,
                });
            }
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
            Event::Left => self.drop_person(person, recorded.at),
            Event::Withdrawn => {
                self.author = None;
                self.drop_person(person, recorded.at);
            }
            _ => {}
        }
    }

    fn drop_person(&mut self, person: PersonId, at: Instant) {
        self.affected.retain(|one| one.person != person);
        match &mut self.stage {
            Stage::AwaitingResident { question, .. } => question.to.retain(|one| *one != person),
            Stage::ReportedDone { asking, .. } => asking.asked.retain(|one| *one != person),
            Stage::Waiting { .. }
            | Stage::Heard { .. }
            | Stage::Acting { .. }
            | Stage::Closed { .. }
            | Stage::Declined { .. }
            | Stage::Appealed { .. }
            | Stage::Withdrawn { .. }
            | Stage::Merged { .. } => {}
        }
        if self.affected.is_empty() {
            self.pending = None;
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
                self.holding.waits.questions = self.holding.waits.questions.saturating_add(1);
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
                resume.owed_at(*due)
            }
            (_, Event::Planned { plan }, _) => Stage::Acting {
                work: Work::Planned { plan: plan.clone() },
            },
            (
                Stage::Acting {
                    work: Work::Planned { mut plan },
                },
                Event::PlanMoved { to, .. },
                _,
            ) => {
                plan.promised = *to;
                plan.moves = plan.moves.saturating_add(1);
                Stage::Acting {
                    work: Work::Planned { plan },
                }
            }
            (stage, _, _) => stage,
        };
    }

    fn fold_confirmation(&mut self, recorded: &Recorded) {
        match (&mut self.stage, &recorded.event) {
            (_, Event::ReportedDone { .. }) => self.fold_report(recorded),
            (Stage::ReportedDone { asking, .. }, Event::Reminded { .. }) => {
                if !asking.reminders.is_empty() {
                    asking.reminders.remove(0);
                }
            }
            (
                Stage::ReportedDone { asking, .. } | Stage::Closed { asking, .. },
                Event::Answered { verdict, reason },
            ) => {
                if let Some(person) = recorded.by.person() {
                    asking.answers.retain(|answer| answer.person != person);
                    let (verdict, reason, at) = (*verdict, *reason, recorded.at);
                    asking.answers.push(Answer {
                        person,
                        verdict,
                        reason,
                        at,
                    });
                }
            }
            (
                Stage::ReportedDone {
                    report,
                    asking,
                    resume,
                }
                | Stage::Closed {
                    report,
                    asking,
                    resume,
                    ..
                },
                Event::Closed {
                    outcome,
                    changeable_until,
                    reopen_until,
                },
            ) => {
                self.stage = Stage::Closed {
                    outcome: *outcome,
                    at: recorded.at,
                    report: report.clone(),
                    asking: asking.clone(),
                    resume: resume.clone(),
                    changeable_until: *changeable_until,
                    reopen_until: *reopen_until,
                };
            }
            (_, Event::BackToActing { because, due, .. }) => {
                let counter = match because {
                    BackBecause::NotSolved => &mut self.counters.not_solved,
                    BackBecause::Reopened => &mut self.counters.reopenings,
                };
                *counter = counter.saturating_add(1);
                self.stage = Stage::Acting {
                    work: Work::PlanOwed { due: *due },
                };
            }
            _ => {}
        }
    }

    fn fold_report(&mut self, recorded: &Recorded) {
        let Event::ReportedDone {
            words,
            photos,
            asked,
            reminders,
            closes_at,
        } = &recorded.event
        else {
            return;
        };
        let By::Member { person, body } = recorded.by else {
            return;
        };
        let resume = match &self.stage {
            Stage::Heard { plan_due, .. } => Work::PlanOwed { due: *plan_due },
            Stage::Acting { work } => work.clone(),
            _ => return,
        };
        self.photos.extend(photos.iter().map(|photo| CasePhoto {
            photo: *photo,
            of: PhotoOf::Report,
            by: person,
        }));
        self.stage = Stage::ReportedDone {
            report: Report {
                by: person,
                body,
                at: recorded.at,
                words: words.clone(),
                photos: photos.clone(),
            },
            asking: Asking {
                number: recorded.number,
                asked: asked.clone(),
                answers: Vec::new(),
                reminders: reminders.clone(),
                closes_at: *closes_at,
            },
            resume,
        };
    }

    fn fold_refusal(&mut self, recorded: &Recorded) {
        let at = recorded.at;
        match (&self.stage, &recorded.event, recorded.by) {
            (
                _,
                Event::Declined {
                    ground,
                    words,
                    instead,
                    appeal_until,
                },
                By::Member { person, body },
            ) => {
                self.stage = Stage::Declined {
                    decline: Decline {
                        by: person,
                        body,
                        at,
                        ground: *ground,
                        words: words.clone(),
                        instead: instead.clone(),
                        appeal_until: Some(*appeal_until),
                    },
                };
            }
            (
                Stage::Declined { decline },
                Event::Appealed { reason, rule_due },
                By::Resident { person },
            ) => {
                self.stage = Stage::Appealed {
                    decline: decline.clone(),
                    appeal: Appeal {
                        by: person,
                        at,
                        reason: reason.clone(),
                    },
                    rule_due: *rule_due,
                };
            }
            (
                Stage::Appealed { decline, .. },
                Event::AppealRuled {
                    ruling, plan_due, ..
                },
                _,
            ) => {
                self.stage = match ruling {
                    Ruling::ForTheResident => Stage::Acting {
                        work: Work::PlanOwed { due: *plan_due },
                    },
                    Ruling::RefusalStands => Stage::Declined {
                        decline: Decline {
                            appeal_until: None,
                            ..decline.clone()
                        },
                    },
                };
            }
            _ => {}
        }
    }

    fn fold_course(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::Moved {
                to,
                onward,
                hand_over,
                ..
            } => {
                self.holding = to.as_ref().clone();
                self.pending = None;
                self.counters.hand_overs += u8::from(*hand_over);
                match (onward, &mut self.stage) {
                    (
                        Onward::StartsOver {
                            heard_due,
                            plan_due,
                        },
                        stage,
                    ) => {
                        *stage = Stage::Waiting {
                            heard_due: *heard_due,
                            plan_due: *plan_due,
                        };
                    }
                    (Onward::Rules { due }, Stage::Appealed { rule_due, .. }) => *rule_due = *due,
                    (Onward::Rules { .. } | Onward::StageKept, _) => {}
                }
            }
            Event::Proposed { proposal } => {
                self.pending = Some(Pending {
                    number: recorded.number,
                    proposal: proposal.clone(),
                    at: recorded.at,
                });
            }
            Event::ProposalRefused => self.pending = None,
            Event::Corrected { .. } => self.fold_correction(&recorded.event),
            Event::Merged { into, reference } => {
                self.pending = None;
                self.stage = Stage::Merged {
                    into: *into,
                    reference: *reference,
                    at: recorded.at,
                };
            }
            Event::TookIn {
                from,
                reference,
                filed_at,
                resident_due,
                affected,
            } => {
                let taken = TakenIn {
                    case: *from,
                    reference: *reference,
                    filed_at: *filed_at,
                    resident_due: *resident_due,
                };
                self.taken_in.push(taken);
                self.take_in_people(*from, affected, recorded.at);
            }
            Event::GaveBack { from, .. } => {
                self.taken_in.retain(|taken| taken.case != *from);
                self.affected.retain(|one| one.came_with != Some(*from));
            }
            // The move that follows gives it a holder and a stage.
            _ => {}
        }
    }

    fn take_in_people(&mut self, from: CaseId, affected: &[Affected], at: Instant) {
        for one in affected {
            if !self.is_affected(one.person) {
                self.affected.push(Affected {
                    person: one.person,
                    joined_at: at,
                    on_paper: one.on_paper,
                    came_with: Some(from),
                });
            }
        }
    }

    fn fold_correction(&mut self, event: &Event) {
        let Event::Corrected {
            correction,
            urgency,
            heard_due,
            plan_due,
            resident_due,
            ..
        } = event
        else {
            return;
        };
        if let Some(place) = &correction.place {
            self.concern.place = place.place;
            self.concern.place_path.clone_from(&place.place_path);
            self.concern.point = place.point;
        }
        if let Some(category) = &correction.category {
            self.concern.category.clone_from(category);
        }
        self.concern.urgency = *urgency;
        self.own_resident_due = *resident_due;
        self.pending = None;
        self.stage.set_dates(*heard_due, *plan_due);
    }

    fn fold_care(&mut self, recorded: &Recorded) {
        let at = recorded.at;
        let Some(by) = recorded.by.person() else {
            return;
        };
        match &recorded.event {
            Event::IdentityOpened { purpose } => {
                let body = recorded.by.body().unwrap_or(self.holding.holder);
                self.opened.push(Opened {
                    by,
                    body,
                    at,
                    purpose: purpose.clone(),
                });
            }
            Event::Flagged {
                id,
                part,
                rule,
                words,
            } => {
                let (id, part, rule, words) = (*id, *part, *rule, words.clone());
                self.flags.push(Flag {
                    id,
                    part,
                    rule,
                    words,
                    by,
                    at,
                });
            }
            Event::FlagDismissed { id, .. } => self.flags.retain(|flag| flag.id != *id),
            Event::Removed { part, rule, words } => {
                self.flags.retain(|flag| flag.part != *part);
                let (part, rule, words) = (*part, *rule, words.clone());
                self.removed.push(Removed {
                    part,
                    rule,
                    words,
                    by,
                    at,
                });
            }
            Event::Restored { part, .. } => self.removed.retain(|one| one.part != *part),
            _ => {}
        }
    }
}

impl Stage {
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
            Self::Acting {
                work: Work::Planned { .. },
            }
            | Self::ReportedDone { .. }
            | Self::Closed { .. }
            | Self::Declined { .. }
            | Self::Appealed { .. }
            | Self::Withdrawn { .. }
            | Self::Merged { .. } => {}
        }
    }
}
