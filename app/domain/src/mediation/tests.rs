//! Mediations as they go, and what holds for any commands.

mod consents;
mod sequences;

use super::*;
use crate::calendar::WorkingCalendar;
use crate::case::tests::town::{
    AUTHOR, COMMITTEE, NEIGHBOUR, STRANGER, Story, bodies, filing, member, monday, person_id,
    resident, say,
};
use crate::case::{Case, Visibility};
use crate::permission::{Denied, part_in_mediation};
use crate::person::Actor;
use uuid::Uuid;

/// Lives behind the door that is asked.
pub(crate) const DOOR: u128 = NEIGHBOUR;
/// Who is named first.
pub(crate) const MEDIATOR: u128 = 40;
/// Who is named next.
pub(crate) const SECOND: u128 = 41;

fn words(text: &str) -> Words {
    Words::parse(text).unwrap()
}

fn case() -> Case {
    let filing = filing("light", Visibility::BodyOnly);
    Story::try_of(filing, &resident(AUTHOR)).unwrap().case
}

/// A mediation with its history, at one moment.
#[derive(Clone)]
pub(crate) struct Between {
    pub calendar: WorkingCalendar,
    pub now: Instant,
    pub mediation: Mediation,
    pub history: Vec<Recorded>,
    /// Who is named next.
    pub candidate: Option<Candidate>,
    /// Whether the author took the case back.
    pub gone: bool,
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "as it is found: somebody, or nobody"
)]
pub(crate) fn fit(person: u128) -> Option<Candidate> {
    Some(Candidate {
        person: person_id(person),
        confirmed: true,
        near: true,
        close: false,
    })
}

fn try_offer(actor: &Actor, change: impl FnOnce(&mut Offering<'_>)) -> Result<Decided, Refused> {
    let bodies = bodies();
    let mut offering = Offering {
        id: MediationId::new(Uuid::from_u128(900)),
        reference: Reference::from_seed(900),
        named: false,
        about_household: true,
        one_already: false,
        author_lives_there: false,
        calendar: &bodies[0].calendar,
        now: monday(),
    };
    change(&mut offering);
    offer(&offering, &case(), actor)
}

impl Between {
    fn of(decided: Decided) -> Self {
        Self {
            calendar: bodies()[0].calendar.clone(),
            now: monday(),
            mediation: decided.mediation,
            history: decided.recorded,
            candidate: fit(MEDIATOR),
            gone: false,
        }
    }

    /// The committee offers it.
    pub fn offered() -> Self {
        Self::of(try_offer(&member(COMMITTEE), |_| {}).unwrap())
    }

    /// The author asked for it.
    pub fn asked() -> Self {
        Self::of(try_offer(&resident(AUTHOR), |_| {}).unwrap())
    }

    pub fn choosing() -> Self {
        let mut between = Self::asked();
        between.must(&resident(DOOR), Command::Reply { yes: true });
        between
    }

    pub fn inviting() -> Self {
        let mut between = Self::choosing();
        between.must(&member(COMMITTEE), Command::Name);
        between
    }

    pub fn arranging() -> Self {
        let mut between = Self::inviting();
        between.must(&resident(MEDIATOR), Command::Accept);
        between
    }

    pub fn meeting() -> Self {
        let mut between = Self::arranging();
        let arrange = between.arrange(4);
        between.must(&resident(MEDIATOR), arrange);
        between
    }

    pub fn writing() -> Self {
        let mut between = Self::meeting();
        between.until_the_date();
        assert_eq!(between.wake(), Ok(vec!["met"]));
        between
    }

    pub fn holding() -> Self {
        let mut between = Self::writing();
        for who in [AUTHOR, DOOR] {
            let turn = between.mediation.text.turn;
            let write = Command::Write {
                words: words("I keep quiet after ten."),
                turn,
            };
            between.must(&resident(who), write);
        }
        for who in [AUTHOR, DOOR] {
            let turn = between.mediation.text.turn;
            between.must(&resident(who), Command::Confirm { turn });
        }
        between
    }

    pub fn ended() -> Self {
        let mut between = Self::writing();
        let learnt = Some(words("We both sleep badly."));
        between.must(&resident(AUTHOR), Command::End { learnt });
        between
    }

    pub fn arrange(&self, days: i64) -> Command {
        Command::Arrange {
            at: self.now.plus_days(days),
            place: say("In the room of the committee."),
        }
    }

    pub fn until_the_date(&mut self) {
        self.now = self.mediation.by().unwrap();
    }

    pub fn attempt(
        &mut self,
        actor: &Actor,
        order: &Order,
    ) -> Result<Vec<&'static str>, &'static str> {
        let around = Around {
            lives_there: actor.person().is_some_and(|one| one.id == person_id(DOOR)),
            case_stands: !self.gone,
            candidate: self.candidate,
            calendar: &self.calendar,
            now: self.now,
        };
        let decided = decide(&self.mediation, order, actor, &around).map_err(Refused::code)?;
        self.mediation = decided.mediation;
        let kinds = decided.recorded.iter().map(|one| one.event.kind());
        let kinds = kinds.collect();
        self.history.extend(decided.recorded);
        Ok(kinds)
    }

    pub fn tries(
        &mut self,
        actor: &Actor,
        command: Command,
    ) -> Result<Vec<&'static str>, &'static str> {
        self.attempt(actor, &Order::from(command))
    }

    pub fn must(&mut self, actor: &Actor, command: Command) -> Vec<&'static str> {
        self.tries(actor, command).unwrap()
    }

    pub fn wake(&mut self) -> Result<Vec<&'static str>, &'static str> {
        self.tries(&Actor::Clock, Command::Wake)
    }

    fn told(&self) -> Vec<(MediationNotice, To)> {
        notices(&self.mediation, self.history.last().unwrap())
    }
}

