//! Puts names in place of the positions that were counted under.

use std::collections::BTreeSet;

use domain::clock::{Limit, Limits};
use domain::language::Language;
use jiff::civil::Date;

use super::{
    BodyReport, CategoryReport, Count, GroundReport, Report, TierReport, Totals, UnmappedReport,
    UnownedReport, WeekReport, WhereaboutsReport,
};
use crate::commands::rehearse::mapping::Mapping;
use crate::commands::rehearse::tally::{Tally, Unmapped, Whereabouts, ground_code};
use crate::commands::rehearse::world::World;

impl Report {
    /// Puts names to the counters.
    pub fn new(world: &World, mapping: &Mapping, tally: &Tally) -> Self {
        let day = |at: domain::instant::Instant| {
            mapping.zone.to_datetime(at.timestamp()).date().to_string()
        };
        Self {
            title: mapping.title.clone(),
            source: mapping.source.clone(),
            charter: world.charter.title.in_language(Language::En).to_owned(),
            time_zone: mapping.zone_name.clone(),
            first_day: tally.span.map(|(first, _)| day(first)),
            last_day: tally.span.map(|(_, last)| day(last)),
            totals: totals(tally),
            whereabouts: whereabouts(tally),
            tiers: tiers(tally),
            grounds: grounds(tally),
            passed_over: tally
                .skipped
                .iter()
                .map(|(why, rows)| Count::new(why, *rows))
                .collect(),
            bodies: bodies(world, tally),
            categories: categories(world, tally),
            places: world
                .places
                .iter()
                .zip(&tally.places)
                .map(|(place, rows)| Count::new(&place.slug, *rows))
                .collect(),
            unowned: unowned(world, tally),
            unmapped: tally
                .unmapped
                .iter()
                .map(|(values, counted)| UnmappedReport::new(values, *counted))
                .collect(),
        }
    }
}

impl Count {
    fn new(name: &str, rows: u64) -> Self {
        Self {
            name: name.to_owned(),
            rows,
        }
    }
}

impl UnmappedReport {
    fn new(values: &str, counted: Unmapped) -> Self {
        Self {
            values: values.to_owned(),
            rows: counted.rows,
            first_line: counted.first_line,
        }
    }
}

fn totals(tally: &Tally) -> Totals {
    Totals {
        rows: tally.rows,
        routed: tally.routed,
        refused: tally.refused_rows(),
        bad: tally.bad_rows(),
        refused_by_reason: tally
            .refused
            .iter()
            .map(|(why, rows)| Count::new(why.code(), *rows))
            .collect(),
        bad_by_reason: tally
            .bad
            .iter()
            .map(|(why, rows)| Count::new(why.code(), *rows))
            .collect(),
        unclear_times: tally.unclear_times,
    }
}

fn whereabouts(tally: &Tally) -> WhereaboutsReport {
    let count = |how| tally.whereabouts.get(&how).copied().unwrap_or_default();
    WhereaboutsReport {
        located: count(Whereabouts::Located),
        no_location: count(Whereabouts::Unlocated),
        outside: count(Whereabouts::Outside),
    }
}

/// What stands at each tier (DESIGN section 2).
const TIERS: [&str; 5] = [
    "Building group",
    "Residents' committee",
    "Sub-district office",
    "District department",
    "City department",
];

fn tiers(tally: &Tally) -> Vec<TierReport> {
    let mut tiers: Vec<TierReport> = (0u8..)
        .zip(TIERS)
        .map(|(tier, name)| TierReport {
            tier,
            name,
            cases: 0,
            grounds: Vec::new(),
        })
        .collect();
    for ((tier, ground), cases) in &tally.tiers {
        let report = &mut tiers[usize::from(tier.number())];
        report.cases += cases;
        report
            .grounds
            .push(Count::new(ground_code(*ground), *cases));
    }
    tiers
}

