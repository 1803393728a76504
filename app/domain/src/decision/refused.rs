//! Why nothing happened to a decision, each with its own stable code.

use crate::refused::refusals;

refusals! {
    /// Another person acted since the page was made.
    SomeoneWasFaster = "someone-was-faster", "another person acted first";
    /// The thread is over.
    ThreadOver = "thread-over", "the thread is over";
    /// Residents are only told here.
    NothingToDecide = "nothing-to-decide", "residents are only told here";
    /// The thread has not come to deciding.
    NotDeciding = "not-deciding", "the thread does not decide yet";
    /// There is no such method.
    MethodUnknown = "method-unknown", "no such method";
    /// The method does not ask these people.
    VotersUnfit = "voters-unfit", "the method does not ask these people";
    /// The method does not show answers so.
    ShowingUnfit = "showing-unfit", "the method does not show answers so";
    /// There is nothing to choose between.
    OptionsFew = "options-few", "fewer than two options";
    /// There are more than anybody reads.
    OptionsMany = "options-many", "more than ten options";
    /// Two options say the same.
    OptionsAlike = "options-alike", "two options say the same";
    /// Nobody is asked yet.
    NotOpenYet = "not-open-yet", "not open yet";
    /// It was opened or dropped before.
    NotDrafted = "not-drafted", "no draft any more";
    /// It is closed.
    DecisionClosed = "decision-closed", "closed";
    /// The end is too near.
    EndTooSoon = "end-too-soon", "it would end within a day";
    /// The end lies after that of the step.
    EndAfterStep = "end-after-step", "it would end after the step";
    /// Nobody could answer.
    NobodyEligible = "nobody-eligible", "nobody could answer";
    /// The person could not answer when it opened.
    NotEligible = "not-eligible", "not among those who are asked";
    /// Nothing was chosen.
    BallotEmpty = "ballot-empty", "nothing was chosen";
    /// What was chosen is no option of this decision.
    BallotStrange = "ballot-strange", "no option of this decision";
    /// A ranking with a gap, with two alike, or of one option.
    BallotGap = "ballot-gap", "the places do not go 1, 2, 3";
    /// No dot, or more than there are.
    BallotDots = "ballot-dots", "no dots, or too many";
    /// The answer was changed since the page was made.
    BallotStale = "ballot-stale", "the answer was changed since";
    /// An objection without a reason.
    ReasonMissing = "reason-missing", "an objection has a reason";
    /// There is no such objection, or it was taken back.
    ObjectionUnknown = "objection-unknown", "no such objection";
    /// It ends before anybody had a day, and not everybody has answered.
    EarlyTooSoon = "early-too-soon", "it would end within a day of its opening";
    /// Who asked to end it early does not confirm it.
    SamePerson = "same-person-closes", "another person has to agree";
    /// No date has passed.
    NothingDue = "nothing-due", "nothing is due";
}
