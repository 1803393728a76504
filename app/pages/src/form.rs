//! What a person posted: plain strings by field name.
//!
//! No deserialiser stands between a visitor and a page: every field is a
//! string that the domain parses, so nobody ever reads a machine's message. A
//! field sent twice counts once, with its first value; `all` gives every one.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use uuid::Uuid;

use crate::errors::PageError;
use crate::layout::for_whom;
use crate::routes;
use crate::visitor::{Came, Visitor};

pub(crate) mod sent;
mod written;

pub(crate) use written::Written;

/// The key of a form is none that we make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key of the form is none of ours")]
pub struct StrangeKey;

/// The fields of an urlencoded form, in the order they came.
#[derive(Clone, Debug, Default)]
pub struct Posted(Vec<(String, String)>);

impl Posted {
    /// Reads `application/x-www-form-urlencoded` bytes; what is not UTF-8 becomes U+FFFD, and NUL goes.
    pub fn parse(bytes: &[u8]) -> Self {
        let pairs = bytes
            .split(|byte| *byte == b'&')
            .filter(|pair| !pair.is_empty());
        Self(
            pairs
                .map(|pair| {
                    let (name, value) = match pair.iter().position(|byte| *byte == b'=') {
                        Some(at) => (&pair[..at], &pair[at + 1..]),
                        None => (pair, &pair[..0]),
                    };
                    (decode(name), decode(value))
                })
                .collect(),
        )
    }

    /// From fields read elsewhere (a multipart form, a draft).
    pub fn from_fields(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        let clean = |(name, value)| (without_nul(name), without_nul(value));
        Self(fields.into_iter().map(clean).collect())
    }

    /// The field as it was typed; empty if it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(field, _)| field == name)
            .map_or("", |(_, value)| value)
    }

    /// The key by which a form posted twice acts once; `None` where there is
    /// none. Ours are UUIDs: of any length, it would not fit where it is kept.
    ///
    /// # Errors
    /// [`StrangeKey`] for what never stood in a form of ours.
    pub fn key(&self) -> Result<Option<Uuid>, StrangeKey> {
        match self.text("key") {
            "" => Ok(None),
            key => Uuid::parse_str(key).map(Some).map_err(|_| StrangeKey),
        }
    }

    /// Whether the field was sent at all (a ticked box, the button pressed).
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }

    /// Every value of the field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    /// All fields, in order.
    pub fn fields(&self) -> &[(String, String)] {
        &self.0
    }
}

fn decode(bytes: &[u8]) -> String {
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, tail)) = rest.split_first() {
        let hex = |at: usize| tail.get(at).and_then(|byte| (*byte as char).to_digit(16));
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push(u8::try_from(high * 16 + low).expect("two hexadecimal digits"));
                rest = &tail[2..];
            }
            (b'+', _, _) => {
                decoded.push(b' ');
                rest = tail;
            }
            _ => {
                decoded.push(*first);
                rest = tail;
            }
        }
    }
    without_nul(String::from_utf8_lossy(&decoded).into_owned())
}

/// NUL is in no text that a person typed, and PostgreSQL takes none.
fn without_nul(text: String) -> String {
    if text.contains('\0') {
        text.replace('\0', "")
    } else {
        text
    }
}

/// For whom a form has to have been shown: for whom its sender acts by now.
pub(crate) struct ShownFor(Option<String>);

impl ShownFor {
    /// The field that says for whom it was; it stands before all others.
    pub(crate) const FIELD: &str = for_whom::FIELD;

    pub(crate) fn of(request: &Request) -> Self {
        let came = request.extensions().get::<Came>();
        let visitor = came.and_then(Came::visitor);
        let compared = visitor.filter(|_| !routes::is_for_whoever(request.uri().path()));
        let now = |visitor: &Visitor| visitor.neighbour().map(|person| person.id.to_string());
        Self(compared.map(|visitor| now(visitor).unwrap_or_default()))
    }

    /// Refuses a form that was shown for somebody else.
    pub(crate) fn check(&self, said: &str) -> Result<(), PageError> {
        match &self.0 {
            Some(now) if now != said => Err(PageError::Conflict),
            _ => Ok(()),
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        let written = request.extensions().get::<Written>().cloned();
        let shown_for = ShownFor::of(&request);
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|_| PageError::TooLarge)?;
        let posted = Self::parse(&bytes);
        if let Some(written) = written {
            written.lay(&posted);
        }
        shown_for.check(posted.text(ShownFor::FIELD))?;
        Ok(posted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_a_browser_sends_it() {
        let form =
            Posted::parse("words=%E7%81%AF+broken%0D%0A100%25&where=a&where=b&tick".as_bytes());
        assert_eq!(form.text("words"), "灯 broken\r\n100%");
        assert_eq!(form.text("where"), "a");
        assert_eq!(form.all("where").collect::<Vec<_>>(), ["a", "b"]);
        assert!(form.has("tick"));
        assert_eq!(form.text("missing"), "");
    }

    #[test]
    fn only_a_key_of_ours_is_a_key() {
        let key = |text: &str| Posted::parse(format!("key={text}").as_bytes()).key();
        let ours = "01890a5d-ac96-774b-bcce-b302099a8057";
        assert_eq!(key(ours), Ok(ours.parse().ok()));
        assert_eq!(key(""), Ok(None));
        for strange in ["1", "x", "%00x", &"a".repeat(3_000), &ours[1..]] {
            assert_eq!(key(strange), Err(StrangeKey), "{strange:.40}");
        }
    }

    #[test]
    fn broken_bytes_never_refuse_a_form() {
        for hostile in ["%", "%%%", "%zz=%f", "=&=&&", "a=%ff%fe%00", "%e7%81="] {
            let _ = Posted::parse(hostile.as_bytes());
        }
        assert_eq!(Posted::parse(b"a=%ff").text("a"), "\u{fffd}");
        assert_eq!(Posted::parse(b"a=b%00c").text("a"), "bc");
        let fields = [("a".to_owned(), "b\0c".to_owned())];
        assert_eq!(Posted::from_fields(fields).text("a"), "bc");
    }
}
