//! Does an agreement still hold? Those who had a part in it say so on its review date.

use axum::extract::{Path, Query, State as AppState};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::language::Language;
use domain::permission::leads;
use domain::thread::{Holds, Phase, Refused};
use http::StatusCode;
use leptos::prelude::*;
use serde::Deserialize;
use store::threads::HoldsStanding;

use super::load::{Shown, reference};
use super::page::paragraphs;
use super::{Answered, commitments, sentence};
use crate::app::App;
use crate::components::{
    Button, ButtonKind, ErrorSummary, Flash, FlashTone, Form, LinkButton, Problems, TextArea,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Frame, Page, Section};
use crate::reading::Reading;
use crate::text::agreement as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// With fewer answers nobody is told how they stand: neighbours know each other.
const FEWEST: i64 = 10;
/// While it is asked, the number of answers is told in steps of so many.
const STEP: i64 = 5;

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// What the act before led to.
    #[serde(default)]
    done: String,
}

/// An agreement with what is said about it.
struct Loaded {
    shown: Shown,
    standing: HoldsStanding,
    /// What was said, for who leads through the thread.
    reasons: Vec<String>,
}

/// At most five statements.
async fn load(app: &App, visitor: &Visitor, number: &str) -> Result<Loaded, PageError> {
    let mut snapshot = app.store.snapshot().await?;
    let mut conn = snapshot.conn();
    let shown = Shown::load(app, &mut conn, reference(number)?).await?;
    if !matches!(shown.thread.phase, Phase::Agreed { .. }) {
        return Err(PageError::NotFound);
    }
    let person = visitor.person().map(|person| person.id);
    let standing = conn.holds_standing(&shown.thread, person).await?;
    let reasons = match leads(&visitor.actor, shown.thread.body) {
        Ok(()) => conn.list_holds_reasons(shown.thread.id).await?,
        Err(_) => Vec::new(),
    };
    Ok(Loaded {
        shown,
        standing,
        reasons,
    })
}

pub(super) async fn show(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> Answered {
    let loaded = load(&app, &visitor, &number).await?;
    let done = (asked.done == "said").then(|| Flash {
        tone: FlashTone::Done,
        text: words::thanks(visitor.language()).to_owned(),
    });
    Ok(page(&app, &visitor, &loaded, None, Problems::none(), done))
}

pub(super) async fn say(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    form: Posted,
) -> Answered {
    let thread = reference(&number)?;
    visitor.signed_in()?;
    let mut reading = Reading::new(visitor.language(), &form, None);
    let holds = Holds::from_code(form.text("holds"));
    if holds.is_none() {
        reading.say("reason", "holds-missing");
    }
    let reason = reading.optional("reason");
    let mut problems = reading.problems;
    if let Some(holds) = holds.filter(|_| problems.is_empty()) {
        let said = (holds, reason.as_ref());
        let outcome = app
            .store
            .say_holds(thread, said, &visitor.actor, visitor.now);
        match outcome.await {
            Ok(_) => {
                let to = format!("{}?done=said", routes::thread_at(thread, "holds"));
                return Ok(Redirect::to(&to).into_response());
            }
            Err(error) => {
                let (refused, told) = sentence(&visitor, error)?;
                problems.push(
                    if matches!(refused, Refused::HoldsReasonMissing) {
                        "reason"
                    } else {
                        ""
                    },
                    told,
                );
            }
        }
    }
    let loaded = load(&app, &visitor, &number).await?;
    Ok(page(&app, &visitor, &loaded, Some(&form), problems, None))
}

const fn label(lang: Language, holds: Holds) -> &'static str {
    match holds {
        Holds::Yes => words::yes(lang),
        Holds::No => words::no(lang),
        Holds::Changed => words::changed(lang),
    }
}

fn page(
    app: &App,
    visitor: &Visitor,
    loaded: &Loaded,
    form: Option<&Posted>,
    problems: Problems,
    flash: Option<Flash>,
) -> Response {
    let lang = visitor.language();
    let wrong = !problems.is_empty();
    let status = if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let about = Page::new(words::title(lang), Section::Elsewhere).with_problems(wrong);
    let frame = Frame {
        flash,
        ..visitor.frame(app)
    };
    let thread = &loaded.shown.thread;
    let (title, here) = (thread.title.to_string(), routes::thread(thread.reference));
    let answer = answer(visitor, loaded, form, &problems);
    let (agreed, standing) = (agreed(visitor, loaded), standing(visitor, loaded));
    respond::page(status, &frame, &about, move || {
        view! {
            <div class="narrow stack">
                <ErrorSummary lang problems/>
                <div class="title">
                    <p class="soft row"><a href=here>{title}</a></p>
                    <h1>{words::title(lang)}</h1>
                    <p class="lead">{words::lead(lang)}</p>
                </div>
                {agreed}
                {answer}
                {standing}
            </div>
        }
    })
}

