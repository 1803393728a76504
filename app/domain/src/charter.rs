//! The charter: the published rules. Categories, who deals with what, time
//! limits, what residents can decide.
//!
//! [`Charter::parse`] reads the TOML text and lists every mistake with its line,
//! [`Charter::shipped`] is the one that Linli starts with, and
//! [`mod@difference`] says what a new version changes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::body::Tier;
use crate::codes::codes;
use crate::language::Names;
use crate::method::{self, Method};

mod difference;
mod parse;
mod start;
mod turn;

pub use difference::{Change, difference};
pub use parse::{CharterMistake, Mistaken};
pub use start::{NOTICE_DAYS, StartWrong, earliest_start, is_first, start};
pub use turn::{Turn, Turned};

/// The text of the charter that Linli starts with.
pub const SHIPPED: &str = include_str!("charter/default.toml");

/// How pressing a category is; it sets both clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    /// Someone may be hurt.
    Danger,
    /// Water, power, gas, heat, lifts.
    Utility,
    /// Everything else.
    Ordinary,
    /// A matter that takes long.
    Hard,
}

codes!(Urgency, 4: Danger = "danger", Utility = "utility", Ordinary = "ordinary", Hard = "hard");

/// The usual way of a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Path {
    /// The body acts and reports done.
    Settle,
    /// Neighbours talk it over first.
    Deliberate,
}

codes!(Path, 2: Settle = "settle", Deliberate = "deliberate");

/// What residents can decide, from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Participation {
    /// They are told.
    Told,
    /// They are asked.
    Consulted,
    /// They decide together with the body.
    CoDecide,
    /// They decide.
    Decide,
    /// They do it themselves.
    DoItOurselves,
}

codes!(Participation, 5: Told = "told", Consulted = "consulted", CoDecide = "co-decide",
    Decide = "decide", DoItOurselves = "do-it-ourselves");

/// How an extra question is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Answering {
    /// A line of text.
    Text,
    /// A whole number.
    Number,
    /// Yes or no.
    YesNo,
    /// One of these.
    Choice {
        /// The options, in order.
        options: Vec<QuestionOption>,
    },
}

/// One option of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionOption {
    /// Stable key.
    pub key: String,
    /// What people read.
    pub names: Names,
}

/// An extra question of a category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Stable key.
    pub key: String,
    /// What people read.
    pub names: Names,
    /// How it is answered.
    #[serde(flatten)]
    pub answering: Answering,
    /// What an answer changes about where a concern goes, by answer.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub turns: BTreeMap<String, Turn>,
}

impl Question {
    /// The most characters of an answer.
    pub const MOST_CHARACTERS: usize = 200;

    /// Every answer there is to choose from; none where people write their own.
    pub fn choices(&self) -> Vec<&str> {
        match &self.answering {
            Answering::Text | Answering::Number => Vec::new(),
            Answering::YesNo => vec!["yes", "no"],
            Answering::Choice { options } => {
                options.iter().map(|option| option.key.as_str()).collect()
            }
        }
    }

    /// Whether this answers the question; none at all always does.
    pub fn takes(&self, answer: &str) -> bool {
        answer.is_empty()
            || match &self.answering {
                Answering::Text => true,
                Answering::Number => answer.parse::<i64>().is_ok(),
                Answering::YesNo => matches!(answer, "yes" | "no"),
                Answering::Choice { options } => options.iter().any(|one| one.key == answer),
            }
    }
}

/// One category of concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Stable key, such as `stair-light`.
    pub key: String,
    /// Its name, in the three languages.
    pub names: Names,
    /// Examples in plain words.
    pub examples: Names,
    /// Words that suggest it, folded (see `suggestion`), all languages together.
    pub words: Vec<String>,
    /// How pressing it is.
    pub urgency: Urgency,
    /// The usual way.
    pub path: Path,
    /// Lowest competent tier.
    pub lowest: Tier,
    /// Highest competent tier.
    pub highest: Tier,
    /// Only government may act.
    pub reserved: bool,
    /// About another household: starts private, mediation is offered.
    pub household: bool,
    /// What residents can decide.
    pub participation: Participation,
    /// Extra questions.
    pub questions: Vec<Question>,
    /// Shown before filing.
    pub notice: Option<Names>,
    /// Keys of partner bodies that may hold it.
    pub partners: Vec<String>,
    /// Keys of bodies in the order in which they are asked, where several qualify.
    pub order: Vec<String>,
}

/// One version of the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charter {
    /// Its number, from 1; given when it is imported.
    pub version: i64,
    /// Its title.
    pub title: Names,
    /// The emergency number that people dial here.
    pub emergency_number: String,
    /// Where concerns about the top tier or the steward go.
    pub outside_address: Names,
    /// The categories, in the order they are shown.
    pub categories: Vec<Category>,
    /// Ways to decide that it brings, beside the shipped ones or in their place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<Method>,
}

impl Charter {
    /// All ways to decide: the shipped ones, each as this charter words it where it does,
    /// and then its own.
    pub fn ways(&self) -> Vec<Method> {
        let brought = |key: &str| self.methods.iter().find(|one| one.key == key);
        let mut ways = method::shipped();
        let own = self
            .methods
            .iter()
            .filter(|one| ways.iter().all(|way| way.key != one.key))
            .cloned();
        let own: Vec<Method> = own.collect();
        for way in &mut ways {
            if let Some(brought) = brought(&way.key) {
                way.clone_from(brought);
            }
        }
        ways.extend(own);
        ways
    }

    /// The way to decide with this key.
    pub fn way(&self, key: &str) -> Option<Method> {
        self.ways().into_iter().find(|one| one.key == key)
    }

    /// The charter that Linli starts with, as version 1.
    pub fn shipped() -> Self {
        Self::parse(SHIPPED, 1).expect("a test reads the shipped charter")
    }

    /// The keys of bodies that it names, so that an import can check that they exist.
    pub fn named_bodies(&self) -> impl Iterator<Item = (&Category, &str)> {
        self.categories.iter().flat_map(|category| {
            category
                .partners
                .iter()
                .chain(&category.order)
                .map(move |key| (category, key.as_str()))
        })
    }

    /// The category with this key.
    pub fn category(&self, key: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.key == key)
    }
}
