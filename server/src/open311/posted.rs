//! A request that another system posts becomes a case, filed in the name of
//! the account of its key, by the rules of every other concern.

use std::collections::BTreeMap;

use domain::case::{Case, EXACT_PLACE, Visibility};
use domain::charter::{Answering, Category, Question};
use domain::language::Language;
use domain::text::{Sentence, Words, WordsInvalid};
use http::HeaderMap;
use pages::PageError;
use pages::form::Posted;
use pages::text::{open311 as words, report};
use store::cases::{Acted, NewCase};
use store::idempotency::Once;
use store::rulebook::Rulebook;

use super::asked::Asked;
use super::fault::Fault;
use super::places::{self, Located};
use super::requests::{self, requested};
use super::tree::{Document, Node};
use super::{Caller, once, pictures};

/// Files it.
pub async fn request(
    asked: &Asked<'_>,
    form: &Posted,
    caller: &Caller,
    headers: &HeaderMap,
) -> Result<Document, Fault> {
    let lang = asked.lang;
    let key = once::key(asked, headers)?;
    let code = form.text("service_code").trim();
    if code.is_empty() {
        return Err(Fault::bad(words::no_service_code(lang)));
    }
    let book = asked.stored(asked.app.store.current_rulebook().await)?;
    let category = book
        .charter_at(asked.now)
        .and_then(|version| version.charter.category(code))
        .ok_or_else(|| Fault::missing(words::no_service(lang, code)))?;
    let located = places::locate(asked, form).await?;
    let visibility = if category.household {
        Visibility::BodyOnly
    } else {
        Visibility::PublicWithoutName
    };
    let mut answers = answers(asked, form, category)?;
    let address = Address::of(&located, category, visibility, &mut answers);
    let (words, cut) = concern(asked, form, category, &address)?;
    let new = NewCase {
        words,
        category: category.key.clone(),
        place: located.place.id,
        point: located.point,
        answers,
        visibility,
        conflict: None,
        photos: Vec::new(),
        on_paper: false,
    };
    if let Some(key) = &key {
        let owner = &caller.owner;
        once::bind_request(asked, &Once { owner, key }, &once::digest(form)).await?;
    }
    let acted = file(asked, new, caller, key).await?;
    Ok(requested(vec![Node::Fields(vec![
        (
            "service_request_id",
            Node::text(acted.case.reference.to_string()),
        ),
        (
            "service_notice",
            Node::maybe(told(
                notice(asked, &book, category, &acted.case),
                [address.is_left_out(lang), cut],
            )),
        ),
        ("account_id", Node::Null),
    ])]))
}

/// Files it in a task of its own: a program that hangs up leaves nothing half
/// done, and finds the case by its key when it asks again.
async fn file(
    asked: &Asked<'_>,
    new: NewCase,
    caller: &Caller,
    key: Option<String>,
) -> Result<Acted, Fault> {
    let (app, now, caller) = (asked.app.clone(), asked.now, caller.clone());
    let task = tokio::spawn(async move {
        let owner = &caller.owner;
        let once = key.as_deref().map(|key| Once { owner, key });
        app.store
            .file_case(&new, &caller.actor, once.as_ref(), &app.ids, now)
            .await
    });
    let filed = task
        .await
        .map_err(|error| Fault::of(&PageError::internal("file a request", &error), asked.lang))?;
    filed.map_err(|error| Fault::of_act(error, asked.lang))
}

/// What to know now: what the category says first (leave the building), else
/// with whom the case is and what they do next.
fn notice(asked: &Asked<'_>, book: &Rulebook, category: &Category, case: &Case) -> Option<String> {
    let lang = asked.lang;
    let holder = || {
        let body = book.body(case.holding.holder)?;
        requests::next(lang, body.names.in_language(lang), case.next_step()?.what)
    };
    let first = category.notice.as_ref();
    first
        .map(|notice| notice.in_language(lang).to_owned())
        .or_else(holder)
}

