use super::town::{
    AUTHOR, CITY, COMMITTEE, COMPANY, DISTRICT, OTHER_COMMITTEE, STRANGER, STREET_OFFICE, Story,
    WORKS_OFFICE, body_id, filing, hear, member, resident, say,
};
use crate::case::{
    BackGround, Case, Command, Event, Handing, Owed, Part, Rule, Seat, Share, StepCode, TableCall,
    UpGround, Visibility,
};
use crate::permission::{Action, Subject, may, visible_event};
use crate::routing::Ground;

fn hand(handing: Handing) -> Command {
    Command::Hand { handing }
}

fn up() -> Command {
    hand(Handing::Up {
        ground: UpGround::OutsidePowers,
        tried: say("We asked the company twice."),
        asked: say("Please have the mast put right."),
    })
}

fn back() -> Command {
    hand(Handing::Back {
        ground: BackGround::WithinCommunityPowers,
        line: "light".to_owned(),
        words: say("A bulb is yours to change."),
    })
}

fn across(to: u128) -> Command {
    hand(Handing::Across {
        to: body_id(to),
        words: say("The masts are theirs."),
    })
}

fn ask() -> Command {
    Command::AskTable {
        words: say("The mast is rusted through: no bulb helps."),
    }
}

fn seat(body: u128, share: Share) -> Seat {
    Seat {
        body: body_id(body),
        share,
        task: share.needs_task().then(|| say("Puts up a new mast.")),
        cost: None,
        risk: None,
        benefit: None,
        unknown: true,
    }
}

fn table(convener: u128, seats: &[(u128, Share)]) -> Command {
    Command::CallTable {
        call: Box::new(TableCall {
            convener: body_id(convener),
            seats: seats
                .iter()
                .map(|(body, share)| seat(*body, *share))
                .collect(),
            words: say("One mast, one plan."),
        }),
    }
}

pub(super) fn good() -> Command {
    table(
        STREET_OFFICE,
        &[
            (STREET_OFFICE, Share::Leads),
            (COMPANY, Share::Does),
            (COMMITTEE, Share::Consulted),
        ],
    )
}

/// Back at the committee, which asked the office and does not agree.
pub(super) fn handed_back(visibility: Visibility) -> Story {
    let mut story = Story::of(filing("light", visibility));
    story.must(&member(COMMITTEE), hear());
    for (by, command) in [(COMMITTEE, up()), (STREET_OFFICE, back())] {
        story.must(&member(by), command);
        if visibility == Visibility::BodyOnly {
            story.must(&resident(AUTHOR), Command::AcceptProposal);
        }
    }
    assert_eq!(story.holder(), COMMITTEE);
    story
}

/// The district office owes a table.
pub(super) fn contested() -> Story {
    let mut story = handed_back(Visibility::Public);
    assert_eq!(story.must(&member(COMMITTEE), ask()), ["moved"]);
    story
}

#[test]
fn who_gets_it_back_can_contest_that_and_the_office_above_both_owes_a_table() {
    let story = contested();
    assert_eq!((story.stage(), story.holder()), ("table-owed", DISTRICT));
    assert_eq!(story.case.holding.ground, Some(Ground::Contested));
    let step = story.case.next_step().unwrap();
    let calendar = &story.bodies.iter().find(|one| one.id == body_id(DISTRICT));
    let due = calendar.unwrap().calendar.add_working_days(story.now, 3);
    assert_eq!((step.what, step.by), (StepCode::CallTable, due));
    assert_eq!(story.case.counters.hand_overs, 1, "asking is no hand-over");
}

#[test]
fn a_table_is_for_who_got_it_back_or_has_it_after_two_hand_overs() {
    let mut story = Story::heard();
    let code = Err("no-ground-for-table");
    assert_eq!(story.attempt(&member(COMMITTEE), ask()), code);
    story.must(&member(COMMITTEE), up());
    assert_eq!(story.attempt(&member(STREET_OFFICE), ask()), code);
    story.must(&member(STREET_OFFICE), across(WORKS_OFFICE));
    assert_eq!(story.attempt(&member(WORKS_OFFICE), ask()), code);
    story.must(&member(WORKS_OFFICE), across(STREET_OFFICE));
    assert_eq!(story.attempt(&member(COMMITTEE), ask()), Err("not-holder"));
    story.must(&member(STREET_OFFICE), ask());
    assert_eq!(story.holder(), DISTRICT);
    assert_eq!(story.case.holding.ground, Some(Ground::PassedOnTwice));
    let left_out = table(
        DISTRICT,
        &[(DISTRICT, Share::Leads), (WORKS_OFFICE, Share::Does)],
    );
    assert_eq!(
        story.attempt(&member(DISTRICT), left_out),
        Err("table-leaves-out")
    );
}

