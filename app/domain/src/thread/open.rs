//! Opening a thread: about a topic of a place, or about a public case.

use super::decide::{Decided, check_end};
use super::event::{Event, Opened, Recorded};
use super::{Adding, Refused, Thread};
use crate::body::{Body, BodyKind};
use crate::case::{By, Case, Visibility};
use crate::charter::Participation;
use crate::id::{PlaceId, ThreadId};
use crate::instant::Instant;
use crate::permission::{Action, Denied, Subject, leads, may};
use crate::person::Actor;
use crate::reference::Reference;
use crate::text::{Sentence, Title, Words};

/// What somebody says who opens a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Its id.
    pub id: ThreadId,
    /// Its reference.
    pub reference: Reference,
    /// What it is called.
    pub title: Title,
    /// What it is about.
    pub words: Words,
    /// Where, then the places it lies in, up to the root.
    pub place_path: Vec<PlaceId>,
    /// What residents can decide here.
    pub level: Participation,
    /// Who has the last word.
    pub last_word: Sentence,
    /// Who may add statements.
    pub adding: Adding,
    /// With what the next statement is drawn.
    pub seed: u32,
    /// Until when people talk.
    pub until: Instant,
}

/// Opens a thread that `body` leads through. Its members may, where it serves the
/// place and is no partner; `case` is what it is about, if it is about one, and then
/// `case::deliberate::follow` has to agree as well.
///
/// # Errors
/// A [`Refused`] that says why nothing happened.
pub fn open(
    opening: Opening,
    body: &Body,
    case: Option<&Case>,
    actor: &Actor,
    now: Instant,
) -> Result<Decided, Refused> {
    leads(actor, body.id)?;
    let place = *opening.place_path.first().ok_or(Refused::NotServed)?;
    let serves = opening
        .place_path
        .iter()
        .any(|one| body.places.contains(one));
    if !serves || !body.in_service || body.kind == BodyKind::Partner {
        return Err(Refused::NotServed);
    }
    if let Some(case) = case {
        may(actor, Action::SeeCase, &Subject::Case(case))?;
        let public = case.concern.visibility != Visibility::BodyOnly;
        if !public || !case.concern.place_path.contains(&place) {
            return Err(Refused::CaseUnfit);
        }
        may(actor, Action::OpenThread, &Subject::Case(case))?;
    }
    check_end(opening.until, now.plus_days(super::MOST_DAYS), now)?;
    let by = By::of(actor, Some(body.id)).ok_or(Denied::SignInRequired)?;
    let first = Recorded {
        number: 1,
        at: now,
        by,
        event: Event::Opened {
            opened: Box::new(Opened {
                id: opening.id,
                reference: opening.reference,
                title: opening.title,
                words: opening.words,
                place,
                place_path: opening.place_path,
                case: case.map(|case| case.reference),
                body: body.id,
                level: opening.level,
                last_word: opening.last_word,
                adding: opening.adding,
                seed: opening.seed,
                until: opening.until,
            }),
        },
    };
    let thread = Thread::from_history(std::slice::from_ref(&first)).ok_or(Refused::ThreadOver)?;
    Ok(Decided {
        thread,
        recorded: vec![first],
    })
}
