//! What holds of any count.

use proptest::prelude::*;

use super::super::outcome::outcome;
use super::super::published::Uncountable;
use super::super::{
    Amount, Ballot, Choice, FEWEST_BALLOTS, Mark, Outcome, Published, Stage, Tally, Voters,
};
use super::{closed, method, one};
use crate::language::Language;
use crate::method::Unsound;
use crate::method::fraction::{Fraction, Sense};

fn choice(shape_each: bool, options: usize) -> BoxedStrategy<Choice> {
    if shape_each {
        let mark = prop::sample::select(Mark::ALL.to_vec());
        prop::collection::vec(mark, options)
            .prop_map(Choice::Each)
            .boxed()
    } else {
        (0..options).prop_map(Choice::One).boxed()
    }
}

/// A ballot that puts three options in order, or shares out dots among them.
fn weighing() -> impl Strategy<Value = Ballot> {
    let order = Just(vec![Some(1), Some(2), Some(3)]).prop_shuffle();
    let dots = prop::collection::vec(0_u64..=8, 3);
    prop_oneof![order.prop_map(Choice::Rank), dots.prop_map(Choice::Dots)]
        .prop_map(|choice| Ballot { choice, area: 0 })
}

fn ballots(each: bool, options: usize) -> impl Strategy<Value = Vec<Ballot>> {
    let ballot =
        (choice(each, options), 0_u64..30_000).prop_map(|(choice, area)| Ballot { choice, area });
    prop::collection::vec(ballot, 0..60)
}

const KEYS: [&str; 7] = [
    "consent",
    "majority",
    "two-thirds",
    "choose",
    "meeting-time",
    "owners",
    "owners-weighty",
];

fn any_count() -> impl Strategy<Value = (&'static str, Vec<Ballot>)> {
    prop::sample::select(KEYS.to_vec())
        .prop_flat_map(|key| (Just(key), ballots(key == "meeting-time", 3)))
}

const ALL: Amount = Amount {
    heads: 80,
    area: 2_400_000,
};

