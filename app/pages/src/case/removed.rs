//! What was removed from a case, for its author and for those who look at it: by which
//! rule and why, and how an appeal stands.

use domain::case::{Case, Part, Removed};
use domain::language::Language;
use domain::permission::visible_parts;
use domain::person::Actor;
use leptos::prelude::*;

use crate::components::Quote;
use crate::text::case as words;

/// A line or two for each.
pub(super) fn lines(lang: Language, case: &Case, removed: &[&Removed]) -> Vec<AnyView> {
    removed.iter().map(|one| line(lang, case, one)).collect()
}

fn line(lang: Language, case: &Case, one: &Removed) -> AnyView {
    let part = match one.part {
        Part::Concern => words::part_concern(lang).to_owned(),
        Part::Photo { photo } => {
            let mut photos = case.photos.iter();
            let at = photos.position(|other| other.photo == photo).unwrap_or(0);
            words::part_photo(lang, &(at + 1).to_string())
        }
        Part::Event { number } => words::part_step(lang, &number.to_string()),
    };
    let rule = crate::text::history::find(lang, &format!("rule-{}", one.rule.code()));
    let line = words::removed_line(lang, &part, rule.unwrap_or_default(), one.words.as_str());
    let appeal = one.appeal.as_ref().map(|appeal| {
        let said = words::removed_appealed(lang, appeal.words.as_str());
        let kept = appeal.kept.then(|| words::removed_kept(lang));
        view! { <p>{said} {kept}</p> }
    });
    view! { <p>{line}</p> {appeal} }.into_any()
}

/// What an appeal is about, above its form or the form of who answers: the words that the
/// concern had, and the lines of what is `wanted`.
pub(super) fn context(
    lang: Language,
    actor: &Actor,
    case: &Case,
    wanted: impl Fn(&Removed) -> bool,
) -> Option<AnyView> {
    let parts = visible_parts(actor, case).ok()?;
    let removed: Vec<&Removed> = parts
        .removed
        .into_iter()
        .filter(|one| wanted(one))
        .collect();
    let concern = removed.iter().any(|one| one.part == Part::Concern);
    let quoted = parts.words.filter(|_| concern).map(|written| {
        let by = words::part_concern(lang).to_owned();
        view! { <Quote lang text=written.to_string() by/> }
    });
    let lines = lines(lang, case, &removed);
    Some(view! { {quoted} {lines} }.into_any())
}
