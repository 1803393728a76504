use super::{Notice, NoticeKind, Pace, To, notices};
use crate::case::tests::town::{
    AUTHOR, COMMITTEE, DISTRICT, NEIGHBOUR, STREET_OFFICE, Story, body_id, done, filing, hear,
    member, person_id, reason, resident, say,
};
use crate::case::{AnswerReason, Command, DeclineGround, Part, Rule, Verdict, Visibility};
use crate::person::Actor;

/// What a command makes people read: who, kind, pace, in order of the code.
fn told(story: &mut Story, actor: &Actor, command: Command) -> Vec<(String, &'static str, Pace)> {
    let before = story.history.len();
    story.must(actor, command);
    read(&notices(&story.case, &story.history[before..]))
}

fn read(notices: &[Notice]) -> Vec<(String, &'static str, Pace)> {
    let mut read: Vec<_> = notices
        .iter()
        .map(|notice| {
            let to = match notice.to {
                To::Person(person) => format!("person {}", person.uuid().as_u128()),
                To::MembersOf(body) => format!("body {}", body.uuid().as_u128()),
                To::Overseers => "overseers".to_owned(),
            };
            (to, notice.kind.code(), notice.pace)
        })
        .collect();
    read.sort();
    read
}

fn one(to: &str, kind: &'static str, pace: Pace) -> (String, &'static str, Pace) {
    (to.to_owned(), kind, pace)
}

fn with_neighbour() -> Story {
    let mut story = Story::light();
    story.must(&resident(NEIGHBOUR), Command::Join { on_paper: false });
    story
}

#[test]
fn a_body_is_told_at_once_of_what_it_owes_an_act_on_and_not_of_the_rest() {
    let light = Story::light();
    assert_eq!(
        read(&notices(&light.case, &light.history)),
        [one("body 11", "case-arrived", Pace::AtOnce)]
    );
    let gas = Story::of(filing("gas", Visibility::Public));
    assert_eq!(gas.case.holding.holder, body_id(DISTRICT));
    assert_eq!(
        read(&notices(&gas.case, &gas.history)),
        [
            one("body 11", "stands-beside", Pace::Digest),
            one("body 13", "danger-arrived", Pace::AtOnce)
        ]
    );
}

#[test]
fn only_what_asks_an_act_goes_to_residents_at_once() {
    let mut story = with_neighbour();
    let digest = |kind| {
        vec![
            one("person 1", kind, Pace::Digest),
            one("person 2", kind, Pace::Digest),
        ]
    };
    assert_eq!(
        told(&mut story, &member(COMMITTEE), hear()),
        digest("heard")
    );
    let ask = Command::AskResident { words: reason() };
    assert_eq!(
        told(&mut story, &member(COMMITTEE), ask),
        [one("person 1", "question-asked", Pace::AsksAct)]
    );
    let answer = Command::AnswerQuestion { words: reason() };
    assert_eq!(
        told(&mut story, &resident(AUTHOR), answer),
        [one("body 11", "clock-goes-on", Pace::AtOnce)]
    );
    let promised = story.now.plus_days(3);
    let plan = Command::Plan {
        step: say("A new lamp."),
        who: None,
        promised,
    };
    assert_eq!(
        told(&mut story, &member(COMMITTEE), plan),
        digest("planned")
    );
    assert_eq!(
        told(&mut story, &member(COMMITTEE), done()),
        [
            one("person 1", "reported-done", Pace::AsksAct),
            one("person 2", "reported-done", Pace::AsksAct)
        ]
    );
}

#[test]
fn a_question_names_the_event_that_one_tap_answers() {
    let mut story = Story::reported();
    let number = story.history.last().unwrap().number;
    let asked = notices(&story.case, &story.history[story.history.len() - 1..]);
    assert!(asked.iter().all(|notice| notice.question == Some(number)));
    assert_eq!(story.case.open_questions(story.now), [number]);
    story.must(
        &resident(AUTHOR),
        Command::Answer {
            verdict: Verdict::Partly,
            reason: None,
        },
    );
    story.pass_days(5);
    let before = story.history.len();
    story.wake().unwrap();
    let reminders = notices(&story.case, &story.history[before..]);
    assert_eq!(reminders.len(), 1, "only who has not answered");
    assert_eq!(reminders[0].to, To::Person(person_id(NEIGHBOUR)));
    assert_eq!(
        reminders[0].question,
        Some(number),
        "the question is still the report's"
    );
    assert_ne!(reminders[0].cause, number);
}

#[test]
fn one_cause_makes_one_notice_for_each_reader() {
    let mut story = Story::reported();
    let not_solved = || Command::Answer {
        verdict: Verdict::NotSolved,
        reason: None,
    };
    assert_eq!(
        told(&mut story, &resident(AUTHOR), not_solved()),
        [
            one("body 11", "work-goes-on", Pace::AtOnce),
            one("person 2", "back-to-acting", Pace::Digest)
        ]
    );
    story.must(&member(COMMITTEE), done());
    assert_eq!(
        told(&mut story, &resident(AUTHOR), not_solved()),
        [
            one("body 11", "stands-beside", Pace::Digest),
            one("body 12", "case-arrived", Pace::AtOnce),
            one("person 2", "moved", Pace::Digest)
        ]
    );
}

