//! Takes connections in and lets them go: our own accept loop.
//!
//! `axum::serve` sets no deadline for the head of a request and waits for open
//! streams for ever when it stops. Here every connection has a deadline for
//! its first request, for idling, and for a reader that stops reading; there
//! is a cap in all and per address; and stopping ends within three seconds
//! whatever is going on.

mod admission;
mod bare;
mod connection;
mod stall;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

pub use admission::{Admission, block_of};

use crate::config::{Caps, Deadlines, Network};

/// How connections are treated.
#[derive(Clone, Debug)]
pub struct Door {
    /// Caps on open connections.
    pub caps: Caps,
    /// Deadlines of one connection.
    pub deadlines: Deadlines,
    /// Peers that are not counted per address, because they speak for many.
    pub trusted_proxies: Vec<Network>,
    /// Whether browsers come by https.
    pub https: bool,
}

/// How a server stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// Connections that ended by themselves after the signal.
    pub finished: usize,
    /// Connections that were cut at the deadline.
    pub cut: usize,
}

/// The address a connection came from, in the extensions of its requests.
#[derive(Clone, Copy, Debug)]
pub struct ConnectedFrom(pub SocketAddr);

/// Serves `router` until `shutdown` is cancelled, then lets open requests
/// finish, at most until the shutdown deadline.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    door: Door,
    shutdown: CancellationToken,
) -> Stopped {
    let admission = Arc::new(Admission::new(door.caps, door.trusted_proxies.clone()));
    let lines = bare::lines(door.https);
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            biased;
            () = shutdown.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, from)) => {
                    let incoming = Incoming {
                        stream,
                        from,
                        lines: Arc::clone(&lines),
                    };
                    take_in(&mut connections, incoming, &router, &door, &admission, &shutdown);
                }
                Err(error) => refused_by_system(&error).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    drain(connections, door.deadlines.shutdown).await
}

/// Somebody at the door.
struct Incoming {
    stream: TcpStream,
    from: SocketAddr,
    /// What an answer gets that never reaches the layers.
    lines: Arc<[u8]>,
}

fn take_in(
    connections: &mut JoinSet<()>,
    incoming: Incoming,
    router: &Router,
    door: &Door,
    admission: &Arc<Admission>,
    shutdown: &CancellationToken,
) {
    let Some(ticket) = admission.admit(incoming.from.ip()) else {
        metrics::counter!("linli_connections_refused_total").increment(1);
        return admission::turn_away(&incoming.stream, &incoming.lines);
    };
    // Nagle's algorithm would hold small pages back; failure only costs time.
    let _ = incoming.stream.set_nodelay(true);
    let (router, deadlines, shutdown) = (router.clone(), door.deadlines, shutdown.clone());
    connections.spawn(async move {
        connection::serve(incoming, router, deadlines, shutdown).await;
        drop(ticket);
    });
}

/// Out of file descriptors or the like: waits a little, so that the loop does
/// not spin; everything else concerns one connection that is already gone.
async fn refused_by_system(error: &std::io::Error) {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    ) {
        tracing::error!(%error, "no connection can be taken in; trying again in half a second");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

async fn drain(mut connections: JoinSet<()>, patience: Duration) -> Stopped {
    let open = connections.len();
    let all = async { while connections.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(patience, all).await;
    let cut = connections.len();
    connections.shutdown().await;
    Stopped {
        finished: open.saturating_sub(cut),
        cut,
    }
}
