//! What a rehearsal found, with names in place of positions: the one source of
//! the text, JSON, CSV and HTML that are written from it.
//!
//! Nothing here is sorted by a figure. Bodies stand by tier and then as in
//! their file, categories as in the charter, places as in their file.

pub mod html;
mod naming;
pub mod plot;
pub mod tables;
pub mod text;

use domain::charter::Urgency;
use serde::Serialize;

use super::tally::Kept;

/// The whole report.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// What the table is.
    pub title: String,
    /// Whose it is.
    pub source: String,
    /// The charter's title.
    pub charter: String,
    /// The zone of all local dates.
    pub time_zone: String,
    /// Local date of the first request.
    pub first_day: Option<String>,
    /// Local date of the last request.
    pub last_day: Option<String>,
    /// How the rows add up.
    pub totals: Totals,
    /// How places were found.
    pub whereabouts: WhereaboutsReport,
    /// By tier, the closest to the residents first.
    pub tiers: Vec<TierReport>,
    /// By ground.
    pub grounds: Vec<GroundReport>,
    /// How often somebody was passed over, by reason.
    pub passed_over: Vec<Count>,
    /// By body.
    pub bodies: Vec<BodyReport>,
    /// By category.
    pub categories: Vec<CategoryReport>,
    /// By place.
    pub places: Vec<Count>,
    /// Where a category has no owner.
    pub unowned: Vec<UnownedReport>,
    /// What no rule of the mapping fits.
    pub unmapped: Vec<UnmappedReport>,
}

/// How the rows add up: `rows` is the sum of the other three.
#[derive(Clone, Debug, Serialize)]
pub struct Totals {
    /// Rows in the table.
    pub rows: u64,
    /// Rows that start somewhere.
    pub routed: u64,
    /// Rows that the rules refused.
    pub refused: u64,
    /// Rows that could not be read.
    pub bad: u64,
    /// The refused, by reason.
    pub refused_by_reason: Vec<Count>,
    /// The unreadable, by reason.
    pub bad_by_reason: Vec<Count>,
    /// Rows with a local time that came twice or never on that day.
    pub unclear_times: u64,
}

/// A name and a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The name or code.
    pub name: String,
    /// How many rows.
    pub rows: u64,
}

/// How places were found.
#[derive(Clone, Debug, Serialize)]
pub struct WhereaboutsReport {
    /// The point lies in a place.
    pub located: u64,
    /// No location: counted for the root place.
    pub no_location: u64,
    /// Outside every boundary: counted for the root place.
    pub outside: u64,
}

/// One tier.
#[derive(Clone, Debug, Serialize)]
pub struct TierReport {
    /// Its number.
    pub tier: u8,
    /// What stands there.
    pub name: &'static str,
    /// Cases that start there.
    pub cases: u64,
    /// By ground.
    pub grounds: Vec<Count>,
}

/// One ground.
#[derive(Clone, Debug, Serialize)]
pub struct GroundReport {
    /// Its code.
    pub ground: &'static str,
    /// What it means.
    pub words: &'static str,
    /// Cases with it.
    pub cases: u64,
    /// Of these, cases without a location.
    pub without_location: u64,
}

/// One body.
#[derive(Clone, Debug, Serialize)]
pub struct BodyReport {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What sort of organisation it is.
    pub kind: &'static str,
    /// Its tier.
    pub tier: u8,
    /// Cases that start with it.
    pub cases: u64,
    /// By week, every week of the table, also those without a case unless a year has none.
    pub weeks: Vec<WeekReport>,
}

/// One week of one body.
#[derive(Clone, Debug, Serialize)]
pub struct WeekReport {
    /// The Monday, local.
    pub week: String,
    /// Cases that start in it.
    pub cases: u64,
}

/// One category.
#[derive(Clone, Debug, Serialize)]
pub struct CategoryReport {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// How pressing it is.
    pub urgency: Urgency,
    /// What the charter allows until a plan or an outcome, in words.
    pub plan_limit: String,
    /// Requests that start somewhere.
    pub cases: u64,
    /// Requests that the rules refused.
    pub refused: u64,
    /// Cases whose holder only stands in.
    pub gaps: u64,
    /// Cases by tier, from 0 to 4.
    pub tiers: [u64; 5],
    /// Cases by ground.
    pub grounds: Vec<Count>,
    /// How the dates compare.
    #[serde(serialize_with = "kept_as_map")]
    pub dates: Kept,
}

/// A category that nobody owns at a place.
#[derive(Clone, Debug, Serialize)]
pub struct UnownedReport {
    /// Key of the category.
    pub category: String,
    /// Slug of the place.
    pub place: String,
    /// Who would hold it for want of another, if anybody.
    pub stands_in: Option<String>,
    /// Requests of the table that it concerns.
    pub requests: u64,
}

/// Values that no rule of the mapping fits.
#[derive(Clone, Debug, Serialize)]
pub struct UnmappedReport {
    /// The values of the category columns.
    pub values: String,
    /// How many rows.
    pub rows: u64,
    /// The line of the first.
    pub first_line: u64,
}

/// Writes the counters of [`Kept`] under names that explain themselves.
fn kept_as_map<S: serde::Serializer>(kept: &Kept, serializer: S) -> Result<S::Ok, S::Error> {
    use serde::ser::SerializeMap as _;
    let fields = kept_fields(*kept);
    let mut map = serializer.serialize_map(Some(fields.len()))?;
    for (name, count) in fields {
        map.serialize_entry(name, &count)?;
    }
    map.end()
}

/// The counters of [`Kept`] with the names that files give them.
pub fn kept_fields(kept: Kept) -> [(&'static str, u64); 11] {
    [
        ("closed_in_time", kept.in_time),
        ("closed_up_to_7_days_late", kept.late_week),
        ("closed_up_to_30_days_late", kept.late_month),
        ("closed_later", kept.late_more),
        ("not_closed_in_table", kept.open),
        ("closed_before_filed", kept.contradictory),
        ("closed_within_residents_clock", kept.resident_in_time),
        ("closed_after_residents_clock", kept.resident_late),
        ("closed_by_office_date", kept.office_in_time),
        ("closed_after_office_date", kept.office_late),
        ("office_date_not_closed_in_table", kept.office_open),
    ]
}
