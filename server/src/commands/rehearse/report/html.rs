//! The report as one HTML page that stands alone: no script, nothing loaded
//! from anywhere, each plot beside the table that says the same.

mod dates;
mod parts;

use std::fmt::Write;

use self::parts::{folded, key, table};
use super::plot::{Bar, bars, columns, escape, grouped, percent};
use super::text::{places, tenths};
use super::{BodyReport, Report};

const STYLE: &str = "
:root{color-scheme:light dark;--ink:#23302c;--paper:#fbf8f2;--line:#d8d0c0;--soft:#5d6a64;--one:#2f6f62;--two:#d9a441;--three:#b5532f;--four:#9aa49f}
@media(prefers-color-scheme:dark){:root{--ink:#e9e4d8;--paper:#1b211f;--line:#3b4541;--soft:#a9b3ae;--one:#6fb5a5;--two:#d9a441;--three:#e08a64;--four:#6c7772}}
body{font:17px/1.6 system-ui,'Noto Sans','Noto Sans CJK SC',sans-serif;color:var(--ink);background:var(--paper);max-width:60rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.7rem;line-height:1.25;margin:.5rem 0}h2{margin-top:3rem;border-top:1px solid var(--line);padding-top:1.2rem;font-size:1.3rem}h3{font-size:1.05rem;margin:1.6rem 0 .3rem}
p.how{color:var(--soft);margin-top:0}svg{max-width:100%;height:auto;display:block;margin:.8rem 0}svg text{font-size:13px;fill:var(--ink)}svg .label{text-anchor:end}
.one{fill:var(--one)}.two{fill:var(--two)}.three{fill:var(--three)}.four{fill:var(--four)}
div.table{overflow-x:auto}table{border-collapse:collapse;font-size:.92rem;font-variant-numeric:tabular-nums}caption{text-align:start;color:var(--soft);padding-bottom:.3rem}
th,td{padding:.25rem .7rem;border-bottom:1px solid var(--line);text-align:end}th:first-child,td:first-child,.words{text-align:start}thead th{vertical-align:bottom}
div.bodies{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,25rem),1fr));gap:0 2rem}div.bodies p,div.bodies svg{margin:.2rem 0}
summary{cursor:pointer;padding:.4rem 0}ul.key{list-style:none;padding:0;display:flex;gap:1.4rem;flex-wrap:wrap}ul.key svg{display:inline;margin:0 .4rem 0 0;vertical-align:-.1em}
@media print{details{display:block}details>*{display:block}}";

/// The page.
pub fn write(report: &Report) -> String {
    let mut out = String::with_capacity(1 << 18);
    head(&mut out, report);
    starts(&mut out, report);
    load(&mut out, report);
    unowned(&mut out, report);
    dates::write(&mut out, report);
    input(&mut out, report);
    out.push_str("</main></body></html>\n");
    out
}

fn head(out: &mut String, report: &Report) {
    let totals = &report.totals;
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <title>Rehearsal: {title}</title><style>{STYLE}</style></head><body><main>\
         <h1>Rehearsal: {title}</h1><p>What would have started where under <em>{charter}</em>{span}. \
         No request was filed anywhere: the table was read, and each row was asked the very rules that route a case.</p>",
        title = escape(&report.title),
        charter = escape(&report.charter),
        span = match (&report.first_day, &report.last_day) {
            (Some(first), Some(last)) => format!(
                ", for what was filed from {first} to {last} ({})",
                escape(&report.time_zone)
            ),
            _ => String::new(),
        }
    );
    let _ = write!(
        out,
        "<p><strong>{} rows = {} that start somewhere + {} that the rules refused + {} that could not be read.</strong> \
         {} lie in a place. {} have no location and {} lie outside every boundary; both count for the whole city.</p>",
        grouped(totals.rows),
        grouped(totals.routed),
        grouped(totals.refused),
        grouped(totals.bad),
        grouped(report.whereabouts.located),
        grouped(report.whereabouts.no_location),
        grouped(report.whereabouts.outside)
    );
    if !report.source.is_empty() {
        let _ = write!(
            out,
            "<p class=\"how\">Data: {}.</p>",
            escape(&report.source)
        );
    }
}

fn starts(out: &mut String, report: &Report) {
    out.push_str(
        "<h2 id=\"starts\">Where they would start, and on which ground</h2>\
        <p class=\"how\">Tiers from the closest to the residents to the farthest.</p>",
    );
    let tiers: Vec<Bar<'_>> = report
        .tiers
        .iter()
        .map(|tier| Bar {
            label: tier.name,
            parts: vec![("one", tier.cases)],
        })
        .collect();
    out.push_str(&bars(
        "tiers",
        "Cases by the tier they start at",
        "The table below has the same figures.",
        &tiers,
    ));
    let rows: Vec<Vec<String>> = report
        .tiers
        .iter()
        .map(|tier| {
            let grounds: Vec<String> = tier
                .grounds
                .iter()
                .map(|g| format!("{} {}", g.name, grouped(g.rows)))
                .collect();
            vec![
                format!("{} · {}", tier.tier, tier.name),
                grouped(tier.cases),
                percent(tier.cases, report.totals.routed),
                grounds.join(", "),
            ]
        })
        .collect();
    table(
        out,
        "Cases by tier",
        &["Tier", "Cases", "Share", "Of these, by ground"],
        &rows,
    );
    grounds(out, report);
}

