//! Carrying out a command: load, ask the domain, write, commit.

use std::sync::Arc;

use domain::body::Body;
use domain::case::hand::asking;
use domain::case::{
    Case, Command, Decided, Event, Order, Part, Proposal, Recorded, Refused, Stage, Surroundings,
    ToldOfReport, decide,
};
use domain::household::Households;
use domain::id::{BodyId, CaseId, PersonId};
use domain::instant::Instant;
use domain::notice::NoticeKind;
use domain::office::Template;
use domain::person::Actor;
use domain::reference::Reference;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use super::{ActError, Acted, Key, PURPOSE_ACT};
use crate::engine::connection::{on, transaction};
use crate::error::{During as _, StoreError};
use crate::idempotency::Once;
use crate::ids::Ids;
use crate::row::instant;
use crate::rulebook::Rulebook;
use crate::statements::sql;
use crate::{Conn, Store, Writer};

sql! {
    // PostgreSQL locks the row, so that two commands on one case queue; SQLite has one writer anyway.
    LOCK_CASE_SQLITE = "SELECT state FROM cases WHERE reference = $1";
    LOCK_CASE_POSTGRES = "SELECT state FROM cases WHERE reference = $1 FOR UPDATE";
    SEATS_OF_BODY = "SELECT person FROM members WHERE body = $1 AND until IS NULL";
    TOLD_OF_REPORT = "SELECT person, MIN(delivered_at) AS told_at
        FROM notices
        WHERE case_id = $1 AND created_at >= $2 AND kind IN ($3, $4) AND channel <> 'in-app' AND person IS NOT NULL
        GROUP BY person";
}

/// What a decision rests on, loaded inside the transaction.
struct Loaded {
    book: Arc<Rulebook>,
    bodies: Vec<Body>,
    holder: Body,
    holder_members: Vec<PersonId>,
    households: Households,
    other: Option<Case>,
    event: Option<Recorded>,
    told: Vec<ToldOfReport>,
    templates: Vec<Template>,
}

#[derive(FromRow)]
struct ToldRow {
    person: Uuid,
    told_at: Option<i64>,
}

impl Store {
    /// Whether this form of a command was posted before and carried out.
    pub async fn acted_before(&self, once: &Once<'_>) -> Result<bool, StoreError> {
        self.reader()
            .await?
            .conn()
            .has_once(PURPOSE_ACT, once)
            .await
    }

    /// Carries out a command on a case. Posting the same form again (the same
    /// `once`) does nothing and answers like the first time.
    ///
    /// # Errors
    /// [`ActError::NotFound`] for no such case and for one the actor may not
    /// see, [`ActError::Refused`] with the rule's code, or the database's failure.
    pub async fn act(
        &self,
        reference: Reference,
        order: &Order,
        actor: &Actor,
        once: Key<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Result<Acted, ActError> {
        transaction!(self, throws ActError, |tx| {
            let case = tx.lock_case(reference).await?.ok_or(ActError::NotFound)?;
            if let Some(once) = once
                && !tx.claim_once(PURPOSE_ACT, once, now).await?
            {
                return_seen(&case, actor)
            } else {
                tx.carry_out(self, case, order, actor, ids, now).await
            }
        })
    }
}

/// What a form that was posted before is answered: the case as it is now, if
/// the actor may see it.
fn return_seen(case: &Case, actor: &Actor) -> Result<Acted, ActError> {
    use domain::permission::{Action, Subject, may};
    may(actor, Action::SeeCase, &Subject::Case(case)).map_err(|_| ActError::NotFound)?;
    Ok(Acted {
        case: case.clone(),
        recorded: Vec::new(),
        repeated: true,
    })
}

impl Conn<'_> {
    /// Everybody with a seat in a body.
    pub(crate) async fn seats_of_body(
        &mut self,
        body: BodyId,
    ) -> Result<Vec<PersonId>, StoreError> {
        let people: Vec<Uuid> = on!(self, |conn| sqlx::query_scalar(SEATS_OF_BODY)
            .bind(body.uuid())
            .fetch_all(conn)
            .await)
        .during("seats of body")?;
        Ok(people.into_iter().map(PersonId::new).collect())
    }
}

impl Writer {
    pub(crate) async fn lock_case(
        &mut self,
        reference: Reference,
    ) -> Result<Option<Case>, StoreError> {
        let state: Option<Json<Case>> =
            on!(self, LOCK_CASE_SQLITE | LOCK_CASE_POSTGRES, |conn, sql| {
                sqlx::query_scalar(sql)
                    .bind(reference.number())
                    .fetch_optional(conn)
                    .await
            })
            .during("lock case")?;
        Ok(state.map(|state| state.0))
    }

    /// Asks the domain and keeps what it says.
    pub(crate) async fn carry_out(
        &mut self,
        store: &Store,
        case: Case,
        order: &Order,
        actor: &Actor,
        ids: &Ids,
        now: Instant,
    ) -> Result<Acted, ActError> {
        let loaded = self
            .load_surroundings(store, &case, order, actor, now)
            .await?;
        let charter = loaded.book.charter(case.charter_version).ok_or_else(|| {
            StoreError::corrupt(
                "cases",
                "charter_version",
                case.id,
                "no such version of the charter",
            )
        })?;
        let around = Surroundings {
            charter,
            holder: &loaded.holder,
            bodies: &loaded.bodies,
            holder_members: &loaded.holder_members,
            households: &loaded.households,
            other: loaded.other.as_ref(),
            event: loaded.event.as_ref(),
            told: &loaded.told,
            templates: &loaded.templates,
            now,
        };
        let decided = decide(&case, order, actor, &around)?;
        self.keep(&case, &decided, &loaded.book, ids, now).await?;
        if let (Some(before), Some(other)) = (&loaded.other, &decided.other) {
            self.keep(before, other, &loaded.book, ids, now).await?;
        }
        self.tell_thread(&case, &decided, ids, now).await?;
        Ok(Acted {
            case: decided.case,
            recorded: decided.recorded,
            repeated: false,
        })
    }