/// What becomes of an address that says more than the place. Systems send it
/// by themselves, down to the flat, and words are for everybody to read.
enum Address {
    /// It stands in the words: they are private.
    InWords(String),
    /// There is none, or it stands among the answers, which only the body in charge
    /// reads, also where somebody has to be found at once.
    Settled,
    /// It cannot be kept; whoever sent it is told.
    LeftOut,
}

impl Address {
    fn of(
        located: &Located,
        category: &Category,
        visibility: Visibility,
        answers: &mut BTreeMap<String, String>,
    ) -> Self {
        let Some(address) = located.address.as_deref() else {
            return Self::Settled;
        };
        if visibility == Visibility::BodyOnly {
            return Self::InWords(address.to_owned());
        }
        let short: String = address.chars().take(Question::MOST_CHARACTERS).collect();
        let free = category.questions.iter().find(|question| {
            matches!(question.answering, Answering::Text) && !answers.contains_key(&question.key)
        });
        let key = free.map_or(EXACT_PLACE, |question| question.key.as_str());
        match Sentence::parse(&short) {
            Ok(answer) => {
                answers.insert(key.to_owned(), answer.into());
                Self::Settled
            }
            Err(_) => Self::LeftOut,
        }
    }

    fn is_left_out(&self, lang: Language) -> Option<&'static str> {
        matches!(self, Self::LeftOut).then(|| words::address_left_out(lang))
    }
}

/// What to know now, and what of the request was not kept.
fn told(notice: Option<String>, lost: [Option<&'static str>; 2]) -> Option<String> {
    let lost = lost.into_iter().flatten().map(str::to_owned);
    let all: Vec<String> = notice.into_iter().chain(lost).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

/// The words of the concern: what was written, the address if it belongs there,
/// and the addresses of pictures; and what to say if the end of what was written had to
/// make room for those. Who sends no words gets the name of the service as words.
fn concern(
    asked: &Asked<'_>,
    form: &Posted,
    category: &Category,
    address: &Address,
) -> Result<(Words, Option<&'static str>), Fault> {
    let lang = asked.lang;
    let written = form.text("description").trim();
    let written = if written.is_empty() {
        category.names.in_language(lang)
    } else {
        written
    };
    let refused = |wrong: WordsInvalid| {
        let told = report::find(lang, wrong.code());
        Fault::bad(told.map_or_else(|| words::no_description(lang).to_owned(), str::to_owned))
    };
    // Measured alone: what we write behind it is not what somebody wrote too much.
    let written = Words::parse(written).map_err(refused)?;
    let mut lines = Vec::new();
    if let Address::InWords(address) = address {
        lines.push(words::where_it_is(lang, address));
    }
    lines.extend(pictures::lines(asked, form)?);
    let text = pictures::behind(written.as_str(), &lines, Words::MAX_CHARACTERS)
        .ok_or_else(|| Fault::bad(words::no_room(lang)))?;
    let cut = !text.starts_with(written.as_str());
    let kept = Words::parse(&text).map_err(refused)?;
    Ok((kept, cut.then(|| words::shortened(lang))))
}

/// The answers to the questions of the service, `attribute[code]=value`.
fn answers(
    asked: &Asked<'_>,
    form: &Posted,
    category: &Category,
) -> Result<BTreeMap<String, String>, Fault> {
    let mut answers = BTreeMap::new();
    for question in &category.questions {
        let name = format!("attribute[{}]", question.key);
        let many = format!("{name}[]");
        let sent = form.all(&name).chain(form.all(&many)).map(str::trim);
        let answer = sent
            .filter(|one| !one.is_empty())
            .collect::<Vec<_>>()
            .join(", ");
        if answer.is_empty() {
            continue;
        }
        let fits = answer.chars().count() <= Question::MOST_CHARACTERS && question.takes(&answer);
        let clean = Sentence::parse(&answer).ok().filter(|_| fits);
        let clean =
            clean.ok_or_else(|| Fault::bad(words::bad_answer(asked.lang, &question.key)))?;
        answers.insert(question.key.clone(), String::from(clean));
    }
    Ok(answers)
}
