//! Who may do what: one family of plain functions, and `decide` asks them
//! for every command, so that every way in is checked.
//!
//! A case that somebody may not see does not exist for them: every question
//! about it is answered with [`Denied::NotVisible`]. Whether a date has passed
//! or a limit is reached is the business of the command.
//!
//! *How to add one more action:* a variant in `action`, its arm in
//! [`Action::fits`] and in [`may`], and look at what changed in the printed
//! grid (`permission/tests`).

mod action;
mod challenge;
mod decision;
mod mediation;
mod meeting;
mod seen;
mod silence;
mod standing;
mod thread;

pub use action::{Action, Installation, Subject};
pub use challenge::{Act, Barred, acting_for, may_open};
pub use decision::{DecisionAct, may_on_decision};
pub use mediation::{MediationAct, Part, may_in_mediation, part_in_mediation};
pub use meeting::{MeetingAct, may_on_meeting};
pub use seen::{Parts, Seen, SeenBy, Sight, visible_event, visible_parts};
pub use standing::{Standing, notes_office, standing};
pub use thread::{ThreadAct, leads, may_in_thread, may_judge, opens_on};

use crate::body::BodyKind;
use crate::case::{Case, Visibility};
use crate::person::{Actor, Office, Person};

/// Why somebody may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum Denied {
    /// For this person there is no such case: the same answer as for one that does not exist.
    #[error("not visible")]
    NotVisible,
    /// Somebody has to sign in first.
    #[error("sign in first")]
    SignInRequired,
    /// The handle has to be confirmed by a code first.
    #[error("confirm your handle first")]
    NotConfirmed,
    /// Only the author may.
    #[error("only the author may")]
    NotAuthor,
    /// Only those affected may.
    #[error("only those affected may")]
    NotAffected,
    /// Only those who were asked may: everybody affected before the question.
    #[error("only those who were asked may")]
    NotAsked,
    /// Only members of the body in charge may.
    #[error("only members of the holder may")]
    NotHolder,
    /// Only members of that body may.
    #[error("only members of the body may")]
    NotMember,
    /// A partner never opens identities.
    #[error("a partner never opens identities")]
    PartnerNever,
    /// A body that has it without the name of its author never learns it.
    #[error("the author's identity stays sealed")]
    IdentitySealed,
    /// Who has a seat in the body that has the case never answers for others.
    #[error("members of the holder never answer for others")]
    HolderNever,
    /// Who refused does not rule on the appeal against it.
    #[error("who refused does not rule on it")]
    OwnRefusal,
    /// Only the steward may.
    #[error("only the steward may")]
    NotSteward,
    /// Only the clock does this.
    #[error("only the clock does this")]
    OnlyClock,
    /// The clock does not do this.
    #[error("the clock does not do this")]
    NotForClock,
    /// Only the demo has this.
    #[error("only the demo has this")]
    NotInDemo,
    /// It does not fit the stage of the case.
    #[error("not in this stage")]
    NotNow,
}

impl Denied {
    /// All reasons.
    pub const ALL: [Self; 17] = [
        Self::NotVisible,
        Self::SignInRequired,
        Self::NotConfirmed,
        Self::NotAuthor,
        Self::NotAffected,
        Self::NotAsked,
        Self::NotHolder,
        Self::NotMember,
        Self::PartnerNever,
        Self::IdentitySealed,
        Self::HolderNever,
        Self::OwnRefusal,
        Self::NotSteward,
        Self::OnlyClock,
        Self::NotForClock,
        Self::NotInDemo,
        Self::NotNow,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotVisible => "not-visible",
            Self::SignInRequired => "sign-in-required",
            Self::NotConfirmed => "not-confirmed",
            Self::NotAuthor => "not-author",
            Self::NotAffected => "not-affected",
            Self::NotAsked => "not-asked",
            Self::NotHolder => "not-holder",
            Self::NotMember => "not-member",
            Self::PartnerNever => "partner-never",
            Self::IdentitySealed => "identity-sealed",
            Self::HolderNever => "holder-never",
            Self::OwnRefusal => "own-refusal",
            Self::NotSteward => "not-steward",
            Self::OnlyClock => "only-clock",
            Self::NotForClock => "not-for-clock",
            Self::NotInDemo => "not-in-demo",
            Self::NotNow => "not-now",
        }
    }
}