#[test]
fn the_body_beside_hears_how_it_goes_on_and_what_came_of_it() {
    let mut story = Story::of(filing("gas", Visibility::PublicWithoutName));
    let officer = member(DISTRICT);
    let beside = |told: Vec<(String, &'static str, Pace)>| -> Vec<_> {
        let to_it = told.into_iter().filter(|(to, _, _)| to == "body 11");
        to_it.map(|(_, kind, pace)| (kind, pace)).collect()
    };
    let news = [("news-beside", Pace::Digest)];
    let heard = told(&mut story, &officer, hear());
    assert_eq!(beside(heard), news);
    let ask = Command::AskResident { words: reason() };
    let asked = told(&mut story, &officer, ask);
    assert_eq!(beside(asked), news);
    let answer = Command::AnswerQuestion { words: reason() };
    let answered = told(&mut story, &resident(AUTHOR), answer);
    assert_eq!(beside(answered), news);
    let reported = told(&mut story, &officer, done());
    assert_eq!(beside(reported), [("answer-beside", Pace::Digest)]);
    // Of a private matter it hears nothing.
    let mut private = Story::of(filing("gas", Visibility::BodyOnly));
    let heard = told(&mut private, &officer, hear());
    assert_eq!(beside(heard), []);
}

#[test]
fn keys_are_the_same_for_the_same_cause_and_differ_otherwise() {
    let mut story = with_neighbour();
    let before = story.history.len();
    story.must(&member(COMMITTEE), hear());
    let first = notices(&story.case, &story.history[before..]);
    let again = notices(&story.case, &story.history[before..]);
    let keys = |of: &[Notice]| of.iter().map(Notice::dedupe_key).collect::<Vec<_>>();
    assert_eq!(keys(&first), keys(&again));
    assert_ne!(keys(&first)[0], keys(&first)[1]);
}

#[test]
fn that_somebody_was_pressed_goes_above_and_to_the_overseers_and_never_to_the_holder() {
    let mut story = Story::reported();
    let pressed = Command::Answer {
        verdict: Verdict::Solved,
        reason: Some(AnswerReason::Pressed),
    };
    let told = told(&mut story, &resident(AUTHOR), pressed);
    assert!(told.contains(&one("body 12", "pressed", Pace::AtOnce)));
    let pressed: Vec<&str> = told
        .iter()
        .filter(|(_, kind, _)| *kind == "pressed")
        .map(|(to, _, _)| to.as_str())
        .collect();
    assert_eq!(pressed, ["body 12", "overseers"]);

    let mut private = Story::of(filing("light", Visibility::BodyOnly));
    private.must(&member(COMMITTEE), hear());
    private.must(&member(COMMITTEE), done());
    let before = private.history.len();
    private.must(
        &resident(AUTHOR),
        Command::Answer {
            verdict: Verdict::Solved,
            reason: Some(AnswerReason::Pressed),
        },
    );
    let told = notices(&private.case, &private.history[before..]);
    let others = [To::MembersOf(body_id(STREET_OFFICE)), To::Overseers];
    assert!(told.iter().all(|notice| !others.contains(&notice.to)));
}

#[test]
fn the_author_is_told_at_once_who_opened_their_identity_and_what_was_removed() {
    let mut story = with_neighbour();
    let open = Command::OpenIdentity { purpose: reason() };
    assert_eq!(
        told(&mut story, &member(COMMITTEE), open),
        [one("person 1", "identity-opened", Pace::AtOnce)]
    );
    let remove = Command::Remove {
        part: Part::Concern,
        rule: Rule::NamesAPerson,
        words: reason(),
    };
    assert_eq!(
        told(&mut story, &member(COMMITTEE), remove),
        [one("person 1", "removed", Pace::AtOnce)]
    );
}

#[test]
fn every_kind_has_its_own_code() {
    let mut codes: Vec<&str> = NoticeKind::ALL.iter().map(|kind| kind.code()).collect();
    assert!(
        codes
            .iter()
            .all(|code| NoticeKind::from_code(code).is_some())
    );
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), NoticeKind::ALL.len());
}

#[test]
fn who_owes_a_table_about_a_refusal_of_the_highest_office_is_told_of_that() {
    let decline = || Command::Decline {
        ground: DeclineGround::OutsideArea,
        words: reason(),
        instead: reason(),
    };
    let mut public = Story::heard();
    public.bodies.retain(|body| body.id == body_id(COMMITTEE));
    public.must(&member(COMMITTEE), decline());
    let appeal = Command::Appeal { reason: reason() };
    assert_eq!(
        told(&mut public, &resident(AUTHOR), appeal),
        [one("body 11", "table-owed", Pace::AtOnce)]
    );
}
