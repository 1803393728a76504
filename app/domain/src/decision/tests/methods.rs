//! Each shipped method at its borders, and descriptions that do not hold together.

use super::super::outcome::{missed, outcome};
use super::super::{Amount, Ballot, Choice, Mark, Outcome, Tally};
use super::method;
use crate::method::Method;
use crate::method::fraction::{Fraction, NoFraction, Sense};
use crate::method::{Measure, Shape, Unsound, read, shipped};

/// So many ballots for each option, each of this area.
fn ballots(counts: &[u64], area: u64) -> Vec<Ballot> {
    let all = counts.iter().enumerate();
    all.flat_map(|(option, many)| {
        (0..*many).map(move |_| Ballot {
            choice: Choice::One(option),
            area,
        })
    })
    .collect()
}

fn decided(key: &str, eligible: u64, counts: &[u64]) -> Outcome {
    let eligible = Amount {
        heads: eligible,
        area: 0,
    };
    let tally = Tally::count(eligible, counts.len(), &ballots(counts, 0));
    outcome(&method(key), &tally)
}

const PASSED: Outcome = Outcome::Passed { option: 0 };

#[test]
fn the_shipped_methods_hold_together() {
    let keys: Vec<String> = shipped().into_iter().map(|one| one.key).collect();
    assert_eq!(
        keys,
        [
            "consent",
            "majority",
            "two-thirds",
            "choose",
            "meeting-time",
            "owners",
            "owners-weighty"
        ]
    );
    for method in shipped() {
        assert_eq!(method.check(), Ok(()), "{}", method.key);
        let names = [Some(&method.names), Some(&method.about)];
        let options = method.options.iter();
        let options =
            options.flat_map(|one| [Some(&one.names), Some(&one.meaning), one.prompt.as_ref()]);
        for names in names.into_iter().chain(options).flatten() {
            let all = [&names.en, &names.hans, &names.hant];
            assert!(all.iter().all(|text| text.is_some()), "{names:?}");
        }
    }
}

#[test]
fn consent_passes_if_nobody_objects() {
    assert_eq!(decided("consent", 12, &[9, 2, 0]), PASSED);
    assert_eq!(
        decided("consent", 12, &[11, 0, 1]),
        Outcome::ObjectionsStand { objections: 1 }
    );
    assert_eq!(
        decided("consent", 12, &[0, 0, 3]),
        Outcome::ObjectionsStand { objections: 3 }
    );
    assert_eq!(decided("consent", 12, &[0, 0, 0]), Outcome::NoQuorum);
    // Nobody objects, and nobody wants it either.
    assert_eq!(decided("consent", 12, &[0, 4, 0]), Outcome::NotPassed);
}

#[test]
fn a_majority_is_more_than_half_of_those_who_took_a_side() {
    assert_eq!(decided("majority", 40, &[6, 5, 1]), PASSED);
    assert_eq!(decided("majority", 40, &[5, 6, 1]), Outcome::NotPassed);
    assert_eq!(
        decided("majority", 40, &[5, 5, 2]),
        Outcome::Tie {
            options: vec![0, 1]
        }
    );
    assert_eq!(decided("majority", 40, &[0, 0, 12]), Outcome::NotPassed);
    // A quarter of forty is ten: nine are too few, and those without a side are there.
    assert_eq!(decided("majority", 40, &[9, 0, 0]), Outcome::NoQuorum);
    assert_eq!(decided("majority", 40, &[1, 0, 9]), PASSED);
    // A quarter of forty-one is more than ten.
    assert_eq!(decided("majority", 41, &[10, 0, 0]), Outcome::NoQuorum);
    assert_eq!(decided("majority", 41, &[11, 0, 0]), PASSED);
}

#[test]
fn two_thirds_are_exact() {
    assert_eq!(decided("two-thirds", 12, &[8, 4, 0]), PASSED);
    assert_eq!(decided("two-thirds", 12, &[7, 4, 0]), Outcome::NotPassed);
    assert_eq!(decided("two-thirds", 12, &[4, 2, 0]), PASSED);
    assert_eq!(decided("two-thirds", 12, &[4, 1, 0]), Outcome::NoQuorum);
    // A third that floating point does not have.
    assert_eq!(
        decided("two-thirds", 3_000_000_003, &[0, 0, 0]),
        Outcome::NoQuorum
    );
    assert_eq!(decided("two-thirds", 12, &[0, 0, 6]), Outcome::NotPassed);
    assert_eq!(decided("two-thirds", 12, &[4, 4, 0]), Outcome::NotPassed);
}

