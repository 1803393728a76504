//! `linli recount`: counts the published ballots of a decision again, without a
//! database, and says whether the outcome is the one that was published.

use std::path::PathBuf;

use anyhow::Context as _;
use domain::decision::published::Uncountable;
use domain::decision::{Outcome as Came, Published, Tally};
use domain::language::Language;
use domain::method::Shape;
use serde::Deserialize;
use serde_json::Value;

use super::import::mistake::{Mistakes, escaped};
use super::import::source;
use crate::commands::Outcome;

/// So many characters of a name or question are printed.
const LONGEST: usize = 400;

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
    let published = match read(&source.text) {
        Ok(published) => published,
        Err(why) => {
            eprintln!("{file}{why}");
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
        escaped(published.method.names.in_language(Language::En), LONGEST),
        escaped(&published.question, LONGEST)
    );
    let counted = lines(&published, &tally, &outcome);
    for line in &counted {
        println!("{line}");
    }
    if (&tally, &outcome) == (&published.tally, &published.outcome) {
        println!("This is what was published.");
        return Ok(Outcome::Fine);
    }
    println!("This is NOT what was published. There it says:");
    let told = lines(&published, &published.tally, &published.outcome);
    let mut other: Vec<&String> = told.iter().filter(|line| !counted.contains(line)).collect();
    let rest = "  other numbers than these ballots give".to_owned();
    if other.is_empty() {
        other.push(&rest);
    }
    for line in other {
        println!("{line}");
    }
    Ok(Outcome::Failed)
}

/// Reads the file; its version first, because the rest of another one may be anything.
/// What goes wrong is told to stand behind the name of the file.
fn read(text: &str) -> Result<Published, String> {
    #[derive(Deserialize)]
    struct Head {
        v: Value,
    }
    let unreadable = |error: serde_json::Error| {
        let (line, error) = (error.line(), escaped(&error.to_string(), LONGEST));
        format!(":{line}: {error}\n    Use the file as it was published.")
    };
    let head: Head = serde_json::from_str(text).map_err(unreadable)?;
    if head.v != Published::VERSION {
        return Err(format!(": {}.", Uncountable::Version));
    }
    serde_json::from_str(text).map_err(unreadable)
}

/// A count and what came of it, line by line.
fn lines(published: &Published, tally: &Tally, outcome: &Came) -> Vec<String> {
    let (cast, eligible) = (tally.cast.heads, tally.eligible.heads);
    let mut lines = vec![format!("{cast} of {eligible} took part.")];
    let options = published.options.iter().zip(&tally.options);
    lines.extend(options.map(|(option, standing)| {
        let option = escaped(option, LONGEST);
        let (yes, maybe, no) = (standing.yes.heads, standing.maybe.heads, standing.no.heads);
        match published.method.shape {
            Shape::One => format!("  {option}: {yes}"),
            Shape::Each => format!("  {option}: {yes} yes, {maybe} maybe, {no} no"),
            Shape::Rank => format!("  {option}: {} in all, named by {yes}", standing.dots),
            Shape::Dots => format!("  {option}: {} dots, from {yes}", standing.dots),
        }
    }));
    lines.push(format!("Outcome: {}", told(outcome, &published.options)));
    lines
}

fn told(outcome: &Came, options: &[String]) -> String {
    let name = |at: &usize| {
        options
            .get(*at)
            .map_or_else(String::new, |one| escaped(one, LONGEST))
    };
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
