//! What is out of sight in a thread, what everybody reads in its place, and the links to
//! what a visitor may do about what was said.

use domain::case::Rule;
use domain::id::PersonId;
use domain::instant::Instant;
use domain::language::Language;
use domain::permission::{ThreadAct, may_in_thread, may_judge};
use domain::thread::Thread;
use domain::thread::moderate::{Said, is_own, may_answer, may_appeal};
use leptos::prelude::*;
use store::threads::{Flagged, Kept, Objected, Post, Reasoned, Removal, Statement, judge};

use super::load::Shown;
use crate::components::{More, Quote, Written};
use crate::dates::Local;
use crate::text::moderation;
use crate::text::posts as post_words;
use crate::text::threads as words;
use crate::told::Argument;
use crate::visitor::Visitor;
use crate::{named, routes};

/// A post, a statement, an objection or a published reason, as far as moderation goes.
pub(super) struct SaidHere<'a> {
    pub(super) said: Said,
    pub(super) number: i64,
    /// Who said it; none where nobody knows.
    pub(super) author: Option<PersonId>,
    /// When it was changed last.
    pub(super) corrected: Option<Instant>,
    pub(super) removal: Option<&'a Removal>,
    pub(super) flagged: Option<&'a Flagged>,
    /// That somebody let it stand.
    pub(super) kept: Option<&'a Kept>,
}

impl<'a> From<&'a Post> for SaidHere<'a> {
    fn from(post: &'a Post) -> Self {
        Self {
            said: Said::Post,
            number: post.facts.number,
            author: Some(post.facts.author),
            corrected: post.corrected.as_ref().map(|(at, _)| *at),
            removal: post.removal.as_ref(),
            flagged: post.flagged.as_ref(),
            kept: post.kept.as_ref(),
        }
    }
}

impl<'a> From<&'a Statement> for SaidHere<'a> {
    fn from(one: &'a Statement) -> Self {
        Self {
            said: Said::Statement,
            number: one.number,
            author: Some(one.author),
            corrected: None,
            removal: one.removal.as_ref(),
            flagged: one.flagged.as_ref(),
            kept: one.kept.as_ref(),
        }
    }
}

impl<'a> From<&'a Objected> for SaidHere<'a> {
    fn from(one: &'a Objected) -> Self {
        Self {
            said: Said::Objection,
            number: one.objection.slip,
            author: Some(one.author),
            corrected: None,
            removal: one.removal.as_ref(),
            flagged: one.flagged.as_ref(),
            kept: one.kept.as_ref(),
        }
    }
}

impl<'a> SaidHere<'a> {
    /// The reason of a published ballot; `None` where it has none.
    pub(super) fn of_reason(one: &'a Reasoned) -> Option<Self> {
        Some(Self {
            said: Said::Reason,
            number: one.number?,
            author: one.author,
            corrected: None,
            removal: one.removal.as_ref(),
            flagged: one.flagged.as_ref(),
            kept: one.kept.as_ref(),
        })
    }
}

