//! Places out of good, odd and hostile files.

use store::ids::Ids;

use super::*;

fn run(
    files: &[(&str, &str)],
    options: &Options,
    known: &[domain::place::Place],
) -> (Vec<Planned>, Mistakes) {
    let sources: Vec<Source> = files
        .iter()
        .map(|(name, text)| Source::new(name, *text))
        .collect();
    let mut mistakes = Mistakes::new();
    let entries = read(&sources, options, &mut mistakes);
    let planned = plan(&entries, known, &Ids::counted(1), &mut mistakes);
    (planned, mistakes)
}

fn csv(rows: &str) -> (Vec<Planned>, Mistakes) {
    let text = format!("code,parent_code,kind,name_en,name_zh_hans,name_zh_hant,slug\n{rows}");
    run(&[("p.csv", &text)], &Options::default(), &[])
}

#[test]
fn a_tree_is_read_whatever_the_order_of_its_rows() {
    let (planned, mistakes) = csv(
        "11,1,,Willow Lane,柳巷,柳巷,\n1,,city,Riverside,,,riverside\n111,11,building,No. 3,,,\n",
    );
    assert!(mistakes.is_empty(), "{mistakes}");
    let slugs: Vec<&str> = planned.iter().map(|p| p.place.slug.as_str()).collect();
    assert_eq!(slugs, ["riverside", "p-11", "p-111"]);
    assert_eq!(planned[1].place.kind, PlaceKind::District);
    assert_eq!(planned[2].place.parent, Some(planned[1].place.id));
}

#[test]
fn the_second_run_has_nothing_to_change() {
    let rows = "1,,city,Riverside,,,\n2,1,,East,,,east\n";
    let (first, _) = csv(rows);
    let known: Vec<_> = first.into_iter().map(|p| p.place).collect();
    let text = format!("code,parent_code,kind,name_en,name_zh_hans,name_zh_hant,slug\n{rows}");
    let (second, mistakes) = run(&[("p.csv", &text)], &Options::default(), &known);
    assert!(mistakes.is_empty(), "{mistakes}");
    assert!(second.iter().all(|p| p.change == Change::Same));
    let text = text.replace("East", "East Side");
    let (third, _) = run(&[("p.csv", &text)], &Options::default(), &known);
    let changes: Vec<Change> = third.iter().map(|p| p.change).collect();
    assert_eq!(changes, [Change::Same, Change::Changed]);
}

#[test]
fn a_table_of_names_moves_no_place() {
    let (first, mistakes) = csv(
        "1,,city,Riverside,河滨,,riverside\n2,1,,East,东,東,east\n3,2,community,Mill,磨坊,,mill\n",
    );
    assert!(mistakes.is_empty(), "{mistakes}");
    let known: Vec<_> = first.into_iter().map(|p| p.place).collect();
    // One column less, one value less, and the parent among the rows or not.
    for table in [
        "slug,name_en\nmill,Old Mill\neast,East\n",
        "slug,name_en\nmill,Old Mill\n",
        "code,parent_code,kind,name_en\n3,,,Old Mill\n2,,,East\n",
        "code,parent_code,name_en\n3,2,Old Mill\n",
    ] {
        let (planned, mistakes) = run(&[("p.csv", table)], &Options::default(), &known);
        assert!(mistakes.is_empty(), "{table}: {mistakes}");
        let changed: Vec<_> = planned
            .iter()
            .filter(|p| p.change != Change::Same)
            .collect();
        let [Planned { place, change }] = changed.as_slice() else {
            panic!("{table}: {planned:?}")
        };
        assert_eq!(
            (*change, place.names.en.as_deref()),
            (Change::Changed, Some("Old Mill"))
        );
        assert_eq!(place.names.hans.as_deref(), Some("磨坊"));
        assert_eq!(
            (place.parent, place.kind),
            (Some(known[1].id), PlaceKind::Community)
        );
    }
    // Whoever says that it is a city now, makes it one.
    let table = "slug,kind,name_en\neast,city,East\n";
    let (planned, mistakes) = run(&[("p.csv", table)], &Options::default(), &known);
    assert!(mistakes.is_empty(), "{mistakes}");
    assert_eq!(
        (planned[0].place.parent, planned[0].place.kind),
        (None, PlaceKind::City)
    );
}

