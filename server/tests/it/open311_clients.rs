//! Open311 as unfriendly clients use it: other verbs, other forms, other dates, and
//! what they read when it does not work.

use domain::case::Visibility;
use http::Method;

use crate::app::{Answer, Visitor};
use crate::lane::Lane;
use crate::open311::{APP, OFFICE, error, json, numbers, programs};

const REQUESTS: &str = "/open311/v2/requests.json";
const DARK: [(&str, &str); 4] = [
    ("api_key", APP),
    ("service_code", "stair-light"),
    ("address_id", "willow-1"),
    ("description", "It is dark."),
];

/// A form in parts, as clients send it that could send a file.
fn in_parts(fields: &[(&str, &str)], file: bool) -> Vec<u8> {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str("--edge\r\ncontent-disposition: form-data; name=\"");
        body.push_str(name);
        body.push_str("\"\r\n\r\n");
        body.push_str(value);
        body.push_str("\r\n");
    }
    if file {
        body.push_str("--edge\r\ncontent-disposition: form-data; name=\"media\"; filename=\"a.jpg\"\r\ncontent-type: image/jpeg\r\n\r\nxx\r\n");
    }
    body.push_str("--edge--\r\n");
    body.into_bytes()
}

fn speaks_of_no_page(answer: &Answer) {
    let (_, text) = error(answer);
    for word in ["button", "page", "Go back", "form again", "number below"] {
        assert!(!text.contains(word), "{text}");
    }
}

