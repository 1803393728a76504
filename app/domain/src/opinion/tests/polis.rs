//! Against the answer of a production Polis server (data of the red-dwarf project,
//! MPL-2.0), which lies beside the project and is not part of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::super::{Answer, OpinionMap, Representative, Side, Singled, Tally, Votes, count, map};

struct Conversation {
    statements: Vec<u64>,
    people: Vec<u64>,
    votes: Votes,
    polis: Value,
}

/// Everybody's votes: person, statement, answer.
fn cast(votes: &Value) -> Vec<(u64, u64, Answer)> {
    votes
        .as_array()
        .unwrap()
        .iter()
        .map(|vote| {
            let either = |one: &str, other: &str| {
                vote.get(one)
                    .or_else(|| vote.get(other))
                    .unwrap()
                    .as_u64()
                    .unwrap()
            };
            let answer = match vote["vote"].as_i64().unwrap() {
                1 => Answer::Agree,
                -1 => Answer::Disagree,
                _ => Answer::Pass,
            };
            (
                either("pid", "participant_id"),
                either("tid", "statement_id"),
                answer,
            )
        })
        .collect()
}

/// None, said aloud, where the data is absent.
fn conversation(name: &str) -> Option<Conversation> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("LINLI_DATA")
        .map_or_else(beside, PathBuf::from)
        .join("polis-server-output")
        .join(name);
    if !folder.is_dir() {
        eprintln!(
            "SKIPPED: the real data is absent, no folder {}",
            folder.display()
        );
        return None;
    }
    let read = |file: &str| -> Value {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let polis = read("math-pca2.json");
    let statements: Vec<u64> = numbers(&polis["tids"]);
    let cast = cast(&read("votes.json"));
    let people: Vec<u64> = cast
        .iter()
        .map(|vote| vote.0)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let out = numbers(&polis["mod-out"]);
    let cast: Vec<(u32, u32, Answer)> = cast
        .into_iter()
        .filter_map(|(person, statement, answer)| {
            let column = statements.binary_search(&statement).ok()?;
            let row = people.binary_search(&person).unwrap();
            Some((count(row), count(column), answer))
        })
        .collect();
    let removed = statements
        .iter()
        .map(|statement| out.contains(statement))
        .collect();
    let votes = Votes::new(people.len(), removed, &cast);
    Some(Conversation {
        statements,
        people,
        votes,
        polis,
    })
}

fn numbers(list: &Value) -> Vec<u64> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|number| number.as_u64().unwrap())
        .collect()
}

fn reals(list: &Value) -> Vec<f64> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|number| number.as_f64().unwrap())
        .collect()
}

#[track_caller]
fn same(ours: f64, theirs: f64) {
    assert!(
        (ours - theirs).abs() < 1e-9 * (1.0 + theirs.abs()),
        "{ours} is not {theirs}"
    );
}

/// Their agreement is −1, and an axis has no sign of its own.
fn signs(map: &OpinionMap, polis: &Value) -> [f64; 2] {
    [0, 1].map(|axis| {
        let theirs = reals(&polis["pca"]["comps"][axis]);
        let along: f64 = map.components[axis]
            .iter()
            .zip(&theirs)
            .map(|(l, r)| l * r)
            .sum();
        along.signum()
    })
}

fn check_components(map: &OpinionMap, polis: &Value) {
    let signs = signs(map, polis);
    for (ours, theirs) in map.centre.iter().zip(reals(&polis["pca"]["center"])) {
        same(-ours, theirs);
    }
    for axis in [0, 1] {
        let components = reals(&polis["pca"]["comps"][axis]);
        for (ours, theirs) in map.components[axis].iter().zip(components) {
            same(ours * signs[axis], theirs);
        }
        let projected = reals(&polis["pca"]["comment-projection"][axis]);
        for (ours, theirs) in map.statements.iter().zip(projected) {
            let at = [ours.at.x, ours.at.y][axis];
            same(-at * signs[axis], theirs);
        }
    }
    for (ours, theirs) in map
        .statements
        .iter()
        .zip(reals(&polis["pca"]["comment-extremity"]))
    {
        same(ours.extremity, theirs);
    }
}

/// People who are alone in a base cluster of theirs have a known place.
fn check_places(map: &OpinionMap, talk: &Conversation) {
    let signs = signs(map, &talk.polis);
    let base = &talk.polis["base-clusters"];
    let (xs, ys) = (reals(&base["x"]), reals(&base["y"]));
    let mut compared = 0;
    for (cluster, members) in base["members"].as_array().unwrap().iter().enumerate() {
        let [person] = numbers(members)[..] else {
            continue;
        };
        let row = talk.people.binary_search(&person).unwrap();
        same(-map.people[row].at.x * signs[0], xs[cluster]);
        same(-map.people[row].at.y * signs[1], ys[cluster]);
        compared += 1;
    }
    assert!(compared > 20);
}

fn their_groups(polis: &Value) -> BTreeMap<u64, BTreeSet<u64>> {
    let base = &polis["base-clusters"];
    let members: BTreeMap<u64, Vec<u64>> = numbers(&base["id"])
        .into_iter()
        .zip(base["members"].as_array().unwrap().iter().map(numbers))
        .collect();
    polis["group-clusters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| {
            let people = numbers(&group["members"])
                .iter()
                .flat_map(|base| members[base].clone())
                .collect();
            (group["id"].as_u64().unwrap(), people)
        })
        .collect()
}

