//! The residents of a case: joining, leaving, withdrawing, and the author's identity.

use crate::case::confirm;
use crate::case::event::{Event, QuestionEnd};
use crate::case::hear;
use crate::case::refused::Refused;
use crate::case::stage::Stage;
use crate::case::surroundings::Unfolding;
use crate::id::PersonId;
use crate::text::Sentence;

pub(super) fn join(case: &mut Unfolding<'_>, on_paper: bool) -> Result<(), Refused> {
    if case
        .person()
        .is_some_and(|person| case.case.is_affected(person))
    {
        return Err(Refused::AlreadyAffected);
    }
    if !case.case.concern.visibility.is_public() {
        return Err(Refused::JoinPrivate);
    }
    case.record(Event::Joined { on_paper });
    Ok(())
}

pub(super) fn leave(case: &mut Unfolding<'_>) -> Result<(), Refused> {
    if case.person().is_some() && case.person() == case.case.author {
        return Err(Refused::AuthorWithdraws);
    }
    case.record(Event::Left);
    after_somebody_left(case);
    Ok(())
}

/// Removes the author; the case lives on for the others affected.
pub(super) fn withdraw(case: &mut Unfolding<'_>) {
    case.record(Event::Withdrawn);
    after_somebody_left(case);
}

/// A question that nobody can answer any more, or a report on which everybody
/// left has answered, does not wait.
fn after_somebody_left(case: &mut Unfolding<'_>) {
    match &case.case.stage {
        Stage::AwaitingResident { question, .. } if question.to.is_empty() => {
            let now = case.around.now;
            hear::end_question(case, QuestionEnd::NobodyLeft, now);
        }
        Stage::ReportedDone { .. } => confirm::conclude(case),
        Stage::AwaitingResident { .. }
        | Stage::Waiting { .. }
        | Stage::Heard { .. }
        | Stage::Deliberating { .. }
        | Stage::Acting { .. }
        | Stage::Closed { .. }
        | Stage::Declined { .. }
        | Stage::TableOwed { .. }
        | Stage::Appealed { .. }
        | Stage::Withdrawn { .. }
        | Stage::Merged { .. } => {}
    }
}

pub(super) fn confirm_filer(case: &mut Unfolding<'_>) -> Result<(), Refused> {
    if case.case.confirmed {
        return Err(Refused::ConfirmedAlready);
    }
    case.record(Event::FilerConfirmed);
    Ok(())
}

/// Gives a danger that was filed before anybody had signed in to who has by now.
/// Whether it is theirs is the caller's to know: it was filed in their browser.
pub(super) fn adopt(case: &mut Unfolding<'_>, to: PersonId) -> Result<(), Refused> {
    if case.case.confirmed || case.person() == Some(to) {
        return Err(Refused::ConfirmedAlready);
    }
    case.record(Event::Adopted { to });
    Ok(())
}

/// Opens the author's identity to one member of the holder.
pub(super) fn open_identity(case: &mut Unfolding<'_>, purpose: &Sentence) -> Result<(), Refused> {
    if case.case.author.is_none() {
        return Err(Refused::AuthorGone);
    }
    let holder = case.case.holding.holder;
    let open = case
        .case
        .opened
        .iter()
        .any(|one| Some(one.by) == case.person() && one.body == holder);
    if open {
        return Err(Refused::IdentityOpen);
    }
    case.record(Event::IdentityOpened {
        purpose: purpose.clone(),
    });
    Ok(())
}
