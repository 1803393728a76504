//! `servicerequestupdates`: what was said on public cases, and what another
//! system says on one.

use std::collections::{BTreeMap, BTreeSet};

use domain::case::{Case, Command, Event, Order, Recorded, StageName};
use domain::id::CaseId;
use domain::permission::Sight;
use domain::person::Actor;
use domain::reference::Reference;
use domain::text::Sentence;
use pages::PageError;
use pages::form::Posted;
use pages::text::{open311 as words, report, stages};
use store::cases::{Acted, PURPOSE_ACT};
use store::idempotency::Once;
use store::lists::said::SaidOn;

use super::Caller;
use super::asked::{Asked, written};
use super::fault::Fault;
use super::once;
use super::requests::Status;
use super::tree::{Document, Node};

/// What is told: what people said and what moved the case. Who joined, was
/// reminded or answered which way is not.
pub const TOLD: [&str; 16] = [
    "heard",
    "question-asked",
    "planned",
    "plan-moved",
    "reported-done",
    "back-to-acting",
    "declined",
    "appeal-ruled",
    "moved",
    "table-called",
    "thread-opened",
    "thread-agreed",
    "thread-closed",
    "closed",
    "withdrawn",
    "merged",
];

/// The most characters of an update's own number.
const LONGEST_ID: usize = 200;

/// The state of a case after an event of this kind.
const fn status_after(event: &Event) -> Status {
    match event {
        Event::ReportedDone { .. }
        | Event::Closed { .. }
        | Event::Declined { .. }
        | Event::Withdrawn
        | Event::Merged { .. } => Status::Closed,
        _ => Status::Open,
    }
}

/// What an event says to everybody: its own sentence, else what it means.
fn told(asked: &Asked<'_>, event: &Event) -> Option<String> {
    if let Some(sentence) = event.sentence() {
        return Some(sentence.as_str().to_owned());
    }
    let lang = asked.lang;
    let told = match event {
        Event::Closed { outcome, .. } => stages::find(lang, outcome.code()),
        Event::Withdrawn => stages::find(lang, StageName::Withdrawn.code()),
        Event::Merged { .. } => stages::find(lang, StageName::Merged.code()),
        _ => words::find(lang, &["said-", event.kind()].concat()),
    };
    told.map(str::to_owned)
}

fn is_told(recorded: &Recorded) -> bool {
    TOLD.contains(&recorded.event.kind())
}

/// Whether an event is told with the next one: what a body hears and settles in
/// one go is two events with one sentence.
fn is_doubled(recorded: &Recorded, next: &Recorded) -> bool {
    let (Event::Heard { words }, Event::Planned { plan }) = (&recorded.event, &next.event) else {
        return false;
    };
    next.number == recorded.number + 1 && next.at == recorded.at && *words == plan.step
}

/// The numbers of what is told, by case and event: counted among what is told,
/// so that gaps in them say nothing about what is told to few.
#[derive(Debug, Default)]
struct Numbers(BTreeMap<(CaseId, i64), i64>);

impl Numbers {
    /// `told` is everything that is told of each case, in its order.
    fn of(told: &[SaidOn]) -> Self {
        let mut numbers = BTreeMap::new();
        let mut last = None;
        let mut number = 0;
        for (at, said) in told.iter().enumerate() {
            if last != Some(said.case) {
                (last, number) = (Some(said.case), 0);
            }
            let next = told.get(at + 1).filter(|next| next.case == said.case);
            if next.is_some_and(|next| is_doubled(&said.recorded, &next.recorded)) {
                continue;
            }
            number += 1;
            numbers.insert((said.case, said.recorded.number), number);
        }
        Self(numbers)
    }

    /// The number of an event; `None` if it is told with another one, or to few.
    fn find(&self, case: &Case, recorded: &Recorded) -> Option<String> {
        let number = self.0.get(&(case.id, recorded.number))?;
        Some(format!("{}-{number}", case.reference))
    }
}

