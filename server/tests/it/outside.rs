//! A mail server and a gateway for text messages, as they behave outside.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::response::Redirect;
use axum::routing::post;
use domain::instant::Instant;
use http::{HeaderMap, StatusCode};
use server::config::{Config, Sources};
use server::messages::{Mail, Messages, Sms, Undelivered};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;

use crate::app::MONDAY;

fn messages(pairs: &[(&str, String)]) -> Messages {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let variables = pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    let (config, _) = Config::load(&Sources {
        variables,
        ..Sources::default()
    })
    .unwrap();
    Messages::new(&config).unwrap()
}

fn mail(to: &str) -> Mail {
    Mail {
        key: "notice-1".to_owned(),
        to: to.to_owned(),
        subject: "有人收到了".to_owned(),
        text: "第一行\n.\nthe last line".to_owned(),
        stop: None,
        at: Instant::parse(MONDAY).unwrap(),
    }
}

/// A mail server that takes one mail, or refuses its recipient for good.
async fn mail_server(refuses: bool) -> (u16, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let taken = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        writer.write_all(b"220 test ESMTP\r\n").await.unwrap();
        let (mut text, mut in_data) = (String::new(), false);
        while let Ok(Some(line)) = lines.next_line().await {
            let answer = if in_data {
                text.push_str(&line);
                text.push('\n');
                if line != "." {
                    continue;
                }
                in_data = false;
                "250 taken"
            } else if line.starts_with("RCPT") && refuses {
                "550 no such person"
            } else if line == "DATA" {
                in_data = true;
                "354 go on"
            } else if line == "QUIT" {
                "221 bye"
            } else {
                "250 fine"
            };
            writer
                .write_all(format!("{answer}\r\n").as_bytes())
                .await
                .unwrap();
            if line == "." || line == "QUIT" {
                break;
            }
        }
        text
    });
    (port, taken)
}

#[tokio::test]
async fn a_mail_server_gets_the_message_with_its_cause() {
    let (port, taken) = mail_server(false).await;
    let messages = messages(&[("LINLI_SMTP_URL", format!("smtp://127.0.0.1:{port}"))]);
    messages.mail(&mail("anna@example.org")).await.unwrap();
    let text = taken.await.unwrap();
    assert!(text.contains("Message-ID: <notice-1@localhost>"), "{text}");
    assert!(
        text.contains("Subject: =?utf-8?b?") && text.contains("To: anna@example.org"),
        "{text}"
    );
}

#[tokio::test]
async fn a_refused_address_is_told_from_a_server_that_is_away() {
    let (port, _taken) = mail_server(true).await;
    let refusing = messages(&[("LINLI_SMTP_URL", format!("smtp://127.0.0.1:{port}"))]);
    let refused = refusing
        .mail(&mail("nobody@example.org"))
        .await
        .unwrap_err();
    assert!(matches!(refused, Undelivered::ForGood(_)), "{refused}");
    let away = messages(&[("LINLI_SMTP_URL", "smtp://127.0.0.1:1".to_owned())]);
    let away = away.mail(&mail("anna@example.org")).await.unwrap_err();
    assert!(matches!(away, Undelivered::ForNow(_)), "{away}");
}

type Seen = Arc<Mutex<Vec<(String, String, String)>>>;

async fn gateway() -> (String, Seen) {
    async fn take(State(seen): State<Seen>, headers: HeaderMap, body: String) -> StatusCode {
        let text = |name: &str| headers.get(name).unwrap().to_str().unwrap().to_owned();
        seen.lock()
            .unwrap()
            .push((text("authorization"), text("idempotency-key"), body));
        StatusCode::ACCEPTED
    }
    let seen = Seen::default();
    let router = Router::new()
        .route("/send", post(take))
        .route("/moved", post(|| async { Redirect::temporary("/send") }))
        .route(
            "/refuses",
            post(|| async { StatusCode::UNPROCESSABLE_ENTITY }),
        )
        .with_state(Arc::clone(&seen));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (base, seen)
}

#[tokio::test]
async fn a_gateway_gets_the_text_once_and_sends_us_nowhere_else() {
    let (base, seen) = gateway().await;
    let at = |path: &str| {
        messages(&[
            ("LINLI_SMS_URL", format!("{base}{path}")),
            ("LINLI_SMS_TOKEN", "t0ken".to_owned()),
        ])
    };
    let sms = Sms {
        key: "notice-1".to_owned(),
        to: "+8613800138000".to_owned(),
        text: "收到了".to_owned(),
        at: Instant::parse(MONDAY).unwrap(),
    };
    at("/send").sms(&sms).await.unwrap();
    let expected = (
        "Bearer t0ken".to_owned(),
        "notice-1".to_owned(),
        r#"{"to":"+8613800138000","text":"收到了","key":"notice-1"}"#.to_owned(),
    );
    assert_eq!(*seen.lock().unwrap(), [expected]);
    let moved = at("/moved").sms(&sms).await.unwrap_err();
    assert!(matches!(moved, Undelivered::ForNow(_)), "{moved}");
    assert_eq!(seen.lock().unwrap().len(), 1, "a redirect is not followed");
    let refused = at("/refuses").sms(&sms).await.unwrap_err();
    assert!(matches!(refused, Undelivered::ForGood(_)), "{refused}");
}
