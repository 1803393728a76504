//! The help page: how Linli works, and whom to ask. It stands at the same spot
//! of every page's footer.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::language::Language;
use http::StatusCode;
use leptos::prelude::*;

use crate::app::App;
use crate::components::{ButtonKind, LinkButton, Scene, SceneView, Words};
use crate::errors::PageError;
use crate::layout::{Page, Section};
use crate::text::help as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// The routes of this module.
pub fn routes() -> Router<App> {
    Router::new().route(routes::HELP, get(show))
}

async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let lang = visitor.language();
    let book = app.store.current_rulebook().await?;
    let number = book
        .charter_at(visitor.now)
        .map(|version| version.charter.emergency_number.clone());
    let page = Page::new(words::title(lang), Section::Elsewhere);
    let frame = visitor.frame(&app);
    Ok(respond::page(StatusCode::OK, &frame, &page, move || {
        view(lang, number.as_deref())
    }))
}

/// The page without its frame; `number` is what people dial in danger, by the rules in force.
pub fn view(lang: Language, number: Option<&str>) -> impl IntoView + use<> {
    let danger = number.filter(|number| !number.is_empty()).map_or_else(
        || Words::from(words::danger(lang)),
        |number| words::danger_call(lang, number).into(),
    );
    let part = |title: &'static str, text: Words| {
        view! {
            <section>
                <h2>{title}</h2>
                <p>{text}</p>
            </section>
        }
    };
    let steps = [words::how_1, words::how_2, words::how_3, words::how_4]
        .map(|step| view! { <li>{step(lang)}</li> })
        .into_iter()
        .collect_view();
    view! {
        <div class="hero">
            <div>
                <h1>{words::title(lang)}</h1>
                <p>{words::lead(lang)}</p>
            </div>
            <SceneView scene=Scene::Bridge/>
        </div>
        <div class="prose spread">
            {part(words::danger_title(lang), danger)}
            <section>
                <h2>{words::how_title(lang)}</h2>
                <ol class="told">{steps}</ol>
            </section>
            {part(words::see_title(lang), words::see(lang).into())}
            {part(words::ways_title(lang), words::ways(lang).into())}
            {part(words::comfort_title(lang), words::comfort(lang).into())}
            <section id="draw">
                <h2>{words::draw_title(lang)}</h2>
                <p>{words::draw(lang)}</p>
                <p>{words::draw_weight(lang)}</p>
                <p>{words::draw_lot(lang)}</p>
            </section>
            <p class="actions">
                <LinkButton href=routes::REPORT label=words::report(lang)/>
                <LinkButton href=routes::CHARTER label=words::charter(lang) kind=ButtonKind::Quiet/>
            </p>
        </div>
    }
}
