//! Sessions: who is signed in on which device. Only a hash of a session's id
//! is kept, so that a copy of the database opens nobody's account.
//!
//! When a session was last seen is kept to the nearest ten minutes at best,
//! for the list of devices and nothing else; it is written in batches and may
//! be lost in a crash.

use std::fmt;

use domain::id::PersonId;
use domain::instant::Instant;
use domain::person::Person;
use serde_json::Value;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use crate::batch::Batcher;
use crate::engine::Engine;
use crate::engine::connection::{on, reads, writes};
use crate::error::{During as _, StoreError};
use crate::people::{PersonRow, person_columns};
use crate::statements::sql;
use crate::{Conn, Store, Writer};

/// SHA-256 of a session's id, or of another secret that only its bearer knows.
pub type Hash = [u8; 32];

/// How much later than noted a session has to be seen to be noted again.
const TOUCH_SECONDS: i64 = 600;
/// Most sessions noted with one statement.
const TOUCHES_AT_ONCE: usize = 256;

/// A session as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// Hash of its id.
    pub hash: Hash,
    /// Who is signed in, if somebody is.
    pub person: Option<PersonId>,
    /// What the device calls itself, short and in words.
    pub device: String,
    /// What the session layer keeps in it.
    pub data: Value,
    /// When it began.
    pub created_at: Instant,
    /// When it was last seen, roughly.
    pub last_seen_at: Instant,
    /// When it ends by itself.
    pub expires_at: Instant,
}

impl fmt::Debug for SessionRecord {
    /// Without what it holds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionRecord")
            .field("person", &self.person)
            .finish_non_exhaustive()
    }
}

