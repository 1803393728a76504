//! Who is told about a decision. What would tell who had not answered, or who objected,
//! is deleted when it closes.

use domain::decision::Decision;
use domain::id::PersonId;
use domain::instant::Instant;
use domain::thread::ThreadNotice;
use serde::{Deserialize, Serialize};

use crate::Writer;
use crate::cases::notify::What;
use crate::error::StoreError;
use crate::ids::Ids;

/// What the text of a notice about a thread needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionArgs {
    /// The reference of the thread.
    pub thread: String,
    /// Which decision of it; none where it is about the thread itself.
    #[serde(default)]
    pub decision: Option<i64>,
    /// Which post of it; none where it is about no post.
    #[serde(default)]
    pub post: Option<i64>,
    /// The question, or what the thread is called.
    pub title: String,
}

/// Why somebody is told: once for each cause.
pub(super) struct Cause {
    pub(super) notice: ThreadNotice,
    /// What tells two of them in one decision apart.
    pub(super) part: String,
}

impl From<ThreadNotice> for Cause {
    fn from(notice: ThreadNotice) -> Self {
        Self {
            notice,
            part: String::new(),
        }
    }
}

fn cause(decision: &Decision, notice: ThreadNotice, part: &str) -> String {
    format!("{}:{}:{part}", notice.code(), decision.id)
}

impl Writer {
    /// Tells these people, in the app at once and outside where an act is asked.
    pub(super) async fn tell_decision(
        &mut self,
        decision: &Decision,
        why: &Cause,
        people: &[PersonId],
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let what = What {
            cause: &cause(decision, why.notice, &why.part),
            kind: why.notice.code(),
            asks: why.notice.asks_act(),
        };
        let args = DecisionArgs {
            thread: decision.reference.to_string(),
            decision: Some(decision.number),
            post: None,
            title: decision.question.to_string(),
        };
        self.tell_people(people, what, &args, ids, now).await
    }

    /// Deletes what tells who had not answered or who objected.
    pub(super) async fn forget_telling(&mut self, decision: &Decision) -> Result<(), StoreError> {
        for notice in [ThreadNotice::DecisionEnds, ThreadNotice::ObjectionAnswered] {
            self.delete_notices_of(&cause(decision, notice, "")).await?;
        }
        Ok(())
    }
}
