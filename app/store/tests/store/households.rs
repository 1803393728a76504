//! Households: codes of letters, neighbours who vouch, the community body.

use domain::household::{
    CODE_DAYS, ConflictKind, HomeNotice, HouseholdRefused as Refused, MAX_TRIES, Method,
    Resolution, VOUCH_DAYS, Vouching,
};
use domain::id::{BodyId, PersonId, PlaceId};
use domain::instant::Instant;
use domain::text::Sentence;
use store::households::{Decision, InPerson, Letter};
use store::idempotency::Once;
use store::ids::Ids;
use store::on_each_engine;
use store::outbox::in_app::Told;
use store::testing::TestStore;

use crate::fixtures::{body, now, place_id, planted, resident};

/// Building 1 of Willow Lane with its committee.
struct Lane {
    store: TestStore,
    building: PlaceId,
    committee: BodyId,
    member: PersonId,
    ids: Ids,
}

const fn door(n: u8) -> [u8; 32] {
    [n; 32]
}

const fn code(n: u8) -> [u8; 32] {
    [100 + n; 32]
}

fn why() -> Sentence {
    Sentence::parse("I know them.").unwrap()
}

impl Lane {
    async fn on(store: TestStore) -> Self {
        planted(&store).await;
        let willow = place_id(&store, "willow-lane").await;
        let kind = domain::body::BodyKind::SelfGovernance;
        let committee = body(50, "willow-committee", kind, 1, vec![willow]);
        store
            .import_bodies(std::slice::from_ref(&committee), now())
            .await
            .unwrap();
        let member = resident(&store, 90, "Lin").await;
        Self {
            building: place_id(&store, "willow-1").await,
            committee: committee.id,
            member,
            ids: Ids::counted(1_000_000),
            store,
        }
    }

    async fn letters(&self, letters: &[(u8, u8)], at: Instant) {
        let letters: Vec<Letter> = letters
            .iter()
            .map(|(of, with)| Letter {
                door: door(*of),
                code: code(*with),
            })
            .collect();
        let made =
            self.store
                .make_letters(self.building, &letters, self.member, None, &self.ids, at);
        assert!(made.await.unwrap());
    }

    async fn types(&self, person: PersonId, with: u8, at: Instant) -> Result<(), Refused> {
        self.store
            .use_household_code(person, &code(with), &self.ids, at)
            .await
            .unwrap()
    }

    /// Somebody who is verified behind door `n`.
    async fn verified(&self, n: u8, name: &str) -> PersonId {
        let person = resident(&self.store, u128::from(n), name).await;
        let seen = InPerson {
            person,
            place: self.building,
            door: &door(n),
            by: self.member,
            purpose: &why(),
        };
        self.store
            .verify_in_person(&seen, &self.ids, now())
            .await
            .unwrap()
            .unwrap();
        person
    }

    async fn vouches(
        &self,
        voucher: PersonId,
        person: PersonId,
        at: Instant,
    ) -> Result<Vouching, Refused> {
        self.store
            .vouch_for(voucher, person, &self.ids, at)
            .await
            .unwrap()
    }

    async fn asks(&self, person: PersonId, behind: u8, at: Instant) -> Result<(), Refused> {
        self.store
            .ask_to_vouch(person, self.building, &door(behind), &self.ids, at)
            .await
            .unwrap()
    }

    async fn methods(&self, person: PersonId) -> Vec<Method> {
        let residencies = self.store.list_residencies(person).await.unwrap();
        residencies.iter().map(|one| one.method).collect()
    }

    async fn conflicts(&self) -> Vec<(ConflictKind, String, bool)> {
        let listed = self
            .store
            .list_conflicts(&[self.committee], 10)
            .await
            .unwrap();
        listed
            .into_iter()
            .map(|one| (one.kind, one.name, one.verified))
            .collect()
    }

