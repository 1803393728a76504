//! Reading a conversation: one row for each person with one column for each
//! statement (`participants-votes.csv`), or one row for each vote (`votes.csv`).
//! 1 agrees, −1 disagrees, 0 passes; an empty cell is no vote. Numbers may be written
//! with a point, as tools do that keep them with empty cells: `1.0`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;

use domain::opinion::{Answer, Votes};

use super::table::Table;
use crate::commands::import::mistake::{Mistakes, shown};
use crate::commands::import::source::Source;

/// How a file names a person or a statement. Numbers come first, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Name {
    /// A number below all that a counter holds: how many digits, and which.
    Below(Reverse<(usize, String)>),
    Number(i64),
    /// A number above all that a counter holds.
    Above(usize, String),
    Text(String),
}

/// The largest number that every reader of JSON takes for what it is.
const LARGEST_IN_JSON: i64 = (1 << 53) - 1;

impl Name {
    fn new(text: &str) -> Self {
        let whole = without_point(text);
        let digits = whole.strip_prefix('-').unwrap_or(whole);
        // "007" is a name of its own: it has to come out as it went in.
        let is_number = digits == "0"
            || !digits.is_empty()
                && !digits.starts_with('0')
                && digits.bytes().all(|digit| digit.is_ascii_digit());
        if !is_number {
            return Self::Text(text.to_owned());
        }
        match whole.parse() {
            Ok(number) => Self::Number(number),
            Err(_) if digits == whole => Self::Above(digits.len(), digits.to_owned()),
            Err(_) => Self::Below(Reverse((digits.len(), digits.to_owned()))),
        }
    }

    pub(super) const fn is_number(&self) -> bool {
        !matches!(self, Self::Text(_))
    }
}

impl serde::Serialize for Name {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) if (-LARGEST_IN_JSON..=LARGEST_IN_JSON).contains(number) => {
                to.serialize_i64(*number)
            }
            Self::Below(_) | Self::Number(_) | Self::Above(..) => to.collect_str(self),
            Self::Text(text) => to.serialize_str(text),
        }
    }
}

/// A number without the `.0` that some tools write behind a whole one.
fn without_point(cell: &str) -> &str {
    match cell.split_once('.') {
        Some((whole, rest)) if !rest.is_empty() && rest.bytes().all(|digit| digit == b'0') => whole,
        _ => cell,
    }
}

/// A conversation with the names that its files use.
#[derive(Clone, Debug)]
pub(super) struct Conversation {
    /// Everybody who voted, in the order of `votes`.
    pub(super) people: Vec<Name>,
    /// Who stands in the file without a vote.
    pub(super) silent: Vec<Name>,
    /// The statements, in the order of `votes`.
    pub(super) statements: Vec<Name>,
    /// Which of them are about the conversation itself.
    pub(super) meta: Vec<bool>,
    pub(super) votes: Votes,
}

const VOTE: &str =
    "Write 1 for agree, -1 for disagree, 0 for pass; leave it empty where nobody voted.";
const PERSON: &str = "Every row needs the number or name of the person.";
const TIME: &str = "Write the time as a whole number of milliseconds since 1970.";
const STATEMENT: &str = "Every row needs the number or name of the statement.";

/// The two layouts of votes.
const LAYOUTS: &str = "Use a file from an export of Polis or of Linli, with its first line as it was: votes.csv has the columns comment-id, voter-id and vote; participants-votes.csv has participant and a column for each statement.";
/// The layout of statements.
const COMMENTS: &str = "Use comments.csv from an export of Polis or of Linli, with its first line as it was: it has the columns comment-id and moderated.";

/// Columns of `participants-votes.csv` that are no statements.
const ABOUT_PEOPLE: [&str; 7] = [
    "participant",
    "xid",
    "group-id",
    "n-comments",
    "n-votes",
    "n-agree",
    "n-disagree",
];

/// What the files say, before everything has its number.
#[derive(Default)]
struct Read {
    people: BTreeSet<Name>,
    statements: BTreeSet<Name>,
    /// What the file of statements lists, if there is one that could be read.
    listed: Option<HashSet<Name>>,
    removed: HashSet<Name>,
    meta: HashSet<Name>,
    votes: Vec<(Name, Name, Answer)>,
}

/// Reads the files. `None` after a mistake that leaves nothing to go on with.
pub(super) fn conversation(
    votes: &Source,
    statements: Option<&Source>,
    mistakes: &mut Mistakes,
) -> Option<Conversation> {
    let mut read = Read::default();
    if let Some(source) = statements {
        read.comments(source, mistakes)?;
        // One mistake in it would be told once more for each vote.
        let listed = || read.statements.iter().cloned().collect();
        read.listed = mistakes.is_empty().then(listed);
    }
    let table = Table::new(votes, LAYOUTS, mistakes)?;
    if table.columns.iter().any(|column| column == "participant") {
        read.by_person(table, mistakes)?;
    } else {
        read.by_vote(table, mistakes)?;
    }
    if read.votes.is_empty() && mistakes.is_empty() {
        mistakes.push(
            votes.whole(),
            "Nobody voted.",
            "A map needs votes; come back when there are some.",
        );
    }
    Some(read.numbered())
}

