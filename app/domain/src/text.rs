//! Text that people write: cleaned once at the door, trusted from then on.
//!
//! Hostile characters are taken out rather than complained about, because they
//! come with a paste and nobody sees them: control characters, NUL, and the
//! signs that turn the direction of writing (Unicode Technical Report 36,
//! section 3.2). What is refused is refused with a code. Escaping for HTML is
//! the business of `pages`.

use serde::{Deserialize, Serialize};
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

mod tongue;
mod variants;

pub use tongue::{foreign, foreign_html};

/// The most bytes that are looked at; more is refused unread.
pub const MAX_BYTES: usize = 100 * 1024;

/// The most marks that may stand on one letter; more only smear the page.
const MAX_MARKS: usize = 6;

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident, $limit:literal, $wrong:ident, $what:literal, [$missing:literal, $long:literal, $large:literal];)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The most characters it may have.
            pub const MAX_CHARACTERS: usize = $limit;

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = $wrong;

            fn try_from(text: String) -> Result<Self, $wrong> {
                Self::parse(&text)
            }
        }

        #[doc = concat!("Why a text is no ", $what, ".")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
        pub enum $wrong {
            /// Nothing, or nothing that can be seen.
            #[error("nothing was written")]
            Missing,
            /// More characters than fit.
            #[error("too many characters")]
            TooLong,
            /// More than [`MAX_BYTES`].
            #[error("too many bytes")]
            TooLarge,
        }

        impl $wrong {
            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self {
                    Self::Missing => $missing,
                    Self::TooLong => $long,
                    Self::TooLarge => $large,
                }
            }
        }

        impl From<Unfit> for $wrong {
            fn from(unfit: Unfit) -> Self {
                match unfit {
                    Unfit::Missing => Self::Missing,
                    Unfit::TooLong => Self::TooLong,
                    Unfit::TooLarge => Self::TooLarge,
                }
            }
        }
    )+};
}

texts! {
    /// What a resident writes: 1 to 4,000 characters, with line breaks.
    Words, 4000, WordsInvalid, "concern", ["words-missing", "words-too-long", "words-too-large"];
    /// One's own sentence to somebody: 1 to 600 characters in one paragraph.
    Sentence, 600, SentenceInvalid, "sentence", ["sentence-missing", "sentence-too-long", "sentence-too-large"];
    /// The name somebody chose to be seen under: 1 to 40 characters in one line.
    DisplayName, 40, DisplayNameInvalid, "display name", ["name-missing", "name-too-long", "name-too-large"];
    /// What a hard matter is called: 1 to 90 characters in one line.
    Title, 90, TitleInvalid, "title", ["title-missing", "title-too-long", "title-too-large"];
    /// One idea that others agree or disagree with: 1 to 140 characters in one line.
    View, 140, ViewInvalid, "statement", ["view-missing", "view-too-long", "view-too-large"];
}

impl Words {
    /// Cleans the text, keeps its line breaks, and measures it.
    pub fn parse(text: &str) -> Result<Self, WordsInvalid> {
        let clean = clean(text)?;
        Ok(Self(measured(clean.trim(), Self::MAX_CHARACTERS)?))
    }

    /// The first `characters` characters of the first line, for a list; an
    /// ellipsis stands for what was cut.
    pub fn headline(&self, characters: usize) -> String {
        let line = self.0.lines().next().unwrap_or_default().trim_end();
        let cut = line.chars().nth(characters).is_some();
        if !cut && line.len() == self.0.len() {
            return line.to_owned();
        }
        let mut short: String = line.chars().take(characters).collect();
        short.truncate(short.trim_end().len());
        short.push('…');
        short
    }

    /// The same as one paragraph, cut to the length of a sentence.
    pub fn in_short(&self) -> Sentence {
        let line = one_line(&self.0);
        let cut = line.chars().nth(Sentence::MAX_CHARACTERS).is_some();
        if !cut {
            return Sentence(line);
        }
        let mut short: String = line.chars().take(Sentence::MAX_CHARACTERS - 1).collect();
        short.push('…');
        Sentence(short)
    }
}

impl Sentence {
    /// Cleans the text, turns line breaks into spaces, and measures it.
    pub fn parse(text: &str) -> Result<Self, SentenceInvalid> {
        Ok(Self(measured(
            &one_line(&clean(text)?),
            Self::MAX_CHARACTERS,
        )?))
    }

    /// Whether it is a template as it stands, with nothing of the writer's own:
    /// compared without regard to case, spacing and punctuation.
    pub fn is_only(&self, template: &str) -> bool {
        letters(&self.0) == letters(template)
    }
}

impl DisplayName {
    /// Cleans the text, turns line breaks into spaces, and measures it.
    pub fn parse(text: &str) -> Result<Self, DisplayNameInvalid> {
        Ok(Self(measured(
            &one_line(&clean(text)?),
            Self::MAX_CHARACTERS,
        )?))
    }
}

impl Title {
    /// Cleans the text, turns line breaks into spaces, and measures it.
    pub fn parse(text: &str) -> Result<Self, TitleInvalid> {
        Ok(Self(measured(
            &one_line(&clean(text)?),
            Self::MAX_CHARACTERS,
        )?))
    }
}

