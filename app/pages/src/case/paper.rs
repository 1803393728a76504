//! What is printed from the page of a case: the frame around it on the screen, and a sheet
//! with whom it is for, the square that leads to the case, and the field for a stamp.

use axum::response::Response;
use domain::language::Language;
use domain::reference::Reference;
use http::StatusCode;
use leptos::prelude::*;

use crate::app::App;
use crate::components::{ButtonKind, LinkButton};
use crate::layout::{Page, Section};
use crate::text::letter as words;
use crate::visitor::Visitor;
use crate::{qr, respond, routes};

/// The page: what it is, what to do with it, and the way back, which stay on the screen;
/// then the sheets.
pub(super) fn page(
    app: &App,
    visitor: &Visitor,
    reference: Reference,
    title: &'static str,
    lead: &'static str,
    sheets: AnyView,
) -> Response {
    let lang = visitor.language();
    let about = Page::new(title, Section::Elsewhere);
    let back = routes::case(reference);
    respond::page(StatusCode::OK, &visitor.frame(app), &about, move || {
        view! {
            <div class="screen-only stack">
                <h1>{title}</h1>
                <p class="lead">{lead}</p>
                <p class="actions"><LinkButton href=back label=words::back(lang) kind=ButtonKind::Quiet/></p>
            </div>
            {sheets}
        }
    })
}

/// One sheet to a body of this name, at its door.
pub(super) fn sheet(
    lang: Language,
    name: String,
    address: Option<String>,
    link: &str,
    inside: AnyView,
) -> AnyView {
    let address = address.map(|address| view! { <p>{address}</p> });
    view! {
        <article class="letter" lang=lang.tag()>
            <div class="letter-code">
                <div>
                    <p><strong class="letter-to">{name}</strong></p>
                    {address}
                </div>
                {qr::view(link)}
            </div>
            {inside}
            <div class="letter-stamp">
                <p>{words::stamp_day(lang)}</p>
                <p>{words::stamp_name(lang)}</p>
            </div>
        </article>
    }
    .into_any()
}
