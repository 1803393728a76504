//! Flags, removals and what a removal hides.

use serde::{Deserialize, Serialize};

use crate::case::command::Command;
use crate::case::event::{AskedToLook, Event, LeftRemoved};
use crate::case::refused::Refused;
use crate::case::surroundings::Unfolding;
use crate::id::{BodyId, FlagId, PersonId, PhotoId};
use crate::instant::Instant;
use crate::text::Sentence;

/// A public text or photo of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "kebab-case")]
pub enum Part {
    /// What the resident wrote.
    Concern,
    /// A photo.
    Photo {
        /// Which.
        photo: PhotoId,
    },
    /// The words of the event with this number, from 1.
    Event {
        /// Which.
        number: i64,
    },
}

/// The rule that a text or photo breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// It names or shows a private person.
    NamesAPerson,
    /// It names a flat or shows a number plate.
    NamesAHome,
    /// It insults or threatens.
    Insults,
    /// It is advertising.
    Advertises,
    /// It has nothing to do with the case.
    OffTopic,
    /// The law forbids it.
    Unlawful,
    /// Who wrote or took it wants it gone.
    OwnWish,
}

impl Rule {
    /// All rules.
    pub const ALL: [Self; 7] = [
        Self::NamesAPerson,
        Self::NamesAHome,
        Self::Insults,
        Self::Advertises,
        Self::OffTopic,
        Self::Unlawful,
        Self::OwnWish,
    ];

    /// The stable code kept in the database and used in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NamesAPerson => "names-a-person",
            Self::NamesAHome => "names-a-home",
            Self::Insults => "insults",
            Self::Advertises => "advertises",
            Self::OffTopic => "off-topic",
            Self::Unlawful => "unlawful",
            Self::OwnWish => "own-wish",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// Somebody asks to look at a part of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// Its id.
    pub id: FlagId,
    /// What.
    pub part: Part,
    /// Which rule it breaks.
    pub rule: Rule,
    /// More, in words.
    pub words: Option<Sentence>,
    /// Who flagged it.
    pub by: PersonId,
    /// When.
    pub at: Instant,
}

/// A part that is hidden from everybody but its author and the moderators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// What.
    pub part: Part,
    /// Which rule it breaks.
    pub rule: Rule,
    /// Why, for its author.
    pub words: Sentence,
    /// Who wrote or took it, if they are still on the case.
    pub author: Option<PersonId>,
    /// Who removed it.
    pub by: PersonId,
    /// When.
    pub at: Instant,
    /// The appeal of its author, if there was one: there is one at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appeal: Option<RemovalAppeal>,
}

/// The author of a removed part asks that somebody else looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovalAppeal {
    /// Why, in their words.
    pub words: Sentence,
    /// When.
    pub at: Instant,
    /// The body above that answers, where nobody but who removed it moderates the case.
    pub judge: Option<BodyId>,
    /// Whether somebody looked at it and left it removed.
    pub kept: bool,
}

impl Removed {
    /// The appeal, while nobody has answered it.
    pub fn waiting(&self) -> Option<&RemovalAppeal> {
        self.appeal.as_ref().filter(|appeal| !appeal.kept)
    }

    /// Whether `person` may still appeal: once, who wrote or took it, and not against
    /// their own wish.
    pub fn can_be_appealed_by(&self, person: PersonId) -> bool {
        self.author == Some(person) && self.by != person && self.appeal.is_none()
    }

    /// Whether `person` may answer the appeal that waits: neither who removed it nor who
    /// wrote or took it. Whether they moderate the case is asked elsewhere.
    pub fn can_be_answered_by(&self, person: PersonId) -> bool {
        self.waiting().is_some() && self.by != person && self.author != Some(person)
    }
}

/// The commands of moderation.
pub(super) fn carry_out(case: &mut Unfolding<'_>, command: &Command) -> Result<(), Refused> {
    match command {
        Command::Flag {
            id,
            part,
            rule,
            words,
        } => flag(case, *id, *part, *rule, words.as_ref()),
        Command::DismissFlag { id, words } => dismiss(case, *id, words),
        Command::Remove { part, rule, words } => remove(case, *part, *rule, words),
        Command::Restore { part, words } => restore(case, *part, words),
        Command::AppealRemoval { part, words } => appeal(case, *part, words),
        Command::KeepRemoved { part, words } => keep(case, *part, words),
        _ => Ok(()),
    }
}

fn flag(
    case: &mut Unfolding<'_>,
    id: FlagId,
    part: Part,
    rule: Rule,
    words: Option<&Sentence>,
) -> Result<(), Refused> {
    author_of(case, part)?;
    if case.case.is_removed(part) {
        return Err(Refused::RemovedAlready);
    }
    let again = case
        .case
        .flags
        .iter()
        .any(|flag| flag.id == id || (flag.part == part && Some(flag.by) == case.person()));
    if again {
        return Err(Refused::FlaggedAlready);
    }
    case.record(Event::Flagged {
        id,
        part,
        rule,
        words: words.cloned(),
    });
    Ok(())
}

