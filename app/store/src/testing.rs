//! A private, migrated database per test, on either engine.
//!
//! The schema is migrated once into a template and copied for each test: a
//! file copy on SQLite, `CREATE DATABASE … TEMPLATE` on PostgreSQL. The
//! address of a PostgreSQL server that may make databases is read from the
//! variable `LINLI_TEST_POSTGRES`, or from `target/postgres/url`, which
//! `cargo xtask postgres` writes. Without one the tests of that engine fail,
//! and say so: skipped tests would hide that an engine is broken.

use std::fmt::Write as _;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection as _};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::engine::Engine;
use crate::{EngineKind, Store, Target, migrations};

/// Names the address of a PostgreSQL server for tests.
pub const URL_VARIABLE: &str = "LINLI_TEST_POSTGRES";

/// Any number, the same in every test process: one makes the template, the others wait.
const TEMPLATE_LOCK: i64 = 0x006c_696e_6c69;

/// A migrated database of a test's own; it is gone when this value is.
#[derive(Debug)]
pub struct TestStore {
    store: Store,
    target: Target,
    /// Dropped last.
    keeper: Keeper,
}

#[derive(Debug)]
enum Keeper {
    Folder(#[expect(dead_code, reason = "its drop removes the folder")] TempDir),
    Database { server: String, name: String },
}

impl Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl TestStore {
    /// The store itself, to hand to a server under test.
    pub fn store(&self) -> Store {
        self.store.clone()
    }

    /// Where it is, to open it a second time.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Opens the same database once more, as a second server would.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn open_again(&self) -> Store {
        Store::open(&self.target)
            .await
            .expect("the test's database can be opened twice")
    }

    /// Lets an embedded database grow no further, as a full disk does.
    ///
    /// # Panics
    /// On PostgreSQL.
    pub async fn fill_up(&self) {
        // SQLite takes the number of pages that there are for one that is too small.
        self.most_pages(1).await;
    }

    /// There is room again.
    ///
    /// # Panics
    /// On PostgreSQL.
    pub async fn make_room(&self) {
        self.most_pages(1 << 20).await;
    }

    async fn most_pages(&self, pages: u32) {
        let Engine::Sqlite { write, .. } = &self.store.engine else {
            panic!("only an embedded database has pages");
        };
        let text = format!("PRAGMA max_page_count = {pages}");
        let done = sqlx::raw_sql(AssertSqlSafe(text)).execute(write).await;
        done.expect("a database says how large it may grow");
    }

    /// Cuts every line to a PostgreSQL database and lets nobody in.
    ///
    /// # Panics
    /// On SQLite.
    pub async fn lose(&self) {
        let (server, name) = self.served();
        run(
            server,
            format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"),
        )
        .await
        .expect("the test account may close its database");
        let text = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        );
        run(server, text).await.expect("lines can be cut");
    }

    /// It is there again.
    ///
    /// # Panics
    /// On SQLite.
    pub async fn bring_back(&self) {
        let (server, name) = self.served();
        run(
            server,
            format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"),
        )
        .await
        .expect("the test account may open its database");
    }

    fn served(&self) -> (&str, &str) {
        match &self.keeper {
            Keeper::Database { server, name } => (server, name),
            Keeper::Folder(_) => panic!("an embedded database cannot be lost"),
        }
    }

    /// Everything in it, for copies by [`sqlite_from`]: a world that many tests begin with.
    ///
    /// # Panics
    /// On PostgreSQL, or when the database is gone.
    pub async fn content(&self) -> Vec<u8> {
        let Target::Sqlite(path) = &self.target else {
            panic!("only an embedded database is one file");
        };
        // The last connection that closes moves everything from the log into the file.
        self.store.close().await;
        std::fs::read(path).expect("the test's database can be read")
    }
}

