//! `linli opinion` on files: the real deliberations beside the project, and files
//! with mistakes.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn data(folder: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let path = std::env::var_os("LINLI_DATA")
        .map_or_else(beside, PathBuf::from)
        .join(folder);
    if path.is_dir() {
        return Some(path);
    }
    eprintln!(
        "SKIPPED: the real data is absent, no folder {}",
        path.display()
    );
    None
}

fn opinion(words: &[&str]) -> Output {
    let home = tempfile::tempdir().unwrap();
    Command::new(env!("CARGO_BIN_EXE_linli"))
        .env_clear()
        .env("LINLI_DATA", home.path())
        .arg("opinion")
        .args(words)
        .output()
        .unwrap()
}

pub(crate) fn map(votes: &Path, statements: Option<&Path>, groups: Option<&str>) -> Value {
    let mut words = vec!["--votes", votes.to_str().unwrap(), "--json", "-"];
    if let Some(statements) = statements {
        words.extend(["--statements", statements.to_str().unwrap()]);
    }
    if let Some(groups) = groups {
        words.extend(["--groups", groups]);
    }
    let output = opinion(&words);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Group by person, as Polis published it with the votes.
fn published(votes: &Path) -> HashMap<u64, String> {
    csv::Reader::from_path(votes)
        .unwrap()
        .records()
        .map(|row| row.unwrap())
        .filter(|row| !row[1].is_empty())
        .map(|row| (row[0].parse().unwrap(), row[1].to_owned()))
        .collect()
}

/// How far two partitions agree beyond chance: 1 for the same, 0 for chance (Hubert
/// and Arabie 1985).
fn adjusted_rand_index(pairs: &[(u64, &str)]) -> f64 {
    let choose = |n: u32| f64::from(n) * f64::from(n.saturating_sub(1)) / 2.0;
    let mut both: HashMap<(u64, &str), u32> = HashMap::new();
    let (mut ours, mut theirs) = (HashMap::new(), HashMap::new());
    for &(group, published) in pairs {
        *both.entry((group, published)).or_default() += 1;
        *ours.entry(group).or_insert(0) += 1;
        *theirs.entry(published).or_insert(0) += 1;
    }
    let together: f64 = both.values().map(|&n| choose(n)).sum();
    let (a, b): (f64, f64) = (
        ours.values().map(|&n| choose(n)).sum(),
        theirs.values().map(|&n| choose(n)).sum(),
    );
    let expected = a * b / choose(u32::try_from(pairs.len()).unwrap());
    (together - expected) / (f64::midpoint(a, b) - expected)
}

#[test]
fn the_index_of_agreement_is_the_known_one() {
    assert!((adjusted_rand_index(&[(0, "a"), (0, "a"), (1, "b"), (1, "b")]) - 1.0).abs() < 1e-12);
    // From the documentation of scikit-learn.
    let other = adjusted_rand_index(&[(0, "a"), (0, "a"), (1, "b"), (2, "b")]);
    assert!((other - 0.571_428_571).abs() < 1e-6, "{other}");
}

/// At least as near to what Polis published as the reference implementation is.
#[test]
fn groups_agree_with_the_published_ones() {
    // As far as the reference agrees with them, cut off after four digits.
    for (name, groups, at_least) in [
        ("15-per-hour-seattle", None, 0.4594),
        ("brexit-consensus", None, 0.6355),
        ("brexit-consensus", Some("2"), 0.8763),
        ("vtaiwan.uberx", None, 0.8259),
        ("american-assembly.bowling-green", None, 0.4242),
    ] {
        let Some(folder) = data(&format!("polis/{name}")) else {
            return;
        };
        let votes = folder.join("participants-votes.csv");
        let map = map(&votes, Some(&folder.join("comments.csv")), groups);
        let published = published(&votes);
        let pairs: Vec<(u64, &str)> = map["participants"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|person| {
                let theirs = published.get(&person["id"].as_u64()?)?;
                Some((person["group"].as_u64()?, theirs.as_str()))
            })
            .collect();
        let index = adjusted_rand_index(&pairs);
        assert!(index >= at_least, "{name} {groups:?}: {index}");
    }
}

/// One conversation exported in two layouts, whichever way the rows stand.
#[test]
fn both_layouts_and_any_order_of_rows_give_the_same_bytes() {
    let Some(folder) = data("polis/15-per-hour-seattle") else {
        return;
    };
    let comments = folder.join("comments.csv");
    let by_person = map(
        &folder.join("participants-votes.csv"),
        Some(&comments),
        None,
    );
    let by_vote = map(&folder.join("votes.csv"), Some(&comments), None);
    assert_eq!(by_person, by_vote);
    let scratch = tempfile::tempdir().unwrap();
    let turned = scratch.path().join("votes.csv");
    let text = std::fs::read_to_string(folder.join("votes.csv")).unwrap();
    let (head, rest) = text.split_once('\n').unwrap();
    let rows: Vec<&str> = rest.lines().rev().collect();
    std::fs::write(&turned, format!("{head}\n{}\n", rows.join("\n"))).unwrap();
    assert_eq!(map(&turned, Some(&comments), None), by_vote);
}

#[test]
fn a_file_with_mistakes_is_told_by_line_with_a_remedy() {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("votes.csv");
    for (text, told) in [
        ("", "The file is empty."),
        ("timestamp,comment-id,voter-id,vote\n", "Nobody voted."),
        (
            "a,b\n1,2\n",
            "votes.csv:1: There is no column called “voter-id”.\n    Use a file from an export of Polis or of Linli, with its first line as it was: votes.csv has the columns comment-id, voter-id and vote; participants-votes.csv has participant and",
        ),
        (
            "Participant,0,1\n1,1,1\n",
            "participants-votes.csv has participant and a column for each statement.",
        ),
        (
            "[{\"participant\":1,\"participant\":1}]",
            "votes.csv:1: This is no table of comma-separated values.\n    Use a file from an export",
        ),
        (
            "\n<!DOCTYPE html>\n<html>\n",
            "votes.csv:2: This is no table of comma-separated values.\n    Use a file from an export",
        ),
        (
            "participant,comment-id,voter-id,vote\n1,1,1,1\n",
            "votes.csv:1: The column “vote” belongs into a file with a row for each vote, “participant” into one with a row for each person.\n    Use a file from an export",
        ),
        (
            "timestamp,comment-id,voter-id,vote\r5,0,0,1\r6,0,1,2\r",
            "votes.csv:3: “2” makes no sense under “vote”.",
        ),
        (
            "timestamp,comment-id,voter-id,vote\n5,0,0,1\n6,0,1,2\n",
            "votes.csv:3: “2” makes no sense under “vote”.",
        ),
        (
            "timestamp,comment-id,voter-id,vote\nsoon,0,0,1\n",
            "votes.csv:2: “soon” makes no sense under “timestamp”.",
        ),
        (
            "timestamp,comment-id,voter-id,vote\n5,0,1\n",
            "votes.csv:2: This row has 3 values, but there are 4 columns.",
        ),
        (
            "timestamp,comment-id,voter-id,vote\n5,0,,1\n",
            "votes.csv:2: “” makes no sense under “voter-id”.",
        ),
        (
            "participant,0,0\n1,1,1\n",
            "votes.csv:1: The column “0” stands twice.",
        ),
        (
            "participant,0,1\n1,1,yes\n",
            "votes.csv:2: “yes” makes no sense under “1”.",
        ),
        (
            "participant,0\n1,1\n1,0\n",
            "votes.csv:3: “1” makes no sense under “participant”.",
        ),
        ("participant,0\n1,\"1\n2,1\n", "makes no sense under “0”."),
        (
            "participant,xid,,0\n1,a,1,1\n",
            "votes.csv:1: Column 3 has no name.\n    Write the number of its statement above it, or delete the whole column.",
        ),
        (
            "participant,xid,0,1,age\n1,a,1,1,0\n",
            "votes.csv:1: The column “age” is no statement: the others have numbers.\n    Delete the column, or write the number of its statement above it.",
        ),
        (
            "participant,1,1.0\n1,1,1\n",
            "votes.csv:1: The column “1.0” stands twice.",
        ),
        (
            "participant,0\n1,1.5\n",
            "votes.csv:2: “1.5” makes no sense under “0”.",
        ),
        (
            "timestamp,comment-id,voter-id,vote\n5.5,0,0,1\n",
            "votes.csv:2: “5.5” makes no sense under “timestamp”.",
        ),
    ] {
        std::fs::write(&file, text).unwrap();
        let output = opinion(&["--votes", file.to_str().unwrap(), "--json", "-"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{text:?}: {said}");
        assert!(said.contains(told), "{text:?}: {said}");
        assert!(said.contains("No map was drawn."), "{said}");
        assert!(output.stdout.is_empty());
    }
}

/// Files of one conversation.
struct Files {
    folder: tempfile::TempDir,
}

impl Files {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        Self { folder }
    }

    fn map(&self, votes: &str, comments: Option<&str>) -> Value {
        let comments = comments.map(|name| self.folder.path().join(name));
        map(&self.folder.path().join(votes), comments.as_deref(), None)
    }
}

#[test]
fn mistakes_in_the_statements_are_told_by_line_with_a_remedy() {
    for (text, told) in [
        (
            "comment-id,moderated\n0,2\n",
            "comments.csv:2: “2” makes no sense under “moderated”.\n    Write 1 for in, 0 for not looked at, -1 for out.",
        ),
        (
            "comment-id,moderated\n0,1\n0,1\n",
            "comments.csv:3: “0” makes no sense under “comment-id”.\n    This statement stands twice",
        ),
        (
            "comment-id,moderated\n,1\n",
            "comments.csv:2: “” makes no sense under “comment-id”.",
        ),
        (
            "comment-id,moderated,is-meta\n0,1,perhaps\n",
            "comments.csv:2: “perhaps” makes no sense under “is-meta”.\n    Write true or false.",
        ),
        (
            "comment-id,comment-body\n0,Hello\n",
            "comments.csv:1: There is no column called “moderated”.",
        ),
    ] {
        let files = Files::new(&[
            ("votes.csv", "participant,0\n1,1\n"),
            ("comments.csv", text),
        ]);
        let path = |name| files.folder.path().join(name).to_str().unwrap().to_owned();
        let (votes, comments) = (path("votes.csv"), path("comments.csv"));
        let output = opinion(&["--votes", &votes, "--statements", &comments, "--json", "-"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{text:?}: {said}");
        assert!(said.contains(told), "{text:?}: {said}");
    }
}

const VOTES: &str =
    "participant,xid,group-id,0,1,2\n1,a,,1,-1,1\n2,b,,1,-1,0\n3,c,,-1,1,1\n4,d,,-1,1,-1\n";

/// A statement without votes is listed with nothing, and is no column of the matrix.
#[test]
fn a_statement_nobody_voted_on_changes_no_number_of_the_others() {
    let files = Files::new(&[
        ("votes.csv", VOTES),
        ("all.csv", "comment-id,moderated\n0,1\n1,1\n2,-1\n"),
        (
            "more.csv",
            "comment-id,moderated\n0,1\n1,1\n2,-1\n3,0\n4,-1\n",
        ),
    ]);
    let without = files.map("votes.csv", Some("all.csv"));
    let mut with = files.map("votes.csv", Some("more.csv"));
    assert_eq!(
        (&without["statements"], &with["statements"]),
        (&3.into(), &5.into())
    );
    let rows = with["statement_rows"].as_array_mut().unwrap();
    for unheard in rows.split_off(3) {
        let counts = ["agrees", "disagrees", "passes"].map(|key| unheard[key].as_u64());
        assert_eq!(counts, [Some(0); 3]);
        assert_eq!(
            [&unheard["x"], &unheard["y"], &unheard["extremity"]],
            [0.0; 3]
        );
        assert_eq!(unheard["priority"], 5.0625);
    }
    for key in [
        "voters",
        "participants",
        "statement_rows",
        "majority",
        "silhouettes",
    ] {
        assert_eq!(with[key], without[key], "{key}");
    }
    let represent = |map: &Value| map["groups"][0]["representative"].clone();
    assert_eq!(represent(&with), represent(&without));
}

/// Its column is out as if it had been removed, and it is always asked with one weight.
#[test]
fn a_statement_about_the_conversation_is_out_and_has_its_flat_priority() {
    let files = Files::new(&[
        ("votes.csv", VOTES),
        ("out.csv", "comment-id,moderated\n0,1\n1,1\n2,-1\n"),
        (
            "meta.csv",
            "comment-id,moderated,is-meta\n0,1,False\n1,1,\n2,1,True\n",
        ),
    ]);
    let (out, mut meta) = (
        files.map("votes.csv", Some("out.csv")),
        files.map("votes.csv", Some("meta.csv")),
    );
    assert_eq!(meta["statement_rows"][2]["priority"], 49.0);
    meta["statement_rows"][2]["priority"] = out["statement_rows"][2]["priority"].clone();
    assert_eq!(meta, out);
    assert_ne!(out, files.map("votes.csv", None));
}

#[test]
fn times_may_be_absent_or_written_with_a_point() {
    let head = "comment-id,voter-id,vote\n";
    let files = Files::new(&[
        ("none.csv", &format!("{head}0,1,-1\n0,2,1\n0,1,1\n")),
        (
            "point.csv",
            "timestamp,comment-id,voter-id,vote\n1594984322741.0,0,1,1\n1594984322740.0,0,1,-1\n1594984322740,0,2,1\n",
        ),
    ]);
    let none = files.map("none.csv", None);
    assert_eq!(none["statement_rows"][0]["agrees"], 2);
    assert_eq!(none, files.map("point.csv", None));
}

/// As a tool saves it that keeps numbers with a point wherever a cell of the column is
/// empty.
#[test]
fn numbers_with_a_point_are_the_numbers_they_are() {
    let files = Files::new(&[
        ("plain.csv", "participant,0,1\n1,1,-1\n2,0,\n3,-1,1\n"),
        (
            "point.csv",
            "participant,0.0,1.0\n1.0,1.0,-1.0\n2.0,0.0,\n3.0,-1.0,1.0\n",
        ),
        (
            "votes.csv",
            "comment-id,voter-id,vote\n0.0,1.0,1.0\n1,1,-1.0\n0,2,0.0\n0,3,-1.0\n1.0,3.0,1\n",
        ),
        (
            "comments.csv",
            "comment-id,moderated,is-meta\n0.0,1.0,0.0\n1.0,-0.0,\n2.0,-1.0,0.0\n",
        ),
        ("signs.csv", "participant,0,1\n1,1,-1\n2,-0.0,\n3,-1,1\n"),
    ]);
    let plain = files.map("plain.csv", None);
    assert_eq!(plain, files.map("point.csv", None));
    assert_eq!(plain, files.map("votes.csv", None));
    assert_eq!(plain, files.map("signs.csv", None));
    let listed = files.map("votes.csv", Some("comments.csv"));
    assert_eq!(plain["participants"], listed["participants"]);
    assert_eq!(plain["participants"][0]["id"], 1);
}

#[test]
fn long_and_negative_numbers_are_numbers_in_both_layouts() {
    let files = Files::new(&[
        (
            "people.csv",
            "participant,-4,0,99999999999999999999\n-5,1,-1,1\n2,-1,1,-1\n",
        ),
        (
            "votes.csv",
            "\ncomment-id;voter-id;vote\n-4;-5.0;1\n0;-5;-1\n99999999999999999999;-5;1\n\
             -4.0;2;-1\n0;2;1\n99999999999999999999;2;-1\n",
        ),
    ]);
    let map = files.map("people.csv", None);
    assert_eq!(map, files.map("votes.csv", None));
    assert_eq!(map["participants"][0]["id"], -5);
    let ids = [0, 1, 2].map(|at: usize| map["statement_rows"][at]["id"].clone());
    assert_eq!(
        ids,
        [(-4).into(), 0.into(), Value::from("99999999999999999999")]
    );
}

#[test]
fn a_vote_on_a_statement_that_is_not_listed_is_told_once() {
    for (votes, lines) in [
        ("participant,0,7,8\n1,1,1,\n2,,1,\n", [2]),
        ("comment-id,voter-id,vote\n0,1,1\n7,1,1\n7,2,1\n", [3]),
    ] {
        let files = Files::new(&[
            ("votes.csv", votes),
            ("comments.csv", "comment-id,moderated\n0,1\n"),
        ]);
        let path = |name| files.folder.path().join(name).to_str().unwrap().to_owned();
        let (votes, comments) = (path("votes.csv"), path("comments.csv"));
        let output = opinion(&["--votes", &votes, "--statements", &comments, "--json", "-"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{said}");
        for line in lines {
            let told = format!("votes.csv:{line}: Here is a vote on the statement “7”");
            assert!(said.contains(&told), "{said}");
        }
        assert!(said.contains("Use the two files of one export"), "{said}");
        assert!(said.contains("1 mistake."), "{said}");
        // Without the list there is nothing to miss.
        files.map("votes.csv", None);
    }
}

#[test]
fn two_votes_of_one_moment_count_alike_in_any_order_of_rows() {
    let head = "timestamp,comment-id,voter-id,vote\n";
    let rows = ["5,0,1,-1\n", "5,0,1,1\n", "5,0,1,0\n", "5,0,2,1\n"];
    let turned: String = rows.iter().rev().copied().collect();
    let files = Files::new(&[
        ("one.csv", &format!("{head}{}", rows.concat())),
        ("two.csv", &format!("{head}{turned}")),
    ]);
    let map = files.map("one.csv", None);
    assert_eq!(map, files.map("two.csv", None));
    assert_eq!(map["statement_rows"][0]["agrees"], 2);
}

#[test]
fn rows_of_empty_cells_are_no_rows() {
    let files = Files::new(&[
        ("full.csv", "participant,0,1\n1,1,-1\n2,-1,1\n"),
        (
            "gaps.csv",
            "participant,0,1\n1,1,-1\n,,\n2,-1,1\n , ,\n,,,,\n",
        ),
    ]);
    assert_eq!(files.map("full.csv", None), files.map("gaps.csv", None));
}

#[test]
fn fewer_groups_than_wanted_are_told() {
    let files = Files::new(&[("votes.csv", VOTES)]);
    let votes = files.folder.path().join("votes.csv");
    let said = |groups: &str| {
        let words = [
            "--votes",
            votes.to_str().unwrap(),
            "--groups",
            groups,
            "--json",
            "-",
        ];
        let output = opinion(&words);
        assert!(output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(
        said("9").contains("9 groups were wanted, and there are "),
        "{}",
        said("9")
    );
    assert_eq!(said("2"), "");
}

/// As spreadsheets save it: a mark at the start, line ends of two characters, a
/// statement of two lines, and numbers longer than any counter.
#[test]
fn what_a_spreadsheet_saves_is_read_as_it_is_meant() {
    const LONG: &str = "340282366920938463463374607431768211456";
    let votes = format!("participant,0,1\n18446744073709551615,1,-1\n{LONG},-1,1\n");
    let comments = "comment-id,moderated,comment-body\n0,1,\"One,\ntwo\"\n1,1,Three\n";
    let saved = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let files = Files::new(&[
        ("plain.csv", &votes),
        ("saved.csv", &saved(&votes)),
        ("comments.csv", comments),
        ("saved-comments.csv", &saved(comments)),
    ]);
    let plain = files.map("plain.csv", Some("comments.csv"));
    assert_eq!(plain, files.map("saved.csv", Some("saved-comments.csv")));
    assert_eq!(
        (&plain["voters"], &plain["statements"]),
        (&2.into(), &2.into())
    );
    // As text: many readers of JSON would take it for another number.
    assert_eq!(plain["participants"][0]["id"], "18446744073709551615");
    assert_eq!(plain["participants"][1]["id"], LONG);
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let output = opinion(&["--votes", "nowhere.csv", "--json", "-"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("nowhere.csv"));
}

#[test]
fn a_small_file_gives_every_part_of_the_map() {
    let scratch = tempfile::tempdir().unwrap();
    let (votes, out) = (
        scratch.path().join("v.csv"),
        scratch.path().join("map.json"),
    );
    std::fs::write(
        &votes,
        "participant,group-id,a,b\nx,,1,-1\ny,,1,-1\nz,,-1,1\nsilent,,,\n",
    )
    .unwrap();
    let output = opinion(&[
        "--votes",
        votes.to_str().unwrap(),
        "--json",
        out.to_str().unwrap(),
    ]);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout).lines().next(),
        Some("3 people, 2 statements, 6 votes. Groups: 2 + 1.")
    );
    let map: Value = serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
    assert_eq!((&map["voters"], &map["statements"]), (&3.into(), &2.into()));
    assert_eq!(map["groups"][0]["members"], serde_json::json!(["x", "y"]));
    assert_eq!(
        map["groups"][0]["counts"][1],
        serde_json::json!({"statement": "b", "agrees": 0, "disagrees": 2, "passes": 0})
    );
    assert_eq!(map["groups"][0]["representative"][0]["side"], "agree");
    assert_eq!(map["participants"][3]["group"], 1);
    // Who did not vote is no voter, and stands in the middle.
    assert_eq!(
        map["participants"][0],
        serde_json::json!({"id": "silent", "x": 0.0, "y": 0.0, "votes": 0, "group": null})
    );
    assert_eq!(
        map["silhouettes"]["2"].as_f64().map(|clear| clear > 0.6),
        Some(true)
    );
    for key in [
        "id",
        "agrees",
        "disagrees",
        "passes",
        "x",
        "y",
        "extremity",
        "consensus",
        "priority",
    ] {
        assert!(map["statement_rows"][0].get(key).is_some(), "{key}");
    }
}

#[test]
fn the_map_does_not_replace_what_it_is_drawn_from() {
    let files = Files::new(&[
        ("votes.csv", VOTES),
        ("comments.csv", "comment-id,moderated\n0,1\n1,1\n2,1\n"),
    ]);
    let path = |name| files.folder.path().join(name).to_str().unwrap().to_owned();
    let (votes, comments) = (path("votes.csv"), path("comments.csv"));
    for out in [&votes, &comments, &path("./votes.csv")] {
        let output = opinion(&["--votes", &votes, "--statements", &comments, "--json", out]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("choose another place with --json"), "{said}");
        assert_eq!(std::fs::read_to_string(&votes).unwrap(), VOTES);
    }
}

/// As on a full disk: no file may grow.
#[cfg(unix)]
#[test]
fn a_map_that_cannot_be_written_leaves_the_older_one() {
    let files = Files::new(&[("votes.csv", VOTES), ("map.json", "the older one")]);
    let folder = files.folder.path();
    let home = tempfile::tempdir().unwrap();
    let output = Command::new("/bin/sh")
        .env_clear()
        .env("LINLI_DATA", home.path())
        .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""])
        .arg(env!("CARGO_BIN_EXE_linli"))
        .arg("opinion")
        .arg("--votes")
        .arg(folder.join("votes.csv"))
        .arg("--json")
        .arg(folder.join("map.json"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("map.json; is the disk full"), "{said}");
    let older = std::fs::read_to_string(folder.join("map.json")).unwrap();
    assert_eq!(older, "the older one");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 2);
}
