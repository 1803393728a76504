//! The page of one act: its fields, and what it leads to.

use axum::response::Response;
use domain::case::{Part, Removed, Share, Stage};
use domain::language::Language;
use http::StatusCode;
use leptos::prelude::*;
use store::offices::templates::KeptTemplate;

use super::inputs::{self, Input, Inputs, SeatInput};
use super::load::Shown;
use super::removed;
use super::teller::Teller;
use super::verb::Verb;
use crate::app::App;
use crate::burden;
use crate::components::{
    Button, ButtonKind, Choice, ChoiceOption, ErrorSummary, Field, FieldKind, FileField, Form,
    Hidden, More, Pick, Problems, Quote, TextArea,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::offered_places::OfferedPlace;
use crate::text::case as words;
use crate::text::offices as office_words;
use crate::visitor::Visitor;
use crate::{respond, routes};

mod checking;
pub(super) mod proposed;

/// What the form shows beside its empty fields.
#[derive(Debug, Default)]
pub(super) struct State {
    /// What was typed.
    pub(super) typed: Posted,
    pub(super) problems: Problems,
    /// Places to choose from.
    pub(super) offered: Vec<OfferedPlace>,
    /// Photos that were taken in before.
    pub(super) photos: usize,
    /// Whether the case changed meanwhile: then its newest step is told.
    pub(super) faster: bool,
    /// How the replies of the holder begin, where this act is such a reply.
    pub(super) templates: Vec<KeptTemplate>,
    /// The one that was chosen.
    pub(super) template: String,
    /// Cases that this one may be put together with.
    pub(super) likely: Vec<ChoiceOption>,
}

/// The page of one act.
#[expect(
    clippy::too_many_lines,
    reason = "one page in one view; its parts are components"
)]
pub(super) fn page(
    app: &App,
    visitor: &Visitor,
    shown: &Shown,
    verb: Verb,
    state: &State,
) -> Result<Response, PageError> {
    let lang = visitor.language();
    let parts = shown.parts(&visitor.actor)?;
    let title = Shown::title(lang, &parts);
    let status = if state.problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let about = Page::new(verb.title(lang), section(visitor, shown))
        .with_problems(!state.problems.is_empty());
    let inputs = Inputs {
        shown,
        actor: &visitor.actor,
        lang,
        now: visitor.now,
        offered: &state.offered,
        likely: &state.likely,
    }
    .of(verb);
    let problems = state.problems.clone();
    let context = context(visitor, shown, verb);
    let newest = state.faster.then(|| newest(visitor, shown)).flatten();
    let fields = fields(lang, inputs, state);
    let hidden = hidden(shown, verb);
    let templates = templates(lang, shown, verb, state);
    let key = app.ids.uuid().to_string();
    let reference = shown.case.reference;
    let lead = match (verb, &shown.case.stage) {
        (Verb::Join, Stage::ReportedDone { .. }) => words::join_lead_late(lang),
        _ => verb.lead(lang),
    };
    let sees = if verb.for_residents() {
        words::residents_see(lang)
    } else {
        words::staff_see(lang)
    };
    let kind = if verb.takes_away() {
        ButtonKind::Danger
    } else {
        ButtonKind::Filled
    };
    Ok(respond::page(
        status,
        &visitor.frame(app),
        &about,
        move || {
            let here = routes::case(reference);
            view! {
                <div class="narrow stack">
                    <ErrorSummary lang problems/>
                    <div class="title">
                        <p class="soft row">
                            <a href=here.clone()>{title}</a>
                            <span>{reference.spaced()}</span>
                        </p>
                        <h1>{verb.title(lang)}</h1>
                    </div>
                    {newest}
                    {context}
                    {templates}
                    <Form action=routes::case_act(reference, verb.code()) key files=verb.takes_photos()>
                        {hidden}
                        {fields}
                        <section class="card" aria-labelledby="sees">
                            <h2 id="sees">{sees}</h2>
                            <p>{lead}</p>
                        </section>
                        <Button label=verb.button(lang) kind/>
                    </Form>
                    <p><a href=here>{words::back_to_case(lang)}</a></p>
                </div>
            }
        },
    ))
}

/// The choice of a template: a form of its own that fills this one in.
fn templates(lang: Language, shown: &Shown, verb: Verb, state: &State) -> Option<AnyView> {
    if state.templates.is_empty() {
        return None;
    }
    let options: Vec<ChoiceOption> = state
        .templates
        .iter()
        .map(|one| ChoiceOption::new(one.id.to_string(), one.template.name.clone(), ""))
        .collect();
    let options = vec![("".into(), options)];
    let action = routes::case_act(shown.case.reference, verb.code());
    let manage = routes::of_body(routes::TEMPLATES, shown.case.holding.holder);
    let chosen = state.template.clone();
    let edit = (!chosen.is_empty())
        .then(|| view! { <p class="order">{office_words::template_edit(lang)}</p> });
    let view = view! {
        <form class="form" method="get" action=action>
            <Pick lang name="template" label=office_words::template_pick(lang) options chosen/>
            <div class="actions">
                <Button label=office_words::template_fill(lang) kind=ButtonKind::Quiet/>
                <a href=manage>{office_words::template_manage(lang)}</a>
            </div>
        </form>
        {edit}
    };
    Some(view.into_any())
}

