//! What somebody looked at and let stand: why, for which body, and what of that everybody
//! reads. Whether it was flagged again leaves no trace that others see.

use domain::id::BodyId;
use domain::instant::Instant;
use domain::person::Actor;
use domain::text::Sentence;
use domain::thread::ThreadNotice;
use domain::thread::flag::may_keep;
use sqlx::FromRow;
use sqlx::types::Uuid;

use super::ThreadError;
use super::moderate::Scene;
use super::moderated::Did;
use crate::Writer;
use crate::engine::connection::on;
use crate::error::During as _;
use crate::ids::Ids;
use crate::statements::sql;

sql! {
    LET_STAND = "UPDATE flagged SET waits = FALSE, kept_at = $4, kept_words = $5, kept_by = $6, kept_body = $7
        WHERE thread = $1 AND kind = $2 AND number = $3";
    // What everybody reads stays as it is: a flag that hides nothing is nobody's to notice.
    LET_STAND_AGAIN = "UPDATE flagged SET waits = FALSE, kept_at = $4, kept_words = kept_words || $5
        WHERE thread = $1 AND kind = $2 AND number = $3";
}

/// Between the sentences of one who let it stand after the other; a sentence is one line.
const BETWEEN: char = '\n';

/// That something was let stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// When, the last time.
    pub at: Instant,
    /// Why.
    pub words: String,
    /// The body for which somebody did it; none where the steward did.
    pub body: Option<BodyId>,
    /// Why it still stood when it was flagged again: for its author and who decides.
    pub again: Vec<String>,
}

/// The columns of what was let stand where there may be none.
#[derive(FromRow)]
#[expect(
    clippy::struct_field_names,
    reason = "they stand among the columns of a post"
)]
pub(super) struct KeptRow {
    kept_at: Option<i64>,
    kept_words: Option<String>,
    kept_body: Option<Uuid>,
}

impl KeptRow {
    pub(super) fn kept(self) -> Option<Kept> {
        let said = self.kept_words?;
        let mut said = said.split(BETWEEN).map(str::to_owned);
        Some(Kept {
            at: Instant::from_micros(self.kept_at?),
            words: said.next()?,
            body: self.kept_body.map(BodyId::new),
            again: said.collect(),
        })
    }
}

impl Writer {
    /// Somebody looks at it and lets it stand. Where flags hid it, that counts in public,
    /// and its author is told.
    pub(super) async fn let_stand(
        &mut self,
        scene: &Scene,
        words: &Sentence,
        actor: &Actor,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), ThreadError> {
        let open = scene.flagged.is_some_and(|flagged| flagged.waits);
        let (author, judge) = (scene.author, scene.judge());
        let body = may_keep(&scene.thread, actor, author, judge, open)?;
        let by = actor.person().ok_or(ThreadError::NotFound)?.id;
        let (thread, said, number) = scene.part();
        let flags = scene.flagged.map(|flagged| flagged.flags);
        let flags = flags.unwrap_or_default();
        // What hid it before a removal was settled with that.
        let openly = scene.removal.is_none() && flags.hidden_at.is_some();
        if openly && flags.kept {
            on!(self, |conn| sqlx::query(LET_STAND_AGAIN)
                .bind(thread.uuid())
                .bind(said.code())
                .bind(number)
                .bind(now.micros())
                .bind(format!("{BETWEEN}{words}"))
                .execute(conn)
                .await
                .map(drop))
            .during("let stand again")?;
            return Ok(());
        }
        on!(self, |conn| sqlx::query(LET_STAND)
            .bind(thread.uuid())
            .bind(said.code())
            .bind(number)
            .bind(now.micros())
            .bind(words.as_str())
            .bind(by.uuid())
            .bind(body.map(BodyId::uuid))
            .execute(conn)
            .await
            .map(drop))
        .during("let stand")?;
        if openly {
            self.note_moderated(thread, Did::Kept, now).await?;
            let (author, notice) = (author.as_slice(), ThreadNotice::SaidKept);
            self.tell_said(scene, notice, "", author, ids, now).await?;
        }
        Ok(())
    }
}
