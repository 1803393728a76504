//! Mediations: what is written is what happened, two who act at once both count or one
//! of them is told, dates pass once, and nothing stays when the time is over.

use domain::case::{Case, Command as CaseCommand, Visibility};
use domain::household::Method;
use domain::id::PersonId;
use domain::instant::Instant;
use domain::mediation::{
    Command, Ending, InShort, KEPT_DAYS, Kept, Mediation, MediationNotice, Order, Refused, Side,
    Stage,
};
use domain::person::Actor;
use domain::text::{Sentence, Words};
use store::cases::NewCase;
use store::households::InPerson;
use store::idempotency::Once;
use store::mediations::{MediationActed, MediationError, NewMediation};
use store::on_each_engine;
use store::outbox::in_app::Told;
use store::testing::TestStore;

use crate::cases::{World, sentence, world};
use crate::fixtures::{now, place_id, resident};
use crate::threads::futures;

/// The door that is asked.
const DOOR: [u8; 32] = [7; 32];

/// Two households, a committee, a neighbour who can mediate, and a case about noise.
struct Scene {
    store: TestStore,
    world: World,
    case: Case,
    /// Two who live behind the door.
    door: [Actor; 2],
    /// Verified elsewhere in the lane.
    between: Actor,
}

impl Scene {
    async fn set(store: TestStore) -> Self {
        let world = world(&store).await;
        let mut people = Vec::new();
        for (number, name, door) in [
            (70, "Behind", DOOR),
            (71, "Wife", DOOR),
            (72, "Between", [8; 32]),
        ] {
            let person = resident(&store, number, name).await;
            verified(&store, &world, person, &door).await;
            people.push(Actor::Person(
                store.find_person(person).await.unwrap().unwrap(),
            ));
        }
        verified(&store, &world, id(&world.author), &[9; 32]).await;
        let new = NewCase {
            words: Words::parse("The piano next door, until midnight.").unwrap(),
            category: "neighbour-noise".to_owned(),
            place: place_id(&store, "willow-1").await,
            point: None,
            answers: std::collections::BTreeMap::new(),
            visibility: Visibility::BodyOnly,
            conflict: None,
            photos: Vec::new(),
            on_paper: false,
        };
        let filed = store.file_case(&new, &world.author, None, &world.ids, now());
        let case = filed.await.unwrap().case;
        let between = people.pop().unwrap();
        let door = people.try_into().unwrap();
        Self {
            store,
            world,
            case,
            door,
            between,
        }
    }

    async fn offer(&self, actor: &Actor, key: &str) -> Result<MediationActed, MediationError> {
        let new = NewMediation {
            case: self.case.reference,
            place: place_id(&self.store, "willow-1").await,
            door: &DOOR,
            named: false,
        };
        let once = Once { owner: "one", key };
        let once = (!key.is_empty()).then_some(&once);
        self.store
            .offer_mediation(&new, actor, once, &self.world.ids, now())
            .await
    }

    async fn tries(
        &self,
        of: &Mediation,
        actor: &Actor,
        command: Command,
        at: Instant,
    ) -> Result<Mediation, MediationError> {
        let order = Order::from(command);
        self.orders(of, actor, &order, at).await
    }

    async fn orders(
        &self,
        of: &Mediation,
        actor: &Actor,
        order: &Order,
        at: Instant,
    ) -> Result<Mediation, MediationError> {
        let named = Some(id(&self.between));
        let acted = self.store.act_on_mediation(
            of.reference,
            order,
            named,
            actor,
            None,
            &self.world.ids,
            at,
        );
        acted.await.map(|acted| acted.mediation)
    }

    /// Both said yes, somebody mediates, they have met: and when.
    async fn writing(&self) -> (Mediation, Instant) {
        let offered = self.offer(&self.world.author, "").await.unwrap().mediation;
        let [behind, _] = &self.door;
        let met = now().plus_days(3);
        let place = Sentence::parse("The room of the committee.").unwrap();
        let steps = [
            (behind, Command::Reply { yes: true }),
            (&self.world.member, Command::Name),
            (&self.between, Command::Accept),
            (&self.between, Command::Arrange { at: met, place }),
        ];
        for (who, command) in steps {
            self.tries(&offered, who, command, now()).await.unwrap();
        }
        (self.kept(&offered).await, met)
    }

    /// Both have written, and nobody has confirmed.
    async fn written(&self) -> (Mediation, Instant) {
        let (mediation, met) = self.writing().await;
        for (turn, who) in [&self.world.author, &self.door[0]].into_iter().enumerate() {
            let turn = i64::try_from(turn).unwrap();
            self.tries(&mediation, who, write(turn), met).await.unwrap();
        }
        (self.kept(&mediation).await, met)
    }

