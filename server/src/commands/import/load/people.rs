//! Writing people: accounts that are missing, seats that are missing.

use anyhow::{Context, bail};
use domain::id::PersonId;
use domain::instant::Instant;
use store::Store;
use store::Writer;
use store::ids::Ids;
use store::people::NewAccount;
use store::places::import::Imported;

use super::{Mode, end};
use crate::commands::import::people::Entry;

/// Writes people in one transaction; an account that is there keeps its name,
/// language and home.
///
/// # Errors
/// When the database fails; then nothing was written.
pub async fn people(
    store: &Store,
    entries: &[Entry],
    ids: &Ids,
    now: Instant,
    mode: Mode,
) -> anyhow::Result<Imported> {
    let mut writer = store.writer().await?;
    let mut done = Imported::default();
    for entry in entries {
        let found = find(&mut writer, entry).await?;
        let person = match found {
            Some(person) => person,
            None => create(&mut writer, entry, ids, now).await?,
        };
        let seated = add_seats(&mut writer, person, entry, now).await?;
        let count = match (found, seated) {
            (None, _) => &mut done.added,
            (Some(_), true) => &mut done.changed,
            (Some(_), false) => &mut done.unchanged,
        };
        *count += 1;
    }
    end(writer, done.added + done.changed > 0, mode).await?;
    Ok(done)
}

/// The account behind a handle: one that its owner has confirmed, or one that
/// an import has made, which stands before the claims of others. Somebody who
/// only typed this address when signing up must not get its owner's seat, so an
/// unconfirmed account with a password is none of ours.
async fn find(writer: &mut Writer, entry: &Entry) -> anyhow::Result<Option<PersonId>> {
    let account = writer
        .conn()
        .find_account(&entry.handle)
        .await
        .context("look for an account")?;
    Ok(account
        .filter(|account| account.confirmed || account.phc.is_none())
        .map(|account| account.person))
}

async fn create(
    writer: &mut Writer,
    entry: &Entry,
    ids: &Ids,
    now: Instant,
) -> anyhow::Result<PersonId> {
    let id = PersonId::new(ids.uuid());
    let account = NewAccount {
        id,
        name: &entry.name,
        language: entry.language,
        home: entry.home,
        handle: &entry.handle,
        phc: None,
    };
    if !writer
        .create_account(&account, now)
        .await
        .context("make an account")?
    {
        bail!(
            "{}: somebody confirmed this address just now; run the import again",
            entry.spot
        );
    }
    Ok(id)
}

/// Gives the seats and the stewardship that are missing; whether any was.
async fn add_seats(
    writer: &mut Writer,
    person: PersonId,
    entry: &Entry,
    now: Instant,
) -> anyhow::Result<bool> {
    let there = writer
        .conn()
        .find_person(person)
        .await
        .context("read a person")?;
    let mut changed = false;
    for (body, role) in &entry.seats {
        let has = there
            .as_ref()
            .and_then(|person| person.office_in(*body))
            .map(|office| office.role);
        if has != Some(*role) {
            writer
                .appoint(*body, person, *role, now)
                .await
                .context("give a seat")?;
            changed = true;
        }
    }
    if entry.steward && !there.is_some_and(|person| person.steward) {
        writer
            .make_steward(person, now)
            .await
            .context("make a steward")?;
        changed = true;
    }
    Ok(changed)
}
