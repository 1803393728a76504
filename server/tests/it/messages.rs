//! Messages leave once, in the reader's language, and a demo shows them.

use domain::code::Code;
use domain::handle::Handle;
use domain::language::Language;
use serde_json::json;
use server::config::Config;
use server::jobs::{Jobs, Nudge};
use server::messages::Messages;
use store::outbox::NewMessage;

use crate::app::{Options, TestApp};

async fn enqueue(app: &TestApp, cause: &str, to: &str, language: Language) -> bool {
    let to = Handle::parse(to).unwrap();
    let message = NewMessage {
        cause,
        to: &to,
        person: None,
        language,
        kind: "confirm-code",
        args: json!({ "code": Code::from_random(7).spaced() }),
        secret: true,
    };
    app.store
        .enqueue_message(&message, &app.app.ids, app.app.clock.now())
        .await
        .unwrap()
}

store::on_each_engine! {
    async fn one_cause_is_one_message_on_the_channel_of_its_address(store) {
        let app = TestApp::on(store);
        assert!(enqueue(&app, "a", "anna@example.org", Language::Hans).await);
        assert!(!enqueue(&app, "a", "anna@example.org", Language::Hans).await);
        assert!(enqueue(&app, "b", "13800138000", Language::En).await);
        app.work().await;
        app.work().await;
        let kept = app.mail.list(10).await.unwrap();
        assert_eq!(kept.len(), 2, "{kept:?}");
        let mail = kept.iter().find(|one| one.to == "anna@example.org").unwrap();
        assert_eq!(mail.subject, "您的邻里验证码");
        let text = kept.iter().find(|one| one.to == "+8613800138000").unwrap();
        assert!(text.subject.is_empty() && text.text.contains("Your code is"), "{text:?}");
        let state = app.store.outbox_state().await.unwrap();
        assert_eq!((state.waiting, state.failed), (0, 0));
    }

    async fn two_servers_send_each_message_once(store) {
        let app = TestApp::on(store);
        for number in 0..60 {
            enqueue(&app, &format!("cause {number}"), &format!("p{number}@example.org"), Language::En).await;
        }
        let second = Jobs::new(app.app.clone(), Messages::into_folder(app.mail.clone(), "Linli <linli@localhost>"), Nudge::default());
        let never = tokio_util::sync::CancellationToken::new();
        let other = async { while second.round(&never).await {} };
        tokio::join!(app.work(), other);
        assert_eq!(app.mail.list(1_000).await.unwrap().len(), 60);
        assert_eq!(app.store.outbox_state().await.unwrap().waiting, 0);
    }

    async fn a_mail_server_that_is_away_loses_nothing(store) {
        let app = TestApp::on(store);
        // Nobody listens on port 1 of this machine.
        let variables = vec![("LINLI_SMTP_URL".to_owned(), "smtp://127.0.0.1:1".to_owned())];
        let sources = server::config::Sources { variables, ..server::config::Sources::default() };
        let (config, _) = Config::load(&sources).unwrap();
        let away = Jobs::new(app.app.clone(), Messages::new(&config).unwrap(), Nudge::default());
        enqueue(&app, "a", "anna@example.org", Language::En).await;
        let never = tokio_util::sync::CancellationToken::new();
        while away.round(&never).await {}
        assert_eq!(app.store.outbox_state().await.unwrap().waiting, 1);
        app.work().await;
        assert!(app.mail.list(10).await.unwrap().is_empty(), "it is tried again after a pause");
        app.wait_seconds(61);
        app.work().await;
        assert_eq!(app.mail.list(10).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_demo_shows_its_messages_and_its_patterns() {
    let options = Options {
        demo: true,
        ..Options::default()
    };
    let app = TestApp::with(store::testing::sqlite().await, options);
    let mut visitor = app.visitor();
    visitor
        .get("/dev/mail")
        .await
        .expect(200)
        .shows("There is no message yet");
    enqueue(&app, "a", "anna@example.org", Language::En).await;
    app.work().await;
    let list = visitor
        .get("/dev/mail")
        .await
        .expect(200)
        .shows("Your Linli code");
    let link = list
        .text
        .split("href=\"/dev/mail/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    visitor
        .get(&format!("/dev/mail/{link}"))
        .await
        .expect(200)
        .shows("Your code is");
    visitor
        .get("/dev/mail/..%2F..%2Fsecret.key")
        .await
        .expect(404);
    visitor.get("/dev/patterns").await.expect(200);
}
