//! The rows of the outbox for one person: on which channels they are told, and when.

use domain::case::Case;
use domain::charter::Urgency;
use domain::instant::Instant;
use domain::notice::{Notice, Pace, To, after_quiet_hours};
use serde::Serialize;
use sqlx::FromRow;
use sqlx::types::Uuid;

use crate::ids::Ids;
use crate::row::hex;
use crate::rulebook::Rulebook;

#[derive(FromRow)]
pub(crate) struct RecipientRow {
    pub(crate) id: Uuid,
    pub(crate) language: String,
    pub(crate) email: Option<String>,
    phone: Option<String>,
    zone: Option<String>,
}

/// A channel, and the address there; none in the app.
pub(crate) type Way<'a> = (&'static str, Option<&'a String>);

impl RecipientRow {
    /// How they are reached outside the app: by e-mail, or by text message who has no
    /// e-mail address.
    pub(crate) fn way(&self) -> Option<Way<'_>> {
        let email = self.email.as_ref().map(|one| (EMAIL, Some(one)));
        email.or_else(|| self.phone.as_ref().map(|one| (TEXT, Some(one))))
    }

    /// `now`, or the morning if it is night where they live.
    fn morning(&self, now: Instant) -> Instant {
        after_quiet_hours(self.zone.as_deref().unwrap_or("UTC"), now)
    }
}

/// The codes of `outbox::Channel`, which knows cases and not the other way round.
const IN_APP: &str = "in-app";
const EMAIL: &str = "email";
const TEXT: &str = "text";

/// What is told, by one cause once to each person.
#[derive(Clone, Copy)]
pub(crate) struct What<'a> {
    pub(crate) cause: &'a str,
    pub(crate) kind: &'static str,
    /// Whether it asks an act.
    pub(crate) asks: bool,
}

/// One row to be: a notice for one person on one channel.
#[derive(Serialize)]
pub(crate) struct NoticeRow {
    pub(crate) id: String,
    pub(crate) cause: String,
    pub(crate) channel: &'static str,
    pub(crate) person: String,
    pub(crate) address: Option<String>,
    pub(crate) language: String,
    pub(crate) kind: &'static str,
    pub(crate) asks: bool,
    pub(crate) state: &'static str,
    pub(crate) next_try_at: Instant,
    pub(crate) delivered_at: Option<Instant>,
}

impl NoticeRow {
    /// The rows for one person about something that is no case: in the app at once, and
    /// outside where an act is asked.
    pub(crate) fn of(
        recipient: &RecipientRow,
        what: What<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Vec<Self> {
        let mut rows = vec![Self::new(recipient, what, (IN_APP, None), ids, now)];
        if what.asks {
            rows.extend(Self::outside(recipient, what, ids, now));
        }
        rows
    }

    /// The row that leaves: by e-mail at once, by text message not at night.
    pub(crate) fn outside(
        recipient: &RecipientRow,
        what: What<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Option<Self> {
        let way = recipient.way()?;
        let next_try_at = match way.0 {
            TEXT => recipient.morning(now),
            _ => now,
        };
        let row = Self::new(recipient, what, way, ids, now);
        Some(Self { next_try_at, ..row })
    }

    /// A row for one person on one channel; in the app it is there at once.
    fn new(
        recipient: &RecipientRow,
        What { cause, kind, asks }: What<'_>,
        (channel, address): Way<'_>,
        ids: &Ids,
        now: Instant,
    ) -> Self {
        let there = channel == IN_APP;
        Self {
            id: hex(ids.uuid()),
            cause: cause.to_owned(),
            channel,
            person: hex(recipient.id),
            address: address.cloned(),
            language: recipient.language.clone(),
            kind,
            asks,
            state: if there { "delivered" } else { "waiting" },
            next_try_at: now,
            delivered_at: there.then_some(now),
        }
    }
}

/// The rows about a case.
pub(super) fn rows_for(
    notice: &Notice,
    case: &Case,
    book: &Rulebook,
    recipient: &RecipientRow,
    ids: &Ids,
    now: Instant,
) -> Vec<NoticeRow> {
    let what = What {
        cause: &notice.dedupe_key(),
        kind: notice.kind.code(),
        asks: notice.pace.asks_act(),
    };
    let row = |way| NoticeRow::new(recipient, what, way, ids, now);
    let mut rows = vec![row((IN_APP, None))];
    if let Some(way) = recipient.way().filter(|_| notice.pace != Pace::Digest) {
        let calendar = |id| book.body(id).map(|body| &body.calendar);
        let urgent = matches!(case.concern.urgency, Urgency::Danger | Urgency::Utility);
        // Nobody is woken for a body but where its dates run through the night.
        let (own, waits) = match notice.to {
            To::MembersOf(body) => {
                let own = calendar(body);
                (own, !own.is_some_and(|own| own.duty && urgent))
            }
            To::Person(_) | To::Overseers => (calendar(case.holding.holder), way.0 == TEXT),
        };
        let zone = own.map_or("UTC", |own| own.zone.as_str());
        let next_try_at = if waits {
            after_quiet_hours(zone, now)
        } else {
            now
        };
        rows.push(NoticeRow {
            next_try_at,
            ..row(way)
        });
    }
    rows
}
