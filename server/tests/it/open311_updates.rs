//! Updates over Open311 as systems of the field post them and read them again: each is
//! known by one number, none holds up those behind it, and none overwrites what is newer.

use domain::case::{Case, Command, Part, Rule, Verdict, Visibility};
use domain::instant::Instant;
use serde_json::Value;

use crate::app::Visitor;
use crate::lane::{Lane, sentence};
use crate::open311::{APP, OFFICE, error, json, programs, reported, request, update};

const PATH: &str = "/open311/v2/servicerequestupdates.json";

/// What a list of updates says: numbers, states and words.
async fn listed(program: &mut Visitor, query: &str) -> Vec<(String, String, String)> {
    let list = json(&program.get(&format!("{PATH}{query}")).await.expect(200));
    let text = |one: &Value, field: &str| one[field].as_str().unwrap_or_default().to_owned();
    let told = |one: &Value| {
        (
            text(one, "update_id"),
            text(one, "status"),
            text(one, "description"),
        )
    };
    list.as_array().unwrap().iter().map(told).collect()
}

/// Posts an update, and says which number it was given.
async fn post(program: &mut Visitor, fields: &[(&str, &str)]) -> String {
    let answer = program.post(PATH, fields).await.expect(201);
    json(&answer)[0]["update_id"].as_str().unwrap().to_owned()
}

fn said(at: Instant) -> String {
    at.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

async fn stage(lane: &Lane, case: &Case) -> &'static str {
    lane.case(case.reference).await.stage.name().code()
}

async fn not_solved(lane: &Lane, case: &Case) {
    let answer = Command::Answer {
        verdict: Verdict::NotSolved,
        reason: None,
    };
    lane.act(case.reference, lane.author, answer).await;
}

