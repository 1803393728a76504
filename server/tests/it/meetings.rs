//! Meetings over HTTP: the committee calls one, neighbours take seats and wait for one,
//! what changes is told, and what was said and decided stands in the thread.

use domain::reference::Reference;
use store::statements::counted;

use crate::app::{Answer, Visitor};
use crate::lane::Lane;
use crate::threads::{fills, leads, opened, says, went_on};

const PLAN: [(&str, &str); 6] = [
    ("title", "A look at the hall"),
    ("at", "2026-11-28T19:00"),
    ("minutes", "60"),
    ("spot", "Reading room, Building 3"),
    ("seats", "1"),
    ("agenda", "Shelves in the hall 15\nWhat to do 30"),
];

fn at(thread: Reference, rest: &str) -> String {
    format!("/threads/{thread}/meetings/1{rest}")
}

/// The plan with one field typed differently.
fn but<'a>(name: &'a str, value: &'a str) -> [(&'a str, &'a str); 6] {
    PLAN.map(|(field, usual)| (field, if field == name { value } else { usual }))
}

async fn calls(lane: &Lane, thread: Reference, fields: &[(&str, &str)]) -> Answer {
    let mut member = lane.browser(lane.member).await;
    let action = format!("/threads/{thread}/meet");
    fills(&mut member, &action, &action, fields).await
}

/// A thread with a meeting that is called.
async fn called(lane: &Lane) -> Reference {
    let thread = opened(lane).await;
    let answer = calls(lane, thread, &PLAN).await;
    assert_eq!(went_on(&answer), at(thread, "?done=call"));
    thread
}

async fn lead(lane: &Lane, thread: Reference, act: &str, fields: &[(&str, &str)]) -> Answer {
    let mut member = lane.browser(lane.member).await;
    let action = at(thread, &format!("/{act}"));
    fills(&mut member, &action, &action, fields).await
}

/// Presses the one button about seats.
async fn presses(browser: &mut Visitor, thread: Reference, act: &str) -> Answer {
    let action = at(thread, &format!("/{act}"));
    fills(browser, &at(thread, ""), &action, &[]).await
}

fn hours(count: i64) -> i64 {
    count * 60 * 60
}

