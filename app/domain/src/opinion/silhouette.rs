//! How clearly groups are apart (Rousseeuw 1987): for each person b − a over the
//! larger of the two, where a is the mean distance to the others of the own group and
//! b the smallest mean distance to another group; 0 for somebody alone.
//!
//! Everybody is taken to stand in the middle of their base cluster. With a hundred
//! people or fewer that is where they stand.

use super::blocks::{Blocks, Part};

/// The mean silhouette over all people; `sizes` are those of the groups, none is 0.
pub(super) fn mean(blocks: &Blocks, parts: &[Part], sizes: &[f64]) -> f64 {
    let mut to_group = vec![0.0; sizes.len()];
    let mut sum = 0.0;
    for of_block in parts.chunk_by(|one, next| one.block == next.block) {
        let distances = blocks.distances(of_block[0].block);
        to_group.fill(0.0);
        for part in parts {
            to_group[part.group] += part.people * distances[part.block];
        }
        for part in of_block {
            sum += part.people * of_one(part.group, &to_group, sizes);
        }
    }
    sum / sizes.iter().sum::<f64>()
}

/// That of somebody from whom all of each group are so far together.
fn of_one(own: usize, to_group: &[f64], sizes: &[f64]) -> f64 {
    if sizes[own] < 2.0 {
        return 0.0;
    }
    let inside = to_group[own] / (sizes[own] - 1.0);
    let outside = to_group
        .iter()
        .zip(sizes)
        .enumerate()
        .filter(|(group, _)| *group != own)
        .map(|(_, (distance, size))| distance / size)
        .fold(f64::INFINITY, f64::min);
    let larger = inside.max(outside);
    if larger > 0.0 && larger.is_finite() {
        (outside - inside) / larger
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::Point;
    use super::*;

    /// Two pairs and somebody alone: the published test vector.
    #[test]
    fn pairs_are_clear_and_somebody_alone_counts_nothing() {
        let at = |(x, y)| Point { x, y };
        let people = [(0., 0.), (0., 1.), (4., 0.), (4., 1.), (10., 0.)].map(at);
        let blocks = Blocks::new(&people);
        let parts = blocks.parts(&[(0., 0.5), (4., 0.5), (10., 0.)].map(at));
        let mean = mean(&blocks, &parts, &[2.0, 2.0, 1.0]);
        assert!((mean - 0.6030).abs() < 5e-5, "{mean}");
    }
}