impl SaidHere<'_> {
    fn is_own(&self, visitor: &Visitor) -> bool {
        is_own(&visitor.actor, self.author)
    }

    /// Whether this visitor decides about it, or could.
    fn is_judge(&self, visitor: &Visitor, thread: &Thread) -> bool {
        let judge = match self.removal.filter(|removal| !removal.restored) {
            Some(removal) => removal.standing(self.corrected).judge,
            None => judge(thread, self.flagged),
        };
        may_judge(&visitor.actor, judge, thread).is_ok()
    }

    /// Until when neighbours hid it, while they do.
    fn hidden_until(&self, now: Instant) -> Option<Instant> {
        let flagged = self.flagged.filter(|_| self.removal.is_none())?;
        flagged.hidden_until(now)
    }

    /// Whether this visitor sees the words: everybody does of what is in sight, who said
    /// it always, and who decides unless it was taken back.
    pub(super) fn is_seen(&self, visitor: &Visitor, thread: &Thread) -> bool {
        let removed = self.removal.filter(|removal| !removal.restored);
        let hidden = self.hidden_until(visitor.now).is_some();
        (removed.is_none() && !hidden)
            || self.is_own(visitor)
            || (removed.is_none_or(judges_see) && self.is_judge(visitor, thread))
    }

    /// What stands in its place; `None` where the words do. `text` is what was said.
    pub(super) fn instead(
        &self,
        lang: Language,
        visitor: &Visitor,
        shown: &Shown,
        local: &Local,
        text: &str,
    ) -> Option<AnyView> {
        let kept = || {
            self.is_seen(visitor, &shown.thread)
                .then(|| text.to_owned())
        };
        if let Some(removal) = self.removal.filter(|removal| !removal.restored) {
            let rules = rules_link(lang, shown);
            return Some(view! { {told(lang, shown, removal, kept())}{rules} }.into_any());
        }
        let until = self.hidden_until(visitor.now)?;
        let what = moderation::hidden(lang, &local.near(until).shown);
        let own = self
            .is_own(visitor)
            .then(|| view! { <p class="small">{moderation::hidden_own(lang)}</p> });
        let kept = kept().map(|text| view! { <Quote lang text by=words::what_was(lang)/> });
        let rules = rules_link(lang, shown);
        Some(view! { <p class="soft"><em>{what}</em></p>{own}{kept}{rules} }.into_any())
    }

    /// Whether this visitor decides about what somebody else said, and sees it.
    pub(super) fn is_decided_by(&self, visitor: &Visitor, thread: &Thread) -> bool {
        !self.is_own(visitor) && self.is_seen(visitor, thread) && self.is_judge(visitor, thread)
    }

    /// Who let it stand, and why. Where flags never hid it, only its author and who decides
    /// read that: for everybody else it would tell that somebody flagged it.
    pub(super) fn let_stand(
        &self,
        lang: Language,
        visitor: &Visitor,
        shown: &Shown,
    ) -> Option<AnyView> {
        let kept = self.kept?;
        let since = |removal: &Removal| removal.restored && removal.answered_at < Some(kept.at);
        if !self.removal.is_none_or(since) {
            return None;
        }
        let openly =
            self.removal.is_none() && self.flagged.is_some_and(|one| one.flags.is_kept_openly());
        let inside = self.is_own(visitor) || self.is_judge(visitor, &shown.thread);
        if !openly && !inside {
            return None;
        }
        let body = shown.judge_name(lang, kept.body);
        let told = moderation::let_stand(lang, &body, &kept.words);
        let again = kept.again.iter().filter(|_| inside);
        let again = again
            .map(|words| {
                let told = moderation::let_stand_again(lang, words);
                view! { <p class="small soft">{told}</p> }
            })
            .collect_view();
        Some(view! { <p class="small soft">{told}</p>{again} }.into_any())
    }

    /// What this visitor may do about it: the last part of its address, and what its link says.
    pub(super) fn offers(
        &self,
        lang: Language,
        visitor: &Visitor,
        shown: &Shown,
    ) -> impl Iterator<Item = (&'static str, &'static str)> {
        let (thread, actor) = (&shown.thread, &visitor.actor);
        let own = self.is_own(visitor);
        // At most two, so that a page of posts needs no list for each.
        let standing = self.removal.map(|one| one.standing(self.corrected));
        // An objection is taken back with the answer.
        let takes_back = || {
            let word = ("remove", words::take_back(lang));
            [(self.said != Said::Objection).then_some(word), None]
        };
        let offered = match standing.filter(|standing| !standing.is_anew()) {
            Some(standing) if standing.restored && own => takes_back(),
            None if own => takes_back(),
            None if self.is_judge(visitor, thread) => {
                let waits = self.flagged.is_some_and(|flagged| flagged.waits);
                [
                    waits.then(|| ("keep", moderation::keep_it(lang))),
                    Some(("remove", words::remove_it(lang))),
                ]
            }
            None => {
                let may = may_in_thread(actor, ThreadAct::Flag, thread).is_ok();
                [may.then(|| ("flag", moderation::flag_it(lang))), None]
            }
            Some(standing) => {
                let appeals = may_appeal(actor, self.author, standing).is_ok();
                let answers = may_answer(thread, actor, self.author, standing).is_ok();
                [
                    appeals.then(|| ("appeal", words::appeal_it(lang))),
                    answers.then(|| ("answer-appeal", words::answer_appeal(lang))),
                ]
            }
        };
        offered.into_iter().flatten()
    }

    /// The links to what this visitor may do about it, and who let it stand.
    pub(super) fn links(&self, lang: Language, visitor: &Visitor, shown: &Shown) -> Vec<AnyView> {
        let number = Argument::Number(self.number.unsigned_abs());
        let name = post_words::link(lang, number);
        self.links_named(&name.to_string(), lang, visitor, shown)
    }

    /// The same, where it is called `name` and not by its number.
    pub(super) fn links_named(
        &self,
        name: &str,
        lang: Language,
        visitor: &Visitor,
        shown: &Shown,
    ) -> Vec<AnyView> {
        let label = |text: &str| format!("{text} {name}");
        self.offers(lang, visitor, shown)
            .map(|(mend, text)| {
                let href = mend_address(&shown.thread, self.said, self.number, mend);
                view! { <a href=href aria-label=label(text)>{text}</a> }.into_any()
            })
            .chain(self.let_stand(lang, visitor, shown))
            .collect()
    }
}

