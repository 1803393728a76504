//! The fold: one event after another makes the challenge. Total on purpose: an
//! event that does not fit (a damaged history) changes nothing but the version.

use crate::challenge::entry::{
    Attempt, Ended, GatheredCase, Judged, Line, Measure, Missed, Owed, Struck,
};
use crate::challenge::event::{Event, Opened, Recorded};
use crate::challenge::{Challenge, Stage};
use crate::id::BodyId;
use crate::instant::Instant;

impl Challenge {
    /// The challenge that a history tells of; `None` if it does not begin with
    /// its opening.
    pub fn from_history(history: &[Recorded]) -> Option<Self> {
        let (first, rest) = history.split_first()?;
        let Event::Opened { opened } = &first.event else {
            return None;
        };
        let challenge = Self::opened(opened, first);
        Some(rest.iter().fold(challenge, Self::apply))
    }

    /// The challenge after one more event.
    #[must_use]
    pub fn apply(mut self, recorded: &Recorded) -> Self {
        self.version = recorded.number;
        // The clock speaks for the convener.
        let body = recorded.by.body().unwrap_or(self.convener);
        match &recorded.event {
            // A second opening cannot happen; the first one made it.
            Event::Opened { .. } => {}
            Event::TableSet {
                convener, seats, ..
            } => {
                self.convener = *convener;
                self.seats.clone_from(seats);
            }
            Event::Corrected {
                title,
                words,
                place_path,
                ..
            } => {
                self.title = title.clone();
                self.words = words.clone();
                if let Some(place) = place_path.first() {
                    self.place = *place;
                    self.place_path.clone_from(place_path);
                }
            }
            Event::Noted { .. } | Event::Struck { .. } => self.fold_line(recorded, body),
            Event::Tried { .. } | Event::Judged { .. } => self.fold_attempt(recorded, body),
            Event::MeasureBegun { .. } | Event::MeasureEnded { .. } => {
                self.fold_measure(recorded, body);
            }
            Event::Gathered { .. } | Event::Released { .. } => self.fold_case(recorded),
            Event::Reviewed { next, .. } | Event::Reopened { next, .. } => {
                self.stage = Stage::Open { review_due: *next };
            }
            Event::Missed {
                owed,
                due,
                body,
                again,
            } => self.fold_missed(*owed, *due, *body, *again),
            Event::Closed { learnt } => {
                self.stage = Stage::Closed {
                    at: recorded.at,
                    learnt: learnt.clone(),
                };
            }
        }
        self
    }

    fn opened(opened: &Opened, recorded: &Recorded) -> Self {
        Self {
            id: opened.id,
            reference: opened.reference,
            title: opened.title.clone(),
            words: opened.words.clone(),
            place: opened.place,
            place_path: opened.place_path.clone(),
            opened_at: recorded.at,
            convener: opened.convener,
            seats: opened.seats.clone(),
            lines: Vec::new(),
            attempts: Vec::new(),
            measures: Vec::new(),
            cases: Vec::new(),
            kept_out: Vec::new(),
            missed: Vec::new(),
            stage: Stage::Open {
                review_due: opened.review_due,
            },
            version: recorded.number,
        }
    }

    fn fold_line(&mut self, recorded: &Recorded, body: BodyId) {
        let at = recorded.at;
        match &recorded.event {
            Event::Noted { certainty, words } => self.lines.push(Line {
                number: recorded.number,
                certainty: *certainty,
                words: words.clone(),
                body,
                at,
                struck: None,
            }),
            Event::Struck { line, reason } => {
                if let Some(one) = self.lines.iter_mut().find(|one| one.number == *line) {
                    let reason = reason.clone();
                    one.struck = Some(Struck { at, body, reason });
                }
            }
            _ => {}
        }
    }

    fn fold_attempt(&mut self, recorded: &Recorded, body: BodyId) {
        match &recorded.event {
            Event::Tried {
                words,
                started_at,
                review_due,
            } => self.attempts.push(Attempt {
                number: recorded.number,
                words: words.clone(),
                body,
                started_at: *started_at,
                review_due: *review_due,
                judged: None,
            }),
            Event::Judged {
                attempt,
                outcome,
                words,
            } => {
                if let Some(one) = self.attempts.iter_mut().find(|one| one.number == *attempt) {
                    one.judged = Some(Judged {
                        outcome: *outcome,
                        words: words.clone(),
                        at: recorded.at,
                    });
                }
            }
            _ => {}
        }
    }

    fn fold_measure(&mut self, recorded: &Recorded, body: BodyId) {
        match &recorded.event {
            Event::MeasureBegun { words, from, until } => self.measures.push(Measure {
                number: recorded.number,
                words: words.clone(),
                body,
                from: *from,
                until: *until,
                owed_at: None,
                ended: None,
            }),
            Event::MeasureEnded { measure, words } => {
                if let Some(one) = self.measures.iter_mut().find(|one| one.number == *measure) {
                    one.ended = Some(Ended {
                        at: recorded.at,
                        words: words.clone(),
                    });
                }
            }
            _ => {}
        }
    }

    fn fold_case(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::Gathered { case, reference } => self.cases.push(GatheredCase {
                case: *case,
                reference: *reference,
                at: recorded.at,
            }),
            Event::Released { case, reason, .. } => {
                self.cases.retain(|one| one.case != *case);
                if reason.is_none() {
                    self.kept_out.push(*case);
                }
            }
            _ => {}
        }
    }

    fn fold_missed(&mut self, owed: Owed, due: Instant, body: BodyId, again: Instant) {
        self.missed.push(Missed { owed, due, body });
        match owed {
            Owed::Review => {
                if let Stage::Open { review_due } = &mut self.stage {
                    *review_due = again;
                }
            }
            Owed::Attempt { number } => {
                if let Some(one) = self.attempts.iter_mut().find(|one| one.number == number) {
                    one.review_due = again;
                }
            }
            Owed::Measure { number } => {
                if let Some(one) = self.measures.iter_mut().find(|one| one.number == number) {
                    one.owed_at = Some(again);
                }
            }
        }
    }
}
