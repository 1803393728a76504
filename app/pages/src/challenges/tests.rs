//! Everything that a challenge can say has words in every language.

use domain::challenge::Refused;
use domain::language::Language;
use domain::permission::Barred;

use super::{ACTS, word};
use crate::text::refused as refusals;

#[test]
fn every_act_has_its_four_words() {
    for lang in Language::ALL {
        for act in ACTS {
            for part in ["label", "title", "lead", "button"] {
                assert!(!word(lang, act, part).is_empty(), "{act:?} {part}");
            }
        }
    }
}

#[test]
fn every_refusal_says_what_to_do() {
    let all = Refused::ALL.into_iter().map(Refused::code);
    for code in all.chain(Barred::ALL.into_iter().map(Barred::code)) {
        for lang in Language::ALL {
            assert!(refusals::find(lang, code).is_some(), "{code}");
        }
    }
}
