//! The rule for passwords: long, not guessable, and nothing else asked.
//!
//! After NIST SP 800-63B-4 section 3.1.1.2: at least 15 characters while the
//! password is the only factor, any character allowed, never cut, compared
//! with what is commonly used, and no rule about kinds of characters. What
//! counts is how much of it is not a pattern. Hashing is `store`'s business.

use unicode_normalization::UnicodeNormalization;

use crate::handle::Handle;
use crate::text::fold;

/// The fewest characters.
pub const MIN_CHARACTERS: usize = 15;

/// The most characters, as typed and after normalisation.
pub const MAX_CHARACTERS: usize = 200;

/// How many characters have to remain when everything guessable is taken out.
const MIN_UNGUESSABLE: usize = 8;

/// Words that every list of stolen passwords is full of, and our own name.
const COMMON: [&str; 36] = [
    "password",
    "passwort",
    "passw0rd",
    "mima",
    "linli",
    "邻里",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwerty",
    "qazwsx",
    "1q2w3e4r5t6y7u8i9o0p",
    "1q2w3e4r",
    "1qaz2wsx",
    "iloveyou",
    "woaini",
    "5201314",
    "welcome",
    "letmein",
    "admin",
    "administrator",
    "monkey",
    "dragon",
    "football",
    "baseball",
    "sunshine",
    "princess",
    "superman",
    "batman",
    "trustno1",
    "whatever",
    "changeme",
    "secret",
    "correcthorsebatterystaple",
    "correct horse battery staple",
    "abc123",
];

/// A password as it is hashed: normalised (NFKC), so that it is the same from
/// every keyboard, and otherwise exactly as typed.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum PasswordRefused {
    /// Nothing was typed.
    #[error("nothing was typed")]
    Missing,
    /// Fewer than [`MIN_CHARACTERS`].
    #[error("too short")]
    TooShort,
    /// More than [`MAX_CHARACTERS`].
    #[error("too long")]
    TooLong,
    /// Little more than the person's own address or number.
    #[error("little more than the own handle")]
    OwnHandle,
    /// Little more than repeats, sequences and words that everybody tries first.
    #[error("easy to guess")]
    Guessable,
}

impl PasswordRefused {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "password-missing",
            Self::TooShort => "password-too-short",
            Self::TooLong => "password-too-long",
            Self::OwnHandle => "password-own-handle",
            Self::Guessable => "password-guessable",
        }
    }
}

impl Password {
    /// A new password for the account with this handle.
    pub fn choose(typed: &str, handle: &Handle) -> Result<Self, PasswordRefused> {
        let password = Self::strong(typed)?;
        let own = fold(handle.personal_part());
        if unguessable(&fold(&password.0), Some(&own)) < MIN_UNGUESSABLE {
            return Err(PasswordRefused::OwnHandle);
        }
        Ok(password)
    }

    /// A new password as far as it can be judged without knowing whose it is: so that a
    /// form whose handle has to be mended, too, tells both mistakes at once.
    pub fn strong(typed: &str) -> Result<Self, PasswordRefused> {
        let password = Self::typed(typed)?;
        let characters = password.0.chars().count();
        if characters < MIN_CHARACTERS {
            return Err(PasswordRefused::TooShort);
        }
        if unguessable(&fold(&password.0), None) < MIN_UNGUESSABLE {
            return Err(PasswordRefused::Guessable);
        }
        Ok(password)
    }

    /// A password typed to sign in: only its length is looked at, so that an
    /// old one still opens the door when the rule has become stricter.
    pub fn typed(typed: &str) -> Result<Self, PasswordRefused> {
        if typed.is_empty() {
            return Err(PasswordRefused::Missing);
        }
        // Four bytes a character at most; checked first, so that nobody can
        // make us normalise a megabyte.
        if typed.len() > 4 * MAX_CHARACTERS {
            return Err(PasswordRefused::TooLong);
        }
        let normal: String = typed.nfkc().collect();
        if normal.chars().nth(MAX_CHARACTERS).is_some() {
            return Err(PasswordRefused::TooLong);
        }
        Ok(Self(normal))
    }

