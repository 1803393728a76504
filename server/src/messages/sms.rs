//! Text messages: by the configured gateway, else into the folder.
//!
//! The gateway is one fixed address from the configuration: nothing a visitor
//! types chooses where the server connects to, and redirects are not followed.

use std::time::Duration;

use anyhow::{Context as _, anyhow};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use serde::Serialize;

use super::folder::Folder;
use super::{Sms, Undelivered};
use crate::config::Secret;

const PATIENCE: Duration = Duration::from_secs(10);

/// Where text messages go.
#[derive(Clone, Debug)]
pub enum Sender {
    /// To a gateway.
    Gateway {
        /// The client.
        client: Client,
        /// Where.
        url: Secret,
        /// The bearer token.
        token: Option<Secret>,
    },
    /// Into a folder.
    Folder(Folder),
}

#[derive(Serialize)]
struct Request<'a> {
    to: &'a str,
    text: &'a str,
    key: &'a str,
}

impl Sender {
    /// A gateway by its address.
    pub fn gateway(url: &Secret, token: Option<Secret>) -> anyhow::Result<Self> {
        let client = Client::builder()
            .redirect(Policy::none())
            .timeout(PATIENCE)
            .connect_timeout(PATIENCE)
            .user_agent(concat!("linli/", env!("CARGO_PKG_VERSION")))
            .build()
            .context("set up the connection to the gateway")?;
        Ok(Self::Gateway {
            client,
            url: url.clone(),
            token,
        })
    }

    pub(super) async fn send(&self, sms: &Sms) -> Result<(), Undelivered> {
        let (client, url, token) = match self {
            Self::Folder(folder) => return folder.keep_sms(sms).await,
            Self::Gateway { client, url, token } => (client, url, token),
        };
        let body = Request {
            to: &sms.to,
            text: &sms.text,
            key: &sms.key,
        };
        let mut request = client
            .post(url.expose())
            .header("idempotency-key", &sms.key)
            .json(&body);
        if let Some(token) = token {
            request = request.bearer_auth(token.expose());
        }
        // Without the address in it: an address may hold a token.
        let sent = request
            .send()
            .await
            .map_err(|error| Undelivered::ForNow(error.without_url().into()))?;
        outcome(sent.status())
    }
}

fn outcome(status: StatusCode) -> Result<(), Undelivered> {
    let error = || anyhow!("the gateway answered {status}");
    if status.is_success() {
        Ok(())
    } else if status.is_client_error()
        && !matches!(status.as_u16(), 401 | 403 | 404 | 408 | 425 | 429)
    {
        Err(Undelivered::ForGood(error()))
    } else {
        // Server errors, redirects, and what an operator can put right.
        Err(Undelivered::ForNow(error()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_refused_message_is_given_up() {
        let kind = |status: u16| match outcome(StatusCode::from_u16(status).unwrap()) {
            Ok(()) => "sent",
            Err(Undelivered::ForNow(_)) => "later",
            Err(Undelivered::ForGood(_)) => "never",
        };
        let table = [
            (200, "sent"),
            (202, "sent"),
            (302, "later"),
            (400, "never"),
            (401, "later"),
            (422, "never"),
            (429, "later"),
            (503, "later"),
        ];
        for (status, expected) in table {
            assert_eq!(kind(status), expected, "{status}");
        }
    }
}
