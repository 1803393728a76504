//! When neighbours meet in the demo, as it stands in `data/threads.toml`.

use anyhow::{Context as _, anyhow};
use domain::instant::Instant;
use domain::meeting::time::moment;
use domain::meeting::{Command, InRoom, Meeting, Minutes, Order, Plan, Point, Reached, Refused};
use domain::person::Actor;
use domain::text::{Sentence, Title, View, Words};
use domain::thread::Thread;
use jiff::ToSpan as _;
use jiff::civil::Time;
use pages::components::clean_html;
use pages::dates::zone;
use serde::Deserialize;

use super::threads::Stage;

/// A meeting of the demo.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sitting {
    title: String,
    spot: String,
    /// How many days after the thread it was called.
    called: i64,
    /// On which day, counted from now.
    on: i64,
    /// At what time.
    at: String,
    minutes: i64,
    seats: Option<i64>,
    /// Points, their minutes at the end.
    agenda: Vec<String>,
    /// Who wants to come, in order.
    coming: Vec<String>,
    /// How many were there, once it is written down.
    present: Option<i64>,
    #[serde(default)]
    said: String,
    /// How it was decided, and what.
    #[serde(default)]
    decided: Vec<[String; 2]>,
}

fn refused(refused: Refused) -> anyhow::Error {
    anyhow!("refused: {}", refused.code())
}

impl Stage<'_> {
    /// Calls a meeting, lets people take seats, and writes down what was said.
    pub(super) async fn meet(
        &self,
        thread: &Thread,
        sitting: &Sitting,
        zone: &str,
        leader: &Actor,
    ) -> anyhow::Result<()> {
        let called_at = thread.opened_at.plus_days(sitting.called);
        let plan = self.plan(sitting, zone)?;
        let (store, ids) = (self.store, self.ids);
        let called = store
            .call_meeting(thread.reference, &plan, leader, None, ids, called_at)
            .await?;
        let meeting = called.meeting;
        let address = (meeting.reference, meeting.number);
        let mut at = called_at;
        for who in &sitting.coming {
            at = at.plus_minutes(45);
            let actor = self.world.actor(who)?;
            store.take_seat(address, None, &actor, at).await?;
        }
        self.state(&meeting, sitting, leader).await
    }

    async fn state(
        &self,
        meeting: &Meeting,
        sitting: &Sitting,
        leader: &Actor,
    ) -> anyhow::Result<()> {
        let Some(present) = sitting.present else {
            return Ok(());
        };
        let decided = sitting.decided.iter().map(|[how, what]| {
            Ok(InRoom {
                what: Sentence::parse(what)?,
                how: Reached::from_code(how).context("no such way")?,
            })
        });
        let words = Words::parse(&sitting.said)?;
        let minutes = Minutes {
            present,
            html: clean_html(words.as_str()),
            words,
            decided: decided.collect::<anyhow::Result<_>>()?,
        };
        let order = Order::from(Command::State { minutes });
        let at = meeting.plan.until().plus_minutes(50);
        let address = (meeting.reference, meeting.number);
        self.store
            .act_on_meeting(address, &order, leader, None, self.ids, at)
            .await?;
        Ok(())
    }

    fn plan(&self, sitting: &Sitting, zone: &str) -> anyhow::Result<Plan> {
        let points = sitting.agenda.iter().map(|line| Point::read(line));
        Ok(Plan {
            title: Title::parse(&sitting.title)?,
            at: self.when(zone, sitting)?,
            zone: zone.to_owned(),
            minutes: sitting.minutes,
            spot: View::parse(&sitting.spot)?,
            seats: sitting.seats,
            agenda: points.collect::<Result<_, _>>().map_err(refused)?,
        })
    }

    fn when(&self, name: &str, sitting: &Sitting) -> anyhow::Result<Instant> {
        let zone = zone(name);
        let today = self.now.timestamp().to_zoned(zone.clone()).date();
        let time: Time = sitting.at.parse().context("a time")?;
        let date = today.checked_add(sitting.on.days())?;
        moment(&zone, date.to_datetime(time)).map_err(refused)
    }
}
