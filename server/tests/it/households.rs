//! Who lives behind which door: letters, neighbours who vouch, a member of the
//! committee in person; what does not fit; and what is counted by it.

use domain::case::{Command, Verdict, Visibility};
use domain::household::{Door, VOUCHES_A_YEAR};
use domain::id::PersonId;
use pages::doors::door_hash;
use pages::one_tap::OneTap;
use store::households::InPerson;
use uuid::Uuid;

use crate::app::{Answer, Visitor};
use crate::case::{does, path, went_back};
use crate::lane::{Lane, sentence};

const MINE: &str = "/me/household";
const BUILDING: &str = "/households/willow-1";

/// Makes letters to these doors, as the committee, and gives the page.
async fn letters(member: &mut Visitor, doors: &str) -> Answer {
    let form = member.get(BUILDING).await.expect(200).form(BUILDING);
    member.submit(&form.with("doors", doors)).await
}

/// The codes on a page of letters, in the order of the doors.
fn codes(page: &Answer) -> Vec<String> {
    let sheets = page.text.split("class=\"letter-code\"").skip(1);
    sheets
        .filter_map(|rest| {
            let (_, code) = rest.split_once("<strong translate=\"no\">")?;
            let mut parts = code.split(['<', '>']);
            Some(parts.find(|part| part.len() == 11)?.to_owned())
        })
        .collect()
}

/// Follows the link of a letter, and sends the code that it filled in.
async fn types(browser: &mut Visitor, code: &str) -> Answer {
    let link = pages::routes::household_code(code);
    browser.get(&link).await.expect(200).shows(code);
    browser.post(MINE, &[("act", "code"), ("code", code)]).await
}

async fn asks(browser: &mut Visitor, door: &str) -> Answer {
    let fields = [("act", "ask"), ("home", "Building 1"), ("door", door)];
    browser.post(MINE, &fields).await
}

async fn vouches(browser: &mut Visitor, person: PersonId) -> Answer {
    let id = person.to_string();
    browser
        .post(MINE, &[("act", "vouch"), ("person", &id)])
        .await
}

/// It worked, and the next page says so.
async fn done(browser: &mut Visitor, answer: Answer) -> Answer {
    let to = answer
        .location()
        .unwrap_or_else(|| panic!("{}", answer.text));
    browser.get(&to).await.expect(200)
}

/// Somebody verified behind a door, without a page.
pub(crate) async fn verified(lane: &Lane, person: PersonId, door: &str) {
    let app = &lane.app.app;
    let door = Door::parse(door).unwrap();
    let seen = InPerson {
        person,
        place: lane.building,
        door: &door_hash(&app.secret, lane.building, &door),
        by: lane.officer,
        purpose: &sentence("I know them."),
    };
    let verified = app.store.verify_in_person(&seen, &app.ids, app.clock.now());
    verified.await.unwrap().unwrap();
}

/// So many more residents, each verified behind a door of their own.
async fn many(lane: &Lane, count: usize) {
    for number in 0..count {
        let (_, person) = crate::town::resident(&lane.app, &format!("filler{number}")).await;
        verified(lane, person, &format!("9-{number}")).await;
    }
}

