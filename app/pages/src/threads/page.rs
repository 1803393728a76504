//! The page of a thread: what can be decided here and by when on top, then what
//! people say.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::id::{PersonId, PhotoId};
use domain::instant::Instant;
use domain::language::Language;
use domain::permission::ThreadAct;
use domain::reference::Reference;
use domain::text::foreign;
use domain::thread::{Event, Phase, Step, Thread};
use http::StatusCode;
use leptos::prelude::*;
use serde::Deserialize;
use store::threads::ThreadEntry;

use super::lead::LEADS;
use super::live::live;
use super::load::{Shown, reference};
use super::part::Part;
use super::{Answered, calm, card, conversation, decisions, done, lead, meetings, outcome, retell};
use crate::app::App;
use crate::components::{
    Answer, Answers, ButtonKind, Chip, ErrorSummary, Flash, FlashTone, LinkButton, Problems, When,
};
use crate::dates::Local;
use crate::errors::PageError;
use crate::layout::{Frame, Page, Section};
use crate::text::moderation;
use crate::text::threads as words;
use crate::visitor::Visitor;
use crate::{named, respond, routes};

/// Posts on a page: a screen of an old phone scrolls that far.
pub(super) const POSTS: i64 = 100;
/// The same, of a list.
pub(super) const SHOWN: usize = 100;

/// So many of the latest posts say whether somebody should leave others some room.
const LATEST: i64 = 30;

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// `root.number` of the last post of the page before.
    #[serde(default)]
    after: String,
    /// `root.number` of the last post of the page.
    #[serde(default)]
    before: String,
    /// A post that should be on the page.
    #[serde(default)]
    at: String,
    /// The post that is answered.
    #[serde(default)]
    answer: String,
    /// What the act before led to.
    #[serde(default)]
    done: String,
    /// That somebody looks once more.
    #[serde(default)]
    look: String,
}

impl Asked {
    /// The address of the same posts, without what happened before.
    fn here(&self, number: Reference) -> String {
        let here = routes::thread(number);
        if !self.before.is_empty() {
            format!("{here}?before={}", routes::query_value(&self.before))
        } else if !self.after.is_empty() {
            format!("{here}?after={}", routes::query_value(&self.after))
        } else if !self.at.is_empty() {
            format!("{here}?at={}", routes::query_value(&self.at))
        } else {
            here
        }
    }

    /// The same once more. A browser that is led to where it is only jumps there, so the
    /// address is always another one.
    fn once_more(&self, number: Reference) -> String {
        let here = self.here(number);
        let sign = if here.contains('?') { '&' } else { '?' };
        let look = if self.look == "again" {
            "anew"
        } else {
            "again"
        };
        format!("{here}{sign}look={look}#posts")
    }
}

/// What was typed into the form below, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Typed {
    pub(super) words: String,
    pub(super) answers: Option<i64>,
    /// What the photos show.
    pub(super) shows: String,
    /// The photos that wait for it.
    pub(super) photos: Vec<PhotoId>,
    /// From when on one can write again, where that is what is wrong.
    pub(super) again: Option<Instant>,
    pub(super) problems: Problems,
    /// Whether it has just arrived: what the browser kept of it is forgotten.
    pub(super) sent: bool,
}

