//! Meetings that touch a place, as a calendar follows them; and what is one person's alone:
//! the meetings they come to, the mediations they take part in, and who looked at who they
//! are.

use domain::id::{BodyId, CaseId, PersonId, PlaceId};
use domain::instant::Instant;
use domain::language::Names;
use domain::mediation::Mediation;
use domain::meeting::{Meeting, Standing};
use domain::reference::Reference;
use sqlx::FromRow;
use sqlx::types::{Json, Uuid};

use crate::Conn;
use crate::engine::connection::{on, reads};
use crate::error::{During as _, StoreError};
use crate::mediations::MediationDetail;
use crate::people::access::{Access, Look};
use crate::row::Spot;
use crate::statements::sql;
use crate::threads::find::shown;

/// What has this place in `$1`, in what lies in it, and around it.
macro_rules! touching {
    ($place:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM place_paths w WHERE w.ancestor = $1 AND w.descendant = ", $place, ")
                    OR EXISTS (SELECT 1 FROM place_paths w WHERE w.descendant = $1 AND w.ancestor = ", $place, "))"
        )
    };
}

pub(crate) use touching;

sql! {
    // Also what was called off: whoever has it in a calendar learns it from there.
    LIST_MEETINGS_AT = concat!("SELECT m.state
        FROM meetings m
        JOIN threads t ON t.id = m.thread
        WHERE m.until > $2
            AND ", touching!("m.place"), "
            AND ", shown!(), "
        ORDER BY m.at DESC, m.id
        LIMIT $3");
    // In one statement, because the page of a person has many parts. The first arm names
    // every type: the others leave out what they have not.
    LIST_OWN = concat!("SELECT CAST(NULL AS JSONB) AS meeting, CAST(NULL AS JSONB) AS mediation, CAST(NULL AS JSONB) AS place,
            CAST(NULL AS BIGINT) AS own, p.name AS author, CAST(NULL AS TEXT) AS other, CAST(NULL AS TEXT) AS mediator, FALSE AS lives_there,
            a.id AS id, a.case_id AS case_id, c.reference AS reference, a.by_body AS by_body, 'identity' AS what, a.purpose AS purpose, a.at AS at
        FROM access_log a
        JOIN cases c ON c.id = a.case_id
        JOIN people p ON p.id = a.by_person
        WHERE a.subject = $1
        UNION ALL
        SELECT NULL, NULL, NULL, NULL, p.name, NULL, NULL, FALSE,
            n.id, n.case_id, c.reference, n.by_body, CASE WHEN n.wrote THEN 'notes-written' ELSE 'notes-read' END, '', n.at
        FROM note_looks n
        JOIN cases c ON c.id = n.case_id
        JOIN people p ON p.id = n.by_person
        WHERE c.author = $1
        UNION ALL
        SELECT m.state, NULL, p.names,
            (SELECT COUNT(*) FROM meeting_seats s WHERE s.meeting = m.id AND s.turn <= o.turn),
            NULL, NULL, NULL, FALSE, NULL, NULL, NULL, NULL, NULL, NULL, NULL
        FROM meeting_seats o
        JOIN meetings m ON m.id = o.meeting
        JOIN threads t ON t.id = m.thread
        JOIN places p ON p.id = m.place
        WHERE o.person = $1 AND m.stage = 'called' AND m.until > $2
            AND ", shown!(), "
        UNION ALL
        SELECT NULL, x.state, p.names, NULL, a.name, o.name, b.name,
            EXISTS (SELECT 1
                FROM households h
                JOIN residencies r ON r.household = h.id AND r.ended_at IS NULL
                WHERE h.place = x.place AND h.door_hash = x.door_hash AND r.person = $1),
            NULL, NULL, NULL, NULL, NULL, NULL, NULL
        FROM mediations x
        JOIN places p ON p.id = x.place
        JOIN people a ON a.id = x.author
        LEFT JOIN people o ON o.id = x.other
        LEFT JOIN people b ON b.id = x.mediator
        WHERE x.delete_at IS NULL AND x.id IN (
            SELECT id FROM mediations WHERE author = $1
            UNION
            SELECT id FROM mediations WHERE other = $1
            UNION
            SELECT id FROM mediations WHERE mediator = $1
            UNION
            SELECT d.id
                FROM residencies r
                JOIN households h ON h.id = r.household
                JOIN mediations d ON d.place = h.place AND d.door_hash = h.door_hash
                WHERE r.person = $1 AND r.ended_at IS NULL)");
}

/// A meeting that somebody said they come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnMeeting {
    /// The meeting.
    pub meeting: Meeting,
    /// The name of its place.
    pub place: Names,
    /// Whether they have a seat, or how many wait before them.
    pub own: Standing,
}

/// What is one person's alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// Meetings they come to that are not over.
    pub meetings: Vec<OwnMeeting>,
    /// Mediations they may take part in that are not over. What of one they may read is
    /// `permission::part_in_mediation`'s to say.
    pub mediations: Vec<MediationDetail>,
    /// Who looked at who they are, the latest first.
    pub looks: Vec<Access>,
}

