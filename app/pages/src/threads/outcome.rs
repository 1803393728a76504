//! What a thread led to, as its page says it.

use domain::decision::InShort;
use domain::language::Language;
use domain::thread::Phase;
use leptos::prelude::*;
use store::meetings::MeetingSummary;

use super::commitments;
use super::load::Shown;
use super::page::paragraphs;
use crate::components::LinkButton;
use crate::dates::Local;
use crate::routes;
use crate::text::agreement;
use crate::text::threads as words;

/// On what an agreement rests: the votes that passed, what a meeting decided, or neither.
fn rests_on(lang: Language, shown: &Shown) -> AnyView {
    let reference = shown.thread.reference;
    let passed = shown
        .decisions
        .iter()
        .filter(|one| one.stage == InShort::Passed);
    let votes = passed.map(|one| {
        let href = routes::decision(reference, one.number);
        view! { <li>{words::rests_on_vote(lang)}" "<a href=href>{one.question.clone()}</a></li> }
    });
    let met = |one: &&MeetingSummary| one.decided.as_ref().is_some_and(|all| !all.is_empty());
    let meetings = shown.meetings.iter().filter(met).map(|one| {
        let href = routes::meeting(reference, one.number);
        view! { <li><a href=href>{words::rests_on_meeting(lang)}</a></li> }
    });
    let all: Vec<AnyView> = votes
        .map(IntoAny::into_any)
        .chain(meetings.map(IntoAny::into_any))
        .collect();
    if all.is_empty() {
        return view! { <p class="small soft">{words::rests_on_nothing(lang)}</p> }.into_any();
    }
    view! { <ul class="small">{all}</ul> }.into_any()
}

/// What it led to.
pub(super) fn outcome(lang: Language, shown: &Shown, local: &Local) -> Option<AnyView> {
    let thread = &shown.thread;
    match &thread.phase {
        Phase::Open { .. } => None,
        Phase::Agreed {
            words: agreed,
            commitments: all,
            review,
            asked,
            ..
        } => {
            let review = words::review_on(lang, &local.date(*review).shown);
            let holds = routes::thread_at(thread.reference, "holds");
            let holds = asked.then(|| {
                view! { <p><LinkButton href=holds label=agreement::holds_link(lang)/></p> }
            });
            let view = view! {
                <section class="card" aria-labelledby="agreement">
                    <h2 id="agreement">{words::agreement(lang)}</h2>
                    {paragraphs(lang, agreed.as_str())}
                    {commitments::table(lang, all, local)}
                    {rests_on(lang, shown)}
                    <p class="small soft">{review}</p>
                    {holds}
                </section>
            };
            Some(view.into_any())
        }
        Phase::Closed { learnt, .. } => {
            let view = view! {
                <section class="card" aria-labelledby="learnt">
                    <h2 id="learnt">{words::learnt(lang)}</h2>
                    <p>{learnt.to_string()}</p>
                </section>
            };
            Some(view.into_any())
        }
    }
}
