//! Our Open311 answers against the schemas of the standard, which lie beside the project:
//! the JSON Schemas of its four answers, and the Swagger file that adds what a filed request
//! and a token are answered with. For XML, discovery, updates and errors there are none.

use std::path::Path;

use domain::case::{Command, Visibility};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::import::data;
use crate::lane::{Lane, sentence};
use crate::open311::{APP, json as answered, numbers, programs};

/// The schemas of one folder, and the definitions of its Swagger file.
struct Schemas<'a> {
    folder: &'a Path,
    swagger: Value,
}

impl<'a> Schemas<'a> {
    fn in_folder(folder: &'a Path) -> Self {
        Self {
            folder,
            swagger: read(&folder.join("swagger.json")),
        }
    }

    /// What a value breaks of a file's schema, each with where it stands.
    fn of_file(&self, file: &str, value: &Value) -> Vec<String> {
        self.wrong(&read(&self.folder.join(file)), value, "$")
    }

    /// The same for a list of what the Swagger file defines. It knows no null, which the
    /// schemas of the same answers allow: what is null counts as left out.
    fn of_list(&self, definition: &str, value: &Value) -> Vec<String> {
        let items = json!({ "$ref": format!("#/definitions/{definition}") });
        let schema = json!({ "type": "array", "items": items });
        self.wrong(&schema, &without_nulls(value), "$")
    }

    /// The keywords that these schemas use. Another one fails the test: a schema that is
    /// not understood holds nothing.
    fn wrong(&self, schema: &Value, value: &Value, at: &str) -> Vec<String> {
        let mut wrong = Vec::new();
        // As JSON Schema says, nothing beside a reference counts.
        if let Some(to) = schema["$ref"].as_str() {
            let schema = match to.strip_prefix('#') {
                Some(pointer) => self.swagger.pointer(pointer).expect(to).clone(),
                None => read(&self.folder.join(to)),
            };
            return self.wrong(&schema, value, at);
        }
        for (keyword, rule) in schema.as_object().unwrap() {
            match keyword.as_str() {
                "description" => {}
                "type" if is(rule.as_str().unwrap(), value) => {}
                "enum" if rule.as_array().unwrap().contains(value) => {}
                "type" | "enum" => wrong.push(format!("{at} is no {rule}: {value}")),
                "format" if value.as_str().is_none_or(|text| fits(rule, text)) => {}
                "maxLength"
                    if value.as_str().is_none_or(|text| {
                        text.chars().count() as u64 <= rule.as_u64().unwrap()
                    }) => {}
                "format" | "maxLength" => {
                    wrong.push(format!("{at} does not fit {keyword} {rule}: {value}"));
                }
                "anyOf" => {
                    let mut ways = rule.as_array().unwrap().iter();
                    if !ways.any(|way| self.wrong(way, value, at).is_empty()) {
                        wrong.push(format!("{at} is none of {rule}: {value}"));
                    }
                }
                "required" => {
                    let fields = rule.as_array().unwrap().iter().filter_map(Value::as_str);
                    let missing = fields.filter(|field| value.get(field).is_none());
                    wrong.extend(missing.map(|field| format!("{at} has no {field}")));
                }
                "properties" => {
                    for (field, schema) in rule.as_object().unwrap() {
                        if let Some(value) = value.get(field) {
                            wrong.extend(self.wrong(schema, value, &format!("{at}.{field}")));
                        }
                    }
                }
                "items" => {
                    for (number, value) in value.as_array().into_iter().flatten().enumerate() {
                        wrong.extend(self.wrong(rule, value, &format!("{at}[{number}]")));
                    }
                }
                other => panic!("{at}: the keyword {other} is not understood"),
            }
        }
        wrong
    }
}

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Array(list) => list.iter().map(without_nulls).collect(),
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(_, value)| !value.is_null());
            kept.map(|(field, value)| (field.clone(), without_nulls(value)))
                .collect()
        }
        other => other.clone(),
    }
}

fn read(file: &Path) -> Value {
    let text =
        std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_json::from_str(&text).unwrap()
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("no type {other}"),
    }
}

