//! The two banks: the history of a case as one line that runs along the
//! neighbours' bank, crosses to government's and comes back.
//!
//! A case can have hundreds of passages, and this list decides how fast its
//! page is; so the list is written as HTML by hand, with every text of people
//! escaped by [`Told`] or [`escape`].

use domain::language::Language;
use domain::text::foreign;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;

use super::{Bank, Words};
use crate::dates::{Days, Spelled};
use crate::text::components as words;
use crate::told::{Told, attribute, escape, gap, write_tongue};

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Passage<'a> {
    /// On which side it happened.
    pub bank: Bank,
    /// When.
    pub at: Spelled,
    /// What, in a few words.
    pub said: Told<'a>,
    /// The rest of the sentence, reasons above all.
    pub because: Vec<Told<'a>>,
    /// What somebody said, word for word; may be empty.
    pub quote: &'a str,
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

/// The passages of a history, written one after the other, the oldest first.
#[derive(Debug)]
pub struct Passages {
    lang: Language,
    html: String,
    days: Days,
    last: Option<Written>,
}

/// The passage at the end of the text. Where the line goes from it depends on
/// the next one; it is written as if it went straight on, which it mostly does.
#[derive(Clone, Copy, Debug)]
struct Written {
    bank: Bank,
    /// Where it begins.
    start: usize,
    /// Where its sentence ends.
    sentence: usize,
}

impl Passages {
    /// For about so many.
    pub fn new(lang: Language, expected: usize) -> Self {
        let mut html = String::with_capacity(expected * 320);
        html.push_str("<ol class=\"banks\">");
        Self {
            lang,
            html,
            days: Days::default(),
            last: None,
        }
    }

    /// Tells the next one.
    pub fn tell(&mut self, passage: &Passage<'_>) {
        self.go_on(Some(passage.bank));
        let (html, gap) = (&mut self.html, gap(self.lang));
        let start = html.len();
        html.push_str(passage.bank.item());
        self.days.write(passage.at, html);
        html.push_str("<p><strong>");
        passage.said.write_html(html);
        html.push_str("</strong>");
        for because in &passage.because {
            html.push_str(gap);
            because.write_html(html);
        }
        let sentence = html.len();
        html.push_str("</p>");
        if !passage.quote.is_empty() {
            html.push_str("<blockquote");
            write_tongue(html, foreign(passage.quote, self.lang));
            html.push('>');
            escape(html, passage.quote);
            html.push_str("</blockquote>");
        }
        write_photos(html, &passage.photos);
        html.push_str("</li>");
        self.last = Some(Written {
            bank: passage.bank,
            start,
            sentence,
        });
    }

    /// The list; its last item ends at "here" while the case is under way.
    fn finish(mut self, open: bool) -> String {
        if open {
            self.go_on(None);
        }
        self.html.push_str("</ol>");
        self.html
    }

    /// Puts the signs into the last passage where the line does not go
    /// straight on: to the `next` one, or nowhere yet.
    fn go_on(&mut self, next: Option<Bank>) {
        let Some(last) = self.last else {
            return;
        };
        let (class, bridge, told) = match (last.bank, next) {
            (Bank::Neighbours, Some(Bank::Government)) => ("over", OVER, words::crosses(self.lang)),
            (Bank::Government, Some(Bank::Neighbours)) => {
                ("home", HOME, words::comes_back(self.lang))
            }
            (_, Some(_)) => return,
            (_, None) => ("here", "", words::you_are_here(self.lang)),
        };
        let unseen = format!("<span class=\"unseen\">{}{told}</span>", gap(self.lang));
        self.html.insert_str(last.sentence, &unseen);
        let head = last.start..last.start + last.bank.item().len();
        let item = format!("<li class=\"{} {class}\">{bridge}", last.bank.class());
        self.html.replace_range(head, &item);
    }
}

impl Bank {
    /// How a passage on this side begins.
    const fn item(self) -> &'static str {
        match self {
            Self::Neighbours => r#"<li class="own">"#,
            Self::Government => r#"<li class="gov">"#,
        }
    }
}

/// The history, the oldest first.
#[component]
pub fn Banks(
    /// The language of the page.
    lang: Language,
    /// What happened.
    passages: Passages,
    /// Whether the case is still under way, so that the last point is "here".
    #[prop(optional)]
    open: bool,
) -> impl IntoView {
    view! {
        <div class="two-banks">
            <p class="key" aria-hidden="true">
                <span class="own">{words::neighbours_bank(lang)}</span>
                <span class="gov">{words::government_bank(lang)}</span>
            </p>
            {InertElement::new(passages.finish(open))}
        </div>
    }
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

/// The line from the left bank to the right one.
const OVER: &str = r#"<svg class="crossing" viewBox="0 0 28 100" preserveAspectRatio="none" aria-hidden="true"><path class="from" d="M2 0C2 28 2 46 14 50"/><path class="to" d="M14 50C26 54 26 72 26 100"/></svg>"#;
/// And back.
const HOME: &str = r#"<svg class="crossing" viewBox="0 0 28 100" preserveAspectRatio="none" aria-hidden="true"><path class="from" d="M26 0C26 28 26 46 14 50"/><path class="to" d="M14 50C2 54 2 72 2 100"/></svg>"#;
