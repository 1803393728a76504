//! Finished pages in memory, with a bound: when it is full, what was asked for
//! longest ago makes room.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use axum::body::Bytes;
use domain::instant::Instant;
use http::HeaderValue;

/// A page that takes more than this part of the shelf is not kept.
const LARGEST_PART: usize = 16;
/// What an entry takes besides the page and its key, in bytes.
const ENTRY_BYTES: usize = 256;

/// A finished page.
#[derive(Debug)]
pub struct Page {
    /// The document.
    pub bytes: Bytes,
    /// What it is, as its head says.
    pub kind: HeaderValue,
    /// Its tag.
    pub etag: HeaderValue,
    /// Whether scripts may run on it.
    pub islands: bool,
    /// The store's number before its data was read.
    pub version: u64,
    /// When.
    pub made_at: Instant,
}

#[derive(Debug)]
struct Entry {
    page: Arc<Page>,
    /// The turn in which it was last asked for.
    asked: AtomicU64,
}

#[derive(Debug, Default)]
struct Entries {
    by_key: HashMap<String, Entry>,
    bytes: usize,
}

/// The pages.
#[derive(Debug)]
pub struct Shelf {
    most_bytes: usize,
    turn: AtomicU64,
    entries: RwLock<Entries>,
}

impl Shelf {
    /// An empty shelf for this many bytes.
    pub fn new(most_bytes: usize) -> Self {
        Self {
            most_bytes,
            turn: AtomicU64::default(),
            entries: RwLock::default(),
        }
    }

    /// The page under this key, however old.
    pub fn find(&self, key: &str) -> Option<Arc<Page>> {
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.by_key.get(key)?;
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        entry.asked.store(turn, Ordering::Relaxed);
        Some(Arc::clone(&entry.page))
    }

    /// Keeps a page, in place of an older one.
    pub fn keep(&self, key: String, page: Arc<Page>) {
        let size = size(&key, &page);
        if size > self.most_bytes / LARGEST_PART {
            return;
        }
        let asked = AtomicU64::new(self.turn.fetch_add(1, Ordering::Relaxed));
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        let entries = &mut *entries;
        if let Some(old) = entries.by_key.remove(&key) {
            entries.bytes -= self::size(&key, &old.page);
        }
        entries.bytes += size;
        entries.by_key.insert(key, Entry { page, asked });
        if entries.bytes > self.most_bytes {
            make_room(entries, self.most_bytes / 4 * 3);
        }
    }

    /// Bytes in use.
    pub fn bytes(&self) -> usize {
        self.entries
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .bytes
    }
}

fn size(key: &str, page: &Page) -> usize {
    key.len() + page.bytes.len() + ENTRY_BYTES
}

/// Takes away what was asked for longest ago until `most` bytes are left.
fn make_room(entries: &mut Entries, most: usize) {
    let asked = |entry: &Entry| entry.asked.load(Ordering::Relaxed);
    let mut by_turn: Vec<(u64, String)> = entries
        .by_key
        .iter()
        .map(|(key, entry)| (asked(entry), key.clone()))
        .collect();
    by_turn.sort_unstable();
    for (_, key) in by_turn {
        if entries.bytes <= most {
            return;
        }
        if let Some(gone) = entries.by_key.remove(&key) {
            entries.bytes -= size(&key, &gone.page);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(length: usize) -> Arc<Page> {
        Arc::new(Page {
            kind: HeaderValue::from_static("text/html"),
            bytes: vec![b'x'; length].into(),
            etag: HeaderValue::from_static("\"x\""),
            islands: false,
            version: 1,
            made_at: Instant::from_micros(0),
        })
    }

    #[test]
    fn memory_stays_bounded_and_what_is_asked_for_stays() {
        let shelf = Shelf::new(100_000);
        shelf.keep("home".to_owned(), page(1_000));
        for number in 0..10_000 {
            assert!(shelf.find("home").is_some(), "gone after {number}");
            shelf.keep(format!("/cases?q={number}"), page(1_000));
            assert!(shelf.bytes() <= 100_000);
        }
        assert!(shelf.find("/cases?q=9999").is_some());
        assert!(shelf.find("/cases?q=0").is_none());
    }

    #[test]
    fn a_page_in_place_of_another_is_not_counted_twice() {
        let shelf = Shelf::new(100_000);
        for _ in 0..1_000 {
            shelf.keep("home".to_owned(), page(2_000));
        }
        assert_eq!(shelf.bytes(), 2_000 + 4 + ENTRY_BYTES);
    }

    #[test]
    fn one_page_never_takes_the_whole_shelf() {
        let shelf = Shelf::new(100_000);
        shelf.keep("huge".to_owned(), page(50_000));
        assert!(shelf.find("huge").is_none());
        assert_eq!(shelf.bytes(), 0);
    }
}
