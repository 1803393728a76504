//! What somebody sees of a case they may see: names, answers and removed
//! texts stay with those they are meant for.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::case::event::{LeftRemoved, QuestionEnd};
use crate::case::moderate::{Part, Removed};
use crate::case::{Answer, AnswerReason, By, Case, CasePhoto, Event, Recorded, Verdict};
use crate::id::{BodyId, PersonId};
use crate::instant::Instant;
use crate::permission::silence::ellipsis;
use crate::permission::{Action, Denied, Standing, Subject, may, standing};
use crate::person::Actor;
use crate::text::Words;

/// The parts of a case that depend on who looks. What was said along the way
/// (heard, planned, reported, declined …) is shown from [`visible_event`], which
/// knows what was removed, and not from the stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts<'a> {
    /// What the person is to the case.
    pub standing: Standing,
    /// What the resident wrote; `None` if it was removed.
    pub words: Option<&'a Words>,
    /// Why parts were removed; for their author and the moderators, else empty.
    pub removed: Vec<&'a Removed>,
    /// The author, where the name may be shown.
    pub author: Option<PersonId>,
    /// Whether how the author is reached may be shown.
    pub reachable: bool,
    /// The photos that may be shown.
    pub photos: Vec<CasePhoto>,
    /// Answers to the extra questions, by key.
    pub answers: Option<&'a BTreeMap<String, String>>,
    /// How many said what about the last report.
    pub tally: BTreeMap<Verdict, usize>,
    /// What the person said about it.
    pub own_answer: Option<Answer>,
    /// How many said that they were pressed; never for the holder.
    pub pressed: Option<usize>,
}

/// Who an event is said to be by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SeenBy {
    /// The person who looks.
    You,
    /// The author, named if that may be.
    Author(Option<PersonId>),
    /// Somebody affected.
    Affected,
    /// A member of a body, under the name they chose.
    Member {
        /// Who.
        person: PersonId,
        /// For which body.
        body: BodyId,
    },
    /// A date passed.
    Clock,
}

/// An event as somebody sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen<'a> {
    /// Its number.
    pub number: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub by: SeenBy,
    /// What happened; words that are not for this person read "…".
    pub event: Cow<'a, Event>,
    /// Whether its words were removed; its author and moderators still see them.
    pub removed: bool,
}

/// What `actor` sees of `case`.
///
/// # Errors
/// [`Denied::NotVisible`] if there is no such case for them.
pub fn visible_parts<'a>(actor: &Actor, case: &'a Case) -> Result<Parts<'a>, Denied> {
    let subject = Subject::Case(case);
    may(actor, Action::SeeCase, &subject)?;
    let allowed = |action| may(actor, action, &subject).is_ok();
    let standing = standing(actor, case);
    let moderates = allowed(Action::SeeRemoved);
    let me = actor.person().map(|person| person.id);
    let hidden = |part: Part, author: Option<PersonId>| {
        case.is_removed(part) && !moderates && (author.is_none() || author != me)
    };
    let answers = case.stage.answers();
    Ok(Parts {
        standing,
        words: (!hidden(Part::Concern, case.author)).then_some(&case.concern.words),
        removed: case
            .removed
            .iter()
            .filter(|one| moderates || (one.author.is_some() && one.author == me))
            .collect(),
        author: case.author.filter(|_| allowed(Action::SeeName)),
        reachable: allowed(Action::SeeIdentity),
        photos: case
            .photos
            .iter()
            .filter(|one| !hidden(Part::Photo { photo: one.photo }, Some(one.by)))
            .copied()
            .collect(),
        answers: allowed(Action::SeeAnswers).then_some(&case.concern.answers),
        tally: tally(answers),
        own_answer: answers.iter().copied().find(|one| Some(one.person) == me),
        pressed: allowed(Action::SeePressed).then(|| pressed(answers)),
    })
}

fn tally(answers: &[Answer]) -> BTreeMap<Verdict, usize> {
    let mut tally = BTreeMap::new();
    for answer in answers {
        *tally.entry(answer.verdict).or_insert(0) += 1;
    }
    tally
}

