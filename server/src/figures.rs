//! Figures in Prometheus format, on a listener of their own that the public
//! never reaches: requests, connections, queue. Nothing in them concerns one
//! person.

use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::routing::get;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio_util::sync::CancellationToken;

/// Upper bounds of the latency histogram, in seconds.
const SECONDS: &[f64] = &[
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];
const UPKEEP: Duration = Duration::from_secs(10);

/// Starts recording; once per process.
pub fn start() -> anyhow::Result<PrometheusHandle> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), SECONDS)
        .and_then(PrometheusBuilder::install_recorder)
        .context("start recording figures")?;
    describe();
    Ok(handle)
}

fn describe() {
    use metrics::{describe_counter, describe_gauge, describe_histogram};
    describe_counter!(
        "linli_requests_total",
        "Answered requests by route, method and status"
    );
    describe_histogram!("linli_request_seconds", "Time to answer by route");
    describe_gauge!("linli_connections_open", "Open connections");
    describe_counter!(
        "linli_connections_refused_total",
        "Connections turned away at a cap"
    );
    describe_counter!(
        "linli_throttled_total",
        "Forms refused because too many came too fast, by act"
    );
    describe_gauge!(
        "linli_database_connections",
        "Connections to the database by state"
    );
    describe_gauge!("linli_outbox_waiting", "Messages waiting to be sent");
    describe_gauge!(
        "linli_outbox_oldest_seconds",
        "Age of the oldest message that is due"
    );
    describe_counter!("linli_messages_total", "Messages by channel and outcome");
    describe_counter!(
        "linli_exchange_total",
        "Cases for the systems of bodies by outcome"
    );
    describe_counter!(
        "linli_exchange_updates_total",
        "Updates from the systems of bodies by outcome"
    );
    describe_counter!(
        "linli_policy_reports_total",
        "Reports of browsers about what the policy of a page stopped, by directive"
    );
    describe_counter!("linli_deadlines_total", "Deadlines acted on by the clock");
    describe_histogram!(
        "linli_deadline_lateness_seconds",
        "How late a deadline was acted on"
    );
    describe_counter!(
        "linli_job_failures_total",
        "Jobs that failed and will be tried again, by job"
    );
}

/// The page of figures.
pub fn routes(handle: PrometheusHandle) -> Router {
    Router::new().route("/metrics", get(move || async move { handle.render() }))
}

/// Folds raw samples into the histograms now and then, so that memory stays
/// flat when nobody asks for the figures.
pub async fn keep_up(handle: PrometheusHandle, shutdown: CancellationToken) {
    let mut tick = tokio::time::interval(UPKEEP);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = tick.tick() => handle.run_upkeep(),
        }
    }
}
