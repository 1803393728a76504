//! What a code, a door, a vouch and a threshold are, and what tries to pass for one.

use std::collections::BTreeSet;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::case::tests::town::person_id;
use crate::language::{Language, Names};

const NOW: Instant = Instant::from_micros(1_000_000_000_000);

fn household(n: u128) -> HouseholdId {
    HouseholdId::new(Uuid::from_u128(n))
}

fn place(n: u128, parent: Option<u128>, kind: PlaceKind) -> Place {
    Place {
        id: PlaceId::new(Uuid::from_u128(n)),
        parent: parent.map(|parent| PlaceId::new(Uuid::from_u128(parent))),
        kind,
        slug: format!("place-{n}"),
        code: None,
        names: Names::only(Language::En, "Place"),
    }
}

/// Street 1 with the communities 2 (buildings 21, 22) and 3 (building 31).
fn path(n: u128) -> Vec<Place> {
    let street = place(1, None, PlaceKind::SubDistrict);
    let community = |n| place(n, Some(1), PlaceKind::Community);
    match n {
        1 => vec![street],
        2 | 3 => vec![street, community(n)],
        _ => vec![
            street,
            community(n / 10),
            place(n, Some(n / 10), PlaceKind::Building),
        ],
    }
}

const fn kept(household: HouseholdId, expires_at: Instant, replaced: bool) -> KeptCode {
    KeptCode {
        household,
        expires_at,
        replaced,
    }
}

#[test]
fn a_code_is_read_as_people_type_it_from_paper() {
    let code = PaperCode::from_random(48_213_377_001);
    let spaced = code.spaced();
    assert_eq!((spaced.len(), code.signs().len()), (11, 9));
    let wide: String = spaced
        .chars()
        .map(|one| char::from_u32(u32::from(one) + 0xfee0).unwrap())
        .collect();
    for typed in [
        spaced.clone(),
        spaced.to_lowercase(),
        spaced.replace('-', " "),
        code.signs(),
        wide.replace('－', "-"),
        format!("  {spaced}\n"),
    ] {
        assert_eq!(PaperCode::parse(&typed), Ok(code), "{typed}");
    }
    for (typed, why) in [
        ("", "paper-code-missing"),
        (" - ", "paper-code-missing"),
        ("ACD", "paper-code-unreadable"),
        ("ACD-EFG-HJK-M", "paper-code-unreadable"),
        ("ACD-EFG-0JK", "paper-code-unreadable"),
        ("ACD-EFG-H柳K", "paper-code-unreadable"),
    ] {
        assert_eq!(
            PaperCode::parse(typed).map_err(HouseholdRefused::code),
            Err(why),
            "{typed}"
        );
    }
    assert_eq!(format!("{code:?}"), "PaperCode(…)");
}

proptest! {
    #[test]
    fn every_code_reads_back_and_every_single_slip_is_found(random: u64, at in 0_usize..9, other in 0_usize..23) {
        const SIGNS: &[u8; 23] = b"3479ACDEFGHJKMNPQRTVWXY";
        let code = PaperCode::from_random(random);
        prop_assert_eq!(PaperCode::parse(&code.spaced()), Ok(code));
        let mut signs: Vec<char> = code.signs().chars().collect();
        let wrong = char::from(SIGNS[other]);
        if signs[at] != wrong {
            signs[at] = wrong;
            let typed: String = signs.iter().collect();
            prop_assert_eq!(PaperCode::parse(&typed), Err(HouseholdRefused::CodeMistyped));
        }
        let mut swapped: Vec<char> = code.signs().chars().collect();
        if at < 7 && swapped[at] != swapped[at + 1] {
            swapped.swap(at, at + 1);
            let typed: String = swapped.iter().collect();
            prop_assert_eq!(PaperCode::parse(&typed), Err(HouseholdRefused::CodeMistyped));
        }
    }

    #[test]
    fn nothing_that_is_typed_panics(text: String) {
        let _ = PaperCode::parse(&text);
        let _ = Door::parse(&text);
        let _ = doors(&text);
    }

    /// The same household never counts twice, and more people never count less.
    #[test]
    fn a_household_counts_once(
        verified in 0_i64..40, known in 0_i64..40,
        people in proptest::collection::vec((0_u128..12, proptest::option::of((0_u128..5, any::<bool>()))), 0..12),
    ) {
        let of = people
            .iter()
            .filter_map(|(who, lives)| lives.map(|(of, inside)| (person_id(*who), (household(of), inside))))
            .collect();
        let households = Households { verified, known, of };
        let asking: Vec<PersonId> = people.iter().map(|(who, _)| person_id(*who)).collect();
        let count = households.count(asking.iter().copied());
        let distinct: BTreeSet<_> = households.of.values().map(|(of, _)| *of).collect();
        let strangers: BTreeSet<_> = asking.iter().filter(|one| !households.of.contains_key(one)).collect();
        prop_assert!(count <= distinct.len() + strangers.len());
        if !households.is_cold() {
            let inside: BTreeSet<_> = households.of.values().filter(|one| one.1).map(|one| one.0).collect();
            prop_assert_eq!(count, inside.len());
        }
        let twice = asking.iter().chain(&asking).copied();
        prop_assert_eq!(households.count(twice), count);
        for end in 0..asking.len() {
            prop_assert!(households.count(asking[..end].iter().copied()) <= count);
        }
        prop_assert_eq!(households.enough(asking), count >= households.needed());
    }
}

