//! Accounts: the addresses people are reached at, and their passwords as PHC
//! strings.
//!
//! An address belongs to whoever confirms it first. Until then several people
//! may claim it, so that nobody can lock a neighbour out of Linli by signing
//! up with the neighbour's address.

use domain::handle::Handle;
use domain::id::{PersonId, PlaceId};
use domain::instant::Instant;
use domain::language::Language;
use sqlx::FromRow;
use sqlx::types::Uuid;

use crate::engine::connection::{on, reads, transaction, writes};
use crate::error::{During as _, StoreError};
use crate::row::{Spot, instant};
use crate::statements::sql;
use crate::{Conn, Store, Writer};

pub(crate) mod inheriting;
pub(crate) mod proving;
pub(crate) mod signing_up;

/// An account to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewAccount<'a> {
    /// Its id.
    pub id: PersonId,
    /// The name to be seen under.
    pub name: &'a str,
    /// The language to be written to in.
    pub language: Language,
    /// Where they live, if they said so.
    pub home: Option<PlaceId>,
    /// The address they claim.
    pub handle: &'a Handle,
    /// The password's hash as a PHC string; `None` for who signs in by code only.
    pub phc: Option<&'a str>,
}

/// What signing in needs to know.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub person: PersonId,
    /// The language to write to them in.
    pub language: Language,
    /// The address.
    pub handle: Handle,
    /// Whether this address was confirmed by a code.
    pub confirmed: bool,
    /// The password's hash as a PHC string.
    pub phc: Option<String>,
}

impl std::fmt::Debug for Account {
    /// Without the hash.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("person", &self.person)
            .finish_non_exhaustive()
    }
}

/// An address of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandleDetail {
    /// The address.
    pub handle: Handle,
    /// Since when it is confirmed.
    pub confirmed_at: Option<Instant>,
}

sql! {
    INSERT_PERSON = "INSERT INTO people (id, name, language, home, steward, overseer, confirmed_at, created_at, changed_at)
        VALUES ($1, $2, $3, $4, FALSE, FALSE, NULL, $5, $5)";
    HANDLE_TAKEN = "SELECT EXISTS (SELECT 1 FROM handles WHERE folded = $1 AND confirmed_at IS NOT NULL)";
    INSERT_HANDLE = "INSERT INTO handles (person, kind, address, folded, confirmed_at, created_at)
        VALUES ($1, $2, $3, $4, NULL, $5)
        ON CONFLICT (person, kind) DO UPDATE
        SET address = excluded.address, folded = excluded.folded, confirmed_at = NULL, created_at = excluded.created_at";
    SET_PASSWORD = "INSERT INTO passwords (person, phc, set_at)
        VALUES ($1, $2, $3)
        ON CONFLICT (person) DO UPDATE
        SET phc = excluded.phc, set_at = excluded.set_at";
    RENEW_PASSWORD = "UPDATE passwords SET phc = $3, set_at = $4 WHERE person = $1 AND phc = $2";
    FIND_ACCOUNT = "SELECT h.person, p.language, h.address, h.confirmed_at IS NOT NULL AS confirmed, w.phc
        FROM handles h
        JOIN people p ON p.id = h.person
        LEFT JOIN passwords w ON w.person = h.person
        WHERE h.folded = $1
        ORDER BY (h.confirmed_at IS NOT NULL) DESC, (w.phc IS NULL) DESC, h.created_at DESC, h.person DESC
        LIMIT 1";
    FIND_PASSWORD = "SELECT phc FROM passwords WHERE person = $1";
    CONFIRM_HANDLE = "UPDATE handles
        SET confirmed_at = COALESCE(confirmed_at, $3)
        WHERE person = $1 AND folded = $2
            AND NOT EXISTS (SELECT 1 FROM handles o WHERE o.folded = $2 AND o.person <> $1 AND o.confirmed_at IS NOT NULL)";
    CONFIRM_PERSON = "UPDATE people SET confirmed_at = COALESCE(confirmed_at, $2) WHERE id = $1";
    DROP_OTHER_CLAIMS = "DELETE FROM handles WHERE folded = $2 AND person <> $1";
    LIST_HANDLES = "SELECT address, confirmed_at FROM handles WHERE person = $1 ORDER BY kind";
}

#[derive(FromRow)]
struct AccountRow {
    person: Uuid,
    language: String,
    address: String,
    confirmed: bool,
    phc: Option<String>,
}

#[derive(FromRow)]
struct HandleRow {
    address: String,
    confirmed_at: Option<i64>,
}

