//! Records: what a row of a CSV table and an object of a JSON list have in
//! common, so that one importer reads both.

#[cfg(test)]
mod tests;

use csv::{ReaderBuilder, StringRecord};

use super::json::{self, Node, Value};
use super::mistake::{Mistakes, Spot, shown};
use super::source::{Source, line_starts};

/// A row or object with its cells.
#[derive(Clone, Debug)]
pub struct Record {
    /// Where it starts.
    pub spot: Spot,
    cells: Vec<(String, Cell)>,
    /// The items of values that are lists in the file, each with its own spot.
    lists: Vec<(String, Vec<Cell>)>,
}

/// One value, without the space around it, and where it stands.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub spot: Spot,
}

impl Record {
    /// A record out of its parts.
    pub fn new(spot: Spot, cells: Vec<(String, Cell)>) -> Self {
        Self {
            spot,
            cells,
            lists: Vec::new(),
        }
    }

    /// The same record, with the items of its lists.
    #[must_use]
    pub fn with_lists(self, lists: Vec<(String, Vec<Cell>)>) -> Self {
        Self { lists, ..self }
    }

    /// The items under `key`: those of a list, else the text cut at its semicolons.
    pub fn list(&self, key: &str) -> Vec<Cell> {
        if let Some((_, items)) = self.lists.iter().find(|(name, _)| name == key) {
            return items.clone();
        }
        let Some(cell) = self.get(key) else {
            return Vec::new();
        };
        let texts = cell
            .text
            .split(';')
            .map(str::trim)
            .filter(|text| !text.is_empty());
        texts
            .map(|text| Cell {
                text: text.to_owned(),
                spot: cell.spot.clone(),
            })
            .collect()
    }

    /// The value under `key`; `None` when it is missing or empty.
    pub fn get(&self, key: &str) -> Option<&Cell> {
        self.cells
            .iter()
            .find(|(name, cell)| name == key && !cell.text.is_empty())
            .map(|(_, cell)| cell)
    }

    /// The text under `key`; `None` when it is missing or empty.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key).map(|cell| cell.text.as_str())
    }

    /// Whether the record has this key at all, even empty.
    pub fn has(&self, key: &str) -> bool {
        self.cells.iter().any(|(name, _)| name == key)
    }

    /// The spot of a value, or of the whole record where it is missing.
    pub fn spot_of(&self, key: &str) -> Spot {
        self.get(key)
            .map_or_else(|| self.spot.clone(), |cell| cell.spot.clone())
    }
}

/// Reads a CSV table whose columns are among `columns`. The separator may be
/// a comma, a semicolon or a tab; the header says which.
pub fn from_csv(source: &Source, columns: &[&str], mistakes: &mut Mistakes) -> Vec<Record> {
    let delimiter = separator(header(&source.text).0);
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(source.text.as_bytes());
    let mut rows = reader.records();
    let Some(Ok(head)) = rows.next() else {
        mistakes.push(
            source.whole(),
            "The file is empty.",
            format!("Its first line names the columns: {}.", columns.join(", ")),
        );
        return Vec::new();
    };
    let keys: Vec<String> = head.iter().map(|key| key.trim().to_owned()).collect();
    let before = mistakes.count();
    check_header(source, &keys, columns, mistakes);
    if mistakes.count() > before {
        return Vec::new();
    }
    let mut records = Vec::new();
    for row in rows {
        match row {
            Ok(row) => records.extend(record(source, &keys, &row, mistakes)),
            Err(error) => {
                mistakes.push(
                    line_of(source, error.position()),
                    "This row cannot be read.",
                    "Check its quotation marks.",
                );
            }
        }
    }
    if records.is_empty() && mistakes.count() == before {
        mistakes.push(
            source.whole(),
            "There is nothing in the file but the names of the columns.",
            "Write a row for each thing to import.",
        );
    }
    records
}

/// The header of a table and its line. Empty lines before it are no part of the table.
pub fn header(text: &str) -> (&str, u64) {
    let is_end = |c: char| matches!(c, '\r' | '\n');
    let begins = text.find(|c| !is_end(c)).unwrap_or_default();
    let line = 1 + line_starts(&text.as_bytes()[..begins]).count() as u64;
    let header = text[begins..].split(is_end).next().unwrap_or_default();
    (header, line)
}

/// The separator of a table, told by its header line.
pub fn separator(header: &str) -> u8 {
    [b',', b';', b'\t']
        .into_iter()
        .rev()
        .max_by_key(|separator| header.bytes().filter(|byte| byte == separator).count())
        .unwrap_or(b',')
}

