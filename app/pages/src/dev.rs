//! Pages that only a demo has: the messages it would have sent. `server`
//! mounts them with `--demo` and never otherwise.

use http::StatusCode;
use leptos::prelude::*;

use axum::response::Response;

use crate::app::App;
use crate::layout::{Page, Section};
use crate::respond;
use crate::text::dev as words;
use crate::visitor::Reading;

/// A message as the demo keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The name of its file.
    pub name: String,
    /// To whom.
    pub to: String,
    /// The subject; empty for a text message.
    pub subject: String,
    /// When, as written in it.
    pub date: String,
    /// The text.
    pub text: String,
}

impl Letter {
    fn path(&self) -> String {
        format!("/dev/mail/{}", self.name)
    }
}

/// The list of messages, the newest first.
pub fn mail(app: &App, reading: &Reading, letters: &[Letter]) -> Response {
    let lang = reading.language;
    let items = letters
        .iter()
        .map(|letter| {
            let subject = if letter.subject.is_empty() { words::mail_sms(lang) } else { &letter.subject };
            view! {
                <li>
                    <a href=letter.path()>{subject.to_owned()}</a>
                    <p class="hint">{words::mail_to(lang, &letter.to)} " · " {letter.date.clone()}</p>
                </li>
            }
        })
        .collect_view();
    let none = letters
        .is_empty()
        .then(|| view! { <p>{words::mail_none(lang)}</p> });
    let page = Page::new(words::mail_title(lang), Section::Elsewhere);
    respond::page(StatusCode::OK, &reading.frame(app), &page, move || {
        view! {
            <h1>{words::mail_title(lang)}</h1>
            <p class="lead">{words::mail_note(lang)}</p>
            {none}
            <ul class="plain-list letters">{items}</ul>
        }
    })
}

/// One message, with its links to click.
pub fn letter(app: &App, reading: &Reading, letter: &Letter) -> Response {
    let lang = reading.language;
    let title = if letter.subject.is_empty() {
        words::mail_sms(lang).to_owned()
    } else {
        letter.subject.clone()
    };
    let links = links(&letter.text, &app.base_url);
    let listed = (!links.is_empty()).then(|| {
        let items = links
            .into_iter()
            .map(|href| view! { <li><a href=href.clone()>{href.clone()}</a></li> })
            .collect_view();
        view! {
            <h2>{words::links(lang)}</h2>
            <ul>{items}</ul>
        }
    });
    let (to, date, text) = (
        words::mail_to(lang, &letter.to),
        letter.date.clone(),
        letter.text.clone(),
    );
    let page = Page::new(title.clone(), Section::Elsewhere);
    respond::page(StatusCode::OK, &reading.frame(app), &page, move || {
        view! {
            <p><a href="/dev/mail">{words::mail_all(lang)}</a></p>
            <h1>{title}</h1>
            <p class="hint">{to} " · " {date}</p>
            <pre class="letter">{text}</pre>
            {listed}
        }
    })
}

/// Every part of the interface in every state.
pub fn patterns(app: &App, reading: &Reading) -> Response {
    let lang = reading.language;
    let page = Page::new(crate::text::patterns::title(lang), Section::Elsewhere);
    respond::page(StatusCode::OK, &reading.frame(app), &page, move || {
        crate::patterns::view(lang)
    })
}

/// The addresses of this installation that stand in a text, as paths.
fn links(text: &str, base_url: &str) -> Vec<String> {
    let mut found: Vec<String> = text
        .match_indices(base_url)
        .map(|(at, _)| &text[at + base_url.len()..])
        .filter(|rest| rest.starts_with('/'))
        .map(|rest| {
            // Chinese text follows without a blank.
            let end = rest.find(|c: char| !c.is_ascii_graphic() || matches!(c, '"' | '<' | '>'));
            rest[..end.unwrap_or(rest.len())]
                .trim_end_matches(['.', ',', ')', ';', '!'])
                .to_owned()
        })
        .collect();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_to_this_installation_can_be_clicked() {
        let text = "Answer: https://linli.example/answer/abc.\n请点 https://linli.example/me，谢谢 https://evil.example/x https://linli.example.evil/";
        assert_eq!(links(text, "https://linli.example"), ["/answer/abc", "/me"]);
    }
}