fn check_singled(ours: &Singled, theirs: &Value, statements: &[u64]) {
    assert_eq!(statements[ours.statement], theirs["tid"].as_u64().unwrap());
    assert_eq!(
        u64::from(ours.successes),
        theirs["n-success"].as_u64().unwrap()
    );
    assert_eq!(u64::from(ours.trials), theirs["n-trials"].as_u64().unwrap());
    same(ours.share, theirs["p-success"].as_f64().unwrap());
    same(ours.share_test, theirs["p-test"].as_f64().unwrap());
}

/// They print the test against the others with seven digits only.
fn check_representative(ours: &Representative, theirs: &Value, statements: &[u64]) {
    check_singled(&ours.singled, theirs, statements);
    same(ours.ratio, theirs["repness"].as_f64().unwrap());
    let test = theirs["repness-test"].as_f64().unwrap();
    assert!(
        (ours.ratio_test - test).abs() < 1e-6,
        "{} {test}",
        ours.ratio_test
    );
    let side = if ours.side == Side::Agree {
        "agree"
    } else {
        "disagree"
    };
    assert_eq!(theirs["repful-for"], side);
}

fn check_lists(map: &OpinionMap, talk: &Conversation) {
    for (side, ours) in [
        ("agree", &map.majority.agree),
        ("disagree", &map.majority.disagree),
    ] {
        let theirs = talk.polis["consensus"][side].as_array().unwrap();
        assert_eq!(ours.len(), theirs.len());
        for (ours, theirs) in ours.iter().zip(theirs) {
            check_singled(ours, theirs, &talk.statements);
        }
    }
}

#[test]
fn a_small_conversation_is_the_servers_number_by_number() {
    let Some(talk) = conversation("below-100-ptpts") else {
        return;
    };
    let map = map(&talk.votes, Some(3));
    check_components(&map, &talk.polis);
    check_places(&map, &talk);
    check_lists(&map, &talk);
    let theirs = their_groups(&talk.polis);
    assert_eq!(map.groups.len(), theirs.len());
    for ours in &map.groups {
        let people: BTreeSet<u64> = ours.members.iter().map(|&row| talk.people[row]).collect();
        let (id, _) = theirs
            .iter()
            .find(|(_, theirs)| **theirs == people)
            .unwrap();
        let represent = talk.polis["repness"][id.to_string()].as_array().unwrap();
        assert_eq!(ours.representative.len(), represent.len());
        let mut by_statement: Vec<&Value> = represent.iter().collect();
        // Two statements of one group are equally telling; theirs come in no order of note.
        by_statement.sort_by_key(|shown| {
            ours.representative
                .iter()
                .position(|own| shown["tid"] == talk.statements[own.singled.statement])
        });
        for (ours, theirs) in ours.representative.iter().zip(by_statement) {
            check_representative(ours, theirs, &talk.statements);
        }
    }
    for (row, statement) in map.statements.iter().zip(&talk.statements) {
        let key = statement.to_string();
        same(
            row.consensus,
            talk.polis["group-aware-consensus"][&key].as_f64().unwrap(),
        );
        same(
            row.priority,
            talk.polis["comment-priorities"][&key].as_f64().unwrap(),
        );
    }
}

/// As a seed that nobody has answered yet: Polis has no column for it.
#[test]
fn statements_that_nobody_answered_leave_the_servers_numbers_as_they_are() {
    let Some(mut talk) = conversation("below-100-ptpts") else {
        return;
    };
    let of_all = talk.statements.len();
    let mut removed = talk.votes.removed().to_vec();
    removed.extend([false, true, false]);
    let cast: Vec<(u32, u32, Answer)> = (0..talk.votes.people())
        .flat_map(|person| {
            let answers = talk.votes.of(person);
            answers.map(move |(statement, answer)| (count(person), count(statement), answer))
        })
        .collect();
    talk.votes = Votes::new(talk.people.len(), removed, &cast);
    let map = map(&talk.votes, Some(3));
    assert_eq!(map.statements.len(), of_all + 3);
    check_components(&map, &talk.polis);
    check_places(&map, &talk);
    check_lists(&map, &talk);
    for (row, statement) in map.statements.iter().zip(&talk.statements) {
        let theirs = &talk.polis["comment-priorities"][statement.to_string()];
        same(row.priority, theirs.as_f64().unwrap());
    }
    for row in &map.statements[of_all..] {
        assert_eq!((row.tally, row.extremity), (Tally::default(), 0.0));
        same(row.consensus, 0.125);
    }
}

/// Its groups depend on their own history, so only what is below them is compared.
#[test]
fn a_middling_conversation_is_the_servers_up_to_its_groups() {
    let Some(talk) = conversation("150ptpt-3gp-no-strict-no-meta") else {
        return;
    };
    let map = map(&talk.votes, None);
    check_components(&map, &talk.polis);
    check_places(&map, &talk);
    check_lists(&map, &talk);
    let theirs: BTreeSet<u64> = their_groups(&talk.polis).into_values().flatten().collect();
    let ours: BTreeSet<u64> = map
        .people
        .iter()
        .zip(&talk.people)
        .filter(|(person, _)| person.group.is_some())
        .map(|(_, &id)| id)
        .collect();
    assert_eq!(ours, theirs);
}
