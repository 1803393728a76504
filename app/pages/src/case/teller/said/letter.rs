//! Letters to offices that never sign in, in plain sentences.

use domain::case::Event;

use super::{Said, Teller};
use crate::text::history as words;
use crate::told::Told;

impl Teller<'_> {
    pub(super) fn letter<'s>(&'s self, event: &'s Event, who: &'s Told<'s>) -> Said<'s> {
        let lang = self.lang;
        match event {
            Event::LetterOwed {
                to,
                by,
                due,
                rule_due,
                ..
            } => {
                let due = self.date(*due);
                let said = Said::new(words::letter_owed(lang, self.body(*to)));
                let public = self.shown.case.concern.visibility.is_public();
                let said = match by {
                    Some(body) => said.because(words::letter_by(lang, self.body(*body), due)),
                    None if public => said.because(words::letter_by_appellant(lang, due)),
                    None => said.because(words::letter_by_resident(lang, due)),
                };
                match rule_due {
                    Some(due) => said.because(words::letter_rules_anyway(lang, self.date(*due))),
                    None => said,
                }
            }
            Event::LetterDelivered {
                words: quote,
                on,
                heard_due,
                plan_due,
                rule_due,
            } => Said::new(words::letter_delivered(lang, who, self.date(*on)))
                .because(match rule_due {
                    Some(due) => words::letter_rules(lang, self.date(*due)),
                    None => words::moved_dates(lang, self.date(*heard_due), self.date(*plan_due)),
                })
                .quote(quote),
            Event::LetterAnswered { photos } => Said {
                photos,
                ..Said::new(words::letter_answered(lang, who, self.body(self.holder.0)))
            },
            _ => Said::new(""),
        }
    }
}
