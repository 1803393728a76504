//! Statements: who adds, what is drawn next, what is shown.

use proptest::prelude::*;

use super::*;
use crate::opinion::{Answer, Asked, Tally, Votes};
use crate::text::fold;
use crate::thread::statement::{MOST_A_DAY, alike, may_add, next};
use crate::thread::{FEWEST_IN_GROUP, FEWEST_VOTERS, Picture};

#[test]
fn three_statements_a_day_and_none_once_it_is_decided() {
    let neighbour = resident(NEIGHBOUR);
    assert_eq!(may_add(&weighing(), &neighbour, MOST_A_DAY - 1), Ok(()));
    assert_eq!(
        may_add(&weighing(), &neighbour, MOST_A_DAY),
        Err(Refused::StatementsTooMany)
    );
    assert_eq!(may_add(&weighing(), &member(COMMITTEE), MOST_A_DAY), Ok(()));
    assert_eq!(
        may_add(&deciding(), &neighbour, 0),
        Err(Refused::NotWeighing)
    );
    let closed = Thread {
        adding: Adding::Body,
        ..weighing()
    };
    assert_eq!(may_add(&closed, &neighbour, 0), Err(Refused::NotAdding));
    assert_eq!(may_add(&closed, &member(COMMITTEE), 0), Ok(()));
}

fn asked(agrees: u32, disagrees: u32, passes: u32) -> Asked {
    Asked::new(
        Tally {
            agrees,
            disagrees,
            passes,
        },
        0.0,
    )
}

#[test]
fn what_is_drawn_can_be_redone_and_follows_the_weights() {
    let open = [asked(0, 0, 0), asked(2, 30, 30), asked(30, 2, 1)];
    assert_eq!(next(9, Some(4), 2, &open), next(9, Some(4), 2, &open));
    assert_eq!(next(9, Some(4), 2, &[]), None);
    let mut drawn = [0_u32; 3];
    for voter in 0..3000 {
        drawn[next(9, Some(voter), 0, &open).unwrap()] += 1;
    }
    let weights = open.map(crate::opinion::priority);
    let total: f64 = weights.iter().sum();
    for (drawn, weight) in drawn.into_iter().zip(weights) {
        let expected = weight / total * 3000.0;
        assert!(
            (f64::from(drawn) - expected).abs() < 120.0,
            "{drawn} for {expected}"
        );
    }
}

#[test]
fn who_has_no_number_yet_does_not_begin_where_everybody_begins() {
    let begun: std::collections::BTreeSet<_> = (0..20)
        .map(|more| {
            let open = [asked(5 + more, 5, 5), asked(5, 5, 5), asked(5, 5, 5)];
            next(9, None, 0, &open)
        })
        .collect();
    assert_eq!(begun.len(), 3, "each of the three is somebody's first");
}

#[test]
fn the_same_idea_is_found_before_it_is_said_twice() {
    let said = [
        "Bicycles belong in the cellar.",
        "The hall must stay free.",
        "自行车放地下室。",
    ]
    .map(fold);
    let others = || {
        said.iter()
            .enumerate()
            .map(|(at, words)| (at, words.as_str()))
    };
    assert_eq!(
        alike(&fold("bicycles belong in the cellar!"), others()),
        [0]
    );
    assert_eq!(alike(&fold("自行车要放在地下室"), others()), [2]);
    assert!(alike(&fold("More lamps, please"), others()).is_empty());
}

fn votes(rows: &[&str]) -> Votes {
    let cast: Vec<(u32, u32, Answer)> = (0..)
        .zip(rows)
        .flat_map(|(person, row)| {
            (0..).zip(row.chars()).filter_map(move |(statement, mark)| {
                let answer = match mark {
                    '+' => Answer::Agree,
                    '-' => Answer::Disagree,
                    '0' => Answer::Pass,
                    _ => return None,
                };
                Some((person, statement, answer))
            })
        })
        .collect();
    Votes::new(rows.len(), vec![false; rows[0].len()], &cast)
}

#[test]
fn common_ground_comes_first_and_small_circles_have_counts_only() {
    let rows: Vec<&str> = (0..32)
        .map(|one| {
            if one % 2 == 0 {
                "++--+0++-"
            } else {
                "--++-0++-"
            }
        })
        .collect();
    let numbers: Vec<i64> = (1..=9).collect();
    let picture = Picture::draw(&votes(&rows), &numbers, START);
    assert_eq!(
        picture
            .groups
            .iter()
            .map(|group| group.size)
            .collect::<Vec<_>>(),
        [16, 16]
    );
    assert_eq!(picture.common, [7, 8, 9]);
    assert_eq!(picture.apart[..2], [1, 2]);
    assert_eq!(picture.unsure, [6]);
    assert!(picture.groups[0].stands_for.contains(&(1, true)));
    let few = Picture::draw(&votes(&rows[..FEWEST_VOTERS - 1]), &numbers, START);
    assert!(few.groups.is_empty());
    assert_eq!(few.common, [7, 8, 9]);
    let handful = Picture::draw(&votes(&rows[..FEWEST_IN_GROUP - 1]), &numbers, START);
    assert!(
        handful.common.is_empty(),
        "four answers are no common ground"
    );
}

#[test]
fn a_group_of_four_is_never_shown() {
    let mut rows = vec!["++++----"; 30];
    rows.extend(["----++++"; 4]);
    let picture = Picture::draw(&votes(&rows), &[1, 2, 3, 4, 5, 6, 7, 8], START);
    assert!(picture.groups.is_empty(), "{:?}", picture.groups);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// Whatever people answer, no shown group is small and no list names what is not there.
    #[test]
    fn no_picture_shows_a_small_group(rows in prop::collection::vec("[-+0 ]{10}", 1..60)) {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let numbers: Vec<i64> = (11..=20).collect();
        let picture = Picture::draw(&votes(&rows), &numbers, START);
        prop_assert!(picture.groups.len() != 1);
        prop_assert!(picture.groups.iter().all(|group| group.size >= 5));
        for number in picture.common.iter().chain(&picture.apart).chain(&picture.unsure) {
            prop_assert!(picture.statement(*number).is_some());
        }
    }
}
