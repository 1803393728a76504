//! Leading through a thread: on to the next step, more time, the agreement, the end.

use axum::extract::{Path, Query, State as AppState};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::case::Refused as CaseRefused;
use domain::language::Language;
use domain::permission::{ThreadAct, may_in_thread};
use domain::text::{Words, WordsInvalid};
use domain::thread::calm::{COOL_HOURS, SLOW_MINUTES};
use domain::thread::{Command, Order, Refused, Step, Thread};
use http::StatusCode;
use leptos::prelude::*;
use serde::Deserialize;

use super::load::{Shown, reference};
use super::{Answered, commitments, retell, sentence};
use crate::acting::Acting;
use crate::app::App;
use crate::components::{
    Button, ButtonKind, Choice, ChoiceOption, ErrorSummary, Field, FieldKind, Form, Hidden,
    Problem, Problems, Refusal, TextArea,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::reading::Reading;
use crate::text::moderation;
use crate::text::threads as words;
use crate::visitor::Visitor;
use crate::{named, respond, routes};

/// The acts that have an address below a thread's own.
pub const LEADS: [ThreadAct; 7] = [
    ThreadAct::Move,
    ThreadAct::Extend,
    ThreadAct::Slow,
    ThreadAct::Cool,
    ThreadAct::Retell,
    ThreadAct::Agree,
    ThreadAct::Close,
];

/// Whether there is anything to offer: the last step has no next one.
pub(super) fn fits(thread: &Thread, act: ThreadAct) -> bool {
    match act {
        ThreadAct::Move => thread.step().is_some_and(|step| step < Step::Decide),
        // About a case, those affected give it more time.
        ThreadAct::Extend => !thread.extended && thread.case.is_none(),
        _ => true,
    }
}

pub(super) const fn label(lang: Language, act: ThreadAct) -> &'static str {
    match act {
        ThreadAct::Extend => words::extend_label(lang),
        ThreadAct::Slow => moderation::slow_label(lang),
        ThreadAct::Cool => moderation::cool_label(lang),
        ThreadAct::Retell => words::retell_label(lang),
        ThreadAct::Agree => words::agree_label(lang),
        ThreadAct::Close => words::close_label(lang),
        _ => words::move_label(lang),
    }
}

const fn lead(lang: Language, act: ThreadAct) -> (&'static str, &'static str) {
    match act {
        ThreadAct::Extend => (words::extend_lead(lang), words::extend_button(lang)),
        ThreadAct::Slow => (moderation::slow_lead(lang), moderation::slow_button(lang)),
        ThreadAct::Cool => (moderation::cool_lead(lang), moderation::cool_button(lang)),
        ThreadAct::Retell => (words::retell_lead(lang), words::retell_button(lang)),
        ThreadAct::Agree => (words::agree_lead(lang), words::agree_button(lang)),
        ThreadAct::Close => (words::close_lead(lang), words::close_button(lang)),
        _ => (words::move_lead(lang), words::move_button(lang)),
    }
}

/// The thread and the act of an address, for somebody who may.
async fn asked(
    app: &App,
    visitor: &Visitor,
    number: &str,
    code: &str,
) -> Result<(Shown, ThreadAct), PageError> {
    let act = ThreadAct::from_code(code).filter(|act| LEADS.contains(act));
    let act = act.ok_or(PageError::NotFound)?;
    let shown = Shown::alone(app, reference(number)?).await?;
    visitor.signed_in()?;
    match may_in_thread(&visitor.actor, act, &shown.thread) {
        // A thread that is over says so on its page: the form would only be refused.
        Ok(_) | Err(Refused::ThreadOver) => Ok((shown, act)),
        Err(_) => Err(PageError::Denied),
    }
}

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct From {
    /// The decision whose words an agreement begins with.
    #[serde(default)]
    decision: String,
    /// The meeting at which it was decided.
    #[serde(default)]
    meeting: String,
}

pub(super) async fn ask(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path((number, code)): Path<(String, String)>,
    Query(from): Query<From>,
) -> Answered {
    let (shown, act) = asked(&app, &visitor, &number, &code).await?;
    let typed = match act {
        ThreadAct::Agree => {
            let words = settled(&app, &shown, &from).await?;
            Posted::from_fields(words.map(|words| ("words".to_owned(), words)))
        }
        ThreadAct::Retell => retell::beginning(&shown.thread),
        _ => Posted::default(),
    };
    Ok(page(&app, &visitor, &shown, act, &typed, Problems::none()))
}

