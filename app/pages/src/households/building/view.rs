//! The page, without its frame.

use domain::household::Method;
use domain::language::Language;
use leptos::prelude::*;

use super::{Building, flats};
use crate::components::{
    Button, ButtonKind, ChoiceOption, ErrorSummary, Field, FieldKind, Form, Hidden, More, Pick,
    Problems, TextArea, Words,
};
use crate::form::Posted;
use crate::routes;
use crate::text::households as words;

pub(super) fn view(
    lang: Language,
    building: &Building,
    form: &Posted,
    problems: Problems,
    (title, key): (String, String),
) -> AnyView {
    let counted = words::verified_count(lang, building.households.verified);
    let who_counts = if building.households.is_cold() {
        words::cold(lang)
    } else {
        words::warm(lang)
    };
    let here = routes::households_of(&building.place.slug);
    let letters = letters(lang, &here, key, form, &problems);
    let in_person = in_person(lang, &here, form, &problems);
    let residents = residents(lang, &here, building, form, &problems);
    let flats = flats::section(lang, &here, building.flats, form, &problems);
    view! {
        <div class="narrow stack">
            <ErrorSummary lang problems/>
            <div class="title">
                <p class="soft"><a href=routes::HOUSEHOLDS>{words::back(lang)}</a></p>
                <h1>{title}</h1>
                <p><strong>{counted}</strong></p>
                <p class="soft">{who_counts}</p>
            </div>
            {letters}
            {in_person}
            {residents}
            {flats}
        </div>
    }
    .into_any()
}

fn letters(lang: Language, here: &str, key: String, form: &Posted, problems: &Problems) -> AnyView {
    let (doors, error) = (form.text("doors").to_owned(), problems.at("doors"));
    let here = here.to_owned();
    view! {
        <section class="card" aria-labelledby="letters">
            <h2 id="letters">{words::letters_heading(lang)}</h2>
            <p>{words::letters_lead(lang)}</p>
            <Form action=here key>
                <Hidden name="act" value="letters"/>
                <TextArea lang name="doors" label=words::doors(lang) hint=words::doors_hint(lang) value=doors rows=6 error/>
                <Button label=words::letters_button(lang)/>
            </Form>
        </section>
    }
    .into_any()
}

fn in_person(lang: Language, here: &str, form: &Posted, problems: &Problems) -> AnyView {
    let text = |field: &str| form.text(field).to_owned();
    let (handle, door, purpose) = (text("handle"), text("door"), text("purpose"));
    let at = |field: &str| problems.at(field);
    let (at_handle, at_door, at_purpose) = (at("handle"), at("door"), at("purpose"));
    let here = here.to_owned();
    view! {
        <section class="card" aria-labelledby="in-person">
            <h2 id="in-person">{words::person_heading(lang)}</h2>
            <p>{words::person_lead(lang)}</p>
            <Form action=here>
                <Hidden name="act" value="in-person"/>
                <Field lang name="handle" label=words::handle(lang) value=handle kind=FieldKind::Search error=at_handle/>
                <Field lang name="door" label=words::door(lang) hint=words::door_hint(lang) value=door error=at_door/>
                <TextArea lang name="purpose" label=words::purpose(lang) hint=words::purpose_hint(lang) value=purpose rows=2 error=at_purpose/>
                <Button label=words::person_button(lang) kind=ButtonKind::Quiet/>
            </Form>
        </section>
    }
    .into_any()
}

fn residents(
    lang: Language,
    here: &str,
    building: &Building,
    form: &Posted,
    problems: &Problems,
) -> AnyView {
    let count = i64::try_from(building.residents.len()).unwrap_or(i64::MAX);
    let items = building
        .residents
        .iter()
        .map(|one| {
            let how = match one.method {
                Method::Code => words::resident_code(lang),
                Method::Vouched => words::resident_vouched(lang),
                Method::InPerson => words::resident_in_person(lang),
            };
            let date = building.local.date(one.at).shown;
            let name = one.name.clone();
            view! { <li><span>{name}</span> " " <span class="soft small">{how} " · " {date}</span></li> }
        })
        .collect_view();
    let inside = if count == 0 {
        view! { <p class="soft">{words::residents_none(lang)}</p> }.into_any()
    } else {
        let form = moved_out(lang, here, building, form, problems);
        view! {
            <p class="order">{words::residents_order(lang)}</p>
            <ul class="list">{items}</ul>
            {form}
        }
        .into_any()
    };
    let summary: Words = words::residents(lang, count).into();
    let wrong = problems.at("residency").is_some() || problems.at("reason").is_some();
    if wrong || count == 0 {
        let view = view! { <section class="card"><h2>{summary}</h2>{inside}</section> };
        return view.into_any();
    }
    view! { <More summary=summary>{inside}</More> }.into_any()
}

fn moved_out(
    lang: Language,
    here: &str,
    building: &Building,
    form: &Posted,
    problems: &Problems,
) -> AnyView {
    let nobody = ChoiceOption::new("", "", "");
    let people = building.residents.iter().map(|one| {
        let date = building.local.date(one.at).shown;
        ChoiceOption::new(one.id.to_string(), format!("{} · {date}", one.name), "")
    });
    let options = vec![(
        Words::from(""),
        std::iter::once(nobody).chain(people).collect(),
    )];
    let (chosen, reason) = (
        form.text("residency").to_owned(),
        form.text("reason").to_owned(),
    );
    let (at_who, at_reason) = (problems.at("residency"), problems.at("reason"));
    let here = here.to_owned();
    view! {
        <h3>{words::end_heading(lang)}</h3>
        <Form action=here>
            <Hidden name="act" value="end"/>
            <Pick lang name="residency" label=words::who(lang) options chosen error=at_who/>
            <TextArea lang name="reason" label=words::reason(lang) hint=words::reason_hint(lang) value=reason rows=2 error=at_reason/>
            <Button label=words::end_button(lang) kind=ButtonKind::Danger/>
        </Form>
    }
    .into_any()
}