/// What was agreed, and who does what.
fn agreed(visitor: &Visitor, loaded: &Loaded) -> Option<AnyView> {
    let lang = visitor.language();
    let local = loaded.shown.local(lang, visitor.now);
    let Phase::Agreed {
        words: agreed,
        commitments: all,
        ..
    } = &loaded.shown.thread.phase
    else {
        return None;
    };
    let view = view! {
        <section class="card" aria-label=words::agreed(lang)>
            {paragraphs(lang, agreed.as_str())}
            {commitments::table(lang, all, &local)}
        </section>
    };
    Some(view.into_any())
}

/// The three buttons, or why there are none.
fn answer(
    visitor: &Visitor,
    loaded: &Loaded,
    form: Option<&Posted>,
    problems: &Problems,
) -> Option<AnyView> {
    let lang = visitor.language();
    let thread = &loaded.shown.thread;
    let (from, until) = thread.holds_asked()?;
    let local = loaded.shown.local(lang, visitor.now);
    if visitor.now < from {
        let told = words::from(lang, &local.date(from).shown);
        return Some(view! { <p>{told}</p> }.into_any());
    }
    if visitor.now >= until {
        return None;
    }
    let action = routes::thread_at(thread.reference, "holds");
    if visitor.person().is_none() {
        let href = routes::sign_in_then(&action);
        return Some(view! { <p><LinkButton href label=words::sign_in(lang)/></p> }.into_any());
    }
    if !loaded.standing.concerned {
        return Some(view! { <p>{words::not_concerned(lang)}</p> }.into_any());
    }
    let own = loaded.standing.own.as_ref();
    let value = match (form, own) {
        (Some(form), _) => form.text("reason").to_owned(),
        (None, Some((_, reason))) => reason.clone().unwrap_or_default(),
        (None, None) => String::new(),
    };
    let now = own.map(|(own, _)| {
        let told = words::own(lang, label(lang, *own));
        view! { <p><strong>{told}</strong></p> }
    });
    let buttons = Holds::ALL
        .map(|one| view! { <Button label=label(lang, one) kind=ButtonKind::Quiet name=Some("holds") value=Some(one.code().into())/> })
        .collect_view();
    let error = problems.at("reason");
    let view = view! {
        <section class="card" aria-label=words::title(lang)>
            {now}
            <Form action>
                <TextArea lang name="reason" label=words::f_reason(lang) hint=words::f_reason_hint(lang) value error rows=3 optional=true/>
                <div class="actions">{buttons}</div>
            </Form>
            <p class="small soft">{words::until(lang, &local.date(until).shown)}</p>
        </section>
    };
    Some(view.into_any())
}

/// How it stands, once all who want to have answered and they are enough; what was said,
/// for who leads. While answers come in, one more of them would be one neighbour's.
fn standing(visitor: &Visitor, loaded: &Loaded) -> Option<AnyView> {
    let lang = visitor.language();
    let thread = &loaded.shown.thread;
    let (_, until) = thread.holds_asked()?;
    let open = visitor.now < until;
    let [yes, no, changed] = loaded.standing.counts;
    let all = yes + no + changed;
    if all == 0 {
        return None;
    }
    let told = if open { all - all % STEP } else { all };
    let told = (told > 0).then(|| words::answered(lang, told));
    let counts = if open {
        let local = loaded.shown.local(lang, visitor.now);
        words::counts_later(lang, &local.date(until).shown)
    } else if all < FEWEST {
        words::few(lang).to_owned()
    } else {
        let [yes, no, changed] = [yes, no, changed].map(|one| one.to_string());
        words::counts(lang, &yes, &no, &changed)
    };
    let reasons = (!loaded.reasons.is_empty()).then(|| {
        let items = loaded
            .reasons
            .iter()
            .map(|one| view! { <li>{one.clone()}</li> })
            .collect_view();
        view! { <h2>{words::reasons(lang)}</h2><ul class="list">{items}</ul> }
    });
    let view = view! {
        <section class="card">
            <p>{told}" "{counts}</p>
            {again(visitor, loaded)}
            {reasons}
        </section>
    };
    Some(view.into_any())
}

/// That more say no than yes, and the way to talk it over once more, for who can open it.
fn again(visitor: &Visitor, loaded: &Loaded) -> Option<AnyView> {
    let lang = visitor.language();
    let thread = &loaded.shown.thread;
    let (_, until) = thread.holds_asked()?;
    let [yes, no, changed] = loaded.standing.counts;
    if visitor.now < until || yes + no + changed < FEWEST || no + changed <= yes {
        return None;
    }
    let body = loaded.shown.body_name(lang, thread.body);
    let leads = leads(&visitor.actor, thread.body).is_ok();
    let place = loaded.shown.path.last().filter(|_| leads);
    let way = place.map(|place| {
        let href = routes::open_thread(&place.slug);
        view! { <p class="actions"><LinkButton href label=words::open_again(lang)/></p> }
    });
    Some(view! { <p>{words::holds_no_more(lang, &body)}</p>{way} }.into_any())
}
