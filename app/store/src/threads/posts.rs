//! What people say in a thread. A page of it is found by key, so that the two
//! thousandth post is as near as the first.

use domain::id::{BodyId, PersonId, ThreadId};
use domain::instant::Instant;
use domain::person::Actor;
use domain::reference::Reference;
use domain::text::Words;
use domain::thread::post::{Lately, PostFacts, SPAN_SECONDS, is_sent_again, may_post};
use domain::thread::{Refused, Thread};
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use super::corrections::Earlier;
use super::flags::{Flagged, FlaggedRow};
use super::kept::{Kept, KeptRow};
use super::photos::{NewPhotos, PostPhoto};
use super::removals::{Removal, RemovalRow};
use super::{PURPOSE_POST, ThreadError};
use crate::engine::connection::{on, reads, transaction};
use crate::error::{During as _, StoreError};
use crate::idempotency::Once;
use crate::statements::sql;
use crate::{Conn, Store, Writer};

/// What of its photos a post is read with.
macro_rules! photos {
    (sqlite) => {
        "(SELECT json_group_array(json_object('photo', lower(hex(f.photo)), 'shows', f.shows) ORDER BY f.place)
                FROM post_photos f
                WHERE f.thread = p.thread AND f.post = p.number)"
    };
    (postgres) => {
        "(SELECT COALESCE(jsonb_agg(jsonb_build_object('photo', f.photo, 'shows', f.shows) ORDER BY f.place), '[]')
                FROM post_photos f
                WHERE f.thread = p.thread AND f.post = p.number)"
    };
}

/// Posts of thread `$1`.
macro_rules! posts {
    ($engine:ident, $which:literal) => {
        concat!(
            "SELECT p.number, p.root, p.author, p.body, p.words, p.html, p.at, p.corrected_at, p.first_html, a.name,
            ", photos!($engine), " AS photos,
            r.rule, r.reason, r.by_person, r.by_body, r.appeal_judge, r.appeal, r.answer, r.answered_at, r.restored,
            g.waits, g.judge, g.about, g.households, g.hidden_at, g.kept_at, g.kept_words, g.kept_body
        FROM posts p
        JOIN people a ON a.id = p.author
        LEFT JOIN removals r ON r.thread = p.thread AND r.kind = 'post' AND r.number = p.number
        LEFT JOIN flagged g ON g.thread = p.thread AND g.kind = 'post' AND g.number = p.number
        WHERE p.thread = $1 AND ", $which
        )
    };
}