impl View {
    /// Cleans the text, turns line breaks into spaces, and measures it.
    pub fn parse(text: &str) -> Result<Self, ViewInvalid> {
        Ok(Self(measured(
            &one_line(&clean(text)?),
            Self::MAX_CHARACTERS,
        )?))
    }
}

/// The most characters of a name of a place, a body, or a line of contact.
pub const LONGEST_NAME: usize = 120;

/// Why a text is no name of a place or a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NameUnfit {
    /// It holds a character that nobody sees and that can turn or break a line.
    #[error("it holds an invisible character")]
    Hidden(char),
    /// It has more than [`LONGEST_NAME`] characters.
    #[error("too many characters")]
    TooLong,
}

impl NameUnfit {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Hidden(_) => "name-hidden",
            Self::TooLong => "name-long",
        }
    }
}

/// Whether a text can be the name of a place or a body, wherever it comes from.
///
/// # Errors
/// A [`NameUnfit`] that says why not.
pub fn check_name(name: &str) -> Result<(), NameUnfit> {
    if let Some(hidden) = name.chars().find(|c| is_hidden(*c)) {
        return Err(NameUnfit::Hidden(hidden));
    }
    if name.chars().nth(LONGEST_NAME).is_some() {
        return Err(NameUnfit::TooLong);
    }
    Ok(())
}

/// Whether a character is invisible and can turn or break a line: control
/// characters and the directional marks of Unicode (UAX 9).
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The form of a text in which it is searched and compared: compatibility
/// characters unified (NFKC), lower case, traditional characters as simplified,
/// every run of white space one space, ends trimmed.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    let lowered = text
        .nfkc()
        .filter(|c| !is_unseen(*c))
        .flat_map(char::to_lowercase);
    // Once more: lower-casing `İ` leaves a mark that may compose.
    for character in lowered.nfkc().map(variants::simplified) {
        if character.is_whitespace() || character.is_control() {
            gap = !folded.is_empty();
        } else {
            if gap {
                folded.push(' ');
            }
            gap = false;
            folded.push(character);
        }
    }
    folded
}

/// Why a text does not fit; each kind of text says it in its own words.
#[derive(Clone, Copy)]
enum Unfit {
    Missing,
    TooLong,
    TooLarge,
}

/// Canonical form (NFC) without control, direction and stray characters; every
/// line break as `\n`.
fn clean(text: &str) -> Result<String, Unfit> {
    if text.len() > MAX_BYTES {
        return Err(Unfit::TooLarge);
    }
    Ok(tidy(text))
}

/// A piece of a text as it would have been kept had it come through the door like this: for
/// what becomes text only later, such as the character references of Markdown.
pub fn tidy(piece: &str) -> String {
    if is_clean(piece) {
        return piece.to_owned();
    }
    cleaned(piece)
}

/// Whether nothing of a text can be seen.
pub fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_whitespace() || is_unseen(c) || is_combining_mark(c))
}

/// Whether [`cleaned`] would change nothing, where that is seen at a glance: every text
/// that was kept is read so, hundreds on a page. A combining mark needs the longer look.
fn is_clean(text: &str) -> bool {
    let stays = |character: char| {
        character == '\n'
            || !(character.is_control()
                || turns_direction(character)
                || is_no_character(character)
                || matches!(character, '\u{2028}' | '\u{2029}')
                || is_combining_mark(character))
    };
    text.chars().all(stays) && is_nfc_quick(text.chars()) == IsNormalized::Yes
}

fn cleaned(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut marks = 0;
    let breaks = text.replace("\r\n", "\n");
    for character in breaks.nfc() {
        marks = if is_combining_mark(character) {
            marks + 1
        } else {
            0
        };
        if marks > MAX_MARKS {
            continue;
        }
        match character {
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => clean.push('\n'),
            '\t' => clean.push(' '),
            other if other.is_control() || turns_direction(other) || is_no_character(other) => {}
            other => clean.push(other),
        }
    }
    // What was taken out may have stood between a letter and its mark.
    clean.nfc().collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn measured(text: &str, limit: usize) -> Result<String, Unfit> {
    if is_blank(text) {
        return Err(Unfit::Missing);
    }
    if text.chars().nth(limit).is_some() {
        return Err(Unfit::TooLong);
    }
    Ok(text.to_owned())
}

fn letters(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Embeddings, overrides, isolates and marks of the bidirectional algorithm
/// (Unicode Standard Annex 9, section 2).
const fn turns_direction(character: char) -> bool {
    matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
    )
}

/// Noncharacters, the byte order mark and interlinear annotation signs.
const fn is_no_character(character: char) -> bool {
    let code = character as u32;
    matches!(character, '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}')
        || code & 0xfffe == 0xfffe
}

/// Characters that leave no trace on the page, although they are no white space.
const fn is_unseen(character: char) -> bool {
    turns_direction(character)
        || is_no_character(character)
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{17b4}'
                | '\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200d}'
                | '\u{2060}'..='\u{2064}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{ffa0}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests;