    async fn kept(&self, of: &Mediation) -> Mediation {
        let kept = self.store.find_mediation_of(of.case).await.unwrap();
        let kept = kept.unwrap();
        let history = self.store.mediation_history(of.id).await.unwrap();
        assert_eq!(Mediation::from_history(&history).as_ref(), Some(&kept));
        kept
    }

    async fn told(&self, actor: &Actor) -> Vec<MediationNotice> {
        let notices = self.store.list_notices(id(actor), 50).await.unwrap();
        let told = notices.into_iter().rev().filter_map(|one| match one.told {
            Told::OfMediation(notice) => Some(notice),
            _ => None,
        });
        told.collect()
    }

    async fn wake(&self, at: Instant) -> u64 {
        let woken = self.store.wake_mediations(20, &self.world.ids, at).await;
        woken.unwrap()
    }
}

fn id(actor: &Actor) -> PersonId {
    actor.person().unwrap().id
}

async fn verified(store: &TestStore, world: &World, person: PersonId, door: &[u8; 32]) {
    let seen = InPerson {
        person,
        place: place_id(store, "willow-1").await,
        door,
        by: id(&world.member),
        purpose: &sentence("I know them."),
    };
    let verified = store.verify_in_person(&seen, &world.ids, now()).await;
    verified.unwrap().unwrap();
    let residencies = store.list_residencies(person).await.unwrap();
    assert_eq!(residencies[0].method, Method::InPerson);
}

fn write(turn: i64) -> Command {
    Command::Write {
        words: Words::parse("I keep quiet after ten.").unwrap(),
        turn,
    }
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T, MediationError>) -> Refused {
    match outcome {
        Err(MediationError::Refused(refused)) => refused,
        other => panic!("{other:?}"),
    }
}

