//! What somebody is to a case.

use crate::case::{Case, Removed, Stage, Visibility};
use crate::id::{BodyId, PersonId};
use crate::person::{Actor, Role};

/// What somebody is to a case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about one person, not a stage: they occur in every combination"
)]
pub struct Standing {
    /// Wrote it.
    pub author: bool,
    /// Is affected; the author is.
    pub affected: bool,
    /// Speaks for the residents of the case: its author, or who joined first.
    pub speaker: bool,
    /// Was asked by the holder, and the question is open.
    pub asked: bool,
    /// Has a seat in the holder.
    pub holder: Option<Role>,
    /// Has a seat in the community body beside it, and the case is public.
    pub beside: bool,
    /// Has a seat in a body that sits at the joint table.
    pub at_table: bool,
    /// Delivers the letter to the holder: a member of the body that does, or the
    /// resident who speaks for the case.
    pub delivers: bool,
    /// Has a seat in the body above the holder.
    pub next: bool,
    /// The body that they have a seat in and that answers an appeal against a removal,
    /// where nobody else moderates the case.
    pub judges: Option<BodyId>,
    /// Has a seat in a body that the concern is about.
    pub concerned: bool,
    /// Has a seat in a body that has it without learning who its author is.
    pub sealed: bool,
    /// Has a seat in a body after whose report somebody said that they were pressed.
    pub pressed: bool,
    /// Opened the author's identity, for the body that still holds the case.
    pub opened: bool,
    /// Sees the author's name because the author chose so.
    pub named: bool,
}

/// What `actor` is to `case`.
pub fn standing(actor: &Actor, case: &Case) -> Standing {
    let named = case.concern.visibility == Visibility::Public;
    let Some(person) = actor.person() else {
        return Standing {
            named,
            ..Standing::default()
        };
    };
    let holder = case.holding.holder;
    let seat_in = |body| person.office_in(body).is_some();
    let concerned = case.concern.concerned().iter().any(|body| seat_in(*body));
    let sealed = case.sealed_from.iter().any(|body| seat_in(*body));
    // The body concerned never acts on the case and never sees the author.
    let role = person
        .office_in(holder)
        .map(|office| office.role)
        .filter(|_| !concerned);
    Standing {
        author: case.author == Some(person.id),
        affected: case.is_affected(person.id),
        speaker: case.speaker() == Some(person.id),
        asked: is_asked(person.id, case),
        holder: role,
        beside: case.concern.visibility.is_public()
            && !concerned
            && case.holding.beside.is_some_and(seat_in),
        at_table: !concerned
            && case
                .table
                .as_ref()
                .is_some_and(|table| table.seats.iter().any(|seat| seat_in(seat.body))),
        delivers: !concerned
            && case.letter.is_some_and(|letter| match letter.by {
                Some(body) => case.concern.visibility.is_public() && seat_in(body),
                None => case.speaker() == Some(person.id),
            }),
        next: case.holding.next.is_some_and(seat_in) && role.is_none() && !concerned,
        judges: judges(case)
            .filter(|_| case.concern.visibility.is_public() && !concerned)
            .find(|body| seat_in(*body)),
        pressed: case.pressed_by.iter().any(|body| seat_in(*body)),
        concerned,
        sealed,
        opened: role.is_some()
            && !sealed
            && case
                .opened
                .iter()
                .any(|one| one.by == person.id && one.body == holder),
        named: named && !concerned && !sealed,
    }
}

/// For which body somebody reads and writes the notes between the bodies on a
/// case, and who they are: the holder before the body beside, that before the table.
pub fn notes_office(actor: &Actor, case: &Case) -> Option<(PersonId, BodyId)> {
    let person = actor.person()?;
    let standing = standing(actor, case);
    if !standing.shares_notes() {
        return None;
    }
    let seated = case.table.iter().flat_map(|table| &table.seats);
    let seated = seated
        .map(|seat| seat.body)
        .find(|body| person.office_in(*body).is_some());
    let body = standing
        .holder
        .map(|_| case.holding.holder)
        .or(case.holding.beside.filter(|_| standing.beside))
        .or(seated)?;
    Some((person.id, body))
}

/// The bodies above that were asked to look at what was removed.
fn judges(case: &Case) -> impl Iterator<Item = BodyId> {
    let waiting = case.removed.iter().filter_map(Removed::waiting);
    waiting.filter_map(|appeal| appeal.judge)
}

fn is_asked(person: PersonId, case: &Case) -> bool {
    match &case.stage {
        Stage::AwaitingResident { question, .. } => question.to.contains(&person),
        Stage::ReportedDone { asking, .. } | Stage::Closed { asking, .. } => {
            asking.asked.contains(&person)
        }
        Stage::Waiting { .. }
        | Stage::Heard { .. }
        | Stage::Deliberating { .. }
        | Stage::Acting { .. }
        | Stage::Declined { .. }
        | Stage::TableOwed { .. }
        | Stage::Appealed { .. }
        | Stage::Withdrawn { .. }
        | Stage::Merged { .. } => false,
    }
}

impl Standing {
    /// Whether they may moderate the texts and photos: members of the holder
    /// and, on public cases, of the body beside it; never of the body concerned.
    pub const fn moderates(&self) -> bool {
        self.holder.is_some() || self.beside
    }

    /// Whether they share the notes between the bodies that deal with it: the
    /// holder, the community body beside it, those at the joint table. Never
    /// who is a resident of the case, nor the body concerned, nor one that has it
    /// without learning who its author is.
    pub const fn shares_notes(&self) -> bool {
        !self.author
            && !self.affected
            && !self.concerned
            && !self.sealed
            && (self.holder.is_some() || self.beside || self.at_table)
    }
}
