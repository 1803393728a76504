//! The pages behind an error: what happened, what to do, where to go.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use domain::language::Language;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use leptos::prelude::*;

use super::Beside;
use crate::app::App;
use crate::components::{LinkButton, Quote};
use crate::errors::PageError;
use crate::layout::{self, Frame, Page, Section};
use crate::peer::RequestId;
use crate::routes;
use crate::text::errors as words;
use crate::visitor::{Reading, Visitor};

/// Title and text.
struct Said {
    title: &'static str,
    text: String,
}

fn said(lang: Language, error: &PageError) -> Said {
    let (title, text) = match error {
        PageError::Denied | PageError::SignInRequired { .. } => {
            (words::denied_title(lang), words::denied(lang))
        }
        PageError::CrossSite => (words::cross_site_title(lang), words::cross_site(lang)),
        PageError::NotFound => (words::not_found_title(lang), words::not_found(lang)),
        PageError::MethodNotAllowed => (words::method_title(lang), words::method(lang)),
        PageError::TooLarge => (words::too_large_title(lang), words::too_large(lang)),
        PageError::Invalid => (words::invalid_title(lang), words::invalid(lang)),
        PageError::Refused(_) => (words::refused_title(lang), words::refused(lang)),
        PageError::ForAnother => (words::for_another_title(lang), words::for_another(lang)),
        PageError::Conflict => (words::conflict_title(lang), words::conflict(lang)),
        PageError::Internal => (words::internal_title(lang), words::internal(lang)),
        PageError::Busy => (words::busy_title(lang), words::busy(lang)),
        PageError::Full => (words::full_title(lang), words::full(lang)),
        PageError::Away => (words::away_title(lang), words::away(lang)),
        PageError::TooMany {
            retry_after_seconds,
        } => {
            let text = match i64::from(*retry_after_seconds) {
                seconds @ ..=90 => words::too_many_seconds(lang, seconds),
                seconds => words::too_many_minutes(lang, seconds.div_euclid(60) + 1),
            };
            return Said {
                title: words::too_many_title(lang),
                text,
            };
        }
    };
    Said {
        title,
        text: text.to_owned(),
    }
}

/// The sentence of an error's page: what happened, and what to do next.
pub fn text(lang: Language, error: &PageError) -> String {
    said(lang, error).text
}

fn ways(lang: Language, error: &PageError, signed_in: bool) -> Vec<(&'static str, &'static str)> {
    let home = (routes::HOME, words::to_home(lang));
    let cases = (routes::CASES, words::to_cases(lang));
    let mine = (routes::ME, words::to_mine(lang));
    let help = (routes::HELP, words::to_help(lang));
    match error {
        PageError::NotFound => vec![home, cases, (routes::REPORT, words::to_report(lang)), help],
        PageError::Denied if signed_in => vec![home, mine, help],
        PageError::ForAnother => vec![(routes::HELPING, words::to_helping(lang)), mine, home],
        PageError::Denied | PageError::SignInRequired { .. } => {
            vec![home, (routes::SIGN_IN, words::to_sign_in(lang)), help]
        }
        PageError::Conflict | PageError::Refused(_) => vec![mine, cases, home],
        PageError::CrossSite
        | PageError::MethodNotAllowed
        | PageError::TooLarge
        | PageError::Invalid
        | PageError::TooMany { .. }
        | PageError::Busy
        | PageError::Full
        | PageError::Away
        | PageError::Internal => vec![home, mine, help],
    }
}

