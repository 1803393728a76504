//! The report for the terminal: short tables, the whole story is in the files.

use std::fmt::Write;

use super::plot::{grouped, percent};
use super::{Kept, Report, UnownedReport};

/// The report as text, at most some 90 columns wide.
pub fn write(report: &Report) -> String {
    let mut out = String::new();
    head(&mut out, report);
    starts(&mut out, report);
    load(&mut out, report);
    unowned(&mut out, report);
    dates(&mut out, report);
    unmapped(&mut out, report);
    out
}

fn head(out: &mut String, report: &Report) {
    let totals = &report.totals;
    let _ = writeln!(out, "{}\nunder “{}”", report.title, report.charter);
    if let (Some(first), Some(last)) = (&report.first_day, &report.last_day) {
        let _ = writeln!(out, "filed from {first} to {last} ({})", report.time_zone);
    }
    let _ = writeln!(
        out,
        "\n{} rows = {} that start somewhere + {} refused + {} unreadable",
        grouped(totals.rows),
        grouped(totals.routed),
        grouped(totals.refused),
        grouped(totals.bad)
    );
    for count in totals.refused_by_reason.iter().chain(&totals.bad_by_reason) {
        let _ = writeln!(out, "    {:>9}  {}", grouped(count.rows), count.name);
    }
    let places = &report.whereabouts;
    let _ = writeln!(
        out,
        "{} lie in a place; {} have no location and {} lie outside every boundary: these count for the whole city",
        grouped(places.located),
        grouped(places.no_location),
        grouped(places.outside)
    );
    if totals.unclear_times > 0 {
        let _ = writeln!(
            out,
            "{} have a local time that came twice or never (summer time): the first, or the time as if unchanged, was taken",
            grouped(totals.unclear_times)
        );
    }
}

fn starts(out: &mut String, report: &Report) {
    let _ = writeln!(out, "\nWHERE THEY START");
    for tier in &report.tiers {
        let _ = writeln!(
            out,
            "  {}  {:<24}{:>9}  {:>5}",
            tier.tier,
            tier.name,
            grouped(tier.cases),
            percent(tier.cases, report.totals.routed)
        );
    }
    let _ = writeln!(
        out,
        "\nON WHICH GROUND                cases  without a location"
    );
    for ground in &report.grounds {
        let _ = writeln!(
            out,
            "  {:<24}{:>10}{:>12}   {}",
            ground.ground,
            grouped(ground.cases),
            grouped(ground.without_location),
            ground.words
        );
    }
}

fn load(out: &mut String, report: &Report) {
    let _ = writeln!(
        out,
        "\nLOAD PER BODY (by tier, then as in the file; no ranking)\n  {:<44}tier    cases  a week  most in a week",
        ""
    );
    for body in &report.bodies {
        let weeks = body.weeks.len().max(1) as u64;
        let busiest = body
            .weeks
            .iter()
            .map(|week| week.cases)
            .max()
            .unwrap_or_default();
        let _ = writeln!(
            out,
            "  {:<44}{:>4}{:>9}{:>8}{:>16}",
            cut(&body.name, 43),
            body.tier,
            grouped(body.cases),
            tenths(body.cases, weeks),
            grouped(busiest)
        );
    }
}

fn unowned(out: &mut String, report: &Report) {
    let _ = writeln!(out, "\nCATEGORIES WITHOUT AN OWNER");
    if report.unowned.is_empty() {
        let _ = writeln!(out, "  None: every category has an owner at every place.");
    }
    for category in &report.categories {
        let gaps: Vec<_> = report
            .unowned
            .iter()
            .filter(|gap| gap.category == category.key)
            .collect();
        if gaps.is_empty() {
            continue;
        }
        let requests: u64 = gaps.iter().map(|gap| gap.requests).sum();
        let _ = writeln!(
            out,
            "  {:<36}{:>9} requests, at {}",
            cut(&category.name, 35),
            grouped(requests),
            places(report, &gaps, 4)
        );
    }
}

/// Where these gaps are: every place, or the first few and how many more.
pub fn places(report: &Report, gaps: &[&UnownedReport], most: usize) -> String {
    if gaps.len() == report.places.len() {
        return "every place".to_owned();
    }
    let names: Vec<&str> = gaps
        .iter()
        .take(most)
        .map(|gap| gap.place.as_str())
        .collect();
    let more = gaps.len().saturating_sub(most);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{}{more}", names.join(", "))
}

fn dates(out: &mut String, report: &Report) {
    let _ = writeln!(out, "\nTHE CHARTER'S DATES AGAINST WHAT HAPPENED");
    let head = [
        [
            "",
            "plan or outcome",
            "closed",
            "closed",
            "not",
            "after the",
        ],
        [
            "category",
            "due within",
            "in time",
            "late",
            "closed",
            "resident's clock*",
        ],
    ];
    for [name, limit, in_time, late, open, clock] in head {
        let _ = writeln!(
            out,
            "  {name:<36}{limit:>17}{in_time:>9}{late:>9}{open:>9}{clock:>19}"
        );
    }
    for category in report
        .categories
        .iter()
        .filter(|category| category.cases > 0)
    {
        row(out, &category.name, &category.plan_limit, category.dates);
    }
    let all = report
        .categories
        .iter()
        .fold(Kept::default(), |sum, category| sum.plus(category.dates));
    row(out, "all", "", all);
    let _ = writeln!(
        out,
        "  A plan in time would do too, so “closed late” is the most that could have missed the date.\n  \
         * 30 working days from filing (hard matters 60); after that the tier above owes a joint table."
    );
    if all.contradictory > 0 {
        let _ = writeln!(
            out,
            "  {} were closed before they were filed, says the table; they count in no column.",
            grouped(all.contradictory)
        );
    }
    let promised = all.office_in_time + all.office_late;
    if promised > 0 {
        let _ = writeln!(
            out,
            "  The office's own dates: {} closed by then ({}), {} after, {} not closed in the table.",
            grouped(all.office_in_time),
            percent(all.office_in_time, promised),
            grouped(all.office_late),
            grouped(all.office_open)
        );
    }
}

fn row(out: &mut String, name: &str, limit: &str, kept: Kept) {
    let _ = writeln!(
        out,
        "  {:<36}{:>17}{:>9}{:>9}{:>9}{:>19}",
        cut(name, 35),
        limit,
        grouped(kept.in_time),
        grouped(kept.late()),
        grouped(kept.open),
        grouped(kept.resident_late)
    );
}

fn unmapped(out: &mut String, report: &Report) {
    if report.unmapped.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\nWITHOUT A RULE IN THE MAPPING (give each a [[category]])"
    );
    for entry in report.unmapped.iter().take(20) {
        let _ = writeln!(
            out,
            "  {:>8}  first in line {:<8} {}",
            grouped(entry.rows),
            entry.first_line,
            cut(&entry.values, 60)
        );
    }
    if report.unmapped.len() > 20 {
        let _ = writeln!(
            out,
            "  … and {} more, all in unmapped.csv",
            report.unmapped.len() - 20
        );
    }
}

/// A quotient with one decimal.
pub fn tenths(number: u64, by: u64) -> String {
    let tenths = (number * 10 + by / 2) / by.max(1);
    format!("{}.{}", grouped(tenths / 10), tenths % 10)
}

fn cut(text: &str, most: usize) -> String {
    let text: String = text
        .chars()
        .filter(|c| !domain::text::is_hidden(*c))
        .collect();
    if text.chars().count() <= most {
        return text;
    }
    text.chars()
        .take(most - 1)
        .chain(std::iter::once('…'))
        .collect()
}
