//! `linli import`: loads places, boundaries, bodies, people, the charter and
//! connections from files. A file is read and judged as a whole before a byte is written;
//! every mistake is told with its line and remedy, and then nothing is loaded.
//!
//! *How to add one more thing to import:* a module that reads entries and
//! plans what changes, a function in `load` that writes the plan in one
//! transaction, a variant of [`What`] and a function here.

pub mod bodies;
pub mod boundaries;
pub mod charter;
pub mod connections;
pub mod json;
pub mod load;
pub mod mistake;
pub mod names;
pub mod people;
pub mod places;
pub mod progress;
pub mod record;
pub mod sections;
pub mod source;
#[cfg(test)]
pub mod testing;

mod args;
mod charter_run;

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use domain::charter::Charter;
use domain::instant::Instant;
use jiff::tz::TimeZone;
use store::Store;
use store::ids::Ids;
use store::places::import::Imported;

pub use self::args::Args;
use self::args::{BoundariesArgs, PlacesArgs, What};
use self::load::Mode;
use self::mistake::Mistakes;
use self::source::Source;
use crate::commands::Outcome;
use crate::config::Config;
use crate::database;

/// Imports into the database that is configured.
///
/// # Errors
/// When a file or the database fails; mistakes in the input are an outcome.
pub async fn run(args: Args, config: Config) -> anyhow::Result<Outcome> {
    let (store, aside) = if args.dry_run {
        database::for_trial(&config).await?
    } else {
        (database::open(&config).await?, None)
    };
    let surroundings = Surroundings {
        ids: Ids::system(),
        now: store::clock::Clock::system().now(),
        zone: config.time_zone.clone(),
    };
    let outcome = into(&args, &store, &surroundings, &mut std::io::stdout()).await;
    database::forget_trial(store, aside).await;
    outcome
}

/// What an import depends on beside files and database.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// Makes ids.
    pub ids: Ids,
    /// The time.
    pub now: Instant,
    /// The zone of dates on the command line.
    pub zone: TimeZone,
}

/// Imports into `store`; tells on `out` what happened, and mistakes on the error output.
///
/// # Errors
/// When a file or the database fails.
pub async fn into(
    args: &Args,
    store: &Store,
    around: &Surroundings,
    out: &mut (dyn Write + Send),
) -> anyhow::Result<Outcome> {
    let mode = if args.dry_run {
        Mode::DryRun
    } else {
        Mode::Write
    };
    let mut job = Job {
        store,
        around,
        mode,
        out,
        mistakes: Mistakes::new(),
    };
    let told = match &args.what {
        What::Places(args) => job.places(args).await?,
        What::Boundaries(args) => job.boundaries(args).await?,
        What::Bodies { file } => job.bodies(file).await?,
        What::People { file } => job.people(file).await?,
        What::Charter(args) => job.charter(args).await?,
        What::Connections { file } => job.connections(file).await?,
    };
    if told == Told::Mistakes {
        let mistakes = &job.mistakes;
        eprint!("{mistakes}");
        eprintln!(
            "{} {}. Nothing was imported.",
            mistakes.count(),
            if mistakes.count() == 1 {
                "mistake"
            } else {
                "mistakes"
            }
        );
        return Ok(Outcome::Mistakes);
    }
    Ok(Outcome::Fine)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Done,
    Mistakes,
}

/// One import that is under way.
struct Job<'a> {
    store: &'a Store,
    around: &'a Surroundings,
    mode: Mode,
    out: &'a mut (dyn Write + Send),
    mistakes: Mistakes,
}

