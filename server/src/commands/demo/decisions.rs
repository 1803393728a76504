//! What neighbours decide in the demo, as it stands in `data/threads.toml`.

use anyhow::{Context as _, bail};
use domain::decision::{Cast, Choice, Command, Decision, Mark, Order, Showing, Voters};
use domain::instant::Instant;
use domain::method::shipped;
use domain::person::Actor;
use domain::text::{Sentence, Title, View, Words};
use domain::thread::Thread;
use serde::Deserialize;
use store::decisions::{NewDecision, Reply};

use super::threads::Stage;

/// A decision of the demo.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Question {
    /// The key of the method.
    way: String,
    asks: String,
    words: String,
    options: Vec<String>,
    voters: String,
    showing: String,
    /// How many days after the thread it was opened.
    after: i64,
    /// How many days people can answer.
    open: i64,
    /// A ballot each: the number of an option with the reason behind it, or a mark for
    /// each option: + can, 0 if need be, - cannot.
    ballots: Vec<String>,
    /// What the body says to the objections.
    #[serde(default)]
    answers: Vec<String>,
}

impl Stage<'_> {
    /// Puts a question, lets people answer, and closes it if its day has come.
    pub(super) async fn decide(
        &self,
        thread: &Thread,
        question: &Question,
        leader: &Actor,
    ) -> anyhow::Result<()> {
        let begin = thread.opened_at.plus_days(question.after);
        let end = begin.plus_days(question.open);
        let decision = self.put(thread, question, leader, begin).await?;
        let open = Command::Open { until: end };
        self.lead_decision(&decision, open, leader, begin).await?;
        let at = self.answer(&decision, question, begin).await?;
        let objections = self.store.list_objections(&decision).await?;
        for (objection, answer) in objections.iter().zip(&question.answers) {
            let address = (thread.reference, decision.number);
            let words = &Sentence::parse(answer)?;
            let reply = Reply {
                slip: objection.slip,
                words,
                over: "",
            };
            self.store
                .answer_objection(address, reply, leader, self.ids, at)
                .await?;
        }
        if end <= self.now {
            self.lead_decision(&decision, Command::Wake, &Actor::Clock, end)
                .await?;
        }
        Ok(())
    }

    /// Those who are asked answer one after the other, as far as there are ballots; gives
    /// the moment of the last.
    async fn answer(
        &self,
        decision: &Decision,
        question: &Question,
        begin: Instant,
    ) -> anyhow::Result<Instant> {
        let (mut at, mut ballots) = (begin, question.ballots.iter());
        for (who, _) in self.world.residents() {
            let actor = self.world.actor(who)?;
            let person = actor.person().context("somebody of the demo")?.id;
            if self.store.own_ballot(decision, person).await?.is_none() {
                continue;
            }
            let Some(ballot) = ballots.next() else {
                break;
            };
            at = at.plus_minutes(95);
            let (cast, place) = (cast(ballot)?, decision.number);
            self.store
                .cast_ballot(
                    decision.reference,
                    place,
                    (&cast, None),
                    &actor,
                    self.ids,
                    at,
                )
                .await?;
        }
        Ok(at)
    }

    async fn put(
        &self,
        thread: &Thread,
        question: &Question,
        leader: &Actor,
        at: Instant,
    ) -> anyhow::Result<Decision> {
        let method = shipped().into_iter().find(|one| one.key == question.way);
        let options = question.options.iter().map(|option| View::parse(option));
        let new = NewDecision {
            question: Title::parse(&question.asks)?,
            words: Words::parse(&question.words)?,
            method: method.context("no such method")?,
            options: options.collect::<Result<_, _>>()?,
            voters: Voters::from_code(&question.voters).context("no such voters")?,
            showing: Showing::from_code(&question.showing).context("no such showing")?,
        };
        let drafted = self
            .store
            .draft_decision(thread.reference, &new, leader, None, self.ids, at)
            .await?;
        Ok(drafted.decision)
    }

    async fn lead_decision(
        &self,
        decision: &Decision,
        command: Command,
        actor: &Actor,
        at: Instant,
    ) -> anyhow::Result<()> {
        let address = (decision.reference, decision.number);
        let order = Order::from(command);
        self.store
            .act_on_decision(address, &order, actor, None, self.ids, at)
            .await?;
        Ok(())
    }
}

fn cast(ballot: &str) -> anyhow::Result<Cast> {
    let (choice, reason) = ballot.split_once(' ').unwrap_or((ballot, ""));
    let choice = if choice.len() == 1 {
        Choice::One(choice.parse().context("the number of an option")?)
    } else {
        let mark = |sign: char| match sign {
            '+' => Ok(Mark::Yes),
            '0' => Ok(Mark::Maybe),
            '-' => Ok(Mark::No),
            _ => bail!("no mark is written {sign}"),
        };
        Choice::Each(choice.chars().map(mark).collect::<Result<_, _>>()?)
    };
    let reason = (!reason.is_empty()).then(|| Sentence::parse(reason));
    Ok(Cast {
        choice: Some(choice),
        reason: reason.transpose()?,
    })
}
