//! The fold: one event after another makes the mediation. Total on purpose: an event
//! that does not fit (a damaged history) changes nothing but the version.

use super::event::{Event, Offered, Recorded};
use super::{Mediation, Stage, Text};
use crate::id::PersonId;

impl Mediation {
    /// The mediation that a history tells of; `None` if it does not begin with its offer.
    pub fn from_history(history: &[Recorded]) -> Option<Self> {
        let (first, rest) = history.split_first()?;
        let Event::Offered { offered } = &first.event else {
            return None;
        };
        let mediation = Self::offered(offered, first);
        Some(rest.iter().fold(mediation, Self::apply))
    }

    /// The mediation after one more event.
    #[must_use]
    pub fn apply(mut self, recorded: &Recorded) -> Self {
        self.version = recorded.number;
        if !matches!(recorded.event, Event::Declined | Event::Reminded) {
            self.step += 1;
        }
        match &recorded.event {
            // A second offer cannot happen; the first one made it.
            Event::Offered { .. } => {}
            Event::AuthorAgreed { .. } | Event::OtherAgreed { .. } | Event::Declined => {
                self.fold_consent(recorded);
            }
            Event::Written { side, words } => {
                self.text.turn += 1;
                self.text.words[side.at()] = Some(words.clone());
                self.text.confirmed = [false; 2];
            }
            Event::Confirmed { side } => self.text.confirmed[side.at()] = true,
            Event::Followed { side, kept } => {
                if let Stage::Holding { answers, .. } = &mut self.stage {
                    answers[side.at()] = Some(*kept);
                }
            }
            Event::Reminded => self.fold_reminded(),
            Event::Late { until: again } => match &mut self.stage {
                Stage::Choosing { until, late } | Stage::Arranging { until, late, .. } => {
                    (*until, *late) = (*again, true);
                }
                _ => {}
            },
            Event::Named { .. }
            | Event::Accepted { .. }
            | Event::MediatorGone { .. }
            | Event::Arranged { .. }
            | Event::Met { .. } => self.fold_talk(recorded),
            Event::Agreed { .. }
            | Event::FollowUpAsked { .. }
            | Event::Holds { .. }
            | Event::MeetAgain { .. }
            | Event::Ended { .. } => self.fold_after(recorded),
        }
        self
    }

    fn fold_consent(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::AuthorAgreed { named, until } => {
                (self.agreed, self.named) = (true, *named);
                self.stage = Stage::Asked {
                    until: *until,
                    declined: false,
                    reminded: false,
                };
            }
            Event::OtherAgreed { until } => {
                self.other = recorded.by.person();
                self.stage = Stage::Choosing {
                    until: *until,
                    late: false,
                };
            }
            _ => {
                if let Stage::Offered { declined, .. } | Stage::Asked { declined, .. } =
                    &mut self.stage
                {
                    *declined = true;
                }
            }
        }
    }

    fn fold_reminded(&mut self) {
        if let Stage::Offered { reminded, .. }
        | Stage::Asked { reminded, .. }
        | Stage::Meeting { reminded, .. }
        | Stage::Writing { reminded, .. } = &mut self.stage
        {
            *reminded = true;
        }
    }

    fn fold_talk(&mut self, recorded: &Recorded) {
        let mediator = self.mediator();
        match (&recorded.event, mediator) {
            (Event::Named { mediator, until }, _) => {
                self.stage = Stage::Inviting {
                    mediator: *mediator,
                    until: *until,
                };
            }
            (Event::Accepted { until }, Some(mediator)) => {
                self.stage = Stage::Arranging {
                    mediator,
                    until: *until,
                    late: false,
                };
            }
            (Event::MediatorGone { until }, mediator) => {
                self.gone.extend(mediator);
                self.stage = Stage::Choosing {
                    until: *until,
                    late: false,
                };
            }
            (Event::Arranged { at, place }, Some(mediator)) => {
                self.stage = Stage::Meeting {
                    mediator,
                    at: *at,
                    place: place.clone(),
                    // Whoever hears of it on the day before needs no reminder.
                    reminded: at.plus_days(-1) <= recorded.at,
                };
            }
            (Event::Met { until }, Some(mediator)) => {
                self.stage = Stage::Writing {
                    mediator,
                    until: *until,
                    reminded: false,
                };
            }
            _ => {}
        }
    }

    fn fold_after(&mut self, recorded: &Recorded) {
        let known = self.mediator();
        if let Event::Ended { how, learnt } = &recorded.event {
            self.stage = Stage::Ended {
                at: recorded.at,
                how: *how,
                mediator: self.accepted(),
                learnt: learnt.clone(),
            };
            return;
        }
        match (&recorded.event, &mut self.stage, known) {
            (Event::Agreed { ask_at }, _, Some(mediator)) => {
                self.stage = Stage::Holding {
                    mediator,
                    agreed_at: recorded.at,
                    round: 0,
                    due: *ask_at,
                    asked: false,
                    answers: [None; 2],
                };
            }
            (Event::FollowUpAsked { until }, Stage::Holding { due, asked, .. }, _) => {
                (*due, *asked) = (*until, true);
            }
            (
                Event::Holds { ask_at },
                Stage::Holding {
                    round,
                    due,
                    asked,
                    answers,
                    ..
                },
                _,
            ) => {
                *round += 1;
                (*due, *asked, *answers) = (*ask_at, false, [None; 2]);
            }
            (Event::MeetAgain { until }, _, Some(mediator)) => {
                self.text.confirmed = [false; 2];
                self.stage = Stage::Arranging {
                    mediator,
                    until: *until,
                    late: false,
                };
            }
            _ => {}
        }
    }

    /// Who mediates; nobody who was only asked to.
    fn accepted(&self) -> Option<PersonId> {
        match self.stage {
            Stage::Inviting { .. } => None,
            _ => self.mediator(),
        }
    }

    fn offered(offered: &Offered, recorded: &Recorded) -> Self {
        let offered = offered.clone();
        let (until, declined, reminded) = (offered.until, false, false);
        let stage = match offered.asked_for {
            None => Stage::Offered {
                until,
                declined,
                reminded,
            },
            Some(_) => Stage::Asked {
                until,
                declined,
                reminded,
            },
        };
        Self {
            id: offered.id,
            reference: offered.reference,
            case: offered.case,
            about: offered.about,
            category: offered.category,
            body: offered.body,
            author: offered.author,
            agreed: offered.asked_for.is_some(),
            named: offered.asked_for.unwrap_or(false),
            other: None,
            offered_at: recorded.at,
            latest: offered.latest,
            text: Text::default(),
            gone: Vec::new(),
            stage,
            step: 1,
            version: recorded.number,
        }
    }
}
