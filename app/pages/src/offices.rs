//! What members of a body do among themselves: who looks after which case, who
//! is away, how replies begin, and the notes between the bodies on a case.
//! Nothing of it is for residents' pages, and nobody's work is counted.

use axum::Router;
use domain::id::BodyId;
use domain::language::Language;
use domain::permission::{Action, Denied, Subject, may};
use leptos::prelude::*;
use store::offices::OfficeError;
use store::rulebook::Rulebook;
use uuid::Uuid;

use crate::app::App;
use crate::components::{FilterGroup, FilterLink, FilterLinks};
use crate::errors::PageError;
use crate::routes;
use crate::text::inbox as inbox_words;
use crate::visitor::Visitor;

mod away;
mod keeping;
mod notes;
mod templates;

pub(crate) use keeping::{Keeping, sees_keeping, take_button};

/// The routes of this area.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(away::routes())
        .merge(keeping::routes())
        .merge(notes::routes())
        .merge(templates::routes())
}

pub(super) fn denied(denied: Denied) -> PageError {
    match denied {
        Denied::NotVisible => PageError::NotFound,
        _ => PageError::Denied,
    }
}

/// The refusal of a rule by its code, or the page for what is no refusal.
pub(super) fn refused(error: OfficeError) -> Result<&'static str, PageError> {
    match error {
        OfficeError::Refused(refused) => Ok(refused.code()),
        OfficeError::NotFound => Err(PageError::NotFound),
        OfficeError::Denied(why) => Err(denied(why)),
        OfficeError::Store(error) => Err(error.into()),
    }
}

/// The body a page is about: the one that was named, else the first one that
/// the visitor sits in.
pub(super) fn body_of(visitor: &Visitor, action: Action, named: &str) -> Result<BodyId, PageError> {
    let person = visitor.signed_in()?;
    may(&visitor.actor, action, &Subject::Nothing).map_err(denied)?;
    let body = if named.is_empty() {
        let first = person.offices.first().map(|office| office.body);
        first.ok_or(PageError::Denied)?
    } else {
        Uuid::parse_str(named)
            .map(BodyId::new)
            .map_err(|_| PageError::NotFound)?
    };
    may(&visitor.actor, action, &Subject::Body(body)).map_err(denied)?;
    Ok(body)
}

/// Links from one of the visitor's bodies to another; nothing where there is one.
pub(super) fn choose_body(
    visitor: &Visitor,
    lang: Language,
    book: &Rulebook,
    page: &str,
    chosen: BodyId,
) -> Option<AnyView> {
    let offices = visitor.person().map(|person| person.offices.as_slice());
    let offices = offices.filter(|offices| offices.len() > 1)?;
    let links = offices
        .iter()
        .map(|office| FilterLink {
            label: body_name(book, lang, office.body).into(),
            href: routes::of_body(page, office.body),
            current: office.body == chosen,
        })
        .collect();
    let label = inbox_words::bodies(lang).into();
    let groups = vec![FilterGroup { label, links }];
    Some(view! { <FilterLinks label=inbox_words::filter(lang) groups/> }.into_any())
}

pub(super) fn body_name(book: &Rulebook, lang: Language, body: BodyId) -> String {
    let body = book.body(body);
    body.map_or_else(String::new, |body| body.names.in_language(lang).to_owned())
}
