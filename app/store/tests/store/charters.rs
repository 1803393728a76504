//! Versions of the charter.

use domain::charter::Charter;
use domain::language::Names;
use store::on_each_engine;

use crate::fixtures::now;

fn charter(number: &str) -> Charter {
    Charter {
        version: 0,
        title: Names::three("Rules", "办事规则", "辦事規則"),
        emergency_number: number.to_owned(),
        outside_address: Names::three("The ombudsman", "监察", "監察"),
        categories: Vec::new(),
        methods: Vec::new(),
    }
}

on_each_engine! {
    async fn a_new_version_rules_from_its_day_on_and_the_old_one_is_kept(store) {
        let later = now().plus_days(30);
        assert!(store.current_rulebook().await.unwrap().charter_at(now()).is_none());
        let first = store.import_charter(&charter("110"), "a = 1", now(), "", now()).await.unwrap();
        assert_eq!(first, Some(1));
        // The same text again is no new version.
        assert_eq!(store.import_charter(&charter("110"), "a = 1", now(), "", now()).await.unwrap(), None);
        let second = store.import_charter(&charter("112"), "a = 2", later, "Another number", now()).await.unwrap();
        assert_eq!(second, Some(2));
        let book = store.current_rulebook().await.unwrap();
        assert!(book.charter_at(now().plus_seconds(-1)).is_none());
        assert_eq!(book.charter_at(now()).unwrap().charter.version, 1);
        assert_eq!(book.charter_at(later.plus_seconds(-1)).unwrap().charter.version, 1);
        let ruling = book.charter_at(later).unwrap();
        assert_eq!((ruling.charter.version, ruling.change_note.as_str()), (2, "Another number"));
        assert_eq!(book.charter(1).unwrap().emergency_number, "110");
        assert_eq!(book.charter(3), None);
        assert_eq!(book.charters().len(), 2);
        assert_eq!(store.find_charter_source(2).await.unwrap().as_deref(), Some("a = 2"));
        assert_eq!(store.find_charter_source(3).await.unwrap(), None);
    }

    async fn the_first_rules_are_kept_once_and_never_beside_others(store) {
        let other = store.open_again().await;
        let first = Charter { version: 1, ..charter("110") };
        let (one, two) = tokio::join!(
            store.keep_first_charter(&first, "a = 1", now()),
            other.keep_first_charter(&first, "a = 1", now()),
        );
        assert!(one.unwrap() != two.unwrap(), "one of the two servers keeps it");
        let book = store.current_rulebook().await.unwrap();
        assert_eq!(book.charter_at(now()).unwrap().charter, first);
        store.import_charter(&charter("112"), "a = 2", now(), "", now()).await.unwrap();
        assert!(!store.keep_first_charter(&first, "a = 1", now()).await.unwrap());
        let book = store.current_rulebook().await.unwrap();
        assert_eq!(book.charter_at(now()).unwrap().charter.emergency_number, "112");
        assert!(!store.has_cases().await.unwrap());
    }
}
