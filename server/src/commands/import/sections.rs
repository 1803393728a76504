//! TOML files as sections whose every value knows its line.
//!
//! `[columns]` and `[calendar.office]` are sections with a name, `[[body]]` is
//! a section that stands often. A table inside a section is flattened:
//! `name = { en = "…" }` becomes the key `name-en`.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::{Mistakes, Spot, escaped, shown};
use super::record::{self, Cell, Record};
use super::source::Source;

/// The most characters of what the parser says.
const LONGEST_REASON: usize = 200;

/// A TOML file, taken apart.
#[derive(Clone, Debug)]
pub struct Sections {
    /// What stands before the first header.
    pub top: Section,
    /// `[name]` sections, in the order of the file.
    pub named: Vec<Section>,
    /// `[[name]]` sections, in the order of the file.
    pub listed: Vec<Section>,
}

/// One section.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its name; a dot separates `calendar` from `office` in `[calendar.office]`.
    pub name: String,
    /// Where it starts.
    pub spot: Spot,
    /// Its keys and their values; a plain value is a list of one.
    pub entries: Vec<(String, Vec<Cell>)>,
}

impl Section {
    fn new(name: &str, spot: Spot) -> Self {
        Self {
            name: name.to_owned(),
            spot,
            entries: Vec::new(),
        }
    }

    /// The values under `key`.
    pub fn list(&self, key: &str) -> &[Cell] {
        self.entries
            .iter()
            .find(|(name, _)| name == key)
            .map_or(&[], |(_, cells)| cells)
    }

    /// The first value under `key` that is not empty.
    pub fn get(&self, key: &str) -> Option<&Cell> {
        self.list(key).first().filter(|cell| !cell.text.is_empty())
    }

    /// As a record like that of a CSV table: dashes become underscores, lists
    /// are joined with semicolons.
    pub fn record(&self) -> Record {
        let cells = self.entries.iter().filter_map(|(name, cells)| {
            let texts: Vec<&str> = cells.iter().map(|cell| cell.text.as_str()).collect();
            let spot = cells.first()?.spot.clone();
            Some((
                as_column(name),
                Cell {
                    text: texts.join("; "),
                    spot,
                },
            ))
        });
        let lists = self.entries.iter().filter(|(_, cells)| cells.len() > 1);
        let lists = lists
            .map(|(name, cells)| (as_column(name), cells.clone()))
            .collect();
        Record::new(self.spot.clone(), cells.collect()).with_lists(lists)
    }
}

/// A key as the column of a CSV table: `last-resort` and `last_resort` are the same.
fn as_column(key: &str) -> String {
    key.to_ascii_lowercase().replace('-', "_")
}

/// Takes a TOML text apart; what is wrong becomes a mistake and `None`.
pub fn parse(source: &Source, mistakes: &mut Mistakes) -> Option<Sections> {
    let (root, errors) = DeTable::parse_recoverable(&source.text);
    for error in &errors {
        let spot = error
            .span()
            .map_or_else(|| source.whole(), |span| source.at(span.start));
        // The parser quotes the file.
        let what = error.message().lines().next().unwrap_or_default();
        let what = escaped(what, LONGEST_REASON);
        mistakes.push(
            spot,
            format!("This is no TOML: {what}."),
            "Correct the file and try again.",
        );
    }
    if !errors.is_empty() {
        return None;
    }
    let mut sections = Sections {
        top: Section::new("", source.line(1)),
        named: Vec::new(),
        listed: Vec::new(),
    };
    let mut reader = Reader { source, mistakes };
    for (key, value) in by_position(root.get_ref()) {
        reader.top(key, value, &mut sections);
    }
    Some(sections)
}

