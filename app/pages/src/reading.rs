//! From the fields of a form to what the domain takes, with a sentence for each that
//! has to be mended first.

use domain::calendar::WorkingCalendar;
use domain::instant::Instant;
use domain::language::Language;
use domain::text::Sentence;
use jiff::civil::{Date, DateTime};

use crate::components::{Problems, Refusal};
use crate::dates;
use crate::form::Posted;
use crate::text::{decision_refused, mediation_refused, meeting_refused, refused, thread_refused};

/// Reads the fields of one form.
pub(crate) struct Reading<'a> {
    lang: Language,
    pub(crate) form: &'a Posted,
    calendar: Option<&'a WorkingCalendar>,
    pub(crate) problems: Problems,
}

impl<'a> Reading<'a> {
    /// Days end when the work of `calendar` does.
    pub(crate) const fn new(
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

    pub(crate) fn say(&mut self, field: &str, code: &'static str) {
        self.problems.push(field, refusal(self.lang, code));
    }

    pub(crate) fn sentence(&mut self, field: &str) -> Option<Sentence> {
        let parsed = Sentence::parse(self.form.text(field));
        self.fit(field, parsed.map_err(domain::text::SentenceInvalid::code))
    }

    /// A sentence, or nothing where nothing was typed.
    pub(crate) fn optional(&mut self, field: &str) -> Option<Sentence> {
        let empty = self.form.text(field).trim().is_empty();
        (!empty).then(|| self.sentence(field)).flatten()
    }

    pub(crate) fn fit<T>(&mut self, field: &str, parsed: Result<T, &'static str>) -> Option<T> {
        parsed.map_err(|code| self.say(field, code)).ok()
    }

    pub(crate) fn choice<T>(
        &mut self,
        field: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let typed = self.form.text(field);
        let chosen = read(typed);
        if chosen.is_none() {
            self.say(field, choice_problem(typed));
        }
        chosen
    }

    /// The moment at which the clocks of the body show this.
    pub(crate) fn moment(&self, local: DateTime) -> Option<Instant> {
        let at = local.to_zoned(self.calendar?.zone()).ok()?;
        Some(Instant::from_timestamp(at.timestamp()))
    }

    /// A day, as the moment at which work ends on it.
    pub(crate) fn day(&mut self, field: &str) -> Option<Instant> {
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
}

/// What is wrong with a choice that is none of those offered.
pub(crate) const fn choice_problem(typed: &str) -> &'static str {
    if typed.is_empty() {
        "choice-missing"
    } else {
        "choice-gone"
    }
}

/// A refusal with its sentence.
pub(crate) fn refusal(lang: Language, code: &'static str) -> Refusal {
    let words = sentence(lang, code);
    Refusal { code, words }
}

fn sentence(lang: Language, code: &str) -> &'static str {
    let found = refused::find(lang, code).or_else(|| thread_refused::find(lang, code));
    let found = found.or_else(|| decision_refused::find(lang, code));
    let found = found.or_else(|| mediation_refused::find(lang, code));
    let found = found.or_else(|| meeting_refused::find(lang, code));
    found.unwrap_or_default()
}
