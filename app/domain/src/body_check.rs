//! Whether bodies can stand as they are: the rules that an import of files and
//! a change in the browser both go through.

use crate::body::{Body, BodyKind, Competence};
use crate::charter::Charter;
use crate::id::{BodyId, PlaceId};
use crate::place::Place;
use crate::routing;

/// What is wrong with one body, whatever the others are like.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyWrong {
    /// A partner answers to nobody.
    #[error("a partner has to answer to a body")]
    SuperiorMissing,
    /// Something else than a partner answers to a body.
    #[error("only a partner answers to a body")]
    SuperiorNotNeeded,
    /// A partner answers to a partner.
    #[error("it answers to a partner")]
    SuperiorIsPartner,
    /// The charter has no such category.
    #[error("no category {0}")]
    CategoryUnknown(String),
    /// It deals with no category.
    #[error("no category at all")]
    CategoriesMissing,
    /// It has no name.
    #[error("no name")]
    NameMissing,
}

impl BodyWrong {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SuperiorMissing => "superior-missing",
            Self::SuperiorNotNeeded => "superior-not-needed",
            Self::SuperiorIsPartner => "superior-is-partner",
            Self::CategoryUnknown(_) => "category-unknown",
            Self::CategoriesMissing => "categories-missing",
            Self::NameMissing => "body-name-missing",
        }
    }
}

/// What only shows when all bodies stand side by side.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodiesWrong {
    /// A partner is a last resort.
    #[error("a partner cannot be the last resort")]
    PartnerLastResort(BodyId),
    /// A root place has no last resort.
    #[error("no body of last resort")]
    LastResortMissing(PlaceId),
    /// A root place has two.
    #[error("two bodies of last resort")]
    LastResortTwice(PlaceId, BodyId, BodyId),
    /// Nothing says which of two is asked first.
    #[error("a tie")]
    Tie {
        /// The one.
        one: BodyId,
        /// The other.
        other: BodyId,
        /// For which category.
        category: String,
        /// Where.
        place: PlaceId,
    },
}

impl BodiesWrong {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::PartnerLastResort(_) => "partner-last-resort",
            Self::LastResortMissing(_) => "last-resort-missing",
            Self::LastResortTwice(..) => "last-resort-twice",
            Self::Tie { .. } => "bodies-tie",
        }
    }
}

/// What is wrong with whom a body of `kind` answers to.
pub const fn superior(kind: BodyKind, above: Option<BodyKind>) -> Option<BodyWrong> {
    match (kind, above) {
        (BodyKind::Partner, None) => Some(BodyWrong::SuperiorMissing),
        (BodyKind::Partner, Some(BodyKind::Partner)) => Some(BodyWrong::SuperiorIsPartner),
        (BodyKind::SelfGovernance | BodyKind::Government, Some(_)) => {
            Some(BodyWrong::SuperiorNotNeeded)
        }
        (BodyKind::Partner, Some(BodyKind::SelfGovernance | BodyKind::Government))
        | (BodyKind::SelfGovernance | BodyKind::Government, None) => None,
    }
}

/// Everything that is wrong with a body by itself; `above` is the kind of the
/// body it answers to.
pub fn alone(body: &Body, above: Option<BodyKind>, charter: &Charter) -> Vec<BodyWrong> {
    let mut wrong: Vec<BodyWrong> = superior(body.kind, above).into_iter().collect();
    if let Competence::Only(keys) = &body.competence {
        if keys.is_empty() {
            wrong.push(BodyWrong::CategoriesMissing);
        }
        let unknown = keys.iter().filter(|key| charter.category(key).is_none());
        wrong.extend(unknown.map(|key| BodyWrong::CategoryUnknown(key.clone())));
    }
    if body.names.en.is_none() && body.names.hans.is_none() && body.names.hant.is_none() {
        wrong.push(BodyWrong::NameMissing);
    }
    wrong
}

/// Everything that is wrong with all bodies together.
pub fn together(bodies: &[Body], places: &[Place], charter: &Charter) -> Vec<BodiesWrong> {
    let last = || bodies.iter().filter(|body| body.last_resort);
    let mut wrong: Vec<BodiesWrong> = last()
        .filter(|body| body.kind == BodyKind::Partner)
        .map(|body| BodiesWrong::PartnerLastResort(body.id))
        .collect();
    for root in places.iter().filter(|place| place.parent.is_none()) {
        let serving: Vec<&Body> = last()
            .filter(|body| body.places.contains(&root.id))
            .collect();
        match serving.as_slice() {
            [_] => {}
            [] => wrong.push(BodiesWrong::LastResortMissing(root.id)),
            [first, second, ..] => {
                wrong.push(BodiesWrong::LastResortTwice(root.id, first.id, second.id));
            }
        }
    }
    let ties = routing::ties(bodies, charter).into_iter();
    wrong.extend(ties.map(|tie| BodiesWrong::Tie {
        one: tie.one,
        other: tie.other,
        category: tie.category.to_owned(),
        place: tie.place,
    }));
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partner_and_only_a_partner_answers_to_a_body_that_is_none() {
        use BodyKind::{Government, Partner, SelfGovernance};
        for (kind, above, code) in [
            (Partner, None, Some("superior-missing")),
            (Partner, Some(Partner), Some("superior-is-partner")),
            (Partner, Some(Government), None),
            (Partner, Some(SelfGovernance), None),
            (Government, Some(Government), Some("superior-not-needed")),
            (SelfGovernance, Some(Partner), Some("superior-not-needed")),
            (Government, None, None),
        ] {
            let wrong = superior(kind, above);
            assert_eq!(
                wrong.as_ref().map(BodyWrong::code),
                code,
                "{kind:?} {above:?}"
            );
        }
    }
}
