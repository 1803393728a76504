//! The title of what somebody wrote without giving it one.

/// Most characters of a case's title.
const TITLE_CHARACTERS: usize = 90;

/// The first sentence of a text, cut to the length of a title; an ellipsis
/// stands for what was cut from the sentence itself.
pub fn first_sentence(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim();
    let mut end = line.len();
    for (at, character) in line.char_indices() {
        let after = at + character.len_utf8();
        let stops = match character {
            '。' | '！' | '？' => true,
            '.' | '!' | '?' => line[after..].starts_with(' '),
            _ => false,
        };
        if stops {
            // A full stop is no part of a title; other marks are.
            end = if matches!(character, '。' | '.') {
                at
            } else {
                after
            };
            break;
        }
    }
    let sentence = line[..end].strip_suffix('.').unwrap_or(&line[..end]);
    let sentence = if sentence.is_empty() { line } else { sentence };
    if sentence.chars().nth(TITLE_CHARACTERS).is_none() {
        return sentence.to_owned();
    }
    let mut short: String = sentence.chars().take(TITLE_CHARACTERS).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_the_first_sentence() {
        let table = [
            ("The light is out. It is dark.", "The light is out"),
            ("三楼的灯坏了。两个星期了。", "三楼的灯坏了"),
            ("Who has the key? I do not.", "Who has the key?"),
            ("It costs 3.50 a month", "It costs 3.50 a month"),
            ("One line\nAnother", "One line"),
            ("。", "。"),
            ("Out.", "Out"),
        ];
        for (text, title) in table {
            assert_eq!(first_sentence(text), title);
        }
        let long = first_sentence(&"长".repeat(500));
        assert_eq!(long.chars().count(), 91);
        assert!(long.ends_with('…'));
    }
}
