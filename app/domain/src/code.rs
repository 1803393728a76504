//! Confirmation codes: six digits that show that a handle is somebody's own.

use crate::instant::Instant;

/// How long a code can be used, in seconds: ten minutes.
pub const TTL_SECONDS: i64 = 600;

/// How many wrong tries a code survives.
pub const MAX_TRIES: u32 = 6;

/// Six digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Code(u32);

/// Why a code does not confirm anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CodeRefused {
    /// Nothing was typed.
    #[error("nothing was typed")]
    Missing,
    /// Not six digits.
    #[error("not six digits")]
    Unreadable,
    /// Older than ten minutes.
    #[error("the code is too old")]
    Expired,
    /// Tried too often.
    #[error("the code was tried too often")]
    TriedTooOften,
    /// Another code.
    #[error("another code")]
    Wrong,
}

impl CodeRefused {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "code-missing",
            Self::Unreadable => "code-unreadable",
            Self::Expired => "code-expired",
            Self::TriedTooOften => "code-tried-too-often",
            Self::Wrong => "code-wrong",
        }
    }
}

impl Code {
    /// The code for a random number.
    pub fn from_random(random: u64) -> Self {
        Self(u32::try_from(random % 1_000_000).expect("below a million"))
    }

    /// Reads what a person typed: spaces, dashes and full-width digits are fine.
    pub fn parse(text: &str) -> Result<Self, CodeRefused> {
        let mut value = 0;
        let mut count = 0;
        for character in text.trim().chars() {
            let digit = match character {
                '0'..='9' => u32::from(character) - u32::from('0'),
                '０'..='９' => u32::from(character) - u32::from('０'),
                ' ' | '-' | '\u{3000}' | '\u{2013}' | '\u{a0}' | '\u{200b}' => continue,
                _ => return Err(CodeRefused::Unreadable),
            };
            count += 1;
            if count > 6 {
                return Err(CodeRefused::Unreadable);
            }
            value = value * 10 + digit;
        }
        match count {
            0 => Err(CodeRefused::Missing),
            6 => Ok(Self(value)),
            _ => Err(CodeRefused::Unreadable),
        }
    }

    /// The six digits, as they are hashed.
    pub fn digits(self) -> String {
        format!("{:06}", self.0)
    }

    /// As people read it in a message: `048 213`.
    pub fn spaced(self) -> String {
        format!("{:03} {:03}", self.0 / 1_000, self.0 % 1_000)
    }
}

/// Says nothing, because codes must not end up in a log.
impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(…)")
    }
}

/// Whether a code issued at `issued_at` may be compared at all, after `tries`
/// wrong tries. A code from the future (another server's clock) is not refused.
pub fn may_try(issued_at: Instant, tries: u32, now: Instant) -> Result<(), CodeRefused> {
    if tries >= MAX_TRIES {
        Err(CodeRefused::TriedTooOften)
    } else if now.seconds_since(issued_at) >= TTL_SECONDS {
        Err(CodeRefused::Expired)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        let code = Code::from_random(48_213);
        assert_eq!(
            (code.digits().as_str(), code.spaced().as_str()),
            ("048213", "048 213")
        );
        for typed in [
            "048213",
            " 048 213 ",
            "048-213",
            "０４８２１３",
            "０４８　２１３",
            "0 4 8 2 1 3",
        ] {
            assert_eq!(Code::parse(typed), Ok(code), "{typed}");
        }
        for (typed, why) in [
            ("", "code-missing"),
            (" - ", "code-missing"),
            ("04821", "code-unreadable"),
            ("0482134", "code-unreadable"),
            ("04821a", "code-unreadable"),
            ("048213; DROP", "code-unreadable"),
        ] {
            assert_eq!(
                Code::parse(typed).map_err(CodeRefused::code),
                Err(why),
                "{typed}"
            );
        }
        for random in [0, 999_999, 1_000_000, u64::MAX] {
            let code = Code::from_random(random);
            assert_eq!(Code::parse(&code.spaced()), Ok(code));
        }
        assert_eq!(format!("{code:?}"), "Code(…)");
    }

    #[test]
    fn a_code_lives_ten_minutes_and_six_tries() {
        let issued = Instant::from_micros(1_000_000_000);
        let after = |seconds| issued.plus_seconds(seconds);
        assert_eq!(may_try(issued, 0, after(0)), Ok(()));
        assert_eq!(may_try(issued, 5, after(599)), Ok(()));
        assert_eq!(
            may_try(issued, 6, after(1)),
            Err(CodeRefused::TriedTooOften)
        );
        assert_eq!(may_try(issued, 0, after(600)), Err(CodeRefused::Expired));
        assert_eq!(may_try(issued, 0, after(-30)), Ok(()));
    }
}