store::on_each_engine! {
    async fn a_meeting_is_called_and_its_seats_are_taken_and_given_back(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let mut author = lane.browser(lane.author).await;
        let mut neighbour = lane.browser(lane.neighbour).await;
        went_on(&says(&mut author, thread, "", "In the cellar.").await);
        went_on(&calls(&lane, thread, &PLAN).await);
        author.get("/me").await.shows("A meeting is called: A look at the hall").shows("Saturday 28 November, 19:00, Reading room");
        lane.app.visitor().get(&at(thread, "")).await.expect(200)
            .shows("Saturday 28 November, 19:00").shows("0 of 1 taken").shows("19:15").shows("Sign in to say that you come").hides("Who comes");
        lane.app.visitor().get(&format!("/threads/{thread}")).await.shows("A look at the hall").shows("Coming up");
        lane.app.visitor().get("/places/willow-1").await.shows("Meetings ahead").shows("A look at the hall");

        assert_eq!(went_on(&presses(&mut author, thread, "seat").await), at(thread, "?done=seat"));
        assert_eq!(went_on(&presses(&mut neighbour, thread, "seat").await), at(thread, "?done=queue"));
        neighbour.get(&at(thread, "")).await.shows("You are the next one in line.").shows("1 of 1 taken, 1 in line").hides("Who comes");
        let mut member = lane.browser(lane.member).await;
        member.get(&at(thread, "")).await.shows("Who comes").shows("In line");
        went_on(&presses(&mut author, thread, "leave").await);
        neighbour.get("/me").await.shows("A seat is yours now");
        neighbour.get(&at(thread, "")).await.shows("You have a seat.");

        // Who has an old page does not take a seat for a time they have not seen.
        let old = author.get(&at(thread, "")).await.form(&at(thread, "/seat"));
        went_on(&lead(&lane, thread, "change", &but("spot", "Hall, Building 1")).await);
        author.submit(&old).await.expect(422).shows("was changed since you opened this page").shows("Hall, Building 1");
        neighbour.get("/me").await.shows("Changed (place): A look at the hall").shows("Hall, Building 1");
        lead(&lane, thread, "change", &but("spot", "Hall, Building 1")).await.expect(422).shows("Everything is as it was.");

        // The day before, once.
        lane.app.wait_seconds(hours(24 * 4 + 11));
        lane.app.work().await;
        lane.app.work().await;
        let page = neighbour.get("/me").await;
        assert_eq!(page.text.matches("It is tomorrow: A look at the hall").count(), 1);
    }

    async fn what_was_decided_in_the_room_stands_among_the_decisions(store) {
        let lane = Lane::on(store).await;
        let thread = called(&lane).await;
        let said = [("present", "14"), ("words", "We *looked*."), ("what-1", "Shelves go down."), ("how-1", "unopposed")];
        lead(&lane, thread, "minutes", &said).await.expect(422).shows("It has not begun yet.").shows("We *looked*.");
        lane.app.wait_seconds(hours(24 * 6));
        lane.app.visitor().get(&at(thread, "")).await.shows("What was said is not written down yet.");
        let half = [said[0], said[1], ("how-1", "most")];
        lead(&lane, thread, "minutes", &half).await.expect(422).shows("Write what was decided and choose how").shows("We *looked*.");
        let nobody = [("present", "0"), said[1], said[2], said[3]];
        lead(&lane, thread, "minutes", &nobody).await.expect(422).shows("Where nobody was, nothing was decided.");
        went_on(&lead(&lane, thread, "minutes", &said).await);
        lane.app.visitor().get(&at(thread, "")).await.shows("<em>looked</em>").shows("14 people were there.").shows("Nobody was against it.");
        lane.app.visitor().get(&format!("/threads/{thread}")).await
            .shows("Shelves go down.").shows("Decided at a meeting").shows("14 were there.");
        let mut member = lane.browser(lane.member).await;
        let agree = member.get(&at(thread, "")).await.link("/agree?meeting=1");
        member.get(&agree).await.expect(200).shows("Shelves go down.");
        let fixed = [said[0], ("words", "We looked *twice*."), said[2], said[3], ("why", "We forgot once.")];
        went_on(&lead(&lane, thread, "correct", &fixed).await);
        lane.app.visitor().get(&at(thread, "")).await.shows("We looked <em>twice</em>.").shows("<em>looked</em>").shows("We forgot once.");
        lead(&lane, thread, "change", &but("at", "2026-12-05T19:00")).await.expect(422).shows("It is over");
        // After the end of the thread a mistake can still be mended.
        went_on(&leads(&lane, thread, "close", &[("words", "It rained.")]).await);
        let again = [said[0], ("words", "We looked three times."), ("what-1", ""), ("how-1", ""), ("why", "Once more.")];
        went_on(&lead(&lane, thread, "correct", &again).await);
        calls(&lane, thread, &but("at", "2026-12-28T19:00")).await.expect(422).shows("is over");
    }

    async fn a_plan_that_does_not_fit_comes_back_with_everything_typed(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let long = "x".repeat(200);
        let many: Vec<String> = (0..13).map(|number| format!("Point {number} 1")).collect();
        let many = many.join("\n");
        let too_long_line = format!("{long} 5");
        for (name, value, told) in [
            ("at", "2026-11-22T19:00", "That time has passed."),
            ("at", "2028-11-22T19:00", "more than a year ahead"),
            ("at", "2026-02-30T19:00", "Give a day and a time"),
            ("at", "soon", "Give a day and a time"),
            ("minutes", "-60", "A meeting ends after it begins"),
            ("minutes", "481", "at most 480 minutes"),
            ("minutes", "an hour", "a whole number of minutes"),
            ("seats", "0", "from 1 to 1,000"),
            ("seats", "100000", "from 1 to 1,000"),
            ("seats", "99999999999999999999", "from 1 to 1,000"),
            ("agenda", "Shelves", "its minutes at the end"),
            ("agenda", "Shelves 61", "take longer than the meeting"),
            ("agenda", &many, "more than twelve items"),
            ("agenda", &too_long_line, "at most 140 characters"),
            ("spot", "", "Say where it is"),
            ("spot", &long, "at most 140 characters"),
            ("title", "", "-problem"),
        ] {
            let answer = calls(&lane, thread, &but(name, value)).await.expect(422);
            let answer = answer.shows(told).shows(&format!("{name}-problem"));
            for (field, usual) in PLAN {
                let kept = if field == name { value.trim_end() } else { usual };
                answer.clone().shows(kept);
            }
        }
        let hostile = "<script>alert(1)</script>";
        let fields = [("title", hostile), PLAN[1], PLAN[2], ("spot", hostile), PLAN[4], ("agenda", "<img src=x onerror=alert(1)> 15")];
        went_on(&calls(&lane, thread, &fields).await);
        for page in [at(thread, ""), at(thread, "/sheet"), format!("/threads/{thread}"), "/places/willow-1".to_owned()] {
            let answer = lane.app.visitor().get(&page).await.expect(200).shows(hostile);
            assert!(!answer.text.contains("<script>alert") && !answer.text.contains("<img src=x"), "{page}");
        }
        for address in ["0", "2", "x", "-1", "99999999999999999999"] {
            lane.app.visitor().get(&format!("/threads/{thread}/meetings/{address}")).await.expect(404);
            lane.app.visitor().get(&format!("/calendar/threads/{thread}/meetings/{address}.ics")).await.expect(404);
        }
    }

    async fn what_is_called_off_says_why_and_cancels_in_calendars(store) {
        let lane = Lane::on(store).await;
        let thread = called(&lane).await;
        let mut neighbour = lane.browser(lane.neighbour).await;
        went_on(&presses(&mut neighbour, thread, "seat").await);
        let file = format!("/calendar/threads/{thread}/meetings/1.ics");
        let before = lane.app.visitor().get(&file).await.expect(200).shows("STATUS:CONFIRMED").shows("DTSTART:20261128T110000Z");
        assert_eq!(before.header("content-type"), "text/calendar; charset=utf-8");
        let mut member = lane.browser(lane.member).await;
        let stale = member.get(&at(thread, "/change")).await.form(&at(thread, "/change"));
        lead(&lane, thread, "call-off", &[("words", "")]).await.expect(422);
        went_on(&lead(&lane, thread, "call-off", &[("words", "The room is flooded.")]).await);
        lane.app.visitor().get(&at(thread, "")).await.shows("It does not take place: The room is flooded.").hides("Are you coming?");
        neighbour.get("/me").await.shows("It does not take place: A look at the hall").shows("Reading room, Building 3 · The room is flooded.");
        lane.app.visitor().get(&file).await.shows("STATUS:CANCELLED").shows("SEQUENCE:1");
        let late = member.submit(&stale.with("spot", "The yard, behind the bench")).await;
        late.expect(422).shows("The yard, behind the bench");
        neighbour.post(&at(thread, "/seat"), &[]).await.expect(422).shows("It was called off.");
        neighbour.get(&at(thread, "/change")).await.expect(403);
        lane.app.visitor().get("/places/willow-1").await.hides("A look at the hall");
    }

    async fn the_time_that_neighbours_chose_fills_the_form(store) {
        let lane = Lane::on(store).await;
        let mut people = Vec::new();
        for number in 0..3 {
            let (browser, person) = crate::town::resident(&lane.app, &format!("n{number}")).await;
            crate::households::verified(&lane, person, &format!("3-{number:03}")).await;
            people.push(browser);
        }
        let thread = opened(&lane).await;
        went_on(&leads(&lane, thread, "move", &[("step", "decide"), ("until", "2026-12-30")]).await);
        let mut member = lane.browser(lane.member).await;
        let decide = format!("/threads/{thread}/decide");
        let form = format!("{decide}?way=meeting-time");
        let asks = [("question", "When do we look at the hall?"), ("words", "An hour."), ("options", "周六上午九点\n周日下午三点"), ("showing", "closed")];
        went_on(&fills(&mut member, &form, &decide, &asks).await);
        let decision = format!("/threads/{thread}/decisions/1");
        let open = format!("{decision}/open");
        went_on(&fills(&mut member, &open, &open, &[("until", "2026-11-26")]).await);
        for browser in &mut people {
            let answer = format!("{decision}/answer");
            went_on(&fills(browser, &decision, &answer, &[("mark-1", "no"), ("mark-2", "yes")]).await);
        }
        lane.app.wait_seconds(hours(24 * 4));
        lane.app.work().await;
        people[0].get(&decision).await.hides("/meet?decision=1");
        let meet = member.get(&decision).await.link("/meet?decision=1");
        member.get(&meet).await.expect(200)
            .shows("Your neighbours chose “周日下午三点”").shows("2026-11-29T15:00").shows("When do we look at the hall?");
    }

    async fn a_meeting_costs_so_many_statements_however_many_come(store) {
        let lane = Lane::on(store).await;
        let thread = called(&lane).await;
        let mut member = lane.browser(lane.member).await;
        let pages = [at(thread, ""), at(thread, "/sheet"), format!("/threads/{thread}"), "/places/willow-1".to_owned()];
        let mut few = Vec::new();
        for page in &pages {
            few.push(counted(member.get(page)).await.1);
        }
        for number in 0..4 {
            let (mut browser, _) = crate::town::resident(&lane.app, &format!("n{number}")).await;
            went_on(&presses(&mut browser, thread, "seat").await);
            went_on(&calls(&lane, thread, &but("title", "Another one")).await);
        }
        for (page, few) in pages.iter().zip(few) {
            let (answer, many) = counted(member.get(page)).await;
            answer.expect(200);
            assert_eq!(few, many, "{page}");
            assert!(many <= 8, "{many} statements for {page}");
        }
    }

    async fn what_one_comes_to_stands_on_ones_own_page(store) {
        let lane = Lane::on(store).await;
        let thread = called(&lane).await;
        let mut author = lane.browser(lane.author).await;
        let mut neighbour = lane.browser(lane.neighbour).await;
        author.get("/me").await.hides("Your dates");
        went_on(&presses(&mut author, thread, "seat").await);
        went_on(&presses(&mut neighbour, thread, "seat").await);
        author.get("/me").await.shows("Your dates").shows("You have a seat.").shows(&at(thread, ""));
        neighbour.get("/me").await.shows("Your dates").shows("You are the next one in line.");
        lane.browser(lane.stranger).await.get("/me").await.hides("Your dates");
        let (page, statements) = counted(author.get("/me")).await;
        page.expect(200);
        assert!(statements <= 8, "{statements} statements");
        went_on(&presses(&mut author, thread, "leave").await);
        author.get("/me").await.hides("Your dates");
        went_on(&lead(&lane, thread, "call-off", &[("words", "The room is wet.")]).await);
        neighbour.get("/me").await.hides("Your dates");
    }

    async fn a_calendar_follows_the_meetings_of_a_place(store) {
        let lane = Lane::on(store).await;
        let calendar = "/calendar/places/willow-lane.ics";
        lane.app.visitor().get("/calendar/places/willow-lane").await.expect(404);
        lane.app.visitor().get("/calendar/places/nowhere.ics").await.expect(404);
        let empty = lane.app.visitor().get(calendar).await.expect(200);
        assert!(empty.text.starts_with("BEGIN:VCALENDAR\r\n") && empty.text.ends_with("END:VCALENDAR\r\n"));
        assert!(!empty.text.contains("VEVENT"));
        let thread = called(&lane).await;
        lane.app.visitor().get("/places/willow-lane").await.shows(calendar);
        let first = lane.app.visitor().get(calendar).await.expect(200);
        assert_eq!(first.header("content-type"), "text/calendar; charset=utf-8");
        for line in ["SUMMARY:A look at the hall", "DTSTART:20261128T110000Z", "STATUS:CONFIRMED", "REFRESH-INTERVAL;VALUE=DURATION:PT1H"] {
            assert!(first.text.contains(line), "{line} in {}", first.text);
        }
        // Around it, in it, and nowhere else; the same file is not sent twice.
        for place in ["river-city", "willow-1"] {
            let around = lane.app.visitor().get(&format!("/calendar/places/{place}.ics")).await.expect(200);
            assert!(around.text.contains("A look at the hall"), "{place}");
        }
        let mut again = lane.app.visitor().saying("if-none-match", first.header("etag"));
        assert_eq!(again.get(calendar).await.status, 304);
        went_on(&lead(&lane, thread, "call-off", &[("words", "The room is wet.")]).await);
        let after = again.get(calendar).await.expect(200);
        assert!(after.text.contains("STATUS:CANCELLED") && !after.text.contains("wet"), "{}", after.text);
        // A month after it is over it is gone.
        lane.app.wait_seconds(hours(24 * 40));
        let later = lane.app.visitor().get(calendar).await.expect(200);
        assert!(!later.text.contains("VEVENT"), "{}", later.text);
    }

    async fn of_a_case_that_turns_private_no_meeting_is_shown(store) {
        let lane = Lane::on(store).await;
        let (case, thread) = crate::case_threads::talked_over(&lane).await;
        went_on(&calls(&lane, thread, &PLAN).await);
        let mut affected = lane.browser(lane.neighbour).await;
        affected.get("/me").await.shows("A meeting is called: A look at the hall");
        went_on(&presses(&mut affected, thread, "seat").await);
        crate::case_threads::turns_private(&lane, &case).await;
        let place = "/places/willow-1";
        lane.app.wait_seconds(hours(24 * 4 + 11));
        lane.app.work().await;
        affected.get("/me").await.hides("It is tomorrow");
        lane.app.visitor().get(&at(thread, "")).await.expect(404);
        lane.app.visitor().get(&at(thread, "/sheet")).await.expect(404);
        lane.app.visitor().get(&format!("/calendar/threads/{thread}/meetings/1.ics")).await.expect(404);
        lane.app.visitor().get(place).await.hides("A look at the hall");
        affected.post(&at(thread, "/seat"), &[]).await.expect(404);
    }
}
