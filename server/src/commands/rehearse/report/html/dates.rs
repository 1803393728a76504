//! The part of the page that compares the charter's dates with what happened.

use std::fmt::Write;

use super::parts::{key, table};
use crate::commands::rehearse::report::plot::{Bar, bars, grouped, percent};
use crate::commands::rehearse::report::{CategoryReport, Kept, Report};

/// The heading, the plot, the table and what to know about them.
pub(super) fn write(out: &mut String, report: &Report) {
    out.push_str("<h2 id=\"dates\">The charter's dates against what really happened</h2><p class=\"how\">The charter wants a plan or an outcome by a date. \
        The table only knows when the office closed a request, so “late” is the most that could have missed it: a plan in time would have done too.</p>");
    key(
        out,
        &[
            ("one", "closed in time"),
            ("two", "at most 7 days late"),
            ("three", "later"),
            ("four", "not closed in the table"),
        ],
    );
    let used: Vec<&CategoryReport> = report
        .categories
        .iter()
        .filter(|category| category.cases > 0)
        .collect();
    dates_plot(out, &used);
    let all = used
        .iter()
        .fold(Kept::default(), |sum, category| sum.plus(category.dates));
    let mut rows: Vec<Vec<String>> = used
        .iter()
        .map(|c| date_row(&c.name, &c.plan_limit, c.dates))
        .collect();
    rows.push(date_row("All", "", all));
    table(out, "Requests by when they were closed", &DATE_HEAD, &rows);
    let _ = write!(
        out,
        "<p class=\"how\">The resident's clock is 30 working days from filing (hard matters 60); after it the tier above owes a joint table. \
         {} requests were closed before they were filed, says the table; they count in no column.</p>",
        grouped(all.contradictory)
    );
}

fn dates_plot(out: &mut String, used: &[&CategoryReport]) {
    let list: Vec<Bar<'_>> = used
        .iter()
        .map(|category| {
            let kept = category.dates;
            let parts = vec![
                ("one", kept.in_time),
                ("two", kept.late_week),
                ("three", kept.late_month + kept.late_more),
                ("four", kept.open),
            ];
            Bar {
                label: &category.name,
                parts,
            }
        })
        .collect();
    out.push_str(&bars(
        "dates-plot",
        "Requests by category and by when they were closed",
        "The table below has the same figures.",
        &list,
    ));
}

const DATE_HEAD: [&str; 11] = [
    "Category",
    "Plan or outcome within",
    "Closed in time",
    "≤ 7 days late",
    "≤ 30 days late",
    "Later",
    "Not closed",
    "In time, of the closed",
    "After the resident's clock",
    "By the office's own date",
    "After it",
];

fn date_row(name: &str, limit: &str, kept: Kept) -> Vec<String> {
    vec![
        name.to_owned(),
        limit.to_owned(),
        grouped(kept.in_time),
        grouped(kept.late_week),
        grouped(kept.late_month),
        grouped(kept.late_more),
        grouped(kept.open),
        percent(kept.in_time, kept.closed()),
        grouped(kept.resident_late),
        grouped(kept.office_in_time),
        grouped(kept.office_late),
    ]
}
