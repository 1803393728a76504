//! A form with photos, read as it arrives: one photo at a time lies in memory, is taken in and
//! waits; one that is not taken costs no word of what was written.

use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request};
use domain::id::PhotoId;
use http::header::CONTENT_TYPE;

use super::Staging;
use crate::app::App;
use crate::errors::PageError;
use crate::form::sent::{TooLarge, unreadable, whole};
use crate::form::{Posted, ShownFor, Written};
use crate::peer::Peer;
use crate::photos::{LARGEST_BYTES, PhotoRefused};
use crate::throttle::Act;
use crate::visitor::Visitor;

/// Most bytes of the other fields, each.
const TEXT_BYTES: usize = 64 * 1024;
/// Most bytes of the other fields together, with their names: photos pass through one by
/// one, but these all stay in memory until the form is read.
const TEXTS_BYTES: usize = 4 * TEXT_BYTES;
/// What a field costs besides its bytes: ever so many empty ones fill memory, too.
const FIELD_BYTES: usize = 64;
/// Most bytes of a form that came without photos, as ordinary forms have it.
const PLAIN_BYTES: usize = 1024 * 1024;

/// Most bytes of a form with so many photos.
pub(crate) const fn most_bytes(photos: usize) -> usize {
    photos * LARGEST_BYTES + TEXTS_BYTES
}

/// Which of the photos that wait go along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waiting {
    /// Every one.
    All,
    /// Those that the form names as `kept`; the others go. What waits from a form that was
    /// given up is never added to another one.
    Ticked,
}

/// A form as it was sent.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    pub(crate) form: Posted,
    /// The photos that wait for it.
    pub(crate) photos: Vec<PhotoId>,
    /// Why others were not taken, each reason once.
    pub(crate) refused: Vec<PhotoRefused>,
}

/// Reads a form. Photos are taken where `staging` is given, which it is for who may send them.
pub(crate) async fn read(
    app: &App,
    visitor: &Visitor,
    staging: Option<&Staging>,
    waiting: Waiting,
    mut request: Request,
) -> Result<Sent, PageError> {
    let kind = request.headers().get(CONTENT_TYPE);
    let multipart = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
    let written = request.extensions().get::<Written>().cloned();
    let shown_for = ShownFor::of(&request);
    let mut taking = Taking {
        app,
        visitor,
        staging,
        waiting,
        peer: request.extensions().get::<Peer>().copied(),
        fields: Vec::new(),
        room: TEXTS_BYTES,
        photos: None,
        refused: Vec::new(),
    };
    if !multipart {
        // The room that the route has is for photos, which come in another kind of form.
        DefaultBodyLimit::max(PLAIN_BYTES).apply(&mut request);
        let form = Posted::from_request(request, app).await?;
        taking.fields = form.fields().to_vec();
        return taking.sent().await;
    }
    let parts = Multipart::from_request(request, app).await;
    let mut parts = parts.map_err(|error| unreadable(error.status()))?;
    while let Some(part) = parts
        .next_field()
        .await
        .map_err(|error| unreadable(error.status()))?
    {
        if part.file_name().is_none() {
            taking.text(part).await?;
        } else {
            if let Err(error) = shown_for.check(taking.said(ShownFor::FIELD)) {
                // The fields stand before the photos: what was written is at hand.
                if let Some(written) = written {
                    written.lay(&Posted::from_fields(taking.fields));
                }
                return Err(error);
            }
            taking.file(whole(part, LARGEST_BYTES).await?).await?;
        }
    }
    let sent = taking.sent().await?;
    if let Some(written) = written {
        written.lay(&sent.form);
    }
    shown_for.check(sent.form.text(ShownFor::FIELD))?;
    Ok(sent)
}

/// A form with photos, as it arrives. Its fields stand before its files, so what was kept
/// before is known when the first photo comes.
struct Taking<'a> {
    app: &'a App,
    visitor: &'a Visitor,
    staging: Option<&'a Staging>,
    waiting: Waiting,
    peer: Option<Peer>,
    fields: Vec<(String, String)>,
    /// How many bytes of fields may still come.
    room: usize,
    photos: Option<Vec<PhotoId>>,
    refused: Vec<PhotoRefused>,
}

impl Taking<'_> {
    /// What one field that came already says.
    fn said(&self, name: &str) -> &str {
        let mut fields = self.fields.iter();
        let found = fields.find(|(field, _)| field == name);
        found.map_or("", |(_, value)| value)
    }

    /// Those that wait already and are still wanted.
    async fn waiting(&mut self) -> Result<Vec<PhotoId>, PageError> {
        if let Some(photos) = self.photos.take() {
            return Ok(photos);
        }
        let Some(staging) = self.staging else {
            return Ok(Vec::new());
        };
        let kept = staging.kept(self.app).await?;
        if self.waiting == Waiting::All {
            return Ok(kept);
        }
        let form = Posted::from_fields(self.fields.iter().cloned());
        let wanted: Vec<&str> = form.all("kept").collect();
        let mut chosen = Vec::new();
        for photo in kept {
            if wanted.contains(&photo.to_string().as_str()) {
                chosen.push(photo);
            } else {
                staging.let_go(self.app, photo).await?;
            }
        }
        Ok(chosen)
    }

    /// One field that is no file, as long as there is room for it.
    async fn text(&mut self, part: Field<'_>) -> Result<(), PageError> {
        let name = part.name().unwrap_or_default().to_owned();
        self.make_room(FIELD_BYTES + name.len())?;
        let text = whole(part, TEXT_BYTES.min(self.room)).await?;
        let text = text.map_err(|TooLarge| PageError::TooLarge)?;
        let text = String::from_utf8_lossy(&text).into_owned();
        self.make_room(text.len())?;
        self.fields.push((name, text));
        Ok(())
    }

    fn make_room(&mut self, bytes: usize) -> Result<(), PageError> {
        self.room = self.room.checked_sub(bytes).ok_or(PageError::TooLarge)?;
        Ok(())
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
            Err(why) if self.refused.contains(&why) => {}
            Err(why) => self.refused.push(why),
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
