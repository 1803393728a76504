//! The two directions in which answers differ most: principal components of the
//! matrix of answers, with what is missing at the mean of its statement.
//!
//! Missing entries then deviate by nothing, so the matrix stays as sparse as the
//! answers are.

use super::krylov::{self, Symmetric};
use super::votes::{Tally, Votes, count, index};

/// Up to here the matrix of products between statements is built once and
/// multiplied; beyond, every product walks over the answers. In entries.
const DENSE_ENTRIES: usize = 1 << 20;

/// How many products of matrix and vector a search takes, roughly.
const PRODUCTS: usize = 60;

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
pub(super) struct Deviations {
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f64>,
    statements: usize,
}

impl Deviations {
    pub(super) fn new(votes: &Votes, centre: &[f64]) -> Self {
        let mut deviations = Self {
            starts: vec![0],
            columns: Vec::with_capacity(votes.len()),
            values: Vec::with_capacity(votes.len()),
            statements: votes.statements(),
        };
        for person in 0..votes.people() {
            for (statement, answer) in votes.of(person) {
                if !votes.removed()[statement] {
                    deviations.columns.push(count(statement));
                    deviations.values.push(answer.value() - centre[statement]);
                }
            }
            deviations.starts.push(deviations.columns.len());
        }
        deviations
    }

    /// One person's deviations: where, and how much.
    pub(super) fn of(&self, person: usize) -> (&[u32], &[f64]) {
        let range = self.starts[person]..self.starts[person + 1];
        (&self.columns[range.clone()], &self.values[range])
    }

    pub(super) fn people(&self) -> usize {
        self.starts.len() - 1
    }

    /// What it costs to build the matrix of products, in multiplications.
    fn cost_of_products(&self) -> usize {
        (0..self.people())
            .map(|person| {
                let answers = self.of(person).0.len();
                answers * (answers + 1) / 2
            })
            .sum()
    }

    fn products(&self) -> Products {
        let mut entries = vec![0.0; self.statements * self.statements];
        for person in 0..self.people() {
            let (columns, values) = self.of(person);
            for (place, (&row, &left)) in columns.iter().zip(values).enumerate() {
                let start = index(row) * self.statements;
                let entries = &mut entries[start..start + self.statements];
                for (&column, &right) in columns[place..].iter().zip(&values[place..]) {
                    entries[index(column)] += left * right;
                }
            }
        }
        for row in 0..self.statements {
            for column in row + 1..self.statements {
                entries[column * self.statements + row] = entries[row * self.statements + column];
            }
        }
        Products {
            entries,
            size: self.statements,
        }
    }
}

impl Symmetric for Deviations {
    fn size(&self) -> usize {
        self.statements
    }

    /// Transpose times matrix times vector, person by person.
    fn times(&self, vector: &[f64], product: &mut [f64]) {
        product.fill(0.0);
        for person in 0..self.people() {
            let (columns, values) = self.of(person);
            let along = gathered(columns, values, vector);
            for (&column, &value) in columns.iter().zip(values) {
                product[index(column)] += value * along;
            }
        }
    }
}

/// A sparse row times a vector, in four sums side by side, because one sum would wait
/// for itself; always the same four.
fn gathered(columns: &[u32], values: &[f64], vector: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (many_columns, rest_columns) = columns.as_chunks::<4>();
    let (many_values, rest_values) = values.as_chunks::<4>();
    for (columns, values) in many_columns.iter().zip(many_values) {
        for lane in 0..4 {
            sums[lane] += values[lane] * vector[index(columns[lane])];
        }
    }
    for (&column, value) in rest_columns.iter().zip(rest_values) {
        sums[0] += value * vector[index(column)];
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

/// The two directions, as unit vectors. A direction in which nothing differs is 0.
pub(super) fn two(deviations: &Deviations) -> [Vec<f64>; 2] {
    let walked = 2 * PRODUCTS * deviations.values.len();
    let entries = deviations.statements * deviations.statements;
    let dense =
        entries <= DENSE_ENTRIES && deviations.cost_of_products() + PRODUCTS * entries / 2 < walked;
    let mut found = if dense {
        krylov::two_largest(&deviations.products())
    } else {
        krylov::two_largest(deviations)
    };
    for component in &mut found {
        settle_sign(component);
    }
    found
}

/// Makes the entry that is largest without its sign positive; of equal ones the first.
fn settle_sign(component: &mut [f64]) {
    let mut largest = 0.0_f64;
    for &entry in component.iter() {
        if entry.abs() > largest.abs() {
            largest = entry;
        }
    }
    if largest < 0.0 {
        for entry in component {
            *entry = -*entry;
        }
    }
}
