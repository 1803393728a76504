//! Puts together what handlers are given.

use std::sync::Arc;

use anyhow::Context as _;
use pages::drawing::Drawing;
use pages::live::{Live, Room};
use pages::passwords::Passwords;
use pages::photos::Photos;
use pages::throttle::Throttle;
use pages::{App, AppParts};
use store::Store;
use store::clock::Clock;
use store::ids::Ids;

use crate::assets::Assets;
use crate::config::Config;
use crate::secrets;

/// The state of the web application of this configuration.
pub fn app(
    config: &Config,
    store: Store,
    assets: &Assets,
    clock: Clock,
    demo: bool,
) -> anyhow::Result<App> {
    Ok(App::new(AppParts {
        store,
        clock,
        ids: Ids::system(),
        site: Arc::new(assets.site().clone()),
        secret: secrets::load_or_create(&config.secret_file)?,
        base_url: config.base_url.as_str().to_owned(),
        demo,
        throttle: if config.limits {
            Throttle::new()
        } else {
            Throttle::off()
        },
        passwords: Passwords::new(config.password_permits).context("prepare to check passwords")?,
        photos: Photos::new(2).with_room(megabytes(config.staged_photos_mb)),
        // The other half stays for those who open a page.
        drawing: Drawing::default(),
        live: Live::new(Room {
            all: config.caps.connections / 2,
            per_address: config.caps.per_address.div_ceil(2),
        }),
    }))
}

/// Megabytes as bytes.
fn megabytes(count: usize) -> i64 {
    i64::try_from(count)
        .unwrap_or(i64::MAX)
        .saturating_mul(1_000_000)
}
