use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::charter::{Change, SHIPPED, difference};
use crate::language::Language;

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "one list of what a charter must have"
)]
fn the_shipped_charter_is_whole() {
    let charter = Charter::parse(SHIPPED, 1).unwrap_or_else(|mistakes| {
        let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        panic!("charter/default.toml:\n{}", lines.join("\n"));
    });
    assert!((30..=45).contains(&charter.categories.len()));
    let keys: BTreeSet<_> = charter
        .categories
        .iter()
        .map(|category| &category.key)
        .collect();
    assert_eq!(keys.len(), charter.categories.len());
    for category in &charter.categories {
        let what = &category.key;
        assert!(
            category.key == "other" || category.words.len() >= 15,
            "{what} has few words"
        );
        for names in [&category.names, &category.examples]
            .into_iter()
            .chain(&category.notice)
        {
            assert!(
                names.en.is_some() && names.hans.is_some() && names.hant.is_some(),
                "{what}"
            );
            assert_ne!(names.hans, names.en, "{what}");
        }
    }
    // A few short texts are the same in both scripts; more would mean that one was copied.
    let alike = charter
        .categories
        .iter()
        .filter(|c| c.examples.hans == c.examples.hant)
        .count();
    assert!(
        alike <= 2,
        "{alike} examples are the same in both Chinese scripts"
    );
    for urgency in Urgency::ALL {
        assert!(
            charter
                .categories
                .iter()
                .any(|category| category.urgency == urgency),
            "{urgency:?}"
        );
    }
    for participation in Participation::ALL {
        assert!(
            charter
                .categories
                .iter()
                .any(|category| category.participation == participation)
        );
    }
    assert!(
        charter
            .categories
            .iter()
            .filter(|category| category.reserved)
            .count()
            >= 4
    );
    assert!(
        charter
            .category("neighbour-noise")
            .is_some_and(|category| category.household)
    );
    assert_eq!(charter.named_bodies().count(), 0);
}

#[test]
fn traditional_texts_fold_to_the_simplified_script() {
    // If this fails, a traditional character of `default.toml` is missing in
    // `text/variants.rs`: add its pair there. Every character of a traditional
    // text must, once folded, be one that needs no folding; the simplified
    // texts of the charter are the measure for the common ones.
    let charter = Charter::shipped();
    let texts = |language: Language| -> String {
        let all = charter.categories.iter().flat_map(|category| {
            [&category.names, &category.examples]
                .into_iter()
                .chain(&category.notice)
        });
        all.map(|names| names.in_language(language)).collect()
    };
    let simplified = texts(Language::Hans);
    assert_eq!(
        crate::text::fold(&simplified),
        simplified
            .to_lowercase()
            .replace('（', "(")
            .replace('）', ")")
            .replace('，', ",")
            .replace('？', "?")
            .replace('；', ";")
            .replace('：', ":")
    );
    let same = |category: &str| {
        let names = &charter.category(category).unwrap().names;
        (
            crate::text::fold(names.in_language(Language::Hans)),
            crate::text::fold(names.in_language(Language::Hant)),
        )
    };
    for key in [
        "stair-light",
        "lift",
        "night-noise",
        "neighbour-noise",
        "parking",
        "street-light",
    ] {
        let (simplified, folded) = same(key);
        assert_eq!(simplified, folded);
    }
}

const SOUND: &str = r#"
emergency_number = "911"
title = { en = "Rules" }
outside_address = { en = "The ombudsman" }

[[category]]
key = "light"
names = { en = "Light" }
examples = { en = "It is dark." }
words = { en = ["lamp", "LAMP ", "street  light"] }
urgency = "ordinary"
path = "settle"
tiers = [1, 3]
participation = "told"
partners = ["power-works"]

[[category.question]]
key = "colour"
names = { en = "Which colour?" }
kind = "choice"
options = [{ key = "red", names = { en = "Red" } }, { key = "blue", names = { en = "Blue" } }]
"#;

