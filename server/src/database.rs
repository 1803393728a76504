//! Opens the database that the configuration names, brought up to date.

use anyhow::Context as _;
use store::{Store, Target};

use crate::config::Config;

/// The file of the embedded database in the data folder.
pub const FILE: &str = "linli.db";

/// Where the database is.
pub fn target(config: &Config) -> Target {
    match &config.database_url {
        Some(url) => Target::Postgres {
            url: url.expose().to_owned(),
            connections: config.database_connections,
        },
        None => Target::Sqlite(config.data.join(FILE)),
    }
}

/// Makes the data folder, opens the database and brings its schema up to date.
pub async fn open(config: &Config) -> anyhow::Result<Store> {
    make_folder(config)?;
    let store = connect(config).await?;
    store.migrate().await.context(
        "bring the database up to date; if it was used by a newer Linli, use that one or restore a backup",
    )?;
    Ok(store)
}

/// Opens the database as it is.
pub async fn connect(config: &Config) -> anyhow::Result<Store> {
    let place = match &config.database_url {
        Some(_) => "reach PostgreSQL; check database_url, and that the server runs".to_owned(),
        None => format!(
            "open {}; check that this user may write there",
            config.data.join(FILE).display()
        ),
    };
    Store::open(&target(config)).await.context(place)
}

/// Makes the data folder; only this user may look into it.
pub fn make_folder(config: &Config) -> anyhow::Result<()> {
    if config.data.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&config.data).with_context(|| {
        format!(
            "make the data folder {}; choose another one with --data",
            config.data.display()
        )
    })
}
