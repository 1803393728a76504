//! `linli serve`: runs Linli until it is told to stop.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use metrics_exporter_prometheus::PrometheusHandle;
use pages::App;
use store::Store;
use store::clock::Clock;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::accept::{self, Door};
use crate::assets::Assets;
use crate::commands::Outcome;
use crate::commands::demo;
use crate::config::Config;
use crate::exchange::key::Keys;
use crate::exchange::reach::Reach;
use crate::exchange::{Exchange, PATIENCE};
use crate::jobs::{Jobs, Nudge};
use crate::messages::Messages;
use crate::messages::folder::Folder;
use crate::middleware::Surroundings;
use crate::{
    database, disk, figures, first_rules, freshness, live, router, state, stewardship, stop,
};

/// Options of `linli serve`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address and port to listen on [default: 127.0.0.1:3000]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// The address people type [default: http:// and the listen address]
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Fill an empty database with a lively neighbourhood, and show the mail it sends at /dev/mail
    #[arg(long)]
    demo: bool,
    /// Run the demo ahead of the clock, such as 5d or 36h, to see what becomes of what nobody answers
    #[arg(long, value_name = "TIME", requires = "demo", value_parser = seconds)]
    ahead: Option<i64>,
}

impl Args {
    /// The configuration, of a demo apart from that of an installation.
    fn apart(&self, config: Config) -> Config {
        if self.demo {
            config.apart_for_demo()
        } else {
            config
        }
    }

    /// The time that these options ask for.
    fn clock(&self) -> Clock {
        self.ahead.map_or(Clock::system(), Clock::ahead)
    }

    /// The settings these options stand for.
    pub fn settings(&self) -> Vec<(&'static str, &'static str, String)> {
        let listen = self
            .listen
            .clone()
            .map(|value| ("listen", "--listen", value));
        let base_url = self
            .base_url
            .clone()
            .map(|value| ("base_url", "--base-url", value));
        [listen, base_url].into_iter().flatten().collect()
    }
}

/// The furthest the demo runs ahead, in seconds: a year.
const FURTHEST: i64 = 366 * 24 * 60 * 60;

/// Reads a time such as `5d` or `36h`, days of 24 hours, as seconds.
fn seconds(text: &str) -> Result<i64, String> {
    let wrong = || format!("{text:?} is no time up to a year; write it like 5d or 36h");
    let span: jiff::Span = text.parse().map_err(|_| wrong())?;
    let duration = span
        .to_duration(jiff::SpanRelativeTo::days_are_24_hours())
        .map_err(|_| wrong())?;
    Some(duration.as_secs())
        .filter(|seconds| (0..=FURTHEST).contains(seconds))
        .ok_or_else(wrong)
}

/// Runs it.
pub async fn run(args: Args, config: Config) -> anyhow::Result<Outcome> {
    let shutdown = stop::on_signal()?;
    let deadline = stop::deadline(shutdown.clone(), stop::IN_ALL);
    secure_connections();
    if let Some(files) = disk::raise_open_files() {
        tracing::debug!(files, "open files allowed");
    }
    let listener = bind(config.listen).await?;
    let config = args.apart(config.listening_on(listener.local_addr()?));
    let store = open(&config, &args).await?;
    warn_of_readers(&config);
    let assets = Assets::load(&config.site)?;
    let app = state::app(&config, store, &assets, args.clock(), args.demo)?;
    if app.demo {
        demo::fill(&app).await?;
    } else {
        first_rules::keep(&app.store, app.clock.now()).await?;
    }
    let recorder = config
        .metrics_listen
        .map(|_| figures::start())
        .transpose()?;
    let messages = Messages::new(&config)?;
    let nudge = Nudge::default();
    let router = router::assemble(router::Parts {
        app: app.clone(),
        assets: &assets,
        surroundings: Surroundings {
            base_url: config.base_url.clone(),
            trusted_proxies: Arc::from(config.trusted_proxies.clone()),
            deadlines: config.deadlines,
            nudge: nudge.clone(),
        },
        data: config.data.clone(),
        mail: Folder::new(config.mail_folder.clone()),
    })?;
    greet(&config, &app).await?;

    let jobs = Jobs::new(app.clone(), messages, nudge);
    let tasks = start(jobs, &config, &app, &shutdown)?;
    if let (Some(address), Some(recorder)) = (config.metrics_listen, recorder) {
        serve_figures(&tasks, address, recorder, &config, &shutdown).await?;
    }
    let stopped = accept::serve(listener, router, door(&config), shutdown.clone()).await;
    tracing::info!(
        finished = stopped.finished,
        cut = stopped.cut,
        "no more connections"
    );
    tasks.close();
    // Jobs look at the token between two steps.
    let left = async {
        tasks.wait().await;
        app.store.close().await;
    };
    if !stop::before(deadline, left).await {
        tracing::warn!("work was cut short; the next server does it again");
    }
    Ok(Outcome::Fine)
}

