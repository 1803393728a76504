//! The reference of a case: eight digits, easy to say on the phone.
//!
//! The last digit is a check digit after Damm (a totally anti-symmetric
//! quasigroup, doctoral thesis, Marburg 2004): it finds every single wrong
//! digit and every swap of two neighbouring digits.

use std::fmt;

use serde::{Deserialize, Serialize};

const TABLE: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/// Seven digits that count and one that checks, from 1000000x to 9999999x.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reference(u32);

impl Reference {
    /// The reference with `seed` folded into the seven digits that count.
    pub fn from_seed(seed: u64) -> Self {
        let digits = 1_000_000 + u32::try_from(seed % 9_000_000).expect("below nine million");
        Self(digits * 10 + u32::from(check_digit(digits)))
    }

    /// Reads what a person typed: spaces, dashes and full-width digits are
    /// fine; `None` if it is not eight digits or the check digit is wrong.
    pub fn parse(text: &str) -> Option<Self> {
        let mut value = 0_u32;
        let mut count = 0;
        for character in text.chars() {
            let digit = match character {
                '0'..='9' => character as u32 - '0' as u32,
                '\u{ff10}'..='\u{ff19}' => character as u32 - 0xff10,
                ' ' | '-' | '\u{3000}' | '\u{2013}' | '\u{a0}' => continue,
                _ => return None,
            };
            count += 1;
            if count > 8 {
                return None;
            }
            value = value * 10 + digit;
        }
        Self::from_number(i64::from(value))
    }

    /// From the number the database keeps; `None` if it is no reference.
    pub fn from_number(number: i64) -> Option<Self> {
        let number = u32::try_from(number).ok()?;
        let valid = (10_000_000..=99_999_999).contains(&number)
            && u32::from(check_digit(number / 10)) == number % 10;
        valid.then_some(Self(number))
    }

    /// The number the database keeps.
    pub fn number(self) -> i64 {
        i64::from(self.0)
    }

    /// As people read it: `4827 3916`.
    pub fn spaced(self) -> String {
        format!("{:04} {:04}", self.0 / 10_000, self.0 % 10_000)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}", self.0)
    }
}

fn check_digit(number: u32) -> u8 {
    format!("{number:07}").bytes().fold(0, |row, byte| {
        TABLE[usize::from(row)][usize::from(byte - b'0')]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wrong_digit_and_one_swap_are_always_found() {
        for seed in (0..9_000_000).step_by(99_991) {
            let right = Reference::from_seed(seed).to_string();
            assert_eq!(
                Reference::parse(&right).map(|r| r.to_string()),
                Some(right.clone())
            );
            let digits: Vec<char> = right.chars().collect();
            for at in 0..8 {
                for other in '0'..='9' {
                    let mut wrong = digits.clone();
                    wrong[at] = other;
                    let found = Reference::parse(&wrong.iter().collect::<String>());
                    assert_eq!(found.is_some(), other == digits[at]);
                }
                if at < 7 && digits[at] != digits[at + 1] {
                    let mut swapped = digits.clone();
                    swapped.swap(at, at + 1);
                    assert_eq!(Reference::parse(&swapped.iter().collect::<String>()), None);
                }
            }
        }
    }

    #[test]
    fn people_may_type_it_as_they_say_it() {
        let reference = Reference::from_seed(12_345);
        let spaced = reference.spaced();
        assert_eq!(Reference::parse(&spaced), Some(reference));
        assert_eq!(Reference::parse(&spaced.replace(' ', "-")), Some(reference));
        for wrong in ["", "12", "123456789", "abcdefgh", "1234567８９"] {
            assert_eq!(Reference::parse(wrong), None, "{wrong}");
        }
    }
}
