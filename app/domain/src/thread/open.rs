//! Opening a thread: about a topic of a place, about a public case, or about a challenge.

use super::decide::{Decided, check_end};
use super::event::{Event, Opened, Recorded};
use super::{Adding, FEWEST_TALK_DAYS, Refused, Share, Thread};
use crate::body::{Body, BodyKind};
use crate::case::{By, Case, Refused as CaseRefused, Talk, Visibility};
use crate::challenge::Challenge;
use crate::charter::Participation;
use crate::id::{PlaceId, ThreadId};
use crate::instant::Instant;
use crate::permission::{Action, Denied, Subject, leads, may, opens_on};
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
    /// What the rules let residents decide in matters of this kind, if they say so.
    pub ruled: Option<Participation>,
    /// Who has the last word.
    pub last_word: Sentence,
    /// Who may add statements.
    pub adding: Adding,
    /// How many each.
    pub share: Share,
    /// With what the next statement is drawn.
    pub seed: u32,
    /// Until when people talk.
    pub until: Instant,
}

/// What a thread is about.
#[derive(Clone, Copy, Debug)]
pub enum About<'a> {
    /// A topic of the place.
    Topic,
    /// A public case; `case::deliberate::follow` has to agree as well.
    Case(&'a Case),
    /// A challenge.
    Challenge {
        /// Which.
        challenge: &'a Challenge,
        /// Whether an open thread is about it already.
        talks: bool,
    },
}

/// Opens a thread that `body` leads through. Its members may, where it is no partner and
/// serves the place, or sits at the table of the challenge that it is about.
///
/// # Errors
/// A [`Refused`] that says why nothing happened.
pub fn open(
    opening: Opening,
    body: &Body,
    about: About<'_>,
    actor: &Actor,
    now: Instant,
) -> Result<Decided, Refused> {
    leads(actor, body.id)?;
    let place = *opening.place_path.first().ok_or(Refused::NotServed)?;
    let serves = opening
        .place_path
        .iter()
        .any(|one| body.places.contains(one));
    // A joint table seats bodies wherever they serve.
    let leads_here = match about {
        About::Topic | About::Case(_) => serves,
        About::Challenge { challenge, .. } => {
            challenge.place == place && challenge.has_at_table(body.id)
        }
    };
    if !leads_here || !body.in_service || body.kind == BodyKind::Partner {
        return Err(Refused::NotServed);
    }
    match about {
        About::Topic => {}
        About::Case(case) => check_case(case, (place, opening.until), actor, now)?,
        About::Challenge { challenge, talks } => {
            opens_on(actor, challenge)?;
            if talks {
                return Err(Refused::ChallengeTalks);
            }
        }
    }
    check_end(opening.until, now.plus_days(super::MOST_DAYS), now)?;
    let by = By::of(actor, Some(body.id)).ok_or(Denied::SignInRequired)?;
    let (case, challenge) = match about {
        About::Topic => (None, None),
        About::Case(case) => (Some(case.reference), None),
        About::Challenge { challenge, .. } => (None, Some(challenge.reference)),
    };
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
                case,
                challenge,
                body: body.id,
                level: opening.level,
                ruled: opening.ruled.filter(|ruled| *ruled > opening.level),
                last_word: opening.last_word,
                adding: opening.adding,
                share: opening.share,
                seed: opening.seed,
                until: opening.until,
            }),
        },
    };
    let thread = Thread::from_history(std::slice::from_ref(&first)).ok_or(Refused::ThreadOver)?;
    let recorded = vec![first];
    Ok(Decided { thread, recorded })
}

/// Whether `actor` may open a thread about this case in this place, in which people talk
/// until then.
fn check_case(
    case: &Case,
    (place, until): (PlaceId, Instant),
    actor: &Actor,
    now: Instant,
) -> Result<(), Refused> {
    may(actor, Action::SeeCase, &Subject::Case(case))?;
    // Before the stage is looked at: who was second is told why.
    if case.talk.as_ref().is_some_and(Talk::bars_another) {
        return Err(Refused::Case(CaseRefused::ThreadExists));
    }
    let public = case.concern.visibility != Visibility::BodyOnly;
    if !public || !case.concern.place_path.contains(&place) {
        return Err(Refused::CaseUnfit);
    }
    may(actor, Action::OpenThread, &Subject::Case(case))?;
    // It could not end on a day before that, and a promised date would pass. What lies in
    // the past is told as such.
    let from = now.plus_days(FEWEST_TALK_DAYS);
    if until > now && until < from {
        return Err(Refused::TalkTooShort { from });
    }
    Ok(())
}
