//! `/inbox/templates`: how the replies of a body begin, kept by its members.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use domain::id::BodyId;
use domain::language::{Language, Names};
use domain::office::{ReplyUse, Template};
use domain::permission::Action;
use domain::text::{Sentence, SentenceInvalid, check_name};
use http::StatusCode;
use leptos::prelude::*;
use store::offices::templates::KeptTemplate;
use uuid::Uuid;

use super::{body_name, body_of, choose_body};
use crate::app::App;
use crate::components::{
    Button, ButtonKind, ChoiceOption, ErrorSummary, Field, Form, Hidden, Pick, Problems, Quote,
    TextArea, Words,
};
use crate::errors::PageError;
use crate::form::Posted;
use crate::layout::{Page, Section};
use crate::text::offices as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// The most templates of one body.
const MOST: usize = 40;

pub(super) fn routes() -> Router<App> {
    Router::new().route(routes::TEMPLATES, get(ask).post(keep))
}

async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let fields = Posted::parse(query.unwrap_or_default().as_bytes());
    let body = body_of(&visitor, Action::KeepTemplates, fields.text("body"))?;
    let kept = app.store.list_templates(body).await?;
    let typed = as_typed(&kept, fields.text("template"));
    page(&app, &visitor, body, &kept, &typed, Problems::none()).await
}

/// The template that is to be changed, as the fields of the form write it.
fn as_typed(kept: &[KeptTemplate], id: &str) -> Posted {
    let Some(one) = kept.iter().find(|one| one.id.to_string() == id) else {
        return Posted::default();
    };
    let (texts, some) = (&one.template.texts, |text: &Option<String>| {
        text.clone().unwrap_or_default()
    });
    let fields = [
        ("template", id.to_owned()),
        ("use", one.template.of.code().to_owned()),
        ("name", one.template.name.clone()),
        ("text-en", some(&texts.en)),
        ("text-hans", some(&texts.hans)),
        ("text-hant", some(&texts.hant)),
    ];
    Posted::from_fields(fields.map(|(name, value)| (name.to_owned(), value)))
}

async fn keep(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    let body = body_of(&visitor, Action::KeepTemplates, form.text("body"))?;
    let there = routes::of_body(routes::TEMPLATES, body);
    let id = Uuid::parse_str(form.text("template")).ok();
    if form.text("act") == "drop" {
        if let Some(id) = id {
            app.store.drop_template(body, id).await?;
        }
        return Ok(Redirect::to(&there).into_response());
    }
    let kept = app.store.list_templates(body).await?;
    // What is not this body's own is new.
    let id = id.filter(|id| kept.iter().any(|one| one.id == *id));
    let lang = visitor.language();
    let mut problems = Problems::none();
    if id.is_none() && kept.len() >= MOST {
        problems.push("name", words::templates_many(lang));
    }
    let template = read(lang, &form, &mut problems);
    let Some(template) = template.filter(|_| problems.is_empty()) else {
        return page(&app, &visitor, body, &kept, &form, problems).await;
    };
    let one = KeptTemplate {
        id: id.unwrap_or_else(|| app.ids.uuid()),
        template,
    };
    app.store.keep_template(body, &one, visitor.now).await?;
    Ok(Redirect::to(&there).into_response())
}

fn read(lang: Language, form: &Posted, problems: &mut Problems) -> Option<Template> {
    let of = ReplyUse::from_code(form.text("use"));
    if of.is_none() {
        problems.push("use", words::choice_missing(lang));
    }
    let name = form.text("name").trim();
    if let Err(wrong) = check_name(name) {
        let text = crate::text::office_refused::find(lang, wrong.code());
        problems.push("name", text.unwrap_or_default());
    } else if name.is_empty() {
        problems.push("name", words::template_name_missing(lang));
    }
    let mut text = |field: &str| match Sentence::parse(form.text(field)) {
        Ok(text) => Some(text.to_string()),
        Err(SentenceInvalid::Missing) => None,
        Err(SentenceInvalid::TooLong | SentenceInvalid::TooLarge) => {
            problems.push(field, words::text_too_long(lang));
            None
        }
    };
    let texts = Names {
        en: text("text-en"),
        hans: text("text-hans"),
        hant: text("text-hant"),
    };
    if problems.is_empty() && texts.in_language(lang).is_empty() {
        problems.push("text-en", words::text_missing(lang));
    }
    let name = name.to_owned();
    of.map(|of| Template { of, name, texts })
}