fn person(n: u128) -> To {
    To::Person(person_id(n))
}

#[test]
fn two_neighbours_come_to_an_agreement_that_holds() {
    use MediationNotice as Notice;
    let mut between = Between::offered();
    assert_eq!(between.told(), [(Notice::Offered, person(AUTHOR))]);
    let yes = Command::Answer {
        yes: true,
        named: false,
    };
    between.must(&resident(AUTHOR), yes);
    assert_eq!(between.told(), [(Notice::Asked, To::Household)]);
    between.must(&resident(DOOR), Command::Reply { yes: true });
    assert_eq!(between.told(), [(Notice::NameOne, To::Body)]);
    between.must(&member(COMMITTEE), Command::Name);
    assert_eq!(between.told(), [(Notice::Invited, person(MEDIATOR))]);
    between.must(&resident(MEDIATOR), Command::Accept);
    let arrange = between.arrange(4);
    between.must(&resident(MEDIATOR), arrange);
    let both = [AUTHOR, DOOR].map(|who| (Notice::MeetingSet, person(who)));
    assert_eq!(between.told(), both);
    between.now = between.mediation.due().unwrap();
    assert_eq!(between.wake(), Ok(vec!["reminded"]));
    assert_eq!(between.told().len(), 3);
    between.until_the_date();
    assert_eq!(between.wake(), Ok(vec!["met"]));

    let mut agreed = Between::holding();
    for days in FOLLOW_UP_DAYS {
        let Stage::Holding { agreed_at, due, .. } = agreed.mediation.stage else {
            panic!("it holds so far");
        };
        assert_eq!(due, agreed.calendar.end_of_day_after(agreed_at, days));
        agreed.until_the_date();
        assert_eq!(agreed.wake(), Ok(vec!["follow-up-asked"]));
        let kept = Command::Follow { kept: Kept::Kept };
        agreed.must(&resident(AUTHOR), kept.clone());
        agreed.must(&resident(DOOR), kept);
    }
    let Stage::Ended { how, mediator, .. } = agreed.mediation.stage else {
        panic!("it held");
    };
    assert_eq!((how, mediator), (Ending::Held, Some(person_id(MEDIATOR))));
}

#[test]
fn nobody_who_is_close_to_one_of_the_two_mediates_and_the_answer_tells_nothing() {
    let base = fit(MEDIATOR).unwrap();
    for candidate in [
        None,
        Some(Candidate {
            close: true,
            ..base
        }),
        Some(Candidate {
            near: false,
            ..base
        }),
        Some(Candidate {
            confirmed: false,
            ..base
        }),
        fit(AUTHOR),
        fit(DOOR),
    ] {
        let mut between = Between::choosing();
        between.candidate = candidate;
        let named = between.tries(&member(COMMITTEE), Command::Name);
        assert_eq!(named, Err("mediator-unfit"), "{candidate:?}");
    }
    // Who does not want to is not asked again.
    let mut between = Between::inviting();
    between.must(&resident(MEDIATOR), Command::Another);
    let named = between.tries(&member(COMMITTEE), Command::Name);
    assert_eq!(named, Err("mediator-unfit"));
    between.candidate = fit(SECOND);
    assert_eq!(between.must(&member(COMMITTEE), Command::Name), ["named"]);
    let lost = part_in_mediation(&resident(MEDIATOR), &between.mediation, false);
    assert_eq!(lost, None);
}

