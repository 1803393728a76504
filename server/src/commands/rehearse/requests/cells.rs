//! The values of one row, read as text, time and place.

use csv::ByteRecord;
use domain::geometry::Point;
use domain::instant::Instant;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::strtime;

use super::{BadRow, BadRowKind, Location};
use crate::commands::import::mistake::shown;
use crate::commands::rehearse::mapping::Mapping;

/// One row of the table, at its line.
pub(super) struct Cells<'a> {
    pub(super) row: &'a ByteRecord,
    pub(super) line: u64,
    pub(super) mapping: &'a Mapping,
}

impl<'a> Cells<'a> {
    /// Says why the row gives no request.
    pub(super) fn bad(&self, why: BadRowKind, found: &str) -> BadRow {
        BadRow {
            line: self.line,
            why,
            found: shown(found),
        }
    }

    /// The text of a column, without the space around it.
    pub(super) fn text(&self, at: usize) -> Result<&'a str, BadRow> {
        let bytes = self.row.get(at).unwrap_or_default();
        std::str::from_utf8(bytes)
            .map(str::trim)
            .map_err(|_| self.bad(BadRowKind::NotUtf8, &String::from_utf8_lossy(bytes)))
    }

    /// The text of a column that the table may not have; empty without one.
    pub(super) fn maybe(&self, at: Option<usize>) -> Result<&'a str, BadRow> {
        at.map_or(Ok(""), |at| self.text(at))
    }

    /// A time, `None` when it is empty; and whether the clocks were being
    /// changed: a local time that never was counts as if they had not been,
    /// one that came twice as the first (RFC 5545 section 3.3.5).
    pub(super) fn time(&self, text: &str) -> Result<Option<(Instant, bool)>, BadRow> {
        if text.is_empty() {
            return Ok(None);
        }
        let read = || {
            let local = match &self.mapping.date_format {
                Some(format) => {
                    let time = strtime::parse(format, text).ok()?;
                    // What says how far it is from UTC is no local time of the city.
                    if time.offset().is_some() || time.timestamp().is_some() {
                        let exact = time.to_timestamp().ok()?;
                        return Some((Instant::from_timestamp(exact), false));
                    }
                    time.to_datetime().ok()?
                }
                None => match text.parse::<Timestamp>() {
                    Ok(exact) => return Some((Instant::from_timestamp(exact), false)),
                    Err(_) => text.parse::<DateTime>().ok()?,
                },
            };
            let ambiguous = self.mapping.zone.to_ambiguous_timestamp(local);
            let unclear = ambiguous.is_ambiguous();
            // Only the two days at the ends of the calendar have no exact time.
            let end = if local.year() > 0 {
                Timestamp::MAX
            } else {
                Timestamp::MIN
            };
            let exact = ambiguous.compatible().unwrap_or(end);
            Some((Instant::from_timestamp(exact), unclear))
        };
        read()
            .map(Some)
            .ok_or_else(|| self.bad(BadRowKind::TimeUnreadable, text))
    }

    /// The time of filing. A date that stands for none, such as the first of a calendar, would
    /// stretch every week-by-week figure back to it.
    pub(super) fn opened(&self, text: &str) -> Result<(Instant, bool), BadRow> {
        let opened = self.time(text)?;
        let (at, unclear) = opened.ok_or_else(|| self.bad(BadRowKind::NoOpened, ""))?;
        let year = self.mapping.zone.to_datetime(at.timestamp()).year();
        if !(1971..2100).contains(&year) {
            return Err(self.bad(BadRowKind::TimeImplausible, text));
        }
        Ok((at, unclear))
    }

    /// Where it is, by the columns of latitude and longitude.
    pub(super) fn location(&self, at: Option<(usize, usize)>) -> Result<Location, BadRow> {
        let Some((latitude, longitude)) = at else {
            return Ok(Location::Unknown);
        };
        let (latitude, longitude) = (self.text(latitude)?, self.text(longitude)?);
        if latitude.is_empty() && longitude.is_empty() {
            return Ok(Location::Unknown);
        }
        match Point::parse(latitude, longitude) {
            Ok(point) if self.mapping.means_no_location(point) => Ok(Location::Unknown),
            Ok(point) => Ok(Location::At(point)),
            Err(_) => Err(self.bad(
                BadRowKind::PointUnreadable,
                &format!("{latitude}, {longitude}"),
            )),
        }
    }
}