/// Where the page stands in the navigation: in the inbox for who holds it.
pub(super) fn section(visitor: &Visitor, shown: &Shown) -> Section {
    let holds = visitor
        .person()
        .is_some_and(|person| person.office_in(shown.case.holding.holder).is_some());
    if holds {
        Section::Inbox
    } else {
        Section::Place
    }
}

/// The version and the question that the form answers, so that neither can be
/// mistaken for a later one.
fn hidden(shown: &Shown, verb: Verb) -> AnyView {
    let version = verb
        .goes_stale()
        .then(|| view! { <Hidden name="version" value=shown.case.version.to_string()/> });
    let question = question(shown, verb)
        .map(|number| view! { <Hidden name="question" value=number.to_string()/> });
    view! { {version}{question} }.into_any()
}

/// The number of the event that asked what `verb` answers.
pub(super) fn question(shown: &Shown, verb: Verb) -> Option<i64> {
    match (&shown.case.stage, verb) {
        (Stage::AwaitingResident { question, .. }, Verb::AnswerQuestion) => Some(question.number),
        (Stage::ReportedDone { asking, .. } | Stage::Closed { asking, .. }, Verb::Answer) => {
            Some(asking.number)
        }
        _ => shown
            .case
            .pending
            .as_ref()
            .filter(|_| verb == Verb::MergeAnswer)
            .map(|pending| pending.number),
    }
}

fn newest(visitor: &Visitor, shown: &Shown) -> Option<AnyView> {
    let lang = visitor.language();
    let teller = Teller::new(
        shown,
        &visitor.actor,
        lang,
        shown.local(lang, visitor.now),
        &[],
    );
    let told = words::last_change(lang, &teller.newest()?);
    Some(view! { <p class="order">{told}</p> }.into_any())
}

/// What is answered: the question, the report, the proposal.
fn context(visitor: &Visitor, shown: &Shown, verb: Verb) -> Option<AnyView> {
    let (actor, lang) = (&visitor.actor, visitor.language());
    let is_removed = |number| shown.case.is_removed(Part::Event { number });
    let quote = |text: String, by: &str| view! { <Quote lang text by=by.to_owned()/> }.into_any();
    match (&shown.case.stage, verb) {
        (Stage::AwaitingResident { question, .. }, Verb::AnswerQuestion)
            if !is_removed(question.number) =>
        {
            let by = shown.body_name(lang, shown.case.holding.holder);
            Some(quote(question.words.to_string(), by))
        }
        (
            Stage::ReportedDone { report, asking, .. } | Stage::Closed { report, asking, .. },
            Verb::Answer,
        ) if !is_removed(asking.number) => Some(quote(
            report.words.to_string(),
            shown.body_name(lang, report.body),
        )),
        (_, Verb::CheckConflict | Verb::CheckRegrade | Verb::GoUnnamed) => {
            checking::context(visitor, shown)
        }
        (_, Verb::MergeAnswer) => {
            proposed::proposal(shown, actor, lang, visitor.now).map(proposed::paragraphs)
        }
        (_, Verb::AppealRemoval | Verb::LookAgain) => {
            let me = actor.person().map(|person| person.id);
            let wanted = |one: &Removed| {
                me.is_some_and(|me| match verb {
                    Verb::LookAgain => one.can_be_answered_by(me),
                    _ => one.can_be_appealed_by(me),
                })
            };
            removed::context(lang, actor, &shown.case, wanted)
        }
        _ => None,
    }
}

fn fields(lang: Language, inputs: Vec<Input>, state: &State) -> Vec<AnyView> {
    inputs
        .into_iter()
        .map(|input| field(lang, input, state))
        .collect()
}

