//! The link that makes the first steward: single use, 30 minutes, kept as a
//! hash, printed to the console only. Once there is a steward it is never made
//! again.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::TryRngCore as _;
use sha2::{Digest as _, Sha256};
use store::Store;
use store::clock::Clock;

const MINUTES: i64 = 30;

/// A new link, if there is no steward yet.
pub async fn link(store: &Store, clock: &Clock, base_url: &str) -> anyhow::Result<Option<String>> {
    if store.has_steward().await? {
        return Ok(None);
    }
    let mut token = [0; 32];
    rand::rngs::OsRng.try_fill_bytes(&mut token)?;
    let token = URL_SAFE_NO_PAD.encode(token);
    let now = clock.now();
    let hash = Sha256::digest(token.as_bytes()).into();
    store
        .create_steward_link(&hash, now, now.plus_minutes(MINUTES))
        .await?;
    Ok(Some(format!("{base_url}{}", pages::steward::path(&token))))
}
