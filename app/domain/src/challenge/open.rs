//! Opening a challenge, out of a public case that shows it.

use crate::case::{By, Case, Seat, Share};
use crate::challenge::decide::{Around, Decided, Unfolding};
use crate::challenge::event::{Event, Opened, Recorded};
use crate::challenge::refused::Refused;
use crate::challenge::{gather, review, table};
use crate::id::{ChallengeId, PlaceId};
use crate::instant::Instant;
use crate::permission::{Barred, may_open};
use crate::person::Actor;
use crate::reference::Reference;
use crate::text::{Sentence, Title, Words};

/// What somebody says who opens a challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Its id.
    pub id: ChallengeId,
    /// Its reference.
    pub reference: Reference,
    /// What it is called.
    pub title: Title,
    /// What it is about.
    pub words: Words,
    /// Where: the place of the case, or one it lies in.
    pub place: PlaceId,
    /// What the convener does about it first.
    pub task: Sentence,
    /// When it is looked at next.
    pub review_due: Instant,
}

/// Opens a challenge with its first case; the actor's body convenes it.
///
/// # Errors
/// A [`Refused`] that says why nothing happened.
pub fn open(
    opening: Opening,
    case: &Case,
    actor: &Actor,
    around: &Around<'_>,
) -> Result<Decided, Refused> {
    let convener = may_open(actor, case)?;
    let by = By::of(actor, Some(convener)).ok_or(Refused::NothingDue)?;
    let path = &case.concern.place_path;
    let from = path
        .iter()
        .position(|place| *place == opening.place)
        .ok_or(Refused::OtherPlace)?;
    let place_path = path[from..].to_vec();
    review::check_date(around, opening.review_due)?;
    let seats = vec![Seat {
        body: convener,
        share: Share::Leads,
        task: Some(opening.task),
        cost: None,
        risk: None,
        benefit: None,
        unknown: true,
    }];
    table::check(&place_path, around.bodies, convener, &seats)?;
    let first = Recorded {
        number: 1,
        at: around.now,
        by,
        event: Event::Opened {
            opened: Box::new(Opened {
                id: opening.id,
                reference: opening.reference,
                title: opening.title,
                words: opening.words,
                place: opening.place,
                place_path,
                convener,
                seats,
                review_due: opening.review_due,
            }),
        },
    };
    let around = Around {
        case: Some(case),
        ..*around
    };
    let mut unfolding =
        Unfolding::opened(first, around).ok_or(Refused::Barred(Barred::NotWithCase))?;
    gather::gather(&mut unfolding)?;
    Ok(unfolding.finish())
}
