//! Updates that other programs post: weighed, carried out and noted in one transaction.
//! What one does is `domain::posted`'s to say.

use domain::case::{Case, Order};
use domain::instant::Instant;
use domain::permission::{Action, Subject, may};
use domain::person::Actor;
use domain::posted::{Before, PostedUpdate, Weighed};
use domain::reference::Reference;

use super::{ActError, PURPOSE_ACT};
use crate::engine::connection::transaction;
use crate::error::StoreError;
use crate::idempotency::Once;
use crate::ids::Ids;
use crate::{Store, Writer};

/// Under which it is kept how new the last update of an account on a case was.
const PURPOSE_NEWEST: &str = "open311-newest";

/// Who posts an update.
#[derive(Clone, Copy, Debug)]
pub struct Poster<'a> {
    /// The account in whose name it is done.
    pub actor: &'a Actor,
    /// Whose keys these are, so that nobody can use up the key of somebody else.
    pub owner: &'a str,
    /// The key by which the same update is done once, if it has one.
    pub key: Option<&'a str>,
}

/// What an update led to.
#[derive(Clone, Debug)]
pub struct TakenPost {
    /// The case as it is now.
    pub case: Case,
    /// The numbers of the events that it made: the same when it is posted again, and
    /// none where it moved nothing.
    pub events: Vec<i64>,
}

impl Store {
    /// Takes an update that a program posts. Posting it again (the same key) does
    /// nothing and answers like the first time.
    ///
    /// # Errors
    /// [`ActError::NotFound`] for no such case and for one the poster may not see,
    /// [`ActError::Refused`] with the rule's code, or the database's failure; then
    /// nothing of it was done.
    pub async fn take_posted(
        &self,
        reference: Reference,
        update: &PostedUpdate,
        poster: Poster<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Result<TakenPost, ActError> {
        transaction!(self, throws ActError, |tx| {
            let case = tx.lock_case(reference).await?.ok_or(ActError::NotFound)?;
            may(poster.actor, Action::SeeCase, &Subject::Case(&case))
                .map_err(|_| ActError::NotFound)?;
            match tx.known_events(poster, now).await? {
                Some(events) => Ok(TakenPost { case, events }),
                None => tx.weigh_posted(self, case, update, poster, ids, now).await,
            }
        })
    }
}

impl Writer {
    /// The events of an update that was posted before; `None` for one that is new,
    /// which is known from now on.
    async fn known_events(
        &mut self,
        poster: Poster<'_>,
        now: Instant,
    ) -> Result<Option<Vec<i64>>, StoreError> {
        let Some(key) = poster.key else {
            return Ok(None);
        };
        let owner = poster.owner;
        let once = Once { owner, key };
        if self.claim_once(PURPOSE_ACT, &once, now).await? {
            return Ok(None);
        }
        let kept = self.conn().find_once(PURPOSE_ACT, &once).await?;
        let events = kept.and_then(|kept| serde_json::from_str(&kept).ok());
        Ok(Some(events.unwrap_or_default()))
    }

    async fn weigh_posted(
        &mut self,
        store: &Store,
        case: Case,
        update: &PostedUpdate,
        poster: Poster<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Result<TakenPost, ActError> {
        let (owner, mark) = (poster.owner, case.reference.to_string());
        let last = Once { owner, key: &mark };
        let before = self.newest_posted(&last).await?;
        let commands = match update.weigh(&case, poster.actor, before, now) {
            Weighed::Ask(commands) => commands,
            Weighed::Nothing => Vec::new(),
            Weighed::Older => {
                let events = Vec::new();
                return Ok(TakenPost { case, events });
            }
        };
        let mut taken = TakenPost {
            case,
            events: Vec::new(),
        };
        for command in commands {
            let (order, case) = (Order::from(command), taken.case);
            let acted = self
                .carry_out(store, case, &order, poster.actor, ids, now)
                .await?;
            taken.case = acted.case;
            let numbers = acted.recorded.iter().map(|one| one.number);
            taken.events.extend(numbers);
        }
        if let Some(key) = poster.key {
            let events = serde_json::to_string(&taken.events).unwrap_or_default();
            let once = Once { owner, key };
            self.answer_once(PURPOSE_ACT, &once, &events).await?;
        }
        let moved_now = (!taken.events.is_empty()).then_some(now);
        let newest = Before {
            newest: update.counts_at(before, now),
            moved_at: moved_now.or(before.and_then(|before| before.moved_at)),
        };
        self.note_posted(&last, newest, now).await?;
        Ok(taken)
    }

    async fn newest_posted(&mut self, last: &Once<'_>) -> Result<Option<Before>, StoreError> {
        let kept = self.conn().find_once(PURPOSE_NEWEST, last).await?;
        let read = |kept: String| serde_json::from_str::<(Instant, Option<Instant>)>(&kept).ok();
        let before = kept.and_then(read);
        Ok(before.map(|(newest, moved_at)| Before { newest, moved_at }))
    }

    async fn note_posted(
        &mut self,
        last: &Once<'_>,
        newest: Before,
        now: Instant,
    ) -> Result<(), StoreError> {
        let kept = serde_json::to_string(&(newest.newest, newest.moved_at)).unwrap_or_default();
        self.claim_once(PURPOSE_NEWEST, last, now).await?;
        self.answer_once(PURPOSE_NEWEST, last, &kept).await
    }
}
