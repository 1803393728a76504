//! What is sent again is done once: the number that a program gives its request
//! or update, and what came with it.
//!
//! The number belongs to the account of the key, and a whole city may use one
//! app: so a number counts only together with the content it first came with.

use std::fmt::Write as _;

use http::HeaderMap;
use pages::form::Posted;
use pages::text::open311 as words;
use sha2::{Digest as _, Sha256};
use store::idempotency::Once;

use super::asked::Asked;
use super::fault::Fault;

/// A header by which a program says that this is the same request again.
const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The longest key.
const LONGEST: usize = 200;
/// Under which what came with a key is kept.
const PURPOSE_REQUEST: &str = "open311-request";
/// Under which what came with an update's number is kept.
const PURPOSE_UPDATE: &str = "open311-update";

/// The key of a request, if it came with one. One that cannot be kept is told
/// rather than passed over: whoever sent it relies on it.
pub fn key(asked: &Asked<'_>, headers: &HeaderMap) -> Result<Option<String>, Fault> {
    let Some(sent) = headers.get(IDEMPOTENCY_KEY).filter(|key| !key.is_empty()) else {
        return Ok(None);
    };
    let fits = sent.to_str().ok().filter(|key| key.len() <= LONGEST);
    let key = fits.ok_or_else(|| Fault::bad(words::bad_idempotency_key(asked.lang)))?;
    Ok(Some(key.to_owned()))
}

/// Binds the key of a request to its content.
pub async fn bind_request(asked: &Asked<'_>, once: &Once<'_>, content: &str) -> Result<(), Fault> {
    bind(
        asked,
        PURPOSE_REQUEST,
        once,
        content,
        words::other_request(asked.lang),
    )
    .await
}

/// Binds the number of an update to its content.
pub async fn bind_update(asked: &Asked<'_>, once: &Once<'_>, content: &str) -> Result<(), Fault> {
    bind(
        asked,
        PURPOSE_UPDATE,
        once,
        content,
        words::other_update(asked.lang),
    )
    .await
}

async fn bind(
    asked: &Asked<'_>,
    purpose: &str,
    once: &Once<'_>,
    content: &str,
    otherwise: &'static str,
) -> Result<(), Fault> {
    let store = &asked.app.store;
    let same = store.bind_once(purpose, once, content, asked.now).await;
    if asked.stored(same)? {
        Ok(())
    } else {
        Err(Fault::contradicts(otherwise))
    }
}

/// A digest of the fields, in whatever order they came, without the key that opens.
pub fn digest(form: &Posted) -> String {
    let mut fields: Vec<_> = form
        .fields()
        .iter()
        .filter(|(name, _)| name != "api_key")
        .collect();
    fields.sort();
    let mut digest = Sha256::new();
    for part in fields.iter().flat_map(|(name, value)| [name, value]) {
        digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(part.as_bytes());
    }
    let hex = |mut text: String, byte: &u8| {
        write!(text, "{byte:02x}").expect("a String takes everything");
        text
    };
    digest.finalize().iter().fold(String::new(), hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_of_what_was_said_and_not_of_its_order() {
        let of = |text: &str| digest(&Posted::parse(text.as_bytes()));
        assert_eq!(of("a=1&b=2&api_key=x"), of("b=2&api_key=y&a=1"));
        for other in ["a=1&b=3", "a=1", "a=1b&=2", "a=1&b=2&b=2", "a=12&b="] {
            assert_ne!(of("a=1&b=2"), of(other), "{other}");
        }
    }
}