/// Whether `actor` may do `action` to `subject`.
///
/// # Errors
/// A [`Denied`] that says why not; [`Denied::NotVisible`] before anything else.
pub fn may(actor: &Actor, action: Action, subject: &Subject<'_>) -> Result<(), Denied> {
    match subject {
        Subject::Case(case) => may_on_case(actor, action, case),
        Subject::Body(body) => match action {
            Action::SeeInbox | Action::KeepTemplates | Action::SayAway => {
                let person = if action == Action::SeeInbox {
                    signed_in(actor)?
                } else {
                    confirmed(actor)?
                };
                person.office_in(*body).map(|_| ()).ok_or(Denied::NotMember)
            }
            Action::KeepHouseholds => {
                let office = confirmed(actor)?.office_in(*body);
                ensure(office.is_some_and(keeps_households), Denied::NotMember)
            }
            other => may_anywhere(actor, other, Installation::Real),
        },
        Subject::Nothing => may_anywhere(actor, action, Installation::Real),
        Subject::Installation(installation) => may_anywhere(actor, action, *installation),
    }
}

fn signed_in(actor: &Actor) -> Result<&Person, Denied> {
    match actor {
        Actor::Person(person) => Ok(person),
        Actor::Visitor => Err(Denied::SignInRequired),
        Actor::Clock => Err(Denied::NotForClock),
    }
}

pub(crate) fn confirmed(actor: &Actor) -> Result<&Person, Denied> {
    let person = signed_in(actor)?;
    if person.confirmed {
        Ok(person)
    } else {
        Err(Denied::NotConfirmed)
    }
}

fn ensure(holds: bool, otherwise: Denied) -> Result<(), Denied> {
    if holds { Ok(()) } else { Err(otherwise) }
}

/// Who makes the letters and looks at what does not fit: residents governing
/// themselves, and no office.
fn keeps_households(office: Office) -> bool {
    office.kind == BodyKind::SelfGovernance
}

/// What needs no case. A danger is filed before the handle is confirmed;
/// `case::file` sees to the rest.
#[expect(
    clippy::too_many_lines,
    reason = "one arm for every action; a split would hide a missing one"
)]
fn may_anywhere(actor: &Actor, action: Action, run: Installation) -> Result<(), Denied> {
    match action {
        Action::SeeCharter => Ok(()),
        Action::File | Action::SeeOwn => signed_in(actor).map(|_| ()),
        Action::ImportPlaces
        | Action::ImportCharter
        | Action::ManageBodies
        | Action::TendExchange => ensure(confirmed(actor)?.steward, Denied::NotSteward),
        Action::SeeDevPages => ensure(run == Installation::Demo, Denied::NotInDemo),
        Action::SeeInbox => ensure(!signed_in(actor)?.offices.is_empty(), Denied::NotMember),
        Action::ProveHousehold | Action::Vouch | Action::SignFounding => {
            confirmed(actor).map(|_| ())
        }
        Action::KeepHouseholds => {
            let mut offices = confirmed(actor)?.offices.iter().copied();
            ensure(offices.any(keeps_households), Denied::NotMember)
        }
        Action::KeepTemplates | Action::SayAway => {
            ensure(!confirmed(actor)?.offices.is_empty(), Denied::NotMember)
        }
        // Asked without a case: there is none for them.
        Action::SeeCase
        | Action::SeeName
        | Action::SeeIdentity
        | Action::SeeAnswers
        | Action::SeeReplies
        | Action::SeePressed
        | Action::SeeRemoved
        | Action::Join
        | Action::Leave
        | Action::Hear
        | Action::AskResident
        | Action::AnswerQuestion
        | Action::Plan
        | Action::Settle
        | Action::MovePlan
        | Action::ReportDone
        | Action::Answer
        | Action::Reopen
        | Action::Withdraw
        | Action::Decline
        | Action::HandUp
        | Action::HandBack
        | Action::HandAcross
        | Action::AskUp
        | Action::AskThread
        | Action::AskTime
        | Action::OpenThread
        | Action::AskTable
        | Action::CallTable
        | Action::RewriteTable
        | Action::SeeLetter
        | Action::DeliverLetter
        | Action::EnterReply
        | Action::Appeal
        | Action::RuleOnAppeal
        | Action::CheckConflict
        | Action::CheckRegrade
        | Action::GoUnnamed
        | Action::ContestRegrade
        | Action::ProposeMerge
        | Action::AnswerProposal
        | Action::Split
        | Action::Correct
        | Action::OpenIdentity
        | Action::LookAfter
        | Action::SeeNotes
        | Action::WriteNote
        | Action::ConfirmFiler
        | Action::Adopt
        | Action::Flag
        | Action::DismissFlag
        | Action::Remove
        | Action::Restore
        | Action::AppealRemoval
        | Action::KeepRemoved
        | Action::SeeExchange
        | Action::Wake => Err(Denied::NotVisible),
    }
}

