//! What an answer changes about where a concern goes: the line of its category,
//! as its answers make it.
//!
//! An answer only ever makes a matter more pressing, leaves it to government or
//! starts it higher. Several answers add up, in whatever order they stand.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Category, Charter, Participation, Path, Question, Urgency};
use crate::body::Tier;

/// What one answer to a question changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// As pressing as this, where the category is less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency: Option<Urgency>,
    /// Only government may act.
    #[serde(default)]
    pub reserved: bool,
    /// The lowest and the highest competent tier, where those of the category are lower.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiers: Option<(Tier, Tier)>,
}

/// An answer that changed where a concern goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turned {
    /// The key of the question.
    pub question: String,
    /// What was answered.
    pub answer: String,
}

impl Turn {
    /// Whether it changes nothing at all.
    pub fn is_idle(&self) -> bool {
        *self == Self::default()
    }
}

impl Question {
    /// What this answer changes, if anything.
    pub fn turn(&self, answer: &str) -> Option<Turn> {
        self.turns.get(answer).copied()
    }
}

impl Category {
    /// The answers that change where a concern goes, in the order of the questions.
    pub fn turned_by(&self, answers: &BTreeMap<String, String>) -> Vec<Turned> {
        let turned = self.turns(answers);
        turned
            .map(|(question, answer, _)| Turned {
                question: question.key.clone(),
                answer: answer.to_owned(),
            })
            .collect()
    }

    /// The category as these answers make it.
    pub fn turned(&self, answers: &BTreeMap<String, String>) -> Cow<'_, Self> {
        let mut line = Cow::Borrowed(self);
        for (_, _, turn) in self.turns(answers) {
            line.to_mut().take(turn);
        }
        line
    }

    /// The category, and as each single answer makes it.
    pub fn lines(&self) -> Vec<Cow<'_, Self>> {
        let turns = self.questions.iter().flat_map(|one| one.turns.values());
        let turned = turns.map(|turn| {
            let mut line = self.clone();
            line.take(*turn);
            Cow::Owned(line)
        });
        std::iter::once(Cow::Borrowed(self)).chain(turned).collect()
    }

    fn turns<'a>(
        &'a self,
        answers: &'a BTreeMap<String, String>,
    ) -> impl Iterator<Item = (&'a Question, &'a str, Turn)> {
        self.questions.iter().filter_map(|question| {
            let answer = answers.get(&question.key)?;
            Some((question, answer.as_str(), question.turn(answer)?))
        })
    }

    fn take(&mut self, turn: Turn) {
        if let Some(urgency) = turn.urgency {
            self.urgency = self.urgency.min(urgency);
        }
        if let Some((lowest, highest)) = turn.tiers {
            self.lowest = self.lowest.max(lowest);
            self.highest = self.highest.max(highest);
        }
        if turn.reserved {
            self.reserved = true;
            self.participation = self.participation.min(Participation::Consulted);
        }
        if self.waits_for_nobody() {
            self.path = Path::Settle;
        }
    }

    /// Danger, utility and reserved matters never wait for a thread.
    pub(super) const fn waits_for_nobody(&self) -> bool {
        self.reserved || matches!(self.urgency, Urgency::Danger | Urgency::Utility)
    }
}

impl Charter {
    /// The category with this key, as these answers make it.
    pub fn line(&self, key: &str, answers: &BTreeMap<String, String>) -> Option<Cow<'_, Category>> {
        self.category(key).map(|category| category.turned(answers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lift() -> Category {
        Charter::shipped().category("lift").unwrap().clone()
    }

    fn said(answers: &[(&str, &str)]) -> BTreeMap<String, String> {
        let pair = |(key, answer): &(&str, &str)| ((*key).to_owned(), (*answer).to_owned());
        answers.iter().map(pair).collect()
    }

    #[test]
    fn somebody_stuck_in_the_shipped_lift_is_a_danger_and_nothing_else_is() {
        let lift = lift();
        let stuck = said(&[("stuck", "yes")]);
        assert_eq!(lift.turned(&stuck).urgency, Urgency::Danger);
        let turned = Turned {
            question: "stuck".to_owned(),
            answer: "yes".to_owned(),
        };
        assert_eq!(lift.turned_by(&stuck), [turned]);
        for other in [&[][..], &[("stuck", "no")], &[("floor", "yes")]] {
            let other = said(other);
            assert_eq!(*lift.turned(&other), lift, "{other:?}");
            assert_eq!(lift.turned_by(&other), []);
        }
    }

    #[test]
    fn several_answers_add_up_and_what_follows_from_them_follows() {
        let tier = |number: u8| Tier::new(number).unwrap();
        let mut category = lift();
        (category.urgency, category.path) = (Urgency::Ordinary, Path::Deliberate);
        category.participation = Participation::Decide;
        let turn = |urgency, reserved, tiers| Turn {
            urgency,
            reserved,
            tiers,
        };
        let mut other = category.questions[0].clone();
        category.questions[0].turns =
            BTreeMap::from([("yes".to_owned(), turn(None, true, Some((tier(2), tier(3)))))]);
        other.key = "public".to_owned();
        other.turns = BTreeMap::from([(
            "yes".to_owned(),
            turn(Some(Urgency::Utility), false, Some((tier(1), tier(4)))),
        )]);
        category.questions.push(other);
        let both = said(&[("public", "yes"), ("stuck", "yes")]);
        let line = category.turned(&both);
        assert_eq!((line.lowest, line.highest), (tier(2), tier(4)));
        assert_eq!(line.urgency, Urgency::Utility);
        assert!(line.reserved);
        assert_eq!(line.path, Path::Settle);
        assert_eq!(line.participation, Participation::Consulted);
        assert_eq!(category.turned_by(&both).len(), 2);
        assert_eq!(category.lines().len(), 3);
    }

    #[test]
    fn rules_kept_before_answers_changed_anything_are_still_read() {
        let mut kept = serde_json::to_value(Charter::shipped()).unwrap();
        let lift = kept["categories"].as_array_mut().unwrap();
        let lift = lift.iter_mut().find(|one| one["key"] == "lift").unwrap();
        let question = lift["questions"][0].as_object_mut().unwrap();
        assert!(question.remove("turns").is_some());
        let read: Charter = serde_json::from_value(kept).unwrap();
        assert!(read.category("lift").unwrap().questions[0].turns.is_empty());
        let back: Charter =
            serde_json::from_value(serde_json::to_value(Charter::shipped()).unwrap()).unwrap();
        assert_eq!(back, Charter::shipped());
    }
}
