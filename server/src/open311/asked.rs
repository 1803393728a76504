//! What a program asks for: resource, form, language, and the fields after the
//! question mark. An empty field is as good as none, as the standard says.

use domain::instant::Instant;
use domain::language::Language;
use http::HeaderMap;
use http::header::{ACCEPT, ACCEPT_LANGUAGE};
use pages::App;
use pages::form::Posted;
use pages::text::open311 as words;
use store::StoreError;
use store::lists::requests::Stretch;

use super::ROOT;
use super::fault::{self, Fault};
use super::tree::Format;

/// The widest span of one list, in days.
pub const DAYS: i64 = 90;
/// The longest list, and its length when nobody says.
pub const LONGEST: i64 = 1_000;

/// How deep into a list a page may lie, in entries: further back, ask for an
/// earlier span instead.
pub const DEEPEST: i64 = 100_000;

/// What there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// What this endpoint can do.
    Discovery,
    /// The categories.
    Services,
    /// The public cases.
    Requests,
    /// References for whoever was given a token.
    Tokens,
    /// What was said on them.
    Updates,
}

impl Resource {
    /// By its name in the address.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "discovery" => Self::Discovery,
            "services" => Self::Services,
            "requests" => Self::Requests,
            "tokens" => Self::Tokens,
            "servicerequestupdates" => Self::Updates,
            _ => return None,
        })
    }
}

/// Whether this path is of this area.
pub fn is_here(path: &str) -> bool {
    path.strip_prefix(ROOT)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The language of the answer.
pub fn language(headers: &HeaderMap) -> Language {
    headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|header| header.to_str().ok())
        .and_then(Language::from_accept_language)
        .unwrap_or(Language::En)
}

/// The form of the answer to this path.
pub fn format_of(path: &str, headers: &HeaderMap) -> Format {
    let last = path.rsplit('/').next().unwrap_or_default();
    split(last, headers).1
}

/// A name without its ending, and the form that the ending asks for; without
/// one the form that the program prefers, else JSON.
fn split<'a>(name: &'a str, headers: &HeaderMap) -> (&'a str, Format) {
    if let Some(name) = name.strip_suffix(".json") {
        return (name, Format::Json);
    }
    if let Some(name) = name.strip_suffix(".xml") {
        return (name, Format::Xml);
    }
    let accepts = headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .unwrap_or_default();
    let at = |kind| accepts.find(kind).unwrap_or(usize::MAX);
    let xml = at("text/xml").min(at("application/xml"));
    let format = if xml < at("application/json") {
        Format::Xml
    } else {
        Format::Json
    };
    (name, format)
}

/// A question, and what is needed to answer it.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The application.
    pub app: &'a App,
    /// The language of the answer.
    pub lang: Language,
    /// The time.
    pub now: Instant,
    headers: &'a HeaderMap,
    fields: Posted,
}

impl<'a> Asked<'a> {
    /// The question behind a question mark.
    pub fn new(app: &'a App, headers: &'a HeaderMap, query: &str) -> Self {
        Self {
            app,
            lang: language(headers),
            now: app.clock.now(),
            headers,
            fields: Posted::parse(query.as_bytes()),
        }
    }

    /// The resource and the form behind the last part of an address.
    pub fn resource(&self, name: &str) -> (Option<Resource>, Format) {
        let (name, format) = self.split(name);
        (Resource::named(name), format)
    }

