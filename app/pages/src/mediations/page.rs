//! The page of a mediation, for each of those who take part as much as is theirs.

use axum::extract::{Path, Query, State as AppState};
use axum::response::Response;
use domain::language::Language;
use domain::mediation::{Ending, Event, ForBody, Side, Stage};
use domain::permission::Part;
use http::StatusCode;
use leptos::prelude::*;
use serde::Deserialize;

use super::forms::Forms;
use super::load::Here;
use super::{Answered, now, promises};
use crate::app::App;
use crate::components::{
    Answer, Answers, ErrorSummary, Flash, FlashTone, More, Problems, Quote, When,
};
use crate::form::Posted;
use crate::layout::{Frame, Page, Section};
use crate::text::mediation as words;
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

pub(super) async fn show(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> Answered {
    let here = Here::load(&app, &visitor, &number).await?;
    let flash = done(visitor.language(), &asked.done).map(|text| Flash {
        tone: FlashTone::Done,
        text: text.to_owned(),
    });
    let problems = Problems::none();
    Ok(page(&app, &visitor, &here, flash, (None, problems)))
}

/// What the act before led to, in a word.
fn done(lang: Language, done: &str) -> Option<&'static str> {
    Some(match done {
        "offered" => words::offered_done(lang),
        "yes" => words::done_yes(lang),
        "no" => words::done_no(lang),
        "name" => words::done_name(lang),
        "accept" => words::done_accept(lang),
        "another" => words::done_another(lang),
        "arrange" => words::done_meet(lang),
        "write" => words::done_write(lang),
        "confirm" => words::done_confirm(lang),
        "follow" => words::done_follow(lang),
        "end" => words::done_end(lang),
        _ => return None,
    })
}

/// The page, or the same with what was refused.
pub(super) fn page(
    app: &App,
    visitor: &Visitor,
    here: &Here,
    flash: Option<Flash>,
    (posted, problems): (Option<Posted>, Problems),
) -> Response {
    let lang = visitor.language();
    let wrong = !problems.is_empty();
    let status = if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let section = match here.part {
        Part::Body => Section::Inbox,
        _ => Section::Mine,
    };
    let about = Page::new(words::title(lang), section).with_problems(wrong);
    let frame = Frame {
        flash,
        ..visitor.frame(app)
    };
    let forms = Forms::new(app, visitor, here, posted.as_ref(), &problems);
    let now = now::view(visitor, here);
    let next = forms.next();
    let promises = promises::view(lang, here, &forms);
    let follow = promises::follow(lang, here, &forms);
    let ended = ended(visitor, here);
    let (parties, body) = (parties(lang, here), body(visitor, here));
    let out = forms.ways_out();
    let heading = heading(visitor, here);
    let (history, foot) = (history(visitor, here), foot(lang, here));
    let summary = view! { <ErrorSummary lang problems=problems.clone()/> }.into_any();
    respond::page(status, &frame, &about, move || {
        view! {
            <div class="narrow stack">
                {summary}
                {heading}
                {now}
                {body}
                {next}
                {follow}
                {promises}
                {ended}
                {parties}
                {history}
                {out}
                {foot}
            </div>
        }
    })
}

fn heading(visitor: &Visitor, here: &Here) -> AnyView {
    let lang = visitor.language();
    let place = here.detail.place.in_language(lang).to_owned();
    let kind = words::about_kind(lang, &here.kind(lang, visitor.now));
    let who_sees = match here.part {
        Part::Party(_) => words::who_sees(lang),
        Part::Mediator => words::who_sees_mediator(lang),
        Part::Body => words::who_sees_body(lang),
        Part::Household | Part::Invited => "",
    };
    let who_sees = (!who_sees.is_empty()).then(|| view! { <p class="lead">{who_sees}</p> });
    // Which case it is stays with who wrote it and the body that has it.
    let of_case = matches!(here.part, Part::Party(Side::Author) | Part::Body);
    let case = of_case.then(|| {
        let about = here.detail.mediation.about;
        let label = words::about_case(lang, &about.spaced());
        view! { <p class="soft row"><a href=routes::case(about)>{label}</a></p> }
    });
    view! {
        <div class="title">
            {case}
            <h1>{words::title(lang)}</h1>
            <p class="soft row"><span>{place}</span><span>{kind}</span></p>
            {who_sees}
        </div>
    }
    .into_any()
}

