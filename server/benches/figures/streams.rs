//! Pages that go on while they are read: what an idle follower costs, and how soon one
//! of ten thousand sees a new map after somebody answered.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Instant as Stopwatch;

use anyhow::{Context as _, Result, bail, ensure};
use axum::body::Body;
use axum::http::Request;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN};
use domain::id::ThreadId;
use pages::routes;
use server::accept::{self, ConnectedFrom, Door};
use server::config::{Caps, Config, Sources};
use server::{freshness, live};
use store::Conn;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use crate::forum;
use crate::machine::{length, median, number};
use crate::report::Row;
use crate::site::{Linli, SignedIn};

/// The first word of the command line of the process that follows.
pub const COMMAND: &str = "follow-thread";
/// Followers, as many as the usual limit of open files allows two processes.
const FOLLOWERS: usize = 4_000;
/// Who answered before, each so many of the statements.
const VOTERS: i64 = 10_000;
const STATEMENTS: i64 = 300;
const EACH: i64 = 30;
const TURNS: usize = 5;
/// A picture waits for so many.
const TOGETHER: usize = 5;

/// All rows of this part.
pub async fn run(linli: &Linli) -> Result<Vec<Row>> {
    let opened = forum::open(linli).await?;
    let thread = forum::weigh(linli, &opened, STATEMENTS).await?;
    let stop = CancellationToken::new();
    let _stops = stop.clone().drop_guard();
    let store = &linli.app.store;
    tokio::spawn(freshness::watch(store.clone(), stop.clone()));
    tokio::spawn(live::tell(
        store.clone(),
        linli.app.live.clone(),
        stop.clone(),
    ));
    let address = serve(linli, stop).await?;
    let path = format!("{}/live", routes::thread(thread.reference));
    // What is set aside once for the first ones.
    Followers::open(address, &path, 200)?.leave()?;
    let before = resident()?;
    let followers = Followers::open(address, &path, FOLLOWERS)?;
    let each = (resident()? - before) / length(FOLLOWERS);
    let open = linli.app.live.followers();
    ensure!(open >= FOLLOWERS, "{open} follow, not {FOLLOWERS}");
    followers.leave()?;
    let what = format!("memory of an idle follower, of {FOLLOWERS}");
    let mut rows = vec![Row::of(what, each, "KiB").goal("≤ 16 KiB")];
    fill(linli, thread.id).await?;
    rows.push(seen(linli, address, &path).await?);
    Ok(rows)
}

async fn serve(linli: &Linli, stop: CancellationToken) -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await.context("listen")?;
    let address = listener.local_addr()?;
    let (config, _) = Config::load(&Sources::default())?;
    let door = Door {
        https: false,
        caps: Caps {
            connections: 20_000,
            per_address: 20_000,
        },
        deadlines: config.deadlines,
        trusted_proxies: Vec::new(),
    };
    tokio::spawn(accept::serve(listener, linli.router.clone(), door, stop));
    Ok(address)
}

/// KiB of this process in memory.
fn resident() -> Result<f64> {
    let text = std::fs::read_to_string("/proc/self/statm").context("read /proc/self/statm")?;
    let pages = text.split(' ').nth(1).context("the resident pages")?;
    Ok(number(pages.parse::<u64>()? * 4))
}

/// A process whose connections follow.
struct Followers(Child);

impl Followers {
    /// Waits until all follow.
    fn open(address: SocketAddr, path: &str, count: usize) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe().context("find this program")?)
            .args([COMMAND, &address.to_string(), path, &count.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("start the process that follows")?;
        let told = child.stdout.as_mut().context("its words")?;
        let mut line = String::new();
        BufReader::new(told).read_line(&mut line)?;
        ensure!(line.trim() == "open", "not all could follow");
        Ok(Self(child))
    }

    fn leave(mut self) -> Result<()> {
        drop(self.0.stdin.take());
        ensure!(self.0.wait()?.success(), "a follower was left");
        Ok(())
    }
}

/// What such a process does.
pub fn child(words: &[String]) -> Result<()> {
    let [address, path, count] = words else {
        bail!("too few words");
    };
    let (address, count): (SocketAddr, usize) = (address.parse()?, count.parse()?);
    let mut open = Vec::with_capacity(count);
    for _ in 0..count {
        open.push(follow(address, path)?);
    }
    println!("open");
    let mut nothing = String::new();
    std::io::stdin().read_to_string(&mut nothing)?;
    Ok(())
}

/// Follows; comes back with the first line of the stream.
fn follow(address: SocketAddr, path: &str) -> Result<BufReader<TcpStream>> {
    let mut stream = TcpStream::connect(address).context("connect")?;
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n")?;
    let mut lines = BufReader::with_capacity(1024, stream);
    next(&mut lines, "retry: ")?;
    Ok(lines)
}

