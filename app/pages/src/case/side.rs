//! What stands beside a case: dates, what more can be done, who sees what.

use domain::case::{EXACT_PLACE, Stage, Visibility};
use domain::household::Households;
use domain::permission::{Act, Action, Subject, may};
use domain::text::foreign;
use leptos::prelude::*;
use store::offices::away::Reach;

use super::form::proposed;
use super::look::Look;
use super::{exchange, inputs, letter, page, removed, talk};
use crate::challenges::is_offered;
use crate::components::{Answer, Answers, More, Words};
use crate::text::case as words;
use crate::text::challenges as challenge_words;
use crate::text::helping;
use crate::text::mediation as mediation_words;
use crate::text::offices as office_words;
use crate::{mediations, named, qr, routes};

/// Everything beside the case, in order.
pub(super) fn view(look: &Look<'_>, reach: &Reach, keeper: Option<AnyView>) -> Vec<AnyView> {
    [
        proposal(look),
        letter::card(look),
        talk::view(look),
        mediation(look),
        under(look),
        among_bodies(look, keeper),
        Some(acts(look)),
        reached(look, reach),
        Some(facts(look)),
        exchange::view(look),
        tally(look),
        removed(look),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub(super) fn card(id: &'static str, title: Words, inside: AnyView) -> AnyView {
    titled("card", id, title, inside)
}

/// A card that leads on, or holds what is nobody else's: paper does neither.
fn screen_card(id: &'static str, title: Words, inside: AnyView) -> AnyView {
    titled("card screen-only", id, title, inside)
}

fn titled(class: &'static str, id: &'static str, title: Words, inside: AnyView) -> AnyView {
    view! {
        <section class=class aria-labelledby=id>
            <h2 id=id>{title}</h2>
            {inside}
        </section>
    }
    .into_any()
}

fn proposal(look: &Look<'_>) -> Option<AnyView> {
    let lang = look.lang;
    let told = proposed::proposal(look.shown, look.actor, lang, look.now)?;
    let title = if look.parts.standing.speaker {
        words::pending_title(lang)
    } else {
        words::pending_waits(lang)
    };
    Some(screen_card(
        "proposal",
        title.into(),
        proposed::paragraphs(told),
    ))
}

/// The way to a talk with a mediator, for who may offer one; the same whether there is
/// one or not.
fn mediation(look: &Look<'_>) -> Option<AnyView> {
    let (lang, case) = (look.lang, &look.shown.case);
    let offered = case.is_open() && mediations::is_offered(look.actor, case, &look.shown.book);
    // Nobody offers it in the name of another.
    if !offered || look.visitor.helping.is_some() {
        return None;
    }
    let href = routes::case_mediation(case.reference);
    let inside = view! {
        <p><a class="lone" href=href>{mediation_words::offer_link(lang)}</a></p>
        <p class="small">{mediation_words::offer_link_note(lang)}</p>
    };
    let title = mediation_words::title(lang);
    Some(screen_card("mediation", title.into(), inside.into_any()))
}

/// The challenge that it is gathered under, and the way out of it for its
/// resident; or the way to one, for who may gather it.
fn under(look: &Look<'_>) -> Option<AnyView> {
    let (lang, case) = (look.lang, &look.shown.case);
    let Some(under) = &case.under else {
        let href = routes::gather(case.reference);
        return is_offered(look.actor, case).then(|| {
            let link =
                view! { <p><a class="lone" href=href>{challenge_words::gather_link(lang)}</a></p> };
            screen_card(
                "under",
                challenge_words::not_under(lang).into(),
                link.into_any(),
            )
        });
    };
    let own = look.visitor.helping.is_none();
    let out = (look.parts.standing.speaker && own).then(|| {
        let act = routes::challenge_act(under.reference, Act::AskOut.code());
        let href = format!("{act}?case={}", case.reference);
        view! { <p class="small"><a class="lone" href=href>{challenge_words::out_link(lang)}</a></p> }
    });
    let href = routes::challenge(under.reference);
    let inside = view! {
        <p><a href=href lang=foreign(under.title.as_str(), lang)>{under.title.to_string()}</a></p>
        <p class="small">{challenge_words::under_note(lang)}</p>
        {out}
    };
    let title = challenge_words::under_title(lang);
    Some(card("under", title.into(), inside.into_any()))
}

fn acts(look: &Look<'_>) -> AnyView {
    let (lang, reference) = (look.lang, look.shown.case.reference);
    let mut links: Vec<(String, Words)> = look
        .others()
        .into_iter()
        .map(|verb| {
            let href = routes::case_act(reference, verb.code());
            (href, verb.label(lang).into())
        })
        .collect();
    if let Stage::Merged { reference, .. } = &look.shown.case.stage {
        let told = words::step_merged(lang, &reference.spaced());
        links.insert(0, (routes::case(*reference), told.into()));
    }
    let asked = asking_up(look);
    // Who has a seat reads why nothing more is offered for the neighbour.
    let barred = look.visitor.may_act_on(look.shown.case.holding.holder);
    let barred = barred.err().map(|_| {
        view! { <p class="small">{helping::holder_never(lang)}</p> }
    });
    if links.is_empty() && asked.is_none() && barred.is_none() {
        return ().into_any();
    }
    let flags = i64::try_from(look.shown.case.flags.len()).unwrap_or(i64::MAX);
    let flags = (flags > 0 && look.parts.standing.moderates())
        .then(|| view! { <p class="small">{words::flags_open(lang, flags)}</p> });
    let links: Vec<_> = links
        .into_iter()
        .map(|(href, label)| view! { <a href=href>{label}</a> })
        .collect();
    let links = (!links.is_empty())
        .then(|| view! { <nav class="ways" aria-labelledby="acts">{links}</nav> });
    let inside = view! { {asked}{barred}{flags}{links} };
    screen_card("acts", words::more_acts(lang).into(), inside.into_any())
}

/// How many households ask that it goes up, at how many it does, and who
/// counts; never who they are.
fn asking_up(look: &Look<'_>) -> Option<AnyView> {
    let lang = look.lang;
    let asking = look.shown.asking.as_ref()?;
    if look.shown.case.asked_up.is_empty() {
        return None;
    }
    let count = i64::try_from(asking.up).unwrap_or(i64::MAX);
    let needed = asking.households.needed().to_string();
    let who = who_counts(look, &asking.households);
    let view = view! { <p class="small">{words::asked_up(lang, count, &needed)}</p>{who} };
    Some(view.into_any())
}

/// Who counts as a household here, and the way to say where one lives.
pub(super) fn who_counts(look: &Look<'_>, households: &Households) -> AnyView {
    let lang = look.lang;
    let who = if households.is_cold() {
        words::asked_up_cold(lang)
    } else {
        words::asked_up_warm(lang)
    };
    let home = look.actor.person().map(|_| {
        view! { " " <a href=routes::HOUSEHOLD>{words::asked_up_home(lang)}</a> }
    });
    view! { <p class="small soft">{who}{home}</p> }.into_any()
}

/// Who of the holder looks after it, and the way to the notes between the
/// bodies; for their members only.
fn among_bodies(look: &Look<'_>, keeper: Option<AnyView>) -> Option<AnyView> {
    let (lang, case) = (look.lang, &look.shown.case);
    let subject = Subject::Case(case);
    let notes = may(look.actor, Action::SeeNotes, &subject)
        .is_ok()
        .then(|| {
            let href = routes::notes(case.reference);
            view! { <p><a class="lone" href=href>{office_words::notes_title(lang)}</a></p> }
        });
    if notes.is_none() && keeper.is_none() {
        return None;
    }
    let inside = view! { {keeper}{notes} };
    let title = office_words::look_after_title(lang);
    Some(screen_card("among", title.into(), inside.into_any()))
}

/// How the author is reached, for who opened it.
fn reached(look: &Look<'_>, reach: &Reach) -> Option<AnyView> {
    if *reach == Reach::default() {
        return None;
    }
    let lang = look.lang;
    let first = look.shown.history.first();
    let name = first
        .and_then(|entry| entry.name.clone())
        .unwrap_or_default();
    let door = reach.door.as_deref();
    let door = door.map(|door| view! { <p>{words::reach_line(lang, &name, door)}</p> });
    let whose = reach.helper.as_deref().unwrap_or(&name);
    let through = reach.helper.as_deref();
    let through = through.map(|helper| view! { <p>{words::reach_through(lang, helper)}</p> });
    let lines: Vec<_> = reach
        .handles
        .iter()
        .map(|handle| view! { <p>{words::reach_line(lang, whose, handle.as_str())}</p> })
        .collect();
    let lines = view! { {door}{through}{lines} };
    Some(screen_card(
        "reach",
        words::reach_title(lang).into(),
        lines.into_any(),
    ))
}

fn facts(look: &Look<'_>) -> AnyView {
    let (lang, shown) = (look.lang, look.shown);
    let case = &shown.case;
    let local = &look.local;
    let row = |label: &'static str, value: String| Answer {
        label: label.into(),
        value: value.into(),
        change: None,
    };
    let mut rows = vec![row(
        words::filed_on(lang),
        local.full(case.counted_from()).shown,
    )];
    if case.is_open() {
        rows.push(row(
            words::resident_clock(lang),
            local.full(case.resident_due()).shown,
        ));
    }
    let clock = case
        .is_open()
        .then(|| view! { <p class="small soft">{words::resident_clock_note(lang)}</p> });
    let charter = routes::category_in(case.charter_version, &case.concern.category);
    let mut more = vec![
        Answer {
            label: words::kind(lang).into(),
            value: shown.category(lang).into(),
            change: None,
        },
        row(words::who_sees(lang), who_sees(look)),
    ];
    more.extend(spot(look));
    more.extend(answers(look));
    let author = author(look);
    let unconfirmed =
        (!case.confirmed).then(|| view! { <p class="small">{words::unconfirmed(lang)}</p> });
    let contact = contact(look);
    let inside = view! {
        <Answers rows/>
        {clock}
        <Answers rows=more/>
        <p class="small">{author}</p>
        {unconfirmed}
        {contact}
        <p class="small"><a class="lone" href=charter>{words::kind_rules(lang)}</a></p>
    };
    card("dates", words::dates(lang).into(), inside.into_any())
}

fn who_sees(look: &Look<'_>) -> String {
    match look.shown.case.concern.visibility {
        Visibility::Public => words::sees_public(look.lang),
        Visibility::PublicWithoutName => words::sees_without_name(look.lang),
        Visibility::BodyOnly => words::sees_body_only(look.lang),
    }
    .to_owned()
}

fn author(look: &Look<'_>) -> String {
    let lang = look.lang;
    if look.parts.standing.author {
        return words::by_you(lang).to_owned();
    }
    let first = look.shown.history.first();
    let name = first.and_then(|entry| entry.name.as_deref());
    match (look.parts.author, name) {
        (Some(_), Some(name)) => words::by_author(lang, name),
        _ => words::by_nobody(lang).to_owned(),
    }
}

/// The point that was chosen, with the way to it on a phone.
fn spot(look: &Look<'_>) -> Option<Answer> {
    let point = look.shown.case.concern.point?;
    let degrees = |e6: i32| f64::from(e6) / 1_000_000.0;
    let (north, east) = (degrees(point.latitude_e6), degrees(point.longitude_e6));
    Some(Answer {
        label: words::spot(look.lang).into(),
        value: format!("{north:.5}, {east:.5}").into(),
        change: Some((
            format!("geo:{north:.6},{east:.6}"),
            words::spot_open(look.lang).into(),
        )),
    })
}

/// Answers to the extra questions of the kind, for whom they are.
fn answers(look: &Look<'_>) -> Vec<Answer> {
    let (lang, shown) = (look.lang, look.shown);
    let charter = shown.book.charter(shown.case.charter_version);
    let category = charter.and_then(|charter| charter.category(&shown.case.concern.category));
    let (Some(category), Some(given)) = (category, look.parts.answers) else {
        return Vec::new();
    };
    let exact = given.get(EXACT_PLACE).map(|exact| Answer {
        label: words::exact_place(lang).into(),
        value: exact.clone().into(),
        change: None,
    });
    let answers = category.questions.iter().filter_map(|question| {
        let answer = given.get(&question.key)?;
        Some(Answer {
            label: question.names.in_language(lang).to_owned().into(),
            value: named::answer(lang, &question.answering, answer).into(),
            change: None,
        })
    });
    exact.into_iter().chain(answers).collect()
}

fn contact(look: &Look<'_>) -> Option<AnyView> {
    let lang = look.lang;
    let body = look.shown.holder()?;
    let lines: Vec<String> = [
        &body.contact.phone,
        &body.contact.email,
        &body.contact.address,
        &body.contact.hours,
    ]
    .into_iter()
    .flatten()
    .cloned()
    .collect();
    let name = body.names.in_language(lang);
    let href = routes::body(&body.key);
    let more =
        view! { <p class="small"><a class="lone" href=href>{words::body_page(lang, name)}</a></p> };
    if lines.is_empty() {
        return Some(more.into_any());
    }
    let summary = words::contact(lang, name);
    let lines: Vec<_> = lines
        .into_iter()
        .map(|line| view! { <p>{line}</p> })
        .collect();
    Some(view! { <More summary>{lines}{more}</More> }.into_any())
}

fn tally(look: &Look<'_>) -> Option<AnyView> {
    let lang = look.lang;
    let mut lines = page::tally(lang, look.parts);
    if let Some(own) = look.parts.own_answer {
        lines.push(words::you_said(lang, inputs::verdict(lang, own.verdict)));
    }
    if let Some(pressed @ 1..) = look.parts.pressed {
        let pressed = i64::try_from(pressed).unwrap_or(i64::MAX);
        lines.push(words::pressed_count(lang, pressed));
    }
    if lines.is_empty() {
        return None;
    }
    let lines: Vec<_> = lines
        .into_iter()
        .map(|line| view! { <p>{line}</p> })
        .collect();
    Some(card("tally", words::tally(lang).into(), lines.into_any()))
}

/// What was removed, for its author and the moderators.
fn removed(look: &Look<'_>) -> Option<AnyView> {
    let lines = removed::lines(look.lang, &look.shown.case, &look.parts.removed);
    (!lines.is_empty()).then(|| {
        let title = words::removed_here(look.lang).into();
        card("removed", title, lines.into_any())
    })
}

/// The address of the page, on paper only, and first there: it leads to what is newer.
pub(super) fn paper(look: &Look<'_>, base_url: &str) -> AnyView {
    let lang = look.lang;
    let address = format!("{base_url}{}", routes::case(look.shown.case.reference));
    let code = qr::view(&address);
    view! {
        <section class="card on-paper" aria-labelledby="paper">
            <h2 id="paper">{words::paper(lang)}</h2>
            {code}
            <p class="small">{words::paper_note(lang)}</p>
            <p class="small">{address}</p>
        </section>
    }
    .into_any()
}
