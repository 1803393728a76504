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
use crate::components::{ButtonKind, LinkButton, Scene, SceneView};
use crate::layout::{Page, Section};
use crate::text::help as words;
use crate::visitor::Visitor;
use crate::{respond, routes};

/// The routes of this module.
pub fn routes() -> Router<App> {
    Router::new().route(routes::HELP, get(show))
}

async fn show(State(app): State<App>, visitor: Visitor) -> Response {
    let lang = visitor.language();
    let page = Page::new(words::title(lang), Section::Elsewhere);
    respond::page(StatusCode::OK, &visitor.frame(&app), &page, move || {
        view(lang)
    })
}

/// The page without its frame.
pub fn view(lang: Language) -> impl IntoView {
    let part = |title: &'static str, text: &'static str| {
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
            {part(words::danger_title(lang), words::danger(lang))}
            <section>
                <h2>{words::how_title(lang)}</h2>
                <ol class="told">{steps}</ol>
            </section>
            {part(words::see_title(lang), words::see(lang))}
            {part(words::ways_title(lang), words::ways(lang))}
            {part(words::comfort_title(lang), words::comfort(lang))}
            <p class="actions">
                <LinkButton href=routes::REPORT label=words::report(lang)/>
                <LinkButton href=routes::CHARTER label=words::charter(lang) kind=ButtonKind::Quiet/>
            </p>
        </div>
    }
}
