//! Names as files write them: which characters they may hold,
//! and in which language a name without one is.

use domain::language::{Language, Names};
use domain::text::{LONGEST_NAME, NameUnfit, check_name};

use super::mistake::{Mistakes, shown};
use super::record::{Cell, Record};

/// The language of a name that says none: simplified Chinese as soon as it has
/// a Chinese character, else English.
pub fn guess(name: &str) -> Language {
    let chinese = |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
    if name.chars().any(chinese) {
        Language::Hans
    } else {
        Language::En
    }
}

/// A name that may be shown, or a mistake.
pub fn clean(cell: &Cell, mistakes: &mut Mistakes) -> Option<String> {
    let (what, remedy) = match check_name(&cell.text) {
        Ok(()) => return Some(cell.text.clone()),
        Err(NameUnfit::Hidden(hidden)) => (
            format!(
                "The name {} holds the invisible character {}.",
                shown(&cell.text),
                hidden.escape_unicode()
            ),
            "Delete the name and type it again.",
        ),
        Err(NameUnfit::TooLong) => (
            format!(
                "The name {} is longer than {LONGEST_NAME} characters.",
                shown(&cell.text)
            ),
            "Shorten it.",
        ),
    };
    mistakes.push(cell.spot.clone(), what, remedy);
    None
}

/// The names of a record: `name_en`, `name_zh_hans`, `name_zh_hant`, or one
/// `name` in `language` (guessed from its script when that is `None`).
pub fn read(record: &Record, language: Option<Language>, mistakes: &mut Mistakes) -> Option<Names> {
    let before = mistakes.count();
    let mut pick = |key: &str| record.get(key).and_then(|cell| clean(cell, mistakes));
    let mut names = Names {
        en: pick("name_en"),
        hans: pick("name_zh_hans"),
        hant: pick("name_zh_hant"),
    };
    let single = pick("name");
    if let Some(single) = single {
        let slot = match language.unwrap_or_else(|| guess(&single)) {
            Language::En => &mut names.en,
            Language::Hans => &mut names.hans,
            Language::Hant => &mut names.hant,
        };
        slot.get_or_insert(single);
    }
    if mistakes.count() > before {
        return None;
    }
    if names.en.is_none() && names.hans.is_none() && names.hant.is_none() {
        mistakes.push(
            record.spot.clone(),
            "There is no name.",
            "Fill in name_en, name_zh_hans or name_zh_hant (or name).",
        );
        return None;
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_a_language_is_read_by_its_script() {
        assert_eq!(guess("清波街道"), Language::Hans);
        assert_eq!(guess("Back Bay"), Language::En);
    }
}
