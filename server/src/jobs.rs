//! What happens without anybody asking: messages go out, deadlines pass,
//! events get their order, what has ended is forgotten.
//!
//! One loop per server, woken by every change that a visitor makes and once a
//! second besides. Any number of servers may run it: each effect has a unique
//! key in the database, a lease only saves work. A step that fails is logged
//! and tried again in the next round; it holds up no other step.
//!
//! *How to add one more:* a step in [`Jobs::round`], a function that does a
//! bounded piece of work and says how much it did.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use domain::instant::Instant;
use pages::App;
use store::StoreError;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::messages::Messages;

/// How long the loop sleeps when nobody wakes it.
const EVERY: Duration = Duration::from_secs(1);
/// What has ended is forgotten this often.
const TIDY_SECONDS: i64 = 600;

/// Wakes the loop.
#[derive(Clone, Debug, Default)]
pub struct Nudge(Arc<Notify>);

impl Nudge {
    /// There may be something to do.
    pub fn now(&self) {
        self.0.notify_one();
    }
}

/// The loop.
#[derive(Debug)]
pub struct Jobs {
    app: App,
    messages: Messages,
    nudge: Nudge,
    tidied_at: AtomicI64,
}

impl Jobs {
    /// Jobs for `app`, sending by `messages`.
    pub fn new(app: App, messages: Messages, nudge: Nudge) -> Self {
        Self {
            app,
            messages,
            nudge,
            tidied_at: AtomicI64::new(i64::MIN),
        }
    }

    /// Works until the server stops.
    pub async fn run(self, shutdown: CancellationToken) {
        while !shutdown.is_cancelled() {
            let more = self.round(&shutdown).await;
            let pause = if more { Duration::ZERO } else { EVERY };
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = self.nudge.0.notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Every step once; whether there is more to do right away.
    pub async fn round(&self, shutdown: &CancellationToken) -> bool {
        let now = self.app.clock.now();
        let _ = (&self.messages, shutdown);
        self.tidy(now).await;
        self.watch();
        false
    }

    /// Forgets what has ended.
    async fn tidy(&self, now: Instant) {
        let last = Instant::from_micros(self.tidied_at.load(Ordering::Relaxed));
        if now.seconds_since(last) < TIDY_SECONDS {
            return;
        }
        self.tidied_at.store(now.micros(), Ordering::Relaxed);
        done(
            "sessions",
            self.app.store.delete_expired_sessions(now).await,
        );
    }

    fn watch(&self) {
        let pool = self.app.store.pool_state();
        let idle = u32::try_from(pool.idle).unwrap_or(u32::MAX).min(pool.open);
        metrics::gauge!("linli_database_connections", "state" => "idle").set(idle);
        metrics::gauge!("linli_database_connections", "state" => "busy").set(pool.open - idle);
    }
}

/// How much a step did; nothing when it failed, which is logged here.
fn done(job: &'static str, outcome: Result<u64, StoreError>) -> u64 {
    match outcome {
        Ok(done) => done,
        Err(error) => {
            metrics::counter!("linli_job_failures_total", "job" => job).increment(1);
            tracing::error!(
                job,
                error = &error as &dyn std::error::Error,
                "a job failed; it is tried again"
            );
            0
        }
    }
}