store::on_each_engine! {
    async fn an_update_is_answered_with_the_number_that_the_list_has(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let number = lane.filed(Visibility::PublicWithoutName).await.reference.to_string();
        let mut given = Vec::new();
        for (own, status, words) in [("7", "open", "We look at it."), ("8", "in_progress", "We order a bulb."), ("9", "closed", "A new bulb is in.")] {
            let fields = [("api_key", OFFICE), ("update_id", own), ("service_request_id", &*number), ("status", status), ("description", words)];
            let first = post(&mut program, &fields).await;
            assert_eq!(post(&mut program, &fields).await, first, "sent again it has the same number");
            given.push(first);
        }
        // Sent again later, when others stand behind it, too.
        let again = [("api_key", OFFICE), ("update_id", "7"), ("service_request_id", &*number), ("status", "open"), ("description", "We look at it.")];
        assert_eq!(post(&mut program, &again).await, given[0]);
        let list = listed(&mut program, "").await;
        assert_eq!(given, list.iter().map(|one| one.0.clone()).collect::<Vec<_>>());
        assert_eq!(given, [1, 2, 3].map(|count| format!("{number}-{count}")));
    }

    async fn closed_may_be_the_first_that_is_heard(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let case = lane.filed(Visibility::PublicWithoutName).await;
        let number = case.reference.to_string();
        let fields = [("api_key", OFFICE), ("service_request_id", &*number), ("status", "FIXED"), ("description", "A new bulb is in.")];
        let given = post(&mut program, &fields).await;
        assert_eq!(stage(&lane, &case).await, "reported-done");
        // Heard and reported in one go is one update, as it was said.
        let list = listed(&mut program, "").await;
        assert_eq!(list, [(given, "closed".to_owned(), "A new bulb is in.".to_owned())]);
        assert_eq!(request(&mut program, &number).await["notes"].as_array().unwrap().len(), 1);
    }

    async fn closed_is_heard_and_reported_together_or_not_at_all(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        // Somebody has to say first whether it is about the committee.
        let case = lane.filed_about_the_committee(Visibility::Public).await;
        lane.app.app.store.add_key(&server::open311::key_hash("above"), "above", lane.officer, lane.app.app.clock.now()).await.unwrap();
        let number = case.reference.to_string();
        let fields = [("service_request_id", &*number), ("status", "closed"), ("description", "A new bulb is in.")];
        let refused = update(&mut program, "above", fields).await.expect(400);
        assert!(error(&refused).1.contains("conflict-unchecked"), "{}", refused.text);
        assert_eq!(stage(&lane, &case).await, "waiting");
    }

    async fn what_moves_nothing_holds_up_nobody(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let case = lane.filed(Visibility::PublicWithoutName).await;
        let number = case.reference.to_string();
        let id = ("service_request_id", number.as_str());
        let mut taken = async |key: &str, status: &str| {
            let answer = update(&mut program, key, [id, ("status", status), ("description", "We wrote this down.")]).await.expect(201);
            // No update of the list has the number of its request.
            assert_eq!(json(&answer)[0]["update_id"], number.as_str(), "{status}");
        };
        for status in ["DUPLICATE", "NOT_COUNCILS_RESPONSIBILITY", "NO_FURTHER_ACTION", "INTERNAL_REFERRAL", "CANCELLED", "REOPEN"] {
            taken(OFFICE, status).await;
        }
        // A resident's app says "open" with whatever its people write.
        for status in ["OPEN", "FOR_TRIAGE"] {
            taken(APP, status).await;
        }
        assert_eq!(stage(&lane, &case).await, "waiting");
        lane.act(case.reference, lane.member, Command::Settle { step: sentence("We order a bulb."), promised: None }).await;
        for status in ["OPEN", "INVESTIGATING", "FOR_TRIAGE", "IN_PROGRESS"] {
            taken(OFFICE, status).await;
        }
        assert_eq!(stage(&lane, &case).await, "acting");
        assert_eq!(listed(&mut program, "").await.len(), 1, "nothing was added");
        // What cannot be read, and whose key or request nobody knows, is told all the same.
        for (key, id, status, moment, expected) in [
            ("", &*number, "open", "", 403),
            ("wrong", &*number, "open", "", 403),
            (OFFICE, "", "open", "", 400),
            (OFFICE, "12345678", "open", "", 404),
            (OFFICE, "x", "open", "", 404),
            (OFFICE, &*number, "banana", "", 400),
            (OFFICE, &*number, "open", "yesterday", 400),
            (APP, &*number, "closed", "", 400),
        ] {
            let fields = [("api_key", key), ("service_request_id", id), ("status", status), ("description", "We wrote this down."), ("updated_datetime", moment)];
            let answer = program.post(PATH, &fields).await.expect(expected);
            assert_eq!(error(&answer).0, i64::from(expected), "{key} {id} {status} {moment}");
        }
        let words = [("api_key", OFFICE), ("service_request_id", &*number), ("status", "open"), ("description", "")];
        program.post(PATH, &words).await.expect(400);
    }

    async fn a_long_update_is_kept_as_far_as_there_is_room(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let number = lane.filed(Visibility::PublicWithoutName).await.reference.to_string();
        let long = "We looked at it. ".repeat(300);
        let pictures = ["https://example.org/lamp.jpg", "https://example.org/door.jpg"];
        let mut fields = vec![("api_key", OFFICE), ("service_request_id", &*number), ("status", "open"), ("description", &*long)];
        fields.extend(pictures.map(|address| ("media_url", address)));
        post(&mut program, &fields).await;
        let list = listed(&mut program, "").await;
        let words = &list[0].2;
        assert_eq!(words.chars().count(), 600, "{words}");
        assert!(words.starts_with("We looked at it. We") && words.contains('…'), "{words}");
        assert!(pictures.iter().all(|address| words.contains(address)), "{words}");
        let address = format!("https://example.org/{}", "x".repeat(600));
        fields[5].1 = &address;
        program.post(PATH, &fields).await.expect(400);
    }

    async fn an_update_of_yesterday_overwrites_nothing(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let case = lane.filed(Visibility::PublicWithoutName).await;
        let number = case.reference.to_string();
        lane.app.wait_seconds(7_200);
        reported(&lane, &case).await;
        lane.app.wait_seconds(3_600);
        not_solved(&lane, &case).await;
        let now = lane.app.app.clock.now();
        let mut post_at = async |own: &str, minutes: i64| {
            let at = said(now.plus_minutes(minutes));
            let fields = [("api_key", OFFICE), ("update_id", own), ("service_request_id", &*number), ("status", "closed"), ("description", "The second bulb is in."), ("updated_datetime", &*at)];
            post(&mut program, &fields).await
        };
        assert_eq!(post_at("1", -10).await, number, "taken, and without an effect");
        assert_eq!(stage(&lane, &case).await, "acting");
        assert_ne!(post_at("2", 0).await, number);
        assert_eq!(stage(&lane, &case).await, "reported-done");
    }

    async fn what_waited_in_a_queue_counts_in_its_order(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let case = lane.filed(Visibility::PublicWithoutName).await;
        let number = case.reference.to_string();
        let filed = case.filed_at;
        lane.app.wait_seconds(7_200);
        // Both were made long before they come; the first that comes late is passed over.
        for (status, minutes, expected) in [("open", 20, "heard"), ("closed", 10, "heard"), ("in_progress", 20, "acting"), ("closed", 30, "reported-done"), ("open", 5, "reported-done")] {
            let at = said(filed.plus_minutes(minutes));
            let words = format!("Said after {minutes} minutes: {status}.");
            let fields = [("api_key", OFFICE), ("service_request_id", &*number), ("status", status), ("description", &*words), ("updated_datetime", &*at)];
            post(&mut program, &fields).await;
            assert_eq!(stage(&lane, &case).await, expected, "{words}");
        }
    }

    async fn after_not_solved_a_new_plan_is_taken_and_its_date_expected(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let case = lane.filed(Visibility::PublicWithoutName).await;
        let number = case.reference.to_string();
        let shown = request(&mut program, &number).await;
        assert_eq!(shown["expected_datetime"], shown["extended_attributes"]["resident_due_datetime"]);
        assert!(shown["extended_attributes"]["next_step_due_datetime"].is_string(), "{shown}");
        reported(&lane, &case).await;
        assert!(request(&mut program, &number).await["expected_datetime"].is_null());
        not_solved(&lane, &case).await;
        let fields = [("service_request_id", &*number), ("status", "ACTION_SCHEDULED"), ("description", "We order the cable.")];
        update(&mut program, OFFICE, fields).await.expect(201);
        let now = lane.case(case.reference).await;
        assert_eq!(now.stage.name().code(), "acting");
        let shown = request(&mut program, &number).await;
        let promised = now.stage.holder_due().unwrap();
        assert_eq!(shown["expected_datetime"], said(promised));
        let list = listed(&mut program, "").await;
        let states: Vec<&str> = list.iter().map(|one| one.1.as_str()).collect();
        assert_eq!(states, ["open", "closed", "open", "open"]);
    }

    async fn whatever_changes_what_is_read_moves_the_date(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let (kept, merged) = (lane.filed(Visibility::Public).await, lane.filed(Visibility::Public).await);
        let mut last = Vec::new();
        let mut moves = async |lane: &Lane, case: &Case, what: &str| {
            let shown = request(&mut program, &case.reference.to_string()).await;
            let now = said(lane.app.app.clock.now());
            assert_eq!(shown["updated_datetime"], now, "{what}");
            last.push(shown["status"].as_str().unwrap().to_owned());
        };
        lane.app.wait_seconds(60);
        let words = sentence("It is the same light.");
        lane.act(merged.reference, lane.member, Command::ProposeMerge { into: kept.id, words }).await;
        lane.act(merged.reference, lane.author, Command::AcceptProposal).await;
        moves(&lane, &merged, "merged").await;
        moves(&lane, &kept, "took in").await;
        lane.app.wait_seconds(60);
        let reason = sentence("It is another light.");
        lane.act(merged.reference, lane.author, Command::Split { reason }).await;
        moves(&lane, &merged, "split off").await;
        moves(&lane, &kept, "gave back").await;
        lane.app.wait_seconds(60);
        let (part, rule) = (Part::Concern, Rule::NamesAHome);
        lane.act(kept.reference, lane.member, Command::Remove { part, rule, words: sentence("It names a flat.") }).await;
        moves(&lane, &kept, "removed").await;
        lane.app.wait_seconds(60);
        lane.act(kept.reference, lane.member, Command::Restore { part, words: sentence("It does not.") }).await;
        moves(&lane, &kept, "restored").await;
        assert_eq!(last, ["closed", "open", "open", "open", "open", "open"]);
        // That it is a case of its own again is told, with the state it has by that.
        let number = merged.reference.to_string();
        let list = listed(&mut program, "").await;
        let told: Vec<(&str, &str)> = list.iter().filter(|one| one.0.starts_with(&number)).map(|one| (&*one.1, &*one.2)).collect();
        assert_eq!(told.len(), 2, "{list:?}");
        assert_eq!((told[0].0, told[1]), ("closed", ("open", "It is another light.")));
    }

    async fn a_page_is_as_long_as_was_asked(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        for words in ["We order a bulb.", "We order two.", "We order three."] {
            let case = lane.filed(Visibility::PublicWithoutName).await;
            lane.app.wait_seconds(60);
            // Heard and planned in one go: two events, one update.
            lane.act(case.reference, lane.member, Command::Settle { step: sentence(words), promised: None }).await;
        }
        let mut page = async |query: &str| {
            let list = listed(&mut program, query).await;
            list.into_iter().map(|one| one.2).collect::<Vec<_>>()
        };
        assert_eq!(page("?page_size=2").await, ["We order a bulb.", "We order two."]);
        assert_eq!(page("?page_size=2&page=2").await, ["We order three."]);
        assert_eq!(page("?page_size=2&page=3").await, Vec::<String>::new());
        assert_eq!(page("?page_size=1&page=2").await, ["We order two."]);
    }
}
