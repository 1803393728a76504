//! What is asked of a body about a case that another body has.

use domain::case::{Case, ThreadOwed};
use domain::id::BodyId;
use domain::language::Language;
use domain::permission::standing;
use domain::person::Actor;

use super::List;
use crate::case::Verb;
use crate::text::inbox as words;
use crate::text::offices as office_words;

/// Whether the case is work of one of the bodies, appeals against removals aside.
pub(super) fn owes(actor: &Actor, bodies: &[BodyId], case: &Case) -> bool {
    let standing = standing(actor, case);
    let thread = case.thread_owed;
    case.is_open()
        && (standing.holder.is_some()
            || standing.at_table
            || standing.delivers
            || thread.is_some_and(|owed| bodies.contains(&owed.body)))
}

impl List<'_> {
    /// What is asked of who delivers the letter to an office that never signs in.
    pub(super) fn post(&self, case: &Case) -> Option<(Verb, String)> {
        if !standing(&self.visitor.actor, case).delivers {
            return None;
        }
        let (lang, office) = (self.lang, self.body_name(case.holding.holder));
        let letter = case.letter?;
        Some(if letter.is_owed() {
            (Verb::DeliverLetter, words::suggest_letter(lang, &office))
        } else {
            (Verb::EnterReply, words::suggest_reply(lang, &office))
        })
    }

    /// The thread that one of the bodies owes about a case of another one.
    pub(super) fn owed_thread(&self, case: &Case) -> Option<ThreadOwed> {
        let owed = case.thread_owed?;
        let beside = owed.body != case.holding.holder;
        (beside && self.bodies.contains(&owed.body)).then_some(owed)
    }

    /// What is asked of the visitor's body at a joint table.
    pub(super) fn at_table(&self, case: &Case) -> String {
        let lang = self.lang;
        let told = words::at_table(lang, &self.body_name(case.holding.holder));
        let person = self.visitor.person();
        let seats = case.table.iter().flat_map(|table| &table.seats);
        let task = seats
            .filter(|seat| person.is_some_and(|person| person.office_in(seat.body).is_some()))
            .find_map(|seat| seat.task.as_ref());
        match task {
            Some(task) => {
                let gap = if lang == Language::En { " " } else { "" };
                [told, office_words::asked_of_you(lang, task.as_str())].join(gap)
            }
            None => told,
        }
    }
}