#[test]
fn a_changed_text_needs_both_confirmations_again() {
    let mut between = Between::writing();
    let write = |turn| Command::Write {
        words: words("I practise before eight."),
        turn,
    };
    let confirm = |turn| Command::Confirm { turn };
    between.must(&resident(AUTHOR), write(0));
    assert_eq!(
        between.tries(&resident(AUTHOR), confirm(1)),
        Err("promise-missing")
    );
    assert_eq!(
        between.tries(&resident(DOOR), write(0)),
        Err("promise-changed")
    );
    between.must(&resident(DOOR), write(1));
    between.must(&resident(AUTHOR), confirm(2));
    assert_eq!(
        between.tries(&resident(AUTHOR), confirm(2)),
        Err("promise-confirmed-before")
    );
    between.must(&resident(DOOR), write(2));
    assert_eq!(
        between.tries(&resident(DOOR), confirm(2)),
        Err("promise-changed")
    );
    assert_eq!(between.must(&resident(DOOR), confirm(3)), ["confirmed"]);
    assert_eq!(
        between.must(&resident(AUTHOR), confirm(3)),
        ["confirmed", "agreed"]
    );
    // The mediator reads it and writes none of it.
    let mut other = Between::writing();
    assert_eq!(
        other.tries(&resident(MEDIATOR), write(0)),
        Err("mediation-not-now")
    );
}

#[test]
fn what_does_not_hold_leads_to_another_meeting() {
    for kept in [Kept::NotKept, Kept::Changed] {
        let mut between = Between::holding();
        between.until_the_date();
        between.wake().unwrap();
        between.must(&resident(DOOR), Command::Follow { kept });
        let last = between.must(&resident(AUTHOR), Command::Follow { kept: Kept::Kept });
        assert_eq!(last, ["followed", "meet-again"]);
        let told = [(MediationNotice::FindTime, person(MEDIATOR))];
        assert_eq!(between.told(), told);
        let text = &between.mediation.text;
        assert!(text.is_whole() && !text.confirmed(Side::Author));
    }
    // Nobody answers: it is taken to hold, and asked about once more.
    let mut silent = Between::holding();
    for kinds in [
        ["follow-up-asked"],
        ["holds"],
        ["follow-up-asked"],
        ["ended"],
    ] {
        silent.until_the_date();
        assert_eq!(silent.wake(), Ok(kinds.to_vec()));
    }
}

#[test]
fn dates_that_nobody_keeps_end_it_kindly() {
    let mut between = Between::choosing();
    for kinds in [["late"], ["ended"]] {
        between.until_the_date();
        assert_eq!(between.wake(), Ok(kinds.to_vec()));
    }
    let mut between = Between::arranging();
    for kinds in [["late"], ["mediator-gone"], ["late"], ["ended"]] {
        between.until_the_date();
        assert_eq!(between.wake(), Ok(kinds.to_vec()));
    }
    let mut between = Between::writing();
    between.now = between.mediation.due().unwrap();
    assert_eq!(between.wake(), Ok(vec!["reminded"]));
    between.until_the_date();
    assert_eq!(between.wake(), Ok(vec!["ended"]));
    assert_eq!(between.wake(), Err("nothing-due"));
}

#[test]
fn a_case_that_was_taken_back_begins_nothing_and_can_be_ended() {
    let mut between = Between::asked();
    between.gone = true;
    let yes = Command::Reply { yes: true };
    assert_eq!(
        between.tries(&resident(DOOR), yes),
        Err("mediation-case-over")
    );
    let mut between = Between::meeting();
    between.gone = true;
    let end = Command::End { learnt: None };
    assert_eq!(between.must(&resident(AUTHOR), end), ["ended"]);
}

#[test]
fn a_stale_page_is_refused_and_for_a_stranger_there_is_none() {
    let mut between = Between::arranging();
    let order = Order {
        command: between.arrange(4),
        expected_step: Some(between.mediation.step - 1),
    };
    assert_eq!(
        between.attempt(&resident(MEDIATOR), &order),
        Err("someone-was-faster")
    );
    assert_eq!(
        between.attempt(&resident(STRANGER), &order),
        Err("not-visible")
    );
    for days in [-1, 0, MEET_DAYS + 2] {
        let arrange = between.arrange(days);
        let refused = between.tries(&resident(MEDIATOR), arrange);
        assert!(matches!(refused, Err("talk-in-the-past" | "talk-too-far")));
    }
}

#[test]
fn every_refusal_has_its_own_code() {
    let mut codes: Vec<&str> = Refused::ALL.iter().map(|one| one.code()).collect();
    codes.extend(Denied::ALL.iter().map(|one| one.code()));
    let all = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), all);
}
