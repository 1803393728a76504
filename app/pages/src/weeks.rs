//! Four weeks of a calendar as a small table, so that a mistake is seen before
//! it is kept.

use domain::calendar::{Hours, WorkingCalendar};
use domain::instant::Instant;
use domain::language::Language;
use jiff::ToSpan as _;
use jiff::civil::Date;
use leptos::prelude::*;

use crate::text::stewards as words;

/// Weeks that are shown.
const WEEKS: i64 = 4;

/// The short names of the days, Monday first.
const SHORT: [fn(Language) -> &'static str; 7] = [
    words::short_0,
    words::short_1,
    words::short_2,
    words::short_3,
    words::short_4,
    words::short_5,
    words::short_6,
];

/// The table, from the week of `now` on.
pub(crate) fn view(lang: Language, calendar: &WorkingCalendar, now: Instant) -> AnyView {
    let today = calendar.local(now).date();
    let monday = today.saturating_sub(i64::from(today.weekday().to_monday_zero_offset()).days());
    let heads: Vec<_> = SHORT
        .map(|name| view! { <th scope="col">{name(lang)}</th> })
        .into_iter()
        .collect();
    let rows: Vec<_> = (0..WEEKS)
        .map(|week| {
            let days: Vec<_> = (0..7)
                .map(|day| {
                    cell(
                        lang,
                        calendar,
                        monday.saturating_add((week * 7 + day).days()),
                        today,
                    )
                })
                .collect();
            view! { <tr>{days}</tr> }
        })
        .collect();
    view! {
        <table class="weeks">
            <caption class="unseen">{words::preview(lang)}</caption>
            <thead><tr>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn cell(lang: Language, calendar: &WorkingCalendar, date: Date, today: Date) -> AnyView {
    let hours = calendar.hours_on(date);
    let class = match (hours.is_empty(), calendar.extra_days.contains_key(&date)) {
        (true, _) => "off",
        (false, true) => "on extra",
        (false, false) => "on",
    };
    let day = if date.day() == 1 || date == today {
        format!("{}/{}", date.month(), date.day())
    } else {
        date.day().to_string()
    };
    let name = calendar.holiday_names.get(&date).cloned();
    let inside: Vec<String> = if hours.is_empty() {
        vec![name.unwrap_or_else(|| words::day_off(lang).to_owned())]
    } else {
        hours.iter().map(|hours| short(*hours)).collect()
    };
    let inside: Vec<_> = inside
        .into_iter()
        .map(|line| view! { <span>{line}</span> })
        .collect();
    let machine = date.to_string();
    view! { <td class=class><time datetime=machine>{day}</time>{inside}</td> }.into_any()
}

/// `9–17`, or `8:30–12` where it is no full hour.
fn short(hours: Hours) -> String {
    let one = |minute: u16| {
        if minute.is_multiple_of(60) {
            (minute / 60).to_string()
        } else {
            format!("{}:{:02}", minute / 60, minute % 60)
        }
    };
    format!("{}–{}", one(hours.from), one(hours.to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_weeks_are_shown_with_days_off_by_name() {
        let now = Instant::parse("2026-11-25T09:00:00+08:00").unwrap();
        let mut calendar = WorkingCalendar::weekdays("Asia/Shanghai", Hours::between(9, 17));
        let off: Date = "2026-12-01".parse().unwrap();
        calendar.holidays.insert(off);
        calendar
            .holiday_names
            .insert(off, "Founding day".to_owned());
        let extra: Date = "2026-12-05".parse().unwrap();
        calendar
            .extra_days
            .insert(extra, vec![Hours { from: 510, to: 720 }]);
        let html = crate::render::render(move || view(Language::En, &calendar, now));
        assert_eq!(html.matches("<td").count(), 28);
        assert!(
            html.contains("datetime=\"2026-11-23\""),
            "the week of today begins on Monday"
        );
        assert!(html.contains("datetime=\"2026-12-20\"") && !html.contains("2026-12-21"));
        for part in ["Founding day", "8:30–12", "11/25", "9–17"] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }
}