#[test]
fn two_rows_are_never_one_place() {
    let (first, _) = csv("1,,city,Riverside,,,riverside\n2,1,,East,,,east\n");
    let known: Vec<_> = first.into_iter().map(|p| p.place).collect();
    let table = "code,parent_code,name_en,slug\n2,1,East Side,east-side\n,1,East,east\n";
    let (_, mistakes) = run(&[("p.csv", table)], &Options::default(), &known);
    let [mistake] = mistakes.list() else {
        panic!("{mistakes}")
    };
    assert!(mistake.what.contains("same place"), "{mistake}");
    assert_eq!(mistake.spot.line, Some(3));
}

#[test]
fn the_slug_of_another_place_that_is_there_is_a_mistake() {
    let head = "code,parent_code,kind,name_en,name_zh_hans,name_zh_hant,slug\n";
    let (first, _) = csv("1,,city,Riverside,,,riverside\n,1,,East,,,east\n");
    let known: Vec<_> = first.into_iter().map(|p| p.place).collect();
    let text = format!("{head}1,,city,Riverside,,,east\n");
    let (_, mistakes) = run(&[("p.csv", &text)], &Options::default(), &known);
    let [mistake] = mistakes.list() else {
        panic!("{mistakes}")
    };
    assert!(mistake.what.contains("belongs to another place, “East”"));
    assert_eq!(mistake.spot.line, Some(2));
    // A place without a code may be given one.
    let text = format!("{head}2,1,,East,,,east\n");
    let (planned, mistakes) = run(&[("p.csv", &text)], &Options::default(), &known);
    assert!(mistakes.is_empty(), "{mistakes}");
    assert_eq!(planned[0].place.id, known[1].id);
}

#[test]
fn every_mistake_is_named_with_its_line() {
    let table = [
        ("1,,city,A,,,\n1,,city,B,,,\n", 3, "used twice"),
        (
            "1,,city,A,,,x\n2,,city,B,,,x\n",
            3,
            "slug “x” is used twice",
        ),
        ("1,,city,A,,,\n2,9,,B,,,\n", 3, "is nowhere"),
        ("1,2,district,A,,,\n2,1,district,B,,,\n", 2, "circle"),
        ("1,1,district,A,,,\n", 2, "circle"),
        ("1,,building,A,,,\n2,1,community,B,,,\n", 3, "cannot lie in"),
        (
            "1,,building,A,,,\n2,1,,B,,,\n",
            3,
            "Nothing can lie in a building",
        ),
        ("1,,village,A,,,\n", 2, "no kind of place"),
        ("1,,city,,,,\n", 2, "no name"),
        ("1,,city,A\u{202e}B,,,\n", 2, "invisible"),
        ("1/2,,city,A,,,\n", 2, "no code"),
        ("1,,city,A,,,Ä\n", 2, "part of an address"),
        (",,city,,清波,,\n", 2, "No address"),
    ];
    for (rows, line, words) in table {
        let (_, mistakes) = csv(rows);
        let found = mistakes.list().iter().find(|m| m.what.contains(words));
        let found = found.unwrap_or_else(|| panic!("{rows}: {mistakes}"));
        assert_eq!(found.spot.line, Some(line), "{rows}");
        assert!(!found.remedy.is_empty());
    }
}

#[test]
fn one_mistake_hides_no_other_and_makes_none() {
    for (rows, words) in [
        (
            "1,,city,A,,,\n330102,9999,districx,B,,,\n",
            &["no kind of place", "“9999”, is nowhere"][..],
        ),
        // What lies in it finds it all the same.
        (
            "1,,citi,A,,,\n2,1,,B,,,\n3,2,community,C,,,\n",
            &["no kind of place"],
        ),
        ("1/2,,city,A,,,\n2,1/2,district,B,,,\n", &["no code"]),
        (",,city,A,,,Ä\n2,Ä,district,B,,,\n", &["part of an address"]),
        ("1,,city,,,,\n2,1,district,B,,,\n", &["no name"]),
        (",,city,A\u{202e}B,,,\n", &["invisible"]),
        (
            "1,,city,A,,,\n2,1,district,,,,\n2,7,district,B,,,\n",
            &["no name", "“2” is used twice", "“7”, is nowhere"],
        ),
    ] {
        let (_, mistakes) = csv(rows);
        assert_eq!(mistakes.count(), words.len(), "{rows}: {mistakes}");
        for words in words {
            assert!(mistakes.to_string().contains(words), "{rows}: {mistakes}");
        }
    }
    let official = r#"[{"code":"1/2","name":"A\u202eB","cityCode":"3301"}]"#;
    let (_, mistakes) = run(&[("a.json", official)], &Options::default(), &[]);
    assert_eq!(mistakes.count(), 3, "{mistakes}");
}