#[test]
fn one_door_is_written_in_many_ways() {
    let door = Door::parse("2-301").unwrap();
    for same in ["２－３０１", " 2 - 301 ", "2–301", "2-301室", "2-301 號"] {
        assert_eq!(Door::parse(same), Ok(door.clone()), "{same}");
    }
    assert_ne!(Door::parse("2-302").unwrap(), door);
    assert_eq!(Door::parse("B座501"), Door::parse("b座 501"));
    for (typed, why) in [
        ("", "door-missing"),
        ("室", "door-missing"),
        (" - ", "door-missing"),
        (&"x".repeat(21), "door-too-long"),
        (&"x".repeat(100_000), "door-too-long"),
    ] {
        assert_eq!(
            Door::parse(typed).map_err(HouseholdRefused::code),
            Err(why),
            "{typed}"
        );
    }
    assert_eq!(format!("{door:?}"), "Door(…)");
}

#[test]
fn a_list_has_each_door_once_with_its_label() {
    let list = doors("1-101\n\n 1-102 \n１－１０１\r\n").unwrap();
    let labels: Vec<&str> = list.iter().map(|(_, label)| label.as_str()).collect();
    assert_eq!(labels, ["1-101", "1-102"]);
    assert_eq!(doors(" \n").unwrap_err(), HouseholdRefused::DoorMissing);
    let many: Vec<String> = (0..=MAX_DOORS).map(|n| n.to_string()).collect();
    assert_eq!(
        doors(&many.join("\n")).unwrap_err(),
        HouseholdRefused::TooManyDoors
    );
}

#[test]
fn a_code_opens_one_door_until_it_lapses_or_is_replaced() {
    let (home, place) = (path(21), path(21));
    let nobody = Claimant {
        households: &[],
        home: &home,
        place: &place,
    };
    let until = NOW.plus_days(CODE_DAYS);
    let fine = Some(kept(household(7), until, false));
    assert_eq!(
        by_code(fine, nobody, NOW),
        Ok(Claimed::Verified(Vec::new()))
    );
    assert_eq!(
        by_code(None, nobody, NOW),
        Err(HouseholdRefused::CodeUnknown)
    );
    assert_eq!(
        by_code(fine, nobody, until),
        Err(HouseholdRefused::CodeLapsed)
    );
    let replaced = Some(kept(household(7), until, true));
    let listed = Claimed::Listed(HouseholdRefused::CodeReplaced, ConflictKind::ReplacedCode);
    assert_eq!(by_code(replaced, nobody, NOW), Ok(listed));
    let there = [household(7)];
    let again = Claimant {
        households: &there,
        ..nobody
    };
    assert_eq!(
        by_code(fine, again, NOW),
        Err(HouseholdRefused::AlreadyVerified)
    );
    // They have the newer letter's household already: nothing to list.
    assert_eq!(
        by_code(replaced, again, NOW),
        Err(HouseholdRefused::AlreadyVerified)
    );
}

#[test]
fn what_does_not_fit_is_listed() {
    let place = path(21);
    let conflicts = |households: &[HouseholdId], home: &[Place]| {
        super::conflicts(Claimant {
            households,
            home,
            place: &place,
        })
    };
    let elsewhere = [household(8)];
    assert_eq!(
        conflicts(&elsewhere, &path(21)),
        [ConflictKind::TwoHouseholds]
    );
    assert_eq!(conflicts(&[], &path(31)), [ConflictKind::OtherCommunity]);
    let both = [ConflictKind::TwoHouseholds, ConflictKind::OtherCommunity];
    assert_eq!(conflicts(&elsewhere, &path(3)), both);
    for fits in [path(22), path(2), path(1), Vec::new()] {
        assert_eq!(conflicts(&[], &fits), []);
    }
    assert_eq!(
        resolve(Resolution::End, false),
        Err(HouseholdRefused::NothingToEnd)
    );
    assert_eq!(resolve(Resolution::Keep, false), Ok(()));
    assert_eq!(resolve(Resolution::End, true), Ok(()));
}

