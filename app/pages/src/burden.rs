//! What it costs, risks and brings each body at a joint table (DESIGN section 5): the
//! fields, what has to be in them, and how it is told. Nobody leaves it out: who does
//! not know it yet says so, and everybody sees that.

use domain::case::Seat;
use domain::language::Language;
use domain::text::Sentence;
use leptos::prelude::*;

use crate::components::{ChoiceOption, Field, Pick, Problems, Words};
use crate::form::Posted;
use crate::text::case as words;

/// The three of them, as the fields are called before the key of the body.
pub(crate) const PARTS: [&str; 3] = ["cost", "risk", "benefit"];

/// The field that says whether they are known.
const KNOWN: &str = "burden";

/// Its value where they are not known yet.
const UNKNOWN: &str = "unknown";

/// The fields of one body; `value` gives what stands in a field by its whole name.
pub(crate) fn fields(
    lang: Language,
    key: &str,
    value: impl Fn(&str) -> String,
    problems: &Problems,
) -> AnyView {
    let name = |part: &str| format!("{part}-{key}");
    let line = |part: &str, label: &'static str| {
        let name = name(part);
        let (value, error) = (value(&name), problems.at(&name));
        view! { <Field lang name label value error optional=true/> }
    };
    let known = name(KNOWN);
    let options = vec![(
        Words::from(""),
        vec![
            ChoiceOption::new("", words::burden_known(lang), ""),
            ChoiceOption::new(UNKNOWN, words::burden_unknown(lang), ""),
        ],
    )];
    let chosen = value(&known);
    view! {
        <Pick lang name=known label=words::f_more_for(lang) options chosen/>
        {line(PARTS[0], words::f_cost(lang))}
        {line(PARTS[1], words::f_risk(lang))}
        {line(PARTS[2], words::f_benefit(lang))}
    }
    .into_any()
}

/// What stands in the field that says whether they are known, by what was written before.
pub(crate) fn known_before(seat: Option<&Seat>) -> &'static str {
    match seat {
        Some(seat) if seat.cost.is_none() || seat.risk.is_none() || seat.benefit.is_none() => {
            UNKNOWN
        }
        Some(_) | None => "",
    }
}

/// Whether `part` is the field that says so.
pub(crate) fn is_known_field(part: &str) -> bool {
    part == KNOWN
}

/// Whether what is left empty for the body with this key is said to be not known yet.
pub(crate) fn is_unknown(form: &Posted, key: &str) -> bool {
    form.text(&format!("{KNOWN}-{key}")) == UNKNOWN
}

/// The fields of the body with this key that are empty although nobody says that they
/// are not known yet.
pub(crate) fn missing(form: &Posted, key: &str) -> Vec<String> {
    if is_unknown(form, key) {
        return Vec::new();
    }
    let fields = PARTS.map(|part| format!("{part}-{key}"));
    let empty = |field: &String| form.text(field).trim().is_empty();
    fields.into_iter().filter(empty).collect()
}

/// What each of them is, one line each; what is not known yet is said. `hidden`
/// stands for words that are not for this reader.
pub(crate) fn told(lang: Language, seat: &Seat, hidden: &str) -> Vec<String> {
    let parts = [&seat.cost, &seat.risk, &seat.benefit];
    if parts.iter().all(|part| part.is_none()) {
        return vec![words::table_burden_unknown(lang).to_owned()];
    }
    let line = |text: &Option<Sentence>, say: fn(Language, &str) -> String| {
        let text = text.as_ref().map(Sentence::as_str);
        match text {
            Some(text) if text == hidden => None,
            Some(text) => Some(say(lang, text)),
            None => Some(say(lang, words::not_known_yet(lang))),
        }
    };
    let lines = [
        line(&seat.cost, words::table_cost),
        line(&seat.risk, words::table_risk),
        line(&seat.benefit, words::table_benefit),
    ];
    lines.into_iter().flatten().collect()
}
