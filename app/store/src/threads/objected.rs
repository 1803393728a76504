//! Objections to an open decision, as far as moderation goes: how each stands, and that
//! nothing of it stays once it is gone. Who objected is told to nobody.

use domain::decision::{Choice, Decision};
use domain::id::{PersonId, ThreadId};
use domain::thread::ThreadNotice;
use domain::thread::moderate::Said;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use super::flags::{Flagged, FlaggedRow};
use super::kept::{Kept, KeptRow};
use super::removals::{Removal, RemovalRow};
use super::tell::cause;
use crate::decisions::Objection;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::statements::sql;
use crate::{Conn, Writer};

/// More objections than anybody reads on one page.
const MOST: i64 = 300;

/// `$1` is the decision, `$2` its thread.
macro_rules! objected {
    ($rest:literal) => {
        concat!(
            "SELECT b.slip, b.person, b.choice, b.reason AS words, b.answer AS reply,
            r.rule, r.reason, r.by_person, r.by_body, r.appeal_judge, r.appeal, r.answer, r.answered_at, r.restored,
            g.waits, g.judge, g.about, g.households, g.hidden_at, g.kept_at, g.kept_words, g.kept_body
        FROM open_ballots b
        LEFT JOIN removals r ON r.thread = $2 AND r.kind = 'objection' AND r.number = b.slip
        LEFT JOIN flagged g ON g.thread = $2 AND g.kind = 'objection' AND g.number = b.slip
        WHERE b.decision = $1 AND b.reason IS NOT NULL
        ", $rest
        )
    };
}

sql! {
    // In the order of their slips, which tells nothing of who or when.
    LIST_OBJECTED = objected!("ORDER BY b.slip LIMIT $3");
    FIND_OBJECTED = objected!("AND b.slip = $3");
    FIND_ASKED = "SELECT d.state
        FROM open_ballots b
        JOIN decisions d ON d.id = b.decision
        WHERE b.slip = $2 AND d.thread = $1";
    LIST_MODERATED_SLIPS = "SELECT b.slip
        FROM open_ballots b
        WHERE b.decision = $1
            AND (EXISTS (SELECT 1 FROM flagged g WHERE g.thread = $2 AND g.kind = 'objection' AND g.number = b.slip)
                OR EXISTS (SELECT 1 FROM removals r WHERE r.thread = $2 AND r.kind = 'objection' AND r.number = b.slip))
        ORDER BY b.slip";
    IS_MODERATED = "SELECT (SELECT COUNT(*) FROM flagged WHERE thread = $1 AND kind = 'objection' AND number = $2)
            + (SELECT COUNT(*) FROM removals WHERE thread = $1 AND kind = 'objection' AND number = $2) > 0";
    // The public counts go on to tell how many there were.
    NOTE_FLAGS = "INSERT INTO moderated (thread, what, at)
        SELECT thread, 'flagged', at
        FROM flags
        WHERE thread = $1 AND kind = 'objection' AND number = $2";
    DELETE_FLAGS = "DELETE FROM flags WHERE thread = $1 AND kind = 'objection' AND number = $2";
    DELETE_FLAGGED = "DELETE FROM flagged WHERE thread = $1 AND kind = 'objection' AND number = $2";
    DELETE_REMOVAL = "DELETE FROM removals WHERE thread = $1 AND kind = 'objection' AND number = $2";
}

/// An objection with how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objected {
    /// What everybody reads, unless it is out of sight.
    pub objection: Objection,
    /// To which decision of the thread.
    pub decision: i64,
    /// Who objected; told to nobody.
    pub author: PersonId,
    /// That it was taken out of sight, if it was.
    pub removal: Option<Removal>,
    /// How neighbours flag it, if anybody ever did.
    pub flagged: Option<Flagged>,
    /// That somebody let it stand, if anybody did.
    pub kept: Option<Kept>,
}

#[derive(FromRow)]
struct ObjectedRow {
    slip: i64,
    person: Uuid,
    choice: Json<Choice>,
    words: String,
    reply: Option<String>,
    #[sqlx(flatten)]
    removal: RemovalRow,
    #[sqlx(flatten)]
    flagged: FlaggedRow,
    #[sqlx(flatten)]
    kept: KeptRow,
}

