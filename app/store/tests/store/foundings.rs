//! Ten verified households found a group of their building, once.

use domain::body::{BodyKind, Tier};
use domain::founding::{FOUNDING_DAYS, FoundingRefused as Refused, Signed, Tally};
use domain::id::{BodyId, PersonId, PlaceId};
use domain::instant::Instant;
use domain::language::Names;
use domain::office::OfficeChange;
use domain::text::Sentence;
use store::foundings::Signing;
use store::households::InPerson;
use store::ids::Ids;
use store::on_each_engine;
use store::testing::TestStore;

use crate::fixtures::{body, names, now, place_id, planted, resident};

/// Building 1 of Willow Lane with the committee above it.
struct Lane {
    store: TestStore,
    building: PlaceId,
    member: PersonId,
    names: Names,
    ids: Ids,
}

impl Lane {
    async fn on(store: TestStore) -> Self {
        planted(&store).await;
        let willow = place_id(&store, "willow-lane").await;
        let committee = body(
            50,
            "willow-committee",
            BodyKind::SelfGovernance,
            1,
            vec![willow],
        );
        store.import_bodies(&[committee], now()).await.unwrap();
        Self {
            building: place_id(&store, "willow-1").await,
            member: resident(&store, 900, "Lin").await,
            names: names("Group of 1", "1幢楼组"),
            ids: Ids::counted(1_000_000),
            store,
        }
    }

    async fn verified(&self, number: u128, door: u8) -> PersonId {
        let person = resident(&self.store, number, &format!("p{number}")).await;
        let seen = InPerson {
            person,
            place: self.building,
            door: &[door; 32],
            by: self.member,
            purpose: &Sentence::parse("I know them.").unwrap(),
        };
        let verified = self.store.verify_in_person(&seen, &self.ids, now());
        verified.await.unwrap().unwrap();
        person
    }

    /// People behind so many doors, from 1.
    async fn households(&self, count: u8) -> Vec<PersonId> {
        let mut people = Vec::new();
        for door in 1..=count {
            people.push(self.verified(u128::from(door), door).await);
        }
        people
    }

    async fn signs(&self, person: PersonId, helps: bool, at: Instant) -> Result<Signed, Refused> {
        let signing = Signing {
            place: self.building,
            person,
            helps,
            names: &self.names,
        };
        let signed = self.store.sign_founding(&signing, &self.ids, at);
        signed.await.unwrap()
    }

    async fn groups(&self) -> Vec<BodyId> {
        let bodies = self.store.list_bodies().await.unwrap();
        let groups = bodies.iter().filter(|body| body.tier == Tier::GROUP);
        groups.map(|body| body.id).collect()
    }

    async fn takes_back(&self, person: PersonId, at: Instant) -> Result<(), Refused> {
        let taken = self.store.take_back_signature(self.building, person, at);
        taken.await.unwrap()
    }
}

fn waits(households: usize, helping: usize) -> Signed {
    Signed::Waits(Tally {
        households,
        helping,
    })
}

