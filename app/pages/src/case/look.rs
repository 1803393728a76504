//! One reader's look at a case: the buttons, and the question that asks them.

use domain::case::{Case, Check, Stage, Verdict};
use domain::instant::Instant;
use domain::language::Language;
use domain::permission::Parts;
use domain::person::Actor;
use leptos::prelude::*;

use super::form;
use super::inputs;
use super::load::Shown;
use super::verb::Verb;
use crate::components::{Button, ButtonKind, Form, Hidden, LinkButton, Quote};
use crate::dates::Local;
use crate::routes;
use crate::text::case as words;
use crate::visitor::Visitor;

/// Quiet buttons beside the filled one; the others stand in a list.
const QUIET: usize = 2;

/// A case, and who looks at it.
pub(super) struct Look<'a> {
    pub(super) shown: &'a Shown,
    pub(super) parts: &'a Parts<'a>,
    pub(super) visitor: &'a Visitor,
    /// As whom they act.
    pub(super) actor: &'a Actor,
    pub(super) lang: Language,
    pub(super) now: Instant,
    /// Tells dates in the time of the holder.
    pub(super) local: Local,
    /// What the actor can do, the one thing first if there is one.
    pub(super) first: Option<Verb>,
    /// And the rest of it.
    pub(super) rest: Vec<Verb>,
    /// For the forms of the page; only one of them is ever sent.
    pub(super) key: String,
}

/// Whether an act belongs beside the filled button, rather than in the list.
fn is_common(verb: Verb, case: &Case) -> bool {
    match verb {
        // The other thing that its author can choose.
        Verb::Withdraw => matches!(case.check, Some(Check::AuthorChooses { .. })),
        Verb::Hear
        | Verb::Ask
        | Verb::AnswerQuestion
        | Verb::Plan
        | Verb::Settle
        | Verb::MovePlan
        | Verb::ReportDone
        | Verb::Reopen
        | Verb::Appeal
        | Verb::Rule
        | Verb::CheckConflict
        | Verb::GoUnnamed
        | Verb::ContestRegrade
        | Verb::CheckRegrade
        | Verb::AskTable
        | Verb::CallTable
        | Verb::DeliverLetter
        | Verb::EnterReply
        | Verb::MergeAnswer
        | Verb::AppealRemoval
        | Verb::LookAgain => true,
        Verb::Join
        | Verb::Answer
        | Verb::Leave
        | Verb::AskUp
        | Verb::AskThread
        | Verb::AskTime
        | Verb::HandUp
        | Verb::HandBack
        | Verb::HandAcross
        | Verb::RewriteTable
        | Verb::Decline
        | Verb::Merge
        | Verb::Split
        | Verb::Correct
        | Verb::OpenIdentity
        | Verb::Flag
        | Verb::DismissFlag
        | Verb::Remove
        | Verb::Restore => false,
    }
}

impl Look<'_> {
    /// The filled button and a few quiet ones.
    pub(super) fn buttons(&self, first: Option<Verb>, rest: &[Verb]) -> Vec<AnyView> {
        let case = &self.shown.case;
        let common = |verb: &Verb| is_common(*verb, case);
        let quiet = rest.iter().copied().filter(common);
        first
            .map(|verb| self.button(verb, ButtonKind::Filled))
            .into_iter()
            .chain(
                quiet
                    .take(QUIET)
                    .map(|verb| self.button(verb, ButtonKind::Quiet)),
            )
            .collect()
    }

    /// What does not stand beside the filled button.
    pub(super) fn others(&self) -> Vec<Verb> {
        let beside: Vec<Verb> = self
            .rest
            .iter()
            .copied()
            .filter(|verb| is_common(*verb, &self.shown.case))
            .take(QUIET)
            .collect();
        self.rest
            .iter()
            .copied()
            .filter(|verb| !beside.contains(verb))
            .collect()
    }

    fn button(&self, verb: Verb, kind: ButtonKind) -> AnyView {
        let (lang, action) = (
            self.lang,
            routes::case_act(self.shown.case.reference, verb.code()),
        );
        let label = verb.label(lang);
        if verb == Verb::Join {
            let key = self.key.clone();
            view! { <Form action key><Button label kind/></Form> }.into_any()
        } else {
            view! { <LinkButton href=action label kind/> }.into_any()
        }
    }
}

/// "Is it solved?", for who was asked and has not answered yet.
pub(super) fn question(look: &Look<'_>) -> Option<AnyView> {
    let Stage::ReportedDone { report, asking, .. } = &look.shown.case.stage else {
        return None;
    };
    if look.first != Some(Verb::Answer) {
        return None;
    }
    let lang = look.lang;
    let action = routes::case_act(look.shown.case.reference, Verb::Answer.code());
    let number = form::question(look.shown, Verb::Answer).unwrap_or_default();
    let part = domain::case::Part::Event {
        number: asking.number,
    };
    let hidden = look.shown.case.removed.iter().any(|one| one.part == part);
    let by = look.shown.body_name(lang, report.body).to_owned();
    let quote = (!hidden).then(|| view! { <Quote lang text=report.words.to_string() by/> });
    let others: Vec<_> = [Verdict::Partly, Verdict::NotSolved, Verdict::NoLongerNeeded]
        .into_iter()
        .map(|one| {
            let href = format!("{action}?verdict={}", one.code());
            view! { <LinkButton href label=inputs::verdict(lang, one) kind=ButtonKind::Quiet/> }
        })
        .collect();
    let key = look.key.clone();
    let view = view! {
        <section class="card screen-only" aria-labelledby="solved">
            <h2 id="solved">{words::solved_question(lang)}</h2>
            {quote}
            <p>{words::solved_question_note(lang)}</p>
            <div class="actions">
                <Form action=action.clone() key>
                    <Hidden name="question" value=number.to_string()/>
                    <Hidden name="verdict" value=Verdict::Solved.code()/>
                    <Button label=inputs::verdict(lang, Verdict::Solved)/>
                </Form>
                {others}
            </div>
        </section>
    };
    Some(view.into_any())
}