/// Who talks with whom, once both said yes; for the two and the mediator.
fn parties(lang: Language, here: &Here) -> Option<AnyView> {
    here.detail.mediation.other.filter(|_| here.reads_all())?;
    let row = |label: &'static str, value: String| Answer {
        label: label.into(),
        value: value.into(),
        change: None,
    };
    let mut rows = vec![
        row(words::party_author(lang), here.name(Side::Author)),
        row(words::party_other(lang), here.other_household(lang)),
    ];
    if here.detail.mediator.is_some() {
        rows.push(row(words::party_mediator(lang), here.mediator()));
    }
    let view = view! {
        <section class="card" aria-labelledby="parties">
            <h2 id="parties">{words::parties(lang)}</h2>
            <Answers rows/>
        </section>
    };
    Some(view.into_any())
}

/// What the body reads beside the next step.
fn body(visitor: &Visitor, here: &Here) -> Option<AnyView> {
    if here.part != Part::Body {
        return None;
    }
    let lang = visitor.language();
    let told = match here.detail.mediation.for_body(visitor.now) {
        ForBody::Offered(_) => {
            let (offered, letter) = (words::body_offered(lang), words::body_letter(lang));
            [offered, letter].join(gap(lang))
        }
        ForBody::Name(_) => return None,
        ForBody::UnderWay => words::body_under_way(lang).to_owned(),
        ForBody::Over => words::body_over(lang).to_owned(),
    };
    Some(view! { <section class="card"><p>{told}</p></section> }.into_any())
}

/// How it ended, what was learnt, and when all of it is deleted.
fn ended(visitor: &Visitor, here: &Here) -> Option<AnyView> {
    let lang = visitor.language();
    let Stage::Ended { how, learnt, .. } = &here.detail.mediation.stage else {
        return None;
    };
    if here.part == Part::Body {
        return None;
    }
    let told = match how {
        Ending::NotBegun => words::ended_not_begun(lang),
        Ending::NoMediator => words::ended_no_mediator(lang),
        Ending::WithoutAgreement => words::ended_without(lang),
        Ending::Held => words::ended_held(lang),
    };
    let learnt = learnt.clone().map(|learnt| {
        let by = words::learnt(lang);
        view! { <Quote lang text=learnt.to_string() by/> }
    });
    let deleted = here.detail.mediation.delete_at().map(|at| {
        let day = here.local(visitor).date(at).shown;
        view! { <p class="small soft">{words::ended_delete(lang, &day)}</p> }
    });
    let view = view! {
        <section class="card stack" aria-labelledby="ended">
            <h2 id="ended">{words::ended_heading(lang)}</h2>
            <p>{told}</p>
            {learnt}
            {deleted}
        </section>
    };
    Some(view.into_any())
}

/// What happened so far, step by step; who did what is not in it, and no "no".
fn history(visitor: &Visitor, here: &Here) -> Option<AnyView> {
    let lang = visitor.language();
    let local = here.local(visitor);
    let items: Vec<AnyView> = here
        .history
        .iter()
        .filter_map(|one| {
            let told = happened(lang, &one.event)?;
            let moment = local.date(one.at);
            Some(
                view! { <li><p class="small soft"><When moment/></p><p>{told}</p></li> }.into_any(),
            )
        })
        .collect();
    if items.is_empty() {
        return None;
    }
    let view = view! {
        <More summary=words::history(lang)><ul class="list">{items}</ul></More>
    };
    Some(view.into_any())
}

const fn happened(lang: Language, event: &Event) -> Option<&'static str> {
    Some(match event {
        Event::Offered { .. } => words::was_offered(lang),
        Event::AuthorAgreed { .. } => words::was_author_agreed(lang),
        Event::OtherAgreed { .. } => words::was_other_agreed(lang),
        Event::Named { .. } => words::was_named(lang),
        Event::Accepted { .. } => words::was_accepted(lang),
        Event::MediatorGone { .. } => words::was_mediator_gone(lang),
        Event::Arranged { .. } => words::was_arranged(lang),
        Event::Met { .. } => words::was_met(lang),
        Event::Agreed { .. } => words::was_agreed(lang),
        Event::FollowUpAsked { .. } => words::was_follow_up(lang),
        Event::Holds { .. } => words::was_holds(lang),
        Event::MeetAgain { .. } => words::was_meet_again(lang),
        Event::Late { .. } => words::was_late(lang),
        Event::Ended { .. } => words::was_ended(lang),
        Event::Declined
        | Event::Written { .. }
        | Event::Confirmed { .. }
        | Event::Followed { .. }
        | Event::Reminded => return None,
    })
}

/// That the case does not wait for it, for who knows the case.
fn foot(lang: Language, here: &Here) -> Option<AnyView> {
    let knows = matches!(here.part, Part::Party(Side::Author) | Part::Body);
    let open = here.detail.mediation.is_open();
    (knows && open)
        .then(|| view! { <p class="small soft">{words::case_goes_on(lang)}</p> }.into_any())
}
