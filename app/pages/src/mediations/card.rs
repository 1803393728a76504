//! A mediation on the page of one of those who take part in it, and nowhere else.

use std::sync::Arc;

use domain::mediation::{Side, Stage};
use domain::permission::{Part, part_in_mediation};
use store::mediations::MediationDetail;
use store::rulebook::Rulebook;

use super::load::Here;
use super::now::told;
use crate::components::{CardItem, Tone};
use crate::routes;
use crate::text::me as me_words;
use crate::text::mediation as words;
use crate::visitor::Visitor;

/// The card: what is asked next, of whom, and by when. `None` for who takes no part.
pub(crate) fn card(
    visitor: &Visitor,
    book: &Arc<Rulebook>,
    detail: &MediationDetail,
) -> Option<CardItem> {
    let lang = visitor.language();
    let part = part_in_mediation(&visitor.actor, &detail.mediation, detail.lives_there)?;
    // What the body has to do stands in its inbox.
    if part == Part::Body {
        return None;
    }
    let here = Here {
        detail: detail.clone(),
        part,
        book: Arc::clone(book),
        history: Vec::new(),
        members: Vec::new(),
    };
    let next = told(visitor, &here)?;
    let (tone, label) = if waits_for(part, &detail.mediation.stage) {
        (Tone::Asks, me_words::dates_yours(lang))
    } else {
        (Tone::Plain, me_words::dates_goes_on(lang))
    };
    let local = here.local(visitor);
    let by = next
        .by
        .map(|by| (me_words::dates_by(lang).into(), local.near(by)));
    Some(CardItem {
        href: routes::mediation(detail.mediation.reference),
        title: words::about_kind(lang, &here.kind(lang, visitor.now)),
        tongue: None,
        chip: Some((tone, label.into())),
        aside: detail.place.in_language(lang).to_owned().into(),
        note: me_words::dates_next(lang, &next.who, &next.what).into(),
        due: by,
    })
}

/// Whether the next step is theirs.
const fn waits_for(part: Part, stage: &Stage) -> bool {
    match stage {
        Stage::Offered { .. } => matches!(part, Part::Party(Side::Author)),
        Stage::Asked { .. } => matches!(part, Part::Household),
        Stage::Inviting { .. } => matches!(part, Part::Invited),
        Stage::Arranging { .. } => matches!(part, Part::Mediator),
        Stage::Meeting { .. } => matches!(part, Part::Party(_) | Part::Mediator),
        Stage::Writing { .. } | Stage::Holding { asked: true, .. } => {
            matches!(part, Part::Party(_))
        }
        Stage::Choosing { .. } | Stage::Holding { asked: false, .. } | Stage::Ended { .. } => false,
    }
}
