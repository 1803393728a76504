//! Turns the texts of the settings into a [`Config`], collecting every mistake.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use super::{
    BaseUrl, Caps, Config, ConfigInvalid, Deadlines, Key, LogFormat, Mistake, Network, Origin,
    Secret, Settings,
};

/// Cut connections after this long, so that stopping ends within three seconds.
const SHUTDOWN: Duration = Duration::from_millis(2_500);

pub(super) fn read(settings: &Settings) -> Result<Config, ConfigInvalid> {
    let mut read = Reader {
        settings,
        mistakes: Vec::new(),
    };
    let listen = read
        .parsed(
            "listen",
            "write an address and a port, such as 127.0.0.1:3000",
        )
        .unwrap_or(FALLBACK);
    let data = PathBuf::from(settings.text("data"));
    let config = Config {
        listen,
        metrics_listen: read.metrics_listen(),
        metrics_listen_is_default: *settings.origin("metrics_listen") == Origin::Default,
        base_url: read.base_url(listen),
        database_url: read.database_url(),
        database_connections: read.connections(),
        limits: read.limits(),
        secret_file: read.path("secret_file", || data.join("secret.key")),
        site: read.path("site", default_site),
        trusted_proxies: read.trusted_proxies(),
        smtp_url: read.url("smtp_url", &["smtp://", "smtps://"]),
        smtp_from: read.smtp_from(),
        sms_url: read.sms_url(),
        sms_token: read.secret("sms_token"),
        mail_folder: read.path("mail_folder", || data.join("mail")),
        open311_private_hosts: read.hosts("open311_private_hosts"),
        time_zone: read.time_zone(),
        staged_photos_mb: read.count("staged_photos_mb", 1..=1_000_000),
        password_permits: read.count("password_permits", 1..=64),
        caps: Caps {
            connections: read.count("connections", 8..=1_000_000),
            per_address: read.count("connections_per_address", 1..=1_000_000),
        },
        deadlines: Deadlines {
            header: read.seconds("header_timeout_seconds", 1..=300),
            body: read.seconds("body_timeout_seconds", 1..=3_600),
            request: read.seconds("request_timeout_seconds", 1..=600),
            shutdown: SHUTDOWN,
        },
        log: read.log(),
        log_format: read.log_format(),
        data,
    };
    if read.mistakes.is_empty() {
        Ok(config)
    } else {
        Err(ConfigInvalid(read.mistakes))
    }
}

const FALLBACK: SocketAddr = SocketAddr::new(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 3000);

/// `site` beside the program, else where the build puts it.
fn default_site() -> PathBuf {
    let beside = std::env::current_exe()
        .ok()
        .and_then(|program| program.parent().map(|folder| folder.join("site")))
        .filter(|folder| folder.is_dir());
    beside.unwrap_or_else(|| Path::new("target").join("site"))
}

