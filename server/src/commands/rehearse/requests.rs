//! Past requests, one after the other: a row of the table read through a
//! mapping into what filing a case would have had. Nothing is dropped: each
//! row gives a request or says why it gives none.

mod bad;
mod columns;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::io::BufRead;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use anyhow::Context;
use csv::ByteRecord;
use domain::geometry::Point;
use domain::instant::Instant;
use jiff::civil::DateTime;

pub use self::bad::{BadRow, BadRowKind};
use self::columns::Positions;
use super::mapping::Mapping;
use crate::commands::import::mistake::shown;
use crate::commands::import::record::separator;
use crate::commands::import::source;

/// One past request.
#[derive(Clone, Debug, PartialEq)]
pub struct MappedRequest {
    /// The line of the table at which it starts.
    pub line: u64,
    /// Its own number, empty where the table has none.
    pub reference: String,
    /// The charter's category; `None` when no rule of the mapping fits.
    pub category: Option<String>,
    /// The values of the category columns, as the table has them.
    pub category_values: Vec<String>,
    /// Where it is.
    pub location: Location,
    /// When it was filed.
    pub opened_at: Instant,
    /// When the office promised to be done.
    pub due_at: Option<Instant>,
    /// When the office closed it.
    pub closed_at: Option<Instant>,
    /// Whether one of its local times came twice or never on that day (summer time).
    pub unclear_time: bool,
    /// What the resident wrote.
    pub words: String,
    /// The address as text.
    pub address: String,
    /// What the office wrote at the end.
    pub note: String,
}

/// Where a request is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Location {
    /// Nobody knows: no coordinates, or the table's default point.
    Unknown,
    /// Here.
    At(Point),
}

/// Opens a table of requests (CSV, plain or gzip) for reading row by row.
///
/// # Errors
/// When the file cannot be opened, or its header lacks a column that the
/// mapping names.
pub fn read<'m>(path: &Path, mapping: &'m Mapping) -> anyhow::Result<Requests<'m>> {
    Requests::new(source::open(path)?, &path.display().to_string(), mapping)
}

/// As [`read`], adding to `done` the bytes of the file (packed, if it is) that were read.
///
/// # Errors
/// As [`read`].
pub fn read_counting<'m>(
    path: &Path,
    mapping: &'m Mapping,
    done: &Arc<AtomicU64>,
) -> anyhow::Result<Requests<'m>> {
    Requests::new(
        source::open_counting(path, done)?,
        &path.display().to_string(),
        mapping,
    )
}

/// The rows of a table, read as they are asked for.
pub struct Requests<'m> {
    reader: csv::Reader<Box<dyn BufRead + Send>>,
    mapping: &'m Mapping,
    at: Positions,
    width: usize,
    /// Whether lines end with two characters, as on Windows.
    two_ends: bool,
    row: ByteRecord,
    known: HashMap<String, Option<String>>,
}

/// The most combinations of category values that are remembered.
const MOST_KNOWN: usize = 10_000;

impl<'m> Requests<'m> {
    /// Reads from any source of bytes; `name` is for messages.
    ///
    /// # Errors
    /// When the header cannot be read or lacks a column that the mapping names.
    pub fn new(
        mut bytes: Box<dyn BufRead + Send>,
        name: &str,
        mapping: &'m Mapping,
    ) -> anyhow::Result<Self> {
        let head = bytes
            .fill_buf()
            .with_context(|| format!("cannot read {name}"))?;
        let skip = if head.starts_with(b"\xef\xbb\xbf") {
            3
        } else {
            0
        };
        let first = String::from_utf8_lossy(&head[skip..]);
        let first = first.split_inclusive('\n').next().unwrap_or_default();
        let (delimiter, two_ends) = (separator(first), first.ends_with("\r\n"));
        bytes.consume(skip);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .from_reader(bytes);
        let header = reader
            .headers()
            .with_context(|| {
                format!("the header of {name} cannot be read; save the table as CSV in UTF-8")
            })?
            .clone();
        let at = Positions::find(&header, name, mapping)?;
        let width = header.len();
        Ok(Self {
            reader,
            mapping,
            at,
            width,
            two_ends,
            row: ByteRecord::new(),
            known: HashMap::new(),
        })
    }

