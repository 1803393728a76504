//! What the two promise each other: both parts side by side, who has confirmed, and the
//! forms to write and to confirm.

use domain::language::Language;
use domain::mediation::{Kept, Mediation, Side, Stage};
use leptos::prelude::*;

use super::forms::Forms;
use super::load::Here;
use crate::components::{Button, ButtonKind, Quote, TextArea};
use crate::text::mediation as words;

/// Whether the text stands on the page.
fn is_shown(mediation: &Mediation) -> bool {
    let written = Side::ALL
        .iter()
        .any(|side| mediation.text.words(*side).is_some());
    written || matches!(mediation.stage, Stage::Writing { .. })
}

/// Both parts, for the two and the mediator.
pub(super) fn view(lang: Language, here: &Here, forms: &Forms<'_>) -> Option<AnyView> {
    let mediation = &here.detail.mediation;
    if !here.reads_all() || !is_shown(mediation) {
        return None;
    }
    let writes = forms.writes();
    let parts = Side::ALL.map(|side| part(lang, here, side)).collect_view();
    let note = match mediation.stage {
        Stage::Holding { .. } => Some(words::agreed_note(lang)),
        Stage::Arranging { .. } | Stage::Meeting { .. } => Some(words::earlier_note(lang)),
        _ => None,
    };
    let note = note.map(|note| view! { <p class="small">{note}</p> });
    let lead = writes.then(|| view! { <p>{words::promise_lead(lang)}</p> });
    let confirm = confirm(lang, here, forms);
    let write = write(lang, here, forms);
    let view = view! {
        <section class="card stack" aria-labelledby="promises">
            <h2 id="promises">{words::promise_heading(lang)}</h2>
            {lead}
            {parts}
            {note}
            {confirm}
            {write}
        </section>
    };
    Some(view.into_any())
}

fn part(lang: Language, here: &Here, side: Side) -> AnyView {
    let text = &here.detail.mediation.text;
    let name = here.name(side);
    let heading = words::promise_by(lang, &name);
    let said = match text.words(side) {
        Some(said) => {
            // Paragraphs of one's own, so that lines stay lines.
            let lines = said.as_str().lines().filter(|line| !line.trim().is_empty());
            let lines: Vec<AnyView> = lines
                .map(|line| view! { <Quote lang text=line.to_owned()/> }.into_any())
                .collect();
            lines.into_any()
        }
        None => view! { <p class="soft">{words::promise_none(lang)}</p> }.into_any(),
    };
    let confirmed = text.confirmed(side).then(|| {
        view! { <p class="small soft">{words::confirmed(lang, &name)}</p> }
    });
    view! { <div class="stack"><h3>{heading}</h3>{said}{confirmed}</div> }.into_any()
}

fn confirm(lang: Language, here: &Here, forms: &Forms<'_>) -> Option<AnyView> {
    let (text, side) = (&here.detail.mediation.text, here.side()?);
    if !forms.writes() || !text.is_whole() || text.confirmed(side) {
        return None;
    }
    let button = view! { <Button label=words::confirm_button(lang)/> };
    Some(forms.form_with_turn("confirm", button.into_any()))
}

fn write(lang: Language, here: &Here, forms: &Forms<'_>) -> Option<AnyView> {
    let (text, side) = (&here.detail.mediation.text, here.side()?);
    if !forms.writes() {
        return None;
    }
    let value = forms.typed("write", "words").unwrap_or_else(|| {
        let own = text.words(side);
        own.map_or_else(String::new, ToString::to_string)
    });
    let error = forms.error("write", "words");
    let kind = if text.is_whole() && !text.confirmed(side) {
        ButtonKind::Quiet
    } else {
        ButtonKind::Filled
    };
    let inside = view! {
        <TextArea lang name="words" label=words::f_promise(lang) hint=words::f_promise_hint(lang) value error rows=4/>
        <Button label=words::write_button(lang) kind/>
    };
    Some(forms.form_with_turn("write", inside.into_any()))
}

const fn label(lang: Language, kept: Kept) -> &'static str {
    match kept {
        Kept::Kept => words::follow_kept(lang),
        Kept::NotKept => words::follow_not_kept(lang),
        Kept::Changed => words::follow_changed(lang),
    }
}

/// The question whether it holds, for the two; one's own answer, never the other's
/// before both have one.
pub(super) fn follow(lang: Language, here: &Here, forms: &Forms<'_>) -> Option<AnyView> {
    let side = here.side()?;
    let Stage::Holding {
        asked: true,
        answers,
        ..
    } = &here.detail.mediation.stage
    else {
        return None;
    };
    let own = answers[side as usize].map(|own| {
        let told = words::follow_own(lang, label(lang, own));
        view! { <p><strong>{told}</strong></p> }
    });
    let buttons = Kept::ALL
        .map(|one| view! { <Button label=label(lang, one) kind=ButtonKind::Quiet name=Some("kept") value=Some(one.code().into())/> })
        .collect_view();
    let form = forms.form(
        "follow",
        view! { <div class="actions">{buttons}</div> }.into_any(),
    );
    let view = view! {
        <section class="card stack" aria-labelledby="follow">
            <h2 id="follow">{words::follow_heading(lang)}</h2>
            <p>{words::follow_lead(lang)}</p>
            {own}
            {form}
            <p class="small soft">{words::follow_if_not(lang)}</p>
        </section>
    };
    Some(view.into_any())
}
