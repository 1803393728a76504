//! Hostile text in every field of every form, as the pages themselves offer
//! them: stored or refused, never run, never a defect.

use std::collections::BTreeMap;

use domain::case::stage::DeclineGround;
use domain::case::{Command, Visibility};
use domain::text::Sentence;
use pages::case::Verb;

use super::forms::{Found, forms, send};
use super::listed;
use super::payloads::{Payload, is_raw, payloads};
use super::world::{self, Which, Who, World};
use crate::app::{Answer, TestApp, Visitor};
use crate::town::{self, PASSWORD, nothing_runs, tags};

/// The start of the story: more stages, drafts, codes that are awaited.
struct Stage {
    forms: Vec<Found>,
    witnesses: Vec<(Vec<(String, String)>, String)>,
}

fn words() -> Sentence {
    Sentence::parse("I went there this morning.").unwrap()
}

/// One more case in each stage that asks something else of somebody.
async fn more_cases(app: &TestApp) -> Vec<String> {
    let id = async |who: Who| {
        let handle =
            domain::handle::Handle::parse(&format!("{}@example.org", who.label())).unwrap();
        app.store
            .find_account(&handle)
            .await
            .unwrap()
            .unwrap()
            .person
    };
    let (author, holder) = (id(Who::Author).await, id(Who::Holder).await);
    let hear = || Command::Hear { words: words() };
    let decline = Command::Decline {
        ground: DeclineGround::AlreadyDecided,
        words: words(),
        instead: words(),
    };
    let stories = [
        vec![hear()],
        vec![hear(), Command::AskResident { words: words() }],
        vec![hear(), decline],
    ];
    let mut references = Vec::new();
    for story in stories {
        let case = world::filed(app, author, Visibility::Public).await;
        for command in story {
            world::act(app, &case, holder, command).await;
        }
        references.push(case.reference.to_string());
    }
    references
}

/// Browsers that are in the middle of something.
async fn in_the_middle(app: &TestApp) -> Vec<Visitor> {
    let mut reporting = app.visitor();
    town::Report::default().write(&mut reporting).await;
    let mut joining = app.visitor();
    let fields = [
        ("handle", "new@example.org"),
        ("name", "New"),
        ("password", PASSWORD),
    ];
    joining.post("/sign-up", &fields).await.expect(303);
    let mut forgetting = app.visitor();
    forgetting
        .post("/forgot", &[("handle", "resident@example.org")])
        .await
        .expect(303);
    let mut proven = app.visitor();
    proven
        .post("/forgot", &[("handle", "author@example.org")])
        .await
        .expect(303);
    let code = town::code_sent_to(app, "author@example.org").await;
    proven
        .post("/confirm", &[("code", &code)])
        .await
        .expect(303);
    vec![reporting, joining, forgetting, proven]
}

