//! Opens the database that the configuration names, brought up to date.

use std::io::ErrorKind;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use store::ids::Ids;
use store::{Store, Target, migrations};

use crate::config::Config;
use crate::disk;

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

/// What holds words, addresses or codes of people and can be read by everybody on this
/// machine: a folder that was made by hand, or files of an older Linli in it.
pub fn readable_by_all(config: &Config) -> Vec<PathBuf> {
    let database = config.data.join(FILE);
    let places = [database, config.mail_folder.clone()];
    places
        .into_iter()
        .filter(|place| disk::is_readable_by_all(place))
        .collect()
}

/// Makes the data folder, opens the database and brings its schema up to date.
pub async fn open(config: &Config) -> anyhow::Result<Store> {
    make_folder(config)?;
    make_file(config)?;
    let store = connect(config).await?;
    store.migrate().await.context(
        "bring the database up to date; if it was used by a newer Linli, use that one or restore a backup",
    )?;
    Ok(store)
}

/// A database to try something out on: the one that is configured, as it is, or an empty one
/// aside where there is none yet. Its folder is given, too, for [`forget_trial`].
pub async fn for_trial(config: &Config) -> anyhow::Result<(Store, Option<PathBuf>)> {
    if config.database_url.is_none() && !config.data.join(FILE).is_file() {
        let aside = std::env::temp_dir().join(format!("linli-trial-{}", Ids::system().uuid()));
        disk::make_private_folder(&aside)
            .with_context(|| format!("make the folder {}", aside.display()))?;
        let store = Store::open(&Target::Sqlite(aside.join(FILE))).await?;
        store.migrate().await?;
        return Ok((store, Some(aside)));
    }
    let store = connect(config).await?;
    // The table of migrations is not there before the first start.
    let seen = store.count_migrations().await.unwrap_or_default();
    let known = migrations(store.kind()).len();
    if usize::try_from(seen) != Ok(known) {
        store.close().await;
        bail!(
            "the database is of another Linli ({seen} migrations; this one knows {known}), and a trial changes nothing; \
             start `linli serve` once, or import without --dry-run"
        );
    }
    Ok((store, None))
}

/// Closes a database that something was tried out on, and removes one that was made for it.
pub async fn forget_trial(store: Store, aside: Option<PathBuf>) {
    store.close().await;
    if let Some(aside) = aside
        && let Err(error) = std::fs::remove_dir_all(&aside)
    {
        let aside = aside.display();
        tracing::warn!(%error, "{aside} is not needed any more and can be deleted");
    }
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

/// Makes the file of the embedded database, which the engine would let everybody read; what
/// it puts beside it has the same rights.
fn make_file(config: &Config) -> anyhow::Result<()> {
    if config.database_url.is_some() {
        return Ok(());
    }
    let path = config.data.join(FILE);
    match disk::private_file().create_new(true).open(&path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error)
            .with_context(|| format!("make {}; may this user write there?", path.display())),
    }
}

/// Makes the data folder; only this user may look into it.
pub fn make_folder(config: &Config) -> anyhow::Result<()> {
    if config.data.is_dir() {
        return Ok(());
    }
    disk::make_private_folder(&config.data).with_context(|| {
        format!(
            "make the data folder {}; choose another one with --data",
            config.data.display()
        )
    })
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::config::Sources;

    #[tokio::test]
    async fn the_database_is_its_owners_whatever_the_folder_is() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let variables = vec![("LINLI_DATA".to_owned(), folder.path().display().to_string())];
        let sources = Sources {
            variables,
            ..Sources::default()
        };
        let (config, _) = Config::load(&sources).unwrap();
        for _ in 0..2 {
            let store = open(&config).await.unwrap();
            for entry in std::fs::read_dir(folder.path()).unwrap() {
                let entry = entry.unwrap();
                let mode = entry.metadata().unwrap().permissions().mode() & 0o077;
                assert_eq!(mode, 0, "{}", entry.path().display());
            }
            store.close().await;
        }
    }
}
