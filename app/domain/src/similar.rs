//! "Is it one of these?": open public cases that may be the same as a new concern.
//!
//! Scored by what the two texts share (pairs of neighbouring characters, which
//! works alike for Chinese and Latin script), by the category, and by how near
//! the places are in the tree. Only public cases may be passed in.

use std::cmp::Reverse;

use crate::id::{CaseId, PlaceId};

/// How many are shown.
const BEST: usize = 5;

/// Points for the same category, of about 1,100 in all.
const SAME_CATEGORY: u32 = 350;

/// Points for nearness by steps in the tree: the same place, one inside the
/// other, neighbours, one step further. Beyond that a case is too far away.
const NEARNESS: [u32; 4] = [250, 180, 110, 50];

/// The fewest points: the same category next door, or much the same words.
const ENOUGH: u32 = 450;

/// What of a case, or of a new concern, is compared.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// Its words, folded (`text::fold`).
    pub words: &'a str,
    /// Key of its category.
    pub category: &'a str,
    /// Its place and everything that lies around it, the closest first.
    pub place_path: &'a [PlaceId],
}

/// A case that may be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Similar {
    /// Which.
    pub case: CaseId,
    /// How alike, up to about 1,100.
    pub score: u32,
}

/// The open cases most like `concern`, at most five, the most alike first;
/// among equals the older one (ids grow with time).
pub fn similar<'a>(
    concern: Compared<'_>,
    open: impl IntoIterator<Item = (CaseId, Compared<'a>)>,
) -> Vec<Similar> {
    let pairs = pairs(concern.words);
    let mut found: Vec<Similar> = open
        .into_iter()
        .filter_map(|(case, other)| {
            let steps = steps(concern.place_path, other.place_path)?;
            let category = if concern.category == other.category {
                SAME_CATEGORY
            } else {
                0
            };
            let near = NEARNESS.get(steps)?;
            let score = category + near + overlap(&pairs, &self::pairs(other.words)) / 2;
            (score >= ENOUGH).then_some(Similar { case, score })
        })
        .collect();
    found.sort_by_key(|similar| (Reverse(similar.score), similar.case));
    found.truncate(BEST);
    found
}

/// How alike two folded texts are, from 0 to 1,000.
pub fn likeness(one: &str, other: &str) -> u32 {
    overlap(&pairs(one), &pairs(other))
}

/// How many steps up and down the tree lead from one place to the other;
/// `None` if they are in different trees.
fn steps(from: &[PlaceId], to: &[PlaceId]) -> Option<usize> {
    from.iter().enumerate().find_map(|(up, place)| {
        to.iter()
            .position(|other| other == place)
            .map(|down| up + down)
    })
}

/// All pairs of neighbouring letters, sorted; a lone Chinese character counts with itself.
fn pairs(words: &str) -> Vec<(char, char)> {
    let mut pairs = Vec::new();
    for run in words.split(|c: char| !c.is_alphanumeric()) {
        let letters: Vec<char> = run.chars().collect();
        match letters.as_slice() {
            [alone] => pairs.push((*alone, *alone)),
            letters => pairs.extend(letters.windows(2).map(|pair| (pair[0], pair[1]))),
        }
    }
    pairs.sort_unstable();
    pairs
}