#[expect(clippy::too_many_lines, reason = "one arm for each kind of field")]
fn field(lang: Language, input: Input, state: &State) -> AnyView {
    let typed = |name: &str| state.typed.text(name).to_owned();
    let error = |name: &str| state.problems.at(name);
    match input {
        Input::Text {
            name,
            label,
            hint,
            optional,
            start,
        } => {
            let value = if state.typed.has(name) {
                typed(name)
            } else {
                start.to_owned()
            };
            view! { <TextArea lang name label hint value error=error(name) rows=4 optional/> }
                .into_any()
        }
        Input::Line {
            name,
            label,
            hint,
            optional,
        } => {
            view! { <Field lang name label hint value=typed(name) error=error(name) optional/> }
                .into_any()
        }
        Input::Day {
            name,
            label,
            hint,
            optional,
        } => view! {
            <Field lang name label hint value=typed(name) error=error(name) kind=FieldKind::Date optional/>
        }
        .into_any(),
        Input::Choice {
            name,
            label,
            hint,
            options,
        } => view! {
            <Choice lang name label hint options chosen=typed(name) error=error(name)/>
        }
        .into_any(),
        Input::Pick {
            name,
            label,
            options,
        } => {
            let options = vec![("".into(), options)];
            view! { <Pick lang name label options chosen=typed(name) error=error(name)/> }
                .into_any()
        }
        Input::Seats {
            label,
            hint,
            bodies,
        } => seats(lang, (label, hint), bodies, state),
        Input::Photo { label } => {
            let kept = i64::try_from(state.photos).unwrap_or(i64::MAX);
            let kept = (kept > 0).then(|| {
                view! { <p class="hint">{words::f_photo_kept(lang, kept)}</p> }
            });
            view! {
                {kept}
                <FileField lang name="photo" label hint=words::f_photo_hint(lang) error=error("photo") several=true/>
            }
            .into_any()
        }
    }
}

/// Who sits at a table. Where some do already, the others are one tap away.
fn seats(
    lang: Language,
    (label, hint): (&'static str, &'static str),
    bodies: Vec<SeatInput>,
    state: &State,
) -> AnyView {
    let is_first = |body: &SeatInput| {
        let end = ["-", &body.key].concat();
        let wrong = state
            .problems
            .iter()
            .any(|(field, _)| field.ends_with(&end));
        let typed = |part: &str| !state.typed.text(&[part, &end].concat()).is_empty();
        wrong || !body.share.is_empty() || typed("share") || typed("task")
    };
    let (first, others): (Vec<_>, Vec<_>) = bodies.into_iter().partition(is_first);
    let count = i64::try_from(others.len()).unwrap_or(i64::MAX);
    let each = |bodies: Vec<SeatInput>| -> Vec<AnyView> {
        let bodies = bodies.into_iter();
        bodies.map(|body| seat(lang, body, state)).collect()
    };
    let (first, others) = (each(first), each(others));
    let others = if first.is_empty() || others.is_empty() {
        others.into_any()
    } else {
        view! { <More summary=words::f_seats_others(lang, count)>{others}</More> }.into_any()
    };
    view! {
        <fieldset class="group seats">
            <legend>{label}</legend>
            <p class="hint">{hint}</p>
            {first}
            {others}
        </fieldset>
    }
    .into_any()
}

/// What one body sits at a joint table for.
fn seat(lang: Language, body: SeatInput, state: &State) -> AnyView {
    let name = |part: &str| format!("{part}-{}", body.key);
    let stands = |part: &str| {
        let seat = body.stands.as_ref()?;
        let text = match part {
            "task" => &seat.task,
            "cost" => &seat.cost,
            "risk" => &seat.risk,
            "benefit" => &seat.benefit,
            _ => return None,
        };
        text.as_ref().map(ToString::to_string)
    };
    let typed = |part: &str| {
        let name = name(part);
        let before = || {
            if burden::is_known_field(part) {
                return burden::known_before(body.stands.as_ref()).to_owned();
            }
            stands(part).unwrap_or_default()
        };
        let typed = state
            .typed
            .has(&name)
            .then(|| state.typed.text(&name).to_owned());
        typed.unwrap_or_else(before)
    };
    let error = |part: &str| state.problems.at(&name(part));
    let chosen = if state.typed.has(&name("share")) {
        typed("share")
    } else {
        body.share.to_owned()
    };
    let shares =
        Share::ALL.map(|share| ChoiceOption::new(share.code(), inputs::share(lang, share), ""));
    let options: Vec<ChoiceOption> =
        std::iter::once(ChoiceOption::new("", words::share_none(lang), ""))
            .chain(shares)
            .collect();
    let line = |part: &str, label: &'static str| {
        view! { <Field lang name=name(part) label value=typed(part) error=error(part) optional=true/> }
    };
    let end = ["-", &body.key].concat();
    let value = |name: &str| typed(name.strip_suffix(&end).unwrap_or(name));
    let burden = burden::fields(lang, &body.key, value, &state.problems);
    let options = vec![("".into(), options)];
    view! {
        <fieldset class="card">
            <legend>{body.name.clone()}</legend>
            <Pick lang name=name("share") label=words::f_share(lang) options chosen error=error("share")/>
            {line("task", words::f_task(lang))}
            {burden}
        </fieldset>
    }
    .into_any()
}
