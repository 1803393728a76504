//! The two directions in which answers differ most: principal components of the
//! matrix of answers, with what is missing at the mean of its statement.
//!
//! Missing entries then deviate by nothing, so the matrix stays as sparse as the
//! answers are.

use super::krylov::{self, Symmetric};
use super::votes::{ANSWERS, Packed, Tally, Votes, index, unpack};

/// Up to here the matrix of products between statements is built once and
/// multiplied; beyond, every product walks over the answers. In entries.
const DENSE_ENTRIES: usize = 1 << 20;

/// How many products of matrix and vector a search takes, roughly.
const PRODUCTS: usize = 60;

/// An entry is larger than another only if it is so by more than this share. Entries that
/// are equal come out a few last bits apart, and these must not turn the picture round.
const ROUNDING: f64 = 1e-9;

/// The mean answer to each statement; 0 where it is out or nobody answered.
pub(super) fn centre(votes: &Votes, overall: &[Tally]) -> Vec<f64> {
    overall
        .iter()
        .zip(votes.removed())
        .map(|(tally, &removed)| {
            if removed || tally.answers() == 0 {
                0.0
            } else {
                (f64::from(tally.agrees) - f64::from(tally.disagrees)) / f64::from(tally.answers())
            }
        })
        .collect()
}

/// By how much each answer deviates from the mean of its statement.
pub(super) struct Deviations<'v> {
    votes: &'v Votes,
    /// The deviation of each packed answer; 0 where its statement is out.
    of_kind: Vec<f64>,
}

impl<'v> Deviations<'v> {
    pub(super) fn new(votes: &'v Votes, centre: &[f64]) -> Self {
        let of_kind = centre
            .iter()
            .zip(votes.removed())
            .flat_map(|(centre, &removed)| {
                ANSWERS.map(|answer| {
                    if removed {
                        0.0
                    } else {
                        answer.value() - centre
                    }
                })
            })
            .collect();
        Self { votes, of_kind }
    }

    /// Each packed answer's deviation times the entry of its statement.
    pub(super) fn times_entry(&self, vector: &[f64]) -> Vec<f64> {
        let (kinds, _) = self.of_kind.as_chunks::<3>();
        kinds
            .iter()
            .zip(vector)
            .flat_map(|(of_answer, entry)| of_answer.map(|deviation| deviation * entry))
            .collect()
    }

    /// What it costs to build the matrix of products, in multiplications.
    fn cost_of_products(&self) -> usize {
        (0..self.votes.people())
            .map(|person| {
                let answers = self.votes.row(person).len();
                answers * (answers + 1) / 2
            })
            .sum()
    }

    fn products(&self) -> Products {
        let size = self.size();
        let mut entries = vec![0.0; size * size];
        let mut row: Vec<(usize, f64)> = Vec::new();
        for person in 0..self.votes.people() {
            row.clear();
            row.extend(self.votes.row(person).iter().map(|&packed| {
                let (statement, _) = unpack(packed);
                (statement, self.of_kind[index(packed)])
            }));
            for (place, &(statement, left)) in row.iter().enumerate() {
                let entries = &mut entries[statement * size..][..size];
                for &(other, right) in &row[place..] {
                    entries[other] += left * right;
                }
            }
        }
        for row in 0..size {
            for column in row + 1..size {
                entries[column * size + row] = entries[row * size + column];
            }
        }
        Products { entries, size }
    }
}

