//! A private PostgreSQL cluster for tests and for developers: made by `initdb`, reachable through a unix socket of its own
//! and through nothing else, gone when it is not wanted.
//!
//! Tests kill servers, never the machine: what the kernel was given survives that, so nothing waits for the disk. Figures and
//! developers get a cluster that does.

pub mod developers;

use std::{
    env, fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context as _, Result, bail};

use crate::{
    account::{self, Account},
    command::{capture, on_path, succeeds},
    workspace::Workspace,
};

/// The variable that tells tests where to make their databases.
pub const URL_VARIABLE: &str = "LINLI_TEST_POSTGRES";

/// The longest path a unix socket may have on Linux is 107 bytes; `.s.PGSQL.5432` takes 14 of them.
const LONGEST_SOCKET_FOLDER: usize = 90;

const SETTINGS: [&str; 11] = [
    "listen_addresses=",
    "synchronous_commit=on",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_connections=300",
    "shared_buffers=128MB",
    "checkpoint_timeout=30min",
    "max_wal_size=2GB",
    "jit=off",
    "log_min_messages=warning",
    "unix_socket_permissions=0700",
];

/// One cluster in one folder.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    account: Option<Account>,
    /// Whether what is committed has reached the disk.
    durable: bool,
}

/// A running cluster that stops when this value is dropped, and also when this process is killed.
#[derive(Debug)]
pub struct Running {
    url: String,
    watcher: Option<Child>,
}

impl Cluster {
    /// The cluster called `name` below the target folder, or below the temporary folder where the account that has to run
    /// PostgreSQL cannot look into the target folder or its path is too long for a socket.
    ///
    /// # Errors
    /// When PostgreSQL is not installed, or root has no ordinary account to lend it.
    pub fn find(workspace: &Workspace, name: &str) -> Result<Self> {
        let programs = programs().context(
            "PostgreSQL is not installed. On Debian or Ubuntu: `sudo apt-get install postgresql`; on macOS: \
             `brew install postgresql`. Its `initdb` must be on PATH or under /usr/lib/postgresql",
        )?;
        let account = if account::is_root() {
            Some(account::unprivileged().context(
                "PostgreSQL refuses to run as root, and there is neither a `postgres` nor a `nobody` account; \
                 make one with `useradd --system postgres`",
            )?)
        } else {
            None
        };
        let wanted = workspace.target(name);
        fs::create_dir_all(&wanted)
            .with_context(|| format!("could not make {}", wanted.display()))?;
        let reachable = account.is_none_or(|account| account.reaches(&wanted));
        let short = wanted.as_os_str().len() <= LONGEST_SOCKET_FOLDER;
        let folder = if reachable && short {
            wanted
        } else {
            temporary(workspace.root(), name)
        };
        Ok(Self {
            folder,
            programs,
            account,
            durable: false,
        })
    }

    /// The same, waiting for the disk at each commit as the cluster of an installation does.
    #[must_use]
    pub fn durable(mut self) -> Self {
        self.durable = true;
        self
    }

    /// Starts the cluster, making it first where there is none, and returns the address of its `postgres` database. A
    /// cluster that runs already is left as it is.
    ///
    /// # Errors
    /// When `initdb` or the start fails; the end of PostgreSQL's own log is in the message.
    pub fn start(&self) -> Result<String> {
        if self.is_running() {
            return Ok(self.url());
        }
        self.make()?;
        let log = self.folder.join("log");
        let mut options = vec![format!("-k '{}'", self.folder.display())];
        options.extend(SETTINGS.iter().map(|setting| format!("-c {setting}")));
        let fsync = if self.durable { "on" } else { "off" };
        options.push(format!("-c fsync={fsync}"));
        let mut command = self.program("pg_ctl");
        command
            .arg("-D")
            .arg(self.data())
            .arg("-l")
            .arg(&log)
            .args(["-w", "-t", "60", "-o"])
            .arg(options.join(" "));
        // pg_ctl leaves its output to the server it starts: a pipe would never close.
        command
            .arg("start")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let status = command.status().context("could not start pg_ctl")?;
        if !status.success() {
            let said = fs::read_to_string(&log).unwrap_or_default();
            let tail: Vec<&str> = said.lines().rev().take(12).collect();
            let tail: Vec<&str> = tail.into_iter().rev().collect();
            bail!(
                "PostgreSQL did not start ({status}); the end of {}:\n{}",
                log.display(),
                tail.join("\n")
            );
        }
        Ok(self.url())
    }

    /// Stops the cluster; nothing happens when it does not run.
    ///
    /// # Errors
    /// When it still runs afterwards.
    pub fn stop(&self) -> Result<()> {
        if self.is_running() {
            let mut command = self.program("pg_ctl");
            command
                .arg("-D")
                .arg(self.data())
                .args(["-m", "immediate", "-w", "stop"]);
            capture(&mut command).context("PostgreSQL did not stop")?;
        }
        Ok(())
    }

