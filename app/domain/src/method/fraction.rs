//! Exact fractions: a threshold of two thirds is met by two of three and not by a
//! hair less, whatever the numbers.

use serde::{Deserialize, Serialize};

/// The largest denominator; no rule of a neighbourhood is finer.
const FINEST: u32 = 1_000;

/// A share from nothing to all, written `2/3`, `0` or `1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fraction {
    part: u32,
    whole: u32,
}

/// How a share is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sense {
    /// So much or more.
    AtLeast,
    /// More than so much.
    MoreThan,
    /// So much or less.
    AtMost,
}

/// A text is no share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write a share as 2/3, from 0 to 1, with at most three digits below the line")]
pub struct NoFraction;

impl Fraction {
    /// `part` of `whole`.
    ///
    /// # Errors
    /// [`NoFraction`] for more than all, or of nothing.
    pub const fn new(part: u32, whole: u32) -> Result<Self, NoFraction> {
        if whole == 0 || whole > FINEST || part > whole {
            return Err(NoFraction);
        }
        Ok(Self { part, whole })
    }

    /// Reads `2/3`, `0` or `1`.
    ///
    /// # Errors
    /// [`NoFraction`] for anything else.
    pub fn parse(text: &str) -> Result<Self, NoFraction> {
        let (part, whole) = text.split_once('/').unwrap_or((text, "1"));
        let number = |text: &str| text.trim().parse::<u32>().map_err(|_| NoFraction);
        Self::new(number(part)?, number(whole)?)
    }

    /// Above the line.
    pub const fn part(self) -> u32 {
        self.part
    }

    /// Below the line.
    pub const fn whole(self) -> u32 {
        self.whole
    }

    /// Whether `amount` of `all` stands so to this share.
    pub fn is_met(self, amount: u64, all: u64, sense: Sense) -> bool {
        let have = u128::from(amount) * u128::from(self.whole);
        let need = u128::from(all) * u128::from(self.part);
        match sense {
            Sense::AtLeast => have >= need,
            Sense::MoreThan => have > need,
            Sense::AtMost => have <= need,
        }
    }
}

impl std::fmt::Display for Fraction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.whole == 1 {
            write!(f, "{}", self.part)
        } else {
            write!(f, "{}/{}", self.part, self.whole)
        }
    }
}

impl From<Fraction> for String {
    fn from(fraction: Fraction) -> Self {
        fraction.to_string()
    }
}

impl TryFrom<String> for Fraction {
    type Error = NoFraction;

    fn try_from(text: String) -> Result<Self, NoFraction> {
        Self::parse(&text)
    }
}
