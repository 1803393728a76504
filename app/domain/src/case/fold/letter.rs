//! Folding letters to offices that never sign in.

use crate::case::concern::{CasePhoto, PhotoOf};
use crate::case::event::{Event, Recorded};
use crate::case::{Case, Letter};

impl Case {
    pub(super) fn fold_letter(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::LetterOwed {
                by,
                due,
                heard_due,
                plan_due,
                rule_due,
                ..
            } => {
                self.letter = Some(Letter {
                    by: *by,
                    owed_at: recorded.at,
                    due: *due,
                    delivered_at: None,
                    answered_at: None,
                });
                self.stage.set_dates(*heard_due, *plan_due);
                self.stage.set_ruling_due(*rule_due);
            }
            Event::LetterDelivered {
                on,
                heard_due,
                plan_due,
                rule_due,
                ..
            } => {
                if let Some(letter) = &mut self.letter {
                    letter.delivered_at = Some(*on);
                }
                self.stage.set_dates(*heard_due, *plan_due);
                self.stage.set_ruling_due(*rule_due);
            }
            Event::LetterAnswered { photos } => {
                if let Some(by) = recorded.by.person() {
                    self.photos.extend(photos.iter().map(|photo| CasePhoto {
                        photo: *photo,
                        of: PhotoOf::Letter,
                        by,
                    }));
                }
            }
            _ => {}
        }
    }

    /// Whatever the holder says is its answer, also if it signed in to say it: then
    /// no letter has to be delivered any more.
    pub(super) fn fold_answer_to_letter(&mut self, recorded: &Recorded) {
        let says = matches!(
            recorded.event,
            Event::Heard { .. }
                | Event::ConflictChecked { .. }
                | Event::Planned { .. }
                | Event::ReportedDone { .. }
                | Event::Declined { .. }
                | Event::AppealRuled { words: Some(_), .. }
        );
        let Some(letter) = self.letter.as_mut().filter(|_| says) else {
            return;
        };
        if letter.is_owed() {
            self.letter = None;
        } else {
            letter.answered_at.get_or_insert(recorded.at);
        }
    }

    /// Silence ruled: what the letter asked is not asked any more.
    pub(super) fn fold_silent_ruling(&mut self, recorded: &Recorded) {
        if matches!(recorded.event, Event::AppealRuled { words: None, .. }) {
            self.letter = None;
        }
    }

    /// Nothing waits for a letter any more: who gets the case next, or a danger.
    pub(super) fn fold_no_letter(&mut self) {
        self.letter = None;
    }
}
