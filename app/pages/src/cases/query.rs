//! What the address of a list asks for. Anything it does not understand it
//! leaves out: an address is not a form, and nobody can mend it.

use domain::body::BodyKind;
use domain::id::PlaceId;
use domain::instant::Instant;
use domain::reference::Reference;
use store::lists::{CaseFilter, Cursor, Progress, Turn};
use store::rulebook::Rulebook;

use crate::form::Posted;
use crate::routes;

/// How many characters of a search are kept.
const SEARCH_CHARACTERS: usize = 80;
/// In place of a progress: all of them.
const ALL: &str = "all";

/// Filters, search and spot of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Query {
    /// How far the cases have come; `None` for all. Open ones, unless the address says otherwise.
    pub progress: Option<Progress>,
    /// The key of a category.
    pub category: Option<String>,
    /// What sort of body has them.
    pub holder: Option<BodyKind>,
    /// The slug of a place.
    pub place: Option<String>,
    /// Words to look for.
    pub words: String,
    /// Which part of the list.
    pub turn: Turn,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            progress: Some(Progress::Open),
            category: None,
            holder: None,
            place: None,
            words: String::new(),
            turn: Turn::Newest,
        }
    }
}

impl Query {
    /// Reads the part after the question mark.
    pub(crate) fn read(raw: Option<&str>) -> Self {
        let fields = Posted::parse(raw.unwrap_or_default().as_bytes());
        let filled = |name| Some(fields.text(name)).filter(|text| !text.is_empty());
        let progress = match fields.text("show") {
            ALL => None,
            code => Some(Progress::from_code(code).unwrap_or(Progress::Open)),
        };
        let spot = |name| filled(name).and_then(read_cursor);
        let turn = match (spot("before"), spot("after")) {
            (Some(spot), _) => Turn::Before(spot),
            (None, Some(spot)) => Turn::After(spot),
            (None, None) => Turn::Newest,
        };
        Self {
            progress,
            category: filled("category").map(str::to_owned),
            holder: filled("holder").and_then(BodyKind::from_code),
            place: filled("place").map(str::to_owned),
            words: fields
                .text("q")
                .trim()
                .chars()
                .filter(|character| !character.is_control())
                .take(SEARCH_CHARACTERS)
                .collect(),
            turn,
        }
    }

    /// The same without a category that no version of the rules knows.
    pub(crate) fn known(self, book: &Rulebook) -> Self {
        let known = |key: &String| {
            let mut versions = book.charters().iter();
            versions.any(|version| version.charter.category(key).is_some())
        };
        Self {
            category: self.category.filter(known),
            ..self
        }
    }

    /// The reference that somebody typed into the search.
    pub(crate) fn reference(&self) -> Option<Reference> {
        Reference::parse(&self.words)
    }

    /// Whether it looks like a reference and is none: a digit is wrong.
    pub(crate) fn is_wrong_reference(&self) -> bool {
        let digits = || {
            self.words
                .chars()
                .filter(|character| !character.is_whitespace() && *character != '-')
        };
        digits().count() == 8
            && digits().all(|character| character.is_ascii_digit())
            && self.reference().is_none()
    }

    /// What is left to look for in the store, within `place`.
    pub(crate) fn filter(&self, place: Option<PlaceId>) -> CaseFilter<'_> {
        CaseFilter {
            progress: self.progress,
            category: self.category.as_deref(),
            holder: self.holder,
            place,
            words: &self.words,
        }
    }

    /// Whether anything but the progress is chosen.
    pub(crate) fn narrows(&self) -> bool {
        self.category.is_some() || self.holder.is_some() || !self.words.is_empty()
    }

    /// The address of this list under `base`.
    pub(crate) fn address(&self, base: &str) -> String {
        let mut pairs: Vec<(&str, String)> = Vec::new();
        match self.progress {
            Some(Progress::Open) => {}
            Some(progress) => pairs.push(("show", progress.code().to_owned())),
            None => pairs.push(("show", ALL.to_owned())),
        }
        pairs.extend(self.place.clone().map(|slug| ("place", slug)));
        pairs.extend(self.holder.map(|kind| ("holder", kind.code().to_owned())));
        pairs.extend(self.category.clone().map(|key| ("category", key)));
        if !self.words.is_empty() {
            pairs.push(("q", self.words.clone()));
        }
        match self.turn {
            Turn::Newest => {}
            Turn::Before(spot) => pairs.push(("before", write_cursor(spot))),
            Turn::After(spot) => pairs.push(("after", write_cursor(spot))),
        }
        let query: Vec<String> = pairs
            .into_iter()
            .map(|(name, value)| format!("{name}={}", routes::query_value(&value)))
            .collect();
        if query.is_empty() {
            base.to_owned()
        } else {
            format!("{base}?{}", query.join("&"))
        }
    }

    /// The same list from its beginning, changed.
    pub(crate) fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut changed = Self {
            turn: Turn::Newest,
            ..self.clone()
        };
        change(&mut changed);
        changed
    }

    /// Another part of the same list.
    pub(crate) fn turned(&self, turn: Turn) -> Self {
        Self {
            turn,
            ..self.clone()
        }
    }
}

/// A spot as addresses carry it: microseconds and reference.
pub(crate) fn write_cursor(spot: Cursor) -> String {
    format!("{}-{}", spot.at.micros(), spot.reference)
}

/// Reads a spot.
pub(crate) fn read_cursor(text: &str) -> Option<Cursor> {
    let (at, reference) = text.rsplit_once('-')?;
    Some(Cursor {
        at: Instant::from_micros(at.parse().ok()?),
        reference: Reference::parse(reference)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_is_written() {
        let spot = Cursor {
            at: Instant::from_micros(-7),
            reference: Reference::from_seed(5),
        };
        let query = Query {
            progress: None,
            category: Some("stair-light".to_owned()),
            holder: Some(BodyKind::Government),
            place: Some("willow-lane".to_owned()),
            words: "灯 & dark=1".to_owned(),
            turn: Turn::Before(spot),
        };
        let address = query.address("/cases");
        let raw = address.strip_prefix("/cases?").unwrap();
        assert_eq!(Query::read(Some(raw)), query);
        assert_eq!(Query::default().address("/cases"), "/cases");
        assert_eq!(Query::read(None), Query::default());
    }

    #[test]
    fn what_makes_no_sense_is_left_out() {
        for raw in [
            "show=%00&holder=steward&before=x-1&after=99999999999999999999-1",
            "before=-&after=1-12345678&show=OPEN",
            "&&=&%&show",
        ] {
            assert_eq!(Query::read(Some(raw)), Query::default(), "{raw}");
        }
        let long = format!("q={}", "a".repeat(5_000));
        assert_eq!(Query::read(Some(&long)).words.len(), SEARCH_CHARACTERS);
    }

    #[test]
    fn a_mistyped_number_is_told_from_a_word() {
        let read = |words: &str| Query {
            words: words.to_owned(),
            ..Query::default()
        };
        let right = Reference::from_seed(12_345);
        assert_eq!(read(&right.spaced()).reference(), Some(right));
        let wrong = read("1234 5678");
        assert!(wrong.reference().is_none() && wrong.is_wrong_reference());
        assert!(!read("12345").is_wrong_reference());
        assert!(!read("building").is_wrong_reference());
    }
}
