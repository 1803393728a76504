//! The draft of a report: what was typed so far, kept on the server for the
//! browser that typed it, so that no error and no sign-in loses a word.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::DraftId;
use serde::{Deserialize, Serialize};
use store::sessions::Hash;

use super::step::Step;
use crate::app::App;
use crate::codes::pending;
use crate::errors::PageError;
use crate::visitor::Visitor;

/// What was typed, field by field, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    /// What is wrong.
    pub words: String,
    /// The key of the category.
    pub category: String,
    /// Answers to the category's questions, by key.
    pub answers: BTreeMap<String, String>,
    /// The slug of the place.
    pub place: String,
    /// Degrees north; empty without a point.
    pub latitude: String,
    /// Degrees east; empty without a point.
    pub longitude: String,
    /// The code of the visibility.
    pub visibility: String,
    /// The key of the body that it is about; usually empty.
    pub about: String,
    /// Who it is about, and how.
    pub about_words: String,
    /// Steps that were answered.
    pub done: BTreeSet<Step>,
}

/// A draft with its owner.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub id: DraftId,
    pub browser: Hash,
    pub fields: Fields,
}

impl Draft {
    /// This browser's draft, if it has one. Makes no session.
    pub(super) async fn find(app: &App, visitor: &Visitor) -> Result<Option<Self>, PageError> {
        let Some(browser) = pending::known_browser(&visitor.session).await? else {
            return Ok(None);
        };
        let Some(draft) = app.store.find_latest_draft(&browser).await? else {
            return Ok(None);
        };
        // A draft of another version of this program: what still fits is kept.
        let fields = serde_json::from_value(draft.fields).unwrap_or_default();
        Ok(Some(Self {
            id: draft.id,
            browser,
            fields,
        }))
    }

    /// This browser's draft; a new one where there is none.
    pub(super) async fn open(app: &App, visitor: &Visitor) -> Result<Self, PageError> {
        if let Some(draft) = Self::find(app, visitor).await? {
            return Ok(draft);
        }
        let browser = pending::browser(&visitor.session).await?;
        // Kept before the draft, so that where there is no room nothing is half kept.
        pending::keep_session(&visitor.session).await?;
        Ok(Self {
            id: DraftId::new(app.ids.uuid()),
            browser,
            fields: Fields::default(),
        })
    }

    /// Keeps it.
    pub(super) async fn save(&self, app: &App, visitor: &Visitor) -> Result<(), PageError> {
        let fields = serde_json::to_value(&self.fields)
            .map_err(|error| PageError::internal("write a draft", &error))?;
        let person = visitor.person().map(|person| person.id);
        app.store
            .save_draft(self.id, &self.browser, person, &fields, visitor.now)
            .await?;
        Ok(())
    }

    /// Throws it away, with its photos.
    pub(super) async fn delete(&self, app: &App) -> Result<(), PageError> {
        app.store.delete_draft(self.id, &self.browser).await?;
        Ok(())
    }
}

/// Throws away what this browser has begun, if it has.
pub(crate) async fn discard(app: &App, visitor: &Visitor) -> Result<(), PageError> {
    match Draft::find(app, visitor).await? {
        Some(draft) => draft.delete(app).await,
        None => Ok(()),
    }
}
