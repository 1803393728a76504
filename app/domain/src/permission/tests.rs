//! The whole grid, printed: the page an auditor can read.

use std::fmt::Write as _;

use super::{Action, Denied, Installation, Subject, may};
use crate::case::tests::town::{
    AUTHOR, COMMITTEE, COMPANY, DISTRICT, NEIGHBOUR, STRANGER, STREET_OFFICE, Story, WORKS_OFFICE,
    body_id, case_id, done, filing, hear, member, person, person_id, photo, reason, resident, say,
};
use crate::case::{
    Case, Command, DeclineGround, Letter, Part, RemovalAppeal, Removed, Rule, Seat, Share, Stage,
    StageName, Table, Verdict, Visibility,
};
use crate::person::Actor;
use crate::reference::Reference;

fn people() -> Vec<(&'static str, Actor)> {
    let mut unconfirmed = person(STRANGER, &[]);
    unconfirmed.confirmed = false;
    let mut steward = person(8, &[]);
    steward.steward = true;
    let mut overseer = person(7, &[]);
    overseer.overseer = true;
    vec![
        ("visitor", Actor::Visitor),
        ("unconfirmed", Actor::Person(unconfirmed)),
        ("resident", resident(STRANGER)),
        ("affected", resident(NEIGHBOUR)),
        ("author", resident(AUTHOR)),
        ("holder", member(STREET_OFFICE)),
        ("beside", member(COMMITTEE)),
        ("above", member(DISTRICT)),
        ("at the table", member(WORKS_OFFICE)),
        ("elsewhere", member(COMPANY)),
        ("steward", Actor::Person(steward)),
        ("overseer", Actor::Person(overseer)),
        ("clock", Actor::Clock),
    ]
}

fn says(story: &mut Story, verdict: Verdict) {
    story.must(&member(STREET_OFFICE), done());
    for who in [AUTHOR, NEIGHBOUR] {
        if story.case.stage.name() == StageName::ReportedDone {
            let command = Command::Answer {
                verdict,
                reason: None,
            };
            story.must(&resident(who), command);
        }
    }
}

fn appeal(story: &mut Story) {
    decline(story);
    story.must(&resident(AUTHOR), Command::Appeal { reason: reason() });
    // The picture is of one holder in every stage, here of the refusal of another.
    story.case.holding.holder = body_id(STREET_OFFICE);
    if let Stage::Appealed { decline, .. } = &mut story.case.stage {
        decline.body = body_id(COMMITTEE);
    }
}

fn decline(story: &mut Story) {
    let (words, instead) = (reason(), reason());
    let ground = DeclineGround::Unlawful;
    story.must(
        &member(STREET_OFFICE),
        Command::Decline {
            ground,
            words,
            instead,
        },
    );
}

/// A joint table at which the works office is consulted.
fn a_table(case: &Case) -> Table {
    Table {
        called_by: body_id(DISTRICT),
        at: case.filed_at,
        convener: body_id(STREET_OFFICE),
        seats: vec![Seat {
            body: body_id(WORKS_OFFICE),
            share: Share::Consulted,
            task: None,
            cost: None,
            risk: None,
            benefit: None,
            unknown: true,
        }],
    }
}

/// The letter about a case, delivered by the committee, or where it is private by its
/// author.
fn a_letter(case: &Case) -> Letter {
    let public = case.concern.visibility.is_public();
    Letter {
        by: public.then(|| body_id(COMMITTEE)),
        owed_at: case.filed_at,
        due: case.filed_at.plus_days(2),
        delivered_at: None,
        answered_at: None,
    }
}

/// The photo of the author, which the office removed; the district is asked to look again.
fn a_removal(case: &Case) -> Removed {
    Removed {
        part: Part::Photo { photo: photo(1) },
        rule: Rule::NamesAPerson,
        words: reason(),
        author: Some(person_id(AUTHOR)),
        by: person_id(STREET_OFFICE * 10 + 1),
        at: case.filed_at,
        appeal: Some(RemovalAppeal {
            words: reason(),
            at: case.filed_at,
            judge: Some(body_id(DISTRICT)),
            kept: false,
        }),
    }
}