#[test]
fn a_charter_in_one_language_is_fine() {
    for text in [
        SOUND.to_owned(),
        format!("\u{feff}{SOUND}"),
        SOUND.replace('\n', "\r\n"),
    ] {
        let charter = Charter::parse(&text, 7).unwrap();
        assert_eq!(charter.version, 7);
        let light = charter.category("light").unwrap();
        assert_eq!(light.words, ["lamp", "street light"]);
        assert!(!light.reserved && light.notice.is_none());
        assert!(
            matches!(&light.questions[0].answering, Answering::Choice { options } if options.len() == 2)
        );
        let named: Vec<_> = charter
            .named_bodies()
            .map(|(category, key)| (category.key.as_str(), key))
            .collect();
        assert_eq!(named, [("light", "power-works")]);
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn each_mistake_is_named_with_its_line() {
    let table: Vec<(&str, &str, Vec<&str>)> = vec![
        (
            "urgency = \"ordinary\"",
            "urgency = \"urgent\"",
            vec!["11 unknown-value light.urgency (danger, utility, ordinary, hard)"],
        ),
        (
            "urgency = \"ordinary\"",
            "",
            vec!["6 missing light.urgency ()"],
        ),
        (
            "path = \"settle\"",
            "path = \"settle\"\ncolour = 3",
            vec![
                "13 unknown-field light.colour (key, names, examples, words, urgency, path, tiers, reserved, household, participation, notice, partners, order, question)",
            ],
        ),
        (
            "tiers = [1, 3]",
            "tiers = [3, 1]",
            vec!["13 tiers-reversed light.tiers ()"],
        ),
        (
            "tiers = [1, 3]",
            "tiers = [1, 5]",
            vec!["13 tier-unsound light.tiers (0, 1, 2, 3, 4)"],
        ),
        (
            "tiers = [1, 3]",
            "tiers = [1]",
            vec!["13 tier-unsound light.tiers ([1, 3])"],
        ),
        (
            "tiers = [1, 3]",
            "tiers = \"1-3\"",
            vec!["13 wrong-kind light.tiers ([1, 3])"],
        ),
        (
            "tiers = [1, 3]",
            "tiers = [1, 3]\nreserved = true",
            vec!["13 reserved-tier light.tiers ()"],
        ),
        (
            "participation = \"told\"",
            "participation = \"decide\"\nreserved = true",
            vec![
                "13 reserved-tier light.tiers ()",
                "14 reserved-participation light.participation (decide)",
            ],
        ),
        (
            "urgency = \"ordinary\"\npath = \"settle\"",
            "urgency = \"danger\"\npath = \"deliberate\"",
            vec![
                "6 danger-notice light.notice ()",
                "12 never-deliberated light.path ()",
            ],
        ),
        (
            "key = \"light\"",
            "key = \"Street Light\"",
            vec!["7 key-unsound Street Light.key (Street Light)"],
        ),
        (
            "names = { en = \"Light\" }",
            "names = \"Light\"",
            vec!["8 wrong-kind light.names ({ en = \"…\", zh-Hans = \"…\", zh-Hant = \"…\" })"],
        ),
        (
            "names = { en = \"Light\" }",
            "names = { zh-Hans = \"灯\" }",
            vec!["8 language-missing light.names (en)"],
        ),
        (
            "names = { en = \"Light\" }",
            "names = { en = \"Light\", fr = \"Lampe\" }",
            vec!["8 language-unknown light.names.fr (fr)"],
        ),
        (
            "names = { en = \"Light\" }",
            "names = { en = \"  \" }",
            vec!["8 empty light.names.en ()"],
        ),
        (
            "names = { en = \"Light\" }",
            "names = { en = 3 }",
            vec!["8 wrong-kind light.names.en (\"…\")"],
        ),
        (
            "[\"lamp\", ",
            "[7, ",
            vec!["10 wrong-kind light.words.en (\"…\")"],
        ),
        (
            "{ en = [\"lamp\"",
            "{ de = [\"Lampe\"",
            vec!["10 language-unknown light.words.de (de)"],
        ),
        (
            "[\"power-works\"]",
            "[\"power-works\", \"power-works\", \"Ö\"]",
            vec![
                "15 key-unsound light.partners (Ö)",
                "15 key-twice light.partners (power-works)",
            ],
        ),
        (
            "kind = \"choice\"",
            "kind = \"text\"",
            vec!["21 options-unused light.options ()"],
        ),
        (
            ", { key = \"blue\", names = { en = \"Blue\" } }",
            "",
            vec!["17 options-missing light.options ()"],
        ),
        (
            "key = \"blue\"",
            "key = \"red\"",
            vec!["21 key-twice light.key ()"],
        ),
        (
            "kind = \"choice\"",
            "kind = \"choice\"\nroute.red = { reserved = true }",
            vec!["21 reserved-tier light.route ()"],
        ),
        (
            "kind = \"choice\"",
            "kind = \"choice\"\nroute.green = { urgency = \"utility\" }",
            vec!["21 unknown-value light.route (red, blue)"],
        ),
        (
            "kind = \"choice\"",
            "kind = \"choice\"\nroute.red = { urgency = \"hard\" }",
            vec!["21 route-idle light.route (ordinary)"],
        ),
        (
            "kind = \"choice\"",
            "kind = \"choice\"\nroute.red = {}",
            vec!["21 route-idle light.route ()"],
        ),
        (
            "kind = \"choice\"",
            "kind = \"choice\"\nroute.red = \"up\"",
            vec!["21 wrong-kind light.route ({ … })"],
        ),
        (
            "kind = \"choice\"",
            "kind = \"choice\"\nroute.red = { urgency = \"danger\" }",
            vec!["21 danger-notice light.route (notice)"],
        ),
        (
            "kind = \"choice\"",
            "kind = \"choice\"\nroute.red = { tiers = [0, 3] }",
            vec!["21 route-idle light.route ([1, 3])"],
        ),
        (
            "kind = \"choice\"",
            "kind = \"choice\"\nroute.red = { tiers = [3, 2] }",
            vec![
                "21 tiers-reversed light.route ()",
                "21 route-idle light.route ([1, 3])",
            ],
        ),
        (
            "kind = \"choice\"",
            "kind = \"choice\"\nroute.red = { colour = 3 }",
            vec![
                "21 unknown-field light.colour (urgency, reserved, tiers)",
                "21 route-idle light.route ()",
            ],
        ),
        (
            "kind = \"choice\"",
            "kind = \"text\"\nroute.red = { reserved = true, tiers = [2, 3] }",
            vec![
                "21 route-unused light.route (red)",
                "22 options-unused light.options ()",
            ],
        ),
        ("title = { en = \"Rules\" }", "", vec!["1 missing title ()"]),
        (
            "emergency_number = \"911\"",
            "emergency_number = 911",
            vec!["2 wrong-kind emergency_number (\"…\")"],
        ),
        ("[[category]]", "[category]", vec![]),
    ];
    for (from, to, expected) in table {
        assert!(SOUND.contains(from), "{from}");
        let mistakes = Charter::parse(&SOUND.replacen(from, to, 1), 1).unwrap_err();
        let found: Vec<String> = mistakes
            .iter()
            .map(|m| format!("{} {} {} ({})", m.line, m.code(), m.key, m.detail))
            .collect();
        if expected.is_empty() {
            assert!(!found.is_empty(), "{to}");
        } else {
            assert_eq!(found, expected, "{to}");
        }
    }
}

#[test]
fn an_answer_that_changes_the_way_has_a_question_of_its_own() {
    let routed = SOUND.replacen(
        "kind = \"choice\"",
        "kind = \"choice\"\nroute.red = { reserved = true, tiers = [2, 3] }",
        1,
    );
    let charter = Charter::parse(&routed, 1).unwrap();
    let question = &charter.categories[0].questions[0];
    let turn = question.turn("red").unwrap();
    assert!(turn.reserved && turn.urgency.is_none());
    assert_eq!(
        turn.tiers.map(|(from, to)| (from.number(), to.number())),
        Some((2, 3))
    );
    assert_eq!(question.turn("blue"), None);
    // The same question of another category would get this answer when a case moves there.
    let other = SOUND[SOUND.find("[[category]]").unwrap()..].replacen("\"light\"", "\"lamp\"", 1);
    let found: Vec<String> = Charter::parse(&format!("{routed}{other}"), 1)
        .unwrap_err()
        .iter()
        .map(|m| format!("{} {} {} ({})", m.line, m.code(), m.key, m.detail))
        .collect();
    assert_eq!(found, ["18 key-twice light.key (colour)"]);
    assert!(Charter::parse(&format!("{SOUND}{other}"), 1).is_ok());
}

#[test]
fn mistakes_come_all_at_once_and_say_what_to_do() {
    let text = SOUND
        .replace("urgency = \"ordinary\"", "urgency = \"soon\"")
        .replace("path = \"settle\"", "path = \"vote\"")
        .replace("tiers = [1, 3]", "tiers = [9, 3]");
    let twice = format!(
        "{text}{}",
        text[text.find("[[category]]").unwrap()..].replace("Light", "")
    );
    let lines: Vec<String> = Charter::parse(&twice, 1)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(lines.len(), 8, "{}", lines.join("\n"));
    assert_eq!(
        lines[0],
        "line 11: light.urgency: unknown-value (danger, utility, ordinary, hard): write one of the values named here"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("line 22: key: key-twice (6): ")),
        "{}",
        lines.join("\n")
    );
    // Two places that are no TOML are both named.
    let broken = SOUND
        .replace("= \"settle\"", "= settle\"")
        .replace("[1, 3]", "[1, 3");
    let lines: Vec<String> = Charter::parse(&broken, 1)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(
        lines.len() >= 2 && lines.iter().all(|line| line.contains(": syntax (")),
        "{}",
        lines.join("\n")
    );
    assert_eq!(Charter::parse("", 1).unwrap_err().len(), 4);
}

proptest! {
    // Few, because the shipped charter is long and is read twice in each.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_text_breaks_the_reader(cut in 0..SHIPPED.len(), text in "\\PC{0,40}") {
        let cut = (cut..=SHIPPED.len()).find(|at| SHIPPED.is_char_boundary(*at)).unwrap();
        let _ = Charter::parse(&SHIPPED[..cut], 1);
        let broken = format!("{}{text}{}", &SHIPPED[..cut], &SHIPPED[cut..]);
        if let Err(mistakes) = Charter::parse(&broken, 1) {
            prop_assert!(!mistakes.is_empty());
            prop_assert!(mistakes.iter().all(|mistake| (1..=broken.lines().count() + 1).contains(&mistake.line)));
        }
    }
}

