//! What a form does goes on when its browser hangs up, and happens once however often the
//! form is posted.

use std::future::Future;

use domain::instant::Instant;
use domain::person::Actor;
use store::idempotency::Once;

use super::{App, PageError, Visitor};
use crate::form::Posted;

/// Who acts, when, and by which form.
pub(super) struct Acting {
    pub(super) app: App,
    pub(super) actor: Actor,
    pub(super) now: Instant,
    owner: String,
    key: String,
}

impl Acting {
    /// Somebody who is signed in.
    pub(super) fn of(app: &App, visitor: &Visitor, form: &Posted) -> Result<Self, PageError> {
        Ok(Self {
            owner: visitor.signed_in()?.id.to_string(),
            app: app.clone(),
            actor: visitor.actor.clone(),
            now: visitor.now,
            key: form.text("key").to_owned(),
        })
    }

    /// The key of the form, where it has one.
    pub(super) fn once(&self) -> Option<Once<'_>> {
        (!self.key.is_empty()).then_some(Once {
            owner: &self.owner,
            key: &self.key,
        })
    }
}

/// Carries `work` on in a task of its own.
pub(super) async fn carried<T: Send + 'static>(
    during: &'static str,
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, PageError> {
    let done = tokio::spawn(work).await;
    done.map_err(|error| PageError::internal(during, &error))
}