impl Drop for TestStore {
    fn drop(&mut self) {
        if let Keeper::Database { server, name } = &self.keeper {
            let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            let server = server.clone();
            // A thread of its own, because a drop cannot wait for a future of the test's runtime.
            let dropped = std::thread::spawn(move || alone(run(&server, drop))).join();
            if let Ok(Err(error)) = dropped {
                eprintln!("a test's database was left behind: {error}");
            }
        }
    }
}

/// A fresh database of this engine.
pub async fn fresh(kind: EngineKind) -> TestStore {
    match kind {
        EngineKind::Sqlite => sqlite().await,
        EngineKind::Postgres => postgres().await,
    }
}

/// A fresh SQLite database.
///
/// # Panics
/// When the temporary folder cannot be written.
pub async fn sqlite() -> TestStore {
    static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
    let template = TEMPLATE.get_or_init(sqlite_template).await;
    sqlite_from(template).await
}

/// A SQLite database of a test's own with this content, as [`TestStore::content`] gave it.
///
/// # Panics
/// When the temporary folder cannot be written.
pub async fn sqlite_from(content: &[u8]) -> TestStore {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("linli.db");
    std::fs::write(&path, content).expect("the temporary folder can be written");
    let target = Target::Sqlite(path);
    let store = Store::open(&target).await.expect("a copied database opens");
    TestStore {
        store,
        target,
        keeper: Keeper::Folder(folder),
    }
}

async fn sqlite_template() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("template.db");
    let store = Store::open(&Target::Sqlite(path.clone()))
        .await
        .expect("a database can be made");
    store.migrate().await.expect("the migrations run on SQLite");
    // The last connection that closes moves everything from the log into the file.
    store.close().await;
    std::fs::read(&path).expect("the template can be read")
}

/// A fresh PostgreSQL database.
///
/// # Panics
/// When there is no server to make it on; the message says what to do.
pub async fn postgres() -> TestStore {
    static TEMPLATE: OnceCell<(String, String)> = OnceCell::const_new();
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let (server, template) = TEMPLATE.get_or_init(postgres_template).await;
    let number = NUMBER.fetch_add(1, Ordering::SeqCst);
    let name = format!("linli_test_{}_{number}", std::process::id());
    run(
        server,
        format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
    )
    .await
    .expect("an old test database can be dropped");
    create(server, &name, template).await;
    let target = Target::Postgres {
        url: with_database(server, &name),
        connections: 8,
    };
    let store = Store::open(&target).await.expect("a copied database opens");
    TestStore {
        store,
        target,
        keeper: Keeper::Database {
            server: server.clone(),
            name,
        },
    }
}

