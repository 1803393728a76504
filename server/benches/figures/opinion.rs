//! The opinion map beside the reference implementation in Python, `red-dwarf` 0.4.0:
//! the same votes, the same machine, the same run, each in a process of its own.
//! Time goes from a list of votes to the whole map; memory is the peak of the process.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant as Stopwatch;

use anyhow::{Context as _, Result, bail};
use domain::opinion::{Answer, Votes, map};

use crate::machine::median;
use crate::report::Row;

/// The word with which this program runs itself for one map.
pub const COMMAND: &str = "opinion-map";

const REFERENCE: &str = "red-dwarf==0.4.0";
const SCRIPT: &str = include_str!("opinion/red_dwarf.py");
/// How often our map is drawn; the median counts. The reference runs once: it takes seconds.
const RUNS: usize = 9;

type Cast = Vec<(u32, u32, Answer)>;

/// All rows of this part.
pub async fn run() -> Result<Vec<Row>> {
    tokio::task::spawn_blocking(rows).await?
}

fn rows() -> Result<Vec<Row>> {
    let scratch = tempfile::tempdir().context("make a folder")?;
    let python = reference();
    let mut rows = Vec::new();
    if let Err(error) = &python {
        rows.push(Row::note(format!(
            "{REFERENCE} is not there ({error:#}): ours alone"
        )));
    }
    let real = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/data/polis/american-assembly.bowling-green/participants-votes.csv");
    if real.is_file() {
        let file = scratch.path().join("bowling-green.csv");
        std::fs::write(&file, triples(&read_matrix(&real)?))?;
        rows.extend(compare("bowling-green", &file, python.as_deref().ok())?);
    } else {
        rows.push(Row::note(
            "no ../shared/data/polis beside the project: bowling-green is not measured",
        ));
    }
    let file = scratch.path().join("synthetic.csv");
    std::fs::write(&file, triples(&synthetic(10_000, 300, 30)))?;
    rows.extend(compare(
        "300,000 votes of 10,000 × 300",
        &file,
        python.as_deref().ok(),
    )?);
    let file = scratch.path().join("wide.csv");
    std::fs::write(&file, triples(&synthetic(10_000, 8_000, 300)))?;
    rows.extend(compare("3,000,000 votes of 10,000 × 8,000", &file, None)?);
    Ok(rows)
}

fn compare(name: &str, file: &Path, python: Option<&Path>) -> Result<Vec<Row>> {
    let (seconds, kilobytes) = measured(
        Command::new(std::env::current_exe()?)
            .arg(COMMAND)
            .arg(file),
    )?;
    let (ours, memory) = (seconds * 1e3, kilobytes / 1e3);
    let Some(python) = python else {
        return Ok(vec![
            Row::of(format!("map of {name}"), ours, "ms"),
            Row::of(format!("map of {name}: memory"), memory, "MB"),
        ]);
    };
    let script = file.with_extension("py");
    std::fs::write(&script, SCRIPT)?;
    let (seconds, kilobytes) = measured(Command::new(python).arg(&script).arg(file))?;
    let (theirs, their_memory) = (seconds * 1e3, kilobytes / 1e3);
    Ok(vec![
        Row::cost(format!("map of {name}"), ours, theirs, "ms").goal("≥ 150"),
        Row::cost(format!("map of {name}: memory"), memory, their_memory, "MB").goal("≥ 10"),
    ])
}

/// Seconds and kilobytes, as the last line of a program says.
fn measured(command: &mut Command) -> Result<(f64, f64)> {
    let output = command.output().context("start it")?;
    let said = String::from_utf8_lossy(&output.stdout);
    let numbers = said.lines().last().and_then(|line| line.split_once(' '));
    let read = |text: &str| text.trim().parse::<f64>().ok();
    let read = numbers.and_then(|(seconds, memory)| Some((read(seconds)?, read(memory)?)));
    read.with_context(|| String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Draws the map of a file a few times and prints the median and the peak.
pub fn child(words: &[String]) -> Result<()> {
    let path = words.first().context("a file")?;
    let cast = read_triples(&std::fs::read_to_string(path)?)?;
    let people = cast.iter().map(|vote| vote.0 + 1).max().unwrap_or(0);
    let statements = cast.iter().map(|vote| vote.1 + 1).max().unwrap_or(0);
    let mut taken = Vec::new();
    for _ in 0..RUNS {
        let began = Stopwatch::now();
        let votes = Votes::new(
            usize::try_from(people)?,
            vec![false; usize::try_from(statements)?],
            &cast,
        );
        std::hint::black_box(map(&votes, None));
        taken.push(began.elapsed().as_secs_f64());
    }
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak
        .and_then(|line| line.split_whitespace().next())
        .context("VmHWM")?;
    println!("{} {peak}", median(taken));
    Ok(())
}

/// The Python of an environment that has the reference, made where it is missing.
fn reference() -> Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/red-dwarf-0.4.0");
    let python = folder.join("bin/python");
    if !folder.join("ready").is_file() {
        done(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        done(Command::new(&python).args(["-m", "pip", "install", "--quiet", REFERENCE]))?;
        std::fs::write(folder.join("ready"), REFERENCE)?;
    }
    Ok(python)
}

fn done(command: &mut Command) -> Result<()> {
    let output = command.output().context("start python3")?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{}", said.lines().last().unwrap_or_default());
    }
    Ok(())
}

fn triples(cast: &Cast) -> String {
    let mut text = String::with_capacity(cast.len() * 12);
    for (person, statement, answer) in cast {
        let vote = match answer {
            Answer::Agree => 1,
            Answer::Disagree => -1,
            Answer::Pass => 0,
        };
        let _ = writeln!(text, "{person},{statement},{vote}");
    }
    text
}

fn read_triples(text: &str) -> Result<Cast> {
    text.lines()
        .map(|line| {
            let mut cells = line.split(',');
            let mut next = || cells.next().context("three cells");
            let (person, statement, vote) = (next()?.parse()?, next()?.parse()?, next()?);
            Ok((person, statement, answer(vote).context("a vote")?))
        })
        .collect()
}

const fn answer(vote: &str) -> Option<Answer> {
    match vote.as_bytes() {
        b"1" => Some(Answer::Agree),
        b"-1" => Some(Answer::Disagree),
        b"0" => Some(Answer::Pass),
        _ => None,
    }
}

/// `participants-votes.csv`: six columns about each person, then one for each statement.
fn read_matrix(path: &Path) -> Result<Cast> {
    let text = std::fs::read_to_string(path)?;
    let mut cast = Vec::new();
    for (person, line) in (0..).zip(text.lines().skip(1)) {
        for (statement, vote) in (0..).zip(line.split(',').skip(6)) {
            cast.extend(answer(vote).map(|answer| (person, statement, answer)));
        }
    }
    Ok(cast)
}

/// People in three camps, each answering `each` statements, always the same ones.
fn synthetic(people: u32, statements: u32, each: u32) -> Cast {
    let mut state = 1_u64;
    let mut random = move |below: u32| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u32::try_from(state % u64::from(below)).expect("below a u32")
    };
    let mut cast = Vec::new();
    for person in 0..people {
        let first = random(statements);
        // Steps without a common divisor with any of our sizes meet no statement twice.
        for place in 0..each {
            let statement = (first + place * 7) % statements;
            let agrees = [80, 50, 20][usize::try_from((person + statement) % 3).expect("below 3")];
            let answer = if random(100) < agrees {
                Answer::Agree
            } else {
                Answer::Disagree
            };
            cast.push((person, statement, answer));
        }
    }
    cast
}
