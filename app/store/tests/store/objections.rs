//! Objections under moderation: they are flagged, removed and put back as posts are, count all
//! the same, and nothing that leads to who objected stays when the decision closes.

use domain::case::Rule;
use domain::decision::{Decision, Outcome, Showing, Voters};
use domain::instant::Instant;
use domain::person::Actor;
use domain::text::Sentence;
use domain::thread::moderate::Said;
use domain::thread::{Refused, ThreadNotice};
use store::on_each_engine;
use store::testing::TestStore;
use store::threads::{Did, Mending, NewFlag, Objected, ThreadError, Waiting};

use crate::decisions::{OBJECT, Scene};
use crate::fixtures::now;
use crate::threads::refusal;

pub fn say(text: &str) -> Sentence {
    Sentence::parse(text).unwrap()
}

pub fn flag() -> Mending {
    Mending::Flag(NewFlag {
        rule: Rule::Insults,
        words: None,
        about: false,
    })
}

pub fn remove() -> Mending {
    Mending::Remove {
        rule: Rule::Insults,
        reason: say("It insults."),
        flags: false,
    }
}

pub fn appeal() -> Mending {
    Mending::Appeal {
        words: say("It is true."),
        about: false,
    }
}

pub fn restore() -> Mending {
    Mending::Answer {
        restore: true,
        words: say("So it is."),
    }
}

/// A decision by consent that is open, to which the first neighbour objects.
struct Objecting {
    scene: Scene,
    decision: Decision,
    slip: i64,
}

impl Objecting {
    async fn on(store: TestStore) -> Self {
        let scene = Scene::set(store, 12).await;
        let decision = scene
            .open("consent", Voters::Residents, Showing::Anonymous)
            .await;
        let author = &scene.neighbours[0];
        scene.vote(&decision, author, OBJECT, None).await.unwrap();
        let slip = slips(&scene, &decision).await[0];
        Self {
            scene,
            decision,
            slip,
        }
    }

    async fn does(&self, actor: &Actor, mending: Mending) -> Result<(), ThreadError> {
        self.does_to(self.slip, actor, mending, now()).await
    }

    async fn does_to(
        &self,
        slip: i64,
        actor: &Actor,
        mending: Mending,
        at: Instant,
    ) -> Result<(), ThreadError> {
        let part = (Said::Objection, slip);
        let (store, ids) = (&self.scene.store, &self.scene.ids);
        store
            .moderate(self.decision.reference, part, &mending, actor, ids, at)
            .await
    }

