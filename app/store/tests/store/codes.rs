//! Confirmation codes.

use domain::code::{CodeRefused, MAX_TRIES};
use store::codes::{CodePurpose, NewCode};
use store::on_each_engine;

use crate::fixtures::{handle, now, resident};

const RIGHT: [u8; 32] = [1; 32];
const WRONG: [u8; 32] = [2; 32];
const BROWSER: [u8; 32] = [3; 32];
const STRANGER: [u8; 32] = [4; 32];

on_each_engine! {
    async fn the_right_code_works_once_and_only_where_it_was_asked_for(store) {
        let ann = resident(&store, 1, "Ann").await;
        let address = handle("ann@example.org");
        let code = NewCode {
            purpose: CodePurpose::Confirm, handle: &address, browser: &BROWSER, person: Some(ann),
            hash: &RIGHT, expires_at: now().plus_minutes(10),
        };
        store.issue_code(&code, now()).await.unwrap();
        let try_code = |purpose, browser, hash| {
            let (store, address) = (store.store(), address.clone());
            async move { store.try_code(purpose, &address, browser, hash, now()).await.unwrap() }
        };
        assert_eq!(try_code(CodePurpose::Confirm, &STRANGER, &RIGHT).await, Err(CodeRefused::Expired));
        assert_eq!(try_code(CodePurpose::NewPassword, &BROWSER, &RIGHT).await, Err(CodeRefused::Expired));
        assert_eq!(try_code(CodePurpose::Confirm, &BROWSER, &WRONG).await, Err(CodeRefused::Wrong));
        assert_eq!(try_code(CodePurpose::Confirm, &BROWSER, &RIGHT).await, Ok(ann));
        assert_eq!(try_code(CodePurpose::Confirm, &BROWSER, &RIGHT).await, Err(CodeRefused::Expired));
    }

    async fn a_code_survives_only_so_many_tries(store) {
        let ann = resident(&store, 1, "Ann").await;
        let address = handle("ann@example.org");
        let code = NewCode {
            purpose: CodePurpose::NewPassword, handle: &address, browser: &BROWSER, person: Some(ann),
            hash: &RIGHT, expires_at: now().plus_minutes(10),
        };
        store.issue_code(&code, now()).await.unwrap();
        for _ in 0..MAX_TRIES {
            let wrong = store.try_code(CodePurpose::NewPassword, &address, &BROWSER, &WRONG, now()).await.unwrap();
            assert_eq!(wrong, Err(CodeRefused::Wrong));
        }
        let late = store.try_code(CodePurpose::NewPassword, &address, &BROWSER, &RIGHT, now()).await.unwrap();
        assert_eq!(late, Err(CodeRefused::TriedTooOften));
        // A new one starts afresh.
        store.issue_code(&code, now()).await.unwrap();
        let right = store.try_code(CodePurpose::NewPassword, &address, &BROWSER, &RIGHT, now()).await.unwrap();
        assert_eq!(right, Ok(ann));
    }

    async fn a_code_for_nobody_answers_like_any_wrong_one(store) {
        let address = handle("nobody@example.org");
        let decoy = NewCode {
            purpose: CodePurpose::NewPassword, handle: &address, browser: &BROWSER, person: None,
            hash: &RIGHT, expires_at: now().plus_minutes(10),
        };
        store.issue_code(&decoy, now()).await.unwrap();
        let answer = store.try_code(CodePurpose::NewPassword, &address, &BROWSER, &RIGHT, now()).await.unwrap();
        assert_eq!(answer, Err(CodeRefused::Wrong));
    }

    async fn an_old_code_is_refused_and_then_forgotten(store) {
        let ann = resident(&store, 1, "Ann").await;
        let address = handle("ann@example.org");
        let expires_at = now().plus_minutes(10);
        let code = NewCode {
            purpose: CodePurpose::Confirm, handle: &address, browser: &BROWSER, person: Some(ann), hash: &RIGHT, expires_at,
        };
        store.issue_code(&code, now()).await.unwrap();
        let late = store.try_code(CodePurpose::Confirm, &address, &BROWSER, &RIGHT, expires_at).await.unwrap();
        assert_eq!(late, Err(CodeRefused::Expired));
        assert_eq!(store.delete_expired_codes(expires_at.plus_seconds(-1)).await.unwrap(), 0);
        assert_eq!(store.delete_expired_codes(expires_at).await.unwrap(), 1);
    }
}