/// What was decided before, as the words of an agreement begin.
async fn settled(app: &App, shown: &Shown, from: &From) -> Result<Option<String>, PageError> {
    if let Ok(number) = from.decision.parse() {
        let reference = shown.thread.reference;
        let decision = app.store.find_decision(reference, number).await?;
        return Ok(decision.map(|decision| decision.words.to_string()));
    }
    let number = from.meeting.parse().ok();
    let meeting = shown.meetings.iter().find(|one| Some(one.number) == number);
    let decided = meeting.and_then(|meeting| meeting.decided.as_ref());
    let lines = decided.map(|all| all.iter().map(|one| one.what.to_string()));
    Ok(lines.map(|lines| lines.collect::<Vec<_>>().join("\n")))
}

pub(super) async fn act(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path((number, code)): Path<(String, String)>,
    form: Posted,
) -> Answered {
    let (shown, act) = asked(&app, &visitor, &number, &code).await?;
    let acting = Acting::of(&app, &visitor, &form)?;
    let calendar = shown.body().map(|body| body.calendar.clone());
    let mut reading = Reading::new(visitor.language(), &form, calendar.as_ref());
    let command = command(&mut reading, act);
    let problems = reading.problems;
    let Some(command) = command.filter(|_| problems.is_empty()) else {
        return Ok(page(&app, &visitor, &shown, act, &form, problems));
    };
    let order = Order {
        command,
        expected_version: form.text("version").parse().ok(),
    };
    let reference = shown.thread.reference;
    let outcome = acting
        .carry("lead through a thread", |me| async move {
            let (store, ids, once) = (&me.app.store, &me.app.ids, me.once());
            store
                .act_on_thread(reference, &order, &me.actor, once.as_ref(), ids, me.now)
                .await
        })
        .await?;
    match outcome {
        Ok(_) => {
            let to = format!("{}?done={}", routes::thread(reference), act.code());
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let (refused, told) = sentence(&visitor, error)?;
            let mut problems = Problems::none();
            let shown = Shown::alone(&app, reference).await?;
            problems.push(
                field_of(act, refused),
                problem(&visitor, &shown, refused, told),
            );
            Ok(page(&app, &visitor, &shown, act, &form, problems))
        }
    }
}

/// Why a rule said no; where it is too early, with the day from which on it is not.
fn problem(visitor: &Visitor, shown: &Shown, refused: Refused, told: Refusal) -> Problem {
    let Refused::TalkTooShort { from } = refused else {
        return told.into();
    };
    let lang = visitor.language();
    let from = shown.local(lang, visitor.now).full(from).shown;
    told.saying(words::ends_from(lang, &from))
}

const fn field_of(act: ThreadAct, refused: Refused) -> &'static str {
    match refused {
        Refused::NothingChanged if matches!(act, ThreadAct::Retell) => "title",
        Refused::StepBack => "step",
        Refused::EndInThePast | Refused::EndTooFar | Refused::NotLater => "until",
        Refused::ReviewDate => "review",
        Refused::SlowMinutes | Refused::NothingChanged => "minutes",
        Refused::CoolHours | Refused::CooledLately => "hours",
        Refused::Case(CaseRefused::PromiseInThePast | CaseRefused::PromiseTooFar) => "promised",
        _ => "",
    }
}

fn command(reading: &mut Reading<'_>, act: ThreadAct) -> Option<Command> {
    match act {
        ThreadAct::Extend => {
            let (until, why) = (reading.day("until"), reading.sentence("words"));
            Some(Command::Extend {
                until: until?,
                words: why?,
            })
        }
        ThreadAct::Slow => {
            let minutes = reading.choice("minutes", |code| code.parse().ok());
            let why = reading.sentence("words");
            Some(Command::Slow {
                minutes: minutes?,
                words: why?,
            })
        }
        ThreadAct::Cool => {
            let hours = reading.choice("hours", |code| code.parse().ok());
            let why = reading.sentence("words");
            Some(Command::Cool {
                hours: hours?,
                words: why?,
            })
        }
        ThreadAct::Retell => retell::command(reading),
        ThreadAct::Agree => {
            let agreed = Words::parse(reading.form.text("words")).map_err(WordsInvalid::code);
            let agreed = reading.fit("words", agreed);
            let review = reading.day("review");
            let typed = !reading.form.text("promised").trim().is_empty();
            let promised = typed.then(|| reading.day("promised"));
            let commitments = commitments::read(reading);
            Some(Command::Agree {
                words: agreed?,
                commitments,
                review: review?,
                promised: match promised {
                    Some(day) => Some(day?),
                    None => None,
                },
            })
        }
        ThreadAct::Close => Some(Command::Close {
            learnt: reading.sentence("words")?,
        }),
        _ => {
            let step = reading.choice("step", Step::from_code);
            let until = reading.day("until");
            Some(Command::Move {
                step: step?,
                until: until?,
            })
        }
    }
}

