//! What a decision rests on beside the case, and how its events unfold.

use crate::body::{Body, BodyKind};
use crate::case::event::{By, Event, Recorded};
use crate::case::holding::{Holding, Onward, Waits};
use crate::case::{Case, Check, Concern, check, letter};
use crate::charter::Charter;
use crate::clock;
use crate::household::Households;
use crate::id::{BodyId, PersonId};
use crate::instant::Instant;
use crate::office::Template;
use crate::routing::{self, Ground, RouteInput};
use crate::text::Sentence;

/// What a decision rests on beside the case: loaded by `store`.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// The version of the rules that the case stays under.
    pub charter: &'a Charter,
    /// The body that holds the case.
    pub holder: &'a Body,
    /// The bodies that serve the case's place or anything it lies in, those out
    /// of service included; for a correction of the place, those of the new
    /// place too.
    pub bodies: &'a [Body],
    /// Who has a seat in the holder: they are never asked whether it is solved.
    pub holder_members: &'a [PersonId],
    /// The households of those who ask for what takes enough of them: for asking so.
    pub households: &'a Households,
    /// The case it would be or was merged into: for proposing a merge, for
    /// saying yes to one, and for a split.
    pub other: Option<&'a Case>,
    /// The event whose words a flag or a removal is about (`Part::Event`).
    pub event: Option<&'a Recorded>,
    /// Who was told of the open report, and when: for the silence that ends it.
    pub told: &'a [ToldOfReport],
    /// How replies of the holder begin: none may be sent as it stands.
    pub templates: &'a [Template],
    /// The moment of the decision.
    pub now: Instant,
}

impl<'a> Surroundings<'a> {
    /// What stands around a case that is not asked anything of: only told something.
    pub fn plain(charter: &'a Charter, holder: &'a Body, bodies: &'a [Body], now: Instant) -> Self {
        const NOBODY: &Households = &Households {
            verified: 0,
            known: 0,
            of: std::collections::BTreeMap::new(),
        };
        Self {
            charter,
            holder,
            bodies,
            holder_members: &[],
            households: NOBODY,
            other: None,
            event: None,
            told: &[],
            templates: &[],
            now,
        }
    }
}

/// When the question whether it is solved reached somebody outside Linli.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToldOfReport {
    /// Whom.
    pub person: PersonId,
    /// When the first message arrived; `None` while all of them wait or failed.
    pub at: Option<Instant>,
}

/// What was decided: the case as it is now, and what happened to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The case after the events.
    pub case: Case,
    /// The events, in order; none if the command changed nothing.
    pub recorded: Vec<Recorded>,
    /// What happened to the other case, for a merge and a split.
    pub other: Option<Box<Decided>>,
}

/// A decision while it is made: each event is folded into the case at once,
/// so that the next rule looks at what is true by then.
pub(super) struct Unfolding<'a> {
    pub case: Case,
    pub around: Surroundings<'a>,
    by: By,
    recorded: Vec<Recorded>,
    other: Option<Box<Decided>>,
}

impl<'a> Unfolding<'a> {
    pub(super) fn new(case: Case, by: By, around: Surroundings<'a>) -> Self {
        Self {
            case,
            around,
            by,
            recorded: Vec::new(),
            other: None,
        }
    }

    /// Records an event and folds it into the case.
    pub(super) fn record(&mut self, event: Event) {
        let recorded = Recorded {
            number: self.case.version + 1,
            at: self.around.now,
            by: self.by,
            event,
        };
        self.case = self.case.clone().apply(&recorded);
        self.recorded.push(recorded);
    }

    /// Records an event on the other case too.
    pub(super) fn record_on_other(&mut self, other: &Case, event: Event) {
        let mut unfolding = Self::new(other.clone(), self.by, self.around);
        unfolding.record(event);
        self.other = Some(Box::new(unfolding.finish()));
    }

    pub(super) fn finish(self) -> Decided {
        Decided {
            case: self.case,
            recorded: self.recorded,
            other: self.other,
        }
    }

    /// From now on what is recorded is what `body` did, entered by the same person.
    pub(super) fn speak_for(&mut self, body: BodyId) {
        if let Some(person) = self.by.person() {
            self.by = By::Member { person, body };
        }
    }

    /// Whether anything happened so far.
    pub(super) fn is_empty(&self) -> bool {
        self.recorded.is_empty()
    }

    /// The person who acts; `None` for the clock.
    pub(super) fn person(&self) -> Option<PersonId> {
        self.by.person()
    }

    /// The body that acts; `None` for residents and the clock.
    pub(super) fn by_body(&self) -> Option<BodyId> {
        self.by.body()
    }

