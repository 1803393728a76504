//! Real connections: deadlines, caps, and stopping under load.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::{get, post};
use server::accept::{self, Door, Stopped};
use server::config::{Caps, Deadlines};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

struct Served {
    address: SocketAddr,
    stop: CancellationToken,
    stopped: JoinHandle<Stopped>,
}

async fn serve(router: Router, caps: Caps, header: Duration) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let deadlines = Deadlines {
        header,
        body: Duration::from_secs(5),
        request: Duration::from_secs(5),
        shutdown: Duration::from_millis(2_500),
    };
    let door = Door {
        caps,
        deadlines,
        trusted_proxies: Vec::new(),
        https: true,
    };
    let stopped = tokio::spawn(accept::serve(listener, router, door, stop.clone()));
    Served {
        address,
        stop,
        stopped,
    }
}

const MANY: Caps = Caps {
    connections: 1_000,
    per_address: 1_000,
};
const PATIENT: Duration = Duration::from_secs(30);
const HURRIED: Duration = Duration::from_millis(200);
/// Far beyond every deadline of these tests; reached only when one does not work.
const TOO_LONG: Duration = Duration::from_secs(20);

fn hello() -> Router {
    Router::new().route("/", get(|| async { "hello" }))
}

/// Reads until the server closes; how long that took.
async fn until_closed(mut stream: TcpStream) -> (Vec<u8>, Duration) {
    let (started, mut bytes) = (Instant::now(), Vec::new());
    let read = tokio::time::timeout(TOO_LONG, stream.read_to_end(&mut bytes)).await;
    // A reset is as good as an end.
    assert!(read.is_ok(), "the server keeps a dead connection");
    (bytes, started.elapsed())
}

#[tokio::test]
async fn who_dribbles_a_head_is_let_go() {
    let served = serve(hello(), MANY, HURRIED).await;
    for start in ["", "G", "PRI * HT", "GET / HTTP/1.1\r\nhost: x\r\nx-slow: "] {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        stream.write_all(start.as_bytes()).await.unwrap();
        let (bytes, _) = until_closed(stream).await;
        assert!(
            !String::from_utf8_lossy(&bytes).contains("200 OK"),
            "{start:?}"
        );
    }
}

#[tokio::test]
async fn a_head_that_cannot_be_read_is_answered_with_the_whole_header_set() {
    let served = serve(hello(), MANY, PATIENT).await;
    // To the last byte that is read, so that closing leaves nothing unread.
    let start = "GET / HTTP/1.1\r\nhost: x\r\nx-long: ";
    let long = format!("{start}{}", "a".repeat(64 * 1024 - start.len()));
    let many = format!(
        "GET / HTTP/1.1\r\nhost: x\r\n{}\r\n",
        "x-one: 1\r\n".repeat(150)
    );
    let good = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";
    for (head, status) in [
        ("GET / HTTP/1.1\r\nhost x\r\n\r\n", "400"),
        ("GET /\u{1} HTTP/1.1\r\n\r\n", "400"),
        (long.as_str(), "431"),
        (many.as_str(), "431"),
        // After an answer that was fine.
        (&format!("{good}nonsense\r\n\r\n"), "400"),
    ] {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        // The server may close before it has read everything.
        let _ = stream.write_all(head.as_bytes()).await;
        let (bytes, _) = until_closed(stream).await;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let start = text
            .rfind("HTTP/1.1 ")
            .unwrap_or_else(|| panic!("{status}: {text:?}"));
        let answer = &text[start..];
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{status}: {text}"
        );
        for (name, value) in server::headers::of_errors(true) {
            assert!(
                answer.contains(&format!("\r\n{name}: {value}\r\n")),
                "{name}: {text}"
            );
        }
        assert_eq!(answer.matches("x-frame-options").count(), 1);
        assert_eq!(text.contains("hello"), head.starts_with(good));
    }
}

#[tokio::test]
async fn who_begins_in_http_2_is_answered_in_it() {
    const SETTINGS: u8 = 4;
    let served = serve(hello(), MANY, HURRIED).await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    let mut start = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    start.extend([0, 0, 0, SETTINGS, 0, 0, 0, 0, 0]);
    stream.write_all(&start).await.unwrap();
    let (bytes, _) = until_closed(stream).await;
    assert_eq!(bytes.get(3), Some(&SETTINGS), "{bytes:?}");
}

#[tokio::test]
async fn who_idles_after_an_answer_is_let_go() {
    let served = serve(hello(), MANY, HURRIED).await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    stream
        .write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    let (bytes, _) = until_closed(stream).await;
    assert!(String::from_utf8_lossy(&bytes).ends_with("hello"));
}

