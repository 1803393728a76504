//! Handles: the e-mail address or phone number under which a person is reached
//! and signs in.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// The most characters of an address (RFC 5321 section 4.5.3.1.3, less the brackets).
const MAX_EMAIL: usize = 254;

/// What sort of handle it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HandleKind {
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
}

impl HandleKind {
    /// The stable code kept in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }
}

/// An e-mail address (domain in lower case) or a phone number (E.164, such as
/// `+8613800138000`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Handle {
    kind: HandleKind,
    text: String,
}

/// Why a text is no handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum HandleInvalid {
    /// Nothing was typed.
    #[error("nothing was typed")]
    Missing,
    /// It looks like an address, but no mail could reach it.
    #[error("no e-mail address")]
    Email,
    /// It looks like a phone number, but has too few or too many digits.
    #[error("no phone number")]
    Phone,
    /// A phone number without its country code, and not a Chinese mobile.
    #[error("the country code is missing")]
    CountryMissing,
    /// Neither the one nor the other.
    #[error("neither an e-mail address nor a phone number")]
    Unreadable,
}

impl HandleInvalid {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "handle-missing",
            Self::Email => "email-invalid",
            Self::Phone => "phone-invalid",
            Self::CountryMissing => "phone-country-missing",
            Self::Unreadable => "handle-unreadable",
        }
    }
}

impl Handle {
    /// Reads what a person typed: full-width characters, spaces and dashes in
    /// numbers are fine, and eleven digits that begin like a Chinese mobile get +86.
    pub fn parse(text: &str) -> Result<Self, HandleInvalid> {
        if text.len() > 4 * MAX_EMAIL {
            return Err(HandleInvalid::Unreadable);
        }
        let text: String = text.trim().nfkc().filter(|c| !is_invisible(*c)).collect();
        let text = text.trim();
        if text.is_empty() {
            Err(HandleInvalid::Missing)
        } else if text.contains('@') {
            email(text).ok_or(HandleInvalid::Email)
        } else if text.chars().any(|c| c.is_ascii_digit()) && !text.chars().any(char::is_alphabetic)
        {
            phone(text)
        } else {
            Err(HandleInvalid::Unreadable)
        }
    }

    /// What sort it is.
    pub const fn kind(&self) -> HandleKind {
        self.kind
    }

    /// The address or number to which messages go.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The form that is unique among accounts: two spellings of one address
    /// that differ in case only are one person.
    pub fn key(&self) -> String {
        self.text.to_ascii_lowercase()
    }

    /// Enough of it that its owner knows which one is meant: `j…@example.org`, `+86…00`.
    pub fn masked(&self) -> String {
        let first: String = self.text.chars().take(1).collect();
        match (self.kind, self.text.rsplit_once('@')) {
            (HandleKind::Email, Some((_, domain))) => format!("{first}…@{domain}"),
            (HandleKind::Email | HandleKind::Phone, _) => {
                let (head, tail) = (&self.text[..3], &self.text[self.text.len() - 2..]);
                format!("{head}…{tail}")
            }
        }
    }

    /// The part that a password must not lean on: what stands before the `@`,
    /// or the number without its country's sign.
    pub fn personal_part(&self) -> &str {
        match self.kind {
            HandleKind::Email => self
                .text
                .rsplit_once('@')
                .map_or(self.as_str(), |(local, _)| local),
            HandleKind::Phone => self.text.strip_prefix("+86").unwrap_or(&self.text[1..]),
        }
    }
}

/// Masked, because handles must not end up in a log.
impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Handle({})", self.masked())
    }
}

impl From<Handle> for String {
    fn from(handle: Handle) -> Self {
        handle.text
    }
}

impl TryFrom<String> for Handle {
    type Error = HandleInvalid;

    fn try_from(text: String) -> Result<Self, HandleInvalid> {
        Self::parse(&text)
    }
}

fn email(text: &str) -> Option<Handle> {
    let (local, domain) = text.rsplit_once('@')?;
    let domain = domain.to_ascii_lowercase();
    let fits = (1..=64).contains(&local.len()) && local.len() + domain.len() < MAX_EMAIL;
    let local_is_sound = local
        .split('.')
        .all(|part| !part.is_empty() && part.bytes().all(is_atom));
    let labels: Vec<&str> = domain.split('.').collect();
    let domain_is_sound = labels.len() >= 2
        && labels.iter().all(|label| is_label(label))
        && labels
            .last()
            .is_some_and(|top| !top.bytes().all(|b| b.is_ascii_digit()));
    (fits && local_is_sound && domain_is_sound).then(|| Handle {
        kind: HandleKind::Email,
        text: format!("{local}@{domain}"),
    })
}

/// The characters of an atom (RFC 5322 section 3.2.3).
const fn is_atom(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'/'
                | b'='
                | b'?'
                | b'^'
                | b'_'
                | b'`'
                | b'{'
                | b'|'
                | b'}'
                | b'~'
        )
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

