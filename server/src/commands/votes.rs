//! `linli votes`: writes the answers of a thread as the files that Polis exports, so
//! that anybody can redo the map with other tools, or with `linli opinion`.
//!
//! Nobody can be found again in them: voters are numbered in a random order, there
//! are no times, with few voters there are no files, and they hold exactly the answers
//! from which the last picture was drawn: once somebody changed one or took it back there
//! are no files until the next picture, so that two of them never differ by one person.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use domain::instant::Instant;
use domain::opinion::{Answer, Tally};
use domain::reference::Reference;
use domain::thread::FEWEST_VOTERS;
use store::Store;
use store::clock::Clock;
use store::threads::{Cast, Statement};

use super::aside::{Aside, cannot_write};
use crate::commands::Outcome;
use crate::config::Config;
use crate::database;

/// Options of `linli votes`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The number of the thread, as it stands in its address
    #[arg(value_name = "NUMBER")]
    pub thread: String,
    /// The folder into which the files go
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    pub out: PathBuf,
}

/// Writes the files.
///
/// # Errors
/// When the database or a file fails.
pub async fn run(args: Args, config: Config) -> anyhow::Result<Outcome> {
    let store = database::open(&config).await?;
    let outcome = write(&args, &store, Clock::system().now()).await;
    store.close().await;
    outcome
}

/// As [`run`], from a store that is open, with the words of what everybody sees at `now`.
///
/// # Errors
/// As [`run`].
pub async fn write(args: &Args, store: &Store, now: Instant) -> anyhow::Result<Outcome> {
    let reference = Reference::parse(&args.thread);
    let thread = match reference {
        Some(reference) => store.find_thread(reference).await?,
        None => None,
    };
    let Some(thread) = thread else {
        let number = &args.thread;
        eprintln!("There is no thread {number}. Its number stands at the end of its address.");
        return Ok(Outcome::Failed);
    };
    let Some(picture) = store.find_picture(thread.id).await? else {
        eprintln!("No picture of the answers is drawn yet, and nothing else is written.");
        return Ok(Outcome::Failed);
    };
    let cast = store.list_answers(thread.id, picture.at).await?;
    if cast.voters.len() < FEWEST_VOTERS {
        eprintln!(
            "The last picture has fewer than {FEWEST_VOTERS} people. Fewer know each other, so their answers are not written."
        );
        return Ok(Outcome::Failed);
    }
    if cast.sign() != picture.drawn_from {
        eprintln!(
            "Since the last picture was drawn somebody changed an answer or took one back: files without it would show whose it was. Nothing is written. Once five more people have answered there is a new picture; try again then."
        );
        return Ok(Outcome::Failed);
    }
    let statements = store.list_statements(thread.id, None).await?;
    std::fs::create_dir_all(&args.out)
        .with_context(|| format!("cannot make the folder {}", args.out.display()))?;
    files(&cast, (&statements, now), &args.out)?;
    println!(
        "{} people, {} statements: participants-votes.csv, votes.csv and comments.csv are in {}.",
        cast.voters.len(),
        cast.statements.len(),
        args.out.display()
    );
    Ok(Outcome::Fine)
}

/// Writes all three, or none.
fn files(cast: &Cast, statements: (&[Statement], Instant), folder: &Path) -> anyhow::Result<()> {
    let mut aside = Aside::default();
    let mut file = |name: &str, write: &dyn Fn(File) -> anyhow::Result<()>| -> anyhow::Result<()> {
        let path = folder.join(name);
        write(aside.make(&path)?).with_context(|| cannot_write(&path))
    };
    file("participants-votes.csv", &|file| participants(cast, file))?;
    file("votes.csv", &|file| votes(cast, file))?;
    file("comments.csv", &|file| comments(cast, statements, file))?;
    aside.settle()
}

const fn number(answer: Answer) -> &'static str {
    match answer {
        Answer::Agree => "1",
        Answer::Disagree => "-1",
        Answer::Pass => "0",
    }
}

/// One row for each voter: who answered most first, of equal ones by their random numbers.
fn participants(cast: &Cast, file: File) -> anyhow::Result<()> {
    let mut table = csv::Writer::from_writer(file);
    let head = [
        "participant",
        "group-id",
        "n-comments",
        "n-votes",
        "n-agree",
        "n-disagree",
    ];
    let names = cast.statements.iter().map(ToString::to_string);
    table.write_record(head.map(str::to_owned).into_iter().chain(names))?;
    for person in 0..cast.voters.len() {
        let mut cells = vec![String::new(); cast.statements.len()];
        let mut tally = Tally::default();
        for (statement, answer) in cast.votes.of(person) {
            number(answer).clone_into(&mut cells[statement]);
            tally = tally.with(answer);
        }
        // Neither the group nor how many statements were added: both would tell who it is.
        let (agrees, disagrees) = (tally.agrees.to_string(), tally.disagrees.to_string());
        let facts = [
            person.to_string(),
            String::new(),
            "0".to_owned(),
            tally.answers().to_string(),
            agrees,
            disagrees,
        ];
        table.write_record(facts.into_iter().chain(cells))?;
    }
    table.flush()?;
    Ok(())
}

/// One row for each answer, in the order of the voters and not of time.
fn votes(cast: &Cast, file: File) -> anyhow::Result<()> {
    let mut table = csv::Writer::from_writer(file);
    table.write_record(["timestamp", "datetime", "comment-id", "voter-id", "vote"])?;
    for person in 0..cast.voters.len() {
        for (statement, answer) in cast.votes.of(person) {
            let (statement, voter) = (cast.statements[statement].to_string(), person.to_string());
            table.write_record(["0", "", &statement, &voter, number(answer)])?;
        }
    }
    table.flush()?;
    Ok(())
}

/// One row for each statement; of a removed one nothing but that it is out, and of one
/// that is out of sight for now no words.
fn comments(
    cast: &Cast,
    (statements, now): (&[Statement], Instant),
    file: File,
) -> anyhow::Result<()> {
    let mut table = csv::Writer::from_writer(file);
    table.write_record([
        "timestamp",
        "datetime",
        "comment-id",
        "author-id",
        "agrees",
        "disagrees",
        "moderated",
        "is-meta",
        "comment-body",
    ])?;
    for (statement, tally) in cast.statements.iter().zip(cast.votes.tallies()) {
        let said = statements
            .iter()
            .find(|one| one.number == *statement && !one.is_removed());
        let moderated = if said.is_some() { "1" } else { "-1" };
        let seen = said.filter(|one| one.is_shown(now));
        let body = seen.map_or_else(String::new, |one| harmless(&one.words));
        let (agrees, disagrees) = (tally.agrees.to_string(), tally.disagrees.to_string());
        let number = statement.to_string();
        // Nobody's, which readers of the layout want to be a number from 0 on.
        table.write_record([
            "0", "", &number, "0", &agrees, &disagrees, moderated, "False", &body,
        ])?;
    }
    table.flush()?;
    Ok(())
}

/// A spreadsheet must not take a statement for a formula.
fn harmless(words: &str) -> String {
    let formula = words.starts_with(['=', '+', '-', '@']);
    if formula {
        format!(" {words}")
    } else {
        words.to_owned()
    }
}
