//! A small town to try cases in: one lane with its committee, one beside it,
//! a street office, a district with a duty desk, a city, a property company.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::body::{Body, BodyKind, Competence, Contact, Tier};
use crate::calendar::{Hours, WorkingCalendar};
use crate::case::deliberate::follow;
use crate::case::{
    Case, Command, Concern, Decided, Event, Filing, FilingSurroundings, Order, Recorded, Refused,
    Surroundings, ToldOfReport, Visibility, decide, file,
};
use crate::charter::{Answering, Category, Charter, Participation, Path, Question, Turn, Urgency};
use crate::household::Households;
use crate::id::{BodyId, CaseId, FlagId, PersonId, PhotoId, PlaceId, ThreadId};
use crate::instant::Instant;
use crate::language::{Language, Names};
use crate::office::Template;
use crate::person::{Actor, Office, Person, Role};
use crate::reference::Reference;
use crate::text::{Sentence, Title, Words};
use crate::thread::{self, About, Adding, Opening, Share, Thread, give_time, hand_on};

pub(crate) const LANE: u128 = 4;
pub(crate) const OTHER_LANE: u128 = 6;
pub(crate) const COMMITTEE: u128 = 11;
pub(crate) const STREET_OFFICE: u128 = 12;
pub(crate) const DISTRICT: u128 = 13;
pub(crate) const CITY: u128 = 14;
pub(crate) const COMPANY: u128 = 15;
pub(crate) const OTHER_COMMITTEE: u128 = 21;
/// Serves the same places as the street office, and comes after it.
pub(crate) const WORKS_OFFICE: u128 = 22;
pub(crate) const AUTHOR: u128 = 1;
pub(crate) const NEIGHBOUR: u128 = 2;
pub(crate) const THIRD: u128 = 3;
pub(crate) const STRANGER: u128 = 9;
pub(crate) const BODIES: [u128; 7] = [
    COMMITTEE,
    STREET_OFFICE,
    DISTRICT,
    CITY,
    COMPANY,
    OTHER_COMMITTEE,
    WORKS_OFFICE,
];

pub(crate) fn place(n: u128) -> PlaceId {
    PlaceId::new(Uuid::from_u128(n))
}

pub(crate) fn body_id(n: u128) -> BodyId {
    BodyId::new(Uuid::from_u128(n))
}

pub(crate) fn person_id(n: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(n))
}

pub(crate) fn case_id(n: u128) -> CaseId {
    CaseId::new(Uuid::from_u128(n))
}

pub(crate) fn photo(n: u128) -> PhotoId {
    PhotoId::new(Uuid::from_u128(n))
}

pub(crate) fn flag_id(n: u128) -> FlagId {
    FlagId::new(Uuid::from_u128(n))
}

pub(crate) fn say(text: &str) -> Sentence {
    Sentence::parse(text).unwrap()
}

/// A Monday, ten in the morning in Shanghai.
pub(crate) fn monday() -> Instant {
    Instant::parse("2026-11-23T10:00:00+08:00").unwrap()
}

pub(crate) fn local(text: &str) -> Instant {
    Instant::parse(&format!("{text}:00+08:00")).unwrap()
}

pub(crate) fn path_of(lane: u128) -> Vec<PlaceId> {
    [lane, 3, 2, 1].map(place).to_vec()
}

fn body(n: u128, kind: BodyKind, tier: u8, serves: u128) -> Body {
    Body {
        id: body_id(n),
        key: format!("body-{n}"),
        kind,
        tier: Tier::new(tier).unwrap(),
        names: Names::only(Language::En, "Body"),
        places: vec![place(serves)],
        competence: Competence::All,
        calendar: WorkingCalendar::weekdays("Asia/Shanghai", Hours::between(9, 17)),
        contact: Contact::default(),
        answers_to: None,
        rank: 0,
        in_service: true,
        members: 3,
        last_resort: false,
        on_paper: false,
    }
}

