//! Tables good and hostile.

use super::*;

const COLUMNS: [&str; 2] = ["code", "name"];

fn csv(text: &str) -> (Vec<Record>, Mistakes) {
    let mut mistakes = Mistakes::new();
    let records = from_csv(&Source::new("t.csv", text), &COLUMNS, &mut mistakes);
    (records, mistakes)
}

#[test]
fn bom_crlf_semicolons_quotes_and_empty_lines_are_read() {
    for text in [
        "\u{feff}code,name\r\n1,\"a, b\"\r\n\r\n2,c\r\n",
        "code;name\n1;\"a, b\"\n\n2;c",
        "code\tname\n1\ta, b\n2\tc\n",
    ] {
        let (records, mistakes) = csv(text);
        assert!(mistakes.is_empty(), "{mistakes}");
        assert_eq!(records[0].text("name"), Some("a, b"), "{text}");
        assert_eq!(records[1].text("code"), Some("2"));
    }
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let (records, _) = csv("code,name\r\n1,a\r\n\r\n\r\n2,b\r\n");
    assert_eq!(records[1].spot.to_string(), "t.csv:5");
    let (records, mistakes) = csv("code,name\r1,a\r\r2,b\r3\r4,\"c\r");
    assert_eq!(records[1].spot.to_string(), "t.csv:4");
    let lines = mistakes.list().iter().map(|mistake| mistake.spot.line);
    assert_eq!(lines.collect::<Vec<_>>(), [Some(5), Some(6)], "{mistakes}");
}

#[test]
fn empty_lines_before_the_header_are_no_header() {
    for text in [
        "\ncode;name\n1;a, b\n",
        "\r\n\r\ncode;name\r\n1;a, b\r\n",
        "\rcode;name\r1;a, b\r",
    ] {
        let (records, mistakes) = csv(text);
        assert!(mistakes.is_empty(), "{mistakes}");
        assert_eq!(records[0].text("name"), Some("a, b"), "{text:?}");
    }
    let (_, mistakes) = csv("\n\ncode;nam\n1;a\n");
    assert_eq!(mistakes.list()[0].spot.line, Some(3));
    assert_eq!(header("\n\r\n"), ("", 1));
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_named_where_it_opens() {
    let (records, mistakes) = csv("code,name\n1,\"a\n2,b\n3,c\n");
    assert!(records.is_empty());
    assert_eq!(mistakes.list()[0].spot.line, Some(2));
    assert!(mistakes.list()[0].remedy.contains("never closed"));
}

#[test]
fn ragged_rows_and_unknown_or_doubled_columns_are_mistakes() {
    assert!(csv("code,name\n1\n").1.list()[0].what.contains("1 values"));
    assert!(csv("code,nam\n1,a\n").1.list()[0].what.contains("nam"));
    assert!(csv("code,code\n1,a\n").1.list()[0].what.contains("twice"));
    assert!(csv("").1.list()[0].what.contains("empty"));
}

#[test]
fn a_file_without_anything_to_import_is_a_mistake() {
    for text in ["code,name\n", "code,name\r\n\r\n,\r\n"] {
        let (records, mistakes) = csv(text);
        assert!(records.is_empty());
        assert!(mistakes.list()[0].what.contains("nothing in the file"));
    }
    let mut mistakes = Mistakes::new();
    assert!(from_json(&Source::new("t.json", " []"), &mut mistakes).is_empty());
    assert_eq!(mistakes.list()[0].spot.to_string(), "t.json:1:2");
}

#[test]
fn a_json_list_gives_records_with_line_and_column() {
    let mut mistakes = Mistakes::new();
    let source = Source::new(
        "t.json",
        "[\n {\"code\": 33,\n  \"name\": \" 清 \"},\n 7, {\"code\": []}]",
    );
    let records = from_json(&source, &mut mistakes);
    assert_eq!(records[0].text("code"), Some("33"));
    assert_eq!(records[0].text("name"), Some("清"));
    assert_eq!(
        records[0].get("name").unwrap().spot.to_string(),
        "t.json:3:11"
    );
    assert_eq!(mistakes.list()[0].spot.to_string(), "t.json:4:2");
    assert_eq!(mistakes.count(), 2);
}
