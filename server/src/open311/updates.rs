//! `servicerequestupdates`: what was said on public cases.

use std::collections::{BTreeMap, BTreeSet};

use domain::case::{Case, Event, Onward, Recorded, Ruling, StageName};
use domain::id::CaseId;
use domain::permission::Sight;
use domain::person::Actor;
use pages::text::{open311 as words, stages};
use store::lists::said::{SaidOn, said_with};

use super::asked::{Asked, written};
use super::fault::Fault;
use super::requests::Status;
use super::tree::{Document, Node};

/// What is told: what people said and what moved the case. Who joined, was
/// reminded or answered which way is not.
pub const TOLD: [&str; 17] = [
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
    "split-off",
];

/// What moves the date of a request: what is told, and what else changes what everybody
/// reads of it.
pub const DATED: [&str; 25] = [
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
    "split-off",
    "appealed",
    "corrected",
    "gave-back",
    "question-ended",
    "removed",
    "restored",
    "thread-left",
    "took-in",
];

/// The state of a request after an event that is told, from the one before it.
const fn status_after(event: &Event, before: Status) -> Status {
    match event {
        Event::ReportedDone { .. }
        | Event::Closed { .. }
        | Event::Declined { .. }
        | Event::AppealRuled {
            ruling: Ruling::RefusalStands,
            ..
        }
        | Event::Withdrawn
        | Event::Merged { .. } => Status::Closed,
        Event::Heard { .. }
        | Event::QuestionAsked { .. }
        | Event::Planned { .. }
        | Event::PlanMoved { .. }
        | Event::BackToActing { .. }
        | Event::AppealRuled {
            ruling: Ruling::ForTheResident,
            ..
        }
        | Event::Moved {
            onward: Onward::StartsOver { .. } | Onward::Rules { .. } | Onward::CallsTable { .. },
            ..
        }
        | Event::TableCalled { .. }
        | Event::SplitOff { .. } => Status::Open,
        // A thread goes on beside a case that is closed; a new holder keeps the stage.
        _ => before,
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

/// What is told of some cases: the number of each event, and the state of the request
/// after it. Counted among what is told, so that gaps in the numbers say nothing about
/// what is told to few.
#[derive(Debug, Default)]
pub struct Told(BTreeMap<(CaseId, i64), (i64, Status)>);

impl Told {
    /// `told` is everything that is told of each case, in its order.
    pub fn of(told: &[SaidOn]) -> Self {
        let mut found = BTreeMap::new();
        let mut last = None;
        let (mut number, mut status) = (0, Status::Open);
        for (at, said) in told.iter().enumerate() {
            if last != Some(said.case) {
                (last, number, status) = (Some(said.case), 0, Status::Open);
            }
            status = status_after(&said.recorded.event, status);
            let next = told.get(at + 1).filter(|next| next.case == said.case);
            if next.is_some_and(|next| said_with(&said.recorded, &next.recorded)) {
                continue;
            }
            number += 1;
            found.insert((said.case, said.recorded.number), (number, status));
        }
        Self(found)
    }

    /// The number of an event; `None` if it is told with another one, or to few.
    pub fn number(&self, case: &Case, event: i64) -> Option<String> {
        let (number, _) = self.0.get(&(case.id, event))?;
        Some(format!("{}-{number}", case.reference))
    }

    fn status(&self, case: &Case, event: i64) -> Option<Status> {
        let (_, status) = self.0.get(&(case.id, event))?;
        Some(*status)
    }
}

/// An event as an update; `None` if it is not for everybody.
fn update(asked: &Asked<'_>, case: &Case, recorded: &Recorded, told_of: &Told) -> Option<Node> {
    let sight = Sight::of(&Actor::Visitor, case).ok()?;
    let seen = sight.event(recorded)?;
    let number = told_of.number(case, recorded.number)?;
    let status = told_of.status(case, recorded.number)?;
    let mut fields = vec![
        ("update_id", Node::text(number)),
        ("service_request_id", Node::text(case.reference.to_string())),
        ("status", Node::text(status.word())),
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
        .filter(|(recorded, next)| !next.is_some_and(|next| said_with(recorded, next)))
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

/// A list of updates.
pub fn updated(updates: Vec<Node>) -> Document {
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
    let told = Told::of(&asked.stored(store.list_told(&ids, &TOLD).await)?);
    let updates = said
        .iter()
        .filter_map(|said| update(asked, cases.get(&said.case)?, &said.recorded, &told))
        .collect();
    Ok(updated(updates))
}

#[cfg(test)]
mod tests {
    use domain::case::By;
    use domain::case::event::BackBecause;
    use domain::instant::Instant;
    use domain::text::Sentence;

    use super::*;

    const CASE: CaseId = CaseId::new(uuid::Uuid::from_u128(7));

    fn say(text: &str) -> Sentence {
        Sentence::parse(text).unwrap()
    }

    fn heard(text: &str) -> Event {
        Event::Heard { words: say(text) }
    }

    fn reported(text: &str) -> Event {
        Event::ReportedDone {
            words: say(text),
            photos: Vec::new(),
            asked: Vec::new(),
            reminders: Vec::new(),
            closes_at: Instant::default(),
        }
    }

    /// The numbers and states of these events; `None` for one that is told with the next.
    fn told(events: Vec<Event>) -> Vec<Option<(i64, &'static str)>> {
        let said: Vec<SaidOn> = events
            .into_iter()
            .zip(1..)
            .map(|(event, number)| SaidOn {
                case: CASE,
                recorded: Recorded {
                    number,
                    at: Instant::default(),
                    by: By::Clock,
                    event,
                },
            })
            .collect();
        let told = Told::of(&said);
        let of = |said: &SaidOn| told.0.get(&(CASE, said.recorded.number));
        said.iter()
            .map(|said| of(said).map(|(number, status)| (*number, status.word())))
            .collect()
    }

    #[test]
    fn a_state_holds_until_something_changes_it() {
        let closed_thread = Event::ThreadClosed {
            learnt: say("Nobody knows."),
            due: None,
        };
        let back = Event::BackToActing {
            because: BackBecause::NotSolved,
            reason: None,
            due: Instant::default(),
        };
        let events = vec![
            heard("I heard it."),
            reported("A new bulb is in."),
            closed_thread.clone(),
            back,
            closed_thread,
        ];
        let states = ["open", "closed", "closed", "open", "open"];
        let expected: Vec<_> = (1..).zip(states).map(Some).collect();
        assert_eq!(told(events), expected);
    }

    #[test]
    fn what_is_done_in_one_go_is_told_once() {
        let events = vec![heard("It is in."), reported("It is in.")];
        assert_eq!(told(events), [None, Some((1, "closed"))]);
        let events = vec![heard("We come."), reported("It is in.")];
        assert_eq!(told(events), [Some((1, "open")), Some((2, "closed"))]);
    }

    #[test]
    fn whatever_is_told_moves_the_date() {
        let missing: Vec<&&str> = TOLD.iter().filter(|kind| !DATED.contains(kind)).collect();
        assert_eq!(missing, Vec::<&&str>::new());
    }
}