pub(crate) fn bodies() -> Vec<Body> {
    let mut district = body(DISTRICT, BodyKind::Government, 3, 2);
    district.calendar = WorkingCalendar::always_on("Asia/Shanghai");
    let mut city = body(CITY, BodyKind::Government, 4, 1);
    city.last_resort = true;
    let mut company = body(COMPANY, BodyKind::Partner, 1, LANE);
    company.answers_to = Some(body_id(COMMITTEE));
    let mut works = body(WORKS_OFFICE, BodyKind::Government, 2, 3);
    works.rank = 1;
    vec![
        body(COMMITTEE, BodyKind::SelfGovernance, 1, LANE),
        body(STREET_OFFICE, BodyKind::Government, 2, 3),
        district,
        city,
        company,
        body(OTHER_COMMITTEE, BodyKind::SelfGovernance, 1, OTHER_LANE),
        works,
    ]
}

fn category(key: &str, urgency: Urgency, lowest: u8, reserved: bool) -> Category {
    Category {
        key: key.to_owned(),
        names: Names::only(Language::En, key),
        examples: Names::only(Language::En, key),
        words: Vec::new(),
        urgency,
        path: Path::Settle,
        lowest: Tier::new(lowest).unwrap(),
        highest: Tier::new(3).unwrap(),
        reserved,
        household: key == "noise-next-door",
        participation: Participation::Told,
        questions: Vec::new(),
        notice: None,
        partners: Vec::new(),
        order: Vec::new(),
    }
}

/// A question to which "yes" changes where the matter goes.
fn asking(key: &str, turn: Turn) -> Question {
    Question {
        key: key.to_owned(),
        names: Names::only(Language::En, key),
        answering: Answering::YesNo,
        turns: BTreeMap::from([("yes".to_owned(), turn)]),
    }
}

/// The same, with an answer.
pub(crate) fn answered(mut filing: Filing, question: &str, answer: &str) -> Filing {
    filing.answers = BTreeMap::from([(question.to_owned(), answer.to_owned())]);
    filing
}

pub(crate) const CATEGORIES: [&str; 6] =
    ["light", "water", "gas", "food", "facade", "noise-next-door"];

pub(crate) fn charter() -> Charter {
    let nothing = Names::only(Language::En, "");
    let mut lift = category("lift", Urgency::Utility, 1, false);
    lift.partners = vec![format!("body-{COMPANY}")];
    lift.order = lift.partners.clone();
    let hurt = Turn {
        urgency: Some(Urgency::Danger),
        ..Turn::default()
    };
    lift.questions = vec![asking("stuck", hurt)];
    let mut light = category("light", Urgency::Ordinary, 1, false);
    let public = Turn {
        reserved: true,
        tiers: Some((Tier::new(2).unwrap(), Tier::new(3).unwrap())),
        ..Turn::default()
    };
    light.questions = vec![asking("public", public)];
    Charter {
        version: 7,
        title: nothing.clone(),
        emergency_number: "119".to_owned(),
        outside_address: nothing,
        categories: vec![
            light,
            category("water", Urgency::Utility, 1, false),
            category("gas", Urgency::Danger, 1, false),
            category("food", Urgency::Ordinary, 2, true),
            category("facade", Urgency::Hard, 1, false),
            category("noise-next-door", Urgency::Ordinary, 1, false),
            lift,
        ],
        methods: Vec::new(),
    }
}

pub(crate) fn person(n: u128, seats: &[(u128, BodyKind, Role)]) -> Person {
    Person {
        id: person_id(n),
        name: format!("Person {n}"),
        language: Language::En,
        confirmed: true,
        home: None,
        offices: seats
            .iter()
            .map(|(body, kind, role)| Office {
                body: body_id(*body),
                kind: *kind,
                role: *role,
            })
            .collect(),
        moderates: Vec::new(),
        steward: false,
        overseer: false,
    }
}

pub(crate) fn resident(n: u128) -> Actor {
    Actor::Person(person(n, &[]))
}

/// The member `10 × body + 1` of a body.
pub(crate) fn member(of: u128) -> Actor {
    let (kind, role) = match of {
        COMMITTEE | OTHER_COMMITTEE => (BodyKind::SelfGovernance, Role::CommitteeMember),
        COMPANY => (BodyKind::Partner, Role::Officer),
        _ => (BodyKind::Government, Role::Officer),
    };
    Actor::Person(person(of * 10 + 1, &[(of, kind, role)]))
}

pub(crate) fn filing(category: &str, visibility: Visibility) -> Filing {
    Filing {
        id: case_id(100),
        reference: Reference::from_seed(100),
        words: Words::parse("The light on the stairs has been dark since Sunday.").unwrap(),
        category: category.to_owned(),
        place: place(LANE),
        place_path: path_of(LANE),
        point: None,
        answers: BTreeMap::new(),
        visibility,
        conflict: None,
        photos: vec![photo(1)],
        on_paper: false,
    }
}

