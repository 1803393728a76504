//! The page of a case.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::case::{Case, PhotoOf, Stage, Verdict, Visibility};
use domain::language::Language;
use domain::permission::Parts;
use domain::text::foreign;
use http::StatusCode;
use leptos::prelude::*;
use serde::Deserialize;
use store::offices::away::Reach;

use super::load::{Shown, reference};
use super::look::Look;
use super::verb::Verb;
use crate::app::App;
use crate::components::{Banks, Chip, Flash, FlashTone, Now, NowProps, Quote, Refusal, Tone};
use crate::errors::PageError;
use crate::layout::{Frame, Page};
use crate::offices::{Keeping, sees_keeping, take_button};
use crate::text::case as words;
use crate::text::components as parts_words;
use crate::visitor::Visitor;
use crate::{respond, routes};

use super::{form, look, now, offers, side, table, talk, teller};

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
    let shown = Shown::load(&app, &visitor.actor, reference(&number)?).await?;
    let flash = Verb::from_code(&before.done).map(|verb| Flash {
        tone: FlashTone::Done,
        text: thanks(visitor.language(), verb, &shown.case).to_owned(),
    });
    page(&app, &visitor, &shown, StatusCode::OK, flash, Vec::new()).await
}

/// The page of a case that is loaded already; benches measure rendering by it.
pub async fn of_loaded(app: &App, visitor: &Visitor, shown: &Shown) -> Result<Response, PageError> {
    page(app, visitor, shown, StatusCode::OK, None, Vec::new()).await
}

/// The page of the case with the reason why something was not done, and what was
/// written for it.
pub(super) async fn refused(
    app: &App,
    visitor: &Visitor,
    shown: &Shown,
    status: StatusCode,
    why: Refusal,
    wrote: Vec<String>,
) -> Result<Response, PageError> {
    let flash = Flash {
        tone: FlashTone::Refused,
        text: why.text(visitor.language()),
    };
    page(app, visitor, shown, status, Some(flash), wrote).await
}

/// What was written and is not sent, to copy.
fn unsent(lang: Language, wrote: Vec<String>) -> Option<AnyView> {
    if wrote.is_empty() {
        return None;
    }
    let quotes: Vec<_> = wrote
        .into_iter()
        .map(|text| view! { <Quote lang text/> })
        .collect();
    let view = view! {
        <section class="card screen-only" aria-labelledby="unsent">
            <h2 id="unsent">{words::unsent(lang)}</h2>
            <p>{words::unsent_note(lang)}</p>
            {quotes}
        </section>
    };
    Some(view.into_any())
}

const fn thanks(lang: Language, verb: Verb, case: &Case) -> &'static str {
    if matches!(
        (verb, &case.stage),
        (Verb::Join, Stage::ReportedDone { .. })
    ) {
        return words::thanks_join_late(lang);
    }
    match verb {
        Verb::Answer => words::done_answer(lang),
        Verb::Flag => words::done_flag(lang),
        Verb::Withdraw => words::done_withdraw(lang),
        _ => words::done(lang),
    }
}

/// What members of the holder see beside the case: who of them looks after it, and how
/// its author is reached, for whom that is open.
async fn office(
    app: &App,
    visitor: &Visitor,
    shown: &Shown,
    parts: &Parts<'_>,
) -> Result<(Option<AnyView>, Reach), PageError> {
    let (case, lang, now) = (&shown.case, visitor.language(), visitor.now);
    let reach = case
        .author
        .filter(|_| parts.reachable && !parts.standing.author);
    let me = visitor.person().filter(|_| sees_keeping(visitor, case));
    if me.is_none() && reach.is_none() {
        return Ok((None, Reach::default()));
    }
    let mut reader = app.store.reader().await?;
    let (keeping, reach) = Keeping::of_case(&mut reader.conn(), case, reach, now).await?;
    let keeper = me.map(|me| {
        let (who, line) = keeping.line(lang, case.id, Some(me.id), now);
        let button = take_button(lang, case.reference, me.id, who, "case", None);
        view! { <p>{line}</p><div class="actions">{button}</div> }.into_any()
    });
    Ok((keeper, reach))
}

async fn page(
    app: &App,
    visitor: &Visitor,
    shown: &Shown,
    status: StatusCode,
    flash: Option<Flash>,
    wrote: Vec<String>,
) -> Result<Response, PageError> {
    let lang = visitor.language();
    let parts = shown.parts(&visitor.actor)?;
    let (keeper, reach) = office(app, visitor, shown, &parts).await?;
    let local = shown.local(lang, visitor.now);
    let (first, rest) = offers::offers(visitor, shown);
    let look = Look {
        shown,
        parts: &parts,
        visitor,
        actor: &visitor.actor,
        lang,
        now: visitor.now,
        local: local.clone(),
        first,
        rest,
        key: app.ids.uuid().to_string(),
    };
    let title = Shown::title(lang, &parts);
    let about = Page::new(title.clone(), form::section(visitor, shown));
    let frame = Frame {
        flash,
        ..visitor.frame(app)
    };
    let teller = teller::Teller::new(shown, &visitor.actor, lang, local, &parts.photos);
    let passages = teller.passages();
    let open = shown.case.is_open();
    let heading = heading(&look, title);
    let standing = standing_now(&look);
    let question = look::question(&look);
    let written = written(&look);
    let table = table::view(&look);
    let aside = side::view(&look, &reach, keeper);
    let paper = side::paper(&look, &app.base_url);
    let unsent = unsent(lang, wrote);
    Ok(respond::page(status, &frame, &about, move || {
        view! {
            {heading}
            {paper}
            {unsent}
            <div class="cols">
                <div class="stack">
                    {question}
                    {standing}
                    {table}
                    {written}
                    <section class="card" aria-labelledby="history">
                        <h2 id="history">{parts_words::history(lang)}</h2>
                        <Banks lang passages open/>
                    </section>
                </div>
                <aside class="stack">{aside}</aside>
            </div>
        }
    }))
}

