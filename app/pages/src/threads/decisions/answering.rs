//! Answering a decision. The form carries how often the vote was answered before, so
//! that a stale page changes nothing.

use axum::extract::{Path, State as AppState};
use axum::response::{IntoResponse as _, Redirect};
use domain::decision::{Cast, Choice as Chosen, Decision, Mark, Refused, Seen};
use domain::language::Language;
use domain::method::{Reason, Shape};
use leptos::prelude::*;
use store::decisions::{Given, OwnBallot};

use super::load::Here;
use super::{Answered, page, rules, sentence};
use crate::acting::Acting;
use crate::app::App;
use crate::components::{
    Button, Choice, ChoiceOption, Field, FieldKind, Form, Hidden, Problems, Quote, TextArea,
};
use crate::form::Posted;
use crate::reading::Reading;
use crate::text::decisions as words;
use crate::visitor::Visitor;

/// The names of the fields of several marks, as many as a decision can have options.
const MARKS: [&str; 10] = [
    "mark-1", "mark-2", "mark-3", "mark-4", "mark-5", "mark-6", "mark-7", "mark-8", "mark-9",
    "mark-10",
];

pub(super) async fn answer(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path((thread, number)): Path<(String, String)>,
    form: Posted,
) -> Answered {
    let here = Here::alone(&app, &thread, &number).await?;
    let acting = Acting::of(&app, &visitor, &form)?;
    let mut reading = Reading::new(visitor.language(), &form, None);
    let cast = read(&mut reading, &here.decision);
    let problems = reading.problems;
    if !problems.is_empty() {
        return page::again(&app, &visitor, (&thread, &number), form, problems).await;
    }
    let seen = form.text("seen").parse().ok().map(Seen);
    let (reference, at) = (here.decision.reference, here.decision.number);
    let outcome = acting
        .carry("answer a decision", |me| async move {
            let (store, ids) = (&me.app.store, &me.app.ids);
            store
                .cast_ballot(reference, at, (&cast, seen), &me.actor, ids, me.now)
                .await
        })
        .await?;
    match outcome {
        Ok(_) => {
            let to = format!("{}?done=answered", here.href());
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let (refused, told) = sentence(&visitor, error)?;
            let mut problems = Problems::none();
            problems.push(field_of(refused, &here.decision), told);
            page::again(&app, &visitor, (&thread, &number), form, problems).await
        }
    }
}

fn field_of(refused: Refused, decision: &Decision) -> &'static str {
    match (refused, decision.method.shape) {
        (Refused::ReasonMissing, _) => "reason",
        (Refused::BallotEmpty | Refused::BallotStrange, Shape::One) => "choice",
        (
            Refused::BallotEmpty
            | Refused::BallotStrange
            | Refused::BallotGap
            | Refused::BallotDots,
            _,
        ) => MARKS[0],
        _ => "",
    }
}

fn read(reading: &mut Reading<'_>, decision: &Decision) -> Cast {
    let choice = match decision.method.shape {
        Shape::One => reading.form.text("choice").parse().ok().map(Chosen::One),
        Shape::Each => {
            let fields = MARKS.iter().take(decision.count());
            // All of them, so that every gap is said at once.
            let marks: Vec<Option<Mark>> = fields
                .map(|field| reading.choice(field, Mark::from_code))
                .collect();
            marks.into_iter().collect::<Option<_>>().map(Chosen::Each)
        }
        Shape::Rank => numbers(reading, decision).map(Chosen::Rank),
        Shape::Dots => numbers(reading, decision).map(|given| {
            let given = given.into_iter().map(Option::unwrap_or_default);
            Chosen::Dots(given.collect())
        }),
    };
    Cast {
        choice,
        reason: reading.optional("reason"),
    }
}

/// A number for each option, or none where nothing was typed; what is no number is said.
fn numbers(reading: &mut Reading<'_>, decision: &Decision) -> Option<Vec<Option<u64>>> {
    let (mut numbers, form) = (Vec::new(), reading.form);
    for field in MARKS.iter().take(decision.count()) {
        let typed = form.text(field).trim();
        match typed.parse() {
            Ok(number) => numbers.push(Some(number)),
            Err(_) if typed.is_empty() => numbers.push(None),
            Err(_) => {
                reading.say(field, "ballot-strange");
                return None;
            }
        }
    }
    Some(numbers)
}

const fn mark(lang: Language, mark: Mark) -> &'static str {
    match mark {
        Mark::Yes => words::mark_yes(lang),
        Mark::Maybe => words::mark_maybe(lang),
        Mark::No => words::mark_no(lang),
    }
}

/// A choice in words.
pub(super) fn said(here: &Here, lang: Language, choice: &Chosen) -> String {
    let labels = here.labels(lang);
    match choice {
        Chosen::One(at) => labels.get(*at).cloned().unwrap_or_default(),
        Chosen::Each(given) => {
            let each = labels.iter().zip(given);
            let each = each.map(|(label, one)| format!("{label}: {}", mark(lang, *one)));
            each.collect::<Vec<_>>().join("; ")
        }
        Chosen::Rank(places) => {
            let ranked = labels.iter().zip(places);
            let mut ranked: Vec<(u64, &String)> = ranked
                .filter_map(|(label, place)| Some(((*place)?, label)))
                .collect();
            ranked.sort_unstable();
            let ranked = ranked
                .iter()
                .map(|(place, label)| format!("{place}. {label}"));
            ranked.collect::<Vec<_>>().join("; ")
        }
        Chosen::Dots(given) => {
            let given = labels.iter().zip(given).filter(|(_, dots)| **dots > 0);
            let given = given.map(|(label, dots)| format!("{label}: {dots}"));
            given.collect::<Vec<_>>().join("; ")
        }
    }
}

