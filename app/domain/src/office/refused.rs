//! Why something about an office was refused, by code.

/// Why a change of seats, an absence or a hand-over was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum OfficeRefused {
    /// Nobody has confirmed this address.
    #[error("nobody has confirmed this address")]
    NobodyThere,
    /// A body of this kind has no such role.
    #[error("the role does not fit the body")]
    RoleDoesNotFit,
    /// The person sits in the body already, in this role.
    #[error("has this seat already")]
    SeatHeld,
    /// The person has no seat in the body.
    #[error("no seat to end")]
    SeatMissing,
    /// Nobody else could look after the installation.
    #[error("the last steward")]
    LastSteward,
    /// The person is a steward already.
    #[error("a steward already")]
    StewardAlready,
    /// The absence ends before it begins.
    #[error("it ends before it begins")]
    AbsenceBackwards,
    /// The absence is over already.
    #[error("it is over already")]
    AbsenceOver,
    /// The absence lasts longer than a year.
    #[error("longer than a year")]
    AbsenceTooLong,
    /// Work goes to members of the same body only.
    #[error("not a member of the same body")]
    NotColleague,
    /// The colleague is away too.
    #[error("the colleague is away too")]
    ColleagueAway,
}

impl OfficeRefused {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::NobodyThere,
        Self::RoleDoesNotFit,
        Self::SeatHeld,
        Self::SeatMissing,
        Self::LastSteward,
        Self::StewardAlready,
        Self::AbsenceBackwards,
        Self::AbsenceOver,
        Self::AbsenceTooLong,
        Self::NotColleague,
        Self::ColleagueAway,
    ];

    /// The stable code; its sentence stands in the pages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NobodyThere => "nobody-there",
            Self::RoleDoesNotFit => "role-does-not-fit",
            Self::SeatHeld => "seat-held",
            Self::SeatMissing => "seat-missing",
            Self::LastSteward => "last-steward",
            Self::StewardAlready => "steward-already",
            Self::AbsenceBackwards => "absence-backwards",
            Self::AbsenceOver => "absence-over",
            Self::AbsenceTooLong => "absence-too-long",
            Self::NotColleague => "not-colleague",
            Self::ColleagueAway => "colleague-away",
        }
    }
}
