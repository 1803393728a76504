//! Where somebody is in a form of several pages.

use domain::language::Language;
use leptos::prelude::*;

use super::Words;
use crate::text::components as words;

/// One page of the form.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name in a word or two.
    pub label: Words,
    /// Where to go back to it; none for steps that are still to come.
    pub href: Option<String>,
}

/// The steps, with the one that is now.
#[component]
pub fn Steps(
    /// The language of the page.
    lang: Language,
    /// All steps in order.
    steps: Vec<Step>,
    /// Index of the one that is now, from 0.
    current: usize,
) -> impl IntoView {
    let told = words::steps(lang, &(current + 1).to_string(), &steps.len().to_string());
    let label = told.clone();
    let items = steps
        .into_iter()
        .enumerate()
        .map(|(at, step)| {
            let done = at < current;
            let class = if done { Some("done") } else { None };
            let now = (at == current).then_some("step");
            let label = match step.href.filter(|_| done) {
                Some(href) => view! {
                    <a href=href>{step.label}<span class="unseen">" (" {words::step_done(lang)} ")"</span></a>
                }
                .into_any(),
                None => view! { <span>{step.label}</span> }.into_any(),
            };
            view! { <li class=class aria-current=now>{label}</li> }
        })
        .collect_view();
    view! { <nav class="steps" aria-label=label><p>{told}</p><ol>{items}</ol></nav> }
}
