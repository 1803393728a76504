//! The cases that a community body stays beside while another body has them: nothing
//! is owed about them, and nobody loses sight of them.

use domain::language::Language;
use leptos::prelude::*;
use store::lists::CaseSummary;

use super::SHOWN;
use crate::cases::card::Cards;
use crate::components::CardList;
use crate::text::inbox as words;

/// The section; none where there is no such case.
pub(super) fn section(lang: Language, cards: Cards<'_>, cases: &[CaseSummary]) -> Option<AnyView> {
    let items: Vec<_> = cases
        .iter()
        .take(SHOWN)
        .filter_map(|one| cards.card(one))
        .collect();
    if items.is_empty() {
        return None;
    }
    let more = (cases.len() > SHOWN).then(|| {
        let shown = i64::try_from(SHOWN).unwrap_or(i64::MAX);
        view! { <p class="order">{words::more(lang, shown)}</p> }
    });
    let view = view! {
        <section class="card" aria-labelledby="beside">
            <h2 id="beside">{words::beside(lang)}</h2>
            <p class="soft small">{words::beside_lead(lang)}</p>
            <CardList items/>
            {more}
        </section>
    };
    Some(view.into_any())
}