/// The members of a table in the order of the file.
fn by_position<'a, 'i>(table: &'a DeTable<'i>) -> Vec<(&'a str, &'a Spanned<DeValue<'i>>)> {
    let mut members: Vec<_> = table.iter().collect();
    members.sort_by_key(|(key, _)| key.span().start);
    members
        .into_iter()
        .map(|(key, value)| (key.get_ref().as_ref(), value))
        .collect()
}

struct Reader<'a> {
    source: &'a Source,
    mistakes: &'a mut Mistakes,
}

impl Reader<'_> {
    fn top(&mut self, key: &str, value: &Spanned<DeValue<'_>>, sections: &mut Sections) {
        let spot = self.source.at(value.span().start);
        match value.get_ref() {
            DeValue::Table(table) => self.named(key, spot, table, sections),
            DeValue::Array(items) if items.iter().any(|item| item.get_ref().is_table()) => {
                for item in items {
                    let spot = self.source.at(item.span().start);
                    if let Some(table) = item.get_ref().as_table() {
                        let mut section = Section::new(key, spot);
                        self.fill(&mut section, "", table);
                        sections.listed.push(section);
                    } else {
                        self.mistakes.push(
                            spot,
                            "A table is expected here.",
                            format!("Write [[ and ]] around {}.", shown(key)),
                        );
                    }
                }
            }
            _ => self.entry(&mut sections.top, key, value),
        }
    }

    /// `[calendar.office]` is a section of its own when `calendar` holds tables only.
    fn named(&mut self, name: &str, spot: Spot, table: &DeTable<'_>, sections: &mut Sections) {
        let only_tables =
            !table.is_empty() && table.iter().all(|(_, value)| value.get_ref().is_table());
        if only_tables {
            for (key, value) in by_position(table) {
                if let Some(inner) = value.get_ref().as_table() {
                    let mut section =
                        Section::new(&format!("{name}.{key}"), self.source.at(value.span().start));
                    self.fill(&mut section, "", inner);
                    sections.named.push(section);
                }
            }
        } else {
            let mut section = Section::new(name, spot);
            self.fill(&mut section, "", table);
            sections.named.push(section);
        }
    }

    fn fill(&mut self, section: &mut Section, prefix: &str, table: &DeTable<'_>) {
        for (key, value) in by_position(table) {
            let key = if prefix.is_empty() {
                key.to_owned()
            } else {
                format!("{prefix}-{key}")
            };
            match value.get_ref().as_table() {
                Some(inner) => self.fill(section, &key, inner),
                None => self.entry(section, &key, value),
            }
        }
    }

    fn entry(&mut self, section: &mut Section, key: &str, value: &Spanned<DeValue<'_>>) {
        let cells = match value.get_ref() {
            DeValue::Array(items) => items
                .iter()
                .filter_map(|item| self.cell(key, item))
                .collect(),
            _ => self.cell(key, value).into_iter().collect(),
        };
        section.entries.push((key.to_owned(), cells));
    }

    fn cell(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Cell> {
        let spot = self.source.at(value.span().start);
        let text = match value.get_ref() {
            DeValue::String(text) => text.trim().to_owned(),
            DeValue::Integer(number) => number.to_string(),
            DeValue::Float(number) => number.to_string(),
            DeValue::Boolean(flag) => if *flag { "yes" } else { "no" }.to_owned(),
            DeValue::Datetime(datetime) => datetime.to_string(),
            DeValue::Array(_) | DeValue::Table(_) => {
                self.mistakes.push(
                    spot,
                    format!("The value of {} is nested too deep.", shown(key)),
                    "Write a text, a number, yes or no, or a list of these.",
                );
                return None;
            }
        };
        Some(Cell { text, spot })
    }
}

