//! Carrying out a command: load, ask the domain, write, commit.

use domain::body::Body;
use domain::case::Case;
use domain::challenge::{Around, Challenge, Command, Decided, Order, Refused, decide};
use domain::id::{BodyId, PlaceId};
use domain::instant::Instant;
use domain::person::Actor;
use domain::reference::Reference;

use super::{ChallengeActed, ChallengeError, PURPOSE_CHALLENGE};
use crate::engine::connection::transaction;
use crate::error::StoreError;
use crate::idempotency::Once;
use crate::ids::Ids;
use crate::rulebook::Rulebook;
use crate::{Store, Writer};

impl Store {
    /// Carries out a command on a challenge; `about` is the case that is gathered
    /// or taken out. Posting the same form again does nothing and answers like
    /// the first time.
    ///
    /// # Errors
    /// [`ChallengeError::NotFound`] for no such challenge or case,
    /// [`ChallengeError::Refused`] with the rule's code, or the database's failure.
    #[expect(
        clippy::too_many_arguments,
        reason = "what, about which, by whom, once, with which ids, when: none belongs to another"
    )]
    pub async fn act_on_challenge(
        &self,
        reference: Reference,
        order: &Order,
        about: Option<Reference>,
        actor: &Actor,
        once: Option<&Once<'_>>,
        ids: &Ids,
        now: Instant,
    ) -> Result<ChallengeActed, ChallengeError> {
        transaction!(self, throws ChallengeError, |tx| {
            let challenge = tx.lock_challenge(reference).await?.ok_or(ChallengeError::NotFound)?;
            if let Some(once) = once
                && !tx.claim_once(PURPOSE_CHALLENGE, once, now).await?
            {
                Ok(ChallengeActed { challenge, recorded: Vec::new(), repeated: true })
            } else {
                tx.carry_out_on_challenge(self, challenge, order, about, actor, ids, now).await
            }
        })
    }
}

impl Writer {
    /// Asks the domain and keeps what it says.
    #[expect(
        clippy::too_many_arguments,
        reason = "what, about which, by whom, with which ids, when: none belongs to another"
    )]
    pub(super) async fn carry_out_on_challenge(
        &mut self,
        store: &Store,
        challenge: Challenge,
        order: &Order,
        about: Option<Reference>,
        actor: &Actor,
        ids: &Ids,
        now: Instant,
    ) -> Result<ChallengeActed, ChallengeError> {
        let case = match (about, needs_case(&order.command)) {
            (Some(about), true) => self.lock_case(about).await?,
            _ => None,
        };
        if needs_case(&order.command) && case.is_none() {
            return Err(ChallengeError::NotFound);
        }
        let common = match order.command {
            Command::Correct { .. } => self.can_lie_in(&challenge).await?,
            _ => Vec::new(),
        };
        let book = store.rulebook(self.conn()).await?;
        let bodies = bodies_around(&book, &challenge);
        let convener = bodies.iter().find(|body| body.id == challenge.convener);
        let convener = convener.ok_or_else(|| {
            StoreError::corrupt("challenges", "convener", challenge.id, "no such body")
        })?;
        let around = Around {
            convener,
            bodies: &bodies,
            case: case.as_ref(),
            common: &common,
            now,
        };
        let decided = decide(&challenge, order, actor, &around)?;
        if !self
            .update_challenge(&challenge, &decided.challenge, &decided.recorded, ids, now)
            .await?
        {
            return Err(ChallengeError::Refused(Refused::SomeoneWasFaster));
        }
        self.keep_case(&book, case.as_ref(), &decided, ids, now)
            .await?;
        Ok(ChallengeActed {
            challenge: decided.challenge,
            recorded: decided.recorded,
            repeated: false,
        })
    }

    /// The places that a challenge can be corrected to, the smallest first: where all its
    /// cases lie, or its own if none is under it.
    async fn can_lie_in(&mut self, challenge: &Challenge) -> Result<Vec<PlaceId>, StoreError> {
        let common = self.conn().common_places(challenge.id).await?;
        if common.is_empty() {
            return Ok(challenge.place_path.clone());
        }
        Ok(common.into_iter().map(|place| place.id).collect())
    }

    /// Keeps what happened to the case.
    pub(super) async fn keep_case(
        &mut self,
        book: &Rulebook,
        before: Option<&Case>,
        decided: &Decided,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), ChallengeError> {
        let (Some(before), Some(after)) = (before, &decided.case) else {
            return Ok(());
        };
        self.keep(before, after, book, ids, now).await?;
        Ok(())
    }
}

const fn needs_case(command: &Command) -> bool {
    matches!(
        command,
        Command::Gather | Command::Release { .. } | Command::AskOut
    )
}

/// The bodies that serve its place, and those at its table wherever they serve.
fn bodies_around(book: &Rulebook, challenge: &Challenge) -> Vec<Body> {
    let mut bodies: Vec<Body> = book
        .bodies_serving(&challenge.place_path)
        .into_iter()
        .cloned()
        .collect();
    let seated = challenge.seats.iter().map(|seat| seat.body);
    let others: Vec<BodyId> = seated
        .chain([challenge.convener])
        .filter(|id| bodies.iter().all(|body| body.id != *id))
        .collect();
    for id in others {
        if bodies.iter().all(|body| body.id != id) {
            bodies.extend(book.body(id).cloned());
        }
    }
    bodies
}
