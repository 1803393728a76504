//! What an update of the other system does to a case here.

use std::cmp::Ordering;

use crate::case::{Case, Command, Stage, StageName, Work};
use crate::exchange::codes::UpdateOutcome;
use crate::id::BodyId;
use crate::instant::Instant;
use crate::text::Sentence;

/// Updates dated further ahead than this, in seconds, count as of now: a clock
/// that is wrong by years must not make everything that follows look old.
const AHEAD: i64 = 86_400;

/// An update, as the other system gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteUpdate {
    /// Its number there, or a hash of what it says.
    pub key: String,
    /// When it was made there.
    pub at: Instant,
    /// Its word for the state.
    pub status: String,
    /// What happened, where the other system is a Linli and says so.
    pub event: Option<String>,
    /// Whether somebody said it, rather than a list showing the present state.
    pub is_said: bool,
    /// What was said, or what the state means.
    pub words: Sentence,
}

/// What an update says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Said {
    /// Somebody has seen it.
    Heard,
    /// It is in work or has its date.
    Underway,
    /// It is done, says the body.
    Done,
    /// It will not be done, or by somebody else: here that takes a ground and a person.
    NotOurs,
    /// Nothing that moves a case.
    Nothing,
}

impl Said {
    /// What a word for a state says; the words beyond open and closed are those
    /// that systems of the field use. A Linli names the event, which is clearer.
    pub fn of(update: &RemoteUpdate) -> Self {
        if let Some(event) = update.event.as_deref() {
            return match event {
                "heard" => Self::Heard,
                "planned" => Self::Underway,
                "reported-done" => Self::Done,
                "declined" => Self::NotOurs,
                _ => Self::Nothing,
            };
        }
        let word = update.status.trim().to_ascii_lowercase();
        match word.replace([' ', '-'], "_").as_str() {
            // Every request is open at first: a list that shows it says nothing new.
            "open" if !update.is_said => Self::Nothing,
            "open" | "confirmed" | "acknowledged" | "received" | "investigating" | "for_triage" => {
                Self::Heard
            }
            "in_progress" | "in_process" | "action_scheduled" | "planned" | "scheduled" => {
                Self::Underway
            }
            "closed" | "fixed" | "resolved" | "completed" | "done" => Self::Done,
            "duplicate"
            | "not_councils_responsibility"
            | "not_responsible"
            | "no_further_action"
            | "unable_to_fix"
            | "internal_referral"
            | "cancelled"
            | "canceled"
            | "rejected" => Self::NotOurs,
            _ => Self::Nothing,
        }
    }
}

/// What is known of a case that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The body it was sent to.
    pub body: BodyId,
    /// Whether this is the last time that it was sent there.
    pub is_latest: bool,
    /// The newest update that was applied.
    pub newest: Option<(Instant, String)>,
    /// When the last update was applied here; before the first, when the case
    /// came to the body.
    pub taken_at: Instant,
}

/// What becomes of an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judged {
    /// These are asked of the case, one after the other, as far as its rules let them.
    Ask(Vec<Command>),
    /// It is kept and changes nothing.
    Keep(UpdateOutcome),
}

/// The order in which updates count: by their time, then by their number.
pub fn order(a: &RemoteUpdate, b: &RemoteUpdate) -> Ordering {
    a.at.cmp(&b.at).then_with(|| by_number(&a.key, &b.key))
}

/// Compares keys as people count: digits that stand together are one number, so
/// that the ninth of a second comes before the tenth.
fn by_number(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (one, other) = (next_part(left), next_part(right));
        let found = match (digits(one), digits(other)) {
            (Some(one), Some(other)) => one.len().cmp(&other.len()).then(one.cmp(other)),
            _ => one.cmp(other),
        };
        // The same number may be written in two ways.
        if found.is_ne() || one.is_empty() {
            return found.then_with(|| a.cmp(b));
        }
        (left, right) = (&left[one.len()..], &right[other.len()..]);
    }
}

