//! The code of a letter: nine signs to type from paper.

use super::HouseholdRefused;

/// Signs that nobody takes for one another: without 0 O, 1 I L, 2 Z, 5 S, 6, 8 B, U.
/// There are 23 of them, a prime, so that one check sign finds every wrong
/// sign and every swap of two neighbouring ones.
const SIGNS: &[u8; 23] = b"3479ACDEFGHJKMNPQRTVWXY";
const COUNTING: usize = 8;

/// For how long the code of a letter can be used, in days.
pub const CODE_DAYS: i64 = 90;
/// How many wrong codes somebody may type within [`TRY_WINDOW_SECONDS`].
pub const MAX_TRIES: i64 = 6;
/// A day, in seconds.
pub const TRY_WINDOW_SECONDS: i64 = 86_400;

/// Eight signs that count and one that checks: 36 bits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PaperCode([u8; COUNTING]);

impl PaperCode {
    /// The code for a random number.
    pub fn from_random(random: u64) -> Self {
        let mut rest = random % 23_u64.pow(8);
        Self(std::array::from_fn(|_| {
            let sign = u8::try_from(rest % 23).expect("below 23");
            rest /= 23;
            sign
        }))
    }

    /// Reads what somebody typed from paper: small letters, full-width signs,
    /// spaces and dashes are fine.
    ///
    /// # Errors
    /// Whether nothing, something unreadable, or a slip of the hand was typed.
    pub fn parse(text: &str) -> Result<Self, HouseholdRefused> {
        let mut signs = Vec::with_capacity(COUNTING + 1);
        for character in text.chars() {
            let character = match character {
                '\u{ff01}'..='\u{ff5e}' => {
                    char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
                }
                other => other,
            };
            if character.is_whitespace() || matches!(character, '-' | '\u{2013}' | '\u{200b}') {
                continue;
            }
            let upper = character.to_ascii_uppercase();
            let sign = SIGNS.iter().position(|one| char::from(*one) == upper);
            match sign.and_then(|sign| u8::try_from(sign).ok()) {
                Some(sign) if signs.len() <= COUNTING => signs.push(sign),
                Some(_) | None => return Err(HouseholdRefused::CodeUnreadable),
            }
        }
        let Some((check, counting)) = signs.split_last() else {
            return Err(HouseholdRefused::CodeMissing);
        };
        let code = <[u8; COUNTING]>::try_from(counting).map(Self);
        let code = code.map_err(|_| HouseholdRefused::CodeUnreadable)?;
        if code.check() == *check {
            Ok(code)
        } else {
            Err(HouseholdRefused::CodeMistyped)
        }
    }

    /// Each sign times its place, modulo 23.
    fn check(self) -> u8 {
        let sum: u32 = (1..)
            .zip(self.0)
            .map(|(at, sign)| at * u32::from(sign))
            .sum();
        u8::try_from(sum % 23).expect("below 23")
    }

    /// The nine signs, as they are hashed.
    pub fn signs(self) -> String {
        let sign = |at: u8| char::from(SIGNS[usize::from(at)]);
        self.0.into_iter().chain([self.check()]).map(sign).collect()
    }

    /// As it stands in the letter: `ACD-EFG-HJK`.
    pub fn spaced(self) -> String {
        let signs = self.signs();
        [&signs[..3], &signs[3..6], &signs[6..]].join("-")
    }
}

/// Says nothing, because codes must not end up in a log.
impl std::fmt::Debug for PaperCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PaperCode(…)")
    }
}