    /// The body with this id, where it is among those that were loaded.
    pub(super) fn body(&self, id: BodyId) -> Option<&'a Body> {
        self.around
            .bodies
            .iter()
            .chain([self.around.holder])
            .find(|body| body.id == id)
    }

    /// The body that holds the case by now.
    pub(super) fn holder(&self) -> &'a Body {
        self.body(self.case.holding.holder)
            .unwrap_or(self.around.holder)
    }

    pub(super) fn heard_due(&self, body: &Body) -> Instant {
        if self.case.check.is_some_and(Check::is_owed) {
            return check::due(&body.calendar, self.around.now);
        }
        clock::due_heard(self.case.concern.urgency, &body.calendar, self.around.now)
    }

    pub(super) fn plan_due(&self, body: &Body) -> Instant {
        clock::due_plan(self.case.concern.urgency, &body.calendar, self.around.now)
    }

    /// `due` moved on by the time since `stopped_at` in which the holder's
    /// clock stood still.
    pub(super) fn shifted(&self, due: Instant, stopped_at: Instant, until: Instant) -> Instant {
        let urgency = self.case.concern.urgency;
        clock::shift(urgency, due, &self.holder().calendar, stopped_at, until)
    }

    /// The body above the holder, if there is one.
    pub(super) fn above(&self) -> Option<&'a Body> {
        self.above_body(self.case.holding.holder)
    }

    pub(super) fn above_body(&self, body: BodyId) -> Option<&'a Body> {
        let input = route_input(&self.case.concern);
        let below = self.body(body)?;
        routing::next_above(below, input, self.around.bodies, self.around.charter)
            .filter(|above| *above != body)
            .and_then(|above| self.body(above))
    }

    /// Gives the case to `body`.
    pub(super) fn move_to(&mut self, body: &Body, by: Move) {
        let onward = match by.then {
            Then::StartsOver => Onward::StartsOver {
                heard_due: self.heard_due(body),
                plan_due: self.plan_due(body),
            },
            Then::Rules(due) => Onward::Rules { due },
            Then::CallsTable(due) => Onward::CallsTable { due },
            Then::StageKept => Onward::StageKept,
            Then::NoLater(plan_due) => {
                let heard_due = self.heard_due(body);
                Onward::StartsOver {
                    heard_due,
                    plan_due: self.plan_due(body).min(plan_due.max(heard_due)),
                }
            }
        };
        let to = self.holding_of(body, by.ground);
        self.record(Event::Moved {
            to: Box::new(to),
            ground: by.ground,
            reason: by.reason,
            tried: by.tried,
            line: by.line,
            onward,
            hand_over: by.hand_over,
        });
        match onward {
            Onward::StartsOver { .. } | Onward::Rules { .. } | Onward::CallsTable { .. } => {
                letter::owe(self);
            }
            // What was promised, asked or reported stays; nothing new is asked.
            Onward::StageKept => {}
        }
    }

    /// How `body` has the case if it gets it now.
    pub(super) fn holding_of(&self, body: &Body, ground: Ground) -> Holding {
        let before = &self.case.holding;
        Holding {
            holder: body.id,
            kind: body.kind,
            tier: body.tier,
            next: self.above_body(body.id).map(|above| above.id),
            from: if before.holder == body.id {
                before.from
            } else {
                Some(before.holder)
            },
            beside: self.beside(body, ground),
            ground: Some(ground),
            skipped: Vec::new(),
            gap: false,
            dispatched_at: self.around.now,
            waits: Waits::default(),
        }
    }

    /// The community body that stays beside a public case that goes to `to`.
    fn beside(&self, to: &Body, ground: Ground) -> Option<BodyId> {
        if to.kind == BodyKind::SelfGovernance || !self.case.concern.visibility.is_public() {
            return None;
        }
        let before = self.holder();
        if before.kind == BodyKind::SelfGovernance && before.takes_cases() {
            // Who is concerned does not stay at the table.
            (ground != Ground::ConflictOfInterest).then_some(before.id)
        } else {
            self.case.holding.beside
        }
    }
}

/// How a case passes on.
pub(super) struct Move {
    pub ground: Ground,
    pub reason: Option<Sentence>,
    pub tried: Option<Sentence>,
    pub line: Option<String>,
    pub then: Then,
    pub hand_over: bool,
}

impl Move {
    /// A move that is no hand-over.
    pub(super) const fn on(ground: Ground, reason: Option<Sentence>, then: Then) -> Self {
        Self {
            ground,
            reason,
            tried: None,
            line: None,
            then,
            hand_over: false,
        }
    }
}

/// What a move does to the stage.
pub(super) enum Then {
    StartsOver,
    /// As `StartsOver`, but the plan is not owed later than this (nor before it is heard).
    NoLater(Instant),
    Rules(Instant),
    CallsTable(Instant),
    StageKept,
}

/// What routing needs to know of a concern.
pub(super) fn route_input(concern: &Concern) -> RouteInput<'_> {
    RouteInput {
        category: &concern.category,
        place_path: &concern.place_path,
        answers: Some(&concern.answers),
        about: Some(concern.concerned()),
    }
}
