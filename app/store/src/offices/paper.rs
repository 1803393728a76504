//! Offices that nobody signs in to: served by printed letter until somebody does.
//! Not what is done but that somebody is here counts, so that an office with
//! nothing to do stays one that reads.

use domain::id::PersonId;
use domain::instant::Instant;

use crate::Writer;
use crate::engine::connection::{on, writes};
use crate::error::{During as _, StoreError};
use crate::statements::sql;

/// After how many days without anybody an office is served by letter.
const DAYS: i64 = 30;

sql! {
    // Counting begins when a body is first looked at: what was before is not known.
    // The greater of the two, by CASE: engines name that function differently.
    COUNT_SEEN = "UPDATE bodies
        SET seen_at = CASE WHEN COALESCE(bodies.seen_at, $1) < COALESCE(t.seen, 0)
            THEN t.seen
            ELSE COALESCE(bodies.seen_at, $1) END
        FROM (SELECT b.id, MAX(s.last_seen_at) AS seen
            FROM bodies b
            LEFT JOIN members m ON m.body = b.id AND m.until IS NULL
            LEFT JOIN sessions s ON s.person = m.person
            GROUP BY b.id) AS t
        WHERE bodies.id = t.id AND (bodies.seen_at IS NULL OR bodies.seen_at < t.seen)";
    MARK_ON_PAPER = "UPDATE bodies
        SET on_paper = NOT on_paper, changed_at = $2
        WHERE on_paper <> (kind <> 'self-governance' AND COALESCE(seen_at, $2) <= $1
            AND NOT EXISTS (SELECT 1 FROM connections c WHERE c.body = bodies.id AND c.in_service))";
    TAKE_OFF_PAPER = "UPDATE bodies
        SET on_paper = FALSE, changed_at = $2
        WHERE on_paper AND id IN (SELECT m.body FROM members m WHERE m.person = $1 AND m.until IS NULL)";
    SEE_BODIES = "UPDATE bodies
        SET seen_at = $2
        WHERE COALESCE(seen_at, 0) < $2
            AND id IN (SELECT m.body FROM members m WHERE m.person = $1 AND m.until IS NULL)";
}

impl Writer {
    /// Finds the offices that nobody signed in to for thirty days and that no
    /// system of their own is connected to, and those that read again; gives how
    /// many changed.
    pub async fn tend_paper(&mut self, now: Instant) -> Result<u64, StoreError> {
        on!(self, |conn| sqlx::query(COUNT_SEEN)
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("count when bodies were seen")?;
        let changed = on!(self, |conn| sqlx::query(MARK_ON_PAPER)
            .bind(now.plus_days(-DAYS).micros())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("mark bodies on paper")?;
        if changed > 0 {
            self.bump_rulebook().await?;
        }
        Ok(changed)
    }

    /// Somebody signed in: the bodies in which they have a seat read again.
    pub async fn note_signed_in(
        &mut self,
        person: PersonId,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(SEE_BODIES)
            .bind(person.uuid())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("see bodies")?;
        let changed = on!(self, |conn| sqlx::query(TAKE_OFF_PAPER)
            .bind(person.uuid())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("take bodies off paper")?;
        if changed > 0 {
            self.bump_rulebook().await?;
        }
        Ok(())
    }
}

writes! {
    tend_paper(now: Instant) -> u64;
    note_signed_in(person: PersonId, now: Instant) -> ();
}
