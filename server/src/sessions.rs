//! Sessions: how tower-sessions meets our table.
//!
//! The table holds a hash of the id and never the id, so that whoever reads
//! the database cannot become somebody. Our own clock decides when a session
//! ends. A visitor who only reads has no session: nothing is stored and no
//! cookie is set before a handler puts something in.

use std::collections::HashMap;

use async_trait::async_trait;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use domain::id::PersonId;
use domain::instant::Instant;
use http::header::USER_AGENT;
use pages::visitor::SESSION_PERSON;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use store::clock::Clock;
use store::sessions::{Hash, SessionRecord};
use store::{Store, StoreError};
use time::{Duration, OffsetDateTime};
use tower_sessions::cookie::SameSite;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore};
use uuid::Uuid;

use crate::config::BaseUrl;

/// A session ends when nobody used it for this long.
const IDLE_DAYS: i64 = 30;
/// A session ends this long after signing in, used or not.
const WHOLE_DAYS: i64 = 180;
/// The session field with the moment it began, in microseconds.
const SESSION_BEGAN: &str = "began";
/// The session field that says on what device it is.
pub const SESSION_DEVICE: &str = "device";
/// The chance that one random id of 128 bits is taken is nil; this many in a row mean a broken generator.
const TRIES: usize = 4;

/// The name of the session cookie. `__Host-` binds it to this host and to https.
pub const fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-linli" } else { "linli" }
}

/// The session layer for an installation at `base`.
pub fn layer(store: Store, clock: Clock, base: &BaseUrl) -> SessionManagerLayer<Keeper> {
    let secure = base.has_secure_cookies();
    SessionManagerLayer::new(Keeper::new(store, clock))
        .with_name(cookie_name(secure))
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(Duration::days(WHOLE_DAYS)))
}

/// Our table as a session store.
#[derive(Clone, Debug)]
pub struct Keeper {
    store: Store,
    clock: Clock,
}

impl Keeper {
    /// Sessions in `store`, by the time of `clock`.
    pub const fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock }
    }

    /// What the table keeps of a session that began at `began`.
    fn kept(&self, record: &Record, began: Option<Instant>) -> SessionRecord {
        let now = self.clock.now();
        let noted = record
            .data
            .get(SESSION_BEGAN)
            .and_then(Value::as_i64)
            .map(Instant::from_micros);
        let began = began.or(noted).unwrap_or(now);
        let text = |name| record.data.get(name).and_then(Value::as_str);
        let person = text(SESSION_PERSON).and_then(|id| id.parse::<Uuid>().ok());
        let mut data: serde_json::Map<String, Value> = record
            .data
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        data.retain(|name, _| name != SESSION_PERSON && name != SESSION_DEVICE);
        data.insert(SESSION_BEGAN.to_owned(), began.micros().into());
        SessionRecord {
            hash: hash(&record.id),
            person: person.map(PersonId::new),
            device: text(SESSION_DEVICE).unwrap_or_default().to_owned(),
            data: Value::Object(data),
            created_at: began,
            last_seen_at: now,
            expires_at: began.plus_days(WHOLE_DAYS),
        }
    }
}

/// What tower-sessions gets of a kept session.
fn given(id: Id, kept: SessionRecord) -> Result<Record> {
    let Value::Object(data) = kept.data else {
        return Err(Error::Decode("a session holds no fields".to_owned()));
    };
    let mut data: HashMap<String, Value> = data.into_iter().collect();
    if let Some(person) = kept.person {
        data.insert(SESSION_PERSON.to_owned(), person.uuid().to_string().into());
    }
    if !kept.device.is_empty() {
        data.insert(SESSION_DEVICE.to_owned(), kept.device.into());
    }
    let seconds = kept.expires_at.micros().div_euclid(1_000_000);
    let expiry_date = OffsetDateTime::from_unix_timestamp(seconds)
        .map_err(|error| Error::Decode(error.to_string()))?;
    Ok(Record {
        id,
        data,
        expiry_date,
    })
}

fn hash(id: &Id) -> Hash {
    Sha256::digest(id.0.to_le_bytes()).into()
}

fn failed(error: StoreError) -> Error {
    tracing::error!(
        error = &error as &dyn std::error::Error,
        "a session could not be kept or read"
    );
    // Its sentence without what the driver said: by it `pages` knows what passes by itself.
    Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for Keeper {
    async fn create(&self, record: &mut Record) -> Result<()> {
        for _ in 0..TRIES {
            let kept = self.kept(record, Some(self.clock.now()));
            if self.store.create_session(&kept).await.map_err(failed)? {
                return Ok(());
            }
            record.id = Id::default();
        }
        Err(Error::Backend(
            "every session id is taken: the random generator is broken".to_owned(),
        ))
    }

    /// Saves an existing session; one that was ended meanwhile stays ended.
    async fn save(&self, record: &Record) -> Result<()> {
        self.store
            .save_session(&self.kept(record, None))
            .await
            .map(drop)
            .map_err(failed)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let now = self.clock.now();
        let kept = self
            .store
            .load_session(&hash(id), now)
            .await
            .map_err(failed)?;
        let Some(kept) = kept.filter(|kept| kept.last_seen_at.plus_days(IDLE_DAYS) > now) else {
            return Ok(None);
        };
        self.store.touch_session(&kept, now);
        given(*id, kept).map(Some)
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.store
            .delete_session(&hash(id))
            .await
            .map(drop)
            .map_err(failed)
    }
}

/// Notes on what device a session was begun, so that people recognise it in
/// their list: browser and system, nothing finer.
pub async fn describe_device(session: Session, request: Request, next: Next) -> Response {
    let device = request
        .headers()
        .get(USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .map(device);
    let response = next.run(request).await;
    if session.is_modified()
        && let Ok(None) = session.get_value(SESSION_DEVICE).await
        && let Ok(Some(_)) = session.get_value(SESSION_PERSON).await
        && let Err(error) = session
            .insert(SESSION_DEVICE, device.unwrap_or_default())
            .await
    {
        tracing::warn!(%error, "the device of a session could not be noted");
    }
    response
}

/// Browser and system as their makers name them; empty when unknown.
fn device(agent: &str) -> String {
    let first = |table: &[(&str, &'static str)]| {
        table
            .iter()
            .find(|(sign, _)| agent.contains(sign))
            .map(|(_, name)| *name)
    };
    // The order matters: most browsers also claim to be the ones below them.
    let browser = first(&[
        ("MicroMessenger", "WeChat"),
        ("AlipayClient", "Alipay"),
        ("DingTalk", "DingTalk"),
        ("EdgA", "Edge"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("HuaweiBrowser", "Huawei Browser"),
        ("UCBrowser", "UC"),
        ("MQQBrowser", "QQ"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("HarmonyOS", "HarmonyOS"),
        ("OpenHarmony", "HarmonyOS"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    [browser, system]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_recognised_by_its_owner_and_by_nobody_else() {
        let table = [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox · Linux",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari · iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15; V2307A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0.50",
                "WeChat · Android",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
                "Edge · Windows",
            ),
            ("<script>alert(1)</script>", ""),
        ];
        for (agent, expected) in table {
            assert_eq!(device(agent), expected);
        }
    }

    #[test]
    fn the_cookie_is_bound_to_host_and_https_wherever_that_works() {
        assert_eq!(cookie_name(true), "__Host-linli");
        assert_eq!(cookie_name(false), "linli");
    }
}
