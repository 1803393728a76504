//! What waits for the author's yes, in words: what is proposed, who would read the
//! case then, and what else comes with it.

use domain::case::{Correction, Proposal};
use domain::instant::Instant;
use domain::language::Language;
use domain::person::Actor;
use leptos::prelude::*;

use crate::case::load::Shown;
use crate::text::case as words;

/// The proposal that waits, in words, for those who may know of it.
pub(in crate::case) fn proposal(
    shown: &Shown,
    actor: &Actor,
    lang: Language,
    now: Instant,
) -> Option<Vec<String>> {
    let standing = domain::permission::standing(actor, &shown.case);
    if !standing.speaker && standing.holder.is_none() {
        return None;
    }
    let told = match &shown.case.pending.as_ref()?.proposal {
        Proposal::Merge {
            reference, words, ..
        } => words::pending_merge(lang, &reference.spaced(), words.as_str()),
        Proposal::Correction { correction, reason } => {
            return Some(correcting(shown, correction, reason.as_str(), lang, now));
        }
        Proposal::Hand { handing } => words::pending_hand(lang, handing.words().as_str()),
        Proposal::HandUpLate => words::pending_late(lang).to_owned(),
        Proposal::HandUpAgain => words::pending_again(lang).to_owned(),
        Proposal::OweTable { .. } => words::pending_table_owed(lang).to_owned(),
        Proposal::CallTable { call } | Proposal::RewriteTable { call } => {
            let names: Vec<&str> = call
                .seats
                .iter()
                .map(|seat| shown.body_name(lang, seat.body))
                .collect();
            let comma = if lang == Language::En { ", " } else { "、" };
            words::pending_table(lang, &names.join(comma), call.words.as_str())
        }
    };
    Some(vec![told])
}

/// What a correction changes, and what its author agrees to with it: that another body
/// has the case, and that the office gets more time.
fn correcting(
    shown: &Shown,
    correction: &Correction,
    reason: &str,
    lang: Language,
    now: Instant,
) -> Vec<String> {
    let place = shown.proposed_place(lang);
    let category = correction.category.as_deref();
    let category = category.map(|key| shown.category_name(lang, key));
    let what = match (&correction.place, category) {
        (Some(_), Some(name)) => words::pending_both(lang, &place, name, reason),
        (Some(_), None) => words::pending_place(lang, &place, reason),
        (None, Some(name)) => words::pending_correction(lang, name, reason),
        (None, None) => words::pending_urgency(lang, reason),
    };
    let to = shown.corrected_to(correction, now);
    let to = to.map(|to| {
        let body = shown.body_name(lang, to);
        if shown.case.concern.visibility.is_public() {
            words::pending_goes(lang, body)
        } else {
            words::pending_tells(lang, body)
        }
    });
    let time = shown.gets_more_time(correction);
    let time = time.then(|| words::pending_time(lang).to_owned());
    [what].into_iter().chain(to).chain(time).collect()
}

/// One paragraph for each line.
pub(in crate::case) fn paragraphs(lines: Vec<String>) -> AnyView {
    let lines: Vec<_> = lines
        .into_iter()
        .map(|line| view! { <p>{line}</p> })
        .collect();
    lines.into_any()
}
