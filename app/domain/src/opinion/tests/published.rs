//! Against the groups that Polis published (`compdemocracy/openData`, CC BY 4.0). Four of
//! these conversations lie beside the project; with `LINLI_DATA` on a folder that has the
//! others in `polis/`, they are compared, too.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::super::{Answer, Votes, count, map};

/// How far the reference implementation, `red-dwarf` 0.4.0, agrees with what was published:
/// the adjusted Rand index, cut off after four digits.
const REFERENCE: [(&str, f64); 17] = [
    ("15-per-hour-seattle", 0.4594),
    ("american-assembly.bowling-green", 0.4242),
    ("austria-climate.2vkxcncppn.2022-07-07", 0.9669),
    ("austria-climate.5twd2jsnkf.2022-08-08", 0.9537),
    ("austria-climate.7z7ejpbmv5.2022-08-08", 0.8303),
    ("bg2050-volunteers", 0.1939),
    ("brexit-consensus", 0.6355),
    ("canadian-electoral-reform", 1.0),
    ("football-concussions", 0.1999),
    ("london.youth.policing", 0.1218),
    ("scoop-hivemind.affordable-housing", 0.1170),
    ("scoop-hivemind.biodiversity", 0.9540),
    ("scoop-hivemind.freshwater", 0.1316),
    ("scoop-hivemind.taxes", 0.9099),
    ("scoop-hivemind.ubi", 0.0946),
    ("ssis.land-bank-farmland.2rumnecbeh.2021-08-01", 0.7424),
    ("vtaiwan.uberx", 0.8259),
];

const ABOUT_PEOPLE: [&str; 7] = [
    "participant",
    "xid",
    "group-id",
    "n-comments",
    "n-votes",
    "n-agree",
    "n-disagree",
];

/// None, said aloud, where the data is absent.
fn folder(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let data = std::env::var_os("LINLI_DATA").map_or_else(beside, PathBuf::from);
    let folder = data.join("polis").join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!(
        "SKIPPED: the real data is absent, no folder {}",
        folder.display()
    );
    None
}

/// Rows by the names of the columns; cells may be quoted and have line ends in them.
fn rows(file: &Path) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(file).unwrap();
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    for mark in text.chars() {
        match mark {
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' => {}
            other => cell.push(other),
        }
    }
    if !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    let head = rows.remove(0);
    rows.into_iter()
        .map(|row| head.iter().cloned().zip(row).collect())
        .collect()
}

/// The votes, and the published group of each person.
fn conversation(folder: &Path) -> (Votes, Vec<String>) {
    let is_out = |row: &BTreeMap<String, String>| {
        let meta = row.get("is-meta").is_some_and(|meta| meta == "true");
        row["moderated"] == "-1" || meta
    };
    let comments = rows(&folder.join("comments.csv"));
    let out: Vec<&str> = comments
        .iter()
        .filter(|row| is_out(row))
        .map(|row| row["comment-id"].as_str())
        .collect();
    let mut people = rows(&folder.join("participants-votes.csv"));
    people.sort_by_key(|row| row["participant"].parse::<u64>().unwrap());
    let names = people[0].keys().map(String::as_str);
    let statements: Vec<&str> = names.filter(|name| !ABOUT_PEOPLE.contains(name)).collect();
    let mut cast = Vec::new();
    let mut published = Vec::new();
    for row in &people {
        let person = count(published.len());
        let mut voted = false;
        for (statement, name) in (0..).zip(&statements) {
            let answer = match row[*name].as_str() {
                "" => continue,
                "1" => Answer::Agree,
                "-1" => Answer::Disagree,
                _ => Answer::Pass,
            };
            cast.push((person, statement, answer));
            voted = true;
        }
        // Who did not vote is no row of the matrix.
        if voted {
            published.push(row["group-id"].clone());
        }
    }
    let removed = statements.iter().map(|name| out.contains(name)).collect();
    (Votes::new(published.len(), removed, &cast), published)
}

/// 1 for the same groups, 0 for chance (Hubert and Arabie 1985).
fn adjusted_rand_index(pairs: &[(usize, &str)]) -> f64 {
    let choose = |n: &u32| f64::from(*n) * (f64::from(*n) - 1.0) / 2.0;
    let mut both: HashMap<(usize, &str), u32> = HashMap::new();
    let (mut ours, mut theirs) = (HashMap::new(), HashMap::new());
    for &(group, published) in pairs {
        *both.entry((group, published)).or_default() += 1;
        *ours.entry(group).or_insert(0_u32) += 1;
        *theirs.entry(published).or_insert(0_u32) += 1;
    }
    // In integers below 2^53, so the order of a map does not matter.
    let together: f64 = both.values().map(choose).sum();
    let (a, b): (f64, f64) = (
        ours.values().map(choose).sum(),
        theirs.values().map(choose).sum(),
    );
    let expected = a * b / choose(&count(pairs.len()));
    (together - expected) / (f64::midpoint(a, b) - expected)
}

fn index(votes: &Votes, published: &[String], wanted: Option<usize>) -> f64 {
    let map = map(votes, wanted);
    let pairs: Vec<(usize, &str)> = map
        .people
        .iter()
        .zip(published)
        .filter_map(|(person, published)| {
            let published = (!published.is_empty()).then_some(published.as_str())?;
            Some((person.group?, published))
        })
        .collect();
    adjusted_rand_index(&pairs)
}

/// At least as near to what was published as the reference implementation is.
#[test]
fn groups_agree_with_the_published_ones() {
    for (name, reference) in REFERENCE {
        let Some(folder) = folder(name) else {
            continue;
        };
        let (votes, published) = conversation(&folder);
        let index = index(&votes, &published, None);
        eprintln!("{name}: {index:.4}, the reference {reference:.4}");
        assert!(
            index >= reference,
            "{name}: {index} is less than {reference}"
        );
    }
}

/// With two groups, as Polis published them.
#[test]
fn with_the_number_given_groups_agree_as_well_as_those_of_the_reference() {
    let Some(folder) = folder("brexit-consensus") else {
        return;
    };
    let (votes, published) = conversation(&folder);
    let index = index(&votes, &published, Some(2));
    assert!(index >= 0.8763, "{index}");
}