/// A charter with these ways to decide.
fn with_ways(ways: &str) -> Result<Charter, Vec<CharterMistake>> {
    Charter::parse(&format!("{SHIPPED}\n{ways}"), 2)
}

const QUARTERS: &str = r#"
[[method]]
key = "three-quarters"
names = { en = "Three quarters", zh-Hans = "四分之三同意才定", zh-Hant = "四分之三同意才定" }
about = { en = "For what cannot be undone.", zh-Hans = "定了就改不回来的事。", zh-Hant = "定了就改不回來的事。" }
shape = "one"
proposal = "yes"
voters = ["households"]
showing = ["anonymous"]
ties = "not-passed"
days = 14

[[method.option]]
key = "yes"
names = { en = "Yes", zh-Hans = "同意", zh-Hant = "同意" }
meaning = { en = "We do it.", zh-Hans = "就这么办。", zh-Hant = "就這麼辦。" }

[[method.option]]
key = "no"
names = { en = "No", zh-Hans = "不同意", zh-Hant = "不同意" }
meaning = { en = "We leave it.", zh-Hans = "不办。", zh-Hant = "不辦。" }

[[method.test]]
option = "yes"
is = "at-least"
share = "3/4"
"#;

#[test]
fn a_charter_brings_ways_to_decide_or_words_one_anew() {
    let shipped = Charter::shipped();
    let own = with_ways(QUARTERS).unwrap();
    assert_eq!(own.ways().len(), shipped.ways().len() + 1);
    assert_eq!(own.way("three-quarters").unwrap().days, 14);
    assert_eq!(
        difference(&shipped, &own),
        [Change::WayAdded {
            way: "three-quarters".into()
        }]
    );
    let stricter = with_ways(&QUARTERS.replace("\"three-quarters\"", "\"two-thirds\"")).unwrap();
    assert_eq!(stricter.ways().len(), shipped.ways().len());
    assert_eq!(stricter.way("two-thirds").unwrap().days, 14);
    assert_eq!(
        difference(&own, &stricter),
        [
            Change::WayChanged {
                way: "two-thirds".into()
            },
            Change::WayRemoved {
                way: "three-quarters".into()
            }
        ]
    );
    // Kept and read again, as the store does; a charter of before has none.
    let kept = serde_json::to_string(&own).unwrap();
    assert_eq!(serde_json::from_str::<Charter>(&kept).unwrap(), own);
    let before = serde_json::to_string(&shipped).unwrap();
    assert!(!before.contains("methods"), "{before}");
}

