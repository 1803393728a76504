//! What tests and benches begin with: the demo's neighbourhood without its
//! past, and cases driven to any stage. Everything goes through the store's
//! commands, so a fixture is never in a state that life could not bring about.
//!
//! *How to add one more:* a method of [`Town`] that acts as somebody of the
//! neighbourhood (`data/people.csv` of the demo says who lives there).

use std::collections::BTreeMap;

use anyhow::{Context as _, bail};
use domain::case::{
    AnswerReason, BackGround, Case, Command, Correction, DeclineGround, Handing, Order,
    PlaceCorrection, Point, StageName, UpGround, Verdict, Visibility,
};
use domain::charter::Participation;
use domain::instant::Instant;
use domain::person::Actor;
use domain::text::{Sentence, Title, Words};
use domain::thread::{Adding, Share};
use store::Store;
use store::cases::NewCase;
use store::ids::Ids;
use store::threads::NewThread;

use crate::commands::demo::world::World;

/// Who files, who joins, and who of the committee acts.
const AUTHOR: &str = "sunwei";
const NEIGHBOUR: &str = "songjia";
const COMMITTEE: &str = "wang";
/// Who of the office above acts.
const OFFICE: &str = "du";
/// Where, and what about.
const PLACE: &str = "willow-5";
const CATEGORY: &str = "rubbish";
/// Until when things are promised, in days.
const PROMISED_DAYS: i64 = 7;

/// The neighbourhood in a database of one's own.
#[derive(Clone, Debug)]
pub struct Town {
    /// Places, bodies and people by name.
    pub world: World,
    store: Store,
    ids: Ids,
}

impl Town {
    /// Founds it in an empty database as of `from`. `phc` is everybody's password.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn found(store: &Store, ids: &Ids, phc: &str, from: Instant) -> anyhow::Result<Self> {
        Ok(Self {
            world: World::load(store, ids, phc, from).await?,
            store: store.clone(),
            ids: ids.clone(),
        })
    }

    /// Files a concern about rubbish at a building of Willow Lane; its
    /// committee gets it.
    ///
    /// # Errors
    /// When a rule refuses it, or the database fails.
    pub async fn file(
        &self,
        words: &str,
        visibility: Visibility,
        now: Instant,
    ) -> anyhow::Result<Case> {
        let new = NewCase {
            words: Words::parse(words)?,
            category: CATEGORY.to_owned(),
            place: self.world.place(PLACE)?,
            point: None,
            answers: BTreeMap::new(),
            visibility,
            conflict: None,
            photos: Vec::new(),
            on_paper: false,
        };
        let author = self.world.actor(AUTHOR)?;
        let acted = self
            .store
            .file_case(&new, &author, None, &self.ids, now)
            .await?;
        Ok(acted.case)
    }

    /// Carries out a command as somebody of the neighbourhood.
    ///
    /// # Errors
    /// When a rule refuses it, or the database fails.
    pub async fn act(
        &self,
        case: &Case,
        by: &Actor,
        command: Command,
        now: Instant,
    ) -> anyhow::Result<Case> {
        let order = Order::from(command);
        let acted = self
            .store
            .act(case.reference, &order, by, None, &self.ids, now)
            .await?;
        Ok(acted.case)
    }

    /// A new case in this stage, filed at `now`. Gives also the moment at which
    /// it came there, which is later than `now` by minutes, or by the two weeks
    /// of silence that close a case without answer.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drive(&self, to: StageName, now: Instant) -> anyhow::Result<(Case, Instant)> {
        let mut case = self
            .file("楼下的垃圾桶满了，三天没人清。", Visibility::Public, now)
            .await?;
        let mut at = now;
        for (by, command) in self.way_to(to, now).await? {
            at = at.plus_minutes(1);
            let by = self.world.actor(by)?;
            case = self.act(&case, &by, command, at).await?;
        }
        if to == StageName::Deliberating {
            at = at.plus_minutes(1);
            case = self.talk_over(&case, at).await?;
        }
        if to == StageName::WithoutAnswer {
            while case.stage.name() == StageName::ReportedDone {
                at = case.wake_at().context("silence closes it")?;
                case = self.act(&case, &Actor::Clock, Command::Wake, at).await?;
            }
        }
        if case.stage.name() != to {
            bail!(
                "the way to {} ends at {}",
                to.code(),
                case.stage.name().code()
            );
        }
        Ok((case, at))
    }

    /// Opens a thread about a case that the committee heard.
    async fn talk_over(&self, case: &Case, now: Instant) -> anyhow::Result<Case> {
        let new = NewThread {
            place: case.concern.place,
            body: case.holding.holder,
            case: Some(case.reference),
            challenge: None,
            title: Title::parse("垃圾桶放哪儿合适？")?,
            words: Words::parse("桶太小，放的地方也挡路，大家说说怎么办。")?,
            level: Participation::Decide,
            last_word: words("邻居们一起定。")?,
            adding: Adding::Everybody,
            share: Share::default(),
            until: now.plus_days(PROMISED_DAYS),
        };
        let leader = self.world.actor(COMMITTEE)?;
        let store = &self.store;
        store
            .open_thread(&new, &leader, None, &self.ids, now)
            .await?;
        let case = store.find_case(case.reference).await?;
        case.context("the case was there before")
    }

    /// Lets a lot happen to a case until it has so many events, a minute
    /// apart: the spot is put right twice, a neighbour joins, and twice more,
    /// and the neighbour leaves again.
    ///
    /// # Errors
    /// When a rule refuses it, or the database fails.
    pub async fn lengthen(
        &self,
        mut case: Case,
        events: i64,
        now: Instant,
    ) -> anyhow::Result<Case> {
        let (wang, neighbour) = (self.world.actor(COMMITTEE)?, self.world.actor(NEIGHBOUR)?);
        let reason = Sentence::parse("又去看了一趟，准确的地方在垃圾房后面一点。")?;
        let mut at = now;
        let mut spot = 0;
        while case.version < events {
            at = at.plus_minutes(1);
            let (who, command) = if case.version % 3 == 0 {
                let person = neighbour.person().map(|person| person.id);
                let command = if person.is_some_and(|person| case.is_affected(person)) {
                    Command::Leave
                } else {
                    Command::Join { on_paper: false }
                };
                (&neighbour, command)
            } else {
                spot += 1;
                let place = PlaceCorrection {
                    place: case.concern.place,
                    place_path: case.concern.place_path.clone(),
                    point: Some(Point {
                        latitude_e6: 30_280_000 + spot,
                        longitude_e6: 120_120_000,
                    }),
                };
                let correction = Correction {
                    place: Some(place),
                    ..Correction::default()
                };
                let reason = reason.clone();
                (&wang, Command::Correct { correction, reason })
            };
            case = self.act(&case, who, command, at).await?;
        }
        Ok(case)
    }

    /// What happens after filing on the way to a stage, and by whom.
    async fn way_to(
        &self,
        to: StageName,
        now: Instant,
    ) -> anyhow::Result<Vec<(&'static str, Command)>> {
        let (hear, settle, done) = (hear()?, settle(now)?, done()?);
        let say = |verdict, reason| (AUTHOR, Command::Answer { verdict, reason });
        Ok(match to {
            StageName::Waiting => Vec::new(),
            StageName::Heard | StageName::Deliberating => vec![hear],
            StageName::Acting => vec![settle],
            StageName::AwaitingResident => {
                let ask = Command::AskResident {
                    words: words("是哪一只桶？")?,
                };
                vec![hear, (COMMITTEE, ask)]
            }
            StageName::ReportedDone | StageName::WithoutAnswer => vec![settle, done],
            StageName::Solved => vec![settle, done, say(Verdict::Solved, None)],
            StageName::Partly => vec![
                settle,
                done,
                say(Verdict::Partly, Some(AnswerReason::OnlyPartly)),
            ],
            StageName::NoLongerNeeded => vec![settle, done, say(Verdict::NoLongerNeeded, None)],
            StageName::Declined => vec![hear, decline()?],
            StageName::Appealed => {
                let appeal = Command::Appeal {
                    reason: words("今天又满了，你们来的时候刚倒过。")?,
                };
                vec![hear, decline()?, (AUTHOR, appeal)]
            }
            StageName::TableOwed => way_to_a_table(hear)?,
            StageName::Withdrawn => vec![(AUTHOR, Command::Withdraw)],
            StageName::Merged => {
                let other = self
                    .file("垃圾房门口堆满了袋子。", Visibility::Public, now)
                    .await?;
                let merge = Command::ProposeMerge {
                    into: other.id,
                    words: words("是同一件事，一起办。")?,
                };
                vec![(COMMITTEE, merge), (AUTHOR, Command::AcceptProposal)]
            }
        })
    }

    /// Somebody else who is affected.
    ///
    /// # Errors
    /// When a rule refuses it, or the database fails.
    pub async fn join(&self, case: &Case, now: Instant) -> anyhow::Result<Case> {
        let neighbour = self.world.actor(NEIGHBOUR)?;
        self.act(case, &neighbour, Command::Join { on_paper: false }, now)
            .await
    }
}

