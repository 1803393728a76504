//! The buttons of a case in the inbox. Each says by the heading of its case what it is
//! about: the same labels stand there many times.

use domain::case::Case;
use domain::permission::{Action, Subject, looks_again, may};
use leptos::prelude::*;
use store::inbox::InboxEntry;

use super::List;
use super::advice::makes_sense;
use crate::case::{Suggestion, Verb};
use crate::components::{ButtonKind, LinkButton, Words};
use crate::routes;
use crate::text::case as case_words;
use crate::text::inbox as words;

impl List<'_> {
    /// The suggested act, filled, and two quiet ones.
    pub(super) fn buttons(
        &self,
        entry: &InboxEntry,
        suggested: Option<Suggestion>,
        post: Option<Verb>,
    ) -> Vec<AnyView> {
        let (lang, case) = (self.lang, &entry.case);
        let main = suggested.and_then(Suggestion::verb).or(post);
        let allowed = |verb: &Verb| {
            let after = case.check.and_then(|one| one.comes_before(verb.action()));
            after.is_none() && self.may_do(verb.action(), case)
        };
        let others = [Verb::Settle, Verb::Ask, Verb::Plan, Verb::ReportDone]
            .into_iter()
            .filter(|verb| Some(*verb) != main && makes_sense(*verb, suggested))
            .filter(allowed)
            .take(2);
        let button = |verb: Verb, kind| {
            let href = routes::case_act(case.reference, verb.code());
            link(case, href, verb.label(lang), kind)
        };
        let mut all: Vec<AnyView> = main
            .filter(allowed)
            .map(|verb| button(verb, ButtonKind::Filled))
            .into_iter()
            .collect();
        all.extend(others.map(|verb| button(verb, ButtonKind::Quiet)));
        if main.is_none() {
            let href = routes::case(case.reference);
            all.insert(
                0,
                link(case, href, words::open_case(lang), ButtonKind::Quiet),
            );
        }
        if looks_again(&self.visitor.actor, case) {
            all.insert(0, button(Verb::LookAgain, ButtonKind::Filled));
        }
        let asked = matches!(
            suggested,
            Some(Suggestion::OpenThread | Suggestion::TalkFirst)
        );
        let owed = asked || self.owed_thread(case).is_some();
        if owed && self.may_do(Action::OpenThread, case) {
            let href = routes::open_thread_about(&entry.slug, case.reference);
            let label = case_words::talk_open_link(lang);
            all.insert(0, link(case, href, label, ButtonKind::Filled));
        }
        all
    }

    fn may_do(&self, action: Action, case: &Case) -> bool {
        may(&self.visitor.actor, action, &Subject::Case(case)).is_ok()
    }
}

fn link(case: &Case, href: String, label: impl Into<Words>, kind: ButtonKind) -> AnyView {
    let (label, about) = (label.into(), routes::inbox_heading(case.reference));
    view! { <LinkButton href label kind about/> }.into_any()
}
