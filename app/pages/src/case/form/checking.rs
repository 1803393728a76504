//! What is checked, and what is chosen after it, above the form that says so.

use domain::case::{Check, Event};
use leptos::prelude::*;

use crate::case::load::Shown;
use crate::components::Quote;
use crate::text::case as words;
use crate::visitor::Visitor;

/// What somebody says that is checked, or what the check found.
pub(super) fn context(visitor: &Visitor, shown: &Shown) -> Option<AnyView> {
    let (case, lang) = (&shown.case, visitor.language());
    let (lead, said) = match case.check? {
        Check::Conflict { about } => {
            let alleged = case.concern.conflict.as_ref();
            let alleged = alleged.filter(|one| one.body == about)?;
            let lead = words::alleged(lang, shown.body_name(lang, about));
            (
                lead,
                (alleged.words.to_string(), words::author(lang).to_owned()),
            )
        }
        Check::AuthorChooses { .. } => {
            let to = shown.unnamed_to(visitor.now)?;
            let lead = words::would_go_to(lang, shown.body_name(lang, to));
            (lead, last(shown, "conflict-checked")?)
        }
        Check::Regrade { duty } => {
            let lead = words::was_regraded(lang, shown.body_name(lang, duty));
            let (reason, _) = last(shown, "regrade-contested")?;
            (lead, (reason, words::author(lang).to_owned()))
        }
    };
    let (text, by) = said;
    Some(view! { <p>{lead}</p><Quote lang text by/> }.into_any())
}

/// What was said in the newest event of a kind, and by which body; nothing if it
/// was removed.
fn last(shown: &Shown, kind: &str) -> Option<(String, String)> {
    let of_kind = |event: &Event| event.kind() == kind;
    let mut newest = shown.history.iter().rev();
    let entry = newest.find(|entry| of_kind(&entry.recorded.event))?;
    let part = domain::case::Part::Event {
        number: entry.recorded.number,
    };
    if shown.case.is_removed(part) {
        return None;
    }
    let said = entry.recorded.event.sentence()?.to_string();
    Some((said, entry.name.clone().unwrap_or_default()))
}