async fn stage(app: &TestApp, world: &World) -> Stage {
    let references = more_cases(app).await;
    let in_the_middle = in_the_middle(app).await;
    let browsers = [
        Who::Visitor,
        Who::Resident,
        Who::Author,
        Who::Affected,
        Who::Holder,
        Who::Beside,
        Who::Steward,
    ]
    .map(|who| world.browser(app, who));
    let mut addresses: Vec<String> = Vec::new();
    // Who is in the middle of something is nobody yet, to a case.
    let mut without_case: Vec<String> = Vec::new();
    for (_, template, _) in listed::all().filter(|(method, ..)| *method == "GET") {
        if !template.contains("{reference}") {
            without_case.extend(world.addresses(template, Which::Unknown));
        }
        for which in Which::KEPT {
            addresses.extend(world.addresses(template, which));
        }
    }
    for reference in &references {
        let acts = Verb::ALL.map(|verb| format!("/cases/{reference}/{}", verb.code()));
        addresses.extend(acts);
    }
    // What is done about one entry of a challenge is named by its address.
    let entries =
        listed::all().filter(|(_, template, _)| *template == "/challenges/{challenge}/{act}");
    for (_, template, _) in entries {
        for (act, part) in [("strike", 3), ("judge", 4), ("end-measure", 5)] {
            let acts = world.addresses(template, Which::Waiting).into_iter();
            let acts = acts.filter(|address| address.ends_with(act));
            addresses.extend(acts.map(|address| format!("{address}?part={part}")));
        }
    }
    addresses.sort();
    addresses.dedup();
    let mut forms_by_kind = BTreeMap::new();
    let looks = browsers.iter().map(|one| (one, &addresses));
    let looks = looks.chain(in_the_middle.iter().map(|one| (one, &without_case)));
    for (browser, addresses) in looks {
        for address in addresses {
            let page = browser.clone().get(address).await;
            for form in forms(&page, &browser.cookies) {
                let names: Vec<String> =
                    form.fields.iter().map(|field| field.name.clone()).collect();
                let action: String = form
                    .action
                    .chars()
                    .filter(|one| !one.is_ascii_digit())
                    .collect();
                forms_by_kind.entry((action, names)).or_insert(form);
            }
        }
    }
    let seen = |who: Who, path: String| (world.browser(app, who).cookies, path);
    let case = |which: Which| format!("/cases/{}", world.reference(which));
    let witnesses = vec![
        seen(Who::Visitor, case(Which::Waiting)),
        seen(Who::Visitor, case(Which::Reported)),
        seen(Who::Visitor, "/cases".to_owned()),
        seen(Who::Holder, case(Which::Waiting)),
        seen(Who::Holder, case(Which::Private)),
        seen(Who::Holder, "/inbox".to_owned()),
        seen(
            Who::Visitor,
            world.addresses("/challenges/{challenge}", Which::Waiting)[0].clone(),
        ),
        seen(Who::Visitor, "/challenges".to_owned()),
        seen(Who::Holder, "/inbox/templates".to_owned()),
        seen(Who::Holder, "/inbox/away".to_owned()),
        seen(Who::Holder, format!("{}/notes", case(Which::Waiting))),
        seen(Who::Steward, "/steward".to_owned()),
        seen(Who::Steward, "/steward/bodies/bridge-office".to_owned()),
        seen(Who::Visitor, "/bodies/bridge-office".to_owned()),
        seen(Who::Author, "/me".to_owned()),
        seen(Who::Author, case(Which::Private)),
        seen(Who::Affected, "/me".to_owned()),
        seen(Who::Resident, "/me/settings".to_owned()),
        seen(Who::Resident, "/me/household".to_owned()),
        seen(Who::Beside, "/households".to_owned()),
        seen(Who::Beside, "/households/willow-1".to_owned()),
        (in_the_middle[0].cookies.clone(), "/report/check".to_owned()),
    ];
    Stage {
        forms: forms_by_kind.into_values().collect(),
        witnesses,
    }
}

