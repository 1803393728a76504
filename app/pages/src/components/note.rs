//! Small things said in passing: chips, notes, quotes, dates, bars, empty lists.

use domain::language::Language;
use domain::text::foreign;
use leptos::prelude::*;

use super::{ButtonKind, Icon, IconSign, LinkButton, Scene, SceneView, Words, some};
use crate::dates::Moment;

/// What a colour stands for; never the only sign of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// Neighbours do it (jade).
    Neighbours,
    /// Government does it (indigo).
    Government,
    /// It asks an act of you (persimmon).
    Asks,
    /// It waits (amber).
    Waits,
    /// The residents said it is solved.
    Solved,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "chip",
            Self::Neighbours => "chip own",
            Self::Government => "chip gov",
            Self::Asks => "chip ask",
            Self::Waits => "chip wait",
            Self::Solved => "chip solved",
        }
    }
}

/// A state in a few words.
#[component]
pub fn Chip(
    /// What its colour and shape stand for.
    #[prop(optional)]
    tone: Tone,
    /// The words.
    #[prop(into)]
    label: Words,
) -> impl IntoView {
    view! { <span class=tone.class()>{label}</span> }
}

/// What the last act led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// How it went.
    pub tone: FlashTone,
    /// One or two sentences.
    pub text: String,
}

/// How an act went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlashTone {
    /// It is done.
    Done,
    /// Something to know.
    Told,
    /// It did not work; the text says what to do.
    Refused,
}

/// Shows what the last act led to, and tells screen readers.
#[component]
pub fn FlashNote(
    /// What to say.
    flash: Flash,
) -> impl IntoView {
    let (class, icon, role) = match flash.tone {
        FlashTone::Done => ("flash done", Icon::Check, "status"),
        FlashTone::Told => ("flash", Icon::Told, "status"),
        FlashTone::Refused => ("flash refused", Icon::Alert, "alert"),
    };
    view! { <div class=class role=role><IconSign icon/><p>{flash.text}</p></div> }
}

/// A link somebody wrote. Only the web and mail become links; anything else is
/// shown as text, because the framework lets `javascript:` through.
#[component]
pub fn SafeLink(
    /// The address as written.
    #[prop(into)]
    href: String,
    /// What to show; the address itself if empty.
    #[prop(optional, into)]
    label: Words,
) -> impl IntoView {
    let shown = some(label).unwrap_or_else(|| Words::from(href.clone()));
    if is_safe(&href) {
        view! { <a href=href rel="nofollow ugc noopener noreferrer">{shown}</a> }.into_any()
    } else {
        view! { <span>{shown}</span> }.into_any()
    }
}

fn is_safe(href: &str) -> bool {
    let start: String = href
        .chars()
        .take(8)
        .collect::<String>()
        .to_ascii_lowercase();
    let known = ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| start.starts_with(scheme));
    known && !href.chars().any(|c| c.is_control() || c.is_whitespace())
}

/// A date, for people and machines.
#[component]
pub fn When(
    /// Made by [`crate::dates`].
    moment: Moment,
) -> impl IntoView {
    view! { <time datetime=moment.machine>{moment.shown}</time> }
}

/// What somebody said, word for word.
#[component]
pub fn Quote(
    /// The language of the page.
    lang: Language,
    /// Their words.
    #[prop(into)]
    text: Words,
    /// Who said it; may be empty.
    #[prop(optional, into)]
    by: Words,
) -> impl IntoView {
    let by = some(by).map(|by| view! { <figcaption>{by}</figcaption> });
    let tongue = foreign(&text, lang);
    view! { <figure class="quote"><blockquote lang=tongue>{text}</blockquote>{by}</figure> }
}

/// A part of a whole, as a bar beside its numbers in words.
#[component]
pub fn Bar(
    /// How many there are.
    part: i64,
    /// How many there could be.
    whole: i64,
    /// The numbers in words: "8 of 10 have joined".
    #[prop(into)]
    label: Words,
) -> impl IntoView {
    let thousandths = part.clamp(0, whole.max(0)).saturating_mul(1000) / whole.max(1);
    let width = thousandths.to_string();
    view! {
        <div class="bar">
            <span>{label}</span>
            <svg viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true">
                <rect class="whole" width="1000" height="12" rx="6"/>
                <rect class="part" width=width height="12" rx="6"/>
            </svg>
        </div>
    }
}

/// More for who wants it, closed at first.
#[component]
pub fn More(
    /// What is inside.
    #[prop(into)]
    summary: Words,
    /// The inside.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="more">
            <summary>{summary}</summary>
            <div>{children()}</div>
        </details>
    }
}

/// Nothing here yet: what that means, and what to do next.
#[component]
pub fn Empty(
    /// A small picture.
    #[prop(default = Scene::Bridge)]
    scene: Scene,
    /// What there is not, in a friendly sentence.
    #[prop(into)]
    heading: Words,
    /// What will be here, or what to do.
    #[prop(optional, into)]
    note: Words,
    /// The next thing to do: address and words.
    #[prop(default = None)]
    next: Option<(String, Words)>,
) -> impl IntoView {
    let note = some(note).map(|note| view! { <p>{note}</p> });
    let next = next.map(|(href, label)| view! { <LinkButton href label kind=ButtonKind::Quiet/> });
    view! {
        <div class="empty">
            <SceneView scene/>
            <h2>{heading}</h2>
            {note}
            {next}
        </div>
    }
}
