//! Rehearsals of small tables and of the whole real one.

use std::path::{Path, PathBuf};

use super::*;
use crate::commands::import::testing;

const CHARTER: &str = r#"
emergency_number = "112"
[title]
en = "House rules"
[outside_address]
en = "The ombudsman"
[[category]]
key = "stair-light"
names = { en = "Stair <light>" }
examples = { en = "It is dark." }
words.en = ["dark"]
urgency = "ordinary"
path = "settle"
tiers = [1, 2]
participation = "told"
[[category]]
key = "permit"
names = { en = "Permits" }
examples = { en = "A permit." }
words.en = ["permit"]
urgency = "ordinary"
path = "settle"
tiers = [3, 3]
reserved = true
participation = "told"
[[category]]
key = "gas"
names = { en = "Gas" }
examples = { en = "It smells." }
words.en = ["gas"]
urgency = "danger"
path = "settle"
tiers = [1, 4]
participation = "told"
notice = { en = "Leave the house." }
"#;

const BODIES: &str = r#"
[[body]]
key = "committee"
kind = "self-governance"
tier = 1
name = "Committee"
places = ["west"]
categories = "all"
zone = "UTC"
hours = "Mon-Fri 09:00-17:00"
[[body]]
key = "office"
kind = "government"
tier = 2
name = "Office"
places = ["town"]
categories = "all"
zone = "UTC"
hours = "Mon-Fri 09:00-17:00"
[[body]]
key = "town-hall"
kind = "government"
tier = 4
name = "Town hall"
places = ["town"]
categories = "all"
zone = "UTC"
hours = "always"
duty = true
last-resort = true
"#;

const PLACES: &str = "parent_code,kind,name_en,slug\n,city,Town,town\ntown,community,West,west\ntown,community,East,east\n";

const MAP: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"name":"West"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}},
{"type":"Feature","properties":{"name":"East"},"geometry":{"type":"Polygon","coordinates":[[[1,0],[2,0],[2,1],[1,1],[1,0]]]}}]}"#;

const MAPPING: &str = r#"
title = "Requests of <Town>"
time-zone = "UTC"
no-location = ["0.5, 0.25"]
[columns]
opened = "opened"
closed = "closed"
due = "due"
latitude = "lat"
longitude = "lon"
category = ["type"]
[[category]]
key = "stair-light"
type = ["Light*"]
[[category]]
key = "permit"
type = ["Permit"]
[[category]]
key = "gas"
type = ["Gas"]
"#;

/// Monday 2 March 2026; seven working days end on Wednesday the 11th at 17:00.
const REQUESTS: &str = "opened,closed,due,lat,lon,type\n\
2026-03-02T09:00,2026-03-11T16:00,2026-03-03T00:00,0.5,0.5,Light out\n\
2026-03-02T09:00,2026-03-12T09:00,2026-03-20T00:00,0.5,1.5,Light out\n\
2026-03-02T09:00,,,0.5,0.25,Light out\n\
2026-03-09T09:00,2026-05-30T09:00,,5,5,Permit\n\
2026-03-09T09:00,2026-03-09T09:30,,0.5,0.5,Gas\n\
2026-03-09T09:00,2026-03-01T09:00,,0.5,0.5,Gas\n\
2026-03-09T09:00,,,0.5,0.5,=Unicorn\n\
yesterday,,,0.5,0.5,Gas\n\
short,row\n";

struct Town {
    folder: tempfile::TempDir,
}

