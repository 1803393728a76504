//! The page, without its frame.

use domain::helping::{MOST_HELPED, ReachedBy};
use domain::id::PersonId;
use domain::language::Language;
use leptos::prelude::*;
use store::people::{Helped, Offer};

use super::{ANSWER, CHANGE, END, OFFER};
use crate::components::{
    Button, ButtonKind, Checks, Chip, Choice, ChoiceOption, ErrorSummary, Field, Form, Hidden,
    LinkButton, Problems, Tone,
};
use crate::form::Posted;
use crate::offered_places::OfferedPlace;
use crate::routes;
use crate::text::{helping as words, people};

/// What the page shows beside the list.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) problems: Problems,
    /// Places to choose from, when the name of the home fits several.
    pub(super) offered: Vec<OfferedPlace>,
    /// Whether somebody else has just been asked to help one of them.
    pub(super) offered_away: bool,
}

/// Everybody who is helped, and the form for one more.
pub(super) fn all(
    lang: Language,
    (helped, offers): (&[(Helped, i64)], &[Offer]),
    now: Option<PersonId>,
    form: &Posted,
    shown: Shown,
    key: String,
) -> impl IntoView + use<> {
    let back = form.text("back").to_owned();
    let items: Vec<_> = helped
        .iter()
        .map(|(one, asked)| item(lang, (one, *asked), now, &back))
        .collect();
    let list = if items.is_empty() {
        view! { <p class="soft">{words::none(lang)}</p> }.into_any()
    } else {
        view! {
            <p class="order">{words::order(lang)}</p>
            <ul class="list">{items}</ul>
        }
        .into_any()
    };
    let many = i64::try_from(helped.len()).unwrap_or(i64::MAX) >= MOST_HELPED;
    let problems = shown.problems.clone();
    let add = if many {
        view! { <p class="soft">{words::helps_many(lang)}</p> }.into_any()
    } else {
        more(lang, helped.is_empty(), form, shown, key).into_any()
    };
    view! {
        <div class="narrow">
            <ErrorSummary lang problems/>
            <h1>{words::title(lang)}</h1>
            <p class="lead">{words::lead(lang)}</p>
            {offers.iter().map(|one| asked_to_help(lang, one)).collect_view()}
            {list}
            {add}
        </div>
    }
}

/// That somebody asks to help a neighbour instead of them, with both answers.
fn asked_to_help(lang: Language, offer: &Offer) -> impl IntoView + use<> {
    let told = words::asked_to_help(lang, &offer.helper, &offer.name);
    let how = way(lang, offer.reached);
    let id = offer.neighbour.to_string();
    view! {
        <section class="card" aria-label=words::title(lang)>
            <p><strong>{told}</strong></p>
            <p>{words::asked_to_help_note(lang, how)}</p>
            <Form action=ANSWER>
                <Hidden name="neighbour" value=id/>
                <div class="actions">
                    <Button label=words::help_yes(lang) name=Some("answer") value=Some("yes".into())/>
                    <Button label=words::help_no(lang) kind=ButtonKind::Quiet name=Some("answer") value=Some("no".into())/>
                </div>
            </Form>
        </section>
    }
}

const fn way(lang: Language, reached: ReachedBy) -> &'static str {
    match reached {
        ReachedBy::Letter => words::reached_letter(lang),
        ReachedBy::Knock => words::reached_knock(lang),
        ReachedBy::Helper => words::reached_helper(lang),
    }
}

/// How one neighbour hears of things, to change it, somebody else who helps, and the end of it.
pub(super) fn one(
    lang: Language,
    helped: &Helped,
    form: &Posted,
    problems: Problems,
) -> impl IntoView + use<> {
    let id = helped.person.id.uuid().to_string();
    let (ending, offering) = (id.clone(), id.clone());
    let handle = form.text("handle").to_owned();
    let whom = problems.at("handle");
    let (chosen, address) = (
        form.text("reached").to_owned(),
        form.text("address").to_owned(),
    );
    let (way, door) = (problems.at("reached"), problems.at("address"));
    view! {
        <div class="narrow">
            <ErrorSummary lang problems/>
            <h1>{words::change_title(lang, &helped.person.name)}</h1>
            <Form action=CHANGE>
                <Hidden name="neighbour" value=id/>
                <Choice lang name="reached" label=words::reached(lang) options=options(lang) chosen error=way/>
                <Field lang name="address" label=words::address(lang) hint=words::address_hint(lang) value=address optional=true error=door/>
                <Button label=words::keep(lang)/>
            </Form>
            <p class="hint">{words::from_now_on(lang)}</p>
            <section class="card" aria-labelledby="other">
                <h2 id="other">{words::other_helper(lang)}</h2>
                <p>{words::other_helper_note(lang)}</p>
                <Form action=OFFER>
                    <Hidden name="neighbour" value=offering/>
                    <Field lang name="handle" label=words::other_helper_handle(lang) value=handle error=whom/>
                    <Button label=words::ask_other(lang) kind=ButtonKind::Quiet/>
                </Form>
            </section>
            <section class="card" aria-labelledby="end">
                <h2 id="end">{words::end(lang)}</h2>
                <p>{words::end_note(lang)}</p>
                <Form action=END>
                    <Hidden name="neighbour" value=ending/>
                    <Button label=words::end(lang) kind=ButtonKind::Danger/>
                </Form>
            </section>
            <p><a href=routes::HELPING>{words::title(lang)}</a></p>
        </div>
    }
}