fn grounds(tally: &Tally) -> Vec<GroundReport> {
    let mut grounds: Vec<GroundReport> = Vec::new();
    for ((ground, how), cases) in &tally.grounds {
        let code = ground_code(*ground);
        if grounds.last().is_none_or(|last| last.ground != code) {
            grounds.push(GroundReport {
                ground: code,
                words: ground_words(code),
                cases: 0,
                without_location: 0,
            });
        }
        if let Some(last) = grounds.last_mut() {
            last.cases += cases;
            last.without_location += if *how == Whereabouts::Located {
                0
            } else {
                *cases
            };
        }
    }
    grounds
}

fn ground_words(code: &str) -> &'static str {
    match code {
        "lowest-tier" => "It starts with the lowest competent body.",
        "danger" => "Someone may be hurt: the first body with a 24 h duty has it at once.",
        "reserved" => "The charter leaves it to government.",
        "conflict-of-interest" => "The concern is about that body or its members.",
        "no-body" => {
            "Nobody of the tier below serves the place or the category, so the next tier has it."
        }
        _ => "It came there later.",
    }
}

/// The most weeks in a row without a case that are listed: where a table has a longer gap,
/// a few of its dates are wrong, and no figure is stretched to them.
const QUIET_WEEKS: usize = 53;

/// Every week of the table in which anybody had a case, and the quiet ones between.
fn weeks(tally: &Tally) -> Vec<Date> {
    let bodies = tally.bodies.iter();
    let busy: BTreeSet<Date> = bodies.flat_map(|body| body.weeks.keys().copied()).collect();
    let mut all: Vec<Date> = Vec::with_capacity(busy.len());
    for week in busy {
        if let Some(last) = all.last().copied() {
            let quiet = last.series(jiff::Span::new().days(7)).skip(1);
            let quiet: Vec<Date> = quiet.take_while(|quiet| *quiet < week).collect();
            if quiet.len() <= QUIET_WEEKS {
                all.extend(quiet);
            }
        }
        all.push(week);
    }
    all
}

fn bodies(world: &World, tally: &Tally) -> Vec<BodyReport> {
    let all = weeks(tally);
    let mut reports: Vec<BodyReport> = world
        .bodies
        .iter()
        .zip(&tally.bodies)
        .map(|(body, counted)| BodyReport {
            key: body.key.clone(),
            name: body.names.in_language(Language::En).to_owned(),
            kind: body.kind.code(),
            tier: body.tier.number(),
            cases: counted.cases,
            weeks: all
                .iter()
                .map(|week| WeekReport {
                    week: week.to_string(),
                    cases: counted.weeks.get(week).copied().unwrap_or_default(),
                })
                .collect(),
        })
        .collect();
    reports.sort_by_key(|report| report.tier);
    reports
}

fn categories(world: &World, tally: &Tally) -> Vec<CategoryReport> {
    world
        .charter
        .categories
        .iter()
        .zip(&tally.categories)
        .map(|(category, counted)| CategoryReport {
            key: category.key.clone(),
            name: category.names.in_language(Language::En).to_owned(),
            urgency: category.urgency,
            plan_limit: limit_words(Limits::of(category.urgency).plan),
            cases: counted.routed,
            refused: counted.refused,
            gaps: counted.gaps,
            tiers: counted.tiers,
            grounds: counted
                .grounds
                .iter()
                .map(|(ground, cases)| Count::new(ground_code(*ground), *cases))
                .collect(),
            dates: counted.kept,
        })
        .collect()
}

fn limit_words(limit: Limit) -> String {
    match limit {
        Limit::Minutes(minutes) if minutes % 60 == 0 => format!("{} hours", minutes / 60),
        Limit::Minutes(minutes) => format!("{minutes} minutes"),
        Limit::WorkingDays(days) => format!("{days} working days"),
    }
}

fn unowned(world: &World, tally: &Tally) -> Vec<UnownedReport> {
    let mut reports: Vec<UnownedReport> = Vec::new();
    for gap in world.gaps() {
        reports.push(UnownedReport {
            category: world.charter.categories[gap.category].key.clone(),
            place: world.places[gap.place].slug.clone(),
            stands_in: gap.stands_in.map(|body| world.bodies[body].key.clone()),
            requests: tally
                .unowned
                .get(&(gap.category, gap.place))
                .copied()
                .unwrap_or_default(),
        });
    }
    reports
}
