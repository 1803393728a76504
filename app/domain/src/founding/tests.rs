//! Who founds a group of a building, when it is founded, and what it is then.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::calendar::Hours;
use crate::id::PlaceId;
use crate::language::Language;

const NOW: Instant = Instant::from_micros(1_000_000_000_000);
const COMMUNITY: u128 = 2;
const BUILDING: u128 = 21;

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

/// Street 1 with the community 2 and its building 21.
fn path() -> Vec<Place> {
    vec![
        place(1, None, PlaceKind::SubDistrict),
        place(COMMUNITY, Some(1), PlaceKind::Community),
        place(BUILDING, Some(COMMUNITY), PlaceKind::Building),
    ]
}

fn body(n: u128, kind: BodyKind, tier: u8, serves: u128, rank: i64) -> Body {
    let hours = vec![Hours::between(9, 17)];
    Body {
        id: BodyId::new(Uuid::from_u128(n)),
        key: format!("body-{n}"),
        kind,
        tier: Tier::new(tier).unwrap(),
        names: Names::only(Language::En, "Body"),
        places: vec![PlaceId::new(Uuid::from_u128(serves))],
        competence: Competence::All,
        calendar: WorkingCalendar {
            zone: format!("Zone/{n}"),
            week: std::array::from_fn(|_| hours.clone()),
            holidays: std::collections::BTreeSet::new(),
            extra_days: std::collections::BTreeMap::new(),
            holiday_names: std::collections::BTreeMap::new(),
            duty: true,
        },
        contact: Contact::default(),
        answers_to: None,
        rank,
        in_service: true,
        members: 1,
        last_resort: false,
        on_paper: false,
    }
}

/// A committee, an office above it, and a company.
fn bodies() -> Vec<Body> {
    vec![
        body(11, BodyKind::SelfGovernance, 1, COMMUNITY, 3),
        body(12, BodyKind::Government, 2, 1, 1),
        body(15, BodyKind::Partner, 1, BUILDING, -4),
    ]
}

fn new() -> NewGroup {
    NewGroup {
        id: BodyId::new(Uuid::from_u128(77)),
        key: "place-21-group".to_owned(),
        names: Names::only(Language::En, "Group"),
    }
}

const fn signature(person: u128, household: Option<u128>, helps: bool) -> Signature {
    Signature {
        person: PersonId::new(Uuid::from_u128(person)),
        household: match household {
            Some(household) => Some(HouseholdId::new(Uuid::from_u128(household))),
            None => None,
        },
        helps,
    }
}

fn signed(signatures: Vec<Signature>) -> Founding {
    Founding {
        begun_at: NOW,
        signatures,
    }
}

#[test]
fn only_who_is_verified_in_a_building_without_a_group_signs() {
    use FoundingRefused as R;
    let group = body(30, BodyKind::SelfGovernance, 0, BUILDING, 1);
    let wider = body(31, BodyKind::SelfGovernance, 0, COMMUNITY, 1);
    let gone = Body {
        in_service: false,
        ..group.clone()
    };
    let empty = Body {
        members: 0,
        ..group.clone()
    };
    let with = |more: Body| bodies().into_iter().chain([more]).collect::<Vec<Body>>();
    let area = path()[..2].to_vec();
    for (path, bodies, lives, expected) in [
        (path(), bodies(), true, Ok(())),
        (path(), bodies(), false, Err(R::NotVerified)),
        (area, bodies(), true, Err(R::NotBuilding)),
        (Vec::new(), bodies(), true, Err(R::NotBuilding)),
        (path(), with(group), true, Err(R::GroupThere)),
        (path(), with(wider), true, Ok(())),
        (path(), with(gone), true, Ok(())),
        (path(), with(empty), true, Ok(())),
        (path(), Vec::new(), true, Err(R::NobodyAbove)),
    ] {
        let building = Building {
            path: &path,
            bodies: &bodies,
        };
        assert_eq!(building.may_sign(lives), expected, "{bodies:?}");
    }
}

