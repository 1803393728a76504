//! Answering a decision, and reading one's own answer.

use domain::decision::{
    Ballot, Cast, Choice, Decision, FEWEST_BALLOTS, Refused, Seen, Voters, check,
};
use domain::id::{DecisionId, PersonId};
use domain::instant::Instant;
use domain::permission::Denied;
use domain::person::Actor;
use domain::reference::Reference;
use domain::text::Sentence;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use super::DecisionError;
use crate::engine::connection::{on, reads, transaction};
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::statements::sql;
use crate::{Conn, Store, Writer};

sql! {
    // The votes that somebody speaks for: their own, or those of where they are verified,
    // the one they have lived behind longest first. Who came later speaks for nobody, and
    // who spoke for one household does not speak for the next after moving there.
    OWN_BALLOTS = "SELECT e.unit, b.choice, b.reason, b.turn, b.slip, b.answer
        FROM eligible e
        LEFT JOIN open_ballots b ON b.decision = e.decision AND b.unit = e.unit
        WHERE e.decision = $1 AND e.speaks
            AND (e.unit = $2 OR e.unit IN (SELECT household FROM residencies WHERE person = $2 AND ended_at IS NULL AND at <= $3))
            AND ($4 OR NOT EXISTS (SELECT 1 FROM open_ballots x WHERE x.decision = e.decision AND x.person = $2 AND x.unit <> e.unit))
        ORDER BY (SELECT MIN(r.at) FROM residencies r WHERE r.person = $2 AND r.household = e.unit AND r.ended_at IS NULL), e.unit";
    // Only over the answer that was seen.
    PUT_BALLOT = "INSERT INTO open_ballots (decision, unit, person, slip, choice, reason, turn)
        VALUES ($1, $2, $3, $4, $5, $6, 1)
        ON CONFLICT (decision, unit) DO UPDATE SET
            person = excluded.person, slip = excluded.slip, choice = excluded.choice, reason = excluded.reason,
            turn = open_ballots.turn + 1, answer = NULL, answered_by = NULL, answered_at = NULL
        WHERE open_ballots.turn = $7";
    LIST_OPEN_BALLOTS = "SELECT b.choice, e.area
        FROM open_ballots b
        JOIN eligible e ON e.decision = b.decision AND e.unit = b.unit
        WHERE b.decision = $1";
}

/// What somebody answered, for themselves, their household or their flats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnBallot {
    /// What they answered; `None` while they have not.
    pub given: Option<Given>,
    /// How often it was answered.
    pub turns: i64,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// What was chosen.
    pub choice: Choice,
    /// Why.
    pub reason: Option<String>,
    /// What the body says to the objection.
    pub answer: Option<String>,
}

#[derive(FromRow)]
struct OwnRow {
    unit: Uuid,
    choice: Option<Json<Choice>>,
    reason: Option<String>,
    turn: Option<i64>,
    slip: Option<i64>,
    answer: Option<String>,
}

impl OwnRow {
    /// The slip of the objection that stands there, if one does.
    fn objected(&self, decision: &Decision) -> Option<i64> {
        let choice = self.choice.as_ref()?;
        self.slip.filter(|_| decision.is_objection(&choice.0))
    }
}

#[derive(FromRow)]
struct BallotRow {
    choice: Json<Choice>,
    area: i64,
}

/// Whose answer a form changes: one vote, or those of all flats of an owner.
fn spoken_for(decision: &Decision, mut rows: Vec<OwnRow>) -> Vec<OwnRow> {
    match decision.voters {
        Voters::Residents | Voters::Households => rows.truncate(1),
        Voters::Owners => {}
    }
    rows
}

/// How often all of them were answered: any new answer to any of them is another page.
fn turns(rows: &[OwnRow]) -> i64 {
    rows.iter().filter_map(|row| row.turn).sum()
}

impl Conn<'_> {
    async fn own_rows(
        &mut self,
        decision: &Decision,
        person: PersonId,
    ) -> Result<Vec<OwnRow>, StoreError> {
        let since = decision.since().map_or(0, Instant::micros);
        on!(self, |conn| sqlx::query_as(OWN_BALLOTS)
            .bind(decision.id.uuid())
            .bind(person.uuid())
            .bind(since)
            .bind(decision.voters == Voters::Owners)
            .fetch_all(conn)
            .await)
        .during("find own ballots")
    }

    /// What `person` answered so far; `None` for who is not asked. One statement.
    pub async fn own_ballot(
        &mut self,
        decision: &Decision,
        person: PersonId,
    ) -> Result<Option<OwnBallot>, StoreError> {
        let rows = self.own_rows(decision, person).await?;
        let rows = spoken_for(decision, rows);
        let turns = turns(&rows);
        Ok(rows.into_iter().next().map(|row| OwnBallot {
            given: row.choice.map(|choice| Given {
                choice: choice.0,
                reason: row.reason,
                answer: row.answer,
            }),
            turns,
        }))
    }

    /// All answers so far, without whose they are, in no order.
    pub async fn open_ballots(&mut self, decision: DecisionId) -> Result<Vec<Ballot>, StoreError> {
        let rows: Vec<BallotRow> = on!(self, |conn| sqlx::query_as(LIST_OPEN_BALLOTS)
            .bind(decision.uuid())
            .fetch_all(conn)
            .await)
        .during("list open ballots")?;
        let ballot = |row: BallotRow| Ballot {
            choice: row.choice.0,
            area: row.area.unsigned_abs(),
        };
        Ok(rows.into_iter().map(ballot).collect())
    }
}

