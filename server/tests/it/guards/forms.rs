//! The forms of a page with what is typed into them, and a way to send them
//! with anything in their fields, as a program would.

use super::payloads::Payload;
use crate::app::{Answer, Visitor};
use crate::html::unescape;
use crate::town::{attributes, tags};

/// A form of a page.
#[derive(Clone, Debug)]
pub struct Found {
    pub cookies: Vec<(String, String)>,
    pub action: String,
    pub files: bool,
    pub fields: Vec<Field>,
}

#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    /// Whether somebody types it, rather than chooses it or never sees it.
    pub typed: bool,
    pub value: String,
}

/// Every form of a page that is posted.
pub fn forms(page: &Answer, cookies: &[(String, String)]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut inside = false;
    for tag in tags(&page.text) {
        let kind = tag
            .split(|one: char| one.is_whitespace())
            .next()
            .unwrap_or_default()
            .to_owned();
        let about = attributes(&tag);
        let about = |name: &str| {
            about
                .get(name)
                .map(|value| unescape(value))
                .unwrap_or_default()
        };
        match kind.as_str() {
            "form" if about("method") == "post" => {
                inside = true;
                found.push(Found {
                    cookies: cookies.to_vec(),
                    action: about("action"),
                    files: about("enctype") == "multipart/form-data",
                    fields: Vec::new(),
                });
            }
            "/form" => inside = false,
            "option" if inside => {
                // The first option stands for the field.
                let form = found.last_mut().unwrap();
                if let Some(field) = form
                    .fields
                    .last_mut()
                    .filter(|field| field.value.is_empty())
                {
                    field.value = about("value");
                }
            }
            "input" | "textarea" | "select" | "button" if inside && !about("name").is_empty() => {
                let form = found.last_mut().unwrap();
                let name = about("name");
                let typed = match kind.as_str() {
                    "textarea" => true,
                    "input" => !matches!(
                        about("type").as_str(),
                        "hidden" | "radio" | "checkbox" | "file" | "submit"
                    ),
                    _ => false,
                };
                let file = kind == "input" && about("type") == "file";
                if !file && !form.fields.iter().any(|field| field.name == name) {
                    form.fields.push(Field {
                        name,
                        typed,
                        value: about("value"),
                    });
                }
            }
            _ => {}
        }
    }
    found
}

/// Sends a form with the payload in what is typed, or in everything.
pub async fn send(
    browser: &mut Visitor,
    form: &Found,
    payload: &Payload,
    everywhere: bool,
) -> Answer {
    const EDGE: &str = "----linli-edge";
    let hostile = |field: &Field| field.typed || everywhere;
    if form.files {
        let mut body = Vec::new();
        for field in &form.fields {
            let head = format!(
                "--{EDGE}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n",
                field.name
            );
            body.extend_from_slice(head.as_bytes());
            let value = if hostile(field) {
                payload.raw()
            } else {
                field.value.as_bytes()
            };
            body.extend_from_slice(value);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{EDGE}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={EDGE}");
        return browser.post_bytes(&form.action, &kind, body).await;
    }
    let mut body = Vec::new();
    for field in &form.fields {
        body.extend_from_slice(pages::routes::query_value(&field.name).as_bytes());
        body.push(b'=');
        if hostile(field) {
            body.extend(payload.encoded());
        } else {
            body.extend_from_slice(pages::routes::query_value(&field.value).as_bytes());
        }
        body.push(b'&');
    }
    browser
        .post_bytes(&form.action, "application/x-www-form-urlencoded", body)
        .await
}
