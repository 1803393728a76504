//! The history of a case in plain sentences: every event has one, in three
//! languages, with the names that the reader may see.

use std::borrow::Cow;

use domain::body::BodyKind;
use domain::case::{Case, CasePhoto, Event, Holding, PhotoOf};
use domain::id::{BodyId, PhotoId};
use domain::instant::Instant;
use domain::language::Language;
use domain::permission::{Seen, SeenBy, Sight};
use domain::person::Actor;
use store::cases::HistoryEntry;

use super::load::Shown;
use crate::components::{Bank, Passage, PassagePhoto, Words};
use crate::dates::Local;
use crate::routes;
use crate::text::case as case_words;
use crate::text::history as words;

mod said;

/// What stands for words that are not for this reader.
const HIDDEN: &str = "…";

/// Tells the history of one case to one reader.
pub(super) struct Teller<'a> {
    shown: &'a Shown,
    /// Nothing, if the case is not for this reader.
    sight: Option<Sight<'a>>,
    lang: Language,
    local: Local,
    photos: Vec<CasePhoto>,
    /// Who had the case at the event that is being told.
    holder: (BodyId, BodyKind),
}

impl<'a> Teller<'a> {
    pub(super) fn new(
        shown: &'a Shown,
        actor: &Actor,
        lang: Language,
        now: Instant,
        photos: &[CasePhoto],
    ) -> Self {
        let holding = &shown.case.holding;
        Self {
            shown,
            sight: Sight::of(actor, &shown.case).ok(),
            lang,
            local: shown.local(lang, now),
            photos: photos.to_vec(),
            holder: (holding.holder, holding.kind),
        }
    }

    /// Everything that happened and may be told, the oldest first.
    pub(super) fn passages(mut self) -> Vec<Passage> {
        let shown = self.shown;
        shown
            .history
            .iter()
            .filter_map(|entry| {
                self.follow(&entry.recorded.event);
                self.passage(entry)
            })
            .collect()
    }

    /// The sentence of the newest event.
    pub(super) fn newest(self) -> Option<String> {
        self.passages().pop().map(|last| last.said.into_owned())
    }

    /// Every text along the way that could be flagged or removed: its number
    /// and the sentence it stands with.
    pub(super) fn texts(mut self) -> Vec<(i64, String)> {
        let shown = self.shown;
        shown
            .history
            .iter()
            .filter_map(|entry| {
                self.follow(&entry.recorded.event);
                let passage = self.passage(entry)?;
                entry.recorded.event.has_words().then(|| {
                    let told = case_words::part_event(self.lang, &passage.at.shown, &passage.said);
                    (entry.recorded.number, told)
                })
            })
            .collect()
    }

    fn follow(&mut self, event: &Event) {
        let to: Option<&Holding> = match event {
            Event::Filed { filed } => Some(&filed.holding),
            Event::Moved { to, .. } => Some(to),
            Event::SplitOff { holding, .. } => Some(holding),
            _ => None,
        };
        if let Some(to) = to {
            self.holder = (to.holder, to.kind);
        }
    }

    fn passage(&self, entry: &HistoryEntry) -> Option<Passage> {
        let seen = self.sight?.event(&entry.recorded)?;
        let who = self.who(&seen, entry.name.as_deref());
        let mut said = self.say(&seen.event, &who);
        if seen.removed {
            let hidden = said.quote.is_empty() || said.quote == HIDDEN;
            said.because.push(
                if hidden {
                    words::words_removed(self.lang)
                } else {
                    words::words_hidden(self.lang)
                }
                .into(),
            );
        }
        if said.quote == HIDDEN {
            said.quote.clear();
        }
        let gap = if self.lang == Language::En { " " } else { "" };
        Some(Passage {
            bank: self.bank(&seen),
            at: self.local.full(seen.at),
            said: said.what,
            because: joined(said.because, gap),
            quote: said.quote.into(),
            photos: self.pictures(&said.photos),
        })
    }

    fn bank(&self, seen: &Seen<'_>) -> Bank {
        match (seen.event.as_ref(), seen.by) {
            (Event::Moved { to, .. }, _) => Bank::of(to.kind),
            (_, SeenBy::Member { body, .. }) => {
                let body = self.shown.book.body(body);
                body.map_or(Bank::Neighbours, |body| Bank::of(body.kind))
            }
            (_, SeenBy::Clock) => Bank::of(self.holder.1),
            (_, SeenBy::You | SeenBy::Author(_) | SeenBy::Affected) => Bank::Neighbours,
        }
    }

    fn who<'n>(&'n self, seen: &Seen<'_>, name: Option<&'n str>) -> Cow<'n, str> {
        let lang = self.lang;
        match seen.by {
            SeenBy::You => words::you(lang).into(),
            // Who answers is told that neighbours see how many, not who.
            SeenBy::Author(_) if matches!(*seen.event, Event::Answered { .. }) => {
                words::neighbour(lang).into()
            }
            SeenBy::Author(Some(_)) => name.unwrap_or(words::neighbour(lang)).into(),
            SeenBy::Author(None) | SeenBy::Affected => words::neighbour(lang).into(),
            SeenBy::Member { body, .. } => {
                let body = self.body(body);
                match name {
                    Some(name) => words::member(lang, name, body).into(),
                    None => body.into(),
                }
            }
            SeenBy::Clock => self.body(self.holder.0).into(),
        }
    }

    fn date(&self, at: Instant) -> String {
        self.local.told(at)
    }

    fn body(&self, body: BodyId) -> &str {
        self.shown.body_name(self.lang, body)
    }

    fn pictures(&self, photos: &[PhotoId]) -> Vec<PassagePhoto> {
        photos
            .iter()
            .filter_map(|photo| {
                let at = self.photos.iter().position(|one| one.photo == *photo)?;
                Some(picture(self.lang, &self.shown.case, at, *photo))
            })
            .collect()
    }
}

/// All reasons in a row; most events have one, which needs no copy.
fn joined(mut reasons: Vec<Words>, gap: &str) -> Words {
    if reasons.len() > 1 {
        reasons.join(gap).into()
    } else {
        reasons.pop().unwrap_or_default()
    }
}

/// A photo, with its number on the case for who cannot see it.
fn picture(lang: Language, case: &Case, at: usize, photo: PhotoId) -> PassagePhoto {
    let number = (at + 1).to_string();
    let done = case
        .photos
        .iter()
        .any(|one| one.photo == photo && one.of == PhotoOf::Report);
    PassagePhoto {
        href: routes::photo(photo, "large"),
        src: routes::photo(photo, "small"),
        alt: if done {
            case_words::photo_done_alt(lang, &number)
        } else {
            case_words::photo_alt(lang, &number)
        }
        .into(),
    }
}
