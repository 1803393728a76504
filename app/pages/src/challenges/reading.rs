//! From the fields of a form to a command on a challenge.

use domain::challenge::{Certainty, Command, Outcome};
use domain::permission::Act;
use domain::reference::Reference;
use domain::text::{Title, TitleInvalid, Words, WordsInvalid};

use super::load::Shown;
pub(super) use crate::reading::Reading;

impl Reading<'_> {
    /// The number of the entry that the form is about.
    pub(super) fn part(&self) -> Option<i64> {
        self.form.text("part").parse().ok()
    }

    /// The reference of the case that is gathered or taken out.
    pub(super) fn case(&mut self) -> Option<Reference> {
        let case = Reference::parse(self.form.text("case"));
        if case.is_none() {
            self.say("case", "case-unknown");
        }
        case
    }

    /// The command of `act`, and the case it is about; `None` when something has
    /// to be mended.
    pub(super) fn command(
        &mut self,
        act: Act,
        shown: &Shown,
    ) -> Option<(Command, Option<Reference>)> {
        let part = self.part().unwrap_or_default();
        let command = match act {
            Act::Gather | Act::Release | Act::AskOut => {
                let case = self.case();
                let command = self.about_case(act);
                return Some((command?, Some(case?)));
            }
            Act::SetTable => return Some((self.table(shown)?, None)),
            Act::Correct => self.corrected(shown)?,
            Act::Note => {
                let certainty = self.choice("certainty", Certainty::from_code);
                let words = self.sentence("words");
                Command::Note {
                    certainty: certainty?,
                    words: words?,
                }
            }
            Act::Strike => Command::Strike {
                line: part,
                reason: self.sentence("words")?,
            },
            Act::Try => {
                let words = self.sentence("words");
                let (started, review) = (self.day("started"), self.day("review"));
                Command::Try {
                    words: words?,
                    started_at: started?,
                    review_due: review?,
                }
            }
            Act::Judge => {
                let outcome = self.choice("outcome", Outcome::from_code);
                let words = self.sentence("words");
                Command::Judge {
                    attempt: part,
                    outcome: outcome?,
                    words: words?,
                }
            }
            Act::BeginMeasure => {
                let words = self.sentence("words");
                let (from, until) = (self.day("from"), self.day("until"));
                Command::BeginMeasure {
                    words: words?,
                    from: from?,
                    until: until?,
                }
            }
            Act::EndMeasure => Command::EndMeasure {
                measure: part,
                words: self.sentence("words")?,
            },
            Act::Review | Act::Reopen => self.cycle(act)?,
            Act::Close => Command::Close {
                learnt: self.sentence("words")?,
            },
            Act::Open | Act::Wake => return None,
        };
        Some((command, None))
    }

    fn corrected(&mut self, shown: &Shown) -> Option<Command> {
        let title = Title::parse(self.form.text("title")).map_err(TitleInvalid::code);
        let title = self.fit("title", title);
        let words = Words::parse(self.form.text("about")).map_err(WordsInvalid::code);
        let words = self.fit("about", words);
        let reason = self.sentence("words");
        let place = self.choice("place", |slug| {
            let mut places = shown.common.iter();
            places
                .find(|place| place.slug == slug)
                .map(|place| place.id)
        });
        Some(Command::Correct {
            place: place?,
            title: title?,
            words: words?,
            reason: reason?,
        })
    }

    fn about_case(&mut self, act: Act) -> Option<Command> {
        Some(match act {
            Act::Release => Command::Release {
                reason: self.sentence("words")?,
            },
            Act::AskOut => Command::AskOut,
            _ => Command::Gather,
        })
    }

    fn cycle(&mut self, act: Act) -> Option<Command> {
        let (words, next) = (self.sentence("words"), self.day("next"));
        let (words, next) = (words?, next?);
        Some(match act {
            Act::Reopen => Command::Reopen { words, next },
            _ => Command::Review { words, next },
        })
    }
}