    fn mapped(&mut self) -> Result<MappedRequest, BadRow> {
        let line = self.line();
        let bad = |why, found: &str| BadRow {
            line,
            why,
            found: shown(found),
        };
        if self.row.len() != self.width {
            let found = format!("{} values, not {}", self.row.len(), self.width);
            return Err(BadRow {
                line,
                why: BadRowKind::WrongWidth,
                found,
            });
        }
        let cell = |at: usize| {
            let bytes = self.row.get(at).unwrap_or_default();
            std::str::from_utf8(bytes)
                .map(str::trim)
                .map_err(|_| bad(BadRowKind::NotUtf8, &String::from_utf8_lossy(bytes)))
        };
        let maybe = |at: Option<usize>| at.map_or(Ok(""), cell);
        let mut unclear_time = false;
        let mut time = |text: &str| {
            if text.is_empty() {
                return Ok(None);
            }
            let (at, unclear) =
                instant(text, self.mapping).ok_or_else(|| bad(BadRowKind::TimeUnreadable, text))?;
            unclear_time |= unclear;
            Ok(Some(at))
        };
        let opened_at =
            time(cell(self.at.opened)?)?.ok_or_else(|| bad(BadRowKind::NoOpened, ""))?;
        let due_at = time(maybe(self.at.due)?)?;
        let closed_at = time(maybe(self.at.closed)?)?;
        let location = match self.at.point {
            None => Location::Unknown,
            Some((latitude, longitude)) => {
                let (latitude, longitude) = (cell(latitude)?, cell(longitude)?);
                location(latitude, longitude, self.mapping).ok_or_else(|| {
                    bad(
                        BadRowKind::PointUnreadable,
                        &format!("{latitude}, {longitude}"),
                    )
                })?
            }
        };
        let category_values = self
            .at
            .category
            .iter()
            .map(|at| cell(*at).map(str::to_owned))
            .collect::<Result<Vec<_>, _>>()?;
        let (reference, words) = (
            maybe(self.at.reference)?.to_owned(),
            maybe(self.at.words)?.to_owned(),
        );
        let (address, note) = (
            maybe(self.at.address)?.to_owned(),
            maybe(self.at.note)?.to_owned(),
        );
        let category = self.category(&category_values);
        Ok(MappedRequest {
            line,
            reference,
            category,
            category_values,
            location,
            opened_at,
            due_at,
            closed_at,
            unclear_time,
            words,
            address,
            note,
        })
    }

    /// The line at which the row starts. The reader's own count lags behind
    /// after empty lines and after line ends of two characters, so it is
    /// counted back from where the row ends.
    fn line(&self) -> u64 {
        let inside = self
            .row
            .as_slice()
            .iter()
            .filter(|byte| **byte == b'\n')
            .count() as u64;
        let now = self.reader.position().line().saturating_sub(inside);
        if self.two_ends {
            return now;
        }
        let began = self.row.position().map_or(0, csv::Position::line);
        began.max(now.saturating_sub(1))
    }

    /// The category of these values, remembered: tables repeat themselves.
    fn category(&mut self, values: &[String]) -> Option<String> {
        let joined = values.join("\u{1f}");
        if let Some(known) = self.known.get(&joined) {
            return known.clone();
        }
        let texts: Vec<&str> = values.iter().map(String::as_str).collect();
        let category = self.mapping.category(&texts).map(str::to_owned);
        if self.known.len() < MOST_KNOWN {
            self.known.insert(joined, category.clone());
        }
        category
    }
}

impl Iterator for Requests<'_> {
    type Item = anyhow::Result<Result<MappedRequest, BadRow>>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut row = std::mem::take(&mut self.row);
        let more = self.reader.read_byte_record(&mut row);
        self.row = row;
        match more {
            Ok(true) => Some(Ok(self.mapped())),
            Ok(false) => None,
            Err(error) => {
                let line = self.reader.position().line();
                Some(Err(error).with_context(|| {
                    format!("the table breaks off at line {line}; is the file cut short?")
                }))
            }
        }
    }
}

/// A local time of the table as a moment, and whether the clocks were being
/// changed: a time that never was counts as if they had not been, one that came
/// twice as the first (RFC 5545 section 3.3.5).
fn instant(text: &str, mapping: &Mapping) -> Option<(Instant, bool)> {
    let local = match &mapping.date_format {
        Some(format) => DateTime::strptime(format, text).ok()?,
        None => match text.parse::<jiff::Timestamp>() {
            Ok(exact) => return Some((Instant::from_timestamp(exact), false)),
            Err(_) => text.parse().ok()?,
        },
    };
    let ambiguous = mapping.zone.to_ambiguous_timestamp(local);
    let unclear = ambiguous.is_ambiguous();
    Some((
        Instant::from_timestamp(ambiguous.compatible().ok()?),
        unclear,
    ))
}

fn location(latitude: &str, longitude: &str, mapping: &Mapping) -> Option<Location> {
    if latitude.is_empty() && longitude.is_empty() {
        return Some(Location::Unknown);
    }
    let point = Point::parse(latitude, longitude).ok()?;
    Some(if mapping.means_no_location(point) {
        Location::Unknown
    } else {
        Location::At(point)
    })
}