#[derive(FromRow)]
struct OwnRow {
    meeting: Option<Json<Meeting>>,
    mediation: Option<Json<Mediation>>,
    place: Option<Json<Names>>,
    own: Option<i64>,
    author: Option<String>,
    other: Option<String>,
    mediator: Option<String>,
    lives_there: bool,
    id: Option<Uuid>,
    case_id: Option<Uuid>,
    reference: Option<i64>,
    by_body: Option<Uuid>,
    what: Option<String>,
    purpose: Option<String>,
    at: Option<i64>,
}

impl OwnRow {
    /// A line of who looked.
    fn look(self) -> Result<Option<(Uuid, Access)>, StoreError> {
        let (Some(id), Some(case)) = (self.id, self.case_id) else {
            return Ok(None);
        };
        let spot = || Spot::new("access_log", id);
        let reference = self.reference.and_then(Reference::from_number);
        let reference = reference
            .ok_or_else(|| spot().corrupt("case_id", "its case has no reference".to_owned()))?;
        let what = self.what.unwrap_or_default();
        let access = Access {
            case: CaseId::new(case),
            reference,
            name: self.author.unwrap_or_default(),
            body: self.by_body.map(BodyId::new),
            what: spot().word("what", &what, Look::from_code)?,
            purpose: self.purpose.unwrap_or_default(),
            at: Instant::from_micros(self.at.unwrap_or_default()),
        };
        Ok(Some((id, access)))
    }
}

impl Conn<'_> {
    /// At most `limit` meetings that touch `place` and are not over by `since`, also
    /// those that were called off; the last one first.
    pub async fn list_meetings_at(
        &mut self,
        place: PlaceId,
        since: Instant,
        limit: i64,
    ) -> Result<Vec<Meeting>, StoreError> {
        let rows: Vec<Json<Meeting>> = on!(self, |conn| sqlx::query_scalar(LIST_MEETINGS_AT)
            .bind(place.uuid())
            .bind(since.micros())
            .bind(limit)
            .fetch_all(conn)
            .await)
        .during("list the meetings of a place")?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }

    /// What is `person`'s alone, of what is dated what is not over by `now`: one statement.
    pub async fn list_own(&mut self, person: PersonId, now: Instant) -> Result<Own, StoreError> {
        let rows: Vec<OwnRow> = on!(self, |conn| sqlx::query_as(LIST_OWN)
            .bind(person.uuid())
            .bind(now.micros())
            .fetch_all(conn)
            .await)
        .during("list what is one's own")?;
        let (mut own, mut looks) = (Own::default(), Vec::new());
        for mut row in rows {
            let place = row.place.take().map(|place| place.0);
            if let (Some(Json(meeting)), Some(place)) = (row.meeting.take(), place.clone()) {
                let standing = Standing::at(row.own.unwrap_or(1), meeting.plan.seats);
                own.meetings.push(OwnMeeting {
                    meeting,
                    place,
                    own: standing,
                });
            } else if let (Some(Json(mediation)), Some(place)) = (row.mediation.take(), place) {
                own.mediations.push(MediationDetail {
                    mediation,
                    place,
                    lives_there: row.lives_there,
                    author: row.author.unwrap_or_default(),
                    other: row.other,
                    mediator: row.mediator,
                });
            } else {
                looks.extend(row.look()?);
            }
        }
        looks.sort_by_key(|(id, look)| std::cmp::Reverse((look.at, *id)));
        own.looks = looks.into_iter().map(|(_, look)| look).collect();
        Ok(own)
    }
}

reads! {
    list_meetings_at(place: PlaceId, since: Instant, limit: i64) -> Vec<Meeting>;
    list_own(person: PersonId, now: Instant) -> Own;
}
