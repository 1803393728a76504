//! What is checked before anything else, in plain sentences.

use domain::case::Event;

use super::{HIDDEN, Said, Teller};
use crate::text::history as words;
use crate::told::Told;

impl Teller<'_> {
    pub(super) fn checked<'s>(&'s self, event: &'s Event, who: &'s Told<'s>) -> Said<'s> {
        let lang = self.lang;
        match event {
            Event::ConflictChecked {
                found,
                words: quote,
                choose_by,
            } => {
                let mut said = if *found {
                    Said::new(words::conflict_found(lang, who))
                } else {
                    Said::new(words::no_conflict(lang, who))
                };
                if let Some(by) = choose_by {
                    said = said.because(words::choose_by(lang, self.date(*by)));
                }
                if quote.as_str() == HIDDEN {
                    said.because(words::check_private(lang))
                } else {
                    said.quote(quote)
                }
            }
            Event::RegradeContested {
                reason,
                duty,
                alone,
            } => {
                let body = self.body(*duty);
                let said = Said::new(words::regrade_contested(lang, who, body)).quote(reason);
                if *alone {
                    said.because(words::regrade_alone(lang, body))
                } else {
                    said
                }
            }
            Event::RegradeChecked {
                words: quote,
                danger,
            } => match (danger.is_some(), quote) {
                (true, None) => Said::new(words::danger_by_silence(lang)),
                (true, quote) => Said::new(words::danger_again(lang, who)).quote_if(quote.as_ref()),
                (false, quote) => Said::new(words::no_danger(lang, who)).quote_if(quote.as_ref()),
            },
            _ => Said::new(""),
        }
    }
}
