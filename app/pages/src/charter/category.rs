//! One category of the rules, readable by itself under its own address.

use domain::charter::{Answering, Category, Charter, Question, Turn, Urgency};
use domain::language::Language;
use leptos::prelude::*;

use super::{Reader, limits, named};
use crate::components::{Answer, Answers, More};
use crate::text::charter as words;

/// The list of all categories, by how pressing they are.
pub(super) fn contents(lang: Language, rules: &Charter) -> impl IntoView + use<> {
    let groups = groups(rules)
        .map(|(urgency, categories)| {
            let links = categories
                .map(|category| {
                    let href = format!("#{}", category.key);
                    let name = category.names.in_language(lang).to_owned();
                    view! { <li><a href=href>{name}</a></li> }
                })
                .collect_view();
            view! {
                <h3>{named::urgency(lang, urgency)}</h3>
                <ul class="ways">{links}</ul>
            }
        })
        .collect_view();
    view! {
        <section class="card contents" aria-labelledby="contents">
            <h2 id="contents">{words::categories(lang)}</h2>
            <p class="order">{words::categories_note(lang)}</p>
            {groups}
        </section>
    }
}

/// All categories, by how pressing they are.
pub(super) fn all(reader: &Reader<'_>, rules: &Charter) -> impl IntoView + use<> {
    let lang = reader.lang;
    groups(rules)
        .map(|(urgency, categories)| {
            let heading = format!("urgency-{}", urgency.code());
            let labelled = heading.clone();
            let categories = categories
                .map(|one| view(reader, rules, one))
                .collect_view();
            view! {
                <section class="stack" aria-labelledby=labelled>
                    <div class="title">
                        <h2 id=heading>{named::urgency(lang, urgency)}</h2>
                        <p class="soft">{limits::sentence(lang, urgency)}</p>
                    </div>
                    {categories}
                </section>
            }
        })
        .collect_view()
}

/// The categories of each urgency that has any, in the order of the rules.
fn groups(rules: &Charter) -> impl Iterator<Item = (Urgency, impl Iterator<Item = &Category>)> {
    Urgency::ALL.into_iter().filter_map(|urgency| {
        let mut categories = rules
            .categories
            .iter()
            .filter(move |category| category.urgency == urgency)
            .peekable();
        categories.peek()?;
        Some((urgency, categories))
    })
}

fn view(reader: &Reader<'_>, rules: &Charter, category: &Category) -> impl IntoView + use<> {
    let lang = reader.lang;
    let heading = format!("{}-name", category.key);
    let labelled = heading.clone();
    let (first, rest) = rows(reader, rules, category);
    view! {
        <article class="card" id=category.key.clone() aria-labelledby=labelled>
            <h3 id=heading>{category.names.in_language(lang).to_owned()}</h3>
            <Answers rows=first/>
            <More summary=words::more(lang)><Answers rows=rest/></More>
            <p class="small contents"><a class="lone" href="#contents">{words::contents(lang)}</a></p>
        </article>
    }
}

/// What everybody wants to know of a category, and the rest.
fn rows(reader: &Reader<'_>, rules: &Charter, category: &Category) -> (Vec<Answer>, Vec<Answer>) {
    let lang = reader.lang;
    let answer = |label: &'static str, value: String| Answer {
        label: label.into(),
        value: value.into(),
        change: None,
    };
    let notice = category
        .notice
        .as_ref()
        .map(|notice| answer(words::notice(lang), notice.in_language(lang).to_owned()));
    let examples = category.examples.in_language(lang).to_owned();
    let first = notice
        .into_iter()
        .chain([answer(words::examples(lang), examples)])
        .collect();
    let mut rest = Vec::new();
    let mut row = |label, value| rest.push(answer(label, value));
    row(words::starts(lang), starts(lang, rules, category));
    let partners = partners(reader, category);
    if !partners.is_empty() {
        row(words::partners(lang), partners);
    }
    row(
        words::way(lang),
        named::path(lang, category.path).to_owned(),
    );
    row(
        words::participation(lang),
        named::participation(lang, category.participation).to_owned(),
    );
    if category.household {
        row(
            words::household(lang),
            words::household_line(lang).to_owned(),
        );
    }
    if !category.questions.is_empty() {
        let asked: Vec<String> = category
            .questions
            .iter()
            .map(|question| asked(lang, question))
            .collect();
        row(words::questions(lang), asked.join("\n"));
    }
    let turns = turns(lang, category);
    if !turns.is_empty() {
        row(words::turns(lang), turns.join("\n"));
    }
    (first, rest)
}

fn starts(lang: Language, rules: &Charter, category: &Category) -> String {
    if category.urgency == Urgency::Danger {
        return words::danger_line(lang, &rules.emergency_number);
    }
    let lowest = match lang {
        Language::En => named::tier_first(lang, category.lowest),
        Language::Hans | Language::Hant => named::tier(lang, category.lowest).to_owned(),
    };
    if category.reserved {
        words::reserved_line(lang, &lowest)
    } else if category.lowest == category.highest {
        words::starts_only(lang, &lowest)
    } else {
        words::starts_line(lang, &lowest, named::tier(lang, category.highest))
    }
}

/// The names of the partners that exist here.
fn partners(reader: &Reader<'_>, category: &Category) -> String {
    let names: Vec<&str> = category
        .partners
        .iter()
        .filter_map(|key| reader.book.body_by_key(key))
        .map(|body| body.names.in_language(reader.lang))
        .collect();
    names.join("\n")
}

fn asked(lang: Language, question: &Question) -> String {
    let text = question.names.in_language(lang);
    match &question.answering {
        Answering::Text | Answering::Number | Answering::YesNo => text.to_owned(),
        Answering::Choice { options } => {
            let options: Vec<&str> = options
                .iter()
                .map(|option| option.names.in_language(lang))
                .collect();
            format!("{text} ({})", options.join(" / "))
        }
    }
}

/// What answers change about where a matter of this category goes, a line each.
pub(super) fn turns(lang: Language, category: &Category) -> Vec<String> {
    let told = category.questions.iter().flat_map(|question| {
        question.turns.iter().map(move |(given, change)| {
            let asked = question.names.in_language(lang);
            let given = crate::named::answer(lang, &question.answering, given);
            words::turn(lang, asked, &given, &turn(lang, category, *change))
        })
    });
    told.collect()
}

/// What one answer changes.
fn turn(lang: Language, category: &Category, turn: Turn) -> String {
    let urgency = turn.urgency.map(|urgency| match urgency {
        Urgency::Danger => words::turn_danger(lang).to_owned(),
        Urgency::Utility | Urgency::Ordinary | Urgency::Hard => {
            words::turn_urgency(lang, named::urgency(lang, urgency))
        }
    });
    let lowest = turn.tiers.map_or(category.lowest, |(lowest, _)| lowest);
    let first = named::tier(lang, lowest.max(category.lowest));
    let where_to = if turn.reserved {
        Some(words::turn_reserved(lang, first))
    } else {
        turn.tiers.map(|_| words::turn_starts(lang, first))
    };
    let parts: Vec<String> = urgency.into_iter().chain(where_to).collect();
    parts.join(crate::told::gap(lang))
}
