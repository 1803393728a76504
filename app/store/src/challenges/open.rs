//! Opening a challenge out of a case, once, however often its form is posted.

use domain::body::Body;
use domain::challenge::{Around, Opening, Refused, open};
use domain::id::{ChallengeId, PlaceId};
use domain::instant::Instant;
use domain::permission::may_open;
use domain::person::Actor;
use domain::reference::Reference;
use domain::text::{Sentence, Title, Words};

use super::{ChallengeActed, ChallengeError, PURPOSE_OPEN};
use crate::engine::connection::transaction;
use crate::error::StoreError;
use crate::idempotency::Once;
use crate::ids::Ids;
use crate::{Store, Writer};

/// How often a reference is drawn again when it is taken.
const DRAWS: u8 = 8;

/// A challenge to be opened.
#[derive(Clone, Debug)]
pub struct NewChallenge {
    /// The case that it is opened out of.
    pub case: Reference,
    /// What it is called.
    pub title: Title,
    /// What it is about.
    pub words: Words,
    /// Where: the place of the case, or one it lies in.
    pub place: PlaceId,
    /// What the convener does about it first.
    pub task: Sentence,
    /// When it is looked at next.
    pub review_due: Instant,
}

impl Store {
    /// Opens a challenge. Posting the same form again gives the same challenge.
    ///
    /// # Errors
    /// [`ChallengeError::Refused`] with the rule's code,
    /// [`ChallengeError::NotFound`] when there is no such case, or the
    /// database's failure.
    pub async fn open_challenge(
        &self,
        new: &NewChallenge,
        actor: &Actor,
        once: Option<&Once<'_>>,
        ids: &Ids,
        now: Instant,
    ) -> Result<ChallengeActed, ChallengeError> {
        let mut draws_left = DRAWS;
        loop {
            let outcome = transaction!(self, throws ChallengeError, |tx| {
                tx.open_once(self, new, actor, once, ids, now).await
            });
            match outcome {
                Err(error) if draws_left > 0 && error.is_unique_violation() => draws_left -= 1,
                outcome => return outcome,
            }
        }
    }
}

impl Writer {
    async fn open_once(
        &mut self,
        store: &Store,
        new: &NewChallenge,
        actor: &Actor,
        once: Option<&Once<'_>>,
        ids: &Ids,
        now: Instant,
    ) -> Result<ChallengeActed, ChallengeError> {
        if let Some(once) = once
            && !self.claim_once(PURPOSE_OPEN, once, now).await?
        {
            return self.opened_before(once).await;
        }
        let case = self.lock_case(new.case).await?;
        let case = case.ok_or(ChallengeError::NotFound)?;
        let convener = may_open(actor, &case).map_err(Refused::from)?;
        let book = store.rulebook(self.conn()).await?;
        let path = &case.concern.place_path;
        let bodies: Vec<Body> = book.bodies_serving(path).into_iter().cloned().collect();
        let convener = book
            .body(convener)
            .ok_or_else(|| StoreError::corrupt("cases", "holder", case.id, "no such body"))?;
        let reference = self.free_reference(ids).await?;
        let opening = Opening {
            id: ChallengeId::new(ids.uuid()),
            reference,
            title: new.title.clone(),
            words: new.words.clone(),
            place: new.place,
            task: new.task.clone(),
            review_due: new.review_due,
        };
        let around = Around {
            convener,
            bodies: &bodies,
            case: Some(&case),
            common: &[],
            now,
        };
        let decided = open(opening, &case, actor, &around)?;
        self.insert_challenge(&decided.challenge, &decided.recorded, ids, now)
            .await?;
        self.keep_case(&book, Some(&case), &decided, ids, now)
            .await?;
        if let Some(once) = once {
            let answer = reference.to_string();
            self.answer_once(PURPOSE_OPEN, once, &answer).await?;
        }
        Ok(ChallengeActed {
            challenge: decided.challenge,
            recorded: decided.recorded,
            repeated: false,
        })
    }

    /// The challenge that the same form opened before.
    async fn opened_before(&mut self, once: &Once<'_>) -> Result<ChallengeActed, ChallengeError> {
        let answer = self.conn().find_once(PURPOSE_OPEN, once).await?;
        let reference = answer.as_deref().and_then(Reference::parse);
        let reference = reference.ok_or_else(|| {
            StoreError::corrupt(
                "idempotency_keys",
                "answer",
                once.key,
                "no reference of a challenge",
            )
        })?;
        let challenge = self.conn().find_challenge(reference).await?;
        Ok(ChallengeActed {
            challenge: challenge.ok_or(ChallengeError::NotFound)?,
            recorded: Vec::new(),
            repeated: true,
        })
    }
}
