//! What somebody is asked: a question of the holder, whether it is solved, a
//! proposal that needs their yes. `domain::permission` says whether it is theirs.

use domain::case::Case;
use domain::case::letter::Letter;
use domain::permission::{Action, Subject, may, visible_parts};
use domain::person::Actor;
use store::lists::CaseSummary;

/// Most cases that are looked through.
pub(crate) const MOST: i64 = 100;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// To say yes or no to a proposal.
    Yes,
    /// To answer a question.
    Question,
    /// To say whether it is solved.
    Solved,
    /// To take a letter to an office, where nobody else may read of it.
    Letter,
}

/// What `actor` is asked in `case`, if anything.
pub(crate) fn in_case(actor: &Actor, case: &Case) -> Option<Asked> {
    let subject = Subject::Case(case);
    let may = |action| may(actor, action, &subject).is_ok();
    if case.pending.is_some() && may(Action::AnswerProposal) {
        return Some(Asked::Yes);
    }
    if may(Action::AnswerQuestion) {
        return Some(Asked::Question);
    }
    let own = |letter: &Letter| letter.by.is_none();
    if case.owed_letter().is_some_and(own) && may(Action::DeliverLetter) {
        return Some(Asked::Letter);
    }
    let answered = visible_parts(actor, case).is_ok_and(|parts| parts.own_answer.is_some());
    (case.is_open() && !answered && may(Action::Answer)).then_some(Asked::Solved)
}

/// The cases in which `actor` is asked something, in the order given.
pub(crate) fn of(actor: &Actor, cases: Vec<CaseSummary>) -> Vec<(Asked, CaseSummary)> {
    cases
        .into_iter()
        .filter_map(|one| Some((in_case(actor, &one.case)?, one)))
        .collect()
}

/// In how many cases `actor` is asked something.
pub(crate) fn count(actor: &Actor, cases: &[CaseSummary]) -> i64 {
    let asked = cases
        .iter()
        .filter(|one| in_case(actor, &one.case).is_some());
    i64::try_from(asked.count()).unwrap_or(MOST)
}