#[test]
fn the_tenth_household_founds_it_if_three_of_them_help() {
    let nine = |helping: u128| (0..9).map(move |n| signature(n, Some(n), n < helping));
    let with = |helping: u128, more: Signature| {
        let all = nine(helping).chain([more]).collect();
        signed(all).tally()
    };
    assert!(!signed(nine(3).collect()).tally().is_enough());
    assert!(with(3, signature(9, Some(9), false)).is_enough());
    assert!(with(2, signature(9, Some(9), true)).is_enough());
    let few = with(2, signature(9, Some(9), false));
    assert_eq!((few.households_missing(), few.helpers_missing()), (0, 1));
    assert!(!few.is_enough());
    // Of a household that signed already, and who moved out.
    for one in [signature(9, Some(4), true), signature(9, None, true)] {
        assert_eq!(with(3, one).households_missing(), 1, "{one:?}");
    }
}

#[test]
fn who_helps_and_lives_there_becomes_a_member() {
    let founding = signed(vec![
        signature(1, Some(1), true),
        signature(2, Some(2), false),
        signature(3, None, true),
        signature(4, Some(1), true),
    ]);
    let helpers: Vec<PersonId> = [1, 4].map(|n| signature(n, None, true).person).to_vec();
    assert_eq!(founding.helpers(), helpers);
    assert_eq!(founding.tally().helping, 1, "two of one household are one");
}

#[test]
fn a_founding_lapses_after_sixty_days() {
    let founding = signed(Vec::new());
    assert!(founding.is_open(NOW.plus_days(FOUNDING_DAYS).plus_seconds(-1)));
    assert!(!founding.is_open(NOW.plus_days(FOUNDING_DAYS)));
}

#[test]
fn a_group_keeps_the_hours_of_the_committee_and_is_asked_first() {
    let (path, mut bodies) = (path(), bodies());
    // Nearer, and of a higher tier; as near, and of a later rank.
    bodies.push(body(16, BodyKind::Government, 2, BUILDING, 1));
    bodies.push(body(17, BodyKind::SelfGovernance, 1, COMMUNITY, 4));
    let building = Building {
        path: &path,
        bodies: &bodies,
    };
    let group = building.found(new()).unwrap();
    assert_eq!(group.calendar.zone, "Zone/11");
    assert!(!group.calendar.duty, "nobody of it wakes at night");
    assert_eq!(
        (group.kind, group.tier),
        (BodyKind::SelfGovernance, Tier::GROUP)
    );
    assert_eq!(group.places, [path[2].id]);
    assert!(bodies.iter().all(|other| group.rank < other.rank));
    assert!(crate::body_check::superior(group.kind, None).is_none());
}

#[test]
fn a_key_is_taken_once() {
    assert_eq!(group_key("willow-1", |_| false), "willow-1-group");
    let taken = |key: &str| matches!(key, "willow-1-group" | "willow-1-group-2");
    assert_eq!(group_key("willow-1", taken), "willow-1-group-3");
}

#[test]
fn every_no_has_a_code_of_its_own() {
    let codes: BTreeSet<&str> = FoundingRefused::ALL.map(FoundingRefused::code).into();
    assert_eq!(codes.len(), FoundingRefused::ALL.len());
}

fn any_signature() -> impl Strategy<Value = (Option<u128>, bool)> {
    (prop::option::of(0_u128..14), any::<bool>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    #[test]
    fn a_household_is_one_voice_whoever_of_it_signs(
        all in prop::collection::vec(any_signature(), 0..30), again in any_signature(),
    ) {
        let signatures: Vec<Signature> = (0..)
            .zip(&all)
            .map(|(person, (household, helps))| signature(person, *household, *helps))
            .collect();
        let before = signed(signatures.clone()).tally();
        prop_assert!(before.helping <= before.households);
        prop_assert!(before.households <= all.len().min(14));
        let known = again.0.is_none_or(|household| all.iter().any(|(other, _)| *other == Some(household)));
        let mut more = signatures;
        more.push(signature(99, again.0, again.1));
        let founding = signed(more);
        let after = founding.tally();
        prop_assert_eq!(after.households, before.households + usize::from(!known));
        prop_assert!(after.helping >= before.helping);
        // Enough of them means enough members.
        if after.is_enough() {
            prop_assert!(founding.helpers().len() >= HELPERS_NEEDED);
        }
        // Taking back never helps.
        let mut fewer = founding;
        fewer.signatures.remove(0);
        let fewer = fewer.tally();
        prop_assert!(fewer.households <= after.households && fewer.helping <= after.helping);
    }
}
