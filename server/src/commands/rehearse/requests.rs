//! Past requests, one after the other: a row of the table read through a
//! mapping into what filing a case would have had. Nothing is dropped: each
//! row gives a request or says why it gives none.

mod bad;
mod bounded;
mod cells;
mod columns;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::io::BufRead;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use anyhow::{Context, anyhow};
use csv::ByteRecord;
use domain::geometry::Point;
use domain::instant::Instant;

pub use self::bad::{BadRow, BadRowKind};
use self::bounded::{Allowance, Bounded};
use self::cells::Cells;
pub use self::columns::HeaderWrong;
use self::columns::Positions;
use super::mapping::Mapping;
use crate::commands::import::mistake::{Spot, shown};
use crate::commands::import::record;
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
/// When the file cannot be opened; a [`HeaderWrong`] when its header lacks a column that
/// the mapping names.
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
    reader: csv::Reader<Bounded>,
    allowance: Allowance,
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
    /// When nothing can be read; a [`HeaderWrong`] when the header is none, or lacks a column
    /// that the mapping names.
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
        let text = String::from_utf8_lossy(&head[skip..]);
        let (first, line) = record::header(&text);
        let delimiter = record::separator(first);
        let end = text.find(['\r', '\n']).unwrap_or(text.len());
        let two_ends = text[end..].starts_with("\r\n");
        bytes.consume(skip);
        let allowance = Allowance::default();
        allowance.renew();
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .from_reader(Bounded::new(bytes, &allowance));
        let spot = Spot::line(&name.into(), line);
        let header = match reader.headers() {
            Ok(header) if bounded::swallowed_end(header.as_byte_record()) => {
                return Err(HeaderWrong::unreadable(spot).into());
            }
            Ok(header) => header.clone(),
            Err(error) if error.is_io_error() && !allowance.is_used_up() => {
                return Err(error).with_context(|| format!("cannot read {name}"));
            }
            Err(_) => return Err(HeaderWrong::unreadable(spot).into()),
        };
        let at = Positions::find(&header, spot, mapping)?;
        let width = header.len();
        Ok(Self {
            reader,
            allowance,
            mapping,
            at,
            width,
            two_ends,
            row: ByteRecord::new(),
            known: HashMap::new(),
        })
    }

    fn mapped(&mut self) -> Result<MappedRequest, BadRow> {
        if bounded::swallowed_end(&self.row) {
            return Err(self.without_end());
        }
        let line = self.line();
        if self.row.len() != self.width {
            let found = format!("{} values, not {}", self.row.len(), self.width);
            return Err(BadRow {
                line,
                why: BadRowKind::WrongWidth,
                found,
            });
        }
        let cells = Cells {
            row: &self.row,
            line,
            mapping: self.mapping,
        };
        let at = &self.at;
        let (opened_at, unclear) = cells.opened(cells.text(at.opened)?)?;
        let due = cells.time(cells.maybe(at.due)?)?;
        let closed = cells.time(cells.maybe(at.closed)?)?;
        let category_values = at
            .category
            .iter()
            .map(|at| cells.text(*at).map(str::to_owned))
            .collect::<Result<Vec<_>, _>>()?;
        let mut request = MappedRequest {
            line,
            reference: cells.maybe(at.reference)?.to_owned(),
            category: None,
            category_values,
            location: cells.location(at.point)?,
            opened_at,
            due_at: due.map(|(at, _)| at),
            closed_at: closed.map(|(at, _)| at),
            unclear_time: unclear
                || [due, closed]
                    .into_iter()
                    .flatten()
                    .any(|(_, unclear)| unclear),
            words: cells.maybe(at.words)?.to_owned(),
            address: cells.maybe(at.address)?.to_owned(),
            note: cells.maybe(at.note)?.to_owned(),
        };
        request.category = self.category(&request.category_values);
        Ok(request)
    }

    /// The last row, in which a quotation mark is open at the end of the table.
    fn without_end(&self) -> BadRow {
        let begins = self.row.as_slice();
        let begins = &begins[..begins.len().min(200)];
        BadRow {
            // See `line`: the reader lags behind where lines end with two characters.
            line: self.row.position().map_or(0, csv::Position::line) + u64::from(self.two_ends),
            why: BadRowKind::QuoteOpen,
            found: shown(&String::from_utf8_lossy(begins)),
        }
    }

    /// The line at which the row starts. The reader's own count lags behind
    /// after empty lines and after line ends of two characters, so it is
    /// counted back from where the row ends.
    fn line(&self) -> u64 {
        let inside = self.row.as_slice().split(|byte| *byte == b'\n').count() as u64 - 1;
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
        self.allowance.renew();
        let began = self.reader.position().line();
        let mut row = std::mem::take(&mut self.row);
        let more = self.reader.read_byte_record(&mut row);
        self.row = row;
        match more {
            Ok(true) if bounded::is_end(&self.row) => None,
            Ok(true) => Some(Ok(self.mapped())),
            Ok(false) => None,
            Err(_) if self.allowance.is_used_up() => Some(Err(anyhow!(
                "a row that begins about line {began} has more than {} bytes; \
                 is a quotation mark in it never closed?",
                bounded::MOST_ROW_BYTES
            ))),
            Err(error) => {
                let line = self.reader.position().line();
                Some(Err(error).with_context(|| {
                    format!("the table breaks off at line {line}; is the file cut short?")
                }))
            }
        }
    }
}
