//! How something is decided, as data: a method is a description that the one engine
//! in `decision::outcome` interprets. The shipped ones stand in `methods.toml`; a charter can
//! bring its own, or others under the same keys.
//!
//! *How to add one more method:* a `[[method]]` in `methods.toml` (or in a charter),
//! and a row in the tests that shows what it does at its borders. Nothing else.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use self::fraction::{Fraction, Sense};
use crate::codes::codes;
use crate::language::Names;

pub mod fraction;

/// The fewest and the most options that who asks can write.
pub const OPTIONS: std::ops::RangeInclusive<usize> = 2..=10;

/// The text of the methods that Linli starts with.
pub const SHIPPED: &str = include_str!("method/methods.toml");

/// A method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Method {
    /// Stable key, such as `consent`.
    pub key: String,
    /// What it is called.
    pub names: Names,
    /// What it is for, in one sentence.
    pub about: Names,
    /// What a ballot says.
    pub shape: Shape,
    /// How many dots a ballot can share out, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dots: Option<u8>,
    /// The options it always has; none, and who asks writes them.
    #[serde(default, rename = "option", skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<MethodOption>,
    /// Which of its options means that what was proposed passes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<String>,
    /// Who may be asked, the usual one first.
    pub voters: Vec<Voters>,
    /// What may be shown of the answers, the usual one first.
    pub showing: Vec<Showing>,
    /// How many have to take part; all of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quorum: Vec<Quorum>,
    /// What has to be so for it to pass; all of these, in this order.
    #[serde(default, rename = "test", skip_serializing_if = "Vec::is_empty")]
    pub tests: Vec<Test>,
    /// What becomes of a tie.
    pub ties: Ties,
    /// How many days it is usually open.
    pub days: u8,
    /// Whether what wins is a time at which people meet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub meets: bool,
}

/// What a ballot says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// One of the options.
    One,
    /// Yes, maybe or no to each of the options.
    Each,
    /// The options in an order, at least the best two. Each place counts one more
    /// than the next one.
    Rank,
    /// Dots, shared out among the options.
    Dots,
}

/// An option that a method always has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MethodOption {
    /// Stable key.
    pub key: String,
    /// What stands on the button.
    pub names: Names,
    /// What choosing it means.
    pub meaning: Names,
    /// Whether a reason belongs to it.
    #[serde(default)]
    pub reason: Reason,
    /// How the reason is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<Names>,
    /// It takes part and takes no side.
    #[serde(default)]
    pub abstains: bool,
}

/// Whether a reason belongs to an option.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// None is asked for.
    #[default]
    None,
    /// It may be given.
    Welcome,
    /// Without one it does not count, and the convener answers it.
    Required,
}

/// Who is asked, and what one of them weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Voters {
    /// Every verified resident has one vote.
    Residents,
    /// Every household in which somebody is verified has one vote.
    Households,
    /// Every flat in which its owners live has one vote, and its floor area.
    Owners,
}

codes!(Voters, 3: Residents = "residents", Households = "households", Owners = "owners");

/// What is shown of the answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Showing {
    /// Nobody ever learns whose answer is which, and nothing is shown before the end.
    Anonymous,
    /// Answers carry names, and are shown at the end.
    Closed,
    /// Answers carry names, and how they stand is shown all along.
    Always,
}

codes!(Showing, 3: Anonymous = "anonymous", Closed = "closed", Always = "always");

impl Showing {
    /// Whether an answer loses its voter when the decision closes.
    pub const fn is_anonymous(self) -> bool {
        matches!(self, Self::Anonymous)
    }
}

/// What is counted.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Votes: persons, households or flats.
    #[default]
    Heads,
    /// Their floor area.
    Area,
}

/// Of what a share is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Of {
    /// Of all who took part.
    #[default]
    Cast,
    /// Of those who took a side.
    Voiced,
    /// Of all who could take part.
    Eligible,
}

/// How many have to take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Quorum {
    /// What is counted.
    #[serde(default)]
    pub by: Measure,
    /// At least so much of all who could.
    pub share: Fraction,
}

/// What has to be so for it to pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Test {
    /// Of which option; none, and it is the one that leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// What is counted.
    #[serde(default)]
    pub by: Measure,
    /// How it is compared.
    pub is: Sense,
    /// With which share.
    pub share: Fraction,
    /// Of what.
    #[serde(default)]
    pub of: Of,
    /// What it means that it is not so.
    #[serde(default)]
    pub fails: Failing,
}

/// What it means that a test is not met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failing {
    /// It did not pass.
    #[default]
    NotPassed,
    /// Somebody's objection stands.
    ObjectionsStand,
}

/// What becomes of a tie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ties {
    /// Nothing is decided, and that is said.
    Undecided,
    /// It did not pass.
    NotPassed,
    /// The one that stands first.
    First,
}

