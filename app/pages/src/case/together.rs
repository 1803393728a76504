//! The open cases that one may be put together with: of the same holder, near it, and
//! much like it. Only what the visitor may read, and what the rules put together at all.

use domain::case::{Case, Part, check_merge};
use domain::language::Names;
use domain::permission::{Action, Subject, may};

use super::load::Shown;
use super::verb::Verb;
use crate::alike::{COMPARED, most_alike, within};
use crate::app::App;
use crate::components::ChoiceOption;
use crate::errors::PageError;
use crate::first_sentence::first_sentence;
use crate::text::report as report_words;
use crate::visitor::Visitor;

/// The likely ones, the most alike first; none for another act. One statement.
pub(super) async fn likely(
    app: &App,
    visitor: &Visitor,
    shown: &Shown,
    verb: Verb,
) -> Result<Vec<ChoiceOption>, PageError> {
    let concern = &shown.case.concern;
    let Some(within) = within(&concern.place_path).filter(|_| verb == Verb::Merge) else {
        return Ok(Vec::new());
    };
    let holder = shown.case.holding.holder;
    let mut held = app.store.list_held_near(holder, within, COMPARED).await?;
    held.retain(|(other, _)| is_possible(visitor, &shown.case, other));
    let open: Vec<&Case> = held.iter().map(|(case, _)| case).collect();
    let words = concern.words.as_str();
    let alike = most_alike(words, &concern.category, &concern.place_path, &open);
    let found = alike
        .into_iter()
        .filter_map(|id| held.iter().find(|(case, _)| case.id == id));
    Ok(found
        .map(|(case, place)| option(visitor, shown, case, place))
        .collect())
}

/// Whether it can be chosen. What is out of sight is not shown in a list.
fn is_possible(visitor: &Visitor, case: &Case, other: &Case) -> bool {
    may(&visitor.actor, Action::SeeCase, &Subject::Case(other)).is_ok()
        && !other.is_removed(Part::Concern)
        && check_merge(case, other).is_ok()
}

/// What it says, where, since when, and its number.
fn option(visitor: &Visitor, shown: &Shown, case: &Case, place: &Names) -> ChoiceOption {
    let lang = visitor.language();
    let since = shown.local(lang, visitor.now).date(case.counted_from());
    let since = report_words::similar_filed(lang, &since.shown);
    let number = case.reference.spaced();
    let facts = [place.in_language(lang), &since, &number].join(" · ");
    let title = first_sentence(case.concern.words.as_str());
    ChoiceOption::new(case.reference.to_string(), title, facts)
}
