//! What a published parser reads in the file is what was written.

use domain::id::{BodyId, MeetingId, PlaceId, ThreadId};
use domain::meeting::{Meeting, Plan, Point, Stage};
use domain::reference::Reference;
use domain::text::{Sentence, Title, View};
use icalendar::parser::{read_calendar, unfold};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

const LINK: &str = "https://linli.example/threads/48273916/meetings/1";

fn meeting(title: &str, spot: &str) -> Option<Meeting> {
    let id = Uuid::from_u128(77);
    let at = Instant::parse("2026-12-05T19:00:00+08:00")?;
    let plan = Plan {
        title: Title::parse(title).ok()?,
        at,
        zone: "Asia/Shanghai".to_owned(),
        minutes: 90,
        spot: View::parse(spot).ok()?,
        seats: None,
        agenda: vec![Point {
            what: View::parse("Shelves; racks, and more").ok()?,
            minutes: 15,
        }],
    };
    Some(Meeting {
        id: MeetingId::new(id),
        thread: ThreadId::new(id),
        reference: Reference::from_seed(7),
        number: 1,
        body: BodyId::new(id),
        place: PlaceId::new(id),
        plan,
        revision: 3,
        revised_at: at.plus_days(-2),
        stage: Stage::Called { reminded: false },
        forgotten: false,
        version: 4,
    })
}

/// A property as the parser of a published library reads it.
fn read(text: &str, name: &str) -> Option<String> {
    let unfolded = unfold(text);
    let calendar = read_calendar(&unfolded).ok()?;
    let event = calendar.components.first()?;
    let found = event.properties.iter().find(|one| one.name == name)?;
    Some(found.val.to_string())
}

#[test]
fn a_calendar_reads_what_was_written() {
    let meeting = meeting("看楼道; \\shelves, 一起", "阅览室，3幢 (no steps)").unwrap();
    let text = calendar(Language::En, &meeting, LINK);
    for (name, wanted) in [
        ("UID", "00000000-0000-0000-0000-00000000004d"),
        ("SEQUENCE", "3"),
        ("DTSTAMP", "20261203T110000Z"),
        ("DTSTART", "20261205T110000Z"),
        ("DTEND", "20261205T123000Z"),
        ("SUMMARY", "看楼道; \\shelves, 一起"),
        ("LOCATION", "阅览室，3幢 (no steps)"),
        ("STATUS", "CONFIRMED"),
        ("URL", LINK),
        (
            "DESCRIPTION",
            "Shelves; racks, and more (15 min)\nhttps://linli.example/threads/48273916/meetings/1",
        ),
    ] {
        assert_eq!(
            read(&text, name).as_deref(),
            Some(wanted),
            "{name} in {text}"
        );
    }
}

#[test]
fn what_was_called_off_is_cancelled_under_the_same_id_and_a_higher_number() {
    let meeting = meeting("A look", "Reading room").unwrap();
    let before = calendar(Language::En, &meeting, LINK);
    let off = Meeting {
        stage: Stage::CalledOff {
            at: meeting.plan.at,
            words: Sentence::parse("Rain.").unwrap(),
        },
        revision: meeting.revision + 1,
        ..meeting
    };
    let after = calendar(Language::En, &off, LINK);
    assert_eq!(read(&after, "STATUS").as_deref(), Some("CANCELLED"));
    assert_eq!(read(&after, "UID"), read(&before, "UID"));
    assert_eq!(read(&after, "SEQUENCE").as_deref(), Some("4"));
}

proptest! {
    /// Whatever is written: every line fits, no character is cut, nothing of it becomes a
    /// property of its own, and a parser reads it back.
    #[test]
    fn nothing_hostile_gets_out_of_its_line(
        title in "(\\PC|[;,:\\\\\"]|BEGIN:VEVENT|\\\\n){1,60}",
        spot in "(\\PC|🙂|字){1,120}",
    ) {
        let Some(meeting) = meeting(&title, &spot) else {
            return Ok(());
        };
        let text = calendar(Language::Hans, &meeting, LINK);
        prop_assert!(text.ends_with("END:VCALENDAR\r\n"));
        for line in text.strip_suffix("\r\n").unwrap().split("\r\n") {
            prop_assert!(line.len() <= 75, "{}", line);
            prop_assert!(!line.contains(['\r', '\n']));
        }
        let heads = text.split("\r\n").filter(|line| !line.starts_with(' ') && !line.is_empty());
        prop_assert_eq!(heads.count(), 19);
        let (summary, location) = (read(&text, "SUMMARY"), read(&text, "LOCATION"));
        prop_assert_eq!(summary.as_deref(), Some(meeting.plan.title.as_str()));
        prop_assert_eq!(location.as_deref(), Some(meeting.plan.spot.as_str()));
    }
}