impl Conn<'_> {
    /// The account that an address leads to: whoever confirmed it, else the one that an
    /// import made, which has no password, else the latest claim.
    pub async fn find_account(&mut self, handle: &Handle) -> Result<Option<Account>, StoreError> {
        let row: Option<AccountRow> = on!(self, |conn| sqlx::query_as(FIND_ACCOUNT)
            .bind(handle.key())
            .fetch_optional(conn)
            .await)
        .during("find account")?;
        row.map(|row| {
            let spot = Spot::new("handles", row.person);
            Ok(Account {
                person: PersonId::new(row.person),
                language: spot.word("language", &row.language, Language::from_tag)?,
                handle: spot.value("address", Handle::try_from(row.address))?,
                confirmed: row.confirmed,
                phc: row.phc,
            })
        })
        .transpose()
    }

    /// A person's password as a PHC string.
    pub async fn find_password(&mut self, person: PersonId) -> Result<Option<String>, StoreError> {
        on!(self, |conn| sqlx::query_scalar(FIND_PASSWORD)
            .bind(person.uuid())
            .fetch_optional(conn)
            .await)
        .during("find password")
    }

    /// The addresses of a person, e-mail first.
    pub async fn list_handles(
        &mut self,
        person: PersonId,
    ) -> Result<Vec<HandleDetail>, StoreError> {
        let rows: Vec<HandleRow> = on!(self, |conn| sqlx::query_as(LIST_HANDLES)
            .bind(person.uuid())
            .fetch_all(conn)
            .await)
        .during("list handles")?;
        let spot = Spot::new("handles", person.uuid());
        rows.into_iter()
            .map(|row| {
                Ok(HandleDetail {
                    handle: spot.value("address", Handle::try_from(row.address))?,
                    confirmed_at: instant(row.confirmed_at),
                })
            })
            .collect()
    }
}

impl Writer {
    /// Makes an account with an unconfirmed address. `false`, and nothing is
    /// made, when somebody has confirmed this address as theirs.
    pub async fn create_account(
        &mut self,
        account: &NewAccount<'_>,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let taken: bool = on!(self, |conn| sqlx::query_scalar(HANDLE_TAKEN)
            .bind(account.handle.key())
            .fetch_one(conn)
            .await)
        .during("look for a handle")?;
        if taken {
            return Ok(false);
        }
        on!(self, |conn| sqlx::query(INSERT_PERSON)
            .bind(account.id.uuid())
            .bind(account.name)
            .bind(account.language.tag())
            .bind(account.home.map(PlaceId::uuid))
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("insert person")?;
        self.claim_handle(account.id, account.handle, now).await?;
        if let Some(phc) = account.phc {
            self.set_password(account.id, phc, now).await?;
        }
        Ok(true)
    }

    /// Notes an address as claimed by a person, unconfirmed; it takes the
    /// place of their earlier one of this kind.
    pub async fn claim_handle(
        &mut self,
        person: PersonId,
        handle: &Handle,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(INSERT_HANDLE)
            .bind(person.uuid())
            .bind(handle.kind().code())
            .bind(handle.as_str())
            .bind(handle.key())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("claim handle")
    }

    /// Confirms that a claimed address is this person's, and drops the claims
    /// of others; the seats of imported ones go over. `false` when somebody was first, or they never claimed it.
    pub async fn confirm_handle(
        &mut self,
        person: PersonId,
        handle: &Handle,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let confirmed = on!(self, |conn| sqlx::query(CONFIRM_HANDLE)
            .bind(person.uuid())
            .bind(handle.key())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("confirm handle")?;
        if confirmed == 0 {
            return Ok(false);
        }
        on!(self, |conn| sqlx::query(CONFIRM_PERSON)
            .bind(person.uuid())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("confirm person")?;
        self.inherit(person, handle, now).await?;
        on!(self, |conn| sqlx::query(DROP_OTHER_CLAIMS)
            .bind(person.uuid())
            .bind(handle.key())
            .execute(conn)
            .await
            .map(drop))
        .during("drop other claims")?;
        Ok(true)
    }

    /// Keeps the same password under another hash; `false` when it was changed
    /// in the meantime.
    pub async fn renew_password(
        &mut self,
        person: PersonId,
        old: &str,
        new: &str,
        now: Instant,
    ) -> Result<bool, StoreError> {
        on!(self, |conn| sqlx::query(RENEW_PASSWORD)
            .bind(person.uuid())
            .bind(old)
            .bind(new)
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected() == 1))
        .during("renew password")
    }

    /// Sets a password, given as a PHC string.
    pub async fn set_password(
        &mut self,
        person: PersonId,
        phc: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(SET_PASSWORD)
            .bind(person.uuid())
            .bind(phc)
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("set password")
    }
}

impl Store {
    /// [`Writer::confirm_handle`] in a transaction of its own.
    pub async fn confirm_handle(
        &self,
        person: PersonId,
        handle: &Handle,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let outcome = transaction!(self, |tx| { tx.confirm_handle(person, handle, now).await });
        match outcome {
            // On PostgreSQL two people can confirm in the same moment; the index lets one through.
            Err(error) if error.is_unique_violation() => Ok(false),
            other => other,
        }
    }
}

reads! {
    find_account(handle: &Handle) -> Option<Account>;
    find_password(person: PersonId) -> Option<String>;
    list_handles(person: PersonId) -> Vec<HandleDetail>;
}

writes! {
    create_account(account: &NewAccount<'_>, now: Instant) -> bool;
    claim_handle(person: PersonId, handle: &Handle, now: Instant) -> ();
    renew_password(person: PersonId, old: &str, new: &str, now: Instant) -> bool;
    set_password(person: PersonId, phc: &str, now: Instant) -> ();
}
