//! Folding what is checked first: a conflict of interest, a danger that was regraded.

use crate::case::event::{Event, Recorded};
use crate::case::holding::Onward;
use crate::case::stage::{Asked, Stage};
use crate::case::{Case, Check};
use crate::charter::Urgency;
use crate::id::BodyId;

impl Case {
    pub(super) fn fold_check(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::ConflictChecked { .. } => self.fold_conflict_checked(recorded),
            Event::RegradeContested { duty, alone, .. } => {
                self.regraded = None;
                self.holding.gap |= *alone;
                self.check = Some(Check::Regrade { duty: *duty });
            }
            Event::RegradeChecked { words, danger } => {
                self.check = None;
                if let Some(again) = danger {
                    self.regraded = None;
                    self.concern.urgency = Urgency::Danger;
                    self.fold_no_letter();
                    self.own_resident_due = again.resident_due;
                    self.stage.set_dates(again.heard_due, again.plan_due);
                }
                if words.is_some() {
                    self.fold_heard_by(recorded);
                }
            }
            _ => {}
        }
    }

    fn fold_conflict_checked(&mut self, recorded: &Recorded) {
        let Event::ConflictChecked {
            words, choose_by, ..
        } = &recorded.event
        else {
            return;
        };
        let checked = self.check.take();
        self.fold_heard_by(recorded);
        if let (Some(Check::Conflict { about }), Some(lapses_at), Some(to)) =
            (checked, *choose_by, self.speaker())
        {
            self.check = Some(Check::AuthorChooses { about });
            let resume = std::mem::replace(&mut self.stage, Stage::Withdrawn { at: recorded.at });
            self.stage = Stage::AwaitingResident {
                question: Asked {
                    number: recorded.number,
                    to: vec![to],
                    words: words.clone(),
                    at: recorded.at,
                    lapses_at,
                },
                resume: Box::new(resume),
            };
        }
    }

    /// Who checked it heard it by that.
    fn fold_heard_by(&mut self, recorded: &Recorded) {
        let (Stage::Waiting { plan_due, .. }, Some(by), Some(words)) =
            (&self.stage, recorded.by.person(), recorded.event.sentence())
        else {
            return;
        };
        self.stage = Stage::Heard {
            by,
            at: recorded.at,
            words,
            plan_due: *plan_due,
        };
    }

    /// `body` has it without ever learning who its author is, and it is not about
    /// that body any more.
    pub(super) fn fold_seal(&mut self, body: BodyId) {
        if !self.sealed_from.contains(&body) {
            self.sealed_from.push(body);
        }
        self.concern.also_about.retain(|one| *one != body);
        let about = self.concern.conflict.as_ref().map(|one| one.body);
        if about == Some(body) {
            self.concern.conflict = None;
        }
    }

    /// A check that is owed passes to whoever has to hear the case next.
    pub(super) fn fold_check_of_move(&mut self, onward: &Onward) {
        self.check = self.check.filter(|check| match onward {
            Onward::StartsOver { .. } => check.is_owed(),
            Onward::StageKept => true,
            Onward::Rules { .. } | Onward::CallsTable { .. } => false,
        });
    }
}
