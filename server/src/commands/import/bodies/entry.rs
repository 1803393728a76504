//! One body as a file gives it.

use std::collections::HashMap;

use domain::body::{BodyKind, Contact, Tier};
use domain::calendar::WorkingCalendar;
use domain::language::Names;
use domain::slug;

use super::calendar;
use crate::commands::import::mistake::{Mistakes, Spot, shown};
use crate::commands::import::names;
use crate::commands::import::record::{Cell, Record};

/// The categories that a file names.
#[derive(Clone, Debug)]
pub enum Categories {
    /// Whatever the charter gives to its tier.
    All,
    /// These keys.
    Only(Vec<Cell>),
}

/// The shared calendars of a file by name; `None` where one has a mistake.
pub type Calendars = HashMap<String, Option<WorkingCalendar>>;

/// One body of a file; places, categories and superior still by name. One with a mistake
/// stands here too, so that what it names is looked up, and others find it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where it stands.
    pub spot: Spot,
    /// Its key, as it is written.
    pub key: Option<String>,
    /// What sort of organisation it is.
    pub kind: Option<BodyKind>,
    /// Slugs or codes of the places it serves.
    pub places: Vec<Cell>,
    /// What it deals with.
    pub categories: Option<Categories>,
    /// Key of the body above a partner.
    pub answers_to: Option<Cell>,
    /// All that says nothing of other things; `None` after a mistake in it.
    pub rest: Option<Rest>,
}

/// What a body is by itself.
#[derive(Clone, Debug)]
pub struct Rest {
    /// How far it is from the residents.
    pub tier: Tier,
    /// Its name.
    pub names: Names,
    /// When it works.
    pub calendar: WorkingCalendar,
    /// How the public reaches it.
    pub contact: Contact,
    /// Smaller stands first.
    pub rank: i64,
    /// Whether it takes work now.
    pub in_service: bool,
    /// Whether it is the last resort.
    pub last_resort: bool,
}

/// Reads one body; what is wrong becomes a mistake.
pub fn read(record: &Record, calendars: &Calendars, mistakes: &mut Mistakes) -> Entry {
    check_key(record, mistakes);
    let kind = kind(record, mistakes);
    let places = record.list("places");
    if places.is_empty() {
        mistakes.push(
            record.spot.clone(),
            "This body serves no place.",
            "List slugs or codes of places under places.",
        );
    }
    Entry {
        spot: record.spot.clone(),
        key: record.text("key").map(str::to_owned),
        kind,
        places,
        categories: categories(record, mistakes),
        answers_to: record.get("answers_to").cloned(),
        rest: rest(record, calendars, mistakes),
    }
}

fn rest(record: &Record, calendars: &Calendars, mistakes: &mut Mistakes) -> Option<Rest> {
    let tier = tier(record, mistakes);
    let names = names::read(record, None, mistakes);
    let calendar = the_calendar(record, calendars, mistakes);
    let contact = contact(record, mistakes);
    let rank = rank(record, mistakes);
    let in_service = yes_or_no(record, "in_service", true, mistakes);
    let last_resort = yes_or_no(record, "last_resort", false, mistakes);
    Some(Rest {
        tier: tier?,
        names: names?,
        calendar: calendar?,
        contact: contact?,
        rank: rank?,
        in_service: in_service?,
        last_resort: last_resort?,
    })
}

/// `yes` or `no`, or `otherwise` when the value is missing; `None` after a mistake.
pub fn yes_or_no(
    record: &Record,
    key: &str,
    otherwise: bool,
    mistakes: &mut Mistakes,
) -> Option<bool> {
    let Some(cell) = record.get(key) else {
        return Some(otherwise);
    };
    match cell.text.to_lowercase().as_str() {
        "yes" | "true" | "1" | "是" => Some(true),
        "no" | "false" | "0" | "否" => Some(false),
        _ => {
            mistakes.push(
                cell.spot.clone(),
                format!("{} is neither yes nor no.", shown(&cell.text)),
                format!("Write yes or no under {key}."),
            );
            None
        }
    }
}

fn check_key(record: &Record, mistakes: &mut Mistakes) {
    let key = record.text("key").unwrap_or_default();
    if slug::is_slug(key) {
        return;
    }
    mistakes.push(
        record.spot_of("key"),
        if key.is_empty() {
            "This body has no key.".to_owned()
        } else {
            format!("{} is no key.", shown(key))
        },
        "A key has the letters a–z, digits and single dashes only, such as willow-lane-committee.",
    );
}

fn kind(record: &Record, mistakes: &mut Mistakes) -> Option<BodyKind> {
    let text = record.text("kind").unwrap_or_default();
    let kind = BodyKind::from_code(text);
    if kind.is_none() {
        mistakes.push(
            record.spot_of("kind"),
            format!("There is no kind of body called {}.", shown(text)),
            format!(
                "The kinds are: {}.",
                BodyKind::ALL.map(BodyKind::code).join(", ")
            ),
        );
    }
    kind
}

fn tier(record: &Record, mistakes: &mut Mistakes) -> Option<Tier> {
    let tier = record
        .text("tier")
        .and_then(|text| text.parse().ok())
        .and_then(Tier::new);
    if tier.is_none() {
        mistakes.push(
            record.spot_of("tier"),
            "The tier is missing or no number from 0 to 4.",
            "0 building group, 1 residents' committee, 2 sub-district office, 3 district department, 4 city department.",
        );
    }
    tier
}

fn rank(record: &Record, mistakes: &mut Mistakes) -> Option<i64> {
    let Some(cell) = record.get("rank") else {
        return Some(0);
    };
    let rank = cell.text.parse().ok();
    if rank.is_none() {
        mistakes.push(
            cell.spot.clone(),
            format!("{} is no whole number.", shown(&cell.text)),
            "Write a whole number under rank; the smaller one is asked first.",
        );
    }
    rank
}

fn categories(record: &Record, mistakes: &mut Mistakes) -> Option<Categories> {
    let keys = record.list("categories");
    match keys.as_slice() {
        [] => {
            mistakes.push(
                record.spot.clone(),
                "The categories of this body are missing.",
                "Write all, or the keys of categories of the charter.",
            );
            None
        }
        [one] if one.text == "all" => Some(Categories::All),
        [..] => Some(Categories::Only(keys)),
    }
}

fn the_calendar(
    record: &Record,
    calendars: &Calendars,
    mistakes: &mut Mistakes,
) -> Option<WorkingCalendar> {
    let Some(name) = record.get("calendar") else {
        return calendar::read(record, mistakes);
    };
    let calendar = calendars.get(&name.text);
    if calendar.is_none() {
        mistakes.push(
            name.spot.clone(),
            format!("There is no calendar called {}.", shown(&name.text)),
            format!(
                "Write it as [calendar.{}] with zone and hours, or correct the name.",
                name.text.escape_debug()
            ),
        );
    }
    calendar.cloned().flatten()
}

fn contact(record: &Record, mistakes: &mut Mistakes) -> Option<Contact> {
    let before = mistakes.count();
    let mut text = |key: &str| {
        record
            .get(key)
            .and_then(|cell| names::clean(cell, mistakes))
    };
    let contact = Contact {
        phone: text("phone"),
        email: text("email"),
        address: text("address"),
        hours: text("open"),
    };
    if let Some(email) = &contact.email
        && !email.contains('@')
    {
        mistakes.push(
            record.spot_of("email"),
            format!("{} is no e-mail address.", shown(email)),
            "Write name@example.org, or leave it empty.",
        );
    }
    (mistakes.count() == before).then_some(contact)
}
