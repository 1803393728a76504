//! Passing a case on (DESIGN section 5): up, on a ground and with a statement
//! of what was tried; back to the community, with the line of the charter that
//! says so; across, to a body of the same tier. Of backs and acrosses there are
//! two at most, and whoever is on duty for a danger passes nothing on.
//!
//! No other body is told of a private case unless its author says yes, so
//! there the holder proposes it first. Danger does not wait for that.

use serde::{Deserialize, Serialize};

use crate::body::{Body, BodyKind, Tier};
use crate::case::command::Proposal;
use crate::case::concern::Concern;
use crate::case::correct::{self, Correction};
use crate::case::event::{Event, Owed};
use crate::case::holding::HAND_OVERS;
use crate::case::refused::Refused;
use crate::case::surroundings::{Move, Then, Unfolding, route_input};
use crate::case::{Case, hear};
use crate::charter::{Charter, Urgency};
use crate::id::{BodyId, PersonId};
use crate::permission::Action;
use crate::routing::{self, Ground, RouteRefused};
use crate::text::Sentence;

macro_rules! grounds {
    ($(#[$doc:meta])* $name:ident: $($(#[$each:meta])* $variant:ident;)+) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            $($(#[$each])* $variant,)+
        }

        impl $name {
            /// All of them, in the order in which they are offered.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The stable code used in forms.
            pub const fn code(self) -> &'static str {
                self.ground().code()
            }

            /// Reads a code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }

            /// The ground as it stands in the record.
            pub const fn ground(self) -> Ground {
                match self {
                    $(Self::$variant => Ground::$variant,)+
                }
            }
        }
    };
}

grounds! {
    /// Why a holder passes a case to the tier above.
    UpGround:
    /// The holder may not do it.
    OutsidePowers;
    /// The holder cannot pay for it or do it.
    OutsideMeans;
    /// It was tried and failed.
    TriedAndFailed;
    /// Someone may be hurt.
    Danger;
    /// The holder or one of its members is concerned.
    ConflictOfInterest;
}

grounds! {
    /// Why government returns a case to the community.
    BackGround:
    /// The community may settle it itself.
    WithinCommunityPowers;
    /// It lies elsewhere.
    WrongPlace;
}

/// How a case is passed on, and what is said with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "handing", rename_all = "kebab-case")]
pub enum Handing {
    /// To the tier above.
    Up {
        /// Why.
        ground: UpGround,
        /// What was tried.
        tried: Sentence,
        /// What is asked of the tier above.
        asked: Sentence,
    },
    /// From government to the community.
    Back {
        /// Why.
        ground: BackGround,
        /// The key of the charter's category that says so.
        line: String,
        /// In words.
        words: Sentence,
    },
    /// To a body of the same tier.
    Across {
        /// Which.
        to: BodyId,
        /// Why.
        words: Sentence,
    },
}

impl Handing {
    /// What it says to those it is proposed to.
    pub const fn words(&self) -> &Sentence {
        match self {
            Self::Up { asked: words, .. }
            | Self::Back { words, .. }
            | Self::Across { words, .. } => words,
        }
    }

    /// The same, to be taken out.
    pub(crate) const fn words_mut(&mut self) -> [Option<&mut Sentence>; 2] {
        match self {
            Self::Up { tried, asked, .. } => [Some(asked), Some(tried)],
            Self::Back { words, .. } | Self::Across { words, .. } => [Some(words), None],
        }
    }

    /// What permission is asked for it.
    pub const fn action(&self) -> Action {
        match self {
            Self::Up { .. } => Action::HandUp,
            Self::Back { .. } => Action::HandBack,
            Self::Across { .. } => Action::HandAcross,
        }
    }

    /// Whether it goes up although something is to be checked first: someone may be
    /// hurt, or who would check is concerned.
    pub(super) const fn waits_for_no_check(&self) -> bool {
        matches!(
            self,
            Self::Up {
                ground: UpGround::Danger | UpGround::ConflictOfInterest,
                ..
            }
        )
    }

    const fn is_danger(&self) -> bool {
        matches!(
            self,
            Self::Up {
                ground: UpGround::Danger,
                ..
            }
        )
    }

