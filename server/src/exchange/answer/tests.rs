//! Answers of systems of every kind.

use serde_json::json;

use super::*;

const EN: Language = Language::En;

#[test]
fn what_was_taken_is_read_in_every_form() {
    let table = [
        (
            json!([{"service_request_id": "12"}]),
            Some(Taken::Number("12".into())),
        ),
        (
            json!([{"service_request_id": 12}]),
            Some(Taken::Number("12".into())),
        ),
        (
            json!({"service_requests": [{"service_request_id": "12"}]}),
            Some(Taken::Number("12".into())),
        ),
        (
            json!([{"service_request_id": "", "token": "t-1"}]),
            Some(Taken::Token("t-1".into())),
        ),
        // Mark-a-Spot, and what makes JSON of XML.
        (
            json!({"service_requests": {"request": {"service_request_id": "12"}}}),
            Some(Taken::Number("12".into())),
        ),
        (
            json!({"service_requests": {"request": [{"service_request_id": 12}]}}),
            Some(Taken::Number("12".into())),
        ),
        (
            json!([{"request": {"token": "t-1"}}]),
            Some(Taken::Token("t-1".into())),
        ),
        (
            json!({"errors": [], "service_requests": [{"service_request_id": "12"}]}),
            Some(Taken::Number("12".into())),
        ),
        (json!({"id": "12"}), None),
        (json!([{"service_request_id": null, "account_id": 3}]), None),
        (json!([]), None),
        (json!("12"), None),
        (json!([{"service_request_id": "x".repeat(500)}]), None),
    ];
    for (answer, expected) in table {
        assert_eq!(taken(&answer), expected, "{answer}");
    }
}

#[test]
fn an_answer_of_an_unknown_shape_is_no_empty_list() {
    let one = json!({"service_request_id": "1"});
    let table = [
        (json!([]), Some(0)),
        (json!({"service_requests": []}), Some(0)),
        (json!({"data": []}), Some(0)),
        (json!({"service_requests": {"request": []}}), Some(0)),
        (json!({"service_requests": ""}), Some(0)),
        (json!({"service_request_updates": null}), Some(0)),
        (json!([one, one, {"advertisement": 1}]), Some(2)),
        (
            json!({"service_requests": [{"request": one}, {"request": one}]}),
            Some(2),
        ),
        (
            json!({"page": 1, "service_requests": {"request": one}, "warnings": []}),
            Some(1),
        ),
        (one, Some(1)),
        (json!({}), None),
        (json!(null), None),
        (json!("no"), None),
        (json!({"message": "Not found"}), None),
        (json!([{"message": "Not found"}]), None),
        (json!({"errors": []}), None),
        (
            json!({"errors": [{"code": 400, "description": "no such list"}]}),
            None,
        ),
        (
            json!({"a": {"b": {"c": {"d": {"service_request_id": "1"}}}}}),
            Some(1),
        ),
        (
            json!({"a": {"b": {"c": {"d": {"e": {"service_request_id": "1"}}}}}}),
            None,
        ),
    ];
    for (answer, expected) in table {
        assert_eq!(
            entries(&answer).map(|found| found.len()),
            expected,
            "{answer}"
        );
    }
}

#[test]
fn a_request_is_found_by_its_mark() {
    let list = json!([
        {"service_request_id": "1", "description": "dark\nLinli 12345678-31: https://x"},
        {"service_request_id": "2", "description": "dark\nLinli 12345678-3: https://x"},
    ]);
    let list = entries(&list).unwrap();
    assert_eq!(marked(&list, "Linli 12345678-3").as_deref(), Some("2"));
    assert_eq!(marked(&list, "Linli 12345678-4"), None);
}

#[test]
fn an_update_is_read_with_and_without_its_number() {
    let at = "2026-11-23T09:00:00+08:00";
    let entry = json!({"update_id": 7, "service_request_id": "1", "status": "OPEN", "updated_datetime": at, "description": "We come."});
    let (id, one) = update(&entry, EN).unwrap();
    assert_eq!(
        (id.as_str(), one.key.as_str(), one.words.as_str()),
        ("1", "#7", "We come.")
    );
    assert_eq!(one.at, Instant::parse(at).unwrap());
    let bare = json!({"service_request_id": "1", "status": "CLOSED", "updated_datetime": "2026-11-23T01:00:00"});
    let (_, two) = update(&bare, EN).unwrap();
    assert_eq!(two.at, one.at);
    assert_eq!(
        update(&bare, EN).unwrap().1.key,
        two.key,
        "the same again has the same name"
    );
    assert!(!two.words.as_str().is_empty());
    let long = json!({"service_request_id": "1", "status": "closed", "updated_datetime": at, "description": "long ".repeat(500)});
    assert!(update(&long, EN).unwrap().1.words.as_str().ends_with('…'));
    for broken in [
        json!({}),
        json!(7),
        json!({"service_request_id": "1", "status": "open", "updated_datetime": "soon"}),
    ] {
        assert!(update(&broken, EN).is_none(), "{broken}");
    }
}

#[test]
fn a_list_of_states_says_less_than_an_update() {
    let entry = json!({"service_request_id": "1", "status": "open", "updated_datetime": "2026-11-23T01:00:00Z", "description": "It is dark."});
    let now = Instant::parse("2026-11-24T01:00:00Z").unwrap();
    let (_, one) = state(&entry, EN, now).unwrap();
    assert_eq!(Said::of(&one), Said::Nothing);
    assert!(
        !one.words.as_str().contains("dark"),
        "the resident's words are no answer"
    );
}

#[test]
fn a_state_without_a_date_is_news_once() {
    let now = Instant::parse("2026-11-24T01:00:00Z").unwrap();
    let later = now.plus_minutes(10);
    let closed = |when: Value| json!({"service_request_id": "1", "status": "closed", "status_notes": "A new lamp.", "updated_datetime": when});
    for when in [json!(null), json!(""), json!("soon")] {
        let (_, one) = state(&closed(when.clone()), EN, now).unwrap();
        assert_eq!((one.at, Said::of(&one)), (now, Said::Done), "{when}");
        let (_, again) = state(&closed(when), EN, later).unwrap();
        assert_eq!((again.at, &again.key), (later, &one.key));
    }
    let (_, undated) = state(&closed(json!(null)), EN, now).unwrap();
    let noted =
        json!({"service_request_id": "1", "status": "closed", "status_notes": "Two new lamps."});
    assert_ne!(state(&noted, EN, now).unwrap().1.key, undated.key);
    let (_, dated) = state(&closed(json!("2026-11-23T01:00:00Z")), EN, now).unwrap();
    assert!(dated.at < now && dated.key != undated.key);
    assert!(
        update(&closed(json!(null)), EN).is_none(),
        "what was said has its date"
    );
}