#[test]
fn the_convener_has_the_case_and_nobody_passes_it_on_alone() {
    let mut story = contested();
    assert_eq!(story.attempt(&member(COMMITTEE), good()), Err("not-holder"));
    assert_eq!(story.must(&member(DISTRICT), good()), ["table-called"]);
    assert_eq!((story.stage(), story.holder()), ("waiting", STREET_OFFICE));
    let called = story.case.table.clone().unwrap();
    assert_eq!(called.called_by, body_id(DISTRICT));
    assert_eq!(called.seats.len(), 3);
    let office = member(STREET_OFFICE);
    story.must(&office, hear());
    for order in [up(), back(), across(WORKS_OFFICE)] {
        assert_eq!(story.attempt(&office, order), Err("table-holds"));
    }
    assert_eq!(story.attempt(&office, ask()), Err("no-ground-for-table"));
}

#[test]
fn who_calls_it_and_convenes_it_has_heard_it() {
    let mut story = contested();
    let seats = [
        (DISTRICT, Share::Leads),
        (STREET_OFFICE, Share::Does),
        (COMMITTEE, Share::Told),
    ];
    story.must(&member(DISTRICT), table(DISTRICT, &seats));
    assert_eq!((story.stage(), story.holder()), ("heard", DISTRICT));
}

#[test]
fn a_table_needs_one_who_leads_tasks_a_seated_convener_and_all_concerned() {
    let all = [
        (STREET_OFFICE, Share::Leads),
        (COMMITTEE, Share::Consulted),
        (COMPANY, Share::Does),
    ];
    let mut story = contested();
    let mut idle = match table(STREET_OFFICE, &all) {
        Command::CallTable { call } => *call,
        other => panic!("{other:?}"),
    };
    idle.seats[2].task = None;
    let idle = Command::CallTable {
        call: Box::new(idle),
    };
    for (order, code) in [
        (table(STREET_OFFICE, &all[..1]), "table-leaves-out"),
        (table(STREET_OFFICE, &all[1..]), "table-needs-convener"),
        (table(COMMITTEE, &all[1..]), "table-needs-lead"),
        (table(CITY, &all), "table-needs-convener"),
        (table(99, &all), "cannot-take-it"),
        (
            table(STREET_OFFICE, &[all[0], all[0], all[1]]),
            "cannot-take-it",
        ),
        (idle, "table-task-missing"),
    ] {
        assert_eq!(story.attempt(&member(DISTRICT), order), Err(code));
    }
}

#[test]
fn a_table_that_is_not_called_stands_on_the_list_of_gaps_with_new_dates() {
    let mut story = contested();
    let first = story.case.next_step().unwrap().by;
    story.pass_days(30);
    let happened = story.wake().unwrap();
    assert!(happened.len() > 2, "caught up in order: {happened:?}");
    assert!(happened.iter().all(|kind| *kind == "late"));
    assert_eq!((story.stage(), story.holder()), ("table-owed", DISTRICT));
    assert!(story.case.holding.gap);
    assert!(story.case.has_missed(Owed::Table, first));
    let next = story.case.next_step().unwrap().by;
    assert!(next > story.now, "with a date that lies ahead");
    story.must(&member(DISTRICT), good());
    assert!(!story.case.holding.gap, "no gap any more");
}

#[test]
fn no_outcome_in_the_residents_time_owes_a_table_too() {
    let mut story = Story::heard();
    story.must(
        &member(COMMITTEE),
        Command::Plan {
            step: say("Wait for the company."),
            who: None,
            promised: story.now.plus_days(29),
        },
    );
    story.now = story.now.plus_days(28);
    story.must(
        &member(COMMITTEE),
        Command::MovePlan {
            promised: story.now.plus_days(29),
            reason: say("The company comes later."),
        },
    );
    story.now = story.case.resident_due();
    assert_eq!(story.wake().unwrap(), ["late", "moved"]);
    assert_eq!(story.case.holding.ground, Some(Ground::NoOutcome));
    assert_eq!(
        (story.stage(), story.holder()),
        ("table-owed", STREET_OFFICE)
    );
    assert!(story.wake().is_err(), "once");
}

