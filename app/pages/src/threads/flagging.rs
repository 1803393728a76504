//! The forms of a flag: setting one, taking it back, and letting stand what others flagged.

use domain::language::Language;
use leptos::prelude::*;
use store::threads::{Mending, NewFlag};

use super::mending::{About, read_rule, rule_choice};
use crate::components::{Checks, ChoiceOption, Problems, TextArea};
use crate::form::Posted;
use crate::named;
use crate::reading::Reading;
use crate::text::moderation as words;

/// Title, lead and button.
pub(super) fn told_above(lang: Language, about: &About) -> (&'static str, String, &'static str) {
    match about.mend {
        "flag" => (
            words::flag_title(lang),
            words::flag_lead(lang, &about.body_name(lang)),
            words::flag_button(lang),
        ),
        "unflag" => (
            words::unflag_title(lang),
            words::unflag_lead(lang).to_owned(),
            words::unflag_button(lang),
        ),
        _ => (
            words::keep_title(lang),
            if about.is_nobodys() {
                words::keep_nobodys_lead(lang).to_owned()
            } else {
                words::keep_lead(lang).to_owned()
            },
            words::keep_button(lang),
        ),
    }
}

/// What is asked.
pub(super) fn mending(reading: &mut Reading<'_>, mend: &str) -> Option<Mending> {
    match mend {
        "flag" => {
            let rule = reading.choice("rule", read_rule);
            let words = reading.optional("words");
            Some(Mending::Flag(NewFlag {
                rule: rule?,
                words,
                about: reading.form.has("about"),
            }))
        }
        "unflag" => Some(Mending::TakeFlagBack),
        _ => Some(Mending::LetStand {
            words: reading.sentence("words")?,
        }),
    }
}

/// The fields of a flag; or what was said in it, for who takes it back.
pub(super) fn fields(
    lang: Language,
    about: &About,
    typed: &Posted,
    problems: &Problems,
) -> Vec<AnyView> {
    if about.mend == "unflag" {
        let said = about.own_flag.as_ref().map(|flag| {
            let told = words::own_flag(lang, named::rule(lang, flag.rule));
            let more = flag.words.clone().map(|more| view! { <p>{more}</p> });
            view! { <p>{told}</p>{more} }.into_any()
        });
        return said.into_iter().collect();
    }
    let option = words::about_body(lang, &about.body_name(lang));
    let (value, error) = (typed.text("words").to_owned(), problems.at("words"));
    vec![
        rule_choice(lang, typed, problems),
        about_check(lang, words::f_about(lang), option, &about.others, typed),
        view! { <TextArea lang name="words" label=words::f_more(lang) hint=words::f_more_hint(lang) value error rows=3/> }
            .into_any(),
    ]
}

/// Whether it is about the body: then others look at it.
pub(super) fn about_check(
    lang: Language,
    label: &'static str,
    option: String,
    others: &str,
    typed: &Posted,
) -> AnyView {
    let options = vec![ChoiceOption::new("yes", option, "")];
    let chosen = typed.all("about").map(str::to_owned).collect();
    let hint = words::f_about_hint(lang, others);
    view! { <Checks lang name="about" label hint options chosen optional=true/> }.into_any()
}
