//! Short statements, one at a time: three large buttons, how far one is, the way
//! back, and one of one's own.

use std::collections::HashMap;

use axum::extract::{Path, Query, State as AppState};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::language::Language;
use domain::opinion::{Answer, Asked, Tally};
use domain::permission::ThreadAct;
use domain::reference::Reference;
use domain::text::{View, ViewInvalid, fold, foreign};
use domain::thread::statement::{alike, beginner, may_add, next};
use domain::thread::{Picture, Step};
use http::StatusCode;
use leptos::prelude::*;
use serde::Deserialize;
use store::threads::Statement;

use super::load::{Shown, reference};
use super::sight::SaidHere;
use super::{Answered, done, many, sentence};
use crate::acting::Acting;
use crate::app::App;
use crate::components::{
    Bar, Button, ButtonKind, ErrorSummary, Field, Flash, FlashTone, Form, Hidden, LinkButton, More,
    Problems, Refusal,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Frame, Page, Section};
use crate::reading::refusal;
use crate::text::threads as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Told {
    #[serde(default)]
    done: String,
    /// The statement to show, such as one whose answer was taken back.
    #[serde(default)]
    statement: String,
}

/// What was typed into the form below, and what is to be said about it.
#[derive(Debug, Default)]
struct Adding {
    words: String,
    problems: Problems,
    /// Statements that say much the same.
    alike: Vec<i64>,
}

/// Everything that the page shows.
struct Loaded {
    shown: Shown,
    /// Those that everybody sees.
    statements: Vec<Statement>,
    /// Those that are out of sight.
    removed: Vec<Statement>,
    picture: Option<Picture>,
    voter: i64,
}

impl Loaded {
    /// Six statements of SQL in one snapshot.
    async fn load(app: &App, visitor: &Visitor, number: Reference) -> Result<Self, PageError> {
        let mut snapshot = app.store.snapshot().await?;
        let mut conn = snapshot.conn();
        let shown = Shown::load(app, &mut conn, number).await?;
        let (thread, person) = (shown.thread.id, visitor.person().map(|person| person.id));
        let all = conn.list_statements(thread, person).await?;
        let now = visitor.now;
        let (statements, removed) = all.into_iter().partition(|one| one.is_shown(now));
        let picture = conn.find_picture(thread).await?;
        let voter = match person {
            Some(person) => conn.find_voter(thread, person).await?,
            None => None,
        };
        Ok(Self {
            shown,
            statements,
            removed,
            picture,
            voter: voter.unwrap_or_else(|| beginner(person)),
        })
    }

    fn answered(&self) -> usize {
        let answered = self.statements.iter().filter(|one| one.answer.is_some());
        answered.count()
    }

    /// The statement that was answered last, one that is hidden for now included.
    fn last_answered(&self) -> Option<i64> {
        let all = self.statements.iter().chain(&self.removed);
        let kept = all.filter(|one| !one.is_removed());
        let answered = kept.filter_map(|one| Some((one.answer?.1, one.number)));
        answered.max().map(|(_, number)| number)
    }

    /// The statement to answer now: `wanted` if it is open, else the one that is drawn.
    fn current(&self, wanted: Option<i64>) -> Option<&Statement> {
        let open: Vec<&Statement> = self
            .statements
            .iter()
            .filter(|one| one.answer.is_none())
            .collect();
        if let Some(found) = open.iter().find(|one| Some(one.number) == wanted) {
            return Some(found);
        }
        // As the last picture told them: what is drawn tells no more than that.
        let told: HashMap<i64, Asked> = self
            .picture
            .iter()
            .flat_map(|picture| &picture.statements)
            .map(|one| (one.number, Asked::new(one.tally, one.extremity)))
            .collect();
        let new = Asked::new(Tally::default(), 0.0);
        let asked: Vec<Asked> = open
            .iter()
            .map(|one| told.get(&one.number).copied().unwrap_or(new))
            .collect();
        let seed = self.shown.thread.seed;
        let drawn = next(seed, self.voter, self.answered(), &asked)?;
        open.get(drawn).copied()
    }
}

