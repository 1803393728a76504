//! Offering a mediation, once, however often its form is posted.

use domain::id::{MediationId, PlaceId};
use domain::instant::Instant;
use domain::mediation::{Offering, offer};
use domain::person::Actor;
use domain::reference::Reference;

use super::{MediationActed, MediationError, PURPOSE_OFFER};
use crate::engine::connection::transaction;
use crate::error::StoreError;
use crate::idempotency::Once;
use crate::ids::Ids;
use crate::sessions::Hash;
use crate::{Store, Writer};

/// How often a reference is drawn again when it is taken.
const DRAWS: u8 = 8;

/// A mediation to be offered.
#[derive(Clone, Copy, Debug)]
pub struct NewMediation<'a> {
    /// The case it begins at.
    pub case: Reference,
    /// The building of the other household.
    pub place: PlaceId,
    /// Its door, as a keyed hash.
    pub door: &'a Hash,
    /// Whether the other household may read the author's name before it says yes; where
    /// the author asks.
    pub named: bool,
}

impl Store {
    /// Offers a mediation. Posting the same form again gives the same one.
    ///
    /// # Errors
    /// [`MediationError::Refused`] with the rule's code, [`MediationError::NotFound`]
    /// when there is no such case, or the database's failure.
    pub async fn offer_mediation(
        &self,
        new: &NewMediation<'_>,
        actor: &Actor,
        once: Option<&Once<'_>>,
        ids: &Ids,
        now: Instant,
    ) -> Result<MediationActed, MediationError> {
        let mut draws_left = DRAWS;
        loop {
            let outcome = transaction!(self, throws MediationError, |tx| {
                tx.offer_mediation_once(self, new, actor, once, ids, now).await
            });
            match outcome {
                Err(error) if draws_left > 0 && error.is_unique_violation() => draws_left -= 1,
                outcome => return outcome,
            }
        }
    }
}

impl Writer {
    async fn offer_mediation_once(
        &mut self,
        store: &Store,
        new: &NewMediation<'_>,
        actor: &Actor,
        once: Option<&Once<'_>>,
        ids: &Ids,
        now: Instant,
    ) -> Result<MediationActed, MediationError> {
        let case = self.lock_case(new.case).await?;
        let case = case.ok_or(MediationError::NotFound)?;
        let before = self.conn().find_mediation_of(case.id).await?;
        if let Some(once) = once
            && !self.claim_once(PURPOSE_OFFER, once, now).await?
            && let Some(mediation) = before
        {
            let recorded = Vec::new();
            return Ok(MediationActed {
                mediation,
                recorded,
            });
        }
        let book = store.rulebook(self.conn()).await?;
        let charter = book.charter(case.charter_version);
        let category = charter.and_then(|charter| charter.category(&case.concern.category));
        let holder = book
            .body(case.holding.holder)
            .ok_or_else(|| StoreError::corrupt("cases", "holder", case.id, "no such body"))?;
        let author_lives_there = match case.author {
            Some(author) => {
                self.conn()
                    .lives_behind(new.place, new.door, author)
                    .await?
            }
            None => false,
        };
        let offering = Offering {
            id: MediationId::new(ids.uuid()),
            reference: self.free_reference(ids).await?,
            named: new.named,
            about_household: category.is_some_and(|category| category.household),
            one_already: before.is_some(),
            author_lives_there,
            calendar: &holder.calendar,
            now,
        };
        let decided = offer(&offering, &case, actor)?;
        let (mediation, recorded) = (decided.mediation, decided.recorded);
        let door = (new.place, new.door);
        self.insert_mediation(&mediation, &recorded, door, ids)
            .await?;
        self.tell_mediation(&mediation, &recorded, ids, now).await?;
        Ok(MediationActed {
            mediation,
            recorded,
        })
    }
}
