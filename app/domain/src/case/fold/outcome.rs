//! Folding what is said at the end: reports, answers, refusals.

use crate::case::Case;
use crate::case::command::Ruling;
use crate::case::concern::{CasePhoto, PhotoOf};
use crate::case::confirm::{Answer, AnswerReason, Asking, Verdict};
use crate::case::event::{BackBecause, By, Event, Recorded};
use crate::case::stage::{Appeal, Decline, Report, Stage, Work};
use crate::instant::Instant;

impl Case {
    pub(super) fn fold_confirmation(&mut self, recorded: &Recorded) {
        match (&mut self.stage, &recorded.event) {
            (_, Event::ReportedDone { .. }) => self.fold_report(recorded),
            (Stage::ReportedDone { asking, .. }, Event::Reminded { .. }) => {
                asking.reminders = asking.reminders.split_off(1.min(asking.reminders.len()));
            }
            (
                Stage::ReportedDone { asking, .. },
                Event::SilenceExtended {
                    reminders,
                    closes_at,
                },
            ) => {
                asking.reminders.clone_from(reminders);
                asking.closes_at = *closes_at;
            }
            (_, Event::Answered { verdict, reason }) => {
                self.fold_answer(*verdict, *reason, recorded);
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
            (_, Event::BackToActing { because, due, .. }) => self.back_to_acting(*because, *due),
            _ => {}
        }
    }

    fn fold_answer(&mut self, verdict: Verdict, reason: Option<AnswerReason>, recorded: &Recorded) {
        let (Stage::ReportedDone { asking, report, .. } | Stage::Closed { asking, report, .. }) =
            &mut self.stage
        else {
            return;
        };
        if reason == Some(AnswerReason::Pressed) && !self.pressed_by.contains(&report.body) {
            self.pressed_by.push(report.body);
        }
        let said = recorded.by.person().map(|person| Answer {
            person,
            verdict,
            reason,
            at: recorded.at,
        });
        asking
            .answers
            .retain(|answer| Some(answer.person) != recorded.by.person());
        asking.answers.extend(said);
    }

    fn back_to_acting(&mut self, because: BackBecause, due: Instant) {
        let counter = match because {
            BackBecause::NotSolved => &mut self.counters.not_solved,
            BackBecause::Reopened => &mut self.counters.reopenings,
        };
        *counter = counter.saturating_add(1);
        if because == BackBecause::Reopened {
            self.leave_talk_behind();
        }
        self.give_owed_thread_until(due);
        self.stage = Stage::Acting {
            work: Work::PlanOwed { due },
        };
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
        self.pending = None;
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

    pub(super) fn fold_refusal(&mut self, recorded: &Recorded) {
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
                self.pending = None;
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
                let due = plan_due.unwrap_or(at);
                self.stage = ruled(*ruling, decline.clone(), due);
                self.give_owed_thread_until(due);
            }
            _ => {}
        }
    }
}

fn ruled(ruling: Ruling, decline: Decline, plan_due: Instant) -> Stage {
    match ruling {
        Ruling::ForTheResident => Stage::Acting {
            work: Work::PlanOwed { due: plan_due },
        },
        Ruling::RefusalStands => Stage::Declined {
            decline: Decline {
                appeal_until: None,
                ..decline
            },
        },
    }
}
