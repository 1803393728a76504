//! What a program asks for: resource, form, language, and the fields after the
//! question mark. An empty field is as good as none, as the standard says.

use domain::instant::Instant;
use domain::language::Language;
use http::HeaderMap;
use http::header::{ACCEPT, ACCEPT_LANGUAGE};
use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
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

    /// By the name in the address of one of them: the Swagger file of the standard reads
    /// one request at `request/{id}`, its text at `requests/{id}`.
    pub fn of_one(name: &str) -> Option<Self> {
        match name {
            "request" => Some(Self::Requests),
            name => Self::named(name),
        }
    }
}

/// Whether this path is of this area.
pub fn is_here(path: &str) -> bool {
    path.strip_prefix(ROOT)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What the resource of this path takes.
pub fn methods(path: &str) -> &'static str {
    let name = path.strip_prefix(ROOT).unwrap_or_default();
    let name = name.trim_start_matches('/');
    let bare = name.strip_suffix(".json").or(name.strip_suffix(".xml"));
    match Resource::named(bare.unwrap_or(name)) {
        Some(Resource::Requests | Resource::Updates) => "GET, HEAD, OPTIONS, POST",
        Some(Resource::Discovery | Resource::Services | Resource::Tokens) | None => {
            "GET, HEAD, OPTIONS"
        }
    }
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
        .get_all(ACCEPT)
        .iter()
        .filter_map(|accept| accept.to_str().ok());
    (
        name,
        preferred(accepts.flat_map(|accept| accept.split(','))),
    )
}

/// The form that weighs most among those accepted (RFC 9110, 12.5.1), the first of
/// two that weigh the same; JSON where neither is named.
fn preferred<'a>(accepted: impl Iterator<Item = &'a str>) -> Format {
    let mut best = (Format::Json, 0_u16);
    for one in accepted {
        let mut parts = one.split(';').map(str::trim);
        let format = match parts.next() {
            Some("text/xml" | "application/xml") => Format::Xml,
            Some("application/json" | "text/json") => Format::Json,
            _ => continue,
        };
        let weight = parts.find_map(|part| part.strip_prefix("q="));
        let weight = weight.map_or(1_000, thousandths);
        if weight > best.1 {
            best = (format, weight);
        }
    }
    best.0
}

/// A weight between 0 and 1, in thousandths; what is none weighs nothing.
fn thousandths(weight: &str) -> u16 {
    let (whole, part) = weight.split_once('.').unwrap_or((weight, ""));
    let digits: String = part.chars().chain("000".chars()).take(3).collect();
    let number = [whole, &digits].concat().parse::<u16>();
    number.map_or(0, |number| number.min(1_000))
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
            .is_some_and(|text| text.eq_ignore_ascii_case("true") || text == "1")
    }

    /// What the store gave, or its failure as a fault.
    pub fn stored<T>(&self, result: Result<T, StoreError>) -> Result<T, Fault> {
        fault::stored(result, self.lang)
    }

    /// From when to when: both ends of the asked span, at most [`DAYS`] days from the
    /// first to the last that is named; without them the last days.
    pub fn span(&self) -> Result<(Instant, Instant), Fault> {
        let from = self.named("start_date")?.map(|named| named.first);
        let end = self.named("end_date")?;
        let (from, until, last) = match (from, end) {
            (Some(from), Some(end)) => (from, end.last, end.last_begins),
            (None, Some(end)) => (end.last_begins.plus_days(-DAYS), end.last, end.last_begins),
            (Some(from), None) => {
                let until = self.now.max(from).min(from.plus_days(DAYS));
                (from, until, until)
            }
            (None, None) => (self.now.plus_days(-DAYS), self.now, self.now),
        };
        if until < from {
            return Err(Fault::bad(words::ends_before_it_begins(self.lang)));
        }
        if last > from.plus_days(DAYS) {
            return Err(Fault::bad(words::too_wide(self.lang, DAYS)));
        }
        Ok((from, until))
    }

    fn named(&self, name: &str) -> Result<Option<Named>, Fault> {
        self.field(name)
            .map(|text| self.dated(name, text))
            .transpose()
    }

    fn dated(&self, name: &str, text: &str) -> Result<Named, Fault> {
        Named::read(text).ok_or_else(|| Fault::bad(words::bad_date(self.lang, name, text)))
    }

    /// The moment that a field of a form names: the first one of a day, month or year.
    pub fn moment(&self, name: &str, text: &str) -> Result<Instant, Fault> {
        self.dated(name, text).map(|named| named.first)
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

/// What a date names: a moment, or all of a day, a month or a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Named {
    /// Its first moment.
    first: Instant,
    /// Its last: of a moment without parts of a second the end of that second, because
    /// we write no parts of one either.
    last: Instant,
    /// By what the width of a span is measured that ends with it: when its last day
    /// begins, or the moment itself.
    last_begins: Instant,
}

