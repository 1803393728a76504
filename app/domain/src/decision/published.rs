//! A closed decision as it is published: everything that is needed to count it again,
//! and nothing that says whose ballot is which.

use serde::{Deserialize, Serialize};

use super::outcome::outcome;
use super::{
    Amount, Ballot, Choice, Decision, FEWEST_BALLOTS, Label, Method, Outcome, Tally, Voters,
};
use crate::language::Language;
use crate::method::Unsound;
use crate::reference::Reference;

/// A closed decision with its ballots, in the random order they were given at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The version of this file.
    pub v: u8,
    /// The thread.
    pub thread: Reference,
    /// Which decision of it.
    pub number: i64,
    /// The question.
    pub question: String,
    /// How it was decided.
    pub method: Method,
    /// What could be chosen.
    pub options: Vec<String>,
    /// Who was asked.
    pub voters: Voters,
    /// How many could answer.
    pub eligible: u64,
    /// What they answered.
    pub ballots: Vec<Choice>,
    /// The count that was made then.
    pub tally: Tally,
    /// What came of it then.
    pub outcome: Outcome,
}

/// Why a published decision cannot be counted again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Uncountable {
    /// Another version of the file.
    #[error(
        "the file has a version that this program does not know; use the program that wrote it"
    )]
    Version,
    /// Its method does not hold together, so it could not have been decided by it.
    #[error("its method does not hold together ({0}); use the file as it was published")]
    Method(Unsound),
    /// Other options than the method has.
    #[error("it does not have the options of its method; use the file as it was published")]
    Options,
    /// So few ballots are never published.
    #[error("it has fewer than {FEWEST_BALLOTS} ballots, and so few are never published")]
    Few,
    /// More ballots than there were votes.
    #[error("it has more ballots than there were votes to give; use the file as it was published")]
    Many,
    /// A ballot chooses what is not there.
    #[error("ballot {0} chooses an option that the decision does not have")]
    Ballot(usize),
    /// Floor area counts, or owners were asked: their ballots are never published.
    #[error("floor area counts in it, and ballots with an area are never published")]
    Area,
}

impl Published {
    /// The version of the file that this program writes and reads.
    pub const VERSION: u8 = 1;

    /// What is published of `decision`, with its labels in `lang`; `None` where single
    /// ballots are not.
    pub fn of(decision: &Decision, ballots: Vec<Choice>, lang: Language) -> Option<Self> {
        let (tally, outcome) = decision.result()?;
        if !decision.publishes_ballots() {
            return None;
        }
        let options = decision.labels().into_iter().map(|label| match label {
            Label::Named(names) => names.in_language(lang).to_owned(),
            Label::Written(view) => view.to_string(),
        });
        Some(Self {
            v: Self::VERSION,
            thread: decision.reference,
            number: decision.number,
            question: decision.question.to_string(),
            method: decision.method.clone(),
            options: options.collect(),
            voters: decision.voters,
            eligible: tally.eligible.heads,
            ballots,
            tally: tally.clone(),
            outcome: outcome.clone(),
        })
    }

    /// Whether the file can be one that was published.
    fn check(&self) -> Result<(), Uncountable> {
        match self.method.check() {
            // Nobody can be asked so any more, and the count is as good as ever.
            Ok(()) | Err(Unsound::OptionsMany | Unsound::ReasonUnasked) => {}
            Err(why) => return Err(Uncountable::Method(why)),
        }
        if self.method.counts_area() || self.voters == Voters::Owners {
            return Err(Uncountable::Area);
        }
        let own = self.method.options.len();
        if own > 0 && own != self.options.len() {
            return Err(Uncountable::Options);
        }
        match u64::try_from(self.ballots.len()) {
            Ok(ballots) if ballots < FEWEST_BALLOTS => Err(Uncountable::Few),
            Ok(ballots) if ballots <= self.eligible => Ok(()),
            Ok(_) | Err(_) => Err(Uncountable::Many),
        }
    }

    /// Counts the ballots again.
    ///
    /// # Errors
    /// An [`Uncountable`] that says what is wrong with the file.
    pub fn recount(&self) -> Result<(Tally, Outcome), Uncountable> {
        if self.v != Self::VERSION {
            return Err(Uncountable::Version);
        }
        self.check()?;
        let unfit = |choice: &Choice| !choice.fits(&self.method, self.options.len());
        if let Some(at) = self.ballots.iter().position(unfit) {
            return Err(Uncountable::Ballot(at + 1));
        }
        let ballots: Vec<Ballot> = self
            .ballots
            .iter()
            .map(|choice| Ballot {
                choice: choice.clone(),
                area: 0,
            })
            .collect();
        let eligible = Amount {
            heads: self.eligible,
            area: 0,
        };
        let tally = Tally::count(eligible, self.options.len(), &ballots);
        let outcome = outcome(&self.method, &tally);
        Ok((tally, outcome))
    }
}