/// The digits at the beginning of a key, or else its first character.
fn next_part(key: &str) -> &str {
    let digits = key.len()
        - key
            .trim_start_matches(|one: char| one.is_ascii_digit())
            .len();
    let first = key.chars().next().map_or(0, char::len_utf8);
    &key[..digits.max(first)]
}

/// The digits of a part that is a number, without zeros before it.
fn digits(part: &str) -> Option<&str> {
    part.starts_with(|one: char| one.is_ascii_digit())
        .then(|| part.trim_start_matches('0'))
}

/// The moment that counts for an update.
pub fn dated(update: &RemoteUpdate, now: Instant) -> Instant {
    if update.at > now.plus_seconds(AHEAD) {
        now
    } else {
        update.at
    }
}

/// What an update does to a case: nothing if the case is elsewhere, or if what
/// is true here is newer.
pub fn judge(case: &Case, known: &Known, update: &RemoteUpdate, now: Instant) -> Judged {
    if case.holding.holder != known.body || !known.is_latest {
        return Judged::Keep(UpdateOutcome::Elsewhere);
    }
    let at = dated(update, now);
    let newest = known.newest.as_ref();
    let is_old = |(time, key): &(Instant, String)| {
        at.cmp(time)
            .then_with(|| by_number(&update.key, key))
            .is_le()
    };
    if newest.is_some_and(is_old) {
        return Judged::Keep(UpdateOutcome::Older);
    }
    // Somebody moved it here since: systems tell seconds, so a part of one is no "before".
    let moved_here = case.stage_since > known.taken_at;
    if moved_here && at < whole_second(case.stage_since) {
        return Judged::Keep(UpdateOutcome::Older);
    }
    ask(case, Said::of(update), &update.words)
}

fn whole_second(at: Instant) -> Instant {
    Instant::from_micros(at.micros() - at.micros().rem_euclid(1_000_000))
}

fn ask(case: &Case, said: Said, words: &Sentence) -> Judged {
    let hear = || Command::Hear {
        words: words.clone(),
    };
    let settle = || Command::Settle {
        step: words.clone(),
        promised: None,
    };
    let done = || Command::ReportDone {
        words: words.clone(),
        photos: Vec::new(),
    };
    let waits = case.stage.name() == StageName::Waiting;
    let heard: Vec<Command> = waits.then(hear).into_iter().collect();
    let asked = match said {
        Said::NotOurs if can_be_done(&case.stage) || waits => {
            return Judged::Keep(UpdateOutcome::NeedsAPerson);
        }
        // The rules take no "done" now: without a person it would be lost.
        Said::Done if waits_for_others(&case.stage) => {
            return Judged::Keep(UpdateOutcome::NeedsAPerson);
        }
        Said::Heard => heard,
        Said::Underway if waits || owes_a_plan(&case.stage) => {
            heard.into_iter().chain([settle()]).collect()
        }
        Said::Done if waits || can_be_done(&case.stage) => {
            heard.into_iter().chain([done()]).collect()
        }
        Said::Nothing | Said::NotOurs | Said::Underway | Said::Done => Vec::new(),
    };
    if asked.is_empty() {
        Judged::Keep(UpdateOutcome::NothingNew)
    } else {
        Judged::Ask(asked)
    }
}

const fn owes_a_plan(stage: &Stage) -> bool {
    matches!(
        stage,
        Stage::Heard { .. }
            | Stage::Acting {
                work: Work::PlanOwed { .. }
            }
    )
}

const fn can_be_done(stage: &Stage) -> bool {
    matches!(
        stage,
        Stage::Heard { .. } | Stage::Acting { .. } | Stage::AwaitingResident { .. }
    )
}

/// Whether it is open, and yet nobody can say in this stage that it is done.
const fn waits_for_others(stage: &Stage) -> bool {
    matches!(
        stage,
        Stage::Deliberating { .. } | Stage::Appealed { .. } | Stage::TableOwed { .. }
    )
}

#[cfg(test)]
mod tests;
