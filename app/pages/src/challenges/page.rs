//! The page of a challenge: where it is now on top, like a case.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::challenge::Stage;
use domain::permission::Act;
use domain::text::foreign;
use http::StatusCode;
use leptos::prelude::*;
use serde::Deserialize;

use super::blocks::Look;
use super::card;
use super::load::{Shown, reference};
use super::teller::Teller;
use super::{talk, word};
use crate::app::App;
use crate::components::{
    Answer, Answers, Bank, Banks, ButtonKind, Chip, Flash, FlashTone, Line, LinkButton, Now,
    NowProps, Words,
};
use crate::errors::PageError;
use crate::layout::{Frame, Page, Section};
use crate::text::challenges as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// What stands as buttons below "where it is now": the first that may be done is filled.
const BUTTONS: [Act; 4] = [Act::Review, Act::Reopen, Act::Note, Act::Try];
/// What stands beside.
const OTHERS: [Act; 6] = [
    Act::BeginMeasure,
    Act::Gather,
    Act::Release,
    Act::SetTable,
    Act::Correct,
    Act::Close,
];

/// What the page was told by the act before.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Before {
    #[serde(default)]
    done: String,
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    Query(before): Query<Before>,
) -> Result<Response, PageError> {
    let shown = Shown::load(&app, reference(&number)?).await?;
    let flash = Act::from_code(&before.done).map(|_| Flash {
        tone: FlashTone::Done,
        text: words::done(visitor.language()).to_owned(),
    });
    Ok(page(&app, &visitor, &shown, StatusCode::OK, flash))
}

/// The page with what the last act led to, or why it was not done.
pub(super) fn page(
    app: &App,
    visitor: &Visitor,
    shown: &Shown,
    status: StatusCode,
    flash: Option<Flash>,
) -> Response {
    let lang = visitor.language();
    let look = Look {
        shown,
        actor: &visitor.actor,
        lang,
        now: visitor.now,
        local: shown.local(lang, visitor.now),
    };
    let about = Page::new(
        shown.challenge.title.as_str().to_owned(),
        section(visitor, shown),
    );
    let frame = Frame {
        flash,
        ..visitor.frame(app)
    };
    let passages = Teller::new(shown, lang, visitor.now).passages();
    let open = shown.challenge.is_open();
    let (heading, standing, about_it) = (heading(&look), standing(&look), about_it(&look));
    let (lines, attempts, measures) = (look.lines(), look.attempts(), look.measures());
    let (table, cases, aside) = (look.table(), look.cases(), aside(&look));
    let talk = talk::view(&look);
    respond::page(status, &frame, &about, move || {
        view! {
            {heading}
            <div class="cols">
                <div class="stack">
                    {standing}
                    {about_it}
                    {talk}
                    {lines}
                    {attempts}
                    {measures}
                    {table}
                    {cases}
                    <section class="card" aria-labelledby="history">
                        <h2 id="history">{words::history(lang)}</h2>
                        <Banks lang passages open/>
                    </section>
                </div>
                <aside class="stack">{aside}</aside>
            </div>
        }
    })
}

/// Where the page stands in the navigation: in the inbox for who sits at the table.
pub(super) fn section(visitor: &Visitor, shown: &Shown) -> Section {
    let sits = visitor.person().is_some_and(|person| {
        let mut offices = person.offices.iter();
        offices.any(|office| shown.challenge.sits(office.body))
    });
    if sits {
        Section::Inbox
    } else {
        Section::Elsewhere
    }
}

fn heading(look: &Look<'_>) -> AnyView {
    let (lang, challenge) = (look.lang, &look.shown.challenge);
    let (tone, label) = card::chip(lang, challenge);
    let gathered = i64::try_from(challenge.cases.len()).unwrap_or(i64::MAX);
    let reference = challenge.reference.spaced();
    view! {
        <div class="title">
            <p class="soft row"><span>{look.shown.place(lang)}</span><span>{words::number(lang, &reference)}</span></p>
            <h1 lang=foreign(challenge.title.as_str(), lang)>{challenge.title.to_string()}</h1>
            <p class="row"><Chip tone label/><span class="soft small">{words::gathered(lang, gathered)}</span></p>
        </div>
    }
    .into_any()
}

fn standing(look: &Look<'_>) -> AnyView {
    let (lang, shown) = (look.lang, look.shown);
    let challenge = &shown.challenge;
    let step = challenge.next_step();
    let late = step.is_some_and(|step| step.by < look.now);
    let next = match (step, &challenge.stage) {
        (Some(step), _) => {
            let by = (step.who != challenge.convener).then(|| shown.body_name(lang, step.who));
            Line::new(
                card::step(lang, step.what),
                by.unwrap_or_default().to_owned(),
            )
        }
        (None, Stage::Closed { .. } | Stage::Open { .. }) => Line::new(words::step_none(lang), ""),
    };
    let otherwise = if late {
        words::late(lang)
    } else {
        words::otherwise(lang)
    };
    let heading: Words = if challenge.is_open() {
        "".into()
    } else {
        words::heading_closed(lang).into()
    };
    let bank = shown
        .convener()
        .map_or(Bank::Neighbours, |body| Bank::of(body.kind));
    let with = shown.body_name(lang, challenge.convener).to_owned();
    let props = NowProps::builder()
        .lang(lang)
        .bank(bank)
        .with(Line::new(with, words::convener_note(lang)))
        .next(next)
        .by(step.map(|step| look.local.full(step.by)))
        .otherwise(otherwise)
        .late(late)
        .heading(heading);
    let buttons = buttons(look);
    if buttons.is_empty() {
        return Now(props.build()).into_any();
    }
    let children: Children = Box::new(move || buttons.into_any());
    Now(props.children(children).build()).into_any()
}

