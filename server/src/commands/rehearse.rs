//! `linli rehearse`: replays a table of past service requests against a
//! charter, without a database, through the very rules that route a case, and
//! tells what would start where, the load per body and week, which categories
//! have no owner, and how the charter's dates compare with what happened.

pub mod mapping;
pub mod report;
pub mod requests;

mod assumed;
mod memory;
mod replay;
mod tally;
#[cfg(test)]
mod tests;
mod whereabouts;
mod world;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant as Stopwatch;

use anyhow::Context;
use store::ids::Ids;

use self::mapping::Mapping;
use self::replay::Seen;
use self::report::Report;
use self::requests::{HeaderWrong, Requests};
use self::tally::Tally;
use self::world::World;
use super::aside::{self, Aside};
use super::import::boundaries::{self, Outlined};
use super::import::mistake::Mistakes;
use super::import::source::{self, Format, Source};
use super::import::{bodies, charter, places, progress};
use crate::commands::Outcome;

/// Options of `linli rehearse`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The charter to rehearse (TOML)
    #[arg(long, value_name = "FILE")]
    pub charter: PathBuf,
    /// The places: CSV or JSON, and GeoJSON with their boundaries
    #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
    pub places: Vec<PathBuf>,
    /// The table of past requests (CSV, may be .gz)
    #[arg(long, value_name = "FILE")]
    pub requests: PathBuf,
    /// What the columns mean (TOML) [default: mapping.toml beside the charter]
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// The bodies [default: bodies.toml beside the charter; without one, a committee for each community and an office for each tier are assumed]
    #[arg(long, value_name = "FILE")]
    pub bodies: Option<PathBuf>,
    /// Where the report goes: rehearsal.html, .json and tables
    #[arg(long, value_name = "FOLDER", default_value = "rehearsal")]
    pub out: PathBuf,
    /// Stop after so many rows
    #[arg(long, value_name = "ROWS")]
    pub limit: Option<u64>,
}

/// Rehearses, prints the report and writes it.
///
/// # Errors
/// When a file cannot be read or written; mistakes in the input are an outcome.
pub async fn run(args: Args) -> anyhow::Result<Outcome> {
    let told = tokio::task::spawn_blocking(move || rehearse(&args, &mut std::io::stdout()));
    told.await
        .context("the rehearsal broke off; this is a defect of linli")?
}

/// As [`run`], telling on `out`.
///
/// # Errors
/// As [`run`].
pub fn rehearse(args: &Args, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let began = Stopwatch::now();
    keep_apart(args)?;
    let mut mistakes = Mistakes::new();
    let Some((world, mapping)) = prepare(args, &mut mistakes)? else {
        return Ok(told(&mistakes));
    };
    let done = Arc::new(AtomicU64::new(0));
    let rows = match requests::read_counting(&args.requests, &mapping, &done) {
        Ok(rows) => rows,
        Err(error) => {
            let wrong = error.downcast::<HeaderWrong>()?;
            mistakes.push(wrong.spot, wrong.what, wrong.remedy);
            return Ok(told(&mistakes));
        }
    };
    std::fs::create_dir_all(&args.out).with_context(|| {
        format!(
            "cannot make the folder {}; choose another with --out",
            args.out.display()
        )
    })?;
    let mut aside = Aside::default();
    let tally = play(args, &world, &mapping, rows, &done, &mut aside)?;
    let report = Report::new(&world, &mapping, &tally);
    write(&report, aside, &args.out)?;
    tell(out, args, &report, &tally, began)?;
    Ok(if tally.adds_up() {
        Outcome::Fine
    } else {
        Outcome::Failed
    })
}

/// Tells the mistakes that were found before anything was written.
fn told(mistakes: &Mistakes) -> Outcome {
    eprint!("{mistakes}");
    let count = mistakes.count();
    eprintln!(
        "{count} {}. Nothing was rehearsed.",
        if count == 1 { "mistake" } else { "mistakes" }
    );
    Outcome::Mistakes
}

/// Reads and judges everything but the requests; `None` after a mistake.
fn prepare(args: &Args, mistakes: &mut Mistakes) -> anyhow::Result<Option<(World, Mapping)>> {
    let beside = |name: &str| args.charter.with_file_name(name);
    let mapping_path = args
        .mapping
        .clone()
        .unwrap_or_else(|| beside("mapping.toml"));
    let bodies_path = args
        .bodies
        .clone()
        .or_else(|| Some(beside("bodies.toml")).filter(|path| path.is_file()));
    let charter =
        source::read(&args.charter, mistakes)?.and_then(|source| charter::read(&source, mistakes));
    let mapping =
        source::read(&mapping_path, mistakes)?.and_then(|source| Mapping::parse(&source, mistakes));
    let ids = Ids::counted(1);
    let (places, outlines) = read_places(&args.places, &ids, mistakes)?;
    let (Some(charter), Some(mapping), true) = (charter, mapping, mistakes.is_empty()) else {
        return Ok(None);
    };
    let keys: Vec<&str> = charter
        .categories
        .iter()
        .map(|category| category.key.as_str())
        .collect();
    mapping.check(&keys, mistakes);
    let bodies = match bodies_path {
        None => assumed::bodies(&places, &mapping.zone_name, &ids),
        Some(path) => {
            let Some(source) = source::read(&path, mistakes)? else {
                return Ok(None);
            };
            let entries = bodies::read(&source, mistakes);
            let around = bodies::Surroundings {
                places: &places,
                known: &[],
                charter: &charter,
            };
            let planned = bodies::plan(&entries, around, &ids, mistakes);
            planned.into_iter().map(|planned| planned.body).collect()
        }
    };
    if !mistakes.is_empty() {
        return Ok(None);
    }
    Ok(Some((
        World::new(charter, places, bodies, &outlines),
        mapping,
    )))
}