impl ObjectedRow {
    /// The objection, where what was chosen is one.
    fn objected(self, decision: &Decision) -> Option<Objected> {
        decision.is_objection(&self.choice.0).then(|| Objected {
            objection: Objection {
                slip: self.slip,
                reason: self.words,
                answer: self.reply,
            },
            decision: decision.number,
            author: PersonId::new(self.person),
            removal: self.removal.removal(),
            flagged: self.flagged.flagged(),
            kept: self.kept.kept(),
        })
    }
}

impl Conn<'_> {
    /// The objections to an open decision, those out of sight too, in random order.
    pub async fn list_objected(
        &mut self,
        decision: &Decision,
    ) -> Result<Vec<Objected>, StoreError> {
        let rows: Vec<ObjectedRow> = on!(self, |conn| sqlx::query_as(LIST_OBJECTED)
            .bind(decision.id.uuid())
            .bind(decision.thread.uuid())
            .bind(MOST)
            .fetch_all(conn)
            .await)
        .during("list objections with how they stand")?;
        let objected = rows.into_iter().filter_map(|row| row.objected(decision));
        Ok(objected.collect())
    }

    /// The objection with this slip to an open decision of the thread: two statements.
    pub async fn find_objected(
        &mut self,
        thread: ThreadId,
        slip: i64,
    ) -> Result<Option<Objected>, StoreError> {
        let state: Option<Json<Decision>> = on!(self, |conn| sqlx::query_scalar(FIND_ASKED)
            .bind(thread.uuid())
            .bind(slip)
            .fetch_optional(conn)
            .await)
        .during("find the decision of an objection")?;
        let Some(Json(decision)) = state else {
            return Ok(None);
        };
        let row: Option<ObjectedRow> = on!(self, |conn| sqlx::query_as(FIND_OBJECTED)
            .bind(decision.id.uuid())
            .bind(thread.uuid())
            .bind(slip)
            .fetch_optional(conn)
            .await)
        .during("find objection")?;
        Ok(row.and_then(|row| row.objected(&decision)))
    }
}

impl Writer {
    /// Forgets who flagged the objections of a decision that closes, what was decided
    /// about them, and who was told: their slips are the last that leads to who objected.
    pub(crate) async fn forget_objections(
        &mut self,
        decision: &Decision,
    ) -> Result<(), StoreError> {
        let slips: Vec<i64> = on!(self, |conn| sqlx::query_scalar(LIST_MODERATED_SLIPS)
            .bind(decision.id.uuid())
            .bind(decision.thread.uuid())
            .fetch_all(conn)
            .await)
        .during("list moderated objections")?;
        for slip in slips {
            self.forget_slip(decision.thread, slip).await?;
        }
        Ok(())
    }

    /// The same for one that is changed: what it says now nobody has flagged.
    pub(crate) async fn forget_objection(
        &mut self,
        thread: ThreadId,
        slip: i64,
    ) -> Result<(), StoreError> {
        let moderated: bool = on!(self, |conn| sqlx::query_scalar(IS_MODERATED)
            .bind(thread.uuid())
            .bind(slip)
            .fetch_one(conn)
            .await)
        .during("look whether an objection was moderated")?;
        if moderated {
            self.forget_slip(thread, slip).await?;
        }
        Ok(())
    }

    async fn forget_slip(&mut self, thread: ThreadId, slip: i64) -> Result<(), StoreError> {
        for sql in [NOTE_FLAGS, DELETE_FLAGS, DELETE_FLAGGED, DELETE_REMOVAL] {
            on!(self, |conn| sqlx::query(sql)
                .bind(thread.uuid())
                .bind(slip)
                .execute(conn)
                .await
                .map(drop))
            .during("forget what was done about an objection")?;
        }
        for notice in ThreadNotice::OF_SAID {
            let start = cause(notice, (thread, Said::Objection, slip), "");
            self.delete_notices_of(&start).await?;
        }
        Ok(())
    }
}

reads! {
    list_objected(decision: &Decision) -> Vec<Objected>;
    find_objected(thread: ThreadId, slip: i64) -> Option<Objected>;
}
