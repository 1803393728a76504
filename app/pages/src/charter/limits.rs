//! The time limits in plain words, from the very figures that the clocks use.

use domain::charter::Urgency;
use domain::clock::{Limit, Limits};
use domain::language::Language;
use leptos::prelude::*;

use super::named;
use crate::text::charter as words;

/// The table of all limits.
pub(super) fn view(lang: Language) -> impl IntoView {
    let rows = Urgency::ALL
        .map(|urgency| {
            let limits = Limits::of(urgency);
            view! {
                <tr>
                    <th scope="row">{named::urgency(lang, urgency)}</th>
                    <td>{limit(lang, limits.heard)}</td>
                    <td>{limit(lang, limits.plan)}</td>
                    <td>{words::working_days(lang, limits.resident_working_days)}</td>
                </tr>
            }
        })
        .into_iter()
        .collect_view();
    view! {
        <section class="card" aria-labelledby="limits">
            <h2 id="limits">{words::limits(lang)}</h2>
            <div class="scroll" tabindex="0" role="group" aria-labelledby="limits">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{words::limit_kind(lang)}</th>
                            <th scope="col">{words::limit_heard(lang)}</th>
                            <th scope="col">{words::limit_plan(lang)}</th>
                            <th scope="col">{words::limit_resident(lang)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="small soft">{words::limits_note(lang)}</p>
        </section>
    }
}

/// All limits of one urgency, as a sentence.
pub(super) fn sentence(lang: Language, urgency: Urgency) -> String {
    let limits = Limits::of(urgency);
    let resident = words::working_days(lang, limits.resident_working_days);
    words::times_line(
        lang,
        &limit(lang, limits.heard),
        &limit(lang, limits.plan),
        &resident,
    )
}

fn limit(lang: Language, limit: Limit) -> String {
    match limit {
        Limit::Minutes(minutes) if minutes % 60 == 0 => words::hours(lang, minutes / 60),
        Limit::Minutes(minutes) => words::minutes(lang, minutes),
        Limit::WorkingDays(days) => words::working_days(lang, days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_read_as_the_design_has_them() {
        assert_eq!(
            sentence(Language::En, Urgency::Danger),
            "Heard within 30 minutes, a plan or an outcome within 2 hours, you are owed an outcome within 30 working days."
        );
        assert_eq!(
            sentence(Language::En, Urgency::Ordinary),
            "Heard within 1 working day, a plan or an outcome within 7 working days, you are owed an outcome within 30 working days."
        );
    }
}