fn pressed(answers: &[Answer]) -> usize {
    let pressed = |one: &&Answer| one.reason == Some(AnswerReason::Pressed);
    answers.iter().filter(pressed).count()
}

/// An event of `case` as `actor` sees it; `None` if it is not for them. Who
/// looks at many events asks one [`Sight`].
pub fn visible_event<'a>(
    actor: &Actor,
    case: &'a Case,
    recorded: &'a Recorded,
) -> Option<Seen<'a>> {
    Sight::of(actor, case).ok()?.event(recorded)
}

/// What one person may see of the history of one case, worked out once for all
/// its events.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent permissions: they occur in every combination"
)]
pub struct Sight<'a> {
    case: &'a Case,
    me: Option<PersonId>,
    standing: Standing,
    moderates: bool,
    names: bool,
    answers: bool,
    replies: bool,
    pressed: bool,
}

impl<'a> Sight<'a> {
    /// What `actor` may see of `case`.
    ///
    /// # Errors
    /// [`Denied::NotVisible`] if there is no such case for them.
    pub fn of(actor: &Actor, case: &'a Case) -> Result<Self, Denied> {
        let subject = Subject::Case(case);
        may(actor, Action::SeeCase, &subject)?;
        let allowed = |action| may(actor, action, &subject).is_ok();
        Ok(Self {
            case,
            me: actor.person().map(|person| person.id),
            standing: standing(actor, case),
            moderates: allowed(Action::SeeRemoved),
            names: allowed(Action::SeeName),
            answers: allowed(Action::SeeAnswers),
            replies: allowed(Action::SeeReplies),
            pressed: allowed(Action::SeePressed),
        })
    }

