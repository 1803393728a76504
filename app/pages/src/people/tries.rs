//! Wrong passwords: how often an address was tried, and the devices that this
//! does not hold back.
//!
//! After a few wrong passwords an address rests for a while, and after many on
//! one day until its owner sets another one. Anybody can do that to a neighbour,
//! so a device on which somebody signed in before has a count of its own: it
//! carries a cookie that says so, signed for this address, which opens nothing.

use domain::handle::Handle;
use domain::instant::Instant;
use http::HeaderMap;
use http::header::COOKIE;
use store::StoreError;

use crate::app::App;
use crate::visitor::cookie;

/// Failed tries are counted over this window.
const WINDOW_SECONDS: i64 = 15 * 60;
/// After so many failed tries in a window the address rests until it is over.
const TRIES: i64 = 10;
const DAY_SECONDS: i64 = 24 * 60 * 60;
/// After so many on one day it takes a new password to sign in.
const TRIES_A_DAY: i64 = 100;
const YEAR_SECONDS: u32 = 365 * 24 * 60 * 60;
/// What a device is called that signed in, for signatures.
const KNOWN: &str = "known device";

/// Who tries: an address, and the device, if it is known for it.
pub(super) struct Trying<'a> {
    app: &'a App,
    handle: &'a Handle,
    device: Option<String>,
}

/// Why nobody tries now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// For so many minutes at most.
    Minutes(i64),
    /// Until there is a new password, or until tomorrow.
    NewPassword,
}

impl<'a> Trying<'a> {
    pub(super) fn new(app: &'a App, handle: &'a Handle, headers: &HeaderMap) -> Self {
        let cookies = headers.get(COOKIE).and_then(|value| value.to_str().ok());
        let known = cookies.and_then(|cookies| cookie(cookies, name(app)));
        let device = known.and_then(|known| {
            let (device, signature) = known.split_once('.')?;
            let parts = [handle.key(), device.to_owned()];
            let parts = [parts[0].as_bytes(), parts[1].as_bytes()];
            let ours = app.secret.verify(KNOWN, &parts, signature);
            ours.then(|| device.to_owned())
        });
        Self {
            app,
            handle,
            device,
        }
    }

    /// The address that is tried.
    pub(super) const fn handle(&self) -> &'a Handle {
        self.handle
    }

    /// Under which name a limit of this server counts it.
    pub(super) fn counted_as(&self) -> String {
        match &self.device {
            Some(device) => [&self.handle.key(), " ", device].concat(),
            None => self.handle.key(),
        }
    }

    /// Whether it may be tried now.
    pub(super) async fn held(&self, now: Instant) -> Result<Option<Held>, StoreError> {
        let store = &self.app.store;
        let bucket = bucket(self.app, "sign-in", &self.counted_as());
        if store.find_attempts(&bucket, WINDOW_SECONDS, now).await? >= TRIES {
            return Ok(Some(Held::Minutes(WINDOW_SECONDS / 60)));
        }
        if self.device.is_some() {
            return Ok(None);
        }
        let bucket = bucket_of_day(self.app, self.handle);
        let today = store.find_attempts(&bucket, DAY_SECONDS, now).await?;
        Ok((today >= TRIES_A_DAY).then_some(Held::NewPassword))
    }

    /// The password was wrong.
    pub(super) async fn failed(&self, now: Instant) -> Result<(), StoreError> {
        let store = &self.app.store;
        let bucket = bucket(self.app, "sign-in", &self.counted_as());
        store.count_attempt(&bucket, WINDOW_SECONDS, now).await?;
        if self.device.is_none() {
            let bucket = bucket_of_day(self.app, self.handle);
            store.count_attempt(&bucket, DAY_SECONDS, now).await?;
        }
        Ok(())
    }

    /// The password was right: what this device did wrong is forgotten.
    pub(super) async fn succeeded(&self) -> Result<(), StoreError> {
        let bucket = bucket(self.app, "sign-in", &self.counted_as());
        self.app.store.clear_attempts(&bucket).await?;
        if self.device.is_none() {
            forget(self.app, self.handle).await?;
        }
        Ok(())
    }

    /// The cookie by which this device is known from now on.
    pub(super) fn cookie(&self) -> String {
        let device = match &self.device {
            Some(device) => device.clone(),
            None => self.app.ids.uuid().simple().to_string(),
        };
        let key = self.handle.key();
        let parts = [key.as_bytes(), device.as_bytes()];
        let signature = self.app.secret.sign(KNOWN, &parts);
        let name = name(self.app);
        let secure = if name.starts_with("__Host-") {
            "; Secure"
        } else {
            ""
        };
        format!(
            "{name}={device}.{signature}; Path=/; Max-Age={YEAR_SECONDS}; HttpOnly; SameSite=Lax{secure}"
        )
    }
}

/// Forgets what was tried at an address, because its owner has a new password.
pub(super) async fn forget(app: &App, handle: &Handle) -> Result<(), StoreError> {
    let bucket = bucket(app, "sign-in", &handle.key());
    app.store.clear_attempts(&bucket).await?;
    app.store.clear_attempts(&bucket_of_day(app, handle)).await
}

fn name(app: &App) -> &'static str {
    if app.base_url.starts_with("https://") {
        "__Host-known"
    } else {
        "known"
    }
}

/// Under which key failed tries are counted: a keyed hash, so that the table
/// names nobody.
fn bucket(app: &App, purpose: &str, key: &str) -> String {
    [
        purpose,
        ":",
        &app.secret.sign("attempts", &[key.as_bytes()]),
    ]
    .concat()
}

fn bucket_of_day(app: &App, handle: &Handle) -> String {
    bucket(app, "sign-in-day", &handle.key())
}
