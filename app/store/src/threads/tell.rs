//! Who is told about something that was said: its author, and who looks at flags and
//! appeals. Never who flagged it, and no words of it: they may be out of sight.

use domain::id::PersonId;
use domain::instant::Instant;
use domain::thread::ThreadNotice;
use domain::thread::moderate::Said;

use super::moderate::Scene;
use crate::Writer;
use crate::cases::notify::NoticeRow;
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
        if people.is_empty() {
            return Ok(());
        }
        let (thread, said, number) = scene.part();
        let cause = format!(
            "{}:{thread}:{}:{number}:{round}",
            notice.code(),
            said.code()
        );
        let recipients = self.recipients(people.iter().copied()).await?;
        let mut rows = Vec::with_capacity(2 * recipients.len());
        for recipient in &recipients {
            let (code, asks) = (notice.code(), notice.asks_act());
            rows.extend(NoticeRow::of(recipient, &cause, code, asks, ids, now));
        }
        let args = DecisionArgs {
            thread: scene.thread.reference.to_string(),
            decision: None,
            post: (said == Said::Post).then_some(number),
            title: scene.thread.title.to_string(),
        };
        self.insert_notice_rows(&rows, &args, None, now).await
    }
}
