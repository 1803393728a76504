//! A case that is not for somebody is a case that does not exist, to the byte.

use http::header::DATE;

use super::listed;
use super::world::{Which, Who, World};
use crate::app::{Answer, TestApp};

const STRANGERS: [Who; 7] = [
    Who::Visitor,
    Who::Unconfirmed,
    Who::Resident,
    Who::Affected,
    Who::Beside,
    Who::Elsewhere,
    Who::Steward,
];

/// Everything of an answer, but for what names the request or the reference itself.
fn everything(answer: &Answer, world: &World, which: Which) -> String {
    let reference = world.reference(which);
    let id = answer.header("x-request-id").to_owned();
    let mut headers: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| **name != DATE)
        .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
        .collect();
    headers.sort();
    format!(
        "{}\n{}\n\n{}",
        answer.status,
        headers.join("\n"),
        answer.text
    )
    .replace(&id, "REQUEST")
    .replace(&reference.to_string(), "REFERENCE")
    .replace(&reference.spaced(), "REFERENCE")
}

async fn answer(app: &TestApp, world: &World, who: Who, method: &str, address: &str) -> Answer {
    let mut visitor = world.browser(app, who);
    let fields = [
        ("key", "00000000-0000-4000-8000-000000000000"),
        ("version", "1"),
        ("words", "Hello there."),
    ];
    match method {
        "POST" => visitor.post(address, &fields).await,
        _ => visitor.get(address).await,
    }
}

#[tokio::test]
async fn a_case_that_is_not_for_somebody_does_not_exist() {
    let world = World::get().await;
    let app = world.open().await;
    let mut compared = 0;
    let routes = listed::all().filter(|(_, template, _)| template.contains("{reference}"));
    for (method, template, _) in routes {
        let private = world.addresses(template, Which::Private);
        let unknown = world.addresses(template, Which::Unknown);
        for (private, unknown) in private.iter().zip(&unknown) {
            for who in STRANGERS {
                let hidden = answer(&app, world, who, method, private).await;
                let nothing = answer(&app, world, who, method, unknown).await;
                assert_eq!(
                    everything(&hidden, world, Which::Private),
                    everything(&nothing, world, Which::Unknown),
                    "{who:?} can tell that there is something at {method} {private}"
                );
                compared += 1;
            }
        }
    }
    // Every act, asked for and done, besides the page and the receipt.
    assert!(compared > 300, "only {compared} answers were compared");
}

#[tokio::test]
async fn a_private_case_is_in_nobodys_list() {
    let world = World::get().await;
    let app = world.open().await;
    let reference = world.reference(Which::Private);
    let routes = listed::all()
        .filter(|(method, template, _)| *method == "GET" && !template.contains("{reference}"));
    let addresses: Vec<String> = routes
        .flat_map(|(_, template, _)| world.addresses(template, Which::Unknown))
        .collect();
    for who in STRANGERS {
        for address in &addresses {
            let mut visitor = world.browser(&app, who);
            let answer = visitor.get(address).await;
            let told = [reference.to_string(), reference.spaced()];
            assert!(
                !told.iter().any(|told| answer.text.contains(told)),
                "{address} tells {who:?} of a private case"
            );
        }
    }
    let mut author = world.browser(&app, Who::Author);
    author
        .get("/me")
        .await
        .expect(200)
        .shows(&reference.to_string());
}
