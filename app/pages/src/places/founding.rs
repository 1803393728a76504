//! A group of a building: how many households signed that it is founded, and the form for
//! who lives there. Who signed is told to nobody.

use domain::founding::{
    Building, FOUNDING_DAYS, Founding, FoundingRefused, HELPERS_NEEDED, HOUSEHOLDS_NEEDED,
};
use domain::language::Language;
use domain::place::{Place, PlaceKind};
use leptos::prelude::*;
use store::foundings::FoundingNow;
use store::lists::places::PlaceFamily;
use store::rulebook::Rulebook;

use crate::components::{Button, ButtonKind, Checks, ChoiceOption, Flash, FlashTone, Form, Hidden};
use crate::dates::{self, Local};
use crate::routes;
use crate::text::founding as words;
use crate::visitor::Visitor;

/// How it stands with a group of a building; `None` for what is none, and for who does not
/// live there while nothing was begun.
pub(super) fn told(place: &Place, now: FoundingNow) -> Option<FoundingNow> {
    let told = place.kind == PlaceKind::Building && (now.lives || now.founding.is_some());
    told.then_some(now)
}

/// What the last act led to, by the word in the address.
pub(super) fn flash(lang: Language, done: &str) -> Option<Flash> {
    let text = words::find(lang, &["done-", done].concat())?;
    Some(Flash {
        tone: FlashTone::Done,
        text: text.to_owned(),
    })
}

/// The card on the page of a building; none while a group is there, or nothing is to tell.
pub(super) fn view(
    lang: Language,
    visitor: &Visitor,
    family: &PlaceFamily,
    book: &Rulebook,
    now: &FoundingNow,
) -> Option<AnyView> {
    let path: Vec<Place> = family
        .above
        .iter()
        .chain([&family.place])
        .cloned()
        .collect();
    let ids: Vec<_> = path.iter().map(|place| place.id).collect();
    let bodies: Vec<_> = book.bodies_serving(&ids).into_iter().cloned().collect();
    let building = Building {
        path: &path,
        bodies: &bodies,
    };
    if building.group().is_some() {
        return None;
    }
    let zone = building
        .above()
        .map(|body| dates::zone(&body.calendar.zone))?;
    let local = Local::new(lang, &zone, visitor.now);
    let (open, lapsed) = match &now.founding {
        Some(founding) if founding.is_open(visitor.now) => (Some(founding), None),
        lapsed => (None, lapsed.as_ref()),
    };
    let person = visitor.person().map(|person| person.id);
    let signature = open.and_then(|founding| founding.signature(person?));
    let state = open.map(|founding| state(lang, &local, founding));
    let (form, lead) = match building.may_sign(now.lives) {
        Ok(()) => {
            let lapsed = lapsed.map(|founding| {
                let date = local.date(founding.lapses_at()).shown;
                view! { <p>{words::lapsed(lang, &date)}</p> }
            });
            let helps = signature.map(|one| one.helps);
            let form = form(lang, &family.place.slug, open.is_some(), helps);
            (Some(view! { {lapsed}{form} }), words::lead(lang))
        }
        Err(FoundingRefused::NotVerified) if open.is_some() => (None, words::lead_others(lang)),
        Err(_) => return None,
    };
    let back = signature.map(|_| take_back(lang, &family.place.slug));
    let view = view! {
        <section class="card" aria-labelledby="group">
            <h2 id="group">{words::title(lang)}</h2>
            <p>{lead}</p>
            {state}
            {form}
            {back}
        </section>
    };
    Some(view.into_any())
}

/// How far it has come, what is missing, and until when.
fn state(lang: Language, local: &Local, founding: &Founding) -> AnyView {
    let count = |some: usize| i64::try_from(some).unwrap_or(i64::MAX);
    let tally = founding.tally();
    let signed = words::signed(lang, count(tally.households), count(HOUSEHOLDS_NEEDED));
    let households = match tally.households_missing() {
        0 => None,
        some => Some(words::households_missing(lang, count(some))),
    };
    let helpers = match tally.helpers_missing() {
        0 => None,
        some => Some(words::helpers_missing(
            lang,
            count(some),
            count(HELPERS_NEEDED),
        )),
    };
    let missing: Vec<_> = [households, helpers]
        .into_iter()
        .flatten()
        .map(|line| view! { <li>{line}</li> })
        .collect();
    let missing = (!missing.is_empty()).then(|| view! { <ul>{missing}</ul> });
    let until = words::until(lang, &local.date(founding.lapses_at()).shown);
    view! {
        <p><strong>{signed}</strong></p>
        {missing}
        <p class="small soft">{until}</p>
    }
    .into_any()
}

/// Signing, or saying anew whether one helps (`helps`, of who signed).
fn form(lang: Language, slug: &str, begun: bool, helps: Option<bool>) -> AnyView {
    let options = vec![ChoiceOption::new(
        "yes",
        words::helps(lang),
        words::helps_note(lang),
    )];
    let chosen = match helps {
        Some(true) => vec!["yes".to_owned()],
        Some(false) | None => Vec::new(),
    };
    let label = match (helps, begun) {
        (Some(_), _) => words::keep(lang),
        (None, true) => words::sign(lang),
        (None, false) => words::begin(lang),
    };
    let days = (!begun).then(|| {
        let days = words::days(lang, FOUNDING_DAYS);
        view! { <p class="small soft">{days}</p> }
    });
    view! {
        <Form action=routes::found_group(slug)>
            <Hidden name="act" value="sign"/>
            <Checks lang name="helps" label=words::helps_question(lang) options chosen optional=true/>
            {days}
            <Button label kind=ButtonKind::Quiet/>
        </Form>
    }
    .into_any()
}

fn take_back(lang: Language, slug: &str) -> AnyView {
    view! {
        <Form action=routes::found_group(slug)>
            <Hidden name="act" value="take-back"/>
            <Button label=words::take_back(lang) kind=ButtonKind::Quiet/>
        </Form>
    }
    .into_any()
}
