//! Where the server may connect to for an exchange: hosts of connections that
//! the steward wrote down, on public addresses, by https. Hosts that the
//! configuration names may lie on private addresses and be reached by http.
//!
//! A name is resolved once, its addresses are checked, and the connection goes
//! to one of those: a name that says something else a moment later leads
//! nowhere else.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Why the server does not connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreachable {
    /// It is no address of the web, or has a user, a query or a fragment in it.
    NoAddress,
    /// It lies on a private address that nobody allowed.
    Private,
    /// It would be sent in the clear.
    Insecure,
}

impl Unreachable {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoAddress => "bad-address",
            Self::Private => "private-address",
            Self::Insecure => "insecure",
        }
    }
}

impl fmt::Display for Unreachable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoAddress => "this is no address of another system",
            Self::Private => "the host lies on a private address",
            Self::Insecure => "the address has to begin with https",
        })
    }
}

impl std::error::Error for Unreachable {}

/// The hosts that may lie on private addresses.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    private: Arc<[String]>,
}

impl Reach {
    /// Only these hosts may be private.
    pub fn new(private: &[String]) -> Self {
        let private = private.iter().map(|host| host.to_ascii_lowercase());
        Self {
            private: private.collect(),
        }
    }

    fn allows_private(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        self.private.contains(&host)
    }

    /// The address of a connection, if it may be one. A host that is a number
    /// is looked at here; a name when it is resolved.
    pub fn check(&self, address: &str) -> Result<Url, Unreachable> {
        let url = Url::parse(address).map_err(|_| Unreachable::NoAddress)?;
        let plain = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        let host = url.host_str().filter(|host| !host.is_empty());
        let host = host.filter(|_| plain).ok_or(Unreachable::NoAddress)?;
        let allowed = self.allows_private(host);
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        if !allowed && bare.parse().is_ok_and(is_private) {
            return Err(Unreachable::Private);
        }
        match url.scheme() {
            "https" => Ok(url),
            "http" if allowed => Ok(url),
            "http" => Err(Unreachable::Insecure),
            _ => Err(Unreachable::NoAddress),
        }
    }
}

impl Resolve for Reach {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.clone();
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            let allowed = reach.allows_private(&host);
            // One private address among public ones is reason enough: somebody plays with the name.
            if !allowed && found.iter().any(|one| is_private(one.ip())) {
                return Err(Unreachable::Private.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is not of the public internet: of this machine, of a
/// private or shared network, or for special use (IANA's registries of special
/// purpose addresses, RFC 6890).
pub fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => is_private_v6(address),
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    match a {
        0 | 10 | 127 | 224..=255 => true,
        100 => (64..128).contains(&b),
        169 => b == 254,
        172 => (16..32).contains(&b),
        192 => matches!((b, c), (168, _) | (0, 0 | 2) | (88, 99)),
        198 => matches!((b, c), (18 | 19, _) | (51, 100)),
        203 => (b, c) == (0, 113),
        _ => false,
    }
}

/// All of IPv6 but the addresses given out for the internet; those that carry
/// an IPv4 address within are as private as that one could be.
fn is_private_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    let given_out = a & 0xe000 == 0x2000;
    let special = match a {
        0x2001 => b < 0x0200 || b == 0x0db8,
        0x2002 | 0x3fff => true,
        _ => false,
    };
    !given_out || special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_known_in_every_dress() {
        for private in [
            "127.0.0.1",
            "127.9.9.9",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.127.255.255",
            "198.18.0.1",
            "192.0.2.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "fe80::1",
            "fec0::1",
            "fc00::1",
            "fd12::1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
            "ff02::1",
            "100::1",
        ] {
            assert!(is_private(private.parse().unwrap()), "{private}");
        }
        for public in [
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.32.0.1",
            "192.169.0.1",
            "1.1.1.1",
            "223.5.5.5",
            "2606:4700::1111",
            "2400:3200::1",
            "::ffff:8.8.8.8",
            "2001:4860:4860::8888",
        ] {
            assert!(!is_private(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn only_addresses_of_other_systems_pass() {
        let reach = Reach::new(&["localhost".to_owned(), "10.0.0.9".to_owned()]);
        let table = [
            ("https://city.example/open311/v2", Ok(())),
            ("http://localhost:3000/open311/v2", Ok(())),
            ("http://LOCALHOST./open311/v2", Ok(())),
            ("https://10.0.0.9/", Ok(())),
            ("http://city.example/open311/v2", Err("insecure")),
            ("https://10.0.0.8/", Err("private-address")),
            ("https://[::1]/", Err("private-address")),
            ("https://[::ffff:10.0.0.8]/", Err("private-address")),
            // The same address in other digits.
            ("https://0x7f.1/", Err("private-address")),
            ("https://2130706433/", Err("private-address")),
            ("ftp://city.example/", Err("bad-address")),
            ("file:///etc/passwd", Err("bad-address")),
            ("https://user:word@city.example/", Err("bad-address")),
            ("https://city.example/?a=b", Err("bad-address")),
            ("city.example", Err("bad-address")),
            ("", Err("bad-address")),
        ];
        for (address, expected) in table {
            let found = reach.check(address).map(drop).map_err(Unreachable::code);
            assert_eq!(found, expected, "{address}");
        }
    }

    #[tokio::test]
    async fn a_name_that_resolves_to_this_machine_is_refused_unless_it_is_allowed() {
        let name = || "localhost".parse().unwrap();
        let refused = Reach::default().resolve(name()).await.err().unwrap();
        assert_eq!(refused.downcast_ref(), Some(&Unreachable::Private));
        let allowed = Reach::new(&["localhost".to_owned()]);
        assert!(allowed.resolve(name()).await.unwrap().next().is_some());
    }
}
