//! A case under a challenge: gathered, and taken out.

use domain::case::Event;

use super::Said;
use crate::case::teller::Teller;
use crate::text::history as words;
use crate::told::Told;

impl Teller<'_> {
    pub(super) fn gathered<'s>(&'s self, event: &'s Event, who: &'s Told<'s>) -> Said<'s> {
        let lang = self.lang;
        match event {
            Event::Released { under, reason } => {
                Said::new(words::released(lang, who, under.title.as_str()))
                    .quote_if(reason.as_ref())
            }
            Event::Gathered { under } => {
                Said::new(words::gathered(lang, who, under.title.as_str()))
                    .because(words::gathered_why(lang))
            }
            _ => Said::new(*who),
        }
    }
}