fn buttons(look: &Look<'_>) -> Vec<AnyView> {
    let reference = look.shown.challenge.reference;
    BUTTONS
        .into_iter()
        .filter(|act| look.shown.may(look.actor, *act, None))
        .enumerate()
        .map(|(at, act)| {
            let href = routes::challenge_act(reference, act.code());
            let kind = if at == 0 {
                ButtonKind::Filled
            } else {
                ButtonKind::Quiet
            };
            view! { <LinkButton href label=word(look.lang, act, "label") kind/> }.into_any()
        })
        .collect()
}

/// What it is about; and once it is closed, what was learnt.
fn about_it(look: &Look<'_>) -> AnyView {
    let (lang, challenge) = (look.lang, &look.shown.challenge);
    let lines = challenge.words.as_str().lines();
    let paragraphs: Vec<_> = lines
        .filter(|line| !line.trim().is_empty())
        .map(|line| view! { <p>{line.to_owned()}</p> })
        .collect();
    let learnt = match &challenge.stage {
        Stage::Closed { learnt, .. } => Some(view! {
            <section class="card" aria-labelledby="learnt">
                <h2 id="learnt">{words::learnt(lang)}</h2>
                <p>{learnt.to_string()}</p>
            </section>
        }),
        Stage::Open { .. } => None,
    };
    view! {
        {learnt}
        <section class="card" aria-labelledby="about">
            <h2 id="about">{words::about(lang)}</h2>
            {paragraphs}
        </section>
    }
    .into_any()
}

fn aside(look: &Look<'_>) -> Vec<AnyView> {
    [own(look), others(look), Some(facts(look))]
        .into_iter()
        .flatten()
        .collect()
}

/// For the resident of a matter under it: that they can take it out.
fn own(look: &Look<'_>) -> Option<AnyView> {
    let lang = look.lang;
    let own = look.shown.own_case(look.actor)?;
    let reference = own.case.reference;
    let act = routes::challenge_act(look.shown.challenge.reference, Act::AskOut.code());
    let href = format!("{act}?case={reference}");
    let view = view! {
        <section class="card" aria-labelledby="own">
            <h2 id="own">{words::own(lang)}</h2>
            <p><a href=routes::case(reference)>{words::number(lang, &reference.spaced())}</a></p>
            <p class="small">{words::own_note(lang)}</p>
            <p><LinkButton href label=words::out_link(lang) kind=ButtonKind::Quiet/></p>
        </section>
    };
    Some(view.into_any())
}

fn others(look: &Look<'_>) -> Option<AnyView> {
    let (lang, reference) = (look.lang, look.shown.challenge.reference);
    let links: Vec<AnyView> = OTHERS
        .into_iter()
        .filter(|act| look.shown.may(look.actor, *act, None))
        .map(|act| {
            let href = routes::challenge_act(reference, act.code());
            view! { <a href=href>{word(lang, act, "label")}</a> }.into_any()
        })
        .collect();
    if links.is_empty() {
        return None;
    }
    let view = view! {
        <section class="card" aria-labelledby="acts">
            <h2 id="acts">{words::more_acts(lang)}</h2>
            <nav class="ways" aria-labelledby="acts">{links}</nav>
        </section>
    };
    Some(view.into_any())
}

fn facts(look: &Look<'_>) -> AnyView {
    let (lang, shown) = (look.lang, look.shown);
    let row = |label: &'static str, value: String| Answer {
        label: label.into(),
        value: value.into(),
        change: None,
    };
    let rows = vec![
        row(
            words::opened_on(lang),
            look.local.full(shown.challenge.opened_at).shown,
        ),
        row(words::located(lang), shown.place(lang)),
    ];
    let missed = i64::try_from(shown.challenge.missed.len()).unwrap_or(i64::MAX);
    let missed = (missed > 0).then(|| view! { <p class="small">{words::missed(lang, missed)}</p> });
    let here = shown.path.last().map(|place| {
        let href = routes::challenges_of(&place.slug);
        view! { <p class="small"><a href=href>{words::all_here(lang)}</a></p> }
    });
    view! {
        <section class="card" aria-labelledby="dates">
            <h2 id="dates">{words::dates(lang)}</h2>
            <Answers rows/>
            {missed}
            {here}
        </section>
    }
    .into_any()
}
