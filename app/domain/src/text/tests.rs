use proptest::prelude::*;

use super::*;

#[test]
fn words_are_cleaned_and_keep_their_lines() {
    let table = [
        (
            "  The light is out.\r\n\r\nSince Monday.  ",
            "The light is out.\n\nSince Monday.",
        ),
        ("三楼的灯坏了\u{2028}请来看看", "三楼的灯坏了\n请来看看"),
        ("a\0b\u{7}c\u{1b}[31md", "abc[31md"),
        (
            "pay \u{202e}fdp.exe\u{202c} now\u{2066}\u{2069}",
            "pay fdp.exe now",
        ),
        ("\u{feff}first", "first"),
        ("tab\tstop", "tab stop"),
        // Canonical composition, and no compatibility changes.
        ("Cafe\u{301} ２ ﬁn", "Café ２ ﬁn"),
        // Emoji of several parts stay whole.
        ("👨‍👩‍👧 ❤️", "👨‍👩‍👧 ❤️"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        (
            "o\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30a}x",
            "ó\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}x",
        ),
    ];
    for (typed, kept) in table {
        assert_eq!(Words::parse(typed).unwrap().as_str(), kept, "{typed:?}");
    }
}

#[test]
fn a_piece_is_kept_as_a_text_is() {
    for (piece, kept) in [
        ("a\u{202e}b\u{1}", "ab"),
        (" a ", " a "),
        ("e\u{301}", "é"),
        ("", ""),
    ] {
        assert_eq!(tidy(piece), kept);
    }
    let smeared = tidy(&["x", &"\u{301}".repeat(100)].concat());
    assert_eq!(smeared.chars().count(), 7);
    assert!(is_blank(" \u{200b}\u{301}\u{a0}") && !is_blank("\u{200b}a"));
}

#[test]
fn what_is_no_text_is_refused_with_a_code() {
    for nothing in [
        "",
        "   \n\t",
        "\0\0",
        "\u{200b}\u{2060}",
        "\u{202e}",
        "\u{3164}",
        "\u{300}\u{301}",
    ] {
        assert_eq!(
            Words::parse(nothing),
            Err(WordsInvalid::Missing),
            "{nothing:?}"
        );
        assert_eq!(
            DisplayName::parse(nothing),
            Err(DisplayNameInvalid::Missing),
            "{nothing:?}"
        );
    }
    assert!(Words::parse(&"字".repeat(4_000)).is_ok());
    assert_eq!(
        Words::parse(&"字".repeat(4_001)),
        Err(WordsInvalid::TooLong)
    );
    assert_eq!(
        Words::parse(&" ".repeat(MAX_BYTES + 1)),
        Err(WordsInvalid::TooLarge)
    );
    assert_eq!(
        Sentence::parse(&"a".repeat(601)).unwrap_err().code(),
        "sentence-too-long"
    );
    assert_eq!(
        DisplayName::parse(&"a".repeat(41)).unwrap_err().code(),
        "name-too-long"
    );
    assert_eq!(WordsInvalid::TooLarge.code(), "words-too-large");
}

#[test]
fn sentences_and_names_stand_in_one_line() {
    assert_eq!(
        Sentence::parse("I saw it.\n I will come.")
            .unwrap()
            .as_str(),
        "I saw it. I will come."
    );
    assert_eq!(
        DisplayName::parse(" 王\u{3000}阿姨 \n(admin) ")
            .unwrap()
            .as_str(),
        "王 阿姨 (admin)"
    );
    assert_eq!(
        DisplayName::parse("Eve\u{202e}nimda").unwrap().as_str(),
        "Evenimda"
    );
}

#[test]
fn a_template_sent_unchanged_is_known() {
    let template = "We have read your report and will look at it.";
    let sent = Sentence::parse("we have read your report, and will look at it").unwrap();
    assert!(sent.is_only(template));
    let own =
        Sentence::parse("We have read your report and will look at it. Li comes at 5.").unwrap();
    assert!(!own.is_only(template));
}

#[test]
fn a_headline_says_when_something_was_cut() {
    let words = Words::parse("The lift of house 3 stands still \nsince noon").unwrap();
    assert_eq!(words.headline(80), "The lift of house 3 stands still…");
    assert_eq!(words.headline(9), "The lift…");
    assert_eq!(Words::parse("电梯坏了").unwrap().headline(4), "电梯坏了");
    assert_eq!(Words::parse("电梯又坏了").unwrap().headline(4), "电梯又坏…");
}

#[test]
fn folding_makes_spellings_alike() {
    let table = [
        ("樓道燈壞了", "楼道灯坏了"),
        ("ＡＢＣ　１２３", "abc 123"),
        ("  Stairs   LIGHT\n", "stairs light"),
        ("É", "é"),
        ("ﬁre", "fire"),
        ("電動車\u{200b}充電", "电动车充电"),
    ];
    for (text, folded) in table {
        assert_eq!(fold(text), folded, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_kept_or_refused_and_a_second_look_changes_nothing(text in any::<String>()) {
        if let Ok(words) = Words::parse(&text) {
            prop_assert_eq!(Words::parse(words.as_str()), Ok(words.clone()));
            prop_assert!(!words.as_str().chars().any(|c| (c.is_control() && c != '\n') || turns_direction(c)));
            prop_assert!(!words.headline(20).is_empty());
        }
        if let Ok(name) = DisplayName::parse(&text) {
            prop_assert_eq!(DisplayName::parse(name.as_str()), Ok(name.clone()));
            prop_assert!(!name.as_str().contains('\n'));
        }
        let folded = fold(&text);
        prop_assert_eq!(fold(&folded), folded);
        prop_assert!(!is_clean(&text) || cleaned(&text) == text);
        prop_assert!(is_clean(&text) || !text.is_ascii() || cleaned(&text) != text);
    }

    #[test]
    fn nasty_mixtures_too(parts in prop::collection::vec(prop::sample::select(vec![
        "\0", "\r", "\n", "\u{202e}", "\u{2067}", "e", "\u{301}", "\u{327}", "\u{200d}", "樓", "İ", "ß", "ﬀ", "\u{1d15e}",
        "\u{ad}", "가", "\u{11a8}", "\u{fb1d}", "ς", "Σ", "\u{feff}", "\u{fe0f}", " ", "\u{3000}", "Ω", "\u{345}",
    ]), 0..12)) {
        let text = parts.concat();
        if let Ok(words) = Words::parse(&text) {
            prop_assert_eq!(Words::parse(words.as_str()), Ok(words.clone()));
        }
        prop_assert!(!is_clean(&text) || cleaned(&text) == text, "a short look sees less than a long one");
        let folded = fold(&text);
        prop_assert_eq!(fold(&folded), folded);
    }
}
