//! Sends messages to people: e-mail by SMTP and text messages by a gateway,
//! or both into a folder when nothing is configured.
//!
//! Every message carries a key that names its cause. The folder keeps one file
//! per key, mail carries it as `Message-ID`, the gateway gets it with the
//! request: whoever delivers twice after a crash can tell.

pub mod folder;
pub mod mail;
pub mod sms;

use std::fmt;

use anyhow::Context as _;
use domain::instant::Instant;

use crate::config::Config;

/// One e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// What caused it; the same cause has the same key.
    pub key: String,
    /// The address.
    pub to: String,
    /// The subject, one line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// Where one post ends mails of this sort (RFC 8058), of what comes unasked.
    pub stop: Option<String>,
    /// When it was written.
    pub at: Instant,
}

/// One text message.
#[derive(Clone, PartialEq, Eq)]
pub struct Sms {
    /// What caused it.
    pub key: String,
    /// The phone number, with its country code.
    pub to: String,
    /// The text.
    pub text: String,
    /// When it was written.
    pub at: Instant,
}

impl fmt::Debug for Sms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sms({})", self.key)
    }
}

/// What the head of a mail says about how to end it: a mail program shows a button, and
/// posts by itself when it is pressed (RFC 8058).
fn stop_headers(mail: &Mail) -> Vec<(&'static str, String)> {
    let Some(stop) = &mail.stop else {
        return Vec::new();
    };
    vec![
        ("List-Unsubscribe", format!("<{stop}>")),
        (
            "List-Unsubscribe-Post",
            "List-Unsubscribe=One-Click".to_owned(),
        ),
    ]
}

/// A message could not be delivered.
#[derive(Debug)]
pub enum Undelivered {
    /// It may work later: nobody answered, or asked us to wait.
    ForNow(anyhow::Error),
    /// It never will: the address is refused.
    ForGood(anyhow::Error),
}

impl fmt::Display for Undelivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ForNow(error) | Self::ForGood(error) => write!(f, "{error:#}"),
        }
    }
}

/// The ways out.
#[derive(Clone, Debug)]
pub struct Messages {
    mail: mail::Sender,
    sms: sms::Sender,
}

impl Messages {
    /// The ways out that the configuration names.
    pub fn new(config: &Config) -> anyhow::Result<Self> {
        let folder = || folder::Folder::new(config.mail_folder.clone());
        let mail = match &config.smtp_url {
            Some(url) => mail::Sender::server(url, &config.smtp_from).context("set up e-mail")?,
            None => mail::Sender::Folder {
                folder: folder(),
                from: config.smtp_from.clone(),
            },
        };
        let sms = match &config.sms_url {
            Some(url) => sms::Sender::gateway(url, config.sms_token.clone())
                .context("set up text messages")?,
            None => sms::Sender::Folder(folder()),
        };
        Ok(Self { mail, sms })
    }

    /// Everything into one folder.
    pub fn into_folder(folder: folder::Folder, from: &str) -> Self {
        Self {
            mail: mail::Sender::Folder {
                folder: folder.clone(),
                from: from.to_owned(),
            },
            sms: sms::Sender::Folder(folder),
        }
    }

    /// Sends an e-mail.
    pub async fn mail(&self, mail: &Mail) -> Result<(), Undelivered> {
        self.mail.send(mail).await
    }

    /// Sends a text message.
    pub async fn sms(&self, sms: &Sms) -> Result<(), Undelivered> {
        self.sms.send(sms).await
    }

    /// Asks the mail server whether it would take a message; `None` without one.
    pub async fn check_mail(&self) -> Option<anyhow::Result<()>> {
        self.mail.check().await
    }
}