sql! {
    LIST_POSTS_SQLITE = posts!(sqlite, "(p.root > $2 OR (p.root = $2 AND p.number > $3))
        ORDER BY p.root, p.number
        LIMIT $4");
    LIST_POSTS_POSTGRES = posts!(postgres, "(p.root > $2 OR (p.root = $2 AND p.number > $3))
        ORDER BY p.root, p.number
        LIMIT $4");
    // Backwards from where a page begins.
    LIST_POSTS_BACK_SQLITE = posts!(sqlite, "(p.root < $2 OR (p.root = $2 AND p.number <= $3))
        ORDER BY p.root DESC, p.number DESC
        LIMIT $4");
    LIST_POSTS_BACK_POSTGRES = posts!(postgres, "(p.root < $2 OR (p.root = $2 AND p.number <= $3))
        ORDER BY p.root DESC, p.number DESC
        LIMIT $4");
    FIND_POST_SQLITE = posts!(sqlite, "p.number = $2");
    FIND_POST_POSTGRES = posts!(postgres, "p.number = $2");
    COUNT_POSTS = "SELECT COALESCE(MAX(number), 0) FROM posts WHERE thread = $1";
    COUNT_POSTS_LATELY = "SELECT COUNT(CASE WHEN at > $3 THEN 1 END) AS count, MAX(at) AS last FROM posts
        WHERE author = $1 AND thread = $2";
    LAST_POST_OF = "SELECT MAX(number) FROM posts WHERE author = $1 AND thread = $2";
    // The latest, and one that is asked for.
    LATEST_POSTS = "SELECT number, root, author FROM posts
        WHERE thread = $1 AND (number = $2 OR number > (SELECT COALESCE(MAX(number), 0) - $3 FROM posts WHERE thread = $1))
        ORDER BY number DESC";
    INSERT_POST = "INSERT INTO posts (thread, number, root, author, body, words, html, at, corrected_at, first_html)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, NULL)";
    TOUCH_THREAD = "UPDATE threads SET changed_at = $2, pulse = pulse + 1 WHERE id = $1";
}

/// A post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its facts.
    pub facts: PostFacts,
    /// The body they spoke for.
    pub body: Option<BodyId>,
    /// What they wrote.
    pub words: String,
    /// The same as clean HTML.
    pub html: String,
    /// The name they chose.
    pub name: String,
    /// When it was corrected, and what it said before.
    pub corrected: Option<(Instant, String)>,
    /// What it said when somebody flagged it, where its author changed that before it was
    /// anybody's to notice: for who decides alone.
    pub as_flagged: Option<String>,
    /// That it was taken out of sight, if it was.
    pub removal: Option<Removal>,
    /// How neighbours flag it, if anybody ever did.
    pub flagged: Option<Flagged>,
    /// That somebody let it stand, if anybody did.
    pub kept: Option<Kept>,
    /// Its photos, in order; shown with it and out of sight with it.
    pub photos: Vec<PostPhoto>,
}

impl Post {
    /// Whether it was taken out of sight.
    pub fn is_removed(&self) -> bool {
        self.removal.as_ref().is_some_and(|one| !one.restored)
    }

    /// Whether flags ever hid it, or somebody removed it. A flag that hides nothing is
    /// nobody's to notice.
    pub fn is_noticed(&self) -> bool {
        let flags = self.flagged.map(|flagged| flagged.flags);
        let hidden = flags.is_some_and(|flags| flags.hidden_at.is_some());
        hidden || self.removal.is_some()
    }

    /// Until when neighbours hid it, while they do and nobody removed it.
    pub fn hidden_until(&self, now: Instant) -> Option<Instant> {
        let flagged = self.flagged.filter(|_| self.removal.is_none())?;
        flagged.hidden_until(now)
    }
}

#[derive(FromRow)]
struct PostRow {
    number: i64,
    root: i64,
    author: Uuid,
    body: Option<Uuid>,
    words: String,
    html: String,
    at: i64,
    corrected_at: Option<i64>,
    first_html: Option<String>,
    name: String,
    photos: Json<Vec<PostPhoto>>,
    #[sqlx(flatten)]
    removal: RemovalRow,
    #[sqlx(flatten)]
    flagged: FlaggedRow,
    #[sqlx(flatten)]
    kept: KeptRow,
}

impl PostRow {
    fn post(self) -> Post {
        let earlier = Earlier::read(self.first_html);
        Post {
            facts: PostFacts {
                author: PersonId::new(self.author),
                root: self.root,
                number: self.number,
                at: Instant::from_micros(self.at),
            },
            body: self.body.map(BodyId::new),
            words: self.words,
            html: self.html,
            name: self.name,
            corrected: self
                .corrected_at
                .map(Instant::from_micros)
                .zip(earlier.open),
            as_flagged: earlier.flagged,
            removal: self.removal.removal(),
            flagged: self.flagged.flagged(),
            kept: self.kept.kept(),
            photos: self.photos.0,
        }
    }
}

/// The end of a thread.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Latest {
    /// How many posts there are.
    pub count: i64,
    /// The post that begins the conversation of the one that was asked for.
    pub root: Option<i64>,
    /// Who wrote the latest ones, the newest first.
    pub authors: Vec<PersonId>,
}

/// A post to be written.
#[derive(Clone, Debug)]
pub struct NewPost {
    /// What they wrote.
    pub words: Words,
    /// The same as clean HTML.
    pub html: String,
    /// The number of the post it answers.
    pub answers: Option<i64>,
    /// Photos that wait for it.
    pub photos: NewPhotos,
}

/// Where a post went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posted {
    /// Its number.
    pub number: i64,
}

impl Conn<'_> {
    /// The posts after a place in the order of conversations, at most `limit`: by
    /// the post that begins each, then in time. `after` is `(root, number)`.
    pub async fn list_posts(
        &mut self,
        thread: ThreadId,
        after: (i64, i64),
        limit: i64,
    ) -> Result<Vec<Post>, StoreError> {
        let rows: Vec<PostRow> = on!(
            self,
            LIST_POSTS_SQLITE | LIST_POSTS_POSTGRES,
            |conn, sql| sqlx::query_as(sql)
                .bind(thread.uuid())
                .bind(after.0)
                .bind(after.1)
                .bind(limit)
                .fetch_all(conn)
                .await
        )
        .during("list posts")?;
        Ok(rows.into_iter().map(PostRow::post).collect())
    }

    /// The last posts up to the one at this spot (root and number) and with it, in order;
    /// at most `limit`.
    pub async fn list_posts_until(
        &mut self,
        thread: ThreadId,
        last: (i64, i64),
        limit: i64,
    ) -> Result<Vec<Post>, StoreError> {
        let rows: Vec<PostRow> = on!(
            self,
            LIST_POSTS_BACK_SQLITE | LIST_POSTS_BACK_POSTGRES,
            |conn, sql| sqlx::query_as(sql)
                .bind(thread.uuid())
                .bind(last.0)
                .bind(last.1)
                .bind(limit)
                .fetch_all(conn)
                .await
        )
        .during("list posts backwards")?;
        Ok(rows.into_iter().rev().map(PostRow::post).collect())
    }

    /// One post.
    pub async fn find_post(
        &mut self,
        thread: ThreadId,
        number: i64,
    ) -> Result<Option<Post>, StoreError> {
        let row: Option<PostRow> = on!(self, FIND_POST_SQLITE | FIND_POST_POSTGRES, |conn, sql| {
            sqlx::query_as(sql)
                .bind(thread.uuid())
                .bind(number)
                .fetch_optional(conn)
                .await
        })
        .during("find post")?;
        Ok(row.map(PostRow::post))
    }

    /// How many posts a thread has.
    pub async fn count_posts(&mut self, thread: ThreadId) -> Result<i64, StoreError> {
        on!(self, |conn| sqlx::query_scalar(COUNT_POSTS)
            .bind(thread.uuid())
            .fetch_one(conn)
            .await)
        .during("count posts")
    }

    /// How many posts a thread has, who wrote the latest `most`, and in which
    /// conversation the post `asked` stands: one statement.
    pub async fn latest_posts(
        &mut self,
        thread: ThreadId,
        asked: i64,
        most: i64,
    ) -> Result<Latest, StoreError> {
        let rows: Vec<(i64, i64, Uuid)> = on!(self, |conn| sqlx::query_as(LATEST_POSTS)
            .bind(thread.uuid())
            .bind(asked)
            .bind(most)
            .fetch_all(conn)
            .await)
        .during("find the latest posts")?;
        let count = rows.first().map_or(0, |(number, ..)| *number);
        let root = rows.iter().find(|(number, ..)| *number == asked);
        let latest = rows.iter().filter(|(number, ..)| *number > count - most);
        Ok(Latest {
            count,
            root: root.map(|(_, root, _)| *root),
            authors: latest.map(|(.., author)| PersonId::new(*author)).collect(),
        })
    }

    /// The last post of a person, where it says the same in the same place a moment ago.
    async fn sent_before(
        &mut self,
        thread: ThreadId,
        author: PersonId,
        new: &NewPost,
        now: Instant,
    ) -> Result<Option<Posted>, StoreError> {
        let last: Option<i64> = on!(self, |conn| sqlx::query_scalar(LAST_POST_OF)
            .bind(author.uuid())
            .bind(thread.uuid())
            .fetch_one(conn)
            .await)
        .during("find a person's last post")?;
        let Some(number) = last.filter(|_| new.photos.photos.is_empty()) else {
            return Ok(None);
        };
        let post = self.find_post(thread, number).await?;
        let post = post.filter(|post| {
            let again = (new.answers, new.words.as_str());
            !post.is_removed() && is_sent_again(post.facts, &post.words, again.0, again.1, now)
        });
        Ok(post.map(|_| Posted { number }))
    }

    async fn count_posts_lately(
        &mut self,
        person: PersonId,
        thread: ThreadId,
        since: Instant,
    ) -> Result<Lately, StoreError> {
        let (count, last): (i64, Option<i64>) =
            on!(self, |conn| sqlx::query_as(COUNT_POSTS_LATELY)
                .bind(person.uuid())
                .bind(thread.uuid())
                .bind(since.micros())
                .fetch_one(conn)
                .await)
            .during("count posts lately")?;
        let last = last.map(Instant::from_micros);
        Ok(Lately { count, last })
    }
}

