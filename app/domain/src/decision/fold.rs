//! The fold: one event after another makes the decision. Total on purpose: an event
//! that does not fit (a damaged history) changes nothing but the version.

use super::event::{Drafted, Event, Recorded};
use super::{Decision, Early, Stage};

impl Decision {
    /// The decision that a history tells of; `None` if it does not begin with its draft.
    pub fn from_history(history: &[Recorded]) -> Option<Self> {
        let (first, rest) = history.split_first()?;
        let Event::Drafted { drafted } = &first.event else {
            return None;
        };
        let decision = Self::drafted(drafted, first);
        Some(rest.iter().fold(decision, Self::apply))
    }

    /// The decision after one more event.
    #[must_use]
    pub fn apply(mut self, recorded: &Recorded) -> Self {
        self.version = recorded.number;
        match &recorded.event {
            // A second draft cannot happen; the first one made it.
            Event::Drafted { .. } => {}
            Event::Opened { until, eligible } => {
                self.stage = Stage::Open {
                    since: recorded.at,
                    until: *until,
                    eligible: *eligible,
                    reminded: false,
                    early: None,
                };
            }
            Event::Dropped { words } => {
                self.stage = Stage::Dropped {
                    at: recorded.at,
                    words: words.clone(),
                };
            }
            Event::Reminded => {
                if let Stage::Open { reminded, .. } = &mut self.stage {
                    *reminded = true;
                }
            }
            Event::EarlyAsked { words } => {
                if let (Stage::Open { early, .. }, Some(by)) =
                    (&mut self.stage, recorded.by.person())
                {
                    *early = Some(Early {
                        by,
                        words: words.clone(),
                    });
                }
            }
            Event::Closed {
                early,
                tally,
                outcome,
            } => {
                self.stage = Stage::Closed {
                    at: recorded.at,
                    early: early.clone(),
                    tally: tally.clone(),
                    outcome: outcome.clone(),
                };
            }
        }
        self
    }

    fn drafted(drafted: &Drafted, recorded: &Recorded) -> Self {
        let drafted = drafted.clone();
        Self {
            id: drafted.id,
            thread: drafted.thread,
            reference: drafted.reference,
            number: drafted.number,
            body: drafted.body,
            place: drafted.place,
            question: drafted.question,
            words: drafted.words,
            method: drafted.method,
            options: drafted.options,
            voters: drafted.voters,
            showing: drafted.showing,
            drafted_at: recorded.at,
            stage: Stage::Drafted,
            version: recorded.number,
        }
    }
}
