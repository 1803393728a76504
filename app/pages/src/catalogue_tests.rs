//! What does not build: the generator behind [`crate::text`] refuses catalogues
//! that would leave somebody without a word.

#[path = "../build/catalogue.rs"]
mod catalogue;

use catalogue::module;
use domain::language::Language;

use crate::text;

fn faults(source: &str) -> Vec<String> {
    module("area", source).expect_err("this catalogue must not build")
}

#[test]
fn a_missing_language_is_named_with_file_key_and_remedy() {
    assert_eq!(
        faults("[heard]\nen = 'Heard.'\nzh_hans = '收到了。'\n"),
        ["text/area.toml, [heard]: `zh_hant` is missing; add it, in words a neighbour would use"]
    );
}

#[test]
fn placeholders_must_be_the_same_in_all_languages() {
    let found = faults("[by]\nen = 'By {day}'\nzh_hans = '{dya}前'\nzh_hant = '{day}前'\n");
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[0].contains("`zh_hans` has no {day}"), "{found:?}");
    assert!(
        found
            .iter()
            .any(|fault| fault.contains("`en` has no {dya}")),
        "{found:?}"
    );
}

#[test]
fn every_fault_of_a_file_is_told_at_once() {
    let found = faults(
        "[One]\nen='a'\nzh_hans='a'\nzh_hant='a'\n\
         [two]\nen='{a b}'\nzh_hans=' '\nzh_hant='}'\nfr='a'\n\
         [three]\nen='{n|one}'\nzh_hans='{n}'\nzh_hant='{n}'\n\
         [match]\nen='a'\nzh_hans='a'\nzh_hant='a'\n",
    );
    for part in [
        "[One]",
        "{a b} is no placeholder",
        "`zh_hans` is empty",
        "a lone }",
        "`fr` is no language",
        "two forms",
        "[match]",
    ] {
        assert!(
            found.iter().any(|fault| fault.contains(part)),
            "{part}: {found:?}"
        );
    }
    assert!(faults("[a\n")[0].starts_with("text/area.toml: "));
}

#[test]
fn a_message_becomes_one_typed_function() {
    let code = module(
        "area",
        "by_code = true\n[plain]\nen='Go \"on\"'\nzh_hans='走'\nzh_hant='走'\n\
         [many]\nen='{who}: {n} {n|home|homes} {{x}}'\nzh_hans='{who}{n}户'\nzh_hant='{who}{n}戶'\n",
    )
    .expect("a whole catalogue");
    for part in [
        "pub const fn plain(lang: Language) -> &'static str",
        "Language::Hans | Language::Hant => \"走\"",
        "pub fn many(lang: Language, who: &str, n: i64) -> String",
        "if n == 1 { \"home\" } else { \"homes\" }",
        "\" {x}\"",
        "(\"plain\", self::plain)",
    ] {
        assert!(code.contains(part), "{part}\n{code}");
    }
    assert!(
        !code.contains("self::many"),
        "a message with arguments has no place in `find`"
    );
}

#[test]
fn the_generated_functions_speak() {
    assert_eq!(text::layout::skip(Language::En), "Skip to the main part");
    assert_eq!(
        text::components::problems(Language::En, 1),
        "There is a problem"
    );
    assert_eq!(
        text::components::problems(Language::En, 3),
        "Some things need another look"
    );
    assert_eq!(
        text::components::problems(Language::Hans, 3),
        "有3处要改一下"
    );
}

#[test]
fn no_code_of_a_refusal_has_words_in_two_catalogues() {
    // `reading::refusal` asks one after the other: the second would never be read.
    let catalogues = [
        include_str!("../text/refused.toml"),
        include_str!("../text/thread_refused.toml"),
        include_str!("../text/decision_refused.toml"),
        include_str!("../text/meeting_refused.toml"),
        include_str!("../text/mediation_refused.toml"),
    ];
    let keys = catalogues.iter().flat_map(|text| text.lines());
    let mut keys: Vec<&str> = keys.filter(|line| line.starts_with('[')).collect();
    assert!(keys.len() > 200, "{}", keys.len());
    keys.sort_unstable();
    let twice: Vec<&[&str]> = keys.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
}