fn fits(format: &Value, text: &str) -> bool {
    match format.as_str().unwrap() {
        "date-time" => text.parse::<Timestamp>().is_ok(),
        "uri" => text
            .parse::<http::Uri>()
            .is_ok_and(|uri| uri.scheme().is_some()),
        "uid" => !text.is_empty(),
        other => panic!("no format {other} of a text"),
    }
}

#[test]
fn what_breaks_a_schema_is_found() {
    let Some(folder) = data("open311") else {
        return;
    };
    let folder = folder.join("json-schema");
    let schemas = Schemas::in_folder(&folder);
    let good = json!([{ "service_request_id": "1", "status": "open", "service_code": "2", "requested_datetime": "2026-11-23T09:00:00+08:00", "status_notes": null }]);
    assert_eq!(
        schemas.of_file("requests.json", &good),
        Vec::<String>::new()
    );
    for (field, value) in [
        ("service_request_id", json!(1)),
        ("status", json!("waiting")),
        ("requested_datetime", json!(7)),
        ("description", json!("x".repeat(4_001))),
    ] {
        let mut bad = good.clone();
        bad[0][field] = value;
        assert_eq!(schemas.of_file("requests.json", &bad).len(), 1, "{field}");
    }
    assert_eq!(schemas.of_file("requests.json", &json!([{}])).len(), 4);
    assert_eq!(
        schemas
            .of_list("Request", &json!([{ "status": "open" }]))
            .len(),
        3
    );
}

store::on_each_engine! {
    async fn our_answers_keep_the_schemas_of_the_standard(store) {
        let Some(folder) = data("open311") else { return };
        let folder = folder.join("json-schema");
        let schemas = Schemas::in_folder(&folder);
        let lane = Lane::on(store).await;
        let mut program = programs(&lane).await;
        let base = "/open311/v2";
        let mut broken = Vec::new();

        let services = answered(&program.get(&format!("{base}/services.json")).await.expect(200));
        broken.extend(schemas.of_file("services.json", &services));
        broken.extend(schemas.of_list("Service", &services));
        for one in services.as_array().unwrap() {
            let code = one["service_code"].as_str().unwrap();
            let definition = answered(&program.get(&format!("{base}/services/{code}.json")).await.expect(200));
            broken.extend(schemas.of_file("service-definition.json", &definition));
            broken.extend(schemas.of_list("ServiceDefinition", &json!([definition])));
        }

        let fields = [
            ("api_key", APP),
            ("service_code", "stair-light"),
            ("address_id", "willow-1"),
            ("description", "The light is out again."),
            ("attribute[floor]", "3"),
        ];
        let posted = program.post(&format!("{base}/requests.json"), &fields).await.expect(201);
        let number = numbers(&posted).remove(0);
        broken.extend(schemas.of_list("RequestResponse", &answered(&posted)));
        let token = answered(&program.get(&format!("{base}/tokens/{number}.json")).await.expect(200));
        broken.extend(schemas.of_list("TokenResponse", &token));

        // One that waits, and one that was reported done.
        let case = lane.filed(Visibility::Public).await;
        lane.act(case.reference, lane.member, Command::Hear { words: sentence("I have it on my list.") }).await;
        let done = Command::ReportDone { words: sentence("A new bulb is in."), photos: Vec::new() };
        lane.act(case.reference, lane.member, done).await;
        for path in ["requests.json".to_owned(), "requests.json?extensions=true".to_owned(), format!("requests/{number}.json"), format!("request/{number}.json")] {
            let answer = answered(&program.get(&format!("{base}/{path}")).await.expect(200));
            // The standard answers with a list; the Swagger file has one more address, for one.
            let list = if answer.is_array() { answer } else { json!([answer]) };
            assert!(!list.as_array().unwrap().is_empty(), "{path}");
            broken.extend(schemas.of_file("requests.json", &list));
            broken.extend(schemas.of_list("Request", &list));
        }
        assert_eq!(broken, Vec::<String>::new());
    }
}
