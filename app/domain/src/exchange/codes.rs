//! The words under which the state of an exchange is kept.

/// Where the sending of a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DispatchState {
    /// It is still to be sent.
    Waiting,
    /// It was taken.
    Sent,
    /// It was tried for a week, or the other system refused it.
    GivenUp,
    /// The case went elsewhere before it was sent.
    Cancelled,
}

impl DispatchState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Sent, Self::GivenUp, Self::Cancelled];

    /// The stable code kept in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::GivenUp => "given-up",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// What became of an update from the other system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UpdateOutcome {
    /// It changed the case.
    Applied,
    /// What is true here is newer.
    Older,
    /// It says what is true already, or nothing that moves a case.
    NothingNew,
    /// It needs a choice that only a person can make, such as a ground to decline.
    NeedsAPerson,
    /// The case is with somebody else by now.
    Elsewhere,
    /// A rule said no.
    Refused,
}

impl UpdateOutcome {
    /// All outcomes.
    pub const ALL: [Self; 6] = [
        Self::Applied,
        Self::Older,
        Self::NothingNew,
        Self::NeedsAPerson,
        Self::Elsewhere,
        Self::Refused,
    ];

    /// The stable code kept in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Older => "older",
            Self::NothingNew => "nothing-new",
            Self::NeedsAPerson => "needs-a-person",
            Self::Elsewhere => "elsewhere",
            Self::Refused => "refused",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}
