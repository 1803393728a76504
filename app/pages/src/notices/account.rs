//! Messages about an account: codes, and what happened to it.

use domain::language::Names;
use domain::office::OfficeChange;
use domain::person::Role;
use domain::reference::Reference;
use serde_json::Value;
use store::outbox::delivery::Outgoing;

use super::Letter;
use crate::app::App;
use crate::text::{exchange, notices as words};
use crate::{named, routes};

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
        "exchange-failing" => (exchange::mail_subject(lang), exchange_failing(app, message)),
        _ => return office(message).ok_or("no such message"),
    };
    Ok(Letter {
        subject: subject.to_owned(),
        text,
    })
}

/// What a steward changed about somebody's office.
fn office(message: &Outgoing) -> Option<Letter> {
    let lang = message.language;
    let text = |name: &str| message.args.get(name).and_then(serde_json::Value::as_str);
    let body = message.args.get("body").cloned()?;
    let body = serde_json::from_value::<Option<Names>>(body).ok()?;
    let body = body.map_or_else(String::new, |names| names.in_language(lang).to_owned());
    let seat = text("role").and_then(Role::from_code);
    let seat = seat.map_or("", |seat| named::role(lang, seat));
    let reason = text("reason").unwrap_or_default();
    let (subject, text) = match OfficeChange::from_code(&message.kind)? {
        OfficeChange::SeatGiven => {
            let text = words::seat_given(lang, &body, seat, reason);
            (words::seat_subject(lang, &body), text)
        }
        OfficeChange::RoleChanged => {
            let text = words::role_changed(lang, &body, seat, reason);
            (words::seat_subject(lang, &body), text)
        }
        OfficeChange::SeatEnded => {
            let text = words::seat_ended(lang, &body, reason);
            (words::seat_subject(lang, &body), text)
        }
        OfficeChange::StewardMade => {
            let text = words::steward_made(lang, reason);
            (words::steward_subject(lang).to_owned(), text)
        }
        OfficeChange::StewardEnded => {
            let text = words::steward_ended(lang, reason);
            (words::steward_subject(lang).to_owned(), text)
        }
        OfficeChange::BodyChanged
        | OfficeChange::CalendarChanged
        | OfficeChange::OutOfService
        | OfficeChange::InService
        | OfficeChange::CharterPublished
        | OfficeChange::BodyFounded => return None,
    };
    Some(Letter {
        subject,
        text: text.trim_end().to_owned(),
    })
}

fn exchange_failing(app: &App, message: &Outgoing) -> String {
    let count = |name: &str| {
        let count = message.args.get(name);
        count
            .and_then(serde_json::Value::as_i64)
            .unwrap_or_default()
    };
    let (given_up, failing, silent) = (count("given_up"), count("failing"), count("silent"));
    let told = exchange::mail(message.language, failing, given_up, silent);
    format!("{told}\n{}{}", app.base_url, routes::CONNECTIONS)
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
