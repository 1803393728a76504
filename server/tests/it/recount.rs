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

pub(crate) fn recount(file: &Path, text: &str) -> Output {
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
    let told = said(&output.stdout);
    assert!(told.contains("This is NOT what was published"), "{told}");
    // What differs, and nothing else.
    let (_, differs) = told.split_once("There it says:\n").unwrap();
    assert_eq!(
        differs, "  Yes: 7\n  No: 4\nOutcome: passed, Yes\n",
        "{told}"
    );
    forged.ballots[0] = Choice::One(9);
    let output = recount(&file, &serde_json::to_string(&forged).unwrap());
    assert_eq!(output.status.code(), Some(3));
    assert!(said(&output.stderr).contains("ballot 1 chooses an option"));
    let mut forged = published();
    forged.tally.cast.heads = 13;
    let told = said(&recount(&file, &serde_json::to_string(&forged).unwrap()).stdout);
    assert!(
        told.ends_with("There it says:\n13 of 20 took part.\n"),
        "{told}"
    );
    let output = recount(&file, "{\n\"v\": 1,\n");
    assert_eq!(output.status.code(), Some(3));
    assert!(said(&output.stderr).contains("ballots.json:"));
}

#[test]
fn what_was_never_published_is_not_counted() {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("ballots.json");
    let refused = |change: fn(&mut Published), told: &str| {
        let mut forged = published();
        change(&mut forged);
        let output = recount(&file, &serde_json::to_string(&forged).unwrap());
        assert_eq!(output.status.code(), Some(3), "{told}");
        assert!(
            said(&output.stderr).contains(told),
            "{}",
            said(&output.stderr)
        );
        assert!(output.stdout.is_empty());
    };
    refused(
        |one| one.eligible = 11,
        "more ballots than there were votes",
    );
    refused(|one| one.ballots.truncate(9), "fewer than 10 ballots");
    refused(|one| one.voters = Voters::Owners, "never published");
    refused(|one| one.method.days = 0, "open for 1 to 60 days");
    refused(|one| one.method.key = "\u{1b}[2J".to_owned(), "a key has");
    // Another version may have anything else in it.
    let output = recount(&file, "{\"v\": 300, \"ballots\": \"elsewhere\"}");
    assert_eq!(output.status.code(), Some(3));
    assert!(said(&output.stderr).contains("a version that this program does not know"));
}

#[test]
fn nothing_in_the_file_reaches_the_terminal_as_it_is() {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("ballots.json");
    let mut hostile = published();
    let words = "\u{1b}[2J\u{202e}Yes";
    words.clone_into(&mut hostile.question);
    words.clone_into(&mut hostile.options[0]);
    hostile.method.names.en = Some(words.to_owned());
    let text = serde_json::to_string(&hostile).unwrap();
    let unknown = text.replace("\"residents\",\"eligible\"", "\"\\u001b[2J\",\"eligible\"");
    assert_ne!(text, unknown);
    for text in [text, unknown] {
        let output = recount(&file, &text);
        let told = said(&output.stdout) + &said(&output.stderr);
        assert!(told.contains("u{1b}[2J"), "{told}");
        assert!(!told.contains(['\u{1b}', '\u{202e}']), "{told}");
    }
}

#[test]
fn an_order_is_told_by_what_decided_it() {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("ballots.json");
    let mut ranked = published();
    let methods = domain::method::shipped();
    ranked.method = methods.into_iter().find(|one| one.key == "choose").unwrap();
    ranked.method.shape = domain::method::Shape::Rank;
    let ballot = |at: u64| Choice::Rank(vec![Some(1 + at % 2), Some(2 - at % 2), None]);
    ranked.ballots = (0..12).map(ballot).collect();
    (ranked.tally, ranked.outcome) = ranked.recount().unwrap();
    let output = recount(&file, &serde_json::to_string(&ranked).unwrap());
    let told = said(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(told.contains("  Yes: 30 in all, named by 12\n"), "{told}");
}