#[track_caller]
fn harmless(answer: &Answer, payload: &Payload, what: &str) {
    assert!(
        !answer.status.is_server_error(),
        "{what}: {}\n{}",
        answer.status,
        answer.text
    );
    assert!(!answer.text.contains('\0'), "{what}: NUL on the page");
    if let Payload::Text(text) = payload
        && text.contains('<')
    {
        assert!(
            !answer.text.contains(text.as_str()),
            "{what}: {text} came back as it was"
        );
    }
    for tag in tags(&answer.text) {
        let name = tag
            .split(|one: char| !one.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default();
        assert!(
            !matches!(
                name.to_ascii_lowercase().as_str(),
                "iframe" | "object" | "embed" | "base" | "animate" | "math" | "style"
            ),
            "{what}: <{tag}>"
        );
        assert!(
            !tag.contains("evil.example") || tag.contains('"'),
            "{what}: <{tag}>"
        );
    }
    nothing_runs(answer);
}

fn browser(app: &TestApp, cookies: &[(String, String)]) -> Visitor {
    let mut browser = app.visitor();
    browser.cookies = cookies.to_vec();
    browser
}

/// One payload goes into one form of so many, the next into the ones after them: every field gets texts of every kind, and
/// every text comes into fields of every kind, in a third of the time that all in all would take.
const TURNS: usize = 3;

/// One payload in the forms whose turn it is, and then a look at every page that shows what people wrote.
async fn attack(
    app: &TestApp,
    stage: &Stage,
    number: usize,
    payload: &Payload,
) -> BTreeMap<u16, usize> {
    let mut answers = BTreeMap::new();
    let count = stage.forms.len();
    // Another form comes first each time: what one of them settles, the next finds settled.
    for at in (0..count).filter(|at| at % TURNS == 0) {
        let form = &stage.forms[(at + number * 7) % count];
        for everywhere in [false, true] {
            if everywhere != (number % 6 == 5)
                && (everywhere || !form.fields.iter().any(|field| field.typed))
            {
                continue;
            }
            let mut browser = browser(app, &form.cookies);
            let answer = send(&mut browser, form, payload, everywhere).await;
            let what = format!("payload {number} to {}", form.action);
            harmless(&answer, payload, &what);
            *answers.entry(answer.status.as_u16()).or_default() += 1;
            if let Some(next) = answer.location() {
                assert!(
                    next.starts_with('/') && !next.starts_with("//"),
                    "{what} leads to {next}"
                );
                harmless(
                    &browser.get(&next).await,
                    payload,
                    &format!("{what}, then {next}"),
                );
            }
        }
    }
    for (cookies, path) in &stage.witnesses {
        let answer = browser(app, cookies).get(path).await;
        harmless(&answer, payload, &format!("{path} after payload {number}"));
    }
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_text_in_every_field_is_stored_or_refused_and_never_runs() {
    let world = World::get().await;
    let app = world.open().await;
    let stage = stage(&app, world).await;
    let content = app.store.content().await;
    let typed = stage
        .forms
        .iter()
        .filter(|form| form.fields.iter().any(|field| field.typed))
        .count();
    assert!(
        stage.forms.len() >= 35 && typed >= 18,
        "{} forms were found, {typed} with text",
        stage.forms.len()
    );
    for form in stage.forms.iter().filter(|form| form.files) {
        // If this fails, a form with photos is new: name it in `pages::routes::takes_photos`, or
        // a phone has half a minute to send them.
        let path = form.action.split('?').next().unwrap();
        let known = pages::routes::takes_photos(path) || path == pages::routes::STEWARD_CHARTER;
        assert!(known, "{path} takes files");
    }
    let mut answers: BTreeMap<u16, usize> = BTreeMap::new();
    for (number, payload) in payloads().iter().enumerate() {
        let app = TestApp::on(store::testing::sqlite_from(&content).await);
        for (status, count) in attack(&app, &stage, number, payload).await {
            *answers.entry(status).or_default() += count;
        }
    }
    let seen = |status: u16| answers.get(&status).copied().unwrap_or_default();
    // Some were stored, some refused at their field, some were too long to be read at all.
    assert!(
        seen(303) > 100 && seen(422) > 100 && seen(413) > 0,
        "{answers:?}"
    );
}

#[tokio::test]
async fn what_postgres_takes_otherwise_is_harmless_there_too() {
    let app = TestApp::on(store::testing::postgres().await);
    let world = World::made_in(&app).await;
    let stage = stage(&app, &world).await;
    let payloads = payloads();
    let raw: Vec<_> = payloads
        .iter()
        .enumerate()
        .filter(|(_, payload)| is_raw(payload))
        .collect();
    assert!(raw.len() > 10);
    for (number, payload) in raw {
        attack(&app, &stage, number, payload).await;
        attack_addresses(&app, &world, number, payload).await;
    }
}

/// One payload in the path and in the query of the pages whose turn it is.
async fn attack_addresses(app: &TestApp, world: &World, number: usize, payload: &Payload) {
    const NAMES: [&str; 10] = [
        "q", "back", "stage", "category", "place", "body", "page", "done", "verdict", "after",
    ];
    if payload.raw().len() > 10_000 {
        return;
    }
    let hostile = String::from_utf8(payload.encoded()).unwrap();
    let query: Vec<String> = NAMES
        .iter()
        .map(|name| format!("{name}={hostile}"))
        .collect();
    let pages = listed::all().filter(|(method, ..)| *method == "GET");
    for (_, template, _) in pages.skip(number % TURNS).step_by(TURNS) {
        let path = world.addresses(template, Which::Waiting).remove(0);
        let part = |part: &'static str| {
            if part.starts_with('{') {
                hostile.clone()
            } else {
                part.to_owned()
            }
        };
        let filled: Vec<String> = template.split('/').map(part).collect();
        // Half of the payloads go into the path. What is no address, a browser cannot ask for.
        let in_query = (number / TURNS).is_multiple_of(2) || !template.contains('{');
        let address = if in_query {
            format!("{path}?{}", query.join("&"))
        } else {
            filled.join("/")
        };
        if address.parse::<http::Uri>().is_err() {
            continue;
        }
        let who = if (number / TURNS).is_multiple_of(3) {
            Who::Holder
        } else {
            Who::Visitor
        };
        let answer = world.browser(app, who).get(&address).await;
        let what = format!("{template} with payload {number}");
        harmless(&answer, payload, &what);
    }
}

#[tokio::test]
async fn hostile_addresses_are_harmless() {
    let world = World::get().await;
    let app = world.open().await;
    for (number, payload) in payloads().iter().enumerate() {
        attack_addresses(&app, world, number, payload).await;
    }
}
