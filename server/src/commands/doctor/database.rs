//! Checks of the database: it can be reached, and its schema is ours.

use store::{Store, migrations};

use super::{Finding, connections};
use crate::config::Config;
use crate::database;

pub(super) async fn check(config: &Config) -> Vec<Finding> {
    let new = config.database_url.is_none() && !config.data.join(database::FILE).is_file();
    if new {
        return vec![Finding::fine(format!(
            "{} will be made by the first `linli serve`",
            config.data.join(database::FILE).display()
        ))];
    }
    match database::connect(config).await {
        Ok(store) => {
            let mut found = vec![
                Finding::fine(format!("the database answers ({:?})", store.kind())),
                schema(&store).await,
            ];
            found.extend(connections::check(config, &store).await);
            store.close().await;
            found
        }
        Err(error) => vec![Finding::broken(
            format!("{error:#}"),
            "start the database, or correct database_url; for PostgreSQL try: psql with the same address",
        )],
    }
}

async fn schema(store: &Store) -> Finding {
    let known = migrations(store.kind()).len();
    match store.count_migrations().await {
        Ok(seen) if usize::try_from(seen) == Ok(known) => {
            Finding::fine(format!("its schema is up to date ({known} migrations)"))
        }
        Ok(seen) if usize::try_from(seen).is_ok_and(|seen| seen > known) => Finding::broken(
            format!("it was used by a newer Linli ({seen} migrations; this one knows {known})"),
            "run the newer Linli, or restore a backup from before",
        ),
        Ok(seen) => Finding::fine(format!(
            "the next `linli serve` brings its schema up to date ({seen} of {known} migrations)"
        )),
        // The table of migrations is not there before the first start.
        Err(_) => Finding::fine("it is empty; the next `linli serve` fills it"),
    }
}
