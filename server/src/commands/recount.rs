//! `linli recount`: counts the published ballots of a decision again, without a
//! database, and says whether the outcome is the one that was published.

use std::path::PathBuf;

use anyhow::Context as _;
use domain::decision::{Outcome as Came, Published};
use domain::language::Language;

use super::import::mistake::Mistakes;
use super::import::source;
use crate::commands::Outcome;

/// Options of `linli recount`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The published ballots (JSON, may be .gz)
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// Counts, and prints what came of it.
///
/// # Errors
/// When the file cannot be read; mistakes in it are an outcome.
pub async fn run(args: Args) -> anyhow::Result<Outcome> {
    tokio::task::spawn_blocking(move || recount(&args))
        .await
        .context("counting broke off; this is a defect of linli")?
}

fn recount(args: &Args) -> anyhow::Result<Outcome> {
    let mut mistakes = Mistakes::new();
    let Some(source) = source::read(&args.file, &mut mistakes)? else {
        eprint!("{mistakes}");
        return Ok(Outcome::Mistakes);
    };
    let file = args.file.display();
    let published: Published = match serde_json::from_str(&source.text) {
        Ok(published) => published,
        Err(error) => {
            eprintln!(
                "{file}:{}: {error}\n    Use the file as it was published.",
                error.line()
            );
            return Ok(Outcome::Mistakes);
        }
    };
    let (tally, outcome) = match published.recount() {
        Ok(counted) => counted,
        Err(why) => {
            eprintln!("{file}: {why}.");
            return Ok(Outcome::Mistakes);
        }
    };
    println!(
        "{}: {}",
        published.method.names.in_language(Language::En),
        published.question
    );
    println!(
        "{} of {} took part.",
        tally.cast.heads, tally.eligible.heads
    );
    for (option, standing) in published.options.iter().zip(&tally.options) {
        let more = standing.maybe.heads + standing.no.heads > 0;
        let (yes, maybe, no) = (standing.yes.heads, standing.maybe.heads, standing.no.heads);
        if more {
            println!("  {option}: {yes} yes, {maybe} maybe, {no} no");
        } else {
            println!("  {option}: {yes}");
        }
    }
    println!("Outcome: {}", told(&outcome, &published.options));
    if (&tally, &outcome) == (&published.tally, &published.outcome) {
        println!("This is what was published.");
        return Ok(Outcome::Fine);
    }
    println!(
        "This is NOT what was published: there it says {}.",
        published.outcome.code()
    );
    Ok(Outcome::Failed)
}

fn told(outcome: &Came, options: &[String]) -> String {
    let name = |at: &usize| options.get(*at).map_or("", String::as_str).to_owned();
    match outcome {
        Came::Passed { option } => format!("passed, {}", name(option)),
        Came::NotPassed => "not passed".to_owned(),
        Came::NoQuorum => "too few took part".to_owned(),
        Came::Tie { options } => {
            let names: Vec<String> = options.iter().map(name).collect();
            format!("a tie between {}", names.join(" and "))
        }
        Came::ObjectionsStand { objections } => format!("{objections} objections stand"),
    }
}