struct Reader<'a> {
    settings: &'a Settings,
    mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    /// Notes a mistake; the value itself is repeated only if it may be shown.
    fn mistake(&mut self, name: &'static str, remedy: &str) {
        let shown = Key::find(name).is_some_and(|key| key.shown == super::Shown::Plain);
        let what = if shown {
            format!(
                "{name} is {:?}, which cannot be used",
                self.settings.text(name)
            )
        } else {
            format!("{name} cannot be used")
        };
        self.mistakes.push(Mistake::new(
            self.settings.origin(name).to_string(),
            what,
            remedy,
        ));
    }

    fn parsed<T: FromStr>(&mut self, name: &'static str, remedy: &str) -> Option<T> {
        let value = self.settings.text(name).parse().ok();
        if value.is_none() {
            self.mistake(name, remedy);
        }
        value
    }

    fn count(&mut self, name: &'static str, range: std::ops::RangeInclusive<usize>) -> usize {
        let value = self
            .settings
            .text(name)
            .parse()
            .ok()
            .filter(|value| range.contains(value));
        value.unwrap_or_else(|| {
            self.mistake(
                name,
                &format!(
                    "write a whole number from {} to {}",
                    range.start(),
                    range.end()
                ),
            );
            *range.start()
        })
    }

    fn seconds(&mut self, name: &'static str, range: std::ops::RangeInclusive<usize>) -> Duration {
        Duration::from_secs(self.count(name, range) as u64)
    }

    fn path(&self, name: &'static str, default: impl FnOnce() -> PathBuf) -> PathBuf {
        match self.settings.text(name) {
            "" => default(),
            text => PathBuf::from(text),
        }
    }

    fn secret(&self, name: &'static str) -> Option<Secret> {
        let text = self.settings.text(name);
        (!text.is_empty()).then(|| Secret::new(text))
    }

    fn url(&mut self, name: &'static str, schemes: &[&str]) -> Option<Secret> {
        let secret = self.secret(name)?;
        let fine = schemes.iter().any(|scheme| {
            secret
                .expose()
                .strip_prefix(scheme)
                .is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
        });
        if !fine {
            self.mistake(name, &format!("begin it with {}", schemes.join(" or ")));
        }
        Some(secret)
    }

    fn metrics_listen(&mut self) -> Option<SocketAddr> {
        match self.settings.text("metrics_listen") {
            "off" | "" => None,
            _ => self.parsed("metrics_listen", "write an address and a port, or off"),
        }
    }

    fn database_url(&mut self) -> Option<Secret> {
        self.url("database_url", &["postgres://", "postgresql://"])
    }

    /// Codes go there, so it is https or this machine; the beginning of a name is no host.
    fn sms_url(&mut self) -> Option<Secret> {
        let secret = self.url("sms_url", &["https://", "http://"])?;
        let uri = secret.expose().parse::<http::Uri>().ok();
        let local = uri.as_ref().and_then(http::Uri::host);
        let local = local.map(|host| host.trim_matches(['[', ']']));
        let local = matches!(local, Some("127.0.0.1" | "localhost" | "::1"));
        if secret.expose().starts_with("http://") && !local {
            self.mistake(
                "sms_url",
                "begin it with https://; http:// is for 127.0.0.1, localhost and [::1] only",
            );
        }
        Some(secret)
    }

    fn base_url(&mut self, listen: SocketAddr) -> BaseUrl {
        let text = self
            .settings
            .text("base_url")
            .trim_end_matches('/')
            .to_owned();
        if text.is_empty() {
            return BaseUrl::assumed(listen);
        }
        let parts = text
            .parse::<http::Uri>()
            .ok()
            .filter(|uri| matches!(uri.scheme_str(), Some("http" | "https")))
            .filter(|uri| matches!(uri.path(), "/" | "") && uri.query().is_none())
            .filter(|uri| {
                uri.authority()
                    .is_some_and(|authority| !authority.as_str().contains('@'))
            });
        let Some(uri) = parts else {
            self.mistake(
                "base_url",
                "write scheme and host only, such as https://linli.example.org",
            );
            return BaseUrl {
                text,
                https: false,
                loopback: false,
            };
        };
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
        let loopback = host == "localhost"
            || host.ends_with(".localhost")
            || host
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback());
        BaseUrl {
            https: uri.scheme_str() == Some("https"),
            loopback,
            text,
        }
    }

    fn trusted_proxies(&mut self) -> Vec<Network> {
        let text = self.settings.text("trusted_proxies");
        let items = text
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty());
        let networks: Option<Vec<_>> = items.map(Network::parse).collect();
        networks.unwrap_or_else(|| {
            self.mistake("trusted_proxies", "write addresses such as 10.0.0.5 or networks such as 10.0.0.0/8, with commas between");
            Vec::new()
        })
    }

    fn smtp_from(&mut self) -> String {
        let text = self.settings.text("smtp_from").to_owned();
        if text.parse::<lettre::message::Mailbox>().is_err() {
            self.mistake("smtp_from", "write it as Linli <linli@example.org>");
        }
        text
    }

    fn hosts(&mut self, name: &'static str) -> Vec<String> {
        let texts = self.settings.text(name).split(',').map(str::trim);
        let hosts: Vec<String> = texts
            .filter(|host| !host.is_empty())
            .map(str::to_owned)
            .collect();
        let is_host = |host: &String| {
            host.chars()
                .all(|one| one.is_ascii_alphanumeric() || "-.:[]".contains(one))
        };
        if !hosts.iter().all(is_host) {
            self.mistake(
                name,
                "write names or addresses of hosts without https:// and port, such as city.internal, 10.0.0.9",
            );
        }
        hosts
    }

    fn time_zone(&mut self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(self.settings.text("time_zone")).unwrap_or_else(|_| {
            self.mistake(
                "time_zone",
                "write a name of the IANA list, such as Asia/Shanghai or America/New_York",
            );
            jiff::tz::TimeZone::UTC
        })
    }

    fn log(&mut self) -> String {
        let text = self.settings.text("log").to_owned();
        if tracing_subscriber::EnvFilter::builder()
            .parse(&text)
            .is_err()
        {
            self.mistake("log", "write error, warn, info or debug");
        }
        text
    }

    fn connections(&mut self) -> u32 {
        u32::try_from(self.count("database_connections", 2..=500)).unwrap_or(16)
    }

    fn limits(&mut self) -> bool {
        match self.settings.text("limits") {
            "on" => true,
            "off" => false,
            _ => {
                self.mistake("limits", "write on or off");
                true
            }
        }
    }

    fn log_format(&mut self) -> LogFormat {
        match self.settings.text("log_format") {
            "text" => LogFormat::Text,
            "json" => LogFormat::Json,
            _ => {
                self.mistake("log_format", "write text or json");
                LogFormat::Text
            }
        }
    }
}
