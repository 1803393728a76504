//! The form of a meeting: the same for calling and for changing one.

use domain::instant::Instant;
use domain::language::Language;
use domain::meeting::time::typed;
use domain::meeting::{Plan, Point, Refused};
use domain::text::{Title, TitleInvalid, View, ViewInvalid, fold};
use leptos::prelude::*;

use crate::components::{Field, FieldKind, Problems, TextArea};
use crate::dates;
use crate::form::Posted;
use crate::reading::Reading;
use crate::text::meetings as words;

/// How long a meeting usually is.
const USUAL_MINUTES: &str = "60";

/// Reads a plan; what does not fit is said at its field, all at once.
pub(super) fn read(reading: &mut Reading<'_>, zone: &str, now: Instant) -> Option<Plan> {
    let title = Title::parse(reading.form.text("title")).map_err(TitleInvalid::code);
    let title = reading.fit("title", title);
    let at = typed(&dates::zone(zone), reading.form.text("at")).map_err(Refused::code);
    let at = reading.fit("at", at);
    let minutes = whole(reading.form.text("minutes")).ok_or(Refused::MinutesUnclear.code());
    let minutes = reading.fit("minutes", minutes);
    let spot = View::parse(reading.form.text("spot")).map_err(|wrong| match wrong {
        ViewInvalid::Missing => "spot-missing",
        ViewInvalid::TooLong | ViewInvalid::TooLarge => "spot-too-long",
    });
    let spot = reading.fit("spot", spot);
    let seats = seats(reading.form.text("seats"));
    let seats = reading.fit("seats", seats);
    let agenda = agenda(reading);
    let plan = Plan {
        title: title?,
        at: at?,
        zone: zone.to_owned(),
        minutes: minutes?,
        spot: spot?,
        seats: seats?,
        agenda: agenda?,
    };
    let faults = plan.faults(now);
    for fault in &faults {
        reading.say(field_of(*fault), fault.code());
    }
    faults.is_empty().then_some(plan)
}

/// A whole number, also in full-width digits.
pub(super) fn whole(text: &str) -> Option<i64> {
    fold(text).trim().parse().ok()
}

/// Nothing typed means that everybody fits in.
fn seats(text: &str) -> Result<Option<i64>, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    whole(text).map(Some).ok_or(Refused::SeatsStrange.code())
}

fn agenda(reading: &mut Reading<'_>) -> Option<Vec<Point>> {
    let lines = reading.form.text("agenda").lines();
    let lines = lines.map(str::trim).filter(|line| !line.is_empty());
    let points: Result<Vec<Point>, Refused> = lines.map(Point::read).collect();
    reading.fit("agenda", points.map_err(Refused::code))
}

/// The field that has to be mended.
pub(super) const fn field_of(refused: Refused) -> &'static str {
    match refused {
        Refused::InThePast
        | Refused::TooFar
        | Refused::TimeSkipped
        | Refused::TimeTwice
        | Refused::TimeUnclear => "at",
        Refused::TooShort | Refused::TooLong | Refused::MinutesUnclear => "minutes",
        Refused::SeatsStrange | Refused::SeatsTaken => "seats",
        Refused::PointsMany | Refused::PointMinutes | Refused::PointLong | Refused::AgendaLong => {
            "agenda"
        }
        Refused::PresentStrange | Refused::NobodyPresent => "present",
        _ => "",
    }
}

/// What a form begins with: a plan as it stands.
pub(super) fn filled(plan: &Plan) -> Posted {
    let agenda: Vec<String> = plan
        .agenda
        .iter()
        .map(|point| format!("{} {}", point.what, point.minutes))
        .collect();
    let fields = [
        ("title", plan.title.to_string()),
        ("at", wall(plan.at, &plan.zone)),
        ("minutes", plan.minutes.to_string()),
        ("spot", plan.spot.to_string()),
        (
            "seats",
            plan.seats
                .map(|seats| seats.to_string())
                .unwrap_or_default(),
        ),
        ("agenda", agenda.join("\n")),
    ];
    Posted::from_fields(fields.map(|(name, value)| (name.to_owned(), value)))
}

/// A moment as a field for day and time takes it.
fn wall(at: Instant, zone: &str) -> String {
    let local = at.timestamp().to_zoned(dates::zone(zone)).datetime();
    local.strftime("%Y-%m-%dT%H:%M").to_string()
}

/// The fields.
pub(super) fn fields(lang: Language, typed: &Posted, problems: &Problems) -> AnyView {
    let value = |name: &str| typed.text(name).to_owned();
    let error = |name: &str| problems.at(name);
    let minutes = if typed.has("minutes") {
        value("minutes")
    } else {
        USUAL_MINUTES.to_owned()
    };
    view! {
        <Field lang name="title" label=words::f_title(lang) hint=words::f_title_hint(lang) value=value("title") error=error("title")/>
        <Field lang name="at" label=words::f_at(lang) hint=words::f_at_hint(lang) value=value("at") error=error("at") kind=FieldKind::Moment/>
        <Field lang name="minutes" label=words::f_minutes(lang) value=minutes error=error("minutes") kind=FieldKind::Number/>
        <Field lang name="spot" label=words::f_spot(lang) hint=words::f_spot_hint(lang) value=value("spot") error=error("spot")/>
        <Field lang name="seats" label=words::f_seats(lang) hint=words::f_seats_hint(lang) value=value("seats") error=error("seats") kind=FieldKind::Number optional=true/>
        <TextArea lang name="agenda" label=words::f_agenda(lang) hint=words::f_agenda_hint(lang) value=value("agenda") error=error("agenda") rows=5 optional=true/>
    }
    .into_any()
}
