//! Why something was done: the grounds of a move, the rules that a text breaks.

use domain::case::Rule;
use domain::language::Language;
use domain::routing::Ground;

use crate::text::history as words;

pub(super) fn ground(lang: Language, ground: Ground) -> &'static str {
    match ground {
        Ground::Danger => words::ground_danger(lang),
        Ground::Reserved => words::ground_reserved(lang),
        Ground::ConflictOfInterest => words::ground_conflict_of_interest(lang),
        Ground::NoBody => words::ground_no_body(lang),
        Ground::Appeal => words::ground_appeal(lang),
        Ground::SecondTime => words::ground_second_time(lang),
        Ground::Correction => words::ground_correction(lang),
        Ground::BodyVanished => words::ground_body_vanished(lang),
        Ground::Clock => words::ground_clock(lang),
        Ground::OutsidePowers => words::ground_outside_powers(lang),
        Ground::OutsideMeans => words::ground_outside_means(lang),
        Ground::TriedAndFailed => words::ground_tried_and_failed(lang),
        Ground::WithinCommunityPowers => words::ground_within_community_powers(lang),
        Ground::WrongPlace => words::ground_wrong_place(lang),
        Ground::Across => words::ground_across(lang),
        Ground::Residents => words::ground_residents(lang),
        Ground::Contested => words::ground_contested(lang),
        Ground::PassedOnTwice => words::ground_passed_on_twice(lang),
        Ground::NoOutcome => words::ground_no_outcome(lang),
        Ground::JointTable => words::ground_joint_table(lang),
        Ground::NoConflict => words::ground_no_conflict(lang),
        Ground::RegradeContested => words::ground_regrade_contested(lang),
    }
}

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
