//! Signing up with an address that may be somebody's already.
//!
//! The same statements run in both cases, so that neither the answer nor its
//! time tells which it was. Whoever claims an address that is taken gets a row
//! without an address and a password: nobody can sign in as it, but it can
//! stand for the author of a danger that must not wait.

use domain::id::PlaceId;
use domain::instant::Instant;

use super::{INSERT_PERSON, NewAccount};
use crate::Writer;
use crate::engine::connection::{on, writes};
use crate::error::{During as _, StoreError};
use crate::statements::sql;

sql! {
    CLAIM_FREE_HANDLE = "INSERT INTO handles (person, kind, address, folded, confirmed_at, created_at)
        SELECT $1, $2, $3, $4, NULL, $5
        WHERE NOT EXISTS (SELECT 1 FROM handles WHERE folded = $4 AND confirmed_at IS NOT NULL)";
    SET_PASSWORD_OF_CLAIM = "INSERT INTO passwords (person, phc, set_at)
        SELECT $1, $2, $3
        WHERE EXISTS (SELECT 1 FROM handles WHERE person = $1)";
}

impl Writer {
    /// Makes an account that claims its address. `false` when somebody has
    /// confirmed this address as theirs: then the person is a guest, with
    /// neither address nor password.
    pub async fn sign_up(
        &mut self,
        account: &NewAccount<'_>,
        now: Instant,
    ) -> Result<bool, StoreError> {
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
        let claimed = on!(self, |conn| sqlx::query(CLAIM_FREE_HANDLE)
            .bind(account.id.uuid())
            .bind(account.handle.kind().code())
            .bind(account.handle.as_str())
            .bind(account.handle.key())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("claim a free handle")?;
        if let Some(phc) = account.phc {
            on!(self, |conn| sqlx::query(SET_PASSWORD_OF_CLAIM)
                .bind(account.id.uuid())
                .bind(phc)
                .bind(now.micros())
                .execute(conn)
                .await
                .map(drop))
            .during("set the password of a claim")?;
        }
        Ok(claimed == 1)
    }
}

writes! {
    sign_up(account: &NewAccount<'_>, now: Instant) -> bool;
}