#[test]
fn a_circle_of_a_hundred_thousand_is_found_in_no_time() {
    let rows: Vec<String> = (0..100_000)
        .map(|index| format!("{index},{},district,A,,,\n", (index + 1) % 100_000))
        .collect();
    let rows = rows.concat();
    let (_, mistakes) = csv(&rows);
    assert_eq!(
        mistakes
            .list()
            .iter()
            .filter(|m| m.what.contains("circle"))
            .count(),
        1
    );
}

#[test]
fn the_official_lists_are_read_as_they_come() {
    let files = [
        (
            "villages.json",
            r#"[{"code":"330102001051","name":"清波门社区","streetCode":"330102001","areaCode":"330102","cityCode":"3301"}]"#,
        ),
        (
            "areas.json",
            r#"[{"code":"330102","name":"上城区","cityCode":"3301","provinceCode":"33"}]"#,
        ),
        (
            "streets.json",
            r#"[{"code":"330102001","name":"清波街道","areaCode":"330102","cityCode":"3301"}]"#,
        ),
    ];
    let options = Options {
        root_name: Some("杭州市".into()),
        root_code: Some("3301".into()),
        language: None,
    };
    let (planned, mistakes) = run(&files, &options, &[]);
    assert!(mistakes.is_empty(), "{mistakes}");
    let kinds: Vec<PlaceKind> = planned.iter().map(|p| p.place.kind).collect();
    assert_eq!(
        kinds,
        [
            PlaceKind::City,
            PlaceKind::District,
            PlaceKind::SubDistrict,
            PlaceKind::Community
        ]
    );
    assert_eq!(planned[3].place.names.hans.as_deref(), Some("清波门社区"));
    assert_eq!(planned[3].place.names.en, None);
    let (_, mistakes) = run(&files, &Options::default(), &[]);
    assert!(mistakes.list()[0].remedy.contains("--root"));
    assert_eq!(mistakes.list()[0].spot.to_string(), "areas.json:1:43");
}

#[test]
fn a_json_list_in_our_own_keys_is_checked_for_keys_too() {
    let (planned, mistakes) = run(
        &[("p.json", r#"[{"code":1,"name":"Riverside","kind":"city"}]"#)],
        &Options::default(),
        &[],
    );
    assert!(mistakes.is_empty(), "{mistakes}");
    assert_eq!(planned[0].place.names.en.as_deref(), Some("Riverside"));
    let (_, mistakes) = run(
        &[("p.json", r#"[{"code":1,"nmae":"Riverside"}]"#)],
        &Options::default(),
        &[],
    );
    assert!(mistakes.list()[0].what.contains("nmae"));
}

mod real {
    use super::*;
    use crate::commands::import::testing;

    #[test]
    fn hangzhou_has_13_districts_196_streets_and_3320_communities() {
        let Some(folder) = testing::data("hangzhou") else {
            return;
        };
        let mut mistakes = Mistakes::new();
        let sources: Vec<Source> = ["areas.json", "streets.json", "villages.json"]
            .iter()
            .filter_map(|name| {
                crate::commands::import::source::read(&folder.join(name), &mut mistakes).unwrap()
            })
            .collect();
        let options = Options {
            root_name: Some("杭州市".into()),
            root_code: Some("3301".into()),
            language: None,
        };
        let entries = read(&sources, &options, &mut mistakes);
        let planned = plan(&entries, &[], &Ids::counted(1), &mut mistakes);
        assert!(mistakes.is_empty(), "{mistakes}");
        let count = |kind| planned.iter().filter(|p| p.place.kind == kind).count();
        let counts = PlaceKind::ALL.map(count);
        assert_eq!(counts, [1, 13, 196, 3_320, 0]);
    }
}