/// What is wrong with a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Unsound {
    /// A key is empty, too long, or holds other signs.
    #[error("a key has 1 to 40 lower-case letters, digits and dashes")]
    Key,
    /// Two options have one key.
    #[error("two options have the same key")]
    OptionTwice,
    /// A proposal or a test names an option that is not there.
    #[error("an option is named that the method does not have")]
    OptionUnknown,
    /// There is nothing to choose between.
    #[error("a method has no options of its own, or two and more")]
    OptionsFew,
    /// Nobody is asked, or nothing is said about what is shown.
    #[error("say who votes and what is shown")]
    NobodyAsked,
    /// Floor area is counted of people who have none.
    #[error("floor area is counted only where owners alone vote")]
    AreaOfNobody,
    /// A reason is required or welcome and nobody is told which.
    #[error("an option with a reason has a prompt")]
    PromptMissing,
    /// More options than a form has fields for.
    #[error("a method has at most ten options of its own")]
    OptionsMany,
    /// A reason belongs to an option that no ballot chooses alone.
    #[error("an option has a reason only where a ballot chooses one: shape = \"one\"")]
    ReasonUnasked,
    /// Dots are to be shared out and nobody says how many, or the other way round.
    #[error("a method has 1 to 100 dots where its shape is dots, and none elsewhere")]
    Dots,
    /// It is open for no time.
    #[error("a method is open for 1 to 60 days")]
    Days,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    method: Vec<Method>,
}

/// The methods in a text; other tables in it are left alone.
///
/// # Errors
/// What is wrong, in the words of the TOML reader, and the byte at which it is.
pub fn read(text: &str) -> Result<Vec<Method>, (String, usize)> {
    let file: File = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        (error.message().to_owned(), at)
    })?;
    Ok(file.method)
}

/// The methods that Linli starts with.
pub fn shipped() -> Vec<Method> {
    read(SHIPPED).expect("a test reads the shipped methods")
}

impl Method {
    /// Whether the description holds together.
    ///
    /// # Errors
    /// The first [`Unsound`] part.
    pub fn check(&self) -> Result<(), Unsound> {
        if !is_key(&self.key) || self.options.iter().any(|one| !is_key(&one.key)) {
            return Err(Unsound::Key);
        }
        let keys: BTreeSet<&str> = self.options.iter().map(|one| one.key.as_str()).collect();
        if keys.len() < self.options.len() {
            return Err(Unsound::OptionTwice);
        }
        if self.options.len() == 1 {
            return Err(Unsound::OptionsFew);
        }
        if self.options.len() > *OPTIONS.end() {
            return Err(Unsound::OptionsMany);
        }
        let named = self.tests.iter().filter_map(|test| test.option.as_deref());
        let mut named = named.chain(self.proposal.as_deref());
        if named.any(|key| !keys.contains(key)) {
            return Err(Unsound::OptionUnknown);
        }
        if self.voters.is_empty() || self.showing.is_empty() {
            return Err(Unsound::NobodyAsked);
        }
        if self.counts_area() && self.voters != [Voters::Owners] {
            return Err(Unsound::AreaOfNobody);
        }
        let unasked = |one: &MethodOption| one.reason != Reason::None && self.shape != Shape::One;
        if self.options.iter().any(unasked) {
            return Err(Unsound::ReasonUnasked);
        }
        let asks = |one: &MethodOption| one.reason != Reason::None && one.prompt.is_none();
        if self.options.iter().any(asks) {
            return Err(Unsound::PromptMissing);
        }
        let fits = match (self.shape, self.dots) {
            (Shape::Dots, dots) => dots.is_some_and(|dots| (1..=100).contains(&dots)),
            (Shape::One | Shape::Each | Shape::Rank, dots) => dots.is_none(),
        };
        if !fits {
            return Err(Unsound::Dots);
        }
        if !(1..=60).contains(&self.days) {
            return Err(Unsound::Days);
        }
        Ok(())
    }

    /// Whether any of its rules counts floor area.
    pub fn counts_area(&self) -> bool {
        let area = Measure::Area;
        self.quorum.iter().any(|one| one.by == area) || self.tests.iter().any(|one| one.by == area)
    }

    /// Where an option of its own stands.
    pub fn at(&self, key: &str) -> Option<usize> {
        self.options.iter().position(|one| one.key == key)
    }

    /// Whether an objection needs an answer: some option has a required reason.
    pub fn has_objections(&self) -> bool {
        let mut options = self.options.iter();
        options.any(|one| one.reason == Reason::Required)
    }

    /// Its rules in a few signs, to tell two versions of it apart.
    pub fn digest(&self) -> String {
        let rules = signs(&self.quorum, &self.tests);
        format!("{}: {rules}", self.key)
    }
}

fn signs(quorum: &[Quorum], tests: &[Test]) -> String {
    let measure = |by: Measure| match by {
        Measure::Heads => "heads",
        Measure::Area => "area",
    };
    let quorum = quorum
        .iter()
        .map(|one| format!("quorum {} of {}", one.share, measure(one.by)));
    let tests = tests.iter().map(|test| {
        let sense = match test.is {
            Sense::AtLeast => ">=",
            Sense::MoreThan => ">",
            Sense::AtMost => "<=",
        };
        let option = test.option.as_deref().unwrap_or("the leading one");
        format!("{option} {sense} {} by {}", test.share, measure(test.by))
    });
    quorum.chain(tests).collect::<Vec<_>>().join(", ")
}

fn is_key(key: &str) -> bool {
    let sound = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !key.is_empty() && key.len() <= 40 && key.bytes().all(sound)
}
