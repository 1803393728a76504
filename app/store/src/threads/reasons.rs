//! The ballots of a closed decision with their reasons, as far as moderation goes: how each
//! stands. Who gave one nobody knows, but where names were announced.

use domain::case::Rule;
use domain::decision::{Choice, Decision};
use domain::id::{PersonId, ThreadId};
use domain::thread::moderate::{REASONS_EACH, ballot_of_reason, reason_number};
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use super::flags::{Flagged, FlaggedRow};
use super::kept::{Kept, KeptRow};
use super::removals::{Removal, RemovalRow};
use crate::Conn;
use crate::decisions;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::statements::sql;

/// More ballots than anybody reads on one page.
const MOST: i64 = 2_000;

/// `$2` is [`REASONS_EACH`].
macro_rules! reasoned {
    ($more:literal, $rest:literal) => {
        concat!(
            "SELECT ", $more, "b.position, b.choice, b.reason AS words, b.removed_rule, b.answer AS reply, b.person, p.name,
            r.rule, r.reason, r.by_person, r.by_body, r.appeal_judge, r.appeal, r.answer, r.answered_at, r.restored,
            g.waits, g.judge, g.about, g.households, g.hidden_at, g.kept_at, g.kept_words, g.kept_body
        FROM ballots b
        JOIN decisions d ON d.id = b.decision
        LEFT JOIN people p ON p.id = b.person
        LEFT JOIN removals r ON r.thread = d.thread AND r.kind = 'reason' AND r.number = d.number * $2 + b.position
        LEFT JOIN flagged g ON g.thread = d.thread AND g.kind = 'reason' AND g.number = d.number * $2 + b.position
        ", $rest
        )
    };
}

sql! {
    LIST_REASONED = reasoned!("", "WHERE b.decision = $1 ORDER BY b.position LIMIT $3");
    FIND_REASONED = reasoned!("d.state, ", "WHERE d.thread = $1 AND d.number = $3 AND b.position = $4 AND b.reason IS NOT NULL");
}

/// A ballot of a closed decision, with how its reason stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reasoned {
    /// What everybody reads, unless its reason is out of sight.
    pub ballot: decisions::Kept,
    /// Of which decision of the thread.
    pub decision: i64,
    /// By which number its reason is known in the thread; none where it has no reason.
    pub number: Option<i64>,
    /// Who gave it, where names are shown.
    pub author: Option<PersonId>,
    /// That the reason was taken out of sight since it was published, if it was.
    pub removal: Option<Removal>,
    /// How neighbours flag it, if anybody ever did.
    pub flagged: Option<Flagged>,
    /// That somebody let it stand, if anybody did.
    pub kept: Option<Kept>,
}

#[derive(FromRow)]
struct ReasonedRow {
    position: i64,
    choice: Json<Choice>,
    words: Option<String>,
    removed_rule: Option<String>,
    reply: Option<String>,
    person: Option<Uuid>,
    name: Option<String>,
    #[sqlx(flatten)]
    removal: RemovalRow,
    #[sqlx(flatten)]
    flagged: FlaggedRow,
    #[sqlx(flatten)]
    kept: KeptRow,
}

#[derive(FromRow)]
struct FoundRow {
    state: Json<Decision>,
    #[sqlx(flatten)]
    reasoned: ReasonedRow,
}

impl ReasonedRow {
    fn reasoned(self, decision: i64) -> Reasoned {
        let number = reason_number(decision, self.position).filter(|_| self.words.is_some());
        let removed = self.removed_rule.as_deref().and_then(Rule::from_code);
        Reasoned {
            ballot: decisions::Kept {
                choice: self.choice.0,
                reason: self.words,
                removed,
                answer: self.reply,
                name: self.name,
            },
            decision,
            number,
            author: self.person.map(PersonId::new),
            removal: self.removal.removal(),
            flagged: self.flagged.flagged(),
            kept: self.kept.kept(),
        }
    }
}

impl Conn<'_> {
    /// The ballots of a closed decision in their random order, so many as a page shows; also
    /// those whose reason is out of sight.
    pub async fn list_reasoned(
        &mut self,
        decision: &Decision,
    ) -> Result<Vec<Reasoned>, StoreError> {
        let rows: Vec<ReasonedRow> = on!(self, |conn| sqlx::query_as(LIST_REASONED)
            .bind(decision.id.uuid())
            .bind(REASONS_EACH)
            .bind(MOST)
            .fetch_all(conn)
            .await)
        .during("list ballots")?;
        let reasoned = |row: ReasonedRow| row.reasoned(decision.number);
        Ok(rows.into_iter().map(reasoned).collect())
    }

    /// The ballot whose reason is known by this number in the thread, where reasons are
    /// published: one statement.
    pub async fn find_reasoned(
        &mut self,
        thread: ThreadId,
        number: i64,
    ) -> Result<Option<Reasoned>, StoreError> {
        let Some((decision, position)) = ballot_of_reason(number) else {
            return Ok(None);
        };
        let row: Option<FoundRow> = on!(self, |conn| sqlx::query_as(FIND_REASONED)
            .bind(thread.uuid())
            .bind(REASONS_EACH)
            .bind(decision)
            .bind(position)
            .fetch_optional(conn)
            .await)
        .during("find the reason of a ballot")?;
        let published = row.filter(|row| row.state.0.publishes_reasons());
        Ok(published.map(|row| row.reasoned.reasoned(decision)))
    }
}

reads! {
    list_reasoned(decision: &Decision) -> Vec<Reasoned>;
    find_reasoned(thread: ThreadId, number: i64) -> Option<Reasoned>;
}
