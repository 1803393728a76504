//! Who may come into question for a case, and in which order.

use super::RouteInput;
use crate::body::{Body, BodyKind, Tier};
use crate::charter::Category;
use crate::id::BodyId;

/// A body that serves the place, where it stands in the order.
pub(super) struct Candidate<'a> {
    pub(super) body: &'a Body,
    /// Its tier; for a partner, the tier at which the category starts.
    pub(super) tier: Tier,
    /// Its position in the charter's order from 1; bodies not named come last, and
    /// the body that answers for a partner concerned (0) first.
    order: usize,
    /// How many steps up the tree the closest place is that it serves.
    distance: usize,
}

/// Everybody who serves the place: by tier, the charter's order, rank,
/// nearness and key.
pub(super) fn candidates<'a>(
    input: RouteInput<'_>,
    category: &Category,
    bodies: &'a [Body],
) -> Vec<Candidate<'a>> {
    let mut candidates: Vec<Candidate<'a>> = bodies
        .iter()
        .filter_map(|body| Candidate::serving(body, input, category))
        .collect();
    let about = input.about.unwrap_or_default();
    let answering: Vec<BodyId> = candidates
        .iter()
        .filter(|candidate| {
            candidate.body.kind == BodyKind::Partner && about.contains(&candidate.body.id)
        })
        .filter_map(|candidate| candidate.body.answers_to)
        .collect();
    for candidate in &mut candidates {
        if answering.contains(&candidate.body.id) {
            candidate.order = 0;
        }
    }
    candidates.sort_by(|a, b| {
        // Who is concerned is named first; nobody of its tier gets the case anyway.
        let place = |c: &Candidate<'a>| {
            let others = !about.contains(&c.body.id);
            (c.tier, others, c.order, c.body.rank, c.distance)
        };
        // Two bodies with one key cannot be imported; even so the answer is one.
        place(a)
            .cmp(&place(b))
            .then_with(|| (&a.body.key, a.body.id).cmp(&(&b.body.key, b.body.id)))
    });
    candidates.dedup_by_key(|candidate| candidate.body.id);
    candidates
}

impl<'a> Candidate<'a> {
    /// `None` if the body does not serve the place, or is a partner that the
    /// charter does not name for this category.
    fn serving(body: &'a Body, input: RouteInput<'_>, category: &Category) -> Option<Self> {
        let distance = input
            .place_path
            .iter()
            .position(|place| body.places.contains(place))?;
        let named = category.partners.contains(&body.key);
        let concerned = input.about.is_some_and(|about| about.contains(&body.id));
        let tier = match body.kind {
            BodyKind::SelfGovernance | BodyKind::Government => body.tier,
            BodyKind::Partner if named || concerned => category.lowest,
            BodyKind::Partner => return None,
        };
        let order = category.order.iter().position(|key| *key == body.key);
        let order = order.map_or(usize::MAX, |position| position + 1);
        Some(Self {
            body,
            tier,
            order,
            distance,
        })
    }
}
