//! What somebody is told about a meeting.

use crate::codes::codes;

/// What somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MeetingNotice {
    /// To those who had a part in the thread: it is called.
    Called,
    /// To those who have a seat or wait for one: time, place, seats or agenda changed.
    Changed,
    /// To all who were told of it: it does not take place.
    CalledOff,
    /// To who waited: a seat is free, and it is theirs.
    MovedUp,
    /// To those who have a seat: it is tomorrow.
    Soon,
    /// To all who had a part: what was said and decided is written down.
    Stated,
    /// To the same: that was corrected.
    Corrected,
}

codes!(MeetingNotice, 7: Called = "meeting-called", Changed = "meeting-changed",
    CalledOff = "meeting-called-off", MovedUp = "meeting-moved-up", Soon = "meeting-soon",
    Stated = "meeting-stated", Corrected = "meeting-corrected");

impl MeetingNotice {
    /// Whether it asks an act, or must not wait, and so goes out at once.
    pub const fn asks_act(self) -> bool {
        match self {
            Self::Called | Self::Changed | Self::CalledOff | Self::MovedUp | Self::Soon => true,
            Self::Stated | Self::Corrected => false,
        }
    }
}
