//! The decisions of a thread, on its page.

use domain::decision::InShort;
use domain::language::Language;
use domain::text::foreign;
use domain::thread::Step;
use leptos::prelude::*;
use store::decisions::DecisionSummary;

use super::super::load::Shown;
use super::super::meetings;
use crate::components::{ButtonKind, CardItem, CardList, LinkButton, Tone, Words};
use crate::dates::Local;
use crate::routes;
use crate::text::decisions as words;
use crate::visitor::Visitor;

/// Where a decision stands, in a few words.
pub(super) const fn chip(lang: Language, stage: InShort) -> (Tone, &'static str) {
    match stage {
        InShort::Drafted => (Tone::Plain, words::stage_drafted(lang)),
        InShort::Open => (Tone::Waits, words::stage_open(lang)),
        InShort::Dropped => (Tone::Plain, words::stage_dropped(lang)),
        InShort::Passed => (Tone::Neighbours, words::stage_passed(lang)),
        InShort::NotPassed => (Tone::Plain, words::stage_not_passed(lang)),
        InShort::NoQuorum => (Tone::Plain, words::stage_no_quorum(lang)),
        InShort::Tie => (Tone::Plain, words::stage_tie(lang)),
        InShort::ObjectionsStand => (Tone::Plain, words::stage_objections(lang)),
    }
}

/// The list, for everybody; a way to put a question, for who leads.
pub(in crate::threads) fn list(
    visitor: &Visitor,
    shown: &Shown,
    local: &Local,
    leads: bool,
) -> Option<AnyView> {
    let lang = visitor.language();
    let put = shown.decisions.iter();
    let put = put.map(|one| card(lang, shown, one, local));
    let items: Vec<CardItem> = put.chain(meetings::decided(lang, shown, local)).collect();
    if items.is_empty() && !leads {
        return None;
    }
    let inside = if items.is_empty() {
        view! { <p>{words::list_none(lang)}</p> }.into_any()
    } else {
        view! { <CardList items/> }.into_any()
    };
    let href = routes::thread_at(shown.thread.reference, "decide");
    let kind = match shown.thread.step() {
        Some(Step::Decide) => ButtonKind::Filled,
        _ => ButtonKind::Quiet,
    };
    let draft =
        leads.then(|| view! { <p><LinkButton href label=words::draft_link(lang) kind/></p> });
    let view = view! {
        <section class="stack" aria-labelledby="decisions">
            <h2 id="decisions">{words::list_heading(lang)}</h2>
            {inside}
            {draft}
        </section>
    };
    Some(view.into_any())
}

fn card(lang: Language, shown: &Shown, one: &DecisionSummary, local: &Local) -> CardItem {
    let (tone, label) = chip(lang, one.stage);
    CardItem {
        href: routes::decision(shown.thread.reference, one.number),
        title: one.question.clone(),
        tongue: foreign(&one.question, lang),
        chip: Some((tone, label.into())),
        aside: words::number(lang, &one.number.to_string()).into(),
        note: Words::default(),
        due: one
            .until
            .map(|until| (words::until(lang).into(), local.near(until))),
    }
}