#[test]
fn at_the_top_the_last_resort_owes_it() {
    let mut story = Story::heard();
    for body in &mut story.bodies {
        body.in_service = [COMMITTEE, CITY].iter().any(|one| body.id == body_id(*one));
        body.last_resort = body.id == body_id(CITY);
    }
    story.must(&member(COMMITTEE), up());
    assert_eq!(story.holder(), CITY);
    story.must(&member(CITY), hear());
    story.must(&member(CITY), back());
    story.must(&member(COMMITTEE), ask());
    assert_eq!((story.stage(), story.holder()), ("table-owed", CITY));
}

#[test]
fn after_a_table_a_silent_convener_at_the_top_owes_it_again() {
    let mut story = Story::heard();
    for body in &mut story.bodies {
        body.in_service = [COMMITTEE, CITY].iter().any(|one| body.id == body_id(*one));
        body.last_resort = body.id == body_id(CITY);
    }
    story.must(&member(COMMITTEE), up());
    story.must(&member(CITY), hear());
    story.must(&member(CITY), back());
    story.must(&member(COMMITTEE), ask());
    let seats = [(CITY, Share::Leads), (COMMITTEE, Share::Consulted)];
    story.must(&member(CITY), table(CITY, &seats));
    assert!(!story.case.is_gap());
    for _ in 0..20 {
        story.now = story.case.wake_at().unwrap();
        assert!(story.wake().unwrap().iter().all(|kind| *kind == "late"));
        assert_eq!((story.stage(), story.holder()), ("heard", CITY));
        let step = story.case.next_step().unwrap();
        assert_eq!(step.what, StepCode::Plan);
        assert!(step.by > story.now, "one next step and one date always");
    }
    assert!(story.case.is_gap());
    assert_eq!(Case::from_history(&story.history).unwrap(), story.case);
}

#[test]
fn all_at_the_table_read_the_same_record_and_nobody_else() {
    let mut story = handed_back(Visibility::BodyOnly);
    let sees = |story: &Story, body| {
        may(&member(body), Action::SeeCase, &Subject::Case(&story.case)).is_ok()
    };
    assert_eq!(story.must(&member(COMMITTEE), ask()), ["proposed"]);
    assert!(!sees(&story, DISTRICT));
    story.must(&resident(AUTHOR), Command::AcceptProposal);
    assert_eq!((story.stage(), story.holder()), ("table-owed", DISTRICT));
    assert_eq!(story.must(&member(DISTRICT), good()), ["proposed"]);
    assert!(!sees(&story, COMPANY));
    story.must(&resident(AUTHOR), Command::AcceptProposal);
    assert_eq!(story.holder(), STREET_OFFICE);
    for body in [COMMITTEE, COMPANY, STREET_OFFICE] {
        assert!(sees(&story, body), "{body}");
        let actor = member(body);
        let told = |one| visible_event(&actor, &story.case, one).is_some();
        assert!(story.history.iter().all(told), "{body}");
    }
    for body in [DISTRICT, WORKS_OFFICE, OTHER_COMMITTEE] {
        assert!(!sees(&story, body), "{body}");
    }
    let identity = Action::SeeIdentity;
    assert!(may(&member(COMPANY), identity, &Subject::Case(&story.case)).is_err());
}

#[test]
fn whoever_takes_over_from_a_convener_that_is_gone_sits_in_its_seat() {
    // The office above takes the seat, or adds the part to its own.
    for seated in [false, true] {
        let mut story = contested();
        let mut seats = vec![
            (STREET_OFFICE, Share::Leads),
            (COMPANY, Share::Does),
            (COMMITTEE, Share::Consulted),
        ];
        if seated {
            seats.push((DISTRICT, Share::Told));
        }
        story.must(&member(DISTRICT), table(STREET_OFFICE, &seats));
        for body in &mut story.bodies {
            body.in_service &= body.id != body_id(STREET_OFFICE);
        }
        assert_eq!(story.wake().unwrap(), ["moved"]);
        assert_eq!(story.holder(), DISTRICT);
        let now = story.case.table.clone().unwrap();
        assert_eq!(now.convener, body_id(DISTRICT));
        let of = |body: u128| {
            now.seats
                .iter()
                .filter(move |one| one.body == body_id(body))
        };
        assert_eq!(of(STREET_OFFICE).count(), 0);
        let own: Vec<&Seat> = of(DISTRICT).collect();
        assert_eq!(own.len(), 1);
        assert_eq!(own[0].share, Share::Leads);
        assert!(own[0].task.is_some());
        assert_eq!(Case::from_history(&story.history).unwrap(), story.case);
        // It can go on with it at once.
        let mut anew = TableCall {
            convener: body_id(DISTRICT),
            seats: now.seats,
            words: say("We go on with it."),
        };
        anew.seats[1].task = Some(say("Does more."));
        let call = Box::new(anew);
        story.must(&member(DISTRICT), Command::RewriteTable { call });
    }
}

