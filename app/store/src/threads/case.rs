//! A thread and its case: what happens in the one is told to the other in the same
//! transaction.
//!
//! Whoever needs both takes the case first and the thread second, so that two of them
//! wait for each other in one order only.

use domain::case::deliberate::follow;
use domain::case::{By, Case, Decided, Event, Recorded, Surroundings};
use domain::instant::Instant;
use domain::reference::Reference;
use domain::text::Sentence;
use domain::thread::{Refused, Thread, give_time, hand_on};

use super::ThreadError;
use crate::cases::ActError;
use crate::error::StoreError;
use crate::ids::Ids;
use crate::{Store, Writer};

impl Writer {
    /// The thread, and its case before it; both locked.
    pub(super) async fn lock_thread_and_case(
        &mut self,
        reference: Reference,
    ) -> Result<(Thread, Option<Case>), ThreadError> {
        let about = self.conn().find_thread(reference).await?;
        let about = about.ok_or(ThreadError::NotFound)?.case;
        let case = match about {
            Some(case) => self.lock_case(case).await?,
            None => None,
        };
        let thread = self.lock_thread(reference).await?;
        Ok((thread.ok_or(ThreadError::NotFound)?, case))
    }

    /// Tells `case` what happened in its thread; `promised` is the date that came with
    /// an agreement.
    #[expect(
        clippy::too_many_arguments,
        reason = "which case, which thread, what, by when, with which ids, when: none belongs to another"
    )]
    pub(super) async fn tell_case(
        &mut self,
        store: &Store,
        case: &Case,
        thread: &Thread,
        happened: &[domain::thread::Recorded],
        promised: Option<Instant>,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), ThreadError> {
        let book = store.rulebook(self.conn()).await?;
        let corrupt = |column, what| StoreError::corrupt("cases", column, case.id, what);
        let charter = book.charter(case.charter_version);
        let charter =
            charter.ok_or_else(|| corrupt("charter_version", "no such version of the charter"))?;
        let holder = book.body(case.holding.holder);
        let holder = holder.ok_or_else(|| corrupt("holder", "no such body"))?;
        let serving = book.bodies_serving(&case.concern.place_path);
        let bodies: Vec<_> = serving.into_iter().cloned().collect();
        let around = Surroundings::plain(charter, holder, &bodies, now);
        let mut before = case.clone();
        for one in happened {
            let decided = follow(&before, thread, one, promised, &around).map_err(Refused::from)?;
            let kept = self.keep(&before, &decided, &book, ids, now).await;
            kept.map_err(|error| match error {
                ActError::NotFound => ThreadError::NotFound,
                ActError::Refused(refused) => ThreadError::Refused(refused.into()),
                ActError::Store(error) => ThreadError::Store(error),
            })?;
            before = decided.case;
        }
        Ok(())
    }

    /// Tells the thread of a case what the case did with it: more time that those
    /// affected gave it, and another body where the case is about the one before.
    pub(crate) async fn tell_thread(
        &mut self,
        before: &Case,
        decided: &Decided,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let case = &decided.case;
        let Some(talk) = &case.talk else {
            return Ok(());
        };
        let time = time_given(&decided.recorded);
        let led = before.talk.as_ref().map(|talk| talk.body);
        let handed = led.is_some_and(|body| body != talk.body);
        let moved = decided.recorded.last().filter(|_| handed);
        if time.is_none() && moved.is_none() {
            return Ok(());
        }
        let corrupt = |what| StoreError::corrupt("cases", "state", case.id, what);
        let thread = self.lock_thread(talk.thread).await?;
        let thread = thread.ok_or_else(|| corrupt("there is no such thread"))?;
        let told = match (time, moved) {
            (Some((reason, until, by)), _) => give_time(&thread, until, reason.clone(), by, now)
                .map_err(|_| corrupt("its thread stands elsewhere"))?,
            (None, Some(moved)) => hand_on(&thread, talk.body, moved.by, now),
            (None, None) => return Ok(()),
        };
        let (after, happened) = (&told.thread, &told.recorded);
        if self
            .update_thread(&thread, after, happened, ids, now)
            .await?
        {
            Ok(())
        } else {
            Err(corrupt("its thread changed under a lock"))
        }
    }
}

/// The time that the last one who asked gave the thread: why, until when, and who.
fn time_given(recorded: &[Recorded]) -> Option<(&Sentence, Instant, By)> {
    recorded.windows(2).find_map(|pair| match pair {
        [asked, given] => match (&asked.event, &given.event) {
            (Event::AskedTime { reason }, Event::ThreadExtended { until }) => {
                Some((reason, *until, asked.by))
            }
            _ => None,
        },
        _ => None,
    })
}
