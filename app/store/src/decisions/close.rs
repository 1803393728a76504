//! Closing: the ballots go to where they stay, without who gave them.

use domain::case::Rule;
use domain::decision::{Choice, Decision};
use domain::id::DecisionId;
use sqlx::types::Json;

use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::statements::sql;
use crate::{Conn, Writer};

sql! {
    // Names stay only where they are shown: from ten ballots on, where that was announced,
    // and never those of owners, whose answer names a flat. A slip is drawn at random with every answer, so this order tells nothing.
    // A reason that is out of sight is not published: the rule stands in its place.
    KEEP_BALLOTS = "INSERT INTO ballots (decision, position, choice, reason, removed_rule, answer, person)
        SELECT b.decision, ROW_NUMBER() OVER (ORDER BY b.slip), b.choice, CASE WHEN r.rule IS NULL THEN b.reason END, r.rule, b.answer,
            CASE WHEN $2 AND (SELECT COUNT(*) FROM open_ballots WHERE decision = $1) >= 10 THEN b.person END
        FROM open_ballots b
        LEFT JOIN removals r ON r.thread = $3 AND r.kind = 'objection' AND r.number = b.slip AND r.restored = 0
        WHERE b.decision = $1
        ORDER BY b.slip";
    DELETE_OPEN_BALLOTS = "DELETE FROM open_ballots WHERE decision = $1";
    DELETE_ELIGIBLE = "DELETE FROM eligible WHERE decision = $1";
    LIST_CHOICES = "SELECT choice FROM ballots WHERE decision = $1 ORDER BY position";
}

/// A ballot of a closed decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What was chosen.
    pub choice: Choice,
    /// Why.
    pub reason: Option<String>,
    /// By which rule that was removed before it was published, if it was.
    pub removed: Option<Rule>,
    /// What the body said to an objection.
    pub answer: Option<String>,
    /// The name of who gave it, where names are shown.
    pub name: Option<String>,
}

impl Writer {
    /// Moves the ballots of a decision that closes, and forgets whose they were.
    pub(super) async fn keep_ballots(&mut self, decision: &Decision) -> Result<(), StoreError> {
        let id = decision.id.uuid();
        on!(self, |conn| sqlx::query(KEEP_BALLOTS)
            .bind(id)
            .bind(decision.shows_names())
            .bind(decision.thread.uuid())
            .execute(conn)
            .await
            .map(drop))
        .during("keep ballots")?;
        // While their slips are known.
        self.forget_objections(decision).await?;
        for sql in [DELETE_OPEN_BALLOTS, DELETE_ELIGIBLE] {
            on!(self, |conn| sqlx::query(sql)
                .bind(id)
                .execute(conn)
                .await
                .map(drop))
            .during("forget whose ballots they were")?;
        }
        self.forget_telling(decision).await
    }
}

impl Conn<'_> {
    /// What all ballots of a closed decision chose, to be published: no reasons.
    pub async fn list_choices(&mut self, decision: DecisionId) -> Result<Vec<Choice>, StoreError> {
        let rows: Vec<Json<Choice>> = on!(self, |conn| sqlx::query_scalar(LIST_CHOICES)
            .bind(decision.uuid())
            .fetch_all(conn)
            .await)
        .during("list choices")?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }
}

reads! {
    list_choices(decision: DecisionId) -> Vec<Choice>;
}
