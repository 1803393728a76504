//! Offering a mediation at a case, by the body that has it or at its author's wish.

use super::decide::Decided;
use super::event::{Event, Offered, Recorded};
use super::{ANSWER_DAYS, Mediation, Refused};
use crate::body::BodyKind;
use crate::calendar::WorkingCalendar;
use crate::case::{By, Case};
use crate::id::MediationId;
use crate::instant::Instant;
use crate::permission::{Action, Denied, Subject, confirmed, may};
use crate::person::Actor;
use crate::reference::Reference;

/// What somebody says who offers a mediation, and what it rests on.
#[expect(
    clippy::struct_excessive_bools,
    reason = "four facts that are looked up, none of them a stage"
)]
#[derive(Clone, Copy, Debug)]
pub struct Offering<'a> {
    /// Its id.
    pub id: MediationId,
    /// Its reference.
    pub reference: Reference,
    /// Whether the other household may read the author's name before it says yes; where
    /// the author asks.
    pub named: bool,
    /// Whether the category of the case is about another household.
    pub about_household: bool,
    /// Whether there is one about this case.
    pub one_already: bool,
    /// Whether the author lives behind the door that was named.
    pub author_lives_there: bool,
    /// The calendar of the body that has the case.
    pub calendar: &'a WorkingCalendar,
    /// The moment.
    pub now: Instant,
}

/// Whether `actor` may offer a mediation at `case`, and whether as its author.
///
/// # Errors
/// [`Denied::NotVisible`] for whom there is no such case, and why not for the rest.
pub fn may_offer(actor: &Actor, case: &Case) -> Result<bool, Denied> {
    may(actor, Action::SeeCase, &Subject::Case(case))?;
    let person = confirmed(actor)?;
    let author = case.author == Some(person.id);
    if author || person.office_in(case.holding.holder).is_some() {
        Ok(author)
    } else {
        Err(Denied::NotHolder)
    }
}

/// Offers a mediation.
///
/// # Errors
/// A [`Refused`] that says why nothing happened.
pub fn offer(offering: &Offering<'_>, case: &Case, actor: &Actor) -> Result<Decided, Refused> {
    let by_author = may_offer(actor, case)?;
    if !offering.about_household {
        return Err(Refused::NotHouseholds);
    }
    let author = case.author.filter(|_| case.is_open());
    let author = author.ok_or(Refused::CaseOver)?;
    if case.holding.kind != BodyKind::SelfGovernance {
        return Err(Refused::NoCommittee);
    }
    if offering.one_already {
        return Err(Refused::OneAlready);
    }
    // The body is not told where the author lives: there the author's own yes is refused.
    if by_author && offering.author_lives_there {
        return Err(Refused::OwnHousehold);
    }
    let body = case.holding.holder;
    let by = By::of(actor, (!by_author).then_some(body)).ok_or(Denied::SignInRequired)?;
    let (calendar, now) = (offering.calendar, offering.now);
    let until = calendar.end_of_day_after(now, ANSWER_DAYS);
    let latest = if by_author {
        until
    } else {
        calendar.end_of_day_after(now, 2 * ANSWER_DAYS + 1)
    };
    let first = Recorded {
        number: 1,
        at: now,
        by,
        event: Event::Offered {
            offered: Box::new(Offered {
                id: offering.id,
                reference: offering.reference,
                case: case.id,
                about: case.reference,
                category: case.concern.category.clone(),
                body,
                author,
                asked_for: by_author.then_some(offering.named),
                until,
                latest,
            }),
        },
    };
    let mediation = Mediation::from_history(std::slice::from_ref(&first));
    Ok(Decided {
        mediation: mediation.ok_or(Refused::NotNow)?,
        recorded: vec![first],
    })
}
