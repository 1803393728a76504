//! The program itself, as an operator runs it: how soon it is ready, how much
//! memory it holds at rest and after many requests, how large it is.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant as Stopwatch};

use anyhow::{Context as _, Result, ensure};

use crate::load::{self, Asked};
use crate::machine::{median, number};
use crate::report::Row;

const LINLI: &str = env!("CARGO_BIN_EXE_linli");
const STARTS: usize = 7;
const REQUESTS: u32 = 100_000;
/// How long it is left alone before its memory is read.
const REST: Duration = Duration::from_secs(2);

/// All rows of this part.
pub async fn run() -> Result<Vec<Row>> {
    let data = tempfile::tempdir().context("make a folder")?;
    // Makes the demo.
    drop(Running::start(data.path())?);
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let began = Stopwatch::now();
        let server = Running::start(data.path())?;
        ensure!(
            server.get("/readyz")?.starts_with("HTTP/1.1 200"),
            "it says it is ready, and is not"
        );
        starts.push(began.elapsed().as_secs_f64() * 1e3);
    }
    let server = Running::start(data.path())?;
    server.get("/readyz")?;
    tokio::time::sleep(REST).await;
    let idle = server.memory("VmRSS:")?;
    let paths = paths(&server)?;
    // Two languages, so that more than one form of a page is kept in memory;
    // the page to sign in is made anew for everybody.
    let each = REQUESTS / u32::try_from(paths.len() * 2)?;
    let mut sent = 0;
    let began = Stopwatch::now();
    for path in &paths {
        for language in ["zh-CN", "en"] {
            let asked = Asked::page(path).saying(format!("accept-language: {language}"));
            sent += load::send(server.address, &asked, each).await?;
        }
    }
    let took = began.elapsed().as_secs_f64();
    tokio::time::sleep(REST).await;
    let after = server.memory("VmRSS:")?;
    let most = server.memory("VmHWM:")?;
    Ok(vec![
        Row::of("from start to ready, demo loaded", median(starts), "ms"),
        Row::of("memory at rest after the start", idle, "MB"),
        Row::of(format!("memory after {sent} requests"), after, "MB"),
        Row::of("most memory in between", most, "MB"),
        Row::of(
            "anonymous requests, by the clock",
            f64::from(sent) / took,
            "/s",
        ),
        Row::of(
            "the program",
            number(fs::metadata(LINLI)?.len()) / 1e6,
            "MB",
        ),
    ])
}

/// Pages that everybody may open, some cases among them.
fn paths(server: &Running) -> Result<Vec<String>> {
    let list = server.get("/cases")?;
    let mut paths: Vec<String> = list
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|href| href.starts_with("/cases/"))
        .take(4)
        .map(str::to_owned)
        .collect();
    ensure!(!paths.is_empty(), "the demo lists no cases");
    paths.extend(["/", "/cases", "/charter", "/sign-in"].map(str::to_owned));
    Ok(paths)
}

/// A running server; stopped when the value is dropped.
struct Running {
    child: Child,
    address: SocketAddr,
}

impl Running {
    fn start(data: &Path) -> Result<Self> {
        let site = std::env::var_os("LINLI_SITE").context("LINLI_SITE is not set")?;
        let mut child = Command::new(LINLI)
            .env_clear()
            .env("LINLI_DATA", data)
            .env("LINLI_SITE", site)
            .env("LINLI_LIMITS", "off")
            .env("LINLI_METRICS_LISTEN", "off")
            .args(["serve", "--demo", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("start linli")?;
        let output = child.stdout.take().context("its output is a pipe")?;
        let mut address = None;
        for line in BufReader::new(output).lines() {
            let line = line?;
            if let Some(rest) = line.strip_prefix("Linli is ready at http://") {
                address = Some(rest.trim().parse()?);
            }
            if line.starts_with("Stop with") {
                break;
            }
        }
        let address = address.context("the server ended before it was ready")?;
        Ok(Self { child, address })
    }

    fn get(&self, path: &str) -> Result<String> {
        let mut stream = TcpStream::connect(self.address)?;
        let host = self.address;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }

    /// A line of the kernel's account of its memory, in megabytes.
    fn memory(&self, line: &str) -> Result<f64> {
        let account = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let found = account.lines().find_map(|one| one.strip_prefix(line));
        let kilobytes = found.and_then(|rest| rest.split_whitespace().next());
        let kilobytes: u64 = kilobytes.context("no such line")?.parse()?;
        Ok(number(kilobytes) * 1.024 / 1e3)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already; what was committed is safe either way.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
