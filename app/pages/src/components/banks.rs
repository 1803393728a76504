//! The two banks: the history of a case as one line that runs along the
//! neighbours' bank, crosses to government's and comes back.
//!
//! A case can have hundreds of passages, and this list decides how fast its
//! page is; so the list is written as HTML by hand, with every text escaped by
//! [`text`] or [`attribute`].

use domain::language::Language;
use html_escape::{encode_double_quoted_attribute_to_string, encode_text_to_string};
use leptos::prelude::*;

use super::{Bank, Words};
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
    /// What somebody showed.
    pub photos: Vec<PassagePhoto>,
}

/// A photo beside a passage.
#[derive(Clone, Debug)]
pub struct PassagePhoto {
    /// The address of the large picture.
    pub href: String,
    /// The address of the small one.
    pub src: String,
    /// What can be seen on it.
    pub alt: Words,
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
    let mut items = String::with_capacity(passages.len() * 320);
    for (at, passage) in passages.iter().enumerate() {
        let next = passages.get(at + 1).map(|next| next.bank);
        write_passage(
            &mut items,
            lang,
            passage,
            Way::between(passage.bank, next, open),
        );
    }
    view! {
        <div class="two-banks">
            <p class="key" aria-hidden="true">
                <span class="own">{words::neighbours_bank(lang)}</span>
                <span class="gov">{words::government_bank(lang)}</span>
            </p>
            <ol class="banks" inner_html=items></ol>
        </div>
    }
}

/// Where the line goes after a passage.
#[derive(Clone, Copy)]
enum Way {
    /// On, along the same bank.
    On,
    /// Over the bridge to government.
    Over,
    /// Back home to the neighbours.
    Home,
    /// It ends; the case stands here now.
    Here,
    /// It ends; the case is closed.
    End,
}

impl Way {
    const fn between(bank: Bank, next: Option<Bank>, open: bool) -> Self {
        match (bank, next) {
            (Bank::Neighbours, Some(Bank::Government)) => Self::Over,
            (Bank::Government, Some(Bank::Neighbours)) => Self::Home,
            (_, Some(_)) => Self::On,
            (_, None) if open => Self::Here,
            (_, None) => Self::End,
        }
    }

    /// Class, drawing of the bridge, and the words for who cannot see it.
    fn signs(self, lang: Language) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::On | Self::End => ("", "", ""),
            Self::Over => (" over", OVER, words::crosses(lang)),
            Self::Home => (" home", HOME, words::comes_back(lang)),
            Self::Here => (" here", "", words::you_are_here(lang)),
        }
    }
}

fn write_passage(html: &mut String, lang: Language, passage: &Passage, way: Way) {
    let (class, bridge, told) = way.signs(lang);
    html.push_str("<li class=\"");
    html.push_str(passage.bank.class());
    html.push_str(class);
    html.push_str("\">");
    html.push_str(bridge);
    html.push_str("<time datetime=\"");
    attribute(html, &passage.at.machine);
    html.push_str("\">");
    text(html, &passage.at.shown);
    html.push_str("</time><p><strong>");
    text(html, &passage.said);
    html.push_str("</strong>");
    if !passage.because.is_empty() {
        html.push_str(gap(lang));
        text(html, &passage.because);
    }
    if !told.is_empty() {
        html.push_str("<span class=\"unseen\">");
        html.push_str(gap(lang));
        html.push_str(told);
        html.push_str("</span>");
    }
    html.push_str("</p>");
    if !passage.quote.is_empty() {
        html.push_str("<blockquote>");
        text(html, &passage.quote);
        html.push_str("</blockquote>");
    }
    write_photos(html, &passage.photos);
    html.push_str("</li>");
}

fn write_photos(html: &mut String, photos: &[PassagePhoto]) {
    if photos.is_empty() {
        return;
    }
    html.push_str("<div class=\"photos\">");
    for photo in photos {
        html.push_str("<a href=\"");
        attribute(html, &photo.href);
        html.push_str("\"><img loading=\"lazy\" src=\"");
        attribute(html, &photo.src);
        html.push_str("\" alt=\"");
        attribute(html, &photo.alt);
        html.push_str("\"></a>");
    }
    html.push_str("</div>");
}

fn text(html: &mut String, words: &str) {
    encode_text_to_string(words, html);
}

fn attribute(html: &mut String, value: &str) {
    encode_double_quoted_attribute_to_string(value, html);
}

/// What stands between two sentences: nothing in Chinese.
const fn gap(lang: Language) -> &'static str {
    match lang {
        Language::En => " ",
        Language::Hans | Language::Hant => "",
    }
}

/// The line from the left bank to the right one.
const OVER: &str = r#"<svg class="crossing" viewBox="0 0 28 100" preserveAspectRatio="none" aria-hidden="true"><path class="from" d="M2 0C2 28 2 46 14 50"/><path class="to" d="M14 50C26 54 26 72 26 100"/></svg>"#;
/// And back.
const HOME: &str = r#"<svg class="crossing" viewBox="0 0 28 100" preserveAspectRatio="none" aria-hidden="true"><path class="from" d="M26 0C26 28 26 46 14 50"/><path class="to" d="M14 50C2 54 2 72 2 100"/></svg>"#;
