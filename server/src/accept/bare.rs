//! Completes the answers that hyper gives by itself.
//!
//! A request whose head cannot be read (a broken line, too many, too long) never
//! reaches the layers: hyper writes a bare `400`, `414` or `431` and closes. Here
//! such a head gets the header set that every other answer has, and for a program
//! that asks over Open311 the error that the standard describes.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use http::StatusCode;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::headers;
use crate::open311;

/// What hyper says by itself.
const BARE: [&[u8]; 3] = [
    b"HTTP/1.1 400 Bad Request\r\n",
    b"HTTP/1.1 414 URI Too Long\r\n",
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n",
];
const END: &[u8] = b"\r\n\r\n";
/// The longest of them: a line, a length, a date, and that the connection closes.
const LONGEST: usize = 256;

/// The lines that a bare head gets.
pub(super) fn lines(https: bool) -> Arc<[u8]> {
    let mut lines = String::new();
    for (name, value) in headers::of_errors(https) {
        lines.extend([name, ": ", value, "\r\n"]);
    }
    lines.into_bytes().into()
}

/// A stream on which no head is bare.
pub(super) struct Completed<S> {
    stream: S,
    lines: Arc<[u8]>,
    /// A head that is being written, how much of it is out, and how many bytes
    /// of hyper's it stands for.
    head: Option<(Vec<u8>, usize, usize)>,
    /// How the newest request begins, up to the end of its line.
    line: Vec<u8>,
}

/// The longest path that is looked at.
const LONGEST_PATH: usize = 256;

/// The path of a request that begins with these bytes, if it is one of Open311.
fn open311_path(bytes: &[u8]) -> Option<String> {
    let line = &bytes[..bytes.len().min(LONGEST_PATH)];
    let line = line.split(|byte| matches!(byte, b'\r' | b'\n')).next()?;
    let mut words = line.split(|byte| *byte == b' ');
    let (_method, target) = (words.next()?, words.next()?);
    let path = target.split(|byte| *byte == b'?').next()?;
    let path = std::str::from_utf8(path).ok()?;
    open311::is_here(path).then(|| path.to_owned())
}

/// Adds what was read to how the newest request begins. It comes in pieces: hyper
/// looks at the first bytes by themselves to tell the protocol.
fn note(line: &mut Vec<u8>, read: &[u8]) {
    let open = !line.is_empty() && line.len() < LONGEST_PATH && !line.contains(&b'\n');
    if !open && !begins_request(read) {
        return;
    }
    if !open {
        line.clear();
    }
    let room = LONGEST_PATH - line.len();
    line.extend(read.iter().take(room));
}

/// Whether a request may begin with these bytes.
fn begins_request(bytes: &[u8]) -> bool {
    let method = bytes.iter().take_while(|byte| byte.is_ascii_uppercase());
    let method = method.count();
    (1..=8).contains(&method) && bytes[method..].starts_with(b" /")
}

impl<S> Completed<S> {
    pub(super) const fn new(stream: S, lines: Arc<[u8]>) -> Self {
        Self {
            stream,
            lines,
            head: None,
            line: Vec::new(),
        }
    }
}

/// The bare head with the lines before its end; `None` for everything else. All
/// that is ours has the header set already, and more than a head.
fn complete(bytes: &[u8], lines: &[u8], path: Option<&str>) -> Option<Vec<u8>> {
    let bare = bytes.len() <= LONGEST
        && BARE.iter().any(|line| bytes.starts_with(line))
        && bytes.windows(END.len()).position(|four| four == END) == Some(bytes.len() - END.len());
    bare.then(|| match path {
        Some(path) => {
            let status = bytes.get(9..12).map(StatusCode::from_bytes);
            let status = status.and_then(Result::ok);
            let body = open311::fault::unreadable(path, status.unwrap_or(StatusCode::BAD_REQUEST));
            let head = bytes[..bytes.len() - 2].split_inclusive(|byte| *byte == b'\n');
            let head = head.filter(|line| !line.starts_with(b"content-length"));
            [&head.collect::<Vec<_>>().concat(), lines, &body].concat()
        }
        None => [&bytes[..bytes.len() - 2], lines, b"\r\n"].concat(),
    })
}

