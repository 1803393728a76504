//! What a request brings with it that no form does: its reference, and the
//! address it came from.

use std::fmt;
use std::net::IpAddr;

use uuid::Uuid;

/// The reference of a request: in the log, in `x-request-id`, on error pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId(pub Uuid);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The address a request came from. It is used for limits and kept nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// The visitor's own address, seen through our proxies.
    pub address: IpAddr,
    /// The block that counts as one visitor: an IPv4 address or an IPv6 /64.
    pub block: IpAddr,
}
