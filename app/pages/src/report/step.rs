//! The order of the pages of a report, and which of them is next.

use domain::language::Language;
use serde::{Deserialize, Serialize};

use super::draft::Fields;
use crate::components::Step as Shown;
use crate::routes;
use crate::text::report as words;

/// A page of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Step {
    /// What is wrong.
    What,
    /// Which category.
    Kind,
    /// The category's notice and questions, if it has any.
    More,
    /// Where.
    Where,
    /// Photos.
    Photos,
    /// Who may see it, and whether it is about a body.
    Who,
    /// Is it one of these?
    Similar,
    /// Everything once more, and send.
    Check,
}

impl Step {
    const ALL: [Self; 8] = [
        Self::What,
        Self::Kind,
        Self::More,
        Self::Where,
        Self::Photos,
        Self::Who,
        Self::Similar,
        Self::Check,
    ];

    /// Its address.
    pub(super) fn href(self) -> String {
        match self {
            Self::What => routes::REPORT.to_owned(),
            Self::Kind => routes::report_step("kind"),
            Self::More => routes::report_step("more"),
            Self::Where => routes::report_step("where"),
            Self::Photos => routes::report_step("photos"),
            Self::Who => routes::report_step("who"),
            Self::Similar => routes::report_step("similar"),
            Self::Check => routes::report_step("check"),
        }
    }

    /// Under which of the six steps that people see it stands.
    const fn shown_as(self) -> usize {
        match self {
            Self::What => 0,
            Self::Kind | Self::More => 1,
            Self::Where => 2,
            Self::Photos => 3,
            Self::Who => 4,
            Self::Similar | Self::Check => 5,
        }
    }
}

/// The first page that was not answered.
pub(super) fn next(fields: &Fields) -> Step {
    Step::ALL
        .into_iter()
        .find(|step| !fields.done.contains(step))
        .unwrap_or(Step::Check)
}

/// Where to send somebody who asks for `step` too early, if it is too early:
/// what, which kind and where have to be known first.
pub(super) fn too_early(fields: &Fields, step: Step) -> Option<String> {
    let needed = [Step::What, Step::Kind, Step::Where];
    needed
        .into_iter()
        .find(|need| *need < step && !fields.done.contains(need))
        .map(Step::href)
}

/// The steps as they stand above each page.
pub(super) fn shown(lang: Language, now: Step) -> (Vec<Shown>, usize) {
    let step = |label: &'static str, step: Step| Shown {
        label: label.into(),
        href: Some(step.href()),
    };
    let all = vec![
        step(words::step_what(lang), Step::What),
        step(words::step_kind(lang), Step::Kind),
        step(words::step_where(lang), Step::Where),
        step(words::step_photos(lang), Step::Photos),
        step(words::step_who(lang), Step::Who),
        step(words::step_check(lang), Step::Check),
    ];
    (all, now.shown_as())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_changes_one_answer_comes_back_to_the_check() {
        let mut fields = Fields::default();
        assert_eq!(next(&fields), Step::What);
        fields
            .done
            .extend(Step::ALL.into_iter().filter(|step| *step != Step::Check));
        assert_eq!(next(&fields), Step::Check);
        fields.done.remove(&Step::Where);
        assert_eq!(next(&fields), Step::Where);
    }

    #[test]
    fn nobody_checks_what_is_not_there() {
        let mut fields = Fields::default();
        assert_eq!(too_early(&fields, Step::What), None);
        assert_eq!(
            too_early(&fields, Step::Check),
            Some(routes::REPORT.to_owned())
        );
        fields.done.extend([Step::What, Step::Kind]);
        assert_eq!(too_early(&fields, Step::Check), Some(Step::Where.href()));
        assert_eq!(too_early(&fields, Step::Where), None);
    }
}
