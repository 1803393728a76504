//! Sessions: who has one, how long it lives, and what of it is kept.

use axum::Router;
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use domain::handle::Handle;
use domain::id::PersonId;
use domain::language::Language;
use pages::PageError;
use pages::visitor::SESSION_PERSON;
use store::people::NewAccount;
use tower_sessions::Session;

use crate::app::{Options, TestApp, Visitor};

/// A confirmed account, without a password.
pub async fn make_account(app: &TestApp, id: PersonId, name: &str) {
    let handle = Handle::parse(&format!("{name}@example.org")).unwrap();
    make_account_at(app, id, name, &handle).await;
}

/// Somebody who has a phone and no e-mail address.
pub async fn with_a_phone(app: &TestApp) -> PersonId {
    let id = PersonId::new(app.app.ids.uuid());
    let handle = Handle::parse(PHONE).unwrap();
    make_account_at(app, id, "phone", &handle).await;
    let now = app.app.clock.now();
    assert!(app.store.confirm_handle(id, &handle, now).await.unwrap());
    id
}

const PHONE: &str = "+8613800138000";

/// The text messages to who has a phone, once all that is due went out.
pub async fn texts(app: &TestApp) -> Vec<String> {
    app.work().await;
    let kept = app.mail.list(200).await.unwrap();
    let to_phone = kept.into_iter().filter(|one| one.to == PHONE);
    to_phone.map(|one| one.text.trim().to_owned()).collect()
}

async fn make_account_at(app: &TestApp, id: PersonId, name: &str, handle: &Handle) {
    let account = NewAccount {
        id,
        name,
        language: Language::En,
        home: None,
        handle,
        phc: None,
    };
    let now = app.app.clock.now();
    assert!(app.store.create_account(&account, now).await.unwrap());
}

/// Pages that use a session and nothing else.
fn pages_with_session() -> Router {
    async fn sign_in(session: Session, body: String) -> Result<(), PageError> {
        let failed = |error: tower_sessions::session::Error| PageError::internal("test", &error);
        session.cycle_id().await.map_err(failed)?;
        session
            .insert(SESSION_PERSON, body.trim_start_matches("id="))
            .await
            .map_err(failed)
    }
    async fn who(session: Session) -> String {
        session
            .get::<String>(SESSION_PERSON)
            .await
            .unwrap()
            .unwrap_or_else(|| "nobody".to_owned())
    }
    async fn sign_out(session: Session) -> axum::response::Response {
        session.flush().await.unwrap();
        "out".into_response()
    }
    async fn note(session: Session, body: String) {
        session.insert("draft", body).await.unwrap();
    }
    Router::new()
        .route("/in", post(sign_in))
        .route("/who", get(who))
        .route("/out", post(sign_out))
        .route("/note", post(note))
        .route("/read", get(|| async { "read" }))
}

async fn app_on(store: store::testing::TestStore) -> (TestApp, PersonId) {
    let app = TestApp::on(store).serving(pages_with_session());
    let anna = app.person("anna").await;
    (app, anna)
}

async fn signed_in(app: &TestApp, person: PersonId) -> Visitor {
    let mut visitor = app.visitor().saying(
        "user-agent",
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    );
    visitor
        .post("/in", &[("id", &person.uuid().to_string())])
        .await
        .expect(200);
    visitor
}

