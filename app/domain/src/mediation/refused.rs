//! Why nothing happened to a mediation, each with its own stable code.

use crate::refused::refusals;

refusals! {
    /// Another person acted since the page was made.
    SomeoneWasFaster = "someone-was-faster", "another person acted first";
    /// The case is not about another household.
    NotHouseholds = "not-about-a-household", "not about another household";
    /// The case is over, or its author took it back.
    CaseOver = "mediation-case-over", "the case is over";
    /// No community body has the case.
    NoCommittee = "mediation-no-committee", "no community body has the case";
    /// There is one about this case, or was not long ago.
    OneAlready = "mediation-one-already", "there is one already";
    /// The author lives behind that door.
    OwnHousehold = "mediation-own-household", "the author lives there";
    /// It has moved on: this is not to be done now.
    NotNow = "mediation-not-now", "not in this step";
    /// That person cannot mediate here. Why is not said: it would tell who the two are.
    MediatorUnfit = "mediator-unfit", "cannot mediate here";
    /// The meeting would be in the past.
    MeetingPast = "talk-in-the-past", "the meeting would be in the past";
    /// The meeting would be too late.
    MeetingFar = "talk-too-far", "the meeting would be too late";
    /// The other one changed the text since the page was made.
    TextStale = "promise-changed", "the text was changed since";
    /// Not both have written something.
    TextMissing = "promise-missing", "not both have written something";
    /// This one confirmed it before.
    ConfirmedBefore = "promise-confirmed-before", "confirmed before";
    /// No date has passed.
    NothingDue = "nothing-due", "nothing is due";
}
