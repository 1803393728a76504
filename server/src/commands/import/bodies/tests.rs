//! Bodies out of good, odd and hostile files.

use domain::body::{Body, BodyKind, Competence};
use domain::id::PlaceId;
use domain::language::{Language, Names};
use domain::place::{Place, PlaceKind};
use store::ids::Ids;

use super::*;
use crate::commands::import::places::Change;

const GOOD: &str = r#"
[calendar.office]
zone = "Asia/Shanghai"
hours = "Mon-Fri 09:00-12:00 14:00-17:00"
holidays = ["2026-10-01", "2026-10-02"]
extra-days = ["2026-10-10 09:00-12:00"]

[[body]]
key = "willow-lane-committee"
kind = "self-governance"
tier = 1
name = { en = "Willow Lane committee", zh-Hans = "柳巷居委会" }
places = ["willow-lane"]
categories = "all"
calendar = "office"
phone = "0571-1234"

[[body]]
key = "city"
kind = "government"
tier = 4
name = "City hotline"
places = ["3301"]
categories = "all"
zone = "Asia/Shanghai"
hours = "always"
duty = true
last-resort = true

[[body]]
key = "property"
kind = "partner"
tier = 1
name = "Property company"
places = ["willow-lane"]
categories = ["stair-light"]
calendar = "office"
answers-to = "willow-lane-committee"
"#;

fn places() -> Vec<Place> {
    let place = |id: u128, parent: Option<u128>, kind, slug: &str, code: Option<&str>| Place {
        id: PlaceId::new(uuid::Uuid::from_u128(id)),
        parent: parent.map(|id| PlaceId::new(uuid::Uuid::from_u128(id))),
        kind,
        slug: slug.into(),
        code: code.map(str::to_owned),
        names: Names::only(Language::En, slug),
    };
    vec![
        place(1, None, PlaceKind::City, "hangzhou", Some("3301")),
        place(2, Some(1), PlaceKind::Community, "willow-lane", None),
    ]
}

fn run(text: &str, known: &[Body]) -> (Vec<Planned>, Mistakes) {
    let mut mistakes = Mistakes::new();
    let charter = crate::commands::import::testing::charter(&["stair-light", "noise"]);
    let entries = read(&Source::new("b.toml", text), &mut mistakes);
    let (places, ids) = (places(), Ids::counted(10));
    let around = Surroundings {
        places: &places,
        known,
        charter: &charter,
    };
    let planned = plan(&entries, around, &ids, &mut mistakes);
    (planned, mistakes)
}

#[test]
fn bodies_are_read_with_calendar_contact_and_competence() {
    let (planned, mistakes) = run(GOOD, &[]);
    assert!(mistakes.is_empty(), "{mistakes}");
    let [committee, city, property] = planned.as_slice() else {
        panic!("three bodies")
    };
    assert_eq!(committee.body.calendar.holidays.len(), 2);
    assert_eq!(committee.body.calendar.extra_days.len(), 1);
    assert_eq!(committee.body.contact.phone.as_deref(), Some("0571-1234"));
    assert_eq!(city.body.places, [places()[0].id]);
    assert!(city.body.calendar.duty && city.body.last_resort);
    assert_eq!(property.body.kind, BodyKind::Partner);
    assert_eq!(property.body.answers_to, Some(committee.body.id));
    assert!(matches!(&property.body.competence, Competence::Only(keys) if keys.len() == 1));
}

#[test]
fn the_second_run_has_nothing_to_change_and_keeps_the_members() {
    let (planned, _) = run(GOOD, &[]);
    let mut known: Vec<Body> = planned.into_iter().map(|planned| planned.body).collect();
    known[0].members = 5;
    // It was found to be served by letter.
    known[1].on_paper = true;
    let (again, mistakes) = run(GOOD, &known);
    assert!(mistakes.is_empty(), "{mistakes}");
    assert!(again.iter().all(|planned| planned.change == Change::Same));
    let (third, _) = run(&GOOD.replace("0571-1234", "0571-9999"), &known);
    let changes: Vec<Change> = third.iter().map(|planned| planned.change).collect();
    assert_eq!(changes, [Change::Changed, Change::Same, Change::Same]);
    assert_eq!(third[0].body.members, 5);
}

#[test]
fn what_no_body_of_the_file_has_is_told_of_the_file() {
    let (_, mistakes) = run(&GOOD.replace("last-resort = true\n", ""), &[]);
    let [mistake] = mistakes.list() else {
        panic!("{mistakes}")
    };
    assert!(mistake.what.contains("no body of last resort"));
    assert_eq!(mistake.spot.to_string(), "b.toml");
}

