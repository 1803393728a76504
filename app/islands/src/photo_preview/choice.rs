//! What happens with a photo somebody picked: taken, or left out and why.
//!
//! The server decides again and for good; this only spares a person the wait.

use serde::{Deserialize, Serialize};

/// What is known of a picked file without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picked {
    /// The file's name on the device.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The kind the browser tells, such as `image/jpeg`; empty if it cannot tell.
    pub kind: String,
    /// When it was last changed, in milliseconds; tells two files of one name apart.
    pub changed: u64,
}

/// How many photos go with a report and how large each may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Room {
    /// The most photos.
    pub most: usize,
    /// The most bytes of one photo.
    pub largest: u64,
}

impl From<Room> for String {
    fn from(room: Room) -> Self {
        format!("{} {}", room.most, room.largest)
    }
}

impl From<String> for Room {
    /// What cannot be read leaves no room, and the server judges alone.
    fn from(text: String) -> Self {
        let (most, largest) = text.split_once(' ').unwrap_or_default();
        Self {
            most: most.parse().unwrap_or_default(),
            largest: largest.parse().unwrap_or_default(),
        }
    }
}

/// What happens with a picked file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes with the report.
    Taken,
    /// It is there already.
    Again,
    /// It is none of the kinds that can be shown.
    WrongKind,
    /// It is too large.
    TooLarge,
    /// There are as many as there can be.
    TooMany,
}

/// Judges one picked file against those taken already.
pub fn judge(taken: &[Picked], picked: &Picked, room: Room) -> Verdict {
    const KINDS: [&str; 4] = ["image/jpeg", "image/png", "image/webp", ""];
    if taken.contains(picked) {
        Verdict::Again
    } else if !KINDS.contains(&picked.kind.as_str()) {
        Verdict::WrongKind
    } else if picked.bytes > room.largest {
        Verdict::TooLarge
    } else if taken.len() >= room.most {
        Verdict::TooMany
    } else {
        Verdict::Taken
    }
}

/// A size as people read it: `640 kB`, `2.4 MB`.
pub fn size_text(bytes: u64) -> String {
    let tenths = (bytes + 50_000) / 100_000;
    if tenths >= 10 {
        format!("{}.{} MB", tenths / 10, tenths % 10)
    } else {
        format!("{} kB", bytes.div_ceil(1000))
    }
}

#[cfg(test)]
mod tests {
    use super::{Picked, Room, Verdict, judge, size_text};

    const ROOM: Room = Room {
        most: 2,
        largest: 1000,
    };

    fn picked(name: &str, bytes: u64, kind: &str) -> Picked {
        Picked {
            name: name.into(),
            bytes,
            kind: kind.into(),
            changed: 1,
        }
    }

    #[test]
    fn photos_are_taken_until_there_are_enough() {
        let (one, two, three) = (
            picked("1.jpg", 9, "image/jpeg"),
            picked("2.png", 9, "image/png"),
            picked("3", 9, ""),
        );
        assert_eq!(judge(&[], &one, ROOM), Verdict::Taken);
        assert_eq!(
            judge(std::slice::from_ref(&one), &two, ROOM),
            Verdict::Taken
        );
        assert_eq!(
            judge(&[one.clone(), two.clone()], &three, ROOM),
            Verdict::TooMany
        );
        assert_eq!(judge(&[one.clone(), two], &one, ROOM), Verdict::Again);
    }

    #[test]
    fn other_kinds_and_giants_are_left_out() {
        assert_eq!(
            judge(&[], &picked("a.heic", 9, "image/heic"), ROOM),
            Verdict::WrongKind
        );
        assert_eq!(
            judge(&[], &picked("a.svg", 9, "image/svg+xml"), ROOM),
            Verdict::WrongKind
        );
        assert_eq!(
            judge(&[], &picked("a.jpg", 1001, "image/jpeg"), ROOM),
            Verdict::TooLarge
        );
        assert_eq!(
            judge(&[], &picked("a.jpg", 1000, "image/jpeg"), ROOM),
            Verdict::Taken
        );
    }

    #[test]
    fn the_room_travels_as_words() {
        assert_eq!(String::from(ROOM), "2 1000");
        assert_eq!(Room::from("2 1000".to_owned()), ROOM);
        assert_eq!(
            Room::from(String::new()),
            Room {
                most: 0,
                largest: 0
            }
        );
    }

    #[test]
    fn sizes_read_well() {
        assert_eq!(size_text(1), "1 kB");
        assert_eq!(size_text(640_000), "640 kB");
        assert_eq!(size_text(949_999), "950 kB");
        assert_eq!(size_text(950_000), "1.0 MB");
        assert_eq!(size_text(2_449_999), "2.4 MB");
        assert_eq!(size_text(15_000_000), "15.0 MB");
    }
}
