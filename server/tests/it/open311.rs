//! Open311 over HTTP, as programs that nobody here wrote would use it.

use domain::body::BodyKind;
use domain::case::{Case, Command, EXACT_PLACE, Verdict, Visibility};
use domain::charter::Charter;
use domain::id::PersonId;
use domain::reference::Reference;
use serde_json::Value;
use store::statements::counted;

use crate::app::{Answer, Options, TestApp, Visitor};
use crate::lane::{Lane, sentence};

pub(crate) const APP: &str = "the-key-of-an-app";
pub(crate) const OFFICE: &str = "the-key-of-the-committee";

/// A program with a key of the author, and one of the committee's member.
pub(crate) async fn programs(lane: &Lane) -> Visitor {
    key(lane, APP, lane.author).await;
    key(lane, OFFICE, lane.member).await;
    lane.app.visitor()
}

async fn key(lane: &Lane, key: &str, person: PersonId) {
    let hash = server::open311::key_hash(key);
    let now = lane.app.app.clock.now();
    let added = lane.app.app.store.add_key(&hash, key, person, now).await;
    assert!(added.unwrap());
}

pub(crate) fn json(answer: &Answer) -> Value {
    assert_eq!(
        answer.header("content-type"),
        "application/json; charset=utf-8"
    );
    serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{error}: {}", answer.text))
}

/// The numbers of the requests on a list.
pub(crate) fn numbers(answer: &Answer) -> Vec<String> {
    let list = json(answer);
    let number = |one: &Value| one["service_request_id"].as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(number).collect()
}

/// The errors of an answer, as the standard has them.
pub(crate) fn error(answer: &Answer) -> (i64, String) {
    let list = json(answer);
    let error = &list.as_array().expect("a list of errors")[0];
    (
        error["code"].as_i64().unwrap(),
        error["description"].as_str().unwrap().to_owned(),
    )
}

pub(crate) async fn request(program: &mut Visitor, number: &str) -> Value {
    let path = format!("/open311/v2/requests/{number}.json?extensions=true");
    json(&program.get(&path).await.expect(200))[0].clone()
}

pub(crate) async fn update(program: &mut Visitor, key: &str, fields: [(&str, &str); 3]) -> Answer {
    let [id, status, description] = fields;
    let path = "/open311/v2/servicerequestupdates.json";
    program
        .post(path, &[("api_key", key), id, status, description])
        .await
}

pub(crate) async fn reported(lane: &Lane, case: &Case) -> Case {
    let words = sentence("I have it on my list.");
    lane.act(case.reference, lane.member, Command::Hear { words })
        .await;
    let words = sentence("A new bulb is in.");
    let photos = Vec::new();
    lane.act(
        case.reference,
        lane.member,
        Command::ReportDone { words, photos },
    )
    .await
}

