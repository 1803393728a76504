//! Checks of the machine and of the settings.

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use super::Finding;
use crate::assets::{Assets, OTHER_BUILD};
use crate::config::Config;
use crate::messages::Messages;
use crate::{database, disk, secrets};

/// Syncs to time; the worst disks that people run take a tenth of a second each.
const SYNCS: u32 = 16;
/// Filing is acknowledged after one sync: below this many a second people notice.
const SLOW: f64 = 20.0;
/// The disk's clock is the machine's: they differ only on a network disk.
const SKEW: Duration = Duration::from_secs(5);

pub(super) fn machine(config: &Config) -> Vec<Finding> {
    let mut findings = vec![files(config)];
    if config.data.is_dir() {
        findings.extend([room(&config.data), syncs(&config.data), readers(config)]);
    }
    findings
}

pub(super) fn settings(config: &Config) -> Vec<Finding> {
    vec![
        secret(config),
        address(config),
        proxies(config),
        site(config),
    ]
}

fn files(config: &Config) -> Finding {
    let wanted = u64::try_from(config.caps.connections)
        .unwrap_or(u64::MAX)
        .saturating_add(64);
    match disk::raise_open_files() {
        Some(allowed) if allowed < wanted => Finding::advice(
            format!(
                "only {allowed} open files are allowed, for {} connections",
                config.caps.connections
            ),
            "raise the limit (LimitNOFILE= in systemd, ulimit -n in a shell), or lower `connections`",
        ),
        Some(_) | None => Finding::fine("open files suffice for every connection"),
    }
}

/// Whether others on the machine can read what people wrote.
fn readers(config: &Config) -> Finding {
    let open = database::readable_by_all(config);
    if open.is_empty() {
        return Finding::fine("nobody else on this machine can read the data");
    }
    let open: Vec<String> = open.iter().map(|path| path.display().to_string()).collect();
    Finding::advice(
        format!("everybody on this machine can read {}", open.join(" and ")),
        format!("run: chmod -R go= {}", open.join(" ")),
    )
}

fn room(data: &Path) -> Finding {
    match disk::free_bytes(data) {
        Ok(free) if free < disk::ENOUGH => Finding::broken(
            format!(
                "the disk of {} has {} MB left",
                data.display(),
                free / 1_000_000
            ),
            "make room, or move the folder to a larger disk and set `data`",
        ),
        Ok(free) => Finding::fine(format!("the disk has {} MB left", free / 1_000_000)),
        Err(error) => Finding::advice(
            format!("the disk cannot be looked at: {error}"),
            "check the mount of the data folder",
        ),
    }
}

/// Whether the folder can be written, how fast the disk confirms, and whether
/// its clock agrees with the machine's.
fn syncs(data: &Path) -> Finding {
    let path = data.join(format!(".doctor.{}", std::process::id()));
    let timed = time_syncs(&path);
    // Nothing else is left behind, and a leftover would harm nobody.
    let _ = std::fs::remove_file(&path);
    match timed {
        Err(error) => Finding::broken(
            format!("{} cannot be written: {error}", data.display()),
            format!(
                "give it to the user that runs Linli: chown -R linli {}",
                data.display()
            ),
        ),
        Ok((_, skew)) if skew > SKEW => Finding::broken(
            format!(
                "the disk's clock and the machine's are {} s apart",
                skew.as_secs()
            ),
            "set the machine's clock (timedatectl set-ntp true); promised dates depend on it",
        ),
        Ok((per_second, _)) if per_second < SLOW => Finding::advice(
            format!("the disk confirms {per_second:.0} writes a second"),
            "each filing waits for one; put the data folder on a local SSD",
        ),
        Ok((per_second, _)) => Finding::fine(format!(
            "the data folder can be written, {per_second:.0} confirmed writes a second"
        )),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "compares the machine's clock with the disk's; no rule depends on it"
)]
fn time_syncs(path: &Path) -> std::io::Result<(f64, Duration)> {
    let mut file = std::fs::File::create(path)?;
    let started = Instant::now();
    for _ in 0..SYNCS {
        file.write_all(&[0; 4096])?;
        file.sync_all()?;
    }
    let per_second = f64::from(SYNCS) / started.elapsed().as_secs_f64().max(1e-9);
    let (written, now) = (file.metadata()?.modified()?, SystemTime::now());
    let skew = now
        .duration_since(written)
        .unwrap_or_else(|ahead| ahead.duration());
    Ok((per_second, skew))
}