    /// Starts a new, empty cluster and ties its life to the value returned.
    ///
    /// # Errors
    /// When an old cluster in this folder cannot be removed or the new one cannot be started.
    pub fn start_fresh(&self) -> Result<Running> {
        self.stop()?;
        let data = self.data();
        if data.exists() {
            fs::remove_dir_all(&data)
                .with_context(|| format!("could not remove {}", data.display()))?;
        }
        let url = self.start()?;
        Ok(Running {
            url,
            watcher: Some(self.watch()?),
        })
    }

    /// The address of the cluster's `postgres` database, for an account that may make databases.
    pub fn url(&self) -> String {
        let folder = self.folder.display().to_string();
        let host: String = folder
            .bytes()
            .flat_map(|byte| {
                if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
                    vec![char::from(byte)]
                } else {
                    format!("%{byte:02X}").chars().collect()
                }
            })
            .collect();
        format!("postgres://linli@localhost/postgres?host={host}")
    }

    fn make(&self) -> Result<()> {
        let data = self.data();
        if data.join("PG_VERSION").exists() {
            return Ok(());
        }
        fs::create_dir_all(&self.folder)
            .with_context(|| format!("could not make {}", self.folder.display()))?;
        if let Some(account) = self.account {
            let mut command = Command::new("chown");
            capture(
                command
                    .arg(format!("{}:{}", account.uid, account.gid))
                    .arg(&self.folder),
            )?;
        }
        let mut command = self.program("initdb");
        command.arg("-D").arg(&data).args([
            "-U",
            "linli",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]);
        capture(&mut command).context("could not make a PostgreSQL cluster")?;
        Ok(())
    }

    /// A shell that waits until this process ends, however it ends, and then stops the cluster.
    fn watch(&self) -> Result<Child> {
        let mut stop = self.program("pg_ctl");
        stop.arg("-D")
            .arg(self.data())
            .args(["-m", "immediate", "-w", "stop"]);
        // A new session, so that Ctrl-C in the terminal does not end the watcher together with the tests.
        let mut command = Command::new("setsid");
        command
            .args(["sh", "-c", "cat >/dev/null; exec \"$@\"", "sh"])
            .arg(stop.get_program())
            .args(stop.get_args());
        command
            .current_dir(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
            .spawn()
            .context("could not start the shell that stops PostgreSQL at the end (`setsid sh`)")
    }

    fn is_running(&self) -> bool {
        let mut command = self.program("pg_ctl");
        succeeds(command.arg("-D").arg(self.data()).arg("status"))
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn program(&self, name: &str) -> Command {
        let file = self.programs.join(name);
        let mut command = match self.account {
            Some(account) => account.command(&file),
            None => Command::new(file),
        };
        // The account may be barred from the folder we stand in.
        command.current_dir(if self.folder.exists() {
            self.folder.as_path()
        } else {
            Path::new("/")
        });
        command
    }
}

impl Running {
    /// The address of the running cluster's `postgres` database.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(mut watcher) = self.watcher.take() {
            drop(watcher.stdin.take());
            if let Err(error) = watcher.wait() {
                eprintln!("PostgreSQL may still be running: {error}");
            }
        }
    }
}

/// The folder of `initdb` and `pg_ctl`: the newest under Debian's versioned folder, else whatever is on PATH.
pub fn programs() -> Option<PathBuf> {
    let versioned = fs::read_dir("/usr/lib/postgresql")
        .ok()
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            let folder = entry.path().join("bin");
            folder.join("initdb").is_file().then_some((version, folder))
        });
    versioned
        .max_by_key(|(version, _)| *version)
        .map(|(_, folder)| folder)
        .or_else(|| on_path("initdb").and_then(|file| file.parent().map(Path::to_path_buf)))
}

fn temporary(root: &Path, name: &str) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    root.hash(&mut hasher);
    env::temp_dir().join(format!(
        "linli-{name}-{:08x}",
        hasher.finish() & 0xffff_ffff
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_survives_odd_folder_names() {
        let cluster = Cluster {
            folder: "/tmp/a b&c".into(),
            programs: PathBuf::new(),
            account: None,
            durable: false,
        };
        assert_eq!(
            cluster.url(),
            "postgres://linli@localhost/postgres?host=/tmp/a%20b%26c"
        );
    }

    #[test]
    fn two_clones_do_not_share_a_temporary_cluster() {
        assert_ne!(
            temporary(Path::new("/a"), "postgres"),
            temporary(Path::new("/b"), "postgres")
        );
    }
}
