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
    /// The answers, by person and statement.
    packed: Vec<Packed>,
    removed: Vec<bool>,
}

/// A statement and an answer to it in one number: three times the statement and the
/// answer. What is worth something for each answer to each statement is then looked up in
/// one list, whose length is [`Votes::kinds`].
pub(super) type Packed = u32;

/// The answers, in the order in which they are packed.
pub(super) const ANSWERS: [Answer; 3] = [Answer::Disagree, Answer::Pass, Answer::Agree];

const fn pack(statement: u32, answer: Answer) -> Packed {
    let answer = match answer {
        Answer::Disagree => 0,
        Answer::Pass => 1,
        Answer::Agree => 2,
    };
    statement * 3 + answer
}

/// The statement and the answer of a packed one.
pub(super) fn unpack(packed: Packed) -> (usize, Answer) {
    (index(packed / 3), ANSWERS[index(packed % 3)])
}

impl Votes {
    /// Takes (person, statement, answer) in any order. Of several answers of one
    /// person to one statement the last one in the list counts. A statement that
    /// is `removed` keeps its answers and has no weight.
    ///
    /// # Panics
    /// If an answer names a person or statement that is out of range.
    pub fn new(people: usize, removed: Vec<bool>, cast: &[(u32, u32, Answer)]) -> Self {
        assert!(removed.len() <= MOST_STATEMENTS, "too many statements");
        let known = |&(_, statement, _): &(u32, u32, Answer)| index(statement) < removed.len();
        assert!(cast.iter().all(known), "a statement that is not there");
        // Answers mostly come person by person.
        let runs = || cast.chunk_by(|one, next| one.0 == next.0);
        let mut starts = vec![0; people + 1];
        for run in runs() {
            starts[index(run[0].0) + 1] += run.len();
        }
        for person in 0..people {
            starts[person + 1] += starts[person];
        }
        let mut next = starts.clone();
        let mut packed = vec![0; cast.len()];
        for run in runs() {
            let place = &mut next[index(run[0].0)];
            for (to, &(_, statement, answer)) in packed[*place..].iter_mut().zip(run) {
                *to = pack(statement, answer);
            }
            *place += run.len();
        }
        let mut votes = Self {
            starts,
            packed,
            removed,
        };
        votes.settle();
        votes
    }

    /// Brings each person's answers in the order of the statements and keeps the last one
    /// to each.
    fn settle(&mut self) {
        let statement = |packed: &Packed| packed / 3;
        let mut kept = 0;
        for person in 0..self.people() {
            let range = self.starts[person]..self.starts[person + 1];
            self.starts[person] = kept;
            let row = &mut self.packed[range.clone()];
            if row.is_sorted_by(|one, next| statement(one) < statement(next)) {
                self.packed.copy_within(range.clone(), kept);
                kept += range.len();
                continue;
            }
            // Stable: several answers to one statement stay in their order.
            row.sort_by_key(statement);
            for place in range.clone() {
                let one = self.packed[place];
                let again =
                    place + 1 < range.end && statement(&self.packed[place + 1]) == statement(&one);
                if !again {
                    self.packed[kept] = one;
                    kept += 1;
                }
            }
        }
        let people = self.people();
        self.starts[people] = kept;
        self.packed.truncate(kept);
    }

    /// The same of the statements in `kept` alone, which are numbered anew. `kept` is
    /// ascending and holds every statement with answers.
    pub(super) fn only(&self, kept: &[usize]) -> Self {
        let mut places = vec![0; self.statements()];
        for (place, &statement) in (0..).zip(kept) {
            places[statement] = place;
        }
        let renamed = self.packed.iter().map(|&packed| {
            let (statement, answer) = unpack(packed);
            pack(places[statement], answer)
        });
        Self {
            starts: self.starts.clone(),
            packed: renamed.collect(),
            removed: kept.iter().map(|&one| self.removed[one]).collect(),
        }
    }

    /// How many people.
    pub fn people(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many statements, the removed included.
    pub fn statements(&self) -> usize {
        self.removed.len()
    }

    /// How many different packed answers there can be.
    pub(super) fn kinds(&self) -> usize {
        self.statements() * 3
    }

    /// How many answers.
    pub fn len(&self) -> usize {
        self.packed.len()
    }

    /// Whether nobody answered anything.
    pub fn is_empty(&self) -> bool {
        self.packed.is_empty()
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
        self.row(person).iter().map(|&packed| unpack(packed))
    }

    /// The same, packed.
    pub(super) fn row(&self, person: usize) -> &[Packed] {
        &self.packed[self.starts[person]..self.starts[person + 1]]
    }

    /// The answers to each statement.
    pub fn tallies(&self) -> Vec<Tally> {
        let mut counts = vec![0; self.kinds()];
        tally(&mut counts, &self.packed);
        tallied(&counts)
    }

    /// The answers to each statement in each of `groups` groups.
    pub fn tallies_of(&self, group_of: &[Option<usize>], groups: usize) -> Vec<Vec<Tally>> {
        let mut counts = vec![vec![0; self.kinds()]; groups];
        for (person, group) in group_of.iter().enumerate() {
            if let Some(group) = *group {
                tally(&mut counts[group], self.row(person));
            }
        }
        counts.iter().map(|counts| tallied(counts)).collect()
    }
}

/// So many statements can be packed.
const MOST_STATEMENTS: usize = Packed::MAX as usize / 3;

fn tally(counts: &mut [u32], answers: &[Packed]) {
    for &packed in answers {
        counts[index(packed)] += 1;
    }
}

fn tallied(counts: &[u32]) -> Vec<Tally> {
    let (counts, _) = counts.as_chunks::<3>();
    counts
        .iter()
        .map(|&[disagrees, passes, agrees]| Tally {
            agrees,
            disagrees,
            passes,
        })
        .collect()
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
