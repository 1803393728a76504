//! What people do about something that was said: flag it, take the flag back, let it
//! stand, remove it, appeal against that, answer the appeal. One transaction each,
//! under the lock of the thread.

use domain::case::Rule;
use domain::id::{BodyId, PersonId};
use domain::instant::Instant;
use domain::person::Actor;
use domain::reference::Reference;
use domain::text::Sentence;
use domain::thread::moderate::{Said, Standing, may_answer, may_appeal, may_remove};
use domain::thread::{Refused, Thread, ThreadNotice};

use super::ThreadError;
use super::flags::Flagged;
use super::removals::{Origin, Part, Removal};
use crate::engine::connection::transaction;
use crate::error::StoreError;
use crate::ids::Ids;
use crate::rulebook::Rulebook;
use crate::{Store, Writer};

/// A flag to be.
#[derive(Clone, Debug)]
pub struct NewFlag {
    /// The rule that it breaks.
    pub rule: Rule,
    /// More, in words.
    pub words: Option<Sentence>,
    /// Whether it is about the body that leads through the thread, or its members.
    pub about: bool,
}

/// What is asked about something that somebody said.
#[derive(Clone, Debug)]
pub enum Mending {
    /// Ask somebody to look at it.
    Flag(NewFlag),
    /// Take that back.
    TakeFlagBack,
    /// Look at it, and let it stand.
    LetStand {
        /// Why.
        words: Sentence,
    },
    /// Take it out of sight.
    Remove {
        /// The rule it breaks.
        rule: Rule,
        /// Why.
        reason: Sentence,
        /// Whether flags waited on the page it was decided from: then nobody may have
        /// decided since.
        flags: bool,
    },
    /// Appeal against that.
    Appeal {
        /// Why.
        words: Sentence,
        /// Whether it is about the body that removed it: then others answer.
        about: bool,
    },
    /// Answer the appeal.
    Answer {
        /// Whether it stands there again.
        restore: bool,
        /// Why.
        words: Sentence,
    },
}

/// A part of a thread, and how it stands.
pub(super) struct Scene {
    pub(super) thread: Thread,
    pub(super) said: Said,
    pub(super) number: i64,
    /// To which decision it belongs, of objections and published reasons.
    pub(super) decision: Option<i64>,
    /// Who said it; none where nobody knows: then nobody is told.
    pub(super) author: Option<PersonId>,
    /// When its author changed it last.
    corrected: Option<Instant>,
    pub(super) removal: Option<Removal>,
    pub(super) flagged: Option<Flagged>,
}

impl Scene {
    pub(super) const fn part(&self) -> Part {
        (self.thread.id, self.said, self.number)
    }

    /// How its removal stands, if it ever was removed.
    pub(super) fn standing(&self) -> Option<Standing> {
        let removal = self.removal.as_ref()?;
        Some(removal.standing(self.corrected))
    }

    /// Who decides about it now.
    pub(super) fn judge(&self) -> Option<BodyId> {
        judge(&self.thread, self.flagged.as_ref())
    }
}

/// Who decides about a part: whoever looks at its flags, also once they let it stand, and
/// without any the body that leads through the thread. What is about that body it does not
/// take out of sight after all, whatever others decided before.
pub fn judge(thread: &Thread, flagged: Option<&Flagged>) -> Option<BodyId> {
    match flagged {
        Some(flagged) if flagged.waits || flagged.flags.kept || flagged.about => flagged.judge,
        _ => Some(thread.body),
    }
}

/// What others see of it: whether it is out of sight, for good or for a while, whether an
/// appeal was answered, and whether it was let stand.
fn seen(
    removal: Option<&Removal>,
    flagged: Option<Flagged>,
    now: Instant,
) -> (Option<(bool, bool)>, Option<Instant>, bool) {
    let removed = removal.map(|one| (one.restored, one.answer.is_some()));
    let kept = flagged.is_some_and(|one| one.flags.is_kept_openly()) && removal.is_none();
    (removed, flagged.and_then(|one| one.hidden_until(now)), kept)
}

impl Store {
    /// Flags something, lets it stand, takes it out of sight, appeals against that, or
    /// answers the appeal.
    ///
    /// # Errors
    /// [`ThreadError::NotFound`] for no such thread or part, [`ThreadError::Refused`]
    /// with the rule's code, or the database's failure.
    pub async fn moderate(
        &self,
        reference: Reference,
        (said, number): (Said, i64),
        mending: &Mending,
        actor: &Actor,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), ThreadError> {
        let book = self.current_rulebook().await?;
        transaction!(self, throws ThreadError, |tx| {
            let thread = tx.lock_thread(reference).await?.ok_or(ThreadError::NotFound)?;
            let part = (thread.id, said, number);
            let origin = tx.find_origin(part).await?.ok_or(ThreadError::NotFound)?;
            let Origin { author, corrected, decision } = origin;
            let removal = tx.find_removal(part).await?;
            let flagged = tx.conn().find_flagged(part).await?;
            let scene = Scene { thread, said, number, decision, author, corrected, removal, flagged };
            tx.mend(&scene, mending, actor, &book, ids, now).await?;
            let (removal, flagged) = (tx.find_removal(part).await?, tx.conn().find_flagged(part).await?);
            // A flag that hides nothing is nobody's to notice.
            if seen(removal.as_ref(), flagged, now) != seen(scene.removal.as_ref(), scene.flagged, now) {
                tx.raise_pulse(scene.thread.id).await?;
            }
            Ok(())
        })
    }
}