/// A case at the street office, with the committee beside it and the district
/// above, a neighbour affected, in the stage asked for.
#[expect(
    clippy::too_many_lines,
    reason = "one way for every stage; a split would hide a missing one"
)]
fn case_in(stage: StageName, visibility: Visibility) -> Case {
    let office = member(STREET_OFFICE);
    let mut story = Story::of(filing("food", Visibility::Public));
    story.must(&resident(NEIGHBOUR), Command::Join { on_paper: false });
    if stage != StageName::Waiting {
        story.must(&office, hear());
    }
    match stage {
        StageName::Waiting | StageName::Heard => {}
        StageName::Deliberating => {
            story.case.stage = Stage::Deliberating {
                thread: Reference::from_seed(300),
                until: story.now.plus_days(10),
            };
        }
        StageName::Acting => {
            let promised = story.now.plus_days(3);
            let step = say("We look into it.");
            story.must(
                &office,
                Command::Plan {
                    step,
                    who: None,
                    promised,
                },
            );
        }
        StageName::AwaitingResident => {
            story.must(&office, Command::AskResident { words: reason() });
        }
        StageName::ReportedDone => {
            story.must(&office, done());
        }
        StageName::Solved => says(&mut story, Verdict::Solved),
        StageName::Partly => says(&mut story, Verdict::Partly),
        StageName::NoLongerNeeded => says(&mut story, Verdict::NoLongerNeeded),
        StageName::WithoutAnswer => {
            story.must(&office, done());
            story.pass_days(14);
            story.wake().unwrap();
        }
        StageName::Declined => decline(&mut story),
        StageName::Appealed => appeal(&mut story),
        StageName::TableOwed => {
            story.case.stage = Stage::TableOwed {
                call_due: story.now.plus_days(3),
                between: vec![body_id(COMMITTEE)],
            };
        }
        StageName::Withdrawn => story.case.stage = Stage::Withdrawn { at: story.now },
        StageName::Merged => {
            story.case.stage = Stage::Merged {
                into: case_id(200),
                reference: Reference::from_seed(200),
                at: story.now,
            };
        }
    }
    assert_eq!(story.case.stage.name(), stage);
    let mut case = story.case;
    case.concern.visibility = visibility;
    case.table = Some(a_table(&case));
    case.letter = Some(a_letter(&case));
    case.removed = vec![a_removal(&case)];
    if stage == StageName::Appealed {
        case.holding.next = Some(body_id(DISTRICT));
        case.holding.beside = Some(body_id(COMMITTEE));
    }
    case
}

const fn letter(stage: StageName) -> char {
    match stage {
        StageName::Waiting => 'W',
        StageName::Heard => 'H',
        StageName::Deliberating => 'B',
        StageName::Acting => 'A',
        StageName::AwaitingResident => 'Q',
        StageName::ReportedDone => 'R',
        StageName::Solved => 'S',
        StageName::Partly => 'P',
        StageName::NoLongerNeeded => 'N',
        StageName::WithoutAnswer => 'X',
        StageName::Declined => 'D',
        StageName::Appealed => 'L',
        StageName::TableOwed => 'T',
        StageName::Withdrawn => 'V',
        StageName::Merged => 'M',
    }
}

fn cell(actor: &Actor, action: Action, cases: &[Case]) -> String {
    let verdicts: Vec<Result<(), Denied>> = cases
        .iter()
        .map(|case| may(actor, action, &Subject::Case(case)))
        .collect();
    if verdicts.iter().all(Result::is_ok) {
        return "always".to_owned();
    }
    if verdicts.iter().all(|one| *one == Err(Denied::NotVisible)) {
        return " ".to_owned();
    }
    let letters: String = cases
        .iter()
        .zip(&verdicts)
        .filter(|(_, verdict)| verdict.is_ok())
        .map(|(case, _)| letter(case.stage.name()))
        .collect();
    if letters.is_empty() {
        "-".to_owned()
    } else {
        letters
    }
}