#[test]
fn a_way_to_decide_with_a_mistake_names_its_line_and_the_remedy() {
    let mistake = |from: &str, to: &str| {
        let text = QUARTERS.replacen(from, to, 1);
        assert_ne!(text, QUARTERS, "{from}");
        let mistakes = with_ways(&text).unwrap_err();
        assert_eq!(mistakes.len(), 1, "{mistakes:?}");
        let shipped = SHIPPED.lines().count();
        assert!(mistakes[0].line > shipped, "{mistakes:?}");
        mistakes[0].code()
    };
    assert_eq!(mistake("\"3/4\"", "\"5/4\""), "method-unreadable");
    assert_eq!(
        mistake("shape = \"one\"", "shape = \"two\""),
        "method-unreadable"
    );
    assert_eq!(
        mistake("days = 14", "days = 14\nrank = 1"),
        "method-unreadable"
    );
    assert_eq!(
        mistake("option = \"yes\"", "option = \"maybe\""),
        "method-unsound"
    );
    assert_eq!(mistake("days = 14", "days = 0"), "method-unsound");
    assert_eq!(mistake(", zh-Hans = \"同意\"", ""), "language-missing");
    let twice = format!("{QUARTERS}{QUARTERS}");
    let mistakes = with_ways(&twice).unwrap_err();
    assert_eq!(mistakes[0].code(), "key-twice");
}
