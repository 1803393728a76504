//! Messages about an account: codes, and what happened to it.

use domain::reference::Reference;
use serde_json::Value;
use store::outbox::delivery::Outgoing;

use super::Letter;
use crate::app::App;
use crate::routes;
use crate::text::notices as words;

pub(super) fn letter(app: &App, message: &Outgoing) -> Result<Letter, &'static str> {
    let lang = message.language;
    let code = || message.args.get("code").and_then(Value::as_str);
    let (subject, text): (&str, String) = match message.kind.as_str() {
        "confirm-code" => {
            let code = code().ok_or("a code message without a code")?;
            (words::code_subject(lang), words::confirm_code(lang, code))
        }
        "new-password-code" => {
            let code = code().ok_or("a code message without a code")?;
            (
                words::new_password_subject(lang),
                words::new_password_code(lang, code),
            )
        }
        "password-changed" => {
            let link = format!("{}{}", app.base_url, routes::FORGOT);
            let text = format!("{}\n{link}", words::password_changed(lang));
            (words::password_changed_subject(lang), text)
        }
        "account-exists" => (
            words::account_exists_subject(lang),
            account_exists(app, message),
        ),
        _ => return Err("no such message"),
    };
    Ok(Letter {
        subject: subject.to_owned(),
        text,
    })
}

fn account_exists(app: &App, message: &Outgoing) -> String {
    let lang = message.language;
    let link = format!("{}{}", app.base_url, routes::SIGN_IN);
    let text = format!("{}\n{link}", words::account_exists(lang));
    let danger = message.args.get("danger").and_then(Value::as_str);
    match danger.and_then(Reference::parse) {
        None => text,
        Some(reference) => {
            let link = format!("{}{}", app.base_url, routes::case(reference));
            let told = words::account_exists_danger(lang, &reference.spaced());
            format!("{text}\n\n{told}\n{link}")
        }
    }
}