impl Named {
    /// Reads a date as the W3C's note writes it, and as programs do: a plus that came as a
    /// blank is a plus, a blank between day and time is a T, and what names no zone is in
    /// UTC.
    fn read(text: &str) -> Option<Self> {
        if let Some((from, next)) = period(text) {
            let (first, next) = (utc(from.into())?, utc(next.into())?);
            return Some(Self {
                first,
                last: Instant::from_micros(next.micros() - 1),
                last_begins: next.plus_days(-1),
            });
        }
        let at = moment(text)?;
        let whole = at.micros().rem_euclid(SECOND) == 0;
        let last = at.micros() + if whole { SECOND - 1 } else { 0 };
        Some(Self {
            first: at,
            last: Instant::from_micros(last),
            last_begins: at,
        })
    }
}

/// The microseconds of a second.
const SECOND: i64 = 1_000_000;

/// A day, a month or a year: its first day, and the day after it.
fn period(text: &str) -> Option<(Date, Date)> {
    let (first, length) = match text.len() {
        4 => ([text, "-01-01"].concat(), 1.year()),
        7 => ([text, "-01"].concat(), 1.month()),
        10 => (text.to_owned(), 1.day()),
        _ => return None,
    };
    if !text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-')
    {
        return None;
    }
    let first = first.parse::<Date>().ok()?;
    Some((first, first.checked_add(length).ok()?))
}

fn moment(text: &str) -> Option<Instant> {
    let text = match text.as_bytes().get(10) {
        Some(b' ') => [&text[..10], "T", &text[11..]].concat(),
        _ => text.to_owned(),
    };
    let text = text.replace(' ', "+");
    let civil = || {
        let timed = text.as_bytes().get(10) == Some(&b'T') && text.len() > 11;
        text.parse::<DateTime>()
            .ok()
            .filter(|_| timed)
            .and_then(utc)
    };
    Instant::parse(&text).or_else(civil)
}

fn utc(at: DateTime) -> Option<Instant> {
    let at = at.to_zoned(TimeZone::UTC).ok()?;
    Some(Instant::from_timestamp(at.timestamp()))
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
            (
                "services",
                "application/json;q=0.5, text/xml;q=0.9, */*;q=0.1",
                "services",
                Format::Xml,
            ),
            ("services", "text/xml;q=0", "services", Format::Json),
            ("services", "text/xml;q=x", "services", Format::Json),
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
        let first = |text: &str| Named::read(text).map(|named| named.first);
        for text in [
            "2010-05-24T00:00:00Z",
            "2010-05-24T08:00:00+08:00",
            "2010-05-24T08:00:00 08:00",
            "2010-05-24T00:00Z",
            "2010-05-24T00:00:00.000Z",
            "2010-05-24T00:00:00",
            "2010-05-24 00:00:00",
            "2010-05-23T20:00:00-04:00",
            "2010-05-24",
        ] {
            assert_eq!(first(text), Some(at), "{text}");
        }
        for text in [
            "yesterday",
            "2010-13-01",
            "2010-13",
            "201",
            "-010",
            "2010-05-24T25:00:00Z",
            "2010-05-24T",
            "24.05.2010",
            "2010年05月24",
        ] {
            assert_eq!(first(text), None, "{text}");
        }
        assert_eq!(written(at), "2010-05-24T00:00:00Z");
    }

    #[test]
    fn a_date_names_all_of_its_day_month_year_or_second() {
        let at = |text: &str| Instant::parse(text).unwrap();
        let table = [
            ("2010-05-24", "2010-05-24", "2010-05-25", "2010-05-24"),
            ("2010-05", "2010-05-01", "2010-06-01", "2010-05-31"),
            ("2010", "2010-01-01", "2011-01-01", "2010-12-31"),
        ];
        for (text, first, next, last_begins) in table {
            let midnight = |day: &str| at(&[day, "T00:00:00Z"].concat());
            let wanted = Named {
                first: midnight(first),
                last: Instant::from_micros(midnight(next).micros() - 1),
                last_begins: midnight(last_begins),
            };
            assert_eq!(Named::read(text), Some(wanted), "{text}");
        }
        let last = |text: &str| Named::read(text).map(|named| named.last);
        let second = "2010-05-24T08:00:00Z";
        assert_eq!(last(second), Some(at("2010-05-24T08:00:00.999999Z")));
        let part = "2010-05-24T08:00:00.25Z";
        assert_eq!(last(part), Some(at(part)));
    }

    #[test]
    fn only_its_own_paths_are_here() {
        assert!(is_here("/open311/v2/services.xml"));
        assert!(is_here("/open311/v2"));
        assert!(!is_here("/open311/v2x"));
        assert!(!is_here("/cases"));
    }
}
