//! Statements: who adds, what is drawn next, what is shown.

use proptest::prelude::*;

use super::*;
use crate::id::PersonId;
use crate::opinion::{Answer, Asked, Tally, Votes};
use crate::text::fold;
use crate::thread::statement::{alike, beginner, may_add, next};
use crate::thread::{Camp, FEWEST_IN_GROUP, FEWEST_VOTERS, Picture, Share};

#[test]
fn so_many_statements_a_day_as_the_thread_says_and_none_once_it_is_decided() {
    let neighbour = resident(NEIGHBOUR);
    assert_eq!(weighing().share.a_day(), 3);
    for share in Share::ALL {
        let thread = Thread {
            share,
            ..weighing()
        };
        let most = share.a_day();
        assert_eq!(may_add(&thread, &neighbour, most - 1), Ok(()));
        assert_eq!(
            may_add(&thread, &neighbour, most),
            Err(Refused::StatementsTooMany)
        );
        assert_eq!(may_add(&thread, &member(COMMITTEE), most), Ok(()));
    }
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
    assert_eq!(next(9, 4, 2, &open), next(9, 4, 2, &open));
    assert_eq!(next(9, 4, 2, &[]), None);
    let mut drawn = [0_u32; 3];
    for voter in 0..3000 {
        drawn[next(9, voter, 0, &open).unwrap()] += 1;
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

/// As `docs/how-to/redo-the-draw-of-a-statement.md` has it.
#[test]
fn the_draw_is_the_published_one() {
    let open = [asked(0, 0, 0), asked(1, 0, 0), asked(5, 5, 10)];
    assert_eq!(next(9, 4, 2, &open), Some(1));
}

#[test]
fn who_has_no_number_yet_does_not_begin_where_everybody_begins() {
    let open = [asked(5, 5, 5), asked(5, 5, 5), asked(5, 5, 5)];
    let begun: std::collections::BTreeSet<_> = (0..20)
        .map(|n| {
            let person = PersonId::new(uuid::Uuid::from_u128(n));
            next(9, beginner(Some(person)), 0, &open)
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

/// Thirty-four of two minds, and some who come last and say next to nothing.
fn with_silent(silent: usize) -> Picture {
    let mut rows: Vec<&str> = (0..34)
        .map(|one| {
            if one % 2 == 0 {
                "++--+0++-"
            } else {
                "--++-0++-"
            }
        })
        .collect();
    rows.extend(std::iter::repeat_n("+        ", silent));
    Picture::draw(&votes(&rows), &(1..=9).collect::<Vec<i64>>(), START)
}

#[test]
fn what_a_handful_outside_the_groups_said_cannot_be_found_by_subtraction() {
    let few = with_silent(4);
    assert_eq!(few.groups.iter().map(|camp| camp.size).sum::<u32>(), 34);
    assert_eq!((few.voters, few.statements[0].tally.answers()), (34, 34));
    let enough = with_silent(5);
    assert_eq!(
        (enough.voters, enough.statements[0].tally.answers()),
        (39, 39)
    );
}

#[test]
fn a_group_stands_for_nothing_that_fewer_than_five_of_it_answered() {
    // Four of one mind answer the last one, and six of the other.
    let mut rows = vec!["++000000 "; 16];
    rows.extend(["--000000 "; 16]);
    rows[..4].fill("++000000+");
    rows[16..22].fill("--000000-");
    let votes = votes(&rows);
    let picture = Picture::draw(&votes, &(1..=9).collect::<Vec<i64>>(), START);
    let map = crate::opinion::map(&votes, Some(picture.groups.len()));
    let all = map.groups.iter().flat_map(|group| &group.representative);
    let mut few = all.filter(|shown| shown.singled.trials < 5);
    assert!(few.any(|shown| shown.singled.statement == 8), "{map:?}");
    let last = picture.statement(9).unwrap();
    for (camp, tally) in picture.groups.iter().zip(&last.by_group) {
        let stands = camp.stands_for.iter().any(|(number, _)| *number == 9);
        assert_eq!(stands, tally.answers() == 6, "{picture:?}");
    }
}

/// How many people it takes that one count became the other.
fn people_between(one: Tally, other: Tally) -> u32 {
    let more = |one: Tally, other: Tally| {
        let parts = |of: Tally| [of.agrees, of.disagrees, of.passes];
        let pairs = parts(one).into_iter().zip(parts(other));
        pairs
            .map(|(one, other)| other.saturating_sub(one))
            .sum::<u32>()
    };
    more(one, other).max(more(other, one))
}

/// Whether fewer than five people are between two counts, but somebody is.
fn tells_of_somebody(one: Tally, other: Tally) -> bool {
    (1..5).contains(&people_between(one, other))
}

/// What an index chooses of some counts, added up.
fn chosen(counts: &[Tally], which: usize) -> Tally {
    let counts = counts.iter().enumerate();
    counts
        .filter(|(at, _)| (which >> at) & 1 == 1)
        .fold(Tally::default(), |sum, (_, &count)| sum + count)
}

/// Two pictures, one after the other: nothing tells what a few people said.
fn check_follows(before: &Picture, now: &Picture) -> Result<(), TestCaseError> {
    let people = |agrees| Tally {
        agrees,
        ..Tally::default()
    };
    prop_assert!(!tells_of_somebody(
        people(before.voters),
        people(now.voters)
    ));
    // Of fewer groups than before some have another place.
    let placed = now.groups.len() >= before.groups.len();
    let both = before.groups.iter().zip(&now.groups);
    for (old, new) in both.filter(|_| placed) {
        prop_assert!(
            !tells_of_somebody(people(old.size), people(new.size)),
            "{old:?} {new:?}"
        );
    }
    for new in &now.statements {
        prop_assert!(new.by_group.is_empty() || new.by_group.len() == now.groups.len());
        let Some(old) = before.statement(new.number) else {
            continue;
        };
        prop_assert!(!tells_of_somebody(old.tally, new.tally), "{old:?} {new:?}");
        if placed && !old.by_group.is_empty() && !new.by_group.is_empty() {
            for which in 1..1 << old.by_group.len().max(new.by_group.len()) {
                let (old_sum, new_sum) =
                    (chosen(&old.by_group, which), chosen(&new.by_group, which));
                prop_assert!(
                    !tells_of_somebody(old_sum, new_sum),
                    "{which}: {old:?} {new:?}"
                );
                let rest = |all: Tally, sum: Tally| Tally {
                    agrees: all.agrees - sum.agrees,
                    disagrees: all.disagrees - sum.disagrees,
                    passes: all.passes - sum.passes,
                };
                let (old_rest, new_rest) = (rest(old.tally, old_sum), rest(new.tally, new_sum));
                prop_assert!(
                    !tells_of_somebody(old_rest, new_rest),
                    "{which}: {old:?} {new:?}"
                );
            }
        }
    }
    Ok(())
}

/// Thirty-six of two minds, of whom `changed` went over from the first to the second.
fn of_two_minds(changed: usize) -> Picture {
    let rows: Vec<&str> = (0..36)
        .map(|one| {
            if one % 2 == 0 && one / 2 >= changed {
                "++--+0++-"
            } else {
                "--++-0++-"
            }
        })
        .collect();
    Picture::draw(&votes(&rows), &(1..=9).collect::<Vec<i64>>(), START)
}

#[test]
fn who_goes_over_to_another_group_shows_in_no_count_until_five_did() {
    let before = of_two_minds(0);
    let sizes = |picture: &Picture| {
        picture
            .groups
            .iter()
            .map(|one| one.size)
            .collect::<Vec<_>>()
    };
    assert_eq!(sizes(&before), [18, 18]);
    for few in 1..=4 {
        let fresh = of_two_minds(few);
        assert_ne!(fresh.statements, before.statements);
        let told = fresh.after(&before);
        assert_eq!(
            (&told.statements, sizes(&told)),
            (&before.statements, vec![18, 18])
        );
        assert_eq!(told.common, before.common);
    }
    assert_eq!(sizes(&of_two_minds(5).after(&before)), [13, 23]);
}

#[test]
fn the_two_groups_that_lie_closest_are_named_where_there_are_three() {
    let mut picture = of_two_minds(0);
    assert_eq!(picture.closest(), None, "two are not compared");
    let third = Camp {
        x: picture.groups[1].x + 0.1,
        ..picture.groups[1].clone()
    };
    picture.groups.insert(0, third);
    assert_eq!(picture.closest(), Some((0, 2)));
}

#[test]
fn what_five_of_a_group_said_is_told_and_groups_keep_their_places() {
    let votes_of = |more: usize| {
        let mut rows = vec!["++--+0++-"; 18];
        rows.extend(["--++-0++-"; 18]);
        // Of one mind with the second group, and the first of all by their numbers.
        rows.splice(0..0, vec!["--++-0++-"; more]);
        Picture::draw(&votes(&rows), &(1..=9).collect::<Vec<i64>>(), START)
    };
    let before = votes_of(0);
    let four = votes_of(4).after(&before);
    assert_eq!(four.statements, before.statements);
    assert_eq!(four.voters, 36);
    let five = votes_of(5).after(&four);
    assert_eq!(five.voters, 41);
    let sizes: Vec<u32> = five.groups.iter().map(|one| one.size).collect();
    assert_eq!(
        sizes,
        [18, 23],
        "the first group is the one that was the first"
    );
    assert_eq!(
        five.statements[0].by_group[0],
        before.statements[0].by_group[0]
    );
    assert_eq!(five.statements[0].by_group[1].disagrees, 23);
    assert_eq!(five.common, [7, 8, 9]);
}

#[test]
fn a_statement_that_comes_back_is_compared_with_what_was_shown_of_it() {
    let rows = |ninth: usize| {
        let row = |at: usize| format!("++--+0++{}", if at < ninth { '+' } else { '-' });
        (0..20).map(row).collect::<Vec<String>>()
    };
    let drawn = |ninth: usize, numbers: &[i64]| {
        let rows = rows(ninth);
        let rows: Vec<&str> = rows.iter().map(|row| &row[..numbers.len()]).collect();
        Picture::draw(&votes(&rows), numbers, START)
    };
    let all: Vec<i64> = (1..=9).collect();
    let before = drawn(0, &all);
    let without = drawn(0, &all[..8]).after(&before);
    assert_eq!(without.statement(9), None);
    let back = drawn(1, &all).after(&without);
    assert_eq!(back.statement(9), before.statement(9));
    let text = serde_json::to_string(&without).unwrap();
    let read: Picture = serde_json::from_str(&text).unwrap();
    let tally = |picture: &Picture| picture.statement(9).map(|one| one.tally);
    assert_eq!(
        tally(&drawn(1, &all).after(&read)),
        tally(&before),
        "also when it was kept"
    );
}

#[test]
fn a_statement_that_a_handful_answered_stands_there_as_if_nobody_had() {
    let drawn = |answers: usize| {
        let row = |at: usize| if at < answers { "++" } else { "+ " };
        let rows: Vec<&str> = (0..12).map(row).collect();
        Picture::draw(&votes(&rows), &[1, 2], START)
    };
    let second = |picture: &Picture| picture.statement(2).unwrap().tally.answers();
    let before = Picture::draw(&votes(&["+"; 12]), &[1], START).first();
    assert_eq!(before.statement(1).unwrap().tally.answers(), 12);
    for few in 1..FEWEST_IN_GROUP {
        let told = drawn(few).after(&before);
        assert_eq!(second(&told), 0);
        assert!(told.statement(2).unwrap().extremity.abs() < f64::EPSILON);
        assert_eq!(second(&drawn(4).after(&told)), 0);
        assert_eq!(second(&drawn(5).after(&told)), 5);
        assert_eq!(second(&drawn(few).first()), 0, "nor in the first picture");
    }
    assert_eq!(second(&drawn(5).after(&before)), 5);
}

/// Pictures of answers that change bit by bit: at each step some rows become others, and
/// some people come.
fn pictures() -> impl Strategy<Value = Vec<Vec<String>>> {
    // Of two or three minds, so that there are groups, with some noise.
    let row = prop_oneof![
        4 => Just("++++----0 ".to_owned()),
        4 => Just("----++++0+".to_owned()),
        2 => Just("++--++-- +".to_owned()),
        2 => "[-+0 ]{10}",
    ];
    let change = (any::<prop::sample::Index>(), row.clone());
    let step = (
        prop::collection::vec(change, 0..9),
        prop::collection::vec(row.clone(), 0..8),
    );
    let steps = prop::collection::vec(step, 1..6);
    (prop::collection::vec(row, 20..60), steps).prop_map(|(first, steps)| {
        let mut all = vec![first];
        for (changes, more) in steps {
            let mut rows = all.last().cloned().unwrap_or_default();
            for (at, row) in changes {
                let at = at.index(rows.len());
                rows[at] = row;
            }
            rows.extend(more);
            all.push(rows);
        }
        all
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_two_pictures_tell_what_a_few_said_between_them(steps in pictures()) {
        let numbers: Vec<i64> = (11..=20).collect();
        let mut shown: Option<Picture> = None;
        for rows in steps {
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            let fresh = Picture::draw(&votes(&rows), &numbers, START);
            let next = match &shown {
                Some(before) => {
                    let next = fresh.after(before);
                    check_follows(before, &next)?;
                    next
                }
                None => fresh.first(),
            };
            for (at, group) in next.groups.iter().enumerate() {
                prop_assert!(group.size >= 5);
                for (number, _) in &group.stands_for {
                    prop_assert!(next.statement(*number).unwrap().by_group[at].answers() >= 5);
                }
            }
            shown = Some(next);
        }
    }

    /// In the first picture, and of a statement that was added since the last one.
    #[test]
    fn what_is_shown_for_the_first_time_tells_nothing_of_a_few(
        steps in pictures(),
        late in 1..10_usize,
    ) {
        let numbers: Vec<i64> = (11..=20).collect();
        let mut shown: Option<Picture> = None;
        for (at, rows) in steps.iter().enumerate() {
            let many = numbers.len() - if at == 0 { late } else { 0 };
            let rows: Vec<&str> = rows.iter().map(|row| &row[..many]).collect();
            let fresh = Picture::draw(&votes(&rows), &numbers[..many], START);
            let next = match &shown {
                Some(before) => fresh.after(before),
                None => fresh.first(),
            };
            let known = |number| shown.as_ref().is_some_and(|one| one.statement(number).is_some());
            for new in next.statements.iter().filter(|new| !known(new.number)) {
                for which in 0..1 << new.by_group.len() {
                    let sum = chosen(&new.by_group, which);
                    let rest = Tally {
                        agrees: new.tally.agrees - sum.agrees,
                        disagrees: new.tally.disagrees - sum.disagrees,
                        passes: new.tally.passes - sum.passes,
                    };
                    for count in [sum, rest] {
                        prop_assert!(!tells_of_somebody(Tally::default(), count), "{new:?}");
                    }
                }
            }
            shown = Some(next);
        }
    }
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
        // Nor can one be found by taking the groups from all.
        let hidden = |all: u32, shown: u32| (1..5).contains(&(all - shown));
        if !picture.groups.is_empty() {
            prop_assert!(!hidden(picture.voters, picture.groups.iter().map(|group| group.size).sum()));
            for one in &picture.statements {
                let shown = one.by_group.iter().map(|tally| tally.answers()).sum();
                prop_assert!(!hidden(one.tally.answers(), shown), "{one:?}");
            }
        }
        for (at, group) in picture.groups.iter().enumerate() {
            for (number, _) in &group.stands_for {
                prop_assert!(picture.statement(*number).unwrap().by_group[at].answers() >= 5);
            }
        }
        for number in picture.common.iter().chain(&picture.apart).chain(&picture.unsure) {
            prop_assert!(picture.statement(*number).is_some());
        }
    }
}
