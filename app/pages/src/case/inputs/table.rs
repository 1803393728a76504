//! The fields of the form that calls a joint table.

use domain::case::{Share, Stage};
use domain::id::BodyId;
use domain::language::Language;

use super::{Input, Inputs, SeatInput, text};
use crate::components::ChoiceOption;
use crate::text::case as words;

impl Inputs<'_> {
    pub(super) fn table(&self) -> Vec<Input> {
        let lang = self.lang;
        let bodies = self.shown.can_sit();
        let none = ChoiceOption::new("", words::convener_none(lang), "");
        let conveners = bodies.iter().map(|body| {
            let name = body.names.in_language(lang).to_owned();
            ChoiceOption::new(body.key.clone(), name, "")
        });
        let seats = bodies.iter().map(|body| SeatInput {
            key: body.key.clone(),
            name: body.names.in_language(lang).to_owned(),
            // Between whom it was passed sits there in any case.
            share: if self.was_passed_by(body.id) {
                Share::Consulted.code()
            } else {
                ""
            },
            stands: None,
        });
        vec![
            text(
                "words",
                words::f_table_words(lang),
                words::f_words_hint(lang),
            ),
            Input::Pick {
                name: "convener",
                label: words::f_convener(lang),
                options: std::iter::once(none).chain(conveners).collect(),
            },
            Input::Seats {
                label: words::f_seats(lang),
                hint: words::f_seats_hint(lang),
                bodies: seats.collect(),
            },
        ]
    }

    /// The same for a table that sits already, with what it says.
    pub(super) fn table_anew(&self) -> Vec<Input> {
        let lang = self.lang;
        let bodies = self.shown.can_sit();
        let table = self.shown.case.table.as_ref();
        let stands = |body: BodyId| {
            let mut seats = table.iter().flat_map(|table| &table.seats);
            seats.find(|seat| seat.body == body).cloned()
        };
        let seats = bodies.iter().map(|body| {
            let stands = stands(body.id);
            SeatInput {
                key: body.key.clone(),
                name: body.names.in_language(lang).to_owned(),
                share: stands.as_ref().map_or("", |seat| seat.share.code()),
                stands,
            }
        });
        vec![
            text("words", words::f_reason(lang), words::f_words_hint(lang)),
            Input::Seats {
                label: words::f_seats(lang),
                hint: words::f_seats_anew_hint(lang),
                bodies: seats.collect(),
            },
        ]
    }

    fn was_passed_by(&self, body: BodyId) -> bool {
        match &self.shown.case.stage {
            Stage::TableOwed { between, .. } => between.contains(&body),
            _ => false,
        }
    }
}

/// What a body is at the table for.
pub(in crate::case) const fn share(lang: Language, share: Share) -> &'static str {
    match share {
        Share::Leads => words::share_leads(lang),
        Share::Does => words::share_does(lang),
        Share::Consulted => words::share_consulted(lang),
        Share::Told => words::share_told(lang),
    }
}
