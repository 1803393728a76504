//! The bytes of a table, so many for one row and a mark at their end.
//!
//! A quotation mark that is never closed makes one row of all that follows. Its bytes are
//! bounded, or they would all lie in memory; and where the mark comes to lie inside of a
//! value, the last row was not at its end.
//!
//! A lone `\r` comes out as `\n`, because the reader of tables counts lines by `\n` alone.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use csv::ByteRecord;

/// The most bytes of one row. The longest that anybody has met had a few thousand.
pub(super) const MOST_ROW_BYTES: usize = 256 * 1024;

/// The only value of the row that is added at the end.
const END: &[u8] = b"\x01the end of the table\x01";

/// It begins a line of its own, whether or not the table ends with one.
const END_ROW: &[u8] = b"\r\n\x01the end of the table\x01\r\n";

/// Whether this is the row that was added.
pub(super) fn is_end(row: &ByteRecord) -> bool {
    row.as_slice() == END
}

/// Whether the table ends inside of this row, because a quotation mark is open in it.
pub(super) fn swallowed_end(row: &ByteRecord) -> bool {
    row.as_slice().trim_ascii_end().ends_with(END)
}

/// How many bytes may still be read for the row.
#[derive(Clone, Debug, Default)]
pub(super) struct Allowance(Arc<AtomicUsize>);

impl Allowance {
    /// The next row begins.
    pub(super) fn renew(&self) {
        self.0.store(MOST_ROW_BYTES, Ordering::Relaxed);
    }

    /// Whether the row took all of it.
    pub(super) fn is_used_up(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}

/// Reads as `inner` does, within the allowance, and then the mark.
pub(super) struct Bounded {
    inner: Box<dyn BufRead + Send>,
    /// What went wrong behind the bytes that were read last.
    broken: Option<io::Error>,
    allowance: Allowance,
    end: &'static [u8],
}

impl Bounded {
    pub(super) fn new(inner: Box<dyn BufRead + Send>, allowance: &Allowance) -> Self {
        Self {
            inner,
            broken: None,
            allowance: allowance.clone(),
            end: END_ROW,
        }
    }

    /// Makes `\n` of every `\r` in `read` that no `\n` follows.
    fn count_by_newline(&mut self, read: &mut [u8]) {
        for at in 0..read.len() {
            if read[at] != b'\r' {
                continue;
            }
            let next = match read.get(at + 1) {
                Some(next) => Some(*next),
                None => self.peek(),
            };
            if next != Some(b'\n') {
                read[at] = b'\n';
            }
        }
    }

    /// The next byte, without reading it.
    fn peek(&mut self) -> Option<u8> {
        match self.inner.fill_buf() {
            Ok(bytes) => bytes.first().copied(),
            Err(error) => {
                self.broken = Some(error);
                None
            }
        }
    }
}

impl Read for Bounded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = self.allowance.0.load(Ordering::Relaxed);
        if left == 0 {
            return Err(io::Error::other("a row without an end"));
        }
        if let Some(error) = self.broken.take() {
            return Err(error);
        }
        let most = into.len().min(left);
        let read = match self.inner.read(&mut into[..most])? {
            0 => self.end.read(&mut into[..most])?,
            read => {
                self.count_by_newline(&mut into[..read]);
                read
            }
        };
        self.allowance.0.store(left - read, Ordering::Relaxed);
        Ok(read)
    }
}
