//! Working calendars: when a body works, and dates counted in its own time.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Hours of one working day, in minutes after local midnight, `from` < `to` ≤ 1440.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hours {
    /// First minute of work.
    pub from: u16,
    /// Minute at which work ends.
    pub to: u16,
}

/// When a body works. Built by [`WorkingCalendar::parse`] from text or by the
/// importer; dates are local to `zone`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingCalendar {
    /// IANA time zone, such as `Asia/Shanghai`.
    pub zone: String,
    /// Hours of each weekday, Monday first; empty on days off.
    pub week: [Vec<Hours>; 7],
    /// Days off beside the week's own.
    pub holidays: BTreeSet<Date>,
    /// Days worked although the week or a holiday says otherwise (make-up days).
    pub extra_days: BTreeMap<Date, Vec<Hours>>,
    /// Whether it keeps a 24 h duty.
    pub duty: bool,
}
