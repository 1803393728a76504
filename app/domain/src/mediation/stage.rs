//! Where a mediation stands, with the facts that are true there.

use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::id::PersonId;
use crate::instant::Instant;
use crate::text::{Sentence, Words};

/// What one of them says of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kept {
    /// It holds.
    Kept,
    /// It does not.
    NotKept,
    /// Things have changed.
    Changed,
}

codes!(Kept, 3: Kept = "kept", NotKept = "not-kept", Changed = "changed");

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// Not both said yes.
    NotBegun,
    /// Nobody was found to mediate.
    NoMediator,
    /// Without an agreement that holds.
    WithoutAgreement,
    /// With one that held.
    Held,
}

codes!(Ending, 4: NotBegun = "not-begun", NoMediator = "no-mediator",
    WithoutAgreement = "without-agreement", Held = "held");

/// Where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "kebab-case")]
pub enum Stage {
    /// The body offers it; its author is asked, and nobody else.
    Offered {
        /// Until when.
        until: Instant,
        /// Whether the author said no; they can change their mind.
        declined: bool,
        /// Whether who had said nothing was reminded.
        reminded: bool,
    },
    /// The author said yes; the other household is asked.
    Asked {
        /// Until when.
        until: Instant,
        /// Whether it said no; it can change its mind.
        declined: bool,
        /// Whether who had said nothing was reminded.
        reminded: bool,
    },
    /// Both said yes; the body names somebody.
    Choosing {
        /// By when.
        until: Instant,
        /// Whether it missed a date for it.
        late: bool,
    },
    /// Somebody was named, and is asked.
    Inviting {
        /// Who.
        mediator: PersonId,
        /// Until when.
        until: Instant,
    },
    /// The mediator finds a time and a place.
    Arranging {
        /// Who.
        mediator: PersonId,
        /// By when.
        until: Instant,
        /// Whether they missed a date for it.
        late: bool,
    },
    /// They meet.
    Meeting {
        /// Who mediates.
        mediator: PersonId,
        /// When.
        at: Instant,
        /// Where.
        place: Sentence,
        /// Whether all three were reminded.
        reminded: bool,
    },
    /// They have met, and write down what each of them promises.
    Writing {
        /// Who mediates.
        mediator: PersonId,
        /// Until when.
        until: Instant,
        /// Whether who had not confirmed was reminded.
        reminded: bool,
    },
    /// They agreed. Does it hold?
    Holding {
        /// Who mediates.
        mediator: PersonId,
        /// When they agreed.
        agreed_at: Instant,
        /// How often they were asked before.
        round: u8,
        /// When they are asked, or until when they can answer.
        due: Instant,
        /// Whether they are asked now.
        asked: bool,
        /// What each of them says.
        answers: [Option<Kept>; 2],
    },
    /// It is over.
    Ended {
        /// When.
        at: Instant,
        /// How.
        how: Ending,
        /// Who mediated, if somebody did.
        mediator: Option<PersonId>,
        /// What was learnt, in the words of who ended it.
        learnt: Option<Words>,
    },
}

/// Where it stands, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InShort {
    /// The author is asked.
    Offered,
    /// The other household is asked.
    Asked,
    /// Somebody is to be named.
    Choosing,
    /// Who was named is asked.
    Inviting,
    /// A time and a place are to be found.
    Arranging,
    /// They meet.
    Meeting,
    /// They write it down.
    Writing,
    /// It holds so far.
    Holding,
    /// It is over.
    Ended,
}

codes!(InShort, 9: Offered = "offered", Asked = "asked", Choosing = "choosing",
    Inviting = "inviting", Arranging = "arranging", Meeting = "meeting", Writing = "writing",
    Holding = "holding", Ended = "ended");

/// What the body reads of it: that it is offered, whether it has to name somebody, that
/// it is over. Never who said what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForBody {
    /// It is offered; both can say yes until then.
    Offered(Instant),
    /// Both said yes: name somebody by then.
    Name(Instant),
    /// It goes on between the two.
    UnderWay,
    /// It is over.
    Over,
}
