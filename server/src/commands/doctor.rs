//! `linli doctor`: looks at everything that can be wrong with an installation
//! and says what to do. Changes nothing.

mod checks;
mod connections;
mod database;

use std::fmt;

use crate::commands::Outcome;
use crate::config::Config;

/// Options of `linli doctor`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Do not talk to the mail server
    #[arg(long)]
    without_mail: bool,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Finding {
    /// As it should be.
    Fine(String),
    /// It works, and could be better.
    Advice { what: String, remedy: String },
    /// It does not work.
    Broken { what: String, remedy: String },
}

impl Finding {
    fn fine(what: impl Into<String>) -> Self {
        Self::Fine(what.into())
    }

    fn advice(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Advice {
            what: what.into(),
            remedy: remedy.into(),
        }
    }

    fn broken(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Broken {
            what: what.into(),
            remedy: remedy.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fine(what) => write!(f, "fine    {what}"),
            Self::Advice { what, remedy } => write!(f, "advice  {what}\n        → {remedy}"),
            Self::Broken { what, remedy } => write!(f, "BROKEN  {what}\n        → {remedy}"),
        }
    }
}

/// Looks at everything and prints what it found.
pub async fn run(args: Args, config: Config) -> anyhow::Result<Outcome> {
    crate::commands::serve::secure_connections();
    let mut findings = checks::machine(&config);
    findings.extend(checks::settings(&config));
    findings.extend(database::check(&config).await);
    if !args.without_mail {
        findings.push(checks::mail(&config).await);
    }
    for finding in &findings {
        println!("{finding}");
    }
    let broken = findings
        .iter()
        .filter(|finding| matches!(finding, Finding::Broken { .. }))
        .count();
    if broken == 0 {
        println!("\nNothing stands in the way of `linli serve`.");
        return Ok(Outcome::Fine);
    }
    println!(
        "\n{broken} of {} checks failed; what to do stands behind each arrow.",
        findings.len()
    );
    Ok(Outcome::Failed)
}

#[cfg(test)]
mod tests;
