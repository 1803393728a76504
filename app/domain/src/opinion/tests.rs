//! The published test vectors, and what holds for any answers.

mod polis;
mod properties;
mod published;

use super::represent::{above_half, apart};
use super::{Answer, Asked, Side, Tally, Votes, map, priority};

const fn tally(agrees: u32, disagrees: u32, passes: u32) -> Tally {
    Tally {
        agrees,
        disagrees,
        passes,
    }
}

fn close(left: f64, right: f64) {
    assert!((left - right).abs() < 5e-5, "{left} is not {right}");
}

#[test]
fn above_one_half_by_so_many_deviations() {
    for (successes, trials, expected) in [
        (0, 0, 1.0),
        (3, 4, 1.3416),
        (5, 10, 0.3015),
        (8, 10, 2.1106),
        (18, 20, 3.7097),
    ] {
        close(above_half(successes, trials), expected);
    }
}

#[test]
fn two_shares_apart_by_so_many_deviations() {
    close(apart((8, 10), (4, 20)), 3.1418);
    close(apart((2, 10), (15, 20)), -2.6761);
    close(apart((10, 10), (10, 10)), 0.0);
}

#[test]
fn priorities_are_the_published_ones_and_differ() {
    let cases = [
        (tally(0, 0, 0), 0.0, 5.0625),
        (tally(0, 0, 0), 1.0, 20.25),
        (tally(1, 0, 0), 0.0, 12.5297),
        (tally(5, 5, 10), 1.0, 0.1674),
        (tally(50, 5, 5), 2.0, 4.9875),
    ];
    for (tally, extremity, expected) in cases {
        close(priority(Asked::new(tally, extremity)), expected);
    }
}

/// One person for each row, one statement for each column: `+`, `-`, `0`, and a
/// space for no answer.
fn votes(rows: &[&str]) -> Votes {
    let mut cast = Vec::new();
    for (person, row) in (0..).zip(rows) {
        for (statement, mark) in (0..).zip(row.chars()) {
            let answer = match mark {
                '+' => Answer::Agree,
                '-' => Answer::Disagree,
                '0' => Answer::Pass,
                _ => continue,
            };
            cast.push((person, statement, answer));
        }
    }
    let statements = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    Votes::new(rows.len(), vec![false; statements], &cast)
}

#[test]
fn two_camps_are_found_and_what_both_share_comes_first() {
    // The last statement is agreed with by all of them.
    let rows: Vec<&str> = (0..8)
        .map(|person| {
            if person % 2 == 0 {
                "++--+-0+"
            } else {
                "--++-+0+"
            }
        })
        .collect();
    let map = map(&votes(&rows), None);
    assert_eq!(
        map.groups
            .iter()
            .map(|group| group.members.clone())
            .collect::<Vec<_>>(),
        [[0, 2, 4, 6], [1, 3, 5, 7]]
    );
    let common = (0..8).max_by(|&left, &right| {
        map.statements[left]
            .consensus
            .total_cmp(&map.statements[right].consensus)
    });
    assert_eq!(common, Some(7));
    assert_eq!(map.majority.agree[0].statement, 7);
    let first = map.groups[0].representative[0];
    assert_eq!((first.singled.statement, first.side), (0, Side::Agree));
    assert!(map.silhouettes[0].1 > 0.99, "{:?}", map.silhouettes);
}

#[test]
fn nobody_one_person_and_one_statement_are_maps_too() {
    let nothing = map(&votes(&[]), None);
    assert_eq!((nothing.people.len(), nothing.groups.len()), (0, 0));
    let one = map(&votes(&["+"]), None);
    assert_eq!(one.groups.len(), 1);
    assert_eq!(one.components[1], [0.0]);
    let silent = map(&votes(&["  ", "  "]), Some(3));
    assert_eq!(silent.groups.len(), 1);
    let same = map(&votes(&["+-", "+-", "+-"]), Some(2));
    assert_eq!(same.groups.len(), 1, "one place cannot be two groups");
}

#[test]
fn one_statement_still_parts_those_who_agree_from_those_who_do_not() {
    let map = map(&votes(&["+", "+", "-", "-", "+"]), None);
    let groups: Vec<_> = map
        .groups
        .iter()
        .map(|group| group.members.clone())
        .collect();
    assert_eq!(groups, [vec![0, 1, 4], vec![2, 3]]);
}

#[test]
fn of_several_answers_the_last_one_counts() {
    let votes = Votes::new(
        1,
        vec![false],
        &[
            (0, 0, Answer::Agree),
            (0, 0, Answer::Pass),
            (0, 0, Answer::Disagree),
        ],
    );
    assert_eq!(votes.tallies(), [tally(0, 1, 0)]);
    assert_eq!(votes.len(), 1);
}

/// Two answers to a thousand statements place nobody.
#[test]
fn the_first_fifteen_count_with_few_answers_only_where_few_count() {
    let counting = |enough: usize| {
        let mut rows = vec!["+       "; 2];
        rows.extend((0..enough).map(|at| if at % 2 == 0 { "++++----" } else { "----++++" }));
        let map = map(&votes(&rows), None);
        let group_of = |person: usize| map.people[person].group;
        assert!((2..enough + 2).all(|person| group_of(person).is_some()));
        [group_of(0).is_some(), group_of(1).is_some()]
    };
    assert_eq!(counting(148), [true; 2]);
    assert_eq!(counting(149), [false; 2]);
}

#[test]
fn nobody_agrees_with_what_everybody_rejects() {
    let map = map(&votes(&["+-"; 30]), Some(1));
    let [shown] = map.groups[0].representative[..] else {
        panic!("{:?}", map.groups);
    };
    assert_eq!((shown.singled.statement, shown.side), (0, Side::Agree));
    assert_eq!((shown.singled.successes, shown.singled.trials), (30, 30));
    assert!(shown.singled.share_test > 0.0);
}

/// All entries of the first direction are equally large.
#[test]
fn of_equally_large_entries_the_first_is_positive() {
    let mut rows = vec!["++--+-"; 7];
    rows.extend(["--++-+"; 6]);
    for _ in 0..rows.len() {
        rows.rotate_left(1);
        let map = map(&votes(&rows), None);
        let signs: Vec<bool> = map.components[0].iter().map(|entry| *entry > 0.0).collect();
        assert_eq!(signs, [true, true, false, false, true, false]);
    }
}
