//! Where a case is now: with whom, the next step, and by when. Three lines, the
//! same for residents and offices.

use domain::language::Language;
use leptos::prelude::*;

use super::{Bank, Scene, SceneView, When, Words, some};
use crate::dates::Moment;
use crate::text::components as words;

/// One of the three lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// What it says.
    pub main: Words,
    /// The smaller sentence below; may be empty.
    pub note: Words,
}

impl Line {
    /// A line and its note.
    pub fn new(main: impl Into<Words>, note: impl Into<Words>) -> Self {
        Self {
            main: main.into(),
            note: note.into(),
        }
    }
}

/// The three lines, with what can be done about them below.
#[component]
pub fn Now(
    /// The language of the page.
    lang: Language,
    /// On which side the holder stands.
    bank: Bank,
    /// The holder.
    with: Line,
    /// The next step.
    next: Line,
    /// The promised date.
    #[prop(default = None)]
    by: Option<Moment>,
    /// What happens if it passes; may be empty.
    #[prop(optional, into)]
    otherwise: Words,
    /// Whether the date has passed.
    #[prop(optional)]
    late: bool,
    /// Its heading, if "Where it is now" is not it.
    #[prop(optional, into)]
    heading: Words,
    /// The id of its heading, where a page has several.
    #[prop(default = "now")]
    id: &'static str,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let line = |name: &'static str, line: Line| {
        let note = some(line.note).map(|note| view! { <small>{note}</small> });
        view! { <div><dt>{name}</dt><dd>{line.main}{note}</dd></div> }
    };
    let by = by.map(|moment| {
        let class = if late { "by late" } else { "by" };
        let note = some(otherwise).map(|note| view! { <small>{note}</small> });
        view! { <div class=class><dt>{words::by(lang)}</dt><dd><When moment/>{note}</dd></div> }
    });
    let class = match bank {
        Bank::Neighbours => "card now own",
        Bank::Government => "card now gov",
    };
    let scene = match bank {
        Bank::Neighbours => Scene::HereNeighbours,
        Bank::Government => Scene::HereGovernment,
    };
    let heading = some(heading).unwrap_or_else(|| words::now(lang).into());
    let actions = children.map(|children| view! { <div class="actions">{children()}</div> });
    view! {
        <section class=class aria-labelledby=id>
            <SceneView scene/>
            <h2 id=id>{heading}</h2>
            <dl>{line(words::with(lang), with)}{line(words::next_step(lang), next)}{by}</dl>
            {actions}
        </section>
    }
}
