//! Everything that the page of a case shows, read in one snapshot: three
//! statements, four for who has it, however long its history is, and one more
//! where neighbours ask for what takes enough of them.

use std::sync::Arc;

use domain::body::Body;
use domain::case::{Case, check, hand};
use domain::id::BodyId;
use domain::instant::Instant;
use domain::language::Language;
use domain::permission::{Action, Parts, Subject, may, visible_parts};
use domain::person::Actor;
use domain::place::Place;
use domain::reference::Reference;
use store::cases::HistoryEntry;
use store::exchange::Dispatched;
use store::households::threshold::HouseholdsAsking;
use store::rulebook::Rulebook;

use crate::app::App;
use crate::dates::{self, Local};
use crate::errors::PageError;
use crate::first_sentence::first_sentence;
use crate::text::case as words;

/// A case that may be seen, with what its page needs.
#[derive(Debug)]
pub struct Shown {
    pub(super) case: Case,
    pub(super) history: Vec<HistoryEntry>,
    /// Its place with everything that lies around it, the widest first.
    pub(super) path: Vec<Place>,
    pub(super) book: Arc<Rulebook>,
    /// How many households ask for what takes enough of them, if any does.
    pub(super) asking: Option<HouseholdsAsking>,
    /// How its sending to the holder's own system stands, for whom that is.
    pub(super) dispatched: Option<Dispatched>,
}

/// The reference in an address; whatever cannot be one leads to no case.
pub(super) fn reference(text: &str) -> Result<Reference, PageError> {
    Reference::parse(text).ok_or(PageError::NotFound)
}

impl Shown {
    /// The case with this reference, if `actor` may see it.
    pub async fn load(app: &App, actor: &Actor, reference: Reference) -> Result<Self, PageError> {
        let mut snapshot = app.store.snapshot().await?;
        let found = snapshot.conn().find_case_with_path(reference).await?;
        let (case, path) = found.ok_or(PageError::NotFound)?;
        may(actor, Action::SeeCase, &Subject::Case(&case)).map_err(|_| PageError::NotFound)?;
        let history = snapshot.conn().case_history(case.id).await?;
        let book = app.store.rulebook(snapshot.conn()).await?;
        let asking = if case.is_open() && hand::asking(&case).next().is_some() {
            let now = app.clock.now();
            Some(snapshot.conn().households_asking(&case, now).await?)
        } else {
            None
        };
        let told = may(actor, Action::SeeExchange, &Subject::Case(&case)).is_ok();
        let dispatched = if told && case.concern.visibility.is_public() {
            let holder = case.holding.holder;
            snapshot.conn().find_dispatch(case.id, holder).await?
        } else {
            None
        };
        Ok(Self {
            case,
            history,
            path,
            book,
            asking,
            dispatched,
        })
    }

    /// What `actor` sees of it.
    pub(super) fn parts(&self, actor: &Actor) -> Result<Parts<'_>, PageError> {
        visible_parts(actor, &self.case).map_err(|_| PageError::NotFound)
    }

    pub(super) fn holder(&self) -> Option<&Body> {
        self.book.body(self.case.holding.holder)
    }

    /// The bodies of the same tier that could take it.
    pub(super) fn peers(&self) -> Vec<&Body> {
        let case = &self.case;
        let bodies = self.book.bodies_serving(&case.concern.place_path);
        self.book
            .charter(case.charter_version)
            .map(|charter| domain::case::hand::peers(case, charter, bodies))
            .unwrap_or_default()
    }

    /// The bodies that can sit at a joint table about it.
    pub(super) fn can_sit(&self) -> Vec<&Body> {
        let case = &self.case;
        let bodies = self.book.bodies_serving(&case.concern.place_path);
        domain::case::table::can_sit(case, bodies)
    }

    /// Who gets it if its author lets it go without their name, while they choose.
    pub(super) fn unnamed_to(&self, now: Instant) -> Option<BodyId> {
        let case = &self.case;
        let bodies = self.book.bodies_serving(&case.concern.place_path);
        let bodies: Vec<Body> = bodies.into_iter().cloned().collect();
        let charter = self.book.charter(case.charter_version)?;
        check::unnamed_to(case, charter, &bodies, now).map(|body| body.id)
    }

    pub(super) fn body_name(&self, lang: Language, body: BodyId) -> &str {
        let body = self.book.body(body);
        body.map_or("", |body| body.names.in_language(lang))
    }

    /// Tells dates in the time of the body that has the case.
    pub(super) fn local(&self, lang: Language, now: Instant) -> Local {
        let zone = self
            .holder()
            .map_or("UTC", |body| body.calendar.zone.as_str());
        Local::new(lang, &dates::zone(zone), now)
    }

    /// The closest two places, as people say where something is.
    pub(super) fn place(&self, lang: Language) -> String {
        let from = self.path.len().saturating_sub(2);
        let names: Vec<&str> = self.path[from..]
            .iter()
            .map(|place| place.names.in_language(lang))
            .collect();
        names.join(" · ")
    }

    /// The first sentence of what was written.
    pub(super) fn title(lang: Language, parts: &Parts<'_>) -> String {
        parts.words.map_or_else(
            || words::title_removed(lang).to_owned(),
            |written| first_sentence(written.as_str()),
        )
    }

    /// The name of the kind of matter, by the rules the case stays under.
    pub(super) fn category(&self, lang: Language) -> String {
        self.category_name(lang, &self.case.concern.category)
            .to_owned()
    }

    /// Whether the rules leave it to the community, so that government can give it back.
    pub(super) fn is_left_to_community(&self) -> bool {
        let charter = self.book.charter(self.case.charter_version);
        charter.is_some_and(|charter| hand::is_left_to_community(&self.case, charter))
    }

    pub(super) fn category_name<'s>(&'s self, lang: Language, key: &'s str) -> &'s str {
        let charter = self.book.charter(self.case.charter_version);
        charter
            .and_then(|charter| charter.category(key))
            .map_or(key, |category| category.names.in_language(lang))
    }
}
