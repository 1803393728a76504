//! What readers, snapshots and writers promise.

use store::{EngineKind, StoreError, on_each_engine, statements};

use crate::fixtures::{now, place_id, planted, resident, tree};

on_each_engine! {
    async fn what_is_not_committed_is_undone(store) {
        let mut writer = store.writer().await.unwrap();
        writer.import_places(&tree(), &crate::fixtures::ids(), now()).await.unwrap();
        drop(writer);
        assert_eq!(store.count_places().await.unwrap(), 0);
        let mut writer = store.writer().await.unwrap();
        writer.import_places(&tree(), &crate::fixtures::ids(), now()).await.unwrap();
        writer.rollback().await.unwrap();
        assert_eq!(store.count_places().await.unwrap(), 0);
        planted(&store).await;
        assert_eq!(store.count_places().await.unwrap(), 6);
    }

    async fn a_snapshot_sees_one_moment(store) {
        let mut snapshot = store.snapshot().await.unwrap();
        assert_eq!(snapshot.conn().count_places().await.unwrap(), 0);
        planted(&store).await;
        assert_eq!(snapshot.conn().count_places().await.unwrap(), 0);
        assert_eq!(store.count_places().await.unwrap(), 6);
    }

    async fn a_snapshot_cannot_write(store) {
        planted(&store).await;
        let person = resident(&store, 1, "Ann").await;
        let mut snapshot = store.snapshot().await.unwrap();
        let text = "UPDATE people SET name = 'Eve'";
        let refused = match snapshot.conn() {
            store::Conn::Sqlite(conn) => sqlx::query(text).execute(conn).await.map(drop),
            store::Conn::Postgres(conn) => sqlx::query(text).execute(conn).await.map(drop),
        };
        assert!(refused.is_err());
        drop(snapshot);
        assert_eq!(store.find_person(person).await.unwrap().unwrap().name, "Ann");
    }

    async fn statements_of_a_task_are_counted(store) {
        planted(&store).await;
        let willow = place_id(&store, "willow-lane").await;
        let (path, statements) = statements::counted(async {
            let mut snapshot = store.snapshot().await.unwrap();
            let book = store.rulebook(snapshot.conn()).await.unwrap();
            assert_eq!(book.bodies().len(), 0);
            snapshot.conn().find_place_path(willow).await.unwrap()
        })
        .await;
        assert_eq!(path.len(), 4);
        // The revision, the bodies and the charters because nothing was kept yet, and the path.
        assert_eq!(statements, 4);
        let ((), statements) = statements::counted(async {
            store.current_rulebook().await.unwrap();
        })
        .await;
        assert_eq!(statements, 1);
    }

    async fn what_was_committed_is_there_for_a_second_server(store) {
        planted(&store).await;
        let other = store.open_again().await;
        assert_eq!(other.count_places().await.unwrap(), 6);
    }

    async fn two_that_lock_each_other_out_both_get_through(store) {
        let (ann, bob) = (resident(&store, 1, "Ann").await, resident(&store, 2, "Bob").await);
        let other = store.open_again().await;
        let forth = rename_both(&store, [ann, bob], "forth");
        let back = rename_both(&other, [bob, ann], "back");
        let (forth, back) = tokio::join!(forth, back);
        // On SQLite the second waits for the first. On PostgreSQL one of the two may be chosen to
        // give way; its error says that it can be run again.
        for outcome in [forth, back] {
            if let Err(error) = outcome {
                assert_eq!(store.kind(), EngineKind::Postgres, "{error}");
                assert!(error.is_conflict(), "{error}");
            }
        }
        let names = [
            store.find_person(ann).await.unwrap().unwrap().name,
            store.find_person(bob).await.unwrap().unwrap().name,
        ];
        assert_eq!(names[0], names[1]);
    }
}

async fn rename_both(
    store: &store::Store,
    people: [domain::id::PersonId; 2],
    name: &str,
) -> Result<(), StoreError> {
    let mut writer = store.writer().await?;
    for person in people {
        writer.rename_person(person, name, now()).await?;
        tokio::task::yield_now().await;
    }
    writer.commit().await
}

#[tokio::test]
async fn a_second_sqlite_writer_waits_for_the_first() {
    let store = store::testing::sqlite().await;
    let other = store.open_again().await;
    let mut first = store.writer().await.unwrap();
    first
        .import_places(&tree(), &crate::fixtures::ids(), now())
        .await
        .unwrap();
    let second = tokio::spawn(async move {
        other
            .import_places(&tree(), &crate::fixtures::ids(), now())
            .await
    });
    tokio::task::yield_now().await;
    first.commit().await.unwrap();
    // The second waited and finds everything there, under the ids of the first.
    let outcome = second.await.unwrap().unwrap();
    assert_eq!(
        (outcome.added, outcome.changed, outcome.unchanged),
        (0, 0, 6)
    );
}

#[tokio::test]
async fn sqlite_confirms_to_the_disk_what_it_acknowledges() {
    let store = store::testing::sqlite().await;
    let mut writer = store.writer().await.unwrap();
    let mut ask = async |pragma: &'static str| -> String {
        match writer.conn() {
            store::Conn::Sqlite(conn) => sqlx::query_scalar::<_, String>(pragma)
                .fetch_one(conn)
                .await
                .unwrap(),
            store::Conn::Postgres(_) => unreachable!(),
        }
    };
    // 2 is FULL: every commit waits for the disk (QUALITY section 0, finding 2).
    assert_eq!(
        ask("SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous").await,
        "2"
    );
    assert_eq!(
        ask("SELECT journal_mode FROM pragma_journal_mode").await,
        "wal"
    );
    assert_eq!(
        ask("SELECT CAST(foreign_keys AS TEXT) FROM pragma_foreign_keys").await,
        "1"
    );
}
