//! Prints the configuration for people, with secrets hidden.

use std::fmt::Write as _;

use super::{KEYS, Origin, Settings, Shown};

/// The effective configuration as a `linli.toml`, each line with where it came from.
pub fn effective(settings: &Settings) -> String {
    let mut text = String::from("# What Linli runs with, and where each value comes from.\n");
    for key in KEYS {
        let value = shown(settings.text(key.name), key.shown);
        let line = format!("{} = {value:?}", key.name);
        let origin = settings.origin(key.name);
        let variable = match origin {
            Origin::Default => format!("default; set it here or by {}", key.variable()),
            Origin::File(..) | Origin::Variable(_) | Origin::Option(_) => origin.to_string(),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "\n# {}\n{line:<44} # {variable}", key.help);
    }
    text
}

/// All settings as a Markdown table, for `docs/operate/configuration.md`.
pub fn markdown() -> String {
    let mut text = String::from(
        "# Configuration\n\n\
         `linli serve` needs none. Settings come from the defaults, then `linli.toml` in the data folder (or the file\n\
         named by `--config`), then environment variables, then the command line; the last one wins. `linli config` prints\n\
         what holds on this machine and where it comes from. A setting that Linli does not know stops it with a hint.\n\n\
         | in `linli.toml` | in the environment | default | what it is for |\n|---|---|---|---|\n",
    );
    for key in KEYS {
        let default = if key.default.is_empty() {
            "empty".to_owned()
        } else {
            format!("`{}`", key.default)
        };
        let _ = writeln!(
            text,
            "| `{}` | `{}` | {default} | {} |",
            key.name,
            key.variable(),
            key.help
        );
    }
    text.push_str("\nThis page is printed by `linli config --markdown`.\n");
    text
}

fn shown(value: &str, how: Shown) -> String {
    match how {
        Shown::Plain => value.to_owned(),
        Shown::WithoutPassword => without_password(value),
        Shown::Hidden if value.is_empty() => String::new(),
        Shown::Hidden => "(set, not shown)".to_owned(),
    }
}

/// `scheme://user:password@host/…` with the password replaced; whatever cannot
/// be taken apart is hidden as a whole.
fn without_password(url: &str) -> String {
    if url.is_empty() {
        return String::new();
    }
    let Some((scheme, rest)) = url.split_once("://") else {
        return "(set, not shown)".to_owned();
    };
    // A query may carry a password as well (?password=…), so none is shown. And where an @
    // stands behind it, the question mark is perhaps one of the password.
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    if query.contains('@') {
        return "(set, not shown)".to_owned();
    }
    let authority_end = rest.find('/').unwrap_or(rest.len());
    match rest.rfind('@') {
        None => format!("{scheme}://{rest}"),
        Some(at) if at > authority_end => "(set, not shown)".to_owned(),
        Some(at) => {
            let user = rest[..at].split(':').next().unwrap_or_default();
            format!("{scheme}://{user}:…@{}", &rest[at + 1..])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let table = [
            (
                "postgres://anna:s3cret@db/linli",
                "postgres://anna:…@db/linli",
            ),
            (
                "postgres://db/linli?password=s3cret&user=anna",
                "postgres://db/linli",
            ),
            (
                "smtps://anna:s3@cret@mail.example.org:465",
                "smtps://anna:…@mail.example.org:465",
            ),
            ("postgres://anna:s3/cret@db/linli", "(set, not shown)"),
            ("postgres://anna:s3?cret@db/linli", "(set, not shown)"),
            ("postgres://anna:s3@x?cret@db/linli", "(set, not shown)"),
            ("s3cret", "(set, not shown)"),
            ("", ""),
        ];
        for (url, expected) in table {
            assert_eq!(without_password(url), expected);
        }
    }
}
