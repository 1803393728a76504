//! A decision with its thread.

use domain::decision::{Decision, Label};
use domain::language::Language;
use domain::permission::{DecisionAct, may_on_decision};
use domain::person::Actor;
use store::Conn;

use super::super::load::{Shown, reference};
use crate::app::App;
use crate::errors::PageError;
use crate::routes;

/// A decision and the thread in which it is made.
pub(super) struct Here {
    pub(super) shown: Shown,
    pub(super) decision: Decision,
    /// How many votes have an answer, while it is open.
    pub(super) turnout: i64,
}

impl Here {
    /// Four statements.
    pub(super) async fn load(
        app: &App,
        conn: &mut Conn<'_>,
        thread: &str,
        number: &str,
    ) -> Result<Self, PageError> {
        let number = number.parse().map_err(|_| PageError::NotFound)?;
        let shown = Shown::load(app, conn, reference(thread)?).await?;
        let reference = shown.thread.reference;
        let found = conn.find_decision_with_turnout(reference, number).await?;
        let (decision, turnout) = found.ok_or(PageError::NotFound)?;
        let decision = decision.led_by(shown.thread.body);
        Ok(Self {
            shown,
            decision,
            turnout,
        })
    }

    /// The same in a snapshot of its own.
    pub(super) async fn alone(app: &App, thread: &str, number: &str) -> Result<Self, PageError> {
        let mut snapshot = app.store.snapshot().await?;
        Self::load(app, &mut snapshot.conn(), thread, number).await
    }

    pub(super) fn may(&self, actor: &Actor, act: DecisionAct) -> bool {
        may_on_decision(actor, act, &self.decision).is_ok()
    }

    pub(super) fn href(&self) -> String {
        routes::decision(self.decision.reference, self.decision.number)
    }

    pub(super) fn href_of(&self, rest: &str) -> String {
        routes::decision_at(self.decision.reference, self.decision.number, rest)
    }

    /// The body that put the question.
    pub(super) fn body(&self, lang: Language) -> String {
        self.shown.body_name(lang, self.decision.body)
    }

    /// What the options are called.
    pub(super) fn labels(&self, lang: Language) -> Vec<String> {
        let name = |label| match label {
            Label::Named(names) => names.in_language(lang).to_owned(),
            Label::Written(view) => view.to_string(),
        };
        self.decision.labels().into_iter().map(name).collect()
    }
}