sql! {
    CREATE_SESSION = "INSERT INTO sessions (id_hash, person, device, data, created_at, last_seen_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id_hash) DO NOTHING";
    SAVE_SESSION = "UPDATE sessions
        SET person = $2, device = $3, data = $4, last_seen_at = $5, expires_at = $6
        WHERE id_hash = $1";
    LOAD_SESSION = "SELECT id_hash, person, device, data, created_at, last_seen_at, expires_at
        FROM sessions
        WHERE id_hash = $1 AND expires_at > $2";
    LOAD_SESSION_PERSON_SQLITE = concat!("SELECT s.id_hash, s.person, s.device, s.data, s.created_at, s.last_seen_at, s.expires_at, ",
        person_columns!(sqlite), "
        FROM sessions s
        LEFT JOIN people p ON p.id = s.person
        WHERE s.id_hash = $1 AND s.expires_at > $2");
    LOAD_SESSION_PERSON_POSTGRES = concat!("SELECT s.id_hash, s.person, s.device, s.data, s.created_at, s.last_seen_at, s.expires_at, ",
        person_columns!(postgres), "
        FROM sessions s
        LEFT JOIN people p ON p.id = s.person
        WHERE s.id_hash = $1 AND s.expires_at > $2");
    LIST_SESSIONS = "SELECT id_hash, person, device, data, created_at, last_seen_at, expires_at
        FROM sessions
        WHERE person = $1 AND expires_at > $2
        ORDER BY last_seen_at DESC, id_hash";
    DELETE_SESSION = "DELETE FROM sessions WHERE id_hash = $1";
    DELETE_SESSIONS_OF = "DELETE FROM sessions WHERE person = $1 AND (id_hash <> $2 OR $2 IS NULL)";
    DELETE_EXPIRED_SESSIONS = "DELETE FROM sessions WHERE expires_at <= $1";
    TOUCH_SESSIONS_SQLITE = "UPDATE sessions
        SET last_seen_at = MAX(last_seen_at, t.seen)
        FROM (SELECT unhex(value ->> 'hash') AS hash, MAX(value ->> 'seen') AS seen
            FROM json_each($1)
            GROUP BY value ->> 'hash') AS t
        WHERE id_hash = t.hash";
    TOUCH_SESSIONS_POSTGRES = "UPDATE sessions
        SET last_seen_at = GREATEST(last_seen_at, t.seen)
        FROM (SELECT decode(value ->> 'hash', 'hex') AS hash, MAX((value ->> 'seen')::BIGINT) AS seen
            FROM jsonb_array_elements($1) AS v (value)
            GROUP BY value ->> 'hash') AS t
        WHERE id_hash = t.hash";
}

#[derive(FromRow)]
struct SessionRow {
    id_hash: Vec<u8>,
    person: Option<Uuid>,
    device: String,
    data: Json<Value>,
    created_at: i64,
    last_seen_at: i64,
    expires_at: i64,
}

impl SessionRow {
    fn record(self) -> Result<SessionRecord, StoreError> {
        let hash = Hash::try_from(self.id_hash.as_slice())
            .map_err(|error| StoreError::corrupt("sessions", "id_hash", "?", error))?;
        Ok(SessionRecord {
            hash,
            person: self.person.map(PersonId::new),
            device: self.device,
            data: self.data.0,
            created_at: Instant::from_micros(self.created_at),
            last_seen_at: Instant::from_micros(self.last_seen_at),
            expires_at: Instant::from_micros(self.expires_at),
        })
    }
}

/// A session and, when somebody is signed in, their row.
struct Both(SessionRow, Option<PersonRow>);

impl<'r, R> FromRow<'r, R> for Both
where
    R: sqlx::Row,
    SessionRow: FromRow<'r, R>,
    PersonRow: FromRow<'r, R>,
    &'r str: sqlx::ColumnIndex<R>,
    Option<Uuid>: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
{
    fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
        let session = SessionRow::from_row(row)?;
        let person: Option<Uuid> = row.try_get("id")?;
        let person = person.map(|_there| PersonRow::from_row(row)).transpose()?;
        Ok(Self(session, person))
    }
}

impl Conn<'_> {
    /// The session with this hash, unless it has ended.
    pub async fn load_session(
        &mut self,
        hash: &Hash,
        now: Instant,
    ) -> Result<Option<SessionRecord>, StoreError> {
        let row: Option<SessionRow> = on!(self, |conn| sqlx::query_as(LOAD_SESSION)
            .bind(hash.as_slice())
            .bind(now.micros())
            .fetch_optional(conn)
            .await)
        .during("load session")?;
        row.map(SessionRow::record).transpose()
    }

    /// The session with this hash, unless it has ended, and who is signed in
    /// with it: one statement for both.
    pub async fn load_session_person(
        &mut self,
        hash: &Hash,
        now: Instant,
    ) -> Result<Option<(SessionRecord, Option<Person>)>, StoreError> {
        let row: Option<Both> = on!(
            self,
            LOAD_SESSION_PERSON_SQLITE | LOAD_SESSION_PERSON_POSTGRES,
            |conn, sql| {
                sqlx::query_as(sql)
                    .bind(hash.as_slice())
                    .bind(now.micros())
                    .fetch_optional(conn)
                    .await
            }
        )
        .during("load session and person")?;
        row.map(|Both(session, person)| {
            Ok((
                session.record()?,
                person.map(PersonRow::person).transpose()?,
            ))
        })
        .transpose()
    }

    /// The sessions of a person that have not ended, the last seen first.
    pub async fn list_sessions(
        &mut self,
        person: PersonId,
        now: Instant,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        let rows: Vec<SessionRow> = on!(self, |conn| sqlx::query_as(LIST_SESSIONS)
            .bind(person.uuid())
            .bind(now.micros())
            .fetch_all(conn)
            .await)
        .during("list sessions")?;
        rows.into_iter().map(SessionRow::record).collect()
    }
}

impl Writer {
    /// Keeps a new session; `false`, and nothing is kept, when its id is taken.
    pub async fn create_session(&mut self, session: &SessionRecord) -> Result<bool, StoreError> {
        on!(self, |conn| sqlx::query(CREATE_SESSION)
            .bind(session.hash.as_slice())
            .bind(session.person.map(PersonId::uuid))
            .bind(session.device.as_str())
            .bind(Json(&session.data))
            .bind(session.created_at.micros())
            .bind(session.last_seen_at.micros())
            .bind(session.expires_at.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected() == 1))
        .during("create session")
    }

