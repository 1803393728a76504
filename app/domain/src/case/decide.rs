//! The one way in: permission, a fresh page, the rule of the command.

use crate::case::command::{Command, Order};
use crate::case::event::{By, Event};
use crate::case::refused::Refused;
use crate::case::surroundings::{Decided, Surroundings, Unfolding};
use crate::case::{
    Case, check, confirm, correct, decline, deliberate, hand, hear, letter, merge, moderate,
    people, plan, table, wake,
};
use crate::permission::{Action, Denied, Subject, may, standing};
use crate::person::Actor;

/// Decides a command: the next case and what happened.
///
/// # Errors
/// A [`Refused`] that says why nothing happened.
pub fn decide(
    case: &Case,
    order: &Order,
    actor: &Actor,
    around: &Surroundings<'_>,
) -> Result<Decided, Refused> {
    let subject = Subject::Case(case);
    let action = order.command.action();
    if action != Action::Wake {
        may(actor, Action::SeeCase, &subject)?;
    }
    // Before the stage is looked at: what a stale page offers may not fit it any more.
    if order
        .expected_version
        .is_some_and(|seen| seen != case.version)
    {
        return Err(Refused::SomeoneWasFaster);
    }
    may(actor, action, &subject)?;
    if let Some(refused) = case.check.and_then(|check| check.bars(&order.command)) {
        return Err(refused);
    }
    let by = acting_as(actor, action, case)?;
    let mut unfolding = Unfolding::new(case.clone(), by, *around);
    if let Some((_, words)) = order.command.reply()
        && around.templates.iter().any(|one| one.is_all_of(words))
    {
        return Err(Refused::TemplateUnedited);
    }
    carry_out(&mut unfolding, &order.command)?;
    Ok(unfolding.finish())
}

fn carry_out(case: &mut Unfolding<'_>, command: &Command) -> Result<(), Refused> {
    match command {
        Command::Join { on_paper } => people::join(case, *on_paper)?,
        Command::Leave => people::leave(case)?,
        Command::Withdraw => people::withdraw(case),
        Command::ConfirmFiler => people::confirm_filer(case)?,
        Command::Adopt { to } => people::adopt(case, *to)?,
        Command::OpenIdentity { purpose } => people::open_identity(case, purpose)?,
        Command::Hear { words } => case.record(Event::Heard {
            words: words.clone(),
        }),
        Command::AskResident { words } => hear::ask_resident(case, words)?,
        Command::AnswerQuestion { words } => hear::answer_question(case, words),
        Command::Plan { .. } | Command::Settle { .. } | Command::MovePlan { .. } => {
            plan::carry_out(case, command)?;
        }
        Command::ReportDone { words, photos } => confirm::report_done(case, words, photos),
        Command::Answer { verdict, reason } => confirm::answer(case, *verdict, *reason)?,
        Command::Reopen { reason } => confirm::reopen(case, reason)?,
        Command::Decline {
            ground,
            words,
            instead,
        } => decline::decline(case, *ground, words, instead),
        Command::Hand { handing } => hand::hand(case, handing)?,
        Command::AskUp { reason } => hand::ask_up(case, reason)?,
        Command::AskThread { reason } => deliberate::ask_thread(case, reason)?,
        Command::AskTime { reason } => deliberate::ask_time(case, reason)?,
        Command::AskTable { words } => table::ask(case, words)?,
        Command::CallTable { call } => table::call(case, call)?,
        Command::RewriteTable { call } => table::rewrite(case, call)?,
        Command::DeliverLetter { on, words } => letter::deliver(case, *on, words)?,
        Command::EnterReply {
            reply,
            words,
            photos,
        } => letter::enter(case, reply, words, photos)?,
        Command::CheckConflict { found, words } => check::check_conflict(case, *found, words)?,
        Command::GoUnnamed => check::go_unnamed(case)?,
        Command::ContestRegrade { reason } => check::contest(case, reason)?,
        Command::CheckRegrade { danger, words } => {
            check::check_regrade(case, *danger, Some(words))?;
        }
        Command::Appeal { reason } => decline::appeal(case, reason)?,
        Command::RuleOnAppeal { ruling, words } => decline::rule(case, *ruling, Some(words)),
        Command::ProposeMerge { into, words } => merge::propose(case, *into, words)?,
        Command::AcceptProposal => merge::accept_proposal(case)?,
        Command::RefuseProposal => merge::refuse_proposal(case)?,
        Command::Split { reason } => merge::split(case, reason)?,
        Command::Correct { correction, reason } => correct::correct(case, correction, reason)?,
        Command::Flag { .. }
        | Command::DismissFlag { .. }
        | Command::Remove { .. }
        | Command::Restore { .. }
        | Command::AppealRemoval { .. }
        | Command::KeepRemoved { .. } => moderate::carry_out(case, command)?,
        Command::Wake => wake::wake(case)?,
    }
    Ok(())
}

/// For whom somebody acts: residents for themselves, members for their body.
/// Whoever is both acts as the author where the author may do it.
fn acting_as(actor: &Actor, action: Action, case: &Case) -> Result<By, Denied> {
    let standing = standing(actor, case);
    let body = match action.side() {
        Side::Resident => None,
        Side::Letter => case.letter.and_then(|letter| letter.by),
        Side::Either if standing.author => None,
        Side::Either | Side::Body => standing
            .holder
            .map(|_| case.holding.holder)
            .or(case.holding.beside.filter(|_| standing.beside))
            .or(standing.judges),
    };
    By::of(actor, body).ok_or(Denied::SignInRequired)
}

