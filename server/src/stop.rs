//! When to stop: Ctrl-C or the signal of a service manager. A second signal
//! ends the process on the spot.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// How long stopping takes in all, from the signal on, however busy the server is.
pub const IN_ALL: Duration = Duration::from_millis(2_800);

/// A token that is cancelled by the first signal.
pub fn on_signal() -> anyhow::Result<CancellationToken> {
    let token = CancellationToken::new();
    let mut signals = Signals::listen()?;
    let cancelled = token.clone();
    tokio::spawn(async move {
        signals.next().await;
        tracing::info!("stopping; a second signal stops at once");
        cancelled.cancel();
        signals.next().await;
        std::process::exit(1);
    });
    Ok(token)
}

/// Runs out when stopping has taken as long as it may; counts from the signal on.
pub fn deadline(shutdown: CancellationToken, in_all: Duration) -> JoinHandle<()> {
    tokio::spawn(async move {
        shutdown.cancelled().await;
        tokio::time::sleep(in_all).await;
    })
}

/// Does what is left before the deadline; whether it was done by then.
pub async fn before(deadline: JoinHandle<()>, left: impl Future<Output = ()>) -> bool {
    tokio::select! {
        biased;
        () = left => true,
        _ = deadline => false,
    }
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> anyhow::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_hangs_is_given_up_once_the_time_after_the_signal_is_over() {
        let shutdown = CancellationToken::new();
        let over = deadline(shutdown.clone(), Duration::from_millis(5));
        shutdown.cancel();
        assert!(!before(over, std::future::pending()).await);
    }

    #[tokio::test]
    async fn the_time_counts_from_the_signal_and_what_is_done_ends_it() {
        let over = deadline(CancellationToken::new(), Duration::ZERO);
        let left = async {
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
        };
        assert!(before(over, left).await);
    }
}