#[test]
fn nobody_sees_themselves_in_person_and_nobody_twice() {
    let (place, there) = (path(21), [household(7)]);
    let see = |person, of| {
        let claimant = Claimant {
            households: &there,
            home: &place,
            place: &place,
        };
        in_person(person_id(person), person_id(5), household(of), claimant)
    };
    assert_eq!(see(5, 8), Err(HouseholdRefused::OwnVouch));
    assert_eq!(see(6, 7), Err(HouseholdRefused::AlreadyVerified));
    assert_eq!(see(6, 8), Ok(vec![ConflictKind::TwoHouseholds]));
}

#[test]
fn doors_are_in_buildings_and_in_communities_without_any() {
    assert!(has_doors(PlaceKind::Building, false));
    assert!(has_doors(PlaceKind::Community, false));
    assert!(!has_doors(PlaceKind::Community, true));
    assert!(!has_doors(PlaceKind::SubDistrict, false));
}

fn request() -> Request {
    Request {
        person: person_id(1),
        household: household(1),
        place: PlaceId::new(Uuid::from_u128(21)),
        asked_at: NOW,
    }
}

fn voucher(n: u128, used: i64) -> Voucher {
    Voucher {
        person: person_id(n),
        household: household(n),
        place: PlaceId::new(Uuid::from_u128(21)),
        used,
    }
}

#[test]
fn two_neighbours_of_different_households_are_needed() {
    let first = (person_id(2), household(2));
    assert_eq!(
        vouch(&request(), &voucher(2, 0), &[]),
        Ok(Vouching::OneMore)
    );
    assert_eq!(
        vouch(&request(), &voucher(3, 2), &[first]),
        Ok(Vouching::Verified)
    );

    let why = |voucher: &Voucher, so_far: &[_]| {
        vouch(&request(), voucher, so_far).map_err(HouseholdRefused::code)
    };
    assert_eq!(why(&voucher(1, 0), &[]), Err("own-vouch"));
    assert_eq!(why(&voucher(2, 0), &[first]), Err("vouched-already"));
    assert_eq!(why(&voucher(3, 3), &[first]), Err("vouches-used-up"));
    let flatmate = Voucher {
        household: household(2),
        ..voucher(3, 0)
    };
    assert_eq!(why(&flatmate, &[first]), Err("same-household"));
    let family = Voucher {
        household: household(1),
        ..voucher(3, 0)
    };
    assert_eq!(why(&family, &[]), Err("same-household"));
    let next_door = Voucher {
        place: PlaceId::new(Uuid::from_u128(22)),
        ..voucher(3, 0)
    };
    assert_eq!(why(&next_door, &[first]), Err("not-neighbour"));
}

#[test]
fn a_place_warms_up_and_a_small_one_needs_two() {
    let at = |verified, known| Households {
        verified,
        known,
        ..Households::default()
    };
    assert_eq!((at(0, 0).needed(), at(0, 0).is_cold()), (3, true));
    assert_eq!(at(1, 11).needed(), 2);
    assert_eq!(at(1, 12).needed(), 3);
    assert!(at(19, 60).is_cold());
    assert!(!at(20, 60).is_cold());
    let strangers = || (1..=3).map(person_id);
    assert!(at(19, 60).enough(strangers()), "confirmed accounts count");
    assert!(
        !at(20, 60).enough(strangers()),
        "from twenty on they do not"
    );
    assert!(at(2, 8).enough(strangers().take(2)));
}

#[test]
fn every_word_has_its_own_code() {
    let distinct = |codes: Vec<&str>| codes.iter().collect::<BTreeSet<_>>().len() == codes.len();
    assert!(distinct(
        HouseholdRefused::ALL.iter().map(|one| one.code()).collect()
    ));
    assert!(distinct(
        ConflictKind::ALL.iter().map(|one| one.code()).collect()
    ));
    for method in Method::ALL {
        assert_eq!(Method::from_code(method.code()), Some(*method));
    }
    assert_eq!(Resolution::from_code("burn"), None);
}
