//! The engine of rules: a method and a count give the outcome. It knows no method by
//! name.

use serde::{Deserialize, Serialize};

use super::tally::Tally;
use crate::method::fraction::Sense;
use crate::method::{Failing, Method, Quorum, Test, Ties};

/// What came of a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// It passed, with the option at this place.
    Passed {
        /// Which.
        option: usize,
    },
    /// It did not pass.
    NotPassed,
    /// Too few took part.
    NoQuorum,
    /// These options stand alike, and nothing is decided.
    Tie {
        /// Which, in their order.
        options: Vec<usize>,
    },
    /// Objections were not taken back.
    ObjectionsStand {
        /// How many.
        objections: u64,
    },
}

impl Outcome {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Passed { .. } => "passed",
            Self::NotPassed => "not-passed",
            Self::NoQuorum => "no-quorum",
            Self::Tie { .. } => "tie",
            Self::ObjectionsStand { .. } => "objections-stand",
        }
    }
}

/// Whether as many took part as the method asks for. Nobody is never enough.
pub fn is_quorate(method: &Method, tally: &Tally) -> bool {
    tally.cast.heads > 0 && missed(method, tally).next().is_none()
}

/// What the method asks for of those who take part and did not get.
pub fn missed<'a>(method: &'a Method, tally: &Tally) -> impl Iterator<Item = &'a Quorum> {
    let (cast, eligible) = (tally.cast, tally.eligible);
    method.quorum.iter().filter(move |one| {
        let (cast, all) = (cast.by(one.by), eligible.by(one.by));
        !one.share.is_met(cast, all, Sense::AtLeast)
    })
}

/// Whether `test` is met, with `leading` for the option it does not name.
pub fn is_met(method: &Method, tally: &Tally, test: &Test, leading: usize) -> bool {
    let at = test.option.as_deref().and_then(|key| method.at(key));
    let standing = tally.options.get(at.unwrap_or(leading)).copied();
    let amount = standing.unwrap_or_default().yes.by(test.by);
    let all = tally.whole(method, test.of, test.by);
    test.share.is_met(amount, all, test.is)
}

/// What a count means under a method.
pub fn outcome(method: &Method, tally: &Tally) -> Outcome {
    if !is_quorate(method, tally) {
        return Outcome::NoQuorum;
    }
    let proposal = method.proposal.as_deref().and_then(|key| method.at(key));
    let leading = match proposal {
        Some(at) => at,
        None => match leading(method, tally) {
            Ok(at) => at,
            Err(outcome) => return outcome,
        },
    };
    let unmet = method
        .tests
        .iter()
        .find(|test| !is_met(method, tally, test, leading));
    match unmet {
        Some(test) if test.fails == Failing::ObjectionsStand => {
            let at = test.option.as_deref().and_then(|key| method.at(key));
            let standing = tally.options.get(at.unwrap_or(leading));
            let objections = standing.map_or(0, |standing| standing.yes.heads);
            Outcome::ObjectionsStand { objections }
        }
        Some(_) => unpassed(method, tally, proposal),
        // Two thirds of nobody is everybody: what nobody wants does not pass.
        None if tally
            .options
            .get(leading)
            .is_none_or(|one| one.score(method.shape) == 0) =>
        {
            Outcome::NotPassed
        }
        None => Outcome::Passed { option: leading },
    }
}

/// The option with the most for it, or what it means that there is none.
fn leading(method: &Method, tally: &Tally) -> Result<usize, Outcome> {
    let abstains = |at: usize| method.options.get(at).is_some_and(|option| option.abstains);
    let sides = || {
        tally
            .options
            .iter()
            .enumerate()
            .filter(|(at, _)| !abstains(*at))
    };
    let most = sides()
        .map(|(_, one)| one.score(method.shape))
        .max()
        .unwrap_or(0);
    if most == 0 {
        return Err(Outcome::NotPassed);
    }
    let first: Vec<usize> = sides()
        .filter(|(_, one)| one.score(method.shape) == most)
        .map(|(at, _)| at)
        .collect();
    match (first.as_slice(), method.ties) {
        ([only], _) | ([only, ..], Ties::First) => Ok(*only),
        (_, Ties::NotPassed) => Err(Outcome::NotPassed),
        (_, Ties::Undecided | Ties::First) => Err(Outcome::Tie { options: first }),
    }
}

/// A proposal that stands alike with another side is a tie, where a tie is one.
fn unpassed(method: &Method, tally: &Tally, proposal: Option<usize>) -> Outcome {
    let Some((at, own)) = proposal.and_then(|at| Some((at, tally.options.get(at)?))) else {
        return Outcome::NotPassed;
    };
    let alike = |other: usize| {
        let abstains = method.options.get(other).is_some_and(|one| one.abstains);
        other != at
            && !abstains
            && tally.options[other].score(method.shape) == own.score(method.shape)
    };
    let mut options: Vec<usize> = (0..tally.options.len())
        .filter(|other| alike(*other))
        .collect();
    if method.ties != Ties::Undecided || own.score(method.shape) == 0 || options.is_empty() {
        return Outcome::NotPassed;
    }
    options.push(at);
    options.sort_unstable();
    Outcome::Tie { options }
}