on_each_engine! {
    async fn the_tenth_household_founds_a_group_with_who_helps(store) {
        let lane = Lane::on(store).await;
        let people = lane.households(10).await;
        for (at, person) in people[..9].iter().enumerate() {
            assert_eq!(lane.signs(*person, at < 3, now()).await, Ok(waits(at + 1, (at + 1).min(3))));
        }
        // Somebody else of the first household adds nothing; nor does who is verified nowhere.
        let flatmate = lane.verified(20, 1).await;
        assert_eq!(lane.signs(flatmate, true, now()).await, Ok(waits(9, 3)));
        assert_eq!(lane.signs(lane.member, true, now()).await, Err(Refused::NotVerified));
        let before = lane.store.current_rulebook().await.unwrap().revision();
        let founded = lane.signs(people[9], false, now()).await;
        let Ok(Signed::Founded(group)) = founded else { panic!("{founded:?}") };
        let book = lane.store.current_rulebook().await.unwrap();
        assert!(book.revision() > before, "every server learns of it");
        let body = book.body(group).unwrap();
        assert_eq!((body.key.as_str(), body.tier, body.members), ("willow-1-group", Tier::GROUP, 4));
        assert_eq!((body.places.as_slice(), body.calendar.zone.as_str()), (&[lane.building][..], "Asia/Shanghai"));
        let members = lane.store.list_members(group).await.unwrap();
        let mut members: Vec<PersonId> = members.iter().map(|one| one.person).collect();
        members.sort_unstable();
        assert_eq!(members, [people[0], people[1], people[2], flatmate]);
        let lines = lane.store.list_record_of_body(group, 20).await.unwrap();
        let of = |change| lines.iter().filter(|line| line.change == change).count();
        assert_eq!((of(OfficeChange::BodyFounded), of(OfficeChange::SeatGiven)), (1, 4));
        // Nothing of who signed is left, and nobody founds another.
        assert_eq!(lane.store.find_founding(lane.building, None).await.unwrap().founding, None);
        assert_eq!(lane.signs(people[9], true, now()).await, Err(Refused::GroupThere));
    }

    async fn two_who_sign_at_once_found_one_group(store) {
        let lane = Lane::on(store).await;
        let people = lane.households(11).await;
        for person in &people[..9] {
            lane.signs(*person, true, now()).await.unwrap();
        }
        let (one, other) = tokio::join!(lane.signs(people[9], true, now()), lane.signs(people[10], true, now()));
        let founded = [&one, &other].map(|one| matches!(one, Ok(Signed::Founded(_))));
        assert_eq!(founded.iter().filter(|yes| **yes).count(), 1, "{one:?} {other:?}");
        assert!([one, other].contains(&Err(Refused::GroupThere)));
        assert_eq!(lane.groups().await.len(), 1);
    }

    async fn without_three_households_that_help_it_waits(store) {
        let lane = Lane::on(store).await;
        let people = lane.households(10).await;
        for (at, person) in people.iter().enumerate() {
            lane.signs(*person, at < 2, now()).await.unwrap();
        }
        assert!(lane.groups().await.is_empty());
        let founded = lane.signs(people[9], true, now()).await;
        assert!(matches!(founded, Ok(Signed::Founded(_))), "who signed says that they help: {founded:?}");
        assert_eq!(lane.groups().await.len(), 1);
    }

    async fn a_signature_is_taken_back_and_ends_with_the_residency(store) {
        let lane = Lane::on(store).await;
        let people = lane.households(3).await;
        for person in &people {
            lane.signs(*person, true, now()).await.unwrap();
        }
        assert_eq!(lane.takes_back(people[0], now()).await, Ok(()));
        assert_eq!(lane.takes_back(people[0], now()).await, Err(Refused::NotSigned));
        let residency = lane.store.list_residencies(people[1]).await.unwrap()[0].id;
        assert!(lane.store.end_own_residency(residency, people[1], now()).await.unwrap());
        let looks = lane.store.find_founding(lane.building, Some(people[1])).await.unwrap();
        assert!(!looks.lives);
        let counted = Tally { households: 1, helping: 1 };
        assert_eq!(looks.founding.unwrap().tally(), counted);
        // Who moved out takes it back all the same; with the last one nothing is left.
        assert_eq!(lane.takes_back(people[1], now()).await, Ok(()));
        assert_eq!(lane.takes_back(people[2], now()).await, Ok(()));
        assert_eq!(lane.store.find_founding(lane.building, None).await.unwrap().founding, None);
    }

    async fn what_lapsed_counts_no_more_and_is_forgotten(store) {
        let lane = Lane::on(store).await;
        let people = lane.households(10).await;
        for person in &people[..9] {
            lane.signs(*person, true, now()).await.unwrap();
        }
        let late = now().plus_days(FOUNDING_DAYS);
        let signatures = async || {
            let now = lane.store.find_founding(lane.building, None).await.unwrap();
            now.founding.map(|one| one.signatures.len())
        };
        assert_eq!(lane.store.delete_lapsed_foundings(late.plus_seconds(-1)).await.unwrap(), 0);
        assert_eq!(lane.takes_back(people[0], late).await, Err(Refused::NotSigned));
        assert_eq!(lane.store.delete_lapsed_foundings(late).await.unwrap(), 9);
        assert_eq!(signatures().await, Some(0), "that it lapsed can still be told");
        assert_eq!(lane.signs(people[9], true, late).await, Ok(waits(1, 1)));
        assert_eq!(lane.store.delete_lapsed_foundings(late.plus_days(2 * FOUNDING_DAYS)).await.unwrap(), 2);
        assert_eq!(signatures().await, None);
    }

    async fn a_group_that_takes_no_work_keeps_nobody_from_another(store) {
        let lane = Lane::on(store).await;
        let people = lane.households(10).await;
        for person in &people {
            lane.signs(*person, true, now()).await.unwrap();
        }
        let first = lane.groups().await;
        assert_eq!(lane.signs(people[0], true, now()).await, Err(Refused::GroupThere));
        assert!(lane.store.set_in_service(first[0], false, now()).await.unwrap());
        for person in &people {
            lane.signs(*person, true, now()).await.unwrap();
        }
        let bodies = lane.store.list_bodies().await.unwrap();
        let groups: Vec<_> = bodies.iter().filter(|body| body.tier == Tier::GROUP).collect();
        let keys: Vec<&str> = groups.iter().map(|body| body.key.as_str()).collect();
        assert_eq!(keys, ["willow-1-group-2", "willow-1-group"], "the new one is asked first");
        assert_ne!(groups[0].rank, groups[1].rank, "no tie");
    }
}
