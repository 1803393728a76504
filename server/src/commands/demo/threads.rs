//! What neighbours talk over in the demo, as it stands in `data/threads.toml`.

use std::collections::BTreeMap;

use anyhow::{Context as _, bail};
use domain::case::Rule;
use domain::charter::Participation;
use domain::id::BodyId;
use domain::instant::Instant;
use domain::opinion::Answer;
use domain::person::Actor;
use domain::reference::Reference;
use domain::text::{Sentence, Title, View, Words};
use domain::thread::moderate::Said;
use domain::thread::{Adding, Command, Order, Share, Step, Thread};
use pages::components::clean_html;
use serde::Deserialize;
use store::Store;
use store::ids::Ids;
use store::threads::{Answering, Mending, NewFlag, NewPhotos, NewPost, NewThread};

use super::album::Album;
use super::decisions::Question;
use super::meetings::Sitting;
use super::world::World;

const FILE: &str = include_str!("data/threads.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    thread: Vec<Talk>,
}

/// A thread of the demo.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Talk {
    by: String,
    body: String,
    place: String,
    /// The case it is about, by its id in the script.
    case: Option<String>,
    /// The title of the challenge it is about.
    challenge: Option<String>,
    title: String,
    words: String,
    level: String,
    last_word: String,
    /// How many days ago it was opened.
    days: i64,
    /// After how many days they stopped talking.
    said: i64,
    /// After how many days they stop weighing; none, and it was decided at once.
    weighed: i64,
    /// Who, the number of the post they answer, and what.
    posts: Vec<[String; 3]>,
    /// The number of a post, the scene of its photo, and what that shows.
    #[serde(default)]
    photos: Vec<[String; 3]>,
    /// Who flags which post, and by which rule; it waits for the committee.
    #[serde(default)]
    flags: Vec<[String; 3]>,
    /// Which post is taken out of sight, by which rule, and why.
    #[serde(default)]
    removed: Vec<[String; 3]>,
    /// Who, and what.
    statements: Vec<[String; 2]>,
    answers: Vec<String>,
    agreed: Option<String>,
    /// After how many days they stop deciding, where something is put to a decision.
    #[serde(default)]
    decides: i64,
    #[serde(default)]
    decision: Vec<Question>,
    #[serde(default)]
    meeting: Vec<Sitting>,
}

/// Who plays, and where it is kept.
pub(super) struct Stage<'a> {
    pub(super) store: &'a Store,
    pub(super) ids: &'a Ids,
    pub(super) world: &'a World,
    /// The pictures.
    pub(super) album: &'a Album,
    /// The cases by their id in the script.
    pub(super) cases: &'a BTreeMap<String, Reference>,
    /// The challenges by their titles.
    pub(super) challenges: &'a BTreeMap<String, Reference>,
    pub(super) now: Instant,
}