/// Copies the template; PostgreSQL refuses while somebody else copies it.
async fn create(server: &str, name: &str, template: &str) {
    let mut tries_left = 200;
    loop {
        let text = format!("CREATE DATABASE {name} TEMPLATE {template}");
        match run(server, text).await {
            Ok(()) => return,
            // object_in_use
            Err(sqlx::Error::Database(error))
                if error.code().as_deref() == Some("55006") && tries_left > 0 =>
            {
                tries_left -= 1;
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
            Err(error) => panic!("the database {name} could not be made: {error}"),
        }
    }
}

/// The server's address and the name of a migrated database on it, made by
/// whichever test process comes first and named after its migrations.
async fn postgres_template() -> (String, String) {
    let server = server();
    let mut name = String::from("linli_template_");
    let sums = migrations(EngineKind::Postgres)
        .into_iter()
        .flat_map(|(number, _, sum)| number.to_be_bytes().into_iter().chain(sum));
    let digest = sums.fold(0xcbf2_9ce4_8422_2325_u64, |digest, byte| {
        (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    write!(name, "{digest:016x}").expect("a String takes everything");
    let mut conn = connect(&server).await.unwrap_or_else(|error| {
        panic!("no PostgreSQL answers at {URL_VARIABLE} or target/postgres/url ({error}); run `cargo xtask postgres`")
    });
    sqlx::query("SELECT pg_advisory_lock($1)")
        .bind(TEMPLATE_LOCK)
        .execute(&mut conn)
        .await
        .expect("an advisory lock can be taken");
    drop_leftovers(&mut conn).await;
    let there: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)")
            .bind(&name)
            .fetch_one(&mut conn)
            .await
            .expect("databases can be listed");
    if !there {
        let making = format!("{name}_making");
        for text in [
            format!("DROP DATABASE IF EXISTS {making} WITH (FORCE)"),
            format!("CREATE DATABASE {making}"),
        ] {
            execute(&mut conn, text)
                .await
                .expect("the test account may make databases");
        }
        let target = Target::Postgres {
            url: with_database(&server, &making),
            connections: 1,
        };
        let store = Store::open(&target).await.expect("a new database opens");
        store
            .migrate()
            .await
            .expect("the migrations run on PostgreSQL");
        store.close().await;
        execute(
            &mut conn,
            format!("ALTER DATABASE {making} RENAME TO {name}"),
        )
        .await
        .expect("the finished template can be renamed");
    }
    // Closing the connection gives back the lock.
    conn.close().await.expect("a connection can be closed");
    (server, name)
}

/// Removes databases of test processes that are no more.
async fn drop_leftovers(conn: &mut PgConnection) {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT datname::TEXT FROM pg_database WHERE datname LIKE 'linli\\_test\\_%'",
    )
    .fetch_all(&mut *conn)
    .await
    .expect("databases can be listed");
    for name in names {
        let process = name.split('_').nth(2).unwrap_or_default();
        if !Path::new("/proc").join(process).exists() {
            let dropped = execute(conn, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
            dropped.await.expect("a leftover database can be dropped");
        }
    }
}

fn server() -> String {
    if let Ok(url) = std::env::var(URL_VARIABLE)
        && !url.is_empty()
    {
        return url;
    }
    let file = target_folder().join("postgres/url");
    let url = std::fs::read_to_string(&file).unwrap_or_else(|_missing| {
        panic!(
            "these tests need PostgreSQL: run `cargo xtask postgres`, or set {URL_VARIABLE} to the address of a \
             server on which databases can be made"
        )
    });
    url.trim().to_owned()
}

fn target_folder() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"),
        PathBuf::from,
    )
}

fn with_database(server: &str, name: &str) -> String {
    let (head, query) = server.split_once('?').unwrap_or((server, ""));
    let host = head.find("://").map_or(0, |at| at + 3);
    let end = head[host..].find('/').map_or(head.len(), |at| host + at);
    let query = if query.is_empty() {
        String::new()
    } else {
        format!("?{query}")
    };
    format!("{}/{name}{query}", &head[..end])
}

async fn connect(server: &str) -> Result<PgConnection, sqlx::Error> {
    PgConnection::connect_with(&PgConnectOptions::from_str(server)?).await
}

async fn execute(conn: &mut PgConnection, text: String) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(text))
        .execute(conn)
        .await
        .map(drop)
}

async fn run(server: &str, text: String) -> Result<(), sqlx::Error> {
    let mut conn = connect(server).await?;
    execute(&mut conn, text).await?;
    conn.close().await
}

fn alone<T>(work: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.map_err(sqlx::Error::Io)?.block_on(work)
}

/// Runs each test on both engines: `…::sqlite` and `…::postgres`. The test
/// gets a [`TestStore`] of its own.
#[macro_export]
macro_rules! on_each_engine {
    ($($(#[$attribute:meta])* async fn $name:ident($store:ident) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports, clippy::allow_attributes, reason = "a test may need nothing of its module")]
            use super::*;

            $(#[$attribute])*
            #[tokio::test]
            async fn sqlite() {
                story($crate::testing::sqlite().await).await;
            }

            $(#[$attribute])*
            #[tokio::test]
            async fn postgres() {
                story($crate::testing::postgres().await).await;
            }

            async fn story($store: $crate::testing::TestStore) $body
        }
    )+};
}