/// An event as an update; `None` if it is not for everybody.
fn update(asked: &Asked<'_>, case: &Case, recorded: &Recorded, numbers: &Numbers) -> Option<Node> {
    let sight = Sight::of(&Actor::Visitor, case).ok()?;
    let seen = sight.event(recorded)?;
    let number = numbers.find(case, recorded)?;
    let mut fields = vec![
        ("update_id", Node::text(number)),
        ("service_request_id", Node::text(case.reference.to_string())),
        ("status", Node::text(status_after(&seen.event).word())),
        ("updated_datetime", Node::text(written(seen.at))),
        ("description", Node::maybe(told(asked, &seen.event))),
        ("media_url", Node::Null),
    ];
    if asked.extensions() {
        let event = Node::text(seen.event.kind());
        fields.push(("extended_attributes", Node::Fields(vec![("event", event)])));
    }
    Some(Node::Fields(fields))
}

/// The same as notes on a single request.
pub fn notes(asked: &Asked<'_>, case: &Case, history: &[&Recorded]) -> Vec<Node> {
    let Ok(sight) = Sight::of(&Actor::Visitor, case) else {
        return Vec::new();
    };
    let next = history.iter().skip(1).map(|next| Some(*next));
    history
        .iter()
        .zip(next.chain([None]))
        .filter(|(recorded, _)| is_told(recorded))
        .filter(|(recorded, next)| !next.is_some_and(|next| is_doubled(recorded, next)))
        .filter_map(|(recorded, _)| sight.event(recorded))
        .map(|seen| {
            Node::Fields(vec![
                ("datetime", Node::text(written(seen.at))),
                ("description", Node::maybe(told(asked, &seen.event))),
                ("type", Node::text(seen.event.kind())),
            ])
        })
        .collect()
}

fn updated(updates: Vec<Node>) -> Document {
    Document {
        root: "service_request_updates",
        node: Node::List("request_update", updates),
    }
}

/// What was said in a span of time, the oldest first.
pub async fn list(asked: &Asked<'_>) -> Result<Document, Fault> {
    let (from, until) = asked.span()?;
    let stretch = asked.stretch()?;
    let store = &asked.app.store;
    let said = asked.stored(store.list_said(from, until, &TOLD, stretch).await)?;
    let ids: BTreeSet<CaseId> = said.iter().map(|said| said.case).collect();
    let ids: Vec<CaseId> = ids.into_iter().collect();
    let cases = asked.stored(store.list_public_cases(&ids).await)?;
    let cases: BTreeMap<CaseId, Case> = cases.into_iter().map(|case| (case.id, case)).collect();
    let numbers = Numbers::of(&asked.stored(store.list_told(&ids, &TOLD).await)?);
    let updates = said
        .iter()
        .filter_map(|said| update(asked, cases.get(&said.case)?, &said.recorded, &numbers))
        .collect();
    Ok(updated(updates))
}

/// What another system says in the name of its account.
pub async fn post(asked: &Asked<'_>, form: &Posted, caller: &Caller) -> Result<Document, Fault> {
    let lang = asked.lang;
    let id = form.text("service_request_id").trim();
    let reference = Reference::parse(id).ok_or_else(|| Fault::not_found(lang))?;
    let own = form.text("update_id").trim();
    if own.chars().count() > LONGEST_ID {
        return Err(Fault::bad(words::id_too_long(lang)));
    }
    let sentence = sentence(asked, form)?;
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
        if asked.stored(store.is_claimed(PURPOSE_ACT, &once).await)? {
            return Ok(taken(own.to_owned()));
        }
    }
    let command = command(asked, &case, form.text("status").trim(), sentence)?;
    let acted = act(asked, reference, command, caller, key).await?;
    if !own.is_empty() {
        return Ok(taken(own.to_owned()));
    }
    let told = asked.stored(store.list_told(&[acted.case.id], &TOLD).await)?;
    let numbers = Numbers::of(&told);
    let mut done = acted.recorded.iter();
    let number = done.find_map(|recorded| numbers.find(&acted.case, recorded));
    Ok(taken(number.unwrap_or_else(|| reference.to_string())))
}

