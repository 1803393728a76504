//! Counting what happened to the rows: everything that is reported is a
//! counter here, so that memory does not grow with the table.

mod kept;

use std::collections::BTreeMap;

use domain::body::Tier;
use domain::instant::Instant;
use domain::routing::{Ground, Route, SkipReason};
use jiff::civil::Date;

pub use self::kept::Kept;
use super::requests::{BadRow, BadRowKind};

/// How the place of a request was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whereabouts {
    /// Its point lies in a place.
    Located,
    /// It has no location, so it counts for the root place.
    Unlocated,
    /// Its point lies outside every boundary, so it counts for the root place.
    Outside,
}

/// Why a request has no route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refused {
    /// No rule of the mapping fits its category columns.
    Unmapped,
    /// It has no location, and there are several root places.
    NoPlace,
    /// The rules refused it.
    ByRules(&'static str),
}

impl Refused {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unmapped => "unmapped",
            Self::NoPlace => "no-place",
            Self::ByRules(code) => code,
        }
    }
}

/// What is known of a request beside its route.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Position of its category in the charter.
    pub category: usize,
    /// Position of its place.
    pub place: usize,
    /// How that place was found.
    pub whereabouts: Whereabouts,
    /// Position of its holder.
    pub holder: usize,
    /// Monday of the week in which it was filed, local time.
    pub week: Date,
    /// When it was filed.
    pub opened_at: Instant,
    /// When the office closed it.
    pub closed_at: Option<Instant>,
    /// When the office had promised to be done.
    pub office_due: Option<Instant>,
    /// By when the resident is owed an outcome.
    pub resident_due: Instant,
}

/// Counters of one body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BodyTally {
    /// Cases that start with it.
    pub cases: u64,
    /// By week, the Monday as its name.
    pub weeks: BTreeMap<Date, u64>,
}

/// Counters of one category.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CategoryTally {
    /// Requests that start somewhere.
    pub routed: u64,
    /// Requests that the rules refused.
    pub refused: u64,
    /// Requests whose holder only stands in because nobody else could.
    pub gaps: u64,
    /// By tier.
    pub tiers: [u64; 5],
    /// By ground; `None` is the lowest competent tier.
    pub grounds: BTreeMap<Option<Ground>, u64>,
    /// How the dates compare.
    pub kept: Kept,
}

/// Values of category columns that no rule of the mapping fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unmapped {
    /// How many rows.
    pub rows: u64,
    /// The line of the first.
    pub first_line: u64,
}

/// The most unmapped combinations that are kept apart.
const MOST_UNMAPPED: usize = 1_000;

/// All counters.
#[derive(Clone, Debug)]
pub struct Tally {
    /// Rows read.
    pub rows: u64,
    /// Rows that start somewhere.
    pub routed: u64,
    /// Rows that the rules refused, by reason.
    pub refused: BTreeMap<Refused, u64>,
    /// Rows that could not be read, by reason.
    pub bad: BTreeMap<BadRowKind, u64>,
    /// Rows with a time that came twice or never.
    pub unclear_times: u64,
    /// Routed rows by how their place was found.
    pub whereabouts: BTreeMap<Whereabouts, u64>,
    /// Routed rows by ground and how the place was found.
    pub grounds: BTreeMap<(Option<Ground>, Whereabouts), u64>,
    /// Routed rows by tier and ground.
    pub tiers: BTreeMap<(Tier, Option<Ground>), u64>,
    /// How often somebody was passed over, by reason (by its name in files).
    pub skipped: BTreeMap<&'static str, u64>,
    /// Routed rows by place.
    pub places: Vec<u64>,
    /// By body.
    pub bodies: Vec<BodyTally>,
    /// By category.
    pub categories: Vec<CategoryTally>,
    /// Gaps and refusals by category and place.
    pub unowned: BTreeMap<(usize, usize), u64>,
    /// Values that no rule fits.
    pub unmapped: BTreeMap<String, Unmapped>,
    /// Unmapped rows beyond those kept apart.
    pub more_unmapped: u64,
    /// First and last moment of filing.
    pub span: Option<(Instant, Instant)>,
}