proptest! {
    /// The order of ballots, and into how many heaps they were put, changes nothing.
    #[test]
    fn a_count_has_no_order((key, ballots) in any_count(), seed in any::<u64>()) {
        let mut other = ballots.clone();
        let mut state = seed;
        for at in (1..other.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            other.swap(at, usize::try_from(state >> 33).unwrap() % (at + 1));
        }
        let (a, b) = (Tally::count(ALL, 3, &ballots), Tally::count(ALL, 3, &other));
        prop_assert_eq!(&a, &b);
        prop_assert_eq!(outcome(&method(key), &a), outcome(&method(key), &b));
    }

    /// Every ballot is in the count once: heads and area add up, for each option too.
    #[test]
    fn no_ballot_is_lost_or_counted_twice((_, ballots) in any_count()) {
        let tally = Tally::count(ALL, 3, &ballots);
        prop_assert_eq!(tally.cast.heads, u64::try_from(ballots.len()).unwrap());
        prop_assert_eq!(tally.cast.area, ballots.iter().map(|one| one.area).sum::<u64>());
        let each = ballots.first().is_some_and(|one| matches!(one.choice, Choice::Each(_)));
        let heads = |one: &super::super::tally::Standing| one.yes.heads + one.maybe.heads + one.no.heads;
        if each {
            prop_assert!(tally.options.iter().all(|one| heads(one) == tally.cast.heads));
        } else {
            prop_assert_eq!(tally.options.iter().map(heads).sum::<u64>(), tally.cast.heads);
        }
    }

    /// Dots have no order either, and a full ranking of three gives six of them.
    #[test]
    fn dots_have_no_order_and_none_is_lost(ballots in prop::collection::vec(weighing(), 0..60)) {
        let mut other = ballots.clone();
        other.reverse();
        let tally = Tally::count(ALL, 3, &ballots);
        prop_assert_eq!(&tally, &Tally::count(ALL, 3, &other));
        let given = ballots.iter().map(|ballot| match &ballot.choice {
            Choice::Dots(given) => given.iter().sum::<u64>(),
            _ => 6,
        });
        let counted: u64 = tally.options.iter().map(|one| one.dots).sum();
        prop_assert_eq!(counted, given.sum::<u64>());
    }

    /// One vote more for what was proposed never turns a yes into a no, unless it is
    /// what somebody objects to.
    #[test]
    fn one_more_yes_never_hurts(mut ballots in ballots(false, 3), key in prop::sample::select(vec!["consent", "majority", "two-thirds", "owners"])) {
        let method = method(key);
        let before = outcome(&method, &Tally::count(ALL, 3, &ballots));
        // As heavy as any: area counts as much as heads.
        ballots.push(Ballot { choice: Choice::One(0), area: 30_000 });
        let after = outcome(&method, &Tally::count(ALL, 3, &ballots));
        let passed = Outcome::Passed { option: 0 };
        prop_assert!(before != passed || after == passed);
    }

    /// A share is met exactly at its border: with whole multiples, and not one below.
    #[test]
    fn a_share_is_exact_at_its_border(part in 0_u32..=1_000, whole in 1_u32..=1_000, times in 1_u64..1_000_000_000) {
        let part = part.min(whole);
        let share = Fraction::new(part, whole).unwrap();
        let (border, all) = (u64::from(part) * times, u64::from(whole) * times);
        prop_assert!(share.is_met(border, all, Sense::AtLeast));
        prop_assert!(share.is_met(border, all, Sense::AtMost));
        prop_assert!(!share.is_met(border, all, Sense::MoreThan));
        prop_assert!(share.is_met(border + 1, all, Sense::MoreThan));
        prop_assert!(border == 0 || !share.is_met(border - 1, all, Sense::AtLeast));
    }

    /// What is published gives the same count and the same outcome again.
    #[test]
    fn a_recount_is_the_count(options in prop::collection::vec(0_usize..3, 0..=12), key in prop::sample::select(vec!["consent", "majority", "choose"])) {
        let ballots: Vec<Ballot> = options.iter().map(|at| one(*at)).collect();
        let decision = closed(key, &ballots);
        let choices = ballots.iter().map(|one| one.choice.clone()).collect();
        let published = Published::of(&decision, choices, Language::En);
        let enough = u64::try_from(ballots.len()).unwrap() >= FEWEST_BALLOTS;
        prop_assert_eq!(published.is_some(), enough);
        if let Some(published) = published {
            let text = serde_json::to_string(&published).unwrap();
            let read: Published = serde_json::from_str(&text).unwrap();
            let (tally, outcome) = read.recount().unwrap();
            prop_assert_eq!((&tally, &outcome), (&read.tally, &read.outcome));
        }
    }
}

#[test]
fn ballots_of_owners_are_never_published_singly() {
    let ballots: Vec<Ballot> = (0..12)
        .map(|at| Ballot {
            choice: Choice::One(0),
            area: 10_000 + at,
        })
        .collect();
    let decision = closed("owners", &ballots);
    assert!(matches!(decision.stage, Stage::Closed { .. }));
    let choices = ballots.into_iter().map(|one| one.choice).collect();
    assert_eq!(Published::of(&decision, choices, Language::En), None);
}

#[test]
fn a_file_that_cannot_be_counted_says_why() {
    let ballots: Vec<Ballot> = (0..12).map(|at| one(at % 3)).collect();
    let decision = closed("choose", &ballots);
    let choices: Vec<Choice> = ballots.into_iter().map(|one| one.choice).collect();
    let published = Published::of(&decision, choices, Language::Hans).unwrap();
    let with = |change: fn(&mut Published)| {
        let mut published = published.clone();
        change(&mut published);
        published.recount().unwrap_err()
    };
    assert_eq!(with(|one| one.v = 2), Uncountable::Version);
    assert_eq!(
        with(|one| one.ballots[4] = Choice::One(3)),
        Uncountable::Ballot(5)
    );
    assert_eq!(with(|one| one.method = method("owners")), Uncountable::Area);
    assert_eq!(with(|one| one.voters = Voters::Owners), Uncountable::Area);
    assert_eq!(with(|one| one.ballots.truncate(9)), Uncountable::Few);
    assert_eq!(with(|one| one.eligible = 11), Uncountable::Many);
    let other = with(|one| {
        one.method = method("majority");
        one.options.push("A fourth".to_owned());
    });
    assert_eq!(other, Uncountable::Options);
    assert_eq!(
        with(|one| one.method.days = 0),
        Uncountable::Method(Unsound::Days)
    );
    let mut forged = published.clone();
    forged.ballots[0] = Choice::One(1);
    assert_ne!(forged.recount().unwrap().0, forged.tally);
}