    /// The event as they see it; `None` if it is not for them.
    pub fn event(&self, recorded: &'a Recorded) -> Option<Seen<'a>> {
        let own = recorded
            .by
            .person()
            .is_some_and(|person| Some(person) == self.me);
        if !self.is_for_me(&recorded.event, own) {
            return None;
        }
        let number = recorded.number;
        let removed = self.case.is_removed(Part::Event { number })
            || (matches!(recorded.event, Event::Filed { .. })
                && self.case.is_removed(Part::Concern));
        let mut event = Cow::Borrowed(&recorded.event);
        if removed && !self.moderates && !own {
            event.to_mut().silence();
        }
        self.redact(&mut event, own);
        Some(Seen {
            number,
            at: recorded.at,
            by: self.by(recorded, own),
            event,
            removed,
        })
    }

    fn is_me(&self, person: Option<PersonId>) -> bool {
        person.is_some() && person == self.me
    }

    fn is_for_me(&self, event: &Event, own: bool) -> bool {
        let standing = &self.standing;
        match event {
            Event::IdentityOpened { .. } => {
                let held = standing.holder.is_some() || standing.at_table;
                own || standing.author || (held && !standing.sealed)
            }
            Event::Flagged { .. } => own || self.moderates,
            Event::FlagDismissed { flagged_by, .. } => {
                own || self.moderates || self.is_me(*flagged_by)
            }
            Event::Proposed { .. } | Event::ProposalRefused | Event::ProposalLapsed => {
                own || standing.speaker || standing.holder.is_some() || standing.at_table
            }
            _ => true,
        }
    }

    /// Takes out of an event what is not for this person, though the event is.
    fn redact(&self, event: &mut Cow<'_, Event>, own: bool) {
        if !carries_secrets(event) {
            return;
        }
        match event.to_mut() {
            Event::Filed { filed } => {
                if !self.answers {
                    filed.concern.answers.clear();
                }
                if !self.knows_of_conflict() {
                    filed.concern.conflict = None;
                }
            }
            Event::ConflictChecked { words, .. } if !own && !self.knows_of_conflict() => {
                *words = ellipsis();
            }
            Event::QuestionAsked { to, .. } => to.clear(),
            Event::QuestionEnded {
                end: QuestionEnd::Answered { words },
                ..
            } if !own && !self.replies => *words = ellipsis(),
            Event::ReportedDone { asked, .. } => asked.clear(),
            Event::Answered { reason, .. } => {
                let pressed = *reason == Some(AnswerReason::Pressed);
                if pressed && !own && !self.pressed {
                    *reason = None;
                }
            }
            Event::TookIn { affected, .. } => affected.clear(),
            Event::Removed { words, author, .. }
            | Event::Restored { words, author, .. }
            | Event::RemovalKept(LeftRemoved { words, author, .. }) => {
                let about_me = author.is_some() && *author == self.me;
                if !own && !self.moderates && !about_me {
                    *words = ellipsis();
                }
                *author = None;
            }
            Event::FlagDismissed { flagged_by, .. } => *flagged_by = None,
            // It may say again what was removed.
            Event::RemovalAppealed(asked) if !own && !self.moderates => asked.words = ellipsis(),
            _ => {}
        }
    }

    /// Whether they may read what is said against a body or its members.
    const fn knows_of_conflict(&self) -> bool {
        let standing = &self.standing;
        let held = standing.holder.is_some() || standing.at_table;
        standing.author || standing.speaker || (held && !standing.sealed)
    }

    fn by(&self, recorded: &Recorded, own: bool) -> SeenBy {
        // Who filed it and took it back is not on the case any more.
        let filer = matches!(recorded.event, Event::Filed { .. } | Event::Withdrawn);
        match recorded.by {
            By::Clock => SeenBy::Clock,
            By::Member { person, body } => SeenBy::Member { person, body },
            By::Resident { .. } if own => SeenBy::You,
            By::Resident { person } if self.case.author == Some(person) => {
                SeenBy::Author(self.names.then_some(person))
            }
            By::Resident { .. } if filer => SeenBy::Author(None),
            By::Resident { .. } => SeenBy::Affected,
        }
    }
}

/// Whether anything in the event may be for some eyes only, so that it has to
/// be copied and looked through. A new kind of event is decided here, too.
#[expect(
    clippy::too_many_lines,
    reason = "one arm for every event; a split would hide a missing one"
)]
const fn carries_secrets(event: &Event) -> bool {
    match event {
        Event::Filed { .. }
        | Event::QuestionAsked { .. }
        | Event::QuestionEnded { .. }
        | Event::ReportedDone { .. }
        | Event::Answered { .. }
        | Event::ConflictChecked { .. }
        | Event::TookIn { .. }
        | Event::Removed { .. }
        | Event::Restored { .. }
        | Event::RemovalAppealed { .. }
        | Event::RemovalKept { .. }
        | Event::FlagDismissed { .. } => true,
        Event::FilerConfirmed
        | Event::Adopted { .. }
        | Event::LetterOwed { .. }
        | Event::LetterDelivered { .. }
        | Event::LetterAnswered { .. }
        | Event::Joined { .. }
        | Event::Left
        | Event::Heard { .. }
        | Event::Planned { .. }
        | Event::PlanMoved { .. }
        | Event::Reminded { .. }
        | Event::SilenceExtended { .. }
        | Event::Closed { .. }
        | Event::BackToActing { .. }
        | Event::Withdrawn
        | Event::Declined { .. }
        | Event::Appealed { .. }
        | Event::AppealRuled { .. }
        | Event::RegradeContested { .. }
        | Event::RegradeChecked { .. }
        | Event::Moved { .. }
        | Event::AskedUp { .. }
        | Event::AskedThread { .. }
        | Event::ThreadOwed { .. }
        | Event::ThreadOpened { .. }
        | Event::ThreadStep { .. }
        | Event::ThreadRetold { .. }
        | Event::AskedTime { .. }
        | Event::ThreadExtended { .. }
        | Event::ThreadAgreed { .. }
        | Event::ThreadClosed { .. }
        | Event::ThreadLeft { .. }
        | Event::TableCalled { .. }
        | Event::TableRewritten { .. }
        | Event::SeatPassed { .. }
        | Event::Proposed { .. }
        | Event::ProposalRefused
        | Event::ProposalLapsed
        | Event::Corrected { .. }
        | Event::Merged { .. }
        | Event::SplitOff { .. }
        | Event::GaveBack { .. }
        | Event::Gathered { .. }
        | Event::Released { .. }
        | Event::IdentityOpened { .. }
        | Event::Flagged { .. }
        | Event::Late { .. } => false,
    }
}
