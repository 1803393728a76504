//! `/report/photos`: pictures, staged in the draft so that an error loses none.

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Path, Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use domain::id::PhotoId;
use http::StatusCode;
use islands::PhotoPreview;
use leptos::prelude::*;
use store::photos::{NewPhoto, PhotoSize, PhotoSummary};

use super::draft::Draft;
use super::step::{self, Step};
use crate::app::App;
use crate::components::{Button, ButtonKind, ErrorSummary, Form, Hidden, Problems, Steps};
use crate::errors::PageError;
use crate::form::sent::{TooLarge, unreadable, whole};
use crate::form::{Posted, ShownFor};
use crate::island_words;
use crate::layout::{Page, Section};
use crate::peer::Peer;
use crate::photos::{LARGEST_BYTES, MOST, PhotoRefused};
use crate::respond;
use crate::text::{photos as photo_words, report as words};
use crate::throttle::Act;
use crate::visitor::Visitor;

/// The most bytes of one form with photos: each is taken in turn, so no more
/// than one lies in memory.
const MOST_BYTES: usize = MOST * LARGEST_BYTES + 64 * 1024;
const REMOVE: &str = "/report/photos/remove";

pub(super) fn routes() -> Router<App> {
    let upload = get(ask).post(add).layer(DefaultBodyLimit::max(MOST_BYTES));
    Router::new()
        .route(&Step::Photos.href(), upload)
        .route(REMOVE, post(remove))
        .route("/report/photos/{id}", get(picture))
}

async fn ask(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let Some(draft) = Draft::find(&app, &visitor).await? else {
        return Ok(Redirect::to(&Step::What.href()).into_response());
    };
    if let Some(first) = step::too_early(&draft.fields, Step::Photos) {
        return Ok(Redirect::to(&first).into_response());
    }
    page(&app, &visitor, &draft, Problems::none()).await
}

