//! The rules that a text breaks.

use domain::case::Rule;
use domain::language::Language;

use crate::text::history as words;

pub(super) fn rule(lang: Language, rule: Rule) -> &'static str {
    match rule {
        Rule::NamesAPerson => words::rule_names_a_person(lang),
        Rule::NamesAHome => words::rule_names_a_home(lang),
        Rule::Insults => words::rule_insults(lang),
        Rule::Advertises => words::rule_advertises(lang),
        Rule::OffTopic => words::rule_off_topic(lang),
        Rule::Unlawful => words::rule_unlawful(lang),
        Rule::OwnWish => words::rule_own_wish(lang),
    }
}