store::on_each_engine! {
    async fn a_letter_opens_the_door_for_everybody_of_the_household(store) {
        let lane = Lane::on(store).await;
        let mut member = lane.browser(lane.member).await;
        member.get("/inbox").await.shows("Households of our buildings");
        member.get("/households").await.expect(200)
            .shows("Building 1").shows("0 verified households in all")
            .shows("every confirmed account counts as a household of its own");
        let form = member.get(BUILDING).await.expect(200).form(BUILDING).with("doors", "2-301\r\n2-302\r\n２－３０１\r\n");
        let sheets = member.submit(&form).await.expect(200)
            .shows("2 letters for Building 1").shows("To everybody behind door 2-301, Building 1")
            .shows("1幢2-301的住户：您好").shows("Willow Lane committee");
        assert_eq!(sheets.header("cache-control"), "private, no-store");
        let codes = codes(&sheets);
        assert_eq!(codes.len(), 2);
        member.submit(&form).await.expect(409).shows("These letters were made already");

        let mut author = lane.browser(lane.author).await;
        let wrong = types(&mut author, "ACD-EFG-HJK").await.expect(422);
        let wrong = wrong.shows("ACD-EFG-HJK");
        assert!(!wrong.text.contains(&codes[0]));
        author.get(&format!("{MINE}?code={}", codes[0])).await.shows("You are not verified yet");
        let answer = types(&mut author, &codes[0].to_lowercase().replace('-', " ")).await;
        done(&mut author, answer).await
            .shows("You are a verified resident now.").shows("Building 1: by the code of a letter");
        let mut neighbour = lane.browser(lane.neighbour).await;
        let answer = types(&mut neighbour, &codes[0]).await;
        done(&mut neighbour, answer).await.shows("You are a verified resident now.");
        author.get("/me").await.shows("You are a verified resident of Building 1");
        member.get(BUILDING).await.shows("1 verified household").shows("Author").shows("by a letter");
    }

    async fn wrong_codes_are_limited_and_slips_cost_nothing(store) {
        let lane = Lane::on(store).await;
        let mut stranger = lane.browser(lane.stranger).await;
        for _ in 0..10 {
            types(&mut stranger, "ACD-EFG-HJA").await.expect(422);
            types(&mut stranger, "").await.expect(422).shows("Type the code that stands in your letter.");
        }
        let unknown = domain::household::PaperCode::from_random(1).spaced();
        for _ in 0..6 {
            types(&mut stranger, &unknown).await.expect(422).shows("No letter has this code.");
        }
        types(&mut stranger, &unknown).await.expect(422).shows("Too many codes were wrong today.");
        lane.app.wait_seconds(24 * 60 * 60);
        types(&mut stranger, &unknown).await.expect(422).shows("No letter has this code.");
    }

    async fn two_neighbours_vouch_and_a_third_is_not_needed(store) {
        let lane = Lane::on(store).await;
        verified(&lane, lane.author, "2-301").await;
        verified(&lane, lane.neighbour, "2-302").await;
        let (mut flatmate, flatmate_id) = crate::town::resident(&lane.app, "flatmate").await;
        verified(&lane, flatmate_id, "2-301").await;
        let mut stranger = lane.browser(lane.stranger).await;
        asks(&mut stranger, "").await.expect(422).shows("Write the door, such as 2-301.");
        let area = [("act", "ask"), ("home", "Willow Lane"), ("place", "willow-lane"), ("door", "2-303")];
        stranger.post(MINE, &area).await.expect(422).shows("That is an area and no building.");
        let answer = asks(&mut stranger, "2-303").await;
        done(&mut stranger, answer).await.shows("0 of 2 neighbours vouched so far");

        let (mut author, mut neighbour) = (lane.browser(lane.author).await, lane.browser(lane.neighbour).await);
        lane.app.work().await;
        let mail = lane.app.mail.list(10).await.unwrap();
        let asked = mail.iter().find(|one| one.to == "author@example.org").unwrap();
        assert!(asked.subject.contains("Stranger asks you to say that they live in Building 1"), "{}", asked.subject);
        assert!(!asked.text.contains("2-303"), "the door is nowhere");
        let page = author.get(MINE).await.shows("Stranger lives in my building").shows("3 are left");
        assert!(!page.text.contains("2-303") && !page.text.contains("stranger@example.org"));

        let answer = vouches(&mut author, lane.stranger).await;
        done(&mut author, answer).await.shows("One more neighbour is needed.");
        vouches(&mut flatmate, lane.stranger).await.expect(422).shows("of two other households");
        vouches(&mut stranger, lane.stranger).await.expect(422).shows("Only verified neighbours of the same building can vouch.");
        let id = lane.stranger.to_string();
        let answer = author.post(MINE, &[("act", "unvouch"), ("person", &id)]).await;
        done(&mut author, answer).await.shows("It counts as never said.").shows("3 are left");
        let answer = vouches(&mut neighbour, lane.stranger).await;
        done(&mut neighbour, answer).await.shows("You vouched for Stranger.");
        let answer = vouches(&mut flatmate, lane.stranger).await;
        done(&mut flatmate, answer).await.shows("your neighbour is verified now");
        stranger.get(MINE).await.shows("Building 1: two neighbours vouched");
        vouches(&mut author, lane.stranger).await.expect(422).shows("This neighbour does not ask any more.");
    }

    async fn nobody_vouches_a_fourth_time_within_a_year(store) {
        let lane = Lane::on(store).await;
        verified(&lane, lane.author, "2-301").await;
        let mut author = lane.browser(lane.author).await;
        for number in 0..=VOUCHES_A_YEAR {
            let (mut asking, id) = crate::town::resident(&lane.app, &format!("new{number}")).await;
            asks(&mut asking, &format!("3-{number}")).await.expect(303);
            let answer = vouches(&mut author, id).await;
            if number < VOUCHES_A_YEAR {
                answer.expect(303);
            } else {
                answer.expect(422).shows("You vouched three times within a year.");
            }
        }
    }

    async fn floor_areas_are_registered_and_shown_to_nobody(store) {
        let lane = Lane::on(store).await;
        let mut member = lane.browser(lane.member).await;
        let wrong = member.post(BUILDING, &[("act", "flats"), ("flats", "2-301, 89.5\n2-302, big")]).await;
        wrong.expect(422).shows("Line 2 is no door with its area").shows("2-302, big");
        let list = [("act", "flats"), ("flats", "2-301, 77.35\n2-302, 141.5, let\n")];
        let answer = member.post(BUILDING, &list).await;
        done(&mut member, answer).await.shows("2 flats are registered.").hides("77.35").hides("141.5");
    }

    async fn a_member_verifies_in_person_and_ends_with_a_reason(store) {
        let lane = Lane::on(store).await;
        let mut member = lane.browser(lane.member).await;
        let seen = [("act", "in-person"), ("handle", "author@example.org"), ("door", "2-301"), ("purpose", "Came to the office, I saw the contract.")];
        for missing in 1..4 {
            let fields: Vec<_> = seen.iter().enumerate().filter(|(at, _)| *at != missing).map(|(_, field)| *field).collect();
            let page = member.post(BUILDING, &fields).await.expect(422);
            assert!(page.text.contains(&format!("{}-problem", seen[missing].0)), "{}", seen[missing].0);
        }
        let nobody = seen.map(|(name, value)| (name, if name == "handle" { "nobody@example.org" } else { value }));
        member.post(BUILDING, &nobody).await.expect(422).shows("Nobody has an account with this address or number.");
        let herself = seen.map(|(name, value)| (name, if name == "handle" { "lin@example.org" } else { value }));
        member.post(BUILDING, &herself).await.expect(422).shows("Nobody verifies themselves.");
        let answer = member.post(BUILDING, &seen).await;
        done(&mut member, answer).await.shows("They are verified now and were told.").shows("in person");
        member.post(BUILDING, &seen).await.expect(422).shows("Already verified behind this door.");
        let mut author = lane.browser(lane.author).await;
        author.get(MINE).await.shows("Building 1: in person at the committee");

        let residency = lane.app.store.list_residencies(lane.author).await.unwrap()[0].id.to_string();
        member.post(BUILDING, &[("act", "end"), ("residency", &residency)]).await.expect(422);
        let answer = member.post(BUILDING, &[("act", "end"), ("residency", &residency), ("reason", "Moved to the seaside.")]).await;
        done(&mut member, answer).await.shows("It is ended");
        author.get(MINE).await.shows("You are not verified yet");
        author.get("/me").await.shows("You are not a verified resident of Building 1 any more").shows("Moved to the seaside.");
    }

    async fn who_moves_out_says_so_and_nobody_else_for_them(store) {
        let lane = Lane::on(store).await;
        verified(&lane, lane.author, "2-301").await;
        let residency = lane.app.store.list_residencies(lane.author).await.unwrap()[0].id.to_string();
        let mut neighbour = lane.browser(lane.neighbour).await;
        neighbour.post(MINE, &[("act", "end"), ("residency", &residency)]).await.expect(422);
        let mut author = lane.browser(lane.author).await;
        let answer = author.post(MINE, &[("act", "end"), ("residency", &residency)]).await;
        done(&mut author, answer).await.shows("You are not verified there any more.");
    }

    async fn what_does_not_fit_is_listed_for_the_committee_and_decided(store) {
        let lane = Lane::on(store).await;
        let mut member = lane.browser(lane.member).await;
        let first = codes(&letters(&mut member, "2-301\n2-302").await);
        let second = codes(&letters(&mut member, "2-302").await);
        let mut author = lane.browser(lane.author).await;
        types(&mut author, &first[0]).await.expect(303);
        types(&mut author, &first[1]).await.expect(422).shows("A newer letter was made for this door.");
        types(&mut author, &second[0]).await.expect(303);
        let page = member.get("/households").await
            .shows("Author typed a code for Building 1 after a newer letter had replaced it.")
            .shows("Author is verified behind two doors; the second one is in Building 1.");
        assert!(!page.text.contains("2-302"));
        let form = page.form("/households");
        member.submit(&form).await.expect(422).shows("Choose what you decide.");
        let end = form.clone().with("resolution", "end").with("reason", "Looked at it.");
        member.submit(&end).await.expect(422).shows("there is nothing to end").shows("Looked at it.");
        let keep = form.with("resolution", "keep").with("reason", "The old letter lay in the drawer.");
        let answer = member.submit(&keep).await;
        done(&mut member, answer).await.shows("It is decided, and the neighbour was told.");
        author.get("/me").await.shows("The old letter lay in the drawer.");
        let form = member.get("/households").await.form("/households");
        let end = form.with("resolution", "end").with("reason", "One home is enough to count.");
        let answer = member.submit(&end).await;
        done(&mut member, answer).await.shows("Nothing. What does not fit will stand here.");
        assert_eq!(lane.app.store.list_residencies(lane.author).await.unwrap().len(), 1);
    }

    async fn only_the_committee_of_the_place_looks_after_its_households(store) {
        let lane = Lane::on(store).await;
        for path in ["/households", BUILDING] {
            lane.browser(lane.member).await.get(path).await.expect(200);
            lane.browser(lane.officer).await.get(path).await.expect(403);
            lane.browser(lane.author).await.get(path).await.expect(403);
            lane.app.visitor().get(path).await.expect(303);
            lane.browser(lane.officer).await.post(path, &[("doors", "1")]).await.expect(403);
        }
        let mut member = lane.browser(lane.member).await;
        member.get("/households/willow-lane").await.expect(404);
        member.get("/households/nowhere").await.expect(404);
        let unknown = Uuid::nil().to_string();
        let fields = [("conflict", unknown.as_str()), ("resolution", "keep"), ("reason", "So.")];
        member.post("/households", &fields).await.expect(422).shows("That is decided already.");
    }

    async fn a_household_counts_once_and_the_page_says_who_counts(store) {
        let lane = Lane::on(store).await;
        verified(&lane, lane.author, "2-301").await;
        verified(&lane, lane.neighbour, "2-301").await;
        many(&lane, 11).await;
        let case = lane.filed(Visibility::PublicWithoutName).await;
        let mut member = lane.browser(lane.member).await;
        went_back(&does(&mut member, &case, "hear", &[("words", "I went up to look.")]).await, &case);
        let why = [("reason", "Nothing moves here.")];
        let mut last = lane.browser(lane.stranger).await;
        for (person, said) in [
            (lane.author, "1 household asks that this goes up. At 3 it does."),
            (lane.neighbour, "1 household asks that this goes up. At 3 it does."),
            (lane.stranger, "2 households ask that this goes up. At 3 it does."),
        ] {
            last = lane.browser(person).await;
            if person != lane.author {
                went_back(&does(&mut last, &case, "join", &[]).await, &case);
            }
            went_back(&does(&mut last, &case, "ask-up", &why).await, &case);
            member.get(&path(&case, "")).await.shows(said).shows("Fewer than twenty households are verified here so far");
        }
        assert_eq!(lane.case(case.reference).await.holding.holder.uuid().as_u128(), 901);

        // Twenty are verified: the account of a stranger alone is no household any more.
        many_more(&lane).await;
        last.get(&path(&case, "")).await.shows("1 household asks that this goes up. At 3 it does.").shows("Only verified households of this place count");
        verified(&lane, lane.stranger, "2-305").await;
        last.get(&path(&case, "")).await.shows("2 households ask that this goes up. At 3 it does.");
        let (mut third, id) = crate::town::resident(&lane.app, "third").await;
        verified(&lane, id, "2-306").await;
        went_back(&does(&mut third, &case, "join", &[]).await, &case);
        went_back(&does(&mut third, &case, "ask-up", &why).await, &case);
        assert_eq!(lane.case(case.reference).await.holding.holder.uuid().as_u128(), 902);
    }

    async fn a_member_of_the_holder_answers_for_nobody_else(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let words = || sentence("I put in a new bulb.");
        lane.act(case.reference, lane.member, Command::Hear { words: words() }).await;
        let done = Command::ReportDone { words: words(), photos: Vec::new() };
        let case = lane.act(case.reference, lane.member, done).await;
        let question = case.open_questions(lane.app.app.clock.now())[0];
        let tap = OneTap { person: lane.author, reference: case.reference, question, verdict: Some(Verdict::Solved) };
        let link = format!("/answer/{}", tap.token(&lane.app.app.secret));
        let mut member = lane.browser(lane.member).await;
        member.get(&link).await.expect(403).shows("you cannot answer for somebody else");
        member.post(&link, &[]).await.expect(403);
        assert!(lane.case(case.reference).await.is_open());
        let mut helper = lane.browser(lane.neighbour).await;
        helper.get(&link).await.expect(200);
        lane.app.visitor().post(&link, &[]).await.expect(200);
        assert!(!lane.case(case.reference).await.is_open());
    }

    async fn where_few_live_two_households_are_enough(store) {
        let lane = Lane::on(store).await;
        let mut member = lane.browser(lane.member).await;
        letters(&mut member, "1\n2\n3\n4").await.expect(200);
        let case = lane.filed(Visibility::PublicWithoutName).await;
        went_back(&does(&mut member, &case, "hear", &[("words", "I went up to look.")]).await, &case);
        let why = [("reason", "Nothing moves here.")];
        let mut author = lane.browser(lane.author).await;
        went_back(&does(&mut author, &case, "ask-up", &why).await, &case);
        author.get(&path(&case, "")).await.shows("1 household asks that this goes up. At 2 it does.");
        let mut neighbour = lane.browser(lane.neighbour).await;
        went_back(&does(&mut neighbour, &case, "join", &[]).await, &case);
        went_back(&does(&mut neighbour, &case, "ask-up", &why).await, &case);
        assert_eq!(lane.case(case.reference).await.holding.holder.uuid().as_u128(), 902);
    }
}

