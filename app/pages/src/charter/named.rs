//! The words of the rules' own terms.

use domain::body::Tier;
use domain::charter::{Path, Urgency};
use domain::language::Language;

pub(super) use crate::named::participation;
use crate::text::charter as words;

/// How pressing.
pub(super) const fn urgency(lang: Language, urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Danger => words::urgency_danger(lang),
        Urgency::Utility => words::urgency_utility(lang),
        Urgency::Ordinary => words::urgency_ordinary(lang),
        Urgency::Hard => words::urgency_hard(lang),
    }
}

/// The usual way.
pub(super) const fn path(lang: Language, path: Path) -> &'static str {
    match path {
        Path::Settle => words::way_settle(lang),
        Path::Deliberate => words::way_deliberate(lang),
    }
}

/// A tier as residents name it.
pub(super) const fn tier(lang: Language, tier: Tier) -> &'static str {
    match tier.number() {
        0 => words::tier_0(lang),
        1 => words::tier_1(lang),
        2 => words::tier_2(lang),
        3 => words::tier_3(lang),
        // A tier is a number from 0 to 4.
        _ => words::tier_4(lang),
    }
}

/// The same at the beginning of a sentence.
pub(super) fn tier_first(lang: Language, at: Tier) -> String {
    let mut letters = tier(lang, at).chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}