impl Read {
    fn comments(&mut self, source: &Source, mistakes: &mut Mistakes) -> Option<()> {
        let mut table = Table::new(source, COMMENTS, mistakes)?;
        let id = table.column("comment-id", mistakes);
        let moderated = table.column("moderated", mistakes);
        let (id, moderated) = (id?, moderated?);
        let meta = table.find("is-meta");
        while table.next(mistakes) {
            if table.cell(id).is_empty() {
                table.wrong(id, STATEMENT, mistakes);
                continue;
            }
            let name = Name::new(table.cell(id));
            match without_point(table.cell(moderated)) {
                "-1" => {
                    self.removed.insert(name.clone());
                }
                "0" | "-0" | "1" => {}
                _ => table.wrong(
                    moderated,
                    "Write 1 for in, 0 for not looked at, -1 for out.",
                    mistakes,
                ),
            }
            match meta.map(|meta| (meta, said(table.cell(meta)))) {
                Some((_, Some(true))) => {
                    self.meta.insert(name.clone());
                }
                Some((meta, None)) => {
                    table.wrong(meta, "Write true or false.", mistakes);
                }
                Some((_, Some(false))) | None => {}
            }
            if !self.statements.insert(name) {
                table.wrong(
                    id,
                    "This statement stands twice; delete one of the two.",
                    mistakes,
                );
            }
        }
        Some(())
    }

    fn by_person(&mut self, mut table: Table<'_>, mistakes: &mut Mistakes) -> Option<()> {
        let person = table.column("participant", mistakes)?;
        table.check_named(mistakes)?;
        let columns: Vec<(usize, Name)> = table
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| !ABOUT_PEOPLE.contains(&column.as_str()))
            .map(|(place, column)| (place, Name::new(column)))
            .collect();
        table.check_statements(&columns, mistakes)?;
        self.statements
            .extend(columns.iter().map(|(_, name)| name.clone()));
        let mut unlisted = self.unlisted();
        while table.next(mistakes) {
            let name = Name::new(table.cell(person));
            if table.cell(person).is_empty() {
                table.wrong(person, PERSON, mistakes);
            } else if !self.people.insert(name.clone()) {
                table.wrong(
                    person,
                    "This person stands twice; delete one of the two rows.",
                    mistakes,
                );
            }
            for (place, statement) in &columns {
                match answer(table.cell(*place)) {
                    Ok(Some(answer)) => {
                        unlisted.check(&table, statement, mistakes);
                        self.votes.push((name.clone(), statement.clone(), answer));
                    }
                    Ok(None) => {}
                    Err(()) => table.wrong(*place, VOTE, mistakes),
                }
            }
        }
        Some(())
    }

    /// A later vote of one person on one statement replaces the earlier one; where there
    /// are no times, a lower row is later. Of two at one time it is agree before pass
    /// before disagree, so that the order of rows says nothing.
    fn by_vote(&mut self, mut table: Table<'_>, mistakes: &mut Mistakes) -> Option<()> {
        let person = table.column("voter-id", mistakes);
        let statement = table.column("comment-id", mistakes);
        let vote = table.column("vote", mistakes);
        let (person, statement, vote) = (person?, statement?, vote?);
        let time = table.find("timestamp");
        let mut latest: HashMap<(Name, Name), (i64, Answer)> = HashMap::new();
        let mut unlisted = self.unlisted();
        while table.next(mistakes) {
            let at = match time.map(|time| (time, moment(table.cell(time)))) {
                Some((_, Some(at))) => at,
                Some((time, None)) => {
                    table.wrong(time, TIME, mistakes);
                    continue;
                }
                None => 0,
            };
            let Ok(Some(answer)) = answer(table.cell(vote)) else {
                table.wrong(
                    vote,
                    "Write 1 for agree, -1 for disagree, 0 for pass.",
                    mistakes,
                );
                continue;
            };
            if table.cell(person).is_empty() || table.cell(statement).is_empty() {
                let (column, remedy) = if table.cell(person).is_empty() {
                    (person, PERSON)
                } else {
                    (statement, STATEMENT)
                };
                table.wrong(column, remedy, mistakes);
                continue;
            }
            let names = (
                Name::new(table.cell(person)),
                Name::new(table.cell(statement)),
            );
            unlisted.check(&table, &names.1, mistakes);
            let before = latest.entry(names).or_insert((at, answer));
            if time.is_none() || *before < (at, answer) {
                *before = (at, answer);
            }
        }
        for ((person, statement), (_, answer)) in latest {
            self.statements.insert(statement.clone());
            self.votes.push((person, statement, answer));
        }
        Some(())
    }

    fn unlisted(&self) -> Unlisted {
        Unlisted {
            listed: self.listed.clone(),
            told: HashSet::new(),
        }
    }

    fn numbered(self) -> Conversation {
        let people: BTreeSet<&Name> = self.votes.iter().map(|(person, ..)| person).collect();
        let rows = numbers(&people);
        let columns = numbers(&self.statements.iter().collect());
        let cast: Vec<_> = self
            .votes
            .iter()
            .map(|(person, statement, answer)| (rows[person], columns[statement], *answer))
            .collect();
        let meta: Vec<bool> = self
            .statements
            .iter()
            .map(|name| self.meta.contains(name))
            .collect();
        // What is about the conversation itself tells nobody apart.
        let out = self.statements.iter().zip(&meta);
        let out = out.map(|(name, &meta)| meta || self.removed.contains(name));
        let silent = self.people.iter().filter(|person| !people.contains(person));
        Conversation {
            votes: Votes::new(people.len(), out.collect(), &cast),
            silent: silent.cloned().collect(),
            people: people.into_iter().cloned().collect(),
            meta,
            statements: self.statements.iter().cloned().collect(),
        }
    }
}