impl Town {
    fn new() -> Self {
        let town = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for (name, text) in [
            ("charter.toml", CHARTER),
            ("bodies.toml", BODIES),
            ("places.csv", PLACES),
            ("map.geojson", MAP),
            ("mapping.toml", MAPPING),
            ("requests.csv", REQUESTS),
        ] {
            town.write(name, text);
        }
        town
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    fn args(&self) -> Args {
        Args {
            charter: self.path("charter.toml"),
            places: vec![self.path("places.csv"), self.path("map.geojson")],
            requests: self.path("requests.csv"),
            mapping: None,
            bodies: None,
            out: self.path("out"),
            limit: None,
        }
    }
}

fn run(args: &Args) -> (Outcome, String) {
    let mut out = Vec::new();
    let outcome = rehearse(args, &mut out).unwrap();
    (outcome, String::from_utf8(out).unwrap())
}

fn report(args: &Args) -> serde_json::Value {
    assert_eq!(run(args).0, Outcome::Fine);
    let text = std::fs::read_to_string(args.out.join("rehearsal.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn named<'a>(list: &'a serde_json::Value, key: &str, value: &str) -> &'a serde_json::Value {
    let found = list
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| entry[key] == value);
    found.unwrap_or_else(|| panic!("no {value} in {list}"))
}

#[test]
fn every_row_is_accounted_for() {
    let report = report(&Town::new().args());
    let totals = &report["totals"];
    assert_eq!(
        [
            &totals["rows"],
            &totals["routed"],
            &totals["refused"],
            &totals["bad"]
        ],
        [9, 6, 1, 2]
    );
    assert_eq!(totals["refused_by_reason"][0]["name"], "unmapped");
    let whereabouts = &report["whereabouts"];
    assert_eq!(
        [
            &whereabouts["located"],
            &whereabouts["no_location"],
            &whereabouts["outside"]
        ],
        [4, 1, 1]
    );
    let of_bodies: u64 = report["bodies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|b| b["cases"].as_u64().unwrap())
        .sum();
    let of_weeks = report["bodies"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|b| b["weeks"].as_array().unwrap());
    assert_eq!(of_bodies, 6);
    assert_eq!(
        of_weeks
            .map(|week| week["cases"].as_u64().unwrap())
            .sum::<u64>(),
        6
    );
}

#[test]
fn each_request_starts_where_the_rules_say() {
    let report = report(&Town::new().args());
    let cases = |key| &named(&report["bodies"], "key", key)["cases"];
    // The light in the west is the committee's; east and "no location" have none; gas wakes the duty.
    assert_eq!(
        [cases("committee"), cases("office"), cases("town-hall")],
        [1, 2, 3]
    );
    let ground = |code| &named(&report["grounds"], "ground", code)["cases"];
    assert_eq!(
        [
            ground("lowest-tier"),
            ground("no-body"),
            ground("danger"),
            ground("reserved")
        ],
        [1, 2, 2, 1]
    );
    let gaps = report["unowned"].as_array().unwrap();
    assert_eq!(
        gaps.len(),
        3,
        "permits have no owner at any of the three places"
    );
    assert!(
        gaps.iter()
            .all(|gap| gap["category"] == "permit" && gap["stands_in"] == "town-hall")
    );
    assert_eq!(named(&report["unowned"], "place", "town")["requests"], 1);
}

#[test]
fn the_charters_dates_are_compared_with_what_happened() {
    let report = report(&Town::new().args());
    let dates = |key| &named(&report["categories"], "key", key)["dates"];
    let light = dates("stair-light");
    assert_eq!(
        [
            &light["closed_in_time"],
            &light["closed_up_to_7_days_late"],
            &light["not_closed_in_table"]
        ],
        [1, 1, 1]
    );
    assert_eq!(
        [
            &light["closed_by_office_date"],
            &light["closed_after_office_date"]
        ],
        [1, 1]
    );
    assert_eq!(dates("permit")["closed_after_residents_clock"], 1);
    assert_eq!(
        [
            &dates("gas")["closed_in_time"],
            &dates("gas")["closed_before_filed"]
        ],
        [1, 1]
    );
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let town = Town::new();
    let files = [
        "rehearsal.html",
        "rehearsal.json",
        "load.csv",
        "categories.csv",
        "unowned.csv",
        "unmapped.csv",
        "bad-rows.csv",
    ];
    let read = |args: &Args| files.map(|file| std::fs::read(args.out.join(file)).unwrap());
    let (first, second) = (
        town.args(),
        Args {
            out: town.path("again"),
            ..town.args()
        },
    );
    run(&first);
    run(&second);
    assert_eq!(read(&first), read(&second));
}

#[test]
fn the_page_stands_alone_and_nothing_of_the_files_escapes() {
    let town = Town::new();
    run(&town.args());
    let html = std::fs::read_to_string(town.path("out/rehearsal.html")).unwrap();
    assert!(html.contains("Requests of &lt;Town&gt;") && html.contains("Stair &lt;light&gt;"));
    for absent in [
        "<script",
        "<Town>",
        "<light>",
        "http-equiv",
        "src=",
        "@import",
        "url(",
    ] {
        assert!(!html.contains(absent), "{absent}");
    }
    let links = html.matches("http").count();
    assert_eq!(
        links,
        html.matches("http://www.w3.org/2000/svg").count(),
        "nothing is loaded from anywhere"
    );
    assert_eq!(
        html.matches("<svg xmlns").count(),
        html.matches("<desc").count()
    );
    assert_eq!(
        html.matches("<table>").count(),
        html.matches("</table>").count()
    );
    let bad = std::fs::read_to_string(town.path("out/bad-rows.csv")).unwrap();
    assert_eq!(
        bad,
        "line,why,found\n9,time-unreadable,“yesterday”\n10,wrong-width,\"2 values, not 6\"\n"
    );
    let unmapped = std::fs::read_to_string(town.path("out/unmapped.csv")).unwrap();
    assert_eq!(unmapped, "values,rows,first_line\n'=Unicorn,1,8\n");
}

#[test]
fn without_bodies_a_committee_and_three_offices_are_assumed() {
    let town = Town::new();
    std::fs::remove_file(town.path("bodies.toml")).unwrap();
    let report = report(&town.args());
    let keys: Vec<_> = report["bodies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|body| body["key"].as_str().unwrap())
        .collect();
    assert_eq!(
        keys,
        [
            "west-committee",
            "east-committee",
            "sub-district-office",
            "district-department",
            "city"
        ]
    );
    assert_eq!(
        named(&report["bodies"], "key", "east-committee")["cases"],
        1
    );
    assert_eq!(report["unowned"].as_array().unwrap().len(), 0);
}

#[test]
fn boundaries_alone_are_places_enough() {
    let town = Town::new();
    std::fs::remove_file(town.path("bodies.toml")).unwrap();
    let report = report(&Args {
        places: vec![town.path("map.geojson")],
        ..town.args()
    });
    let slugs: Vec<_> = report["places"]
        .as_array()
        .unwrap()
        .iter()
        .map(|place| place["name"].as_str().unwrap())
        .collect();
    assert_eq!(slugs, ["everywhere", "west", "east"]);
}

#[test]
fn mistakes_in_any_file_are_told_before_a_row_is_read() {
    for (file, from, to) in [
        ("charter.toml", "tiers = [1, 2]", "tiers = [2, 1]"),
        ("mapping.toml", "key = \"gas\"", "key = \"gaz\""),
        ("bodies.toml", "last-resort = true", ""),
        ("places.csv", "town,community,East", "twon,community,East"),
        ("map.geojson", "\"East\"", "\"Yeast\""),
        ("requests.csv", "opened,", "filed,"),
    ] {
        let town = Town::new();
        let text = std::fs::read_to_string(town.path(file)).unwrap();
        assert!(text.contains(from), "{file}");
        town.write(file, &text.replace(from, to));
        assert_eq!(run(&town.args()).0, Outcome::Mistakes, "{file}");
        assert!(!town.path("out").exists(), "{file}");
    }
}

#[test]
fn one_wrong_date_stretches_no_figure() {
    let town = Town::new();
    let rows = "1980-01-07T09:00,,,0.5,0.5,Gas\n2026-04-06T09:00,,,0.5,0.5,Gas\n0001-01-01T09:00,,,0.5,0.5,Gas\n";
    town.write("requests.csv", &[REQUESTS, rows].concat());
    let report = report(&town.args());
    assert_eq!(report["totals"]["bad"], 3);
    let weeks: Vec<_> = report["bodies"][0]["weeks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|week| week["week"].clone())
        .collect();
    // The quiet weeks of a month are there, those of half a century are not.
    assert_eq!(
        weeks,
        [
            "1980-01-07",
            "2026-03-02",
            "2026-03-09",
            "2026-03-16",
            "2026-03-23",
            "2026-03-30",
            "2026-04-06"
        ]
    );
}

#[test]
fn a_limit_stops_after_so_many_rows() {
    let town = Town::new();
    let report = report(&Args {
        limit: Some(4),
        ..town.args()
    });
    assert_eq!(report["totals"]["rows"], 4);
}

#[test]
fn a_table_that_breaks_off_is_a_failure_and_says_where() {
    let town = Town::new();
    let path = town.path("cut.csv.gz");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(REQUESTS.as_bytes()).unwrap();
    let bytes = encoder.finish().unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 6]).unwrap();
    // An earlier report stays as it is.
    run(&Args {
        limit: Some(1),
        ..town.args()
    });
    let before = contents(&town.path("out"));
    let error = rehearse(
        &Args {
            requests: path,
            ..town.args()
        },
        &mut Vec::new(),
    )
    .unwrap_err();
    assert!(format!("{error:#}").contains("breaks off"), "{error:#}");
    assert_eq!(contents(&town.path("out")), before);
}

/// What lies in a folder, by name.
fn contents(folder: &Path) -> std::collections::BTreeMap<PathBuf, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), std::fs::read(path).unwrap()))
        .collect()
}