fn phone(text: &str) -> Result<Handle, HandleInvalid> {
    // The trunk zero that people write beside a country code: +44 (0)20 …
    let text = if text.starts_with('+') {
        text.replacen("(0)", "", 1)
    } else {
        text.to_owned()
    };
    let mut number = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '0'..='9' => number.push(character),
            '+' if number.is_empty() => number.push('+'),
            ' ' | '-' | '.' | '(' | ')' | '/' | '\u{2010}'..='\u{2015}' => {}
            _ => return Err(HandleInvalid::Phone),
        }
    }
    if let Some(rest) = number.strip_prefix("00") {
        number = format!("+{rest}");
    }
    if !number.starts_with('+') {
        if !is_chinese_mobile(&number) {
            let plausible = (6..=15).contains(&number.len());
            return Err(if plausible {
                HandleInvalid::CountryMissing
            } else {
                HandleInvalid::Phone
            });
        }
        number.insert_str(0, "+86");
    }
    let digits = &number[1..];
    let is_sound = (8..=15).contains(&digits.len()) && !digits.starts_with('0');
    if is_sound {
        Ok(Handle {
            kind: HandleKind::Phone,
            text: number,
        })
    } else {
        Err(HandleInvalid::Phone)
    }
}

/// Eleven digits, 13… to 19….
fn is_chinese_mobile(number: &str) -> bool {
    number.len() == 11 && number.starts_with('1') && matches!(number.as_bytes()[1], b'3'..=b'9')
}

/// Signs without a shape that come along when a number is copied.
const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_and_numbers_are_read_as_people_type_them() {
        let table = [
            (
                "  Jo.Li+x@Example.ORG ",
                "Jo.Li+x@example.org",
                "J…@example.org",
            ),
            (
                "ｊｏ＠ｅｘａｍｐｌｅ．ｏｒｇ",
                "jo@example.org",
                "j…@example.org",
            ),
            ("13800138000", "+8613800138000", "+86…00"),
            ("138 0013 8000", "+8613800138000", "+86…00"),
            ("１３８－００１３－８０００", "+8613800138000", "+86…00"),
            ("+86 138-0013-8000", "+8613800138000", "+86…00"),
            ("\u{202d}+8613800138000\u{202c}", "+8613800138000", "+86…00"),
            ("0044 (20) 7946.0958", "+442079460958", "+44…58"),
            ("+44 (0)20 7946 0958", "+442079460958", "+44…58"),
            ("+852 2345 6789", "+85223456789", "+85…89"),
        ];
        for (typed, kept, masked) in table {
            let handle = Handle::parse(typed).unwrap();
            assert_eq!(
                (handle.as_str(), handle.masked().as_str()),
                (kept, masked),
                "{typed}"
            );
            assert_eq!(format!("{handle:?}"), format!("Handle({masked})"));
        }
    }

    #[test]
    fn what_nothing_can_reach_is_refused() {
        use HandleInvalid::{CountryMissing, Email, Missing, Phone, Unreadable};
        let long = format!("a@{}.org", "b.".repeat(130));
        let table = [
            ("", Missing),
            (" \u{200b} ", Missing),
            ("jo@", Email),
            ("@example.org", Email),
            ("jo@example", Email),
            ("jo@@example.org", Email),
            ("jo..li@example.org", Email),
            ("jo li@example.org", Email),
            ("jo@-example.org", Email),
            ("jo@192.168.1.1", Email),
            ("jo@example.org\r\nBcc: all@example.org", Email),
            ("\"jo\"@example.org", Email),
            ("用户@例子.中国", Email),
            (&long, Email),
            ("12", Phone),
            ("+123", Phone),
            ("+0123456789", Phone),
            ("+1234567890123456", Phone),
            ("138+00138000", Phone),
            ("12345678901", CountryMissing),
            ("0571 8700 0000", CountryMissing),
            ("Jo Li", Unreadable),
            ("call 13800138000", Unreadable),
        ];
        for (typed, wrong) in table {
            assert_eq!(Handle::parse(typed), Err(wrong), "{typed}");
        }
    }

    #[test]
    fn one_person_cannot_sign_up_twice_by_writing_in_capitals() {
        let (one, two) = (
            Handle::parse("Jo@example.org"),
            Handle::parse("jo@EXAMPLE.org"),
        );
        assert_eq!(one.unwrap().key(), two.unwrap().key());
    }

    proptest! {
        #[test]
        fn a_handle_reads_back_as_itself(text in "[ -~]{0,20}|\\+?[0-9 -]{5,20}|[a-z.]{1,9}@[a-z.]{3,12}|\\PC{0,12}") {
            if let Ok(handle) = Handle::parse(&text) {
                prop_assert_eq!(Handle::parse(handle.as_str()), Ok(handle.clone()));
                prop_assert!(handle.as_str().is_ascii());
                prop_assert!(!handle.as_str().contains(char::is_whitespace));
                prop_assert!(!handle.masked().is_empty() && !handle.personal_part().is_empty());
            }
        }
    }
}
