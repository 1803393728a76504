//! What was said so far, as the rows of the last page: each with the way to change it.

use domain::body::Body;
use domain::case::Visibility;
use domain::charter::Charter;
use domain::geometry::Point;
use domain::language::Language;
use domain::place::Place;

use super::draft::Fields;
use super::step::Step;
use crate::components::Answer;
use crate::text::report as words;
use crate::{named, routes};

/// What the rows show.
pub(super) struct Said<'a> {
    pub(super) lang: Language,
    pub(super) charter: &'a Charter,
    pub(super) fields: &'a Fields,
    /// For whom it is filed, if somebody helps.
    pub(super) whose: Option<&'a str>,
    pub(super) place: Option<&'a Place>,
    pub(super) photos: usize,
    /// The body that it is about, if it is about one.
    pub(super) about: Option<&'a Body>,
}

impl Said<'_> {
    /// The rows, in the order of the steps.
    pub(super) fn rows(&self) -> Vec<Answer> {
        let what = self.row(words::step_what, self.fields.words.clone(), Step::What);
        let mut rows: Vec<_> = self.whose().into_iter().collect();
        rows.extend([what, self.kind()]);
        rows.extend(self.answers());
        rows.push(self.place());
        rows.extend(self.spot());
        rows.extend([self.photos(), self.who()]);
        rows.extend(self.about());
        rows
    }

    fn row(&self, label: fn(Language) -> &'static str, value: String, step: Step) -> Answer {
        let lang = self.lang;
        let change = match step {
            Step::What => words::change_what(lang),
            Step::Kind => words::change_kind(lang),
            Step::More => words::change_answer(lang),
            Step::Where => words::change_where(lang),
            Step::Photos => words::change_photos(lang),
            Step::Who | Step::Similar | Step::Check => words::change_who(lang),
        };
        Answer {
            label: label(lang).into(),
            value: value.into(),
            change: Some((step.href(), change.into())),
        }
    }

    fn whose(&self) -> Option<Answer> {
        let change = words::change_whose(self.lang);
        Some(Answer {
            label: words::check_whose(self.lang).into(),
            value: self.whose?.to_owned().into(),
            change: Some((routes::HELPING.to_owned(), change.into())),
        })
    }

    fn kind(&self) -> Answer {
        let category = self.charter.category(&self.fields.category);
        let name = category.map(|one| one.names.in_language(self.lang).to_owned());
        self.row(words::step_kind, name.unwrap_or_default(), Step::Kind)
    }

    /// To the questions of the kind: an answer can make it a danger.
    fn answers(&self) -> Vec<Answer> {
        let category = self.charter.category(&self.fields.category);
        let questions = category.into_iter().flat_map(|one| &one.questions);
        let answered = questions.filter_map(|question| {
            let answer = self.fields.answers.get(&question.key)?;
            let value = named::answer(self.lang, &question.answering, answer);
            let row = self.row(words::step_kind, value, Step::More);
            let label = question.names.in_language(self.lang).to_owned().into();
            Some(Answer { label, ..row })
        });
        answered.collect()
    }

    fn place(&self) -> Answer {
        let name = self.place.map(|one| one.names.in_language(self.lang));
        let name = name.unwrap_or_default().to_owned();
        self.row(words::step_where, name, Step::Where)
    }

    /// The point on the map, with who will see it.
    fn spot(&self) -> Option<Answer> {
        let point = Point::parse(&self.fields.latitude, &self.fields.longitude).ok()?;
        let at = format!("{:.5}, {:.5}", point.latitude(), point.longitude());
        let shown = match self.visibility() {
            Visibility::BodyOnly => at,
            Visibility::Public | Visibility::PublicWithoutName => {
                words::spot_public(self.lang, &at)
            }
        };
        Some(self.row(words::spot, shown, Step::Where))
    }

    fn photos(&self) -> Answer {
        let count = match i64::try_from(self.photos).unwrap_or(i64::MAX) {
            0 => words::no_photos(self.lang).to_owned(),
            some => words::photo_count(self.lang, some),
        };
        self.row(words::step_photos, count, Step::Photos)
    }

    fn visibility(&self) -> Visibility {
        Visibility::from_code(&self.fields.visibility).unwrap_or(Visibility::PublicWithoutName)
    }

    fn who(&self) -> Answer {
        let who = match self.visibility() {
            Visibility::Public => words::who_public(self.lang),
            Visibility::BodyOnly => words::who_private(self.lang),
            Visibility::PublicWithoutName => words::who_public_no_name(self.lang),
        };
        self.row(words::step_who, who.to_owned(), Step::Who)
    }

    fn about(&self) -> Option<Answer> {
        let name = self.about?.names.in_language(self.lang);
        let said = words::about_said(self.lang, name, &self.fields.about_words);
        Some(self.row(words::about_row, said, Step::Who))
    }
}
