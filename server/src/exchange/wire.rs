//! Requests to other systems: no redirects, no proxies, no second tries of the
//! client's own, an end to waiting and to the length of an answer.

use std::error::Error as _;
use std::time::Duration;

use anyhow::Context as _;
use domain::exchange::Attempt;
use pages::routes::query_value;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, StatusCode, Url};
use serde_json::Value;
use store::exchange::{Connection, Failure};

use super::answer;
use super::reach::{Reach, Unreachable};
use crate::config::Secret;

/// How long another system is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For one answer.
    pub answer: Duration,
    /// For all that it is asked in one go; shorter than a claim holds.
    pub turn: Duration,
}

/// What people can be expected to wait for the systems of others.
pub const PATIENCE: Patience = Patience {
    answer: Duration::from_secs(20),
    turn: Duration::from_mins(2),
};
/// The longest answer that is read.
const LONGEST: usize = 8 * 1024 * 1024;

/// A request that came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    pub(super) failure: Failure,
    /// Whether it may have arrived.
    pub(super) ended: Attempt,
    pub(super) status: Option<u16>,
}

impl Trouble {
    pub(super) fn new(code: &str, detail: &str, ended: Attempt) -> Self {
        Self {
            failure: Failure::new(code, detail),
            ended,
            status: None,
        }
    }
}

impl From<Unreachable> for Trouble {
    fn from(why: Unreachable) -> Self {
        Self::new(why.code(), "", Attempt::NotTaken)
    }
}

/// The client.
#[derive(Clone, Debug)]
pub(super) struct Wire {
    client: Client,
    reach: Reach,
}

impl Wire {
    pub(super) fn new(reach: Reach, patience: Duration) -> anyhow::Result<Self> {
        let client = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .retry(reqwest::retry::never())
            .pool_max_idle_per_host(0)
            .referer(false)
            .timeout(patience)
            .connect_timeout(patience)
            .dns_resolver(reach.clone())
            .user_agent(concat!("linli/", env!("CARGO_PKG_VERSION")))
            .build()
            .context("set up connections to other systems")?;
        Ok(Self { client, reach })
    }

    /// The address of a resource of a connection.
    fn address(&self, connection: &Connection, resource: &str) -> Result<Url, Trouble> {
        self.reach.check(&connection.url)?;
        let address = format!("{}/{resource}.json", connection.url.trim_end_matches('/'));
        Ok(self.reach.check(&address)?)
    }

    /// Asks for a resource.
    pub(super) async fn get(
        &self,
        connection: &Connection,
        resource: &str,
        fields: &[(&str, &str)],
    ) -> Result<Value, Trouble> {
        let mut url = self.address(connection, resource)?;
        let all = with_usual(connection, fields);
        url.set_query(Some(&encoded(&all)));
        let request = self.client.get(url).header(ACCEPT, "application/json");
        answered(request, connection.repeats_safely).await
    }

    /// Files a request; `key` names it, so that the other side can tell when it comes again.
    pub(super) async fn post(
        &self,
        connection: &Connection,
        resource: &str,
        fields: &[(&str, &str)],
        api_key: &Secret,
        key: &str,
    ) -> Result<Value, Trouble> {
        let url = self.address(connection, resource)?;
        let mut all = with_usual(connection, fields);
        all.push(("api_key", api_key.expose()));
        let request = self
            .client
            .post(url)
            .header(ACCEPT, "application/json")
            .header(
                CONTENT_TYPE,
                "application/x-www-form-urlencoded; charset=utf-8",
            )
            .header("idempotency-key", key)
            .body(encoded(&all));
        answered(request, connection.repeats_safely)
            .await
            .map_err(|trouble| hide(trouble, api_key))
    }
}

/// An answer may repeat what was sent.
fn hide(mut trouble: Trouble, api_key: &Secret) -> Trouble {
    trouble.failure.detail = trouble.failure.detail.replace(api_key.expose(), "…");
    trouble
}

fn with_usual<'a>(
    connection: &'a Connection,
    fields: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let mut all = fields.to_vec();
    if let Some(jurisdiction) = &connection.jurisdiction {
        all.push(("jurisdiction_id", jurisdiction));
    }
    if connection.extensions {
        all.push(("extensions", "true"));
    }
    all
}

fn encoded(fields: &[(&str, &str)]) -> String {
    let pair =
        |(name, value): &(&str, &str)| format!("{}={}", query_value(name), query_value(value));
    fields.iter().map(pair).collect::<Vec<_>>().join("&")
}

