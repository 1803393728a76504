//! A meeting as a file for calendars (RFC 5545). Its id never changes, and its number
//! rises with each change, so that a calendar which has it already takes the change over;
//! what was called off is cancelled there, too. One file for a meeting, and one address
//! for all that touch a place.

use axum::extract::{Path, State as AppState};
use axum::response::IntoResponse as _;
use domain::instant::Instant;
use domain::language::Language;
use domain::meeting::{InShort, Meeting};
use http::header;

use super::Answered;
use super::load::Here;
use crate::app::App;
use crate::errors::PageError;
use crate::text::meetings as words;
use crate::visitor::Visitor;
use crate::{place_family, routes};

/// How long a meeting that is over stays in the calendar of a place, in days.
const DAYS_BACK: i64 = 30;
/// Meetings in the calendar of a place.
const MOST: i64 = 200;
/// Octets of a line, its end not counted (section 3.1).
const LINE: usize = 75;

pub(super) async fn show(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path((thread, file)): Path<(String, String)>,
) -> Answered {
    let number = file.strip_suffix(".ics").ok_or(PageError::NotFound)?;
    let here = Here::alone(&app, &visitor, (&thread, number)).await?;
    let link = format!("{}{}", app.base_url, here.href());
    let text = calendar(visitor.language(), &here.meeting, &link);
    let (reference, number) = here.address();
    let name = format!("attachment; filename=\"meeting-{reference}-{number}.ics\"");
    let head = [
        (
            header::CONTENT_TYPE,
            "text/calendar; charset=utf-8".to_owned(),
        ),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((head, text).into_response())
}

/// The meetings that touch a place, as a calendar that follows them: those ahead, those of
/// the last weeks, and what was called off, so that it goes from there, too.
pub(super) async fn of_place(
    AppState(app): AppState<App>,
    visitor: Visitor,
    Path(file): Path<String>,
) -> Answered {
    let slug = file.strip_suffix(".ics").ok_or(PageError::NotFound)?;
    let lang = visitor.language();
    let mut snapshot = app.store.snapshot().await?;
    let mut conn = snapshot.conn();
    let place = place_family::find(&mut conn, slug).await?.place;
    let since = visitor.now.plus_days(-DAYS_BACK);
    let meetings = conn.list_meetings_at(place.id, since, MOST).await?;
    let name = words::place_calendar_name(lang, place.names.in_language(lang));
    let mut lines = vec![
        format!("X-WR-CALNAME:{}", escaped(&name)),
        format!("NAME:{}", escaped(&name)),
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H".to_owned(),
    ];
    for meeting in &meetings {
        let href = routes::meeting(meeting.reference, meeting.number);
        lines.extend(event(lang, meeting, &format!("{}{href}", app.base_url)));
    }
    let kind = (header::CONTENT_TYPE, "text/calendar; charset=utf-8");
    Ok(([kind], whole(lines)).into_response())
}

/// The file of one meeting.
fn calendar(lang: Language, meeting: &Meeting, link: &str) -> String {
    whole(event(lang, meeting, link))
}

/// A calendar with these lines in it.
fn whole(inside: Vec<String>) -> String {
    let head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Linli//Meetings//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ];
    let mut text = String::new();
    for line in head {
        fold(&mut text, line);
    }
    for line in &inside {
        fold(&mut text, line);
    }
    fold(&mut text, "END:VCALENDAR");
    text
}

/// A meeting in a calendar.
fn event(lang: Language, meeting: &Meeting, link: &str) -> Vec<String> {
    let plan = &meeting.plan;
    let status = match meeting.in_short() {
        InShort::Called | InShort::Held => "CONFIRMED",
        InShort::CalledOff => "CANCELLED",
    };
    let points = plan.agenda.iter().map(|point| {
        let minutes = words::point_minutes(lang, point.minutes);
        format!("{} ({minutes})\n", point.what)
    });
    let about = format!("{}{link}", points.collect::<String>());
    vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}", meeting.id),
        format!("DTSTAMP:{}", utc(meeting.revised_at)),
        format!("LAST-MODIFIED:{}", utc(meeting.revised_at)),
        format!("SEQUENCE:{}", meeting.revision),
        format!("DTSTART:{}", utc(plan.at)),
        format!("DTEND:{}", utc(plan.until())),
        format!("SUMMARY:{}", escaped(plan.title.as_str())),
        format!("LOCATION:{}", escaped(plan.spot.as_str())),
        format!("DESCRIPTION:{}", escaped(&about)),
        format!("URL:{link}"),
        format!("STATUS:{status}"),
        "END:VEVENT".to_owned(),
    ]
}

/// Form 2 of section 3.3.5: in UTC, so that no calendar has to know the zone.
fn utc(at: Instant) -> String {
    at.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Section 3.3.11.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '\\' | ';' | ',' => safe.extend(['\\', sign]),
            '\n' => safe.push_str("\\n"),
            other if other.is_control() => {}
            other => safe.push(other),
        }
    }
    safe
}

/// Section 3.1: a long line goes on behind a space, and no character is cut in two.
fn fold(text: &mut String, line: &str) {
    let mut octets = 0;
    for sign in line.chars() {
        if octets + sign.len_utf8() > LINE {
            text.push_str("\r\n ");
            octets = 1;
        }
        text.push(sign);
        octets += sign.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests;
