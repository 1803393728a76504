//! Registering floor areas, for owners' decisions.

use domain::household::{FlatsWrong, flats};
use domain::language::Language;
use leptos::prelude::*;
use store::decisions::Flat;

use super::{Building, Done};
use crate::app::App;
use crate::components::{Button, ButtonKind, Form, Hidden, Problems, TextArea};
use crate::doors::door_hash;
use crate::errors::PageError;
use crate::form::Posted;
use crate::text::households as words;
use crate::visitor::Visitor;

/// Registers the flats of a list; no single area is ever shown again.
pub(super) async fn register(
    app: &App,
    visitor: &Visitor,
    building: &Building,
    form: &Posted,
) -> Result<Done, PageError> {
    let by = visitor.signed_in()?.id;
    let place = building.place.id;
    let listed = match flats(form.text("flats")) {
        Ok(listed) => listed,
        Err(wrong) => {
            let mut problems = Problems::none();
            problems.push("flats", sentence(visitor.language(), wrong));
            return Ok(Err(problems));
        }
    };
    let kept = listed.iter().map(|one| Flat {
        door: door_hash(&app.secret, place, &one.door),
        area: one.area,
        is_let: one.is_let,
    });
    let kept: Vec<Flat> = kept.collect();
    app.store
        .register_flats(place, &kept, by, &app.ids, visitor.now)
        .await?;
    Ok(Ok("flats"))
}

fn sentence(lang: Language, wrong: FlatsWrong) -> String {
    match wrong {
        FlatsWrong::Missing => words::flats_missing(lang).to_owned(),
        FlatsWrong::TooMany => words::flats_many(lang).to_owned(),
        FlatsWrong::Line(line) => words::flats_line(lang, &line.to_string()),
        FlatsWrong::Twice(line) => words::flats_twice(lang, &line.to_string()),
    }
}

/// The form.
pub(super) fn section(
    lang: Language,
    here: &str,
    registered: i64,
    form: &Posted,
    problems: &Problems,
) -> AnyView {
    let (value, error) = (form.text("flats").to_owned(), problems.at("flats"));
    let here = here.to_owned();
    view! {
        <section class="card" aria-labelledby="flats-heading">
            <h2 id="flats-heading">{words::flats_heading(lang)}</h2>
            <p>{words::flats_lead(lang)}</p>
            <p><strong>{words::flats_count(lang, registered)}</strong></p>
            <Form action=here>
                <Hidden name="act" value="flats"/>
                <TextArea lang name="flats" label=words::flats(lang) hint=words::flats_hint(lang) value rows=5 error/>
                <Button label=words::flats_button(lang) kind=ButtonKind::Quiet/>
            </Form>
        </section>
    }
    .into_any()
}