    /// The text to hash. It must never be logged or kept.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Says nothing, because passwords must not end up in a log.
impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// How many characters remain when common words, the own handle, runs and
/// repeats count as one each.
fn unguessable(folded: &str, own: Option<&str>) -> usize {
    let mut rest = folded.to_owned();
    // A private-use sign stands for each word taken out, so that the halves
    // around it do not join into a new one.
    if let Some(own) = own.filter(|own| own.chars().count() >= 3) {
        rest = rest.replace(own, "\u{e000}");
    }
    for (sign, word) in ('\u{e001}'..).step_by(2).zip(COMMON) {
        rest = rest.replace(word, sign.encode_utf8(&mut [0; 4]));
    }
    let characters: Vec<char> = rest.chars().collect();
    without_runs(unit(&characters))
}

/// The shortest piece of which `characters` is a repetition; the last
/// repetition may be incomplete.
fn unit(characters: &[char]) -> &[char] {
    let period = (1..=characters.len() / 2).find(|&period| {
        characters[period..]
            .iter()
            .zip(characters)
            .all(|(a, b)| a == b)
    });
    &characters[..period.unwrap_or(characters.len())]
}

/// Counts characters, a run such as `aaaa`, `2345`, `fedc` or `lkjh` as two.
fn without_runs(characters: &[char]) -> usize {
    let mut count = 0;
    let mut last_step = None;
    let mut previous = None;
    for &character in characters {
        let step = previous.and_then(|previous| step(previous, character));
        if step.is_none() || step != last_step {
            count += 1;
        }
        last_step = step;
        previous = Some(character);
    }
    count
}

/// How one gets from one character to the next in the alphabet or on a row of
/// keys, if it is one step or none.
fn step(from: char, to: char) -> Option<(bool, i64)> {
    const ROWS: [&str; 4] = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
    let small = |distance: i64| (-1..=1).contains(&distance).then_some(distance);
    let by_code = small(i64::from(u32::from(to)) - i64::from(u32::from(from)));
    if let Some(distance) = by_code {
        return Some((false, distance));
    }
    ROWS.iter().find_map(|row| {
        let (from, to) = (row.find(from)?, row.find(to)?);
        let distance = i64::try_from(to).ok()? - i64::try_from(from).ok()?;
        small(distance).map(|distance| (true, distance))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn jo() -> Handle {
        Handle::parse("jo.weatherby@example.org").unwrap()
    }

    #[test]
    fn long_and_own_is_all_that_is_asked() {
        for fine in [
            "the cat sleeps on the third stair",
            "我家楼下的桂花树每年九月开花真香啊",
            "mehr als fünfzehn zeichen",
            "tr0ub4dor&3-and-more",
            "               spaces count too, yes",
            "🙂🦜🌊🧵🪴🥟🚲🔔🧊🪁🫖🧭🎐🪀🥮",
            "kite-lamp-river-soup",
            &"many different words in a row ".repeat(6),
        ] {
            assert!(Password::choose(fine, &jo()).is_ok(), "{fine}");
        }
    }

    #[test]
    fn short_long_and_guessable_ones_are_refused() {
        use PasswordRefused::{Guessable, Missing, OwnHandle, TooLong, TooShort};
        let long = "x y z w ".repeat(26);
        let huge = "字".repeat(100_000);
        let table = [
            ("", Missing),
            ("Tr0ub4d!", TooShort),
            ("fourteen chars", TooShort),
            (long.as_str(), TooLong),
            (huge.as_str(), TooLong),
            ("aaaaaaaaaaaaaaaaaaaa", Guessable),
            ("abcabcabcabcabcabc", Guessable),
            ("123456789012345", Guessable),
            ("abcdefghijklmnopq", Guessable),
            ("qwertyuiopasdfghjkl", Guessable),
            ("0987654321098765", Guessable),
            ("passwordpassword", Guessable),
            ("Password12345678", Guessable),
            ("ＰＡＳＳＷＯＲＤ１２３４５６７８", Guessable),
            ("linlilinlilinli", Guessable),
            ("邻里邻里邻里邻里邻里邻里邻里邻里", Guessable),
            ("鄰里鄰里鄰里鄰里鄰里鄰里鄰里鄰里", Guessable),
            ("iloveyou5201314woaini", Guessable),
            ("correct horse battery staple", Guessable),
            ("一一一一一一一一一一一一一一一一", Guessable),
            ("jo.weatherby2026", OwnHandle),
            ("JO.WEATHERBY-jo.weatherby", OwnHandle),
        ];
        for (typed, why) in table {
            assert_eq!(
                Password::choose(typed, &jo()).err(),
                Some(why),
                "{typed:.40}"
            );
        }
        let phone = Handle::parse("13857129046").unwrap();
        assert_eq!(
            Password::choose("13857129046 pass", &phone).err(),
            Some(OwnHandle)
        );
    }

    #[test]
    fn every_keyboard_gives_the_same_password() {
        let typed = |text| Password::typed(text).unwrap();
        assert_eq!(typed("Ａbc café"), typed("Abc cafe\u{301}"));
        assert_ne!(typed("Abc"), typed("abc"));
        assert_ne!(typed("abc "), typed("abc"));
        assert_eq!(format!("{:?}", typed("abc")), "Password(…)");
    }

    proptest! {
        #[test]
        fn what_is_taken_is_never_cut(text in "\\PC{0,220}") {
            if let Ok(password) = Password::choose(&text, &jo()) {
                prop_assert_eq!(password.expose(), text.nfkc().collect::<String>());
                prop_assert!(password.expose().chars().count() >= MIN_CHARACTERS);
                prop_assert_eq!(Password::typed(&text).unwrap(), password);
            }
        }
    }
}
