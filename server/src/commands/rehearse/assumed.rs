//! The bodies that a rehearsal assumes when no file names any: a residents'
//! committee for each community, and one office with every competence for
//! each higher tier, the top one on duty day and night and last resort.

use domain::body::{Body, BodyKind, Competence, Contact, Tier};
use domain::calendar::{Hours, WorkingCalendar};
use domain::id::{BodyId, PlaceId};
use domain::language::{Language, Names};
use domain::place::{Place, PlaceKind};
use store::ids::Ids;

/// The assumed bodies of these places.
pub fn bodies(places: &[Place], zone: &str, ids: &Ids) -> Vec<Body> {
    let mut bodies = Vec::new();
    for place in places
        .iter()
        .filter(|place| place.kind == PlaceKind::Community)
    {
        let name = format!(
            "{} residents' committee",
            place.names.in_language(Language::En)
        );
        bodies.push(body(
            ids,
            (&format!("{}-committee", place.slug), &name),
            Tier::COMMITTEE,
            vec![place.id],
            zone,
        ));
    }
    let roots: Vec<PlaceId> = places
        .iter()
        .filter(|place| place.parent.is_none())
        .map(|place| place.id)
        .collect();
    for (number, key, name) in [
        (2, "sub-district-office", "Sub-district office"),
        (3, "district-department", "District department"),
        (4, "city", "City"),
    ] {
        if let Some(tier) = Tier::new(number) {
            bodies.push(body(ids, (key, name), tier, roots.clone(), zone));
        }
    }
    bodies
}

fn body(
    ids: &Ids,
    (key, name): (&str, &str),
    tier: Tier,
    places: Vec<PlaceId>,
    zone: &str,
) -> Body {
    let top = tier == Tier::TOP;
    Body {
        id: BodyId::new(ids.uuid()),
        key: key.to_owned(),
        kind: if tier > Tier::COMMITTEE {
            BodyKind::Government
        } else {
            BodyKind::SelfGovernance
        },
        tier,
        names: Names::only(Language::En, name),
        places,
        competence: Competence::All,
        calendar: if top {
            WorkingCalendar::always_on(zone)
        } else {
            WorkingCalendar::weekdays(zone, Hours::between(9, 17))
        },
        contact: Contact::default(),
        answers_to: None,
        rank: 0,
        in_service: true,
        members: 1,
        last_resort: top,
        on_paper: false,
    }
}
