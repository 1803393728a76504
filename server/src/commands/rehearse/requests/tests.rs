//! Rows good, odd and malformed.

use super::*;
use crate::commands::import::mistake::Mistakes;
use crate::commands::import::source::Source;

const MAPPING: &str = r#"
time-zone = "America/New_York"
date-format = "%m/%d/%Y %I:%M:%S %p"
no-location = ["42.3594, -71.0587"]
[columns]
opened = "OPEN"
closed = "CLOSED"
latitude = "LAT"
longitude = "LON"
category = ["TYPE"]
[[category]]
key = "rats"
TYPE = ["Rat*"]
"#;

fn mapping(text: &str) -> Mapping {
    let mut mistakes = Mistakes::new();
    let mapping = Mapping::parse(&Source::new("m.toml", text), &mut mistakes);
    mapping.unwrap_or_else(|| panic!("{mistakes}"))
}

fn rows(mapping: &Mapping, rows: &[u8]) -> Vec<Result<MappedRequest, BadRow>> {
    let bytes = [b"OPEN,CLOSED,LAT,LON,TYPE\r\n", rows].concat();
    let reader: Box<dyn BufRead + Send> = Box::new(std::io::Cursor::new(bytes));
    let requests = Requests::new(reader, "t.csv", mapping).unwrap();
    requests.map(Result::unwrap).collect()
}

#[test]
fn local_times_become_moments_and_the_night_of_summer_time_is_noted() {
    let mapping = mapping(MAPPING);
    for (local, moment, unclear) in [
        ("01/05/2015 12:40:41 PM", "2015-01-05T17:40:41Z", false),
        ("07/05/2015 12:40:41 AM", "2015-07-05T04:40:41Z", false),
        ("03/08/2015 02:30:00 AM", "2015-03-08T07:30:00Z", true),
        ("11/01/2015 01:30:00 AM", "2015-11-01T05:30:00Z", true),
    ] {
        let row = rows(&mapping, format!("{local},,,,Rat Bite\r\n").as_bytes())
            .remove(0)
            .unwrap();
        assert_eq!(Some(row.opened_at), Instant::parse(moment), "{local}");
        assert_eq!(row.unclear_time, unclear, "{local}");
        assert_eq!(row.category.as_deref(), Some("rats"));
    }
}

#[test]
fn a_default_point_is_no_location_and_a_far_one_is_a_bad_row() {
    let mapping = mapping(MAPPING);
    let at = |lat: &str, lon: &str| {
        let row = format!("01/05/2015 12:40:41 PM,,{lat},{lon},Rat Bite\n");
        rows(&mapping, row.as_bytes())
            .remove(0)
            .map(|row| row.location)
            .map_err(|bad| bad.why)
    };
    assert_eq!(at("42.3594", "-71.0587"), Ok(Location::Unknown));
    assert_eq!(at("", ""), Ok(Location::Unknown));
    let point = Location::At(Point::new(42.35, -71.08).unwrap());
    assert_eq!(at("42.35", "-71.08"), Ok(point));
    for (lat, lon) in [
        ("x", "1"),
        ("1", ""),
        ("91", "0"),
        ("0", "181"),
        ("NaN", "0"),
        ("inf", "0"),
    ] {
        assert_eq!(
            at(lat, lon),
            Err(BadRowKind::PointUnreadable),
            "{lat},{lon}"
        );
    }
}

#[test]
fn every_malformed_row_says_its_line_and_why() {
    let mapping = mapping(MAPPING);
    let text = b"01/05/2015 12:40:41 PM,,,,Rat Bite\r\n\
        only,two\r\n\
        ,,,,Rat Bite\r\n\
        13/45/2015 12:40:41 PM,,,,Rat Bite\r\n\
        01/05/2015 12:40:41 PM,soon,,,Rat Bite\r\n\
        01/05/2015 12:40:41 PM,,,,\xba\xbc\r\n\
        01/05/2015 12:40:41 PM,,,,Something else\r\n";
    let read = rows(&mapping, text);
    let found: Vec<_> = read
        .iter()
        .map(|row| {
            row.as_ref()
                .map(|row| row.category.clone())
                .map_err(|bad| (bad.line, bad.why))
        })
        .collect();
    assert_eq!(
        found,
        [
            Ok(Some("rats".to_owned())),
            Err((3, BadRowKind::WrongWidth)),
            Err((4, BadRowKind::NoOpened)),
            Err((5, BadRowKind::TimeUnreadable)),
            Err((6, BadRowKind::TimeUnreadable)),
            Err((7, BadRowKind::NotUtf8)),
            Ok(None),
        ]
    );
}

#[test]
fn a_time_with_an_offset_is_what_it_says() {
    let mapping = mapping(&MAPPING.replace("%m/%d/%Y %I:%M:%S %p", "%Y-%m-%d %H:%M:%S%z"));
    let row = rows(&mapping, b"2015-07-05 12:40:41+0200,,,,Rat Bite\n").remove(0);
    let row = row.unwrap();
    assert_eq!(Some(row.opened_at), Instant::parse("2015-07-05T10:40:41Z"));
    assert!(!row.unclear_time);
}

