//! From the form of a joint table to who sits at it and what for.

use domain::body::Body;
use domain::case::{Seat, Share, TableCall};
use domain::text::Sentence;

use super::Reading;
use crate::burden;
use crate::case::load::Shown;

impl Reading<'_> {
    pub(super) fn table(&mut self, shown: &Shown) -> Option<TableCall> {
        let bodies = shown.can_sit();
        let words = self.sentence("words");
        let convener = self.choice("convener", |key| {
            let body = bodies.iter().find(|body| body.key == key);
            body.map(|body| body.id)
        });
        let seats = self.seats(&bodies);
        Some(TableCall {
            convener: convener?,
            seats,
            words: words?,
        })
    }

    /// The same for a table that sits already: its convener stays.
    pub(super) fn rewritten(&mut self, shown: &Shown) -> Option<TableCall> {
        let words = self.sentence("words");
        let seats = self.seats(&shown.can_sit());
        Some(TableCall {
            convener: shown.case.holding.holder,
            seats,
            words: words?,
        })
    }

    /// Who sits there and what for.
    fn seats(&mut self, bodies: &[&Body]) -> Vec<Seat> {
        let mut seats = Vec::new();
        for body in bodies {
            let field = |part: &str| format!("{part}-{}", body.key);
            let said = ["task", "cost", "risk", "benefit"].map(field);
            let Some(share) = self.share(&field("share"), &said) else {
                continue;
            };
            let task = self.unless_empty(&field("task"));
            for field in burden::missing(self.form, &body.key) {
                self.say(&field, "burden-missing");
            }
            if share.needs_task() && task.is_none() && self.problems.at(&field("task")).is_none() {
                self.say(&field("task"), "table-task-missing");
            }
            seats.push(Seat {
                body: body.id,
                share,
                task,
                cost: self.unless_empty(&field("cost")),
                risk: self.unless_empty(&field("risk")),
                benefit: self.unless_empty(&field("benefit")),
                unknown: burden::is_unknown(self.form, &body.key),
            });
        }
        seats
    }

    /// What a body is there for; `None` for who is not at the table, and of
    /// whom nothing is said.
    fn share(&mut self, field: &str, said: &[String]) -> Option<Share> {
        let silent = || {
            let mut texts = said.iter().map(|field| self.form.text(field));
            texts.all(|text| text.trim().is_empty())
        };
        if self.form.text(field).is_empty() && silent() {
            return None;
        }
        self.choice(field, Share::from_code)
    }

    fn unless_empty(&mut self, field: &str) -> Option<Sentence> {
        self.optional(field).flatten()
    }
}
