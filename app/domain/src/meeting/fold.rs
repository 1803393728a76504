//! The fold: one event after another makes the meeting. Total on purpose: an event that
//! does not fit (a damaged history) changes nothing but the version.

use super::event::{Called, Event, Recorded};
use super::{Correction, Meeting, Minutes, Plan, Stage};
use crate::instant::Instant;
use crate::text::Sentence;

impl Meeting {
    /// The meeting that a history tells of; `None` if it does not begin with its call.
    pub fn from_history(history: &[Recorded]) -> Option<Self> {
        let (first, rest) = history.split_first()?;
        let Event::Called { called } = &first.event else {
            return None;
        };
        let meeting = Self::called(called, first);
        Some(rest.iter().fold(meeting, Self::apply))
    }

    /// The meeting after one more event.
    #[must_use]
    pub fn apply(mut self, recorded: &Recorded) -> Self {
        self.version = recorded.number;
        match &recorded.event {
            // A second call cannot happen; the first one made it.
            Event::Called { .. } => {}
            Event::Changed { plan } => {
                self.stage = asked(plan, recorded.at);
                self.plan = plan.clone();
                self.revise(recorded.at);
            }
            Event::CalledOff { words } => {
                self.stage = Stage::CalledOff {
                    at: recorded.at,
                    words: words.clone(),
                };
                self.revise(recorded.at);
            }
            Event::Reminded => {
                if let Stage::Called { reminded } = &mut self.stage {
                    *reminded = true;
                }
            }
            Event::Stated { minutes } => {
                self.stage = Stage::Held {
                    at: recorded.at,
                    minutes: minutes.clone(),
                    corrected: None,
                };
            }
            Event::Corrected { minutes, why } => self.correct(minutes, why, recorded.at),
            Event::Forgotten => self.forgotten = true,
        }
        self
    }

    const fn revise(&mut self, at: Instant) {
        self.revision += 1;
        self.revised_at = at;
    }

    fn correct(&mut self, now: &Minutes, why: &Sentence, at: Instant) {
        if let Stage::Held {
            minutes, corrected, ..
        } = &mut self.stage
        {
            let before = std::mem::replace(minutes, now.clone());
            let first = match corrected.take() {
                Some(earlier) => earlier.first,
                None => Box::new(before),
            };
            let why = why.clone();
            *corrected = Some(Correction { at, why, first });
        }
    }

    fn called(called: &Called, recorded: &Recorded) -> Self {
        let called = called.clone();
        Self {
            id: called.id,
            thread: called.thread,
            reference: called.reference,
            number: called.number,
            body: called.body,
            place: called.place,
            stage: asked(&called.plan, recorded.at),
            plan: called.plan,
            revision: 0,
            revised_at: recorded.at,
            forgotten: false,
            version: recorded.number,
        }
    }
}

/// Who is told within the last day need not be reminded.
fn asked(plan: &Plan, at: Instant) -> Stage {
    Stage::Called {
        reminded: plan.remind_at() <= at,
    }
}
