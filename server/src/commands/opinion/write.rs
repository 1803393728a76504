//! The map as JSON.

use domain::opinion::{Group, META_PRIORITY, OpinionMap, Representative, Side, Singled, Tally};
use serde::Serialize;

use super::read::{Conversation, Name};

#[derive(Serialize)]
pub(super) struct Written<'a> {
    voters: usize,
    statements: usize,
    centre: &'a [f64],
    components: &'a [Vec<f64>; 2],
    participants: Vec<Participant<'a>>,
    statement_rows: Vec<Row<'a>>,
    groups: Vec<Grouped<'a>>,
    majority: Majority<'a>,
    silhouettes: std::collections::BTreeMap<usize, f64>,
}

#[derive(Serialize)]
struct Participant<'a> {
    id: &'a Name,
    x: f64,
    y: f64,
    votes: u32,
    group: Option<usize>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a Name,
    #[serde(flatten)]
    counts: Counts,
    x: f64,
    y: f64,
    extremity: f64,
    consensus: f64,
    priority: f64,
}

#[derive(Serialize)]
struct Counts {
    agrees: u32,
    disagrees: u32,
    passes: u32,
}

#[derive(Serialize)]
struct Grouped<'a> {
    id: usize,
    size: usize,
    members: Vec<&'a Name>,
    counts: Vec<CountsOf<'a>>,
    representative: Vec<Shown<'a>>,
}

#[derive(Serialize)]
struct CountsOf<'a> {
    statement: &'a Name,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Serialize)]
struct Shown<'a> {
    statement: &'a Name,
    side: &'static str,
    #[serde(flatten)]
    success: Success,
    repness: f64,
    repness_test: f64,
}

#[derive(Serialize)]
struct Majority<'a> {
    agree: Vec<Said<'a>>,
    disagree: Vec<Said<'a>>,
}

#[derive(Serialize)]
struct Said<'a> {
    statement: &'a Name,
    #[serde(flatten)]
    success: Success,
}

#[expect(
    clippy::struct_field_names,
    reason = "the names that every reader of Polis results knows"
)]
#[derive(Serialize)]
struct Success {
    n_success: u32,
    n_trials: u32,
    p_success: f64,
    p_test: f64,
}

impl<'a> Written<'a> {
    pub(super) fn new(conversation: &'a Conversation, map: &'a OpinionMap) -> Self {
        let names = &conversation.statements;
        Self {
            voters: conversation.people.len(),
            statements: names.len(),
            centre: &map.centre,
            components: &map.components,
            participants: participants(conversation, map),
            statement_rows: rows(conversation, map),
            groups: map
                .groups
                .iter()
                .enumerate()
                .map(|(id, group)| grouped(id, group, conversation))
                .collect(),
            majority: Majority {
                agree: said(names, &map.majority.agree),
                disagree: said(names, &map.majority.disagree),
            },
            silhouettes: map.silhouettes.iter().copied().collect(),
        }
    }
}

/// Everybody in the order of their names; who did not vote stands in the middle.
fn participants<'a>(conversation: &'a Conversation, map: &OpinionMap) -> Vec<Participant<'a>> {
    let silent = conversation.silent.iter().map(|id| Participant {
        id,
        x: 0.0,
        y: 0.0,
        votes: 0,
        group: None,
    });
    let mut all: Vec<Participant<'a>> = conversation
        .people
        .iter()
        .zip(&map.people)
        .map(|(id, person)| Participant {
            id,
            x: person.at.x,
            y: person.at.y,
            votes: person.votes,
            group: person.group,
        })
        .chain(silent)
        .collect();
    all.sort_by_key(|participant| participant.id);
    all
}

fn rows<'a>(conversation: &'a Conversation, map: &OpinionMap) -> Vec<Row<'a>> {
    let names = conversation.statements.iter().zip(&conversation.meta);
    names
        .zip(&map.statements)
        .map(|((id, &meta), statement)| Row {
            id,
            counts: statement.tally.into(),
            x: statement.at.x,
            y: statement.at.y,
            extremity: statement.extremity,
            consensus: statement.consensus,
            priority: if meta {
                META_PRIORITY
            } else {
                statement.priority
            },
        })
        .collect()
}

fn grouped<'a>(id: usize, group: &Group, conversation: &'a Conversation) -> Grouped<'a> {
    let names = &conversation.statements;
    Grouped {
        id,
        size: group.members.len(),
        members: group
            .members
            .iter()
            .map(|&person| &conversation.people[person])
            .collect(),
        counts: names
            .iter()
            .zip(&group.counts)
            .map(|(statement, &tally)| CountsOf {
                statement,
                counts: tally.into(),
            })
            .collect(),
        representative: group
            .representative
            .iter()
            .map(|shown| self::shown(names, shown))
            .collect(),
    }
}

fn shown<'a>(names: &'a [Name], shown: &Representative) -> Shown<'a> {
    Shown {
        statement: &names[shown.singled.statement],
        side: match shown.side {
            Side::Agree => "agree",
            Side::Disagree => "disagree",
        },
        success: (&shown.singled).into(),
        repness: shown.ratio,
        repness_test: shown.ratio_test,
    }
}

fn said<'a>(names: &'a [Name], said: &[Singled]) -> Vec<Said<'a>> {
    said.iter()
        .map(|said| Said {
            statement: &names[said.statement],
            success: said.into(),
        })
        .collect()
}

impl From<Tally> for Counts {
    fn from(tally: Tally) -> Self {
        Self {
            agrees: tally.agrees,
            disagrees: tally.disagrees,
            passes: tally.passes,
        }
    }
}

impl From<&Singled> for Success {
    fn from(singled: &Singled) -> Self {
        Self {
            n_success: singled.successes,
            n_trials: singled.trials,
            p_success: singled.share,
            p_test: singled.share_test,
        }
    }
}
