//! Who helps whom: neighbours without an account of their own, each with the
//! one person who acts for them and brings them what they are told.

use domain::case::Case;
use domain::helping::{self, Neighbour, ReachedBy, Refused};
use domain::id::{PersonId, PlaceId};
use domain::instant::Instant;
use domain::language::Language;
use domain::person::Person;
use domain::text::Sentence;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use super::{PersonRow, person_columns};
use crate::engine::connection::{on, reads, transaction};
use crate::error::{During as _, StoreError};
use crate::idempotency::Once;
use crate::row::Spot;
use crate::statements::sql;
use crate::{Conn, Store, Writer};

/// A neighbour whom somebody helps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helped {
    /// Who, to the rules.
    pub person: Person,
    /// How they are reached.
    pub reached: ReachedBy,
    /// Their door, where it is needed.
    pub address: Option<String>,
}

/// What the key of such a form is for.
const PURPOSE: &str = "help-neighbour";

sql! {
    // Two browsers of one helper wait for each other here, so that nobody helps more than they may.
    LOCK_HELPER = "UPDATE people SET changed_at = changed_at WHERE id = $1";
    COUNT_HELPED = "SELECT COUNT(*) FROM helped WHERE helper = $1 AND (until IS NULL OR until > $2)";
    // Known by the word of the helper, who is: there is nothing to send a code to.
    INSERT_NEIGHBOUR = "INSERT INTO people (id, name, language, home, steward, overseer, confirmed_at, created_at, changed_at)
        VALUES ($1, $2, $3, $4, FALSE, FALSE, $5, $5, $5)";
    INSERT_HELPED = "INSERT INTO helped (person, helper, reached, address, since)
        VALUES ($1, $2, $3, $4, $5)";
    CHANGE_REACHED = "UPDATE helped SET reached = $3, address = $4 WHERE person = $1 AND helper = $2 AND until IS NULL";
    END_HELP = "UPDATE helped SET until = $3, address = NULL, offered_to = NULL WHERE person = $1 AND helper = $2 AND until IS NULL";
    // What has not left yet does not go to who helps no more; whoever comes after them gets it.
    FORGET_ADDRESS = "UPDATE notices SET address = NULL WHERE person = $1 AND state = 'waiting'";
    OFFER = "UPDATE helped SET offered_to = $3 WHERE person = $1 AND helper = $2 AND until IS NULL";
    TAKE_OVER = "UPDATE helped SET helper = $2, offered_to = NULL WHERE person = $1 AND offered_to = $2 AND until IS NULL";
    REFUSE_OFFER = "UPDATE helped SET offered_to = NULL WHERE person = $1 AND offered_to = $2 AND until IS NULL";
    // Whether it is theirs to answer is for `domain::permission` to say.
    LIST_HELPED_ASKING = "SELECT a.person, c.state
        FROM helped g
        JOIN affected a ON a.person = g.person
        JOIN cases c ON c.id = a.case_id
        WHERE g.helper = $1 AND g.until IS NULL
            AND (c.stage IN ('awaiting-resident', 'reported-done') OR (c.state ->> 'pending') IS NOT NULL OR (c.state ->> 'letter') IS NOT NULL)
        ORDER BY c.next_step_by, c.reference
        LIMIT $2";
    LIST_OFFERS = "SELECT g.person, p.name, q.name AS helper, g.reached
        FROM helped g
        JOIN people p ON p.id = g.person
        JOIN people q ON q.id = g.helper
        WHERE g.offered_to = $1 AND g.until IS NULL
        ORDER BY g.since, g.person";
    FIND_HELPED_SQLITE = concat!("SELECT ", person_columns!(sqlite), ", g.reached, g.address
        FROM helped g
        JOIN people p ON p.id = g.person
        WHERE g.person = $2 AND g.helper = $1 AND g.until IS NULL");
    FIND_HELPED_POSTGRES = concat!("SELECT ", person_columns!(postgres), ", g.reached, g.address
        FROM helped g
        JOIN people p ON p.id = g.person
        WHERE g.person = $2 AND g.helper = $1 AND g.until IS NULL");
    LIST_HELPED_SQLITE = concat!("SELECT ", person_columns!(sqlite), ", g.reached, g.address
        FROM helped g
        JOIN people p ON p.id = g.person
        WHERE g.helper = $1 AND g.until IS NULL
        ORDER BY g.since, g.person");
    LIST_HELPED_POSTGRES = concat!("SELECT ", person_columns!(postgres), ", g.reached, g.address
        FROM helped g
        JOIN people p ON p.id = g.person
        WHERE g.helper = $1 AND g.until IS NULL
        ORDER BY g.since, g.person");
}

#[derive(FromRow)]
struct HelpedRow {
    #[sqlx(flatten)]
    person: PersonRow,
    reached: String,
    address: Option<String>,
}

impl HelpedRow {
    fn helped(self) -> Result<Helped, StoreError> {
        let person = self.person.person()?;
        let spot = Spot::new("helped", person.id.uuid());
        Ok(Helped {
            reached: spot.word("reached", &self.reached, ReachedBy::from_code)?,
            person,
            address: self.address,
        })
    }
}

/// A neighbour whom somebody asks another one to help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Who.
    pub neighbour: PersonId,
    /// The name they are seen under.
    pub name: String,
    /// The name of who helps them so far.
    pub helper: String,
    /// How they are reached.
    pub reached: ReachedBy,
}

#[derive(FromRow)]
struct OfferRow {
    person: Uuid,
    name: String,
    helper: String,
    reached: String,
}

impl Conn<'_> {
    /// The cases, at most `limit`, in which somebody is asked something and one of those whom
    /// `helper` helps is affected, each with that neighbour.
    pub async fn list_helped_asking(
        &mut self,
        helper: PersonId,
        limit: i64,
    ) -> Result<Vec<(PersonId, Case)>, StoreError> {
        let rows: Vec<(Uuid, Json<Case>)> = on!(self, |conn| sqlx::query_as(LIST_HELPED_ASKING)
            .bind(helper.uuid())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list what neighbours who are helped are asked")?;
        let pair = |(person, case): (Uuid, Json<Case>)| (PersonId::new(person), case.0);
        Ok(rows.into_iter().map(pair).collect())
    }

    /// The neighbours whom `helper` is asked to take over.
    pub async fn list_offers(&mut self, helper: PersonId) -> Result<Vec<Offer>, StoreError> {
        let rows: Vec<OfferRow> = on!(self, |conn| sqlx::query_as(LIST_OFFERS)
            .bind(helper.uuid())
            .fetch_all(conn)
            .await)
        .during("list offers to help")?;
        let offer = |row: OfferRow| {
            let spot = Spot::new("helped", row.person);
            Ok(Offer {
                neighbour: PersonId::new(row.person),
                name: row.name,
                helper: row.helper,
                reached: spot.word("reached", &row.reached, ReachedBy::from_code)?,
            })
        };
        rows.into_iter().map(offer).collect()
    }

    /// The neighbour for whom `helper` may act, if they still may.
    pub async fn find_helped(
        &mut self,
        helper: PersonId,
        neighbour: PersonId,
    ) -> Result<Option<Helped>, StoreError> {
        let row: Option<HelpedRow> = on!(
            self,
            FIND_HELPED_SQLITE | FIND_HELPED_POSTGRES,
            |conn, sql| {
                sqlx::query_as(sql)
                    .bind(helper.uuid())
                    .bind(neighbour.uuid())
                    .fetch_optional(conn)
                    .await
            }
        )
        .during("find who is helped")?;
        row.map(HelpedRow::helped).transpose()
    }

    /// Everybody whom `helper` helps, in the order in which they began.
    pub async fn list_helped(&mut self, helper: PersonId) -> Result<Vec<Helped>, StoreError> {
        let rows: Vec<HelpedRow> = on!(
            self,
            LIST_HELPED_SQLITE | LIST_HELPED_POSTGRES,
            |conn, sql| sqlx::query_as(sql)
                .bind(helper.uuid())
                .fetch_all(conn)
                .await
        )
        .during("list who is helped")?;
        rows.into_iter().map(HelpedRow::helped).collect()
    }
}

impl Writer {
    async fn count_helped(&mut self, helper: PersonId, now: Instant) -> Result<i64, StoreError> {
        on!(self, |conn| sqlx::query(LOCK_HELPER)
            .bind(helper.uuid())
            .execute(conn)
            .await
            .map(drop))
        .during("lock a helper")?;
        let year = now.plus_days(-helping::HELPED_DAYS);
        on!(self, |conn| sqlx::query_scalar(COUNT_HELPED)
            .bind(helper.uuid())
            .bind(year.micros())
            .fetch_one(conn)
            .await)
        .during("count who is helped")
    }

    async fn forget_address(&mut self, neighbour: PersonId) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(FORGET_ADDRESS)
            .bind(neighbour.uuid())
            .execute(conn)
            .await
            .map(drop))
        .during("forget where notices go")
    }

    async fn insert_helped(
        &mut self,
        helper: PersonId,
        new: &NewNeighbour<'_>,
        now: Instant,
    ) -> Result<(), StoreError> {
        let Neighbour {
            name,
            reached,
            address,
        } = new.neighbour;
        // A door that nobody has to know is not kept.
        let door = address.as_ref().filter(|_| reached.needs_address());
        on!(self, |conn| sqlx::query(INSERT_NEIGHBOUR)
            .bind(new.id.uuid())
            .bind(name.as_str())
            .bind(new.language.tag())
            .bind(new.home.map(PlaceId::uuid))
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("insert a neighbour")?;
        on!(self, |conn| sqlx::query(INSERT_HELPED)
            .bind(new.id.uuid())
            .bind(helper.uuid())
            .bind(reached.code())
            .bind(door.map(Sentence::as_str))
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("insert who is helped")
    }
}

/// A neighbour to be helped, who is not known here yet.
#[derive(Clone, Copy, Debug)]
pub struct NewNeighbour<'a> {
    /// Their id.
    pub id: PersonId,
    /// Who they are.
    pub neighbour: &'a Neighbour,
    /// The language to be written to in.
    pub language: Language,
    /// Where they live, if it was said.
    pub home: Option<PlaceId>,
}

impl Store {
    /// Makes a neighbour known for whom `helper` acts from now on, and says who that is:
    /// of a form that is posted again, whom the first post made known.
    ///
    /// # Errors
    /// The inner one says why the helper cannot: [`helping::take_on`], [`helping::reachable`].
    pub async fn help_neighbour(
        &self,
        helper: &Person,
        new: &NewNeighbour<'_>,
        once: Option<&Once<'_>>,
        now: Instant,
    ) -> Result<Result<PersonId, Refused>, StoreError> {
        let Neighbour {
            reached, address, ..
        } = new.neighbour;
        if let Err(refused) = helping::reachable(*reached, address.as_ref()) {
            return Ok(Err(refused));
        }
        transaction!(self, |tx| {
            if let Some(once) = once
                && !tx.claim_once(PURPOSE, once, now).await?
            {
                let known = tx.conn().find_once(PURPOSE, once).await?;
                let known = known.and_then(|id| id.parse::<Uuid>().ok());
                return Ok(known.map(PersonId::new).ok_or(Refused::SomeoneWasFaster));
            }
            let others = tx.count_helped(helper.id, now).await?;
            if let Err(refused) = helping::take_on(helper, others) {
                return Ok(Err(refused));
            }
            tx.insert_helped(helper.id, new, now).await?;
            if let Some(once) = once {
                tx.answer_once(PURPOSE, once, &new.id.uuid().to_string())
                    .await?;
            }
            Ok(Ok(new.id))
        })
    }

    /// Changes how a neighbour is reached; `false` when `helper` does not help them.
    ///
    /// # Errors
    /// The inner one says why it cannot be: [`helping::reachable`].
    pub async fn change_reached(
        &self,
        helper: PersonId,
        neighbour: PersonId,
        reached: ReachedBy,
        address: Option<&Sentence>,
    ) -> Result<Result<bool, Refused>, StoreError> {
        let address = address.filter(|_| reached.needs_address());
        if let Err(refused) = helping::reachable(reached, address) {
            return Ok(Err(refused));
        }
        transaction!(self, |tx| {
            let changed = on!(tx, |conn| sqlx::query(CHANGE_REACHED)
                .bind(neighbour.uuid())
                .bind(helper.uuid())
                .bind(reached.code())
                .bind(address.map(Sentence::as_str))
                .execute(conn)
                .await
                .map(|done| done.rows_affected() == 1))
            .during("change how somebody is reached")?;
            Ok(Ok(changed))
        })
    }

    /// Asks somebody to help a neighbour instead of `helper`; `None` takes the question back.
    pub async fn offer_help(
        &self,
        helper: PersonId,
        neighbour: PersonId,
        to: Option<PersonId>,
    ) -> Result<bool, StoreError> {
        transaction!(self, |tx| {
            on!(tx, |conn| sqlx::query(OFFER)
                .bind(neighbour.uuid())
                .bind(helper.uuid())
                .bind(to.map(PersonId::uuid))
                .execute(conn)
                .await
                .map(|done| done.rows_affected() == 1))
            .during("offer a neighbour to another helper")
        })
    }

    /// Takes a neighbour over who was offered to `helper`, or says no; `false` when nobody
    /// was offered. What waits to go out goes to the new helper.
    ///
    /// # Errors
    /// The inner one says why the helper cannot: [`helping::take_on`].
    pub async fn answer_offer(
        &self,
        helper: &Person,
        neighbour: PersonId,
        yes: bool,
        now: Instant,
    ) -> Result<Result<bool, Refused>, StoreError> {
        transaction!(self, |tx| {
            if yes {
                let others = tx.count_helped(helper.id, now).await?;
                if let Err(refused) = helping::take_on(helper, others) {
                    return Ok(Err(refused));
                }
            }
            let text = if yes { TAKE_OVER } else { REFUSE_OFFER };
            let done = on!(tx, |conn| sqlx::query(text)
                .bind(neighbour.uuid())
                .bind(helper.id.uuid())
                .execute(conn)
                .await
                .map(|done| done.rows_affected() == 1))
            .during("answer an offer to help")?;
            if done && yes {
                tx.forget_address(neighbour).await?;
            }
            Ok(Ok(done))
        })
    }

    /// Ends that `helper` acts for a neighbour: what waits to go out to them goes
    /// nowhere, and their door is forgotten. `false` when nobody was helped.
    pub async fn end_help(
        &self,
        helper: PersonId,
        neighbour: PersonId,
        now: Instant,
    ) -> Result<bool, StoreError> {
        transaction!(self, |tx| {
            let ended = on!(tx, |conn| sqlx::query(END_HELP)
                .bind(neighbour.uuid())
                .bind(helper.uuid())
                .bind(now.micros())
                .execute(conn)
                .await
                .map(|done| done.rows_affected() == 1))
            .during("end a help")?;
            if ended {
                tx.forget_address(neighbour).await?;
            }
            Ok(ended)
        })
    }
}

reads! {
    find_helped(helper: PersonId, neighbour: PersonId) -> Option<Helped>;
    list_helped(helper: PersonId) -> Vec<Helped>;
    list_helped_asking(helper: PersonId, limit: i64) -> Vec<(PersonId, Case)>;
    list_offers(helper: PersonId) -> Vec<Offer>;
}
