//! `linli keys`: the keys with which other systems file and report over Open311.

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::Subcommand;
use domain::handle::Handle;
use rand::TryRngCore as _;
use store::Store;
use store::clock::Clock;

use crate::commands::Outcome;
use crate::config::Config;
use crate::{database, open311};

/// Options of `linli keys`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a key; it is shown once
    Add {
        /// What to call it, such as the name of the app
        name: String,
        /// E-mail address or phone number of the account in whose name it acts
        #[arg(long = "for", value_name = "ADDRESS")]
        account: String,
    },
    /// Show all keys there ever were
    List,
    /// End a key at once
    End {
        /// What it is called
        name: String,
    },
}

/// Does it.
///
/// # Errors
/// When the database fails.
pub async fn run(args: Args, config: Config) -> anyhow::Result<Outcome> {
    let store = database::open(&config).await?;
    let outcome = match &args.what {
        What::Add { name, account } => add(&store, name, account).await,
        What::List => list(&store).await,
        What::End { name } => end(&store, name).await,
    };
    store.close().await;
    outcome
}

async fn add(store: &Store, name: &str, account: &str) -> anyhow::Result<Outcome> {
    let Ok(handle) = Handle::parse(account) else {
        eprintln!(
            "{account} is no e-mail address or phone number. Write it as the person typed it when they signed up."
        );
        return Ok(Outcome::Mistakes);
    };
    let found = store.find_account(&handle).await?;
    let Some(found) = found.filter(|found| found.confirmed) else {
        eprintln!(
            "Nobody has confirmed {account} here. Sign up with it in the browser first, then make the key."
        );
        return Ok(Outcome::Mistakes);
    };
    let mut bytes = [0; 24];
    rand::rngs::OsRng
        .try_fill_bytes(&mut bytes)
        .context("draw a key")?;
    let key = URL_SAFE_NO_PAD.encode(bytes);
    let now = Clock::system().now();
    if !store
        .add_key(&open311::key_hash(&key), name, found.person, now)
        .await?
    {
        eprintln!(
            "There is a key called {name} already. Choose another name; old keys keep theirs."
        );
        return Ok(Outcome::Mistakes);
    }
    println!("{key}");
    eprintln!(
        "This is the key of {name}. It is shown this once; whoever has it acts in the name of {account}. End it with: linli keys end {name:?}"
    );
    Ok(Outcome::Fine)
}

async fn list(store: &Store) -> anyhow::Result<Outcome> {
    let keys = store.list_keys().await?;
    if keys.is_empty() {
        println!("There are no keys. Make one with: linli keys add NAME --for ADDRESS");
    }
    for key in keys {
        let ended = key.ended_at.map_or_else(
            || "in use".to_owned(),
            |at| format!("ended {}", at.timestamp()),
        );
        println!(
            "{}\t{}\tsince {}\t{ended}",
            key.name,
            key.account,
            key.created_at.timestamp()
        );
    }
    Ok(Outcome::Fine)
}

async fn end(store: &Store, name: &str) -> anyhow::Result<Outcome> {
    if store.end_key(name, Clock::system().now()).await? {
        println!("The key {name} does not open anything any more.");
        return Ok(Outcome::Fine);
    }
    eprintln!("No key in use is called {name}. See them with: linli keys list");
    Ok(Outcome::Failed)
}
