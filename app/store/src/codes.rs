//! Confirmation codes as they are kept: hashed, bound to the browser that
//! asked, with a time and a number of tries.

use domain::code::{CodeRefused, MAX_TRIES};
use domain::handle::Handle;
use domain::id::PersonId;
use domain::instant::Instant;
use sqlx::FromRow;
use sqlx::types::Uuid;
use subtle::ConstantTimeEq as _;

use crate::engine::connection::{on, transaction, writes};
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::outbox::NewMessage;
use crate::sessions::Hash;
use crate::statements::sql;
use crate::{Store, Writer};

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodePurpose {
    /// To confirm that a handle is one's own.
    Confirm,
    /// To set a new password.
    NewPassword,
}

impl CodePurpose {
    /// All purposes.
    pub const ALL: [Self; 2] = [Self::Confirm, Self::NewPassword];

    /// The stable code kept in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::NewPassword => "new-password",
        }
    }
}

/// A code to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewCode<'a> {
    /// What it is for.
    pub purpose: CodePurpose,
    /// Where it was sent.
    pub handle: &'a Handle,
    /// Hash of the secret that the asking browser keeps.
    pub browser: &'a Hash,
    /// Who it is for; `None` for a decoy that answers like a real one.
    pub person: Option<PersonId>,
    /// Keyed hash of its digits.
    pub hash: &'a Hash,
    /// Until when it can be used.
    pub expires_at: Instant,
}

sql! {
    ISSUE_CODE = "INSERT INTO confirmation_codes (purpose, folded, browser_hash, person, code_hash, tries_left, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (purpose, folded, browser_hash) DO UPDATE
        SET person = excluded.person, code_hash = excluded.code_hash, tries_left = excluded.tries_left,
            created_at = excluded.created_at, expires_at = excluded.expires_at";
    TRY_CODE = "UPDATE confirmation_codes
        SET tries_left = tries_left - 1
        WHERE purpose = $1 AND folded = $2 AND browser_hash = $3
        RETURNING person, code_hash, tries_left, expires_at";
    USE_CODE = "DELETE FROM confirmation_codes WHERE purpose = $1 AND folded = $2 AND browser_hash = $3";
    // Where somebody has confirmed the new one, the index lets nothing through.
    REPLACE_HANDLE = "UPDATE handles
        SET kind = $3, address = $4, folded = $5, confirmed_at = $6, created_at = $6
        WHERE person = $1 AND folded = $2";
    DELETE_EXPIRED_CODES = "DELETE FROM confirmation_codes WHERE expires_at <= $1";
}

#[derive(FromRow)]
struct TryRow {
    person: Option<Uuid>,
    code_hash: Vec<u8>,
    tries_left: i64,
    expires_at: i64,
}

