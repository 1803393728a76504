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
use domain::notice::{Week, after_quiet_hours};
use pages::App;
use store::StoreError;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::messages::Messages;

mod deliver;

/// How long the loop sleeps when nobody wakes it.
const EVERY: Duration = Duration::from_secs(1);
/// Changes that come together are worked on together.
const TOGETHER: Duration = Duration::from_millis(50);
/// Cases woken in one round.
const CASES: i64 = 100;
/// Of each other sort so many are woken in one round.
const A_FEW: i64 = 20;
/// Events given their order in one round.
const EVENTS: i64 = 1_000;
/// What has ended is forgotten this often.
const TIDY_SECONDS: i64 = 600;
/// A draft nobody went on with is kept this long.
const DRAFT_DAYS: i64 = 30;
/// The same, of somebody who has not said who they are.
const NOBODYS_DRAFT_DAYS: i64 = 1;
/// A form sent twice is recognised for this long.
const KEY_DAYS: i64 = 30;
/// Counted attempts matter for a day at most.
const ATTEMPT_DAYS: i64 = 2;
/// A notice in the app that was read and asked nothing is kept this long.
const READ_DAYS: i64 = 180;
/// Digests put into the outbox at once.
const DIGESTS: i64 = 200;
/// How long a message to nobody is kept: long enough to count floods of them.
const WITHHELD_DAYS: i64 = 2;

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
    /// This server's own name among those that share the database.
    holder: Uuid,
    tidied_at: AtomicI64,
}

impl Jobs {
    /// Jobs for `app`, sending by `messages`.
    pub fn new(app: App, messages: Messages, nudge: Nudge) -> Self {
        let holder = app.ids.uuid();
        Self {
            app,
            messages,
            nudge,
            holder,
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
                () = self.nudge.0.notified() => tokio::time::sleep(TOGETHER).await,
                () = tokio::time::sleep(pause) => {}
            }
        }
        // Another server need not wait for the lease to run out.
        done(
            "sequencer",
            self.app
                .store
                .end_lease("sequencer", self.holder, self.app.clock.now())
                .await
                .map(|()| 0),
        );
    }

    /// Every step once; whether there is more to do right away.
    pub async fn round(&self, shutdown: &CancellationToken) -> bool {
        let now = self.app.clock.now();
        let woken = self.wake_cases(now).await;
        let others = self.wake_others(now).await;
        let sequenced = done(
            "sequencer",
            self.app
                .store
                .sequence_events(self.holder, EVENTS, now)
                .await,
        );
        let sent = done(
            "outbox",
            deliver::round(&self.app, &self.messages, shutdown).await,
        );
        self.tidy(now, shutdown).await;
        self.watch(now).await;
        woken + others + sequenced + sent > 0
    }

    /// Dates of everything that is no case; how many were changed.
    async fn wake_others(&self, now: Instant) -> u64 {
        let (store, ids) = (&self.app.store, &self.app.ids);
        done("challenges", store.wake_challenges(A_FEW, ids, now).await)
            + done("threads", store.wake_threads(A_FEW, ids, now).await)
            + done("decisions", store.wake_decisions(A_FEW, ids, now).await)
            + done("meetings", store.wake_meetings(A_FEW, ids, now).await)
            + done("mediations", store.wake_mediations(A_FEW, ids, now).await)
    }

    /// Deadlines that have passed; how many cases were changed.
    async fn wake_cases(&self, now: Instant) -> u64 {
        match self.app.store.run_due(CASES, &self.app.ids, now).await {
            Ok(woken) => {
                if woken.changed > 0 {
                    let late = u32::try_from(woken.most_late_seconds).unwrap_or_default();
                    metrics::histogram!("linli_deadline_lateness_seconds").record(late);
                    metrics::counter!("linli_deadlines_total").increment(woken.changed);
                }
                woken.changed
            }
            Err(error) => done("deadlines", Err(error)),
        }
    }

    /// Forgets what has ended, looks who is served by letter, and writes the digests.
    async fn tidy(&self, now: Instant, shutdown: &CancellationToken) {
        let last = Instant::from_micros(self.tidied_at.load(Ordering::Relaxed));
        if now.seconds_since(last) < TIDY_SECONDS {
            return;
        }
        self.tidied_at.store(now.micros(), Ordering::Relaxed);
        let store = &self.app.store;
        done("sessions", store.delete_expired_sessions(now).await);
        done("codes", store.delete_expired_codes(now).await);
        done("paper", store.tend_paper(now).await);
        done("digests", self.write_digests(now, shutdown).await);
        // Kept as long again as they can be used, so that a letter that lapsed says so.
        let lapsed = now.plus_days(-domain::household::CODE_DAYS);
        done(
            "household codes",
            store.delete_lapsed_household_codes(lapsed).await,
        );
        done("mediations", store.delete_ended_mediations(now).await);
        done("foundings", store.delete_lapsed_foundings(now).await);
        done(
            "withheld messages",
            store.delete_withheld(now.plus_days(-WITHHELD_DAYS)).await,
        );
        done(
            "read notices",
            store.delete_read_notices(now.plus_days(-READ_DAYS)).await,
        );
        done(
            "drafts",
            store
                .delete_old_drafts(
                    now.plus_days(-DRAFT_DAYS),
                    now.plus_days(-NOBODYS_DRAFT_DAYS),
                )
                .await,
        );
        done(
            "keys",
            store.delete_old_keys(now.plus_days(-KEY_DAYS)).await,
        );
        done(
            "attempts",
            store
                .delete_old_attempts(now.plus_days(-ATTEMPT_DAYS))
                .await,
        );
    }

    /// The digests of the week that has ended. A server that comes back at night sends
    /// them in the morning.
    async fn write_digests(
        &self,
        now: Instant,
        shutdown: &CancellationToken,
    ) -> Result<u64, StoreError> {
        let (store, ids) = (&self.app.store, &self.app.ids);
        let book = store.current_rulebook().await?;
        let zone = book.bodies().first().map(|body| body.calendar.zone.clone());
        let zone = zone.unwrap_or_else(|| "UTC".to_owned());
        // What was written at that very moment has been kept by then.
        let week = Week::ended(&zone, now.plus_minutes(-1));
        let send_at = after_quiet_hours(&zone, now);
        let mut written = 0;
        while !shutdown.is_cancelled() {
            let some = store
                .write_digests(&week, DIGESTS, send_at, ids, now)
                .await?;
            written += some;
            if some < DIGESTS.unsigned_abs() {
                break;
            }
        }
        Ok(written)
    }

    /// Figures that nobody counts as they happen.
    async fn watch(&self, now: Instant) {
        let pool = self.app.store.pool_state();
        let idle = u32::try_from(pool.idle).unwrap_or(u32::MAX).min(pool.open);
        metrics::gauge!("linli_database_connections", "state" => "idle").set(idle);
        metrics::gauge!("linli_database_connections", "state" => "busy").set(pool.open - idle);
        match self.app.store.outbox_state().await {
            Ok(outbox) => {
                let age = outbox
                    .oldest
                    .map_or(0, |oldest| now.seconds_since(oldest).max(0));
                metrics::gauge!("linli_outbox_waiting").set(figure(outbox.waiting));
                metrics::gauge!("linli_outbox_failed").set(figure(outbox.failed));
                metrics::gauge!("linli_outbox_oldest_seconds").set(figure(age));
            }
            Err(error) => {
                done("outbox", Err(error));
            }
        }
    }
}

fn figure(count: i64) -> f64 {
    u32::try_from(count).unwrap_or(u32::MAX).into()
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
