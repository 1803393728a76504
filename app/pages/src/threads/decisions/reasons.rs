//! The reasons of a closed decision: everybody reads them, what is out of sight by its rule
//! alone. Whatever becomes of the words, the answer that they came with counts.

use domain::decision::Choice;
use leptos::prelude::*;
use store::threads::Reasoned;

use super::super::sight::{SaidHere, told};
use super::load::Here;
use super::page::takes_reasons;
use crate::components::Quote;
use crate::dates::Local;
use crate::named;
use crate::text::decisions as words;
use crate::text::moderation;
use crate::visitor::Visitor;

/// Reasons, where they are published; `more` says that there are others.
pub(super) fn section(
    visitor: &Visitor,
    here: &Here,
    kept: &[Reasoned],
    more: Option<AnyView>,
) -> Option<AnyView> {
    if !takes_reasons(here) || !here.decision.publishes_reasons() {
        return None;
    }
    let lang = visitor.language();
    let labels = here.labels(lang);
    let local = here.shown.local(lang, visitor.now);
    let items: Vec<AnyView> = kept
        .iter()
        .filter(|one| one.ballot.reason.is_some() || one.ballot.removed.is_some())
        .enumerate()
        .map(|(at, one)| {
            let label = match &one.ballot.choice {
                Choice::One(option) => labels.get(*option).cloned().unwrap_or_default(),
                Choice::Each(_) | Choice::Rank(_) | Choice::Dots(_) => String::new(),
            };
            item(visitor, here, &local, (at, one), label)
        })
        .collect();
    (!items.is_empty()).then(|| {
        view! {
            <div class="stack">
                <h3 id="reasons">{words::reasons(lang)}</h3>
                {more}
                <ul class="list">{items}</ul>
            </div>
        }
        .into_any()
    })
}

/// A reason or what stands in its place, what the body said to it, and what this visitor may
/// do about it; `at` is its place in the list.
fn item(
    visitor: &Visitor,
    here: &Here,
    local: &Local,
    (at, one): (usize, &Reasoned),
    label: String,
) -> AnyView {
    let lang = visitor.language();
    let answer = one.ballot.answer.clone().map(|answer| {
        let by = words::objection_answer(lang, &here.body(lang));
        view! { <Quote lang text=answer by/> }
    });
    let said = SaidHere::of_reason(one);
    let name = moderation::reason_name(lang, &at.saturating_add(1).to_string());
    let mends = said
        .as_ref()
        .map(|said| said.links_named(&name, lang, visitor, &here.shown))
        .filter(|mends| !mends.is_empty())
        .map(|mends| view! { <div class="ways small">{mends}</div> });
    let text = one.ballot.reason.clone().unwrap_or_default();
    let instead = said.and_then(|said| said.instead(lang, visitor, &here.shown, local, &text));
    if let Some(instead) = instead {
        return view! {
            <li class="stack">
                <p class="soft">{label}</p>
                {instead}
                <p class="small soft">{moderation::reason_counts(lang)}</p>
                {answer}
                {mends}
            </li>
        }
        .into_any();
    }
    // Of what was removed before it was published the rule alone is left.
    let removed = one.ballot.removed.map(|rule| {
        let told = words::reason_removed(lang, named::rule(lang, rule));
        view! { <em>{told}</em> }
    });
    let restored = one.removal.as_ref();
    let restored = restored.map(|removal| told(lang, &here.shown, removal, None));
    view! {
        <li class="stack">
            <p><span class="soft">{label}": "</span>{text}{removed}</p>
            {restored}
            {answer}
            {mends}
        </li>
    }
    .into_any()
}
