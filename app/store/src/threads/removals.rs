//! What is taken out of sight in a thread, and appeals against that.

use domain::case::Rule;
use domain::id::{BodyId, PersonId, ThreadId};
use domain::instant::Instant;
use domain::text::Sentence;
use domain::thread::moderate::{Said, Standing};
use sqlx::FromRow;
use sqlx::types::Uuid;

use super::moderated::Did;
use crate::Writer;
use crate::engine::connection::on;
use crate::error::{During as _, StoreError};
use crate::statements::sql;

sql! {
    FIND_REMOVAL = "SELECT rule, reason, by_person, by_body, appeal_judge, appeal, answer, answered_at, restored FROM removals
        WHERE thread = $1 AND kind = $2 AND number = $3";
    FIND_AUTHOR_OF_POST = "SELECT author, corrected_at FROM posts WHERE thread = $1 AND number = $2";
    // Nobody corrects a statement.
    FIND_AUTHOR_OF_STATEMENT = "SELECT author, CAST(NULL AS BIGINT) FROM statements WHERE thread = $1 AND number = $2";
    // In place of one that an appeal undid: the new one has its own appeal.
    INSERT_REMOVAL = "INSERT INTO removals (thread, kind, number, rule, reason, by_person, by_body, at, restored)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)
        ON CONFLICT (thread, kind, number) DO UPDATE SET
            rule = excluded.rule, reason = excluded.reason, by_person = excluded.by_person, by_body = excluded.by_body,
            at = excluded.at, restored = 0, appeal = NULL, appealed_at = NULL, appeal_judge = NULL,
            answer = NULL, answered_by = NULL, answered_at = NULL";
    KEEP_APPEAL = "UPDATE removals SET appeal = $4, appealed_at = $5, appeal_judge = $6 WHERE thread = $1 AND kind = $2 AND number = $3";
    ANSWER_APPEAL = "UPDATE removals SET answer = $4, answered_by = $5, answered_at = $6, restored = $7
        WHERE thread = $1 AND kind = $2 AND number = $3";
    HIDE_STATEMENT = "UPDATE statements SET removed_at = $3 WHERE thread = $1 AND number = $2";
}

/// That something was taken out of sight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// The rule that it breaks.
    pub rule: Rule,
    /// Why, in words.
    pub reason: String,
    /// Who did it.
    pub by: PersonId,
    /// The body they did it for; none for a steward, or for their own words.
    pub body: Option<BodyId>,
    /// Who answers an appeal, once there is one.
    judge: Option<BodyId>,
    /// What its author said against that.
    pub appeal: Option<String>,
    /// What another person answered.
    pub answer: Option<String>,
    /// When.
    pub answered_at: Option<Instant>,
    /// Whether it stands there again.
    pub restored: bool,
}

impl Removal {
    /// As rules need it; `corrected` is when what was said was changed last.
    pub fn standing(&self, corrected: Option<Instant>) -> Standing {
        Standing {
            by: self.by,
            judge: if self.appeal.is_some() {
                self.judge
            } else {
                self.body
            },
            appealed: self.appeal.is_some(),
            answered: self.answer.is_some(),
            restored: self.restored,
            rewritten: self.answered_at.is_some() && corrected > self.answered_at,
        }
    }
}

/// The columns of a removal where there may be none.
#[derive(FromRow)]
pub(super) struct RemovalRow {
    rule: Option<String>,
    reason: Option<String>,
    by_person: Option<Uuid>,
    by_body: Option<Uuid>,
    appeal_judge: Option<Uuid>,
    appeal: Option<String>,
    answer: Option<String>,
    answered_at: Option<i64>,
    restored: Option<i64>,
}

impl RemovalRow {
    pub(super) fn removal(self) -> Option<Removal> {
        Some(Removal {
            rule: Rule::from_code(&self.rule?)?,
            reason: self.reason?,
            by: PersonId::new(self.by_person?),
            body: self.by_body.map(BodyId::new),
            judge: self.appeal_judge.map(BodyId::new),
            appeal: self.appeal,
            answer: self.answer,
            answered_at: self.answered_at.map(Instant::from_micros),
            restored: self.restored == Some(1),
        })
    }
}

/// A part of a thread: which thread, which sort of part, which number; of an objection
/// its slip, of a published reason its decision and ballot in one.
pub(crate) type Part = (ThreadId, Said, i64);

/// Where a part comes from.
#[derive(Clone, Copy)]
pub(super) struct Origin {
    /// Who said it; none where nobody knows.
    pub(super) author: Option<PersonId>,
    /// When they changed it last.
    pub(super) corrected: Option<Instant>,
    /// To which decision it belongs, of objections and published reasons.
    pub(super) decision: Option<i64>,
}

