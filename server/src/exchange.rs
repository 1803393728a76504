//! Exchange with the systems of bodies over Open311: sends them the cases that
//! came to their body, and asks what became of them.
//!
//! A task of its own beside the jobs, because the other side can be slow: each
//! system has its own turn of limited length, beside those of the others, and
//! nobody's next turn waits for the end of another's. Any number of
//! servers may run it: what is sent and what is asked for is claimed in the
//! database. Where it connects to is `reach`'s to allow, what is sent
//! `request`'s, and what an update does `domain::exchange`'s.

mod answer;
mod follow;
pub mod key;
mod paging;
pub mod reach;
mod request;
mod send;
mod summary;
mod wire;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use domain::id::BodyId;
use domain::instant::Instant;
use pages::App;
use store::StoreError;
use store::exchange::Connected;
use tokio::task::{AbortHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use key::Keys;
use reach::Reach;
use wire::Wire;

pub use wire::{PATIENCE, Patience};

/// How often it looks whether something is due.
const EVERY: Duration = Duration::from_secs(2);
/// Cases sent to one system in one round.
const AT_ONCE: usize = 20;
/// How often it looks whether the steward has to be told something.
const SUMMARY_SECONDS: i64 = 600;

/// The exchange with all systems.
#[derive(Clone, Debug)]
pub struct Exchange(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    app: App,
    wire: Wire,
    keys: Keys,
    patience: Patience,
    summed_at: AtomicI64,
}

/// The turns that go on.
#[derive(Debug, Default)]
struct Turns {
    all: JoinSet<()>,
    of: HashMap<BodyId, AbortHandle>,
}

impl Turns {
    /// Whether it is still the turn of this body's system.
    fn goes_on(&self, body: BodyId) -> bool {
        let turn = self.of.get(&body);
        turn.is_some_and(|turn| !turn.is_finished())
    }

    /// Forgets what is over. A turn that panicked has told so, and its claims run out.
    fn tidy(&mut self) {
        while self.all.try_join_next().is_some() {}
    }

    /// Until all are over.
    async fn end(&mut self) {
        while self.all.join_next().await.is_some() {}
    }
}

impl Exchange {
    /// The exchange of `app`, which connects where `reach` allows it, waits so
    /// long for answers, and finds its keys where `keys` looks.
    pub fn new(app: App, reach: Reach, keys: Keys, patience: Patience) -> anyhow::Result<Self> {
        Ok(Self(Arc::new(Parts {
            app,
            wire: Wire::new(reach, patience.answer)?,
            keys,
            patience,
            summed_at: AtomicI64::new(i64::MIN),
        })))
    }

    /// Works until the server stops. Who is slow has a long turn, and the others theirs meanwhile.
    pub async fn run(self, shutdown: CancellationToken) {
        let mut turns = Turns::default();
        while !shutdown.is_cancelled() {
            self.begin(&mut turns, &shutdown).await;
            self.sum_up(self.now()).await;
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = tokio::time::sleep(EVERY) => {}
            }
            turns.tidy();
        }
        turns.end().await;
    }

    /// Everything that is due now, once and to its end.
    pub async fn round(&self, shutdown: &CancellationToken) {
        let mut turns = Turns::default();
        self.begin(&mut turns, shutdown).await;
        turns.end().await;
        self.sum_up(self.now()).await;
    }

    /// Begins the turns of all systems for which something is due.
    async fn begin(&self, turns: &mut Turns, shutdown: &CancellationToken) {
        let connections = match self.0.app.store.list_connections(self.now()).await {
            Ok(connections) => connections,
            Err(error) => return failed("connections", &error),
        };
        for connected in connections {
            let body = connected.connection.body;
            let is_due = connected.send_is_due || connected.poll_is_due;
            if is_due && !turns.goes_on(body) {
                let (exchange, shutdown) = (self.clone(), shutdown.clone());
                let turn = async move { exchange.turn(&connected, &shutdown).await };
                turns.of.insert(body, turns.all.spawn(turn));
            }
        }
    }

    /// Sends what waits for one system, then asks it what is new.
    async fn turn(&self, connected: &Connected, shutdown: &CancellationToken) {
        if connected.send_is_due
            && let Err(error) = send::all(&self.0, &connected.connection, shutdown).await
        {
            failed("sending", &error);
        }
        if connected.poll_is_due
            && !shutdown.is_cancelled()
            && let Err(error) = follow::once(&self.0, connected).await
        {
            failed("updates", &error);
        }
    }

    async fn sum_up(&self, now: Instant) {
        let last = Instant::from_micros(self.0.summed_at.load(Ordering::Relaxed));
        if now.seconds_since(last) < SUMMARY_SECONDS {
            return;
        }
        self.0.summed_at.store(now.micros(), Ordering::Relaxed);
        if let Err(error) = summary::tell(&self.0.app, now).await {
            failed("summary", &error);
        }
    }

    fn now(&self) -> Instant {
        self.0.app.clock.now()
    }
}

/// Notes a failure of the database; what was due is still due.
fn failed(job: &'static str, error: &StoreError) {
    metrics::counter!("linli_job_failures_total", "job" => job).increment(1);
    tracing::error!(
        job,
        error = error as &dyn std::error::Error,
        "an exchange failed; it is tried again"
    );
}
