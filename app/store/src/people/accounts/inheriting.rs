//! An import makes accounts before their owners come: with seats, without a password. Who
//! shows that the address is theirs takes these over, however they came to Linli: nobody
//! has to know that somebody wrote them into a table, and no stranger who claimed the
//! address in between can have the seats lost.

use domain::handle::Handle;
use domain::id::PersonId;
use domain::instant::Instant;
use domain::person::Person;
use sqlx::types::Uuid;

use crate::Writer;
use crate::engine::connection::on;
use crate::error::{During as _, StoreError};
use crate::statements::sql;

sql! {
    /// The claims of others that an import has made: everybody who signs up chooses a password.
    LIST_IMPORTED_CLAIMS = "SELECT h.person
        FROM handles h
        WHERE h.folded = $2 AND h.person <> $1 AND h.confirmed_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM passwords w WHERE w.person = h.person)
        ORDER BY h.created_at, h.person";
    END_STEWARDSHIP = "UPDATE people SET steward = FALSE, changed_at = $2 WHERE id = $1";
}

impl Writer {
    /// Gives a person the seats and the stewardship of imported accounts with this address,
    /// which these lose.
    pub(super) async fn inherit(
        &mut self,
        person: PersonId,
        handle: &Handle,
        now: Instant,
    ) -> Result<(), StoreError> {
        let imported: Vec<Uuid> = on!(self, |conn| sqlx::query_scalar(LIST_IMPORTED_CLAIMS)
            .bind(person.uuid())
            .bind(handle.key())
            .fetch_all(conn)
            .await)
        .during("list imported claims")?;
        for from in imported.into_iter().map(PersonId::new) {
            let heir = self.conn().find_person(person).await?;
            let from = self.conn().find_person(from).await?;
            if let (Some(heir), Some(from)) = (heir, from) {
                self.inherit_from(&heir, &from, now).await?;
            }
        }
        Ok(())
    }

    /// What is new comes first, so that no body is without members in between.
    async fn inherit_from(
        &mut self,
        heir: &Person,
        from: &Person,
        now: Instant,
    ) -> Result<(), StoreError> {
        for office in &from.offices {
            if heir.office_in(office.body).is_none() {
                self.appoint(office.body, heir.id, office.role, now).await?;
            }
            self.dismiss(office.body, from.id, now).await?;
        }
        for place in &from.moderates {
            self.make_moderator(*place, heir.id, now).await?;
            self.end_moderator(*place, from.id, now).await?;
        }
        if from.steward {
            self.make_steward(heir.id, now).await?;
            on!(self, |conn| sqlx::query(END_STEWARDSHIP)
                .bind(from.id.uuid())
                .bind(now.micros())
                .execute(conn)
                .await
                .map(drop))
            .during("end a stewardship")?;
        }
        Ok(())
    }
}