    /// Keeps what a session holds now; `false` when it is gone, because it was
    /// signed out elsewhere: saving must not bring it back.
    pub async fn save_session(&mut self, session: &SessionRecord) -> Result<bool, StoreError> {
        on!(self, |conn| sqlx::query(SAVE_SESSION)
            .bind(session.hash.as_slice())
            .bind(session.person.map(PersonId::uuid))
            .bind(session.device.as_str())
            .bind(Json(&session.data))
            .bind(session.last_seen_at.micros())
            .bind(session.expires_at.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected() == 1))
        .during("save session")
    }

    /// Ends a session; `false` when it was over already.
    pub async fn delete_session(&mut self, hash: &Hash) -> Result<bool, StoreError> {
        on!(self, |conn| sqlx::query(DELETE_SESSION)
            .bind(hash.as_slice())
            .execute(conn)
            .await
            .map(|done| done.rows_affected() == 1))
        .during("delete session")
    }

    /// Ends all sessions of a person but the one given, and says how many.
    pub async fn delete_sessions_of(
        &mut self,
        person: PersonId,
        except: Option<&Hash>,
    ) -> Result<u64, StoreError> {
        on!(self, |conn| sqlx::query(DELETE_SESSIONS_OF)
            .bind(person.uuid())
            .bind(except.map(Hash::as_slice))
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("delete sessions of a person")
    }

    /// Forgets sessions that have ended, and says how many.
    pub async fn delete_expired_sessions(&mut self, now: Instant) -> Result<u64, StoreError> {
        on!(self, |conn| sqlx::query(DELETE_EXPIRED_SESSIONS)
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("delete expired sessions")
    }
}

reads! {
    load_session(hash: &Hash, now: Instant) -> Option<SessionRecord>;
    load_session_person(hash: &Hash, now: Instant) -> Option<(SessionRecord, Option<Person>)>;
    list_sessions(person: PersonId, now: Instant) -> Vec<SessionRecord>;
}

writes! {
    create_session(session: &SessionRecord) -> bool;
    save_session(session: &SessionRecord) -> bool;
    delete_session(hash: &Hash) -> bool;
    delete_sessions_of(person: PersonId, except: Option<&Hash>) -> u64;
    delete_expired_sessions(now: Instant) -> u64;
}

impl Store {
    /// Notes some time soon that a session was seen, if it was not within the
    /// last ten minutes.
    pub fn touch_session(&self, session: &SessionRecord, now: Instant) {
        if now.seconds_since(session.last_seen_at) >= TOUCH_SECONDS {
            self.touches.0.hint((session.hash, now));
        }
    }

    /// The same, and returns when it is written.
    pub async fn touch_session_now(&self, hash: Hash, now: Instant) -> Result<(), StoreError> {
        self.touches.0.submit((hash, now)).await
    }
}

/// The task that notes when sessions were seen.
#[derive(Clone, Debug)]
pub(crate) struct Touches(Batcher<(Hash, Instant), ()>);

impl Touches {
    pub(crate) fn start(engine: Engine) -> Self {
        Self(Batcher::start(
            TOUCHES_AT_ONCE,
            move |seen: Vec<(Hash, Instant)>| {
                let engine = engine.clone();
                async move {
                    let rows: Vec<Value> = seen
                    .iter()
                    .map(|(hash, at)| serde_json::json!({"hash": hex(hash), "seen": at.micros()}))
                    .collect();
                    let mut writer = engine.writer().await?;
                    on!(
                        writer,
                        TOUCH_SESSIONS_SQLITE | TOUCH_SESSIONS_POSTGRES,
                        |conn, sql| {
                            sqlx::query(sql)
                                .bind(Json(&rows))
                                .execute(conn)
                                .await
                                .map(drop)
                        }
                    )
                    .during("touch sessions")?;
                    writer.commit().await?;
                    Ok(vec![(); seen.len()])
                }
            },
        ))
    }
}

fn hex(hash: &Hash) -> String {
    use fmt::Write as _;
    hash.iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a String takes everything");
            text
        })
}
