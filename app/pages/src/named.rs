//! What the terms of the domain are called, wherever a page says them.

use domain::case::Rule;
use domain::charter::{Answering, Participation};
use domain::clock::Limit;
use domain::language::Language;
use domain::person::Role;
use domain::routing::Ground;
use domain::thread::Step;

use crate::text::{case, charter, history, letter, stewards, threads};

/// What somebody does in a body.
pub(crate) const fn role(lang: Language, role: Role) -> &'static str {
    match role {
        Role::CommitteeMember => stewards::role_committee_member(lang),
        Role::Convener => stewards::role_convener(lang),
        Role::Officer => stewards::role_officer(lang),
        Role::Head => stewards::role_head(lang),
    }
}

/// What residents can decide.
pub(crate) const fn participation(lang: Language, level: Participation) -> &'static str {
    match level {
        Participation::Told => charter::told(lang),
        Participation::Consulted => charter::consulted(lang),
        Participation::CoDecide => charter::co_decide(lang),
        Participation::Decide => charter::decide(lang),
        Participation::DoItOurselves => charter::do_it_ourselves(lang),
    }
}

/// What a step is called.
pub(crate) const fn step(lang: Language, step: Step) -> &'static str {
    match step {
        Step::Talk => threads::step_talk(lang),
        Step::Weigh => threads::step_weigh(lang),
        Step::Decide => threads::step_decide(lang),
    }
}

/// Which rule something breaks.
pub(crate) const fn rule(lang: Language, rule: Rule) -> &'static str {
    match rule {
        Rule::NamesAPerson => case::rule_names_a_person(lang),
        Rule::NamesAHome => case::rule_names_a_home(lang),
        Rule::Insults => case::rule_insults(lang),
        Rule::Advertises => case::rule_advertises(lang),
        Rule::OffTopic => case::rule_off_topic(lang),
        Rule::Unlawful => case::rule_unlawful(lang),
        Rule::OwnWish => case::rule_own_wish(lang),
    }
}

/// An answer to a question of a category.
pub(crate) fn answer(lang: Language, answering: &Answering, answer: &str) -> String {
    match answering {
        Answering::Text | Answering::Number => answer.to_owned(),
        Answering::YesNo => match answer {
            "yes" | "true" => case::yes(lang).to_owned(),
            "no" | "false" => case::no(lang).to_owned(),
            other => other.to_owned(),
        },
        Answering::Choice { options } => options
            .iter()
            .find(|option| option.key == answer)
            .map_or_else(
                || answer.to_owned(),
                |option| option.names.in_language(lang).to_owned(),
            ),
    }
}

/// How long a limit is.
pub(crate) fn limit(lang: Language, limit: Limit) -> String {
    match limit {
        Limit::Minutes(minutes) => letter::hours(lang, minutes / 60),
        Limit::WorkingDays(days) => letter::working_days(lang, days),
    }
}

/// Why a body has a case that somebody else had before.
pub(crate) const fn ground(lang: Language, ground: Ground) -> &'static str {
    match ground {
        Ground::Danger => history::ground_danger(lang),
        Ground::Reserved => history::ground_reserved(lang),
        Ground::ConflictOfInterest => history::ground_conflict_of_interest(lang),
        Ground::NoBody => history::ground_no_body(lang),
        Ground::Appeal => history::ground_appeal(lang),
        Ground::SecondTime => history::ground_second_time(lang),
        Ground::Correction => history::ground_correction(lang),
        Ground::BodyVanished => history::ground_body_vanished(lang),
        Ground::Clock => history::ground_clock(lang),
        Ground::OutsidePowers => history::ground_outside_powers(lang),
        Ground::OutsideMeans => history::ground_outside_means(lang),
        Ground::TriedAndFailed => history::ground_tried_and_failed(lang),
        Ground::WithinCommunityPowers => history::ground_within_community_powers(lang),
        Ground::WrongPlace => history::ground_wrong_place(lang),
        Ground::Across => history::ground_across(lang),
        Ground::Residents => history::ground_residents(lang),
        Ground::Contested => history::ground_contested(lang),
        Ground::PassedOnTwice => history::ground_passed_on_twice(lang),
        Ground::NoOutcome => history::ground_no_outcome(lang),
        Ground::JointTable => history::ground_joint_table(lang),
        Ground::NoConflict => history::ground_no_conflict(lang),
        Ground::RegradeContested => history::ground_regrade_contested(lang),
    }
}
