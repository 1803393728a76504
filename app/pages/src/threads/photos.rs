//! The photos of a post: kept while anything is wrong with the form, shown with the post.

use axum::extract::Request;
use domain::id::{PersonId, PhotoId};
use domain::language::Language;
use domain::thread::post::MOST_PHOTOS;
use domain::thread::{Refused, Thread};
use islands::PhotoPreview;
use leptos::prelude::*;
use store::threads::PostPhoto;

use super::page::Typed;
use crate::app::App;
use crate::components::{Checks, ChoiceOption, Field};
use crate::errors::PageError;
use crate::form::Posted;
use crate::photos::PhotoRefused;
use crate::reading::refusal;
use crate::staging::Staging;
use crate::staging::form::{self, Waiting, most_bytes};
use crate::text::photos as photo_words;
use crate::text::threads as words;
use crate::visitor::Visitor;
use crate::{island_words, routes};

/// Most bytes of a post with its photos: one of them at a time lies in memory.
pub(super) const FORM_BYTES: usize = most_bytes(MOST_PHOTOS);

/// The photos that wait for what `person` writes in `thread`.
pub(super) fn staging(app: &App, person: PersonId, thread: &Thread) -> Staging {
    Staging::new(app, "post photos", person, thread.id.uuid(), MOST_PHOTOS)
}

/// A post as it was sent.
#[derive(Default)]
pub(super) struct Sent {
    pub(super) form: Posted,
    /// The photos that wait for it.
    pub(super) photos: Vec<PhotoId>,
    /// Why others were not taken, each reason once.
    pub(super) refused: Vec<&'static str>,
}

/// Reads a post. Photos are taken where `staging` is given, which it is for who may write.
pub(super) async fn read(
    app: &App,
    visitor: &Visitor,
    staging: Option<&Staging>,
    request: Request,
) -> Result<Sent, PageError> {
    let sent = form::read(app, visitor, staging, Waiting::Ticked, request).await?;
    let lang = visitor.language();
    Ok(Sent {
        form: sent.form,
        photos: sent.photos,
        refused: sent
            .refused
            .into_iter()
            .map(|why| told(lang, why))
            .collect(),
    })
}

fn told(lang: Language, why: PhotoRefused) -> &'static str {
    match why {
        PhotoRefused::TooMany => refusal(lang, Refused::PhotosMany.code()).words,
        why => photo_words::find(lang, why.code()).unwrap_or_default(),
    }
}

/// The photos of a post.
pub(super) fn shown(lang: Language, photos: &[PostPhoto]) -> Option<AnyView> {
    if photos.is_empty() {
        return None;
    }
    let items = photos.iter().zip(1_i64..).map(|(one, number)| {
        let number = number.to_string();
        let alt = match &one.shows {
            Some(shows) if photos.len() == 1 => shows.clone(),
            Some(shows) => words::photo_shows(lang, &number, shows),
            None => words::photo_alt(lang, &number),
        };
        let large = routes::photo(one.photo, "large");
        let small = routes::photo(one.photo, "small");
        view! { <a href=large><img loading="lazy" src=small alt=alt/></a> }
    });
    Some(view! { <div class="photos">{items.collect_view()}</div> }.into_any())
}

/// The fields for photos: folded, unless some wait or something is wrong with them.
pub(super) fn fields(lang: Language, typed: &Typed) -> AnyView {
    let error = typed.problems.at("photos");
    let invalid = error.is_some();
    let open = invalid || !typed.photos.is_empty() || typed.problems.at("shows").is_some();
    let kept = (!typed.photos.is_empty()).then(|| kept(lang, &typed.photos));
    let described = if invalid {
        "photos-hint photos-problem"
    } else {
        "photos-hint"
    };
    let room = island_words::photo_room(MOST_PHOTOS, typed.photos.len());
    let labels = island_words::photo_labels(lang);
    let (shows, wrong) = (typed.shows.clone(), typed.problems.at("shows"));
    view! {
        <details class="more" open=open>
            <summary>{words::photos_add(lang)}</summary>
            <div class="stack">
                {kept}
                <Field lang name="shows" label=words::f_shows(lang) hint=words::f_shows_hint(lang) value=shows error=wrong optional=true/>
                <div class=if invalid { "field bad" } else { "field" }>
                    <label for="photos">{words::f_photos(lang)}</label>
                    <p class="hint" id="photos-hint">{words::f_photos_hint(lang)}</p>
                    {error.map(|error| view! { <p class="problem" id="photos-problem">{error}</p> })}
                    <PhotoPreview id="photos".to_owned() name="photos".to_owned() described_by=described.to_owned() invalid room labels/>
                </div>
            </div>
        </details>
    }
    .into_any()
}

/// The photos that wait: they go along unless somebody unticks them.
fn kept(lang: Language, photos: &[PhotoId]) -> AnyView {
    let numbered = || photos.iter().zip(1_i64..);
    let options = numbered()
        .map(|(photo, number)| {
            let label = words::photo_alt(lang, &number.to_string());
            ChoiceOption::new(photo.to_string(), label, "")
        })
        .collect();
    let chosen = photos.iter().map(PhotoId::to_string).collect();
    let thumbs = numbered()
        .map(|(photo, number)| {
            let src = routes::photo(*photo, "small");
            view! { <li><img src=src alt=words::photo_alt(lang, &number.to_string())/></li> }
        })
        .collect_view();
    view! {
        <ul class="thumbs">{thumbs}</ul>
        <Checks lang name="kept" label=words::photos_kept(lang) options chosen optional=true/>
    }
    .into_any()
}
