//! What waits for moderators, for the one inbox of a body: what neighbours flagged, and
//! appeals. Who flagged leaves this module as counts only.

use std::collections::{BTreeMap, BTreeSet};

use domain::case::Rule;
use domain::id::{BodyId, PersonId};
use domain::thread::Thread;
use domain::thread::moderate::{REASONS_EACH, Said};
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use super::corrections::Earlier;
use super::find::shown;
use super::flags::{Flagged, FlaggedRow};
use super::removals::{Removal, RemovalRow};
use crate::Conn;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::row::hex;
use crate::statements::sql;

/// `$1` are the bodies, `$2` is 1 for a steward, `$3` is the most parts: however many flags
/// lie on one, it takes the place of one. `$4` is [`REASONS_EACH`].
macro_rules! waiting {
    ($bodies:literal) => {
        concat!(
            "SELECT t.state, w.kind, w.number, COALESCE(d.number, e.number) AS decision,
            COALESCE(p.author, s.author, o.person, b.person) AS author,
            COALESCE(p.words, s.words, o.reason, b.reason) AS words, p.first_html,
            g.waits, g.judge, g.about, g.households, g.hidden_at, g.kept_at,
            f.rule AS flag_rule, f.words AS flag_words, COALESCE(f.household, f.person) AS flag_by,
            r.rule, r.reason, r.by_person, r.by_body, r.appeal_judge, r.appeal, r.answer, r.answered_at, r.restored
        FROM (
            SELECT q.thread, q.kind, q.number, q.since
            FROM (
                SELECT thread, kind, number, waits_since AS since FROM flagged
                WHERE waits AND (judge IN (", $bodies, ") OR ($2 = 1 AND judge IS NULL))
                UNION ALL
                SELECT thread, kind, number, appealed_at FROM removals
                WHERE appealed_at IS NOT NULL AND answered_at IS NULL
                    AND (appeal_judge IN (", $bodies, ") OR ($2 = 1 AND appeal_judge IS NULL))
            ) q
            JOIN threads t ON t.id = q.thread
            WHERE ", shown!(), "
            ORDER BY q.since, t.reference, q.kind, q.number
            LIMIT $3
        ) w
        JOIN threads t ON t.id = w.thread
        LEFT JOIN posts p ON w.kind = 'post' AND p.thread = w.thread AND p.number = w.number
        LEFT JOIN statements s ON w.kind = 'statement' AND s.thread = w.thread AND s.number = w.number
        LEFT JOIN open_ballots o ON w.kind = 'objection' AND o.slip = w.number
        LEFT JOIN decisions d ON d.id = o.decision
        LEFT JOIN decisions e ON w.kind = 'reason' AND e.thread = w.thread AND e.number = w.number / $4
        LEFT JOIN ballots b ON b.decision = e.id AND b.position = w.number % $4
        LEFT JOIN removals r ON r.thread = w.thread AND r.kind = w.kind AND r.number = w.number
        LEFT JOIN flagged g ON g.thread = w.thread AND g.kind = w.kind AND g.number = w.number
        LEFT JOIN flags f ON (r.thread IS NULL OR r.restored = 1) AND f.thread = w.thread AND f.kind = w.kind AND f.number = w.number
            AND f.at > COALESCE(g.kept_at, 0) AND f.at > COALESCE(r.answered_at, 0)
        WHERE COALESCE(p.words, s.words, o.reason, b.reason) IS NOT NULL
        ORDER BY w.since, t.reference, w.kind, w.number"
        )
    };
}

sql! {
    LIST_WAITING_SQLITE = waiting!("SELECT unhex(value) FROM json_each($1)");
    LIST_WAITING_POSTGRES = waiting!("SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1)");
}

