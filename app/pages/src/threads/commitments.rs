//! Who does what by when: the rows of an agreement, as they are typed and as they stand.

use domain::language::Language;
use domain::text::{Sentence, SentenceInvalid, View, ViewInvalid};
use domain::thread::Commitment;
use leptos::prelude::*;

use crate::components::{Field, FieldKind, Problems};
use crate::dates::Local;
use crate::form::Posted;
use crate::reading::Reading;
use crate::text::agreement as words;

/// Rows on the form; what is more belongs into the words of the agreement.
const ROWS: [[&str; 3]; 4] = [
    ["who-1", "what-1", "by-1"],
    ["who-2", "what-2", "by-2"],
    ["who-3", "what-3", "by-3"],
    ["who-4", "what-4", "by-4"],
];

/// Reads the rows; empty ones are left out, half ones are asked about.
pub(super) fn read(reading: &mut Reading<'_>) -> Vec<Commitment> {
    let mut found = Vec::new();
    for [who_field, what_field, by_field] in ROWS {
        let typed = |field| !reading.form.text(field).trim().is_empty();
        let filled = [who_field, what_field, by_field].map(typed);
        if filled == [false; 3] {
            continue;
        }
        if let Some(at) = filled.iter().position(|one| !one) {
            reading.say([who_field, what_field, by_field][at], "commitment-half");
            continue;
        }
        let who = View::parse(reading.form.text(who_field)).map_err(ViewInvalid::code);
        let who = reading.fit(who_field, who);
        let what = Sentence::parse(reading.form.text(what_field)).map_err(SentenceInvalid::code);
        let what = reading.fit(what_field, what);
        let by = reading.day(by_field);
        if let (Some(who), Some(what), Some(by)) = (who, what, by) {
            found.push(Commitment { who, what, by });
        }
    }
    found
}

/// The fields; all of them can stay empty.
pub(super) fn fields(lang: Language, typed: &Posted, problems: &Problems) -> AnyView {
    let rows = ROWS
        .into_iter()
        .zip(1_i64..)
        .map(|([who, what, by], number)| {
            let value = |name: &str| typed.text(name).to_owned();
            view! {
                <fieldset class="group">
                    <legend>{words::row(lang, &number.to_string())}</legend>
                    <Field lang name=who label=words::f_who(lang) value=value(who) error=problems.at(who) optional=true/>
                    <Field lang name=what label=words::f_what(lang) value=value(what) error=problems.at(what) optional=true/>
                    <Field lang name=by label=words::f_by(lang) value=value(by) error=problems.at(by) kind=FieldKind::Date optional=true/>
                </fieldset>
            }
        })
        .collect_view();
    view! {
        <div class="stack">
            <h2>{words::commitments(lang)}</h2>
            <p class="small soft">{words::commitments_note(lang)}</p>
            {rows}
        </div>
    }
    .into_any()
}

/// The commitments of an agreement.
pub(super) fn table(lang: Language, all: &[Commitment], local: &Local) -> Option<AnyView> {
    if all.is_empty() {
        return None;
    }
    let rows = all
        .iter()
        .map(|one| {
            let by = local.date(one.by).shown;
            view! { <tr><th scope="row">{one.who.to_string()}</th><td>{one.what.to_string()}</td><td>{by}</td></tr> }
        })
        .collect_view();
    let view = view! {
        <div class="scroll" tabindex="0" role="region" aria-label=words::commitments(lang)>
            <table class="table">
                <thead><tr>
                    <th scope="col">{words::col_who(lang)}</th>
                    <th scope="col">{words::col_what(lang)}</th>
                    <th scope="col">{words::col_by(lang)}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    };
    Some(view.into_any())
}