#[test]
fn of_several_the_one_that_leads_is_it_and_a_tie_is_said() {
    assert_eq!(
        decided("choose", 20, &[2, 3, 1]),
        Outcome::Passed { option: 1 }
    );
    assert_eq!(
        decided("choose", 20, &[3, 3, 1]),
        Outcome::Tie {
            options: vec![0, 1]
        }
    );
    assert_eq!(decided("choose", 20, &[2, 1, 1]), Outcome::NoQuorum);
}

#[test]
fn the_time_at_which_most_can_is_it_and_of_two_alike_the_first() {
    let ballot = |marks: &str| {
        let marks = marks.chars().map(|mark| match mark {
            '+' => Mark::Yes,
            '?' => Mark::Maybe,
            _ => Mark::No,
        });
        Ballot {
            choice: Choice::Each(marks.collect()),
            area: 0,
        }
    };
    let decided = |ballots: &[&str]| {
        let ballots: Vec<Ballot> = ballots.iter().map(|marks| ballot(marks)).collect();
        let eligible = Amount { heads: 12, area: 0 };
        outcome(
            &method("meeting-time"),
            &Tally::count(eligible, 3, &ballots),
        )
    };
    assert_eq!(
        decided(&["-+?", "-+-", "+-?"]),
        Outcome::Passed { option: 1 }
    );
    // One who can counts as much as two who can if need be; the first of both is it.
    assert_eq!(decided(&["+-?", "--?"]), PASSED);
    assert_eq!(decided(&["--+", "-+-"]), Outcome::Passed { option: 1 });
    assert_eq!(decided(&["---", "---"]), Outcome::NotPassed);
    assert_eq!(decided(&[]), Outcome::NoQuorum);
}

/// Flats of these areas for each option, of nine flats with 900 square metres.
fn owners(key: &str, areas: [&[u64]; 3]) -> Outcome {
    outcome(&method(key), &of_owners(areas))
}

fn of_owners(areas: [&[u64]; 3]) -> Tally {
    let ballots: Vec<Ballot> = areas
        .into_iter()
        .enumerate()
        .flat_map(|(option, areas)| {
            areas.iter().map(move |area| Ballot {
                choice: Choice::One(option),
                area: *area,
            })
        })
        .collect();
    let eligible = Amount {
        heads: 9,
        area: 90_000,
    };
    Tally::count(eligible, 3, &ballots)
}

#[test]
fn owners_decide_by_flats_and_by_area() {
    let (large, small) = (20_000_u64, 8_000_u64);
    assert_eq!(
        owners(
            "owners",
            [&[large, large, small, small], &[small, small], &[]]
        ),
        PASSED
    );
    // More flats, less area.
    assert_eq!(
        owners("owners", [&[small; 4], &[large, large], &[]]),
        Outcome::NotPassed
    );
    // More area, as many flats.
    assert_eq!(
        owners("owners", [&[large; 3], &[small; 3], &[]]),
        Outcome::NotPassed
    );
    // Who abstains takes part: three of six are not more than half.
    assert_eq!(
        owners("owners", [&[10_000; 3], &[], &[10_000; 3]]),
        Outcome::NotPassed
    );
    // Two thirds of the area are 60,000: a hundredth of a square metre less is too few.
    assert_eq!(owners("owners", [&[10_000; 6], &[], &[]]), PASSED);
    let less = [10_000, 10_000, 10_000, 10_000, 10_000, 9_999];
    assert_eq!(owners("owners", [&less, &[], &[]]), Outcome::NoQuorum);
    // Enough area, five flats of nine.
    assert_eq!(owners("owners", [&[large; 5], &[], &[]]), Outcome::NoQuorum);
}

#[test]
fn which_share_was_missed_is_told_apart() {
    let missed = |areas: [&[u64]; 3]| -> Vec<Measure> {
        let (method, tally) = (method("owners"), of_owners(areas));
        missed(&method, &tally).map(|one| one.by).collect()
    };
    assert_eq!(missed([&[20_000; 5], &[], &[]]), [Measure::Heads]);
    assert_eq!(missed([&[9_999; 6], &[], &[]]), [Measure::Area]);
    assert_eq!(missed([&[9_999; 5], &[], &[]]).len(), 2);
    assert!(missed([&[10_000; 6], &[], &[]]).is_empty());
}

