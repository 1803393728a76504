//! The page of a decision: what is asked and how it is decided, one's own answer, what
//! others object to, and what came of it.

use axum::extract::{Path, Query, State as AppState};
use axum::response::Response;
use domain::decision::{Decision, Stage, TURNOUT_STEP, Tally, Voters};
use domain::language::Language;
use domain::method::Reason;
use domain::permission::{DecisionAct, ThreadAct};
use http::StatusCode;
use leptos::prelude::*;
use serde::Deserialize;
use store::decisions::OwnBallot;
use store::threads::{Objected, Reasoned};

use super::super::live::live;
use super::super::{done, meetings};
use super::lead::{self, LEADS};
use super::load::Here;
use super::{Answered, answering, list, objections, result, rules};
use crate::app::App;
use crate::components::{
    Answer, Answers, ButtonKind, Chip, ErrorSummary, Flash, FlashTone, LinkButton, Problems, Quote,
    Words,
};
use crate::dates::Local;
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::text::decisions as words;
use crate::text::meetings as meeting_words;
use crate::told::gap;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// What the act before led to.
    #[serde(default)]
    done: String,
}

/// Everything that the page shows.
pub(super) struct Loaded {
    pub(super) here: Here,
    /// What this person answered; `None` for who is not asked.
    own: Option<OwnBallot>,
    /// The count so far, where it is shown all along.
    pub(super) along: Option<Tally>,
    /// Objections, while it is open.
    objections: Vec<Objected>,
    /// The ballots, once it is closed.
    pub(super) kept: Vec<Reasoned>,
}

