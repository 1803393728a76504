//! Messages as files, one per message, readable in any editor.
//!
//! E-mails are `.eml` files with UTF-8 headers (RFC 6532), text messages are
//! `.txt` files of the same form. A file appears whole or not at all, and a
//! message that is sent twice is the same file.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use domain::instant::Instant;

use super::{Mail, Sms, Undelivered};
use crate::disk;

/// A folder of messages.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

/// A message as it lies in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The name of its file without the folder.
    pub name: String,
    /// To whom.
    pub to: String,
    /// The subject; empty for a text message.
    pub subject: String,
    /// When, as written in the file (RFC 2822).
    pub date: String,
    /// The text.
    pub text: String,
}

impl Folder {
    /// Messages in `path`, which is made with the first message.
    pub const fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    pub(super) async fn keep_mail(&self, from: &str, mail: &Mail) -> Result<(), Undelivered> {
        let mut stop = String::new();
        for (name, value) in super::stop_headers(mail) {
            stop.extend([name, ": ", &one_line(&value), "\r\n"]);
        }
        let head = format!(
            "From: {}\r\nTo: {}\r\nSubject: {}\r\nDate: {}\r\nMessage-ID: <{}@linli>\r\nAuto-Submitted: auto-generated\r\n{stop}\
             MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n",
            one_line(from),
            one_line(&mail.to),
            one_line(&mail.subject),
            date(mail.at),
            safe_name(&mail.key),
        );
        self.keep(mail.at, &mail.key, "eml", head, &mail.text).await
    }

    pub(super) async fn keep_sms(&self, sms: &Sms) -> Result<(), Undelivered> {
        let head = format!("To: {}\r\nDate: {}\r\n", one_line(&sms.to), date(sms.at));
        self.keep(sms.at, &sms.key, "txt", head, &sms.text).await
    }

    async fn keep(
        &self,
        at: Instant,
        key: &str,
        extension: &str,
        head: String,
        text: &str,
    ) -> Result<(), Undelivered> {
        let name = format!("{:020}-{}.{extension}", at.micros().max(0), safe_name(key));
        let content = format!(
            "{head}\r\n{}\r\n",
            text.replace("\r\n", "\n").replace('\n', "\r\n")
        );
        let folder = self.0.clone();
        let written = tokio::task::spawn_blocking(move || {
            // Codes are in them: nobody else on this machine reads them.
            disk::make_private_folder(&folder)?;
            let aside = folder.join(format!(".{name}.part"));
            let mut file = disk::private_file()
                .create(true)
                .truncate(true)
                .open(&aside)?;
            file.write_all(content.as_bytes())?;
            drop(file);
            std::fs::rename(aside, folder.join(name))
        });
        let written = written
            .await
            .map_err(|error| Undelivered::ForNow(error.into()))?;
        written.map_err(|error| {
            let folder = self.0.display();
            Undelivered::ForNow(anyhow::Error::new(error).context(format!(
                "write a message into {folder}; may this user write there?"
            )))
        })
    }

    /// The newest messages, newest first.
    pub async fn list(&self, limit: usize) -> std::io::Result<Vec<Kept>> {
        let folder = self.0.clone();
        let read = tokio::task::spawn_blocking(move || {
            let mut names = names(&folder)?;
            names.sort_unstable_by(|a, b| b.cmp(a));
            names.truncate(limit);
            Ok(names
                .into_iter()
                .filter_map(|name| read(&folder, &name))
                .collect())
        });
        read.await.map_err(std::io::Error::other)?
    }

    /// One message by the name of its file.
    pub async fn find(&self, name: &str) -> Option<Kept> {
        let plain = name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'));
        if !plain || name.starts_with('.') {
            return None;
        }
        let (folder, name) = (self.0.clone(), name.to_owned());
        tokio::task::spawn_blocking(move || read(&folder, &name))
            .await
            .ok()
            .flatten()
    }
}

fn names(folder: &Path) -> std::io::Result<Vec<String>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    Ok(names
        .filter(|name| {
            !name.starts_with('.') && matches!(name.rsplit('.').next(), Some("eml" | "txt"))
        })
        .collect())
}

fn read(folder: &Path, name: &str) -> Option<Kept> {
    let content = std::fs::read_to_string(folder.join(name)).ok()?;
    let (head, text) = content.split_once("\r\n\r\n")?;
    let field = |field: &str| {
        head.lines()
            .find_map(|line| line.strip_prefix(field)?.strip_prefix(": "))
            .unwrap_or_default()
            .to_owned()
    };
    Some(Kept {
        name: name.to_owned(),
        to: field("To"),
        subject: field("Subject"),
        date: field("Date"),
        text: text.trim_end().replace("\r\n", "\n"),
    })
}

/// A header's value: no line break can begin another header.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect::<String>()
        .trim()
        .to_owned()
}

fn safe_name(key: &str) -> String {
    key.chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(120)
        .collect()
}

fn date(at: Instant) -> String {
    jiff::fmt::rfc2822::DateTimePrinter::new()
        .timestamp_to_string(&at.timestamp())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(key: &str, subject: &str) -> Mail {
        Mail {
            key: key.to_owned(),
            to: "anna@example.org".to_owned(),
            subject: subject.to_owned(),
            text: "第一行\nsecond line\n\nend".to_owned(),
            stop: None,
            at: Instant::parse("2026-11-23T09:00:00+08:00").unwrap(),
        }
    }

    #[tokio::test]
    async fn a_message_is_one_file_however_often_it_is_sent() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path().join("mail"));
        for _ in 0..3 {
            folder
                .keep_mail("Linli <linli@localhost>", &mail("notice:1", "有人收到了"))
                .await
                .unwrap();
        }
        let kept = folder.list(10).await.unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].subject, "有人收到了");
        assert_eq!(kept[0].text, "第一行\nsecond line\n\nend");
        assert_eq!(folder.find(&kept[0].name).await.as_ref(), Some(&kept[0]));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn nobody_else_on_the_machine_reads_a_code() {
        use std::os::unix::fs::PermissionsExt as _;
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path().join("mail"));
        folder
            .keep_mail("Linli <linli@localhost>", &mail("code:1", "1"))
            .await
            .unwrap();
        let name = &folder.list(1).await.unwrap()[0].name;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(folder.path()), 0o700);
        assert_eq!(mode(&folder.path().join(name)), 0o600);
    }

    #[tokio::test]
    async fn a_subject_cannot_add_a_header_nor_a_name_leave_the_folder() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path().to_owned());
        let hostile = mail("../../x\r\nBcc: y", "Hello\r\nBcc: everybody@example.org");
        folder
            .keep_mail("Linli <linli@localhost>", &hostile)
            .await
            .unwrap();
        let kept = folder.list(10).await.unwrap();
        assert_eq!(kept[0].subject, "Hello  Bcc: everybody@example.org");
        for name in ["../secret.key", "..", ".hidden.eml", "a/b.eml", ""] {
            assert_eq!(folder.find(name).await, None, "{name}");
        }
    }
}
