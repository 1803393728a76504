//! The command line: what can be asked of `linli`, and with which exit code it
//! answers.
//!
//! *How to add one more command:* a module in `commands` with a `clap::Args`
//! struct and `run`, a variant of [`Command`] and an arm in [`Command::run`].

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::commands::{self, Outcome};
use crate::config::{Config, ConfigInvalid, Settings, Sources};
use crate::logging;

const LAST_WORDS: &str = "\
First time here?
  linli serve --demo    look around in a lively neighbourhood
  linli serve           begin for real: prints a link that makes you the steward
  linli doctor          something does not work? this says why

Every setting can stand in linli.toml in the data folder or in a LINLI_… variable; `linli config` lists them.

Exit codes: 0 fine, 1 failed, 2 the command was not understood, 3 the input has mistakes.";

/// Linli: neighbours say what is wrong, settle it together, and see it through.
#[derive(Debug, Parser)]
#[command(name = "linli", version, after_help = LAST_WORDS, arg_required_else_help = true)]
struct Cli {
    /// The configuration file [default: linli.toml in the data folder]
    #[arg(long, global = true, value_name = "FILE", env = "LINLI_CONFIG")]
    config: Option<PathBuf>,
    /// The folder in which everything is kept [default: ./data]
    #[arg(long, global = true, value_name = "FOLDER")]
    data: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run Linli until Ctrl-C
    Serve(commands::serve::Args),
    /// Make a lively neighbourhood to try Linli in
    Demo(commands::demo::Args),
    /// Load places, boundaries, bodies, people, the charter or connections from files
    Import(commands::import::Args),
    /// Make, list and end the keys of other systems
    Keys(commands::keys::Args),
    /// Replay past requests against a charter, without a database
    Rehearse(commands::rehearse::Args),
    /// Draw the opinion map of a deliberation from a file of votes
    Opinion(commands::opinion::Args),
    /// Write the answers of a thread as files that other tools read
    Votes(commands::votes::Args),
    /// Count the published ballots of a decision again
    Recount(commands::recount::Args),
    /// Look at everything that can be wrong with this installation, and say what to do
    Doctor(commands::doctor::Args),
    /// Print every setting, its value, and where the value comes from
    Config(commands::config::Args),
}

impl Command {
    /// Settings that the options of a command stand for.
    fn options(&self) -> Vec<(&'static str, &'static str, String)> {
        match self {
            Self::Serve(args) => args.settings(),
            Self::Demo(_)
            | Self::Import(_)
            | Self::Keys(_)
            | Self::Rehearse(_)
            | Self::Opinion(_)
            | Self::Recount(_)
            | Self::Votes(_)
            | Self::Doctor(_)
            | Self::Config(_) => Vec::new(),
        }
    }

    async fn run(self, config: Config, settings: &Settings) -> anyhow::Result<Outcome> {
        match self {
            Self::Serve(args) => commands::serve::run(args, config).await,
            Self::Demo(args) => commands::demo::run(args, config).await,
            Self::Import(args) => commands::import::run(args, config).await,
            Self::Keys(args) => commands::keys::run(args, config).await,
            Self::Rehearse(args) => commands::rehearse::run(args).await,
            Self::Recount(args) => commands::recount::run(args).await,
            Self::Opinion(args) => commands::opinion::run(args).await,
            Self::Votes(args) => commands::votes::run(args, config).await,
            Self::Doctor(args) => commands::doctor::run(args, config).await,
            Self::Config(args) => commands::config::run(&args, settings),
        }
    }
}

/// Runs the program with these words (the first is its name).
pub fn run(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(words) {
        Ok(cli) => cli,
        Err(told) => {
            // Help and version go out with 0, misunderstandings with 2; a closed pipe is no news.
            let _ = told.print();
            return ExitCode::from(u8::try_from(told.exit_code()).unwrap_or(2));
        }
    };
    match start(cli) {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            eprintln!("linli: {error:#}");
            if error.is::<ConfigInvalid>() {
                Outcome::Mistakes.into()
            } else {
                Outcome::Failed.into()
            }
        }
    }
}

fn start(cli: Cli) -> anyhow::Result<Outcome> {
    let mut options = cli.command.options();
    if let Some(data) = &cli.data {
        options.push(("data", "--data", data.display().to_string()));
    }
    let (config, settings) = Config::load(&Sources::of_process(cli.config, options))?;
    logging::start(&config.log, config.log_format);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let outcome = runtime.block_on(cli.command.run(config, &settings));
    // Whatever is still computing (a photo, a password) has nobody left to answer.
    runtime.shutdown_background();
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent_and_explains_itself() {
        Cli::command().debug_assert();
        for command in Cli::command().get_subcommands() {
            assert!(
                command.get_about().is_some(),
                "{} has no help",
                command.get_name()
            );
            for argument in command.get_arguments() {
                assert!(
                    argument.get_help().is_some(),
                    "{} --{} has no help",
                    command.get_name(),
                    argument.get_id()
                );
            }
        }
    }
}
