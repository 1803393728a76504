//! Who may open one more connection: a cap in all and a cap per address block.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::net::TcpStream;

use crate::config::{Caps, Network};

/// Counts open connections.
#[derive(Debug)]
pub struct Admission {
    caps: Caps,
    uncounted: Vec<Network>,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    all: usize,
    by_block: HashMap<IpAddr, usize>,
}

/// One open connection; gives its place back when dropped.
#[derive(Debug)]
pub struct Ticket {
    admission: Arc<Admission>,
    block: Option<IpAddr>,
}

impl Admission {
    /// Nobody is in yet. Peers in `uncounted` count in all, but not per address.
    pub fn new(caps: Caps, uncounted: Vec<Network>) -> Self {
        Self {
            caps,
            uncounted,
            open: Mutex::default(),
        }
    }

    /// A place for a connection from `address`, if there is one.
    pub fn admit(self: &Arc<Self>, address: IpAddr) -> Option<Ticket> {
        let proxied = self
            .uncounted
            .iter()
            .any(|network| network.contains(address));
        let block = (!proxied).then(|| block_of(address));
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let here = block
            .and_then(|block| open.by_block.get(&block))
            .copied()
            .unwrap_or(0);
        if open.all >= self.caps.connections || here >= self.caps.per_address {
            return None;
        }
        open.all += 1;
        if let Some(block) = block {
            open.by_block.insert(block, here + 1);
        }
        metrics::gauge!("linli_connections_open").set(as_figure(open.all));
        Some(Ticket {
            admission: Arc::clone(self),
            block,
        })
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut open = self
            .admission
            .open
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        open.all = open.all.saturating_sub(1);
        metrics::gauge!("linli_connections_open").set(as_figure(open.all));
        let Some(block) = self.block else { return };
        if let Some(count) = open.by_block.get_mut(&block) {
            *count -= 1;
            if *count == 0 {
                open.by_block.remove(&block);
            }
        }
    }
}

fn as_figure(count: usize) -> f64 {
    u32::try_from(count).unwrap_or(u32::MAX).into()
}

/// What counts as one visitor's address: an IPv4 address, or the /64 that one
/// household usually gets under IPv6.
pub fn block_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let network = u128::from(address) & (u128::MAX << 64);
            IpAddr::V6(Ipv6Addr::from(network))
        }
    }
}

/// Answers 503 at once, with the lines of the header set, without reading and
/// without waiting.
pub(super) fn turn_away(stream: &TcpStream, lines: &[u8]) {
    let mut answer = String::from(
        "HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\nretry-after: 5\r\ncontent-type: text/plain; charset=utf-8\r\n",
    );
    answer.push_str(&String::from_utf8_lossy(lines));
    let body = "Linli is very busy. Please try again in a few seconds.\n";
    answer.push_str("content-length: ");
    answer.push_str(&body.len().to_string());
    answer.push_str("\r\n\r\n");
    answer.push_str(body);
    // The visitor may be gone already; nobody is left to tell.
    let _ = stream.try_write(answer.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_take_every_place() {
        let caps = Caps {
            connections: 4,
            per_address: 2,
        };
        let admission = Arc::new(Admission::new(
            caps,
            vec![Network::parse("10.0.0.1").unwrap()],
        ));
        let (a, b) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let first = admission.admit(a).unwrap();
        let _second = admission.admit(a).unwrap();
        assert!(admission.admit(a).is_none());
        let _other = admission.admit(b).unwrap();
        drop(first);
        let _again = admission.admit(a).unwrap();
        let _proxied = admission.admit("10.0.0.1".parse().unwrap()).unwrap();
        assert!(
            admission.admit(b).is_none(),
            "the cap in all holds for everybody"
        );
        assert_eq!(admission.open.lock().unwrap().by_block.len(), 2);
    }

    #[test]
    fn a_household_under_ipv6_is_one_block() {
        let block = |text: &str| block_of(text.parse().unwrap());
        assert_eq!(block("2001:db8:1:2:aaaa::1"), block("2001:db8:1:2:bbbb::9"));
        assert_ne!(block("2001:db8:1:2::1"), block("2001:db8:1:3::1"));
        assert_eq!(block("::ffff:192.0.2.1"), block("192.0.2.1"));
    }
}