#[test]
fn a_report_replaces_nothing_that_it_is_made_from() {
    let town = Town::new();
    town.write("load.csv", REQUESTS);
    let error = rehearse(
        &Args {
            requests: town.path("load.csv"),
            out: town.path("."),
            ..town.args()
        },
        &mut Vec::new(),
    )
    .unwrap_err();
    assert!(error.to_string().contains("--out"), "{error}");
    assert_eq!(
        std::fs::read_to_string(town.path("load.csv")).unwrap(),
        REQUESTS
    );
}

#[test]
fn past_requests_can_be_read_one_after_the_other() {
    let town = Town::new();
    let mapping = Mapping::load(&town.path("mapping.toml")).unwrap();
    let rows = requests::read(&town.path("requests.csv"), &mapping).unwrap();
    let good: Vec<_> = rows.filter_map(|row| row.unwrap().ok()).collect();
    assert_eq!(good.len(), 7);
    assert_eq!(good[0].category.as_deref(), Some("stair-light"));
    town.write("mapping.toml", "time-zone = 7");
    assert!(Mapping::load(&town.path("mapping.toml")).is_err());
}

fn boston(data: &Path, out: PathBuf) -> Args {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/examples/boston");
    Args {
        charter: example.join("charter.toml"),
        places: vec![
            example.join("places.csv"),
            data.join("boston.neighborhoods.geojson"),
        ],
        requests: data.join("boston_311.csv.gz"),
        mapping: None,
        bodies: None,
        out,
        limit: None,
    }
}