/// Votes on statements that the file of statements does not list.
struct Unlisted {
    listed: Option<HashSet<Name>>,
    told: HashSet<Name>,
}

impl Unlisted {
    /// Notes a statement that is not listed, once.
    fn check(&mut self, table: &Table<'_>, statement: &Name, mistakes: &mut Mistakes) {
        let Some(listed) = &self.listed else { return };
        if listed.contains(statement) || !self.told.insert(statement.clone()) {
            return;
        }
        mistakes.push(
            table.spot(),
            format!(
                "Here is a vote on the statement {}, which the file of statements does not list.",
                shown(&statement.to_string())
            ),
            "Use the two files of one export, or leave out --statements.",
        );
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Below(Reverse((_, digits))) => write!(f, "-{digits}"),
            Self::Number(number) => number.fmt(f),
            Self::Above(_, text) | Self::Text(text) => text.fmt(f),
        }
    }
}

fn numbers<'a>(names: &BTreeSet<&'a Name>) -> BTreeMap<&'a Name, u32> {
    names.iter().copied().zip(0..).collect()
}

/// A time in milliseconds; some tools write whole numbers with a point.
fn moment(cell: &str) -> Option<i64> {
    without_point(cell).parse().ok()
}

/// Yes or no, as one tool or another writes it; nothing is no.
fn said(cell: &str) -> Option<bool> {
    match without_point(cell).to_ascii_lowercase().as_str() {
        "true" | "t" | "1" => Some(true),
        "false" | "f" | "0" | "" => Some(false),
        _ => None,
    }
}

fn answer(cell: &str) -> Result<Option<Answer>, ()> {
    match without_point(cell) {
        "" => Ok(None),
        "1" => Ok(Some(Answer::Agree)),
        "-1" => Ok(Some(Answer::Disagree)),
        "0" | "-0" => Ok(Some(Answer::Pass)),
        _ => Err(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_length_stand_in_their_order() {
        let sorted = [
            "-340282366920938463463374607431768211457",
            "-340282366920938463463374607431768211456",
            "-99999999999999999999",
            "-5",
            "0",
            "7",
            "9223372036854775808",
            "99999999999999999999",
            "340282366920938463463374607431768211456",
            "-",
            "007",
            "a",
        ];
        let names: Vec<Name> = sorted.iter().map(|text| Name::new(text)).collect();
        assert!(names.is_sorted(), "{names:?}");
        assert_eq!(names.iter().filter(|name| name.is_number()).count(), 9);
        let written: Vec<String> = names.iter().map(ToString::to_string).collect();
        assert_eq!(written, sorted);
    }

    #[test]
    fn a_point_or_a_minus_before_nothing_makes_no_other_number() {
        for (one, other) in [("-5", "-5.0"), ("0", "-0"), ("0", "-0.0"), ("7", "7.00")] {
            assert_eq!(Name::new(one), Name::new(other), "{other}");
        }
        assert_ne!(Name::new("7"), Name::new("7.5"));
        let json = |text| serde_json::to_string(&Name::new(text)).unwrap();
        assert_eq!((json("-4").as_str(), json("4").as_str()), ("-4", "4"));
        assert_eq!(json("-9007199254740992"), "\"-9007199254740992\"");
    }

    #[test]
    fn a_zero_is_a_pass_with_any_sign_and_point() {
        for zero in ["0", "-0", "0.0", "-0.0"] {
            assert_eq!(answer(zero), Ok(Some(Answer::Pass)), "{zero}");
        }
        assert_eq!(answer("--0"), Err(()));
    }
}