pub(super) async fn show(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path((thread, number)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answered {
    let loaded = load(&app, &visitor, &thread, &number).await?;
    let lang = visitor.language();
    let told = match asked.done.as_str() {
        "answered" => loaded.here.decision.until().map(|until| {
            let day = loaded.here.shown.local(lang, visitor.now).full(until).shown;
            words::answered(lang, &day)
        }),
        "objection" => Some(words::objection_done(lang).to_owned()),
        "open" => Some(words::opened(lang).to_owned()),
        "drop" => Some(words::dropped(lang).to_owned()),
        "close-early" if loaded.here.decision.is_open() => {
            Some(words::closed_early(lang).to_owned())
        }
        "close-early" => Some(words::closed_now(lang).to_owned()),
        code => done(lang, code).map(str::to_owned),
    };
    let flash = told.map(|text| Flash {
        tone: FlashTone::Done,
        text,
    });
    let typed = (None, Problems::none());
    Ok(page(&app, &visitor, loaded, StatusCode::OK, flash, typed))
}

/// The page once more, with what was answered.
pub(super) async fn again(
    app: &App,
    visitor: &Visitor,
    (thread, number): (&str, &str),
    form: Posted,
    problems: Problems,
) -> Answered {
    let loaded = load(app, visitor, thread, number).await?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(page(
        app,
        visitor,
        loaded,
        status,
        None,
        (Some(form), problems),
    ))
}

/// At most six statements in one snapshot.
async fn load(
    app: &App,
    visitor: &Visitor,
    thread: &str,
    number: &str,
) -> Result<Loaded, PageError> {
    let mut snapshot = app.store.snapshot().await?;
    let mut conn = snapshot.conn();
    let here = Here::load(app, &mut conn, thread, number).await?;
    let mut loaded = Loaded {
        own: None,
        along: None,
        objections: Vec::new(),
        kept: Vec::new(),
        here,
    };
    let decision = &loaded.here.decision;
    match &decision.stage {
        Stage::Drafted | Stage::Dropped { .. } => {}
        Stage::Open { eligible, .. } => {
            if let Some(person) = visitor.person() {
                loaded.own = conn.own_ballot(decision, person.id).await?;
            }
            if decision.shows_along() {
                let ballots = conn.open_ballots(decision.id).await?;
                loaded.along = Some(Tally::count(*eligible, decision.count(), &ballots));
            }
            if decision.method.has_objections() {
                loaded.objections = conn.list_objected(decision).await?;
            }
        }
        Stage::Closed { .. } => loaded.kept = conn.list_reasoned(decision).await?,
    }
    Ok(loaded)
}

fn page(
    app: &App,
    visitor: &Visitor,
    loaded: Loaded,
    status: StatusCode,
    flash: Option<Flash>,
    (form, problems): (Option<Posted>, Problems),
) -> Response {
    let lang = visitor.language();
    let title = loaded.here.decision.question.to_string();
    let mut about = Page::new(title, Section::Elsewhere).with_problems(!problems.is_empty());
    about.islands = loaded.here.shown.thread.is_open();
    let frame = crate::layout::Frame {
        flash,
        ..visitor.frame(app)
    };
    respond::page(status, &frame, &about, move || {
        let local = loaded.here.shown.local(lang, visitor.now);
        let result = result::section(visitor, &loaded);
        let answer = answer(visitor, &loaded, form.as_ref(), &problems);
        let answers = loaded.here.may(&visitor.actor, DecisionAct::Answer);
        let objecting =
            loaded.here.decision.is_open() && loaded.here.decision.method.has_objections();
        let objections = objecting.then(|| {
            let section = objections::section(visitor, &loaded.here, &loaded.objections, answers);
            view! { <div data-live="objections">{section}</div> }
        });
        // Without scripts nothing comes by itself.
        let refresh = loaded.here.decision.is_open().then(|| {
            let href = loaded.here.href();
            view! { <p><a href=href>{words::refresh(lang)}</a></p> }
        });
        let follows = live(lang, &loaded.here.shown, loaded.here.href());
        view! {
            <ErrorSummary lang problems/>
            {heading(visitor, &loaded.here)}
            <div class="cols">
                <div class="stack">
                    <div class="stack" data-live="outcome">
                        {result}
                        {proposed(visitor, &loaded.here)}
                    </div>
                    {follows}
                    {answer}
                    {objections}
                    {refresh}
                </div>
                <aside class="stack">
                    <div data-live="facts">{facts(visitor, &loaded, &local)}</div>
                    {leading(visitor, &loaded.here)}
                </aside>
            </div>
        }
    })
}

fn heading(visitor: &Visitor, here: &Here) -> AnyView {
    let lang = visitor.language();
    let decision = &here.decision;
    let (tone, label) = list::chip(lang, decision.in_short());
    let href = routes::thread(decision.reference);
    let thread = here.shown.thread.title.to_string();
    let number = words::number(lang, &decision.number.to_string());
    view! {
        <div class="title">
            <p class="soft row"><a href=href>{thread}</a><span>{number}</span></p>
            <h1>{decision.question.to_string()}</h1>
            <p class="row"><Chip tone label/></p>
        </div>
    }
    .into_any()
}

fn proposed(visitor: &Visitor, here: &Here) -> AnyView {
    let lang = visitor.language();
    let paragraphs = super::super::page::paragraphs(lang, here.decision.words.as_str());
    let note = match &here.decision.stage {
        Stage::Drafted => Some(words::not_open_note(lang).to_owned()),
        Stage::Dropped { words: why, .. } => Some(words::dropped_note(lang, why.as_str())),
        Stage::Open {
            early: Some(early), ..
        } => {
            let why = early.words.as_str();
            Some(words::early_note(lang, &here.body(lang), why))
        }
        Stage::Open { early: None, .. } | Stage::Closed { .. } => None,
    };
    let note = note.map(|note| view! { <p class="warn">{note}</p> });
    view! {
        <section class="card" aria-labelledby="proposed">
            <h2 id="proposed">{words::proposed(lang)}</h2>
            {paragraphs}
            {note}
        </section>
    }
    .into_any()
}

fn row(label: &'static str, value: impl Into<Words>) -> Answer {
    Answer {
        label: label.into(),
        value: value.into(),
        change: None,
    }
}

/// How many have answered; of an anonymous decision, and of a few, in steps.
fn turnout(lang: Language, decision: &Decision, answered: i64, all: u64) -> String {
    let answered = answered.unsigned_abs();
    let told = decision.told_turnout(answered);
    let (part, whole) = (told.to_string(), all.to_string());
    match (decision.tells_in_steps(answered), told) {
        (false, _) => words::turnout(lang, &part, &whole),
        (true, 0) => words::turnout_few(lang, &TURNOUT_STEP.to_string(), &whole),
        (true, _) => words::turnout_steps(lang, &part, &whole),
    }
}

/// How it is decided.
fn facts(visitor: &Visitor, loaded: &Loaded, local: &Local) -> AnyView {
    let lang = visitor.language();
    let decision = &loaded.here.decision;
    let method = &decision.method;
    let mut rows = vec![
        row(
            words::row_way(lang),
            method.names.in_language(lang).to_owned(),
        ),
        row(words::row_who(lang), rules::voters(lang, decision.voters)),
        row(
            words::row_shown(lang),
            rules::shown(lang, decision.voters, decision.showing),
        ),
    ];
    if let Stage::Open {
        until, eligible, ..
    } = &decision.stage
    {
        rows.push(row(words::row_until(lang), local.full(*until).shown));
        let turnout = turnout(lang, decision, loaded.here.turnout, eligible.heads);
        rows.push(row(words::row_turnout(lang), turnout));
    }
    let passes = rules::rules(lang, &decision.method, decision.voters);
    let passes = passes
        .into_iter()
        .map(|rule| view! { <li>{rule}</li> })
        .collect_view();
    let tie = rules::tie(lang, method);
    let tie = tie.map(|tie| view! { <p class="small soft">{words::row_tie(lang)}": "{tie}</p> });
    view! {
        <section class="card" aria-labelledby="facts">
            <h2 id="facts">{words::facts(lang)}</h2>
            <Answers rows/>
            <h3>{words::row_passes(lang)}</h3>
            <ul class="sentences">{passes}</ul>
            {tie}
        </section>
    }
    .into_any()
}

/// One's own answer, or why there is none to give.
fn answer(
    visitor: &Visitor,
    loaded: &Loaded,
    form: Option<&Posted>,
    problems: &Problems,
) -> Option<AnyView> {
    let lang = visitor.language();
    let here = &loaded.here;
    if !here.decision.is_open() {
        // It may have ended while somebody wrote: their words are not lost.
        let text = form.map_or("", |form| form.text("reason")).to_owned();
        let by = words::answer_heading(lang);
        return (!text.is_empty()).then(|| view! { <Quote lang text by/> }.into_any());
    }
    let inside = match (&loaded.own, visitor.person()) {
        (_, None) => {
            let href = routes::sign_in_then(&here.href());
            view! { <p><LinkButton href label=words::sign_in(lang)/></p> }.into_any()
        }
        (None, Some(_)) => {
            let href = routes::HOUSEHOLD;
            view! { <p>{words::not_asked(lang)}</p><p><a href=href>{words::verify_link(lang)}</a></p> }
                .into_any()
        }
        (Some(_), Some(_)) if !here.may(&visitor.actor, DecisionAct::Cast) => {
            view! { <p>{words::confirm_first(lang)}</p> }.into_any()
        }
        (Some(own), Some(_)) => view! {
            {answering::answer_to_you(lang, here, own)}
            <p class="small soft">{whose(visitor, here)}</p>
            {answering::form(lang, here, own, form, problems)}
        }
        .into_any(),
    };
    let view = view! {
        <section class="card" id="answer" aria-labelledby="answer-heading">
            <h2 id="answer-heading">{words::answer_heading(lang)}</h2>
            {inside}
        </section>
    };
    Some(view.into_any())
}

/// Whose answer it is, and who learns of it.
fn whose(visitor: &Visitor, here: &Here) -> String {
    let lang = visitor.language();
    let shown = if here.decision.shows_names() {
        words::answer_named(lang)
    } else {
        words::answer_anonymous(lang)
    };
    match here.decision.voters {
        Voters::Residents => shown.to_owned(),
        Voters::Households => [words::answer_household(lang), shown].join(gap(lang)),
        Voters::Owners => [words::answer_owners(lang), shown].join(gap(lang)),
    }
}

/// What who leads can do next.
fn leading(visitor: &Visitor, here: &Here) -> Option<AnyView> {
    let lang = visitor.language();
    let mut links: Vec<AnyView> = LEADS
        .into_iter()
        .filter(|act| here.may(&visitor.actor, *act))
        .filter(|act| *act != DecisionAct::Open || here.shown.thread.is_open())
        .map(|act| {
            view! { <a href=here.href_of(act.code())>{lead::label(lang, act)}</a> }.into_any()
        })
        .collect();
    let passed = here.decision.in_short() == domain::decision::InShort::Passed;
    if passed && here.shown.may(&visitor.actor, ThreadAct::Agree) {
        let agree = routes::thread_at(here.decision.reference, ThreadAct::Agree.code());
        let href = format!("{agree}?decision={}", here.decision.number);
        links.push(
            view! { <LinkButton href label=words::agree_link(lang) kind=ButtonKind::Quiet/> }
                .into_any(),
        );
    }
    if here.decision.winning_time().is_some() && meetings::is_offered(visitor, &here.shown) {
        let meet = routes::thread_at(here.decision.reference, "meet");
        let href = format!("{meet}?decision={}", here.decision.number);
        let label = meeting_words::poll_link(lang);
        links.push(view! { <LinkButton href label kind=ButtonKind::Quiet/> }.into_any());
    }
    (!links.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="lead">
                <h2 id="lead">{words::lead_heading(lang)}</h2>
                <div class="ways">{links}</div>
            </section>
        }
        .into_any()
    })
}

/// Whether any option takes a reason.
pub(super) fn takes_reasons(here: &Here) -> bool {
    let mut options = here.decision.method.options.iter();
    options.any(|one| one.reason != Reason::None)
}
