//! From the fields of a form to a command, or what has to be mended first.

use domain::calendar::WorkingCalendar;
use domain::challenge::{Certainty, Command, Outcome};
use domain::instant::Instant;
use domain::language::Language;
use domain::permission::Act;
use domain::reference::Reference;
use domain::text::Sentence;
use jiff::civil::Date;

use super::load::Shown;
use crate::components::Problems;
use crate::dates;
use crate::form::Posted;
use crate::text::refused as words;

/// Reads the fields of one form.
pub(super) struct Reading<'a> {
    lang: Language,
    pub(super) form: &'a Posted,
    calendar: Option<&'a WorkingCalendar>,
    pub(super) problems: Problems,
}

impl<'a> Reading<'a> {
    /// Days end when the work of `calendar` does.
    pub(super) const fn new(
        lang: Language,
        form: &'a Posted,
        calendar: Option<&'a WorkingCalendar>,
    ) -> Self {
        Self {
            lang,
            form,
            calendar,
            problems: Problems::none(),
        }
    }

    pub(super) fn say(&mut self, field: &str, code: &str) {
        let message = words::find(self.lang, code).unwrap_or_default();
        self.problems.push(field, message);
    }

    pub(super) fn sentence(&mut self, field: &str) -> Option<Sentence> {
        let parsed = Sentence::parse(self.form.text(field));
        self.fit(field, parsed.map_err(domain::text::SentenceInvalid::code))
    }

    /// A sentence, or nothing where nothing was typed.
    pub(super) fn optional(&mut self, field: &str) -> Option<Sentence> {
        let empty = self.form.text(field).trim().is_empty();
        (!empty).then(|| self.sentence(field)).flatten()
    }

    pub(super) fn fit<T>(&mut self, field: &str, parsed: Result<T, &'static str>) -> Option<T> {
        parsed.map_err(|code| self.say(field, code)).ok()
    }

    pub(super) fn choice<T>(
        &mut self,
        field: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let chosen = read(self.form.text(field));
        if chosen.is_none() {
            self.say(field, "choice-missing");
        }
        chosen
    }

    /// A day, as the moment at which work ends on it.
    pub(super) fn day(&mut self, field: &str) -> Option<Instant> {
        let typed = self.form.text(field).trim();
        if typed.is_empty() {
            self.say(field, "date-missing");
            return None;
        }
        let date = typed.parse::<Date>().ok();
        let day = date
            .zip(self.calendar)
            .and_then(|(date, calendar)| dates::end_of_work(calendar, date));
        if day.is_none() {
            self.say(field, "date-unclear");
        }
        day
    }

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