/// A case and everything around it, at one moment.
#[derive(Clone)]
pub(crate) struct Story {
    pub charter: Charter,
    pub bodies: Vec<Body>,
    pub now: Instant,
    pub case: Case,
    pub history: Vec<Recorded>,
    pub other: Option<Case>,
    pub told: Vec<ToldOfReport>,
    pub households: Households,
    /// How replies of the holder begin.
    pub templates: Vec<Template>,
    /// Who sits in the holder, where it is not two people.
    pub members: Option<Vec<PersonId>>,
    /// The thread about it.
    pub thread: Option<Thread>,
}

impl Story {
    pub fn of(filing: Filing) -> Self {
        Self::try_of(filing, &resident(AUTHOR)).unwrap()
    }

    pub fn try_of(filing: Filing, actor: &Actor) -> Result<Self, Refused> {
        let (charter, bodies, now) = (charter(), bodies(), monday());
        let around = FilingSurroundings {
            charter: &charter,
            bodies: &bodies,
            now,
        };
        let Decided { case, recorded, .. } = file(filing, actor, &around)?;
        Ok(Self {
            charter,
            bodies,
            now,
            case,
            history: recorded,
            other: None,
            told: Vec::new(),
            households: Households::default(),
            templates: Vec::new(),
            members: None,
            thread: None,
        })
    }

    /// A public case about a dark light, just filed.
    pub fn light() -> Self {
        Self::of(filing("light", Visibility::PublicWithoutName))
    }

    /// The same, heard by the committee.
    pub fn heard() -> Self {
        let mut story = Self::light();
        story.must(&member(COMMITTEE), hear());
        story
    }

    /// The same, with a neighbour affected too and reported done.
    pub fn reported() -> Self {
        let mut story = Self::heard();
        story.must(&resident(NEIGHBOUR), Command::Join { on_paper: false });
        story.must(&member(COMMITTEE), done());
        story
    }

    pub fn try_order(&self, actor: &Actor, order: &Order) -> Result<Decided, Refused> {
        let holder = self
            .bodies
            .iter()
            .find(|body| body.id == self.case.holding.holder)
            .unwrap();
        let of = holder.id.uuid().as_u128();
        let members = [person_id(of * 10 + 1), person_id(of * 10 + 2)];
        let event = match &order.command {
            Command::Flag { part, .. }
            | Command::Remove { part, .. }
            | Command::Restore { part, .. }
            | Command::AppealRemoval { part, .. }
            | Command::KeepRemoved { part, .. } => self.part_event(*part),
            _ => None,
        };
        let around = Surroundings {
            charter: &self.charter,
            holder,
            bodies: &self.bodies,
            holder_members: self.members.as_deref().unwrap_or(&members),
            households: &self.households,
            other: self.other.as_ref(),
            event,
            told: &self.told,
            templates: &self.templates,
            now: self.now,
        };
        decide(&self.case, order, actor, &around)
    }

    fn part_event(&self, part: crate::case::Part) -> Option<&Recorded> {
        match part {
            crate::case::Part::Event { number } => self
                .history
                .iter()
                .find(|recorded| recorded.number == number),
            crate::case::Part::Concern | crate::case::Part::Photo { .. } => None,
        }
    }

    /// Carries a command out and gives the kinds of what happened, or its refusal's code.
    pub fn attempt(
        &mut self,
        actor: &Actor,
        command: Command,
    ) -> Result<Vec<&'static str>, &'static str> {
        let decided = self
            .try_order(actor, &Order::from(command))
            .map_err(Refused::code)?;
        let kinds = decided
            .recorded
            .iter()
            .map(|recorded| recorded.event.kind())
            .collect();
        self.give_time(&decided.recorded);
        self.hand_on(&decided);
        self.case = decided.case;
        self.history.extend(decided.recorded);
        if let Some(other) = decided.other {
            self.other = Some(other.case);
        }
        Ok(kinds)
    }

