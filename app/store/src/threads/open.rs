//! Opening a thread, once, however often its form is posted.

use domain::case::Case;
use domain::challenge::Challenge;
use domain::charter::Participation;
use domain::id::{BodyId, PlaceId, ThreadId};
use domain::instant::Instant;
use domain::permission::{Action, Subject, may};
use domain::person::Actor;
use domain::reference::Reference;
use domain::text::{Sentence, Title, Words};
use domain::thread::{About, Adding, Opening, Share, open};

use super::{PURPOSE_OPEN, ThreadActed, ThreadError};
use crate::engine::connection::transaction;
use crate::error::StoreError;
use crate::idempotency::Once;
use crate::ids::Ids;
use crate::{Store, Writer};

/// How often a reference is drawn again when it is taken.
const DRAWS: u8 = 8;

/// A thread to be opened.
#[derive(Clone, Debug)]
pub struct NewThread {
    /// Where.
    pub place: PlaceId,
    /// The body that leads through it.
    pub body: BodyId,
    /// The public case it is about.
    pub case: Option<Reference>,
    /// The challenge it is about.
    pub challenge: Option<Reference>,
    /// What it is called.
    pub title: Title,
    /// What it is about.
    pub words: Words,
    /// What residents can decide here.
    pub level: Participation,
    /// Who has the last word.
    pub last_word: Sentence,
    /// Who may add statements.
    pub adding: Adding,
    /// How many each in a day.
    pub share: Share,
    /// Until when people talk.
    pub until: Instant,
}

impl Store {
    /// Opens a thread. Posting the same form again gives the same thread.
    ///
    /// # Errors
    /// [`ThreadError::Refused`] with the rule's code, [`ThreadError::NotFound`] when
    /// there is no such place, body, case or challenge, or the database's failure.
    pub async fn open_thread(
        &self,
        new: &NewThread,
        actor: &Actor,
        once: Option<&Once<'_>>,
        ids: &Ids,
        now: Instant,
    ) -> Result<ThreadActed, ThreadError> {
        let mut draws_left = DRAWS;
        loop {
            let outcome = transaction!(self, throws ThreadError, |tx| {
                tx.open_thread_once(self, new, actor, once, ids, now).await
            });
            match outcome {
                Err(error) if draws_left > 0 && error.is_unique_violation() => draws_left -= 1,
                outcome => return outcome,
            }
        }
    }
}

/// What the thread is about, locked; and whether neighbours talk a challenge over already.
enum Matter {
    Topic,
    Case(Box<Case>),
    Challenge(Box<Challenge>, bool),
}

impl Matter {
    fn about(&self) -> About<'_> {
        match self {
            Self::Topic => About::Topic,
            Self::Case(case) => About::Case(case),
            Self::Challenge(challenge, talks) => About::Challenge {
                challenge,
                talks: *talks,
            },
        }
    }
}

impl Writer {
    async fn lock_matter(&mut self, new: &NewThread, actor: &Actor) -> Result<Matter, ThreadError> {
        if let Some(reference) = new.challenge {
            let challenge = self.lock_challenge(reference).await?;
            let challenge = challenge.ok_or(ThreadError::NotFound)?;
            let open = self.conn().find_open_thread_about(reference).await?;
            return Ok(Matter::Challenge(Box::new(challenge), open.is_some()));
        }
        let Some(reference) = new.case else {
            return Ok(Matter::Topic);
        };
        let case = self.lock_case(reference).await?;
        let case = case.ok_or(ThreadError::NotFound)?;
        may(actor, Action::SeeCase, &Subject::Case(&case)).map_err(|_| ThreadError::NotFound)?;
        Ok(Matter::Case(Box::new(case)))
    }

    async fn open_thread_once(
        &mut self,
        store: &Store,
        new: &NewThread,
        actor: &Actor,
        once: Option<&Once<'_>>,
        ids: &Ids,
        now: Instant,
    ) -> Result<ThreadActed, ThreadError> {
        if let Some(once) = once
            && !self.claim_once(PURPOSE_OPEN, once, now).await?
        {
            return self.thread_opened_before(once).await;
        }
        let matter = self.lock_matter(new, actor).await?;
        let mut path = self.conn().find_place_path(new.place).await?;
        path.reverse();
        let book = store.rulebook(self.conn()).await?;
        let body = book.body(new.body).ok_or(ThreadError::NotFound)?;
        let reference = self.free_reference(ids).await?;
        let ruled = match &matter {
            Matter::Case(case) => book
                .charter(case.charter_version)
                .and_then(|charter| case.concern.line(charter))
                .map(|category| category.participation),
            Matter::Topic | Matter::Challenge(..) => None,
        };
        let (id, seed) = (ids.uuid(), ids.uuid().as_u64_pair().1);
        let opening = Opening {
            id: ThreadId::new(id),
            reference,
            title: new.title.clone(),
            words: new.words.clone(),
            place_path: path.iter().map(|place| place.id).collect(),
            level: new.level,
            ruled,
            last_word: new.last_word.clone(),
            adding: new.adding,
            share: new.share,
            seed: u32::try_from(seed >> 32).expect("32 bits"),
            until: new.until,
        };
        let decided = open(opening, body, matter.about(), actor, now)?;
        let (thread, happened) = (&decided.thread, &decided.recorded);
        self.insert_thread(thread, happened, ids, now).await?;
        match &matter {
            Matter::Topic => {}
            Matter::Case(case) => {
                self.tell_case(store, case, thread, happened, None, ids, now)
                    .await?;
            }
            Matter::Challenge(challenge, _) => {
                let opener = actor.person().map(|person| person.id);
                self.tell_challenge_thread(challenge, thread, opener, ids, now)
                    .await?;
            }
        }
        if let Some(once) = once {
            self.answer_once(PURPOSE_OPEN, once, &reference.to_string())
                .await?;
        }
        Ok(ThreadActed {
            thread: decided.thread,
            recorded: decided.recorded,
        })
    }

    /// The thread that the same form opened before.
    async fn thread_opened_before(&mut self, once: &Once<'_>) -> Result<ThreadActed, ThreadError> {
        let answer = self.conn().find_once(PURPOSE_OPEN, once).await?;
        let reference = answer.as_deref().and_then(Reference::parse);
        let reference = reference.ok_or_else(|| {
            StoreError::corrupt(
                "idempotency_keys",
                "answer",
                once.key,
                "no reference of a thread",
            )
        })?;
        let thread = self.conn().find_thread(reference).await?;
        Ok(ThreadActed {
            thread: thread.ok_or(ThreadError::NotFound)?,
            recorded: Vec::new(),
        })
    }
}
