//! Published reasons under moderation: they are flagged and removed as posts are, the answers
//! they came with count all the same, and where nobody knows who wrote one nobody is told.

use domain::case::Rule;
use domain::decision::{Cast, Choice, Decision, Published, Showing, Voters};
use domain::instant::Instant;
use domain::language::Language;
use domain::person::Actor;
use domain::thread::moderate::{Said, reason_number};
use domain::thread::{Refused, ThreadNotice};
use store::on_each_engine;
use store::testing::TestStore;
use store::threads::{Did, Mending, Reasoned, ThreadError, Waiting};

use crate::decisions::Scene;
use crate::fixtures::now;
use crate::objections::{appeal, flag, is_of_said, remove, restore, say};
use crate::threads::refusal;

const WHY: &str = "The people in 3-203 are thieves.";

/// A day after the decision closed.
fn later() -> Instant {
    now().plus_days(8)
}

/// A closed decision in which the first neighbour said no, and why.
struct Told {
    scene: Scene,
    decision: Decision,
    number: i64,
}

impl Told {
    async fn on(store: TestStore, showing: Showing, answers: usize) -> Self {
        let scene = Scene::set(store, 12).await;
        let open = scene.open("majority", Voters::Residents, showing).await;
        let cast = Cast {
            choice: Some(Choice::One(1)),
            reason: Some(say(WHY)),
        };
        let (author, ids) = (&scene.neighbours[0], &scene.ids);
        let cast = scene.store.cast_ballot(
            open.reference,
            open.number,
            (&cast, None),
            author,
            ids,
            now(),
        );
        cast.await.unwrap();
        for actor in &scene.neighbours[1..answers] {
            scene.vote(&open, actor, 0, None).await.unwrap();
        }
        scene.wake(now().plus_days(7)).await;
        let decision = scene.found(&open).await;
        let all = scene.store.list_reasoned(&decision).await.unwrap();
        assert_eq!(all.len(), answers);
        let number = all.iter().find_map(|one| one.number).unwrap();
        Self {
            scene,
            decision,
            number,
        }
    }

    async fn does(&self, actor: &Actor, mending: Mending) -> Result<(), ThreadError> {
        self.does_to(self.number, actor, mending).await
    }

    async fn does_to(
        &self,
        number: i64,
        actor: &Actor,
        mending: Mending,
    ) -> Result<(), ThreadError> {
        let part = (Said::Reason, number);
        let (store, ids) = (&self.scene.store, &self.scene.ids);
        store
            .moderate(self.decision.reference, part, &mending, actor, ids, later())
            .await
    }

    async fn reasoned(&self) -> Option<Reasoned> {
        let (store, thread) = (&self.scene.store, self.scene.thread.id);
        store.find_reasoned(thread, self.number).await.unwrap()
    }

    async fn waiting(&self) -> Vec<Waiting> {
        let bodies = [self.scene.thread.body];
        let waiting = self.scene.store.list_waiting(&bodies, false, 9).await;
        waiting.unwrap()
    }

    async fn did(&self, what: Did) -> usize {
        let (store, place) = (&self.scene.store, self.scene.thread.place);
        let all = store.list_moderated(place, now(), 99).await.unwrap();
        all.iter().filter(|(did, _)| *did == what).count()
    }

    /// Whether any neighbour was told of what was said.
    async fn anybody_was_told(&self) -> bool {
        for one in &self.scene.neighbours {
            if self.scene.told(one).await.into_iter().any(is_of_said) {
                return true;
            }
        }
        false
    }

    fn neighbour(&self, at: usize) -> &Actor {
        &self.scene.neighbours[at]
    }
}