impl Store {
    /// Writes a post. The same form again writes nothing and gives the same number, and so
    /// do the same words in the same place a moment later.
    ///
    /// # Errors
    /// [`ThreadError::NotFound`] for no such thread, [`ThreadError::Refused`] with the
    /// rule's code, or the database's failure.
    pub async fn write_post(
        &self,
        reference: Reference,
        new: &NewPost,
        actor: &Actor,
        once: Option<&Once<'_>>,
        now: Instant,
    ) -> Result<Posted, ThreadError> {
        transaction!(self, throws ThreadError, |tx| {
            // Locked, so that numbers have no gaps and limits hold.
            let thread = tx.lock_thread(reference).await?.ok_or(ThreadError::NotFound)?;
            if let Some(once) = once
                && !tx.claim_once(PURPOSE_POST, once, now).await?
            {
                return tx.posted_before(once).await;
            }
            let before = match actor.person() {
                Some(person) => tx.conn().sent_before(thread.id, person.id, new, now).await?,
                None => None,
            };
            let posted = match before {
                Some(posted) => posted,
                None => tx.insert_post(&thread, new, actor, now).await?,
            };
            if let Some(once) = once {
                tx.answer_once(PURPOSE_POST, once, &posted.number.to_string()).await?;
            }
            Ok(posted)
        })
    }
}