impl Symmetric for Deviations<'_> {
    fn size(&self) -> usize {
        self.votes.statements()
    }

    /// Transpose times matrix times vector, person by person. What an answer weighs in
    /// the vector depends on its kind alone, so both ways walk over the packed answers and
    /// multiply once for each kind.
    fn times(&self, vector: &[f64], product: &mut [f64]) {
        let weights = self.times_entry(vector);
        let people = 0..self.votes.people();
        // One way after the other: a list at a time stays in the processor's nearest memory.
        let along: Vec<f64> = people
            .clone()
            .map(|person| gathered(self.votes.row(person), &weights))
            .collect();
        let mut sums = vec![0.0; self.of_kind.len()];
        for (person, along) in people.zip(along) {
            for &packed in self.votes.row(person) {
                sums[index(packed)] += along;
            }
        }
        let (sums, _) = sums.as_chunks::<3>();
        let (kinds, _) = self.of_kind.as_chunks::<3>();
        for ((entry, sums), of_answer) in product.iter_mut().zip(sums).zip(kinds) {
            *entry = sums.iter().zip(of_answer).map(|(sum, by)| sum * by).sum();
        }
    }
}

/// The sum of what some answers weigh, in four sums side by side, because one sum would
/// wait for itself; always the same four.
pub(super) fn gathered(answers: &[Packed], weights: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (fours, rest) = answers.as_chunks::<4>();
    for four in fours {
        for lane in 0..4 {
            sums[lane] += weights[index(four[lane])];
        }
    }
    for &packed in rest {
        sums[0] += weights[index(packed)];
    }
    sums[0] + sums[1] + (sums[2] + sums[3])
}

/// The matrix of products between statements, whole.
struct Products {
    entries: Vec<f64>,
    size: usize,
}

impl Symmetric for Products {
    fn size(&self) -> usize {
        self.size
    }

    /// Row by row as a sum of multiples, which a processor does several at a time.
    fn times(&self, vector: &[f64], product: &mut [f64]) {
        product.fill(0.0);
        for (row, &by) in self.entries.chunks_exact(self.size).zip(vector) {
            for (sum, &entry) in product.iter_mut().zip(row) {
                *sum += entry * by;
            }
        }
    }
}

/// The two directions, as unit vectors. A direction in which nothing differs is 0, and so
/// is the entry of a statement that is out or that all answered alike.
pub(super) fn two(deviations: &Deviations<'_>, overall: &[Tally]) -> [Vec<f64>; 2] {
    let walked = 2 * PRODUCTS * deviations.votes.len();
    let entries = deviations.size() * deviations.size();
    let dense =
        entries <= DENSE_ENTRIES && deviations.cost_of_products() + PRODUCTS * entries / 2 < walked;
    let mut found = if dense {
        krylov::two_largest(&deviations.products())
    } else {
        krylov::two_largest(deviations)
    };
    let removed = deviations.votes.removed();
    for component in &mut found {
        // Of these the search leaves rounding errors.
        for ((entry, &tally), &removed) in component.iter_mut().zip(overall).zip(removed) {
            if removed || is_of_one_mind(tally) {
                *entry = 0.0;
            }
        }
        settle_sign(component);
    }
    found
}

/// Whether all who answered gave the same answer.
fn is_of_one_mind(tally: Tally) -> bool {
    [tally.agrees, tally.disagrees, tally.passes].contains(&tally.answers())
}

/// Makes the entry that is largest without its sign positive; of equal ones the first.
fn settle_sign(component: &mut [f64]) {
    let mut largest = 0.0_f64;
    for &entry in component.iter() {
        if entry.abs() > largest.abs() * (1.0 + ROUNDING) {
            largest = entry;
        }
    }
    if largest < 0.0 {
        for entry in component {
            // Not by its sign: 0 would become −0.
            *entry = 0.0 - *entry;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_entries_that_rounding_parts_the_first_settles_the_sign() {
        for last_bits in [-1e-15, 0.0, 1e-15] {
            let mut component = [0.0, -0.5, 0.5 + last_bits, 0.1];
            settle_sign(&mut component);
            assert!(component[1] > 0.0, "{component:?}");
            assert_eq!(component[0].to_bits(), 0.0_f64.to_bits());
        }
        let mut component = [-0.5, 0.500_001];
        settle_sign(&mut component);
        assert!(component[1] > 0.0, "{component:?}");
    }
}
