//! The answers, in the one order in which everything is computed.

use std::ops::Add;

use serde::{Deserialize, Serialize};

/// An answer to a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Answer {
    /// No.
    Disagree,
    /// Neither.
    Pass,
    /// Yes.
    Agree,
}

impl Answer {
    /// All answers, as the buttons stand.
    pub const ALL: [Self; 3] = [Self::Agree, Self::Disagree, Self::Pass];

    /// The stable code kept in the database and used in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Disagree => "disagree",
            Self::Pass => "pass",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// The number that stands for it: −1, 0 or 1.
    pub const fn value(self) -> f64 {
        match self {
            Self::Disagree => -1.0,
            Self::Pass => 0.0,
            Self::Agree => 1.0,
        }
    }
}

/// How many gave which answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many agree.
    pub agrees: u32,
    /// How many disagree.
    pub disagrees: u32,
    /// How many pass.
    pub passes: u32,
}

impl Tally {
    /// How many answered.
    pub const fn answers(self) -> u32 {
        self.agrees + self.disagrees + self.passes
    }

    /// The share that agrees, as if one more had and one more had not.
    pub fn share_agreeing(self) -> f64 {
        smoothed(self.agrees, self.answers())
    }

    /// The share that disagrees, smoothed in the same way.
    pub fn share_disagreeing(self) -> f64 {
        smoothed(self.disagrees, self.answers())
    }

    /// The same answers with one more; without a branch, because no processor guesses
    /// what the next person thinks.
    #[must_use]
    pub fn with(self, answer: Answer) -> Self {
        Self {
            agrees: self.agrees + u32::from(answer == Answer::Agree),
            disagrees: self.disagrees + u32::from(answer == Answer::Disagree),
            passes: self.passes + u32::from(answer == Answer::Pass),
        }
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            agrees: self.agrees + other.agrees,
            disagrees: self.disagrees + other.disagrees,
            passes: self.passes + other.passes,
        }
    }
}

fn smoothed(some: u32, all: u32) -> f64 {
    (f64::from(some) + 1.0) / (f64::from(all) + 2.0)
}

/// Who answered what. People and statements are numbered from 0 without gaps;
/// people in the order in which they came.
#[derive(Clone, Debug)]
pub struct Votes {
    /// Where each person's answers begin, and after the last one where all end.
    starts: Vec<usize>,
    /// The statement of each answer, ascending for each person.
    columns: Vec<u32>,
    answers: Vec<Answer>,
    removed: Vec<bool>,
}

impl Votes {
    /// Takes (person, statement, answer) in any order. Of several answers of one
    /// person to one statement the last one in the list counts. A statement that
    /// is `removed` keeps its answers and has no weight.
    ///
    /// # Panics
    /// If an answer names a person or statement that is out of range.
    pub fn new(people: usize, removed: Vec<bool>, cast: &[(u32, u32, Answer)]) -> Self {
        let mut starts = vec![0; people + 1];
        for &(person, statement, _) in cast {
            assert!(index(statement) < removed.len(), "no statement {statement}");
            starts[index(person) + 1] += 1;
        }
        for person in 0..people {
            starts[person + 1] += starts[person];
        }
        let mut next = starts.clone();
        let mut rows = vec![(0, Answer::Pass); cast.len()];
        for &(person, statement, answer) in cast {
            let place = &mut next[index(person)];
            rows[*place] = (statement, answer);
            *place += 1;
        }
        let mut votes = Self {
            starts: vec![0],
            columns: Vec::with_capacity(cast.len()),
            answers: Vec::with_capacity(cast.len()),
            removed,
        };
        for person in 0..people {
            votes.push(&mut rows[starts[person]..starts[person + 1]]);
        }
        votes
    }

    /// One more person.
    fn push(&mut self, row: &mut [(u32, Answer)]) {
        // Keeps the order of several answers to one statement.
        row.sort_by_key(|&(statement, _)| statement);
        for (place, &(statement, answer)) in row.iter().enumerate() {
            let last = row.get(place + 1).is_none_or(|next| next.0 != statement);
            if last {
                self.columns.push(statement);
                self.answers.push(answer);
            }
        }
        self.starts.push(self.columns.len());
    }

    /// How many people.
    pub fn people(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many statements, the removed included.
    pub fn statements(&self) -> usize {
        self.removed.len()
    }

    /// How many answers.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether nobody answered anything.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Which statements are out.
    pub fn removed(&self) -> &[bool] {
        &self.removed
    }

    /// How many answers somebody gave, those to removed statements included.
    pub fn answered(&self, person: usize) -> u32 {
        count(self.starts[person + 1] - self.starts[person])
    }

    /// The answers of one person, by statement.
    pub fn of(&self, person: usize) -> impl Iterator<Item = (usize, Answer)> {
        let range = self.starts[person]..self.starts[person + 1];
        self.columns[range.clone()]
            .iter()
            .map(|&column| index(column))
            .zip(self.answers[range].iter().copied())
    }

    /// The answers to each statement.
    pub fn tallies(&self) -> Vec<Tally> {
        let mut tallies = vec![Tally::default(); self.statements()];
        for (&column, &answer) in self.columns.iter().zip(&self.answers) {
            let tally = &mut tallies[index(column)];
            *tally = tally.with(answer);
        }
        tallies
    }

    /// The answers to each statement in each of `groups` groups.
    pub fn tallies_of(&self, group_of: &[Option<usize>], groups: usize) -> Vec<Vec<Tally>> {
        let mut tallies = vec![vec![Tally::default(); self.statements()]; groups];
        for (person, group) in group_of.iter().enumerate() {
            let Some(group) = *group else { continue };
            for (statement, answer) in self.of(person) {
                let tally = &mut tallies[group][statement];
                *tally = tally.with(answer);
            }
        }
        tallies
    }
}

/// An index for one of the packed numbers.
pub(super) fn index(packed: u32) -> usize {
    usize::try_from(packed).expect("at least 32 bits")
}

/// A count that fits, because there are fewer than 2³² people and statements.
pub fn count(many: usize) -> u32 {
    u32::try_from(many).expect("fewer than 2^32")
}

/// The same as a real number.
pub(super) fn real(many: usize) -> f64 {
    f64::from(count(many))
}
