//! A case and its thread: asked for, opened, led on, and what it came to.

use domain::case::{Event, Work};
use domain::reference::Reference;
use domain::text::Title;
use domain::thread::Step;

use super::{HIDDEN, Said};
use crate::case::teller::Teller;
use crate::text::history as words;
use crate::told::Told;

impl Teller<'_> {
    pub(super) fn talk<'s>(&'s self, event: &'s Event, who: &'s Told<'s>) -> Said<'s> {
        let lang = self.lang;
        match event {
            Event::AskedThread { reason } => {
                Said::new(words::asked_thread(lang, who)).quote(reason)
            }
            Event::ThreadOwed { body, due } => {
                Said::new(words::thread_owed(lang, self.body(*body)))
                    .because(words::thread_owed_by(lang, self.date(*due)))
            }
            Event::ThreadOpened {
                thread,
                title,
                body,
                until,
                waits,
            } => {
                let (body, title) = (self.body(*body), self.title_now(*thread, title));
                let said = Said::new(words::thread_opened(lang, body, title))
                    .because(words::thread_until(lang, self.date(*until)));
                if *waits {
                    said.because(words::thread_waits(lang))
                } else {
                    said.because(words::thread_beside(lang))
                }
            }
            Event::ThreadStep { step, until } => Said::new(match step {
                Step::Talk => words::thread_talk(lang),
                Step::Weigh => words::thread_weigh(lang),
                Step::Decide => words::thread_decide(lang),
            })
            .because(words::thread_until(lang, self.date(*until))),
            // What it was called before is not told: it may be why it was corrected.
            Event::ThreadRetold(_) => Said::new(words::thread_retold(lang, who)),
            Event::AskedTime { reason } => Said::new(words::asked_time(lang, who)).quote(reason),
            Event::ThreadExtended { until } => Said::new(words::thread_extended(lang))
                .because(words::thread_until(lang, self.date(*until))),
            Event::ThreadAgreed { .. } | Event::ThreadClosed { .. } => self.ended(event, who),
            Event::ThreadLeft { due } => {
                Said::new(words::thread_left(lang)).because(words::due_now(lang, self.date(*due)))
            }
            _ => Said::new(*who),
        }
    }

    /// What the thread is called now, which was opened as `first`.
    fn title_now<'s>(&'s self, thread: Reference, first: &'s Title) -> &'s str {
        let mut newest = self.shown.history.iter().rev();
        let retold = newest.find_map(|entry| match &entry.recorded.event {
            Event::ThreadRetold(retold) if retold.thread == thread => Some(&retold.title),
            _ => None,
        });
        retold.unwrap_or(first).as_str()
    }

    /// What the thread came to, and what follows for the case.
    fn ended<'s>(&'s self, event: &'s Event, who: &'s Told<'s>) -> Said<'s> {
        let lang = self.lang;
        match event {
            Event::ThreadAgreed { outcome, work } => {
                let said = Said::new(words::thread_agreed(lang));
                let said = match work {
                    Some(Work::Planned { plan }) => {
                        said.because(words::planned_for(lang, self.date(plan.promised)))
                    }
                    Some(Work::PlanOwed { due }) => {
                        said.because(words::due_now(lang, self.date(*due)))
                    }
                    None => said.because(words::thread_told(lang)),
                };
                said.quote(outcome)
            }
            Event::ThreadClosed { learnt, due } => {
                let said = Said::new(words::thread_closed(lang));
                let said = match due {
                    Some(due) => said.because(words::thread_settle(lang, self.date(*due))),
                    None => said.because(words::thread_told(lang)),
                };
                if learnt.as_str() == HIDDEN {
                    said
                } else {
                    said.quote(learnt)
                }
            }
            _ => Said::new(*who),
        }
    }
}