/// What a template is for.
pub(crate) const fn used_for(lang: Language, of: ReplyUse) -> &'static str {
    match of {
        ReplyUse::Heard => words::use_heard(lang),
        ReplyUse::Ask => words::use_ask(lang),
        ReplyUse::ReportDone => words::use_report_done(lang),
        ReplyUse::Decline => words::use_decline(lang),
    }
}

async fn page(
    app: &App,
    visitor: &Visitor,
    body: BodyId,
    kept: &[KeptTemplate],
    typed: &Posted,
    problems: Problems,
) -> Result<Response, PageError> {
    let lang = visitor.language();
    let book = app.store.current_rulebook().await?;
    let list = list(lang, body, kept);
    let form = form(lang, body, typed, &problems);
    let choose = choose_body(visitor, lang, &book, routes::TEMPLATES, body);
    let name = body_name(&book, lang, body);
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let about =
        Page::new(words::templates_title(lang), Section::Inbox).with_problems(!problems.is_empty());
    let frame = visitor.frame(app);
    Ok(respond::page(status, &frame, &about, move || {
        view! {
            <div class="narrow stack">
                <ErrorSummary lang problems/>
                <div class="title">
                    <p class="soft">{name}</p>
                    <h1>{words::templates_title(lang)}</h1>
                    <p class="lead">{words::templates_lead(lang)}</p>
                </div>
                {choose}
                <section class="card" aria-label=words::templates_title(lang)>{list}</section>
                {form}
                <p><a href=routes::INBOX>{words::back_to_inbox(lang)}</a></p>
            </div>
        }
    }))
}

fn list(lang: Language, body: BodyId, kept: &[KeptTemplate]) -> AnyView {
    if kept.is_empty() {
        return view! { <p>{words::templates_none(lang)}</p> }.into_any();
    }
    let items: Vec<_> = kept
        .iter()
        .map(|one| {
            let (text, id) = (one.template.texts.in_language(lang).to_owned(), one.id.to_string());
            let change = format!("{}&template={}#template", routes::of_body(routes::TEMPLATES, body), one.id);
            let label = format!("{}: {}", words::template_change(lang), one.template.name);
            view! {
                <li>
                    <strong>{one.template.name.clone()}</strong>
                    <p class="small soft">{used_for(lang, one.template.of)}</p>
                    <Quote lang text/>
                    <div class="actions">
                        <a href=change aria-label=label>{words::template_change(lang)}</a>
                        <Form action=routes::TEMPLATES>
                            <Hidden name="body" value=body.to_string()/>
                            <Hidden name="template" value=id/>
                            <Button label=words::template_drop(lang) kind=ButtonKind::Quiet name=Some("act") value=Some("drop".into())/>
                        </Form>
                    </div>
                </li>
            }
        })
        .collect();
    view! {
        <p class="order">{words::templates_order(lang)}</p>
        <ul class="list">{items}</ul>
    }
    .into_any()
}

fn form(lang: Language, body: BodyId, typed: &Posted, problems: &Problems) -> AnyView {
    let text = |field: &str| typed.text(field).to_owned();
    let bad = |field: &str| problems.at(field);
    let uses = ReplyUse::ALL
        .map(|of| ChoiceOption::new(of.code(), used_for(lang, of), ""))
        .to_vec();
    let uses = vec![(Words::from(""), uses)];
    let (of, name) = (text("use"), text("name"));
    let fields = ["text-en", "text-hans", "text-hant"];
    let [en, simplified, traditional] = fields.map(text);
    let [bad_en, bad_simplified, bad_traditional] = fields.map(bad);
    let (bad_of, bad_name) = (bad("use"), bad("name"));
    let id = text("template");
    let (title, hidden) = if id.is_empty() {
        (words::template_new(lang), None)
    } else {
        let hidden = view! { <Hidden name="template" value=id/> };
        (words::template_change(lang), Some(hidden))
    };
    view! {
        <section class="card" aria-labelledby="template">
            <h2 id="template">{title}</h2>
            <Form action=routes::TEMPLATES>
                <Hidden name="body" value=body.to_string()/>
                {hidden}
                <Pick lang name="use" label=words::template_use(lang) options=uses chosen=of error=bad_of/>
                <Field lang name="name" label=words::template_name(lang) value=name error=bad_name/>
                <TextArea lang name="text-en" label=words::text_en(lang) value=en error=bad_en rows=3 optional=true/>
                <TextArea lang name="text-hans" label=words::text_hans(lang) value=simplified error=bad_simplified rows=3 optional=true/>
                <TextArea lang name="text-hant" label=words::text_hant(lang) value=traditional error=bad_traditional rows=3 optional=true/>
                <Button label=words::template_keep(lang)/>
            </Form>
        </section>
    }
    .into_any()
}