fn options(lang: Language) -> Vec<ChoiceOption> {
    let option = |way: ReachedBy| {
        let (label, note) = match way {
            ReachedBy::Letter => (
                words::reached_letter(lang),
                words::reached_letter_note(lang),
            ),
            ReachedBy::Knock => (words::reached_knock(lang), words::reached_knock_note(lang)),
            ReachedBy::Helper => (
                words::reached_helper(lang),
                words::reached_helper_note(lang),
            ),
        };
        ChoiceOption::new(way.code(), label, note)
    };
    ReachedBy::ALL.map(option).into()
}

/// One neighbour: how they are reached, what is asked of them, acting for them.
fn item(
    lang: Language,
    (helped, asked): (&Helped, i64),
    now: Option<PersonId>,
    back: &str,
) -> impl IntoView + use<> {
    let name = helped.person.name.clone();
    let id = helped.person.id.uuid().to_string();
    let how = way(lang, helped.reached);
    let facts = match &helped.address {
        Some(address) => [how, address].join(" · "),
        None => how.to_owned(),
    };
    let asked = (asked > 0).then(|| {
        view! { <p class="row"><Chip tone=Tone::Asks label=words::asked(lang, asked)/></p> }
    });
    let change = [CHANGE, "?neighbour=", &id].concat();
    let act = if now == Some(helped.person.id) {
        view! {
            <p class="row"><Chip tone=Tone::Neighbours label=words::acting(lang)/></p>
            <div class="actions">
                <LinkButton href=routes::REPORT label=words::to_report(lang)/>
                <LinkButton href=routes::ME label=words::to_mine(lang) kind=ButtonKind::Quiet/>
            </div>
        }
        .into_any()
    } else {
        let back = back.to_owned();
        let label = words::act(lang, &name);
        view! {
            <Form action=routes::HELP_ACT>
                <Hidden name="neighbour" value=id/>
                <Hidden name="back" value=back/>
                <Button label kind=ButtonKind::Quiet/>
            </Form>
        }
        .into_any()
    };
    view! {
        <li class="stack">
            <h2>{name.clone()}</h2>
            <p class="small">{facts}</p>
            {asked}
            {act}
            <p class="small"><a href=change>{words::change(lang, &name)}</a></p>
        </li>
    }
}

/// The form for one more.
fn more(
    lang: Language,
    first: bool,
    form: &Posted,
    Shown {
        problems, offered, ..
    }: Shown,
    key: String,
) -> impl IntoView + use<> {
    let text = |field: &str| form.text(field).to_owned();
    let or = |field: &str, usual: &str| match form.text(field) {
        "" => usual.to_owned(),
        typed => typed.to_owned(),
    };
    let (name, home, address, back) = (text("name"), text("home"), text("address"), text("back"));
    let chosen = or("reached", ReachedBy::Helper.code());
    let language = or("language", lang.tag());
    let agreed: Vec<String> = form.all("consent").map(str::to_owned).collect();
    let languages: Vec<ChoiceOption> = Language::ALL
        .map(|one| ChoiceOption::new(one.tag(), one.own_name(), ""))
        .into();
    let places = (!offered.is_empty()).then(|| {
        let options = offered.iter().map(|one| one.option(lang)).collect();
        view! { <Choice lang name="place" label=people::home_choose(lang) options error=problems.at("place")/> }
    });
    let heading = if first {
        words::add_first(lang)
    } else {
        words::add(lang)
    };
    let consent = vec![ChoiceOption::new("yes", words::consent(lang), "")];
    let open = first || !problems.is_empty();
    view! {
        <details class="more" open=open>
            <summary>{heading}</summary>
            <div><Form action=routes::HELPING key>
                <Hidden name="back" value=back/>
                <Field lang name="name" label=words::name(lang) hint=words::name_hint(lang) value=name error=problems.at("name")/>
                <Field lang name="home" label=words::home(lang) hint=words::home_hint(lang) value=home optional=true error=problems.at("home")/>
                {places}
                <Choice lang name="language" label=words::language(lang) options=languages chosen=language/>
                <Choice lang name="reached" label=words::reached(lang) options=options(lang) chosen error=problems.at("reached")/>
                <Field lang name="address" label=words::address(lang) hint=words::address_hint(lang) value=address optional=true error=problems.at("address")/>
                <Checks lang name="consent" label=words::consent_title(lang) options=consent chosen=agreed error=problems.at("consent")/>
                <Button label=words::take_on(lang)/>
            </Form></div>
        </details>
    }
}
