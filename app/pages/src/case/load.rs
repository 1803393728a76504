//! Everything that the page of a case shows, read in one snapshot: three
//! statements, four for who has it, however long its history is, and one more
//! where neighbours ask for what takes enough of them, or where it is proposed to
//! correct the place.

use std::sync::Arc;

use domain::body::Body;
use domain::case::{Case, Correction, Proposal, Surroundings, check, correct, hand};
use domain::id::{BodyId, PlaceId};
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

use crate::above::above;
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
    /// Where it would be by a correction that waits for a yes, as `path`.
    pub(super) proposed: Vec<Place>,
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
        let proposed = match proposed_place(&case) {
            Some(place) => snapshot.conn().find_place_path(place).await?,
            None => Vec::new(),
        };
        Ok(Self {
            case,
            history,
            path,
            book,
            asking,
            proposed,
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

    /// Who would have it if it went up now.
    pub(super) fn above(&self) -> Option<&Body> {
        above(&self.book, &self.case)
    }

    /// Whether somebody would have it if it went up now.
    pub(super) fn can_go_up(&self) -> bool {
        self.above().is_some()
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

    /// Who has it once its author agrees to this correction, if that is another body.
    pub(super) fn corrected_to(&self, correction: &Correction, now: Instant) -> Option<BodyId> {
        let case = &self.case;
        let mut path = case.concern.place_path.clone();
        let place = correction.place.iter();
        path.extend(place.flat_map(|place| &place.place_path));
        let bodies: Vec<Body> = self
            .book
            .bodies_serving(&path)
            .into_iter()
            .cloned()
            .collect();
        let charter = self.book.charter(case.charter_version)?;
        let around = Surroundings::plain(charter, self.holder()?, &bodies, now);
        correct::would_go_to(case, correction, around)
    }

    /// Whether a correction gives the office more time.
    pub(super) fn gets_more_time(&self, correction: &Correction) -> bool {
        let charter = self.book.charter(self.case.charter_version);
        charter.is_some_and(|charter| correct::lowers(&self.case, correction, charter))
    }

    /// The closest two places, as people say where something is.
    pub(super) fn place(&self, lang: Language) -> String {
        closest(&self.path, lang)
    }

    /// The same of where it would be by a correction that waits for a yes.
    pub(super) fn proposed_place(&self, lang: Language) -> String {
        closest(&self.proposed, lang)
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

fn closest(path: &[Place], lang: Language) -> String {
    let from = path.len().saturating_sub(2);
    let names: Vec<&str> = path[from..]
        .iter()
        .map(|place| place.names.in_language(lang))
        .collect();
    names.join(" · ")
}

fn proposed_place(case: &Case) -> Option<PlaceId> {
    match &case.pending.as_ref()?.proposal {
        Proposal::Correction { correction, .. } => Some(correction.place.as_ref()?.place),
        _ => None,
    }
}