    async fn told(&self, person: PersonId) -> Vec<HomeNotice> {
        let notices = self.store.list_notices(person, 10).await.unwrap();
        let of_home = |told| match told {
            Told::OfHome(notice) => Some(notice),
            Told::OfCase(..)
            | Told::OfChallenge(_)
            | Told::OfThread(_)
            | Told::OfMeeting(_)
            | Told::OfMediation(_)
            | Told::OfOffice(_) => None,
        };
        notices
            .into_iter()
            .filter_map(|one| of_home(one.told))
            .collect()
    }
}

on_each_engine! {
    async fn a_code_verifies_everybody_of_the_door_until_a_newer_letter_comes(store) {
        let lane = Lane::on(store).await;
        let (ann, bob, eve) = (resident(&lane.store, 1, "Ann").await, resident(&lane.store, 2, "Bob").await, resident(&lane.store, 3, "Eve").await);
        lane.letters(&[(1, 1), (2, 2)], now()).await;
        assert_eq!(lane.types(ann, 1, now()).await, Ok(()));
        assert_eq!(lane.types(ann, 1, now()).await, Err(Refused::AlreadyVerified));
        assert_eq!(lane.types(bob, 1, now()).await, Ok(()), "of the same household");
        assert_eq!((lane.methods(ann).await, lane.told(ann).await), (vec![Method::Code], vec![HomeNotice::Verified]));
        let home = lane.store.find_person(ann).await.unwrap().unwrap().home;
        assert_eq!(home, Some(lane.building), "what was told once is not asked again");

        lane.letters(&[(1, 3)], now()).await;
        assert_eq!(lane.types(eve, 1, now()).await, Err(Refused::CodeReplaced));
        assert_eq!(lane.types(eve, 1, now()).await, Err(Refused::CodeReplaced));
        let listed = (ConflictKind::ReplacedCode, "Eve".to_owned(), false);
        assert_eq!(lane.conflicts().await, [listed], "listed once");
        assert_eq!(lane.types(eve, 3, now()).await, Ok(()));
        assert_eq!(lane.methods(bob).await, [Method::Code], "who is verified stays so");

        let counted = lane.store.households_of(lane.building, &[ann, bob, eve], now()).await.unwrap();
        assert_eq!((counted.verified, counted.known, counted.count([ann, bob, eve])), (1, 2, 1));
        let city = place_id(&lane.store, "river-city").await;
        let plum = place_id(&lane.store, "plum-court").await;
        assert_eq!(lane.store.households_of(city, &[], now()).await.unwrap().verified, 1);
        let elsewhere = lane.store.households_of(plum, &[ann], now()).await.unwrap();
        assert_eq!((elsewhere.verified, elsewhere.known, elsewhere.of[&ann].1), (0, 0, false));
    }

    async fn a_code_lapses_and_wrong_ones_are_counted(store) {
        let lane = Lane::on(store).await;
        let (ann, eve) = (resident(&lane.store, 1, "Ann").await, resident(&lane.store, 3, "Eve").await);
        lane.letters(&[(1, 1)], now()).await;
        let late = now().plus_days(CODE_DAYS);
        assert_eq!(lane.types(ann, 1, late).await, Err(Refused::CodeLapsed));
        for _ in 0..MAX_TRIES {
            assert_eq!(lane.types(eve, 9, now()).await, Err(Refused::CodeUnknown));
        }
        assert_eq!(lane.types(eve, 1, now()).await, Err(Refused::CodeTriedTooOften));
        assert_eq!(lane.types(ann, 1, now()).await, Ok(()), "others are not held up");
        assert_eq!(lane.types(eve, 1, now().plus_days(1)).await, Ok(()));
        assert_eq!(lane.store.delete_lapsed_household_codes(now()).await.unwrap(), 0);
        assert_eq!(lane.store.delete_lapsed_household_codes(late).await.unwrap(), 1);
    }

    async fn letters_of_one_form_are_made_once(store) {
        let lane = Lane::on(store).await;
        let once = Once { owner: "lin", key: "k" };
        let letters = [Letter { door: door(1), code: code(1) }];
        for expected in [true, false] {
            let made = lane.store.make_letters(lane.building, &letters, lane.member, Some(&once), &lane.ids, now());
            assert_eq!(made.await.unwrap(), expected);
        }
    }

    async fn two_neighbours_of_different_doors_vouch(store) {
        let lane = Lane::on(store).await;
        let (ann, bob) = (lane.verified(1, "Ann").await, lane.verified(2, "Bob").await);
        let new = resident(&lane.store, 30, "New").await;
        assert_eq!(lane.vouches(ann, new, now()).await, Err(Refused::NotAsked));
        assert_eq!(lane.asks(new, 7, now()).await, Ok(()));
        assert_eq!(lane.asks(new, 7, now()).await, Err(Refused::AskedAlready));
        assert!(lane.told(ann).await.contains(&HomeNotice::VouchAsked));
        let asking = lane.store.list_asking_neighbours(ann, 10).await.unwrap();
        assert_eq!((asking.len(), asking[0].name.as_str(), asking[0].vouched), (1, "New", false));
        assert_eq!(lane.vouches(new, new, now()).await, Err(Refused::NotNeighbour));

        assert_eq!(lane.vouches(ann, new, now()).await, Ok(Vouching::OneMore));
        assert_eq!(lane.vouches(ann, new, now()).await, Err(Refused::VouchedAlready));
        assert!(lane.store.withdraw_vouch(ann, new).await.unwrap());
        assert_eq!(lane.store.count_vouches(ann, now()).await.unwrap(), 0, "what led to nothing is given back");
        assert_eq!(lane.vouches(bob, new, now()).await, Ok(Vouching::OneMore));
        assert_eq!(lane.vouches(ann, new, now()).await, Ok(Vouching::Verified));
        assert_eq!(lane.methods(new).await, [Method::Vouched]);
        assert!(!lane.store.withdraw_vouch(ann, new).await.unwrap(), "too late");
        assert_eq!(lane.store.find_vouch_request(new).await.unwrap(), None);
        assert_eq!(lane.store.count_vouches(ann, now()).await.unwrap(), 1);
        assert_eq!(lane.conflicts().await, [], "no letters were made in this building");
    }

    async fn nobody_vouches_a_fourth_time_within_a_year_or_for_their_own_door(store) {
        let lane = Lane::on(store).await;
        let ann = lane.verified(1, "Ann").await;
        for n in 31..=34 {
            let new = resident(&lane.store, n, &format!("New{n}")).await;
            lane.asks(new, u8::try_from(n).unwrap(), now()).await.unwrap();
            let expected = if n == 34 { Err(Refused::VouchesUsedUp) } else { Ok(Vouching::OneMore) };
            assert_eq!(lane.vouches(ann, new, now()).await, expected);
            let later = now().plus_days(VOUCH_DAYS);
            if n == 34 {
                assert_eq!(lane.vouches(ann, new, later).await, Ok(Vouching::OneMore));
            }
        }
        let family = resident(&lane.store, 40, "Family").await;
        lane.asks(family, 1, now()).await.unwrap();
        let later = now().plus_days(VOUCH_DAYS);
        assert_eq!(lane.vouches(ann, family, later).await, Err(Refused::SameHousehold));
        assert!(lane.store.list_asking_neighbours(ann, 10).await.unwrap().iter().all(|one| one.person != family));
    }

    async fn what_does_not_fit_is_listed_and_decided_once(store) {
        let lane = Lane::on(store).await;
        let ann = lane.verified(1, "Ann").await;
        lane.letters(&[(2, 2)], now()).await;
        assert_eq!(lane.types(ann, 2, now()).await, Ok(()));
        let listed = lane.store.list_conflicts(&[lane.committee], 10).await.unwrap();
        assert_eq!((listed.len(), listed[0].kind), (1, ConflictKind::TwoHouseholds));
        let reason = why();
        let decision = Decision { conflict: listed[0].id, resolution: Resolution::End, by: lane.member, reason: &reason };
        let other = BodyId::new(uuid::Uuid::from_u128(51));
        let foreign = lane.store.resolve_conflict(&decision, &[other], &lane.ids, now()).await.unwrap();
        assert_eq!(foreign, Err(Refused::NoSuchConflict));
        let decided = lane.store.resolve_conflict(&decision, &[lane.committee], &lane.ids, now()).await.unwrap();
        assert_eq!(decided, Ok(()));
        let again = lane.store.resolve_conflict(&decision, &[lane.committee], &lane.ids, now()).await.unwrap();
        assert_eq!(again, Err(Refused::NoSuchConflict));
        assert_eq!(lane.methods(ann).await, [Method::InPerson]);
        assert!(lane.told(ann).await.contains(&HomeNotice::Ended));
    }

    async fn a_residency_ends_by_the_person_or_with_a_reason(store) {
        let lane = Lane::on(store).await;
        let (ann, bob) = (lane.verified(1, "Ann").await, lane.verified(2, "Bob").await);
        let residents = lane.store.list_residents(lane.building, 10).await.unwrap();
        assert_eq!(residents.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Ann", "Bob"]);
        let own = lane.store.list_residencies(ann).await.unwrap()[0].id;
        assert!(!lane.store.end_own_residency(own, bob, now()).await.unwrap(), "not theirs");
        assert!(lane.store.end_own_residency(own, ann, now()).await.unwrap());
        assert!(!lane.store.end_own_residency(own, ann, now()).await.unwrap());
        let (willow, reason) = (place_id(&lane.store, "willow-lane").await, why());
        let end = |place| lane.store.end_residency(residents[1].id, place, lane.member, &reason, &lane.ids, now());
        assert_eq!(end(willow).await.unwrap(), Err(Refused::NotVerified), "of another place");
        assert_eq!(end(lane.building).await.unwrap(), Ok(()));
        assert_eq!(lane.told(bob).await, [HomeNotice::Ended, HomeNotice::Verified]);
        let places = lane.store.list_door_places(&[lane.committee], 10).await.unwrap();
        assert_eq!(places.iter().map(|one| (one.place.slug.as_str(), one.verified)).collect::<Vec<_>>(), [("willow-1", 0)]);
    }

    async fn who_moves_out_together_is_no_household_each(store) {
        let lane = Lane::on(store).await;
        let (ann, bob) = (resident(&lane.store, 1, "Ann").await, resident(&lane.store, 2, "Bob").await);
        let eve = resident(&lane.store, 3, "Eve").await;
        lane.letters(&[(1, 1), (2, 2)], now()).await;
        for one in [ann, bob] {
            assert_eq!(lane.types(one, 1, now()).await, Ok(()));
        }
        let count = async |people: &[domain::id::PersonId]| {
            let known = lane.store.households_of(lane.building, people, now()).await.unwrap();
            known.count(people.iter().copied())
        };
        assert_eq!(count(&[ann, bob, eve]).await, 2, "one door, and one account");
        for (at, one) in [ann, bob].into_iter().enumerate() {
            let own = lane.store.list_residencies(one).await.unwrap()[0].id;
            assert!(lane.store.end_own_residency(own, one, now()).await.unwrap());
            assert_eq!(count(&[ann, bob, eve]).await, 2, "{at}: to move out makes nobody more");
        }
        let known = lane.store.households_of(lane.building, &[ann], now()).await.unwrap();
        assert_eq!((known.verified, known.of[&ann].1), (0, false), "nor does anybody live there");
        // Who lives behind another door by now counts with that one.
        assert_eq!(lane.types(ann, 2, now()).await, Ok(()));
        assert_eq!(count(&[ann, bob, eve]).await, 3);
    }

    async fn two_vouches_at_once_are_two_vouches(store) {
        let lane = Lane::on(store).await;
        let (ann, bob) = (lane.verified(1, "Ann").await, lane.verified(2, "Bob").await);
        let new = resident(&lane.store, 30, "New").await;
        lane.asks(new, 7, now()).await.unwrap();
        let (one, two) = tokio::join!(lane.vouches(ann, new, now()), lane.vouches(bob, new, now()));
        assert!(matches!((one, two), (Ok(Vouching::OneMore), Ok(Vouching::Verified)) | (Ok(Vouching::Verified), Ok(Vouching::OneMore))));
        assert_eq!(lane.methods(new).await, [Method::Vouched]);
    }
}