/// Eight more, so that twenty are verified.
async fn many_more(lane: &Lane) {
    for number in 100..108 {
        let (_, person) = crate::town::resident(&lane.app, &format!("filler{number}")).await;
        verified(lane, person, &format!("9-{number}")).await;
    }
}

#[tokio::test]
async fn neither_a_door_nor_a_code_is_anywhere_in_the_database() {
    let lane = Lane::on(store::testing::sqlite().await).await;
    let mut member = lane.browser(lane.member).await;
    let sheets = letters(&mut member, "Turm-73B\nTurm-74B").await.expect(200);
    let codes = codes(&sheets);
    let mut author = lane.browser(lane.author).await;
    types(&mut author, &codes[0]).await.expect(303);
    asks(&mut lane.browser(lane.stranger).await, "Turm-75B")
        .await
        .expect(303);
    lane.app.work().await;
    let content = lane.app.store.content().await;
    let holds = |text: &str| {
        let text = text.to_ascii_lowercase();
        content
            .windows(text.len())
            .any(|window| window.eq_ignore_ascii_case(text.as_bytes()))
    };
    assert!(holds("household"), "the content is readable");
    for secret in ["turm-73b", "turm-74b", "turm-75b"] {
        assert!(!holds(secret), "{secret} is kept");
    }
    for code in &codes {
        assert!(
            !holds(code) && !holds(&code.replace('-', "")),
            "{code} is kept"
        );
    }
}
