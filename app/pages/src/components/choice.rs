//! Choosing: one of a few (cards), several (boxes), one of many (a list).

use domain::language::Language;
use leptos::prelude::*;

use super::Words;
use super::field::{above, optional_note};

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceOption {
    /// The value in the form.
    pub value: Words,
    /// Its name.
    pub label: Words,
    /// What it means; may be empty.
    pub note: Words,
}

impl ChoiceOption {
    /// An option with a note.
    pub fn new(value: impl Into<Words>, label: impl Into<Words>, note: impl Into<Words>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            note: note.into(),
        }
    }
}

/// The first option carries the name of the field as its id, so that the
/// error summary leads to it.
fn id(name: &str, at: usize) -> String {
    if at == 0 {
        name.to_owned()
    } else {
        format!("{name}-{at}")
    }
}

fn cards(
    input_type: &'static str,
    name: &'static str,
    options: Vec<ChoiceOption>,
    chosen: impl Fn(&str) -> bool,
) -> impl IntoView {
    options
        .into_iter()
        .enumerate()
        .map(|(at, option)| {
            let checked = chosen(&option.value);
            let note = super::some(option.note).map(|note| view! { <small>{note}</small> });
            view! {
                <label class="choice">
                    <input type=input_type id=id(name, at) name=name value=option.value checked=checked/>
                    <span><strong>{option.label}</strong>{note}</span>
                </label>
            }
        })
        .collect_view()
}

/// One of a few, as large cards.
#[component]
pub fn Choice(
    /// The language of the page.
    lang: Language,
    /// The name in the form.
    name: &'static str,
    /// The question.
    #[prop(into)]
    label: Words,
    /// One sentence of help.
    #[prop(optional, into)]
    hint: Words,
    /// What can be chosen.
    options: Vec<ChoiceOption>,
    /// The value chosen before.
    #[prop(optional, into)]
    chosen: Words,
    /// What is wrong and what to do.
    #[prop(default = None)]
    error: Option<Words>,
) -> impl IntoView {
    let above = above(lang, name, hint, error);
    view! {
        <fieldset class=above.class aria-describedby=above.described_by>
            <legend>{label}</legend>
            {above.hint}
            {above.problem}
            <div class="choices">{cards("radio", name, options, move |value| value == chosen)}</div>
        </fieldset>
    }
}

/// As many as fit, as large cards with boxes.
#[component]
pub fn Checks(
    /// The language of the page.
    lang: Language,
    /// The name in the form.
    name: &'static str,
    /// The question.
    #[prop(into)]
    label: Words,
    /// One sentence of help.
    #[prop(optional, into)]
    hint: Words,
    /// What can be chosen.
    options: Vec<ChoiceOption>,
    /// The values chosen before.
    #[prop(optional)]
    chosen: Vec<String>,
    /// What is wrong and what to do.
    #[prop(default = None)]
    error: Option<Words>,
    /// Whether none may be chosen.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let above = above(lang, name, hint, error);
    let is_chosen = move |value: &str| chosen.iter().any(|other| other == value);
    view! {
        <fieldset class=above.class aria-describedby=above.described_by>
            <legend>{label}{optional_note(lang, optional)}</legend>
            {above.hint}
            {above.problem}
            <div class="choices">{cards("checkbox", name, options, is_chosen)}</div>
        </fieldset>
    }
}

/// One of many, as the platform's own list. Options are `(group, options)`;
/// an empty group name stands for no group.
#[component]
pub fn Pick(
    /// The language of the page.
    lang: Language,
    /// The name in the form.
    #[prop(into)]
    name: Words,
    /// The question.
    #[prop(into)]
    label: Words,
    /// One sentence of help.
    #[prop(optional, into)]
    hint: Words,
    /// Groups of what can be chosen; notes are not shown.
    options: Vec<(Words, Vec<ChoiceOption>)>,
    /// The value chosen before.
    #[prop(optional, into)]
    chosen: Words,
    /// What is wrong and what to do.
    #[prop(default = None)]
    error: Option<Words>,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let above = above(lang, &name, hint, error);
    let list = |options: Vec<ChoiceOption>| {
        options
            .into_iter()
            .map(|option| {
                let selected = option.value == chosen;
                view! { <option value=option.value selected=selected>{option.label}</option> }
            })
            .collect_view()
    };
    let groups = options
        .into_iter()
        .map(|(group, options)| {
            if group.is_empty() {
                list(options).into_any()
            } else {
                view! { <optgroup label=group>{list(options)}</optgroup> }.into_any()
            }
        })
        .collect_view();
    view! {
        <div class=above.class>
            <label for=name.clone()>{label}{optional_note(lang, optional)}</label>
            {above.hint}
            {above.problem}
            <div class="pick">
                <select
                    class="input"
                    id=name.clone()
                    name=name
                    aria-describedby=above.described_by
                    aria-invalid=above.invalid
                >
                    {groups}
                </select>
            </div>
        </div>
    }
}
