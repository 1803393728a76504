//! A case on a list: the beginning of its words, where it stands, with whom,
//! and the date that counts. What may be told is `domain::permission`'s to say.

use domain::body::{Body, BodyKind};
use domain::case::{Case, StageName};
use domain::instant::Instant;
use domain::language::Language;
use domain::permission::visible_parts;
use domain::person::Actor;
use domain::text::foreign;
use store::lists::CaseSummary;
use store::rulebook::Rulebook;

use crate::components::{CardItem, Tone, Words};
use crate::dates::{self, Moment};
use crate::routes;
use crate::text::stages as words;

/// How much of a concern a list tells.
const HEADLINE_CHARACTERS: usize = 90;

/// The longest piece of a word that is left out at the end.
const LONGEST_CUT: usize = 16;

/// What all cards of a page need.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cards<'a> {
    /// The language of the page.
    pub lang: Language,
    /// The time of the page.
    pub now: Instant,
    /// Who has the cases.
    pub book: &'a Rulebook,
    /// For whom.
    pub actor: &'a Actor,
}

impl Cards<'_> {
    /// The card of a case with the date of its next step, or since when it is
    /// over; `None` if it is not for this person.
    pub(crate) fn card(&self, summary: &CaseSummary) -> Option<CardItem> {
        let case = &summary.case;
        let parts = visible_parts(self.actor, case).ok()?;
        let title = parts.words.map_or_else(
            || words::removed(self.lang).to_owned(),
            |words| whole_words(words.headline(HEADLINE_CHARACTERS)),
        );
        let hidden = (!case.concern.visibility.is_public()).then(|| words::not_public(self.lang));
        let aside = [
            hidden.unwrap_or_default(),
            summary.place.in_language(self.lang),
            &case.reference.spaced(),
        ];
        let aside: Vec<&str> = aside.into_iter().filter(|part| !part.is_empty()).collect();
        Some(CardItem {
            href: routes::case(case.reference),
            tongue: parts.words.and_then(|_| foreign(&title, self.lang)),
            title,
            chip: Some((tone(case), stage(self.lang, case.stage.name()).into())),
            aside: aside.join(" · ").into(),
            note: self.note(case).into(),
            due: Some(self.due(case)),
        })
    }

    /// The same with the time at which it changed.
    pub(crate) fn moved(&self, summary: &CaseSummary) -> Option<CardItem> {
        let moment = self.moment(&summary.case, summary.at);
        Some(CardItem {
            due: Some((words::changed(self.lang).into(), moment)),
            ..self.card(summary)?
        })
    }

    /// A moment as people read it where the case is dealt with.
    pub(crate) fn moment(&self, case: &Case, at: Instant) -> Moment {
        let zone = self
            .holder(case)
            .map_or("UTC", |body| body.calendar.zone.as_str());
        dates::near(self.lang, at, &dates::zone(zone), self.now)
    }

    fn holder(&self, case: &Case) -> Option<&Body> {
        self.book.body(case.holding.holder)
    }

    fn note(&self, case: &Case) -> String {
        let holder = self.holder(case).map_or_else(
            || words::nobody(self.lang),
            |body| body.names.in_language(self.lang),
        );
        match case.next_step().filter(|_| case.is_open()) {
            Some(step) => {
                let code = ["step-", step.what.code()].concat();
                let next = words::find(self.lang, &code).unwrap_or_default();
                words::with_next(self.lang, holder, next)
            }
            None => words::was_with(self.lang, holder),
        }
    }

    fn due(&self, case: &Case) -> (Words, Moment) {
        let (before, at) = match case.next_step().filter(|_| case.is_open()) {
            Some(step) if step.by < self.now => (words::was_due(self.lang), step.by),
            Some(step) => (words::by(self.lang), step.by),
            None => (words::ended(self.lang), case.stage_since),
        };
        (before.into(), self.moment(case, at))
    }
}

/// A headline that was cut inside a word ends before it, where words have spaces.
fn whole_words(headline: String) -> String {
    let cut = headline.strip_suffix('…').and_then(|short| {
        let (kept, rest) = short.rsplit_once(' ')?;
        let inside = !short.ends_with(|c: char| c.is_ascii_punctuation());
        (inside && rest.is_ascii() && rest.len() < LONGEST_CUT).then(|| [kept, " …"].concat())
    });
    cut.unwrap_or(headline)
}

/// A stage in a few words.
pub(crate) fn stage(lang: Language, stage: StageName) -> &'static str {
    words::find(lang, stage.code()).unwrap_or_default()
}

fn tone(case: &Case) -> Tone {
    let bank = match case.holding.kind {
        BodyKind::SelfGovernance | BodyKind::Partner => Tone::Neighbours,
        BodyKind::Government => Tone::Government,
    };
    match case.stage.name() {
        StageName::Heard | StageName::Deliberating | StageName::Acting => bank,
        StageName::Waiting
        | StageName::AwaitingResident
        | StageName::ReportedDone
        | StageName::Appealed
        | StageName::TableOwed => Tone::Waits,
        StageName::Solved => Tone::Solved,
        StageName::Partly
        | StageName::NoLongerNeeded
        | StageName::WithoutAnswer
        | StageName::Declined
        | StageName::Withdrawn
        | StageName::Merged => Tone::Plain,
    }
}

#[cfg(test)]
mod tests {
    use domain::case::StepCode;

    use super::*;

    #[test]
    fn a_headline_does_not_end_inside_a_word() {
        let cut = |text: &str| whole_words(text.to_owned());
        assert_eq!(
            cut("The children hold their brea…"),
            "The children hold their …"
        );
        assert_eq!(cut("They hold it.…"), "They hold it.…");
        assert_eq!(cut("Short and whole"), "Short and whole");
        assert_eq!(cut("楼道灯 坏了一个星期了…"), "楼道灯 坏了一个星期了…");
    }

    #[test]
    fn every_stage_and_step_has_words_in_every_language() {
        for lang in Language::ALL {
            for name in StageName::ALL {
                assert!(!stage(lang, name).is_empty(), "{name:?}");
            }
            for step in StepCode::ALL {
                let code = ["step-", step.code()].concat();
                assert!(words::find(lang, &code).is_some(), "{step:?}");
            }
        }
    }
}
