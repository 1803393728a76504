//! `linli demo`: a neighbourhood to try Linli in, with people, bodies and a
//! hundred days of history. Everything in it went through the rules, on a clock
//! that was moved along.
//!
//! `data/` has the places, bodies, people, stories and hard matters, `world` loads what is
//! there before anybody speaks, `perform` plays the stories.

pub mod album;
pub mod canvas;
pub mod challenges;

mod decisions;
pub mod homes;
mod mediation;
mod meetings;
pub mod perform;
pub mod scene;
pub mod script;
mod threads;
pub mod timeline;
pub mod world;

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::{Context as _, bail};
use domain::charter::Charter;
use domain::instant::Instant;
use domain::language::Language;
use domain::reference::Reference;
use indicatif::{ProgressBar, ProgressStyle};
use pages::passwords::Passwords;
use pages::photos::Photos;
use pages::{App, Secret};
use store::Store;
use store::clock::Clock;
use store::ids::Ids;

use self::album::Album;
use self::perform::Play;
use self::script::Story;
use self::timeline::Timeline;
use self::world::{Making, World};
use crate::commands::Outcome;
use crate::config::Config;
use crate::database;
use crate::open311;
use crate::secrets;

/// The body whose calendar the days of the story are counted in.
const CALENDAR_OF: &str = "willow-committee";
/// How many days before now the neighbourhood is founded.
const FOUNDED_DAYS_AGO: i64 = 120;

/// Options of `linli demo`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Forget the demo that is there and make it anew, with the dates of today; stop the server first
    #[arg(long)]
    reset: bool,
}

/// What making a demo needs.
#[derive(Clone, Debug)]
pub struct Maker {
    /// Where it is made.
    pub store: Store,
    /// Makes ids.
    pub ids: Ids,
    /// The day on which it is made.
    pub now: Instant,
    /// The key of the installation, which keys the hashes of doors and codes.
    pub secret: Secret,
    /// Hashes the password of everybody.
    pub passwords: Passwords,
    /// The pictures.
    pub pictures: Pictures,
}

/// Where the pictures come from.
#[derive(Clone, Debug)]
pub enum Pictures {
    /// Drawn now, and taken in as photos are.
    Draw(Photos),
    /// Drawn before, for who makes several demos.
    Drawn(Album),
}

/// What was in the database before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing; now it holds the demo, with these cases by their id in the script.
    Empty(BTreeMap<String, Reference>),
    /// The demo; it was left as it is.
    Demo,
    /// A demo whose making was cut short; it was left as it is.
    Unfinished,
    /// Something else; it was left as it is.
    Other,
}

/// Makes the demo in the configured database.
///
/// # Errors
/// When the database fails.
pub async fn run(args: Args, config: Config) -> anyhow::Result<Outcome> {
    let store = database::open(&config).await?;
    let again = match World::found_in(&store).await? {
        Making::None => false,
        Making::Begun => true,
        Making::Done => args.reset,
    };
    let store = if again {
        anew(&config, store).await?
    } else {
        store
    };
    let maker = Maker {
        store: store.clone(),
        ids: Ids::system(),
        now: Clock::system().now(),
        secret: secrets::load_or_create(&config.secret_file)?,
        passwords: Passwords::new(1)?,
        pictures: Pictures::Draw(Photos::new(2)),
    };
    let found = maker.fill_if_empty().await?;
    store.close().await;
    match found {
        Found::Empty(_) => {
            println!("The demo neighbourhood is ready. Look at it with: linli serve --demo");
        }
        Found::Demo => println!(
            "The demo neighbourhood is there already; nothing was changed. --reset makes it anew."
        ),
        Found::Unfinished | Found::Other => {
            eprintln!(
                "This database is in use and holds no demo, so nothing was changed. Choose another folder with --data."
            );
            return Ok(Outcome::Failed);
        }
    }
    tell();
    Ok(Outcome::Fine)
}

/// The database of a demo server, without a demo whose making was cut short.
///
/// # Errors
/// When the database fails, or on PostgreSQL, whose databases are not dropped here.
pub async fn sweep(config: &Config, store: Store) -> anyhow::Result<Store> {
    match World::found_in(&store).await? {
        Making::Begun => anew(config, store).await,
        Making::None | Making::Done => Ok(store),
    }
}