impl Store {
    /// Keeps an answer, in place of the one before. The very same answer changes nothing,
    /// so that a form that is posted twice is counted once and refused never.
    ///
    /// # Errors
    /// [`DecisionError::NotFound`] for no such decision, [`DecisionError::Refused`] with
    /// the rule's code, or the database's failure.
    pub async fn cast_ballot(
        &self,
        reference: Reference,
        number: i64,
        (cast, seen): (&Cast, Option<Seen>),
        actor: &Actor,
        ids: &Ids,
        now: Instant,
    ) -> Result<Decision, DecisionError> {
        transaction!(self, throws DecisionError, |tx| {
            // The thread first, like whoever leads the decision.
            tx.lock_thread(reference).await?.ok_or(DecisionError::NotFound)?;
            let decision = tx.share_decision(reference, number).await?;
            let decision = decision.ok_or(DecisionError::NotFound)?;
            let person = actor.person().ok_or(Refused::Denied(Denied::SignInRequired))?.id;
            let rows = tx.conn().own_rows(&decision, person).await?;
            let rows = spoken_for(&decision, rows);
            if decision.is_open() && is_given(&decision, &rows, cast) {
                return Ok(decision);
            }
            let turns = turns(&rows);
            let asked = !rows.is_empty();
            let (choice, reason) = check(&decision, cast, actor, asked, (seen, turns), now)?;
            let found = tx.conn().find_decision_with_turnout(reference, number).await?;
            let answered = found.map_or(0, |(_, answered)| answered.unsigned_abs());
            let shows = shows(&decision, &rows, &choice, answered);
            for row in rows {
                if let Some(slip) = row.objected(&decision) {
                    tx.forget_objection(decision.thread, slip).await?;
                }
                tx.put_ballot(decision.id, &row, person, (&choice, reason.as_ref()), ids).await?;
            }
            if shows {
                tx.raise_pulse(decision.thread).await?;
            }
            Ok(decision)
        })
    }
}

/// Whether all of it stands there already.
fn is_given(decision: &Decision, rows: &[OwnRow], cast: &Cast) -> bool {
    let Some(choice) = &cast.choice else {
        return false;
    };
    // What no reason belongs to is kept without the one that was typed.
    let reason = cast.reason.as_ref().map(Sentence::as_str);
    let reason = reason.filter(|_| decision.keeps_reason(choice));
    let same = |row: &OwnRow| {
        row.choice.as_ref().is_some_and(|own| own.0 == *choice) && row.reason.as_deref() == reason
    };
    !rows.is_empty() && rows.iter().all(same)
}

/// Whether others see anything of this answer: the number of answers as it is told, how they
/// stand, or an objection. A pulse that rose with every answer would count them one by one.
fn shows(decision: &Decision, rows: &[OwnRow], choice: &Choice, answered: u64) -> bool {
    let new = rows.iter().filter(|row| row.choice.is_none()).count();
    let after = answered.saturating_add(u64::try_from(new).unwrap_or(u64::MAX));
    let objected = |row: &OwnRow| row.objected(decision).is_some();
    let stands = decision.shows_along() && after >= FEWEST_BALLOTS;
    stands
        || decision.told_turnout(answered) != decision.told_turnout(after)
        || decision.is_objection(choice)
        || rows.iter().any(objected)
}

impl Writer {
    async fn put_ballot(
        &mut self,
        decision: DecisionId,
        row: &OwnRow,
        person: PersonId,
        (choice, reason): (&Choice, Option<&Sentence>),
        ids: &Ids,
    ) -> Result<(), DecisionError> {
        // The random half of an id, never its time; 53 bits, as every reader can count.
        let slip = i64::try_from(ids.uuid().as_u64_pair().1 & ((1 << 53) - 1)).expect("53 bits");
        let put = on!(self, |conn| sqlx::query(PUT_BALLOT)
            .bind(decision.uuid())
            .bind(row.unit)
            .bind(person.uuid())
            .bind(slip)
            .bind(Json(choice))
            .bind(reason.map(Sentence::as_str))
            .bind(row.turn.unwrap_or(0))
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("put ballot")?;
        if put == 0 {
            return Err(Refused::BallotStale.into());
        }
        Ok(())
    }
}

reads! {
    own_ballot(decision: &Decision, person: PersonId) -> Option<OwnBallot>;
    open_ballots(decision: DecisionId) -> Vec<Ballot>;
}