fn words(text: &str) -> anyhow::Result<Sentence> {
    Sentence::parse(text).context("a sentence of the fixture")
}

fn hear() -> anyhow::Result<(&'static str, Command)> {
    let words = words("看到了，今天就去问。")?;
    Ok((COMMITTEE, Command::Hear { words }))
}

fn settle(now: Instant) -> anyhow::Result<(&'static str, Command)> {
    let step = words("请环卫明早来清，并换大一号的桶。")?;
    let promised = Some(now.plus_days(PROMISED_DAYS));
    Ok((COMMITTEE, Command::Settle { step, promised }))
}

fn done() -> anyhow::Result<(&'static str, Command)> {
    let words = words("清了，桶也换了。")?;
    let photos = Vec::new();
    Ok((COMMITTEE, Command::ReportDone { words, photos }))
}

fn decline() -> anyhow::Result<(&'static str, Command)> {
    let command = Command::Decline {
        ground: DeclineGround::NothingToActOn,
        words: words("去看过，桶是空的。")?,
        instead: words("再满了请拍张照片写给我们。")?,
    };
    Ok((COMMITTEE, command))
}

/// It goes up, comes back, and who got it back does not agree.
fn way_to_a_table(hear: (&'static str, Command)) -> anyhow::Result<Vec<(&'static str, Command)>> {
    let up = Handing::Up {
        ground: UpGround::OutsideMeans,
        tried: words("换过两次桶，还是满。")?,
        asked: words("请加一趟清运。")?,
    };
    let back = Handing::Back {
        ground: BackGround::WithinCommunityPowers,
        line: CATEGORY.to_owned(),
        words: words("清运由物业安排。")?,
    };
    let ask = Command::AskTable {
        words: words("物业说不归他们，要一起谈。")?,
    };
    Ok(vec![
        hear,
        (COMMITTEE, Command::Hand { handing: up }),
        (OFFICE, Command::Hand { handing: back }),
        (COMMITTEE, ask),
    ])
}