    /// As the store does it, when enough households asked.
    fn give_time(&mut self, recorded: &[Recorded]) {
        for pair in recorded.windows(2) {
            if let Event::AskedTime { reason } = &pair[0].event
                && let Event::ThreadExtended { until } = pair[1].event
            {
                let thread = self.thread.take().unwrap();
                let given = give_time(&thread, until, reason.clone(), pair[0].by, self.now);
                self.thread = Some(given.unwrap().thread);
            }
        }
    }

    /// The same, when another body leads through it from now on.
    fn hand_on(&mut self, decided: &Decided) {
        let (Some(talk), Some(thread)) = (&decided.case.talk, &self.thread) else {
            return;
        };
        if talk.body != thread.body {
            let by = decided.recorded[0].by;
            let handed = hand_on(thread, talk.body, by, self.now);
            self.thread = Some(handed.thread);
        }
    }

    /// Opens the thread about it, for `days` days of talk.
    pub fn open_thread(&mut self, of: u128, days: i64) -> Result<Vec<&'static str>, &'static str> {
        let opening = Opening {
            id: ThreadId::new(Uuid::from_u128(300)),
            reference: Reference::from_seed(300),
            title: Title::parse("Where does the new lamp go?").unwrap(),
            words: Words::parse("One over the door, or one on each landing.").unwrap(),
            place_path: self.case.concern.place_path.clone(),
            level: Participation::Decide,
            ruled: None,
            last_word: say("We do."),
            adding: Adding::Everybody,
            share: Share::default(),
            seed: 1,
            until: self.now.plus_days(days),
        };
        let body = self.bodies.iter().find(|body| body.id == body_id(of));
        let (body, case) = (body.unwrap(), About::Case(&self.case));
        let opened = thread::open(opening, body, case, &member(of), self.now);
        self.tell(opened, None)
    }

    /// Leads through its thread.
    pub fn lead(&mut self, command: thread::Command) -> Result<Vec<&'static str>, &'static str> {
        let promised = match command {
            thread::Command::Agree { promised, .. } => promised,
            _ => None,
        };
        let thread = self.thread.as_ref().ok_or("no-thread")?;
        let leader = member(thread.body.uuid().as_u128());
        let order = thread::Order::from(command);
        let decided = thread::decide(thread, &order, &leader, self.now);
        // As the store does it; nothing was put to a decision.
        let decisions = thread::Decisions::default();
        let over = thread::check_over(thread, &order.command, decisions, self.now);
        self.tell(decided.and_then(|decided| over.map(|()| decided)), promised)
    }

    fn tell(
        &mut self,
        decided: Result<thread::Decided, thread::Refused>,
        promised: Option<Instant>,
    ) -> Result<Vec<&'static str>, &'static str> {
        let decided = decided.map_err(thread::Refused::code)?;
        let holder = self.case.holding.holder;
        let holder = self.bodies.iter().find(|body| body.id == holder).unwrap();
        let around = Surroundings::plain(&self.charter, holder, &self.bodies, self.now);
        let (thread, happened) = (&decided.thread, &decided.recorded[0]);
        let told = follow(&self.case, thread, happened, promised, &around);
        let told = told.map_err(Refused::code)?;
        let kinds = told.recorded.iter().map(|one| one.event.kind()).collect();
        self.case = told.case;
        self.history.extend(told.recorded);
        self.thread = Some(decided.thread);
        Ok(kinds)
    }

    pub fn must(&mut self, actor: &Actor, command: Command) -> Vec<&'static str> {
        self.attempt(actor, command).unwrap()
    }

    pub fn wake(&mut self) -> Result<Vec<&'static str>, &'static str> {
        self.attempt(&Actor::Clock, Command::Wake)
    }

    pub fn pass_days(&mut self, days: i64) {
        self.now = self.now.plus_days(days);
    }

    pub fn stage(&self) -> &'static str {
        self.case.stage.name().code()
    }

    pub fn holder(&self) -> u128 {
        self.case.holding.holder.uuid().as_u128()
    }

    pub fn last(&self) -> &Event {
        &self.history.last().unwrap().event
    }

    pub fn concern(&self) -> &Concern {
        &self.case.concern
    }
}

pub(crate) fn hear() -> Command {
    Command::Hear {
        words: say("I saw it this morning on my way out."),
    }
}

pub(crate) fn done() -> Command {
    Command::ReportDone {
        words: say("There is a new lamp."),
        photos: vec![photo(2)],
    }
}

pub(crate) fn reason() -> Sentence {
    say("Because it is so.")
}
