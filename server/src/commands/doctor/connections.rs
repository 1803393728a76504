//! Checks of the connections to systems of bodies: the key can be read, the
//! address may be gone to, the member is still one. Nothing is sent.

use domain::body::Body;
use store::Store;
use store::clock::Clock;
use store::exchange::Connection;

use super::Finding;
use crate::config::Config;
use crate::exchange::key::Keys;
use crate::exchange::reach::{Reach, Unreachable};

/// Looks at each connection that is in service. A database that knows none yet
/// has nothing to check.
pub(super) async fn check(config: &Config, store: &Store) -> Vec<Finding> {
    let now = Clock::system().now();
    let (Ok(connections), Ok(bodies)) =
        (store.list_connections(now).await, store.list_bodies().await)
    else {
        return Vec::new();
    };
    let reach = Reach::new(&config.open311_private_hosts);
    let mut findings = Vec::new();
    for connected in &connections {
        let connection = &connected.connection;
        if connection.in_service {
            let body = bodies.iter().find(|body| body.id == connection.body);
            let name = body.map_or("?", |body: &Body| body.key.as_str());
            findings.push(one(connection, name, &reach, store).await);
        }
    }
    findings
}

async fn one(connection: &Connection, name: &str, reach: &Reach, store: &Store) -> Finding {
    if let Err(why) = Keys::of_process().read(&connection.key_from) {
        return Finding::broken(
            format!("nothing is sent to the system of {name}: {why}"),
            "set the variable for the server, or put the key into the file and let only Linli's user read it",
        );
    }
    if let Err(why) = reach.check(&connection.url) {
        let remedy = match why {
            Unreachable::Private => {
                "if that is meant, name the host in open311_private_hosts; else correct url in the file of connections"
            }
            Unreachable::Insecure => {
                "write https:// in the file of connections; a host in your own network may be named in open311_private_hosts"
            }
            Unreachable::NoAddress => "correct url in the file of connections",
        };
        return Finding::broken(
            format!("nothing is sent to the system of {name}: {why}"),
            remedy,
        );
    }
    let person = store.find_person(connection.acts_as).await.ok().flatten();
    if person.is_none_or(|person| person.office_in(connection.body).is_none()) {
        return Finding::broken(
            format!(
                "what the system of {name} says is not taken over: its account has no seat there any more"
            ),
            "name another member under acts-as and run linli import connections again",
        );
    }
    Finding::fine(format!("the system of {name} can be asked"))
}