#[test]
fn what_weighs_more_needs_three_quarters_of_both() {
    let flats = [10_000; 6];
    assert_eq!(
        owners("owners-weighty", [&flats, &[10_000; 2], &[]]),
        PASSED
    );
    assert_eq!(
        owners("owners-weighty", [&flats, &[10_000; 2], &[1]]),
        Outcome::NotPassed
    );
    assert_eq!(
        owners("owners-weighty", [&flats, &[10_001, 10_000], &[]]),
        Outcome::NotPassed
    );
}

#[test]
fn a_new_method_is_a_description() {
    let text = r#"
        [[method]]
        key = "veto"
        names = { en = "Nine tenths of all" }
        about = { en = "Of all, and not only of those who take part." }
        shape = "one"
        proposal = "yes"
        voters = ["households"]
        showing = ["closed"]
        ties = "not-passed"
        days = 5
        [[method.option]]
        key = "yes"
        names = { en = "Yes" }
        meaning = { en = "I want it." }
        [[method.option]]
        key = "no"
        names = { en = "No" }
        meaning = { en = "I do not." }
        [[method.test]]
        option = "yes"
        is = "at-least"
        share = "9/10"
        of = "eligible"
    "#;
    let method = read(text).unwrap().remove(0);
    assert_eq!(method.check(), Ok(()));
    let decided = |counts: &[u64]| {
        let eligible = Amount { heads: 20, area: 0 };
        outcome(&method, &Tally::count(eligible, 2, &ballots(counts, 0)))
    };
    assert_eq!(decided(&[18, 0]), PASSED);
    assert_eq!(decided(&[17, 0]), Outcome::NotPassed);
}

/// A method of this shape, whose options who asks writes.
fn of_shape(shape: &str) -> Method {
    let text = format!(
        r#"
        [[method]]
        key = "weighed"
        names = {{ en = "Weighed" }}
        about = {{ en = "What most prefer." }}
        {shape}
        voters = ["residents"]
        showing = ["anonymous"]
        ties = "undecided"
        days = 5
    "#
    );
    let method = read(&text).unwrap().remove(0);
    assert_eq!(method.check(), Ok(()));
    method
}

fn weighed(method: &Method, choices: &[Choice]) -> (Vec<u64>, Outcome) {
    let ballots: Vec<Ballot> = choices
        .iter()
        .map(|choice| Ballot {
            choice: choice.clone(),
            area: 0,
        })
        .collect();
    assert!(choices.iter().all(|choice| choice.fits(method, 3)));
    let eligible = Amount { heads: 20, area: 0 };
    let tally = Tally::count(eligible, 3, &ballots);
    let dots = tally.options.iter().map(|one| one.dots).collect();
    (dots, outcome(method, &tally))
}

#[test]
fn an_order_of_what_one_prefers_is_a_description_too() {
    let method = of_shape("shape = \"rank\"");
    let rank = |places: [u64; 3]| {
        let place = |place: u64| (place > 0).then_some(place);
        Choice::Rank(places.map(place).into())
    };
    // Everybody's second is preferred to what parts them.
    let ballots = [
        rank([1, 2, 0]),
        rank([0, 2, 1]),
        rank([1, 2, 3]),
        rank([3, 1, 2]),
    ];
    assert_eq!(
        weighed(&method, &ballots),
        (vec![7, 9, 6], Outcome::Passed { option: 1 })
    );
    let alike = [rank([1, 2, 0]), rank([2, 1, 0])];
    let tie = Outcome::Tie {
        options: vec![0, 1],
    };
    assert_eq!(weighed(&method, &alike).1, tie);
    // A gap, two alike, one alone, none, one too many.
    for places in [[1, 3, 0], [1, 1, 2], [1, 0, 0], [0, 0, 0], [0, 2, 3]] {
        assert!(!rank(places).fits(&method, 3), "{places:?}");
    }
    assert!(!rank([1, 2, 3]).fits(&method, 4));
    assert!(!Choice::One(0).fits(&method, 3));
}