impl<S: AsyncRead + Unpin> AsyncRead for Completed<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        let read = &buffer.filled()[before..];
        note(&mut self.line, read);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Completed<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        if this.head.is_none() {
            let path = open311_path(&this.line);
            let completed = complete(bytes, &this.lines, path.as_deref());
            this.head = completed.map(|head| (head, 0, bytes.len()));
        }
        let Some((head, out, stands_for)) = &mut this.head else {
            return Pin::new(&mut this.stream).poll_write(cx, bytes);
        };
        while *out < head.len() {
            match ready!(Pin::new(&mut this.stream).poll_write(cx, &head[*out..]))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                some => *out += some,
            }
        }
        let written = *stands_for;
        this.head = None;
        Poll::Ready(Ok(written))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        // A bare head comes alone.
        if let [only] = bytes {
            return self.poll_write(cx, only);
        }
        Pin::new(&mut self.stream).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    const HEAD: &[u8] = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

    #[tokio::test]
    async fn a_bare_head_is_completed_even_byte_by_byte() {
        // Room for three bytes at a time.
        let (ours, mut theirs) = tokio::io::duplex(3);
        let mut stream = Completed::new(ours, b"x-one: 1\r\n".to_vec().into());
        let write = async {
            stream.write_all(HEAD).await.unwrap();
            stream.shutdown().await.unwrap();
            drop(stream);
        };
        let mut read = Vec::new();
        let ((), count) = tokio::join!(write, theirs.read_to_end(&mut read));
        count.unwrap();
        let text = String::from_utf8(read).unwrap();
        assert!(text.starts_with("HTTP/1.1 431 "), "{text}");
        assert!(
            text.ends_with("content-length: 0\r\nx-one: 1\r\n\r\n"),
            "{text}"
        );
    }

    #[test]
    fn nothing_else_is_touched() {
        let with_body = [HEAD, b"more"].concat();
        let fine = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
        for bytes in [
            &b""[..],
            b"\r\n\r\n",
            &HEAD[..HEAD.len() - 1],
            &with_body,
            fine,
        ] {
            assert_eq!(complete(bytes, b"x: 1\r\n", None), None);
            let path = Some("/open311/v2/requests.xml");
            assert_eq!(complete(bytes, b"x: 1\r\n", path), None);
        }
    }

    #[test]
    fn a_program_gets_the_error_of_the_standard() {
        let asks: [(&[u8], Option<&str>); 5] = [
            (
                b"POST /open311/v2/requests.xml HTTP/1.1\r\n",
                Some("/open311/v2/requests.xml"),
            ),
            (
                b"GET /open311/v2/requests?a=b HTTP/1.1\r\n",
                Some("/open311/v2/requests"),
            ),
            (b"GET /cases HTTP/1.1\r\n", None),
            (b"GET /open311/v2/\xff HTTP/1.1\r\n", None),
            (b"GET", None),
        ];
        for (bytes, path) in asks {
            assert_eq!(open311_path(bytes).as_deref(), path);
        }
        // In pieces, and never a body that looks like a request.
        let mut line = Vec::new();
        for piece in [
            &b"POST /open311/v2/requests"[..],
            b".xml HTTP/1.1\r\nhost: x\r\n",
            b"a=b",
        ] {
            note(&mut line, piece);
        }
        assert_eq!(open311_path(&line).as_deref(), asks[0].1);
        note(&mut line, b"GET /cases HTTP/1.1\r\n");
        assert_eq!(open311_path(&line), None);
        let bad = b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
        let whole = complete(bad, b"x: 1\r\n", asks[0].1).unwrap();
        let whole = String::from_utf8(whole).unwrap();
        let (head, body) = whole.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 400 Bad Request\r\nconnection: close\r\nx: 1\r\n"));
        assert_eq!(head.matches("content-length").count(), 1);
        assert!(
            head.contains("content-type: text/xml; charset=utf-8"),
            "{head}"
        );
        assert!(
            head.contains(&format!("content-length: {}\r\n", body.len())),
            "{head}"
        );
        assert!(body.contains("<errors><error><code>400</code>"), "{body}");
    }
}
