//! Filing: a concern becomes a case with a holder, dates and a receipt.

use std::collections::BTreeMap;

use crate::body::Body;
use crate::case::concern::{Concern, Conflict, EXACT_PLACE, Point, Visibility};
use crate::case::event::{By, Event, Filed, Recorded};
use crate::case::holding::{Holding, Waits};
use crate::case::refused::Refused;
use crate::case::surroundings::{Decided, route_input};
use crate::case::{Case, check, letter};
use crate::charter::{Category, Charter, Urgency};
use crate::clock;
use crate::id::{CaseId, PhotoId, PlaceId};
use crate::instant::Instant;
use crate::permission::{Action, Denied, Subject, may};
use crate::person::Actor;
use crate::reference::Reference;
use crate::routing::{self, Ground, RouteRefused};
use crate::text::Words;

/// What is filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    /// The new case's id.
    pub id: CaseId,
    /// Its reference.
    pub reference: Reference,
    /// What is wrong, in the resident's words.
    pub words: Words,
    /// The key of the category.
    pub category: String,
    /// Where.
    pub place: PlaceId,
    /// That place, then the places it lies in, up to the root.
    pub place_path: Vec<PlaceId>,
    /// The exact spot, if given.
    pub point: Option<Point>,
    /// Answers to the category's questions; those to other questions are dropped.
    pub answers: BTreeMap<String, String>,
    /// Who may see it.
    pub visibility: Visibility,
    /// Set when the concern is about a body.
    pub conflict: Option<Conflict>,
    /// Photos of it.
    pub photos: Vec<PhotoId>,
    /// Whether the author is reached on paper.
    pub on_paper: bool,
}

/// What filing rests on.
#[derive(Clone, Copy, Debug)]
pub struct FilingSurroundings<'a> {
    /// The rules of today.
    pub charter: &'a Charter,
    /// The bodies that serve the place or anything it lies in.
    pub bodies: &'a [Body],
    /// The moment of filing.
    pub now: Instant,
}

/// Makes a case of a concern. A danger does not wait until its filer is confirmed.
///
/// # Errors
/// A [`Refused`]: the filer is not signed in or not confirmed, the category is
/// unknown or starts private, or nobody can take it.
///
/// # Panics
/// Never: a history that begins with a filing by a resident is a case.
pub fn file(
    filing: Filing,
    actor: &Actor,
    around: &FilingSurroundings<'_>,
) -> Result<Decided, Refused> {
    may(actor, Action::File, &Subject::Nothing)?;
    let person = actor.person().ok_or(Denied::SignInRequired)?;
    let category = around
        .charter
        .category(&filing.category)
        .ok_or(RouteRefused::CategoryUnknown)?;
    let urgency = category.turned(&filing.answers).urgency;
    if !person.confirmed && urgency != Urgency::Danger {
        return Err(Denied::NotConfirmed.into());
    }
    if category.household && filing.visibility.is_public() {
        return Err(Refused::StartsPrivate);
    }
    let (id, reference) = (filing.id, filing.reference);
    let (photos, on_paper) = (filing.photos.clone(), filing.on_paper);
    let filed = Filed {
        photos,
        on_paper,
        confirmed: person.confirmed,
        ..dispatched(id, reference, concern(filing, category), around)?
    };
    let recorded = Recorded {
        number: 1,
        at: around.now,
        by: By::Resident { person: person.id },
        event: Event::Filed {
            filed: Box::new(filed),
        },
    };
    let mut recorded = vec![recorded];
    let mut case =
        Case::from_history(&recorded).expect("the first event is a filing by a resident");
    let holder = around
        .bodies
        .iter()
        .find(|body| body.id == case.holding.holder);
    let owed = holder.and_then(|holder| letter::owed(&case, holder, around.bodies, around.now));
    if let Some(event) = owed {
        let letter = Recorded {
            number: 2,
            at: around.now,
            by: By::Clock,
            event,
        };
        case = case.apply(&letter);
        recorded.push(letter);
    }
    Ok(Decided {
        case,
        recorded,
        other: None,
    })
}

fn concern(filing: Filing, category: &Category) -> Concern {
    let mut answers = filing.answers;
    answers.retain(|key, _| {
        if key == EXACT_PLACE {
            return true;
        }
        category
            .questions
            .iter()
            .any(|question| question.key == *key)
    });
    Concern {
        words: filing.words,
        category: filing.category,
        urgency: category.turned(&answers).urgency,
        place: filing.place,
        place_path: filing.place_path,
        point: filing.point,
        answers,
        visibility: without_name_if_about_a_body(filing.visibility, filing.conflict.as_ref()),
        conflict: filing.conflict,
        also_about: Vec::new(),
    }
}

/// Who is concerned never sees the author, so the name is not public either.
fn without_name_if_about_a_body(chosen: Visibility, about: Option<&Conflict>) -> Visibility {
    match (chosen, about) {
        (Visibility::Public, Some(_)) => Visibility::PublicWithoutName,
        (chosen, _) => chosen,
    }
}

fn dispatched(
    id: CaseId,
    reference: Reference,
    concern: Concern,
    around: &FilingSurroundings<'_>,
) -> Result<Filed, Refused> {
    let route = routing::route(
        route_input(&concern),
        around.bodies,
        around.charter,
        around.now,
    )?;
    let holder = around
        .bodies
        .iter()
        .find(|body| body.id == route.holder)
        .ok_or(RouteRefused::NobodyAtAll)?;
    // Danger waits for no check: its ground is another.
    let check = route.ground == Some(Ground::ConflictOfInterest);
    let heard_due = if check {
        check::due(&holder.calendar, around.now)
    } else {
        route.heard_due
    };
    let holding = Holding {
        from: None,
        holder: route.holder,
        kind: holder.kind,
        tier: route.tier,
        next: route.next,
        beside: route.beside.filter(|_| concern.visibility.is_public()),
        ground: route.ground,
        skipped: route.skipped,
        gap: route.gap || route.missing,
        dispatched_at: around.now,
        waits: Waits::default(),
    };
    Ok(Filed {
        id,
        reference,
        charter_version: around.charter.version,
        heard_due,
        check,
        plan_due: route.plan_due,
        resident_due: clock::resident_due(concern.urgency, &holder.calendar, around.now),
        concern,
        holding,
        photos: Vec::new(),
        on_paper: false,
        confirmed: false,
    })
}