fn may_on_case(actor: &Actor, action: Action, case: &Case) -> Result<(), Denied> {
    if let Actor::Clock = actor {
        ensure(action == Action::Wake, Denied::NotForClock)?;
        return ensure(action.fits(case.stage.name()), Denied::NotNow);
    }
    let standing = standing(actor, case);
    ensure(may_see(&standing, case), Denied::NotVisible)?;
    may_by_standing(actor, action, case, &standing)?;
    ensure(action.fits(case.stage.name()), Denied::NotNow)
}

/// Private cases are for the author, those affected, members of the holder and
/// of the bodies at a joint table that the author agreed to; never for a body
/// beside, a moderator or the steward.
fn may_see(standing: &Standing, case: &Case) -> bool {
    match case.concern.visibility {
        Visibility::Public | Visibility::PublicWithoutName => true,
        Visibility::BodyOnly => {
            standing.author || standing.affected || standing.holder.is_some() || standing.at_table
        }
    }
}

/// What is told only to some of those who see the case.
fn may_look(actor: &Actor, action: Action, standing: &Standing) -> Result<(), Denied> {
    // All at a joint table read the same record; identities stay with the holder.
    let own_or_held = standing.author || standing.holder.is_some() || standing.at_table;
    match action {
        Action::SeeName => ensure(
            standing.author || standing.opened || standing.named,
            Denied::NotAuthor,
        ),
        Action::SeeIdentity => ensure(standing.author || standing.opened, Denied::NotHolder),
        Action::SeePressed => {
            let overseer = actor.person().is_some_and(|person| person.overseer);
            ensure(
                (standing.next || (overseer && standing.holder.is_none())) && !standing.pressed,
                Denied::NotMember,
            )
        }
        // What was answered when filing and when asked, and nothing that has a rule of its
        // own. The body beside sees everything but identities.
        _ => ensure(own_or_held || standing.beside, Denied::NotHolder),
    }
}

/// What is open to the body in charge, identities but to no partner, and what
/// to those who moderate.
fn may_look_behind(
    actor: &Actor,
    action: Action,
    case: &Case,
    standing: &Standing,
) -> Result<(), Denied> {
    confirmed(actor)?;
    if action == Action::OpenIdentity {
        ensure(standing.holder.is_some(), Denied::NotHolder)?;
        ensure(!standing.sealed, Denied::IdentitySealed)?;
        return ensure(case.holding.kind != BodyKind::Partner, Denied::PartnerNever);
    }
    // The body above looks at what it was asked about, and removes nothing.
    let looks = matches!(
        action,
        Action::SeeRemoved | Action::Restore | Action::KeepRemoved
    );
    let judges = looks && standing.judges.is_some();
    ensure(standing.moderates() || judges, Denied::NotHolder)
}

