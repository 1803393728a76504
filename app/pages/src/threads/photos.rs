//! The photos of a post: taken one after the other as they arrive, kept while anything is
//! wrong with the form, shown with the post.

use axum::extract::{FromRequest as _, Multipart, Request};
use domain::id::{PersonId, PhotoId};
use domain::language::Language;
use domain::thread::post::MOST_PHOTOS;
use domain::thread::{Refused, Thread};
use http::header::CONTENT_TYPE;
use islands::PhotoPreview;
use leptos::prelude::*;
use store::threads::PostPhoto;

use super::page::Typed;
use crate::app::App;
use crate::components::{Checks, ChoiceOption, Field};
use crate::errors::PageError;
use crate::form::sent::{TooLarge, unreadable, whole};
use crate::form::{Posted, Written};
use crate::peer::Peer;
use crate::photos::{LARGEST_BYTES, PhotoRefused};
use crate::reading::refusals;
use crate::staging::Staging;
use crate::text::photos as photo_words;
use crate::text::threads as words;
use crate::throttle::Act;
use crate::visitor::Visitor;
use crate::{island_words, routes};

/// Most bytes of the other fields, each.
const TEXT_BYTES: usize = 64 * 1024;
/// Most bytes of a post with its photos: one of them at a time lies in memory.
pub(super) const FORM_BYTES: usize = MOST_PHOTOS * LARGEST_BYTES + 4 * TEXT_BYTES;

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
    let kind = request.headers().get(CONTENT_TYPE);
    let multipart = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
    if !multipart {
        let form = Posted::from_request(request, app).await?;
        let photos = chosen(app, staging, &form).await?;
        return Ok(Sent {
            form,
            photos,
            ..Sent::default()
        });
    }
    let written = request.extensions().get::<Written>().cloned();
    let mut taking = Taking {
        app,
        visitor,
        staging,
        peer: request.extensions().get::<Peer>().copied(),
        fields: Vec::new(),
        photos: None,
        refused: Vec::new(),
    };
    let parts = Multipart::from_request(request, app).await;
    let mut parts = parts.map_err(|error| unreadable(error.status()))?;
    while let Some(part) = parts
        .next_field()
        .await
        .map_err(|error| unreadable(error.status()))?
    {
        if part.file_name().is_none() {
            let name = part.name().unwrap_or_default().to_owned();
            let text = whole(part, TEXT_BYTES).await?;
            let text = text.map_err(|TooLarge| PageError::TooLarge)?;
            let text = String::from_utf8_lossy(&text).into_owned();
            taking.fields.push((name, text));
        } else {
            taking.file(whole(part, LARGEST_BYTES).await?).await?;
        }
    }
    let sent = taking.sent().await?;
    if let Some(written) = written {
        written.lay(&sent.form);
    }
    Ok(sent)
}

/// A form with photos, as it arrives. Its fields stand before its files, so what was kept
/// before is known when the first photo comes.
struct Taking<'a> {
    app: &'a App,
    visitor: &'a Visitor,
    staging: Option<&'a Staging>,
    peer: Option<Peer>,
    fields: Vec<(String, String)>,
    photos: Option<Vec<PhotoId>>,
    refused: Vec<&'static str>,
}

impl Taking<'_> {
    /// Those that wait already and are still wanted.
    async fn waiting(&mut self) -> Result<Vec<PhotoId>, PageError> {
        if let Some(photos) = self.photos.take() {
            return Ok(photos);
        }
        let form = Posted::from_fields(self.fields.iter().cloned());
        chosen(self.app, self.staging, &form).await
    }

    async fn file(&mut self, bytes: Result<Vec<u8>, TooLarge>) -> Result<(), PageError> {
        // A browser sends an empty file where none was chosen.
        let nothing = matches!(&bytes, Ok(bytes) if bytes.is_empty());
        let Some(staging) = self.staging.filter(|_| !nothing) else {
            return Ok(());
        };
        let mut photos = self.waiting().await?;
        let taken = match bytes {
            Err(TooLarge) => Err(PhotoRefused::TooLarge),
            Ok(_) if !is_in_time(self.app, self.visitor, self.peer)? => Err(PhotoRefused::TooOften),
            Ok(bytes) => {
                let (app, now) = (self.app, self.visitor.now);
                staging.take(app, bytes, photos.len(), now).await?
            }
        };
        match taken {
            Ok(photo) => photos.push(photo),
            Err(why) => {
                let told = told(self.visitor.language(), why);
                if !self.refused.contains(&told) {
                    self.refused.push(told);
                }
            }
        }
        self.photos = Some(photos);
        Ok(())
    }

    async fn sent(mut self) -> Result<Sent, PageError> {
        Ok(Sent {
            photos: self.waiting().await?,
            form: Posted::from_fields(self.fields),
            refused: self.refused,
        })
    }
}

/// Whether one more photo is taken from this person and address now.
fn is_in_time(app: &App, visitor: &Visitor, peer: Option<Peer>) -> Result<bool, PageError> {
    let (throttle, person) = (&app.throttle, visitor.signed_in()?.id.to_string());
    let account = throttle.by_account(Act::Photo, &person, visitor.now);
    let address = peer.map_or(Ok(()), |peer| {
        throttle.by_address(Act::Photo, peer.block, visitor.now)
    });
    Ok(account.is_ok() && address.is_ok())
}

fn told(lang: Language, why: PhotoRefused) -> &'static str {
    match why {
        PhotoRefused::TooMany => refusals(lang, Refused::PhotosMany.code()),
        why => photo_words::find(lang, why.code()).unwrap_or_default(),
    }
}

/// The photos that waited and are still wanted; the others go. What waits from a form that
/// was given up is never added to another one.
async fn chosen(
    app: &App,
    staging: Option<&Staging>,
    form: &Posted,
) -> Result<Vec<PhotoId>, PageError> {
    let Some(staging) = staging else {
        return Ok(Vec::new());
    };
    let wanted: Vec<&str> = form.all("kept").collect();
    let mut chosen = Vec::new();
    for photo in staging.kept(app).await? {
        if wanted.contains(&photo.to_string().as_str()) {
            chosen.push(photo);
        } else {
            staging.let_go(app, photo).await?;
        }
    }
    Ok(chosen)
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