store::on_each_engine! {
    async fn a_program_finds_its_way_from_the_discovery_file(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let found = json(&program.get("/open311/v2/discovery.json").await.expect(200));
        let endpoint = &found["endpoints"][0];
        assert_eq!(endpoint["specification"], "http://wiki.open311.org/GeoReport_v2");
        assert_eq!(endpoint["url"], "http://localhost/open311/v2");
        assert_eq!(endpoint["formats"], serde_json::json!(["text/xml", "application/json"]));
        let xml = program.get("/open311/v2/discovery.xml").await.expect(200);
        assert_eq!(xml.header("content-type"), "text/xml; charset=utf-8");
        assert!(xml.text.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<discovery><changeset>"));
        xml.shows("<formats><format>text/xml</format><format>application/json</format></formats>");

        let services = json(&program.get("/open311/v2/services.json").await.expect(200));
        let codes: Vec<&str> = services.as_array().unwrap().iter().map(|one| one["service_code"].as_str().unwrap()).collect();
        let shipped = Charter::shipped();
        let keys: Vec<&str> = shipped.categories.iter().map(|one| one.key.as_str()).collect();
        assert_eq!(codes, keys);
        for one in services.as_array().unwrap() {
            assert!(one["metadata"].is_boolean() && one["type"] == "realtime" && one["group"].is_string(), "{one}");
            let path = format!("/open311/v2/services/{}.json", one["service_code"].as_str().unwrap());
            let definition = json(&program.get(&path).await.expect(200));
            let attributes = definition["attributes"].as_array().unwrap();
            assert_eq!(one["metadata"] == true, !attributes.is_empty(), "{one}");
        }
        let definition = program.get("/open311/v2/services/stair-light.xml").await.expect(200);
        definition.shows("<service_definition><service_code>stair-light</service_code><attributes><attribute><variable>true</variable><code>floor</code><datatype>string</datatype><required>false</required>");
        // In the language that the program prefers.
        let mut reader = program.clone().saying("accept-language", "zh-Hans");
        reader.get("/open311/v2/services.xml").await.expect(200).shows("<service_name>楼道灯不亮</service_name>");
    }

    async fn what_is_private_shows_nowhere(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let public = lane.filed_with("It is dark by the door.", Visibility::Public).await;
        let private = lane.filed_with("It is dark in my own hall.", Visibility::BodyOnly).await;
        let hear = |words| Command::Hear { words: sentence(words) };
        lane.act(public.reference, lane.member, hear("I heard it.")).await;
        lane.act(private.reference, lane.member, hear("I come by.")).await;
        let both = format!("/open311/v2/requests.json?service_request_id={},{}", public.reference, private.reference);
        for path in ["/open311/v2/requests.json", "/open311/v2/requests.json?status=open&service_code=stair-light,lift", &both] {
            let list = program.get(path).await.expect(200);
            assert_eq!(numbers(&list), [public.reference.to_string()], "{path}");
            assert!(!list.text.contains("Author"), "no name goes out, even of who shows it: {}", list.text);
        }
        let said = program.get("/open311/v2/servicerequestupdates.json").await.expect(200).shows("I heard it.");
        assert!(!said.text.contains("I come by"));
        for path in ["requests", "tokens"] {
            let hidden = program.get(&format!("/open311/v2/{path}/{}.json", private.reference)).await.expect(404);
            let none = program.get(&format!("/open311/v2/{path}/{}.json", Reference::from_seed(77))).await.expect(404);
            assert_eq!(hidden.text, none.text);
        }
        // A key of somebody who may not see it does not find it either.
        key(&lane, "a-stranger", lane.stranger).await;
        let fields = [("service_request_id", &*private.reference.to_string()), ("status", "open"), ("description", "Me too")];
        update(&mut program, "a-stranger", fields).await.expect(404);
    }

    async fn what_is_posted_is_filed_like_any_concern(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let fields = [
            ("api_key", APP),
            ("service_code", "stair-light"),
            ("address_string", "Flat side, Building 1, Willow Lane, River City"),
            ("description", "The light is out <again> & again."),
            ("attribute[floor]", "3"),
            ("email", "somebody@example.org"),
        ];
        let mut once = program.clone().saying("idempotency-key", "one");
        let posted = once.post("/open311/v2/requests.json", &fields).await.expect(201);
        let number = numbers(&posted)[0].clone();
        let again = once.post("/open311/v2/requests.json", &fields).await.expect(201);
        assert_eq!(numbers(&again), std::slice::from_ref(&number), "the same request again is one case");
        let case = lane.case(Reference::parse(&number).unwrap()).await;
        assert_eq!((case.author, case.concern.place), (Some(lane.author), lane.building));
        assert_eq!(case.concern.answers["floor"], "3");
        let shown = request(&mut program, &number).await;
        assert_eq!(shown["status"], "open");
        assert_eq!(shown["service_code"], "stair-light");
        assert_eq!(shown["agency_responsible"], "Willow Lane committee");
        assert!(shown["description"].as_str().unwrap().starts_with("The light is out <again> & again."));
        assert_eq!((&shown["address"], &shown["address_id"]), (&"Building 1, Willow Lane, Bridge Street, River City".into(), &"willow-1".into()));
        assert!(shown["expected_datetime"].is_string());
        let xml = program.get(&format!("/open311/v2/requests/{number}.xml")).await.expect(200);
        assert!(xml.text.contains("<description>The light is out &lt;again&gt; &amp; again.</description>"), "{}", xml.text);
        assert!(!posted.text.contains("somebody@") && !xml.text.contains("somebody@"));
        // Who has a number has its token.
        let token = json(&program.get(&format!("/open311/v2/tokens/{number}.json")).await.expect(200));
        assert_eq!(token[0]["service_request_id"], number.as_str());
        // About another household: it starts private, as it does in the browser.
        let household = Charter::shipped().categories.into_iter().find(|one| one.household).unwrap();
        let posted = program.post("/open311/v2/requests.json", &[("api_key", APP), ("service_code", &household.key), ("address_id", "willow-1"), ("description", "Noise above us.")]).await.expect(201);
        program.get(&format!("/open311/v2/requests/{}.json", numbers(&posted)[0])).await.expect(404);
    }

    async fn reported_done_is_closed_there_and_only_residents_say_solved(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let case = lane.filed(Visibility::PublicWithoutName).await;
        let number = case.reference.to_string();
        let id = ("service_request_id", number.as_str());
        // The key of a resident reports nothing done.
        let refused = update(&mut program, APP, [id, ("status", "closed"), ("description", "All fine.")]).await.expect(400);
        assert!(error(&refused).1.contains("not-holder"), "{}", refused.text);
        for (status, words) in [("open", "I have it on my list."), ("IN_PROGRESS", "We order a bulb."), ("closed", "A new bulb is in.")] {
            update(&mut program, OFFICE, [id, ("status", status), ("description", words)]).await.expect(201);
        }
        let shown = request(&mut program, &number).await;
        assert_eq!(shown["status"], "closed");
        assert_eq!(shown["extended_attributes"]["stage"], "reported-done");
        assert_eq!(shown["extended_attributes"]["solved"], false);
        assert_eq!(numbers(&program.get("/open311/v2/requests.json?status=closed").await), [number.as_str()]);
        assert_eq!(numbers(&program.get("/open311/v2/requests.json?status=open").await), Vec::<String>::new());
        let answer = Command::Answer { verdict: Verdict::Solved, reason: None };
        lane.act(case.reference, lane.author, answer).await;
        let shown = request(&mut program, &number).await;
        assert_eq!(shown["extended_attributes"]["solved"], true);
        let notes: Vec<&str> = shown["notes"].as_array().unwrap().iter().map(|note| note["type"].as_str().unwrap()).collect();
        assert_eq!(notes, ["heard", "planned", "reported-done", "closed"]);
        // The same is told as updates, the oldest first, each with its state.
        let said = json(&program.get("/open311/v2/servicerequestupdates.json").await.expect(200));
        let said: Vec<(&str, &str)> = said.as_array().unwrap().iter().map(|one| (one["description"].as_str().unwrap(), one["status"].as_str().unwrap())).collect();
        assert_eq!(said, [
            ("I have it on my list.", "open"),
            ("We order a bulb.", "open"),
            ("A new bulb is in.", "closed"),
            ("solved, say the residents", "closed"),
        ]);
    }

    async fn what_is_heard_and_settled_in_one_go_is_told_once(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let number = lane.filed(Visibility::PublicWithoutName).await.reference.to_string();
        let id = ("service_request_id", number.as_str());
        let done = update(&mut program, OFFICE, [id, ("status", "in_progress"), ("description", "We order a bulb.")]).await.expect(201);
        assert_eq!(json(&done)[0]["update_id"], format!("{number}-1"));
        let said = json(&program.get("/open311/v2/servicerequestupdates.json?extensions=true").await.expect(200));
        assert_eq!(said.as_array().unwrap().len(), 1, "{said}");
        assert_eq!((&said[0]["update_id"], &said[0]["extended_attributes"]["event"]), (&format!("{number}-1").into(), &"planned".into()));
        let shown = request(&mut program, &number).await;
        let notes = shown["notes"].as_array().unwrap();
        assert_eq!(notes.len(), 1, "{notes:?}");
    }

    async fn neither_numbers_nor_dates_tell_what_is_told_to_few(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let case = lane.filed(Visibility::Public).await;
        let number = case.reference.to_string();
        lane.act(case.reference, lane.member, Command::Hear { words: sentence("I heard it.") }).await;
        let before = request(&mut program, &number).await;
        lane.app.wait_seconds(3_600);
        // A neighbour joins and flags, the body opens the identity.
        lane.act(case.reference, lane.neighbour, Command::Join { on_paper: false }).await;
        lane.act(case.reference, lane.member, Command::OpenIdentity { purpose: sentence("To ring at the door.") }).await;
        assert_eq!(request(&mut program, &number).await["updated_datetime"], before["updated_datetime"]);
        lane.app.wait_seconds(3_600);
        lane.act(case.reference, lane.member, Command::ReportDone { words: sentence("A new bulb is in."), photos: Vec::new() }).await;
        assert_ne!(request(&mut program, &number).await["updated_datetime"], before["updated_datetime"]);
        let said = json(&program.get("/open311/v2/servicerequestupdates.json").await.expect(200));
        let ids: Vec<&str> = said.as_array().unwrap().iter().map(|one| one["update_id"].as_str().unwrap()).collect();
        assert_eq!(ids, [format!("{number}-1"), format!("{number}-2")]);
    }

    async fn the_picture_of_an_update_stands_with_its_words(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let number = lane.filed(Visibility::PublicWithoutName).await.reference.to_string();
        let path = "/open311/v2/servicerequestupdates.json";
        let fields = [
            ("api_key", OFFICE), ("update_id", "u-1"), ("service_request_id", &*number), ("status", "open"),
            ("description", "We look at it."), ("media_url", "ftp://example.org/lamp.jpg"),
        ];
        program.post(path, &fields).await.expect(400);
        let mut fields = fields;
        fields[5].1 = "https://example.org/lamp.jpg";
        for _ in 0..2 {
            program.post(path, &fields).await.expect(201);
        }
        let said = json(&program.get(path).await.expect(200));
        assert_eq!(said.as_array().unwrap().len(), 1);
        assert_eq!(said[0]["description"], "We look at it. Picture: https://example.org/lamp.jpg");
    }

    async fn one_request_is_read_at_the_address_of_the_swagger_file_too(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let number = lane.filed(Visibility::PublicWithoutName).await.reference;
        for form in ["json", "xml"] {
            let several = program.get(&format!("/open311/v2/requests/{number}.{form}")).await.expect(200);
            let one = program.get(&format!("/open311/v2/request/{number}.{form}")).await.expect(200);
            assert_eq!(one.text, several.text);
        }
        program.get("/open311/v2/request.json").await.expect(404);
    }

    async fn an_update_with_its_own_number_counts_once(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        // Two requests, each with an update of the same number.
        for words in ["We order a bulb.", "We look at it."] {
            let number = lane.filed(Visibility::PublicWithoutName).await.reference.to_string();
            let fields = [("api_key", OFFICE), ("update_id", "u-1"), ("service_request_id", &*number), ("status", "open"), ("description", words)];
            for _ in 0..2 {
                program.post("/open311/v2/servicerequestupdates.json", &fields).await.expect(201);
            }
        }
        let said = json(&program.get("/open311/v2/servicerequestupdates.json").await);
        let said: Vec<&str> = said.as_array().unwrap().iter().map(|one| one["description"].as_str().unwrap()).collect();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said.contains(&"We order a bulb.") && said.contains(&"We look at it."), "{said:?}");
    }

    async fn two_who_chose_the_same_key_are_told_apart(store) {
        let lane = Lane::on(store).await;
        let program = programs(&lane).await;
        let fields = |words: &'static str| [("api_key", APP), ("service_code", "stair-light"), ("address_id", "willow-1"), ("description", words)];
        let mut first = program.clone().saying("idempotency-key", "1");
        let path = "/open311/v2/requests.json";
        let filed = numbers(&first.post(path, &fields("It is dark.")).await.expect(201));
        let refused = first.post(path, &fields("It smells of gas.")).await.expect(422);
        assert!(error(&refused).1.contains("Nothing was filed"), "{}", refused.text);
        assert_eq!(numbers(&first.post(path, &fields("It is dark.")).await.expect(201)), filed);
        let mut second = program.clone().saying("idempotency-key", "2");
        assert_ne!(numbers(&second.post(path, &fields("It smells of gas.")).await.expect(201)), filed);
        // A key that cannot be kept is told, not passed over.
        for strange in [&"k".repeat(201), "schlüssel", "键"] {
            let mut program = program.clone();
            program.headers.insert("idempotency-key", http::HeaderValue::from_bytes(strange.as_bytes()).unwrap());
            let refused = program.post(path, &fields("It is dark again.")).await.expect(400);
            assert!(error(&refused).1.contains("Idempotency-Key"), "{}", refused.text);
        }
        // The same with the number of an update.
        let mut office = program.clone();
        let update = |words: &'static str| [("api_key", OFFICE), ("update_id", "7"), ("status", "open"), ("description", words)];
        for (words, status) in [("I have it on my list.", 201), ("I have it on my list.", 201), ("Another matter.", 422)] {
            let mut fields = update(words).to_vec();
            fields.push(("service_request_id", &filed[0]));
            office.post("/open311/v2/servicerequestupdates.json", &fields).await.expect(status);
        }
    }

    async fn an_attribute_changes_the_way_of_a_request_as_an_answer_does(store) {
        let lane = Lane::on(store).await;
        lane.keep_duty().await;
        let mut program = programs(&lane).await;
        for (stuck, holder) in [("no", "Willow Lane committee"), ("yes", "Bridge Street office")] {
            let fields = [
                ("api_key", APP), ("service_code", "lift"), ("address_id", "willow-1"),
                ("description", "The lift has stopped again."), ("attribute[stuck]", stuck),
            ];
            let posted = program.post("/open311/v2/requests.json", &fields).await.expect(201);
            let shown = request(&mut program, &numbers(&posted)[0]).await;
            assert_eq!(shown["agency_responsible"], holder, "{stuck}");
        }
    }

    async fn an_address_down_to_the_flat_is_not_published(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let household = Charter::shipped().categories.into_iter().find(|one| one.household).unwrap().key;
        let mut file = async |service: &str, floor: &str| {
            let fields = [
                ("api_key", APP), ("service_code", service), ("attribute[floor]", floor), ("description", "Something is wrong."),
                ("address_string", "Flat 402, Building 1, Willow Lane, River City"),
            ];
            let posted = program.post("/open311/v2/requests.json", &fields).await.expect(201);
            let case = lane.case(Reference::parse(&numbers(&posted)[0]).unwrap()).await;
            let notice = json(&posted)[0]["service_notice"].as_str().unwrap_or_default().to_owned();
            (case, notice)
        };
        // A question that nobody answered takes it: only the body in charge reads answers.
        let (case, notice) = file("stair-light", "").await;
        assert_eq!(case.concern.words.as_str(), "Something is wrong.");
        assert!(case.concern.answers["floor"].starts_with("Flat 402"), "{:?}", case.concern.answers);
        assert!(!notice.contains("description"), "{notice}");
        // Without one it stands among the answers by itself.
        for (service, floor) in [("stair-light", "3"), ("dogs", "")] {
            let (case, notice) = file(service, floor).await;
            assert_eq!(case.concern.words.as_str(), "Something is wrong.");
            assert!(case.concern.answers[EXACT_PLACE].starts_with("Flat 402"), "{:?}", case.concern.answers);
            assert!(!notice.contains("say so in the description"), "{notice}");
        }
        // Private words may hold it.
        let (case, _) = file(&household, "").await;
        assert!(case.concern.words.as_str().contains("Flat 402"));
        // A danger has to be found by who is on duty, and by nobody else.
        let (danger, _) = file("gas-smell", "").await;
        assert!(danger.concern.visibility.is_public());
        assert_eq!(danger.concern.words.as_str(), "Something is wrong.");
        assert!(danger.concern.answers.values().any(|one| one.starts_with("Flat 402")));
        let at = format!("/cases/{}", danger.reference);
        let mut stranger = lane.app.visitor();
        for path in [at.clone(), format!("/open311/v2/requests/{}.json?extensions=true", danger.reference), format!("/open311/v2/requests/{}.xml", danger.reference)] {
            let page = stranger.get(&path).await.expect(200);
            assert!(!page.text.contains("402"), "{path}");
        }
        let at_office = danger.holding.kind == BodyKind::Government;
        let mut on_duty = lane.browser(if at_office { lane.officer } else { lane.member }).await;
        on_duty.get(&at).await.expect(200).shows("Flat 402");
    }

    async fn a_list_is_cut_and_paged_as_asked(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let mut all = Vec::new();
        for _ in 0..5 {
            all.insert(0, lane.filed(Visibility::PublicWithoutName).await.reference.to_string());
            lane.app.wait_seconds(3_600);
        }
        let get = async |program: &mut Visitor, query: &str| numbers(&program.get(&format!("/open311/v2/requests.json?{query}")).await.expect(200));
        assert_eq!(get(&mut program, "").await, all);
        assert_eq!(get(&mut program, "page_size=2").await, all[..2]);
        assert_eq!(get(&mut program, "page_size=2&page=3").await, all[4..]);
        assert_eq!(get(&mut program, "page_size=2&page=9").await, Vec::<String>::new());
        assert_eq!(get(&mut program, "service_code=lift").await, Vec::<String>::new());
        assert_eq!(get(&mut program, "status=&service_code=&start_date=").await, all, "an empty field is none");
        assert_eq!(get(&mut program, "start_date=2026-11-23T11:00:00+08:00").await, all[..3]);
        assert_eq!(get(&mut program, "start_date=2026-11-23T11:00:00%2B08:00&end_date=2026-11-23T12:00:00%2B08:00").await, all[1..3]);
        assert_eq!(get(&mut program, "end_date=2026-11-23T01:30:00Z").await, all[4..]);
        assert_eq!(get(&mut program, &format!("service_request_id={},{}&status=closed", all[4], all[0])).await, [all[0].as_str(), all[4].as_str()], "numbers go before everything else");
    }

    async fn nothing_that_is_sent_breaks_it(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let bad = [
            "requests.json?page=-1", "requests.json?page_size=0", "requests.json?page_size=1001", "requests.json?page=x",
            "requests.json?page=99999999999999999999", "requests.json?page=101", "servicerequestupdates.json?page=2001&page_size=50", "requests.json?start_date=yesterday", "requests.json?status=maybe",
            "requests.json?start_date=2026-01-01T00:00:00Z&end_date=2026-11-01T00:00:00Z",
            "requests.json?start_date=2026-11-02T00:00:00Z&end_date=2026-11-01T00:00:00Z",
            "servicerequestupdates.json?start_date=-1",
        ];
        for path in bad {
            let answer = program.get(&format!("/open311/v2/{path}")).await.expect(400);
            assert_eq!(error(&answer).0, 400, "{path}");
        }
        for path in ["nothing.json", "services/no-such.json", "requests/12345678.json", "requests/%00.json", "requests/'.json", "tokens.json", "tokens/x.json", "nothing/at/all.json"] {
            let answer = program.get(&format!("/open311/v2/{path}")).await.expect(404);
            assert_eq!(error(&answer).0, 404, "{path}");
        }
        // Numbers that are none are passed over, as those of private cases are.
        assert_eq!(numbers(&program.get("/open311/v2/requests.json?service_request_id=1,x,%00,99999999").await.expect(200)), Vec::<String>::new());
        let whole: [(&str, &str); 4] = [("api_key", APP), ("service_code", "stair-light"), ("address_id", "willow-1"), ("description", "It is dark.")];
        let long = "long ".repeat(2_000);
        let changed: [(&str, &str, u16); 14] = [
            ("api_key", "", 403), ("api_key", "wrong", 403), ("api_key", "' OR 1=1", 403),
            ("service_code", "", 400), ("service_code", "no-such", 404),
            ("address_id", "", 400), ("address_id", "nowhere", 400),
            ("address_string", "Nowhere at all", 400), ("lat", "30.1", 400), ("lat", "NaN", 400),
            ("description", &long, 400), ("media_url", "javascript:alert(1)", 400),
            ("attribute[floor]", &long, 400), ("lat", "1e999", 400),
        ];
        for (name, value, status) in changed {
            let mut fields: Vec<(&str, &str)> = whole.iter().copied().filter(|(field, _)| *field != name && (name != "address_string" || *field != "address_id")).collect();
            fields.push((name, value));
            let answer = program.post("/open311/v2/requests.json", &fields).await;
            assert_eq!((answer.status.as_u16(), error(&answer).0), (status, status.into()), "{name}={value:.20}");
        }
        let bomb = "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]><request>&b;</request>";
        for (kind, body, status) in [
            ("text/xml", bomb.as_bytes().to_vec(), 400), ("application/json", b"{".to_vec(), 400), ("multipart/form-data; boundary=x", b"--x".to_vec(), 400),
            ("application/x-www-form-urlencoded", vec![0xff; 64], 403), ("application/x-www-form-urlencoded", vec![b'a'; 10 * 1024 * 1024], 413),
        ] {
            let answer = program.post_bytes("/open311/v2/requests.json", kind, body).await.expect(status);
            assert_eq!(error(&answer).0, i64::from(status), "{kind}");
        }
        program.post("/open311/v2/services.json", &[]).await.expect(405);
        let xml = program.get("/open311/v2/requests.xml?page=-1").await.expect(400);
        assert_eq!(xml.header("content-type"), "text/xml; charset=utf-8");
        xml.shows("<errors><error><code>400</code><description>page has to be a whole number");
        assert_eq!(numbers(&program.get("/open311/v2/requests.json").await), Vec::<String>::new(), "nothing was filed");
    }

    async fn a_key_opens_what_its_account_may_and_ends_at_once(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let fields = [("api_key", APP), ("service_code", "stair-light"), ("address_id", "willow-1"), ("description", "It is dark.")];
        // From another site too: no cookie opens anything here.
        let mut elsewhere = program.clone().saying("sec-fetch-site", "cross-site");
        let posted = elsewhere.post("/open311/v2/requests.json", &fields).await.expect(201);
        assert_eq!(posted.header("access-control-allow-origin"), "*");
        // A session is no key.
        let mut author = lane.browser(lane.author).await;
        author.post("/open311/v2/requests.json", &fields[1..]).await.expect(403);
        let now = lane.app.app.clock.now();
        assert!(lane.app.app.store.end_key(APP, now).await.unwrap());
        program.post("/open311/v2/requests.json", &fields).await.expect(403);
        let keys = lane.app.app.store.list_keys().await.unwrap();
        assert_eq!(keys.iter().map(|key| (key.account.as_str(), key.ended_at.is_some())).collect::<Vec<_>>(), [("Author", true), ("Lin", false)]);
    }

    async fn a_list_takes_as_many_statements_however_long_it_is(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let mut counts = Vec::new();
        for _ in 0..3 {
            for _ in 0..4 {
                let case = lane.filed(Visibility::PublicWithoutName).await;
                reported(&lane, &case).await;
            }
            for path in ["requests.json?extensions=true", "servicerequestupdates.json"] {
                let path = format!("/open311/v2/{path}");
                let (answer, statements) = counted(program.get(&path)).await;
                answer.expect(200);
                counts.push(statements);
            }
        }
        assert!(counts.iter().all(|count| *count <= 3), "{counts:?}");
        assert_eq!(counts[..2], counts[4..]);
    }
}

#[tokio::test]
async fn reading_is_limited_and_an_apps_key_is_wide() {
    let options = Options {
        limits: true,
        ..Options::default()
    };
    let store = store::testing::sqlite().await;
    let app = TestApp::with(store, options);
    let mut program = app.visitor();
    let mut read = 0;
    let refused = loop {
        let answer = program.get("/open311/v2/services.json").await;
        if answer.status == 429 {
            break answer;
        }
        answer.expect(200);
        read += 1;
        assert!(read < 1_000, "nothing stops it");
    };
    assert_eq!(read, 600);
    assert_eq!(error(&refused).0, 429);
    assert!(!refused.header("retry-after").is_empty());
    app.visitor()
        .at("192.0.2.7")
        .get("/open311/v2/services.json")
        .await
        .expect(200);
}
