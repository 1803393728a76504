//! The two eigenvectors of largest eigenvalue of a large symmetric matrix that is
//! known by its products only: Lanczos's method, every new direction made
//! orthogonal to all before it twice (Golub and Van Loan, *Matrix Computations*,
//! section 10.1–10.3).
//!
//! The start is fixed, so that the same matrix gives the same bits.

mod tridiagonal;

use super::votes::count;
use tridiagonal::Tridiagonal;

/// Matrices up to this size are taken apart wholly, so that equal eigenvalues are
/// found however often they occur.
const WHOLLY: usize = 64;

/// An eigenvector is good when what is left over is this small beside the largest
/// eigenvalue.
const PRECISION: f64 = 1e-15;

/// A direction this small beside the largest entry is noise: the space is used up.
const USED_UP: f64 = 1e-13;

/// No search goes further. Two large eigenvalues are found long before.
const MAX_STEPS: usize = 600;

/// A symmetric matrix without negative eigenvalues.
pub(super) trait Symmetric {
    /// Rows, and columns.
    fn size(&self) -> usize;

    /// Puts the matrix times `vector` into `product`.
    fn times(&self, vector: &[f64], product: &mut [f64]);
}

/// The eigenvectors of the two largest eigenvalues, as unit vectors; 0 for an
/// eigenvalue that is 0.
pub(super) fn two_largest(matrix: &impl Symmetric) -> [Vec<f64>; 2] {
    let size = matrix.size();
    let mut space = Space::new(size);
    let steps = size.min(MAX_STEPS);
    let mut check = 16;
    while space.basis.len() < steps {
        space.grow(matrix);
        let reached = space.basis.len();
        if size > WHOLLY && reached == check {
            if space.is_good_enough() {
                break;
            }
            check += (check / 5).max(4);
        }
    }
    space.two_largest()
}

/// The space that is searched, and the matrix as it acts in it.
struct Space {
    size: usize,
    basis: Vec<Vec<f64>>,
    acts: Tridiagonal,
    /// What the last product has outside the space.
    rest: Vec<f64>,
}

impl Space {
    fn new(size: usize) -> Self {
        Self {
            size,
            basis: Vec::new(),
            acts: Tridiagonal::default(),
            rest: Vec::new(),
        }
    }

    /// One more direction: what the last product has outside, or a new one where it
    /// has nothing.
    fn grow(&mut self, matrix: &impl Symmetric) {
        let mut next = std::mem::take(&mut self.rest);
        let norm = length(&next);
        let beside = if norm > USED_UP * self.acts.scale() {
            norm
        } else {
            next = self.fresh();
            0.0
        };
        let size = length(&next);
        scale(&mut next, 1.0 / size);
        let mut product = vec![0.0; self.size];
        matrix.times(&next, &mut product);
        self.acts.push(beside, dot(&next, &product));
        self.basis.push(next);
        self.make_orthogonal(&mut product);
        self.rest = product;
    }

    /// A direction that nothing before it knew of, the same for the same place.
    fn fresh(&self) -> Vec<f64> {
        let mut state = seed(self.basis.len());
        loop {
            let mut direction: Vec<f64> = (0..self.size).map(|_| even(&mut state)).collect();
            self.make_orthogonal(&mut direction);
            if length(&direction) > USED_UP {
                return direction;
            }
        }
    }

    fn make_orthogonal(&self, vector: &mut [f64]) {
        for _ in 0..2 {
            for direction in &self.basis {
                let along = dot(direction, vector);
                add(vector, direction, -along);
            }
        }
    }

    /// Whether the two eigenvectors hardly change any more.
    fn is_good_enough(&self) -> bool {
        let outside = length(&self.rest);
        let largest = self.acts.two_largest_ends();
        largest
            .iter()
            .all(|(_, end)| outside * end.abs() <= PRECISION * largest[0].0)
    }

    fn two_largest(&self) -> [Vec<f64>; 2] {
        let none = self.acts.scale() * USED_UP;
        self.acts.two_largest().map(|(value, weights)| {
            let mut vector = vec![0.0; self.size];
            if value > none {
                for (direction, weight) in self.basis.iter().zip(weights) {
                    add(&mut vector, direction, weight);
                }
                let length = length(&vector);
                scale(&mut vector, 1.0 / length);
            }
            vector
        })
    }
}

/// Where the even spread begins: another place for every direction.
fn seed(place: usize) -> u64 {
    u64::from(count(place)) << 32
}

/// The next of an even spread between −1 and 1 (`SplitMix64`, Steele and others 2014).
fn even(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^= mixed >> 31;
    let high = u32::try_from(mixed >> 32).expect("32 bits");
    f64::from(high) / f64::from(u32::MAX) * 2.0 - 1.0
}

/// In four sums side by side, so that a processor can do several at a time; always
/// the same four.
fn dot(left: &[f64], right: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (lefts, left_rest) = left.as_chunks::<4>();
    let (rights, right_rest) = right.as_chunks::<4>();
    for (left, right) in lefts.iter().zip(rights) {
        for lane in 0..4 {
            sums[lane] += left[lane] * right[lane];
        }
    }
    let rest: f64 = left_rest.iter().zip(right_rest).map(|(l, r)| l * r).sum();
    sums[0] + sums[1] + (sums[2] + sums[3]) + rest
}

fn add(to: &mut [f64], direction: &[f64], by: f64) {
    for (to, entry) in to.iter_mut().zip(direction) {
        *to += entry * by;
    }
}

fn scale(vector: &mut [f64], by: f64) {
    for entry in vector {
        *entry *= by;
    }
}

fn length(vector: &[f64]) -> f64 {
    dot(vector, vector).sqrt()
}
