//! An update that another system posts. What it does is `domain::posted`'s to say.

use domain::permission::Sight;
use domain::posted::{PostedUpdate, is_status};
use domain::reference::Reference;
use domain::text::{Sentence, Words};
use pages::PageError;
use pages::form::Posted;
use pages::text::open311 as words;
use store::cases::{Poster, TakenPost};
use store::idempotency::Once;

use super::asked::Asked;
use super::fault::Fault;
use super::tree::{Document, Node};
use super::updates::{TOLD, Told, updated};
use super::{Caller, once, pictures};

/// The most characters of an update's own number.
const LONGEST_ID: usize = 200;

/// Takes what another system says in the name of its account.
pub async fn post(asked: &Asked<'_>, form: &Posted, caller: &Caller) -> Result<Document, Fault> {
    let lang = asked.lang;
    let id = form.text("service_request_id").trim();
    if id.is_empty() {
        return Err(Fault::bad(words::no_request_id(lang)));
    }
    let reference = Reference::parse(id).ok_or_else(|| Fault::not_found(lang))?;
    let own = form.text("update_id").trim();
    if own.chars().count() > LONGEST_ID {
        return Err(Fault::bad(words::id_too_long(lang)));
    }
    let update = update(asked, form)?;
    let store = &asked.app.store;
    let case = asked.stored(store.find_case(reference).await)?;
    let case = case.ok_or_else(|| Fault::not_found(lang))?;
    if Sight::of(&caller.actor, &case).is_err() {
        return Err(Fault::not_found(lang));
    }
    // Systems number the updates of each request by itself.
    let key = (!own.is_empty()).then(|| format!("{reference}-{own}"));
    if let Some(key) = &key {
        let owner = &caller.owner;
        let once = Once { owner, key };
        once::bind_update(asked, &once, &content(form)).await?;
    }
    let taken = take(asked, reference, update, caller, key).await?;
    Ok(updated(vec![Node::Fields(vec![(
        "update_id",
        Node::text(number(asked, &taken).await?),
    )])]))
}

/// The number of the update in the list, so that whoever posted it knows it there. What
/// is in no list has that of its request, which no update in a list has.
async fn number(asked: &Asked<'_>, taken: &TakenPost) -> Result<String, Fault> {
    let reference = taken.case.reference.to_string();
    if taken.events.is_empty() {
        return Ok(reference);
    }
    let told = asked.app.store.list_told(&[taken.case.id], &TOLD).await;
    let told = Told::of(&asked.stored(told)?);
    let mut events = taken.events.iter();
    let found = events.find_map(|event| told.number(&taken.case, *event));
    Ok(found.unwrap_or(reference))
}

fn update(asked: &Asked<'_>, form: &Posted) -> Result<PostedUpdate, Fault> {
    let status = form.text("status").trim();
    if !is_status(status) {
        return Err(Fault::bad(words::bad_status(asked.lang, status)));
    }
    let at = form.text("updated_datetime").trim();
    let at = (!at.is_empty()).then(|| asked.moment("updated_datetime", at));
    Ok(PostedUpdate {
        status: status.to_owned(),
        at: at.transpose()?,
        words: sentence(asked, form)?,
    })
}

/// What an update says, as far as there is room for it here, with the addresses of its
/// pictures.
fn sentence(asked: &Asked<'_>, form: &Posted) -> Result<Sentence, Fault> {
    let lang = asked.lang;
    let nothing = || Fault::bad(words::no_description(lang));
    let written: String = form
        .text("description")
        .chars()
        .take(Words::MAX_CHARACTERS)
        .collect();
    let clean = Words::parse(&written).map_err(|_| nothing())?;
    let paragraph: Vec<&str> = clean.as_str().split_whitespace().collect();
    let lines = pictures::lines(asked, form)?;
    let most = Sentence::MAX_CHARACTERS;
    let text = pictures::behind(&paragraph.join(" "), &lines, most)
        .ok_or_else(|| Fault::bad(words::no_room(lang)))?;
    Sentence::parse(&text).map_err(|_| nothing())
}

/// What an update says, without what programs stamp on each sending.
fn content(form: &Posted) -> String {
    let said = ["status", "description"].map(|name| {
        let text = form.text(name).trim();
        (name.to_owned(), text.to_owned())
    });
    let pictures =
        pictures::addresses(form).map(|address| ("media_url".to_owned(), address.to_owned()));
    once::digest(&Posted::from_fields(said.into_iter().chain(pictures)))
}

/// Does it in a task of its own, so that a program that hangs up cuts nothing in half.
async fn take(
    asked: &Asked<'_>,
    reference: Reference,
    update: PostedUpdate,
    caller: &Caller,
    key: Option<String>,
) -> Result<TakenPost, Fault> {
    let (app, now, caller) = (asked.app.clone(), asked.now, caller.clone());
    let task = tokio::spawn(async move {
        let poster = Poster {
            actor: &caller.actor,
            owner: &caller.owner,
            key: key.as_deref(),
        };
        let taken = app
            .store
            .take_posted(reference, &update, poster, &app.ids, now);
        Box::pin(taken).await
    });
    let taken = task
        .await
        .map_err(|error| Fault::of(&PageError::internal("take an update", &error), asked.lang))?;
    taken.map_err(|error| Fault::of_act(error, asked.lang))
}
