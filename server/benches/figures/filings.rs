//! How many filings a second are acknowledged, each safe from a power cut,
//! beside the commits of one row that the same disk takes by itself.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant as Stopwatch;

use anyhow::Result;
use domain::case::Visibility;
use domain::person::Actor;
use domain::text::Words;
use server::fixtures::Town;
use store::cases::NewCase;
use store::clock::Clock;
use store::idempotency::Once;
use store::ids::Ids;
use store::testing::URL_VARIABLE;
use store::{EngineKind, Store};
use tokio::task::JoinSet;

use crate::machine::median;
use crate::raw::Raw;
use crate::report::Row;
use crate::site::NO_PASSWORD;

/// How many people file at the same moment.
const AT_ONCE: u32 = 16;
/// Filings, and commits, of one of them in one turn.
const EACH: u32 = 20;
const TURNS: usize = 7;
const SAID: &str = "楼下的垃圾桶满了，三天没人清。";

/// All rows of this part.
pub async fn run() -> Result<Vec<Row>> {
    let mut rows = vec![on(EngineKind::Sqlite, "SQLite, synchronous=FULL").await?];
    if std::env::var_os(URL_VARIABLE).is_some() {
        rows.push(on(EngineKind::Postgres, "PostgreSQL, synchronous_commit=on").await?);
    } else {
        rows.push(Row::note("no PostgreSQL here: not measured"));
    }
    Ok(rows)
}

async fn on(kind: EngineKind, name: &str) -> Result<Row> {
    let store = store::testing::fresh(kind).await;
    let raw = Raw::beside(&store, AT_ONCE).await?;
    let ids = Ids::system();
    let from = Clock::system().now().plus_days(-1);
    let town = Town::found(&store, &ids, NO_PASSWORD, from).await?;
    let filer = Arc::new(Filer {
        store: store.store(),
        new: concern(&town)?,
        actor: town.world.actor("sunwei")?,
        ids,
    });
    let (mut ours, mut reference) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        reference.push(raw.per_second(AT_ONCE, EACH).await?);
        ours.push(Filer::per_second(&filer).await?);
    }
    let what = format!("filings : raw one-row commits, {name}");
    Ok(Row::speed(what, median(ours), median(reference), "/s"))
}

fn concern(town: &Town) -> Result<NewCase> {
    Ok(NewCase {
        words: Words::parse(SAID)?,
        category: "rubbish".to_owned(),
        place: town.world.place("willow-5")?,
        point: None,
        answers: BTreeMap::new(),
        visibility: Visibility::Public,
        conflict: None,
        photos: Vec::new(),
        on_paper: false,
    })
}

/// Files what a form sends, each time with a key of its own.
struct Filer {
    store: Store,
    new: NewCase,
    actor: Actor,
    ids: Ids,
}

impl Filer {
    async fn per_second(filer: &Arc<Self>) -> Result<f64> {
        let began = Stopwatch::now();
        let mut people = JoinSet::new();
        for _ in 0..AT_ONCE {
            let filer = Arc::clone(filer);
            people.spawn(async move {
                for _ in 0..EACH {
                    filer.file().await?;
                }
                anyhow::Ok(())
            });
        }
        everybody(people, began).await
    }

    async fn file(&self) -> Result<()> {
        let (owner, key) = (self.ids.uuid().to_string(), self.ids.uuid().to_string());
        let once = Once {
            owner: &owner,
            key: &key,
        };
        let now = Clock::system().now();
        self.store
            .file_case(&self.new, &self.actor, Some(&once), &self.ids, now)
            .await?;
        Ok(())
    }
}

/// How many a second all of them did together.
async fn everybody(mut people: JoinSet<Result<()>>, began: Stopwatch) -> Result<f64> {
    while let Some(done) = people.join_next().await {
        done??;
    }
    Ok(f64::from(AT_ONCE * EACH) / began.elapsed().as_secs_f64())
}
