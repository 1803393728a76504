//! A date that somebody missed, in plain sentences.

use domain::case::Owed;
use domain::instant::Instant;

use super::{Said, Teller};
use crate::text::history as words;

impl Teller<'_> {
    pub(super) fn late(&self, owed: Owed, due: Instant, again: Option<Instant>) -> Said<'_> {
        let lang = self.lang;
        let body = self.body(self.holder.0);
        let what = match owed {
            Owed::Heard => words::late_heard(lang, body),
            Owed::Plan => words::late_plan(lang, body),
            Owed::Promise => words::late_promise(lang, body),
            Owed::Outcome => words::late_outcome(lang).into(),
            Owed::Table => words::late_table(lang, body),
            Owed::Thread => words::late_thread(lang).into(),
            Owed::Check => words::late_check(lang, body),
            Owed::Letter => words::late_letter(lang).into(),
        };
        let said = Said::new(what).because(words::late_due(lang, self.date(due)));
        // What waits for a letter or a thread stands on no list, nor does a private case.
        let listed = !matches!(owed, Owed::Thread | Owed::Letter)
            && self.shown.case.concern.visibility.is_public();
        match again.map(|again| self.date(again)) {
            Some(again) if listed => said.because(words::late_again(lang, again)),
            Some(again) => said.because(words::late_anew(lang, again)),
            None => said,
        }
    }
}
