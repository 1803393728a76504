//! The versions of the rules, and what each changed.

use domain::charter::{Change, Charter, Participation, Path, Urgency, difference};
use domain::language::Language;
use leptos::prelude::*;
use store::charters::CharterVersion;

use super::{Reader, category, named};
use crate::components::More;
use crate::routes;
use crate::text::charter as words;

/// All versions, the newest first.
pub(super) fn view(reader: &Reader<'_>) -> impl IntoView + use<> {
    let lang = reader.lang;
    let versions = reader.book.charters();
    let items = (0..versions.len())
        .rev()
        .filter_map(|at| {
            let before = at.checked_sub(1).and_then(|before| versions.get(before));
            Some(item(reader, versions.get(at)?, before))
        })
        .collect_view();
    view! {
        <section class="card" aria-labelledby="versions">
            <h2 id="versions">{words::versions(lang)}</h2>
            <p class="order">{words::versions_order(lang)}</p>
            <ul class="list">{items}</ul>
        </section>
    }
}

fn item(
    reader: &Reader<'_>,
    version: &CharterVersion,
    before: Option<&CharterVersion>,
) -> impl IntoView + use<> {
    let lang = reader.lang;
    let number = version.charter.version.to_string();
    let line = words::version_line(lang, &number, &reader.date(version.applies_from));
    let note = version.change_note.clone();
    let note = (!note.is_empty()).then(|| view! { <p>{note}</p> });
    let href = format!("{}?version={number}", routes::CHARTER);
    let changed = match before {
        None => view! { <p>{words::version_first(lang)}</p> }.into_any(),
        Some(before) => changed(lang, &before.charter, &version.charter),
    };
    view! {
        <li>
            <strong>{line}</strong>
            {note}
            {changed}
            <a href=href>{words::version_read(lang, &number)}</a>
        </li>
    }
}

/// What changes from one version to another, in plain words.
pub(crate) fn changed(lang: Language, before: &Charter, after: &Charter) -> AnyView {
    let changes = difference(before, after);
    if changes.is_empty() {
        return view! { <p>{words::version_same(lang)}</p> }.into_any();
    }
    let count = i64::try_from(changes.len()).unwrap_or(i64::MAX);
    let items = changes
        .iter()
        .map(|change| view! { <li>{sentence(lang, before, after, change)}</li> })
        .collect_view();
    view! {
        <More summary=words::changes(lang, count)>
            <ul class="prose">{items}</ul>
        </More>
    }
    .into_any()
}

/// One change in words.
fn sentence(lang: Language, before: &Charter, after: &Charter, change: &Change) -> String {
    let name = |key: &str| {
        let category = after.category(key).or_else(|| before.category(key));
        category.map_or_else(
            || key.to_owned(),
            |category| category.names.in_language(lang).to_owned(),
        )
    };
    let way = |key: &str| {
        let way = after.way(key).or_else(|| before.way(key));
        way.map_or_else(
            || key.to_owned(),
            |way| way.names.in_language(lang).to_owned(),
        )
    };
    match change {
        Change::WayAdded { way: key } => words::change_way_added(lang, &way(key)),
        Change::WayChanged { way: key } => words::change_way(lang, &way(key)),
        Change::WayRemoved { way: key } => words::change_way_dropped(lang, &way(key)),
        Change::CategoryAdded { category } => words::change_added(lang, &name(category)),
        Change::CategoryRemoved { category } => words::change_dropped(lang, &name(category)),
        Change::Order => words::change_order(lang).to_owned(),
        Change::Charter { field, from, to } => {
            of_field(lang, words::the_rules(lang), field, from, to)
        }
        Change::Category {
            category,
            field: "route",
            ..
        } => words::change_value(
            lang,
            &name(category),
            words::field_route(lang),
            &leads(lang, before, category),
            &leads(lang, after, category),
        ),
        Change::Category {
            category,
            field,
            from,
            to,
        } => of_field(lang, &name(category), field, from, to),
    }
}

/// Where the answers to a category's questions lead.
fn leads(lang: Language, charter: &Charter, key: &str) -> String {
    let told = charter.category(key).map(|one| category::turns(lang, one));
    let told = told.filter(|told| !told.is_empty());
    let told = told.map(|told| told.join(crate::told::gap(lang)));
    told.unwrap_or_else(|| words::no_route(lang).to_owned())
}

/// Short values are told from and to; texts only that they are worded anew.
fn of_field(lang: Language, of: &str, field: &str, from: &str, to: &str) -> String {
    let label = label(lang, field);
    match (value(lang, field, from), value(lang, field, to)) {
        (Some(from), Some(to)) => words::change_value(lang, of, label, &from, &to),
        _ => words::change_words(lang, of, label),
    }
}

/// A field of the file, in words.
fn label(lang: Language, field: &str) -> &'static str {
    match field {
        "names" => words::field_name(lang),
        "examples" => words::field_examples(lang),
        "words" => words::field_words(lang),
        "urgency" => words::field_urgency(lang),
        "path" => words::field_path(lang),
        "tiers" => words::field_tiers(lang),
        "reserved" => words::field_reserved(lang),
        "household" => words::field_household(lang),
        "participation" => words::field_participation(lang),
        "question" => words::field_question(lang),
        "notice" => words::field_notice(lang),
        "partners" => words::field_partners(lang),
        "order" => words::field_order(lang),
        "emergency_number" => words::field_emergency_number(lang),
        "outside_address" => words::field_outside_address(lang),
        _ => words::field_title(lang),
    }
}

/// A short value in words; `None` for texts.
fn value(lang: Language, field: &str, code: &str) -> Option<String> {
    let told = match field {
        "urgency" => named::urgency(lang, Urgency::from_code(code)?),
        "path" => named::path(lang, Path::from_code(code)?),
        "participation" => named::participation(lang, Participation::from_code(code)?),
        "reserved" | "household" if code == "true" => words::yes(lang),
        "reserved" | "household" => words::no(lang),
        "tiers" | "emergency_number" => code,
        _ => return None,
    };
    Some(told.trim_end_matches(['.', '。']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_in_plain_words() {
        let before = Charter::shipped();
        let mut after = before.clone();
        after.emergency_number = "112".to_owned();
        after.categories[0].urgency = Urgency::Hard;
        after.categories[0].notice = None;
        after.categories[1].questions[0].turns.clear();
        after.categories[0].examples = before.categories[1].examples.clone();
        let told: Vec<String> = difference(&before, &after)
            .iter()
            .map(|change| sentence(Language::En, &before, &after, change))
            .collect();
        assert_eq!(
            told,
            [
                "The rules: the emergency number, from “110” to “112”.",
                "Light in the stairwell: worded anew: its examples.",
                "Light in the stairwell: how pressing it is, from “Ordinary” to “Takes long”.",
                "Lift out of order: where an answer sends it, from “Is somebody stuck inside? “Yes”: someone may be hurt, so it goes at once to whoever is on duty.” to “nowhere else”.",
            ]
        );
    }
}
