//! One style sheet out of many: follows `@import` lines in order and takes away what a browser does not read.
//!
//! Deliberately small: it understands comments, strings and white space, not CSS. What it cannot read for certain it leaves
//! as it is.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};

/// The text of `file` with every `@import "other.css";` and `@import "other.css" layer(name);` replaced by that file.
///
/// # Errors
/// When a file is missing, imports itself, or an import has a form this does not understand.
pub fn bundle(file: &Path) -> Result<String> {
    follow(file, &mut Vec::new())
}

fn follow(file: &Path, above: &mut Vec<PathBuf>) -> Result<String> {
    if above.iter().any(|other| other == file) {
        bail!("{} imports itself", file.display());
    }
    let text = fs::read_to_string(file).with_context(|| match above.last() {
        Some(parent) => format!(
            "{}, imported in {}, is missing",
            file.display(),
            parent.display()
        ),
        None => format!(
            "{} is missing: it is the style sheet all others are imported into",
            file.display()
        ),
    })?;
    above.push(file.to_path_buf());
    let mut whole = String::with_capacity(text.len());
    for (number, line) in text.lines().enumerate() {
        if let Some(import) = line.trim().strip_prefix("@import") {
            let (path, layer) = parse_import(import).with_context(|| {
                format!(
                    "{}:{}: write `@import \"file.css\";` or `@import \"file.css\" layer(name);`",
                    file.display(),
                    number + 1
                )
            })?;
            let inner = follow(&file.with_file_name(path), above)?;
            match layer {
                Some(name) => whole.extend(["@layer ", name, " {\n", &inner, "\n}\n"]),
                None => whole.push_str(&inner),
            }
        } else {
            whole.push_str(line);
        }
        whole.push('\n');
    }
    above.pop();
    Ok(whole)
}

fn parse_import(text: &str) -> Option<(&str, Option<&str>)> {
    let rest = text.trim().strip_suffix(';')?.trim().strip_prefix('"')?;
    let (path, rest) = rest.split_once('"')?;
    let rest = rest.trim();
    if rest.is_empty() {
        return Some((path, None));
    }
    let name = rest.strip_prefix("layer(")?.strip_suffix(')')?;
    let plain = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.');
    plain.then_some((path, Some(name)))
}

/// The same rules in fewer bytes: comments gone, white space of any length one space, none beside `{`, `}`, `;` and `,`.
pub fn minify(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    let mut gap = false;
    while let Some(next) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            gap = true;
        } else if next.is_whitespace() {
            rest = &rest[next.len_utf8()..];
            gap = true;
        } else {
            let token = token_length(rest);
            push(&mut out, &rest[..token], gap);
            rest = &rest[token..];
            gap = false;
        }
    }
    out
}

/// Bytes of the string, `url(…)` or single character at the start of `text`, which stay together untouched.
fn token_length(text: &str) -> usize {
    let first = text.chars().next().map_or(0, char::len_utf8);
    if text.starts_with(['"', '\'']) {
        let quote = &text[..1];
        let mut escaped = false;
        for (at, c) in text.char_indices().skip(1) {
            if escaped {
                escaped = false;
            } else if c == '\\' {
                escaped = true;
            } else if text[at..].starts_with(quote) {
                return at + 1;
            }
        }
        return text.len();
    }
    if text.starts_with("url(") && !text[4..].trim_start().starts_with(['"', '\'']) {
        return text.find(')').map_or(text.len(), |at| at + 1);
    }
    if text.starts_with('\\') {
        first + text[first..].chars().next().map_or(0, char::len_utf8)
    } else {
        first
    }
}

fn push(out: &mut String, token: &str, gap: bool) {
    const TIGHT: [char; 4] = ['{', '}', ';', ','];
    let after_tight = out.is_empty() || out.ends_with(TIGHT);
    let before_tight = token.starts_with(TIGHT);
    // `--empty: ;` means something else than a missing value to older browsers.
    let keeps = out.ends_with(':') && token == ";";
    if gap && (keeps || !(after_tight || before_tight)) {
        out.push(' ');
    }
    if token == "}" && out.ends_with(';') {
        out.pop();
    }
    if token == ";" && out.ends_with([';', '{', '}']) {
        return;
    }
    out.push_str(token);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_that_means_something_stays() {
        assert_eq!(
            minify("a  :hover ,\n b > c {\n  width: calc(1px + 2px);\n  margin: 0 auto ;\n}\n"),
            "a :hover,b > c{width: calc(1px + 2px);margin: 0 auto}"
        );
        assert_eq!(
            minify(":root { --none: ; --two: 1px  2px; }"),
            ":root{--none: ;--two: 1px 2px}"
        );
        assert_eq!(
            minify("@media (width > 40rem) and (hover) { a { b: c } }"),
            "@media (width > 40rem) and (hover){a{b: c}}"
        );
    }

    #[test]
    fn strings_and_addresses_are_not_touched() {
        let css = "a::before{content: \"/* no  comment */ ;  }\"}b{background: url(data:image/svg+xml;x  y)}";
        assert_eq!(minify(css), css);
        assert_eq!(minify(r"a{content:'\'  '}"), r"a{content:'\'  '}");
        assert_eq!(minify(r".a\:b  .c{d:e}"), r".a\:b .c{d:e}");
    }

    #[test]
    fn a_comment_separates_words_like_a_space() {
        assert_eq!(minify("a/* x */b{c:d}"), "a b{c:d}");
        assert_eq!(minify("a{b:c} /* open"), "a{b:c}");
    }

    #[test]
    fn imports_are_followed_in_order_and_put_into_their_layer() {
        let folder = std::env::temp_dir().join(format!("linli-css-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a temporary folder");
        let write =
            |name: &str, text: &str| fs::write(folder.join(name), text).expect("a temporary file");
        write(
            "linli.css",
            "@layer base, parts;\n@import \"one.css\" layer(base);\n@import \"two.css\";\n",
        );
        write("one.css", "a { b: c }\n");
        write("two.css", "@import \"linli.css\";\n");
        let error = bundle(&folder.join("linli.css")).expect_err("two imports one again");
        assert!(error.to_string().contains("imports itself"), "{error}");
        write("two.css", "d { e: f }\n");
        let text = minify(&bundle(&folder.join("linli.css")).expect("all files are there"));
        assert_eq!(text, "@layer base,parts;@layer base{a{b: c}}d{e: f}");
        write("two.css", "@import url(three.css);\n");
        let error = bundle(&folder.join("linli.css")).expect_err("not a form we read");
        assert!(error.to_string().contains("two.css:1"), "{error}");
        fs::remove_dir_all(&folder).expect("the temporary folder");
    }
}
