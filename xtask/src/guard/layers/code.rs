//! Rust as it counts for a guard: comments, texts and tests become blanks, so that every line keeps its number.

const MARK: &str = "#[cfg(test)]";

/// The same text with blanks for comments and for what stands between quotes.
pub(super) fn without_comments(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        let length = skipped(rest, plain.chars().next_back());
        if length == 0 {
            plain.push(sign);
            rest = &rest[sign.len_utf8()..];
        } else {
            blank(&rest[..length], &mut plain);
            rest = &rest[length..];
        }
    }
    plain
}

fn blank(text: &str, plain: &mut String) {
    plain.extend(
        text.chars()
            .map(|sign| if sign == '\n' { '\n' } else { ' ' }),
    );
}

/// How many bytes a comment or a quoted text takes that begins here; 0 where none does.
fn skipped(rest: &str, before: Option<char>) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return rest.find("*/").map_or(rest.len(), |end| end + 2);
    }
    if rest.starts_with('"') {
        return quoted(rest);
    }
    let in_word = before.is_some_and(|sign| sign.is_alphanumeric() || sign == '_');
    if rest.starts_with('r') && !in_word {
        return raw(rest);
    }
    // A lifetime has no second quote so near.
    for sign in ["'\"'", "'\\\"'", "'\\''", "'{'", "'}'", "'/'"] {
        if rest.starts_with(sign) {
            return sign.len();
        }
    }
    0
}

fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, sign) in rest.char_indices().skip(1) {
        match sign {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// `r"…"` and `r#"…"#`.
fn raw(rest: &str) -> usize {
    let marks = rest[1..].chars().take_while(|sign| *sign == '#').count();
    if !rest[1 + marks..].starts_with('"') {
        return 0;
    }
    let inside = 2 + marks;
    let end = format!("\"{}", "#".repeat(marks));
    rest[inside..]
        .find(&end)
        .map_or(rest.len(), |at| inside + at + end.len())
}

/// What stands behind each mark that something is for tests alone.
pub(super) fn after_test_marks(plain: &str) -> impl Iterator<Item = &str> {
    plain
        .match_indices(MARK)
        .map(|(at, _)| plain[at + MARK.len()..].trim_start())
}

/// The same text with blanks for what is for tests alone; comments are gone already.
pub(super) fn without_tests(plain: &str) -> String {
    let mut left = String::with_capacity(plain.len());
    let mut rest = plain;
    while let Some(at) = rest.find(MARK) {
        let end = at + MARK.len() + item(&rest[at + MARK.len()..]);
        left.push_str(&rest[..at]);
        blank(&rest[at..end], &mut left);
        rest = &rest[end..];
    }
    left.push_str(rest);
    left
}

/// How many bytes an item takes: to its `;`, or to the brace that closes its first one.
fn item(rest: &str) -> usize {
    let mut nested = 0_usize;
    for (at, sign) in rest.char_indices() {
        match sign {
            ';' if nested == 0 => return at + 1,
            '{' => nested += 1,
            '}' if nested <= 1 => return at + 1,
            '}' => nested -= 1,
            _ => {}
        }
    }
    rest.len()
}

/// The word with which a text begins.
pub(super) fn word(text: &str) -> &str {
    let end = text.find(|sign: char| !sign.is_alphanumeric() && sign != '_');
    &text[..end.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_texts_become_blanks_and_lines_stay() {
        let plain = without_comments("a // crate::b\nlet x = \"crate::c \\\" {\"; /* {\n */ 'd'\n");
        assert_eq!(plain.matches('\n').count(), 3);
        assert!(!plain.contains("crate") && !plain.contains('{'), "{plain}");
        assert!(
            plain.contains("let x =") && plain.contains("'d'"),
            "{plain}"
        );
        let plain = without_comments("r#\"a \" crate::b\"# crate::c fn f<'a>(x: &'a str) {}");
        assert!(
            !plain.contains("::b") && plain.contains("crate::c"),
            "{plain}"
        );
    }

    #[test]
    fn what_is_for_tests_alone_goes_to_its_end_and_no_further() {
        let left = without_tests(
            "#[cfg(test)]\nuse a;\nfn b() {}\n#[cfg(test)]\nmod c { fn d() { e } }\nfn f() {}\n",
        );
        assert!(!left.contains("use a") && !left.contains('e'), "{left}");
        assert!(
            left.contains("fn b() {}") && left.contains("fn f() {}"),
            "{left}"
        );
    }
}