/// Reads up to the next line that begins so.
fn next(lines: &mut BufReader<TcpStream>, begins: &str) -> Result<String> {
    loop {
        let mut line = String::new();
        ensure!(lines.read_line(&mut line)? > 0, "the stream ended");
        if let Some(rest) = line.trim_end().strip_prefix(begins) {
            return Ok(rest.to_owned());
        }
    }
}

/// The answers of everybody who answered before: three opinions, with some noise.
async fn fill(linli: &Linli, thread: ThreadId) -> Result<()> {
    const VOTER: &str = "INSERT INTO voters (thread, person, number)
        VALUES ($1, $2, $3)";
    const ANSWER: &str = "INSERT INTO answers (thread, statement, person, answer, at)
        VALUES ($1, $2, $3, $4, $5)";
    let app = &linli.app;
    let mut people = Vec::new();
    for at in 0..VOTERS {
        people.push(linli.newcomer(u32::try_from(at)? + 1_000).await?.person.id);
    }
    let now = app.clock.now().micros();
    let mut writer = app.store.writer().await?;
    let Conn::Sqlite(conn) = writer.conn() else {
        bail!("this part measures the embedded database");
    };
    for (at, person) in (0..).zip(people) {
        let voter = sqlx::query(VOTER).bind(thread.uuid()).bind(person.uuid());
        voter.bind(at + 1).execute(&mut *conn).await?;
        for nth in 0..EACH {
            let statement = 1 + (at * 7 + nth * 11) % STATEMENTS;
            let side = (at % 3 + statement) % 3 + i64::from((at + nth) % 10 == 0);
            let answer = ["agree", "disagree", "pass", "pass"][usize::try_from(side)?];
            sqlx::query(ANSWER)
                .bind(thread.uuid())
                .bind(statement)
                .bind(person.uuid())
                .bind(answer)
                .bind(now)
                .execute(&mut *conn)
                .await
                .context("keep an answer")?;
        }
    }
    writer.commit().await?;
    Ok(())
}

/// How long it takes from the acknowledged answer to the new map in somebody's hands.
async fn seen(linli: &Linli, address: SocketAddr, path: &str) -> Result<Row> {
    let thread = path.trim_end_matches("/live").to_owned();
    let mut people = Vec::new();
    for number in 0..TOGETHER {
        people.push(linli.newcomer(u32::try_from(number)?).await?);
    }
    let mut times = Vec::new();
    for turn in 0..=TURNS {
        let (path, opinions) = (path.to_owned(), format!("{thread}/opinions"));
        let (told, began) = tokio::sync::oneshot::channel::<Stopwatch>();
        let mut lines = tokio::task::spawn_blocking(move || follow(address, &path)).await??;
        let reader = tokio::task::spawn_blocking(move || {
            next(&mut lines, "id: ")?;
            let mut stream = TcpStream::connect(address)?;
            write!(
                stream,
                "GET {opinions} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n"
            )?;
            let mut page = Vec::new();
            stream.read_to_end(&mut page)?;
            let now = Stopwatch::now();
            ensure!(page.starts_with(b"HTTP/1.1 200"), "no page of opinions");
            let began = began.blocking_recv().context("when it was acknowledged")?;
            anyhow::Ok(now.duration_since(began).as_secs_f64() * 1e3)
        });
        for browser in &people {
            answer(linli, &thread, turn, browser).await?;
        }
        // A receiver that is gone says why below.
        let _ = told.send(Stopwatch::now());
        times.push(reader.await??);
    }
    // The first picture of all is drawn in another order than what it is compared with.
    times.remove(0);
    let what = format!("answer acknowledged to new map at another reader, {VOTERS} people");
    Ok(Row::of(what, median(times), "ms").goal("≤ 2000 ms"))
}

async fn answer(linli: &Linli, thread: &str, turn: usize, browser: &SignedIn) -> Result<()> {
    let base = &linli.app.base_url;
    let answer = ["agree", "disagree", "pass"][turn % 3];
    let request = Request::post(format!("{thread}/answers"))
        .header(HOST, base.split("://").nth(1).unwrap_or_default())
        .header(ORIGIN, base)
        .header(COOKIE, &browser.cookie)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .extension(ConnectedFrom(([127, 0, 0, 1], 40_000).into()))
        .body(Body::from(format!("statement=1&answer={answer}")))?;
    let response = linli.router.clone().oneshot(request).await?;
    ensure!(response.status().is_redirection(), "{}", response.status());
    Ok(())
}