    /// Whether it is one of the hand-overs of which there are two.
    const fn counts(&self) -> bool {
        match self {
            Self::Up { .. } => false,
            Self::Back { .. } | Self::Across { .. } => true,
        }
    }
}

/// Passes the case on, or proposes it to the author of a private one.
pub(super) fn hand(case: &mut Unfolding<'_>, handing: &Handing) -> Result<(), Refused> {
    // What could not be carried out is not proposed either.
    destination(case, handing)?;
    if case.case.concern.visibility.is_public() || handing.is_danger() {
        return carry_out(case, handing);
    }
    if case.case.pending.is_some() {
        return Err(Refused::ProposalPending);
    }
    if case.case.speaker().is_none() {
        return Err(Refused::NobodyToAsk);
    }
    case.record(Event::Proposed {
        proposal: Proposal::Hand {
            handing: handing.clone(),
        },
    });
    Ok(())
}

/// Somebody affected asks that it goes up: it does when residents of enough
/// households ask, members of the holder aside, or its author after the holder
/// missed a date. A private case never goes up without its author.
pub(super) fn ask_up(case: &mut Unfolding<'_>, reason: &Sentence) -> Result<(), Refused> {
    if case.case.table.is_some() {
        return Err(Refused::TableHolds);
    }
    if case.case.concern.urgency == Urgency::Danger && case.holder().calendar.duty {
        return Err(Refused::DutyCannotHandOver);
    }
    let above = case.above().filter(|above| above.takes_cases());
    let above = above.ok_or(Refused::NobodyAbove)?;
    if case
        .person()
        .is_some_and(|me| case.case.asked_up.contains(&me))
    {
        return Err(Refused::AskedUpAlready);
    }
    case.record(Event::AskedUp {
        reason: reason.clone(),
    });
    if enough_ask(case) {
        hear::go_on_without_answer(case);
        case.move_to(above, Move::on(Ground::Residents, None, Then::StartsOver));
    }
    Ok(())
}

fn enough_ask(case: &Unfolding<'_>) -> bool {
    let (members, now) = (case.around.holder_members, &case.case);
    let author = now
        .author
        .is_some_and(|author| now.asked_up.contains(&author));
    let neighbours = neighbours(&now.asked_up, members);
    let late = now
        .missed
        .iter()
        .any(|missed| missed.holder == now.holding.holder && missed.owed != Owed::Outcome);
    let enough = case.around.households.enough(neighbours) || (author && late);
    enough && (author || now.concern.visibility.is_public())
}

/// Whoever asks for anything that takes enough households.
pub fn asking(case: &Case) -> impl Iterator<Item = PersonId> + '_ {
    let time = case.talk.iter().flat_map(|talk| &talk.asked_time);
    let all = case.asked_up.iter().chain(&case.asked_thread).chain(time);
    all.copied()
}

/// Those who ask for something, without members of the holder.
pub fn neighbours<'a>(
    asking: &'a [PersonId],
    members: &'a [PersonId],
) -> impl Iterator<Item = PersonId> + 'a {
    let asking = asking.iter().copied();
    asking.filter(|one| !members.contains(one))
}

/// Does what was asked for or agreed to.
pub(super) fn carry_out(case: &mut Unfolding<'_>, handing: &Handing) -> Result<(), Refused> {
    let to = destination(case, handing)?;
    hear::go_on_without_answer(case);
    let (ground, reason, tried, line) = match handing {
        Handing::Up {
            ground,
            tried,
            asked,
        } => (ground.ground(), asked, Some(tried.clone()), None),
        Handing::Back {
            ground,
            line,
            words,
        } => (ground.ground(), words, None, Some(line.clone())),
        Handing::Across { words, .. } => (Ground::Across, words, None, None),
    };
    if handing.is_danger() && case.case.concern.urgency != Urgency::Danger {
        let danger = Correction {
            urgency: Some(Urgency::Danger),
            ..Correction::default()
        };
        correct::record(case, &danger, Urgency::Danger, reason);
    }
    case.move_to(
        to,
        Move {
            tried,
            line,
            hand_over: handing.counts(),
            ..Move::on(ground, Some(reason.clone()), Then::StartsOver)
        },
    );
    Ok(())
}

