//! The configuration: what may be set, what is set, and where that came from.
//!
//! Every value comes from the defaults, then `linli.toml` (in the data folder,
//! or named by `--config`), then `LINLI_…` variables, then the command line;
//! the last one wins. A setting nobody knows is a mistake, not a surprise.

mod gather;
mod keys;
mod network;
mod print;
mod read;

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

pub use gather::{Origin, Settings, Sources};
pub use keys::{KEYS, Key, Shown};
pub use network::Network;
pub use print::{effective, markdown};

/// What the server runs with.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where browsers connect.
    pub listen: SocketAddr,
    /// Where figures are served; `None` for nowhere.
    pub metrics_listen: Option<SocketAddr>,
    /// Whether nobody chose where figures are served.
    pub metrics_listen_is_default: bool,
    /// The address people type, without a slash at its end.
    pub base_url: BaseUrl,
    /// Folder of everything that is kept beside the database.
    pub data: PathBuf,
    /// PostgreSQL, or `None` for the embedded database.
    pub database_url: Option<Secret>,
    /// Most connections to PostgreSQL.
    pub database_connections: u32,
    /// Whether there are limits per address and account.
    pub limits: bool,
    /// The file with the 32 bytes that sign links.
    pub secret_file: PathBuf,
    /// Folder of styles and scripts.
    pub site: PathBuf,
    /// Who may say for whom it forwards.
    pub trusted_proxies: Vec<Network>,
    /// The mail server; `None` writes files.
    pub smtp_url: Option<Secret>,
    /// Sender of e-mails.
    pub smtp_from: String,
    /// The gateway for text messages; `None` writes files.
    pub sms_url: Option<Secret>,
    /// Token for the gateway.
    pub sms_token: Option<Secret>,
    /// Folder for messages without a mail server or gateway.
    pub mail_folder: PathBuf,
    /// Hosts of connected systems that may lie on private addresses.
    pub open311_private_hosts: Vec<String>,
    /// Zone of dates that belong to no body or place.
    pub time_zone: jiff::tz::TimeZone,
    /// Passwords checked at once.
    pub password_permits: usize,
    /// Megabytes for photos of people without an account.
    pub staged_photos_mb: usize,
    /// Caps on open connections.
    pub caps: Caps,
    /// Deadlines for browsers and for ourselves.
    pub deadlines: Deadlines,
    /// Filter of the log.
    pub log: String,
    /// Form of the log.
    pub log_format: LogFormat,
}

/// Caps on open connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// In all.
    pub connections: usize,
    /// From one IPv4 address or IPv6 /64.
    pub per_address: usize,
}

/// Deadlines of one connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// For the head of a request, and for idling between two requests.
    pub header: Duration,
    /// For the whole body of a request.
    pub body: Duration,
    /// For our answer.
    pub request: Duration,
    /// From the signal to stop until every connection is cut.
    pub shutdown: Duration,
}

/// Form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// The address people type: scheme, host and port, nothing after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    text: String,
    https: bool,
    loopback: bool,
}

impl BaseUrl {
    /// The address of a server for which nobody named one. Whoever listens on
    /// all addresses is reached on this machine by its own name.
    fn assumed(listen: SocketAddr) -> Self {
        let text = if listen.ip().is_unspecified() {
            format!("http://localhost:{}", listen.port())
        } else {
            format!("http://{listen}")
        };
        let loopback = listen.ip().is_unspecified() || listen.ip().is_loopback();
        Self {
            text,
            https: false,
            loopback,
        }
    }

    /// The address, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether browsers come by https.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// Plain http on this machine, where a `Secure` cookie would not always come back.
    pub fn is_plain_loopback(&self) -> bool {
        !self.https && self.loopback
    }

    /// Whether cookies are marked `Secure` and carry the `__Host-` prefix.
    pub fn has_secure_cookies(&self) -> bool {
        !self.is_plain_loopback()
    }
}

/// A value that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps `text` from being printed.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The value, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// One mistake in the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// File and line, variable or option.
    pub at: String,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl Mistake {
    pub(crate) fn new(at: String, what: impl Into<String>, remedy: &str) -> Self {
        Self {
            at,
            what: what.into(),
            remedy: remedy.to_owned(),
        }
    }
}

/// All mistakes in the configuration; each with its remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigInvalid(pub Vec<Mistake>);

impl fmt::Display for ConfigInvalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the configuration has mistakes:")?;
        self.0.iter().try_for_each(|mistake| {
            write!(
                f,
                "\n  {}: {}\n      {}",
                mistake.at, mistake.what, mistake.remedy
            )
        })
    }
}

impl std::error::Error for ConfigInvalid {}

impl Config {
    /// The same, once it is known on which address the server really listens:
    /// port 0 asks the system for a free one.
    #[must_use]
    pub fn listening_on(mut self, address: SocketAddr) -> Self {
        if self.base_url == BaseUrl::assumed(self.listen) {
            self.base_url = BaseUrl::assumed(address);
        }
        self.listen = address;
        self
    }

    /// The same for a demo, which shows everybody the messages that it sends: it keeps them
    /// where no other installation keeps its own.
    #[must_use]
    pub fn apart_for_demo(mut self) -> Self {
        self.mail_folder.push("demo");
        self
    }

    /// Reads the configuration from its sources, or tells every mistake at once.
    pub fn load(sources: &Sources) -> Result<(Self, Settings), ConfigInvalid> {
        let settings = Settings::gather(sources)?;
        let config = read::read(&settings)?;
        Ok((config, settings))
    }
}

#[cfg(test)]
mod tests;