impl Writer {
    async fn mend(
        &mut self,
        scene: &Scene,
        mending: &Mending,
        actor: &Actor,
        book: &Rulebook,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), ThreadError> {
        let person = actor.person().map(|person| person.id);
        match mending {
            Mending::Flag(new) => self.flag(scene, new, actor, book, ids, now).await,
            Mending::TakeFlagBack => {
                let person = person.ok_or(Refused::NotFlagged)?;
                self.take_flag_back(scene, person, book, ids, now).await
            }
            Mending::LetStand { words } => self.let_stand(scene, words, actor, ids, now).await,
            Mending::Remove {
                rule,
                reason,
                flags,
            } => {
                let waits = scene.flagged.is_some_and(|flagged| flagged.waits);
                if *flags && !waits && scene.removal.is_none() {
                    return Err(Refused::SomeoneWasFaster.into());
                }
                let by = person.ok_or(ThreadError::NotFound);
                self.remove(scene, *rule, reason, (actor, by?), ids, now)
                    .await
            }
            Mending::Appeal { words, about } => {
                self.appeal(scene, words, *about, (actor, book), ids, now)
                    .await
            }
            Mending::Answer { restore, words } => {
                let standing = scene.standing().ok_or(Refused::NoAppeal)?;
                may_answer(&scene.thread, actor, scene.author, standing)?;
                let by = person.ok_or(ThreadError::NotFound)?;
                self.answer_appeal(scene.part(), *restore, words, by, now)
                    .await?;
                let (author, notice) = (scene.author.as_slice(), ThreadNotice::AppealAnswered);
                let round = now.micros().to_string();
                Ok(self
                    .tell_said(scene, notice, &round, author, ids, now)
                    .await?)
            }
        }
    }

    async fn remove(
        &mut self,
        scene: &Scene,
        rule: Rule,
        reason: &Sentence,
        (actor, by): (&Actor, PersonId),
        ids: &Ids,
        now: Instant,
    ) -> Result<(), ThreadError> {
        let standing = scene.standing();
        let (thread, author) = (&scene.thread, scene.author);
        let part = (scene.said, author);
        let body = may_remove(thread, actor, part, rule, scene.judge(), standing)?;
        self.insert_removal(scene.part(), rule, reason, (by, body), now)
            .await?;
        self.end_waiting(scene.part()).await?;
        if rule != Rule::OwnWish {
            let (notice, round) = (ThreadNotice::SaidRemoved, now.micros().to_string());
            self.tell_said(scene, notice, &round, author.as_slice(), ids, now)
                .await?;
        }
        Ok(())
    }

    async fn appeal(
        &mut self,
        scene: &Scene,
        words: &Sentence,
        about: bool,
        (actor, book): (&Actor, &Rulebook),
        ids: &Ids,
        now: Instant,
    ) -> Result<(), ThreadError> {
        let standing = scene.standing().ok_or(Refused::NoAppeal)?;
        may_appeal(actor, scene.author, standing)?;
        // What others removed they also answer for.
        let mut judge = if standing.judge == Some(scene.thread.body) {
            self.who_judges(scene, about, book).await?
        } else {
            standing.judge
        };
        let mut people = self.appeal_judges(judge, scene, standing).await?;
        // Where nobody else has a seat, others answer, and where those have nobody, the
        // steward does.
        if people.is_empty() {
            judge = self.who_judges(scene, true, book).await?;
            people = self.appeal_judges(judge, scene, standing).await?;
        }
        if people.is_empty() && judge.is_some() {
            judge = None;
            people = self.appeal_judges(judge, scene, standing).await?;
        }
        self.keep_appeal(scene.part(), words, judge, now).await?;
        let (notice, round) = (ThreadNotice::AppealMade, now.micros().to_string());
        Ok(self
            .tell_said(scene, notice, &round, &people, ids, now)
            .await?)
    }

    /// Everybody who may answer an appeal: of those who judge, not who removed it.
    async fn appeal_judges(
        &mut self,
        judge: Option<BodyId>,
        scene: &Scene,
        standing: Standing,
    ) -> Result<Vec<PersonId>, StoreError> {
        let mut people = self.judges(judge, scene).await?;
        people.retain(|person| *person != standing.by);
        Ok(people)
    }
}
