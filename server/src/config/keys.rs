//! The one table of settings: name, default, whether it is a secret, and what
//! it is for. Reading, printing, the help text and `docs/operate/configuration.md`
//! all come from it.
//!
//! To add one more: a row here, a field in [`super::Config`], a line in
//! `read.rs`, then `linli config --markdown > docs/operate/configuration.md`.

/// How a value is shown by `linli config`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// As it is.
    Plain,
    /// As an address whose password is hidden.
    WithoutPassword,
    /// Only whether it is set.
    Hidden,
}

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The name in `linli.toml`; the environment variable is `LINLI_` and this in capitals.
    pub name: &'static str,
    /// What holds when nobody sets it.
    pub default: &'static str,
    /// How it may be shown.
    pub shown: Shown,
    /// What it is for, in one or two sentences.
    pub help: &'static str,
}

impl Key {
    /// The environment variable of this setting.
    pub fn variable(&self) -> String {
        format!("LINLI_{}", self.name.to_ascii_uppercase())
    }

    /// The row called `name`.
    pub fn find(name: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.name == name)
    }
}

const fn key(name: &'static str, default: &'static str, help: &'static str) -> Key {
    Key {
        name,
        default,
        shown: Shown::Plain,
        help,
    }
}

const fn address(name: &'static str, help: &'static str) -> Key {
    Key {
        name,
        default: "",
        shown: Shown::WithoutPassword,
        help,
    }
}

const fn hidden(name: &'static str, help: &'static str) -> Key {
    Key {
        name,
        default: "",
        shown: Shown::Hidden,
        help,
    }
}

/// Every setting there is, in the order in which they are explained.
pub const KEYS: &[Key] = &[
    key(
        "listen",
        "127.0.0.1:3000",
        "Address and port that browsers reach. Use 0.0.0.0:3000 to be reached from other machines.",
    ),
    key(
        "base_url",
        "",
        "The address people type, such as https://linli.example.org. Empty: http:// and the listen address. With https, cookies are sent over https only.",
    ),
    key(
        "data",
        "./data",
        "Folder for the embedded database, the mail folder and the secret key. Made when missing.",
    ),
    address(
        "database_url",
        "postgres://user:password@host/name to keep everything in PostgreSQL. Empty: an embedded SQLite database in the data folder.",
    ),
    key(
        "database_connections",
        "16",
        "Most connections of this server to PostgreSQL.",
    ),
    key(
        "secret_file",
        "",
        "File with 32 random bytes that sign links. Empty: secret.key in the data folder, made when missing. Several servers on one database need the same file.",
    ),
    key(
        "site",
        "",
        "Folder with the built styles and scripts. Empty: site beside the program, else target/site.",
    ),
    key(
        "metrics_listen",
        "127.0.0.1:9464",
        "Address for figures in Prometheus format, never the public one; off: no figures.",
    ),
    key(
        "trusted_proxies",
        "",
        "Addresses or networks (10.0.0.0/8) of your reverse proxies, with commas between. Only they may say whom they forward for.",
    ),
    address(
        "smtp_url",
        "Mail server, such as smtps://user:password@mail.example.org. Empty: messages are written as .eml files into the mail folder.",
    ),
    key(
        "smtp_from",
        "Linli <linli@localhost>",
        "Sender of every e-mail.",
    ),
    address(
        "sms_url",
        "Address of an HTTP gateway that takes {\"to\",\"text\",\"key\"} as JSON by POST. Empty: text messages go into the mail folder.",
    ),
    hidden("sms_token", "Sent to the gateway as a bearer token."),
    key(
        "mail_folder",
        "",
        "Folder for messages when there is no mail server. Empty: mail in the data folder. A demo keeps its own in demo inside it.",
    ),
    key(
        "open311_private_hosts",
        "",
        "Hosts of connected systems that may lie on private addresses and be reached without https, with commas between. Empty: only public addresses, only by https.",
    ),
    key(
        "time_zone",
        "Asia/Shanghai",
        "Time zone of dates that belong to no body or place.",
    ),
    key(
        "password_permits",
        "2",
        "Passwords checked at the same moment; each needs 19 MiB of memory.",
    ),
    key(
        "staged_photos_mb",
        "2000",
        "Megabytes that photos of people without an account may take before their reports are sent; after a day they are forgotten.",
    ),
    key(
        "connections",
        "4096",
        "Open connections in all; more are answered with 503.",
    ),
    key(
        "connections_per_address",
        "256",
        "Open connections from one IPv4 address or one IPv6 /64; proxies you trust are not counted.",
    ),
    key(
        "header_timeout_seconds",
        "10",
        "Time for a browser to send the head of a request, and for an idle connection.",
    ),
    key(
        "body_timeout_seconds",
        "600",
        "Time for a phone to send its photos; forms without have the time of an answer.",
    ),
    key(
        "request_timeout_seconds",
        "30",
        "Time for an answer; then the person is asked to try again.",
    ),
    key(
        "limits",
        "on",
        "Limits on how fast one address or account may send forms; off is for measuring only.",
    ),
    key(
        "log",
        "info",
        "What is logged: error, warn, info, debug, or filters such as info,server=debug.",
    ),
    key("log_format", "text", "text for people, json for machines."),
];

/// The known name closest to `name`, if one is close enough to be meant.
pub fn nearest(name: &str) -> Option<&'static str> {
    KEYS.iter()
        .map(|key| (distance(&name.to_ascii_lowercase(), key.name), key.name))
        .filter(|(distance, known)| *distance <= (known.len() / 3).max(2))
        .min()
        .map(|(_, known)| known)
}

/// Letters to insert, delete or replace to turn `a` into `b` (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_recognised() {
        assert_eq!(nearest("lisen"), Some("listen"));
        assert_eq!(nearest("database-url"), Some("database_url"));
        assert_eq!(nearest("BASE_URL"), Some("base_url"));
        assert_eq!(nearest("colour"), None);
    }

    #[test]
    fn every_setting_is_explained_and_named_once() {
        let mut names: Vec<_> = KEYS.iter().map(|key| key.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), KEYS.len());
        assert!(
            KEYS.iter()
                .all(|key| key.help.ends_with(['.', ')']) && !key.help.contains('|'))
        );
    }
}
