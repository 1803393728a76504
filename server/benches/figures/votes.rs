//! Answers to statements over HTTP: 64 neighbours with a connection each, one answer
//! after the other, each acknowledged only when it is safe from a power cut; beside the
//! commits of one row that the same disk takes. Everything runs that runs in life.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant as Stopwatch};

use anyhow::{Context as _, Result, bail, ensure};
use pages::routes;
use server::freshness;
use server::jobs::{Jobs, Nudge};
use server::live;
use server::messages::Messages;
use server::messages::folder::Folder;
use store::EngineKind;
use store::testing::{URL_VARIABLE, fresh};
use tokio_util::sync::CancellationToken;

use crate::forum;
use crate::load::Asked;
use crate::machine::median;
use crate::measure::Arm;
use crate::raw::Raw;
use crate::report::Row;
use crate::site::Linli;

/// The first word of the command line of the process that answers.
pub const COMMAND: &str = "cast-votes";
const AT_ONCE: u32 = 64;
/// Answers of one of them in one turn.
const EACH: u32 = 150;
const STATEMENTS: i64 = 50;
const TURNS: usize = 5;

/// All rows of this part.
pub async fn run() -> Result<Vec<Row>> {
    let mut rows = on(EngineKind::Sqlite, "SQLite, synchronous=FULL").await?;
    if std::env::var_os(URL_VARIABLE).is_some() {
        rows.extend(on(EngineKind::Postgres, "PostgreSQL, synchronous_commit=on").await?);
    } else {
        rows.push(Row::note("no PostgreSQL here: not measured"));
    }
    Ok(rows)
}

async fn on(kind: EngineKind, name: &str) -> Result<Vec<Row>> {
    let raw_store = fresh(kind).await;
    let raw = Raw::beside(&raw_store, AT_ONCE).await?;
    let linli = Linli::on(fresh(kind).await).await?;
    let thread = forum::open(&linli).await?;
    forum::weigh(&linli, &thread, STATEMENTS).await?;
    let mut cookies = Vec::new();
    for number in 0..AT_ONCE {
        cookies.push(linli.newcomer(number).await?.cookie);
    }
    let stop = CancellationToken::new();
    let _stops = stop.clone().drop_guard();
    let folder = tempfile::tempdir().context("make a folder")?;
    let messages = Messages::into_folder(
        Folder::new(folder.path().to_owned()),
        "Linli <linli@localhost>",
    );
    let app = &linli.app;
    tokio::spawn(Jobs::new(app.clone(), messages, Nudge::default()).run(stop.clone()));
    tokio::spawn(freshness::watch(app.store.clone(), stop.clone()));
    tokio::spawn(live::tell(
        app.store.clone(),
        app.live.clone(),
        stop.clone(),
    ));
    let path = format!("{}/answers", routes::thread(thread.reference));
    let arm = Arm::new(linli.router.clone(), Asked::page(&path)).await?;
    let (mut ours, mut late, mut reference) = (Vec::new(), Vec::new(), Vec::new());
    for turn in 0..TURNS {
        reference.push(raw.per_second(AT_ONCE, EACH).await?);
        let (per_second, p99) = answer(arm.address(), &path, &app.base_url, turn, &cookies).await?;
        ours.push(per_second);
        late.push(p99);
    }
    Ok(vec![
        Row::speed(
            format!("votes over HTTP : raw one-row commits, {name}"),
            median(ours),
            median(reference),
            "/s",
        )
        .goal("≥ 2000 /s and > 1"),
        Row::of(
            format!("99 of 100 votes are acknowledged within, {name}"),
            median(late),
            "ms",
        )
        .goal("≤ 50 ms"),
    ])
}

/// Has a process answer; gives how many a second, and within how many milliseconds 99 of
/// 100 were acknowledged.
async fn answer(
    address: SocketAddr,
    path: &str,
    base: &str,
    turn: usize,
    cookies: &[String],
) -> Result<(f64, f64)> {
    let mut command = Command::new(std::env::current_exe().context("find this program")?);
    command
        .args([COMMAND, &address.to_string(), path, base, &turn.to_string()])
        .args(cookies)
        .stdout(Stdio::piped());
    let ended = tokio::task::spawn_blocking(move || command.output());
    let ended = ended.await?.context("start the process that answers")?;
    ensure!(ended.status.success(), "a vote was not acknowledged");
    let told = String::from_utf8(ended.stdout)?;
    let (per_second, p99) = told.trim().split_once(' ').context("two figures")?;
    Ok((per_second.parse()?, p99.parse()?))
}

/// What such a process does.
pub fn child(words: &[String]) -> Result<()> {
    let [address, path, base, turn, cookies @ ..] = words else {
        bail!("too few words");
    };
    let (address, turn): (SocketAddr, u32) = (address.parse()?, turn.parse()?);
    let began = Stopwatch::now();
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..)
            .zip(cookies)
            .map(|(number, cookie)| {
                let head = format!(
                    "POST {path} HTTP/1.1\r\nhost: {}\r\norigin: {base}\r\ncookie: {cookie}\r\n\
                     content-type: application/x-www-form-urlencoded\r\n",
                    base.split("://").nth(1).unwrap_or_default()
                );
                scope.spawn(move || converse(address, &head, turn + number))
            })
            .collect();
        let mut all = Vec::new();
        for thread in threads {
            match thread.join() {
                Ok(times) => all.extend(times?),
                Err(_) => bail!("a connection's thread died"),
            }
        }
        anyhow::Ok(all)
    })?;
    let seconds = began.elapsed().as_secs_f64();
    times.sort_unstable();
    let p99 = times[times.len() * 99 / 100].as_secs_f64() * 1e3;
    println!("{} {p99}", f64::from(u32::try_from(times.len())?) / seconds);
    Ok(())
}

fn converse(address: SocketAddr, head: &str, seed: u32) -> Result<Vec<Duration>> {
    let mut stream = TcpStream::connect(address).context("connect")?;
    stream.set_nodelay(true)?;
    let mut answers = BufReader::with_capacity(16 * 1024, stream.try_clone()?);
    let mut times = Vec::new();
    let statements = u32::try_from(STATEMENTS)?;
    for number in 0..EACH {
        let statement = 1 + (seed + number) % statements;
        // Another answer each time round and turn, so that every vote is written.
        let answer = ["agree", "disagree", "pass"][((seed + number / statements) % 3) as usize];
        let body = format!("statement={statement}&answer={answer}");
        let request = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
        let began = Stopwatch::now();
        stream.write_all(request.as_bytes())?;
        read(&mut answers)?;
        times.push(began.elapsed());
    }
    Ok(times)
}

/// Reads an answer, which has to say that the vote counts.
fn read(answers: &mut BufReader<TcpStream>) -> Result<()> {
    let (mut line, mut length, mut status) = (String::new(), 0, String::new());
    loop {
        line.clear();
        ensure!(
            answers.read_line(&mut line)? > 0,
            "the connection was closed"
        );
        let trimmed = line.trim_end();
        if trimmed.is_empty() {
            break;
        }
        if let Some(rest) = trimmed.strip_prefix("HTTP/1.1 ") {
            rest.clone_into(&mut status);
        } else if let Some((name, value)) = trimmed.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse()?;
        }
    }
    let mut body = vec![0; length];
    answers.read_exact(&mut body)?;
    ensure!(status.starts_with("303"), "status {status}");
    Ok(())
}
