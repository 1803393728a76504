//! The program itself: what it prints, how it starts, stops and dies.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

const LINLI: &str = env!("CARGO_BIN_EXE_linli");

fn linli(data: &Path) -> Command {
    let mut command = Command::new(LINLI);
    command
        .env_clear()
        .env("LINLI_DATA", data)
        .env("LINLI_METRICS_LISTEN", "off")
        .env("LINLI_SITE", data.join("site"));
    command
}

fn run(data: &Path, words: &[&str]) -> Output {
    linli(data).args(words).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A running server; killed when the test is over.
struct Running {
    child: Child,
    /// `127.0.0.1:port`.
    address: String,
    /// What it said before it was ready, and shortly after.
    said: String,
}

impl Running {
    fn start(data: &Path) -> Self {
        let mut child = linli(data)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        loop {
            let line = lines
                .next()
                .expect("the server ended before it was ready")
                .unwrap();
            said.push_str(&line);
            said.push('\n');
            if line.starts_with("Stop with") {
                break;
            }
        }
        let address = said
            .split("http://")
            .nth(1)
            .unwrap()
            .lines()
            .next()
            .unwrap()
            .to_owned();
        Self {
            child,
            address,
            said,
        }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n",
            self.address
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn exit_codes_are_as_the_help_says() {
    let folder = tempfile::tempdir().unwrap();
    let help = run(folder.path(), &["--help"]);
    assert_eq!(help.status.code(), Some(0));
    assert!(
        text(&help.stdout).contains("Exit codes: 0 fine, 1 failed, 2"),
        "{}",
        text(&help.stdout)
    );
    assert_eq!(run(folder.path(), &["config"]).status.code(), Some(0));
    assert_eq!(run(folder.path(), &["doctor"]).status.code(), Some(0));
    assert_eq!(run(folder.path(), &["sreve"]).status.code(), Some(2));
    let mistaken = linli(folder.path())
        .env("LINLI_LISTN", "x")
        .arg("config")
        .output()
        .unwrap();
    assert_eq!(mistaken.status.code(), Some(3));
    assert!(text(&mistaken.stderr).contains("did you mean LINLI_LISTEN?"));
}

#[test]
fn a_port_in_use_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = run(folder.path(), &["serve", "--listen", &address]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stderr).contains("--listen 127.0.0.1:3001"),
        "{}",
        text(&output.stderr)
    );
}

#[cfg(unix)]
#[test]
fn the_first_start_needs_nothing_and_prints_the_stewards_link() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("new");
    let server = Running::start(&data);
    let link = server
        .said
        .lines()
        .find(|line| line.contains("/steward/"))
        .expect("a link is printed");
    let path = link.split(&server.address).nth(1).unwrap();
    assert!(
        server.get(path).starts_with("HTTP/1.1 200"),
        "{}",
        server.get(path)
    );
    assert!(server.get("/readyz").contains("\"ready\":true"));
    let rules = server.get("/charter");
    assert!(rules.contains("Light in the stairwell"), "{rules}");
    let mode = |name: &str| {
        std::fs::metadata(data.join(name))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!((mode("secret.key"), mode("")), (0o600, 0o700));
}

#[test]
fn a_signal_stops_it_cleanly_within_three_seconds() {
    let folder = tempfile::tempdir().unwrap();
    for signal in [Signal::TERM, Signal::INT] {
        let mut server = Running::start(folder.path());
        // A connection that stays open and an upload that never ends.
        let mut idle = TcpStream::connect(&server.address).unwrap();
        idle.write_all(b"POST /sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nslow")
            .unwrap();
        assert!(server.get("/healthz").ends_with("ok\n"));
        let started = Instant::now();
        server.signal(signal);
        let status = server.child.wait().unwrap();
        assert_eq!(status.code(), Some(0));
        assert!(
            started.elapsed() < Duration::from_secs(3),
            "{:?}",
            started.elapsed()
        );
    }
}

#[test]
fn killed_at_any_moment_it_starts_again() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..5 {
        let mut server = Running::start(folder.path());
        assert!(server.get("/readyz").contains("\"ready\":true"));
        server.signal(Signal::KILL);
        server.child.wait().unwrap();
    }
}

#[test]
fn the_mail_of_a_demo_is_not_there_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::start(folder.path());
    for path in ["/dev/mail", "/dev/patterns", "/metrics"] {
        assert!(server.get(path).starts_with("HTTP/1.1 404"), "{path}");
    }
}

#[test]
fn a_demo_never_starts_on_a_database_in_use() {
    let folder = tempfile::tempdir().unwrap();
    let places = folder.path().join("places.csv");
    std::fs::write(&places, "kind,name_en,slug\ncity,Town,town\n").unwrap();
    let imported = run(
        folder.path(),
        &["import", "places", &places.display().to_string()],
    );
    assert_eq!(imported.status.code(), Some(0));
    let demo = run(
        folder.path(),
        &["serve", "--demo", "--listen", "127.0.0.1:0"],
    );
    assert_eq!(demo.status.code(), Some(1), "{}", text(&demo.stdout));
    assert!(
        text(&demo.stderr).contains("start without --demo, or choose another folder with --data"),
        "{}",
        text(&demo.stderr)
    );
}