async fn answered(request: RequestBuilder, repeats_safely: bool) -> Result<Value, Trouble> {
    let response = request.send().await.map_err(|error| unsent(&error))?;
    let status = response.status();
    if status.is_success() {
        let body = body(response, LONGEST).await.ok_or_else(unreadable)?;
        return serde_json::from_slice(&body).map_err(|_| unreadable());
    }
    let (code, ended) = meaning(status, repeats_safely);
    let said = body(response, 64 * 1024).await.unwrap_or_default();
    let detail = format!("{} {}", status.as_u16(), described(&said));
    Err(Trouble {
        status: Some(status.as_u16()),
        ..Trouble::new(code, detail.trim_end(), ended)
    })
}

/// It was taken, perhaps, and nobody can read what the answer says.
pub(super) fn unreadable() -> Trouble {
    Trouble::new("unreadable", "", Attempt::Unknown)
}

/// The body, if it is not too long and comes whole.
async fn body(mut response: Response, longest: usize) -> Option<Vec<u8>> {
    let mut all = Vec::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        if all.len() + chunk.len() > longest {
            return None;
        }
        all.extend_from_slice(&chunk);
    }
    Some(all)
}

/// What the other system says about an error, as the standard writes it.
fn described(body: &[u8]) -> String {
    let value: Value = serde_json::from_slice(body).unwrap_or_default();
    answer::described(&value).unwrap_or_default().to_owned()
}

/// A request without an answer: only if there was no connection is it sure that
/// it did not arrive.
fn unsent(error: &reqwest::Error) -> Trouble {
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(why) = inner.downcast_ref::<Unreachable>() {
            return (*why).into();
        }
        source = inner.source();
    }
    if error.is_connect() || error.is_builder() {
        Trouble::new("cannot-connect", "", Attempt::NotTaken)
    } else {
        Trouble::new("no-answer", "", Attempt::Unknown)
    }
}

/// What a status that is no success means for a case that was sent.
///
/// Programs answer a form that they have taken with "look there": 303, and 301
/// and 302 in its place (RFC 9110, 15.4.2 to 15.4.4). 307 and 308 alone ask for
/// the same request at another address. Behind a proxy a 503 may come after the
/// request was taken, which does no harm where the same key takes it once.
fn meaning(status: StatusCode, repeats_safely: bool) -> (&'static str, Attempt) {
    match status.as_u16() {
        307 | 308 => ("redirected", Attempt::NotTaken),
        300..=399 => ("redirected", Attempt::Unknown),
        401 | 403 => ("key-refused", Attempt::NotTaken),
        503 if !repeats_safely => ("not-now", Attempt::Unknown),
        408 | 425 | 429 | 503 => ("not-now", Attempt::NotTaken),
        400..=499 => ("refused", Attempt::Refused),
        _ => ("server-error", Attempt::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_says_whether_it_may_have_arrived() {
        let table = [
            (301, "redirected", Attempt::Unknown),
            (302, "redirected", Attempt::Unknown),
            (303, "redirected", Attempt::Unknown),
            (307, "redirected", Attempt::NotTaken),
            (308, "redirected", Attempt::NotTaken),
            (400, "refused", Attempt::Refused),
            (403, "key-refused", Attempt::NotTaken),
            (404, "refused", Attempt::Refused),
            (429, "not-now", Attempt::NotTaken),
            (500, "server-error", Attempt::Unknown),
            (503, "not-now", Attempt::NotTaken),
            (504, "server-error", Attempt::Unknown),
        ];
        for (status, code, ended) in table {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(meaning(status, true), (code, ended), "{status}");
            let ended = if status == StatusCode::SERVICE_UNAVAILABLE {
                Attempt::Unknown
            } else {
                ended
            };
            assert_eq!(
                meaning(status, false),
                (code, ended),
                "{status} without keys"
            );
        }
    }

    #[test]
    fn what_is_sent_is_escaped_and_the_key_is_not_repeated() {
        assert_eq!(
            encoded(&[("a[b]", "c&d=é"), ("e", "")]),
            "a%5Bb%5D=c%26d%3D%C3%A9&e="
        );
        let trouble = Trouble::new("refused", "400 s3cret is no key", Attempt::Refused);
        assert_eq!(
            hide(trouble, &Secret::new("s3cret")).failure.detail,
            "400 … is no key"
        );
        assert_eq!(
            described(br#"[{"code":400,"description":"no such service"}]"#),
            "no such service"
        );
        for nested in [
            r#"{"errors":[{"code":400,"description":"no such service"}]}"#,
            r#"{"errors":{"error":{"code":"400","description":"no such service"}}}"#,
            r#"{"description":"no such service"}"#,
        ] {
            assert_eq!(described(nested.as_bytes()), "no such service", "{nested}");
        }
        assert_eq!(described(b"<html>"), "");
    }
}