    async fn objected(&self) -> Option<Objected> {
        let (store, thread) = (&self.scene.store, self.scene.thread.id);
        store.find_objected(thread, self.slip).await.unwrap()
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

    fn neighbour(&self, at: usize) -> &Actor {
        &self.scene.neighbours[at]
    }
}

async fn slips(scene: &Scene, decision: &Decision) -> Vec<i64> {
    let all = scene.store.list_objections(decision).await.unwrap();
    all.into_iter().map(|one| one.slip).collect()
}

pub fn is_of_said(notice: ThreadNotice) -> bool {
    ThreadNotice::OF_SAID.contains(&notice)
}

on_each_engine! {
    async fn an_objection_is_flagged_removed_appealed_and_put_back_by_somebody_else(store) {
        let objecting = Objecting::on(store).await;
        let [member, second] = &objecting.scene.members;
        let author = objecting.neighbour(0);
        objecting.does(objecting.neighbour(2), flag()).await.unwrap();
        let waiting = objecting.waiting().await;
        assert_eq!(waiting.len(), 1);
        let one = &waiting[0];
        assert_eq!((one.said, one.number, one.decision), (Said::Objection, objecting.slip, Some(objecting.decision.number)));
        assert_eq!((one.words.as_str(), one.reasons.as_slice()), ("The door is too narrow.", &[(Rule::Insults, 1)][..]));
        objecting.does(member, remove()).await.unwrap();
        assert!(objecting.waiting().await.is_empty());
        let removal = objecting.objected().await.unwrap().removal.unwrap();
        assert_eq!((removal.rule, removal.restored), (Rule::Insults, false));
        assert_eq!(objecting.scene.told(author).await[0], ThreadNotice::SaidRemoved);
        assert_eq!(refusal(objecting.does(second, appeal()).await), Refused::NotOwnPost);
        objecting.does(author, appeal()).await.unwrap();
        assert_eq!(objecting.waiting().await[0].number, objecting.slip);
        assert!(objecting.scene.told(second).await.contains(&ThreadNotice::AppealMade));
        assert_eq!(refusal(objecting.does(member, restore()).await), Refused::SamePerson);
        objecting.does(second, restore()).await.unwrap();
        assert!(objecting.objected().await.unwrap().removal.unwrap().restored);
        assert_eq!(objecting.scene.told(author).await[0], ThreadNotice::AppealAnswered);
        for did in [Did::Flagged, Did::Removed, Did::Appealed, Did::Restored] {
            assert_eq!(objecting.did(did).await, 1, "{did:?}");
        }
    }

    async fn three_households_hide_an_objection(store) {
        let objecting = Objecting::on(store).await;
        // Two live behind each door.
        for at in [2, 3, 4] {
            objecting.does(objecting.neighbour(at), flag()).await.unwrap();
        }
        let flagged = objecting.objected().await.unwrap().flagged.unwrap();
        assert_eq!((flagged.flags.households, flagged.hidden_until(now())), (2, None));
        objecting.does(objecting.neighbour(6), flag()).await.unwrap();
        let flagged = objecting.objected().await.unwrap().flagged.unwrap();
        assert_eq!(flagged.hidden_until(now()), Some(now().plus_minutes(48 * 60)));
        assert_eq!(objecting.scene.told(objecting.neighbour(0)).await[0], ThreadNotice::SaidHidden);
    }

    async fn nobody_flags_their_own_objection_nor_one_that_is_not_there(store) {
        let objecting = Objecting::on(store).await;
        let author = objecting.neighbour(0);
        assert_eq!(refusal(objecting.does(author, flag()).await), Refused::OwnWords);
        let wish = || Mending::Remove { rule: Rule::OwnWish, reason: say("Enough."), flags: false };
        assert_eq!(refusal(objecting.does(author, wish()).await), Refused::ObjectionByAnswer);
        assert_eq!(refusal(objecting.does(&objecting.scene.members[0], wish()).await), Refused::NotOwnPost);
        for slip in [0, -1, objecting.slip + 1_000] {
            let unknown = objecting.does_to(slip, objecting.neighbour(2), flag(), now()).await;
            assert!(matches!(unknown, Err(ThreadError::NotFound)), "{slip}: {unknown:?}");
        }
    }

    async fn a_changed_objection_is_another_and_its_flags_stay_counted(store) {
        let objecting = Objecting::on(store).await;
        let (scene, author) = (&objecting.scene, objecting.neighbour(0));
        for at in [2, 4] {
            objecting.does(objecting.neighbour(at), flag()).await.unwrap();
        }
        objecting.does(&scene.members[0], remove()).await.unwrap();
        objecting.does(author, appeal()).await.unwrap();
        scene.vote(&objecting.decision, author, 0, Some(1)).await.unwrap();
        assert_eq!(objecting.objected().await, None);
        assert!(objecting.waiting().await.is_empty());
        assert!(!scene.told(author).await.into_iter().any(is_of_said));
        scene.vote(&objecting.decision, author, OBJECT, Some(2)).await.unwrap();
        let again = slips(scene, &objecting.decision).await[0];
        assert_ne!(again, objecting.slip);
        let again = scene.store.find_objected(scene.thread.id, again).await.unwrap().unwrap();
        assert_eq!((again.removal, again.flagged, again.kept), (None, None, None));
        assert_eq!((objecting.did(Did::Flagged).await, objecting.did(Did::Removed).await), (2, 1));
    }

    async fn a_removed_reason_is_not_published_and_its_objection_counts(store) {
        let objecting = Objecting::on(store).await;
        let (scene, decision) = (&objecting.scene, &objecting.decision);
        let [member, second] = &scene.members;
        // The first is removed, the second put back, the third only flagged.
        for at in [2, 4] {
            scene.vote(decision, &scene.neighbours[at], OBJECT, None).await.unwrap();
        }
        let all = slips(scene, decision).await;
        let others: Vec<i64> = all.into_iter().filter(|slip| *slip != objecting.slip).collect();
        objecting.does(objecting.neighbour(6), flag()).await.unwrap();
        objecting.does(member, remove()).await.unwrap();
        objecting.does_to(others[0], member, remove(), now()).await.unwrap();
        let of_other = scene.store.find_objected(scene.thread.id, others[0]).await.unwrap().unwrap().author;
        let of_other = scene.neighbours.iter().find(|one| one.person().unwrap().id == of_other).unwrap();
        objecting.does_to(others[0], of_other, appeal(), now()).await.unwrap();
        objecting.does_to(others[0], second, restore(), now()).await.unwrap();
        objecting.does_to(others[1], objecting.neighbour(8), flag(), now()).await.unwrap();
        for at in [1, 3, 5, 6, 7, 8, 9, 10, 11] {
            scene.vote(decision, &scene.neighbours[at], 0, None).await.unwrap();
        }
        let flagged = objecting.did(Did::Flagged).await;
        scene.wake(now().plus_days(7)).await;
        let closed = scene.found(decision).await;
        assert_eq!(closed.result().unwrap().1, &Outcome::ObjectionsStand { objections: 3 });
        let kept = scene.store.list_reasoned(decision).await.unwrap();
        let kept: Vec<_> = kept.into_iter().map(|one| one.ballot).collect();
        let removed: Vec<_> = kept.iter().filter(|one| one.removed.is_some()).collect();
        assert_eq!(removed.len(), 1);
        assert_eq!((removed[0].removed, removed[0].reason.as_deref()), (Some(Rule::Insults), None));
        let published = kept.iter().filter(|one| one.reason.is_some()).count();
        assert_eq!(published, 2);
        // Nothing is left of what would lead to who objected, and nothing waits.
        assert!(objecting.waiting().await.is_empty());
        assert_eq!(objecting.objected().await, None);
        for one in scene.neighbours.iter().chain(&scene.members) {
            assert!(!scene.told(one).await.into_iter().any(is_of_said));
        }
        let late = objecting.does(objecting.neighbour(8), flag()).await;
        assert!(matches!(late, Err(ThreadError::NotFound)), "{late:?}");
        assert_eq!(objecting.did(Did::Flagged).await, flagged, "the public counts stay");
    }
}