/// Everything that the page shows.
#[derive(Debug)]
pub struct Loaded {
    pub(super) shown: Shown,
    pub(super) history: Vec<ThreadEntry>,
    /// The posts of the page.
    pub(super) part: Part,
    /// How many posts there are.
    pub(super) count: i64,
    /// Who wrote the latest, the newest first.
    pub(super) latest: Vec<PersonId>,
    /// Where the same posts are found again.
    pub(super) here: String,
    /// The address that brings them anew.
    pub(super) once_more: String,
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> Answered {
    let loaded = load(&app, reference(&number)?, &asked).await?;
    let lang = visitor.language();
    let told = match asked.done.as_str() {
        "opened" => Some(words::opened(lang)),
        "posted" => Some(words::posted(lang)),
        "corrected" => Some(words::corrected_done(lang)),
        code => done(lang, code).or_else(|| ThreadAct::from_code(code).map(|_| words::done(lang))),
    };
    let flash = told.map(|text| Flash {
        tone: FlashTone::Done,
        text: text.to_owned(),
    });
    let typed = Typed {
        answers: asked.answer.parse().ok(),
        sent: asked.done == "posted",
        ..Typed::default()
    };
    Ok(page(&app, &visitor, &loaded, StatusCode::OK, flash, typed))
}

/// The page once more, with what was typed.
pub(super) async fn again(
    app: &App,
    visitor: &Visitor,
    number: Reference,
    mut typed: Typed,
) -> Answered {
    let loaded = load(app, number, &Asked::default()).await?;
    if let Some(again) = typed.again {
        let lang = visitor.language();
        let local = loaded.shown.local(lang, visitor.now);
        let told = moderation::write_again(lang, &local.near(again).shown);
        typed.problems.push("post", told);
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(page(app, visitor, &loaded, status, None, typed))
}

/// At most six statements in one snapshot.
async fn load(app: &App, number: Reference, asked: &Asked) -> Result<Loaded, PageError> {
    let mut snapshot = app.store.snapshot().await?;
    let mut conn = snapshot.conn();
    let shown = Shown::load(app, &mut conn, number).await?;
    let thread = shown.thread.id;
    let history = conn.thread_history(thread).await?;
    let at = asked.at.parse().ok();
    let latest = conn
        .latest_posts(thread, at.unwrap_or_default(), LATEST)
        .await?;
    let part = if let Some(last) = spot(&asked.before) {
        Part::until(conn.list_posts_until(thread, last, POSTS + 1).await?)
    } else {
        let after = spot(&asked.after).or_else(|| {
            let root = latest.root.filter(|_| latest.count > POSTS)?;
            Some((root, before(root, at?)))
        });
        let from = after.unwrap_or_default();
        Part::from(conn.list_posts(thread, from, POSTS + 1).await?, after)
    };
    Ok(Loaded {
        shown,
        history,
        part,
        count: latest.count,
        latest: latest.authors,
        here: asked.here(number),
        once_more: asked.once_more(number),
    })
}

/// A spot in the order of the posts as an address has it: root and number.
fn spot(text: &str) -> Option<(i64, i64)> {
    let (root, number) = text.split_once('.')?;
    Some((root.parse().ok()?, number.parse().ok()?))
}

/// After which number of the conversation that begins with `root` a page begins that has
/// post `at` of it: with all of the conversation, or, so far down, with what goes before.
fn before(root: i64, at: i64) -> i64 {
    if at - root < POSTS { 0 } else { at - POSTS / 2 }
}

impl Loaded {
    /// The page from its first post on, loaded; benches measure rendering by it.
    pub async fn first(app: &App, number: Reference) -> Result<Self, PageError> {
        load(app, number, &Asked::default()).await
    }

    /// The page of what is loaded already.
    pub fn page(&self, app: &App, visitor: &Visitor) -> Response {
        page(app, visitor, self, StatusCode::OK, None, Typed::default())
    }
}

fn page(
    app: &App,
    visitor: &Visitor,
    loaded: &Loaded,
    status: StatusCode,
    flash: Option<Flash>,
    typed: Typed,
) -> Response {
    let lang = visitor.language();
    let title = loaded.shown.thread.title.to_string();
    let wrong = !typed.problems.is_empty();
    let mut about = Page::new(title, Section::Elsewhere).with_problems(wrong);
    about.islands = loaded.shown.thread.is_open();
    let frame = Frame {
        flash,
        ..visitor.frame(app)
    };
    let key = app.ids.uuid().to_string();
    respond::page(status, &frame, &about, move || {
        let local = loaded.shown.local(lang, visitor.now);
        let problems = typed.problems.clone();
        // While neighbours talk, what they say stands first.
        let further = further(visitor, &loaded.shown, &local);
        let (before, after) = match loaded.shown.thread.step() {
            Some(Step::Talk) => (
                None,
                Some(view! { <div class="stack" data-live="further">{further}</div> }),
            ),
            _ => (Some(further), None),
        };
        let asides = [
            lead_links(visitor, &loaded.shown),
            Some(history(lang, loaded, &local)),
        ];
        view! {
            <ErrorSummary lang problems/>
            {heading(lang, &loaded.shown)}
            <div class="cols">
                <div class="stack">
                    <div class="stack" data-live="standing">
                        {standing(lang, &loaded.shown, &local, visitor.now)}
                        {outcome::outcome(lang, &loaded.shown, &local)}
                        {about_it(lang, loaded, &local)}
                        {before}
                    </div>
                    {conversation::conversation(lang, visitor, loaded, &local)}
                    {live(lang, &loaded.shown, loaded.here.clone())}
                    {conversation::write(lang, visitor, loaded, typed, key)}
                    {after}
                </div>
                <aside class="stack">{asides.into_iter().flatten().collect_view()}</aside>
            </div>
        }
    })
}

/// Meetings, decisions and statements.
fn further(visitor: &Visitor, shown: &Shown, local: &Local) -> AnyView {
    let asks = decisions::is_offered(visitor, shown);
    view! {
        {meetings::list(visitor, shown, local)}
        {decisions::list(visitor, shown, local, asks)}
        {weighing(visitor.language(), &shown.thread)}
    }
    .into_any()
}

fn heading(lang: Language, shown: &Shown) -> AnyView {
    let thread = &shown.thread;
    let (tone, label) = card::chip(lang, thread);
    let number = words::number(lang, &thread.reference.spaced());
    let place = shown.path.last().map(|place| {
        view! { <a href=routes::place(&place.slug)>{shown.place(lang)}</a> }
    });
    view! {
        <div class="title" data-live="title">
            <p class="soft row">{place}<span>{number}</span></p>
            <h1 lang=foreign(thread.title.as_str(), lang)>{thread.title.to_string()}</h1>
            <p class="row"><Chip tone label/></p>
        </div>
    }
    .into_any()
}

/// What can be decided here, who has the last word, and by when.
fn standing(lang: Language, shown: &Shown, local: &Local, now: Instant) -> AnyView {
    let thread = &shown.thread;
    let mut rows = vec![
        row(words::level(lang), named::participation(lang, thread.level)),
        row(words::last_word(lang), thread.last_word.to_string()),
        row(words::leads(lang), shown.body_name(lang, thread.body)),
    ];
    if let Some(ruled) = thread.ruled {
        let more = row(words::level_ruled(lang), named::participation(lang, ruled));
        rows.insert(1, more);
    }
    if let Phase::Open { step, until } = thread.phase {
        let note = match step {
            Step::Talk => words::note_talk(lang),
            Step::Weigh => words::note_weigh(lang),
            Step::Decide => words::note_decide(lang),
        };
        rows.insert(0, row(words::now(lang), note));
        rows.push(row(words::until(lang), local.full(until).shown));
    }
    let late = thread.until().is_some_and(|until| until <= now);
    let late = late.then(|| {
        let told = words::late(lang, &shown.body_name(lang, thread.body));
        view! { <p class="warn">{told}</p> }
    });
    view! { <section class="card" aria-label=words::now(lang)>{late}<Answers rows/></section> }
        .into_any()
}

fn row(label: &'static str, value: impl Into<crate::components::Words>) -> Answer {
    Answer {
        label: label.into(),
        value: value.into(),
        change: None,
    }
}

pub(super) fn paragraphs(lang: Language, text: &str) -> Vec<AnyView> {
    let tongue = foreign(text, lang);
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| view! { <p lang=tongue>{line.to_owned()}</p> }.into_any())
        .collect()
}

fn about_it(lang: Language, loaded: &Loaded, local: &Local) -> AnyView {
    let thread = &loaded.shown.thread;
    let case = thread.case.map(|case| {
        let told = words::about_case(lang, &case.spaced());
        let more_time = (thread.is_open() && !thread.extended)
            .then(|| view! { <p class="small soft">{words::more_time_note(lang)}</p> });
        view! { <p><a href=routes::case(case)>{told}</a></p>{more_time} }
    });
    let challenge = thread.challenge.map(|challenge| {
        let told = words::about_challenge(lang, &challenge.spaced());
        view! { <p><a href=routes::challenge(challenge)>{told}</a></p> }
    });
    view! {
        <section class="card" aria-labelledby="about">
            <h2 id="about">{words::about(lang)}</h2>
            {paragraphs(lang, thread.words.as_str())}
            {retell::told(lang, &loaded.shown, &loaded.history, local)}
            {case}
            {challenge}
        </section>
    }
    .into_any()
}

/// The way to the statements.
fn weighing(lang: Language, thread: &Thread) -> AnyView {
    let statements = routes::thread_at(thread.reference, "statements");
    let opinions = routes::thread_at(thread.reference, "opinions");
    let first = match thread.step() {
        Some(Step::Weigh) => Some(view! { <LinkButton href=statements label=words::statements_link(lang)/> }.into_any()),
        Some(Step::Talk) => Some(
            view! { <LinkButton href=statements label=words::statements_add(lang) kind=ButtonKind::Quiet/> }.into_any(),
        ),
        Some(Step::Decide) | None => None,
    };
    let second = (thread.step() != Some(Step::Talk))
        .then(|| view! { <LinkButton href=opinions label=words::opinions_link(lang) kind=ButtonKind::Quiet/> });
    view! {
        <section class="card" aria-labelledby="weigh">
            <h2 id="weigh">{words::weigh_heading(lang)}</h2>
            <p>{words::weigh_note(lang)}</p>
            <p class="actions">{first}{second}</p>
        </section>
    }
    .into_any()
}

/// What who leads through it can do next.
fn lead_links(visitor: &Visitor, shown: &Shown) -> Option<AnyView> {
    let lang = visitor.language();
    let links: Vec<AnyView> = LEADS
        .into_iter()
        .filter(|act| shown.may(&visitor.actor, *act) && lead::fits(&shown.thread, *act))
        .map(|act| {
            let href = routes::thread_at(shown.thread.reference, act.code());
            view! { <a href=href>{lead::label(lang, act)}</a> }.into_any()
        })
        .collect();
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

fn history(lang: Language, loaded: &Loaded, local: &Local) -> AnyView {
    let shown = &loaded.shown;
    let items = loaded
        .history
        .iter()
        .map(|entry| {
            let day = |until: Instant| local.date(until).shown;
            let told = match &entry.recorded.event {
                Event::Opened { opened } => {
                    words::event_opened(lang, &shown.body_name(lang, opened.body))
                }
                Event::Moved {
                    step: Step::Weigh,
                    until,
                } => words::event_weigh(lang, &day(*until)),
                Event::Moved { until, .. } => words::event_decide(lang, &day(*until)),
                Event::Extended { until, words: why } => {
                    words::event_extended(lang, &day(*until), why.as_str())
                }
                calming @ (Event::Slowed { .. } | Event::Cooled { .. }) => {
                    calm::event(lang, calming, local).unwrap_or_default()
                }
                Event::Retold { .. } => retell::event(lang, shown, entry).unwrap_or_default(),
                Event::Handed { body, because } => shown.handed(lang, *body, *because),
                Event::Missed { due } => {
                    words::event_missed(lang, &shown.body_name(lang, shown.thread.body), &day(*due))
                }
                Event::Agreed { .. } => words::event_agreed(lang).to_owned(),
                Event::HoldsAsked => words::event_holds_asked(lang).to_owned(),
                Event::Closed { .. } => words::event_closed(lang).to_owned(),
            };
            let moment = local.near(entry.recorded.at);
            view! { <li><When moment/> <p>{told}</p></li> }
        })
        .collect_view();
    let heading = words::history(lang);
    view! {
        <section class="card" aria-labelledby="history">
            <h2 id="history">{heading}</h2>
            <ol class="sentences">{items}</ol>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_asked_for_by_a_post_has_it() {
        for root in [1, 50, 700] {
            for at in root..root + 3 * POSTS {
                let before = before(root, at);
                // Numbers rise within a conversation, and other posts may have some of them.
                let first = if before == 0 { root } else { before + 1 };
                assert!((0..POSTS).contains(&(at - first)), "{root} {at}");
            }
        }
    }
}