#[tokio::test]
async fn a_slow_answer_is_not_mistaken_for_an_idle_visitor() {
    let gate = Arc::new(tokio::sync::Notify::new());
    let opened = Arc::clone(&gate);
    let slow = get(move || async move {
        opened.notified().await;
        "worth waiting for"
    });
    let served = serve(Router::new().route("/", slow), MANY, HURRIED).await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    stream
        .write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    // Somebody idle comes later and is let go: the deadline has passed for both.
    for _ in 0..2 {
        until_closed(TcpStream::connect(served.address).await.unwrap()).await;
    }
    gate.notify_one();
    let (bytes, _) = until_closed(stream).await;
    assert!(String::from_utf8_lossy(&bytes).ends_with("worth waiting for"));
}

#[tokio::test]
async fn an_address_with_too_many_connections_is_turned_away_at_once() {
    let served = serve(
        hello(),
        Caps {
            connections: 10,
            per_address: 2,
        },
        PATIENT,
    )
    .await;
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        stream
            .write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            .await
            .unwrap();
        let mut start = [0; 12];
        stream.read_exact(&mut start).await.unwrap();
        assert_eq!(&start, b"HTTP/1.1 200");
        held.push(stream);
    }
    let third = TcpStream::connect(served.address).await.unwrap();
    let (bytes, _) = until_closed(third).await;
    let text = String::from_utf8(bytes).unwrap();
    assert!(
        text.starts_with("HTTP/1.1 503") && text.contains("retry-after: 5"),
        "{text}"
    );
    assert!(text.contains("x-content-type-options: nosniff"), "{text}");
}

/// Reads one answer with a known length; `None` when the server has closed.
async fn one_answer(stream: &mut TcpStream) -> Option<usize> {
    stream
        .write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .ok()?;
    let mut bytes = Vec::new();
    loop {
        let mut part = [0; 1024];
        let read = stream.read(&mut part).await.unwrap_or(0);
        if read == 0 {
            // Whoever is cut in the middle of an answer was let down.
            assert!(
                bytes.is_empty(),
                "half an answer: {}",
                String::from_utf8_lossy(&bytes)
            );
            return None;
        }
        bytes.extend_from_slice(&part[..read]);
        if bytes.ends_with(b"hello") {
            return Some(bytes.len());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_under_load_ends_within_three_seconds_and_cuts_no_answer() {
    let endless = get(|| async { Body::new(Endless { begun: false }) });
    let router = hello().route("/endless", endless).route(
        "/upload",
        post(|bytes: Bytes| async move { bytes.len().to_string() }),
    );
    let served = serve(router, MANY, PATIENT).await;
    let answered = Arc::new(AtomicUsize::new(0));
    let visitors: Vec<_> = (0..64)
        .map(|_| {
            let (address, answered) = (served.address, Arc::clone(&answered));
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(address).await.unwrap();
                while one_answer(&mut stream).await.is_some() {
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    let mut stuck = Vec::new();
    for start in [
        "GET /endless HTTP/1.1\r\nhost: x\r\n\r\n",
        "POST /upload HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nslow",
        "GET /slow",
    ] {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        stream.write_all(start.as_bytes()).await.unwrap();
        stuck.push(stream);
    }
    while answered.load(Ordering::Relaxed) < 1_000 {
        tokio::task::yield_now().await;
    }
    let started = Instant::now();
    served.stop.cancel();
    let stopped = served.stopped.await.unwrap();
    assert!(
        started.elapsed() < Duration::from_secs(3),
        "{:?}",
        started.elapsed()
    );
    for visitor in visitors {
        visitor.await.unwrap();
    }
    assert!(
        stopped.cut >= 2,
        "the endless stream and the slow upload are cut: {stopped:?}"
    );
    assert!(stopped.finished >= 64, "{stopped:?}");
}

#[tokio::test]
async fn stopping_an_idle_server_takes_no_time() {
    let served = serve(hello(), MANY, PATIENT).await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    assert!(one_answer(&mut stream).await.is_some());
    let started = Instant::now();
    served.stop.cancel();
    served.stopped.await.unwrap();
    assert!(
        started.elapsed() < Duration::from_secs(1),
        "{:?}",
        started.elapsed()
    );
}

/// A body that begins and never ends.
struct Endless {
    begun: bool,
}

impl hyper::body::Body for Endless {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<Bytes>, Self::Error>>> {
        if std::mem::replace(&mut self.begun, true) {
            return std::task::Poll::Pending;
        }
        std::task::Poll::Ready(Some(Ok(hyper::body::Frame::data(Bytes::from_static(
            b"begun",
        )))))
    }
}
