//! Messages: written down once, claimed by one server, tried again, given up.

use domain::id::NoticeId;
use domain::language::Language;
use serde_json::json;
use store::on_each_engine;
use store::outbox::delivery::{Claim, MAX_ATTEMPTS, OutboxState};
use store::outbox::in_app::{NoticeSummary, Told};
use store::outbox::{Channel, NewMessage};
use uuid::Uuid;

use crate::fixtures::{bare_cases, handle, ids, now, resident};

const CLAIM: Claim = Claim::new(Uuid::from_u128(1));
const OTHER: Claim = Claim::new(Uuid::from_u128(2));

async fn code_to(store: &store::Store, cause: &str, address: &str) -> bool {
    let message = NewMessage {
        cause,
        to: &handle(address),
        person: None,
        language: Language::Hans,
        kind: "code",
        args: json!({"code": "123456"}),
        secret: true,
    };
    store
        .enqueue_message(&message, &store::ids::Ids::system(), now())
        .await
        .unwrap()
}

/// What is kept of a message: its state and its args.
async fn kept(store: &store::Store, id: NoticeId) -> (String, String) {
    const KEPT: &str = "SELECT state, CAST(args AS TEXT) FROM notices WHERE id = $1";
    match store.reader().await.unwrap().conn() {
        store::Conn::Sqlite(conn) => sqlx::query_as(KEPT).bind(id.uuid()).fetch_one(conn).await,
        store::Conn::Postgres(conn) => sqlx::query_as(KEPT).bind(id.uuid()).fetch_one(conn).await,
    }
    .unwrap()
}