/// What is replaced by what, the line of the mistake, and words of it.
const MISTAKEN: [(&str, &str, Option<u64>, &str); 17] = [
    (
        "tier = 1\nname = {",
        "tier = 9\nname = {",
        Some(11),
        "from 0 to 4",
    ),
    (
        "kind = \"government\"",
        "kind = \"state\"",
        Some(20),
        "no kind of body",
    ),
    (
        "places = [\"3301\"]",
        "places = [\"3302\"]",
        Some(23),
        "no place called “3302”",
    ),
    (
        "[\"stair-light\"]",
        "[\"stairlight\"]",
        Some(36),
        "no category “stairlight”",
    ),
    (
        "answers-to = \"willow-lane-committee\"\n",
        "",
        Some(30),
        "has to answer to",
    ),
    (
        "answers-to = \"willow-lane-committee\"",
        "answers-to = \"nobody\"",
        Some(38),
        "no body with the key",
    ),
    (
        "last-resort = true",
        "last-resort = false",
        None,
        "no body of last resort",
    ),
    ("duty = true", "duty = maybe", Some(27), "no TOML"),
    (
        "duty = true",
        "duty = \"maybe\"",
        Some(27),
        "neither yes nor no",
    ),
    (
        "calendar = \"office\"\nphone",
        "calendar = \"shop\"\nphone",
        Some(15),
        "no calendar called",
    ),
    ("2026-10-02", "2026-02-30", Some(5), "no date"),
    (
        "2026-10-10 09:00-12:00",
        "2026-10-10",
        Some(6),
        "cannot be read",
    ),
    (
        "Mon-Fri 09:00-12:00",
        "Mon-Fri 13:00-12:00",
        Some(4),
        "end before they begin",
    ),
    (
        "[calendar.office]\nzone = \"Asia/Shanghai\"",
        "[calendar.office]\nzone = \"Asia/Hangzhou\"",
        Some(3),
        "no time zone",
    ),
    ("phone =", "fone =", Some(16), "no key called “fone”"),
    (
        "key = \"city\"",
        "key = \"property\"",
        Some(30),
        "used twice",
    ),
    ("key = \"city\"", "key = \"City!\"", Some(19), "is no key"),
];

#[test]
fn every_mistake_is_named_with_its_line() {
    let twin = "\n[[body]]\nkey = \"twin\"\nkind = \"self-governance\"\ntier = 1\nname = \"Twin\"\n\
                places = [\"willow-lane\"]\ncategories = [\"noise\"]\ncalendar = \"office\"\n";
    for (from, to, line, words) in MISTAKEN {
        let (_, mistakes) = run(&GOOD.replace(from, to), &[]);
        let found = mistakes
            .list()
            .iter()
            .find(|mistake| mistake.what.contains(words));
        let found = found.unwrap_or_else(|| panic!("{to}: {mistakes}"));
        assert_eq!(found.spot.line, line, "{to}: {mistakes}");
    }
    let (_, mistakes) = run(&format!("{GOOD}{twin}"), &[]);
    assert_eq!(mistakes.count(), 1, "{mistakes}");
    assert!(
        mistakes.list()[0]
            .what
            .contains("tie for “noise” at willow-lane"),
        "{mistakes}"
    );
    assert_eq!(mistakes.list()[0].spot.line, Some(40));
}

#[test]
fn one_mistake_hides_no_other_and_makes_none() {
    let property = "tier = 1\nname = \"Property company\"\nplaces = [\"willow-lane\"]\ncategories = [\"stair-light\"]";
    let wrong =
        "tier = 9\nname = \"Property company\"\nplaces = [\"nowhere\"]\ncategories = [\"nocat\"]";
    for (changes, words) in [
        (
            &[(property, wrong)][..],
            &[
                "no place called “nowhere”",
                "no category “nocat”",
                "from 0 to 4",
            ][..],
        ),
        // Whoever answers to it finds it all the same.
        (
            &[("tier = 1\nname = {", "tier = 9\nname = {")],
            &["from 0 to 4"],
        ),
        (
            &[("kind = \"self-governance\"", "kind = \"committee\"")],
            &["no kind of body"],
        ),
        // And so does whoever works by it.
        (
            &[
                (
                    "Asia/Shanghai\"\nhours = \"Mon",
                    "Asia/Hangzhou\"\nhours = \"Mon",
                ),
                ("2026-10-02", "2026-02-30"),
            ],
            &["no time zone", "no date"],
        ),
    ] {
        let text = changes
            .iter()
            .fold(GOOD.to_owned(), |text, (from, to)| text.replace(from, to));
        let (_, mistakes) = run(&text, &[]);
        assert_eq!(mistakes.count(), words.len(), "{mistakes}");
        for words in words {
            assert!(mistakes.to_string().contains(words), "{words}: {mistakes}");
        }
    }
}

#[test]
fn a_table_gives_the_same_bodies_as_toml() {
    let csv = "key,kind,tier,name_en,name_zh_hans,places,categories,zone,hours,holidays,extra_days,phone,duty,last_resort\n\
        willow-lane-committee,self-governance,1,Willow Lane committee,柳巷居委会,willow-lane,all,Asia/Shanghai,Mon-Fri 09:00-12:00 14:00-17:00,2026-10-01;2026-10-02,2026-10-10 09:00-12:00,0571-1234,no,no\n\
        city,government,4,City hotline,,hangzhou,all,Asia/Shanghai,always,,,,yes,yes\n";
    let mut mistakes = Mistakes::new();
    let entries = read(&Source::new("b.csv", csv), &mut mistakes);
    let charter = crate::commands::import::testing::charter(&["stair-light", "noise"]);
    let places = places();
    let around = Surroundings {
        places: &places,
        known: &[],
        charter: &charter,
    };
    let planned = plan(&entries, around, &Ids::counted(10), &mut mistakes);
    assert!(mistakes.is_empty(), "{mistakes}");
    let (toml, _) = run(GOOD, &[]);
    for (one, other) in planned.iter().zip(&toml) {
        assert_eq!(one.body, other.body);
    }
}

/// If this fails, the how-to shows something that Linli does not read.
#[test]
fn the_how_to_shows_bodies_that_are_read() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs/how-to/set-up-a-neighbourhood.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (_, rest) = page.split_once("```toml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let mut mistakes = Mistakes::new();
    let entries = read(&Source::new("how-to.toml", example), &mut mistakes);
    assert!(mistakes.is_empty(), "{mistakes}");
    assert_eq!(entries.len(), 3);
}