impl Stage<'_> {
    /// Plays all threads.
    pub(super) async fn play(&self) -> anyhow::Result<()> {
        let file: File = toml::from_str(FILE).context("read threads.toml")?;
        for talk in &file.thread {
            let told = || format!("in the demo: {}", talk.title);
            self.talk(talk).await.with_context(told)?;
        }
        Ok(())
    }

    async fn talk(&self, talk: &Talk) -> anyhow::Result<()> {
        let begin = self.now.plus_days(-talk.days);
        let leader = self.world.actor(&talk.by)?;
        let body = self.world.body(&talk.body)?.id;
        let mut thread = self.open(talk, body, &leader, begin).await?;
        self.posts(&thread, talk, begin).await?;
        self.moderate(&thread, talk, &leader).await?;
        let mut at = begin.plus_days(talk.said);
        for [who, view] in &talk.statements {
            let actor = self.world.actor(who)?;
            let view = View::parse(view)?;
            let store = self.store;
            store
                .add_statement(thread.reference, &view, &actor, None, at)
                .await?;
        }
        if talk.weighed > 0 {
            let until = begin.plus_days(talk.weighed);
            let step = Step::Weigh;
            thread = self
                .lead(&thread, &leader, Command::Move { step, until }, at)
                .await?;
        }
        for (row, (who, _)) in talk.answers.iter().zip(self.world.residents()) {
            at = at.plus_minutes(70);
            self.answers(&thread, &self.world.actor(who)?, row, at)
                .await?;
        }
        if !talk.decision.is_empty() {
            let (step, until) = (Step::Decide, begin.plus_days(talk.decides));
            thread = self
                .lead(&thread, &leader, Command::Move { step, until }, at)
                .await?;
            for question in &talk.decision {
                self.decide(&thread, question, &leader).await?;
            }
        }
        for sitting in &talk.meeting {
            let zone = &self.world.body(&talk.body)?.calendar.zone;
            self.meet(&thread, sitting, zone, &leader).await?;
        }
        if let Some(agreed) = &talk.agreed {
            let (words, review) = (Words::parse(agreed)?, at.plus_days(180));
            let promised = None;
            let agree = Command::Agree {
                words,
                commitments: Vec::new(),
                review,
                promised,
            };
            self.lead(&thread, &leader, agree, at).await?;
        }
        Ok(())
    }

    async fn posts(&self, thread: &Thread, talk: &Talk, begin: Instant) -> anyhow::Result<()> {
        for (place, [who, answers, words]) in (0_i64..).zip(&talk.posts) {
            let words = Words::parse(words)?;
            let at = begin.plus_minutes(90 * (place + 1));
            let actor = self.world.actor(who)?;
            let post = NewPost {
                html: clean_html(words.as_str()),
                words,
                answers: answers.parse().ok(),
                photos: self.photos(talk, place + 1, &actor, at).await?,
            };
            let store = self.store;
            store
                .write_post(thread.reference, &post, &actor, None, at)
                .await?;
        }
        Ok(())
    }

    /// The photos of a post.
    async fn photos(
        &self,
        talk: &Talk,
        post: i64,
        actor: &Actor,
        at: Instant,
    ) -> anyhow::Result<NewPhotos> {
        let mut photos = NewPhotos::default();
        for [number, scene, shows] in &talk.photos {
            if number.parse() == Ok(post) {
                let person = actor.person().map(|person| person.id);
                let kept = self.album.keep(scene, self.store, self.ids, person, at);
                photos.photos.push(kept.await?);
                photos.shows = Some(Sentence::parse(shows)?);
            }
        }
        Ok(photos)
    }

    /// What was flagged yesterday, and what was taken out of sight.
    async fn moderate(&self, thread: &Thread, talk: &Talk, leader: &Actor) -> anyhow::Result<()> {
        let rule = |code: &str| Rule::from_code(code).with_context(|| format!("no rule {code}"));
        let mut acts = Vec::new();
        for [who, post, code] in &talk.flags {
            let flag = NewFlag {
                rule: rule(code)?,
                words: None,
                about: false,
            };
            acts.push((self.world.actor(who)?, post, Mending::Flag(flag)));
        }
        for [post, code, reason] in &talk.removed {
            let remove = Mending::Remove {
                rule: rule(code)?,
                reason: Sentence::parse(reason)?,
                flags: false,
            };
            acts.push((leader.clone(), post, remove));
        }
        let at = self.now.plus_days(-1);
        for (actor, post, mending) in acts {
            let part = (Said::Post, post.parse()?);
            self.store
                .moderate(thread.reference, part, &mending, &actor, self.ids, at)
                .await?;
        }
        Ok(())
    }

    async fn open(
        &self,
        talk: &Talk,
        body: BodyId,
        leader: &Actor,
        at: Instant,
    ) -> anyhow::Result<Thread> {
        let new = NewThread {
            place: self.world.place(&talk.place)?,
            body,
            case: self.case(talk)?,
            challenge: self.challenge(talk)?,
            title: Title::parse(&talk.title)?,
            words: Words::parse(&talk.words)?,
            level: Participation::from_code(&talk.level).context("no such level")?,
            last_word: Sentence::parse(&talk.last_word)?,
            adding: Adding::Everybody,
            share: Share::default(),
            until: at.plus_days(talk.said),
        };
        let opened = self
            .store
            .open_thread(&new, leader, None, self.ids, at)
            .await?;
        Ok(opened.thread)
    }

    fn case(&self, talk: &Talk) -> anyhow::Result<Option<Reference>> {
        let Some(case) = &talk.case else {
            return Ok(None);
        };
        let found = self.cases.get(case).copied();
        Ok(Some(found.with_context(|| format!("no case {case}"))?))
    }

    fn challenge(&self, talk: &Talk) -> anyhow::Result<Option<Reference>> {
        let Some(title) = &talk.challenge else {
            return Ok(None);
        };
        let found = self.challenges.get(title).copied();
        Ok(Some(
            found.with_context(|| format!("no challenge {title}"))?,
        ))
    }

    async fn lead(
        &self,
        thread: &Thread,
        leader: &Actor,
        command: Command,
        at: Instant,
    ) -> anyhow::Result<Thread> {
        let order = Order::from(command);
        let store = self.store;
        let acted = store
            .act_on_thread(thread.reference, &order, leader, None, self.ids, at)
            .await?;
        Ok(acted.thread)
    }

    /// One person's answers, and the picture if it is time for it.
    async fn answers(
        &self,
        thread: &Thread,
        actor: &Actor,
        row: &str,
        at: Instant,
    ) -> anyhow::Result<()> {
        for (statement, mark) in (1_i64..).zip(row.chars()) {
            let answer = match mark {
                '+' => Answer::Agree,
                '-' => Answer::Disagree,
                '0' => Answer::Pass,
                '.' => continue,
                _ => bail!("no answer is written {mark}"),
            };
            let answering = Answering { statement, answer };
            let store = self.store;
            store
                .answer_statement(thread.reference, answering, actor, self.ids, at)
                .await?;
        }
        // What is dated at this very moment is not in it.
        self.store.draw_picture(thread, at.plus_seconds(1)).await?;
        Ok(())
    }
}
