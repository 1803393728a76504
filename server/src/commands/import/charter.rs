//! The charter out of its TOML file, and what a new version changes.

use domain::charter::{Change, Charter, difference};

use super::mistake::{Mistakes, escaped};
use super::source::Source;

/// Reads a charter; what is wrong becomes a mistake and `None`.
pub fn read(source: &Source, mistakes: &mut Mistakes) -> Option<Charter> {
    match Charter::parse(&source.text, 1) {
        Ok(charter) => Some(charter),
        Err(wrong) => {
            for mistake in wrong {
                let mut what = String::new();
                if !mistake.key.is_empty() {
                    what.push_str(&escaped(&mistake.key, 80));
                    what.push_str(": ");
                }
                what.push_str(mistake.code());
                if !mistake.detail.is_empty() {
                    what.push_str(" (");
                    what.push_str(&escaped(&mistake.detail, 200));
                    what.push(')');
                }
                mistakes.push(
                    source.line(mistake.line as u64),
                    format!("{what}."),
                    capital(mistake.what.remedy()),
                );
            }
            None
        }
    }
}

/// A sentence out of a remedy that begins in lower case and has no full stop.
fn capital(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters
        .next()
        .map(|first| first.to_uppercase().to_string())
        .unwrap_or_default();
    format!("{first}{}.", characters.as_str())
}

/// What changes from `old` to `new`, a line each; empty when nothing does.
pub fn changes(old: &Charter, new: &Charter) -> Vec<String> {
    difference(old, new).into_iter().map(line).collect()
}

fn line(change: Change) -> String {
    match change {
        Change::Charter { field, from, to } => {
            format!("{field}: {} → {}", brief(&from), brief(&to))
        }
        Change::CategoryAdded { category } => format!("{category}: new"),
        Change::CategoryRemoved { category } => {
            format!("{category}: no more (cases filed under it keep it)")
        }
        Change::Category {
            category,
            field,
            from,
            to,
        } => {
            format!("{category}: {field}: {} → {}", brief(&from), brief(&to))
        }
        Change::Order => "the same categories stand in another order".to_owned(),
        Change::WayAdded { way } => format!("{way}: a new way to decide"),
        Change::WayChanged { way } => {
            format!("{way}: other words or rules (open decisions keep theirs)")
        }
        Change::WayRemoved { way } => format!("{way}: no more a way to decide"),
    }
}

/// At most a line's worth of a long value, without what turns or breaks a line.
fn brief(value: &str) -> String {
    if value.is_empty() {
        return "nothing".to_owned();
    }
    escaped(value, 80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_stand_at_their_lines_with_a_remedy() {
        let mut mistakes = Mistakes::new();
        let text = "emergency_number = \"911\"\n[title]\nen = \"Rules\"\n[outside_address]\nen = \"x\"\n\
                    [[category]]\nkey = \"a\"\nnames = { en = \"A\" }\nexamples = { en = \"A\" }\nwords.en = [\"a\"]\n\
                    urgency = \"soon\"\npath = \"settle\"\ntiers = [3, 1]\nparticipation = \"told\"\n";
        assert!(read(&Source::new("c.toml", text), &mut mistakes).is_none());
        let lines: Vec<_> = mistakes
            .list()
            .iter()
            .filter_map(|mistake| mistake.spot.line)
            .collect();
        assert_eq!(lines, [11, 13], "{mistakes}");
        assert!(mistakes.list()[1].remedy.ends_with('.'));
    }

    #[test]
    fn what_a_file_holds_cannot_reach_the_terminal() {
        for text in [
            "\"a\\u001b[2J\" = 1\n",
            "emergency_number = \"9\\u001b[2J\"\n[[category]]\nkey = \"\\u001b[2J\"\n",
            "a = \u{1b}[2J\n",
        ] {
            let mut mistakes = Mistakes::new();
            assert!(read(&Source::new("c.toml", text), &mut mistakes).is_none());
            let told = mistakes.to_string();
            assert!(!told.is_empty() && !told.contains('\u{1b}'), "{told:?}");
        }
    }

    #[test]
    fn a_new_version_says_what_changes() {
        let old = Charter::shipped();
        let mut new = old.clone();
        new.emergency_number = "112".to_owned();
        new.categories.pop();
        let changes = changes(&old, &new);
        assert_eq!(changes.len(), 2, "{changes:?}");
        assert_eq!(
            changes[0],
            format!("emergency_number: {} → 112", old.emergency_number)
        );
        assert!(changes[1].ends_with("keep it)"));
    }
}
