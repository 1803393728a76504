//! A form and what sends it.

use domain::language::Language;
use leptos::prelude::*;

use super::{Icon, IconSign, Problems, Words};
use crate::text::{components as words, errors};

/// How much a button asks for attention. One filled button per view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing to do first.
    #[default]
    Filled,
    /// Everything else.
    Quiet,
    /// What takes something away.
    Danger,
}

impl ButtonKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Filled => "button",
            Self::Quiet => "button quiet",
            Self::Danger => "button danger",
        }
    }
}

/// A form that posts, with its idempotency key. Browsers' own bubbles are off:
/// the page says what is wrong.
#[component]
pub fn Form(
    /// Where it posts to.
    #[prop(into)]
    action: Words,
    /// Makes the act happen once, however often it is posted; empty for forms
    /// that change nothing twice anyway.
    #[prop(optional, into)]
    key: Words,
    /// Whether it carries files.
    #[prop(optional)]
    files: bool,
    /// Its id, where a script has to find it.
    #[prop(optional, into)]
    id: Words,
    /// Its fields.
    children: Children,
) -> impl IntoView {
    let key = super::some(key).map(|key| view! { <Hidden name="key" value=key/> });
    view! {
        <form
            id=super::some(id)
            class="form"
            method="post"
            action=action
            enctype=files.then_some("multipart/form-data")
            novalidate
        >
            {key}
            {children()}
        </form>
    }
}

/// A value that goes along unseen.
#[component]
pub fn Hidden(
    /// The name in the form.
    name: &'static str,
    /// Its value.
    #[prop(into)]
    value: Words,
) -> impl IntoView {
    view! { <input type="hidden" name=name value=value/> }
}

/// Sends the form it stands in.
#[component]
pub fn Button(
    /// What it does, as a verb.
    #[prop(into)]
    label: Words,
    /// How loud it is.
    #[prop(optional)]
    kind: ButtonKind,
    /// A name, where a form has several buttons.
    #[prop(default = None)]
    name: Option<&'static str>,
    /// The value for the name.
    #[prop(default = None)]
    value: Option<Words>,
    /// The id of the heading of what it is about, where a page has several such buttons.
    #[prop(optional, into)]
    about: Words,
) -> impl IntoView {
    let about = super::some(about);
    view! { <button class=kind.class() name=name value=value aria-describedby=about>{label}</button> }
}

/// A link that looks like a button, where the next thing is a page.
#[component]
pub fn LinkButton(
    /// The address, made by `routes`.
    #[prop(into)]
    href: Words,
    /// What is there, as a verb.
    #[prop(into)]
    label: Words,
    /// How loud it is.
    #[prop(optional)]
    kind: ButtonKind,
    /// The id of the heading of what it is about, where a page has several such links.
    #[prop(optional, into)]
    about: Words,
) -> impl IntoView {
    view! { <a class=kind.class() href=href aria-describedby=super::some(about)>{label}</a> }
}

/// Everything that is wrong with a form, above it, with the focus. Nothing
/// where nothing is wrong.
#[component]
pub fn ErrorSummary(
    /// The language of the page.
    lang: Language,
    /// The mistakes.
    problems: Problems,
) -> impl IntoView {
    let count = i64::try_from(problems.iter().count()).unwrap_or(i64::MAX);
    let links = problems
        .iter()
        .map(|(field, message)| {
            let message = message.clone();
            if field.is_empty() {
                view! { <li>{message}</li> }.into_any()
            } else {
                view! { <li><a href=format!("#{field}")>{message}</a></li> }.into_any()
            }
        })
        .collect_view();
    let codes = problems.codes();
    let codes = (!codes.is_empty()).then(|| {
        view! { <p class="hint">{errors::code(lang, &codes.join(", "))}</p> }
    });
    (count > 0).then(|| {
        view! {
            <section class="summary" role="alert" tabindex="-1" autofocus aria-labelledby="summary-heading">
                <h2 id="summary-heading"><IconSign icon=Icon::Alert/>{words::problems(lang, count)}</h2>
                <ul>{links}</ul>
                {codes}
            </section>
        }
    })
}