#[expect(
    clippy::too_many_lines,
    reason = "one arm for every action; a split would hide a missing one"
)]
fn may_by_standing(
    actor: &Actor,
    action: Action,
    case: &Case,
    standing: &Standing,
) -> Result<(), Denied> {
    let author = || signed_in(actor).and_then(|_| ensure(standing.author, Denied::NotAuthor));
    let affected = || signed_in(actor).and_then(|_| ensure(standing.affected, Denied::NotAffected));
    let holder =
        || confirmed(actor).and_then(|_| ensure(standing.holder.is_some(), Denied::NotHolder));
    match action {
        Action::SeeCase => Ok(()),
        Action::SeeName
        | Action::SeeIdentity
        | Action::SeeAnswers
        | Action::SeeReplies
        | Action::SeePressed => may_look(actor, action, standing),
        Action::Join | Action::Flag => confirmed(actor).map(|_| ()),
        Action::Leave | Action::Reopen | Action::Appeal => affected(),
        Action::AskUp | Action::AskThread | Action::AskTime => {
            affected().and_then(|()| confirmed(actor).map(|_| ()))
        }
        Action::AnswerQuestion | Action::Answer => {
            signed_in(actor).and_then(|_| ensure(standing.asked, Denied::NotAsked))
        }
        Action::AnswerProposal | Action::GoUnnamed => {
            signed_in(actor).and_then(|_| ensure(standing.speaker, Denied::NotAuthor))
        }
        Action::Withdraw | Action::ContestRegrade | Action::Adopt => author(),
        Action::SeeLetter => {
            confirmed(actor)?;
            ensure(
                standing.delivers || standing.holder.is_some(),
                Denied::NotHolder,
            )
        }
        Action::DeliverLetter | Action::EnterReply => {
            confirmed(actor)?;
            ensure(standing.delivers, Denied::NotHolder)
        }
        Action::ConfirmFiler => author().and_then(|()| confirmed(actor).map(|_| ())),
        Action::Correct | Action::Split => author().or_else(|_| holder()),
        Action::Hear
        | Action::AskResident
        | Action::Plan
        | Action::Settle
        | Action::MovePlan
        | Action::ReportDone
        | Action::Decline
        | Action::HandUp
        | Action::HandBack
        | Action::HandAcross
        | Action::AskTable
        | Action::CallTable
        | Action::RewriteTable
        | Action::CheckConflict
        | Action::CheckRegrade
        | Action::LookAfter
        | Action::ProposeMerge => holder(),
        Action::RuleOnAppeal => {
            let own = case.stage.is_appeal_against(case.holding.holder);
            holder().and_then(|()| ensure(!own, Denied::OwnRefusal))
        }
        // The residents' own body, wherever the case is.
        Action::OpenThread => {
            let holds = standing.holder.is_some() && case.holding.kind == BodyKind::SelfGovernance;
            confirmed(actor)?;
            ensure(holds || standing.beside, Denied::NotHolder)
        }
        // The author of the concern reads no notes about it, even with a seat.
        Action::SeeNotes | Action::WriteNote => {
            confirmed(actor)?;
            ensure(standing.shares_notes(), Denied::NotHolder)
        }
        Action::SeeExchange => {
            let steward = confirmed(actor)?.steward;
            ensure(standing.holder.is_some() || steward, Denied::NotHolder)
        }
        Action::OpenIdentity
        | Action::SeeRemoved
        | Action::DismissFlag
        | Action::Remove
        | Action::Restore
        | Action::KeepRemoved => may_look_behind(actor, action, case, standing),
        Action::AppealRemoval => {
            let person = signed_in(actor)?.id;
            let mut removed = case.removed.iter();
            let own = removed.any(|one| one.author == Some(person));
            ensure(own, Denied::NotAuthor)
        }
        Action::Wake => Err(Denied::OnlyClock),
        Action::File
        | Action::SeeCharter
        | Action::SeeOwn
        | Action::SeeInbox
        | Action::KeepTemplates
        | Action::SayAway
        | Action::ImportPlaces
        | Action::ImportCharter
        | Action::ManageBodies
        | Action::ProveHousehold
        | Action::Vouch
        | Action::SignFounding
        | Action::KeepHouseholds
        | Action::TendExchange
        | Action::SeeDevPages => may_anywhere(actor, action, Installation::Real),
    }
}

/// Whether an appeal against a removal waits for `actor`: somebody else removed it.
pub fn looks_again(actor: &Actor, case: &Case) -> bool {
    let waits = |person: &Person| {
        let mut removed = case.removed.iter();
        removed.any(|one| one.can_be_answered_by(person.id))
    };
    actor.person().is_some_and(waits)
        && may(actor, Action::KeepRemoved, &Subject::Case(case)).is_ok()
}

/// Whether `actor` is asked to look at what neighbours flagged, also once it is over.
pub fn looks_at_flags(actor: &Actor, case: &Case) -> bool {
    !case.flags.is_empty() && may(actor, Action::DismissFlag, &Subject::Case(case)).is_ok()
}

#[cfg(test)]
mod tests;
