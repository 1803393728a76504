//! Thresholds of households: how many have to ask for something, and who
//! counts as one (DESIGN section 5).

use std::collections::{BTreeMap, BTreeSet};

use crate::id::{HouseholdId, PersonId};

/// From so many verified households of a place on, only verified ones count.
pub const WARM_FROM: i64 = 20;
/// A place with fewer doors than this is a small one.
pub const FEW_HOUSEHOLDS: i64 = 12;
/// How many households have to ask, and how many in a small place.
const ENOUGH: usize = 3;
const ENOUGH_OF_FEW: usize = 2;

/// What is known of the households of a place and of those who ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Households {
    /// How many households of the place are verified.
    pub verified: i64,
    /// How many doors of the place are known: verified ones, and those a
    /// letter was made for. A place of which no door is known is no small one:
    /// not to know lowers no threshold.
    pub known: i64,
    /// The household of each verified person among those who ask, and whether
    /// it is one of the place.
    pub of: BTreeMap<PersonId, (HouseholdId, bool)>,
}

/// Whom somebody counts as.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Counts {
    Household(HouseholdId),
    Account(PersonId),
}

impl Households {
    /// Whether so few are verified that confirmed accounts count as well.
    pub const fn is_cold(&self) -> bool {
        self.verified < WARM_FROM
    }

    /// How many households have to ask.
    pub const fn needed(&self) -> usize {
        if self.known > 0 && self.known < FEW_HOUSEHOLDS {
            ENOUGH_OF_FEW
        } else {
            ENOUGH
        }
    }

    /// How many households these people are. Those of one household are one;
    /// until the place is warm a confirmed account that is not verified is a
    /// household of its own.
    pub fn count(&self, people: impl IntoIterator<Item = PersonId>) -> usize {
        let counted: BTreeSet<Counts> = people
            .into_iter()
            .filter_map(|person| match self.of.get(&person) {
                Some((household, inside)) => {
                    (self.is_cold() || *inside).then_some(Counts::Household(*household))
                }
                None => self.is_cold().then_some(Counts::Account(person)),
            })
            .collect();
        counted.len()
    }

    /// Whether these people are enough households.
    pub fn enough(&self, people: impl IntoIterator<Item = PersonId>) -> bool {
        self.count(people) >= self.needed()
    }
}