/// The whole document.
pub(super) fn document(
    app: &App,
    reading: &Reading,
    beside: &Beside,
    error: &PageError,
    reference: Option<RequestId>,
) -> String {
    let visitor = beside.came.visitor();
    let lang = visitor.map_or(reading.language, Visitor::language);
    let Said { title, text } = said(lang, error);
    let frame = Frame {
        path: come_back_to(reading, error),
        ..visitor.map_or_else(|| reading.frame(app), |visitor| visitor.frame(app))
    };
    let signed_in = visitor.is_some_and(|visitor| visitor.person().is_some());
    let code = match error {
        PageError::Refused(code) => Some(words::code(lang, code)),
        _ => None,
    };
    let links = ways(lang, error, signed_in)
        .into_iter()
        .map(|(href, label)| view! { <li><a href=href>{label}</a></li> })
        .collect_view();
    let page = Page::new(title, Section::Elsewhere);
    let lost = lost(lang, beside, error);
    layout::document(&frame, &page, move || {
        view! {
            <h1>{title}</h1>
            <p class="lead">{text}</p>
            {lost}
            {code.map(|code| view! { <p class="hint">{code}</p> })}
            <nav aria-label=words::ways(lang)>
                <ul class="ways">{links}</ul>
            </nav>
            {reference.map(|id| view! { <p class="hint reference">{words::reference(lang, &id.to_string())}</p> })}
        }
    })
}

/// What somebody wrote that did not arrive, or may not have.
fn lost(lang: Language, beside: &Beside, error: &PageError) -> Option<AnyView> {
    let written = beside.written.words();
    if written.is_empty() {
        return None;
    }
    let told = match error {
        PageError::NotFound | PageError::Full | PageError::Conflict | PageError::TooMany { .. } => {
            words::lost(lang)
        }
        PageError::Busy | PageError::Away => words::unsure(lang),
        PageError::SignInRequired { .. }
        | PageError::Denied
        | PageError::ForAnother
        | PageError::Invalid
        | PageError::Refused(_)
        | PageError::TooLarge
        | PageError::MethodNotAllowed
        | PageError::CrossSite
        | PageError::Internal => return None,
    };
    let quotes: Vec<_> = written
        .iter()
        .map(|text| view! { <Quote lang text=text.clone()/> })
        .collect();
    Some(view! { <p>{told}</p> {quotes} }.into_any())
}

/// What somebody wrote who has to sign in first, and the way on.
pub(super) fn unsent(app: &App, reading: &Reading, beside: &Beside) -> String {
    let lang = reading.language;
    let title = words::unsent_title(lang);
    let page = Page::new(title, Section::Elsewhere);
    let href = routes::sign_in_then(&reading.here);
    let written = beside.written.words().to_vec();
    layout::document(&reading.frame(app), &page, move || {
        let written = written
            .into_iter()
            .map(|text| view! { <Quote lang text/> })
            .collect_view();
        view! {
            <div class="narrow stack">
                <h1>{title}</h1>
                <p class="lead">{words::unsent(lang)}</p>
                {written}
                <p><LinkButton href label=words::to_sign_in(lang)/></p>
            </div>
        }
    })
}

/// The switches of the frame come back to this page; a page that answers only
/// to a form is no place to come back to.
fn come_back_to(reading: &Reading, error: &PageError) -> String {
    match error {
        PageError::NotFound | PageError::Denied | PageError::SignInRequired { .. } => {
            reading.here.clone()
        }
        _ => routes::HOME.to_owned(),
    }
}

/// The page for when the error page itself fails: text in all three languages
/// and nothing that could fail again.
pub fn last_resort() -> Response {
    let mut html = String::from(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Linli</title></head><body>",
    );
    for lang in Language::ALL {
        html.push_str("<section lang=\"");
        html.push_str(lang.tag());
        html.push_str("\"><h1>");
        html.push_str(words::internal_title(lang));
        html.push_str("</h1><p>");
        html.push_str(words::busy(lang));
        html.push_str("</p><p><a href=\"/\">");
        html.push_str(words::to_home(lang));
        html.push_str("</a></p></section>");
    }
    html.push_str("</body></html>\n");
    let kind = [(CONTENT_TYPE, "text/html; charset=utf-8")];
    (StatusCode::INTERNAL_SERVER_ERROR, kind, Body::from(html)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_is_told_in_seconds_then_minutes() {
        let text = |seconds| {
            said(
                Language::En,
                &PageError::TooMany {
                    retry_after_seconds: seconds,
                },
            )
            .text
        };
        assert!(text(1).contains("1 second "), "{}", text(1));
        assert!(text(61).contains("61 seconds"));
        assert!(text(299).contains("5 minutes"));
    }

    #[test]
    fn the_last_resort_speaks_every_language() {
        let response = last_resort();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
    }
}