/// Places out of tables, and their outlines out of GeoJSON. With GeoJSON alone
/// the outlines become the places, in a root called “Everywhere”.
fn read_places(
    paths: &[PathBuf],
    ids: &Ids,
    mistakes: &mut Mistakes,
) -> anyhow::Result<(Vec<domain::place::Place>, Vec<Outlined>)> {
    let mut sources = Vec::new();
    for path in paths {
        sources.extend(source::read(path, mistakes)?);
    }
    let (maps, trees): (Vec<Source>, Vec<Source>) = sources.into_iter().partition(is_geojson);
    let mut options = places::Options::default();
    if trees.is_empty() {
        options.root_name = Some("Everywhere".to_owned());
    }
    let entries = places::read(&trees, &options, mistakes);
    let mut all: Vec<domain::place::Place> = places::plan(&entries, &[], ids, mistakes)
        .into_iter()
        .map(|planned| planned.place)
        .collect();
    let create = all
        .first()
        .filter(|_| trees.is_empty())
        .map(|root| boundaries::Create {
            kind: domain::place::PlaceKind::Community,
            parent: root.slug.clone(),
        });
    let mut outlines = Vec::new();
    for map in &maps {
        let plan = boundaries::plan(
            boundaries::read(map, mistakes),
            &all,
            None,
            create.as_ref(),
            ids,
            mistakes,
        );
        all.extend(plan.places);
        outlines.extend(plan.outlines);
    }
    Ok((all, outlines))
}

fn is_geojson(source: &Source) -> bool {
    source.format() == Format::Json && source.text.trim_start().starts_with('{')
}

/// What is written into the folder.
const WRITTEN: [&str; 7] = [
    "rehearsal.html",
    "rehearsal.json",
    "load.csv",
    "categories.csv",
    "unowned.csv",
    "unmapped.csv",
    "bad-rows.csv",
];

/// Refuses a folder in which the report would replace what is read.
fn keep_apart(args: &Args) -> anyhow::Result<()> {
    let more = args.mapping.iter().chain(&args.bodies);
    let inputs: Vec<&PathBuf> = [&args.charter, &args.requests]
        .into_iter()
        .chain(&args.places)
        .chain(more)
        .collect();
    for name in WRITTEN {
        let inputs = inputs.iter().copied();
        aside::keep_apart(
            &args.out.join(name),
            inputs,
            "choose another folder with --out",
        )?;
    }
    Ok(())
}

/// Writes the report; all its files take their places at once.
fn write(report: &Report, mut aside: Aside, folder: &Path) -> anyhow::Result<()> {
    report::tables::write(report, &mut aside, folder)?;
    let html = report::html::write(report);
    aside.write(&folder.join("rehearsal.html"), html.as_bytes())?;
    let mut json = serde_json::to_vec_pretty(report).context("cannot write the report as JSON")?;
    json.push(b'\n');
    aside.write(&folder.join("rehearsal.json"), &json)?;
    aside.settle()
}

/// Replays the table; unreadable rows go to `bad-rows.csv` as they are met.
fn play(
    args: &Args,
    world: &World,
    mapping: &Mapping,
    rows: Requests<'_>,
    done: &AtomicU64,
    aside: &mut Aside,
) -> anyhow::Result<Tally> {
    let size = std::fs::metadata(&args.requests)
        .map(|meta| meta.len())
        .unwrap_or_default();
    let path = args.out.join("bad-rows.csv");
    let mut bad = report::tables::Table::new(aside, path, &["line", "why", "found"])?;
    let bar = progress::bytes(size, "Replaying");
    let tally = replay::replay(world, mapping, rows, args.limit, |seen| {
        match seen {
            Seen::Bad(row) => bad.row(&[&row.line.to_string(), row.why.code(), &row.found])?,
            Seen::Rows => bar.set_position(done.load(Ordering::Relaxed)),
        }
        Ok(())
    })?;
    bar.finish_and_clear();
    bad.finish()?;
    Ok(tally)
}

fn tell(
    out: &mut dyn Write,
    args: &Args,
    report: &Report,
    tally: &Tally,
    began: Stopwatch,
) -> anyhow::Result<()> {
    let seconds = began.elapsed().as_secs_f64();
    #[expect(
        clippy::cast_precision_loss,
        reason = "rows fit, and it is a figure to look at"
    )]
    let speed = tally.rows as f64 / seconds.max(0.001);
    let memory = memory::peak_mib().map_or_else(
        || "not told by this system".to_owned(),
        |mib| format!("{mib} MiB"),
    );
    write!(out, "{}", report::text::write(report))?;
    writeln!(
        out,
        "\n{seconds:.1} s, {speed:.0} rows/s, at most {memory} of memory\nThe whole report: {}",
        args.out.join("rehearsal.html").display()
    )?;
    if !tally.adds_up() {
        writeln!(
            out,
            "The rows do not add up; this is a defect of linli, please report it."
        )?;
    }
    out.flush().context("cannot write to the output")
}