on_each_engine! {
    async fn one_cause_sends_one_message_to_an_address(store) {
        assert!(code_to(&store, "code:1", "ann@example.org").await);
        assert!(!code_to(&store, "code:1", "Ann@Example.org").await);
        assert!(code_to(&store, "code:1", "+8613800138000").await);
        assert!(code_to(&store, "code:2", "ann@example.org").await);
        let state = store.outbox_state().await.unwrap();
        assert_eq!(state, OutboxState { waiting: 3, failed: 0, oldest: Some(now()) });
    }

    async fn a_message_goes_to_one_server_and_its_secret_is_wiped(store) {
        code_to(&store, "code:1", "ann@example.org").await;
        code_to(&store, "code:2", "+8613800138000").await;
        let claimed = store.claim_notices(CLAIM, 10, now()).await.unwrap();
        assert_eq!(claimed.len(), 2);
        assert!(store.claim_notices(OTHER, 10, now()).await.unwrap().is_empty());
        let mail = claimed.iter().find(|one| one.channel == Channel::Email).unwrap();
        assert_eq!((mail.to.as_str(), mail.kind.as_str(), mail.language), ("ann@example.org", "code", Language::Hans));
        assert_eq!((&mail.args, mail.attempts, mail.case), (&json!({"code": "123456"}), 0, None));
        assert_eq!(claimed.iter().filter(|one| one.channel == Channel::Text).count(), 1);
        // Only who claimed it can say what came of it.
        assert_eq!(store.mark_delivered(&[mail.id], OTHER, now()).await.unwrap(), 0);
        assert_eq!(store.mark_delivered(&[mail.id], CLAIM, now()).await.unwrap(), 1);
        assert_eq!(kept(&store, mail.id).await, ("delivered".to_owned(), "{}".to_owned()));
        assert_eq!(store.outbox_state().await.unwrap().waiting, 1);
    }

    async fn several_servers_at_once_never_claim_the_same_message(store) {
        for number in 0..20 {
            code_to(&store, &format!("code:{number}"), "ann@example.org").await;
        }
        let other = store.open_again().await;
        let (mine, theirs) = tokio::join!(
            store.claim_notices(CLAIM, 10, now()),
            other.claim_notices(OTHER, 10, now()),
        );
        let mut all: Vec<NoticeId> = mine.unwrap().into_iter().chain(theirs.unwrap()).map(|one| one.id).collect();
        assert_eq!(all.len(), 20);
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 20);
    }

    async fn what_a_dead_server_claimed_is_claimed_again(store) {
        code_to(&store, "code:1", "ann@example.org").await;
        let claimed = store.claim_notices(CLAIM, 10, now()).await.unwrap();
        let later = now().plus_minutes(2);
        assert!(store.claim_notices(OTHER, 10, later.plus_seconds(-1)).await.unwrap().is_empty());
        let again = store.claim_notices(OTHER, 10, later).await.unwrap();
        assert_eq!(again.iter().map(|one| one.id).collect::<Vec<_>>(), [claimed[0].id]);
        assert_eq!(store.mark_delivered(&[claimed[0].id], CLAIM, later).await.unwrap(), 0);
        assert_eq!(store.mark_delivered(&[claimed[0].id], OTHER, later).await.unwrap(), 1);
    }

    async fn a_message_that_fails_is_tried_again_and_given_up_in_the_end(store) {
        code_to(&store, "code:1", "ann@example.org").await;
        let mut time = now();
        let mut id = None;
        for attempt in 0..MAX_ATTEMPTS {
            let claimed = store.claim_notices(CLAIM, 10, time).await.unwrap();
            assert_eq!((claimed.len(), claimed[0].attempts), (1, attempt));
            store.mark_failed(&claimed[0], CLAIM, "the mail server is away", time).await.unwrap();
            assert!(store.claim_notices(CLAIM, 10, time.plus_seconds(59)).await.unwrap().is_empty());
            id = Some(claimed[0].id);
            time = time.plus_days(1);
        }
        assert!(store.claim_notices(CLAIM, 10, time).await.unwrap().is_empty());
        let state = store.outbox_state().await.unwrap();
        assert_eq!((state.waiting, state.failed), (0, 1));
        assert_eq!(kept(&store, id.unwrap()).await, ("failed".to_owned(), "{}".to_owned()));
    }

    async fn a_message_can_wait_for_the_morning(store) {
        code_to(&store, "code:1", "ann@example.org").await;
        let claimed = store.claim_notices(CLAIM, 10, now()).await.unwrap();
        let morning = now().plus_minutes(600);
        store.postpone_notice(claimed[0].id, CLAIM, morning).await.unwrap();
        assert!(store.claim_notices(CLAIM, 10, morning.plus_seconds(-1)).await.unwrap().is_empty());
        let again = store.claim_notices(CLAIM, 10, morning).await.unwrap();
        assert_eq!((again.len(), again[0].attempts), (1, 0));
    }

    async fn a_notice_follows_its_person_to_a_new_address(store) {
        let case = bare_cases(&store, 1).await[0];
        let (ann, bob) = (resident(&store, 1, "Ann").await, resident(&store, 2, "Bob").await);
        for (number, person, channel, state) in
            [(1, ann, "email", "waiting"), (2, bob, "text", "waiting"), (3, ann, "in-app", "delivered"), (4, bob, "in-app", "delivered")]
        {
            notice(&store, number, person, channel, state, case).await;
        }
        store.claim_handle(ann, &handle("ann.new@example.org"), now()).await.unwrap();
        store.confirm_handle(ann, &handle("ann.new@example.org"), now()).await.unwrap();
        store.set_language(ann, Language::Hant, now()).await.unwrap();
        let claimed = store.claim_notices(CLAIM, 10, now()).await.unwrap();
        // Bob has no phone any more: nobody can be reached, so nothing waits for ever.
        assert_eq!(claimed.len(), 1);
        let mail = &claimed[0];
        assert_eq!((mail.to.as_str(), mail.name.as_deref(), mail.language), ("ann.new@example.org", Some("Ann"), Language::Hant));
        assert_eq!((mail.person, mail.case.map(|(id, _)| id)), (Some(ann), Some(case)));
        assert_eq!(store.outbox_state().await.unwrap().waiting, 1);
    }

    async fn what_stands_in_the_app_is_listed_and_marked(store) {
        let cases = bare_cases(&store, 2).await;
        let (ann, bob) = (resident(&store, 1, "Ann").await, resident(&store, 2, "Bob").await);
        for (number, person, case) in [(1, ann, cases[0]), (2, ann, cases[1]), (3, bob, cases[0])] {
            notice(&store, number, person, "in-app", "delivered", case).await;
        }
        let listed = store.list_notices(ann, 10).await.unwrap();
        let about = |one: &NoticeSummary| match one.told {
            Told::OfCase(kind, case, _) => (kind.code(), case),
            Told::OfHome(_) | Told::OfChallenge(_) | Told::OfThread(_) | Told::OfMeeting(_) | Told::OfMediation(_) | Told::OfOffice(_) => panic!("about no case"),
        };
        assert_eq!(listed.iter().map(about).collect::<Vec<_>>(), [("heard", cases[1]), ("heard", cases[0])]);
        assert_eq!((listed[0].asks, listed[0].read_at), (false, None));
        assert_eq!(listed[0].args, json!({"words": "我们来看"}));
        assert_eq!(store.list_notices(ann, 1).await.unwrap().len(), 1);
        assert_eq!(store.count_unread_notices(ann).await.unwrap(), 2);
        assert_eq!(store.mark_case_notices_read(ann, cases[0], now()).await.unwrap(), 1);
        assert_eq!(store.count_unread_notices(ann).await.unwrap(), 1);
        assert_eq!(store.mark_notices_read(ann, now().plus_seconds(1), now()).await.unwrap(), 0);
        assert_eq!(store.mark_notices_read(ann, now().plus_seconds(2), now()).await.unwrap(), 1);
        assert_eq!(store.count_unread_notices(ann).await.unwrap(), 0);
        assert_eq!(store.count_unread_notices(bob).await.unwrap(), 1);
    }

    async fn what_was_read_long_ago_goes_unless_it_asks_or_was_sent(store) {
        let case = bare_cases(&store, 1).await[0];
        let ann = resident(&store, 1, "Ann").await;
        for (number, channel) in [(1, "in-app"), (2, "in-app"), (3, "in-app"), (4, "email")] {
            notice(&store, number, ann, channel, "delivered", case).await;
        }
        asking(&store, 2).await;
        // The third is never read.
        let read = now().plus_days(1);
        store.mark_notices_read(ann, now().plus_seconds(2), read).await.unwrap();
        assert_eq!(store.delete_read_notices(read).await.unwrap(), 0, "not before its time");
        assert_eq!(store.delete_read_notices(read.plus_seconds(1)).await.unwrap(), 1);
        assert_eq!(store.delete_read_notices(now().plus_days(999)).await.unwrap(), 0);
        let left = store.list_notices(ann, 10).await.unwrap();
        assert_eq!(left.iter().map(|one| (one.asks, one.read_at)).collect::<Vec<_>>(), [(false, None), (true, Some(read))]);
        let sent = NoticeId::new(Uuid::from_u128(ids().uuid().as_u128() + 4));
        assert_eq!(kept(&store, sent).await.0, "delivered", "what was sent stays");
    }
}

