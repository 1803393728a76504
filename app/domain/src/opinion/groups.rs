//! Groups of opinion: clusters of clusters.
//!
//! People are first gathered into at most a hundred base clusters, these into
//! groups. Seeds are the first different places in the order in which people came,
//! so the same answers give the same groups. How many groups there are is decided
//! by how clearly the people in them are apart.

use super::Point;
use super::means::{Clusters, Weighted};
use super::silhouette;
use super::votes::real;

/// Base clusters need not be better than this; groups are made until nothing moves.
const STILL: f64 = 0.01;

/// At most this many base clusters.
const BASE_CLUSTERS: usize = 100;

/// Fewer groups are not tried.
pub const MIN_GROUPS: usize = 2;

/// More groups are not tried unless they are wanted.
pub const MAX_GROUPS: usize = 5;

/// One more group is tried for so many base clusters.
const BASE_CLUSTERS_FOR_ONE_MORE: usize = 12;

/// Who belongs where.
#[derive(Clone, Debug, Default)]
pub(super) struct Grouping {
    /// The group of each person.
    pub(super) labels: Vec<usize>,
    /// The middle of each group.
    pub(super) centres: Vec<Point>,
    /// The mean silhouette for each number of groups that was tried.
    pub(super) silhouettes: Vec<(usize, f64)>,
}

/// Groups people who stand at `people`, in the order in which they came.
pub(super) fn group(people: &[Point], wanted: Option<usize>) -> Grouping {
    let base = Weighted::alike(people).cluster(BASE_CLUSTERS, STILL);
    let weighted = weigh(&base);
    let places = base.centres.len();
    let most = MAX_GROUPS
        .min(MIN_GROUPS + places / BASE_CLUSTERS_FOR_ONE_MORE)
        .min(places);
    let silhouettes: Vec<(usize, f64)> = (MIN_GROUPS..=most)
        .map(|groups| {
            let clusters = weighted.cluster(groups, 0.0);
            (groups, silhouette::mean(&weighted, &clusters))
        })
        .collect();
    let chosen = wanted.or_else(|| clearest(&silhouettes)).unwrap_or(1);
    let groups = weighted.cluster(chosen, 0.0);
    Grouping {
        labels: base
            .labels
            .iter()
            .map(|&cluster| groups.labels[cluster])
            .collect(),
        centres: groups.centres,
        silhouettes,
    }
}

/// Base clusters as points that weigh what their people do.
fn weigh(base: &Clusters) -> Weighted {
    let mut sizes = vec![0; base.centres.len()];
    for &label in &base.labels {
        sizes[label] += 1;
    }
    Weighted {
        points: base.centres.clone(),
        weights: sizes.into_iter().map(real).collect(),
    }
}

/// The best number of those tried; of equal ones the smallest.
fn clearest(silhouettes: &[(usize, f64)]) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for &(groups, clear) in silhouettes {
        if best.is_none_or(|(_, before)| clear > before) {
            best = Some((groups, clear));
        }
    }
    best.map(|(groups, _)| groups)
}
