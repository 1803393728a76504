//! A form that was sent, with or without files.

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use http::StatusCode;
use http::header::CONTENT_TYPE;

use super::{Posted, ShownFor, Written};
use crate::errors::PageError;

/// The fields of a form, and the files that came with it.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    pub(crate) form: Posted,
    pub(crate) files: Vec<Vec<u8>>,
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        let multipart = request
            .headers()
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
        if !multipart {
            let form = Posted::from_request(request, state).await?;
            return Ok(Self {
                form,
                files: Vec::new(),
            });
        }
        let written = request.extensions().get::<Written>().cloned();
        let shown_for = ShownFor::of(&request);
        let parts = Multipart::from_request(request, state)
            .await
            .map_err(|_| PageError::Invalid)?;
        let sent = read(parts).await?;
        if let Some(written) = written {
            written.lay(&sent.form);
        }
        shown_for.check(sent.form.text(ShownFor::FIELD))?;
        Ok(sent)
    }
}

async fn read(mut parts: Multipart) -> Result<Sent, PageError> {
    let wrong = |error: MultipartError| unreadable(error.status());
    let mut fields = Vec::new();
    let mut files = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(wrong)? {
        let name = part.name().unwrap_or_default().to_owned();
        let is_file = part.file_name().is_some();
        let bytes = part.bytes().await.map_err(wrong)?;
        if !is_file {
            fields.push((name, String::from_utf8_lossy(&bytes).into_owned()));
        } else if !bytes.is_empty() {
            // A browser sends an empty file where none was chosen.
            files.push(bytes.to_vec());
        }
    }
    Ok(Sent {
        form: Posted::from_fields(fields),
        files,
    })
}

/// A file has more bytes than are taken.
pub(crate) struct TooLarge;

/// What is wrong with a form that cannot be read to its end.
pub(crate) const fn unreadable(status: StatusCode) -> PageError {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => PageError::TooLarge,
        _ => PageError::Invalid,
    }
}

/// The bytes of one field; of one that is too large, no more than `most` are kept while
/// the rest passes by.
pub(crate) async fn whole(
    mut field: Field<'_>,
    most: usize,
) -> Result<Result<Vec<u8>, TooLarge>, PageError> {
    let (mut bytes, mut fits) = (Vec::new(), true);
    while let Some(chunk) = field
        .chunk()
        .await
        .map_err(|error| unreadable(error.status()))?
    {
        fits = fits && bytes.len() + chunk.len() <= most;
        if fits {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(if fits { Ok(bytes) } else { Err(TooLarge) })
}
