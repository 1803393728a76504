//! Looks once a second for what other servers and `linli import` changed, so
//! that pages kept in memory are not older than that. A task of its own: a
//! mail server that does not answer holds up the jobs, and must not hold up this.

use std::time::Duration;

use store::Store;
use tokio_util::sync::CancellationToken;

/// How old a page can be on a server other than the one that changed something.
pub const EVERY: Duration = Duration::from_secs(1);

/// Looks until the server stops. A database that does not answer is looked at
/// again; pages made from it end by time.
pub async fn watch(store: Store, shutdown: CancellationToken) {
    loop {
        if let Err(error) = store.look_for_changes().await {
            metrics::counter!("linli_job_failures_total", "job" => "freshness").increment(1);
            tracing::warn!(%error, "could not look for changes of other servers; trying again");
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
