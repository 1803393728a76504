//! A mediation of the demo, in progress: they have met, one has written what he promises,
//! and the other, whom a visitor can sign in as, has not yet.

use anyhow::Context as _;
use domain::instant::Instant;
use domain::mediation::{Command, Order};
use domain::person::Actor;
use domain::reference::Reference;
use domain::text::{Sentence, Words};
use pages::Secret;
use store::mediations::NewMediation;

use super::homes;
use super::threads::Stage;

/// The case it is about, by its id in the script.
const CASE: &str = "drums";
/// Who wrote it, whose household is asked, who mediates, who of the committee leads.
const AUTHOR: &str = "ma";
const OTHER: &str = "fengli";
const MEDIATOR: &str = "gao";
const COMMITTEE: &str = "wang";
/// How many days ago it was offered; they met yesterday.
const OFFERED_DAYS_AGO: i64 = 14;

/// Plays it.
pub(super) async fn play(stage: &Stage<'_>, secret: &Secret) -> anyhow::Result<()> {
    let case = *stage.cases.get(CASE).context("the case of the mediation")?;
    let (place, door) = homes::door_of(secret, stage.world, OTHER)?;
    let new = NewMediation {
        case,
        place,
        door: &door,
        named: false,
    };
    let leader = stage.world.actor(COMMITTEE)?;
    let mut at = stage.now.plus_days(-OFFERED_DAYS_AGO);
    let offered = stage
        .store
        .offer_mediation(&new, &leader, None, stage.ids, at)
        .await?;
    let reference = offered.mediation.reference;
    let met = stage.now.plus_days(-1);
    let arrange = Command::Arrange {
        at: met,
        place: Sentence::parse("居委会一楼活动室")?,
    };
    let (yes, named) = (true, false);
    let steps = [
        (AUTHOR, Command::Answer { yes, named }),
        (OTHER, Command::Reply { yes }),
        (COMMITTEE, Command::Name),
        (MEDIATOR, Command::Accept),
        (MEDIATOR, arrange),
    ];
    for (who, command) in steps {
        at = at.plus_days(1);
        act(stage, reference, &stage.world.actor(who)?, command, at).await?;
    }
    act(stage, reference, &Actor::Clock, Command::Wake, met).await?;
    let write = Command::Write {
        words: Words::parse(
            "太吵的时候我先发消息说一声，不再敲墙。\n周末上午随便跳，我不睡懒觉。",
        )?,
        turn: 0,
    };
    let author = stage.world.actor(AUTHOR)?;
    act(stage, reference, &author, write, met.plus_minutes(90)).await
}

async fn act(
    stage: &Stage<'_>,
    reference: Reference,
    actor: &Actor,
    command: Command,
    at: Instant,
) -> anyhow::Result<()> {
    let order = Order::from(command);
    let mediator = stage.world.actor(MEDIATOR)?;
    let named = mediator.person().map(|person| person.id);
    stage
        .store
        .act_on_mediation(reference, &order, named, actor, None, stage.ids, at)
        .await?;
    Ok(())
}