impl Writer {
    /// Who said it, and when they changed it last; an objection that is changed is another.
    pub(super) async fn find_origin(
        &mut self,
        (thread, said, number): Part,
    ) -> Result<Option<Origin>, StoreError> {
        let sql = match said {
            Said::Post => FIND_AUTHOR_OF_POST,
            Said::Statement => FIND_AUTHOR_OF_STATEMENT,
            Said::Objection => {
                let found = self.conn().find_objected(thread, number).await?;
                return Ok(found.map(|one| Origin {
                    author: Some(one.author),
                    corrected: None,
                    decision: Some(one.decision),
                }));
            }
            // Nobody corrects what is published either.
            Said::Reason => {
                let found = self.conn().find_reasoned(thread, number).await?;
                return Ok(found.map(|one| Origin {
                    author: one.author,
                    corrected: None,
                    decision: Some(one.decision),
                }));
            }
        };
        let found: Option<(Uuid, Option<i64>)> = on!(self, |conn| sqlx::query_as(sql)
            .bind(thread.uuid())
            .bind(number)
            .fetch_optional(conn)
            .await)
        .during("find author")?;
        Ok(found.map(|(author, corrected)| Origin {
            author: Some(PersonId::new(author)),
            corrected: corrected.map(Instant::from_micros),
            decision: None,
        }))
    }

    pub(super) async fn find_removal(
        &mut self,
        (thread, said, number): Part,
    ) -> Result<Option<Removal>, StoreError> {
        let row: Option<RemovalRow> = on!(self, |conn| sqlx::query_as(FIND_REMOVAL)
            .bind(thread.uuid())
            .bind(said.code())
            .bind(number)
            .fetch_optional(conn)
            .await)
        .during("find removal")?;
        Ok(row.and_then(RemovalRow::removal))
    }

    pub(super) async fn insert_removal(
        &mut self,
        (thread, said, number): Part,
        rule: Rule,
        reason: &Sentence,
        (person, body): (PersonId, Option<BodyId>),
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(INSERT_REMOVAL)
            .bind(thread.uuid())
            .bind(said.code())
            .bind(number)
            .bind(rule.code())
            .bind(reason.as_str())
            .bind(person.uuid())
            .bind(body.map(BodyId::uuid))
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("insert removal")?;
        if rule != Rule::OwnWish {
            self.note_moderated(thread, Did::Removed, now).await?;
        }
        self.hide((thread, said, number), Some(now)).await
    }

    pub(super) async fn keep_appeal(
        &mut self,
        (thread, said, number): Part,
        words: &Sentence,
        judge: Option<BodyId>,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(KEEP_APPEAL)
            .bind(thread.uuid())
            .bind(said.code())
            .bind(number)
            .bind(words.as_str())
            .bind(now.micros())
            .bind(judge.map(BodyId::uuid))
            .execute(conn)
            .await
            .map(drop))
        .during("keep appeal")?;
        self.note_moderated(thread, Did::Appealed, now).await
    }

    pub(super) async fn answer_appeal(
        &mut self,
        (thread, said, number): Part,
        restore: bool,
        words: &Sentence,
        by: PersonId,
        now: Instant,
    ) -> Result<(), StoreError> {
        on!(self, |conn| sqlx::query(ANSWER_APPEAL)
            .bind(thread.uuid())
            .bind(said.code())
            .bind(number)
            .bind(words.as_str())
            .bind(by.uuid())
            .bind(now.micros())
            .bind(i64::from(restore))
            .execute(conn)
            .await
            .map(drop))
        .during("answer appeal")?;
        let did = if restore { Did::Restored } else { Did::Upheld };
        self.note_moderated(thread, did, now).await?;
        if restore {
            self.hide((thread, said, number), None).await?;
        }
        Ok(())
    }

    /// A removed statement takes no answers and has no weight in the map. A removed
    /// objection counts as before, and so does the answer to a removed reason: only the
    /// words are out of sight.
    async fn hide(
        &mut self,
        (thread, said, number): Part,
        at: Option<Instant>,
    ) -> Result<(), StoreError> {
        match said {
            Said::Statement => {}
            Said::Post | Said::Objection | Said::Reason => return Ok(()),
        }
        on!(self, |conn| sqlx::query(HIDE_STATEMENT)
            .bind(thread.uuid())
            .bind(number)
            .bind(at.map(Instant::micros))
            .execute(conn)
            .await
            .map(drop))
        .during("hide statement")
    }
}
