//! Who is told what of a mediation. No notice quotes anything or names anybody.

use super::event::{Event, Recorded};
use super::{Mediation, Side, Stage};
use crate::codes::codes;
use crate::id::PersonId;

/// What somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MediationNotice {
    /// To the author: the body offers it.
    Offered,
    /// To those who live behind the door: a neighbour would like to talk.
    Asked,
    /// To who has said nothing yet: it ends soon.
    AnswerSoon,
    /// To the body: both said yes; name somebody.
    NameOne,
    /// To who was named: would you?
    Invited,
    /// To the mediator: find a time and a place.
    FindTime,
    /// To all three: when and where they meet.
    MeetingSet,
    /// To all three: it is tomorrow.
    MeetingSoon,
    /// To the two: write down what you promise.
    WriteDown,
    /// To the other one: the text was changed.
    TextChanged,
    /// To all three: both confirmed.
    Agreed,
    /// To the two: does it hold?
    FollowUp,
    /// To those who took part: it is over.
    Ended,
}

codes!(MediationNotice, 13: Offered = "mediation-offered", Asked = "mediation-asked",
    AnswerSoon = "mediation-answer-soon", NameOne = "mediation-name-one",
    Invited = "mediation-invited", FindTime = "mediation-find-time",
    MeetingSet = "mediation-meeting-set", MeetingSoon = "mediation-meeting-soon",
    WriteDown = "mediation-write-down", TextChanged = "mediation-text-changed",
    Agreed = "mediation-agreed", FollowUp = "mediation-follow-up", Ended = "mediation-ended");

impl MediationNotice {
    /// Whether it asks an act, or must not wait, and so goes out at once.
    pub const fn asks_act(self) -> bool {
        match self {
            Self::Offered
            | Self::Asked
            | Self::AnswerSoon
            | Self::NameOne
            | Self::Invited
            | Self::FindTime
            | Self::MeetingSet
            | Self::MeetingSoon
            | Self::WriteDown
            | Self::TextChanged
            | Self::FollowUp => true,
            Self::Agreed | Self::Ended => false,
        }
    }
}

/// Whom a notice is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum To {
    /// One person.
    Person(PersonId),
    /// Those who live behind the door that is asked.
    Household,
    /// The members of the body.
    Body,
}

/// What is to be told after an event, by the mediation after it; never to who did it.
pub fn notices(mediation: &Mediation, recorded: &Recorded) -> Vec<(MediationNotice, To)> {
    use MediationNotice as Notice;
    let (notice, to) = match &recorded.event {
        Event::Offered { offered } => match offered.asked_for {
            None => (Notice::Offered, vec![To::Person(mediation.author)]),
            Some(_) => (Notice::Asked, vec![To::Household]),
        },
        Event::AuthorAgreed { .. } => (Notice::Asked, vec![To::Household]),
        Event::OtherAgreed { .. } | Event::MediatorGone { .. } => (Notice::NameOne, vec![To::Body]),
        Event::Named { mediator, .. } => (Notice::Invited, vec![To::Person(*mediator)]),
        Event::MeetAgain { .. } => (Notice::FindTime, mediator(mediation)),
        Event::Late { .. } => match mediation.stage {
            Stage::Choosing { .. } => (Notice::NameOne, vec![To::Body]),
            _ => (Notice::FindTime, mediator(mediation)),
        },
        Event::Arranged { .. } => (Notice::MeetingSet, all_three(mediation)),
        Event::Met { .. } => (Notice::WriteDown, two(mediation)),
        Event::Written { side, .. } => (Notice::TextChanged, one(mediation, side.opposite())),
        Event::Agreed { .. } => (Notice::Agreed, all_three(mediation)),
        Event::FollowUpAsked { .. } => (Notice::FollowUp, two(mediation)),
        Event::Reminded => reminder(mediation),
        // Of what never began only the author is told: the household is left in peace.
        Event::Ended { .. } => (Notice::Ended, all_three(mediation)),
        Event::Declined
        | Event::Accepted { .. }
        | Event::Confirmed { .. }
        | Event::Followed { .. }
        | Event::Holds { .. } => return Vec::new(),
    };
    let own = recorded.by.person().map(To::Person);
    let to = to.into_iter().filter(|one| Some(*one) != own);
    to.map(|to| (notice, to)).collect()
}

fn reminder(mediation: &Mediation) -> (MediationNotice, Vec<To>) {
    use MediationNotice as Notice;
    match &mediation.stage {
        Stage::Offered { .. } => (Notice::AnswerSoon, vec![To::Person(mediation.author)]),
        Stage::Asked { .. } => (Notice::AnswerSoon, vec![To::Household]),
        Stage::Meeting { .. } => (Notice::MeetingSoon, all_three(mediation)),
        _ => {
            let missing = Side::ALL.into_iter();
            let missing = missing.filter(|side| !mediation.text.confirmed(*side));
            let people = missing.flat_map(|side| one(mediation, side));
            (Notice::WriteDown, people.collect())
        }
    }
}

fn one(mediation: &Mediation, side: Side) -> Vec<To> {
    mediation.party(side).map(To::Person).into_iter().collect()
}

fn two(mediation: &Mediation) -> Vec<To> {
    mediation.parties().map(To::Person).collect()
}

fn mediator(mediation: &Mediation) -> Vec<To> {
    mediation.mediator().map(To::Person).into_iter().collect()
}

fn all_three(mediation: &Mediation) -> Vec<To> {
    let mut all = two(mediation);
    all.extend(mediator(mediation));
    all
}