on_each_engine! {
    async fn a_reason_without_a_name_is_removed_and_nobody_is_told(store) {
        let told = Told::on(store, Showing::Anonymous, 12).await;
        let [member, second] = &told.scene.members;
        told.does(told.neighbour(2), flag()).await.unwrap();
        let waiting = told.waiting().await;
        assert_eq!(waiting.len(), 1);
        let one = &waiting[0];
        assert_eq!((one.said, one.number, one.decision), (Said::Reason, told.number, Some(told.decision.number)));
        assert_eq!((one.author, one.words.as_str(), one.reasons.as_slice()), (None, WHY, &[(Rule::Insults, 1)][..]));
        // Nobody knows that it is theirs: they flag it like anybody.
        told.does(told.neighbour(0), flag()).await.unwrap();
        told.does(member, remove()).await.unwrap();
        assert!(told.waiting().await.is_empty());
        let reasoned = told.reasoned().await.unwrap();
        assert_eq!(reasoned.removal.as_ref().map(|removal| (removal.rule, removal.restored)), Some((Rule::Insults, false)));
        assert_eq!((reasoned.author, reasoned.ballot.reason.as_deref(), reasoned.ballot.removed), (None, Some(WHY), None));
        let listed = told.scene.store.list_reasoned(&told.decision).await.unwrap();
        let removed: Vec<&Reasoned> = listed.iter().filter(|one| one.removal.is_some()).collect();
        assert_eq!(removed, [&reasoned]);
        for actor in [told.neighbour(0), told.neighbour(2), second] {
            assert_eq!(refusal(told.does(actor, appeal()).await), Refused::NotOwnPost);
        }
        assert_eq!(refusal(told.does(told.neighbour(4), flag()).await), Refused::RemovedBefore);
        assert!(!told.anybody_was_told().await);
        assert_eq!((told.did(Did::Flagged).await, told.did(Did::Removed).await), (2, 1));
        // The answer counts as before, for whoever counts again.
        let choices = told.scene.store.list_choices(told.decision.id).await.unwrap();
        let published = Published::of(&told.decision, choices, Language::En).unwrap();
        let (tally, outcome) = published.recount().unwrap();
        assert_eq!((&tally, &outcome), told.decision.result().unwrap());
        assert_eq!(tally.options[1].yes.heads, 1);
    }

    async fn three_households_hide_a_reason_and_nobody_is_told(store) {
        let told = Told::on(store, Showing::Anonymous, 12).await;
        // Two live behind each door.
        for at in [2, 3, 4] {
            told.does(told.neighbour(at), flag()).await.unwrap();
        }
        let flagged = told.reasoned().await.unwrap().flagged.unwrap();
        assert_eq!((flagged.flags.households, flagged.hidden_until(later())), (2, None));
        told.does(told.neighbour(6), flag()).await.unwrap();
        let flagged = told.reasoned().await.unwrap().flagged.unwrap();
        assert_eq!(flagged.hidden_until(later()), Some(later().plus_minutes(48 * 60)));
        assert!(!told.anybody_was_told().await);
        let member = &told.scene.members[0];
        assert!(told.scene.told(member).await.contains(&ThreadNotice::FlagsWait));
        told.does(member, Mending::LetStand { words: say("It may be said.") }).await.unwrap();
        let reasoned = told.reasoned().await.unwrap();
        assert_eq!(reasoned.kept.map(|kept| kept.words).as_deref(), Some("It may be said."));
        assert_eq!(reasoned.flagged.unwrap().hidden_until(later()), None);
        assert!(!told.anybody_was_told().await);
    }

    async fn who_gave_a_reason_with_their_name_is_told_and_appeals(store) {
        let told = Told::on(store, Showing::Closed, 12).await;
        let [member, second] = &told.scene.members;
        let author = told.neighbour(0);
        assert_eq!(told.reasoned().await.unwrap().author, author.person().map(|one| one.id));
        assert_eq!(refusal(told.does(author, flag()).await), Refused::OwnWords);
        told.does(told.neighbour(2), flag()).await.unwrap();
        told.does(member, remove()).await.unwrap();
        assert_eq!(told.scene.told(author).await[0], ThreadNotice::SaidRemoved);
        assert_eq!(refusal(told.does(second, appeal()).await), Refused::NotOwnPost);
        told.does(author, appeal()).await.unwrap();
        let waiting = told.waiting().await;
        assert_eq!((waiting[0].said, waiting[0].number), (Said::Reason, told.number));
        assert_eq!(waiting[0].author, author.person().map(|one| one.id));
        assert_eq!(refusal(told.does(member, restore()).await), Refused::SamePerson);
        told.does(second, restore()).await.unwrap();
        assert!(told.reasoned().await.unwrap().removal.unwrap().restored);
        assert!(told.scene.told(author).await.contains(&ThreadNotice::AppealAnswered));
    }

    async fn only_a_reason_that_was_published_is_found(store) {
        let told = Told::on(store, Showing::Anonymous, 12).await;
        let empty = (1..=13).filter_map(|position| reason_number(1, position));
        let strange = [0, -1, 1, 999_999, 1_000_000, told.number + 1_000_000, i64::MAX, i64::MIN];
        for number in empty.chain(strange).filter(|number| *number != told.number) {
            let unknown = told.does_to(number, told.neighbour(2), flag()).await;
            assert!(matches!(unknown, Err(ThreadError::NotFound)), "{number}: {unknown:?}");
        }
    }

    async fn what_so_few_said_is_published_by_nobody_and_flagged_by_nobody(store) {
        let told = Told::on(store, Showing::Closed, 9).await;
        assert_eq!(told.reasoned().await, None);
        let unknown = told.does(told.neighbour(2), flag()).await;
        assert!(matches!(unknown, Err(ThreadError::NotFound)), "{unknown:?}");
    }
}