fn grounds(out: &mut String, report: &Report) {
    let grounds: Vec<Bar<'_>> = report
        .grounds
        .iter()
        .map(|ground| Bar {
            label: ground.ground,
            parts: vec![
                ("one", ground.cases - ground.without_location),
                ("four", ground.without_location),
            ],
        })
        .collect();
    out.push_str("<h3>Grounds</h3>");
    key(
        out,
        &[("one", "with a location"), ("four", "without a location")],
    );
    out.push_str(&bars(
        "grounds",
        "Cases by the ground they start on",
        "The table below has the same figures.",
        &grounds,
    ));
    let rows: Vec<Vec<String>> = report
        .grounds
        .iter()
        .map(|g| {
            vec![
                g.ground.to_owned(),
                grouped(g.cases),
                grouped(g.without_location),
                g.words.to_owned(),
            ]
        })
        .collect();
    table(
        out,
        "Cases by ground",
        &["Ground", "Cases", "Without a location", "What it means"],
        &rows,
    );
    let rows: Vec<Vec<String>> = report
        .places
        .iter()
        .map(|place| vec![place.name.clone(), grouped(place.rows)])
        .collect();
    folded(
        out,
        "Place by place",
        "Cases by place, as in the file of places",
        &["Place", "Cases"],
        &rows,
    );
}

fn load(out: &mut String, report: &Report) {
    out.push_str("<h2 id=\"load\">Load per body and week</h2><p class=\"how\">Bodies stand by tier, then as in their file; \
        this is no ranking. Each plot has a scale of its own: the figure at its upper right is the busiest week.</p>");
    out.push_str("<div class=\"bodies\">");
    for (index, body) in report.bodies.iter().enumerate() {
        out.push_str("<section>");
        body_load(out, index, body);
        out.push_str("</section>");
    }
    out.push_str("</div>");
}

fn body_load(out: &mut String, index: usize, body: &BodyReport) {
    let weeks = body.weeks.len().max(1) as u64;
    let _ = write!(
        out,
        "<h3>{}</h3><p class=\"how\">Tier {}, {}. {} cases, {} a week.</p>",
        escape(&body.name),
        body.tier,
        body.kind,
        grouped(body.cases),
        tenths(body.cases, weeks)
    );
    if body.cases == 0 {
        return;
    }
    let values: Vec<u64> = body.weeks.iter().map(|week| week.cases).collect();
    let title = format!("Cases a week at {}", body.name);
    out.push_str(&columns(
        &format!("b{index}"),
        &title,
        "One column a week; the table below has the same figures.",
        &values,
    ));
    let rows: Vec<Vec<String>> = body
        .weeks
        .iter()
        .map(|week| vec![week.week.clone(), grouped(week.cases)])
        .collect();
    folded(
        out,
        "Week by week",
        &format!("{}: cases by week", body.name),
        &["Week from", "Cases"],
        &rows,
    );
}

fn unowned(out: &mut String, report: &Report) {
    out.push_str("<h2 id=\"unowned\">Categories without an owner</h2><p class=\"how\">Every category was asked at every place. \
        Listed is where nobody who should hold it could; as in the charter, then by place.</p>");
    if report.unowned.is_empty() {
        out.push_str("<p>None: every category has an owner at every place.</p>");
        return;
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    for category in &report.categories {
        let mut holders: Vec<Option<&str>> = Vec::new();
        let gaps = || {
            report
                .unowned
                .iter()
                .filter(|gap| gap.category == category.key)
        };
        for gap in gaps() {
            if !holders.contains(&gap.stands_in.as_deref()) {
                holders.push(gap.stands_in.as_deref());
            }
        }
        for holder in holders {
            let gaps: Vec<_> = gaps()
                .filter(|gap| gap.stands_in.as_deref() == holder)
                .collect();
            rows.push(vec![
                category.name.clone(),
                places(report, &gaps, usize::MAX),
                holder.unwrap_or("nobody").to_owned(),
                grouped(gaps.iter().map(|gap| gap.requests).sum()),
            ]);
        }
    }
    table(
        out,
        "What has no owner",
        &[
            "Category",
            "Where",
            "Who stands in",
            "Requests in the table",
        ],
        &rows,
    );
}

fn input(out: &mut String, report: &Report) {
    out.push_str("<h2 id=\"input\">What was read</h2>");
    let totals = &report.totals;
    let mut rows = vec![vec!["starts somewhere".to_owned(), grouped(totals.routed)]];
    let reasons = totals
        .refused_by_reason
        .iter()
        .map(|c| ("refused", c))
        .chain(totals.bad_by_reason.iter().map(|c| ("unreadable", c)));
    rows.extend(
        reasons.map(|(sort, count)| vec![format!("{sort}: {}", count.name), grouped(count.rows)]),
    );
    rows.push(vec!["all rows".to_owned(), grouped(totals.rows)]);
    table(
        out,
        "Every row is accounted for",
        &["What became of it", "Rows"],
        &rows,
    );
    let _ = write!(
        out,
        "<p class=\"how\">{} rows have a local time that came twice or never because the clocks were changed that night.</p>",
        grouped(totals.unclear_times)
    );
    if !report.unmapped.is_empty() {
        let rows: Vec<Vec<String>> = report
            .unmapped
            .iter()
            .map(|entry| {
                vec![
                    entry.values.clone(),
                    grouped(entry.rows),
                    entry.first_line.to_string(),
                ]
            })
            .collect();
        table(
            out,
            "Without a rule in the mapping",
            &["Values", "Rows", "First in line"],
            &rows,
        );
    }
    let rows: Vec<Vec<String>> = report
        .passed_over
        .iter()
        .map(|count| vec![count.name.clone(), grouped(count.rows)])
        .collect();
    folded(
        out,
        "Who was passed over",
        "How often a tier or body was passed over, by reason",
        &["Reason", "Times"],
        &rows,
    );
}