fn check_header(source: &Source, keys: &[String], columns: &[&str], mistakes: &mut Mistakes) {
    let (_, line) = header(&source.text);
    for (index, key) in keys.iter().enumerate() {
        if !columns.contains(&key.as_str()) {
            mistakes.push(
                source.line(line),
                format!("There is no column called {}.", shown(key)),
                format!("The columns are: {}.", columns.join(", ")),
            );
        } else if keys[..index].contains(key) {
            mistakes.push(
                source.line(line),
                format!("The column {} stands twice.", shown(key)),
                "Delete one of the two.",
            );
        }
    }
}

/// The line at which a row starts. The reader's own count lags behind after
/// empty lines and after line ends of two characters, so the text is asked.
pub fn line_of(source: &Source, position: Option<&csv::Position>) -> Spot {
    let start = position.map_or(0, |position| {
        usize::try_from(position.byte()).unwrap_or(usize::MAX)
    });
    let rest = source.text.as_bytes().get(start..).unwrap_or_default();
    let ends = rest
        .iter()
        .take_while(|byte| matches!(byte, b'\r' | b'\n'))
        .count();
    Spot {
        column: None,
        ..source.at(start + ends)
    }
}

fn record(
    source: &Source,
    keys: &[String],
    row: &StringRecord,
    mistakes: &mut Mistakes,
) -> Option<Record> {
    let spot = line_of(source, row.position());
    if row.iter().all(|cell| cell.trim().is_empty()) {
        return None;
    }
    if let Some(cell) = row.iter().find(|cell| cell.contains(['\r', '\n'])) {
        mistakes.push(
            spot,
            format!("The value {} runs over several lines.", shown(cell)),
            "A quotation mark that opens here is perhaps never closed; write the value in one line.",
        );
        return None;
    }
    if row.len() != keys.len() {
        mistakes.push(
            spot,
            format!(
                "This row has {} values, the header names {} columns.",
                row.len(),
                keys.len()
            ),
            "Add or remove separators, and put a value that holds a separator into double quotes.",
        );
        return None;
    }
    let cells = keys
        .iter()
        .zip(row.iter())
        .map(|(key, cell)| {
            (
                key.clone(),
                Cell {
                    text: cell.trim().to_owned(),
                    spot: spot.clone(),
                },
            )
        })
        .collect();
    Some(Record::new(spot, cells))
}

/// Reads a JSON list of objects. Which keys they may have is the caller's to say.
pub fn from_json(source: &Source, mistakes: &mut Mistakes) -> Vec<Record> {
    let root = match json::parse(&source.text) {
        Ok(root) => root,
        Err(broken) => {
            mistakes.push(
                source.at(broken.offset),
                broken.what,
                "Correct the file and try again.",
            );
            return Vec::new();
        }
    };
    let Some(items) = root.list() else {
        mistakes.push(
            source.at(root.offset),
            "A list of objects is expected.",
            "Put the objects between [ and ].",
        );
        return Vec::new();
    };
    if items.is_empty() {
        mistakes.push(
            source.at(root.offset),
            "There is nothing in the list.",
            "Write an object for each thing to import.",
        );
    }
    items
        .iter()
        .filter_map(|item| object(source, item, mistakes))
        .collect()
}

fn object(source: &Source, item: &Node, mistakes: &mut Mistakes) -> Option<Record> {
    let spot = source.at(item.offset);
    let Value::Object(members) = &item.value else {
        mistakes.push(
            spot,
            "An object is expected here.",
            "Write { \"code\": …, \"name\": … }.",
        );
        return None;
    };
    let mut cells = Vec::with_capacity(members.len());
    for member in members {
        let spot = source.at(member.node.offset);
        let Some(text) = member.node.cell() else {
            mistakes.push(
                spot,
                format!(
                    "The value of {} is a list or an object.",
                    shown(&member.key)
                ),
                "Write a text or a number.",
            );
            continue;
        };
        cells.push((
            member.key.clone(),
            Cell {
                text: text.trim().to_owned(),
                spot,
            },
        ));
    }
    Some(Record::new(spot, cells))
}

/// What is wrong with a key that stands twice.
pub fn twice(key: &str) -> String {
    format!("The key {} stands twice.", shown(key))
}

/// And what to do about it.
pub const DELETE_ONE: &str = "Delete one of the two, or write two different keys.";

/// Notes every key of `records` that is not among `columns`, once each, and every one that
/// stands twice in a record.
pub fn check_keys(records: &[Record], columns: &[&str], mistakes: &mut Mistakes) {
    let mut seen: Vec<&str> = Vec::new();
    for record in records {
        for (index, (key, cell)) in record.cells.iter().enumerate() {
            if record.cells[..index].iter().any(|(other, _)| other == key) {
                mistakes.push(cell.spot.clone(), twice(key), DELETE_ONE);
            }
            if !columns.contains(&key.as_str()) && !seen.contains(&key.as_str()) && seen.len() < 64
            {
                seen.push(key);
                mistakes.push(
                    cell.spot.clone(),
                    format!("There is no key called {}.", shown(key)),
                    format!("The keys are: {}.", columns.join(", ")),
                );
            }
        }
    }
}
