//! Who is told about something that was said: its author, and who looks at flags and
//! appeals. Never who flagged it, and no words of it: they may be out of sight.

use domain::case::Case;
use domain::id::PersonId;
use domain::instant::Instant;
use domain::thread::moderate::Said;
use domain::thread::{Recorded, Thread, ThreadNotice};
use sqlx::types::Uuid;

use super::moderate::Scene;
use super::removals::Part;
use crate::Writer;
use crate::cases::notify::What;
use crate::decisions::DecisionArgs;
use crate::engine::connection::on;
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::statements::sql;

sql! {
    // Whoever did it knows; what comes of it, who is affected by its case hears by that.
    // Where it was put to a decision, everybody who lives there was asked: a decision that
    // closed keeps nothing of who answered, and where somebody lives is no vote.
    LIST_PART = "SELECT o.person
        FROM (SELECT author AS person FROM posts WHERE thread = $1
            UNION
            SELECT author FROM statements WHERE thread = $1
            UNION
            SELECT person FROM voters WHERE thread = $1
            UNION
            SELECT r.person
            FROM threads w
            JOIN place_paths l ON l.ancestor = w.place
            JOIN households h ON h.place = l.descendant
            JOIN residencies r ON r.household = h.id AND r.ended_at IS NULL
            WHERE w.id = $1 AND NOT $3
                AND EXISTS (SELECT 1 FROM decisions d WHERE d.thread = w.id AND d.stage NOT IN ('drafted', 'dropped'))) AS o
        WHERE o.person IS NOT NULL AND o.person <> $2
            AND ($3 OR NOT EXISTS (SELECT 1
                FROM threads t
                JOIN cases c ON c.reference = t.case_reference
                JOIN affected a ON a.case_id = c.id
                WHERE t.id = $1 AND a.person = o.person))
        ORDER BY o.person";
    RETITLE_SQLITE = "UPDATE notices SET args = json_set(args, '$.title', $3) WHERE cause >= $1 AND cause < $2";
    // A database with the collation of a language sorts `~` elsewhere.
    RETITLE_POSTGRES = "UPDATE notices SET args = jsonb_set(args, '{title}', to_jsonb(CAST($3 AS TEXT)))
        WHERE cause COLLATE \"C\" >= $1 AND cause COLLATE \"C\" < $2";
    // What those affected by its case were told when it was opened.
    RETITLE_ON_CASE_SQLITE = "UPDATE notices SET args = json_set(args, '$.words', $3)
        WHERE case_id = $1 AND kind = 'thread-opened' AND args->>'words' = $2";
    RETITLE_ON_CASE_POSTGRES = "UPDATE notices SET args = jsonb_set(args, '{words}', to_jsonb(CAST($3 AS TEXT)))
        WHERE case_id = $1 AND kind = 'thread-opened' AND args->>'words' = $2";
}

/// The cause of a notice about a part; with no `round` how all about that part begin.
pub(super) fn cause(notice: ThreadNotice, (thread, said, number): Part, round: &str) -> String {
    let (kind, part) = (notice.code(), said.code());
    format!("{kind}:{thread}:{part}:{number}:{round}")
}

impl Writer {
    /// Tells those who had a part in a thread what happened to it, and how it ended also
    /// those who live where it was put to a decision.
    pub(super) async fn tell_part(
        &mut self,
        thread: &Thread,
        recorded: &[Recorded],
        by: Option<PersonId>,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let told = recorded.iter();
        for notice in told.filter_map(|one| ThreadNotice::of_part(&one.event)) {
            let people: Vec<Uuid> = on!(self, |conn| sqlx::query_scalar(LIST_PART)
                .bind(thread.id.uuid())
                .bind(by.map_or(Uuid::nil(), PersonId::uuid))
                .bind(notice == ThreadNotice::Weighs)
                .fetch_all(conn)
                .await)
            .during("list who had a part in a thread")?;
            let people: Vec<PersonId> = people.into_iter().map(PersonId::new).collect();
            self.tell_of_thread(thread, notice, &people, ids, now)
                .await?;
        }
        Ok(())
    }

    /// After a thread got another title: what was told of it under the one before has the
    /// new one, in the app, in the letter of the week and in what still waits to go out.
    pub(super) async fn retitle_notices(
        &mut self,
        before: &Thread,
        thread: &Thread,
        case: Option<&Case>,
    ) -> Result<(), StoreError> {
        if before.title == thread.title {
            return Ok(());
        }
        // Decisions have ids and titles of their own: none of their notices is among these.
        for notice in ThreadNotice::ALL {
            let start = format!("{}:{}", notice.code(), thread.id);
            let end = format!("{start}~");
            on!(self, RETITLE_SQLITE | RETITLE_POSTGRES, |conn, sql| {
                sqlx::query(sql)
                    .bind(&start)
                    .bind(&end)
                    .bind(thread.title.as_str())
                    .execute(conn)
                    .await
                    .map(drop)
            })
            .during("give notices of a thread its new title")?;
        }
        let Some(case) = case else {
            return Ok(());
        };
        on!(
            self,
            RETITLE_ON_CASE_SQLITE | RETITLE_ON_CASE_POSTGRES,
            |conn, sql| sqlx::query(sql)
                .bind(case.id.uuid())
                .bind(before.title.as_str())
                .bind(thread.title.as_str())
                .execute(conn)
                .await
                .map(drop)
        )
        .during("give notices of a case the new title of its thread")
    }

    /// Tells these people once, in the app at once and outside where it must not wait.
    /// `round` tells two causes about one part apart, such as its second removal from the
    /// first: the moment of the act, which is the same when its transaction runs again.
    pub(super) async fn tell_said(
        &mut self,
        scene: &Scene,
        notice: ThreadNotice,
        round: &str,
        people: &[PersonId],
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let what = What {
            cause: &cause(notice, scene.part(), round),
            kind: notice.code(),
            asks: notice.asks_act_about(scene.said),
        };
        let args = DecisionArgs {
            thread: scene.thread.reference.to_string(),
            decision: scene.decision,
            post: (scene.said == Said::Post).then_some(scene.number),
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
