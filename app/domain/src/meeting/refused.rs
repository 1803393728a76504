//! Why nothing happened to a meeting, each with its own stable code.

use crate::refused::refusals;

refusals! {
    /// Another person acted since the page was made.
    SomeoneWasFaster = "someone-was-faster", "another person acted first";
    /// The thread is over.
    ThreadOver = "thread-over", "the thread is over";
    /// The thread has as many meetings as anybody finds their way through.
    MeetingsMany = "meetings-many", "too many meetings in this thread";
    /// It would begin in the past.
    InThePast = "meeting-in-the-past", "it would begin in the past";
    /// It would begin in more than a year.
    TooFar = "meeting-too-far", "it would begin in more than a year";
    /// The clocks are put forward: that time does not exist.
    TimeSkipped = "time-skipped", "that time does not exist on that day";
    /// The clocks are put back: that time comes twice.
    TimeTwice = "time-twice", "that time comes twice on that day";
    /// What was typed is no day and time.
    TimeUnclear = "time-unclear", "no day and time";
    /// It would end before it has begun, or at once.
    TooShort = "meeting-too-short", "it would last less than a quarter of an hour";
    /// It would last longer than anybody can sit.
    TooLong = "meeting-too-long", "it would last more than eight hours";
    /// What was typed is no number of minutes.
    MinutesUnclear = "minutes-unclear", "no number of minutes";
    /// No seats, or more than any room has.
    SeatsStrange = "seats-strange", "no such number of seats";
    /// More have a seat than would be left.
    SeatsTaken = "seats-taken", "more have a seat already";
    /// More points than anybody sits through.
    PointsMany = "agenda-many", "more than twelve points";
    /// A point without minutes, or a line that is no point.
    PointMinutes = "point-minutes", "a point needs minutes";
    /// A point is longer than a line.
    PointLong = "point-too-long", "a point is too long";
    /// The points take longer than the meeting.
    AgendaLong = "agenda-long", "the points take longer than the meeting";
    /// Everything is as it was.
    NothingChanged = "meeting-unchanged", "nothing is changed";
    /// It was changed since the page was made.
    PlanChanged = "meeting-changed-since", "it was changed since";
    /// It has begun.
    Begun = "meeting-begun", "it has begun";
    /// It has not begun.
    NotBegun = "meeting-not-begun", "it has not begun";
    /// It was called off.
    CalledOff = "meeting-off", "it was called off";
    /// It is over, and written down.
    Over = "meeting-over", "it is over";
    /// There are no minutes yet.
    NotStated = "minutes-not-stated", "nothing is written down yet";
    /// So many cannot have been there.
    PresentStrange = "present-strange", "no such number of people";
    /// Nobody was there to decide.
    NobodyPresent = "nobody-present", "nobody was there";
    /// Residents are only told here.
    NothingToDecide = "nothing-to-decide", "residents are only told here";
    /// More decisions than minutes tell of.
    DecidedMany = "decided-many", "more than eight decisions";
    /// A decision without how it was reached, or the other way round.
    DecidedHalf = "decided-half", "half of a decision";
    /// The minutes are as they were.
    MinutesUnchanged = "minutes-unchanged", "the minutes are as they were";
    /// No date has passed.
    NothingDue = "nothing-due", "nothing is due";
}
