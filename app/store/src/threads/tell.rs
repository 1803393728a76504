//! Who is told about something that was said: its author, and who looks at flags and
//! appeals. Never who flagged it, and no words of it: they may be out of sight.

use domain::id::PersonId;
use domain::instant::Instant;
use domain::thread::moderate::Said;
use domain::thread::{Thread, ThreadNotice};

use super::moderate::Scene;
use crate::Writer;
use crate::cases::notify::What;
use crate::decisions::DecisionArgs;
use crate::error::StoreError;
use crate::ids::Ids;

impl Writer {
    /// Tells these people once, in the app at once and outside where it must not wait.
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
        let (kind, part) = (notice.code(), said.code());
        let what = What {
            cause: &format!("{kind}:{thread}:{part}:{number}:{round}"),
            kind,
            asks: notice.asks_act(),
        };
        let args = DecisionArgs {
            thread: scene.thread.reference.to_string(),
            decision: None,
            post: (said == Said::Post).then_some(number),
            title: scene.thread.title.to_string(),
        };
        self.tell_people(people, what, &args, ids, now).await
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
        let kind = notice.code();
        let what = What {
            cause: &format!("{kind}:{}", thread.id),
            kind,
            asks: notice.asks_act(),
        };
        let args = DecisionArgs {
            thread: thread.reference.to_string(),
            decision: None,
            post: None,
            title: thread.title.to_string(),
        };
        self.tell_people(people, what, &args, ids, now).await
    }
}