/// Whether the message with a code goes out.
#[derive(Clone, Debug)]
pub enum Letter<'a> {
    /// To its address.
    Sent(NewMessage<'a>),
    /// To nobody.
    Withheld(NewMessage<'a>),
}

impl Store {
    /// Gives a person another password, signs them out everywhere and tells
    /// them, all in one transaction.
    pub async fn replace_password(
        &self,
        person: PersonId,
        phc: &str,
        told: &NewMessage<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        transaction!(self, |tx| {
            tx.set_password(person, phc, now).await?;
            tx.delete_sessions_of(person, None).await?;
            tx.enqueue_message(told, ids, now).await?;
            Ok(())
        })
    }

    /// Puts an address that was shown to be this person's in the place of one they have, and
    /// tells them, all in one transaction: claims of others are dropped, seats that an import
    /// gave to it go over. `false`, and nothing happens, when somebody else has confirmed it,
    /// or the old one is theirs no more.
    pub async fn replace_handle(
        &self,
        person: PersonId,
        old: &Handle,
        new: &Handle,
        told: &NewMessage<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let outcome = transaction!(self, |tx| {
            let replaced = on!(tx, |conn| sqlx::query(REPLACE_HANDLE)
                .bind(person.uuid())
                .bind(old.key())
                .bind(new.kind().code())
                .bind(new.as_str())
                .bind(new.key())
                .bind(now.micros())
                .execute(conn)
                .await
                .map(|done| done.rows_affected()))
            .during("replace handle")?;
            if replaced == 0 {
                return Ok(false);
            }
            tx.confirm_handle(person, new, now).await?;
            tx.enqueue_message(told, ids, now).await?;
            Ok(true)
        });
        match outcome {
            // Two people can show the same address in one moment; the index lets one through.
            Err(error) if error.is_unique_violation() => Ok(false),
            other => other,
        }
    }

    /// Keeps a code together with its message, in one transaction: it takes the
    /// same statements and the same time whether anybody gets the message.
    pub async fn send_code(
        &self,
        code: &NewCode<'_>,
        letter: &Letter<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        transaction!(self, |tx| {
            tx.issue_code(code, now).await?;
            match letter {
                Letter::Sent(message) => tx.enqueue_message(message, ids, now).await.map(drop),
                Letter::Withheld(message) => tx.withhold_message(message, ids, now).await,
            }
        })
    }
}

impl Writer {
    /// Keeps a code; an earlier one for the same purpose, handle and browser stops working.
    pub async fn issue_code(&mut self, code: &NewCode<'_>, now: Instant) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(ISSUE_CODE)
            .bind(code.purpose.code())
            .bind(code.handle.key())
            .bind(code.browser.as_slice())
            .bind(code.person.map(PersonId::uuid))
            .bind(code.hash.as_slice())
            .bind(i64::from(MAX_TRIES))
            .bind(now.micros())
            .bind(code.expires_at.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("issue code")
    }

    /// Tries a code and counts the try, right or wrong. The right one works
    /// once. `Ok(person)` says whose it was. The transaction has to be
    /// committed in every case, or wrong tries cost nothing.
    pub async fn try_code(
        &mut self,
        purpose: CodePurpose,
        handle: &Handle,
        browser: &Hash,
        hash: &Hash,
        now: Instant,
    ) -> Result<Result<PersonId, CodeRefused>, StoreError> {
        let row: Option<TryRow> = on!(self, |conn| sqlx::query_as(TRY_CODE)
            .bind(purpose.code())
            .bind(handle.key())
            .bind(browser.as_slice())
            .fetch_optional(conn)
            .await)
        .during("try code")?;
        let Some(row) = row else {
            return Ok(Err(CodeRefused::Expired));
        };
        if row.expires_at <= now.micros() {
            return Ok(Err(CodeRefused::Expired));
        }
        if row.tries_left < 0 {
            return Ok(Err(CodeRefused::TriedTooOften));
        }
        let right = bool::from(row.code_hash.ct_eq(hash.as_slice()));
        let Some(person) = row.person.filter(|_| right) else {
            return Ok(Err(CodeRefused::Wrong));
        };
        on!(self, |conn| sqlx::query(USE_CODE)
            .bind(purpose.code())
            .bind(handle.key())
            .bind(browser.as_slice())
            .execute(conn)
            .await
            .map(drop))
        .during("use code")?;
        Ok(Ok(PersonId::new(person)))
    }

    /// Forgets codes that are too old, and says how many.
    pub async fn delete_expired_codes(&mut self, now: Instant) -> Result<u64, StoreError> {
        on!(self, |conn| sqlx::query(DELETE_EXPIRED_CODES)
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("delete expired codes")
    }
}

writes! {
    issue_code(code: &NewCode<'_>, now: Instant) -> ();
    try_code(purpose: CodePurpose, handle: &Handle, browser: &Hash, hash: &Hash, now: Instant) -> Result<PersonId, CodeRefused>;
    delete_expired_codes(now: Instant) -> u64;
}