store::on_each_engine! {
    async fn an_error_says_what_a_program_can_do(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let wrong = [
            ("PUT", "services.json", 405, "GET, HEAD, OPTIONS"),
            ("POST", "services.json", 405, "GET, HEAD, OPTIONS"),
            ("POST", "discovery.json", 405, "GET, HEAD, OPTIONS"),
            ("DELETE", "requests.json", 405, "GET, HEAD, OPTIONS, POST"),
            ("PATCH", "servicerequestupdates.json", 405, "GET, HEAD, OPTIONS, POST"),
            ("POST", "requests/12345678.json", 405, "GET, HEAD, OPTIONS"),
            ("GET", "requests/%ff.json", 400, ""),
            ("GET", "requests/1/2/3.json", 404, ""),
        ];
        for (method, path, status, allow) in wrong {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let asked = program.request(method, &format!("/open311/v2/{path}"));
            let answer = program.send(asked.body(axum::body::Body::empty()).unwrap()).await.expect(status);
            assert_eq!(error(&answer).0, i64::from(status), "{path}");
            speaks_of_no_page(&answer);
            if !allow.is_empty() {
                assert_eq!(answer.header("allow"), allow, "{path}");
                assert!(error(&answer).1.contains("POST"), "{path}");
            }
        }
        let kind = "application/x-www-form-urlencoded";
        let large = program.post_bytes(REQUESTS, kind, vec![b'a'; 10 * 1024 * 1024]).await.expect(413);
        speaks_of_no_page(&large);
    }

    async fn a_program_on_another_site_may_ask_first(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let asked = program.request(Method::OPTIONS, REQUESTS);
        let asked = asked.header("origin", "https://map.example").body(axum::body::Body::empty());
        let answer = program.send(asked.unwrap()).await.expect(204);
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert!(answer.header("access-control-allow-methods").contains("POST"));
        assert!(answer.header("access-control-allow-headers").contains("idempotency-key"));
        assert_eq!(answer.text, "");
        let asked = program.request(Method::HEAD, REQUESTS).body(axum::body::Body::empty());
        let answer = program.send(asked.unwrap()).await.expect(200);
        assert_eq!((answer.text.as_str(), answer.header("content-type")), ("", "application/json; charset=utf-8"));
    }

    async fn fields_in_parts_are_fields_and_a_file_is_not_dropped_without_a_word(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let kind = "multipart/form-data; boundary=edge";
        let sent = program.post_bytes(REQUESTS, kind, in_parts(&DARK, false)).await.expect(201);
        assert_eq!(numbers(&sent).len(), 1);
        let refused = program.post_bytes(REQUESTS, kind, in_parts(&DARK, true)).await.expect(400);
        assert!(error(&refused).1.contains("media_url"));
        for (kind, body) in [
            ("multipart/form-data", b"x".to_vec()),
            ("multipart/form-data; boundary=edge", b"--other\r\n".to_vec()),
            ("multipart/form-data; boundary=edge", in_parts(&DARK, false)[..90].to_vec()),
        ] {
            let answer = program.post_bytes(REQUESTS, kind, body).await.expect(400);
            speaks_of_no_page(&answer);
        }
        // The key may stand in the address, the words in any script.
        let spoken = [("service_code", "stair-light"), ("address_id", "willow-1"), ("description", "楼道灯坏了 😀")];
        let path = format!("{REQUESTS}?api_key={APP}");
        let sent = program.post(&path, &spoken).await.expect(201);
        let number = &numbers(&sent)[0];
        let found = json(&program.get(&format!("/open311/v2/requests/{number}.json")).await.expect(200));
        assert_eq!(found[0]["description"], "楼道灯坏了 😀");
    }

    async fn dates_are_taken_in_every_way_in_which_programs_write_them(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        // Filed at nine in the morning in Shanghai: 01:00 in UTC, on the 23rd.
        lane.filed(Visibility::Public).await;
        for (query, count) in [
            ("start_date=2026-11-23T00:30:00Z", 1),
            ("start_date=2026-11-23T00:30Z", 1),
            ("start_date=2026-11-23T00:30:00.000Z", 1),
            ("start_date=2026-11-23T00:30:00", 1),
            ("start_date=2026-11-23%2000:30:00", 1),
            ("start_date=2026-11-22T19:30:00-05:00", 1),
            ("start_date=2026-11-23T08:30:00%2B08:00", 1),
            ("start_date=2026-11-23T08:30:00+08:00", 1),
            ("start_date=2026-11-23T03:00:00", 0),
            // A span that ends with a day has the whole day in it.
            ("start_date=2026-11-23&end_date=2026-11-23", 1),
            ("end_date=2026-11-22", 0),
            // Months and years are all of theirs, too.
            ("start_date=2026-11", 1),
            ("start_date=2026-09&end_date=2026-11", 1),
            ("end_date=2026-10", 0),
            ("end_date=2026", 1),
            // Ninety days are counted between the days that are named.
            ("start_date=2026-08-25&end_date=2026-11-23", 1),
            // What ends with the second that is shown has all of it.
            ("end_date=2026-11-23T01:00:00Z", 1),
        ] {
            let found = program.get(&format!("{REQUESTS}?{query}")).await.expect(200);
            assert_eq!(numbers(&found).len(), count, "{query}");
        }
        for query in ["start_date=2026-08-24&end_date=2026-11-23", "start_date=2026-08&end_date=2026-11", "start_date=2026&end_date=2026", "start_date=2026-13"] {
            program.get(&format!("{REQUESTS}?{query}")).await.expect(400);
        }
        let mut weighing = program.clone().saying("accept", "application/json;q=0.1, text/xml");
        let found = weighing.get("/open311/v2/services").await.expect(200);
        assert_eq!(found.header("content-type"), "text/xml; charset=utf-8");
    }

    async fn what_comes_with_a_description_takes_nothing_from_it(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let pictures = ["https://example.org/lamp.jpg", "https://example.org/door.jpg"];
        let post = async |program: &mut Visitor, length: usize, status: u16| {
            let words = "a".repeat(length);
            let mut fields = DARK.to_vec();
            fields[3].1 = &words;
            fields.extend(pictures.map(|address| ("media_url", address)));
            program.post(REQUESTS, &fields).await.expect(status)
        };
        // All that the standard allows, and every picture.
        for (length, cut) in [(100, false), (4_000, true)] {
            let sent = post(&mut program, length, 201).await;
            let notice = json(&sent)[0]["service_notice"].to_string();
            assert_eq!(notice.contains("end of the description"), cut, "{notice}");
            let number = &numbers(&sent)[0];
            let found = json(&program.get(&format!("/open311/v2/requests/{number}.json")).await.expect(200));
            let kept = found[0]["description"].as_str().unwrap();
            assert!(pictures.iter().all(|address| kept.contains(address)), "{kept}");
            assert_eq!(kept.contains('…'), cut, "{kept}");
        }
        post(&mut program, 4_001, 400).await;
    }

    async fn more_numbers_than_a_list_has_room_for_are_not_cut_without_a_word(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let number = lane.filed(Visibility::Public).await.reference.to_string();
        let ask = |count: usize| format!("{REQUESTS}?service_request_id={}", vec![number.as_str(); count].join(","));
        assert_eq!(numbers(&program.get(&ask(1_000)).await.expect(200)), [number.as_str()]);
        let refused = program.get(&ask(1_001)).await.expect(400);
        assert!(error(&refused).1.contains("1000"), "{}", refused.text);
        for (extensions, shown) in [("true", true), ("True", true), ("TRUE", true), ("1", true), ("false", false), ("", false)] {
            let found = json(&program.get(&format!("{REQUESTS}?extensions={extensions}")).await.expect(200));
            assert_eq!(found[0]["extended_attributes"].is_object(), shown, "{extensions}");
        }
    }

    async fn a_refusal_by_a_rule_speaks_to_the_program(store) {
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let sent = program.post(REQUESTS, &DARK).await.expect(201);
        let number = numbers(&sent)[0].clone();
        let path = "/open311/v2/servicerequestupdates.json";
        for (key, status, expected) in [(APP, "closed", 400), (OFFICE, "solved", 400), (OFFICE, "", 400)] {
            let fields = [("api_key", key), ("service_request_id", number.as_str()), ("status", status), ("description", "A new bulb is in.")];
            let answer = program.post(path, &fields).await.expect(expected);
            speaks_of_no_page(&answer);
        }
    }
}
