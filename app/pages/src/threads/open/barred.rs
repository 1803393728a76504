//! What who cannot open a thread reads instead of a form: why, and what they can do.

use axum::response::Response;
use http::StatusCode;
use leptos::prelude::*;

use super::{Here, Matter, NotTheirs};
use crate::app::App;
use crate::components::{ButtonKind, LinkButton};
use crate::layout::{Page, Section};
use crate::reading::refusal;
use crate::text::me as me_words;
use crate::text::threads as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// About this there can be no thread now, by nobody.
pub(super) fn page(app: &App, visitor: &Visitor, here: &Here, why: &'static str) -> Response {
    let lang = visitor.language();
    let place = &here.family.place;
    let (instead, way) = match &here.matter {
        Matter::Topic => (
            words::barred_topic(lang),
            (
                routes::open_thread(&place.slug),
                words::open_here(lang).to_owned(),
            ),
        ),
        Matter::Case(case, _) => (
            words::barred_case(lang),
            (
                routes::case(case.reference),
                words::about_case(lang, &case.reference.spaced()),
            ),
        ),
        Matter::Challenge(challenge) => (
            words::barred_challenge(lang),
            (
                routes::challenge(*challenge),
                words::about_challenge(lang, &challenge.spaced()),
            ),
        ),
    };
    let told = Told {
        title: words::barred_title(lang),
        place: (
            routes::place(&place.slug),
            place.names.in_language(lang).to_owned(),
        ),
        why: refusal(lang, why).text(lang),
        instead: vec![(instead, way)],
    };
    told.page(app, visitor, StatusCode::OK)
}

/// They have no seat in a body of residents that serves this place.
pub(super) fn not_theirs(app: &App, visitor: &Visitor, other: &NotTheirs) -> Response {
    let lang = visitor.language();
    let place = &other.family.place;
    let name = place.names.in_language(lang).to_owned();
    let ask = match other.case {
        Some(case) => (
            words::not_yours_case(lang),
            (routes::case(case), words::about_case(lang, &case.spaced())),
        ),
        None => (
            words::not_yours_report(lang),
            (routes::REPORT.to_owned(), me_words::report(lang).to_owned()),
        ),
    };
    let list = words::list_link(lang).to_owned();
    let join = (
        words::not_yours_join(lang),
        (routes::threads_of(&place.slug), list),
    );
    let told = Told {
        title: words::not_yours_title(lang),
        why: words::not_yours_why(lang, &name),
        place: (routes::place(&place.slug), name),
        instead: vec![ask, join],
    };
    told.page(app, visitor, StatusCode::FORBIDDEN)
}

/// An address with its words.
type Way = (String, String);

/// Why not, and the ways there are.
struct Told {
    title: &'static str,
    place: Way,
    why: String,
    instead: Vec<(&'static str, Way)>,
}

impl Told {
    fn page(self, app: &App, visitor: &Visitor, status: StatusCode) -> Response {
        let lang = visitor.language();
        let about = Page::new(self.title, Section::Elsewhere);
        let ways = self.instead.into_iter().map(|(told, (href, label))| {
            view! {
                <li class="stack">
                    <p>{told}</p>
                    <p><LinkButton href label kind=ButtonKind::Quiet/></p>
                </li>
            }
        });
        let ways: Vec<_> = ways.collect();
        let (href, place) = self.place;
        respond::page(status, &visitor.frame(app), &about, move || {
            view! {
                <div class="narrow stack">
                    <div class="title">
                        <p class="soft row"><a href=href>{place}</a></p>
                        <h1>{self.title}</h1>
                        <p class="lead">{self.why}</p>
                    </div>
                    <section class="stack" aria-labelledby="instead">
                        <h2 id="instead">{words::barred_instead(lang)}</h2>
                        <ul class="list">{ways}</ul>
                    </section>
                </div>
            }
        })
    }
}
