//! People good and wrong.

use domain::body::{Competence, Contact, Tier};
use domain::calendar::{Hours, WorkingCalendar};
use domain::language::Names;
use domain::place::PlaceKind;
use uuid::Uuid;

use super::*;

fn surroundings() -> (Vec<Place>, Vec<Body>) {
    let place = Place {
        id: PlaceId::new(Uuid::from_u128(1)),
        parent: None,
        kind: PlaceKind::City,
        slug: "riverside".into(),
        code: Some("3301".into()),
        names: Names::only(Language::En, "Riverside"),
    };
    let building = Place {
        id: PlaceId::new(Uuid::from_u128(2)),
        parent: Some(place.id),
        kind: PlaceKind::Building,
        slug: "willow-1".into(),
        code: None,
        names: Names::only(Language::En, "Willow 1"),
    };
    let body = |id: u128, key: &str, kind, tier| Body {
        id: BodyId::new(Uuid::from_u128(id)),
        key: key.into(),
        kind,
        tier: Tier::new(tier).unwrap(),
        names: Names::only(Language::En, key),
        places: vec![place.id],
        competence: Competence::All,
        calendar: WorkingCalendar::weekdays("UTC", Hours::between(9, 17)),
        contact: Contact::default(),
        answers_to: None,
        rank: 0,
        in_service: true,
        members: 0,
        last_resort: false,
        on_paper: false,
    };
    let bodies = vec![
        body(10, "committee", BodyKind::SelfGovernance, 1),
        body(11, "city", BodyKind::Government, 4),
    ];
    (vec![place, building], bodies)
}

fn run(rows: &str) -> (Vec<Entry>, Mistakes) {
    let (places, bodies) = surroundings();
    let mut mistakes = Mistakes::new();
    let source = Source::new(
        "p.csv",
        format!("handle,name,language,body,role,home,steward\n{rows}"),
    );
    let people = read(&source, &places, &bodies, &mut mistakes);
    (people, mistakes)
}

#[test]
fn a_person_with_two_seats_has_two_rows() {
    let (people, mistakes) = run(
        "A@Example.org,Ann,en,committee,convener,3301,yes\na@example.org,Ann,en,city,,,\n13800138000,王芳,,,,,\n",
    );
    assert!(mistakes.is_empty(), "{mistakes}");
    assert_eq!(people.len(), 2);
    let roles: Vec<Role> = people[0].seats.iter().map(|(_, role)| *role).collect();
    assert_eq!(roles, [Role::Convener, Role::Officer]);
    assert!(people[0].steward && people[0].home.is_some());
    assert_eq!(people[1].language, Language::Hans);
    assert_eq!(people[1].handle.as_str(), "+8613800138000");
}

#[test]
fn every_mistake_is_named_with_its_line() {
    for (row, words) in [
        (",Ann,en,,,,", "no e-mail address or phone"),
        ("a@,Ann,en,,,,", "no e-mail address"),
        ("a@example.org,,en,,,,", "no name"),
        ("a@example.org,Ann,fr,,,,", "does not speak"),
        ("a@example.org,Ann,en,comittee,,,", "no body with the key"),
        (
            "a@example.org,Ann,en,city,convener,,",
            "no role in a government body",
        ),
        ("a@example.org,Ann,en,,convener,,", "belongs to no body"),
        ("a@example.org,Ann,en,comittee,king,,", "“king” is no role"),
        ("a@example.org,Ann,en,,,paris,", "no place called"),
        ("a@example.org,Ann,en,,,,perhaps", "neither yes nor no"),
        (
            "b@example.org,Bob,en,committee,,,",
            "has a seat in this body already",
        ),
        ("b@example.org,Rob,en,city,,,", "another name or language"),
        ("b@example.org,Bob,en,city,,willow-1,", "another home"),
    ] {
        let first = "b@example.org,Bob,en,committee,,riverside,";
        let (_, mistakes) = run(&format!("{first}\n{row}\n"));
        let found = mistakes
            .list()
            .iter()
            .find(|mistake| mistake.what.contains(words));
        let found = found.unwrap_or_else(|| panic!("{row}: {mistakes}"));
        assert_eq!(found.spot.line, Some(3), "{row}");
    }
}
