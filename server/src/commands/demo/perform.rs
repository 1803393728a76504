//! Plays the story of the demo: each act at its moment, through the same
//! commands as in life, and whatever falls due in between by the clock.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context as _, bail};
use domain::case::{
    Case, Command, Conflict, Handing, Order, Part, Point, Seat, Share, Stage, TableCall,
};
use domain::challenge::Challenge;
use domain::id::{FlagId, PhotoId};
use domain::instant::Instant;
use domain::person::Actor;
use domain::reference::Reference;
use domain::text::Sentence;
use indicatif::ProgressBar;
use store::Store;
use store::cases::NewCase;
use store::clock::Clock;
use store::ids::Ids;
use store::outbox::delivery::Claim;

use super::album::Album;
use super::challenges::Hard;
use super::script::{Act, Deed, Story};
use super::timeline::Timeline;
use super::world::World;

/// More than are ever due at one moment of the story.
const DUE_AT_ONCE: i64 = 1_000;
/// More than are ever written in one act of the story.
const MESSAGES_AT_ONCE: i64 = 10_000;
/// For how many days before now messages still wait to be sent.
const FRESH_DAYS: i64 = 2;

/// What playing a story needs.
#[derive(Debug)]
pub struct Play<'a> {
    /// Where it is played.
    pub store: &'a Store,
    /// Makes ids.
    pub ids: &'a Ids,
    /// Stands at the moment of the story, and is moved along.
    pub clock: Clock,
    /// The neighbourhood.
    pub world: &'a World,
    /// What the moments of the story mean.
    pub timeline: &'a Timeline,
    /// Pictures for the cases.
    pub album: &'a Album,
}

/// One thing that happens.
struct Step<'a> {
    at: Instant,
    what: What<'a>,
}

/// What happens.
#[derive(Clone, Copy, Debug)]
enum What<'a> {
    /// The concern itself, or something done to it.
    Case(&'a Story, Option<&'a Act>),
    /// A hard matter is opened, or something is done to it.
    Hard(&'a Hard, Option<&'a [String]>),
}

/// What has been played.
#[derive(Debug, Default)]
struct Played {
    by_id: HashMap<String, Case>,
    /// The challenges by their titles.
    hard: HashMap<String, Challenge>,
    /// When cases want to be woken.
    wakes: HashMap<Reference, Instant>,
}

