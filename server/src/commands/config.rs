//! `linli config`: prints the effective configuration.

use crate::commands::Outcome;
use crate::config::{Settings, effective, markdown};

/// Options of `linli config`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print the handbook page about all settings instead
    #[arg(long)]
    markdown: bool,
}

/// Prints it.
pub fn run(args: &Args, settings: &Settings) -> anyhow::Result<Outcome> {
    use std::io::Write as _;
    let text = if args.markdown {
        markdown()
    } else {
        effective(settings)
    };
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(Outcome::Fine)
}