#[test]
fn dots_that_are_shared_out_are_a_description_too() {
    let method = of_shape("shape = \"dots\"\ndots = 8");
    let give = |dots: [u64; 3]| Choice::Dots(dots.into());
    let ballots = [give([8, 0, 0]), give([0, 5, 3]), give([0, 4, 1])];
    assert_eq!(
        weighed(&method, &ballots),
        (vec![8, 9, 4], Outcome::Passed { option: 1 })
    );
    for dots in [[0, 0, 0], [9, 0, 0], [4, 4, 1], [u64::MAX, 1, 8]] {
        assert!(!give(dots).fits(&method, 3), "{dots:?}");
    }
    assert!(!give([1, 1, 1]).fits(&method, 2));
    let mut none = method.clone();
    none.dots = None;
    assert_eq!(none.check(), Err(Unsound::Dots));
    none.dots = Some(101);
    assert_eq!(none.check(), Err(Unsound::Dots));
    let mut both = of_shape("shape = \"rank\"");
    both.dots = Some(8);
    assert_eq!(both.check(), Err(Unsound::Dots));
}

#[test]
fn a_description_that_does_not_hold_together_is_refused() {
    let wrong = |change: fn(&mut Method)| {
        let mut method = method("owners");
        change(&mut method);
        method.check().unwrap_err()
    };
    assert_eq!(
        wrong(|one| "Owners!".clone_into(&mut one.key)),
        Unsound::Key
    );
    assert_eq!(
        wrong(|one| one.options[1] = one.options[0].clone()),
        Unsound::OptionTwice
    );
    assert_eq!(
        wrong(|one| one.proposal = Some("maybe".to_owned())),
        Unsound::OptionUnknown
    );
    assert_eq!(
        wrong(|one| one.tests[0].option = Some("maybe".to_owned())),
        Unsound::OptionUnknown
    );
    assert_eq!(wrong(|one| one.options.truncate(1)), Unsound::OptionsFew);
    assert_eq!(wrong(|one| one.voters.clear()), Unsound::NobodyAsked);
    assert_eq!(wrong(|one| one.showing.clear()), Unsound::NobodyAsked);
    assert_eq!(
        wrong(|one| one.voters.push(crate::decision::Voters::Residents)),
        Unsound::AreaOfNobody
    );
    assert_eq!(wrong(|one| one.days = 0), Unsound::Days);
    let mut consent = method("consent");
    consent.options[2].prompt = None;
    assert_eq!(consent.check(), Err(Unsound::PromptMissing));
    let with_options = |count: usize| {
        let mut many = method("choose");
        let option = method("owners").options[0].clone();
        let one = |at: usize| crate::method::MethodOption {
            key: format!("option-{at}"),
            ..option.clone()
        };
        many.options = (0..count).map(one).collect();
        many.check()
    };
    assert_eq!(with_options(10), Ok(()));
    assert_eq!(with_options(11), Err(Unsound::OptionsMany));
    for shape in [Shape::Each, Shape::Rank] {
        let mut reasons = method("majority");
        reasons.shape = shape;
        assert_eq!(reasons.check(), Err(Unsound::ReasonUnasked));
    }
    assert!(
        read("[[method]]\nkey = \"x\"\nthreshold = 2")
            .unwrap_err()
            .0
            .contains("threshold")
    );
    let (told, at) = read("[[method.quorum]]\nshare = \"3/2\"").unwrap_err();
    assert!(!told.is_empty() && at < 40);
}

#[test]
fn a_share_is_a_fraction_of_whole_numbers() {
    assert_eq!(Fraction::parse("2/3").unwrap().to_string(), "2/3");
    assert_eq!(Fraction::parse("0").unwrap().to_string(), "0");
    assert_eq!(
        Fraction::parse(" 3 / 4 ").unwrap(),
        Fraction::new(3, 4).unwrap()
    );
    for wrong in [
        "",
        "3/2",
        "1/0",
        "0.5",
        "-1/2",
        "1/1001",
        "1/2/3",
        "99999999999/1",
    ] {
        assert_eq!(Fraction::parse(wrong), Err(NoFraction), "{wrong}");
    }
    let all = Fraction::new(1, 1).unwrap();
    assert!(all.is_met(u64::MAX, u64::MAX, Sense::AtLeast));
    assert!(!all.is_met(u64::MAX - 1, u64::MAX, Sense::AtLeast));
    let third = Fraction::new(1, 3).unwrap();
    assert!(third.is_met(1, 3, Sense::AtLeast) && third.is_met(1, 3, Sense::AtMost));
    assert!(!third.is_met(1, 3, Sense::MoreThan));
}
