//! Who follows which thread at the moment, and how far each has come.
//!
//! Followers are told the pulse of their thread and nothing else; the page that shows
//! what changed is made like any other, for whoever asks. So nobody is told through a
//! stream what a page would not show them, and whoever was away for an hour or comes to
//! another server needs the latest number only.
//!
//! [`Live::look`] finds with one statement how far all followed threads are, however many
//! follow them; `server` calls it after each change here, and once a second for those of
//! other servers.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::reference::Reference;
use store::{Store, StoreError};
use tokio::sync::watch;

/// How many may follow at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// In all.
    pub all: usize,
    /// From one IPv4 address or IPv6 /64.
    pub per_address: usize,
}

/// Everybody who follows. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Live(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    room: Room,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    threads: HashMap<Reference, watch::Sender<i64>>,
    addresses: HashMap<IpAddr, usize>,
    all: usize,
    closed: bool,
}

/// Somebody who follows a thread; dropped, there is room for another one.
#[derive(Debug)]
pub struct Follower {
    pulses: watch::Receiver<i64>,
    seen: i64,
    live: Live,
    address: IpAddr,
}

impl Live {
    /// Nobody follows yet.
    pub fn new(room: Room) -> Self {
        let open = Mutex::default();
        Self(Arc::new(Parts { room, open }))
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        // Nothing in here can be left half done.
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Follows a thread whose pulse is `pulse`, for somebody who has seen `seen`; `None`
    /// when there is no room, or the server is about to stop.
    pub fn follow(
        &self,
        thread: Reference,
        pulse: i64,
        seen: i64,
        address: IpAddr,
    ) -> Option<Follower> {
        let mut open = self.open();
        let here = open.addresses.get(&address).copied().unwrap_or_default();
        if open.closed || open.all >= self.0.room.all || here >= self.0.room.per_address {
            return None;
        }
        open.all += 1;
        open.addresses.insert(address, here + 1);
        let known = open
            .threads
            .entry(thread)
            .or_insert_with(|| watch::Sender::new(pulse));
        raise(known, pulse);
        Some(Follower {
            pulses: known.subscribe(),
            seen,
            live: self.clone(),
            address,
        })
    }

    /// How many follow.
    pub fn followers(&self) -> usize {
        self.open().all
    }

    /// Finds out how far the followed threads are and tells who follows them: one
    /// statement, none when nobody follows, two when there is something to tell.
    pub async fn look(&self, store: &Store) -> Result<(), StoreError> {
        let followed: Vec<Reference> = {
            let mut open = self.open();
            open.threads.retain(|_, known| !known.is_closed());
            open.threads.keys().copied().collect()
        };
        if followed.is_empty() {
            return Ok(());
        }
        let pulses = store.list_pulses(&followed).await?;
        let moved = {
            let open = self.open();
            let known = |thread| open.threads.get(thread).map(|known| *known.borrow());
            pulses
                .iter()
                .any(|(thread, pulse)| known(thread).is_some_and(|known| known < *pulse))
        };
        if moved {
            // Who is told asks for the page: one that is kept from before must not answer.
            store.look_for_changes().await?;
        }
        let open = self.open();
        for (thread, pulse) in pulses {
            if let Some(known) = open.threads.get(&thread) {
                raise(known, pulse);
            }
        }
        Ok(())
    }

    /// Ends all streams: a server that stops waits for nobody. Browsers come back to
    /// another one.
    pub fn close(&self) {
        let mut open = self.open();
        open.closed = true;
        open.threads.clear();
    }
}

/// Two who looked may come in either order.
fn raise(known: &watch::Sender<i64>, pulse: i64) {
    known.send_if_modified(|now| {
        let higher = pulse > *now;
        *now = pulse.max(*now);
        higher
    });
}

impl Follower {
    /// The pulse as soon as it is another than the last one; `None` when the stream ends.
    pub async fn next(&mut self) -> Option<i64> {
        loop {
            let pulse = *self.pulses.borrow_and_update();
            if pulse != self.seen {
                self.seen = pulse;
                return Some(pulse);
            }
            self.pulses.changed().await.ok()?;
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        let mut open = self.live.open();
        open.all -= 1;
        if let Some(here) = open.addresses.get_mut(&self.address) {
            *here -= 1;
            if *here == 0 {
                open.addresses.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    const THERE: IpAddr = IpAddr::V4(Ipv4Addr::BROADCAST);

    fn thread(number: u64) -> Reference {
        Reference::from_seed(number)
    }

    #[tokio::test]
    async fn who_was_away_hears_of_it_at_once_and_only_once() {
        let live = Live::new(Room {
            all: 2,
            per_address: 2,
        });
        let mut late = live.follow(thread(1), 7, 4, HERE).unwrap();
        assert_eq!(late.next().await, Some(7));
        let next = tokio::time::timeout(std::time::Duration::ZERO, late.next()).await;
        assert!(next.is_err(), "{next:?}");
    }

    #[tokio::test]
    async fn an_older_number_tells_nobody() {
        let live = Live::new(Room {
            all: 2,
            per_address: 2,
        });
        let mut first = live.follow(thread(1), 7, 7, HERE).unwrap();
        // Read before a change, and here after it.
        let mut second = live.follow(thread(1), 6, 6, HERE).unwrap();
        assert_eq!(second.next().await, Some(7));
        let next = tokio::time::timeout(std::time::Duration::ZERO, first.next()).await;
        assert!(next.is_err(), "{next:?}");
    }

    #[test]
    fn there_is_room_for_so_many_and_no_more() {
        let live = Live::new(Room {
            all: 3,
            per_address: 2,
        });
        let follow = |address| live.follow(thread(1), 1, 1, address);
        let here = [follow(HERE), follow(HERE)];
        assert!(here.iter().all(Option::is_some) && follow(HERE).is_none());
        let there = follow(THERE);
        assert!(there.is_some() && follow(THERE).is_none());
        drop(here);
        assert_eq!(live.followers(), 1);
        assert!(follow(HERE).is_some());
    }

    #[tokio::test]
    async fn a_server_that_stops_ends_every_stream() {
        let live = Live::new(Room {
            all: 2,
            per_address: 2,
        });
        let mut follower = live.follow(thread(1), 1, 1, HERE).unwrap();
        live.close();
        assert_eq!(follower.next().await, None);
        assert!(live.follow(thread(1), 1, 1, HERE).is_none());
    }
}