on_each_engine! {
    async fn from_a_yes_to_an_agreement_and_nobody_else_finds_it(store) {
        let scene = Scene::set(store).await;
        let (mediation, met) = scene.written().await;
        let turn = mediation.text.turn;
        for who in [&scene.world.author, &scene.door[0]] {
            scene.tries(&mediation, who, Command::Confirm { turn }, met).await.unwrap();
        }
        let kept = scene.kept(&mediation).await;
        assert_eq!(kept.in_short(), InShort::Holding);
        // Who lives behind the same door has no part in it any more; others never had.
        for who in [&scene.door[1], &scene.world.neighbour, &scene.world.stranger] {
            let end = scene.tries(&kept, who, Command::End { learnt: None }, met).await;
            assert!(matches!(end, Err(MediationError::NotFound)), "{end:?}");
        }
        let found = scene.store.find_mediation(kept.reference, id(&scene.door[1])).await.unwrap().unwrap();
        assert!(found.lives_there);
        assert_eq!((found.author.as_str(), found.other.as_deref(), found.mediator.as_deref()), ("Author", Some("Behind"), Some("Between")));
        // The case has not changed, and knows nothing of it.
        let case = scene.store.find_case(scene.case.reference).await.unwrap();
        assert_eq!(case.as_ref(), Some(&scene.case));
    }

    async fn one_a_case_however_many_offer_it_at_once(store) {
        let scene = Scene::set(store).await;
        let (author, member) = (&scene.world.author, &scene.world.member);
        let offers = [scene.offer(author, ""), scene.offer(member, ""), scene.offer(author, "")];
        let outcomes = futures(offers.into_iter()).await;
        let won: Vec<_> = outcomes.iter().filter_map(|one| one.as_ref().ok()).collect();
        assert_eq!(won.len(), 1);
        for lost in outcomes.iter().filter(|one| one.is_err()) {
            assert!(matches!(lost, Err(MediationError::Refused(Refused::OneAlready))), "{lost:?}");
        }
        scene.kept(&won[0].mediation).await;
    }

    async fn the_same_form_offers_once(store) {
        let scene = Scene::set(store).await;
        let author = &scene.world.author;
        let first = scene.offer(author, "k").await.unwrap();
        let again = scene.offer(author, "k").await.unwrap();
        assert_eq!((again.mediation, again.recorded.len()), (first.mediation, 0));
        assert_eq!(scene.told(&scene.door[0]).await, [MediationNotice::Asked]);
        assert_eq!(scene.told(&scene.door[1]).await, [MediationNotice::Asked]);
        assert_eq!(scene.told(author).await, []);
    }

    async fn two_who_confirm_at_once_both_count_and_they_agree_once(store) {
        let scene = Scene::set(store).await;
        let (mediation, met) = scene.written().await;
        let turn = mediation.text.turn;
        let confirm = |who| scene.tries(&mediation, who, Command::Confirm { turn }, met);
        let (author, behind) = (&scene.world.author, &scene.door[0]);
        let outcomes = futures([author, behind, author].into_iter().map(confirm)).await;
        let done = outcomes.iter().filter(|one| one.is_ok()).count();
        assert_eq!(done, 2, "{outcomes:?}");
        scene.kept(&mediation).await;
        let history = scene.store.mediation_history(mediation.id).await.unwrap();
        let agreed = history.iter().filter(|one| one.event.kind() == "agreed").count();
        assert_eq!(agreed, 1);
        let told = scene.told(&scene.between).await;
        assert_eq!(told.iter().filter(|one| **one == MediationNotice::Agreed).count(), 1);
    }

    async fn who_writes_while_the_other_confirms_is_never_bound_to_other_words(store) {
        let scene = Scene::set(store).await;
        let (mediation, met) = scene.written().await;
        let turn = mediation.text.turn;
        let (author, behind) = (&scene.world.author, &scene.door[0]);
        scene.tries(&mediation, author, Command::Confirm { turn }, met).await.unwrap();
        let change = scene.tries(&mediation, author, write(turn), met);
        let confirm = scene.tries(&mediation, behind, Command::Confirm { turn }, met);
        let mut both = futures([change, confirm].into_iter()).await;
        let (confirm, change) = (both.pop().unwrap(), both.pop().unwrap());
        let kept = scene.kept(&mediation).await;
        match (change, confirm) {
            (Ok(_), Err(MediationError::Refused(refused))) => {
                assert_eq!(refused, Refused::TextStale);
                assert!(Side::ALL.iter().all(|side| !kept.text.confirmed(*side)));
            }
            (Err(MediationError::Refused(refused)), Ok(_)) => {
                assert_eq!(refused, Refused::NotNow);
                assert_eq!(kept.in_short(), InShort::Holding);
            }
            other => panic!("{other:?}"),
        }
    }

    async fn two_of_a_household_who_say_yes_at_once_make_one_party(store) {
        let scene = Scene::set(store).await;
        let offered = scene.offer(&scene.world.author, "").await.unwrap().mediation;
        let reply = |who| scene.tries(&offered, who, Command::Reply { yes: true }, now());
        let outcomes = futures(scene.door.iter().map(reply)).await;
        assert_eq!(outcomes.iter().filter(|one| one.is_ok()).count(), 1);
        let kept = scene.kept(&offered).await;
        let other = kept.other.unwrap();
        // For the second one there is none any more.
        let lost = outcomes.iter().find(|one| one.is_err()).unwrap();
        assert!(matches!(lost, Err(MediationError::NotFound)), "{lost:?}");
        assert!(scene.door.iter().any(|one| id(one) == other));
    }

    async fn who_is_close_to_one_of_the_two_is_not_named(store) {
        let scene = Scene::set(store).await;
        let offered = scene.offer(&scene.world.author, "").await.unwrap().mediation;
        scene.tries(&offered, &scene.door[0], Command::Reply { yes: true }, now()).await.unwrap();
        let name = async |person: Option<PersonId>| {
            let order = Order::from(Command::Name);
            let (store, ids) = (&scene.store, &scene.world.ids);
            store.act_on_mediation(offered.reference, &order, person, &scene.world.member, None, ids, now()).await
        };
        let shares = resident(&scene.store, 73, "Husband").await;
        verified(&scene.store, &scene.world, shares, &[9; 32]).await;
        for close in [id(&scene.door[1]), id(&scene.world.author), id(&scene.door[0]), shares, id(&scene.world.stranger)] {
            assert_eq!(refusal(name(Some(close)).await), Refused::MediatorUnfit);
        }
        assert_eq!(refusal(name(None).await), Refused::MediatorUnfit);
        // A member of the body may, wherever they live.
        assert!(name(Some(id(&scene.world.member))).await.is_ok());
    }

    async fn dates_pass_once_however_many_servers_run(store) {
        let scene = Scene::set(store).await;
        let offered = scene.offer(&scene.world.author, "").await.unwrap().mediation;
        let remind = offered.due().unwrap();
        assert_eq!(scene.wake(remind.plus_seconds(-1)).await, 0);
        let woken = futures([remind; 4].into_iter().map(|at| scene.wake(at))).await;
        assert_eq!(woken.iter().sum::<u64>(), 1);
        assert_eq!(scene.wake(remind).await, 0);
        let told = [MediationNotice::Asked, MediationNotice::AnswerSoon];
        assert_eq!(scene.told(&scene.door[0]).await, told);
        let until = offered.by().unwrap();
        let woken = futures([until; 4].into_iter().map(|at| scene.wake(at))).await;
        assert_eq!(woken.iter().sum::<u64>(), 1);
        let kept = scene.kept(&offered).await;
        assert!(matches!(kept.stage, Stage::Ended { how: Ending::NotBegun, .. }));
        // The household is left in peace.
        assert_eq!(scene.told(&scene.door[0]).await, told);
        assert_eq!(scene.told(&scene.world.author).await, [MediationNotice::Ended]);
    }

    async fn a_no_changes_nothing_that_anybody_else_can_read(store) {
        let scene = Scene::set(store).await;
        let offered = scene.offer(&scene.world.author, "").await.unwrap().mediation;
        scene.tries(&offered, &scene.door[0], Command::Reply { yes: false }, now()).await.unwrap();
        let kept = scene.kept(&offered).await;
        assert_eq!((kept.step, kept.by(), kept.in_short()), (offered.step, offered.by(), offered.in_short()));
        assert_eq!(scene.told(&scene.world.author).await, []);
        assert_eq!(scene.told(&scene.world.member).await, []);
        // Nobody is reminded who has answered.
        assert_eq!(scene.wake(offered.due().unwrap()).await, 0);
    }

    async fn somebody_who_is_verified_later_is_asked_too(store) {
        let scene = Scene::set(store).await;
        let offered = scene.offer(&scene.world.author, "").await.unwrap().mediation;
        let stranger = &scene.world.stranger;
        let reply = || scene.tries(&offered, stranger, Command::Reply { yes: true }, now());
        assert!(matches!(reply().await, Err(MediationError::NotFound)));
        verified(&scene.store, &scene.world, id(stranger), &DOOR).await;
        assert_eq!(reply().await.unwrap().other, Some(id(stranger)));
    }

    async fn a_case_that_was_taken_back_begins_nothing(store) {
        let scene = Scene::set(store).await;
        let offered = scene.offer(&scene.world.author, "").await.unwrap().mediation;
        let taken = scene.world.act(&scene.store, &scene.case, &scene.world.author, CaseCommand::Withdraw, now());
        taken.await.unwrap();
        let reply = scene.tries(&offered, &scene.door[0], Command::Reply { yes: true }, now()).await;
        assert_eq!(refusal(reply), Refused::CaseOver);
    }

    async fn when_its_time_is_over_nothing_of_it_stays(store) {
        let scene = Scene::set(store).await;
        let (mediation, met) = scene.writing().await;
        let end = Command::End { learnt: Some(Words::parse("We both sleep badly.").unwrap()) };
        let ended = scene.tries(&mediation, &scene.door[0], end, met).await.unwrap();
        let gone = met.plus_days(KEPT_DAYS);
        assert_eq!(ended.delete_at(), Some(gone));
        assert_eq!(scene.store.delete_ended_mediations(gone.plus_seconds(-1)).await.unwrap(), 0);
        assert_eq!(refusal(scene.offer(&scene.world.author, "").await), Refused::OneAlready);
        assert_eq!(scene.store.delete_ended_mediations(gone).await.unwrap(), 1);
        assert_eq!(scene.store.find_mediation_of(scene.case.id).await.unwrap(), None);
        assert_eq!(scene.store.mediation_history(mediation.id).await.unwrap(), []);
        for who in [&scene.world.author, &scene.door[0], &scene.door[1], &scene.between, &scene.world.member] {
            assert_eq!(scene.told(who).await, []);
        }
        // The case is still there, and another one can be offered.
        assert!(scene.offer(&scene.world.author, "").await.is_ok());
    }

    async fn a_stale_step_is_refused(store) {
        let scene = Scene::set(store).await;
        let (mediation, _) = scene.writing().await;
        let order = Order {
            command: Command::Another,
            expected_step: Some(mediation.step - 1),
        };
        let refused = scene.orders(&mediation, &scene.between, &order, now()).await;
        assert_eq!(refusal(refused), Refused::SomeoneWasFaster);
        let follow = Command::Follow { kept: Kept::Kept };
        let refused = scene.tries(&mediation, &scene.world.author, follow, now()).await;
        assert_eq!(refusal(refused), Refused::NotNow);
    }
}
