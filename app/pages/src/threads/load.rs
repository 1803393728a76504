//! A thread with what stands around it on each of its pages.

use std::sync::Arc;

use domain::body::Body;
use domain::id::BodyId;
use domain::instant::Instant;
use domain::language::Language;
use domain::permission::{ThreadAct, may_in_thread};
use domain::person::Actor;
use domain::place::Place;
use domain::reference::Reference;
use domain::thread::{HandedBecause, Thread};
use store::Conn;
use store::decisions::DecisionSummary;
use store::meetings::MeetingSummary;
use store::rulebook::Rulebook;

use crate::app::App;
use crate::dates::{self, Local};
use crate::errors::PageError;
use crate::text::{moderation, threads};

/// A thread with its place and the bodies.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) thread: Thread,
    /// Its place with everything that lies around it, the widest first.
    pub(super) path: Vec<Place>,
    pub(super) book: Arc<Rulebook>,
    /// How far it is, for its live pages.
    pub(super) pulse: i64,
    /// What is decided in it, the first first.
    pub(super) decisions: Vec<DecisionSummary>,
    /// When its people meet, in order of time.
    pub(super) meetings: Vec<MeetingSummary>,
}

/// The reference in an address; whatever cannot be one leads to nothing.
pub(super) fn reference(text: &str) -> Result<Reference, PageError> {
    Reference::parse(text).ok_or(PageError::NotFound)
}

impl Shown {
    /// Three statements.
    pub(super) async fn load(
        app: &App,
        conn: &mut Conn<'_>,
        reference: Reference,
    ) -> Result<Self, PageError> {
        let found = conn.find_thread_detail(reference).await?;
        let found = found.ok_or(PageError::NotFound)?;
        let path = conn.find_place_path(found.thread.place).await?;
        let book = app.store.rulebook(conn.conn()).await?;
        Ok(Self {
            thread: found.thread,
            path,
            book,
            pulse: found.pulse,
            decisions: found.decisions,
            meetings: found.meetings,
        })
    }

    /// The same in a snapshot of its own.
    pub(super) async fn alone(app: &App, reference: Reference) -> Result<Self, PageError> {
        let mut snapshot = app.store.snapshot().await?;
        Self::load(app, &mut snapshot.conn(), reference).await
    }

    /// What those are called who look at what is about the body: one statement.
    pub(super) async fn others(
        &self,
        conn: &mut Conn<'_>,
        lang: Language,
    ) -> Result<String, PageError> {
        let home = self.body().and_then(|body| {
            let mut path = self.path.iter().rev();
            let home = path.find(|place| body.places.contains(&place.id));
            home.map(|home| (body, home))
        });
        let other = match home {
            Some((body, home)) => conn.judge_beside(&self.book, body, home).await?,
            None => None,
        };
        Ok(self.judge_name(lang, other))
    }

    /// What those are called who decide, or decided; the steward where that is no body.
    pub(super) fn judge_name(&self, lang: Language, judge: Option<BodyId>) -> String {
        let steward = || moderation::steward(lang).to_owned();
        judge.map_or_else(steward, |body| self.body_name(lang, body))
    }

    pub(super) fn body(&self) -> Option<&Body> {
        self.book.body(self.thread.body)
    }

    pub(super) fn body_name(&self, lang: Language, body: BodyId) -> String {
        let body = self.book.body(body);
        body.map_or("", |body| body.names.in_language(lang))
            .to_owned()
    }

    /// That `body` leads through it from then on, and why.
    pub(super) fn handed(&self, lang: Language, body: BodyId, because: HandedBecause) -> String {
        let name = self.body_name(lang, body);
        match because {
            HandedBecause::Concerned => threads::event_handed(lang, &name),
            HandedBecause::LeftTable { before } => {
                threads::event_handed_at_table(lang, &name, &self.body_name(lang, before))
            }
        }
    }

    /// The time zone of the body that leads through it.
    pub(super) fn zone(&self) -> &str {
        self.body().map_or("UTC", |body| &body.calendar.zone)
    }

    /// Tells dates in the time of the body that leads through it.
    pub(super) fn local(&self, lang: Language, now: Instant) -> Local {
        Local::new(lang, &dates::zone(self.zone()), now)
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

    pub(super) fn may(&self, actor: &Actor, act: ThreadAct) -> bool {
        may_in_thread(actor, act, &self.thread).is_ok()
    }
}
