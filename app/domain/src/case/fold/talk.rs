//! Folding what happens between a case and its thread.

use crate::case::Case;
use crate::case::deliberate::{Stands, Talk, ThreadOwed, community};
use crate::case::event::{Event, Recorded};
use crate::case::stage::{Stage, Work};
use crate::instant::Instant;
use crate::thread::Step;

impl Case {
    pub(super) fn fold_talk(&mut self, recorded: &Recorded) {
        let at = recorded.at;
        match &recorded.event {
            Event::AskedThread { .. } => self.asked_thread.extend(recorded.by.person()),
            Event::ThreadOwed { body, due } => {
                self.thread_owed = Some(ThreadOwed {
                    body: *body,
                    due: *due,
                });
            }
            Event::ThreadOpened { waits, .. } => {
                self.forget_asking();
                self.talk = talk(&recorded.event);
                if let Some((talk, until)) = self.talk.as_ref().zip(self.talk_until())
                    && *waits
                {
                    self.stage = Stage::Deliberating {
                        thread: talk.thread,
                        until,
                    };
                }
            }
            Event::ThreadStep { step, until } => self.talk_goes_on(Some(*step), *until),
            Event::ThreadRetold(retold) => {
                if let Some(talk) = &mut self.talk {
                    talk.title.clone_from(&retold.title);
                }
            }
            Event::AskedTime { .. } => {
                if let Some(talk) = &mut self.talk {
                    talk.asked_time.extend(recorded.by.person());
                }
            }
            Event::ThreadExtended { until } => {
                if let Some(talk) = &mut self.talk {
                    talk.extended = true;
                    talk.asked_time.clear();
                }
                self.talk_goes_on(None, *until);
            }
            Event::ThreadAgreed { work, .. } => {
                self.talk_ends(Stands::Agreed { at }, work.clone());
            }
            Event::ThreadClosed { due, .. } => {
                let work = due.map(|due| Work::PlanOwed { due });
                self.talk_ends(Stands::Closed { at }, work);
            }
            Event::ThreadLeft { due } => self.stop_waiting(Work::PlanOwed { due: *due }),
            _ => {}
        }
    }

    /// The threads about it that were over before its newest one, the newest first, by
    /// what its history says. Nobody is shown that a private case had any.
    pub fn earlier_talks<'r>(&self, history: impl IntoIterator<Item = &'r Recorded>) -> Vec<Talk> {
        if !self.concern.visibility.is_public() {
            return Vec::new();
        }
        let mut all: Vec<Talk> = Vec::new();
        for recorded in history {
            let at = recorded.at;
            let over = match &recorded.event {
                Event::ThreadAgreed { .. } => Some(Stands::Agreed { at }),
                Event::ThreadClosed { .. } => Some(Stands::Closed { at }),
                _ => None,
            };
            if let Some((talk, stands)) = all.last_mut().zip(over) {
                talk.stands = stands;
            }
            if let (Some(talk), Event::ThreadRetold(retold)) = (all.last_mut(), &recorded.event) {
                talk.title.clone_from(&retold.title);
            }
            all.extend(talk(&recorded.event));
        }
        if self.talk.is_some() {
            all.pop();
        }
        all.reverse();
        all
    }

    fn talk_until(&self) -> Option<Instant> {
        self.talk.as_ref().and_then(Talk::until)
    }

    fn talk_goes_on(&mut self, to: Option<Step>, later: Instant) {
        if let Some(talk) = &mut self.talk
            && let Stands::Open { step, until } = &mut talk.stands
        {
            *step = to.unwrap_or(*step);
            *until = later;
        }
        if let Stage::Deliberating { until, .. } = &mut self.stage {
            *until = later;
        }
    }

    fn talk_ends(&mut self, stands: Stands, work: Option<Work>) {
        if let Some(talk) = &mut self.talk {
            talk.stands = stands;
            talk.asked_time.clear();
        }
        if let Some(work) = work {
            self.stop_waiting(work);
        }
    }

    fn stop_waiting(&mut self, work: Work) {
        if matches!(self.stage, Stage::Deliberating { .. }) {
            self.stage = Stage::Acting { work };
        }
    }

    /// After the case was reopened: a thread that is over was about what came before.
    pub(super) fn leave_talk_behind(&mut self) {
        if let Some(talk) = &mut self.talk {
            talk.reopened = talk.until().is_none();
        }
    }

    /// Nobody asks for a thread any more, and nobody owes one.
    pub(super) fn forget_asking(&mut self) {
        self.asked_thread.clear();
        self.thread_owed = None;
    }

    /// After the case went to somebody else: its community body owes the thread, by
    /// `due` where it is another one than before.
    pub(super) fn pass_owed_thread_on(&mut self, due: Option<Instant>) {
        let now = community(self);
        match (&mut self.thread_owed, now) {
            (_, None) => self.forget_asking(),
            (Some(owed), Some(body)) if owed.body != body => {
                owed.body = body;
                owed.due = due.unwrap_or(owed.due).max(owed.due);
            }
            (Some(_) | None, Some(_)) => {}
        }
    }

    /// After the case came back into work: a thread is not owed before a plan is.
    pub(super) fn give_owed_thread_until(&mut self, due: Instant) {
        if let Some(owed) = &mut self.thread_owed {
            owed.due = owed.due.max(due);
        }
    }
}

fn talk(event: &Event) -> Option<Talk> {
    let Event::ThreadOpened {
        thread,
        title,
        body,
        until,
        ..
    } = event
    else {
        return None;
    };
    Some(Talk {
        thread: *thread,
        title: title.clone(),
        body: *body,
        stands: Stands::Open {
            step: Step::Talk,
            until: *until,
        },
        extended: false,
        asked_time: Vec::new(),
        reopened: false,
    })
}