const fn minutes_name(lang: Language, minutes: i64) -> &'static str {
    match minutes {
        0 => moderation::minutes_0(lang),
        10 => moderation::minutes_10(lang),
        _ => moderation::minutes_60(lang),
    }
}

fn fields(
    lang: Language,
    shown: &Shown,
    act: ThreadAct,
    typed: &Posted,
    problems: &Problems,
) -> Vec<AnyView> {
    let value = |name: &str| typed.text(name).to_owned();
    let error = |name: &str| problems.at(name);
    let until = || {
        view! { <Field lang name="until" label=words::f_step_end(lang) value=value("until") error=error("until") kind=FieldKind::Date/> }.into_any()
    };
    let why = || {
        view! { <TextArea lang name="words" label=words::f_why(lang) value=value("words") error=error("words") rows=3/> }.into_any()
    };
    match act {
        ThreadAct::Extend => vec![until(), why()],
        ThreadAct::Slow => {
            let options = SLOW_MINUTES
                .map(|minutes| ChoiceOption::new(minutes.to_string(), minutes_name(lang, minutes), ""))
                .to_vec();
            vec![
                view! { <Choice lang name="minutes" label=moderation::f_minutes(lang) options chosen=value("minutes") error=error("minutes")/> }.into_any(),
                why(),
            ]
        }
        ThreadAct::Cool => {
            let options = COOL_HOURS
                .map(|hours| ChoiceOption::new(hours.to_string(), moderation::hours(lang, hours), ""))
                .to_vec();
            vec![
                view! { <Choice lang name="hours" label=moderation::f_hours(lang) options chosen=value("hours") error=error("hours")/> }.into_any(),
                why(),
            ]
        }
        ThreadAct::Retell => retell::fields(lang, typed, problems),
        ThreadAct::Agree => vec![
            view! { <TextArea lang name="words" label=words::f_agreed(lang) hint=words::f_agreed_hint(lang) value=value("words") error=error("words")/> }.into_any(),
            view! { <Field lang name="review" label=words::f_review(lang) hint=words::f_review_hint(lang) value=value("review") error=error("review") kind=FieldKind::Date/> }.into_any(),
            commitments::fields(lang, typed, problems),
            shown.thread.case.map(|_| {
                view! { <Field lang name="promised" label=words::f_done_by(lang) hint=words::f_done_by_hint(lang) value=value("promised") error=error("promised") kind=FieldKind::Date optional=true/> }
            }).into_any(),
        ],
        ThreadAct::Close => vec![
            view! { <TextArea lang name="words" label=words::f_learnt(lang) value=value("words") error=error("words") rows=3/> }.into_any(),
        ],
        _ => {
            let options = [Step::Weigh, Step::Decide]
                .into_iter()
                .filter(|step| shown.thread.step().is_none_or(|now| now < *step))
                .map(|step| {
                    let hint = match step {
                        Step::Weigh => words::step_hint_weigh(lang),
                        Step::Talk | Step::Decide => words::step_hint_decide(lang),
                    };
                    ChoiceOption::new(step.code(), named::step(lang, step), hint)
                })
                .collect();
            vec![
                view! { <Choice lang name="step" label=words::f_step(lang) options chosen=value("step") error=error("step")/> }.into_any(),
                until(),
            ]
        }
    }
}

fn page(
    app: &App,
    visitor: &Visitor,
    shown: &Shown,
    act: ThreadAct,
    typed: &Posted,
    problems: Problems,
) -> Response {
    let lang = visitor.language();
    let wrong = !problems.is_empty();
    let status = if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let about = Page::new(label(lang, act), Section::Inbox).with_problems(wrong);
    let fields = fields(lang, shown, act, typed, &problems);
    let (lead, button) = lead(lang, act);
    let kind = match act {
        ThreadAct::Close => ButtonKind::Danger,
        _ => ButtonKind::Filled,
    };
    let version = shown.thread.version.to_string();
    let (title, key) = (shown.thread.title.to_string(), app.ids.uuid().to_string());
    let here = routes::thread(shown.thread.reference);
    let action = routes::thread_at(shown.thread.reference, act.code());
    respond::page(status, &visitor.frame(app), &about, move || {
        view! {
            <div class="narrow stack">
                <ErrorSummary lang problems/>
                <div class="title">
                    <p class="soft row"><a href=here.clone()>{title}</a></p>
                    <h1>{label(lang, act)}</h1>
                    <p class="lead">{lead}</p>
                </div>
                <Form action key>
                    <Hidden name="version" value=version/>
                    {fields}
                    <Button label=button kind/>
                </Form>
                <p><a href=here>{words::back(lang)}</a></p>
            </div>
        }
    })
}
