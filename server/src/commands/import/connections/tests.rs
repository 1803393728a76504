//! Connections out of good and odd files.

use domain::body::{BodyKind, Competence, Contact, Tier};
use domain::calendar::WorkingCalendar;
use domain::language::Names;

use super::*;

const GOOD: &str = r#"
[[connection]]
body = "bridge-office"
url = "https://city.example/open311/v2/"
jurisdiction = "city.example"
key-variable = "CITY_KEY"
acts-as = "wu@example.org"
default-service = "other"
services = { stair-light = "L-1", noise = "N-7" }
extensions = true
poll-minutes = 5
"#;

fn office() -> Body {
    Body {
        id: BodyId::new(uuid::Uuid::from_u128(1)),
        key: "bridge-office".to_owned(),
        kind: BodyKind::Government,
        tier: Tier::new(2).unwrap(),
        names: Names::only(Language::En, "Office"),
        places: Vec::new(),
        competence: Competence::All,
        calendar: WorkingCalendar::always_on("Asia/Shanghai"),
        contact: Contact::default(),
        answers_to: None,
        rank: 0,
        in_service: true,
        members: 1,
        last_resort: false,
        on_paper: false,
    }
}

fn run(text: &str) -> (Vec<Entry>, Mistakes) {
    let mut mistakes = Mistakes::new();
    let charter = crate::commands::import::testing::charter(&["stair-light", "noise"]);
    let source = Source::new("c.toml", text);
    let entries = read(&source, &[office()], &charter, &mut mistakes);
    (entries, mistakes)
}

#[test]
fn a_good_file_gives_its_connection() {
    let (entries, mistakes) = run(GOOD);
    assert!(mistakes.is_empty(), "{mistakes}");
    let made = &entries[0].made;
    assert_eq!(made.url, "https://city.example/open311/v2");
    assert_eq!(made.key_from, "variable:CITY_KEY");
    assert_eq!(made.services.code("stair-light"), "L-1");
    assert_eq!(made.services.code("bins"), "other");
    assert!(made.extensions && !made.repeats_safely && made.in_service);
    assert_eq!(
        (made.poll_minutes, made.jurisdiction.as_deref()),
        (5, Some("city.example"))
    );
}

#[test]
fn every_mistake_is_told_with_its_line() {
    let changes = [
        ("\"bridge-office\"", "\"bridge\"", 3),
        ("https://city.example/open311/v2/", "city.example", 4),
        (
            "https://city.example/open311/v2/",
            "https://user:word@city.example/",
            4,
        ),
        (
            "https://city.example/open311/v2/",
            "https://city.example/?key=1",
            4,
        ),
        ("key-variable = \"CITY_KEY\"", "", 2),
        ("CITY_KEY", "LINLI_KEY", 6),
        ("CITY_KEY", "the key itself", 6),
        ("key-variable = \"CITY_KEY\"", "key-file = \"city.key\"", 6),
        ("wu@example.org", "wu", 7),
        ("default-service = \"other\"", "", 2),
        ("noise = ", "nose = ", 9),
        ("extensions = true", "extensions = \"perhaps\"", 10),
        ("poll-minutes = 5", "poll-minutes = 0", 11),
        ("poll-minutes = 5", "poll-hours = 5", 11),
        ("[[connection]]", "[[conection]]", 2),
        ("[[connection]]", "[connection]", 2),
    ];
    for (from, to, line) in changes {
        let (_, mistakes) = run(&GOOD.replacen(from, to, 1));
        let lines: Vec<_> = mistakes.list().iter().map(|one| one.spot.line).collect();
        assert_eq!(lines, [Some(line)], "{to}: {mistakes}");
        assert!(
            !mistakes.to_string().contains("the key itself"),
            "{mistakes}"
        );
    }
}

#[test]
fn a_body_has_one_connection_and_a_file_has_one() {
    let (_, mistakes) = run(&[GOOD, GOOD].concat());
    assert_eq!(mistakes.count(), 1, "{mistakes}");
    let (_, mistakes) = run("");
    assert_eq!(mistakes.count(), 1, "{mistakes}");
}
