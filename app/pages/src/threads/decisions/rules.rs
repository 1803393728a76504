//! A method in plain sentences, drawn from its description: what has to be so for it to
//! pass, and what becomes of a tie.

use domain::decision::Showing;
use domain::decision::Voters;
use domain::language::Language;
use domain::method::fraction::Sense;
use domain::method::{Measure, Method, Of, Quorum, Shape, Test, Ties};

use crate::text::decisions as words;

/// What has to be so, one sentence each.
pub(crate) fn rules(lang: Language, method: &Method, voters: Voters) -> Vec<String> {
    let asked = method.quorum.iter();
    let mut rules: Vec<String> = asked.map(|one| quorum(lang, one, voters)).collect();
    if method.proposal.is_none() {
        rules.push(match method.shape {
            Shape::One => words::rule_leading(lang).to_owned(),
            Shape::Each => words::rule_each(lang).to_owned(),
            Shape::Rank => words::rule_rank(lang).to_owned(),
            Shape::Dots => words::rule_dots(lang, &dots(method)),
        });
    }
    if let Some(at) = method.proposal.as_deref().and_then(|key| method.at(key)) {
        // Two thirds of nobody is everybody: what nobody wants does not pass.
        if method.quorum.is_empty() {
            let option = method.options[at].names.in_language(lang);
            rules.push(words::rule_somebody(lang, option));
        }
    }
    rules.extend(method.tests.iter().map(|test| rule(lang, method, test)));
    rules
}

/// How many of those who could have to take part.
pub(super) fn quorum(lang: Language, one: &Quorum, voters: Voters) -> String {
    let share = one.share.to_string();
    match one.by {
        Measure::Heads => match voters {
            Voters::Residents => words::rule_quorum_heads(lang, &share),
            Voters::Households => words::rule_quorum_households(lang, &share),
            Voters::Owners => words::rule_quorum_flats(lang, &share),
        },
        Measure::Area => words::rule_quorum_area(lang, &share),
    }
}

/// How many dots everybody has.
pub(super) fn dots(method: &Method) -> String {
    method.dots.unwrap_or_default().to_string()
}

fn rule(lang: Language, method: &Method, test: &Test) -> String {
    let named = test.option.as_deref().and_then(|key| method.at(key));
    let option = named.map_or(words::leading_option(lang), |at| {
        method.options[at].names.in_language(lang)
    });
    let (share, whole) = (test.share.to_string(), whole(lang, test));
    match test.is {
        Sense::AtMost if test.share.part() == 0 => words::rule_nobody(lang, option),
        Sense::AtLeast => words::rule_at_least(lang, &share, whole, option),
        Sense::MoreThan => words::rule_more_than(lang, &share, whole, option),
        Sense::AtMost => words::rule_at_most(lang, &share, whole, option),
    }
}

const fn whole(lang: Language, test: &Test) -> &'static str {
    match (test.of, test.by) {
        (Of::Cast, Measure::Heads) => words::whole_cast(lang),
        (Of::Voiced, Measure::Heads) => words::whole_voiced(lang),
        (Of::Eligible, Measure::Heads) => words::whole_eligible(lang),
        (Of::Cast, Measure::Area) => words::whole_cast_area(lang),
        (Of::Voiced, Measure::Area) => words::whole_voiced_area(lang),
        (Of::Eligible, Measure::Area) => words::whole_eligible_area(lang),
    }
}

/// What becomes of a tie; nothing where no two sides can stand alike.
pub(super) fn tie(lang: Language, method: &Method) -> Option<&'static str> {
    let sides = method.proposal.is_none() || method.ties == Ties::Undecided;
    sides.then(|| match method.ties {
        Ties::Undecided => words::tie_undecided(lang),
        Ties::NotPassed => words::tie_not_passed(lang),
        Ties::First => words::tie_first(lang),
    })
}

/// Who is asked.
pub(super) const fn voters(lang: Language, voters: Voters) -> &'static str {
    match voters {
        Voters::Residents => words::voters_residents(lang),
        Voters::Households => words::voters_households(lang),
        Voters::Owners => words::voters_owners(lang),
    }
}

/// What is shown of the answers.
pub(super) const fn showing(lang: Language, showing: Showing) -> &'static str {
    match showing {
        Showing::Anonymous => words::showing_anonymous(lang),
        Showing::Closed => words::showing_closed(lang),
        Showing::Always => words::showing_always(lang),
    }
}

/// The same where `voters` are asked: owners' answers never carry names.
pub(super) const fn shown(lang: Language, voters: Voters, showing: Showing) -> &'static str {
    match (voters, showing) {
        (Voters::Owners, Showing::Closed | Showing::Always) => words::showing_owners(lang),
        (Voters::Owners, Showing::Anonymous) | (Voters::Residents | Voters::Households, _) => {
            self::showing(lang, showing)
        }
    }
}
