//! Sends requests, from a process of its own, so that their cost is not
//! counted as ours: four connections, one request after the other on each; or
//! one connection, where the time of each answer is what is asked.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

/// The first word of the command line of such a process.
pub const COMMAND: &str = "load";
const CONNECTIONS: u32 = 4;

/// What is asked for, over and over.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Path and query.
    pub path: String,
    /// Headers beside `Host`, such as `cookie: a=b`.
    pub headers: Vec<String>,
    /// The status that every answer must have.
    pub status: u16,
}

impl Asked {
    /// A page, as a visitor without anything.
    pub fn page(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            headers: Vec::new(),
            status: 200,
        }
    }

    /// The same with one more header.
    #[must_use]
    pub fn saying(mut self, header: String) -> Self {
        self.headers.push(header);
        self
    }
}

/// Sends about so many requests and waits for all answers; gives how many there were.
pub async fn send(address: SocketAddr, asked: &Asked, requests: u32) -> Result<u32> {
    let each = requests.div_ceil(CONNECTIONS);
    converse_apart(address, asked, CONNECTIONS, each).await?;
    Ok(each * CONNECTIONS)
}

/// Sends so many requests, one after the other; gives how long each took until its
/// answer was whole, in microseconds.
pub async fn wait(address: SocketAddr, asked: &Asked, requests: u32) -> Result<Vec<f64>> {
    let told = converse_apart(address, asked, 1, requests).await?;
    let times: Result<Vec<f64>, _> = told.lines().map(str::parse).collect();
    times.context("read the times of the answers")
}

/// Lets a process of its own send them; gives what it printed.
async fn converse_apart(
    address: SocketAddr,
    asked: &Asked,
    connections: u32,
    each: u32,
) -> Result<String> {
    let mut command = Command::new(std::env::current_exe().context("find this program")?);
    command
        .args([COMMAND, &address.to_string()])
        .args([connections, each].map(|count| count.to_string()))
        .args([&asked.status.to_string(), &asked.path])
        .args(&asked.headers)
        .stderr(Stdio::inherit());
    let ended = tokio::task::spawn_blocking(move || command.output());
    let ended = ended
        .await?
        .context("start the process that sends requests")?;
    ensure!(
        ended.status.success(),
        "{} was not answered as it should be",
        asked.path
    );
    String::from_utf8(ended.stdout).context("read what that process printed")
}

/// What such a process does: with one connection it prints how long each answer took.
pub fn child(words: &[String]) -> Result<()> {
    let [address, connections, each, status, path, headers @ ..] = words else {
        bail!("too few words");
    };
    let (address, status): (SocketAddr, u16) = (address.parse()?, status.parse()?);
    let (connections, each): (u32, u32) = (connections.parse()?, each.parse()?);
    let mut request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n");
    for header in headers {
        request.push_str(header);
        request.push_str("\r\n");
    }
    request.push_str("\r\n");
    let request = &request;
    if connections == 1 {
        for took in converse(address, request, each, status)? {
            println!("{}", took.as_secs_f64() * 1e6);
        }
        return Ok(());
    }
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..connections)
            .map(|_| scope.spawn(move || converse(address, request, each, status)))
            .collect();
        for thread in threads {
            match thread.join() {
                Ok(outcome) => drop(outcome?),
                Err(_) => bail!("a connection's thread died"),
            }
        }
        Ok(())
    })
}

fn converse(address: SocketAddr, request: &str, each: u32, wanted: u16) -> Result<Vec<Duration>> {
    let mut stream = TcpStream::connect(address).context("connect")?;
    stream.set_nodelay(true)?;
    let mut answers = BufReader::with_capacity(64 * 1024, stream.try_clone()?);
    let (mut line, mut body) = (String::new(), Vec::new());
    let mut took = Vec::new();
    for _ in 0..each {
        let began = Instant::now();
        stream.write_all(request.as_bytes())?;
        let mut length = 0;
        let mut status = 0;
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
                status = rest.split(' ').next().unwrap_or_default().parse()?;
            } else if let Some((name, value)) = trimmed.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse()?;
            }
        }
        ensure!(status == wanted, "status {status}, not {wanted}");
        if status != 304 {
            ensure!(length > 0, "an answer of unknown length");
            body.resize(length, 0);
            answers.read_exact(&mut body)?;
        }
        took.push(began.elapsed());
    }
    Ok(took)
}