async fn add(
    State(app): State<App>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, PageError> {
    let mut draft = Draft::open(&app, &visitor).await?;
    if let Some(first) = step::too_early(&draft.fields, Step::Photos) {
        return Ok(Redirect::to(&first).into_response());
    }
    let taken = take_all(&app, &visitor, &mut draft, request).await?;
    if !taken.refused.is_empty() {
        let mut problems = Problems::none();
        for refused in taken.refused {
            let message = photo_words::find(visitor.language(), refused.code());
            problems.push("photos", message.unwrap_or_default());
        }
        return page(&app, &visitor, &draft, problems).await;
    }
    if !taken.go_on {
        return Ok(Redirect::to(&Step::Photos.href()).into_response());
    }
    draft.fields.done.insert(Step::Photos);
    draft.save(&app, &visitor).await?;
    Ok(Redirect::to(&step::next(&draft.fields).href()).into_response())
}

/// What became of the form: why photos were refused, each reason once, and
/// which button was pressed.
#[derive(Default)]
struct Taken {
    refused: Vec<PhotoRefused>,
    go_on: bool,
}

/// Takes the photos one after the other as they arrive.
async fn take_all(
    app: &App,
    visitor: &Visitor,
    draft: &mut Draft,
    request: Request,
) -> Result<Taken, PageError> {
    let peer = request.extensions().get::<Peer>().copied();
    let shown_for = ShownFor::of(&request);
    let mut said = String::new();
    let mut form = Multipart::from_request(request, app)
        .await
        .map_err(|error| unreadable(error.status()))?;
    let mut taken = Taken::default();
    while let Some(field) = form
        .next_field()
        .await
        .map_err(|error| unreadable(error.status()))?
    {
        let photo = field.name() == Some("photos");
        let names = field.name() == Some(ShownFor::FIELD);
        if !names {
            shown_for.check(&said)?;
        }
        taken.go_on |= field.name() == Some("go");
        let outcome = match whole(field, LARGEST_BYTES).await? {
            Ok(bytes) if names => {
                said = String::from_utf8_lossy(&bytes).into_owned();
                continue;
            }
            // A file field that was left empty comes as a file without bytes.
            Ok(bytes) if !photo || bytes.is_empty() => continue,
            Ok(bytes) => take(app, visitor, draft, peer, bytes).await?,
            Err(TooLarge) => Err(PhotoRefused::TooLarge),
        };
        if let Err(refused) = outcome
            && !taken.refused.contains(&refused)
        {
            taken.refused.push(refused);
        }
    }
    Ok(taken)
}

/// Why no photo is taken now, whatever it is: anybody may stage photos before
/// they say who they are, and the disk is everybody's.
async fn held_back(
    app: &App,
    visitor: &Visitor,
    peer: Option<Peer>,
) -> Result<Option<PhotoRefused>, PageError> {
    let counted = peer.map_or(Ok(()), |peer| {
        let throttle = &app.throttle;
        throttle.by_address(Act::Photo, peer.block, visitor.now)
    });
    if counted.is_err() {
        return Ok(Some(PhotoRefused::TooOften));
    }
    if visitor.person().is_none() {
        let staged = app.store.staged_bytes().await?;
        if !app.photos.has_room(staged) {
            tracing::warn!(
                staged,
                "the room for photos of people without an account is taken"
            );
            return Ok(Some(PhotoRefused::NoRoom));
        }
    }
    Ok(None)
}

async fn take(
    app: &App,
    visitor: &Visitor,
    draft: &mut Draft,
    peer: Option<Peer>,
    bytes: Vec<u8>,
) -> Result<Result<(), PhotoRefused>, PageError> {
    if let Some(refused) = held_back(app, visitor, peer).await? {
        return Ok(Err(refused));
    }
    let already = app.store.list_draft_photos(draft.id).await?.len();
    let photo = match app.photos.take(bytes, already).await {
        Ok(photo) => photo,
        Err(refused) => return Ok(Err(refused)),
    };
    // A photo hangs on a draft that is kept.
    draft.save(app, visitor).await?;
    keep(app, visitor, draft, &photo).await
}

async fn keep(
    app: &App,
    visitor: &Visitor,
    draft: &Draft,
    photo: &crate::photos::Photo,
) -> Result<Result<(), PhotoRefused>, PageError> {
    let new = NewPhoto {
        id: PhotoId::new(app.ids.uuid()),
        draft: draft.id,
        person: visitor.person().map(|person| person.id),
        width: photo.width,
        height: photo.height,
        sha256: &photo.sha256,
        large: &photo.large,
        small: &photo.small,
    };
    let kept = app.store.add_photo(&new, MOST, visitor.now).await?;
    Ok(if kept {
        Ok(())
    } else {
        Err(PhotoRefused::TooMany)
    })
}

async fn remove(
    State(app): State<App>,
    visitor: Visitor,
    form: Posted,
) -> Result<Response, PageError> {
    if let Some(draft) = Draft::find(&app, &visitor).await?
        && let Ok(id) = form.text("photo").parse()
    {
        app.store
            .drop_draft_photo(draft.id, PhotoId::new(id))
            .await?;
    }
    Ok(Redirect::to(&Step::Photos.href()).into_response())
}

/// A staged photo, for the browser whose draft it is.
async fn picture(
    State(app): State<App>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let id = PhotoId::new(id.parse().map_err(|_| PageError::NotFound)?);
    let draft = Draft::find(&app, &visitor)
        .await?
        .ok_or(PageError::NotFound)?;
    let photos = app.store.list_draft_photos(draft.id).await?;
    if !photos.iter().any(|photo| photo.id == id) {
        return Err(PageError::NotFound);
    }
    let bytes = app
        .store
        .find_photo_bytes(id, PhotoSize::Small)
        .await?
        .ok_or(PageError::NotFound)?;
    Ok(([("content-type", "image/jpeg")], bytes).into_response())
}

async fn page(
    app: &App,
    visitor: &Visitor,
    draft: &Draft,
    problems: Problems,
) -> Result<Response, PageError> {
    let lang = visitor.language();
    let photos = app.store.list_draft_photos(draft.id).await?;
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let about = Page::new(words::photos_title(lang), Section::Report)
        .with_islands()
        .with_problems(!problems.is_empty());
    Ok(respond::page(
        status,
        &visitor.frame(app),
        &about,
        move || {
            let (steps, current) = step::shown(lang, Step::Photos);
            let room = island_words::photo_room(MOST, photos.len());
            let labels = island_words::photo_labels(lang);
            let invalid = !problems.is_empty();
            let error = problems.at("photos");
            let described = if invalid {
                "photos-hint photos-problem"
            } else {
                "photos-hint"
            };
            let staged = (!photos.is_empty()).then(|| {
                let shown = photos
                    .iter()
                    .zip(1..)
                    .map(|(photo, number)| staged(lang, photo, number))
                    .collect_view();
                view! { <h2>{words::photos_staged(lang)}</h2> <ul class="thumbs">{shown}</ul> }
            });
            view! {
                <div class="narrow">
                    <Steps lang steps current/>
                    <ErrorSummary lang problems=problems.clone()/>
                    <h1>{words::photos_title(lang)}</h1>
                    <p class="lead">{words::photos_lead(lang)}</p>
                    {staged}
                    <Form action=Step::Photos.href() files=true>
                        <div class=if invalid { "field bad" } else { "field" }>
                            <label for="photos">{words::photos_label(lang)}</label>
                            <p class="hint" id="photos-hint">{words::photos_hint(lang)}</p>
                            {error.map(|error| view! { <p class="problem" id="photos-problem">{error}</p> })}
                            <PhotoPreview id="photos".to_owned() name="photos".to_owned() described_by=described.to_owned() invalid room labels/>
                        </div>
                        <div class="row">
                            <Button label=words::photos_on(lang) name=Some("go") value=Some("on".into())/>
                            <Button label=words::photos_add(lang) kind=ButtonKind::Quiet/>
                        </div>
                    </Form>
                </div>
            }
        },
    ))
}

fn staged(
    lang: domain::language::Language,
    photo: &PhotoSummary,
    number: i64,
) -> impl IntoView + use<> {
    let src = format!("/report/photos/{}", photo.id);
    let alt = words::photo_alt(lang, &number.to_string());
    let (width, height) = (photo.width.to_string(), photo.height.to_string());
    let id = photo.id.to_string();
    view! {
        <li>
            <img src=src alt=alt width=width height=height/>
            <Form action=REMOVE>
                <Hidden name="photo" value=id/>
                <Button label=words::photo_remove(lang) kind=ButtonKind::Quiet/>
            </Form>
        </li>
    }
}
