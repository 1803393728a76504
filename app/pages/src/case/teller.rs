//! The history of a case in plain sentences: every event has one, in three
//! languages, with the names that the reader may see.

use domain::body::BodyKind;
use domain::case::{Case, CasePhoto, Event, Holding, PhotoOf, Recorded};
use domain::id::{BodyId, PhotoId};
use domain::instant::Instant;
use domain::language::Language;
use domain::permission::{Seen, SeenBy, Sight};
use domain::person::Actor;

use store::cases::HistoryEntry;

use super::load::Shown;
use crate::components::{Bank, Passage, PassagePhoto, Passages};
use crate::dates::{Local, Spelled};
use crate::routes;
use crate::text::case as case_words;
use crate::text::history as words;
use crate::told::Told;

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
    /// When its letter was entered, whose words follow.
    letter_of: Option<(Instant, BodyId)>,
    /// Whether a letter is owed next, from whose delivery the dates count.
    letter_follows: bool,
}

impl<'a> Teller<'a> {
    pub(super) fn new(
        shown: &'a Shown,
        actor: &Actor,
        lang: Language,
        local: Local,
        photos: &[CasePhoto],
    ) -> Self {
        let holding = &shown.case.holding;
        Self {
            shown,
            sight: Sight::of(actor, &shown.case).ok(),
            lang,
            local,
            photos: photos.to_vec(),
            holder: (holding.holder, holding.kind),
            letter_of: None,
            letter_follows: false,
        }
    }

    /// Everything that happened and may be told, the oldest first.
    pub(super) fn passages(mut self) -> Passages {
        let mut passages = Passages::new(self.lang, self.shown.history.len());
        self.each(|_, passage| passages.tell(passage));
        passages
    }

    /// The sentence of the newest event.
    pub(super) fn newest(mut self) -> Option<String> {
        let mut newest = None;
        self.each(|_, passage| newest = Some(passage.said.to_string()));
        newest
    }

    /// Every text along the way that could be flagged or removed: its number
    /// and the sentence it stands with.
    pub(super) fn texts(mut self) -> Vec<(i64, String)> {
        let lang = self.lang;
        let mut texts = Vec::new();
        self.each(|recorded, passage| {
            if recorded.event.has_words() {
                let (at, said) = (passage.at.to_string(), passage.said.to_string());
                texts.push((recorded.number, case_words::part_event(lang, &at, &said)));
            }
        });
        texts
    }

    fn each(&mut self, mut tell: impl FnMut(&Recorded, &Passage<'_>)) {
        let Some(sight) = self.sight else {
            return;
        };
        let shown = self.shown;
        for (at, entry) in shown.history.iter().enumerate() {
            let next = shown.history.get(at + 1);
            self.letter_follows =
                next.is_some_and(|next| matches!(next.recorded.event, Event::LetterOwed { .. }));
            self.follow(&entry.recorded);
            let Some(seen) = sight.event(&entry.recorded) else {
                continue;
            };
            let who = self.who(&seen, self.name(entry));
            tell(&entry.recorded, &self.passage(&seen, &who));
        }
    }

    /// The name of who did it; what an office wrote is its own, whoever entered it.
    fn name<'n>(&self, entry: &'n HistoryEntry) -> Option<&'n str> {
        let recorded = &entry.recorded;
        let wrote = recorded.by.body().map(|body| (recorded.at, body)) == self.letter_of
            && !matches!(recorded.event, Event::LetterAnswered { .. });
        entry.name.as_deref().filter(|_| !wrote)
    }

    fn follow(&mut self, recorded: &Recorded) {
        let event = &recorded.event;
        if matches!(event, Event::LetterAnswered { .. }) {
            self.letter_of = Some((recorded.at, self.holder.0));
        }
        let to: Option<&Holding> = match event {
            Event::Filed { filed } => Some(&filed.holding),
            Event::Moved { to, .. } | Event::TableCalled { to, .. } => Some(to),
            Event::SplitOff { holding, .. } => Some(holding),
            _ => None,
        };
        if let Some(to) = to {
            self.holder = (to.holder, to.kind);
        }
    }

    fn passage<'s>(&'s self, seen: &'s Seen<'_>, who: &'s Told<'s>) -> Passage<'s> {
        let mut said = self.say(&seen.event, who);
        if seen.removed {
            let hidden = said.quote.is_empty() || said.quote == HIDDEN;
            let told = if hidden {
                words::words_removed(self.lang)
            } else {
                words::words_hidden(self.lang)
            };
            said.because.push(told.into());
        }
        Passage {
            bank: self.bank(seen),
            at: self.local.told(seen.at),
            said: said.what,
            because: said.because,
            quote: if said.quote == HIDDEN { "" } else { said.quote },
            photos: self.pictures(said.photos),
        }
    }

    /// The bank on which the case lay: whoever speaks, the line crosses only with it.
    fn bank(&self, seen: &Seen<'_>) -> Bank {
        match seen.event.as_ref() {
            Event::Moved { to, .. } | Event::TableCalled { to, .. } => Bank::of(to.kind),
            _ => Bank::of(self.holder.1),
        }
    }

    fn who<'n>(&'n self, seen: &Seen<'_>, name: Option<&'n str>) -> Told<'n> {
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
                    Some(name) => words::member(lang, name, body),
                    None => body.into(),
                }
            }
            SeenBy::Clock => self.body(self.holder.0).into(),
        }
    }

    fn date(&self, at: Instant) -> Spelled {
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

/// A photo, with its number on the case for who cannot see it.
fn picture(lang: Language, case: &Case, at: usize, photo: PhotoId) -> PassagePhoto {
    let number = (at + 1).to_string();
    let of = case.photos.iter().find(|one| one.photo == photo);
    let of = of.map(|one| one.of);
    PassagePhoto {
        href: routes::photo(photo, "large"),
        src: routes::photo(photo, "small"),
        alt: match of {
            Some(PhotoOf::Report) => case_words::photo_done_alt(lang, &number),
            Some(PhotoOf::Letter) => case_words::photo_letter_alt(lang, &number),
            Some(PhotoOf::Concern) | None => case_words::photo_alt(lang, &number),
        }
        .into(),
    }
}