store::on_each_engine! {
    async fn who_only_reads_has_no_session(store) {
        let (app, _) = app_on(store).await;
        let mut visitor = app.visitor();
        for path in ["/read", "/who"] {
            assert_eq!(visitor.get(path).await.expect(200).header("set-cookie"), "");
        }
    }

    async fn a_session_knows_its_person_and_device_and_keeps_no_id(store) {
        let (app, anna) = app_on(store).await;
        let mut visitor = signed_in(&app, anna).await;
        assert_eq!(visitor.get("/who").await.text, anna.uuid().to_string());
        let kept = app.store.list_sessions(anna, app.app.clock.now()).await.unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].device, "Firefox · Linux");
        let id = &visitor.cookies[0].1;
        assert!(!format!("{:?} {:?}", kept[0].hash, kept[0].data).contains(id.as_str()));
    }

    async fn signing_in_changes_the_id_and_the_old_one_is_worth_nothing(store) {
        let (app, anna) = app_on(store).await;
        let mut visitor = app.visitor();
        visitor.post("/note", &[]).await.expect(200);
        let before = visitor.cookies.clone();
        visitor.post("/in", &[("id", &anna.uuid().to_string())]).await.expect(200);
        assert_ne!(before, visitor.cookies);
        let mut thief = app.visitor();
        thief.cookies = before;
        assert_eq!(thief.get("/who").await.text, "nobody");
    }

    async fn an_id_that_the_visitor_chose_is_never_kept(store) {
        let (app, anna) = app_on(store).await;
        let mut visitor = app.visitor();
        let chosen = ("linli".to_owned(), "AAAAAAAAAAAAAAAAAAAAAA".to_owned());
        visitor.cookies.push(chosen.clone());
        visitor.post("/in", &[("id", &anna.uuid().to_string())]).await.expect(200);
        assert_ne!(visitor.cookies[0], chosen);
    }

    async fn after_signing_out_a_copied_cookie_opens_nothing(store) {
        let (app, anna) = app_on(store).await;
        let mut visitor = signed_in(&app, anna).await;
        let mut thief = visitor.clone();
        let out = visitor.post("/out", &[]).await.expect(200);
        assert!(out.header("set-cookie").contains("Max-Age=0"), "{:?}", out.headers);
        assert!(visitor.cookies.is_empty());
        assert_eq!(thief.get("/who").await.text, "nobody");
        assert!(app.store.list_sessions(anna, app.app.clock.now()).await.unwrap().is_empty());
    }

    async fn signing_out_elsewhere_leaves_this_device(store) {
        let (app, anna) = app_on(store).await;
        let (mut here, mut there) = (signed_in(&app, anna).await, signed_in(&app, anna).await);
        let sessions = app.store.list_sessions(anna, app.app.clock.now()).await.unwrap();
        assert_eq!(sessions.len(), 2);
        app.store.delete_sessions_of(anna, Some(&sessions[0].hash)).await.unwrap();
        let known = [here.get("/who").await.text, there.get("/who").await.text];
        assert_eq!(known.iter().filter(|text| *text == "nobody").count(), 1, "{known:?}");
    }

    async fn a_session_ended_while_it_is_used_stays_ended(store) {
        let (app, anna) = app_on(store).await;
        let mut visitor = signed_in(&app, anna).await;
        app.store.delete_sessions_of(anna, None).await.unwrap();
        visitor.post("/note", &[]).await;
        assert_eq!(visitor.get("/who").await.text, "nobody");
        assert!(app.store.list_sessions(anna, app.app.clock.now()).await.unwrap().is_empty());
    }

    async fn a_session_ends_after_thirty_idle_days_or_half_a_year(store) {
        const DAY: i64 = 86_400;
        let (app, anna) = app_on(store).await;
        let mut idle = signed_in(&app, anna).await;
        let mut busy = signed_in(&app, anna).await;
        for number in 0..17 {
            app.wait_seconds(10 * DAY);
            // Something new each time: what only reads is noted a little later, in batches.
            busy.post("/note", &[("number", &number.to_string())]).await.expect(200);
        }
        assert_eq!(idle.get("/who").await.text, "nobody");
        assert_eq!(busy.get("/who").await.text, anna.uuid().to_string());
        app.wait_seconds(11 * DAY);
        assert_eq!(busy.get("/who").await.text, "nobody");
        app.work().await;
        assert!(app.store.list_sessions(anna, app.app.clock.now()).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn the_cookie_is_as_strict_as_the_address_allows() {
    for (base_url, start, secure) in [
        ("http://localhost", "linli=", false),
        ("https://linli.example", "__Host-linli=", true),
    ] {
        let options = Options {
            base_url,
            ..Options::default()
        };
        let app =
            TestApp::with(store::testing::sqlite().await, options).serving(pages_with_session());
        let answer = app.visitor().post("/note", &[]).await.expect(200);
        let cookie = answer.header("set-cookie");
        assert!(cookie.starts_with(start), "{cookie}");
        for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert_eq!(cookie.contains("Secure"), secure, "{cookie}");
        assert!(!cookie.contains("Domain"), "{cookie}");
        assert_eq!(answer.header("cache-control"), "private, no-store");
    }
}
