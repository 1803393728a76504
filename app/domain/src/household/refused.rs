//! Why somebody is not verified, does not vouch, or a letter opens nothing.

/// Why somebody is not verified, or does not vouch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum HouseholdRefused {
    /// No code was typed.
    #[error("no code was typed")]
    CodeMissing,
    /// It has a sign that no code has, or another length.
    #[error("not a code")]
    CodeUnreadable,
    /// Its check sign does not fit: a slip of the hand.
    #[error("a slip of the hand")]
    CodeMistyped,
    /// No letter has this code.
    #[error("no such code")]
    CodeUnknown,
    /// The letter is too old.
    #[error("the letter is too old")]
    CodeLapsed,
    /// A newer letter took its place.
    #[error("a newer letter took its place")]
    CodeReplaced,
    /// Too many wrong codes today.
    #[error("tried too often")]
    CodeTriedTooOften,
    /// No door was named.
    #[error("no door was named")]
    DoorMissing,
    /// Too long for a door.
    #[error("too long for a door")]
    DoorTooLong,
    /// More doors than letters are made at once.
    #[error("too many doors")]
    TooManyDoors,
    /// Nobody has their door in such a place: it is an area, not a building.
    #[error("not a building")]
    NoBuilding,
    /// Verified behind this door already.
    #[error("verified already")]
    AlreadyVerified,
    /// Asked for vouching already.
    #[error("asked already")]
    AskedAlready,
    /// There is no such request any more.
    #[error("nothing was asked")]
    NotAsked,
    /// Nobody vouches for themselves.
    #[error("nobody vouches for themselves")]
    OwnVouch,
    /// Only verified neighbours of the same building vouch.
    #[error("not a verified neighbour of the building")]
    NotNeighbour,
    /// The two who vouch live behind different doors, and neither behind that
    /// of the one they vouch for.
    #[error("of the same household")]
    SameHousehold,
    /// Vouched for this person already.
    #[error("vouched already")]
    VouchedAlready,
    /// Vouched three times within a year.
    #[error("vouched three times within a year")]
    VouchesUsedUp,
    /// There is no such residency, or it has ended.
    #[error("no such residency")]
    NotVerified,
    /// Nobody has an account with this address or number.
    #[error("no such account")]
    NoSuchAccount,
    /// There is no such conflict, or somebody was faster.
    #[error("no such conflict")]
    NoSuchConflict,
    /// Nothing can be ended: nobody was verified.
    #[error("nothing to end")]
    NothingToEnd,
}

impl HouseholdRefused {
    /// All reasons.
    pub const ALL: [Self; 23] = [
        Self::CodeMissing,
        Self::CodeUnreadable,
        Self::CodeMistyped,
        Self::CodeUnknown,
        Self::CodeLapsed,
        Self::CodeReplaced,
        Self::CodeTriedTooOften,
        Self::DoorMissing,
        Self::DoorTooLong,
        Self::TooManyDoors,
        Self::NoBuilding,
        Self::AlreadyVerified,
        Self::AskedAlready,
        Self::NotAsked,
        Self::OwnVouch,
        Self::NotNeighbour,
        Self::SameHousehold,
        Self::VouchedAlready,
        Self::VouchesUsedUp,
        Self::NotVerified,
        Self::NoSuchAccount,
        Self::NoSuchConflict,
        Self::NothingToEnd,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::CodeMissing => "paper-code-missing",
            Self::CodeUnreadable => "paper-code-unreadable",
            Self::CodeMistyped => "paper-code-mistyped",
            Self::CodeUnknown => "paper-code-unknown",
            Self::CodeLapsed => "paper-code-lapsed",
            Self::CodeReplaced => "paper-code-replaced",
            Self::CodeTriedTooOften => "paper-code-tried-too-often",
            Self::DoorMissing => "door-missing",
            Self::DoorTooLong => "door-too-long",
            Self::TooManyDoors => "too-many-doors",
            Self::NoBuilding => "no-building",
            Self::AlreadyVerified => "already-verified",
            Self::AskedAlready => "vouching-asked-already",
            Self::NotAsked => "vouching-not-asked",
            Self::OwnVouch => "own-vouch",
            Self::NotNeighbour => "not-neighbour",
            Self::SameHousehold => "same-household",
            Self::VouchedAlready => "vouched-already",
            Self::VouchesUsedUp => "vouches-used-up",
            Self::NotVerified => "not-verified",
            Self::NoSuchAccount => "no-such-account",
            Self::NoSuchConflict => "no-such-conflict",
            Self::NothingToEnd => "nothing-to-end",
        }
    }
}