#[test]
fn the_example_of_boston_has_no_mistake() {
    let nowhere = Path::new("nowhere");
    let mut args = boston(nowhere, nowhere.to_owned());
    args.places.truncate(1);
    let mut mistakes = Mistakes::new();
    let prepared = prepare(&args, &mut mistakes).unwrap();
    assert!(prepared.is_some(), "{mistakes}");
}

#[test]
fn the_whole_year_of_boston_starts_somewhere() {
    let Some(data) = testing::data("boston") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let report = report(&boston(&data, folder.path().join("out")));
    let totals = &report["totals"];
    assert_eq!(
        [
            &totals["rows"],
            &totals["routed"],
            &totals["refused"],
            &totals["bad"]
        ],
        [121_145, 121_145, 0, 0]
    );
    assert_eq!(report["whereabouts"]["no_location"], 17_070);
    // Counted apart, by a plain even-odd test over every edge in another language.
    for (place, rows) in [
        ("dorchester", 13_927),
        ("west-end", 250),
        ("longwood-medical-area", 388),
        ("harbor-islands", 0),
        ("boston", 17_070 + 25),
    ] {
        assert_eq!(
            named(&report["places"], "name", place)["rows"],
            rows,
            "{place}"
        );
    }
    let late: u64 = report["categories"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["dates"]["closed_before_filed"].as_u64().unwrap())
        .sum();
    assert_eq!(late, 197);
}
