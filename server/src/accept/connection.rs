//! Serves one connection within its deadlines.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::Version;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use super::ConnectedFrom;
use super::bare::Completed;
use super::stall::Stall;
use crate::config::Deadlines;

/// The longest head of a request: 64 kB, of which cookies use under 1 kB.
const HEAD_LIMIT: usize = 64 * 1024;
const HEADER_LINES: usize = 100;
const STREAMS: u32 = 64;
/// How HTTP/2 begins, long enough to be nothing else.
const PREFACE: [u8; 14] = *b"PRI * HTTP/2.0";
/// Without progress for this long, a reader has stopped reading.
const READER_PATIENCE: Duration = Duration::from_secs(30);

/// What a connection is doing, as its deadline needs to know it.
#[derive(Debug)]
struct Activity {
    started: Instant,
    in_flight: AtomicUsize,
    /// Milliseconds since `started` at which the last request ended.
    idle_since: AtomicU64,
}

impl Activity {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            started: Instant::now(),
            in_flight: AtomicUsize::new(0),
            idle_since: AtomicU64::new(0),
        })
    }

    fn begin(self: &Arc<Self>) -> Working {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        Working(Arc::clone(self))
    }

    /// The moment at which this connection has idled for `patience`; `None` while it works.
    fn deadline(&self, patience: Duration) -> Option<Instant> {
        (self.in_flight.load(Ordering::Relaxed) == 0).then(|| {
            self.started + Duration::from_millis(self.idle_since.load(Ordering::Relaxed)) + patience
        })
    }
}

/// One request in progress.
struct Working(Arc<Activity>);

impl Drop for Working {
    fn drop(&mut self) {
        let now = u64::try_from(self.0.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.0.idle_since.store(now, Ordering::Relaxed);
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

fn http1(deadlines: Deadlines) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(deadlines.header)
        .max_buf_size(HEAD_LIMIT)
        .max_headers(HEADER_LINES);
    builder
}

fn http2(deadlines: Deadlines) -> http2::Builder<TokioExecutor> {
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(u32::try_from(HEAD_LIMIT).unwrap_or(u32::MAX))
        .keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(deadlines.header);
    builder
}

/// The version that a visitor speaks; nothing from who leaves at once.
///
/// The first bytes are looked at and left where they are: hyper-util takes them and
/// puts them back, after which hyper sets aside 16 KiB for reading instead of 8, for as
/// long as the connection lasts.
async fn version(stream: &TcpStream) -> Option<Version> {
    let mut first = [0; PREFACE.len()];
    match stream.peek(&mut first).await {
        Ok(0) | Err(_) => None,
        // It fits into the first packet of any network.
        Ok(_) if first == PREFACE => Some(Version::HTTP_2),
        Ok(_) => Some(Version::HTTP_11),
    }
}

/// Serves requests until the visitor leaves, a deadline passes, or the server
/// stops (then the current requests still get their answers).
pub(super) async fn serve(
    incoming: super::Incoming,
    router: Router,
    deadlines: Deadlines,
    shutdown: CancellationToken,
) {
    let super::Incoming {
        stream,
        from,
        lines,
    } = incoming;
    let activity = Activity::new();
    let version = tokio::select! {
        version = version(&stream) => version,
        () = shutdown.cancelled() => None,
        () = tokio::time::sleep(deadlines.header) => None,
    };
    let working = Arc::clone(&activity);
    let service = service_fn(move |mut request: http::Request<Incoming>| {
        let work = working.begin();
        request.extensions_mut().insert(ConnectedFrom(from));
        let router = router.clone();
        async move {
            let answer = router.oneshot(request.map(Body::new)).await;
            // The work ends with the last byte of the body, not with its head.
            answer.map(|answer| answer.map(|body| body_with(body, work)))
        }
    });
    let io = TokioIo::new(Completed::new(Stall::new(stream, READER_PATIENCE), lines));
    let time = Time {
        activity,
        patience: deadlines.header,
        shutdown,
    };
    match version {
        None => {}
        Some(Version::HTTP_2) => {
            let connection = http2(deadlines).serve_connection(io, service);
            // Rare and large, so it lies elsewhere.
            Box::pin(time.keep(connection, http2::Connection::graceful_shutdown)).await;
        }
        Some(_) => {
            let connection = http1(deadlines).serve_connection(io, service);
            time.keep(connection, http1::Connection::graceful_shutdown)
                .await;
        }
    }
}

/// How long a connection lasts.
struct Time {
    activity: Arc<Activity>,
    patience: Duration,
    shutdown: CancellationToken,
}

impl Time {
    /// Until it ends, idles too long, or was told to `finish` and has.
    async fn keep<C>(self, connection: C, finish: fn(Pin<&mut C>))
    where
        C: Future<Output = hyper::Result<()>>,
    {
        let mut connection = pin!(connection);
        let mut stopping = false;
        loop {
            let idle = self.activity.deadline(self.patience);
            let until = idle.unwrap_or_else(|| Instant::now() + self.patience);
            tokio::select! {
                ended = connection.as_mut() => {
                    if let Err(error) = ended {
                        tracing::debug!(%error, "a connection ended early");
                    }
                    return;
                }
                () = self.shutdown.cancelled(), if !stopping => {
                    stopping = true;
                    finish(connection.as_mut());
                }
                () = tokio::time::sleep_until(until) => {
                    let idle = self.activity.deadline(self.patience);
                    if idle.is_some_and(|deadline| deadline <= Instant::now()) {
                        return;
                    }
                }
            }
        }
    }
}

/// `body`, keeping `work` alive until it is sent or dropped.
fn body_with(body: Body, work: Working) -> Body {
    use http_body_util::BodyExt as _;
    Body::new(body.map_frame(move |frame| {
        let _still_working = &work;
        frame
    }))
}