fn dismiss(case: &mut Unfolding<'_>, id: FlagId, words: &Sentence) -> Result<(), Refused> {
    let flag = case.case.flags.iter().find(|flag| flag.id == id);
    let flagged_by = Some(flag.ok_or(Refused::FlagUnknown)?.by);
    case.record(Event::FlagDismissed {
        id,
        flagged_by,
        words: words.clone(),
    });
    Ok(())
}

fn remove(
    case: &mut Unfolding<'_>,
    part: Part,
    rule: Rule,
    words: &Sentence,
) -> Result<(), Refused> {
    let author = author_of(case, part)?;
    if case.case.is_removed(part) {
        return Err(Refused::RemovedAlready);
    }
    case.record(Event::Removed {
        part,
        rule,
        words: words.clone(),
        author,
    });
    Ok(())
}

fn restore(case: &mut Unfolding<'_>, part: Part, words: &Sentence) -> Result<(), Refused> {
    let removed = removed(case, part)?;
    let author = removed.author;
    let own = author.is_some() && author == case.person();
    if own && author != Some(removed.by) {
        return Err(Refused::OwnRemoval);
    }
    if !answers_for(case, removed) {
        return Err(Refused::NoRemovalAppeal);
    }
    case.record(Event::Restored {
        part,
        words: words.clone(),
        author,
    });
    Ok(())
}

fn removed<'a>(case: &'a Unfolding<'_>, part: Part) -> Result<&'a Removed, Refused> {
    let mut removed = case.case.removed.iter();
    let found = removed.find(|one| one.part == part);
    found.ok_or(Refused::NotRemoved)
}

fn appeal(case: &mut Unfolding<'_>, part: Part, words: &Sentence) -> Result<(), Refused> {
    let removed = removed(case, part)?;
    let may = case
        .person()
        .is_some_and(|person| removed.can_be_appealed_by(person));
    if !may {
        return Err(Refused::NoRemovalAppeal);
    }
    let judge = judge(case, removed);
    let words = words.clone();
    case.record(Event::RemovalAppealed(AskedToLook { part, words, judge }));
    Ok(())
}

fn keep(case: &mut Unfolding<'_>, part: Part, words: &Sentence) -> Result<(), Refused> {
    let removed = removed(case, part)?;
    if removed.waiting().is_none() || !answers_for(case, removed) {
        return Err(Refused::NoRemovalAppeal);
    }
    let may = case
        .person()
        .is_some_and(|person| removed.can_be_answered_by(person));
    if !may {
        return Err(Refused::OwnRemoval);
    }
    let author = removed.author;
    let words = words.clone();
    case.record(Event::RemovalKept(LeftRemoved {
        part,
        words,
        author,
    }));
    Ok(())
}

/// Whether the body that acts looks at this part: who moderates the case at all of them,
/// the body above only at what it was asked about.
fn answers_for(case: &Unfolding<'_>, removed: &Removed) -> bool {
    let holding = &case.case.holding;
    let body = case.by_body();
    let moderates = body == Some(holding.holder) || (body.is_some() && body == holding.beside);
    let judge = removed.waiting().and_then(|appeal| appeal.judge);
    moderates || (judge.is_some() && body == judge)
}

/// The body above, where those who moderate the case are nobody but who removed the part
/// and who wrote or took it.
fn judge(case: &Unfolding<'_>, removed: &Removed) -> Option<BodyId> {
    let holding = &case.case.holding;
    let parties = [Some(removed.by), removed.author];
    let mut held = case.around.holder_members.iter();
    let others = held.any(|member| !parties.contains(&Some(*member)));
    let beside = holding.beside.and_then(|body| case.body(body));
    let several = beside.is_some_and(|body| body.members > 1);
    let public = case.case.concern.visibility.is_public();
    holding.next.filter(|_| public && !others && !several)
}

/// Who wrote or took a part; the part has to exist, and an event has to bear
/// somebody's words.
fn author_of(case: &Unfolding<'_>, part: Part) -> Result<Option<PersonId>, Refused> {
    match part {
        Part::Concern => Ok(case.case.author),
        Part::Photo { photo } => case
            .case
            .photos
            .iter()
            .find(|one| one.photo == photo)
            .map(|one| Some(one.by))
            .ok_or(Refused::PartUnknown),
        Part::Event { number } => case
            .around
            .event
            .filter(|recorded| recorded.number == number && recorded.event.has_words())
            .map(|recorded| recorded.by.person())
            .ok_or(Refused::PartUnknown),
    }
}