/// Notes every key of `section` that is not among `keys`, and each that stands twice: TOML
/// refuses the same key, but not `name-en` beside `name = { en = "…" }`.
pub fn check_keys(section: &Section, keys: &[&str], mistakes: &mut Mistakes) {
    for (index, (key, cells)) in section.entries.iter().enumerate() {
        let spot = || {
            cells
                .first()
                .map_or_else(|| section.spot.clone(), |cell| cell.spot.clone())
        };
        let mut before = section.entries[..index].iter();
        if !keys.contains(&key.as_str()) {
            mistakes.push(
                spot(),
                format!("There is no key called {}.", shown(key)),
                format!("The keys are: {}.", keys.join(", ")),
            );
        } else if before.any(|(other, _)| as_column(other) == as_column(key)) {
            mistakes.push(spot(), record::twice(key), record::DELETE_ONE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (Option<Sections>, Mistakes) {
        let mut mistakes = Mistakes::new();
        let sections = parse(&Source::new("t.toml", text), &mut mistakes);
        (sections, mistakes)
    }

    #[test]
    fn values_keep_their_lines_and_their_order() {
        let text = "title = 'x'\n[calendar.office]\nzone = 'UTC'\n[[body]]\nkey = 'a'\n\
                    name = { en = 'A', zh-Hans = '甲' }\nplaces = ['p', 'q']\nduty = true\n[[body]]\nkey = 'b'\n";
        let (sections, mistakes) = parsed(text);
        assert!(mistakes.is_empty(), "{mistakes}");
        let sections = sections.unwrap();
        assert_eq!(sections.top.get("title").unwrap().text, "x");
        assert_eq!(sections.named[0].name, "calendar.office");
        let record = sections.listed[0].record();
        assert_eq!(record.text("name_zh_hans"), Some("甲"));
        assert_eq!(record.text("places"), Some("p; q"));
        assert_eq!(record.text("duty"), Some("yes"));
        assert_eq!(record.spot_of("places").line, Some(7));
        assert_eq!(
            sections.listed[1].get("key").unwrap().spot.to_string(),
            "t.toml:10:7"
        );
    }

    #[test]
    fn a_key_that_stands_twice_in_two_ways_is_a_mistake() {
        let (sections, _) = parsed("[[body]]\nname-en = 'A'\nname = { en = 'B' }\n");
        let section = &sections.unwrap().listed[0];
        let mut mistakes = Mistakes::new();
        check_keys(section, &["name-en"], &mut mistakes);
        assert_eq!(mistakes.list()[0].spot.line, Some(3), "{mistakes}");
        assert!(mistakes.list()[0].what.contains("stands twice"));
        let mut mistakes = Mistakes::new();
        let record = section.record();
        record::check_keys(std::slice::from_ref(&record), &["name_en"], &mut mistakes);
        assert_eq!(mistakes.list()[0].spot.line, Some(3), "{mistakes}");
    }

    #[test]
    fn what_the_grammar_quotes_cannot_reach_the_terminal() {
        for text in [
            "a\u{1b}[2J = 1\n",
            "a = 'x\u{1b}[2J\u{7}\n",
            "[a]\nb = 1\n[a]\n",
        ] {
            let (_, mistakes) = parsed(text);
            assert!(!mistakes.is_empty());
            let told = mistakes.to_string();
            assert!(!told.contains(['\u{1b}', '\u{7}']), "{told:?}");
        }
        let (_, mistakes) = parsed("[[\"a\\u001b[2J\"]]\nb = 1\n");
        assert!(mistakes.is_empty());
        let (_, mistakes) = parsed("\"a\\u001b[2J\" = [{ b = 1 }, 2]\n");
        assert!(!mistakes.to_string().contains('\u{1b}'), "{mistakes}");
    }

    #[test]
    fn every_error_of_the_grammar_is_named() {
        let (sections, mistakes) = parsed("a = 1\nb = \n[x\nc = 2\na = 3\n");
        assert!(sections.is_none());
        assert!(
            mistakes.list().iter().any(|m| m.spot.line == Some(2)),
            "{mistakes}"
        );
        assert!(
            mistakes.list().iter().any(|m| m.spot.line == Some(3)),
            "{mistakes}"
        );
    }
}
