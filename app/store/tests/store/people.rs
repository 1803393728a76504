//! Accounts, addresses, seats.

use domain::body::BodyKind;
use domain::id::PersonId;
use domain::language::Language;
use domain::person::Role;
use serde_json::json;
use store::ids::Ids;
use store::on_each_engine;
use store::outbox::NewMessage;
use store::people::{NewAccount, Settings};
use store::sessions::SessionRecord;

use crate::fixtures::{body, handle, now, person_id, place_id, planted, resident};

on_each_engine! {
    async fn an_account_is_found_by_its_handle(store) {
        planted(&store).await;
        let home = place_id(&store, "willow-1").await;
        let address = handle("Jo.Li@Example.org");
        let account = NewAccount {
            id: person_id(7),
            name: "李姐",
            language: Language::Hans,
            home: Some(home),
            handle: &address,
            phc: Some("phc"),
        };
        assert!(store.create_account(&account, now()).await.unwrap());
        // Case does not matter; the address keeps the form in which it was typed.
        let found = store.find_account(&handle("jo.li@example.org")).await.unwrap().unwrap();
        assert_eq!(found.person, person_id(7));
        assert_eq!(found.handle.as_str(), "Jo.Li@example.org");
        assert_eq!((found.language, found.confirmed, found.phc.as_deref()), (Language::Hans, false, Some("phc")));
        let person = store.find_person(person_id(7)).await.unwrap().unwrap();
        assert_eq!((person.name.as_str(), person.home, person.confirmed), ("李姐", Some(home), false));
        assert!(person.offices.is_empty() && person.moderates.is_empty() && !person.steward && !person.overseer);
        assert_eq!(store.find_account(&handle("nobody@example.org")).await.unwrap(), None);
        assert_eq!(store.find_person(person_id(8)).await.unwrap(), None);
    }

    async fn an_address_belongs_to_whoever_confirms_it_first(store) {
        let address = handle("+8613800138000");
        let account = |number, name| NewAccount {
            id: person_id(number),
            name,
            language: Language::En,
            home: None,
            handle: &address,
            phc: None,
        };
        // A squatter signs up with a neighbour's number; the neighbour can sign up all the same.
        assert!(store.create_account(&account(1, "squatter"), now()).await.unwrap());
        assert!(store.create_account(&account(2, "neighbour"), now().plus_seconds(60)).await.unwrap());
        assert_eq!(store.find_account(&address).await.unwrap().unwrap().person, person_id(2));
        assert!(store.confirm_handle(person_id(2), &address, now()).await.unwrap());
        assert!(store.find_person(person_id(2)).await.unwrap().unwrap().confirmed);
        // From now on it is the neighbour's alone.
        assert!(!store.confirm_handle(person_id(1), &address, now()).await.unwrap());
        assert!(!store.create_account(&account(3, "late"), now()).await.unwrap());
        assert_eq!(store.find_person(person_id(3)).await.unwrap(), None);
        assert!(store.list_handles(person_id(1)).await.unwrap().is_empty());
        let kept = store.list_handles(person_id(2)).await.unwrap();
        assert_eq!((kept.len(), kept[0].confirmed_at), (1, Some(now())));
        assert_eq!(kept[0].handle, address);
    }

    async fn whoever_confirms_an_address_has_what_an_import_gave_to_it(store) {
        planted(&store).await;
        let willow = place_id(&store, "willow-lane").await;
        let committee = body(50, "willow-committee", BodyKind::SelfGovernance, 1, vec![willow]);
        store.import_bodies(std::slice::from_ref(&committee), now()).await.unwrap();
        let address = handle("officer@example.org");
        let claims = [(1, "Imported", None), (2, "Stranger", Some("phc")), (3, "Officer", Some("phc"))];
        for (number, name, phc) in claims {
            let account = NewAccount {
                id: person_id(number), name, language: Language::En, home: None, handle: &address, phc,
            };
            let at = now().plus_minutes(i64::try_from(number).unwrap());
            assert!(store.create_account(&account, at).await.unwrap());
        }
        // What a stranger gives to their own claim is nobody else's.
        store.make_moderator(willow, person_id(2), now()).await.unwrap();
        store.appoint(committee.id, person_id(1), Role::Convener, now()).await.unwrap();
        store.make_steward(person_id(1), now()).await.unwrap();
        // A forgotten password leads to the imported account, however many claim it afterwards.
        assert_eq!(store.find_account(&address).await.unwrap().unwrap().person, person_id(1));
        let later = now().plus_days(1);
        assert!(store.confirm_handle(person_id(3), &address, later).await.unwrap());
        let officer = store.find_person(person_id(3)).await.unwrap().unwrap();
        assert_eq!(officer.office_in(committee.id).unwrap().role, Role::Convener);
        assert!(officer.steward && officer.moderates.is_empty());
        let left = store.find_person(person_id(1)).await.unwrap().unwrap();
        assert!(left.offices.is_empty() && !left.steward);
        assert_eq!(store.list_members(committee.id).await.unwrap().len(), 1);
        let book = store.current_rulebook().await.unwrap();
        assert_eq!(book.body(committee.id).unwrap().members, 1);
    }

    async fn an_imported_account_that_is_confirmed_keeps_what_it_has(store) {
        planted(&store).await;
        let willow = place_id(&store, "willow-lane").await;
        let committee = body(50, "willow-committee", BodyKind::SelfGovernance, 1, vec![willow]);
        store.import_bodies(std::slice::from_ref(&committee), now()).await.unwrap();
        let address = handle("officer@example.org");
        for (number, phc) in [(1, None), (2, Some("phc"))] {
            let account = NewAccount {
                id: person_id(number), name: "Officer", language: Language::En, home: None, handle: &address, phc,
            };
            assert!(store.create_account(&account, now()).await.unwrap());
        }
        store.appoint(committee.id, person_id(1), Role::Convener, now()).await.unwrap();
        assert!(store.take_back_account(person_id(1), &address, None, now().plus_days(1)).await.unwrap());
        let officer = store.find_person(person_id(1)).await.unwrap().unwrap();
        assert_eq!(officer.office_in(committee.id).unwrap().role, Role::Convener);
        assert!(store.list_handles(person_id(2)).await.unwrap().is_empty());
    }

    async fn two_who_confirm_one_address_at_once_do_not_both_get_it(store) {
        let address = handle("both@example.org");
        for number in [1, 2] {
            let account = NewAccount {
                id: person_id(number), name: "one of two", language: Language::En, home: None, handle: &address, phc: None,
            };
            assert!(store.create_account(&account, now()).await.unwrap());
        }
        let other = store.open_again().await;
        let (one, two) = tokio::join!(
            store.confirm_handle(person_id(1), &address, now()),
            other.confirm_handle(person_id(2), &address, now()),
        );
        let winners = [one.unwrap(), two.unwrap()];
        assert_eq!(winners.iter().filter(|won| **won).count(), 1, "{winners:?}");
        let owner = store.find_account(&address).await.unwrap().unwrap();
        assert!(owner.confirmed);
        assert_eq!(owner.person, person_id(if winners[0] { 1 } else { 2 }));
    }

    async fn a_new_handle_takes_the_place_of_the_old_one_of_its_kind(store) {
        let ann = resident(&store, 1, "Ann").await;
        store.claim_handle(ann, &handle("+8613800138000"), now()).await.unwrap();
        store.claim_handle(ann, &handle("ann.new@example.org"), now()).await.unwrap();
        let handles = store.list_handles(ann).await.unwrap();
        let shown: Vec<_> = handles.iter().map(|one| (one.handle.as_str(), one.confirmed_at)).collect();
        assert_eq!(shown, [("ann.new@example.org", None), ("+8613800138000", None)]);
        assert_eq!(store.find_account(&handle("ann@example.org")).await.unwrap(), None);
    }

    async fn a_password_is_replaced(store) {
        let ann = resident(&store, 1, "Ann").await;
        store.set_password(ann, "new", now()).await.unwrap();
        assert_eq!(store.find_password(ann).await.unwrap().as_deref(), Some("new"));
        assert_eq!(store.find_password(person_id(9)).await.unwrap(), None);
    }

    async fn a_new_password_ends_every_session_and_tells_or_nothing_happens(store) {
        let ann = resident(&store, 1, "Ann").await;
        let session = SessionRecord {
            hash: [1; 32],
            person: Some(ann),
            device: String::new(),
            data: json!({}),
            created_at: now(),
            last_seen_at: now(),
            expires_at: now().plus_days(30),
        };
        assert!(store.create_session(&session).await.unwrap());
        store.set_password(ann, "old", now()).await.unwrap();
        let (ids, address) = (Ids::counted(100), handle("ann@example.org"));
        let told = |person| NewMessage {
            cause: "password-changed:1",
            to: &address,
            person: Some(person),
            language: Language::En,
            kind: "password-changed",
            args: json!({}),
            secret: false,
        };
        // The message names nobody there is, so it cannot be kept, and neither is the rest.
        let failed = store.replace_password(ann, "new", &told(person_id(9)), &ids, now()).await;
        assert!(failed.is_err());
        assert_eq!(store.find_password(ann).await.unwrap().as_deref(), Some("old"));
        assert!(store.load_session(&[1; 32], now()).await.unwrap().is_some());
        assert_eq!(store.outbox_state().await.unwrap().waiting, 0);

        store.replace_password(ann, "new", &told(ann), &ids, now()).await.unwrap();
        assert_eq!(store.find_password(ann).await.unwrap().as_deref(), Some("new"));
        assert_eq!(store.load_session(&[1; 32], now()).await.unwrap(), None);
        assert_eq!(store.outbox_state().await.unwrap().waiting, 1);
    }

    async fn an_address_is_replaced_and_told_or_nothing_happens(store) {
        let (ann, bob) = (resident(&store, 1, "Ann").await, resident(&store, 2, "Bob").await);
        let (ids, other) = (Ids::counted(100), store.open_again().await);
        let old = [handle("ann@example.org"), handle("bob@example.org")];
        let told = |person, to, cause| NewMessage {
            cause, to, person: Some(person), language: Language::En, kind: "address-changed", args: json!({}), secret: false,
        };
        let (to_ann, to_bob) = (told(ann, &old[0], "address-changed:1"), told(bob, &old[1], "address-changed:2"));
        // What another has, and what is no longer one's own.
        assert!(!store.replace_handle(ann, &old[0], &old[1], &to_ann, &ids, now()).await.unwrap());
        assert!(!store.replace_handle(ann, &old[1], &handle("new@example.org"), &to_ann, &ids, now()).await.unwrap());
        assert_eq!(store.find_account(&old[0]).await.unwrap().unwrap().person, ann);
        assert_eq!(store.outbox_state().await.unwrap().waiting, 0);
        // Of two in one moment one gets it, and the other keeps what they have.
        let new = handle("+8613800138000");
        let (one, two) = tokio::join!(
            store.replace_handle(ann, &old[0], &new, &to_ann, &ids, now()),
            other.replace_handle(bob, &old[1], &new, &to_bob, &ids, now()),
        );
        let winners = [one.unwrap(), two.unwrap()];
        assert_eq!(winners.iter().filter(|won| **won).count(), 1, "{winners:?}");
        let owner = store.find_account(&new).await.unwrap().unwrap();
        assert!(owner.confirmed);
        assert_eq!(owner.person, if winners[0] { ann } else { bob });
        for (won, old) in winners.iter().zip(&old) {
            assert_eq!(store.find_account(old).await.unwrap().is_none(), *won);
        }
        assert_eq!(store.list_handles(owner.person).await.unwrap().len(), 1);
        assert_eq!(store.outbox_state().await.unwrap().waiting, 1);
    }

    async fn settings_are_kept_together_or_not_at_all(store) {
        planted(&store).await;
        let ann = resident(&store, 1, "Ann").await;
        let home = place_id(&store, "plum-court").await;
        let nowhere = domain::id::PlaceId::new(uuid::Uuid::from_u128(404));
        let settings = |home| Settings { name: "Ann B.", language: Language::Hant, home };
        assert!(store.keep_settings(ann, settings(Some(nowhere)), now()).await.is_err());
        let person = store.find_person(ann).await.unwrap().unwrap();
        assert_eq!((person.name.as_str(), person.language), ("Ann", Language::En));
        store.keep_settings(ann, settings(Some(home)), now()).await.unwrap();
        let person = store.find_person(ann).await.unwrap().unwrap();
        assert_eq!((person.name.as_str(), person.language, person.home), ("Ann B.", Language::Hant, Some(home)));
    }

    async fn name_language_and_home_can_be_changed(store) {
        planted(&store).await;
        let ann = resident(&store, 1, "Ann").await;
        let home = place_id(&store, "plum-court").await;
        store.rename_person(ann, "Ann B.", now()).await.unwrap();
        store.set_language(ann, Language::Hant, now()).await.unwrap();
        store.set_home(ann, Some(home), now()).await.unwrap();
        let person = store.find_person(ann).await.unwrap().unwrap();
        assert_eq!((person.name.as_str(), person.language, person.home), ("Ann B.", Language::Hant, Some(home)));
        store.set_home(ann, None, now()).await.unwrap();
        assert_eq!(store.find_person(ann).await.unwrap().unwrap().home, None);
    }

    async fn a_seat_gives_an_office_until_it_ends(store) {
        planted(&store).await;
        let willow = place_id(&store, "willow-lane").await;
        let committee = body(50, "willow-committee", BodyKind::SelfGovernance, 1, vec![willow]);
        store.import_bodies(std::slice::from_ref(&committee), now()).await.unwrap();
        let ann = resident(&store, 1, "Ann").await;
        let before = store.current_rulebook().await.unwrap();
        assert!(!before.body(committee.id).unwrap().takes_cases());

        store.appoint(committee.id, ann, Role::CommitteeMember, now()).await.unwrap();
        store.appoint(committee.id, ann, Role::CommitteeMember, now().plus_days(1)).await.unwrap();
        store.appoint(committee.id, ann, Role::Convener, now().plus_days(2)).await.unwrap();
        let person = store.find_person(ann).await.unwrap().unwrap();
        assert_eq!(person.offices.len(), 1);
        let office = person.office_in(committee.id).unwrap();
        assert_eq!((office.role, office.kind), (Role::Convener, BodyKind::SelfGovernance));
        let members = store.list_members(committee.id).await.unwrap();
        assert_eq!((members.len(), members[0].person, members[0].role), (1, ann, Role::Convener));
        assert_eq!((members[0].name.as_str(), members[0].since), ("Ann", now().plus_days(2)));
        let after = store.current_rulebook().await.unwrap();
        assert_eq!(after.body(committee.id).unwrap().members, 1);

        assert!(store.dismiss(committee.id, ann, now().plus_days(3)).await.unwrap());
        assert!(!store.dismiss(committee.id, ann, now().plus_days(3)).await.unwrap());
        assert!(store.find_person(ann).await.unwrap().unwrap().offices.is_empty());
        assert!(store.list_members(committee.id).await.unwrap().is_empty());
    }

    async fn a_moderator_moderates_a_place_until_it_ends(store) {
        planted(&store).await;
        let ann = resident(&store, 1, "Ann").await;
        let plum = place_id(&store, "plum-court").await;
        store.make_moderator(plum, ann, now()).await.unwrap();
        store.make_moderator(plum, ann, now().plus_days(1)).await.unwrap();
        assert_eq!(store.find_person(ann).await.unwrap().unwrap().moderates, [plum]);
        assert!(store.end_moderator(plum, ann, now().plus_days(2)).await.unwrap());
        assert!(!store.end_moderator(plum, ann, now().plus_days(2)).await.unwrap());
        assert!(store.find_person(ann).await.unwrap().unwrap().moderates.is_empty());
    }

    async fn a_resident_reads_who_looked_at_their_identity(store) {
        let cases = crate::fixtures::bare_cases(&store, 2).await;
        let (ann, officer) = (resident(&store, 1, "Ann").await, resident(&store, 2, "Officer").await);
        for (number, case) in cases.iter().enumerate() {
            look(&store, number, *case, ann, officer).await;
        }
        let lines = store.list_own(ann, now()).await.unwrap().looks;
        let seen: Vec<_> = lines.iter().map(|line| (line.case, line.purpose.as_str(), line.name.as_str())).collect();
        assert_eq!(seen, [(cases[1], "purpose 1", "Officer"), (cases[0], "purpose 0", "Officer")]);
        assert!(lines.iter().all(|line| line.body.is_some()));
        assert!(store.list_own(officer, now()).await.unwrap().looks.is_empty());
    }

    async fn there_is_no_steward_until_one_is_made(store) {
        let ann = resident(&store, 1, "Ann").await;
        assert!(!store.has_steward().await.unwrap());
        store.make_steward(ann, now()).await.unwrap();
        assert!(store.has_steward().await.unwrap());
        assert!(store.find_person(ann).await.unwrap().unwrap().steward);
    }
}

/// A line as opening an identity writes it.
async fn look(
    store: &store::Store,
    number: usize,
    case: domain::id::CaseId,
    subject: PersonId,
    by: PersonId,
) {
    const INSERT: &str =
        "INSERT INTO access_log (id, case_id, subject, by_person, by_body, purpose, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let id = uuid::Uuid::from_u128(number as u128 + 1);
    let at = now().plus_minutes(i64::try_from(number).unwrap()).micros();
    let body = uuid::Uuid::from_u128(50);
    let mut writer = store.writer().await.unwrap();
    macro_rules! insert {
        ($conn:ident) => {
            sqlx::query(INSERT)
                .bind(id)
                .bind(case.uuid())
                .bind(subject.uuid())
                .bind(by.uuid())
                .bind(body)
                .bind(format!("purpose {number}"))
                .bind(at)
                .execute($conn)
                .await
                .map(drop)
        };
    }
    match writer.conn() {
        store::Conn::Sqlite(conn) => insert!(conn),
        store::Conn::Postgres(conn) => insert!(conn),
    }
    .unwrap();
    writer.commit().await.unwrap();
}