/// The columns of a table of marks.
pub(super) fn marks(lang: Language) -> [&'static str; 3] {
    Mark::ALL.map(|one| mark(lang, one))
}

/// What stands in the fields: what was typed, or else what was answered before.
fn typed(form: Option<&Posted>, given: Option<&Given>, field: &str) -> String {
    if let Some(form) = form {
        return form.text(field).to_owned();
    }
    let Some(given) = given else {
        return String::new();
    };
    match (&given.choice, field) {
        (_, "reason") => given.reason.clone().unwrap_or_default(),
        (Chosen::One(at), "choice") => at.to_string(),
        (Chosen::Each(marks), field) => {
            let at = MARKS.iter().position(|name| *name == field);
            let mark = at.and_then(|at| marks.get(at));
            mark.map_or("", |mark| mark.code()).to_owned()
        }
        (Chosen::Rank(places), field) => {
            let at = MARKS.iter().position(|name| *name == field);
            let place = at.and_then(|at| *places.get(at)?);
            place.map_or_else(String::new, |place| place.to_string())
        }
        (Chosen::Dots(given), field) => {
            let at = MARKS.iter().position(|name| *name == field);
            let dots = at.and_then(|at| given.get(at));
            dots.map_or_else(String::new, ToString::to_string)
        }
        (Chosen::One(_), _) => String::new(),
    }
}

/// The fields in which somebody answers.
fn fields(
    lang: Language,
    here: &Here,
    value: &dyn Fn(&str) -> String,
    problems: &Problems,
) -> Vec<AnyView> {
    let labels = here.labels(lang);
    match here.decision.method.shape {
        Shape::One => {
            let method = &here.decision.method.options;
            let options = labels.into_iter().enumerate().map(|(at, label)| {
                let meaning = method.get(at).map(|one| one.meaning.in_language(lang).to_owned());
                ChoiceOption::new(at.to_string(), label, meaning.unwrap_or_default())
            });
            vec![view! { <Choice lang name="choice" label=words::f_choice(lang) options=options.collect() chosen=value("choice") error=problems.at("choice")/> }.into_any()]
        }
        Shape::Each => labels
            .into_iter()
            .zip(MARKS)
            .map(|(label, name)| {
                let options = Mark::ALL.map(|one| ChoiceOption::new(one.code(), mark(lang, one), "")).to_vec();
                view! { <Choice lang name label options chosen=value(name) error=problems.at(name)/> }.into_any()
            })
            .collect(),
        Shape::Rank | Shape::Dots => {
            let method = &here.decision.method;
            let hint = match method.shape {
                Shape::Dots => words::f_dots_hint(lang, &rules::dots(method)),
                _ => words::f_rank_hint(lang).to_owned(),
            };
            labels
                .into_iter()
                .zip(MARKS)
                .enumerate()
                .map(|(at, (label, name))| {
                    // Said once, above the first of them.
                    let hint = if at == 0 { hint.clone() } else { String::new() };
                    view! { <Field lang name label hint value=value(name) error=problems.at(name) kind=FieldKind::Number optional=true/> }.into_any()
                })
                .collect()
        }
    }
}

/// The form for somebody who is asked.
pub(super) fn form(
    lang: Language,
    here: &Here,
    own: &OwnBallot,
    posted: Option<&Posted>,
    problems: &Problems,
) -> AnyView {
    let given = own.given.as_ref();
    let value = |field: &str| typed(posted, given, field);
    let mut fields = fields(lang, here, &value, problems);
    fields.extend(reason(lang, here, value("reason"), problems));
    let label = if given.is_some() {
        words::answer_change(lang)
    } else {
        words::answer_button(lang)
    };
    // What stands on this page now; after a refusal for staleness that is the newer one.
    let (action, seen) = (here.href_of("answer"), own.turns.to_string());
    let now = posted.and(given).map(|given| {
        let told = words::answer_now(lang, &said(here, lang, &given.choice));
        let reason = given
            .reason
            .clone()
            .map(|text| view! { <Quote lang text/> });
        view! { <div class="stack"><p><strong>{told}</strong></p>{reason}</div> }
    });
    view! {
        {now}
        <Form action>
            <Hidden name="seen" value=seen/>
            {fields}
            <Button label/>
        </Form>
    }
    .into_any()
}

/// The field for a reason, where any option takes one.
fn reason(lang: Language, here: &Here, value: String, problems: &Problems) -> Option<AnyView> {
    let method = &here.decision.method;
    let with = method
        .options
        .iter()
        .find(|one| one.reason != Reason::None)?;
    let label = with.prompt.as_ref()?.in_language(lang).to_owned();
    let anonymous = here.decision.showing.is_anonymous();
    let hint = match (method.has_objections(), anonymous) {
        (true, true) => words::reason_consent_hint(lang),
        (true, false) => words::reason_consent_named_hint(lang),
        (false, _) => words::reason_hint(lang),
    };
    let view = view! { <TextArea lang name="reason" label hint value error=problems.at("reason") rows=3 optional=true/> };
    Some(view.into_any())
}

/// What the body says to one's own objection.
pub(super) fn answer_to_you(lang: Language, here: &Here, own: &OwnBallot) -> Option<AnyView> {
    let answer = own.given.as_ref()?.answer.clone()?;
    let heading = words::answer_to_you(lang, &here.body(lang));
    let view = view! {
        <div class="stack">
            <Quote lang text=answer by=heading/>
            <p>{words::answer_to_you_note(lang)}</p>
        </div>
    };
    Some(view.into_any())
}