fn row(name: &str, cells: &[String]) -> String {
    let mut line = format!("{name:<16}");
    for cell in cells {
        write!(line, "{cell:<15}").unwrap();
    }
    line.trim_end().to_owned() + "\n"
}

const fn needs_a_case(action: Action) -> bool {
    !matches!(
        action,
        Action::File
            | Action::SeeCharter
            | Action::SeeOwn
            | Action::SeeInbox
            | Action::KeepTemplates
            | Action::SayAway
            | Action::ImportPlaces
            | Action::ImportCharter
            | Action::ManageBodies
            | Action::ProveHousehold
            | Action::Vouch
            | Action::SignFounding
            | Action::KeepHouseholds
            | Action::TendExchange
            | Action::SeeDevPages
    )
}

/// If this fails, you changed who may do what. Read the difference as an
/// auditor would; if it is meant, accept the new picture.
#[test]
fn who_may_do_what_is_this_picture() {
    let people = people();
    let heads: Vec<String> = people.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut picture = String::from("Stages: ");
    for stage in StageName::ALL {
        write!(picture, "{} {}  ", letter(stage), stage.code()).unwrap();
    }
    picture.push_str(
        "\nA cell lists the stages in which it is allowed; - never; blank: no such case for them.\n",
    );
    for visibility in Visibility::ALL {
        let cases = StageName::ALL.map(|stage| case_in(stage, visibility));
        writeln!(picture, "\nA case that is {}", visibility.code()).unwrap();
        picture.push_str(&row("", &heads));
        for action in Action::ALL
            .into_iter()
            .filter(|action| needs_a_case(*action))
        {
            let cells: Vec<String> = people
                .iter()
                .map(|(_, actor)| cell(actor, action, &cases))
                .collect();
            picture.push_str(&row(action.code(), &cells));
        }
    }
    picture.push_str(
        "\nWithout a case (see-inbox, keep-templates, say-away: of the street office; keep-households: of the committee)\n",
    );
    picture.push_str(&row("", &heads));
    for action in Action::ALL
        .into_iter()
        .filter(|action| !needs_a_case(*action))
    {
        let subject = match action {
            Action::SeeInbox | Action::KeepTemplates | Action::SayAway => {
                Subject::Body(body_id(STREET_OFFICE))
            }
            Action::KeepHouseholds => Subject::Body(body_id(COMMITTEE)),
            _ => Subject::Installation(Installation::Real),
        };
        let cells: Vec<String> = people
            .iter()
            .map(|(_, actor)| match may(actor, action, &subject) {
                Ok(()) => "yes".to_owned(),
                Err(denied) => denied.code().replace("-required", ""),
            })
            .collect();
        picture.push_str(&row(action.code(), &cells));
    }
    insta::assert_snapshot!(picture);
}

#[test]
fn the_demo_alone_has_dev_pages() {
    let demo = Subject::Installation(Installation::Demo);
    assert_eq!(may(&Actor::Visitor, Action::SeeDevPages, &demo), Ok(()));
    let real = Subject::Installation(Installation::Real);
    for (_, actor) in people() {
        assert_eq!(
            may(&actor, Action::SeeDevPages, &real),
            Err(Denied::NotInDemo)
        );
    }
}

#[test]
fn asked_without_a_case_there_is_none() {
    for (_, actor) in people() {
        for action in Action::ALL
            .into_iter()
            .filter(|action| needs_a_case(*action))
        {
            assert_eq!(
                may(&actor, action, &Subject::Nothing),
                Err(Denied::NotVisible)
            );
        }
    }
}

#[test]
fn every_action_and_every_reason_has_its_own_code() {
    let mut codes: Vec<&str> = Action::ALL.iter().map(|action| action.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Action::ALL.len());
}
