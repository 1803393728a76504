//! How clearly groups are apart (Rousseeuw 1987): for each person b − a over the
//! larger of the two, where a is the mean distance to the others of the own group and
//! b the smallest mean distance to another group; 0 for somebody alone.
//!
//! Everybody is taken to stand in the middle of their base cluster. With a hundred
//! people or fewer that is where they stand.

use super::means::{Clusters, Weighted};

/// The mean silhouette over all people.
pub(super) fn mean(base: &Weighted, groups: &Clusters) -> f64 {
    let mut sizes = vec![0.0; groups.centres.len()];
    for (&group, weight) in groups.labels.iter().zip(&base.weights) {
        sizes[group] += weight;
    }
    let mut sum = 0.0;
    for place in 0..base.points.len() {
        sum += base.weights[place] * of_one(base, groups, &sizes, place);
    }
    sum / base.weights.iter().sum::<f64>()
}

fn of_one(base: &Weighted, groups: &Clusters, sizes: &[f64], place: usize) -> f64 {
    let own = groups.labels[place];
    if sizes[own] < 2.0 {
        return 0.0;
    }
    let mut distances = vec![0.0; sizes.len()];
    for ((&point, weight), &group) in base.points.iter().zip(&base.weights).zip(&groups.labels) {
        distances[group] += weight * point.square_to(base.points[place]).sqrt();
    }
    let inside = distances[own] / (sizes[own] - 1.0);
    let outside = distances
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
        let base = Weighted {
            points: [(0., 0.), (0., 1.), (4., 0.), (4., 1.), (10., 0.)]
                .map(at)
                .to_vec(),
            weights: vec![1.0; 5],
        };
        let groups = Clusters {
            labels: vec![0, 0, 1, 1, 2],
            centres: vec![Point::default(); 3],
        };
        let mean = mean(&base, &groups);
        assert!((mean - 0.6030).abs() < 5e-5, "{mean}");
    }
}
