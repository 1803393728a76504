//! Bytes good and hostile.

use std::io::Write;

use super::*;

fn decoded(bytes: &[u8]) -> (Option<Source>, Mistakes) {
    let mut mistakes = Mistakes::new();
    let source = decode(&"x.csv".into(), bytes.to_vec(), &mut mistakes);
    (source, mistakes)
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_text() {
    let (source, mistakes) = decoded("\u{feff}code\n1".as_bytes());
    assert_eq!(source.unwrap().text, "code\n1");
    assert!(mistakes.is_empty());
}

#[test]
fn gbk_is_named_with_its_line_and_column() {
    // "code,name\r\n1,杭州" in GBK.
    let (source, mistakes) = decoded(b"code,name\r\n1,\xba\xbc\xd6\xdd");
    assert!(source.is_none());
    let mistake = &mistakes.list()[0];
    assert_eq!(mistake.spot.to_string(), "x.csv:2:3");
    assert!(mistake.what.contains("GBK"));
    assert!(mistake.remedy.contains("iconv"));
}

#[test]
fn utf_16_nul_and_broken_bytes_are_refused() {
    for (bytes, word) in [
        (&b"\xff\xfea\0"[..], "UTF-16"),
        (b"a\nb\0c", "NUL"),
        (b"caf\xe9", "not UTF-8"),
    ] {
        let (source, mistakes) = decoded(bytes);
        assert!(source.is_none());
        assert!(mistakes.list()[0].what.contains(word), "{word}");
    }
}

#[test]
fn offsets_become_lines_and_columns_in_characters() {
    let source = Source::new("x", "ab\n清波,x\n");
    assert_eq!(source.at(0).to_string(), "x:1:1");
    assert_eq!(source.at(2).to_string(), "x:1:3");
    assert_eq!(source.at(3).to_string(), "x:2:1");
    assert_eq!(source.at(3 + 7).to_string(), "x:2:4");
    assert_eq!(source.at(999).to_string(), "x:3:1");
}

#[test]
fn lines_end_as_on_any_machine() {
    for end in ["\n", "\r\n", "\r"] {
        let source = Source::new("x", ["ab", "", "cd"].join(end));
        let last = source.text.len() - 1;
        assert_eq!(source.at(last).to_string(), "x:3:2", "{end:?}");
        let bytes = [b"ab", end.as_bytes(), b"c\xff"].concat();
        let (_, mistakes) = decoded(&bytes);
        assert_eq!(mistakes.list()[0].spot.to_string(), "x.csv:2:2", "{end:?}");
    }
}

#[test]
fn gzip_is_known_by_its_bytes_not_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("packed.csv");
    let mut encoder =
        flate2::write::GzEncoder::new(File::create(&path).unwrap(), flate2::Compression::fast());
    encoder.write_all("code\n1\n".as_bytes()).unwrap();
    encoder.finish().unwrap();
    let mut mistakes = Mistakes::new();
    assert_eq!(
        read(&path, &mut mistakes).unwrap().unwrap().text,
        "code\n1\n"
    );
    let cut = folder.path().join("cut.csv");
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&cut, &bytes[..bytes.len() - 6]).unwrap();
    assert!(format!("{:#}", read(&cut, &mut mistakes).unwrap_err()).contains("cut short"));
}

#[test]
fn the_format_is_told_by_name_then_by_content() {
    for (name, text, format) in [
        ("a.json.gz", "", Format::Json),
        ("a.GEOJSON", "", Format::Json),
        ("a.toml", "", Format::Toml),
        ("a", " [1]", Format::Json),
        ("a.txt", "code", Format::Csv),
    ] {
        assert_eq!(Source::new(name, text).format(), format, "{name}");
    }
}