/// Something that moderators have to look at.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The thread.
    pub thread: Thread,
    /// A post, a statement, an objection or a published reason.
    pub said: Said,
    /// Which.
    pub number: i64,
    /// To which decision it belongs, of objections and published reasons.
    pub decision: Option<i64>,
    /// Who said it; of an objection told to nobody, of most reasons known to nobody.
    pub author: Option<PersonId>,
    /// What they said.
    pub words: String,
    /// What it said when somebody flagged it, as HTML, where its author changed that at once.
    pub as_flagged: Option<String>,
    /// How the flags stand.
    pub flagged: Option<Flagged>,
    /// Each rule that is named, with how many households or accounts name it.
    pub reasons: Vec<(Rule, usize)>,
    /// What those who flagged it wrote, in no order that tells who.
    pub notes: Vec<String>,
    /// The removal against which somebody appealed.
    pub removal: Option<Removal>,
}

#[derive(FromRow)]
struct WaitingRow {
    state: Json<Thread>,
    kind: String,
    number: i64,
    decision: Option<i64>,
    author: Option<Uuid>,
    words: String,
    first_html: Option<String>,
    #[sqlx(flatten)]
    flagged: FlaggedRow,
    flag_rule: Option<String>,
    flag_words: Option<String>,
    flag_by: Option<Uuid>,
    #[sqlx(flatten)]
    removal: RemovalRow,
}

impl Conn<'_> {
    /// What waits for any of these bodies, and for a steward, the longest waiting
    /// first; at most `limit` flags and appeals.
    pub async fn list_waiting(
        &mut self,
        bodies: &[BodyId],
        steward: bool,
        limit: i64,
    ) -> Result<Vec<Waiting>, StoreError> {
        let bodies: Vec<String> = bodies.iter().map(|body| hex(body.uuid())).collect();
        let rows: Vec<WaitingRow> = on!(
            self,
            LIST_WAITING_SQLITE | LIST_WAITING_POSTGRES,
            |conn, sql| sqlx::query_as(sql)
                .bind(Json(&bodies))
                .bind(i64::from(steward))
                .bind(limit)
                .bind(REASONS_EACH)
                .fetch_all(conn)
                .await
        )
        .during("list what waits")?;
        Ok(gathered(rows))
    }
}

/// One entry of what were as many rows as there are flags on it.
fn gathered(rows: Vec<WaitingRow>) -> Vec<Waiting> {
    let mut all: Vec<(Waiting, BTreeMap<Rule, BTreeSet<Uuid>>)> = Vec::new();
    for row in rows {
        let Some(said) = Said::from_code(&row.kind) else {
            continue;
        };
        let same = all.last().is_some_and(|(last, _)| {
            last.thread.id == row.state.id && last.said == said && last.number == row.number
        });
        if !same {
            // What an appeal put back is flagged anew, and never hidden again.
            let removal = row.removal.removal();
            let restored = removal.as_ref().is_some_and(|removal| removal.restored);
            let waiting = Waiting {
                thread: row.state.0,
                said,
                number: row.number,
                decision: row.decision,
                author: row.author.map(PersonId::new),
                words: row.words,
                as_flagged: Earlier::read(row.first_html).flagged,
                flagged: row
                    .flagged
                    .flagged()
                    .map(|flagged| flagged.kept_if(restored)),
                reasons: Vec::new(),
                notes: Vec::new(),
                removal: removal.filter(|removal| !removal.restored),
            };
            all.push((waiting, BTreeMap::new()));
        }
        let Some((waiting, reasons)) = all.last_mut() else {
            continue;
        };
        if let Some(rule) = row.flag_rule.as_deref().and_then(Rule::from_code) {
            reasons.entry(rule).or_default().extend(row.flag_by);
        }
        waiting.notes.extend(row.flag_words);
    }
    let count = |(mut waiting, reasons): (Waiting, BTreeMap<Rule, BTreeSet<Uuid>>)| {
        waiting.reasons = reasons
            .into_iter()
            .map(|(rule, by)| (rule, by.len()))
            .collect();
        waiting.notes.sort_unstable();
        waiting
    };
    all.into_iter().map(count).collect()
}

reads! {
    list_waiting(bodies: &[BodyId], steward: bool, limit: i64) -> Vec<Waiting>;
}