#[test]
fn a_date_that_stands_for_none_is_a_bad_row() {
    let mapping = mapping(MAPPING);
    for date in ["01/01/0001", "12/30/1899", "01/01/1970", "12/31/9999"] {
        let row = rows(
            &mapping,
            format!("{date} 12:00:00 PM,,,,Rat Bite\n").as_bytes(),
        );
        let bad = row[0].as_ref().unwrap_err();
        assert_eq!(bad.why, BadRowKind::TimeImplausible, "{date}");
    }
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_told() {
    let mapping = mapping(MAPPING);
    let good = "01/05/2015 12:40:41 PM,,,,Rat Bite\r\n";
    for rest in ["", "\n", "\r\n", good, &good.repeat(100)] {
        let text = format!("{good}01/05/2015 12:40:41 PM,,,,\"Rat Bite\r\n{rest}");
        let read = rows(&mapping, text.as_bytes());
        assert_eq!(read.len(), 2);
        assert!(read[0].is_ok());
        let bad = read[1].as_ref().unwrap_err();
        assert_eq!((bad.line, bad.why), (3, BadRowKind::QuoteOpen), "{rest:?}");
    }
    // Closed ones are not, at the very end or before it.
    for end in ["", "\n", "\r\n"] {
        let text = format!("01/05/2015 12:40:41 PM,,,,\"Rat\nBite\"{end}");
        let read = rows(&mapping, text.as_bytes());
        assert_eq!(read.len(), 1, "{end:?}");
        assert_eq!(read[0].as_ref().unwrap().category_values, ["Rat\nBite"]);
    }
}

#[test]
fn what_an_open_quotation_mark_swallows_does_not_fill_the_memory() {
    let mapping = mapping(MAPPING);
    let good = "01/05/2015 12:40:41 PM,,,,Rat Bite\n";
    let text = format!(
        "OPEN,CLOSED,LAT,LON,TYPE\n{good},,,,\"{}",
        good.repeat(20_000)
    );
    let reader: Box<dyn BufRead + Send> = Box::new(std::io::Cursor::new(text.into_bytes()));
    let mut requests = Requests::new(reader, "t.csv", &mapping).unwrap();
    assert!(requests.next().unwrap().unwrap().is_ok());
    let error = requests.next().unwrap().unwrap_err().to_string();
    assert!(
        error.contains("line 3") && error.contains("never closed"),
        "{error}"
    );
    assert!(requests.row.as_slice().len() <= 2 * bounded::MOST_ROW_BYTES);
}

#[test]
fn a_header_that_is_none_is_a_mistake() {
    let mapping = mapping(MAPPING);
    for text in ["", "\n", "OPEN,\"CLOSED,LAT\n1,2,3\n", "OPEN,CLOSED\n"] {
        let reader: Box<dyn BufRead + Send> =
            Box::new(std::io::Cursor::new(text.to_owned().into_bytes()));
        let error = Requests::new(reader, "t.csv", &mapping).err().unwrap();
        let wrong = error.downcast::<HeaderWrong>().unwrap();
        assert_eq!(wrong.spot.line, Some(1), "{text:?}");
        assert!(
            !wrong.to_string().contains("the end of the table"),
            "{text:?}"
        );
    }
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let mapping = mapping(MAPPING);
    let bad = "only,two";
    let good = "01/05/2015 12:40:41 PM,,,,\"Rat\nBite\"";
    for end in ["\n", "\r\n"] {
        let text = ["OPEN,CLOSED,LAT,LON,TYPE", bad, "", good, bad, "", "", bad].join(end);
        let reader: Box<dyn BufRead + Send> = Box::new(std::io::Cursor::new(text.into_bytes()));
        let requests = Requests::new(reader, "t.csv", &mapping).unwrap();
        let lines: Vec<u64> = requests
            .map(|row| row.unwrap().map_or_else(|bad| bad.line, |row| row.line))
            .collect();
        let last = if end == "\n" { 7 } else { 9 };
        assert_eq!(lines[..3], [2, 4, 6], "{end:?}");
        assert!(lines[3] >= last, "{end:?} {lines:?}");
    }
}

#[test]
fn lines_that_end_with_a_lone_return_are_counted_too() {
    let mapping = mapping(MAPPING);
    let text = "\rOPEN;CLOSED;LAT;LON;TYPE\r01/05/2015 12:40:41 PM;;;;Rat Bite\ronly;two\r\
        01/05/2015 12:40:41 PM;;;;\"Rat\rBite\"\ronly;two";
    // Each end of line at the end of what is read at once, too.
    for capacity in [1, 2, 7, 8_192] {
        let bytes = std::io::Cursor::new(text.as_bytes());
        let head = std::io::Cursor::new(&text.as_bytes()[..30]);
        let rest = std::io::Cursor::new(&text.as_bytes()[30..]);
        let rest = std::io::BufReader::with_capacity(capacity, rest);
        let reader: Box<dyn BufRead + Send> = match capacity {
            8_192 => Box::new(bytes),
            _ => Box::new(std::io::Read::chain(head, rest)),
        };
        let requests = Requests::new(reader, "t.csv", &mapping).unwrap();
        let lines: Vec<_> = requests
            .map(|row| row.unwrap().map_or_else(|bad| bad.line, |row| row.line))
            .collect();
        assert_eq!(lines, [3, 4, 5, 7], "{capacity}");
    }
    let text = "\r\rOPEN;CLOSED\r1;2\r";
    let reader: Box<dyn BufRead + Send> = Box::new(std::io::Cursor::new(text));
    let error = Requests::new(reader, "t.csv", &mapping).err().unwrap();
    let wrong = error.downcast::<HeaderWrong>().unwrap();
    assert_eq!(wrong.spot.line, Some(3));
}

#[test]
fn a_missing_column_is_named_with_those_that_are_there() {
    let mapping = mapping(MAPPING);
    let reader: Box<dyn BufRead + Send> = Box::new(&b"OPEN,CLOSED,LAT,LON\n"[..]);
    let error = Requests::new(reader, "t.csv", &mapping)
        .err()
        .unwrap()
        .to_string();
    assert!(error.contains("TYPE") && error.contains("LAT"), "{error}");
}