fn secret(config: &Config) -> Finding {
    match secrets::check(&config.secret_file) {
        Ok(Some(())) => Finding::fine("the secret key is there, and private"),
        Ok(None) => Finding::fine(format!(
            "{} will be made by the first `linli serve`",
            config.secret_file.display()
        )),
        Err(error) => Finding::broken(
            format!("the secret key cannot be used: {error:#}"),
            "do what the message says, then run `linli doctor` again",
        ),
    }
}

fn address(config: &Config) -> Finding {
    let base = &config.base_url;
    if base.is_https() {
        Finding::fine(format!("people come to {} by https", base.as_str()))
    } else if base.is_plain_loopback() {
        Finding::fine(format!("{} is for this machine only", base.as_str()))
    } else {
        Finding::broken(
            format!(
                "people come to {} without https: browsers keep no `Secure` cookie there, so nobody can sign in",
                base.as_str()
            ),
            "put a proxy with a certificate in front (Caddy does it by itself) and set base_url to its https address",
        )
    }
}

fn proxies(config: &Config) -> Finding {
    if config.base_url.is_https() && config.trusted_proxies.is_empty() {
        return Finding::advice(
            "base_url is https, so a proxy stands in front, but no proxy is trusted: everybody looks like one visitor to the limits",
            "set trusted_proxies to the proxy's address, such as 127.0.0.1; the proxy has to set X-Forwarded-For and keep Host and Origin",
        );
    }
    if config
        .trusted_proxies
        .iter()
        .any(|network| network.contains("203.0.113.1".parse().expect("an address")))
    {
        return Finding::broken(
            "trusted_proxies holds the whole internet: anybody may claim any address",
            "name your proxies only",
        );
    }
    Finding::fine("visitors are told apart by their own addresses")
}

/// The islands of this program that the site folder does not know.
fn other_build(config: &Config) -> Option<String> {
    let assets = Assets::load(&config.site).ok()?;
    let strange = assets.strange_islands(&pages::island_names::island_names());
    (!strange.is_empty()).then(|| strange.join(", "))
}

fn site(config: &Config) -> Finding {
    if let Some(strange) = other_build(config) {
        return Finding::broken(
            format!("{OTHER_BUILD}: {strange}"),
            "put the program and the site folder of one and the same build in place",
        );
    }
    if config.site.join("manifest.json").is_file() {
        return Finding::fine(format!(
            "styles and scripts lie in {}",
            config.site.display()
        ));
    }
    Finding::advice(
        format!(
            "there are no styles and scripts in {}",
            config.site.display()
        ),
        "run `cargo xtask build`, or set `site` to the folder of your release; pages work without, but plainly",
    )
}

pub(super) async fn mail(config: &Config) -> Finding {
    let messages = match Messages::new(config) {
        Ok(messages) => messages,
        Err(error) => {
            return Finding::broken(
                format!("{error:#}"),
                "correct smtp_url, smtp_from or sms_url",
            );
        }
    };
    match messages.check_mail().await {
        None => Finding::advice(
            format!(
                "there is no mail server: messages go into {}",
                config.mail_folder.display()
            ),
            "set smtp_url, so that people get their codes and notices",
        ),
        Some(Ok(())) => Finding::fine("the mail server takes mail"),
        Some(Err(error)) => Finding::broken(
            format!("the mail server refuses: {error:#}"),
            "check host, port, user and password in smtp_url; smtps:// is port 465, smtp://…?tls=required is 587",
        ),
    }
}
