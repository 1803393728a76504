//! `linli opinion`: draws the opinion map of a deliberation from a file of votes,
//! without a database: an export of Polis, or of a thread of this Linli.

mod read;
mod table;
mod write;

use std::path::PathBuf;

use anyhow::Context as _;
use domain::opinion::{self, OpinionMap};

use self::read::Conversation;
use super::aside::{self, Aside};
use super::import::mistake::Mistakes;
use super::import::source;
use crate::commands::Outcome;

/// Options of `linli opinion`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Who voted what: participants-votes.csv or votes.csv (may be .gz)
    #[arg(long, value_name = "FILE")]
    pub votes: PathBuf,
    /// The statements: comments.csv; those with -1 under "moderated" are out
    #[arg(long, value_name = "FILE")]
    pub statements: Option<PathBuf>,
    /// How many groups [default: as many as are clearest]
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u16).range(1..=100))]
    pub groups: Option<u16>,
    /// Where the map goes, as JSON; - prints it
    #[arg(long, value_name = "OUT")]
    pub json: PathBuf,
}

/// Draws the map and writes it.
///
/// # Errors
/// When a file cannot be read or written; mistakes in the input are an outcome.
pub async fn run(args: Args) -> anyhow::Result<Outcome> {
    let drawn = tokio::task::spawn_blocking(move || draw(&args));
    drawn
        .await
        .context("drawing the map broke off; this is a defect of linli")?
}

fn draw(args: &Args) -> anyhow::Result<Outcome> {
    let inputs = std::iter::once(&args.votes).chain(&args.statements);
    aside::keep_apart(&args.json, inputs, "choose another place with --json")?;
    let mut mistakes = Mistakes::new();
    let Some(conversation) = load(args, &mut mistakes)? else {
        eprint!("{mistakes}");
        let count = mistakes.count();
        let mistakes = if count == 1 { "mistake" } else { "mistakes" };
        eprintln!("{count} {mistakes}. No map was drawn.");
        return Ok(Outcome::Mistakes);
    };
    let map = opinion::map(&conversation.votes, args.groups.map(usize::from));
    if let Some(wanted) = args.groups.map(usize::from)
        && map.groups.len() < wanted
    {
        let groups = map.groups.len();
        eprintln!(
            "{wanted} groups were wanted, and there are {groups}: people stand at no more different places."
        );
    }
    let mut json = serde_json::to_vec(&write::Written::new(&conversation, &map))
        .context("cannot write the map as JSON")?;
    json.push(b'\n');
    if args.json.as_os_str() == "-" {
        use std::io::Write as _;
        std::io::stdout().write_all(&json)?;
    } else {
        let mut aside = Aside::default();
        aside.write(&args.json, &json)?;
        aside.settle()?;
        tell(&conversation, &map, args);
    }
    Ok(Outcome::Fine)
}

/// Reads the files; `None` after a mistake.
fn load(args: &Args, mistakes: &mut Mistakes) -> anyhow::Result<Option<Conversation>> {
    let votes = source::read(&args.votes, mistakes)?;
    let statements = match &args.statements {
        Some(path) => source::read(path, mistakes)?,
        None => None,
    };
    let conversation =
        votes.and_then(|votes| read::conversation(&votes, statements.as_ref(), mistakes));
    Ok(conversation.filter(|_| mistakes.is_empty()))
}

fn tell(conversation: &Conversation, map: &OpinionMap, args: &Args) {
    let sizes: Vec<String> = map
        .groups
        .iter()
        .map(|group| group.members.len().to_string())
        .collect();
    println!(
        "{} people, {} statements, {} votes. Groups: {}.\nThe map is in {}.",
        conversation.people.len(),
        conversation.statements.len(),
        conversation.votes.len(),
        sizes.join(" + "),
        args.json.display(),
    );
}
