//! `linli recount` on published ballots: the same outcome, another outcome, a broken file.

use std::path::Path;
use std::process::{Command, Output};

use domain::decision::{Amount, Choice, Outcome, Published, Tally, Voters};
use domain::method::shipped;
use domain::reference::Reference;

/// Twelve ballots on a majority: seven yes, four no, one neither.
fn published() -> Published {
    let method = shipped()
        .into_iter()
        .find(|one| one.key == "majority")
        .unwrap();
    let ballots = [vec![0; 7], vec![1; 4], vec![2]].concat();
    let mut published = Published {
        v: 1,
        thread: Reference::from_seed(7),
        number: 1,
        question: "Bicycles into the cellar?".to_owned(),
        options: ["Yes", "No", "Neither"].map(str::to_owned).to_vec(),
        method,
        voters: Voters::Residents,
        eligible: 20,
        ballots: ballots.into_iter().map(Choice::One).collect(),
        tally: Tally::count(Amount::default(), 3, &[]),
        outcome: Outcome::NoQuorum,
    };
    (published.tally, published.outcome) = published.recount().unwrap();
    published
}

fn recount(file: &Path, text: &str) -> Output {
    std::fs::write(file, text).unwrap();
    Command::new(env!("CARGO_BIN_EXE_linli"))
        .env_clear()
        .env("LINLI_DATA", file.parent().unwrap())
        .arg("recount")
        .arg(file)
        .output()
        .unwrap()
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn whoever_counts_again_comes_to_the_same() {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("ballots.json");
    let mut sound = published();
    let output = recount(&file, &serde_json::to_string(&sound).unwrap());
    let told = said(&output.stdout);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{told}{}",
        said(&output.stderr)
    );
    for part in [
        "12 of 20 took part.",
        "  Yes: 7\n",
        "  No: 4\n",
        "Outcome: passed, Yes",
        "This is what was published.",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    // The order of the ballots says nothing.
    sound.ballots.reverse();
    let output = recount(&file, &serde_json::to_string(&sound).unwrap());
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_ballot_more_or_less_is_noticed() {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("ballots.json");
    let mut forged = published();
    forged.ballots[0] = Choice::One(1);
    forged.ballots[1] = Choice::One(1);
    let output = recount(&file, &serde_json::to_string(&forged).unwrap());
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output.stdout).contains("This is NOT what was published"));
    forged.ballots[0] = Choice::One(9);
    let output = recount(&file, &serde_json::to_string(&forged).unwrap());
    assert_eq!(output.status.code(), Some(3));
    assert!(said(&output.stderr).contains("ballot 1 chooses an option"));
    let output = recount(&file, "{\n\"v\": 1,\n");
    assert_eq!(output.status.code(), Some(3));
    assert!(said(&output.stderr).contains("ballots.json:"));
}