impl Job<'_> {
    fn read(&mut self, path: &Path) -> anyhow::Result<Option<Source>> {
        source::read(path, &mut self.mistakes)
    }

    async fn places(&mut self, args: &PlacesArgs) -> anyhow::Result<Told> {
        let mut sources = Vec::new();
        for file in &args.files {
            sources.extend(self.read(file)?);
        }
        let options = places::Options {
            root_name: args.root.clone(),
            root_code: args.root_code.clone(),
            language: args.language,
        };
        let known = self.store.list_places().await?;
        let entries = places::read(&sources, &options, &mut self.mistakes);
        let planned = places::plan(&entries, &known, &self.around.ids, &mut self.mistakes);
        if !self.mistakes.is_empty() {
            return Ok(Told::Mistakes);
        }
        let spinner = progress::spinner("Writing places");
        let done = load::places(
            self.store,
            &planned,
            &self.around.ids,
            self.around.now,
            self.mode,
        )
        .await?;
        spinner.finish_and_clear();
        self.tell(
            "places",
            done,
            &load::kinds(planned.iter().map(|planned| &planned.place)),
        )
    }

    async fn boundaries(&mut self, args: &BoundariesArgs) -> anyhow::Result<Told> {
        let Some(source) = self.read(&args.file)? else {
            return Ok(Told::Mistakes);
        };
        let known = self.store.list_places().await?;
        let create = args
            .create_places
            .zip(args.parent.clone())
            .map(|(kind, parent)| boundaries::Create { kind, parent });
        let outlines = boundaries::read(&source, &mut self.mistakes);
        let plan = boundaries::plan(
            outlines,
            &known,
            args.by.as_deref(),
            create.as_ref(),
            &self.around.ids,
            &mut self.mistakes,
        );
        let stored = self.store.list_boundary_boxes().await?;
        boundaries::check(&plan, &known, &stored, &mut self.mistakes);
        if !self.mistakes.is_empty() {
            return Ok(Told::Mistakes);
        }
        let spinner = progress::spinner("Writing boundaries");
        let done = load::boundaries(
            self.store,
            &plan,
            &self.around.ids,
            self.around.now,
            self.mode,
        )
        .await?;
        spinner.finish_and_clear();
        let lie = boundaries::described(&plan.outlines);
        let more = match done.places {
            0 => lie,
            count => format!("{count} places made out of their outlines; {lie}"),
        };
        self.tell("boundaries", done.outlines, &more)
    }

    async fn bodies(&mut self, file: &Path) -> anyhow::Result<Told> {
        let Some(source) = self.read(file)? else {
            return Ok(Told::Mistakes);
        };
        let (places, known) = (
            self.store.list_places().await?,
            self.store.list_bodies().await?,
        );
        let charter = self.latest_charter().await?;
        let entries = bodies::read(&source, &mut self.mistakes);
        let around = bodies::Surroundings {
            places: &places,
            known: &known,
            charter: &charter,
        };
        let planned = bodies::plan(&entries, around, &self.around.ids, &mut self.mistakes);
        if !self.mistakes.is_empty() {
            return Ok(Told::Mistakes);
        }
        let done = load::bodies(self.store, &planned, self.around.now, self.mode).await?;
        self.tell("bodies", done, "")
    }

    async fn people(&mut self, file: &Path) -> anyhow::Result<Told> {
        let Some(source) = self.read(file)? else {
            return Ok(Told::Mistakes);
        };
        let (places, bodies) = (
            self.store.list_places().await?,
            self.store.list_bodies().await?,
        );
        let entries = people::read(&source, &places, &bodies, &mut self.mistakes);
        if !self.mistakes.is_empty() {
            return Ok(Told::Mistakes);
        }
        let spinner = progress::spinner("Writing people");
        let done = load::people(
            self.store,
            &entries,
            &self.around.ids,
            self.around.now,
            self.mode,
        )
        .await?;
        spinner.finish_and_clear();
        let how = match done.added {
            0 => "",
            _ => "each new one sets a password with “forgotten password” at /sign-in",
        };
        self.tell("people", done, how)
    }

    async fn connections(&mut self, file: &Path) -> anyhow::Result<Told> {
        let Some(source) = self.read(file)? else {
            return Ok(Told::Mistakes);
        };
        let (bodies, charter) = (
            self.store.list_bodies().await?,
            self.latest_charter().await?,
        );
        let entries = connections::read(&source, &bodies, &charter, &mut self.mistakes);
        let planned = connections::people(self.store, &entries, &mut self.mistakes).await?;
        if !self.mistakes.is_empty() {
            return Ok(Told::Mistakes);
        }
        let done = load::connections(self.store, &planned, self.around.now, self.mode).await?;
        self.tell("connections", done, "")
    }

    /// The newest version of the rules, or those that ship with Linli.
    async fn latest_charter(&self) -> anyhow::Result<Charter> {
        let charters = self.store.list_charters().await?;
        Ok(charters
            .into_iter()
            .next_back()
            .map_or_else(Charter::shipped, |version| version.charter))
    }

    fn tell(&mut self, what: &str, done: Imported, more: &str) -> anyhow::Result<Told> {
        let all = done.added + done.changed + done.unchanged;
        let line = if done.added + done.changed == 0 {
            format!("Nothing to change: all {all} {what} are there already.")
        } else {
            let Imported {
                added,
                changed,
                unchanged,
            } = done;
            let would = if self.mode == Mode::DryRun {
                "Only tried, nothing was written. "
            } else {
                ""
            };
            format!(
                "{would}{all} {what}: {added} added, {changed} changed, {unchanged} as they were."
            )
        };
        let more = if more.is_empty() {
            String::new()
        } else {
            format!("\n  {more}")
        };
        writeln!(self.out, "{line}{more}").context("cannot write to the output")?;
        Ok(Told::Done)
    }
}
