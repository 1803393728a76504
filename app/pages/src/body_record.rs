//! The record of a body: what was changed about it, by whom and why.

use domain::language::Language;
use domain::office::OfficeChange;
use leptos::prelude::*;
use store::offices::record::RecordLine;

use crate::dates::Local;
use crate::named;
use crate::text::stewards as words;

/// What was changed, line by line.
pub(crate) fn view(lang: Language, local: &Local, lines: &[RecordLine]) -> AnyView {
    let items: Vec<_> = lines
        .iter()
        .map(|line| {
            let by = words::line_by(lang, &local.full(line.at).shown, &line.by);
            let charter = line.change == OfficeChange::CharterPublished;
            let reason = (!charter && !line.reason.is_empty())
                .then(|| view! { <p>{line.reason.clone()}</p> });
            view! {
                <li>
                    <strong>{sentence(lang, line)}</strong>
                    {reason}
                    <p class="small soft">{by}</p>
                </li>
            }
        })
        .collect();
    let inside = if items.is_empty() {
        view! { <p>{words::record_none(lang)}</p> }.into_any()
    } else {
        view! {
            <p class="order">{words::record_order(lang)}</p>
            <ul class="list">{items}</ul>
        }
        .into_any()
    };
    view! {
        <section class="card" aria-labelledby="record">
            <h2 id="record">{words::record(lang)}</h2>
            {inside}
        </section>
    }
    .into_any()
}

fn sentence(lang: Language, line: &RecordLine) -> String {
    let person = line.person.as_deref().unwrap_or_default();
    let seat = line.role.map_or("", |one| named::role(lang, one));
    match line.change {
        OfficeChange::SeatGiven => words::line_seat_given(lang, person, seat),
        OfficeChange::RoleChanged => words::line_role_changed(lang, person, seat),
        OfficeChange::SeatEnded => words::line_seat_ended(lang, person, seat),
        OfficeChange::BodyChanged => words::line_body_changed(lang).to_owned(),
        OfficeChange::CalendarChanged => words::line_calendar_changed(lang).to_owned(),
        OfficeChange::OutOfService => words::line_out_of_service(lang).to_owned(),
        OfficeChange::InService => words::line_in_service(lang).to_owned(),
        OfficeChange::StewardMade => words::line_steward_made(lang, person),
        OfficeChange::StewardEnded => words::line_steward_ended(lang, person),
        OfficeChange::CharterPublished => words::line_charter_published(lang, &line.reason),
        OfficeChange::BodyFounded => words::line_body_founded(lang).to_owned(),
        OfficeChange::BodyAdded => words::line_body_added(lang).to_owned(),
        OfficeChange::PlaceAdded => words::line_place_added(lang).to_owned(),
    }
}
