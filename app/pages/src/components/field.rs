//! Fields in which something is typed. The only place of a raw `<textarea>`.

use domain::language::Language;
use leptos::prelude::*;

use super::{Icon, IconSign, Words, some};
use crate::text::components as words;

/// What is typed into a field; decides keyboard, completion and width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldKind {
    /// Any line of text.
    #[default]
    Text,
    /// What a person wants to be called.
    Name,
    /// An e-mail address or a phone number.
    Handle,
    /// The password somebody has.
    CurrentPassword,
    /// The password somebody chooses.
    NewPassword,
    /// The short code of a message.
    Code,
    /// A day.
    Date,
    /// A day and a time.
    Moment,
    /// A whole number.
    Number,
    /// Words to search for.
    Search,
}

impl FieldKind {
    /// `type`, `autocomplete`, `inputmode` and the class for the width.
    const fn attributes(
        self,
    ) -> (
        &'static str,
        Option<&'static str>,
        Option<&'static str>,
        &'static str,
    ) {
        match self {
            Self::Text => ("text", None, None, "input"),
            Self::Name => ("text", Some("nickname"), None, "input"),
            Self::Handle => ("text", Some("username"), Some("email"), "input"),
            Self::CurrentPassword => ("password", Some("current-password"), None, "input"),
            Self::NewPassword => ("password", Some("new-password"), None, "input"),
            Self::Code => ("text", Some("one-time-code"), Some("numeric"), "input code"),
            Self::Date => ("date", None, None, "input short"),
            Self::Moment => ("datetime-local", None, None, "input short"),
            Self::Number => ("text", None, Some("numeric"), "input short"),
            Self::Search => ("search", None, Some("search"), "input"),
        }
    }

    /// Whether a helpful keyboard would spoil what is typed.
    const fn literal(self) -> bool {
        matches!(
            self,
            Self::Handle | Self::CurrentPassword | Self::NewPassword | Self::Code
        )
    }
}

/// Label, hint and mistake above a field, and what `aria-describedby` says of them.
pub(super) struct Above {
    pub(super) described_by: Option<String>,
    pub(super) invalid: Option<&'static str>,
    pub(super) class: &'static str,
    pub(super) hint: Option<AnyView>,
    pub(super) problem: Option<AnyView>,
}

pub(super) fn above(lang: Language, name: &str, hint: Words, error: Option<Words>) -> Above {
    let hint_id = format!("{name}-hint");
    let problem_id = format!("{name}-problem");
    let hint = some(hint);
    let mut ids = Vec::new();
    if hint.is_some() {
        ids.push(hint_id.clone());
    }
    if error.is_some() {
        ids.push(problem_id.clone());
    }
    Above {
        described_by: (!ids.is_empty()).then(|| ids.join(" ")),
        invalid: error.as_ref().map(|_| "true"),
        class: if error.is_some() {
            "field bad"
        } else {
            "field"
        },
        hint: hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> }.into_any()),
        problem: error.map(|error| {
            view! {
                <p class="problem" id=problem_id>
                    <IconSign icon=Icon::Alert/>
                    <span class="unseen">{words::problem(lang)} " "</span>
                    {error}
                </p>
            }
            .into_any()
        }),
    }
}

pub(super) fn optional_note(lang: Language, optional: bool) -> Option<impl IntoView> {
    optional.then(|| view! { " " <span class="optional">{words::optional(lang)}</span> })
}

/// One line to type, with its label, hint, kept value and mistake.
#[component]
pub fn Field(
    /// The language of the page.
    lang: Language,
    /// The name in the form; also the id the error summary links to.
    #[prop(into)]
    name: Words,
    /// What to type, as a short noun or question.
    #[prop(into)]
    label: Words,
    /// One sentence of help.
    #[prop(optional, into)]
    hint: Words,
    /// What was typed before.
    #[prop(optional, into)]
    value: Words,
    /// What is wrong with it and what to do.
    #[prop(default = None)]
    error: Option<Words>,
    /// What is typed.
    #[prop(optional)]
    kind: FieldKind,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let above = above(lang, &name, hint, error);
    let (input_type, autocomplete, inputmode, class) = kind.attributes();
    view! {
        <div class=above.class>
            <label for=name.clone()>{label}{optional_note(lang, optional)}</label>
            {above.hint}
            {above.problem}
            <input
                class=class
                id=name.clone()
                name=name
                type=input_type
                value=value
                autocomplete=autocomplete
                inputmode=inputmode
                autocapitalize=kind.literal().then_some("none")
                spellcheck=kind.literal().then_some("false")
                aria-describedby=above.described_by
                aria-invalid=above.invalid
            />
        </div>
    }
}

/// Several lines to type. The framework leaves children of `<textarea>`
/// unescaped, so the text goes in as escaped HTML after the line break that
/// the parser drops.
#[component]
pub fn TextArea(
    /// The language of the page.
    lang: Language,
    /// The name in the form; also the id the error summary links to.
    name: &'static str,
    /// What to write.
    #[prop(into)]
    label: Words,
    /// One sentence of help.
    #[prop(optional, into)]
    hint: Words,
    /// What was written before.
    #[prop(optional, into)]
    value: Words,
    /// What is wrong with it and what to do.
    #[prop(default = None)]
    error: Option<Words>,
    /// Lines shown.
    #[prop(default = 5)]
    rows: u8,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let above = above(lang, name, hint, error);
    let escaped = ["\n", &html_escape::encode_text(&value)].concat();
    view! {
        <div class=above.class>
            <label for=name>{label}{optional_note(lang, optional)}</label>
            {above.hint}
            {above.problem}
            <textarea
                class="input"
                id=name
                name=name
                rows=rows.to_string()
                aria-describedby=above.described_by
                aria-invalid=above.invalid
                inner_html=escaped
            ></textarea>
        </div>
    }
}

/// Files to choose, pictures above all.
#[component]
pub fn FileField(
    /// The language of the page.
    lang: Language,
    /// The name in the form.
    name: &'static str,
    /// What to choose.
    #[prop(into)]
    label: Words,
    /// One sentence of help.
    #[prop(optional, into)]
    hint: Words,
    /// What is wrong and what to do.
    #[prop(default = None)]
    error: Option<Words>,
    /// Media types the browser offers.
    #[prop(default = "image/jpeg,image/png,image/webp")]
    accept: &'static str,
    /// Whether several may be chosen.
    #[prop(optional)]
    several: bool,
) -> impl IntoView {
    let above = above(lang, name, hint, error);
    view! {
        <div class=above.class>
            <label for=name>{label}{optional_note(lang, true)}</label>
            {above.hint}
            {above.problem}
            <input
                class="input file"
                id=name
                name=name
                type="file"
                accept=accept
                multiple=several
                aria-describedby=above.described_by
                aria-invalid=above.invalid
            />
        </div>
    }
}
