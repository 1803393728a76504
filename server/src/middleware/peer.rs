//! Whom a request is from: the connection's address, or, if that is one of our
//! proxies, the last address in `X-Forwarded-For` that is none of them.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderMap;
use pages::Peer;

use crate::accept::{ConnectedFrom, block_of};
use crate::config::Network;

/// Puts the [`Peer`] into the request.
pub async fn resolve(
    State(proxies): State<Arc<[Network]>>,
    mut request: Request,
    next: Next,
) -> Response {
    let connected = request
        .extensions()
        .get::<ConnectedFrom>()
        .map(|from| from.0.ip());
    // Requests inside the process (tests, the bench) come from this machine.
    let connected = connected.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let address = forwarded_for(connected, request.headers(), &proxies);
    request.extensions_mut().insert(Peer {
        address,
        block: block_of(address),
    });
    next.run(request).await
}

fn forwarded_for(connected: IpAddr, headers: &HeaderMap, proxies: &[Network]) -> IpAddr {
    let ours = |address: IpAddr| proxies.iter().any(|network| network.contains(address));
    if !ours(connected) {
        return connected.to_canonical();
    }
    // Every proxy appends, so whatever stands left of a stranger was written by the stranger.
    let mut nearest = connected;
    let lines: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|line| line.to_str().ok())
        .collect();
    for hop in lines.iter().flat_map(|line| line.split(',')).rev() {
        let Some(address) = parse_hop(hop) else { break };
        nearest = address;
        if !ours(address) {
            break;
        }
    }
    nearest.to_canonical()
}

/// An address as proxies write it: bare, with a port, or in brackets.
fn parse_hop(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    hop.parse()
        .ok()
        .or_else(|| {
            hop.parse::<std::net::SocketAddr>()
                .ok()
                .map(|address| address.ip())
        })
        .or_else(|| hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_proxies_may_say_whom_they_forward() {
        let proxies = [Network::parse("10.0.0.0/8").unwrap()];
        let table: &[(&str, &[&str], &str)] = &[
            ("203.0.113.5", &["198.51.100.1"], "203.0.113.5"),
            ("10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
            (
                "10.0.0.1",
                &["1.1.1.1", "198.51.100.1, 10.0.0.2"],
                "198.51.100.1",
            ),
            ("10.0.0.1", &["[2001:db8::1]:4711"], "2001:db8::1"),
            ("10.0.0.1", &["198.51.100.1:80"], "198.51.100.1"),
            ("10.0.0.1", &["198.51.100.1, nonsense"], "10.0.0.1"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("::ffff:10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
        ];
        for (connected, lines, expected) in table {
            let mut headers = HeaderMap::new();
            for line in *lines {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            let found = forwarded_for(connected.parse().unwrap(), &headers, &proxies);
            assert_eq!(
                found,
                expected.parse::<IpAddr>().unwrap(),
                "{connected} {lines:?}"
            );
        }
    }
}
