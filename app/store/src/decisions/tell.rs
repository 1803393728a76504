//! Who is told about a decision. What would tell who had not answered, or who objected,
//! is deleted when it closes.

use domain::decision::Decision;
use domain::id::PersonId;
use domain::instant::Instant;
use domain::thread::ThreadNotice;
use serde::{Deserialize, Serialize};

use crate::cases::notify::What;
use crate::error::StoreError;
use crate::ids::Ids;
use crate::{Store, Writer};

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

/// The same with when the decision ends, as every notice about a thread can be read: one
/// that leaves a day later says the day all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadArgs {
    /// What it is about.
    #[serde(flatten)]
    pub about: DecisionArgs,
    /// When it ends; only where somebody is reminded of it, and not in notices of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Ends>,
}

/// When a decision ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ends {
    /// The moment.
    pub until: Instant,
    /// In which time zone that is told.
    pub zone: String,
}

/// Why somebody is told: once for each cause.
pub(super) struct Cause {
    pub(super) notice: ThreadNotice,
    /// What tells two of them in one decision apart.
    pub(super) part: String,
    /// When it ends, where that is why.
    pub(super) ends: Option<Ends>,
}

impl From<ThreadNotice> for Cause {
    fn from(notice: ThreadNotice) -> Self {
        Self {
            notice,
            part: String::new(),
            ends: None,
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
        let about = DecisionArgs {
            thread: decision.reference.to_string(),
            decision: Some(decision.number),
            post: None,
            title: decision.question.to_string(),
        };
        let ends = why.ends.clone();
        let args = ThreadArgs { about, ends };
        self.tell_people(people, what, &args, ids, now).await
    }

    /// When it ends, in the time of the body that leads it; nothing once it is over.
    pub(super) async fn decision_ends(
        &mut self,
        store: &Store,
        decision: &Decision,
    ) -> Result<Option<Ends>, StoreError> {
        let Some(until) = decision.until() else {
            return Ok(None);
        };
        let book = store.rulebook(self.conn()).await?;
        let body = book.body(decision.body);
        Ok(body.map(|body| Ends {
            until,
            zone: body.calendar.zone.clone(),
        }))
    }

    /// Deletes what tells who had not answered or who objected.
    pub(super) async fn forget_telling(&mut self, decision: &Decision) -> Result<(), StoreError> {
        for notice in [ThreadNotice::DecisionEnds, ThreadNotice::ObjectionAnswered] {
            self.delete_notices_of(&cause(decision, notice, "")).await?;
        }
        Ok(())
    }
}
