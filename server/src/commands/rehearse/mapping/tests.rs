//! Mappings good and wrong.

use super::*;

const GOOD: &str = r#"
title = "Requests"
time-zone = "America/New_York"
no-location = ["42.3594, -71.0587"]
[columns]
opened = "OPEN"
category = ["SUBJECT", "TYPE"]
[[category]]
key = "noise"
TYPE = ["* Noise *", "Loud*"]
[[category]]
key = "rats"
SUBJECT = ["Health"]
TYPE = ["Rat Bite", "Rodent Activity"]
[[category]]
key = "other"
SUBJECT = ["Health"]
"#;

fn parsed(text: &str) -> (Option<Mapping>, Mistakes) {
    let mut mistakes = Mistakes::new();
    let mapping = Mapping::parse(&Source::new("m.toml", text), &mut mistakes);
    (mapping, mistakes)
}

#[test]
fn the_first_rule_whose_columns_all_fit_wins() {
    let (mapping, mistakes) = parsed(GOOD);
    assert!(mistakes.is_empty(), "{mistakes}");
    let mapping = mapping.unwrap();
    for (values, key) in [
        (["Health", "Rat Bite"], Some("rats")),
        (["Health", "Mould"], Some("other")),
        (["Roads", "Rat Bite"], None),
        (["Roads", "Bar Noise Complaint"], Some("noise")),
        (["Roads", "Loud"], Some("noise")),
        (["Roads", "Noise"], None),
    ] {
        assert_eq!(mapping.category(&values), key, "{values:?}");
    }
}

#[test]
fn the_default_point_means_no_location() {
    let mapping = parsed(GOOD).0.unwrap();
    let means =
        |latitude, longitude| mapping.means_no_location(Point::new(latitude, longitude).unwrap());
    assert!(means(42.3594, -71.0587));
    assert!(!means(42.3595, -71.0587));
}

#[test]
fn every_mistake_is_named_with_its_line() {
    for (from, to, line, words) in [
        (
            "America/New_York",
            "America/Boston",
            Some(3),
            "no time zone",
        ),
        (
            "time-zone = \"America/New_York\"",
            "",
            None,
            "time zone is missing",
        ),
        ("42.3594, -71.0587", "42.3594", Some(4), "no point"),
        ("opened = \"OPEN\"", "", Some(5), "opened and category"),
        ("opened =", "openned =", Some(6), "no key called “openned”"),
        ("key = \"noise\"", "", Some(8), "names no category"),
        (
            "TYPE = [\"* Noise",
            "TIPE = [\"* Noise",
            Some(10),
            "no key called “TIPE”",
        ),
        (
            "[columns]",
            "[colums]",
            Some(5),
            "no section called “colums”",
        ),
    ] {
        let (_, mistakes) = parsed(&GOOD.replace(from, to));
        let found = mistakes.list().iter().find(|m| m.what.contains(words));
        let found = found.unwrap_or_else(|| panic!("{to}: {mistakes}"));
        assert_eq!(found.spot.line, line, "{to}");
    }
    let mapping = parsed(GOOD).0.unwrap();
    let mut mistakes = Mistakes::new();
    mapping.check(&["noise", "other"], &mut mistakes);
    assert_eq!(mistakes.list()[0].spot.line, Some(12));
}
