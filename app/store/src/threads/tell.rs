//! Who is told about something that was said: its author, and who looks at flags and
//! appeals. Never who flagged it, and no words of it: they may be out of sight.

use domain::id::PersonId;
use domain::instant::Instant;
use domain::thread::moderate::Said;
use domain::thread::{Thread, ThreadNotice};

use super::moderate::Scene;
use crate::Writer;
use crate::decisions::DecisionArgs;
use crate::error::StoreError;
use crate::ids::Ids;

impl Writer {
    /// Tells these people once, in the app at once and by e-mail where it must not wait.
    /// `round` tells two causes about one part apart.
    pub(super) async fn tell_said(
        &mut self,
        scene: &Scene,
        notice: ThreadNotice,
        round: &str,
        people: &[PersonId],
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let (thread, said, number) = scene.part();
        let cause = format!(
            "{}:{thread}:{}:{number}:{round}",
            notice.code(),
            said.code()
        );
        let args = DecisionArgs {
            thread: scene.thread.reference.to_string(),
            decision: None,
            post: (said == Said::Post).then_some(number),
            title: scene.thread.title.to_string(),
        };
        let what = (notice.code(), notice.asks_act());
        self.tell_people(people, what, &cause, &args, ids, now)
            .await
    }

    /// Tells these people of a thread itself, once.
    pub(super) async fn tell_of_thread(
        &mut self,
        thread: &Thread,
        notice: ThreadNotice,
        people: &[PersonId],
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let (code, asks) = (notice.code(), notice.asks_act());
        let cause = format!("{code}:{}", thread.id);
        let args = DecisionArgs {
            thread: thread.reference.to_string(),
            decision: None,
            post: None,
            title: thread.title.to_string(),
        };
        self.tell_people(people, (code, asks), &cause, &args, ids, now)
            .await
    }
}
