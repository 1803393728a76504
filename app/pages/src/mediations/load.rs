//! A mediation as one of those who take part finds it.

use std::sync::Arc;

use domain::body::Body;
use domain::language::Language;
use domain::mediation::{Recorded, Side};
use domain::permission::{Part, part_in_mediation};
use domain::reference::Reference;
use store::mediations::MediationDetail;
use store::people::seats::Member;
use store::rulebook::Rulebook;

use crate::app::App;
use crate::dates::{self, Local};
use crate::errors::PageError;
use crate::text::mediation as words;
use crate::visitor::Visitor;

/// Everything that the page shows.
pub(super) struct Here {
    pub(super) detail: MediationDetail,
    pub(super) part: Part,
    pub(super) book: Arc<Rulebook>,
    /// What happened, for who reads all of it.
    pub(super) history: Vec<Recorded>,
    /// Whom the body can name, for its members while somebody is to be named.
    pub(super) members: Vec<Member>,
}

impl Here {
    /// At most three statements in one snapshot.
    pub(super) async fn load(
        app: &App,
        visitor: &Visitor,
        number: &str,
    ) -> Result<Self, PageError> {
        // Before it is looked for: whoever is not signed in reads the same of all.
        let person = visitor.signed_in()?.id;
        let reference = Reference::parse(number).ok_or(PageError::NotFound)?;
        let mut snapshot = app.store.snapshot().await?;
        let mut conn = snapshot.conn();
        let detail = conn.find_mediation(reference, person).await?;
        let detail = detail.ok_or(PageError::NotFound)?;
        let part = part_in_mediation(&visitor.actor, &detail.mediation, detail.lives_there);
        let part = part.ok_or(PageError::NotFound)?;
        let book = app.store.rulebook(conn.conn()).await?;
        let members = if part == Part::Body {
            conn.list_members(detail.mediation.body).await?
        } else {
            Vec::new()
        };
        let history = match part {
            Part::Party(_) | Part::Mediator => conn.mediation_history(detail.mediation.id).await?,
            Part::Household | Part::Invited | Part::Body => Vec::new(),
        };
        Ok(Self {
            detail,
            part,
            book,
            history,
            members,
        })
    }

    pub(super) fn body(&self) -> Option<&Body> {
        self.book.body(self.detail.mediation.body)
    }

    pub(super) fn body_name(&self, lang: Language) -> &str {
        self.body().map_or("", |body| body.names.in_language(lang))
    }

    /// Tells dates in the time of the body.
    pub(super) fn local(&self, visitor: &Visitor) -> Local {
        let zone = self
            .body()
            .map_or("UTC", |body| body.calendar.zone.as_str());
        Local::new(visitor.language(), &dates::zone(zone), visitor.now)
    }

    /// What sort of matter it is about.
    pub(super) fn kind(&self, lang: Language, now: domain::instant::Instant) -> String {
        let category = &self.detail.mediation.category;
        let charter = self.book.charter_at(now);
        let names = charter.and_then(|one| one.charter.category(category));
        names.map_or_else(
            || category.clone(),
            |one| one.names.in_language(lang).to_owned(),
        )
    }

    /// The name of one of the two, as they chose it.
    pub(super) fn name(&self, side: Side) -> String {
        match side {
            Side::Author => self.detail.author.clone(),
            Side::Other => self.detail.other.clone().unwrap_or_default(),
        }
    }

    /// The name of the mediator.
    pub(super) fn mediator(&self) -> String {
        self.detail.mediator.clone().unwrap_or_default()
    }

    /// Which of the two looks.
    pub(super) const fn side(&self) -> Option<Side> {
        match self.part {
            Part::Party(side) => Some(side),
            Part::Household | Part::Invited | Part::Mediator | Part::Body => None,
        }
    }

    /// Whether who looks reads all of it.
    pub(super) const fn reads_all(&self) -> bool {
        matches!(self.part, Part::Party(_) | Part::Mediator)
    }

    /// The other household, by its name once both said yes.
    pub(super) fn other_household(&self, lang: Language) -> String {
        let other = self.detail.other.clone();
        other.unwrap_or_else(|| words::other_household(lang).to_owned())
    }
}