impl Writer {
    async fn posted_before(&mut self, once: &Once<'_>) -> Result<Posted, ThreadError> {
        let answer = self.conn().find_once(PURPOSE_POST, once).await?;
        let number = answer.and_then(|answer| answer.parse().ok());
        let number = number.ok_or_else(|| {
            StoreError::corrupt(
                "idempotency_keys",
                "answer",
                once.key,
                "no number of a post",
            )
        })?;
        Ok(Posted { number })
    }

    async fn insert_post(
        &mut self,
        thread: &Thread,
        new: &NewPost,
        actor: &Actor,
        now: Instant,
    ) -> Result<Posted, ThreadError> {
        let answers = match new.answers {
            Some(number) => {
                let post = self.conn().find_post(thread.id, number).await?;
                Some(post.ok_or(Refused::PostUnknown)?.facts)
            }
            None => None,
        };
        let author = actor.person().map(|person| person.id);
        let lately = match author {
            Some(author) => {
                let since = now.plus_seconds(-SPAN_SECONDS);
                self.conn()
                    .count_posts_lately(author, thread.id, since)
                    .await?
            }
            None => Lately::default(),
        };
        let body = may_post(thread, actor, lately, answers, now)?;
        let author = author.ok_or(ThreadError::NotFound)?;
        let number = self.conn().count_posts(thread.id).await? + 1;
        on!(self, |conn| sqlx::query(INSERT_POST)
            .bind(thread.id.uuid())
            .bind(number)
            .bind(answers.map_or(number, |post| post.number))
            .bind(author.uuid())
            .bind(body.map(BodyId::uuid))
            .bind(new.words.as_str())
            .bind(new.html.as_str())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("insert post")?;
        self.add_post_photos((thread.id, number), &new.photos, author)
            .await?;
        on!(self, |conn| sqlx::query(TOUCH_THREAD)
            .bind(thread.id.uuid())
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("touch thread")?;
        Ok(Posted { number })
    }
}

reads! {
    list_posts(thread: ThreadId, after: (i64, i64), limit: i64) -> Vec<Post>;
    find_post(thread: ThreadId, number: i64) -> Option<Post>;
    count_posts(thread: ThreadId) -> i64;
    latest_posts(thread: ThreadId, asked: i64, most: i64) -> Latest;
}
