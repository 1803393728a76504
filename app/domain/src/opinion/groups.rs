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
    let base = Weighted::alike(people).cluster(BASE_CLUSTERS);
    let weighted = weigh(&base);
    let most = MAX_GROUPS.min(MIN_GROUPS + base.centres.len() / BASE_CLUSTERS_FOR_ONE_MORE);
    let mut tried: Vec<Clusters> = (MIN_GROUPS..=most)
        .filter(|&groups| groups <= base.centres.len())
        .map(|groups| of_people(&base, weighted.cluster(groups)))
        .collect();
    let clear = silhouette::means(people, &tried);
    let silhouettes: Vec<(usize, f64)> = (MIN_GROUPS..).zip(clear).collect();
    let chosen = match wanted {
        Some(wanted) => match tried.iter().position(|tried| tried.centres.len() == wanted) {
            Some(found) => tried.swap_remove(found),
            None => of_people(&base, weighted.cluster(wanted.max(1))),
        },
        None => match clearest(&silhouettes) {
            Some(found) => tried.swap_remove(found),
            None => of_people(&base, weighted.cluster(1)),
        },
    };
    Grouping {
        labels: chosen.labels,
        centres: chosen.centres,
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

/// The groups of base clusters as groups of people.
fn of_people(base: &Clusters, groups: Clusters) -> Clusters {
    Clusters {
        labels: base
            .labels
            .iter()
            .map(|&cluster| groups.labels[cluster])
            .collect(),
        centres: groups.centres,
    }
}

/// The best of those tried; of equal ones the one with fewer groups.
fn clearest(silhouettes: &[(usize, f64)]) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (place, &(_, clear)) in silhouettes.iter().enumerate() {
        if best.is_none_or(|(_, before)| clear > before) {
            best = Some((place, clear));
        }
    }
    best.map(|(place, _)| place)
}
