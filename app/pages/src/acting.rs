//! What a form does goes on when its browser hangs up, and happens once however often the
//! form is posted.

use std::future::Future;

use domain::instant::Instant;
use domain::person::{Actor, Person};
use store::idempotency::Once;

use crate::app::App;
use crate::errors::PageError;
use crate::form::Posted;
use crate::visitor::Visitor;

/// Who acts, when, and by which form.
pub(crate) struct Acting {
    pub(crate) app: App,
    pub(crate) actor: Actor,
    pub(crate) now: Instant,
    owner: String,
    limited: String,
    key: Option<String>,
}

impl Acting {
    /// Somebody who is signed in, by the form they posted.
    ///
    /// # Errors
    /// [`PageError::SignInRequired`] for a visitor.
    pub(crate) fn of(app: &App, visitor: &Visitor, form: &Posted) -> Result<Self, PageError> {
        let person = visitor.signed_in()?;
        let hand = visitor.hand().unwrap_or(person);
        Ok(Self {
            // Nobody does more by doing it in the name of many.
            limited: hand.id.to_string(),
            ..Self::named(app, person, form, visitor.now)
        })
    }

    /// A person that the form itself names, as an answer by one tap does.
    pub(crate) fn named(app: &App, person: &Person, form: &Posted, now: Instant) -> Self {
        Self {
            app: app.clone(),
            actor: Actor::Person(person.clone()),
            now,
            owner: person.id.to_string(),
            limited: person.id.to_string(),
            // A key that is none of ours is none.
            key: form.key().ok().flatten().map(|key| key.to_string()),
        }
    }

    /// Who posts it, as limits know them.
    pub(crate) fn limited(&self) -> &str {
        &self.limited
    }

    /// Carries `work` on in a task of its own, with the key of the form, where it has one.
    ///
    /// # Errors
    /// When the task came to grief `during` its work.
    pub(crate) async fn carry<T, W>(
        self,
        during: &'static str,
        work: impl FnOnce(Self) -> W,
    ) -> Result<T, PageError>
    where
        T: Send + 'static,
        W: Future<Output = T> + Send + 'static,
    {
        let done = tokio::spawn(work(self)).await;
        done.map_err(|error| PageError::internal(during, &error))
    }

    /// The key of the form, where it has one.
    pub(crate) fn once(&self) -> Option<Once<'_>> {
        let owner = &self.owner;
        self.key.as_deref().map(|key| Once { owner, key })
    }
}
