//! The hard matters of the demo, as they stand in `data/challenges.toml`, and how
//! each act of them is played. An attempt or measure is named by its place among
//! its kind, from 1.

use std::collections::HashMap;

use anyhow::{Context as _, bail};
use domain::case::{Case, Seat, Share};
use domain::challenge::{Certainty, Challenge, Command, Order, Outcome};
use domain::reference::Reference;
use domain::text::{Sentence, Title, Words};
use serde::Deserialize;
use store::challenges::NewChallenge;

use super::perform::Play;

const FILE: &str = include_str!("data/challenges.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    challenge: Vec<Hard>,
}

/// A hard matter of the demo, and what came of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hard {
    /// Who opened it.
    pub by: String,
    /// When.
    pub at: String,
    /// Out of which case, by its id in the script.
    pub case: String,
    /// The slug of its place.
    pub place: String,
    /// What it is called.
    pub title: String,
    /// What it is about.
    pub words: String,
    /// What the convener does first.
    pub task: String,
    /// When it is looked at next.
    pub next: String,
    /// What came of it: a moment, who, a verb, and what the verb needs.
    pub acts: Vec<Vec<String>>,
}

/// All hard matters of the demo.
///
/// # Errors
/// When the file is wrong, which a test finds.
pub fn read() -> anyhow::Result<Vec<Hard>> {
    let file: File = toml::from_str(FILE).context("read challenges.toml")?;
    Ok(file.challenge)
}

impl Play<'_> {
    /// Opens a challenge out of its case.
    pub(super) async fn open(
        &self,
        hard: &Hard,
        cases: &HashMap<String, Case>,
    ) -> anyhow::Result<Challenge> {
        let now = self.clock.now();
        let new = NewChallenge {
            case: reference(cases, &hard.case)?,
            title: Title::parse(&hard.title)?,
            words: Words::parse(&hard.words)?,
            place: self.world.place(&hard.place)?,
            task: Sentence::parse(&hard.task)?,
            review_due: self.timeline.at(&hard.next)?,
        };
        let actor = self.world.actor(&hard.by)?;
        let opened = self
            .store
            .open_challenge(&new, &actor, None, self.ids, now)
            .await?;
        Ok(opened.challenge)
    }

    /// Does one act on a challenge.
    pub(super) async fn work_on(
        &self,
        challenge: &Challenge,
        act: &[String],
        cases: &HashMap<String, Case>,
    ) -> anyhow::Result<Challenge> {
        let [_, by, verb, rest @ ..] = act else {
            bail!("a moment, a person and a verb are needed");
        };
        let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
        let about = match (verb.as_str(), rest.as_slice()) {
            ("gather", [case]) => Some(reference(cases, case)?),
            _ => None,
        };
        let order = Order::from(self.deed(challenge, verb, &rest)?);
        let (actor, now) = (self.world.actor(by)?, self.clock.now());
        let acted = self
            .store
            .act_on_challenge(
                challenge.reference,
                &order,
                about,
                &actor,
                None,
                self.ids,
                now,
            )
            .await?;
        Ok(acted.challenge)
    }

    fn deed(&self, challenge: &Challenge, verb: &str, rest: &[&str]) -> anyhow::Result<Command> {
        let say = |text: &str| Sentence::parse(text).context("a sentence that does not fit");
        let at = |text: &str| self.timeline.at(text);
        Ok(match (verb, rest) {
            ("gather", [_]) => Command::Gather,
            ("note", [certainty, words]) => Command::Note {
                certainty: Certainty::from_code(certainty).context("known or unknown")?,
                words: say(words)?,
            },
            ("try", [words, started, review]) => Command::Try {
                words: say(words)?,
                started_at: at(started)?,
                review_due: at(review)?,
            },
            ("judge", [number, outcome, words]) => {
                let place: usize = number.parse()?;
                let attempt = challenge.attempts.get(place.wrapping_sub(1));
                Command::Judge {
                    attempt: attempt.context("no such attempt")?.number,
                    outcome: Outcome::from_code(outcome).context("no such outcome")?,
                    words: say(words)?,
                }
            }
            ("measure", [words, from, until]) => Command::BeginMeasure {
                words: say(words)?,
                from: at(from)?,
                until: at(until)?,
            },
            ("review", [words, next]) => Command::Review {
                words: say(words)?,
                next: at(next)?,
            },
            ("table", [convener, words, seats @ ..]) if seats.len().is_multiple_of(3) => {
                let seats = seats.chunks(3).map(|seat| self.seat(seat));
                Command::SetTable {
                    convener: self.world.body(convener)?.id,
                    seats: seats.collect::<anyhow::Result<_>>()?,
                    words: say(words)?,
                }
            }
            _ => bail!("no verb {verb:?} with {} more words", rest.len()),
        })
    }

    fn seat(&self, seat: &[&str]) -> anyhow::Result<Seat> {
        let [body, share, task] = seat else {
            bail!("a body, a share and a task are needed");
        };
        let task = Some(*task).filter(|task| !task.is_empty());
        Ok(Seat {
            body: self.world.body(body)?.id,
            share: Share::from_code(share).context("no such share")?,
            task: task.map(Sentence::parse).transpose()?,
            cost: None,
            risk: None,
            benefit: None,
            unknown: true,
        })
    }
}

fn reference(cases: &HashMap<String, Case>, id: &str) -> anyhow::Result<Reference> {
    let case = cases.get(id).context("no such case yet")?;
    Ok(case.reference)
}