impl Tally {
    /// Nothing counted yet.
    pub fn new(places: usize, bodies: usize, categories: usize) -> Self {
        Self {
            rows: 0,
            routed: 0,
            refused: BTreeMap::new(),
            bad: BTreeMap::new(),
            unclear_times: 0,
            whereabouts: BTreeMap::new(),
            grounds: BTreeMap::new(),
            tiers: BTreeMap::new(),
            skipped: BTreeMap::new(),
            places: vec![0; places],
            bodies: vec![BodyTally::default(); bodies],
            categories: vec![CategoryTally::default(); categories],
            unowned: BTreeMap::new(),
            unmapped: BTreeMap::new(),
            more_unmapped: 0,
            span: None,
        }
    }

    /// A row that could not be read.
    pub fn bad(&mut self, row: &BadRow) {
        self.rows += 1;
        *self.bad.entry(row.why).or_default() += 1;
    }

    /// A row that no rule of the mapping fits.
    pub fn unmapped(&mut self, values: &[String], line: u64) {
        self.rows += 1;
        *self.refused.entry(Refused::Unmapped).or_default() += 1;
        let name = values.join(" / ");
        if self.unmapped.len() < MOST_UNMAPPED || self.unmapped.contains_key(&name) {
            self.unmapped
                .entry(name)
                .or_insert(Unmapped {
                    rows: 0,
                    first_line: line,
                })
                .rows += 1;
        } else {
            self.more_unmapped += 1;
        }
    }

    /// A row that the rules refused; `place` where one was found.
    pub fn refused(&mut self, why: Refused, category: usize, place: Option<usize>) {
        self.rows += 1;
        *self.refused.entry(why).or_default() += 1;
        self.categories[category].refused += 1;
        if let Some(place) = place {
            *self.unowned.entry((category, place)).or_default() += 1;
        }
    }

    /// A row that starts somewhere.
    pub fn routed(&mut self, route: &Route, facts: Facts) {
        self.rows += 1;
        self.routed += 1;
        *self.whereabouts.entry(facts.whereabouts).or_default() += 1;
        *self
            .grounds
            .entry((route.ground, facts.whereabouts))
            .or_default() += 1;
        *self.tiers.entry((route.tier, route.ground)).or_default() += 1;
        for skipped in &route.skipped {
            *self.skipped.entry(skip_code(skipped.why)).or_default() += 1;
        }
        self.places[facts.place] += 1;
        let body = &mut self.bodies[facts.holder];
        body.cases += 1;
        *body.weeks.entry(facts.week).or_default() += 1;
        let category = &mut self.categories[facts.category];
        category.routed += 1;
        category.tiers[usize::from(route.tier.number())] += 1;
        *category.grounds.entry(route.ground).or_default() += 1;
        category.kept.count(route.plan_due, facts);
        if route.gap {
            category.gaps += 1;
            *self
                .unowned
                .entry((facts.category, facts.place))
                .or_default() += 1;
        }
        self.span = Some(match self.span {
            None => (facts.opened_at, facts.opened_at),
            Some((first, last)) => (first.min(facts.opened_at), last.max(facts.opened_at)),
        });
    }

    /// Rows refused, all reasons together.
    pub fn refused_rows(&self) -> u64 {
        self.refused.values().sum()
    }

    /// Rows that could not be read, all reasons together.
    pub fn bad_rows(&self) -> u64 {
        self.bad.values().sum()
    }

    /// Whether every row is accounted for.
    pub fn adds_up(&self) -> bool {
        self.rows == self.routed + self.refused_rows() + self.bad_rows()
    }
}

/// The code of a reason for passing over, as files write it.
pub const fn skip_code(why: SkipReason) -> &'static str {
    match why {
        SkipReason::BelowLowestTier => "below-lowest-tier",
        SkipReason::NobodyServesPlace => "nobody-serves-place",
        SkipReason::NotCompetent => "not-competent",
        SkipReason::NoMembers => "no-members",
        SkipReason::OutOfService => "out-of-service",
        SkipReason::NoDuty => "no-duty",
        SkipReason::Reserved => "reserved",
        SkipReason::Concerned => "concerned",
    }
}

/// The code of a ground, as files write it; a case that simply starts at the
/// lowest competent tier has none.
pub const fn ground_code(ground: Option<Ground>) -> &'static str {
    match ground {
        None => "lowest-tier",
        Some(ground) => ground.code(),
    }
}