/// What an update says, with the address of its picture, as a new concern has it.
fn sentence(asked: &Asked<'_>, form: &Posted) -> Result<Sentence, Fault> {
    let lang = asked.lang;
    let mut text = form.text("description").trim().to_owned();
    let media = form.text("media_url").trim();
    if !text.is_empty() && !media.is_empty() {
        if !(media.starts_with("https://") || media.starts_with("http://")) {
            return Err(Fault::bad(words::bad_media(lang)));
        }
        text.push('\n');
        text.push_str(&words::picture(lang, media));
    }
    Sentence::parse(&text).map_err(|wrong| {
        let told = report::find(lang, wrong.code());
        Fault::bad(told.map_or_else(|| words::no_description(lang).to_owned(), str::to_owned))
    })
}

/// What an update says, without what programs stamp on each sending.
fn content(form: &Posted) -> String {
    let said = ["status", "description", "media_url"].map(|name| {
        let text = form.text(name).trim();
        (name.to_owned(), text.to_owned())
    });
    let said = said.into_iter();
    // Without a picture it is the same content as before pictures were taken.
    let said = said.filter(|(name, text)| name != "media_url" || !text.is_empty());
    once::digest(&Posted::from_fields(said))
}

/// Does it in a task of its own, so that a program that hangs up cuts nothing in half.
async fn act(
    asked: &Asked<'_>,
    reference: Reference,
    command: Command,
    caller: &Caller,
    key: Option<String>,
) -> Result<Acted, Fault> {
    let (app, now, caller) = (asked.app.clone(), asked.now, caller.clone());
    let task = tokio::spawn(async move {
        let owner = &caller.owner;
        let once = key.as_deref().map(|key| Once { owner, key });
        let (order, actor) = (Order::from(command), &caller.actor);
        app.store
            .act(reference, &order, actor, once.as_ref(), &app.ids, now)
            .await
    });
    let acted = task
        .await
        .map_err(|error| Fault::of(&PageError::internal("take an update", &error), asked.lang))?;
    acted.map_err(|error| Fault::of_act(error, asked.lang))
}

/// The answer to an update: its own number, if it came with one.
fn taken(number: String) -> Document {
    updated(vec![Node::Fields(vec![("update_id", Node::text(number))])])
}

/// What a status and a sentence ask of the case as it stands. The words beyond
/// open and closed are those that systems of the field use.
fn command(
    asked: &Asked<'_>,
    case: &Case,
    status: &str,
    words_said: Sentence,
) -> Result<Command, Fault> {
    let lang = asked.lang;
    let stage = case.stage.name();
    match status
        .to_ascii_lowercase()
        .replace([' ', '-'], "_")
        .as_str()
    {
        "closed" | "fixed" => Ok(Command::ReportDone {
            words: words_said,
            photos: Vec::new(),
        }),
        "open" | "confirmed" | "investigating" | "acknowledged" if stage == StageName::Waiting => {
            Ok(Command::Hear { words: words_said })
        }
        "open" if stage == StageName::AwaitingResident => {
            Ok(Command::AnswerQuestion { words: words_said })
        }
        "in_progress" | "action_scheduled" | "planned"
            if matches!(stage, StageName::Waiting | StageName::Heard) =>
        {
            Ok(Command::Settle {
                step: words_said,
                promised: None,
            })
        }
        "open" | "confirmed" | "investigating" | "acknowledged" | "in_progress"
        | "action_scheduled" | "planned" => Err(Fault::bad(words::nothing_new(lang))),
        other => Err(Fault::bad(words::bad_status(lang, other))),
    }
}