/// Fills the database of a demo server when it is empty.
///
/// # Errors
/// When the database fails, and when it holds anything else: a demo shows
/// everybody the messages that it sends, with every code that stands in them.
pub async fn fill(app: &App) -> anyhow::Result<()> {
    let maker = Maker {
        store: app.store.clone(),
        ids: app.ids.clone(),
        now: app.clock.now(),
        secret: app.secret.clone(),
        passwords: app.passwords.clone(),
        pictures: Pictures::Draw(app.photos.clone()),
    };
    match maker.fill_if_empty().await? {
        Found::Empty(_) | Found::Demo => Ok(()),
        Found::Unfinished => {
            bail!("the demo in this database is not whole; stop this server and run: linli demo")
        }
        Found::Other => bail!(
            "this database is in use and holds no demo, and a demo would show everybody the messages of real people; start without --demo, or choose another folder with --data"
        ),
    }
}

/// Prints who to sign in as.
pub fn tell() {
    // Whoever reads only the first lines has closed the pipe: no news.
    let _ = write_accounts(&mut std::io::stdout().lock());
}

fn write_accounts(out: &mut impl Write) -> std::io::Result<()> {
    let password = pages::demo::PASSWORD;
    writeln!(
        out,
        "\nSign in as one of these; the password of all is: {password}"
    )?;
    for account in pages::demo::accounts() {
        let (handle, role) = (account.handle, account.role(Language::En));
        writeln!(out, "  {handle:<24} {}, {role}", account.name)?;
        writeln!(out, "  {:<24} {}", "", account.hint(Language::En))?;
    }
    writeln!(
        out,
        "\nOther systems reach it under {}; api_key is {} or {}.",
        open311::ROOT,
        open311::DEMO_RESIDENT_KEY,
        open311::DEMO_COMMITTEE_KEY
    )?;
    writeln!(out)
}

/// Forgets the demo in `store`, and opens an empty database in its place.
async fn anew(config: &Config, store: Store) -> anyhow::Result<Store> {
    store.close().await;
    forget(config)?;
    database::open(config).await
}

/// Removes the files of an embedded demo database.
fn forget(config: &Config) -> anyhow::Result<()> {
    if config.database_url.is_some() {
        bail!("on PostgreSQL, drop and create the database yourself, then run linli demo again");
    }
    for ending in ["", "-wal", "-shm"] {
        let file = config.data.join(format!("{}{ending}", database::FILE));
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error)
                    .with_context(|| format!("remove {}; stop the server first", file.display()));
            }
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

impl Maker {
    /// Makes the demo where there is nothing yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fill_if_empty(&self) -> anyhow::Result<Found> {
        match World::found_in(&self.store).await? {
            Making::Done => return Ok(Found::Demo),
            Making::Begun => return Ok(Found::Unfinished),
            Making::None => {}
        }
        let charters = self.store.list_charters().await?;
        let empty = self.store.count_places().await? == 0
            && !self.store.has_people().await?
            // The rules that ship with Linli come by themselves.
            && charters.iter().all(|one| one.charter == Charter::shipped());
        if !empty {
            return Ok(Found::Other);
        }
        let cases = self.fill().await?;
        World::finish(&self.store).await?;
        Ok(Found::Empty(cases))
    }

    async fn fill(&self) -> anyhow::Result<BTreeMap<String, Reference>> {
        let bar = bar();
        let (stories, hard) = (script::read()?, challenges::read()?);
        let from = self.now.plus_days(-FOUNDED_DAYS_AGO);
        let (phc, album) = tokio::try_join!(
            async {
                anyhow::Ok(
                    self.passwords
                        .hash(pages::demo::PASSWORD.to_owned())
                        .await?,
                )
            },
            self.pictures.album(&stories),
        )?;
        let world = World::load(&self.store, &self.ids, &phc, from).await?;
        homes::verify(&self.store, &self.ids, &self.secret, &world, from).await?;
        let calendar = world.body(CALENDAR_OF)?.calendar.clone();
        let timeline = Timeline::new(calendar, self.now)?;
        let play = Play {
            store: &self.store,
            ids: &self.ids,
            clock: Clock::fixed(from),
            world: &world,
            timeline: &timeline,
            album: &album,
        };
        let [cases, challenges] = play.run(&stories, &hard, self.now, &bar).await?;
        let stage = threads::Stage {
            store: &self.store,
            ids: &self.ids,
            world: &world,
            album: &album,
            cases: &cases,
            challenges: &challenges,
            now: self.now,
        };
        stage.play().await?;
        mediation::play(&stage, &self.secret).await?;
        // What is new is still to be sent.
        play.deliver(self.now.plus_days(-1)).await?;
        bar.finish_and_clear();
        Ok(cases)
    }
}

impl Pictures {
    async fn album(&self, stories: &[Story]) -> anyhow::Result<Album> {
        match self {
            Self::Draw(photos) => Album::of(stories, photos).await,
            Self::Drawn(album) => Ok(album.clone()),
        }
    }
}

/// Shown on a terminal only.
fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0).with_message("Making the demo neighbourhood");
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {percent:>3} %") {
        bar.set_style(style);
    }
    bar
}
