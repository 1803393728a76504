//! A new e-mail address or phone number: a code shows that somebody reads what comes there.
//! Then it takes the place of the one before, where that is told.
//!
//! As everywhere here, nothing tells whose an address is: if it is somebody else's, they get
//! a message instead of the code, and all other things are the same.

use domain::handle::Handle;
use domain::id::PersonId;
use domain::language::Language;
use domain::person::Person;
use serde_json::json;
use store::outbox::NewMessage;

use crate::app::App;
use crate::codes::pending::{self, Pending, Purpose};
use crate::codes::{self, Whom};
use crate::errors::PageError;
use crate::routes;
use crate::throttle::Act;
use crate::visitor::Visitor;

/// Sends a code to the address that `person` wants, and awaits it in this browser.
pub(super) async fn send(
    app: &App,
    visitor: &Visitor,
    person: &Person,
    handle: Handle,
) -> Result<(), PageError> {
    // One account writes to few addresses, and to one address come few codes.
    for account in [person.id.to_string(), handle.key()] {
        app.throttle.by_account(Act::Code, &account, visitor.now)?;
    }
    if pending::is_fresh(visitor, Purpose::NewAddress, &handle).await? {
        return Ok(());
    }
    let account = app.store.find_account(&handle).await?;
    let owner = account.filter(|account| account.confirmed && account.person != person.id);
    let whom = match owner {
        Some(owner) => Whom::Owner(owner.person, owner.language, None),
        None => Whom::Theirs(person.id, person.language),
    };
    let pending = Pending {
        purpose: Purpose::NewAddress,
        handle,
        sent_at: visitor.now,
        back: routes::ACCOUNT.to_owned(),
        person: None,
        guest: None,
        proven: None,
    };
    codes::send(app, visitor, pending, whom).await
}

/// Who gets another code for the address they want; nobody where it is somebody else's, who
/// was told of it once.
pub(super) async fn whom_again(
    app: &App,
    visitor: &Visitor,
    handle: &Handle,
) -> Result<Option<(PersonId, Language)>, PageError> {
    let person = visitor.person().map(|one| (one.id, one.language));
    let account = app.store.find_account(handle).await?;
    let owner = account.filter(|account| account.confirmed);
    Ok(person.filter(|(id, _)| owner.is_none_or(|owner| owner.person == *id)))
}

/// The code was right: the address takes the place of the one of its kind, or else of the
/// only one. `false` when somebody else has confirmed it, or another person is signed in.
pub(super) async fn replace(
    app: &App,
    visitor: &Visitor,
    new: &Handle,
    person: PersonId,
) -> Result<bool, PageError> {
    if visitor.person().is_none_or(|one| one.id != person) {
        return Ok(false);
    }
    let handles = app.store.list_handles(person).await?;
    let alike = handles.iter().find(|one| one.handle.kind() == new.kind());
    let Some(old) = alike.or(handles.first()) else {
        return Ok(false);
    };
    // What nobody has shown to be theirs may be a stranger's.
    let to = if old.confirmed_at.is_some() {
        old
    } else {
        let confirmed = handles.iter().find(|one| one.confirmed_at.is_some());
        confirmed.unwrap_or(old)
    };
    let cause = format!("address-changed:{}", app.ids.uuid());
    let told = NewMessage {
        cause: &cause,
        to: &to.handle,
        person: Some(person),
        language: visitor.language(),
        kind: "address-changed",
        args: json!({ "to": new.masked() }),
        secret: false,
    };
    let (store, ids, now) = (&app.store, &app.ids, visitor.now);
    let replaced = store.replace_handle(person, &old.handle, new, &told, ids, now);
    Ok(replaced.await?)
}
