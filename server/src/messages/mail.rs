//! E-mail: by the configured server, else into the folder.

use std::time::Duration;

use anyhow::Context as _;
use lettre::message::{Mailbox, header};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use super::folder::Folder;
use super::{Mail, Undelivered};
use crate::config::Secret;

const PATIENCE: Duration = Duration::from_secs(20);

/// Where e-mail goes.
#[derive(Clone, Debug)]
pub enum Sender {
    /// To a mail server.
    Server {
        /// The connection.
        transport: AsyncSmtpTransport<Tokio1Executor>,
        /// Who sends.
        from: Mailbox,
    },
    /// Into a folder.
    Folder {
        /// The folder.
        folder: Folder,
        /// Who sends.
        from: String,
    },
}

impl Sender {
    /// A mail server by its address, such as `smtps://user:password@host`.
    pub fn server(url: &Secret, from: &str) -> anyhow::Result<Self> {
        // lettre's own message could repeat the address with its password.
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose()).ok().context("smtp_url cannot be read; write smtps://user:password@host, with %40 for an @ in the password")?;
        let from = from
            .parse()
            .context("smtp_from is no sender; write Linli <linli@example.org>")?;
        Ok(Self::Server {
            transport: builder.timeout(Some(PATIENCE)).build(),
            from,
        })
    }

    pub(super) async fn send(&self, mail: &Mail) -> Result<(), Undelivered> {
        match self {
            Self::Folder { folder, from } => folder.keep_mail(from, mail).await,
            Self::Server { transport, from } => {
                let message = message(from, mail).map_err(Undelivered::ForGood)?;
                match transport.send(message).await {
                    Ok(_) => Ok(()),
                    Err(error) if error.is_permanent() => Err(Undelivered::ForGood(error.into())),
                    Err(error) => Err(Undelivered::ForNow(error.into())),
                }
            }
        }
    }

    pub(super) async fn check(&self) -> Option<anyhow::Result<()>> {
        match self {
            Self::Folder { .. } => None,
            Self::Server { transport, .. } => Some(match transport.test_connection().await {
                Ok(true) => Ok(()),
                Ok(false) => Err(anyhow::anyhow!(
                    "the mail server answers, but takes no mail now"
                )),
                Err(error) => Err(error.into()),
            }),
        }
    }
}

fn message(from: &Mailbox, mail: &Mail) -> anyhow::Result<Message> {
    let to: Mailbox = mail.to.parse().context("the address is none")?;
    let seconds = u64::try_from(mail.at.micros() / 1_000_000).unwrap_or_default();
    let written = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    let id: String = mail
        .key
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let mut message = Message::builder()
        .from(from.clone())
        .to(to)
        .subject(mail.subject.replace(|c: char| c.is_control(), " "))
        .date(written)
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .raw_header(header::HeaderValue::new(
            header::HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
    for (name, value) in super::stop_headers(mail) {
        let name = header::HeaderName::new_from_ascii_str(name);
        message = message.raw_header(header::HeaderValue::new(name, value));
    }
    message
        .header(header::ContentType::TEXT_PLAIN)
        .body(mail.text.clone())
        .context("write the message")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::instant::Instant;

    #[test]
    fn a_message_names_its_cause_and_no_header_is_added() {
        let mail = Mail {
            key: "notice:7".to_owned(),
            to: "anna@example.org".to_owned(),
            subject: "Hello\r\nBcc: everybody@example.org".to_owned(),
            text: "收到了".to_owned(),
            stop: None,
            at: Instant::parse("2026-11-23T09:00:00+08:00").unwrap(),
        };
        let from = "Linli <linli@linli.example>".parse().unwrap();
        let text = String::from_utf8(message(&from, &mail).unwrap().formatted()).unwrap();
        assert!(
            text.contains("Message-ID: <notice-7@linli.example>\r\n"),
            "{text}"
        );
        assert!(!text.lines().any(|line| line.starts_with("Bcc")), "{text}");
        assert!(text.contains("Mon, 23 Nov 2026 01:00:00"), "{text}");
    }

    #[test]
    fn a_mail_that_comes_unasked_says_how_one_post_ends_it() {
        let stop = format!("https://linli.example/digest/{}", "a".repeat(60));
        let mail = Mail {
            key: "digest".to_owned(),
            to: "anna@example.org".to_owned(),
            subject: "Your week".to_owned(),
            text: "Hello".to_owned(),
            stop: Some(stop.clone()),
            at: Instant::parse("2026-11-29T18:00:00+08:00").unwrap(),
        };
        let from = "Linli <linli@linli.example>".parse().unwrap();
        let text = String::from_utf8(message(&from, &mail).unwrap().formatted()).unwrap();
        let unfolded = text.replace("\r\n ", " ");
        assert!(
            unfolded.contains(&format!("List-Unsubscribe: <{stop}>\r\n")),
            "{text}"
        );
        assert!(
            unfolded.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"),
            "{text}"
        );
    }

    #[test]
    fn a_wrong_address_of_the_server_is_told_without_its_password() {
        let error = Sender::server(&Secret::new("smtp-s://anna:s3cret@"), "Linli <a@b.example>")
            .unwrap_err();
        assert!(!format!("{error:#}").contains("s3cret"), "{error:#}");
    }
}
