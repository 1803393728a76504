//! Ties: two bodies between which only the alphabet would decide.

use std::collections::{BTreeMap, BTreeSet};

use crate::body::{Body, BodyKind, Tier};
use crate::charter::{Category, Charter};
use crate::id::{BodyId, PlaceId};

/// Two bodies that qualify alike for a category at a place. The remedy is an
/// `order` in the charter, another rank, or a smaller competence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tie<'a> {
    /// Key of the first category concerned; the two may tie in more.
    pub category: &'a str,
    /// A place that both serve.
    pub place: PlaceId,
    /// The one whose key comes first.
    pub one: BodyId,
    /// The other.
    pub other: BodyId,
}

/// All ties among `bodies` under `charter`, whatever is answered, each pair of bodies once. Bodies
/// out of service count, since they may come back.
pub fn ties<'a>(bodies: &[Body], charter: &'a Charter) -> Vec<Tie<'a>> {
    // Only bodies of one place and one rank can tie: groups stay small.
    let mut groups: BTreeMap<(PlaceId, i64), Vec<&Body>> = BTreeMap::new();
    for body in bodies {
        for place in body.places.iter().copied().collect::<BTreeSet<_>>() {
            groups.entry((place, body.rank)).or_default().push(body);
        }
    }
    let lines: Vec<_> = charter
        .categories
        .iter()
        .map(|category| (category, category.lines()))
        .collect();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for ((place, _), mut group) in groups {
        group.sort_by(|a, b| (&a.key, a.id).cmp(&(&b.key, b.id)));
        for (at, one) in group.iter().enumerate() {
            for other in &group[at + 1..] {
                let tied = lines
                    .iter()
                    .find(|(_, lines)| lines.iter().any(|line| tie_in(line, one, other)));
                if let Some((category, _)) = tied
                    && seen.insert((one.id, other.id))
                {
                    let category = category.key.as_str();
                    found.push(Tie {
                        category,
                        place,
                        one: one.id,
                        other: other.id,
                    });
                }
            }
        }
    }
    found
}

/// Whether both may hold the category at one tier and the charter orders neither.
fn tie_in(category: &Category, one: &Body, other: &Body) -> bool {
    let position = position(category, one);
    position.is_some()
        && position == self::position(category, other)
        && !category.order.contains(&one.key)
        && !category.order.contains(&other.key)
}

/// The tier at which a body may hold the category, if it may. The charter's
/// highest tier is no bound: danger and a conflict of interest go above it.
fn position(category: &Category, body: &Body) -> Option<Tier> {
    let may = body.competence.covers(&category.key)
        && (!category.reserved || body.kind == BodyKind::Government);
    let tier = match body.kind {
        BodyKind::SelfGovernance | BodyKind::Government => body.tier,
        BodyKind::Partner if category.partners.contains(&body.key) => category.lowest,
        BodyKind::Partner => return None,
    };
    (may && tier >= category.lowest).then_some(tier)
}
