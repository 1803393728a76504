//! The log: to standard error, for people or for machines, in UTC.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;

/// Noise that says nothing an operator can act on: hyper warns about every
/// idle browser that is let go.
const QUIET: &str = "hyper=error,hyper_util=error,tower_sessions=error,tower_sessions_core=error";

/// Starts the log. A second call (several commands in one test process) changes nothing.
pub fn start(filter: &str, format: LogFormat) {
    let filter = EnvFilter::builder().parse_lossy(format!("{QUIET},{filter}"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // An error means that a log was started before, which is as good.
    let _ = match format {
        LogFormat::Text => log.with_target(true).try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
}
