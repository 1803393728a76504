//! The outbox: what people are to be told, written in the transaction that
//! caused it, and carried out later by a job.
//!
//! What a case's command has to tell goes in through `cases::notify`, messages
//! to one address (a confirmation code) through [`Writer::enqueue_message`].
//! One message for one cause to one person on one channel: a unique key sees
//! to it. The words are made at delivery, in the person's language.

use domain::handle::{Handle, HandleKind};
use domain::id::PersonId;
use domain::instant::Instant;
use domain::language::Language;
use serde_json::Value;
use sqlx::types::Json;

use crate::Writer;
use crate::engine::connection::{on, writes};
use crate::error::{During as _, StoreError};
use crate::ids::Ids;
use crate::statements::sql;

pub mod delivery;
pub mod digest;
pub mod in_app;

/// How a notice travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// It stands on the person's own page.
    InApp,
    /// By e-mail.
    Email,
    /// By text message.
    Text,
}

impl Channel {
    /// All channels.
    pub const ALL: [Self; 3] = [Self::InApp, Self::Email, Self::Text];

    /// The stable code kept in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InApp => "in-app",
            Self::Email => "email",
            Self::Text => "text",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// The channel that reaches such a handle.
    pub const fn to(kind: HandleKind) -> Self {
        match kind {
            HandleKind::Email => Self::Email,
            HandleKind::Phone => Self::Text,
        }
    }
}

/// A message to one address, such as a confirmation code: it does not stand in
/// the app and does not ask who owns the address.
#[derive(Clone, Debug)]
pub struct NewMessage<'a> {
    /// What causes it; a second message with the same cause to the same address is not sent.
    pub cause: &'a str,
    /// Where to.
    pub to: &'a Handle,
    /// Whose it is, if that is known.
    pub person: Option<PersonId>,
    /// In which language.
    pub language: Language,
    /// Which text.
    pub kind: &'a str,
    /// What the text needs, by name.
    pub args: Value,
    /// Whether `args` are wiped once it is delivered or given up.
    pub secret: bool,
}

sql! {
    INSERT_MESSAGE = "INSERT INTO notices (id, cause, channel, recipient, person, address, language, kind, args, secret, asks,
            case_id, state, attempts, created_at, next_try_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, TRUE, NULL, 'waiting', 0, $11, $11)
        ON CONFLICT (cause, channel, recipient) DO NOTHING";
    INSERT_WITHHELD = "INSERT INTO notices (id, cause, channel, recipient, person, address, language, kind, args, secret, asks,
            case_id, state, attempts, created_at, next_try_at)
        VALUES ($1, $2, $3, $4, NULL, NULL, $5, $6, $7, FALSE, TRUE, NULL, 'dropped', 0, $8, $8)
        ON CONFLICT (cause, channel, recipient) DO NOTHING";
    // All causes that begin alike; `~` stands after every other sign in them.
    DELETE_NOTICES_SQLITE = "DELETE FROM notices WHERE cause >= $1 AND cause < $2";
    // A database with the collation of a language sorts `~` elsewhere.
    DELETE_NOTICES_POSTGRES = "DELETE FROM notices WHERE cause COLLATE \"C\" >= $1 AND cause COLLATE \"C\" < $2";
    DELETE_WITHHELD = "DELETE FROM notices WHERE state = 'dropped' AND person IS NULL AND created_at < $1";
}

impl Writer {
    /// Writes down a message to one address; `false` when its cause has sent one there already.
    pub async fn enqueue_message(
        &mut self,
        message: &NewMessage<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Result<bool, StoreError> {
        on!(self, |conn| sqlx::query(INSERT_MESSAGE)
            .bind(ids.uuid())
            .bind(message.cause)
            .bind(Channel::to(message.to.kind()).code())
            .bind(message.to.key())
            .bind(message.person.map(PersonId::uuid))
            .bind(message.to.as_str())
            .bind(message.language.tag())
            .bind(message.kind)
            .bind(Json(&message.args))
            .bind(message.secret)
            .bind(now.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected() == 1))
        .during("enqueue message")
    }

    /// Writes as much for a message that goes to nobody, so that it takes as
    /// long; neither the address nor what it would have said is kept.
    pub async fn withhold_message(
        &mut self,
        message: &NewMessage<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Result<(), StoreError> {
        let id = ids.uuid();
        on!(self, |conn| sqlx::query(INSERT_WITHHELD)
            .bind(id)
            .bind(message.cause)
            .bind(Channel::to(message.to.kind()).code())
            .bind(id.to_string())
            .bind(message.language.tag())
            .bind(message.kind)
            .bind(Json(serde_json::json!({})))
            .bind(now.micros())
            .execute(conn)
            .await
            .map(drop))
        .during("withhold message")
    }

    /// Deletes notices whose causes begin with `start`: what must not stay.
    pub(crate) async fn delete_notices_of(&mut self, start: &str) -> Result<(), StoreError> {
        let end = format!("{start}~");
        on!(
            self,
            DELETE_NOTICES_SQLITE | DELETE_NOTICES_POSTGRES,
            |conn, sql| sqlx::query(sql)
                .bind(start)
                .bind(&end)
                .execute(conn)
                .await
                .map(drop)
        )
        .during("delete notices")
    }

    /// Forgets messages to nobody from before a moment, and says how many.
    pub async fn delete_withheld(&mut self, before: Instant) -> Result<u64, StoreError> {
        on!(self, |conn| sqlx::query(DELETE_WITHHELD)
            .bind(before.micros())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))
        .during("delete withheld messages")
    }
}

writes! {
    enqueue_message(message: &NewMessage<'_>, ids: &Ids, now: Instant) -> bool;
    delete_withheld(before: Instant) -> u64;
}
