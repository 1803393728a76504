//! The first figure: what neighbours settled and the residents confirmed, out
//! of everything that was ever filed in public.

use domain::language::Language;
use leptos::prelude::*;
use store::lists::Settled;

use crate::components::{Bar, More};
use crate::text::home as words;

/// The figure as a number, a bar and a sentence.
pub(crate) fn view(lang: Language, settled: Settled) -> AnyView {
    if settled.filed == 0 {
        return view! {
            <section class="card" aria-labelledby="settled">
                <h2 id="settled">{words::settled(lang)}</h2>
                <p class="soft">{words::settled_none(lang)}</p>
            </section>
        }
        .into_any();
    }
    let Settled {
        filed,
        by_neighbours,
        by_others,
        open,
        otherwise,
    } = settled;
    view! {
        <section class="card" aria-labelledby="settled">
            <h2 id="settled">{words::settled(lang)}</h2>
            <p class="figure">
                <strong>{by_neighbours.to_string()}</strong>
                <span class="soft">{words::settled_of(lang, filed)}</span>
            </p>
            <Bar part=by_neighbours whole=filed label=words::settled_bar(lang)/>
            <p class="small">{words::settled_rest(lang, by_others, open, otherwise)}</p>
            <More summary=words::settled_how(lang)>
                <p class="small">{words::settled_how_note(lang)}</p>
            </More>
        </section>
    }
    .into_any()
}