fn warn_of_readers(config: &Config) {
    for path in database::readable_by_all(config) {
        let path = path.display();
        tracing::warn!("everybody on this machine can read {path}; run: chmod -R go= {path}");
    }
}

/// Starts the work that nobody asks for.
fn start(
    jobs: Jobs,
    config: &Config,
    app: &App,
    shutdown: &CancellationToken,
) -> anyhow::Result<TaskTracker> {
    let tasks = TaskTracker::new();
    tasks.spawn(jobs.run(shutdown.clone()));
    tasks.spawn(freshness::watch(app.store.clone(), shutdown.clone()));
    tasks.spawn(live::tell(
        app.store.clone(),
        app.live.clone(),
        shutdown.clone(),
    ));
    tasks.spawn(exchange(config, app)?.run(shutdown.clone()));
    Ok(tasks)
}

async fn open(config: &Config, args: &Args) -> anyhow::Result<Store> {
    let store = database::open(config).await?;
    if args.demo {
        demo::sweep(config, store).await
    } else {
        Ok(store)
    }
}

/// One provider of cryptography for every connection that this process opens.
pub(super) fn secure_connections() {
    // An error means that it is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

fn exchange(config: &Config, app: &App) -> anyhow::Result<Exchange> {
    let reach = Reach::new(&config.open311_private_hosts);
    Exchange::new(app.clone(), reach, Keys::of_process(), PATIENCE)
}

async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("listen on {address}; if another Linli runs there, stop it or choose a port with --listen 127.0.0.1:3001")
    })
}

fn door(config: &Config) -> Door {
    Door {
        https: config.base_url.is_https(),
        caps: config.caps,
        deadlines: config.deadlines,
        trusted_proxies: config.trusted_proxies.clone(),
    }
}

async fn serve_figures(
    tasks: &TaskTracker,
    address: SocketAddr,
    recorder: PrometheusHandle,
    config: &Config,
    shutdown: &CancellationToken,
) -> anyhow::Result<()> {
    let listener = match TcpListener::bind(address).await {
        Ok(listener) => listener,
        // A second server on one machine needs no setting to run without figures.
        Err(error) if config.metrics_listen_is_default => {
            tracing::warn!(%address, %error, "no figures: set metrics_listen to another address, or to off");
            return Ok(());
        }
        Err(error) => {
            let advice =
                format!("listen for figures on {address}; choose another metrics_listen, or off");
            return Err(anyhow::Error::new(error).context(advice));
        }
    };
    let pages = figures::routes(recorder.clone());
    let door = door(config);
    let stop = shutdown.clone();
    tasks.spawn(async move { accept::serve(listener, pages, door, stop).await });
    tasks.spawn(figures::keep_up(recorder, shutdown.clone()));
    Ok(())
}

/// Says where to look; on standard output, because people asked for it.
async fn greet(config: &Config, app: &App) -> anyhow::Result<()> {
    println!("Linli is ready at {}", config.base_url.as_str());
    if app.demo {
        demo::tell();
        println!(
            "Messages it would send: {}/dev/mail",
            config.base_url.as_str()
        );
    } else if let Some(link) =
        stewardship::link(&app.store, &app.clock, config.base_url.as_str()).await?
    {
        println!(
            "\nNobody looks after this installation yet. Open this link within 30 minutes to become its steward:\n  {link}\n"
        );
    }
    if config.listen.ip().is_unspecified() && !config.base_url.is_https() {
        println!(
            "Everybody in your network can reach it, and what they send can be read on the way. For more than a try, put a proxy with https in front and set base_url."
        );
    }
    println!("Stop with Ctrl-C.");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_ahead_is_read_as_people_write_it() {
        let day = 24 * 60 * 60;
        let table = [
            ("5d", Ok(5 * day)),
            ("36h", Ok(day + day / 2)),
            ("1d 1h", Ok(day + 60 * 60)),
            ("0d", Ok(0)),
            ("400d", Err(())),
            ("-1d", Err(())),
            ("5", Err(())),
            ("soon", Err(())),
        ];
        for (text, expected) in table {
            assert_eq!(seconds(text).map_err(drop), expected, "{text}");
        }
    }
}
