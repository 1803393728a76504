//! The letters of a building, one a sheet: the answer to the form that makes
//! them, and the only time their codes are shown.

use axum::response::Response;
use domain::household::{CODE_DAYS, Door, PaperCode};
use domain::language::Language;
use http::StatusCode;
use leptos::prelude::*;
use store::households::Letter;

use super::building::Building;
use super::new_code;
use crate::acting::Acting;
use crate::app::App;
use crate::components::{ButtonKind, LinkButton};
use crate::dates;
use crate::doors::{code_hash, door_hash};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Frame, Page, Section};
use crate::text::households as words;
use crate::visitor::Visitor;
use crate::{qr, respond, routes};

/// One sheet: the label of a door and its code, on their way to paper.
struct Sheet {
    label: String,
    code: PaperCode,
}

/// Makes the letters, keeps their hashes, and shows the sheets.
pub(super) async fn make(
    app: &App,
    visitor: &Visitor,
    building: &Building,
    doors: Vec<(Door, String)>,
    form: &Posted,
) -> Result<Response, PageError> {
    let acting = Acting::of(app, visitor, form)?;
    let by = visitor.signed_in()?.id;
    let place = building.place.id;
    let (mut sheets, mut letters) = (Vec::new(), Vec::new());
    for (door, label) in doors {
        let code = new_code();
        letters.push(Letter {
            door: door_hash(&app.secret, place, &door),
            code: code_hash(&app.secret, code),
        });
        sheets.push(Sheet { label, code });
    }
    let made = acting.carry("make letters", move |me| async move {
        let (store, ids, once) = (&me.app.store, &me.app.ids, me.once());
        store
            .make_letters(place, &letters, by, once.as_ref(), ids, me.now)
            .await
    });
    if made.await?? {
        Ok(page(app, visitor, building, &sheets))
    } else {
        Ok(made_before(app, visitor, building))
    }
}

fn frame(app: &App, visitor: &Visitor, building: &Building) -> Frame {
    Frame {
        path: routes::households_of(&building.place.slug),
        ..visitor.frame(app)
    }
}

/// The same form was posted before: nobody can tell the codes again.
fn made_before(app: &App, visitor: &Visitor, building: &Building) -> Response {
    let lang = visitor.language();
    let title = words::building_title(lang, building.place.names.in_language(lang));
    let back = routes::households_of(&building.place.slug);
    let about = Page::new(title.clone(), Section::Inbox);
    let frame = frame(app, visitor, building);
    respond::page(StatusCode::CONFLICT, &frame, &about, move || {
        view! {
            <div class="narrow stack">
                <h1>{title}</h1>
                <p class="lead">{words::letters_twice(lang)}</p>
                <LinkButton href=back label=words::letters_heading(lang) kind=ButtonKind::Quiet/>
            </div>
        }
    })
}

fn page(app: &App, visitor: &Visitor, building: &Building, sheets: &[Sheet]) -> Response {
    let lang = visitor.language();
    let count = i64::try_from(sheets.len()).unwrap_or(i64::MAX);
    let title = words::sheets_title(lang, count, building.place.names.in_language(lang));
    let back = routes::households_of(&building.place.slug);
    let about = Page::new(title.clone(), Section::Inbox);
    let frame = frame(app, visitor, building);
    let sheets: Vec<AnyView> = sheets
        .iter()
        .map(|sheet| letter(app, visitor, building, sheet))
        .collect();
    respond::page(StatusCode::OK, &frame, &about, move || {
        view! {
            <div class="screen-only stack">
                <h1>{title}</h1>
                <p class="lead">{words::sheets_lead(lang)}</p>
                <LinkButton href=back label=words::sheets_back(lang) kind=ButtonKind::Quiet/>
            </div>
            {sheets}
        }
    })
}

/// The language of the page first, then the others.
fn languages(first: Language) -> impl Iterator<Item = Language> {
    let others = Language::ALL.into_iter().filter(move |one| *one != first);
    std::iter::once(first).chain(others)
}

fn letter(app: &App, visitor: &Visitor, building: &Building, sheet: &Sheet) -> AnyView {
    let until = visitor.now.plus_days(CODE_DAYS - 1);
    let code = sheet.code.spaced();
    let address = [app.base_url.as_str(), routes::HOUSEHOLD].concat();
    // A letter is for one household, so its link may carry the code: it fills
    // the field, and nothing happens before the button is pressed.
    let link = [app.base_url.as_str(), &routes::household_code(&code)].concat();
    let zone = building.local.zone();
    let texts: Vec<AnyView> = languages(visitor.language())
        .map(|lang| {
            let place = building.place.names.in_language(lang);
            let date = dates::date(lang, until, zone, visitor.now).shown;
            view! {
                <div lang=lang.tag()>
                    <h2>{words::letter_to(lang, &sheet.label, place)}</h2>
                    <p>{words::letter_what(lang)}</p>
                    <p>{words::letter_how(lang, &address, &date)}</p>
                    <p>{words::letter_private(lang)}</p>
                    <p class="soft">{building.body.in_language(lang).to_owned()}</p>
                </div>
            }
            .into_any()
        })
        .collect();
    view! {
        <article class="letter">
            <div class="letter-code">
                <strong translate="no">{code}</strong>
                {qr::of_secret(&link)}
            </div>
            {texts}
        </article>
    }
    .into_any()
}
