//! Tells who follows a thread that it has moved on: after each change of this server,
//! and once a second what other servers changed.

use std::time::Duration;

use pages::live::Live;
use store::Store;
use tokio_util::sync::CancellationToken;

use crate::freshness::EVERY;

/// Changes that come together are told together.
const TOGETHER: Duration = Duration::from_millis(25);

/// Tells until the server stops, and ends the streams then.
pub async fn tell(store: Store, live: Live, shutdown: CancellationToken) {
    let mut version = store.follow_version();
    loop {
        if let Err(error) = live.look(&store).await {
            metrics::counter!("linli_job_failures_total", "job" => "live").increment(1);
            tracing::warn!(%error, "could not tell who follows a thread; trying again");
        }
        metrics::gauge!("linli_live_followers")
            .set(u32::try_from(live.followers()).unwrap_or(u32::MAX));
        tokio::select! {
            () = shutdown.cancelled() => return live.close(),
            _ = version.changed() => tokio::time::sleep(TOGETHER).await,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
