//! Messages about an account: codes, and what happened to it.

use domain::language::Language;
use domain::office::OfficeChange;
use domain::person::Role;
use domain::reference::Reference;
use serde_json::Value;
use store::offices::seats::OfficeArgs;
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
        "address-changed" => (
            words::address_changed_subject(lang),
            address_changed(app, message),
        ),
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
    let change = OfficeChange::from_code(&message.kind)?;
    let args = serde_json::from_value(message.args.clone()).ok()?;
    let body = body_name(lang, &args);
    let subject = match change {
        OfficeChange::StewardMade | OfficeChange::StewardEnded => {
            words::steward_subject(lang).to_owned()
        }
        _ => words::seat_subject(lang, body),
    };
    Some(Letter {
        subject,
        text: office_sentence(lang, change, &args)?,
    })
}

fn body_name(lang: Language, args: &OfficeArgs) -> &str {
    let body = args.body.as_ref();
    body.map_or("", |names| names.in_language(lang))
}

/// What was changed about somebody's office; `None` for what is nobody's own.
pub(super) fn office_sentence(
    lang: Language,
    change: OfficeChange,
    args: &OfficeArgs,
) -> Option<String> {
    let (body, reason) = (body_name(lang, args), args.reason.as_str());
    let seat = args.role.as_deref().and_then(Role::from_code);
    let seat = seat.map_or("", |seat| named::role(lang, seat));
    let text = match change {
        OfficeChange::SeatGiven => words::seat_given(lang, body, seat, reason),
        OfficeChange::RoleChanged => words::role_changed(lang, body, seat, reason),
        OfficeChange::SeatEnded => words::seat_ended(lang, body, reason),
        OfficeChange::StewardMade => words::steward_made(lang, reason),
        OfficeChange::StewardEnded => words::steward_ended(lang, reason),
        OfficeChange::BodyChanged
        | OfficeChange::CalendarChanged
        | OfficeChange::OutOfService
        | OfficeChange::InService
        | OfficeChange::CharterPublished
        | OfficeChange::BodyFounded
        | OfficeChange::BodyAdded
        | OfficeChange::PlaceAdded => return None,
    };
    Some(text.trim_end().to_owned())
}

/// Where somebody goes who was told so.
pub(super) const fn office_href(change: OfficeChange) -> &'static str {
    match change {
        OfficeChange::SeatGiven | OfficeChange::RoleChanged => routes::INBOX,
        OfficeChange::StewardMade => routes::STEWARD,
        _ => routes::ME,
    }
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

fn address_changed(app: &App, message: &Outgoing) -> String {
    let to = message.args.get("to").and_then(Value::as_str);
    let told = words::address_changed(message.language, to.unwrap_or_default());
    format!("{told}\n{}{}", app.base_url, routes::HELP)
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