fn heading(look: &Look<'_>, title: String) -> AnyView {
    let (lang, case) = (look.lang, &look.shown.case);
    let (tone, label) = now::chip(case, lang);
    let tongue = look.parts.words.and_then(|_| foreign(&title, lang));
    let affected = i64::try_from(case.affected.len()).unwrap_or(i64::MAX);
    let affected = (affected > 0).then(|| {
        view! { <span class="soft small">{words::affected(lang, affected)}</span> }
    });
    let private = (case.concern.visibility == Visibility::BodyOnly).then(|| {
        let note = if look.parts.standing.author {
            words::private(lang)
        } else {
            words::private_held(lang)
        };
        view! { <Chip tone=Tone::Asks label=words::not_public(lang)/> <span class="soft small">{note}</span> }
    });
    let reference = case.reference.spaced();
    view! {
        <div class="title">
            <p class="soft row"><span>{look.shown.place(lang)}</span><span>{words::number(lang, &reference)}</span></p>
            <h1 lang=tongue>{title}</h1>
            <p class="row"><Chip tone label/>{affected}{private}</p>
        </div>
    }
    .into_any()
}

fn standing_now(look: &Look<'_>) -> AnyView {
    let lang = look.lang;
    let lines = now::lines(look.shown, &look.local, lang, look.now);
    // Its own card asks whether it is solved; one filled button on a page.
    let first = look.first.filter(|verb| *verb != Verb::Answer);
    let mut buttons = look.buttons(first, &look.rest);
    if let Some(way) = talk::way(look, first.is_none()) {
        let at = usize::from(first.is_some());
        buttons.insert(at, way);
    }
    // Without buttons the card ends with the date.
    let children: Option<Children> =
        (!buttons.is_empty()).then(|| Box::new(move || buttons.into_any()) as Children);
    let props = NowProps::builder()
        .lang(lang)
        .bank(lines.bank)
        .with(lines.with)
        .next(lines.next)
        .by(lines.by)
        .otherwise(lines.otherwise)
        .late(lines.late)
        .heading(lines.heading);
    match children {
        Some(children) => Now(props.children(children).build()).into_any(),
        None => Now(props.build()).into_any(),
    }
}

/// What the neighbour wrote, where the title is not all of it, and the photos.
fn written(look: &Look<'_>) -> Option<AnyView> {
    let (lang, parts) = (look.lang, look.parts);
    let paragraphs = match parts.words {
        None => vec![words::written_removed(lang).to_owned()],
        Some(written) => {
            let all: Vec<String> = written
                .as_str()
                .lines()
                .filter(|line| !line.trim().is_empty())
                .map(str::to_owned)
                .collect();
            let title = Shown::title(lang, parts);
            let only = all.len() == 1 && all[0].trim_end_matches(['.', '。']) == title;
            if only { Vec::new() } else { all }
        }
    };
    let photos: Vec<AnyView> = parts
        .photos
        .iter()
        .enumerate()
        .filter(|(_, one)| one.of == PhotoOf::Concern)
        .map(|(at, one)| {
            let alt = words::photo_alt(lang, &(at + 1).to_string());
            let (large, small) = (
                routes::photo(one.photo, "large"),
                routes::photo(one.photo, "small"),
            );
            view! { <a href=large><img loading="lazy" src=small alt=alt/></a> }.into_any()
        })
        .collect();
    if paragraphs.is_empty() && photos.is_empty() {
        return None;
    }
    let photos = (!photos.is_empty()).then(|| view! { <div class="photos">{photos}</div> });
    let tongue = parts.words.and_then(|words| foreign(words.as_str(), lang));
    let paragraphs: Vec<_> = paragraphs
        .into_iter()
        .map(|line| view! { <p lang=tongue>{line}</p> })
        .collect();
    let view = view! {
        <section class="card" aria-labelledby="written">
            <h2 id="written">{words::written(lang)}</h2>
            {paragraphs}
            {photos}
        </section>
    };
    Some(view.into_any())
}

/// How many say what about the last report, as rows of label and count.
pub(super) fn tally(lang: Language, parts: &Parts<'_>) -> Vec<String> {
    parts
        .tally
        .iter()
        .map(|(verdict, count)| {
            let count = i64::try_from(*count).unwrap_or(i64::MAX);
            match verdict {
                Verdict::Solved => words::tally_solved(lang, count),
                Verdict::Partly => words::tally_partly(lang, count),
                Verdict::NotSolved => words::tally_not_solved(lang, count),
                Verdict::NoLongerNeeded => words::tally_no_longer_needed(lang, count),
            }
        })
        .collect()
}
