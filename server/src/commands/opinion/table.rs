//! A table of comma-separated values with any columns, row by row, with mistakes
//! told by line.

use std::collections::HashSet;

use csv::ByteRecord;

use super::read::Name;
use crate::commands::import::mistake::{Mistakes, Spot, shown};
use crate::commands::import::record::{header, line_of, separator};
use crate::commands::import::source::Source;

/// Columns of `votes.csv`, which no statement is called.
const OF_VOTES: [&str; 5] = ["timestamp", "datetime", "comment-id", "voter-id", "vote"];

pub(super) struct Table<'a> {
    source: &'a Source,
    /// The line of the header.
    line: u64,
    /// Which files have which columns, as a remedy.
    layout: &'static str,
    /// The names of the columns.
    pub(super) columns: Vec<String>,
    reader: csv::Reader<&'a [u8]>,
    row: ByteRecord,
}

impl<'a> Table<'a> {
    /// Reads the header; `layout` is what to do when it is not that of a table we know.
    /// `None` after a mistake.
    pub(super) fn new(
        source: &'a Source,
        layout: &'static str,
        mistakes: &mut Mistakes,
    ) -> Option<Self> {
        let (first, line) = header(&source.text);
        if first.trim_start().starts_with(['{', '[', '<']) {
            mistakes.push(
                source.line(line),
                "This is no table of comma-separated values.",
                layout,
            );
            return None;
        }
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator(first))
            .flexible(true)
            .from_reader(source.text.as_bytes());
        let columns: Vec<String> = match reader.headers() {
            Ok(head) => head.iter().map(|name| name.trim().to_owned()).collect(),
            Err(_) => Vec::new(),
        };
        if columns.iter().all(String::is_empty) {
            mistakes.push(
                source.whole(),
                "The file is empty.",
                "Export the votes again; the first line names the columns.",
            );
            return None;
        }
        let mut table = Self {
            source,
            line,
            layout,
            columns,
            reader,
            row: ByteRecord::new(),
        };
        table.check_columns(mistakes).then_some(table)
    }

    fn check_columns(&mut self, mistakes: &mut Mistakes) -> bool {
        let named = self.columns.iter().filter(|name| !name.is_empty());
        let mut sorted: Vec<&String> = named.collect();
        sorted.sort_unstable();
        let twice = sorted.windows(2).find(|pair| pair[0] == pair[1]);
        if let Some(pair) = twice {
            mistakes.push(
                self.source.line(self.line),
                format!("The column {} stands twice.", shown(pair[0])),
                "Delete one of the two.",
            );
        }
        twice.is_none()
    }

    /// Checks that every column has a name. `None` after a mistake.
    pub(super) fn check_named(&self, mistakes: &mut Mistakes) -> Option<()> {
        let place = self.columns.iter().position(String::is_empty);
        let Some(place) = place else { return Some(()) };
        mistakes.push(
            self.source.line(self.line),
            format!("Column {} has no name.", place + 1),
            "Write the number of its statement above it, or delete the whole column.",
        );
        None
    }

    /// Checks that the columns of statements are alike: numbers, or names, and none twice.
    /// A number with and without a point is the same. `None` after a mistake.
    pub(super) fn check_statements(
        &self,
        columns: &[(usize, Name)],
        mistakes: &mut Mistakes,
    ) -> Option<()> {
        let before = mistakes.count();
        let mut seen = HashSet::new();
        let numbered = columns.iter().any(|(_, name)| name.is_number());
        for (place, name) in columns {
            let column = shown(&self.columns[*place]);
            if OF_VOTES.contains(&self.columns[*place].as_str()) {
                mistakes.push(
                    self.source.line(self.line),
                    format!("The column {column} belongs into a file with a row for each vote, “participant” into one with a row for each person."),
                    self.layout,
                );
            } else if !seen.insert(name) {
                mistakes.push(
                    self.source.line(self.line),
                    format!("The column {column} stands twice."),
                    "Delete one of the two.",
                );
            } else if numbered && !name.is_number() {
                mistakes.push(
                    self.source.line(self.line),
                    format!("The column {column} is no statement: the others have numbers."),
                    "Delete the column, or write the number of its statement above it.",
                );
            }
        }
        (mistakes.count() == before).then_some(())
    }

    /// Where a column is, if there is one.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// Where a column is; a mistake when there is none.
    pub(super) fn column(&self, name: &str, mistakes: &mut Mistakes) -> Option<usize> {
        let found = self.find(name);
        if found.is_none() {
            mistakes.push(
                self.source.line(self.line),
                format!("There is no column called {}.", shown(name)),
                self.layout,
            );
        }
        found
    }

    /// The next row that has as many cells as there are columns; others are mistakes. A row
    /// of nothing but empty cells, as spreadsheets leave them, is none.
    pub(super) fn next(&mut self, mistakes: &mut Mistakes) -> bool {
        loop {
            match self.reader.read_byte_record(&mut self.row) {
                Ok(false) => return false,
                Ok(true) if self.row.iter().all(|cell| cell.trim_ascii().is_empty()) => {}
                Ok(true) if self.row.len() == self.columns.len() => return true,
                Ok(true) => mistakes.push(
                    self.spot(),
                    format!(
                        "This row has {} values, but there are {} columns.",
                        self.row.len(),
                        self.columns.len()
                    ),
                    "Look for a missing or extra comma, or a quotation mark that is never closed.",
                ),
                Err(_) => {
                    mistakes.push(
                        self.spot(),
                        "This row cannot be read.",
                        "Check its quotation marks.",
                    );
                    return false;
                }
            }
        }
    }

    /// A value of the row, without the space around it.
    pub(super) fn cell(&self, column: usize) -> &str {
        std::str::from_utf8(&self.row[column])
            .expect("cut from a text at commas")
            .trim()
    }

    /// Where the row is.
    pub(super) fn spot(&self) -> Spot {
        line_of(self.source, self.row.position())
    }

    /// Notes a value that makes no sense.
    pub(super) fn wrong(&self, column: usize, remedy: &str, mistakes: &mut Mistakes) {
        mistakes.push(
            self.spot(),
            format!(
                "{} makes no sense under {}.",
                shown(self.cell(column)),
                shown(&self.columns[column])
            ),
            remedy,
        );
    }
}
