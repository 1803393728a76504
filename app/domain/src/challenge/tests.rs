//! Stories of challenges in the small town of the cases, and random ones.

mod sequences;
mod stories;

use crate::body::Body;
use crate::case::tests::town::{
    AUTHOR, COMMITTEE, LANE, Story, WORKS_OFFICE, bodies, body_id, filing, monday, place, resident,
    say,
};
use crate::case::{Case, Seat, Share, Visibility};
use crate::challenge::{
    Around, Challenge, Command, Decided, Opening, Order, Recorded, Refused, decide, open,
};
use crate::id::{ChallengeId, PlaceId};
use crate::instant::Instant;
use crate::person::Actor;
use crate::reference::Reference;
use crate::text::{Title, Words};

/// A challenge and the cases around it, at one moment.
#[derive(Clone)]
pub(crate) struct Hard {
    pub bodies: Vec<Body>,
    pub now: Instant,
    pub challenge: Challenge,
    pub history: Vec<Recorded>,
    /// The one it was opened with, one more, and a private one.
    pub cases: Vec<Case>,
    /// The places that all its cases lie in.
    pub common: Vec<PlaceId>,
}

pub(crate) fn opening(place: PlaceId, now: Instant) -> Opening {
    Opening {
        id: ChallengeId::new(uuid::Uuid::from_u128(500)),
        reference: Reference::from_seed(500),
        title: Title::parse("Dark stairs again and again").unwrap(),
        words: Words::parse("The old wiring gives way.").unwrap(),
        place,
        task: say("Keeps a list of the lamps."),
        review_due: now.plus_days(30),
    }
}

pub(crate) fn case(number: u128, visibility: Visibility) -> Case {
    let mut filing = filing("light", visibility);
    filing.id = crate::case::tests::town::case_id(number);
    filing.reference = Reference::from_seed(u64::try_from(number).unwrap());
    Story::try_of(filing, &resident(AUTHOR)).unwrap().case
}

pub(crate) fn seat(body: u128, share: Share) -> Seat {
    Seat {
        body: body_id(body),
        share,
        task: share.needs_task().then(|| say("Does its part.")),
        cost: None,
        risk: None,
        benefit: None,
        unknown: true,
    }
}

pub(crate) fn try_open(
    place: PlaceId,
    case: &Case,
    actor: &Actor,
    now: Instant,
) -> Result<Decided, Refused> {
    let bodies = bodies();
    let around = Around {
        convener: &bodies[0],
        bodies: &bodies,
        case: Some(case),
        common: &[],
        now,
    };
    open(opening(place, now), case, actor, &around)
}

impl Hard {
    /// The committee of the lane convenes; the works office sits beside it.
    pub fn new() -> Self {
        let first = case(200, Visibility::PublicWithoutName);
        let member = crate::case::tests::town::member(COMMITTEE);
        let decided = try_open(place(LANE), &first, &member, monday()).unwrap();
        let mut hard = Self {
            bodies: bodies(),
            now: monday(),
            common: crate::case::tests::town::path_of(LANE),
            challenge: decided.challenge,
            history: decided.recorded,
            cases: vec![
                decided.case.unwrap().case,
                case(201, Visibility::Public),
                case(202, Visibility::BodyOnly),
            ],
        };
        let set = Command::SetTable {
            convener: body_id(COMMITTEE),
            seats: vec![
                seat(COMMITTEE, Share::Leads),
                seat(WORKS_OFFICE, Share::Does),
            ],
            words: say("The wires are theirs."),
        };
        hard.must(&member, set, None);
        hard
    }

    pub fn try_order(
        &self,
        actor: &Actor,
        order: &Order,
        case: Option<usize>,
    ) -> Result<Decided, Refused> {
        let mut bodies = self.bodies.iter();
        let around = Around {
            convener: bodies
                .find(|body| body.id == self.challenge.convener)
                .unwrap(),
            bodies: &self.bodies,
            case: case.map(|at| &self.cases[at]),
            common: &self.common,
            now: self.now,
        };
        decide(&self.challenge, order, actor, &around)
    }

    /// Carries a command out and gives the kinds of what happened, or its refusal's code.
    pub fn attempt(
        &mut self,
        actor: &Actor,
        command: Command,
        case: Option<usize>,
    ) -> Result<Vec<&'static str>, &'static str> {
        let decided = self
            .try_order(actor, &Order::from(command), case)
            .map_err(Refused::code)?;
        let kinds = decided.recorded.iter().map(|one| one.event.kind());
        let kinds = kinds.collect();
        self.challenge = decided.challenge;
        self.history.extend(decided.recorded);
        if let (Some(at), Some(after)) = (case, decided.case) {
            self.cases[at] = after.case;
        }
        Ok(kinds)
    }

    pub fn must(
        &mut self,
        actor: &Actor,
        command: Command,
        case: Option<usize>,
    ) -> Vec<&'static str> {
        self.attempt(actor, command, case).unwrap()
    }

    pub fn wake(&mut self) -> Result<Vec<&'static str>, &'static str> {
        self.attempt(&Actor::Clock, Command::Wake, None)
    }
}