/// Whether this visitor sees a post, and with it its photos.
pub(crate) fn sees_post(visitor: &Visitor, thread: &Thread, post: &Post) -> bool {
    SaidHere::from(post).is_seen(visitor, thread)
}

/// Whether who decides still sees the words: not those that somebody took back.
pub(super) fn judges_see(removal: &Removal) -> bool {
    removal.rule != Rule::OwnWish
}

/// The address of an act on something that was said.
pub(crate) fn mend_address(thread: &Thread, said: Said, number: i64, mend: &str) -> String {
    let rest = match said {
        Said::Post => format!("posts/{number}/{mend}"),
        Said::Statement => format!("statements/{number}/{mend}"),
        Said::Objection => format!("objections/{number}/{mend}"),
        Said::Reason => format!("reasons/{number}/{mend}"),
    };
    routes::thread_at(thread.reference, &rest)
}

/// That what is counted stays, where only the words go out of sight.
pub(super) const fn what_counts(lang: Language, said: Said) -> Option<&'static str> {
    match said {
        Said::Post | Said::Statement => None,
        Said::Objection => Some(moderation::objection_counts(lang)),
        Said::Reason => Some(moderation::reason_counts(lang)),
    }
}

/// Where it stands; `decision` is the one to which an objection or a reason belongs.
pub(crate) fn said_address(
    thread: &Thread,
    said: Said,
    number: i64,
    decision: Option<i64>,
) -> String {
    let here = routes::thread(thread.reference);
    match (said, decision) {
        (Said::Post, _) => format!("{here}?at={number}#post-{number}"),
        (Said::Statement, _) => routes::thread_at(thread.reference, "statements"),
        (Said::Objection, Some(decision)) => {
            let decision = routes::decision(thread.reference, decision);
            format!("{decision}#objections")
        }
        (Said::Reason, Some(decision)) => {
            let decision = routes::decision(thread.reference, decision);
            format!("{decision}#reasons")
        }
        (Said::Objection | Said::Reason, None) => here,
    }
}

/// What it said when it was flagged, for who decides.
pub(super) fn as_flagged(lang: Language, html: String) -> AnyView {
    view! { <More summary=moderation::as_flagged(lang)><Written lang html/></More> }.into_any()
}

/// What everybody reads about a removal, with who decided; for those who may still see
/// them, with the words.
pub(super) fn told(
    lang: Language,
    shown: &Shown,
    removal: &Removal,
    words: Option<String>,
) -> AnyView {
    let by = shown.judge_name(lang, removal.body);
    // Once there is an appeal, that is who answers it.
    let other = shown.judge_name(lang, removal.standing(None).judge);
    let what = if removal.rule == Rule::OwnWish {
        words::taken_back(lang).to_owned()
    } else if removal.restored {
        let answer = removal.answer.as_deref().unwrap_or_default();
        words::restored(lang, &by, &other, answer)
    } else {
        words::removed(lang, &by, named::rule(lang, removal.rule))
    };
    let reason = (!removal.restored && removal.rule != Rule::OwnWish)
        .then(|| view! { <p>{removal.reason.clone()}</p> });
    let appeal = removal.appeal.as_ref().filter(|_| words.is_some());
    let appeal =
        appeal.map(|appeal| view! { <p class="small">{words::appealed(lang, appeal)}</p> });
    let upheld = removal.answer.as_ref().filter(|_| !removal.restored);
    let upheld = upheld.map(|answer| words::upheld(lang, &other, answer));
    let upheld = upheld.map(|told| view! { <p class="small">{told}</p> });
    let kept = words.map(|text| view! { <Quote lang text by=words::what_was(lang)/> });
    view! { <p class="soft"><em>{what}</em></p>{reason}{appeal}{upheld}{kept} }.into_any()
}

/// The way to the rules and counts of the place.
fn rules_link(lang: Language, shown: &Shown) -> Option<AnyView> {
    let place = shown.path.last()?;
    let href = routes::moderation_of(&place.slug);
    let view = view! { <p class="small"><a href=href>{moderation::rules_link(lang)}</a></p> };
    Some(view.into_any())
}
