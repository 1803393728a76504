//! A thread of the neighbourhood, as long and as busy as a figure needs it.

use anyhow::{Context as _, Result};
use domain::charter::Participation;
use domain::person::Actor;
use domain::text::{Sentence, Title, View, Words};
use domain::thread::{Adding, Command, Order, Share, Step, Thread};
use store::threads::{NewPhotos, NewPost, NewThread};

use crate::site::Linli;

/// The convener of the committee that leads through it.
const LEADER: &str = "wang";
/// A post as neighbours write them.
const SAID: &str = "我家在三楼，每天从那儿过。桶要是挪到**东边**，轮椅就过得去；就怕晚上太黑，老人看不清。要不要先试两个星期？";

/// Opens it.
pub async fn open(linli: &Linli) -> Result<Thread> {
    let app = &linli.app;
    let leader = linli.town.world.actor(LEADER)?;
    let now = app.clock.now();
    let new = NewThread {
        place: linli.town.world.place("willow-lane")?,
        body: linli.town.world.body("willow-committee")?.id,
        case: None,
        challenge: None,
        title: Title::parse("垃圾桶放哪儿合适？")?,
        words: Words::parse("桶太小，放的地方也挡路，大家说说怎么办。")?,
        level: Participation::Decide,
        last_word: Sentence::parse("邻居们一起定。").context("a sentence")?,
        adding: Adding::Everybody,
        share: Share::default(),
        until: now.plus_days(10),
    };
    let opened = app
        .store
        .open_thread(&new, &leader, None, &app.ids, now)
        .await?;
    Ok(opened.thread)
}

/// So many posts, each second one an answer to the one before; as far apart as the
/// limits for one person want it.
pub async fn talk(linli: &Linli, thread: &Thread, posts: i64) -> Result<()> {
    let app = &linli.app;
    let html = pages::components::clean_html(SAID);
    let mut at = app.clock.now();
    for number in 1..=posts {
        at = at.plus_minutes(10);
        let new = NewPost {
            words: Words::parse(SAID)?,
            html: html.clone(),
            answers: (number % 2 == 0).then_some(number - 1),
            photos: NewPhotos::default(),
        };
        let author = if number % 2 == 0 { "songjia" } else { "sunwei" };
        let author = linli.town.world.actor(author)?;
        let store = &app.store;
        store
            .write_post(thread.reference, &new, &author, None, at)
            .await?;
    }
    Ok(())
}

/// So many statements, and the step in which they are answered.
pub async fn weigh(linli: &Linli, thread: &Thread, statements: i64) -> Result<Thread> {
    let app = &linli.app;
    let leader = linli.town.world.actor(LEADER)?;
    let now = app.clock.now();
    for number in 1..=statements {
        let view = View::parse(&format!("第{number}个想法：桶放东边。"))?;
        app.store
            .add_statement(thread.reference, &view, &leader, None, now)
            .await?;
    }
    let go = Command::Move {
        step: Step::Weigh,
        until: now.plus_days(20),
    };
    lead(linli, thread, &leader, go).await
}

async fn lead(linli: &Linli, thread: &Thread, leader: &Actor, go: Command) -> Result<Thread> {
    let app = &linli.app;
    let order = Order::from(go);
    let acted = app
        .store
        .act_on_thread(
            thread.reference,
            &order,
            leader,
            None,
            &app.ids,
            app.clock.now(),
        )
        .await?;
    Ok(acted.thread)
}