#[test]
fn whoever_is_above_a_body_that_is_gone_takes_its_seat() {
    let mut story = contested();
    let seats = [
        (COMPANY, Share::Consulted),
        (COMMITTEE, Share::Consulted),
        (STREET_OFFICE, Share::Leads),
    ];
    story.must(&member(DISTRICT), table(COMMITTEE, &seats));
    for body in &mut story.bodies {
        body.in_service &= body.id != body_id(STREET_OFFICE);
    }
    assert_eq!(story.wake().unwrap(), ["seat-passed"]);
    assert_eq!(story.holder(), COMMITTEE, "who convenes it goes on");
    let seats = story.case.table.clone().unwrap().seats;
    let leads: Vec<&Seat> = seats
        .iter()
        .filter(|one| one.share == Share::Leads)
        .collect();
    assert_eq!(leads.len(), 1, "somebody leads");
    assert_ne!(leads[0].body, body_id(STREET_OFFICE));
    assert!(leads[0].task.is_some());
    assert!(
        may(
            &member(DISTRICT),
            Action::SeeCase,
            &Subject::Case(&story.case)
        )
        .is_ok()
    );
    assert_eq!(story.wake(), Err("nothing-due"), "once");
    assert_eq!(Case::from_history(&story.history).unwrap(), story.case);
}

#[test]
fn who_owes_a_table_and_is_gone_leaves_the_date_and_no_gap_in_who_has_it() {
    let mut story = contested();
    let due = story.case.next_step().unwrap().by;
    for body in &mut story.bodies {
        body.in_service &= body.id != body_id(DISTRICT);
    }
    assert_eq!(story.wake().unwrap(), ["moved"]);
    let step = story.case.next_step().unwrap();
    assert_eq!((story.holder(), story.stage()), (CITY, "table-owed"));
    assert_eq!((step.what, step.by), (StepCode::CallTable, due));
    story.now = due;
    assert_eq!(story.wake().unwrap(), ["late"]);
    assert!(story.case.holding.gap);
    story.must(&member(CITY), good());
    assert_eq!(story.holder(), STREET_OFFICE);
}

#[test]
fn a_move_by_the_clock_is_no_hand_over_and_a_third_is_refused() {
    let mut story = Story::heard();
    story.must(&member(COMMITTEE), up());
    story.must(&member(STREET_OFFICE), across(WORKS_OFFICE));
    story.must(&member(WORKS_OFFICE), back());
    assert_eq!(story.case.counters.hand_overs, 2);
    // It goes up by the clock, and by its own holder: none of that counts.
    let due = story.case.next_step().unwrap().by;
    story.now = due;
    let _ = story.wake();
    assert_eq!(story.case.counters.hand_overs, 2);
    let holder = story.holder();
    assert_ne!(holder, COMMITTEE);
    for handing in [back(), across(WORKS_OFFICE), across(STREET_OFFICE)] {
        let refused = story.attempt(&member(holder), handing);
        assert_eq!(refused, Err("hand-overs-used-up"));
    }
    assert_eq!(story.must(&member(holder), ask()), ["moved"]);
}

#[test]
fn removed_words_of_a_table_are_taken_out_whole() {
    let mut story = contested();
    story.must(&member(DISTRICT), good());
    let called = story.history.last().unwrap().clone();
    story.must(
        &member(STREET_OFFICE),
        Command::Remove {
            part: Part::Event {
                number: called.number,
            },
            rule: Rule::NamesAPerson,
            words: say("It named the engineer."),
        },
    );
    let seen = visible_event(&resident(STRANGER), &story.case, &called).unwrap();
    let Event::TableCalled { call, .. } = seen.event.as_ref() else {
        panic!("a table");
    };
    let written: Vec<String> = call
        .seats
        .iter()
        .filter_map(|seat| seat.task.as_ref())
        .chain([&call.words])
        .map(ToString::to_string)
        .collect();
    assert_eq!(written, ["…", "…", "…"]);
}
