//! The page, without its frame.

use crate::offered_places::OfferedPlace;
use domain::household::Method;
use domain::language::Language;
use leptos::prelude::*;
use store::households::{AskingNeighbour, OwnRequest};

use super::{Shown, Wrong};
use crate::components::{
    Button, ButtonKind, Choice, ErrorSummary, Field, FieldKind, Form, Hidden, More, Problems,
};
use crate::form::Posted;
use crate::routes;
use crate::text::household as words;

pub(super) fn view(lang: Language, shown: &Shown, form: &Posted, wrong: Wrong) -> AnyView {
    let Wrong { problems, offered } = wrong;
    let verified = !shown.residencies.is_empty();
    let asking =
        (verified || problems.at("asking").is_some()).then(|| asking(lang, shown, &problems));
    let code = code(lang, form, &problems, verified);
    let request = match &shown.request {
        Some(request) => asked(lang, request),
        None => ask(lang, form, &problems, offered),
    };
    let state = if verified {
        verified_card(lang, shown, &problems)
    } else {
        view! {
            <p><strong>{words::not_heading(lang)}</strong></p>
            <p class="soft">{words::not_note(lang)}</p>
        }
        .into_any()
    };
    view! {
        <div class="narrow stack">
            <ErrorSummary lang problems=problems/>
            <h1>{words::title(lang)}</h1>
            <p class="lead">{words::lead(lang)}</p>
            {state}
            {asking}
            {code}
            {request}
            <p class="soft">{words::in_person(lang)}</p>
        </div>
    }
    .into_any()
}

fn verified_card(lang: Language, shown: &Shown, problems: &Problems) -> AnyView {
    let lines = shown
        .residencies
        .iter()
        .map(|one| {
            let place = one.place.names.in_language(lang);
            let date = shown.local.date(one.at).shown;
            let line = match one.method {
                Method::Code => words::verified_by_code(lang, place, &date),
                Method::Vouched => words::verified_vouched(lang, place, &date),
                Method::InPerson => words::verified_in_person(lang, place, &date),
            };
            let id = one.id.to_string();
            view! {
                <li>
                    <p>{line}</p>
                    <Form action=routes::HOUSEHOLD>
                        <Hidden name="act" value="end"/>
                        <Hidden name="residency" value=id/>
                        <Button label=words::moved(lang) kind=ButtonKind::Quiet/>
                    </Form>
                </li>
            }
        })
        .collect_view();
    let problem = problem(problems, "verified");
    view! {
        <section class="card" aria-labelledby="verified">
            <h2 id="verified">{words::verified_heading(lang)}</h2>
            {problem}
            <ul class="list">{lines}</ul>
        </section>
    }
    .into_any()
}

/// A mistake that belongs to a part of the page and to no field.
fn problem(problems: &Problems, part: &str) -> Option<AnyView> {
    let message = problems.at(part)?;
    Some(view! { <p class="problem">{message}</p> }.into_any())
}

fn code(lang: Language, form: &Posted, problems: &Problems, verified: bool) -> AnyView {
    let value = form.text("code").to_owned();
    let error = problems.at("code");
    let open = !verified || error.is_some() || !value.is_empty();
    let kind = if verified {
        ButtonKind::Quiet
    } else {
        ButtonKind::Filled
    };
    let inside = view! {
        <Form action=routes::HOUSEHOLD>
            <Hidden name="act" value="code"/>
            <Field lang name="code" label=words::code(lang) hint=words::code_hint(lang) value=value error=error/>
            <Button label=words::code_button(lang) kind/>
        </Form>
    }
    .into_any();
    folded("code-card", words::code_heading(lang), open, inside)
}

/// A card, or the same behind a fold.
fn folded(id: &'static str, heading: &'static str, open: bool, inside: AnyView) -> AnyView {
    if open {
        view! {
            <section class="card" aria-labelledby=id>
                <h2 id=id>{heading}</h2>
                {inside}
            </section>
        }
        .into_any()
    } else {
        view! { <More summary=heading>{inside}</More> }.into_any()
    }
}

fn asked(lang: Language, request: &OwnRequest) -> AnyView {
    let place = request.place.in_language(lang);
    let state = words::asked_state(lang, place, &request.vouched.to_string());
    view! {
        <section class="card" aria-labelledby="asked">
            <h2 id="asked">{words::asked_heading(lang)}</h2>
            <p>{state}</p>
            <p class="soft">{words::asked_note(lang)}</p>
            <Form action=routes::HOUSEHOLD>
                <Hidden name="act" value="unask"/>
                <Button label=words::unask(lang) kind=ButtonKind::Quiet/>
            </Form>
        </section>
    }
    .into_any()
}

fn ask(lang: Language, form: &Posted, problems: &Problems, offered: Vec<OfferedPlace>) -> AnyView {
    let tried = form.text("act") == "ask";
    let text = |field: &str| form.text(field).to_owned();
    let (home, door) = (text("home"), text("door"));
    let places = (!offered.is_empty()).then(|| {
        let options = offered.iter().map(|one| one.option(lang)).collect();
        view! { <Choice lang name="place" label=words::place_choose(lang) options/> }
    });
    let (at_home, at_door) = (problems.at("home"), problems.at("door"));
    let inside = view! {
        <p>{words::ask_lead(lang)}</p>
        <Form action=routes::HOUSEHOLD>
            <Hidden name="act" value="ask"/>
            <Field lang name="home" label=words::place(lang) hint=words::place_hint(lang) value=home kind=FieldKind::Search error=at_home/>
            {places}
            <Field lang name="door" label=words::door(lang) hint=words::door_hint(lang) value=door error=at_door/>
            <Button label=words::ask_button(lang) kind=ButtonKind::Quiet/>
        </Form>
    }
    .into_any();
    folded("ask", words::ask_heading(lang), tried, inside)
}

fn asking(lang: Language, shown: &Shown, problems: &Problems) -> AnyView {
    let items = shown
        .asking
        .iter()
        .map(|one| neighbour(lang, one))
        .collect_view();
    let list = if shown.asking.is_empty() {
        view! { <p class="soft">{words::asking_none(lang)}</p> }.into_any()
    } else {
        view! {
            <p>{words::asking_lead(lang, &shown.left.to_string())}</p>
            <p class="order">{words::asking_order(lang)}</p>
            <ul class="list">{items}</ul>
        }
        .into_any()
    };
    let problem = problem(problems, "asking");
    view! {
        <section class="card" aria-labelledby="asking">
            <h2 id="asking">{words::asking_heading(lang)}</h2>
            {problem}
            {list}
        </section>
    }
    .into_any()
}

fn neighbour(lang: Language, one: &AskingNeighbour) -> AnyView {
    let id = one.person.to_string();
    if one.vouched {
        let told = words::vouched(lang, &one.name);
        return view! {
            <li>
                <p>{told}</p>
                <Form action=routes::HOUSEHOLD>
                    <Hidden name="act" value="unvouch"/>
                    <Hidden name="person" value=id/>
                    <Button label=words::unvouch(lang) kind=ButtonKind::Quiet/>
                </Form>
            </li>
        }
        .into_any();
    }
    let label = words::vouch(lang, &one.name);
    view! {
        <li>
            <Form action=routes::HOUSEHOLD>
                <Hidden name="act" value="vouch"/>
                <Hidden name="person" value=id/>
                <Button label kind=ButtonKind::Quiet/>
            </Form>
        </li>
    }
    .into_any()
}
