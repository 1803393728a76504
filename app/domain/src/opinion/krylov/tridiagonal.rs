//! A symmetric matrix with entries on and beside its diagonal only, and its
//! eigenvalues by rotations (the implicit QL method; Golub and Van Loan, section 8.3).

/// No eigenvalue needs more rounds than this; two or three are usual.
const MAX_ROUNDS: usize = 60;

#[derive(Clone, Debug, Default)]
pub(super) struct Tridiagonal {
    diagonal: Vec<f64>,
    /// `beside[i]` stands between rows i − 1 and i; the first is 0.
    beside: Vec<f64>,
}

/// An eigenvalue and what it comes with.
type Found<T> = [(f64, T); 2];

impl Tridiagonal {
    /// One more row.
    pub(super) fn push(&mut self, beside: f64, diagonal: f64) {
        self.beside.push(beside);
        self.diagonal.push(diagonal);
    }

    /// The largest entry without its sign.
    pub(super) fn scale(&self) -> f64 {
        self.diagonal
            .iter()
            .chain(&self.beside)
            .fold(0.0, |largest, entry| largest.max(entry.abs()))
    }

    /// The two largest eigenvalues, each with the last entry of its eigenvector.
    pub(super) fn two_largest_ends(&self) -> Found<f64> {
        let mut last = vec![0.0; self.diagonal.len()];
        if let Some(end) = last.last_mut() {
            *end = 1.0;
        }
        let mut rows = vec![last];
        let values = self.rotate(&mut rows);
        two(&values).map(|(value, column)| (value, column.map_or(0.0, |column| rows[0][column])))
    }

    /// The two largest eigenvalues with their eigenvectors.
    pub(super) fn two_largest(&self) -> Found<Vec<f64>> {
        let size = self.diagonal.len();
        let mut rows: Vec<Vec<f64>> = (0..size)
            .map(|row| (0..size).map(|column| f64::from(row == column)).collect())
            .collect();
        let values = self.rotate(&mut rows);
        two(&values).map(|(value, column)| {
            let vector = column.map_or_else(Vec::new, |column| {
                rows.iter().map(|row| row[column]).collect()
            });
            (value, vector)
        })
    }

    /// All eigenvalues, in no order; `rows` of the unit matrix become rows of the
    /// matrix of eigenvectors.
    fn rotate(&self, rows: &mut [Vec<f64>]) -> Vec<f64> {
        let mut values = self.diagonal.clone();
        let mut beside: Vec<f64> = self.beside.iter().skip(1).copied().collect();
        beside.push(0.0);
        for first in 0..values.len() {
            for _ in 0..MAX_ROUNDS {
                let last = end_of_block(&values, &beside, first);
                if last == first {
                    break;
                }
                sweep(&mut values, &mut beside, rows, first, last);
            }
        }
        values
    }
}

/// The last row of the block that begins at `first`: what is beside it is nothing.
fn end_of_block(values: &[f64], beside: &[f64], first: usize) -> usize {
    (first..values.len() - 1)
        .find(|&row| {
            let around = values[row].abs() + values[row + 1].abs();
            beside[row].abs() <= f64::EPSILON * around
        })
        .unwrap_or(values.len() - 1)
}

/// Rotates a block once, from its end to its beginning, with Wilkinson's shift.
fn sweep(values: &mut [f64], beside: &mut [f64], rows: &mut [Vec<f64>], first: usize, last: usize) {
    let slope = (values[first + 1] - values[first]) / (2.0 * beside[first]);
    let root = slope.hypot(1.0).copysign(slope);
    let mut ahead = values[last] - values[first] + beside[first] / (slope + root);
    let (mut sine, mut cosine, mut moved) = (1.0, 1.0, 0.0);
    for row in (first..last).rev() {
        let (off, along) = (sine * beside[row], cosine * beside[row]);
        let length = off.hypot(ahead);
        beside[row + 1] = length;
        if length == 0.0 {
            values[row + 1] -= moved;
            beside[last] = 0.0;
            return;
        }
        sine = off / length;
        cosine = ahead / length;
        let before = values[row + 1] - moved;
        let turned = (values[row] - before) * sine + 2.0 * cosine * along;
        moved = sine * turned;
        values[row + 1] = before + moved;
        ahead = cosine * turned - along;
        for entries in rows.iter_mut() {
            let (left, right) = (entries[row], entries[row + 1]);
            entries[row + 1] = sine * left + cosine * right;
            entries[row] = cosine * left - sine * right;
        }
    }
    values[first] -= moved;
    beside[first] = ahead;
    beside[last] = 0.0;
}

/// The two largest, with where they are; of equal ones the first.
fn two(values: &[f64]) -> Found<Option<usize>> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&left, &right| values[right].total_cmp(&values[left]));
    [0, 1].map(|rank| {
        order
            .get(rank)
            .map_or((0.0, None), |&column| (values[column], Some(column)))
    })
}