impl Play<'_> {
    /// Plays all stories up to `now`, and gives the case of each, and the challenges by
    /// their titles.
    ///
    /// # Errors
    /// When the database fails, or a rule refuses an act of the story.
    pub async fn run(
        &self,
        stories: &[Story],
        hard: &[Hard],
        now: Instant,
        bar: &ProgressBar,
    ) -> anyhow::Result<[BTreeMap<String, Reference>; 2]> {
        let mut steps = Vec::new();
        for story in stories {
            steps.extend(self.steps(story, now)?);
        }
        for one in hard {
            steps.extend(self.hard_steps(one)?);
        }
        // Stable, so that what stands first in a story also happens first.
        steps.sort_by_key(|step| step.at);
        bar.set_length(steps.len() as u64);
        let mut played = Played::default();
        for step in &steps {
            self.pass_time(&mut played, step.at).await?;
            let told = || format!("in the demo: {:?}", step.what);
            self.step(&mut played, step).await.with_context(told)?;
            if step.at < now.plus_days(-FRESH_DAYS) {
                self.deliver(step.at).await?;
            }
            bar.inc(1);
        }
        self.pass_time(&mut played, now).await?;
        let cases = played.by_id.into_iter();
        let challenges = played.hard.into_iter();
        Ok([
            cases.map(|(id, case)| (id, case.reference)).collect(),
            challenges
                .map(|(title, one)| (title, one.reference))
                .collect(),
        ])
    }

    fn steps<'s>(&self, story: &'s Story, now: Instant) -> anyhow::Result<Vec<Step<'s>>> {
        let filed = Step {
            at: self.timeline.at(&story.at)?,
            what: What::Case(story, None),
        };
        let mut last = filed.at;
        let mut steps = vec![filed];
        for act in &story.acts {
            let at = self.timeline.at(&act.at)?;
            if at < last || at > now {
                bail!("case {} of the demo: {} is out of order", story.id, act.at);
            }
            last = at;
            let what = What::Case(story, Some(act));
            steps.push(Step { at, what });
        }
        Ok(steps)
    }

    fn hard_steps<'s>(&self, hard: &'s Hard) -> anyhow::Result<Vec<Step<'s>>> {
        let mut steps = vec![Step {
            at: self.timeline.at(&hard.at)?,
            what: What::Hard(hard, None),
        }];
        for act in &hard.acts {
            let at = act.first().context("an act without a moment")?;
            steps.push(Step {
                at: self.timeline.at(at)?,
                what: What::Hard(hard, Some(act)),
            });
        }
        Ok(steps)
    }

    /// Moves the clock, and does what falls due on the way, each at its moment.
    async fn pass_time(&self, played: &mut Played, until: Instant) -> anyhow::Result<()> {
        while let Some(at) = played
            .wakes
            .values()
            .copied()
            .min()
            .filter(|at| *at <= until)
        {
            self.clock.advance_to(at);
            self.store.run_due(DUE_AT_ONCE, self.ids, at).await?;
            let due: Vec<Reference> = played
                .wakes
                .iter()
                .filter(|(_, wake)| **wake <= at)
                .map(|(reference, _)| *reference)
                .collect();
            for reference in due {
                let case = self.store.find_case(reference).await?;
                played.note(&case.context("a case vanished")?, at)?;
            }
        }
        self.clock.advance_to(until);
        self.store
            .wake_challenges(DUE_AT_ONCE, self.ids, until)
            .await?;
        Ok(())
    }

    async fn step(&self, played: &mut Played, step: &Step<'_>) -> anyhow::Result<()> {
        match step.what {
            What::Case(story, act) => self.case_step(played, story, act).await,
            What::Hard(hard, act) => {
                let after = match act {
                    None => self.open(hard, &played.by_id).await?,
                    Some(act) => {
                        let before = played.hard.get(&hard.title).context("not opened yet")?;
                        self.work_on(before, act, &played.by_id).await?
                    }
                };
                played.hard.insert(hard.title.clone(), after);
                Ok(())
            }
        }
    }

    async fn case_step(
        &self,
        played: &mut Played,
        story: &Story,
        act: Option<&Act>,
    ) -> anyhow::Result<()> {
        let now = self.clock.now();
        let acted = match act {
            None => {
                let actor = self.world.actor(&story.by)?;
                let new = self.new_case(story, &actor, now).await?;
                self.store
                    .file_case(&new, &actor, None, self.ids, now)
                    .await?
            }
            Some(act) => {
                let actor = self.world.actor(&act.by)?;
                let case = played.by_id.get(&story.id).context("not filed yet")?;
                let command = self.command(&act.deed, played, &actor, now).await?;
                let order = Order::from(command);
                self.store
                    .act(case.reference, &order, &actor, None, self.ids, now)
                    .await?
            }
        };
        played.note(&acted.case, now)?;
        if let Stage::Merged { into, .. } = &acted.case.stage {
            // The other case took over an earlier date.
            let other = self.store.find_case_by_id(*into).await?;
            played.note(&other.context("a case vanished")?, now)?;
        }
        played.by_id.insert(story.id.clone(), acted.case);
        Ok(())
    }

    async fn new_case(
        &self,
        story: &Story,
        actor: &Actor,
        now: Instant,
    ) -> anyhow::Result<NewCase> {
        let mut photos = Vec::new();
        for scene in &story.photos {
            photos.push(self.photo(scene, actor, now).await?);
        }
        let conflict = match &story.about {
            None => None,
            Some((body, words)) => Some(Conflict {
                body: self.world.body(body)?.id,
                words: words.clone(),
            }),
        };
        Ok(NewCase {
            words: story.words.clone(),
            category: story.category.clone(),
            place: self.world.place(&story.place)?,
            point: story.spot.map(point),
            answers: story.answers.clone(),
            visibility: story.visibility,
            conflict,
            photos,
            on_paper: story.on_paper,
        })
    }

    async fn photo(&self, scene: &str, actor: &Actor, now: Instant) -> anyhow::Result<PhotoId> {
        let person = actor.person().map(|person| person.id);
        self.album
            .keep(scene, self.store, self.ids, person, now)
            .await
    }

    #[expect(clippy::too_many_lines, reason = "one line or two for each deed")]
    async fn command(
        &self,
        deed: &Deed,
        played: &Played,
        actor: &Actor,
        now: Instant,
    ) -> anyhow::Result<Command> {
        let part = Part::Concern;
        Ok(match deed.clone() {
            Deed::Join => Command::Join { on_paper: false },
            Deed::Leave => Command::Leave,
            Deed::Hear(words) => Command::Hear { words },
            Deed::Ask(words) => Command::AskResident { words },
            Deed::Reply(words) => Command::AnswerQuestion { words },
            Deed::Plan(step, who, date) => Command::Plan {
                step,
                who: Some(who),
                promised: self.timeline.at(&date)?,
            },
            Deed::Settle(step, date) => Command::Settle {
                step,
                promised: Some(self.timeline.at(&date)?),
            },
            Deed::Move(date, reason) => Command::MovePlan {
                promised: self.timeline.at(&date)?,
                reason,
            },
            Deed::Done(words, scene) => {
                let mut photos = Vec::new();
                if let Some(scene) = scene {
                    photos.push(self.photo(&scene, actor, now).await?);
                }
                Command::ReportDone { words, photos }
            }
            Deed::Say(verdict, reason) => Command::Answer { verdict, reason },
            Deed::Reopen(reason) => Command::Reopen { reason },
            Deed::Withdraw => Command::Withdraw,
            Deed::Decline(ground, words, instead) => Command::Decline {
                ground,
                words,
                instead,
            },
            Deed::Up(ground, tried, asked) => Command::Hand {
                handing: Handing::Up {
                    ground,
                    tried,
                    asked,
                },
            },
            Deed::Back(ground, line, words) => Command::Hand {
                handing: Handing::Back {
                    ground,
                    line,
                    words,
                },
            },
            Deed::AskThread(reason) => Command::AskThread { reason },
            Deed::AskTable(words) => Command::AskTable { words },
            Deed::Table(convener, words, seats) => Command::CallTable {
                call: Box::new(self.table(&convener, words, seats)?),
            },
            Deed::Appeal(reason) => Command::Appeal { reason },
            Deed::Rule(ruling, words) => Command::RuleOnAppeal { ruling, words },
            Deed::CheckConflict(found, words) => Command::CheckConflict { found, words },
            Deed::Merge(other, words) => Command::ProposeMerge {
                into: played.by_id.get(&other).context("no such case yet")?.id,
                words,
            },
            Deed::Accept => Command::AcceptProposal,
            Deed::Refuse => Command::RefuseProposal,
            Deed::Identity(purpose) => Command::OpenIdentity { purpose },
            Deed::Flag(rule, words) => Command::Flag {
                id: FlagId::new(self.ids.uuid()),
                part,
                rule,
                words: Some(words),
            },
            Deed::Remove(rule, words) => Command::Remove { part, rule, words },
        })
    }

    fn table(
        &self,
        convener: &str,
        words: Sentence,
        seats: Vec<(String, Share, Option<Sentence>)>,
    ) -> anyhow::Result<TableCall> {
        let seat = |(body, share, task): (String, Share, Option<Sentence>)| {
            anyhow::Ok(Seat {
                body: self.world.body(&body)?.id,
                share,
                task,
                cost: None,
                risk: None,
                benefit: None,
                unknown: true,
            })
        };
        Ok(TableCall {
            convener: self.world.body(convener)?.id,
            seats: seats.into_iter().map(seat).collect::<anyhow::Result<_>>()?,
            words,
        })
    }

    /// Messages of long ago have long been read: nobody sends them today.
    pub(super) async fn deliver(&self, now: Instant) -> anyhow::Result<()> {
        let claim = Claim::new(self.ids.uuid());
        let claimed = self
            .store
            .claim_notices(claim, MESSAGES_AT_ONCE, now)
            .await?;
        if !claimed.is_empty() {
            let ids: Vec<_> = claimed.iter().map(|message| message.id).collect();
            self.store.mark_delivered(&ids, claim, now).await?;
        }
        Ok(())
    }
}

/// Degrees as a case keeps them.
#[expect(clippy::cast_possible_truncation, reason = "at most 180 million")]
fn point([latitude, longitude]: [f64; 2]) -> Point {
    Point {
        latitude_e6: (latitude * 1e6).round() as i32,
        longitude_e6: (longitude * 1e6).round() as i32,
    }
}

impl Played {
    /// Remembers when a case wants to be woken after `now`.
    fn note(&mut self, case: &Case, now: Instant) -> anyhow::Result<()> {
        match case.wake_at() {
            Some(at) if at <= now => bail!("case {} was not woken", case.reference),
            Some(at) => self.wakes.insert(case.reference, at),
            None => self.wakes.remove(&case.reference),
        };
        Ok(())
    }
}