/// Makes a notice one that asks an act.
async fn asking(store: &store::Store, number: i64) {
    const ASK: &str = "UPDATE notices SET asks = TRUE WHERE cause = $1";
    let cause = format!("cause:{number}");
    let mut writer = store.writer().await.unwrap();
    match writer.conn() {
        store::Conn::Sqlite(conn) => sqlx::query(ASK).bind(cause).execute(conn).await.map(drop),
        store::Conn::Postgres(conn) => sqlx::query(ASK).bind(cause).execute(conn).await.map(drop),
    }
    .unwrap();
    writer.commit().await.unwrap();
}

/// A notice as `cases::notify` writes it, `number` seconds from now.
async fn notice(
    store: &store::Store,
    number: i64,
    person: domain::id::PersonId,
    channel: &str,
    state: &str,
    case: domain::id::CaseId,
) {
    const INSERT: &str = "INSERT INTO notices (id, cause, channel, recipient, person, language, kind, args, secret, asks, case_id,
            state, attempts, created_at, next_try_at)
        VALUES ($1, $2, $3, 'x', $4, 'en', 'heard', $5, FALSE, FALSE, $6, $7, 0, $8, 0)";
    let id = ids().uuid().as_u128() + u128::from(number.unsigned_abs());
    let args = sqlx::types::Json(json!({"words": "我们来看"}));
    let mut writer = store.writer().await.unwrap();
    macro_rules! insert {
        ($conn:ident) => {
            sqlx::query(INSERT)
                .bind(Uuid::from_u128(id))
                .bind(format!("cause:{number}"))
                .bind(channel)
                .bind(person.uuid())
                .bind(args)
                .bind(case.uuid())
                .bind(state)
                .bind(now().plus_seconds(number).micros())
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
