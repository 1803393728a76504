//! The story of the demo, as it stands in `data/*.toml`.
//!
//! Each `[[case]]` is what a person wrote, and `acts` what came of it: lists of
//! a moment (see [`super::timeline`]), who, a verb, and what the verb needs, in
//! the order of its [`Deed`]. People are named by the first part of their
//! e-mail address, places by their slug, other cases by their id.

use std::collections::BTreeMap;

use anyhow::{Context as _, bail};
use domain::case::{
    AnswerReason, BackGround, DeclineGround, Rule, Ruling, Share, UpGround, Verdict, Visibility,
};
use domain::text::{Sentence, Words};
use serde::Deserialize;

const FILES: [(&str, &str); 2] = [
    ("willow.toml", include_str!("data/willow.toml")),
    ("harbour.toml", include_str!("data/harbour.toml")),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<CaseText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct CaseText {
    id: String,
    by: String,
    at: String,
    place: String,
    category: String,
    words: String,
    seen: Option<String>,
    about: Option<[String; 2]>,
    spot: Option<[f64; 2]>,
    #[serde(default)]
    answers: BTreeMap<String, String>,
    #[serde(default)]
    photos: Vec<String>,
    #[serde(default)]
    on_paper: bool,
    #[serde(default)]
    late: bool,
    acts: Vec<Vec<String>>,
}

/// A concern of the demo, and what came of it.
#[derive(Clone, Debug)]
pub struct Story {
    /// Its name in the script.
    pub id: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: String,
    /// The slug of the place.
    pub place: String,
    /// Latitude and longitude in degrees, if they chose a point.
    pub spot: Option<[f64; 2]>,
    /// The key of the category.
    pub category: String,
    /// What they wrote.
    pub words: Words,
    /// Who may see it.
    pub visibility: Visibility,
    /// The key of the body it is about, and why.
    pub about: Option<(String, Sentence)>,
    /// Answers to the category's questions.
    pub answers: BTreeMap<String, String>,
    /// Pictures, by the name of their scene.
    pub photos: Vec<String>,
    /// Whether the author is reached on paper.
    pub on_paper: bool,
    /// Whether somebody misses a date in it.
    pub late: bool,
    /// What came of it.
    pub acts: Vec<Act>,
}

/// Something that somebody does.
#[derive(Clone, Debug)]
pub struct Act {
    /// When.
    pub at: String,
    /// Who.
    pub by: String,
    /// What.
    pub deed: Deed,
}

/// What somebody does to a case; dates and people are still names.
#[derive(Clone, Debug)]
pub enum Deed {
    /// `join`
    Join,
    /// `leave`
    Leave,
    /// `hear` words
    Hear(Sentence),
    /// `ask` words
    Ask(Sentence),
    /// `reply` words
    Reply(Sentence),
    /// `plan` step, who, date
    Plan(Sentence, Sentence, String),
    /// `settle` step, date
    Settle(Sentence, String),
    /// `move` date, reason
    Move(String, Sentence),
    /// `done` words, perhaps a scene
    Done(Sentence, Option<String>),
    /// `say` verdict, perhaps a reason
    Say(Verdict, Option<AnswerReason>),
    /// `reopen` reason
    Reopen(Sentence),
    /// `withdraw`
    Withdraw,
    /// `decline` ground, words, what to do instead
    Decline(DeclineGround, Sentence, Sentence),
    /// `up` ground, what was tried, what is asked
    Up(UpGround, Sentence, Sentence),
    /// `back` ground, line of the charter, words
    Back(BackGround, String, Sentence),
    /// `ask-thread` reason
    AskThread(Sentence),
    /// `ask-table` reason
    AskTable(Sentence),
    /// `table` convener, words, and for each seat body, share and task
    Table(String, Sentence, Vec<(String, Share, Option<Sentence>)>),
    /// `appeal` reason
    Appeal(Sentence),
    /// `rule` ruling, words
    Rule(Ruling, Sentence),
    /// Say whether the concern is about the body it went past.
    CheckConflict(bool, Sentence),
    /// `merge` other case, words
    Merge(String, Sentence),
    /// `accept`
    Accept,
    /// `refuse`
    Refuse,
    /// `identity` purpose
    Identity(Sentence),
    /// `flag` rule, words
    Flag(Rule, Sentence),
    /// `remove` rule, words
    Remove(Rule, Sentence),
}

/// All stories of the demo.
///
/// # Errors
/// When a file of the script is wrong, which a test finds.
pub fn read() -> anyhow::Result<Vec<Story>> {
    let mut stories = Vec::new();
    for (name, text) in FILES {
        let file: File = toml::from_str(text).with_context(|| format!("read {name}"))?;
        for case in file.case {
            let place = format!("{name}, case {}", case.id);
            stories.push(story(case).context(place)?);
        }
    }
    Ok(stories)
}

fn story(case: CaseText) -> anyhow::Result<Story> {
    let seen = case.seen.as_deref().unwrap_or("public");
    let acts = case
        .acts
        .iter()
        .map(|act| read_act(act).with_context(|| format!("the act {act:?}")));
    let about = case
        .about
        .map(|[body, why]| anyhow::Ok((body, Sentence::parse(&why)?)));
    Ok(Story {
        acts: acts.collect::<anyhow::Result<_>>()?,
        visibility: Visibility::ALL
            .into_iter()
            .find(|one| one.code() == seen)
            .context("an unknown visibility")?,
        words: Words::parse(&case.words)?,
        about: about.transpose()?,
        id: case.id,
        by: case.by,
        at: case.at,
        place: case.place,
        spot: case.spot,
        category: case.category,
        answers: case.answers,
        photos: case.photos,
        on_paper: case.on_paper,
        late: case.late,
    })
}

fn read_act(act: &[String]) -> anyhow::Result<Act> {
    let [at, by, verb, rest @ ..] = act else {
        bail!("a moment, a person and a verb are needed");
    };
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    Ok(Act {
        at: at.clone(),
        by: by.clone(),
        deed: deed(verb, &rest)?,
    })
}

fn deed(verb: &str, rest: &[&str]) -> anyhow::Result<Deed> {
    let words = |text: &str| Sentence::parse(text).context("a sentence that does not fit");
    Ok(match (verb, rest) {
        ("join", []) => Deed::Join,
        ("leave", []) => Deed::Leave,
        ("hear", [text]) => Deed::Hear(words(text)?),
        ("ask", [text]) => Deed::Ask(words(text)?),
        ("reply", [text]) => Deed::Reply(words(text)?),
        ("plan", [step, who, date]) => Deed::Plan(words(step)?, words(who)?, (*date).to_owned()),
        ("settle", [step, date]) => Deed::Settle(words(step)?, (*date).to_owned()),
        ("move", [date, reason]) => Deed::Move((*date).to_owned(), words(reason)?),
        ("done", [text]) => Deed::Done(words(text)?, None),
        ("done", [text, scene]) => Deed::Done(words(text)?, Some((*scene).to_owned())),
        ("say", [verdict]) => Deed::Say(known(verdict, Verdict::from_code)?, None),
        ("say", [verdict, reason]) => Deed::Say(
            known(verdict, Verdict::from_code)?,
            Some(known(reason, AnswerReason::from_code)?),
        ),
        ("reopen", [reason]) => Deed::Reopen(words(reason)?),
        ("withdraw", []) => Deed::Withdraw,
        ("decline", [ground, text, instead]) => Deed::Decline(
            known(ground, DeclineGround::from_code)?,
            words(text)?,
            words(instead)?,
        ),
        ("up", [ground, tried, asked]) => Deed::Up(
            known(ground, UpGround::from_code)?,
            words(tried)?,
            words(asked)?,
        ),
        ("back", [ground, line, text]) => Deed::Back(
            known(ground, BackGround::from_code)?,
            (*line).to_owned(),
            words(text)?,
        ),
        ("ask-thread", [reason]) => Deed::AskThread(words(reason)?),
        ("ask-table", [reason]) => Deed::AskTable(words(reason)?),
        ("table", [convener, text, seats @ ..]) if seats.len().is_multiple_of(3) => {
            let seat = |seat: &[&str]| {
                let task = Some(seat[2]).filter(|task| !task.is_empty());
                anyhow::Ok((
                    seat[0].to_owned(),
                    known(seat[1], Share::from_code)?,
                    task.map(words).transpose()?,
                ))
            };
            let seats = seats.chunks(3).map(seat).collect::<anyhow::Result<_>>()?;
            Deed::Table((*convener).to_owned(), words(text)?, seats)
        }
        ("appeal", [reason]) => Deed::Appeal(words(reason)?),
        ("rule", [ruling, text]) => Deed::Rule(known(ruling, Ruling::from_code)?, words(text)?),
        ("check", ["conflict", text]) => Deed::CheckConflict(true, words(text)?),
        ("check", ["no-conflict", text]) => Deed::CheckConflict(false, words(text)?),
        ("merge", [into, text]) => Deed::Merge((*into).to_owned(), words(text)?),
        ("accept", []) => Deed::Accept,
        ("refuse", []) => Deed::Refuse,
        ("identity", [purpose]) => Deed::Identity(words(purpose)?),
        ("flag", [rule, text]) => Deed::Flag(known(rule, rule_of)?, words(text)?),
        ("remove", [rule, text]) => Deed::Remove(known(rule, rule_of)?, words(text)?),
        _ => bail!("no verb {verb:?} with {} more words", rest.len()),
    })
}

fn rule_of(code: &str) -> Option<Rule> {
    Rule::ALL.into_iter().find(|rule| rule.code() == code)
}

fn known<T>(code: &str, read: impl Fn(&str) -> Option<T>) -> anyhow::Result<T> {
    read(code).with_context(|| format!("no code {code:?}"))
}
