//! Arms that answer the same question in different ways, measured in turn.

use std::net::SocketAddr;
use std::time::Instant;

use anyhow::{Context as _, Result};
use axum::Router;
use server::accept::{self, Door};
use server::config::{Config, Sources};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::load::{self, Asked};
use crate::machine::{Spent, median};

/// How often each arm has its turn; its figure is the median.
const TURNS: usize = 7;
/// About how long a turn takes, in seconds.
const TURN_SECONDS: f64 = 0.4;
/// Requests before anything is measured.
const WARM: u32 = 200;
/// Answers waited for in a turn.
const WAITS: u32 = 60;
const FEWEST: f64 = 100.0;
const MOST: f64 = 20_000.0;

/// One way to answer, listening on a port of its own behind our own accept loop.
#[derive(Debug)]
pub struct Arm {
    address: SocketAddr,
    asked: Asked,
    stop: CancellationToken,
}

impl Arm {
    /// Serves `router` to be asked for `asked`.
    pub async fn new(router: Router, asked: Asked) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.context("listen")?;
        let address = listener.local_addr()?;
        let (config, _) = Config::load(&Sources::default())?;
        let door = Door {
            https: false,
            caps: config.caps,
            deadlines: config.deadlines,
            trusted_proxies: Vec::new(),
        };
        let stop = CancellationToken::new();
        tokio::spawn(accept::serve(listener, router, door, stop.clone()));
        Ok(Self {
            address,
            asked,
            stop,
        })
    }
}

impl Arm {
    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Arm {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Processor time per request of each arm, in microseconds, everything in this
/// process counted: network, framework, database threads.
pub async fn cost<const N: usize>(arms: [&Arm; N]) -> Result<[f64; N]> {
    let mut requests = [0; N];
    for (arm, requests) in arms.iter().zip(&mut requests) {
        load::send(arm.address, &arm.asked, WARM).await?;
        let began = Instant::now();
        load::send(arm.address, &arm.asked, WARM).await?;
        let each = began.elapsed().as_secs_f64() / f64::from(WARM);
        *requests = count((TURN_SECONDS / each).clamp(FEWEST, MOST));
    }
    let mut costs = [const { Vec::new() }; N];
    for _ in 0..TURNS {
        for (at, arm) in arms.iter().enumerate() {
            let before = Spent::now()?;
            let sent = load::send(arm.address, &arm.asked, requests[at]).await?;
            let spent = Spent::now()?.microseconds_since(&before);
            costs[at].push(spent / f64::from(sent));
        }
    }
    Ok(costs.map(median))
}

/// How long somebody waits for an answer of each arm, in microseconds.
#[derive(Clone, Copy, Debug)]
pub struct Wait {
    /// Half of the answers are there earlier.
    pub median: f64,
    /// Of a hundred answers ninety-nine are there earlier.
    pub late: f64,
}

/// Asks each arm in turn, one request after the other.
pub async fn waits<const N: usize>(arms: [&Arm; N]) -> Result<[Wait; N]> {
    let mut times = [const { Vec::new() }; N];
    for _ in 0..TURNS {
        for (arm, times) in arms.iter().zip(&mut times) {
            times.extend(load::wait(arm.address, &arm.asked, WAITS).await?);
        }
    }
    Ok(times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        Wait {
            median: times[times.len() / 2],
            late: times[times.len() * 99 / 100],
        }
    }))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between FEWEST and MOST"
)]
const fn count(value: f64) -> u32 {
    value as u32
}