fn destination<'a>(case: &Unfolding<'a>, handing: &Handing) -> Result<&'a Body, Refused> {
    let holder = case.holder();
    if case.case.concern.urgency == Urgency::Danger && holder.calendar.duty {
        return Err(Refused::DutyCannotHandOver);
    }
    if case.case.table.is_some() && !handing.is_danger() {
        return Err(Refused::TableHolds);
    }
    if handing.counts() && case.case.hand_overs() >= HAND_OVERS {
        return Err(Refused::HandOversUsedUp);
    }
    match handing {
        Handing::Up { ground, .. } => up(case, *ground),
        Handing::Back { line, .. } if holder.kind == BodyKind::Government => back(case, line),
        Handing::Back { .. } => Err(Refused::OnlyGovernmentHandsBack),
        Handing::Across { to, .. } => peers(&case.case, case.around.charter, case.around.bodies)
            .into_iter()
            .find(|peer| peer.id == *to)
            .ok_or(Refused::CannotTakeIt),
    }
}

fn up<'a>(case: &Unfolding<'a>, ground: UpGround) -> Result<&'a Body, Refused> {
    let duty = (ground == UpGround::Danger)
        .then(|| {
            routing::duty_above(
                case.holder(),
                route_input(&case.case.concern),
                case.around.bodies,
                case.around.charter,
            )
        })
        .flatten()
        .and_then(|duty| case.body(duty));
    duty.or_else(|| case.above())
        .filter(|above| above.takes_cases())
        .ok_or(Refused::NobodyAbove)
}

/// Whether the rules leave a case to the community: nothing that is reserved,
/// that starts higher, or in which someone may be hurt, also not once the duty
/// body thought better of it.
pub fn is_left_to_community(case: &Case, charter: &Charter) -> bool {
    case.concern.line(charter).is_some_and(|category| {
        !category.reserved
            && category.lowest <= Tier::COMMITTEE
            && category.urgency != Urgency::Danger
            && case.concern.urgency != Urgency::Danger
    })
}

fn back<'a>(case: &Unfolding<'a>, line: &str) -> Result<&'a Body, Refused> {
    let category = case
        .around
        .charter
        .category(line)
        .ok_or(RouteRefused::CategoryUnknown)?;
    // The line is that of the case: who thinks that it is another matter
    // corrects the category first.
    let own = case.case.concern.category == category.key;
    if !own || !is_left_to_community(&case.case, case.around.charter) {
        return Err(Refused::LineDoesNotSay);
    }
    let community = |id| {
        case.body(id)
            .filter(|body| body.kind == BodyKind::SelfGovernance && body.takes_cases())
    };
    let lowest = || {
        let input = route_input(&case.case.concern);
        let (bodies, charter) = (case.around.bodies, case.around.charter);
        routing::route(input, bodies, charter, case.around.now).ok()
    };
    case.case
        .holding
        .beside
        .and_then(community)
        .or_else(|| lowest().and_then(|route| community(route.holder)))
        .ok_or(Refused::NobodyBelow)
}

/// Who would have a case that goes up now. What was true when the holder got it
/// (`Holding::next`) may not be any more: bodies come, and go out of service.
pub fn above<'a>(case: &Case, charter: &Charter, bodies: &'a [Body]) -> Option<&'a Body> {
    let of = |id: BodyId| bodies.iter().find(|body| body.id == id);
    let holder = of(case.holding.holder)?;
    let above = routing::next_above(holder, route_input(&case.concern), bodies, charter)?;
    of(above).filter(|above| above.id != holder.id && above.takes_cases())
}

/// The other bodies of the holder's tier that could take the case.
pub fn peers<'a>(
    case: &Case,
    charter: &Charter,
    bodies: impl IntoIterator<Item = &'a Body>,
) -> Vec<&'a Body> {
    let Some(category) = case.concern.line(charter) else {
        return Vec::new();
    };
    let concerned = |concern: &Concern, body: &Body| concern.concerned().contains(&body.id);
    bodies
        .into_iter()
        .filter(|body| {
            body.id != case.holding.holder
                && body.tier == case.holding.tier
                && body.kind == case.holding.kind
                && correct::fits(body, &category, &case.concern)
                && !concerned(&case.concern, body)
        })
        .collect()
}
