use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::language::Language;

/// What people really write, one sentence a line, after the key that it means.
/// Written before the words of the charter were measured against it.
const SENTENCES: &str = include_str!("sentences.tsv");

fn sentences() -> Vec<(&'static str, &'static str)> {
    SENTENCES
        .lines()
        .map(|line| line.split_once('\t').expect("a key, a tab and a sentence"))
        .collect()
}

fn language(sentence: &str) -> &'static str {
    if !sentence.contains(is_chinese) {
        "en"
    } else if fold(sentence)
        .chars()
        .filter(|c| is_chinese(*c))
        .eq(sentence.chars().filter(|c| is_chinese(*c)))
    {
        "zh-Hans"
    } else {
        "zh-Hant"
    }
}

fn keys(suggestions: &[Suggestion]) -> Vec<&str> {
    suggestions
        .iter()
        .map(|suggestion| suggestion.category.as_str())
        .collect()
}

#[test]
fn every_category_has_sentences_in_three_languages() {
    let charter = Charter::shipped();
    for category in charter
        .categories
        .iter()
        .filter(|category| category.key != "other")
    {
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, sentence) in sentences()
            .into_iter()
            .filter(|(key, _)| *key == category.key)
        {
            *count.entry(language(sentence)).or_default() += 1;
        }
        assert!(
            Language::ALL
                .iter()
                .all(|language| count.contains_key(language.tag())),
            "{} {count:?}",
            category.key
        );
    }
    assert!(
        sentences()
            .iter()
            .all(|(key, _)| charter.category(key).is_some())
    );
}

#[test]
fn what_people_write_finds_its_category() {
    let suggester = Suggester::new(&Charter::shipped());
    let mut missed = Vec::new();
    let mut by_language: BTreeMap<&str, (u32, u32, u32)> = BTreeMap::new();
    for (key, sentence) in sentences() {
        let found = suggester.suggest(sentence);
        let entry = by_language.entry(language(sentence)).or_default();
        entry.0 += 1;
        entry.1 += u32::from(keys(&found).first() == Some(&key));
        if keys(&found).contains(&key) {
            entry.2 += 1;
        } else {
            missed.push(format!("{key}: {sentence} -> {:?}", keys(&found)));
        }
    }
    println!("{by_language:?}\n{}", missed.join("\n"));
    let missed = missed.join("\n");
    for (language, (all, first, among_three)) in by_language {
        assert!(
            among_three * 100 >= all * 95,
            "{language}: {among_three} of {all} among three\n{missed}"
        );
        assert!(
            first * 100 >= all * 80,
            "{language}: {first} of {all} first\n{missed}"
        );
    }
}

#[test]
fn every_example_suggests_its_own_category_first() {
    let charter = Charter::shipped();
    let suggester = Suggester::new(&charter);
    for category in charter
        .categories
        .iter()
        .filter(|category| category.key != "other")
    {
        for language in Language::ALL {
            let example = category.examples.in_language(language);
            let found = suggester.suggest(example);
            assert_eq!(
                keys(&found).first(),
                Some(&category.key.as_str()),
                "{example} {found:?}"
            );
        }
    }
}

#[test]
fn nothing_known_suggests_nothing() {
    let suggester = Suggester::new(&Charter::shipped());
    for nothing in ["", "   ", "?!…", "12345", "qxzv", "\u{0}", "𠮷"] {
        assert_eq!(suggester.suggest(nothing), [], "{nothing}");
    }
}

#[test]
fn words_are_bent_and_spelt_as_people_do() {
    let alike = |one: &str, other: &str| assert_eq!(prepare(one), prepare(other), "{one} {other}");
    alike("Lights", "light");
    alike("dripping", "drip");
    alike("charging E-Bikes", "charge e bike");
    alike("parked", "park");
    alike("batteries", "battery");
    alike("neighbour's", "neighbours");
    alike("neighbour’s", "neighbours");
    alike("boxes", "box");
    alike("樓道燈", "楼道灯");
    alike("ＬＩＦＴ", "lift");
    assert_ne!(prepare("bus"), prepare("bu"));
    assert_ne!(prepare("gas"), prepare("ga"));
}

#[test]
fn the_parts_of_an_entry_must_come_in_order_and_near() {
    let entry = |word: &str| parts(word);
    for (text, word, expected) in [
        ("the light in the stairwell", "light stairwell", true),
        ("the stairwell light", "light stairwell", false),
        ("light light stairwell", "light stairwell", true),
        ("lighting the stairwells", "light stairwell", true),
        (
            "the light went out while my aunt was sitting in the stairwell",
            "light stairwell",
            false,
        ),
        ("楼道里的灯", "楼道 灯", true),
        ("灯在楼道里", "楼道 灯", false),
        ("楼道里有人说他家的儿子昨天晚上买了灯", "楼道 灯", false),
        ("highlight", "light", false),
        ("楼道 light 坏", "楼道 light", true),
    ] {
        assert_eq!(
            occurs(&prepare(text), &entry(word), false),
            expected,
            "{text} / {word}"
        );
    }
}

proptest! {
    // Few, because each reads the shipped charter anew.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_gets_at_most_three_and_always_the_same(text in "\\PC{0,80}") {
        let mut charter = Charter::shipped();
        charter.categories.truncate(6);
        let suggester = Suggester::new(&charter);
        let found = suggester.suggest(&text);
        prop_assert!(found.len() <= BEST);
        prop_assert!(found.is_sorted_by_key(|suggestion| std::cmp::Reverse(suggestion.score)));
        prop_assert_eq!(suggester.suggest(&text), found.clone());
    }
}
