//! Everything that the page of a challenge shows, read in one snapshot: six
//! statements, however long its history is.

use std::sync::Arc;

use domain::body::Body;
use domain::challenge::{Challenge, can_sit};
use domain::id::BodyId;
use domain::instant::Instant;
use domain::language::Language;
use domain::permission::{Act, acting_for};
use domain::person::Actor;
use domain::place::Place;
use domain::reference::Reference;
use store::Conn;
use store::challenges::ChallengeEntry;
use store::lists::CaseSummary;
use store::rulebook::Rulebook;
use store::threads::ThreadSummary;

use crate::app::App;
use crate::dates::{self, Local};
use crate::errors::PageError;

/// Most cases on the page.
pub(super) const CASES: usize = domain::challenge::MOST_CASES;

/// Most threads on the page.
const THREADS: i64 = 20;

/// A challenge with what its page needs.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) challenge: Challenge,
    pub(super) history: Vec<ChallengeEntry>,
    pub(super) cases: Vec<CaseSummary>,
    /// The threads about it: the one that is open first.
    pub(super) threads: Vec<ThreadSummary>,
    /// Its place with everything that lies around it, the widest first.
    pub(super) path: Vec<Place>,
    /// The places that all its cases lie in, the smallest first; for its correction.
    pub(super) common: Vec<Place>,
    pub(super) book: Arc<Rulebook>,
}

/// The reference in an address; whatever cannot be one leads to nothing.
pub(super) fn reference(text: &str) -> Result<Reference, PageError> {
    Reference::parse(text).ok_or(PageError::NotFound)
}

/// Its place with everything around, and the places that it can be corrected to: one
/// statement, as all of them lie around its cases.
async fn places(
    conn: &mut Conn<'_>,
    challenge: &Challenge,
    correcting: bool,
) -> Result<(Vec<Place>, Vec<Place>), PageError> {
    if correcting {
        let common = conn.common_places(challenge.id).await?;
        let around = common
            .iter()
            .skip_while(|place| place.id != challenge.place);
        let mut path: Vec<Place> = around.cloned().collect();
        path.reverse();
        if !path.is_empty() {
            return Ok((path, common));
        }
    }
    let path = conn.find_place_path(challenge.place).await?;
    let common = path.iter().rev().filter(|_| correcting).cloned().collect();
    Ok((path, common))
}

impl Shown {
    pub(super) async fn load(app: &App, reference: Reference) -> Result<Self, PageError> {
        Self::read(app, reference, false).await
    }

    /// The same, with the places that it can be corrected to.
    pub(super) async fn load_to_correct(
        app: &App,
        reference: Reference,
    ) -> Result<Self, PageError> {
        Self::read(app, reference, true).await
    }

    async fn read(app: &App, reference: Reference, correcting: bool) -> Result<Self, PageError> {
        let mut snapshot = app.store.snapshot().await?;
        let challenge = snapshot.conn().find_challenge(reference).await?;
        let challenge = challenge.ok_or(PageError::NotFound)?;
        let history = snapshot.conn().challenge_history(challenge.id).await?;
        let limit = i64::try_from(CASES).unwrap_or(i64::MAX);
        let cases = snapshot
            .conn()
            .list_cases_under(challenge.id, limit)
            .await?;
        let threads = snapshot
            .conn()
            .list_threads_about(reference, THREADS)
            .await?;
        let (path, common) = places(&mut snapshot.conn(), &challenge, correcting).await?;
        let book = app.store.rulebook(snapshot.conn()).await?;
        Ok(Self {
            challenge,
            history,
            cases,
            threads,
            path,
            common,
            book,
        })
    }

    pub(super) fn convener(&self) -> Option<&Body> {
        self.book.body(self.challenge.convener)
    }

    pub(super) fn body_name(&self, lang: Language, body: BodyId) -> &str {
        let body = self.book.body(body);
        body.map_or("", |body| body.names.in_language(lang))
    }

    /// Tells dates in the time of the body that convenes.
    pub(super) fn local(&self, lang: Language, now: Instant) -> Local {
        let zone = self
            .convener()
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

    /// The bodies that can sit at its table.
    pub(super) fn can_sit(&self) -> Vec<&Body> {
        let path = &self.challenge.place_path;
        can_sit(path, self.book.bodies_serving(path))
    }

    /// Whether `actor` may do this, about the entry with this number if there is one.
    pub(super) fn may(&self, actor: &Actor, act: Act, part: Option<i64>) -> bool {
        match act {
            // About a case that is not chosen yet: who convenes may of most, and
            // who holds a case comes from its page.
            Act::Gather => acting_for(actor, Act::Review, &self.challenge, None, None).is_ok(),
            Act::Release => self.cases.iter().any(|one| {
                let case = Some(&one.case);
                acting_for(actor, act, &self.challenge, case, None).is_ok()
            }),
            Act::AskOut => self.own_case(actor).is_some(),
            _ => acting_for(actor, act, &self.challenge, None, part).is_ok(),
        }
    }

    /// A case under it that `actor` speaks for.
    pub(super) fn own_case(&self, actor: &Actor) -> Option<&CaseSummary> {
        self.cases.iter().find(|one| {
            let case = Some(&one.case);
            acting_for(actor, Act::AskOut, &self.challenge, case, None).is_ok()
        })
    }
}
