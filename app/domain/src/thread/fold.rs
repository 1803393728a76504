//! The fold: one event after another makes the thread. Total on purpose: an event
//! that does not fit (a damaged history) changes nothing but the version.

use super::calm::Slow;
use super::event::{Event, Opened, Recorded};
use super::{Phase, Step, Thread};

impl Thread {
    /// The thread that a history tells of; `None` if it does not begin with its opening.
    pub fn from_history(history: &[Recorded]) -> Option<Self> {
        let (first, rest) = history.split_first()?;
        let Event::Opened { opened } = &first.event else {
            return None;
        };
        let thread = Self::opened(opened, first);
        Some(rest.iter().fold(thread, Self::apply))
    }

    /// The thread after one more event.
    #[must_use]
    pub fn apply(mut self, recorded: &Recorded) -> Self {
        self.version = recorded.number;
        match &recorded.event {
            // A second opening cannot happen; the first one made it.
            Event::Opened { .. } => {}
            Event::Moved { step, until } => {
                self.phase = Phase::Open {
                    step: *step,
                    until: *until,
                };
            }
            Event::Extended { until: later, .. } => {
                self.extended = true;
                if let Phase::Open { until, .. } = &mut self.phase {
                    *until = *later;
                }
            }
            Event::Slowed { minutes, until, .. } => {
                self.slow = Some(Slow {
                    minutes: *minutes,
                    until: *until,
                });
            }
            Event::Cooled { until, .. } => self.cool_until = Some(*until),
            Event::Retold { title, words, .. } => {
                self.title = title.clone();
                self.words = words.clone();
            }
            Event::Handed { body, .. } => self.body = *body,
            Event::Missed { due } => self.missed = Some(*due),
            Event::Agreed {
                words,
                commitments,
                review,
            } => {
                self.phase = Phase::Agreed {
                    at: recorded.at,
                    words: words.clone(),
                    commitments: commitments.clone(),
                    review: *review,
                    asked: false,
                };
            }
            Event::HoldsAsked => {
                if let Phase::Agreed { asked, .. } = &mut self.phase {
                    *asked = true;
                }
            }
            Event::Closed { learnt } => {
                self.phase = Phase::Closed {
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
            case: opened.case,
            challenge: opened.challenge,
            body: opened.body,
            level: opened.level,
            ruled: opened.ruled,
            last_word: opened.last_word.clone(),
            adding: opened.adding,
            share: opened.share,
            seed: opened.seed,
            opened_at: recorded.at,
            extended: false,
            slow: None,
            cool_until: None,
            missed: None,
            phase: Phase::Open {
                step: Step::Talk,
                until: opened.until,
            },
            version: recorded.number,
        }
    }
}