    /// Keeps what was decided about a case, and what is to be told about it.
    pub(crate) async fn keep(
        &mut self,
        before: &Case,
        decided: &Decided,
        book: &Rulebook,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), ActError> {
        if decided.recorded.is_empty() {
            return Ok(());
        }
        if !self
            .update_case(before, &decided.case, &decided.recorded, ids, now)
            .await?
        {
            return Err(ActError::Refused(Refused::SomeoneWasFaster));
        }
        for one in &decided.recorded {
            if let Event::Removed { part, .. } = one.event {
                self.hide_in_notices(&decided.case, part).await?;
            }
        }
        self.notify(decided, book, ids, now).await?;
        Ok(())
    }

    async fn load_surroundings(
        &mut self,
        store: &Store,
        case: &Case,
        order: &Order,
        actor: &Actor,
        now: Instant,
    ) -> Result<Loaded, StoreError> {
        let command = &order.command;
        let book = store.rulebook(self.conn()).await?;
        let mut path = case.concern.place_path.clone();
        if let Command::Correct { correction, .. } = command
            && let Some(place) = &correction.place
        {
            path.extend(&place.place_path);
        }
        let bodies: Vec<Body> = book.bodies_serving(&path).into_iter().cloned().collect();
        let holder = book
            .body(case.holding.holder)
            .cloned()
            .ok_or_else(|| StoreError::corrupt("cases", "holder", case.id, "no such body"))?;
        let holder_members = self.conn().seats_of_body(holder.id).await?;
        let households = match command {
            Command::AskUp { .. } | Command::AskThread { .. } | Command::AskTime { .. } => {
                let me = actor.person().map(|person| person.id);
                let asking: Vec<PersonId> = asking(case).chain(me).collect();
                self.conn()
                    .households_of(case.concern.place, &asking, now)
                    .await?
            }
            _ => Households::default(),
        };
        let other = match other_case(case, command) {
            Some(id) => self.conn().find_case_by_id(id).await?,
            None => None,
        };
        let templates = match command.reply() {
            Some(_) => self.conn().list_templates(holder.id).await?,
            None => Vec::new(),
        };
        let templates = templates.into_iter().map(|one| one.template).collect();
        let event = match part_of(command) {
            Some(Part::Event { number }) => {
                let history = self.conn().case_history(case.id).await?;
                history
                    .into_iter()
                    .map(|entry| entry.recorded)
                    .find(|one| one.number == number)
            }
            Some(Part::Concern | Part::Photo { .. }) | None => None,
        };
        let told = self.told_of_report(case, command).await?;
        Ok(Loaded {
            book,
            bodies,
            holder,
            holder_members,
            households,
            other,
            event,
            told,
            templates,
        })
    }

    /// When those who are asked whether it is solved were told outside Linli;
    /// only the clock needs to know.
    async fn told_of_report(
        &mut self,
        case: &Case,
        command: &Command,
    ) -> Result<Vec<ToldOfReport>, StoreError> {
        let (Command::Wake, Stage::ReportedDone { report, .. }) = (command, &case.stage) else {
            return Ok(Vec::new());
        };
        let rows: Vec<ToldRow> = on!(self, |conn| sqlx::query_as(TOLD_OF_REPORT)
            .bind(case.id.uuid())
            .bind(report.at.micros())
            .bind(NoticeKind::ReportedDone.code())
            .bind(NoticeKind::Reminder.code())
            .fetch_all(conn)
            .await)
        .during("find who was told of a report")?;
        let told = |row: ToldRow| ToldOfReport {
            person: PersonId::new(row.person),
            at: instant(row.told_at),
        };
        Ok(rows.into_iter().map(told).collect())
    }
}

/// The other case that a merge or a split is about.
fn other_case(case: &Case, command: &Command) -> Option<CaseId> {
    match command {
        Command::ProposeMerge { into, .. } => Some(*into),
        Command::AcceptProposal => match &case.pending.as_ref()?.proposal {
            Proposal::Merge { into, .. } => Some(*into),
            Proposal::Correction { .. }
            | Proposal::Hand { .. }
            | Proposal::HandUpLate
            | Proposal::HandUpAgain
            | Proposal::OweTable { .. }
            | Proposal::CallTable { .. }
            | Proposal::RewriteTable { .. } => None,
        },
        Command::Split { .. } => match &case.stage {
            Stage::Merged { into, .. } => Some(*into),
            _ => None,
        },
        _ => None,
    }
}

/// The part that an act of moderation is about.
fn part_of(command: &Command) -> Option<Part> {
    match command {
        Command::Flag { part, .. }
        | Command::Remove { part, .. }
        | Command::Restore { part, .. }
        | Command::AppealRemoval { part, .. }
        | Command::KeepRemoved { part, .. } => Some(*part),
        _ => None,
    }
}