pub(super) async fn show(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    Query(told): Query<Told>,
) -> Answered {
    let loaded = Loaded::load(&app, &visitor, reference(&number)?).await?;
    let lang = visitor.language();
    let text = match told.done.as_str() {
        "undone" => Some(words::undone(lang)),
        "added" => Some(words::added(lang)),
        code => done(lang, code),
    };
    let flash = text.map(|text| Flash {
        tone: FlashTone::Done,
        text: text.to_owned(),
    });
    let wanted = told.statement.parse().ok();
    let adding = Adding::default();
    Ok(page(
        &app,
        &visitor,
        loaded,
        StatusCode::OK,
        flash,
        wanted,
        adding,
    ))
}

/// The page with why an answer was not taken.
pub(super) async fn refused(
    app: &App,
    visitor: &Visitor,
    number: Reference,
    told: Refusal,
) -> Answered {
    let loaded = Loaded::load(app, visitor, number).await?;
    let flash = Flash {
        tone: FlashTone::Refused,
        text: told.text(visitor.language()),
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(page(
        app,
        visitor,
        loaded,
        status,
        Some(flash),
        None,
        Adding::default(),
    ))
}

pub(super) async fn add(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    form: Posted,
) -> Answered {
    let number = reference(&number)?;
    let acting = Acting::of(&app, &visitor, &form)?;
    let typed = form.text("view").to_owned();
    let words = match View::parse(&typed).map_err(ViewInvalid::code) {
        Ok(words) => words,
        Err(code) => {
            let told = refusal(visitor.language(), code);
            return adding_again(&app, &visitor, number, typed, told).await;
        }
    };
    if !form.has("anyway")
        && let Some(shown) = near(&app, &visitor, number, &words, &typed).await?
    {
        return Ok(shown);
    }
    let outcome = acting
        .carry("add a statement", |me| async move {
            let (store, once) = (&me.app.store, me.once());
            store
                .add_statement(number, &words, &me.actor, once.as_ref(), me.now)
                .await
        })
        .await?;
    match outcome {
        Ok(_) => {
            let to = format!("{}?done=added", routes::thread_at(number, "statements"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let (_, told) = sentence(&visitor, error)?;
            adding_again(&app, &visitor, number, typed, told).await
        }
    }
}

/// The page with what others said that is much the same, if somebody did.
async fn near(
    app: &App,
    visitor: &Visitor,
    number: Reference,
    words: &View,
    typed: &str,
) -> Result<Option<Response>, PageError> {
    let loaded = Loaded::load(app, visitor, number).await?;
    let folded = fold(words.as_str());
    let others = loaded.statements.iter();
    let others = others.map(|one| (one.number, one.folded.as_str()));
    // The very same is refused by the rule, with its own sentence.
    let alike = alike(&folded, others.filter(|(_, other)| *other != folded));
    if alike.is_empty() {
        return Ok(None);
    }
    let adding = Adding {
        words: typed.to_owned(),
        problems: Problems::none(),
        alike,
    };
    let shown = page(app, visitor, loaded, StatusCode::OK, None, None, adding);
    Ok(Some(shown))
}

async fn adding_again(
    app: &App,
    visitor: &Visitor,
    number: Reference,
    typed: String,
    told: Refusal,
) -> Answered {
    let loaded = Loaded::load(app, visitor, number).await?;
    let mut problems = Problems::none();
    problems.push("view", told);
    let adding = Adding {
        words: typed,
        problems,
        alike: Vec::new(),
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(page(app, visitor, loaded, status, None, None, adding))
}

fn page(
    app: &App,
    visitor: &Visitor,
    loaded: Loaded,
    status: StatusCode,
    flash: Option<Flash>,
    wanted: Option<i64>,
    adding: Adding,
) -> Response {
    let lang = visitor.language();
    let wrong = !adding.problems.is_empty();
    let about = Page::new(words::weigh_title(lang), Section::Elsewhere).with_problems(wrong);
    let frame = Frame {
        flash,
        ..visitor.frame(app)
    };
    let key = app.ids.uuid().to_string();
    respond::page(status, &frame, &about, move || {
        let problems = adding.problems.clone();
        let here = routes::thread(loaded.shown.thread.reference);
        let title = loaded.shown.thread.title.to_string();
        view! {
            <div class="narrow stack">
                <ErrorSummary lang problems/>
                <div class="title">
                    <p class="soft row"><a href=here>{title}</a></p>
                    <h1>{words::weigh_title(lang)}</h1>
                    <p class="lead">{words::weigh_note(lang)}</p>
                </div>
                {question(lang, visitor, &loaded, wanted)}
                {own(lang, visitor, &loaded, adding, key)}
                {lists(lang, visitor, &loaded)}
                {footing(lang, &loaded)}
            </div>
        }
    })
}

/// The statement to answer, or why there is none.
fn question(lang: Language, visitor: &Visitor, loaded: &Loaded, wanted: Option<i64>) -> AnyView {
    let thread = &loaded.shown.thread;
    let told = |heading: &'static str, note: &'static str| {
        view! { <section class="card"><h2>{heading}</h2><p>{note}</p></section> }.into_any()
    };
    match thread.step() {
        Some(Step::Talk) => {
            let way = visitor
                .person()
                .is_none()
                .then(|| sign_in(loaded, words::sign_in_to_add(lang)));
            return view! { <p class="warn">{words::not_yet(lang)}</p>{way} }.into_any();
        }
        Some(Step::Decide) | None => {
            return view! { <p class="warn">{words::no_more(lang)}</p> }.into_any();
        }
        Some(Step::Weigh) => {}
    }
    if loaded.statements.is_empty() {
        return told(words::no_statements(lang), words::no_statements_note(lang));
    }
    let (done, all) = (many(loaded.answered()), many(loaded.statements.len()));
    let label = words::progress(lang, &done.to_string(), all);
    let progress = view! { <Bar part=done whole=all label/> };
    let undo = undo(lang, loaded);
    if !loaded.shown.may(&visitor.actor, ThreadAct::Answer) {
        return only_read(lang, visitor, loaded);
    }
    let Some(current) = loaded.current(wanted) else {
        let note = told(words::all_answered(lang), words::all_answered_note(lang));
        return view! { {progress}{note}{undo} }.into_any();
    };
    let action = routes::thread_at(thread.reference, "answers");
    let (words_now, number) = (current.words.clone(), current.number.to_string());
    let tongue = foreign(&words_now, lang);
    let buttons = Answer::ALL
        .map(|answer| {
            let label = super::answer_name(lang, answer);
            let value = Some(answer.code().into());
            view! { <Button label kind=ButtonKind::Quiet name=Some("answer") value/> }
        })
        .collect_view();
    view! {
        {progress}
        <section class="card weigh" aria-labelledby="statement-now">
            <h2 id="statement-now" lang=tongue>{words_now}</h2>
            <Form action>
                <Hidden name="statement" value=number/>
                <div class="three">{buttons}</div>
            </Form>
        </section>
        {undo}
    }
    .into_any()
}

/// The way to take the last answer back.
fn undo(lang: Language, loaded: &Loaded) -> Option<AnyView> {
    let value = loaded.last_answered()?.to_string();
    let action = routes::thread_at(loaded.shown.thread.reference, "answers/back");
    let view = view! { <Form action><Hidden name="statement" value/><Button label=words::undo(lang) kind=ButtonKind::Quiet/></Form> };
    Some(view.into_any())
}

fn sign_in(loaded: &Loaded, label: &'static str) -> AnyView {
    let here = routes::thread_at(loaded.shown.thread.reference, "statements");
    let href = routes::sign_in_then(&here);
    view! { <p><LinkButton href label/></p> }.into_any()
}

/// All statements, for who cannot answer, and how they could.
fn only_read(lang: Language, visitor: &Visitor, loaded: &Loaded) -> AnyView {
    let way = if visitor.person().is_none() {
        sign_in(loaded, words::sign_in_to_answer(lang))
    } else {
        view! { <p class="warn">{words::confirm_to_speak(lang)}</p> }.into_any()
    };
    let items = loaded
        .statements
        .iter()
        .map(|one| view! { <li lang=foreign(&one.words, lang)>{one.words.clone()}</li> })
        .collect_view();
    view! { {way}<ul class="sentences">{items}</ul> }.into_any()
}

/// The form to add one, and what others said that is much the same.
fn own(
    lang: Language,
    visitor: &Visitor,
    loaded: &Loaded,
    adding: Adding,
    key: String,
) -> Option<AnyView> {
    let thread = &loaded.shown.thread;
    // Whether there is a form; the count of the day is looked at when it is posted.
    may_add(thread, &visitor.actor, 0).ok()?;
    let action = routes::thread_at(thread.reference, "statements");
    let near = (!adding.alike.is_empty()).then(|| {
        let items = loaded
            .statements
            .iter()
            .filter(|one| adding.alike.contains(&one.number))
            .map(|one| view! { <li lang=foreign(&one.words, lang)>{one.words.clone()}</li> })
            .collect_view();
        view! {
            <div class="stack" role="status">
                <p><strong>{words::alike(lang)}</strong></p>
                <ul class="sentences">{items}</ul>
                <p>{words::alike_note(lang)}</p>
            </div>
            <Hidden name="anyway" value="yes"/>
        }
    });
    let label = if near.is_some() {
        words::add_anyway(lang)
    } else {
        words::add_button(lang)
    };
    let (value, error) = (adding.words, adding.problems.at("view"));
    let most = words::f_view_hint(lang, &thread.share.a_day().to_string());
    let view = view! {
        <section class="card" aria-labelledby="own">
            <h2 id="own">{words::add_heading(lang)}</h2>
            <Form action key>
                {near}
                <Field lang name="view" label=words::f_view(lang) hint=most value error/>
                <Button label kind=ButtonKind::Quiet/>
            </Form>
        </section>
    };
    Some(view.into_any())
}

/// All statements, for who may do something about one; and what is out of sight, for all.
fn lists(lang: Language, visitor: &Visitor, loaded: &Loaded) -> AnyView {
    let links = |one: &Statement| SaidHere::from(one).links(lang, visitor, &loaded.shown);
    let all: Vec<AnyView> = loaded
        .statements
        .iter()
        .map(|one| (one, links(one)))
        .filter(|(_, links)| !links.is_empty())
        .map(|(one, links)| {
            view! { <li lang=foreign(&one.words, lang)>{one.words.clone()} " " {links}</li> }
                .into_any()
        })
        .collect();
    let all = (!all.is_empty()).then(|| {
        view! { <More summary=words::statements_all(lang)><ul class="sentences">{all}</ul></More> }
    });
    let local = loaded.shown.local(lang, visitor.now);
    let gone: Vec<AnyView> = loaded
        .removed
        .iter()
        .filter_map(|one| {
            let here = SaidHere::from(one);
            let told = here.instead(lang, visitor, &loaded.shown, &local, &one.words)?;
            Some(view! { <li>{told}{links(one)}</li> }.into_any())
        })
        .collect();
    let gone = (!gone.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="gone">
                <h2 id="gone">{words::statements_removed(lang)}</h2>
                <ul class="sentences">{gone}</ul>
            </section>
        }
    });
    view! { {all}{gone} }.into_any()
}

fn footing(lang: Language, loaded: &Loaded) -> AnyView {
    let thread = &loaded.shown.thread;
    let opinions = routes::thread_at(thread.reference, "opinions");
    let drawn = words::how_drawn(lang, &thread.seed.to_string());
    let back = routes::thread(thread.reference);
    view! {
        <More summary=words::how_drawn_summary(lang)>
            <p>{drawn}</p>
            <p><a class="lone" href=routes::HELP_DRAW>{words::how_drawn_rule(lang)}</a></p>
        </More>
        <p class="ways"><a href=opinions>{words::opinions_link(lang)}</a><a href=back>{words::back(lang)}</a></p>
    }
    .into_any()
}
