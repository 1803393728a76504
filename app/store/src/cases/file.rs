//! Filing: a concern becomes a case, once, however often its form is posted.

use std::collections::BTreeMap;

use domain::body::Body;
use domain::case::{Conflict, Filing, FilingSurroundings, Point, Refused, Visibility, file};
use domain::id::{CaseId, PhotoId, PlaceId};
use domain::instant::Instant;
use domain::person::Actor;
use domain::reference::Reference;
use domain::routing::RouteRefused;
use domain::text::Words;

use super::{ActError, Acted, Key, PURPOSE_FILE};
use crate::engine::connection::transaction;
use crate::error::StoreError;
use crate::ids::Ids;
use crate::{Store, Writer};

/// How often a reference is drawn again when it is taken.
const DRAWS: u8 = 8;

/// A concern to be filed.
#[derive(Clone, Debug)]
pub struct NewCase {
    /// What is wrong, in the resident's words.
    pub words: Words,
    /// The key of the category.
    pub category: String,
    /// Where.
    pub place: PlaceId,
    /// The exact spot, if given.
    pub point: Option<Point>,
    /// Answers to the category's questions.
    pub answers: BTreeMap<String, String>,
    /// Who may see it.
    pub visibility: Visibility,
    /// Set when the concern is about a body.
    pub conflict: Option<Conflict>,
    /// Photos, staged in the draft before.
    pub photos: Vec<PhotoId>,
    /// Whether the author is reached on paper.
    pub on_paper: bool,
}

impl NewCase {
    fn filing(&self, id: CaseId, reference: Reference, place_path: Vec<PlaceId>) -> Filing {
        Filing {
            id,
            reference,
            words: self.words.clone(),
            category: self.category.clone(),
            place: self.place,
            place_path,
            point: self.point,
            answers: self.answers.clone(),
            visibility: self.visibility,
            conflict: self.conflict.clone(),
            photos: self.photos.clone(),
            on_paper: self.on_paper,
        }
    }
}

impl Store {
    /// Files a concern. Posting the same form again gives the same case.
    ///
    /// # Errors
    /// [`ActError::Refused`] with the rule's code, [`ActError::NotFound`] when
    /// there is no such place, or the database's failure.
    pub async fn file_case(
        &self,
        new: &NewCase,
        actor: &Actor,
        once: Key<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Result<Acted, ActError> {
        let mut draws_left = DRAWS;
        loop {
            let outcome = transaction!(self, throws ActError, |tx| {
                tx.file_once(self, new, actor, once, ids, now).await
            });
            match outcome {
                Err(error) if draws_left > 0 && error.is_unique_violation() => draws_left -= 1,
                outcome => return outcome,
            }
        }
    }
}

impl Writer {
    async fn file_once(
        &mut self,
        store: &Store,
        new: &NewCase,
        actor: &Actor,
        once: Key<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Result<Acted, ActError> {
        if let Some(once) = once
            && !self.claim_once(PURPOSE_FILE, once, now).await?
        {
            return self.filed_before(once).await;
        }
        let path = self.conn().find_place_path(new.place).await?;
        if path.is_empty() {
            return Err(ActError::NotFound);
        }
        let place_path: Vec<PlaceId> = path.iter().rev().map(|place| place.id).collect();
        let book = store.rulebook(self.conn()).await?;
        let bodies: Vec<Body> = book
            .bodies_serving(&place_path)
            .into_iter()
            .cloned()
            .collect();
        let charter = &book
            .charter_at(now)
            .ok_or(Refused::Route(RouteRefused::CategoryUnknown))?
            .charter;
        let reference = self.free_reference(ids).await?;
        let filing = new.filing(CaseId::new(ids.uuid()), reference, place_path);
        let decided = file(
            filing,
            actor,
            &FilingSurroundings {
                charter,
                bodies: &bodies,
                now,
            },
        )?;
        self.insert_case(&decided.case, &decided.recorded, ids, now)
            .await?;
        if let Some(once) = once {
            let answer = decided.case.reference.to_string();
            self.answer_once(PURPOSE_FILE, once, &answer).await?;
        }
        self.notify(&decided, &book, ids, now).await?;
        Ok(Acted {
            case: decided.case,
            recorded: decided.recorded,
            repeated: false,
        })
    }

    /// The case that the same form made before.
    async fn filed_before(
        &mut self,
        once: &crate::idempotency::Once<'_>,
    ) -> Result<Acted, ActError> {
        let answer = self.conn().find_once(PURPOSE_FILE, once).await?;
        let reference = answer
            .as_deref()
            .and_then(Reference::parse)
            .ok_or_else(|| {
                StoreError::corrupt(
                    "idempotency_keys",
                    "answer",
                    once.key,
                    "no reference of a case",
                )
            })?;
        let case = self
            .conn()
            .find_case(reference)
            .await?
            .ok_or(ActError::NotFound)?;
        Ok(Acted {
            case,
            recorded: Vec::new(),
            repeated: true,
        })
    }

    /// A reference that no case and no challenge has, drawn from a new id's random half.
    pub(crate) async fn free_reference(&mut self, ids: &Ids) -> Result<Reference, StoreError> {
        loop {
            let (_, seed) = ids.uuid().as_u64_pair();
            let reference = Reference::from_seed(seed);
            if !self.conn().is_taken(reference).await? {
                return Ok(reference);
            }
        }
    }
}
