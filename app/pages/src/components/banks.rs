//! The two banks: the history of a case as one line that runs along the
//! neighbours' bank, crosses to government's and comes back.

use domain::language::Language;
use leptos::prelude::*;

use super::{Bank, When, Words, some};
use crate::dates::Moment;
use crate::text::components as words;

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Passage {
    /// On which side it happened.
    pub bank: Bank,
    /// When.
    pub at: Moment,
    /// What, in a few words.
    pub said: Words,
    /// The rest of the sentence, reasons above all; may be empty.
    pub because: Words,
    /// What somebody said, word for word; may be empty.
    pub quote: Words,
}

/// The history, the oldest first.
#[component]
pub fn Banks(
    /// The language of the page.
    lang: Language,
    /// What happened, the oldest first.
    passages: Vec<Passage>,
    /// Whether the case is still under way, so that the last point is "here".
    #[prop(optional)]
    open: bool,
) -> impl IntoView {
    let sides: Vec<Bank> = passages.iter().map(|passage| passage.bank).collect();
    let items = passages
        .into_iter()
        .enumerate()
        .map(|(at, passage)| {
            let next = sides.get(at + 1).copied();
            item(lang, passage, next, open)
        })
        .collect_view();
    view! {
        <div class="two-banks">
            <p class="key" aria-hidden="true">
                <span class="own">{words::neighbours_bank(lang)}</span>
                <span class="gov">{words::government_bank(lang)}</span>
            </p>
            <ol class="banks">{items}</ol>
        </div>
    }
}

fn item(lang: Language, passage: Passage, next: Option<Bank>, open: bool) -> impl IntoView {
    let crossing = match (passage.bank, next) {
        (Bank::Neighbours, Some(Bank::Government)) => Some(("over", words::crosses(lang))),
        (Bank::Government, Some(Bank::Neighbours)) => Some(("home", words::comes_back(lang))),
        (_, None) if open => Some(("here", words::you_are_here(lang))),
        (_, None | Some(_)) => None,
    };
    let bank = passage.bank.class();
    let class = match crossing {
        Some((way, _)) => [bank, " ", way].concat(),
        None => bank.to_owned(),
    };
    let bridge = match crossing {
        Some(("over", _)) => Some(OVER),
        Some(("home", _)) => Some(HOME),
        _ => None,
    };
    let bridge = bridge.map(|path| {
        view! {
            <svg class="crossing" viewBox="0 0 28 100" preserveAspectRatio="none" aria-hidden="true" inner_html=path></svg>
        }
    });
    let told = crossing.map(|(_, told)| view! { <span class="unseen">{gap(lang)} {told}</span> });
    let because = some(passage.because).map(|because| view! { {gap(lang)} {because} });
    let quote = some(passage.quote).map(|quote| view! { <blockquote>{quote}</blockquote> });
    view! {
        <li class=class>
            {bridge}
            <When moment=passage.at/>
            <p><strong>{passage.said}</strong>{because}{told}</p>
            {quote}
        </li>
    }
}

/// What stands between two sentences: nothing in Chinese.
const fn gap(lang: Language) -> &'static str {
    match lang {
        Language::En => " ",
        Language::Hans | Language::Hant => "",
    }
}

/// The line from the left bank to the right one, and back.
const OVER: &str = r#"<path class="from" d="M2 0C2 28 2 46 14 50"/><path class="to" d="M14 50C26 54 26 72 26 100"/>"#;
const HOME: &str = r#"<path class="from" d="M26 0C26 28 26 46 14 50"/><path class="to" d="M14 50C2 54 2 72 2 100"/>"#;