    /// The last part of an address without its ending, and the form.
    pub fn split<'n>(&self, name: &'n str) -> (&'n str, Format) {
        split(name, self.headers)
    }

    /// A field, if it is there and not empty.
    pub fn field<'n>(&'n self, name: &str) -> Option<&'n str> {
        Some(self.fields.text(name).trim()).filter(|text| !text.is_empty())
    }

    /// The values of a field that can be given several times or with commas.
    pub fn list<'n>(&'n self, name: &'n str) -> Vec<&'n str> {
        self.fields
            .all(name)
            .flat_map(|text| text.split(','))
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .collect()
    }

    /// Whether more than the standard is asked for.
    pub fn extensions(&self) -> bool {
        self.field("extensions")
            .is_some_and(|text| matches!(text, "true" | "1"))
    }

    /// What the store gave, or its failure as a fault.
    pub fn stored<T>(&self, result: Result<T, StoreError>) -> Result<T, Fault> {
        fault::stored(result, self.lang)
    }

    /// From when to when: both ends of the asked span, at most [`DAYS`] days;
    /// without them the last days.
    pub fn span(&self) -> Result<(Instant, Instant), Fault> {
        let from = self.moment("start_date")?;
        let until = self.moment("end_date")?;
        let (from, until) = match (from, until) {
            (Some(from), Some(until)) => (from, until),
            (Some(from), None) => (from, self.now.max(from).min(from.plus_days(DAYS))),
            (None, Some(until)) => (until.plus_days(-DAYS), until),
            (None, None) => (self.now.plus_days(-DAYS), self.now),
        };
        if until < from {
            return Err(Fault::bad(words::ends_before_it_begins(self.lang)));
        }
        if until > from.plus_days(DAYS) {
            return Err(Fault::bad(words::too_wide(self.lang, DAYS)));
        }
        Ok((from, until))
    }

    fn moment(&self, name: &str) -> Result<Option<Instant>, Fault> {
        self.field(name)
            .map(|text| {
                moment(text).ok_or_else(|| Fault::bad(words::bad_date(self.lang, name, text)))
            })
            .transpose()
    }

    /// Which part of the list.
    pub fn stretch(&self) -> Result<Stretch, Fault> {
        let number = |name: &str, most: i64, otherwise: i64| match self.field(name) {
            None => Ok(otherwise),
            Some(text) => text
                .parse::<i64>()
                .ok()
                .filter(|number| (1..=most).contains(number))
                .ok_or_else(|| Fault::bad(words::bad_number(self.lang, name, most))),
        };
        let length = number("page_size", LONGEST, LONGEST)?;
        let page = number("page", DEEPEST / length, 1)?;
        Ok(Stretch {
            skip: (page - 1) * length,
            length,
        })
    }
}

/// A moment as the W3C's note on dates writes it. A plus that came as a blank
/// is a plus, and a day alone is its first moment in UTC.
fn moment(text: &str) -> Option<Instant> {
    let text = text.replace(' ', "+");
    Instant::parse(&text).or_else(|| {
        let day: jiff::civil::Date = text.parse().ok().filter(|_| text.len() == 10)?;
        let start = day.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(Instant::from_timestamp(start.timestamp()))
    })
}

/// A moment as the standard writes it, to the second, in UTC.
pub fn written(at: Instant) -> String {
    at.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_goes_before_what_is_accepted() {
        let accepting = |accept: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, accept.parse().unwrap());
            headers
        };
        let table = [
            ("services.xml", "application/json", "services", Format::Xml),
            ("services.json", "text/xml", "services", Format::Json),
            ("services", "text/xml", "services", Format::Xml),
            ("services", "*/*", "services", Format::Json),
            (
                "services",
                "application/json, text/xml",
                "services",
                Format::Json,
            ),
            ("services.yaml", "*/*", "services.yaml", Format::Json),
        ];
        for (name, accept, wanted, format) in table {
            assert_eq!(
                split(name, &accepting(accept)),
                (wanted, format),
                "{name} {accept}"
            );
        }
    }

    #[test]
    fn dates_are_read_as_programs_send_them() {
        let at = Instant::parse("2010-05-24T00:00:00Z").unwrap();
        for text in [
            "2010-05-24T00:00:00Z",
            "2010-05-24T08:00:00+08:00",
            "2010-05-24T08:00:00 08:00",
            "2010-05-24",
        ] {
            assert_eq!(moment(text), Some(at), "{text}");
        }
        for text in [
            "yesterday",
            "2010-13-01",
            "2010-05-24T00:00:00",
            "24.05.2010",
        ] {
            assert_eq!(moment(text), None, "{text}");
        }
        assert_eq!(written(at), "2010-05-24T00:00:00Z");
    }

    #[test]
    fn only_its_own_paths_are_here() {
        assert!(is_here("/open311/v2/services.xml"));
        assert!(is_here("/open311/v2"));
        assert!(!is_here("/open311/v2x"));
        assert!(!is_here("/cases"));
    }
}