enum Side {
    Resident,
    /// Whoever delivers the letter: a body, or a resident.
    Letter,
    Body,
    Either,
}

impl Action {
    #[expect(
        clippy::too_many_lines,
        reason = "one arm for every action; a split would hide a missing one"
    )]
    const fn side(self) -> Side {
        match self {
            Self::Hear
            | Self::AskResident
            | Self::Plan
            | Self::Settle
            | Self::MovePlan
            | Self::ReportDone
            | Self::Decline
            | Self::HandUp
            | Self::HandBack
            | Self::HandAcross
            | Self::AskTable
            | Self::OpenThread
            | Self::CallTable
            | Self::RewriteTable
            | Self::RuleOnAppeal
            | Self::CheckConflict
            | Self::CheckRegrade
            | Self::ProposeMerge
            | Self::OpenIdentity
            | Self::LookAfter
            | Self::WriteNote
            | Self::DismissFlag
            | Self::Remove
            | Self::Restore
            | Self::KeepRemoved => Side::Body,
            Self::DeliverLetter | Self::EnterReply => Side::Letter,
            Self::Correct | Self::Split => Side::Either,
            Self::SeeCase
            | Self::SeeName
            | Self::SeeIdentity
            | Self::SeeAnswers
            | Self::SeeReplies
            | Self::SeePressed
            | Self::SeeRemoved
            | Self::SeeNotes
            | Self::File
            | Self::Join
            | Self::Leave
            | Self::AnswerQuestion
            | Self::Answer
            | Self::Reopen
            | Self::AskUp
            | Self::AskThread
            | Self::AskTime
            | Self::Withdraw
            | Self::Appeal
            | Self::GoUnnamed
            | Self::ContestRegrade
            | Self::AnswerProposal
            | Self::ConfirmFiler
            | Self::Adopt
            | Self::SeeLetter
            | Self::Flag
            | Self::AppealRemoval
            | Self::Wake
            | Self::SeeCharter
            | Self::SeeOwn
            | Self::SeeInbox
            | Self::KeepTemplates
            | Self::SayAway
            | Self::ImportPlaces
            | Self::ImportCharter
            | Self::ManageBodies
            | Self::ProveHousehold
            | Self::Vouch
            | Self::SignFounding
            | Self::KeepHouseholds
            | Self::SeeExchange
            | Self::TendExchange
            | Self::SeeDevPages => Side::Resident,
        }
    }
}

impl Command {
    /// What permission is asked for it.
    pub const fn action(&self) -> Action {
        match self {
            Self::Join { .. } => Action::Join,
            Self::Leave => Action::Leave,
            Self::Hear { .. } => Action::Hear,
            Self::AskResident { .. } => Action::AskResident,
            Self::AnswerQuestion { .. } => Action::AnswerQuestion,
            Self::Plan { .. } => Action::Plan,
            Self::Settle { .. } => Action::Settle,
            Self::MovePlan { .. } => Action::MovePlan,
            Self::ReportDone { .. } => Action::ReportDone,
            Self::Answer { .. } => Action::Answer,
            Self::Reopen { .. } => Action::Reopen,
            Self::Withdraw => Action::Withdraw,
            Self::Decline { .. } => Action::Decline,
            Self::Hand { handing } => handing.action(),
            Self::AskUp { .. } => Action::AskUp,
            Self::AskThread { .. } => Action::AskThread,
            Self::AskTime { .. } => Action::AskTime,
            Self::AskTable { .. } => Action::AskTable,
            Self::CallTable { .. } => Action::CallTable,
            Self::RewriteTable { .. } => Action::RewriteTable,
            Self::DeliverLetter { .. } => Action::DeliverLetter,
            Self::EnterReply { .. } => Action::EnterReply,
            Self::Appeal { .. } => Action::Appeal,
            Self::CheckConflict { .. } => Action::CheckConflict,
            Self::GoUnnamed => Action::GoUnnamed,
            Self::ContestRegrade { .. } => Action::ContestRegrade,
            Self::CheckRegrade { .. } => Action::CheckRegrade,
            Self::RuleOnAppeal { .. } => Action::RuleOnAppeal,
            Self::ProposeMerge { .. } => Action::ProposeMerge,
            Self::AcceptProposal | Self::RefuseProposal => Action::AnswerProposal,
            Self::Split { .. } => Action::Split,
            Self::Correct { .. } => Action::Correct,
            Self::OpenIdentity { .. } => Action::OpenIdentity,
            Self::ConfirmFiler => Action::ConfirmFiler,
            Self::Adopt { .. } => Action::Adopt,
            Self::Flag { .. } => Action::Flag,
            Self::DismissFlag { .. } => Action::DismissFlag,
            Self::Remove { .. } => Action::Remove,
            Self::Restore { .. } => Action::Restore,
            Self::AppealRemoval { .. } => Action::AppealRemoval,
            Self::KeepRemoved { .. } => Action::KeepRemoved,
            Self::Wake => Action::Wake,
        }
    }
}