/// How much two sorted lists have in common, from 0 to 1,000 (Dice's coefficient).
fn overlap(one: &[(char, char)], other: &[(char, char)]) -> u32 {
    let (mut at, mut to, mut common) = (0, 0, 0_usize);
    while let (Some(a), Some(b)) = (one.get(at), other.get(to)) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => to += 1,
            std::cmp::Ordering::Equal => {
                (at, to, common) = (at + 1, to + 1, common + 1);
            }
        }
    }
    let all = (one.len() + other.len()).max(1);
    u32::try_from(2_000 * common / all).unwrap_or(1_000)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::text::fold;

    const CITY: u128 = 1;
    const LANE: u128 = 2;
    const HOUSE_ONE: u128 = 3;
    const HOUSE_TWO: u128 = 4;
    const FAR_LANE: u128 = 5;
    const FAR_HOUSE: u128 = 6;

    fn path(places: &[u128]) -> Vec<PlaceId> {
        places
            .iter()
            .map(|n| PlaceId::new(Uuid::from_u128(*n)))
            .collect()
    }

    fn case(n: u128) -> CaseId {
        CaseId::new(Uuid::from_u128(n))
    }

    #[test]
    fn the_same_thing_next_door_comes_first_and_strangers_do_not_come_at_all() {
        let (one, two) = (
            path(&[HOUSE_ONE, LANE, CITY]),
            path(&[HOUSE_TWO, LANE, CITY]),
        );
        let (lane, far) = (path(&[LANE, CITY]), path(&[FAR_HOUSE, FAR_LANE, CITY]));
        let open: Vec<(&str, &str, &[PlaceId])> = vec![
            ("三楼楼道的灯不亮已经一星期", "stair-light", &one),
            ("樓道燈壞了，三樓那盞", "stair-light", &one),
            ("楼道里的灯一闪一闪", "stair-light", &two),
            ("电梯坏了", "lift", &one),
            ("三楼楼道的灯坏了", "street-light", &lane),
            ("三楼楼道的灯坏了", "stair-light", &far),
            (
                "The light on the third floor is broken",
                "stair-light",
                &one,
            ),
        ];
        let folded: Vec<String> = open.iter().map(|(words, _, _)| fold(words)).collect();
        let open = open.iter().zip(&folded).zip(0_u128..).map(
            |(((_, category, place_path), words), n)| {
                (
                    case(n),
                    Compared {
                        words,
                        category,
                        place_path,
                    },
                )
            },
        );
        let words = fold("三楼的楼道灯坏了");
        let concern = Compared {
            words: &words,
            category: "stair-light",
            place_path: &one,
        };
        let found: Vec<u128> = similar(concern, open)
            .into_iter()
            .map(|similar| similar.case.uuid().as_u128())
            .collect();
        assert_eq!(found, [1, 0, 6, 2, 4]);
    }

    #[test]
    fn an_english_text_finds_its_likes() {
        let lane = path(&[LANE, CITY]);
        let words = [
            "the lift has stopped again",
            "lift stopped between two floors",
            "a dog barks all night",
        ];
        let open = words.iter().zip(0_u128..).map(|(words, n)| {
            (
                case(n),
                Compared {
                    words,
                    category: "other",
                    place_path: &lane,
                },
            )
        });
        let concern = Compared {
            words: "the lift stopped again",
            category: "lift",
            place_path: &lane,
        };
        let found: Vec<CaseId> = similar(concern, open)
            .into_iter()
            .map(|similar| similar.case)
            .collect();
        assert_eq!(found, [case(0), case(1)]);
    }

    #[test]
    fn no_more_than_five_and_the_older_first() {
        let lane = path(&[LANE, CITY]);
        let same = Compared {
            words: "lift",
            category: "lift",
            place_path: &lane,
        };
        let found = similar(same, (0..9).rev().map(|n| (case(n), same)));
        assert_eq!(
            found.iter().map(|s| s.case).collect::<Vec<_>>(),
            [0, 1, 2, 3, 4].map(case)
        );
        let elsewhere = path(&[99]);
        let other = Compared {
            place_path: &elsewhere,
            ..same
        };
        assert_eq!(similar(same, [(case(1), other)]), []);
    }

    proptest! {
        #[test]
        fn likeness_is_the_same_both_ways(one in "[a-c灯坏楼 ]{0,12}", other in "[a-c灯坏楼 ]{0,12}") {
            let (a, b) = (pairs(&one), pairs(&other));
            prop_assert_eq!(overlap(&a, &b), overlap(&b, &a));
            prop_assert!(overlap(&a, &b) <= 1_000);
            prop_assert_eq!(overlap(&a, &a), if a.is_empty() { 0 } else { 1_000 });
        }
    }
}
