//! Guards over the two schemas: the same tables, the same columns, the same
//! indexes, the same words.

use std::collections::BTreeSet;
use std::path::Path;

use domain::body::BodyKind;
use domain::case::StageName;
use domain::case::Visibility;
use domain::exchange::{DispatchState, UpdateOutcome};
use domain::household::{ConflictKind, Method};
use domain::language::Language;
use domain::office::{OfficeChange, ReplyUse};
use domain::person::Role;
use domain::place::PlaceKind;
use domain::thread::moderate::Said;
use store::codes::CodePurpose;
use store::threads::Did;
use store::{Conn, EngineKind, migrations, on_each_engine, testing};

/// What a column holds, in the words that both engines share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Column {
    table: String,
    name: String,
    holds: String,
    nullable: bool,
}

const SQLITE_COLUMNS: &str = "SELECT t.name, c.name, c.type, c.\"notnull\" = 0
    FROM sqlite_schema t
    JOIN pragma_table_xinfo(t.name) c
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> '_sqlx_migrations'";

const POSTGRES_COLUMNS: &str =
    "SELECT table_name::TEXT, column_name::TEXT, data_type::TEXT, is_nullable = 'YES'
    FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations'";

/// What SQLite keeps as one type is several on PostgreSQL.
fn sqlite_type(column: &str, postgres: &str) -> String {
    match postgres {
        "uuid" | "bytea" => "BLOB",
        "bigint" | "boolean" => "INTEGER",
        "jsonb" | "text" => "TEXT",
        "double precision" => "REAL",
        other => panic!("{column} is a {other}, which has no twin on SQLite; see STYLE section 6"),
    }
    .to_owned()
}

#[tokio::test]
async fn both_engines_have_the_same_columns() {
    let (sqlite, postgres) = (testing::sqlite().await, testing::postgres().await);
    let (mut sqlite, mut postgres) = (
        sqlite.reader().await.unwrap(),
        postgres.reader().await.unwrap(),
    );
    let here: Vec<(String, String, String, bool)> = match sqlite.conn() {
        Conn::Sqlite(conn) => sqlx::query_as(SQLITE_COLUMNS)
            .fetch_all(conn)
            .await
            .unwrap(),
        Conn::Postgres(_) => unreachable!(),
    };
    let there: Vec<(String, String, String, bool)> = match postgres.conn() {
        Conn::Postgres(conn) => sqlx::query_as(POSTGRES_COLUMNS)
            .fetch_all(conn)
            .await
            .unwrap(),
        Conn::Sqlite(_) => unreachable!(),
    };
    let here: BTreeSet<Column> = here
        .into_iter()
        .map(|(table, name, holds, nullable)| Column {
            table,
            name,
            holds,
            nullable,
        })
        .collect();
    let there: BTreeSet<Column> = there
        .into_iter()
        .map(|(table, name, holds, nullable)| {
            let holds = sqlite_type(&name, &holds);
            Column {
                table,
                name,
                holds,
                nullable,
            }
        })
        .collect();
    assert!(here.len() > 100, "only {} columns on SQLite", here.len());
    let differences: Vec<_> = here.symmetric_difference(&there).collect();
    assert!(
        differences.is_empty(),
        "the engines differ in {differences:#?}"
    );
}

#[tokio::test]
async fn both_engines_have_the_same_named_indexes() {
    const HERE: &str =
        "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name";
    const THERE: &str = "SELECT c.relname::TEXT
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indexrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND NOT EXISTS (SELECT 1 FROM pg_constraint o WHERE o.conindid = i.indexrelid)
        ORDER BY c.relname::TEXT COLLATE \"C\"";
    let (sqlite, postgres) = (testing::sqlite().await, testing::postgres().await);
    let (mut sqlite, mut postgres) = (
        sqlite.reader().await.unwrap(),
        postgres.reader().await.unwrap(),
    );
    let here: Vec<String> = match sqlite.conn() {
        Conn::Sqlite(conn) => sqlx::query_scalar(HERE).fetch_all(conn).await.unwrap(),
        Conn::Postgres(_) => unreachable!(),
    };
    let there: Vec<String> = match postgres.conn() {
        Conn::Postgres(conn) => sqlx::query_scalar(THERE).fetch_all(conn).await.unwrap(),
        Conn::Sqlite(_) => unreachable!(),
    };
    assert!(here.len() > 10);
    assert_eq!(here, there);
}

#[test]
fn both_engines_have_the_same_migrations() {
    let list = |kind| {
        migrations(kind)
            .into_iter()
            .map(|(version, name, _)| (version, name))
            .collect::<Vec<_>>()
    };
    assert_eq!(list(EngineKind::Sqlite), list(EngineKind::Postgres));
    let versions: Vec<i64> = list(EngineKind::Sqlite)
        .into_iter()
        .map(|(version, _)| version)
        .collect();
    let expected: Vec<i64> = (1..).take(versions.len()).collect();
    assert_eq!(
        versions, expected,
        "migrations are numbered 1, 2, 3 … without a gap"
    );
}

#[test]
fn migration_files_have_the_same_names() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let list = |engine: &str| {
        std::fs::read_dir(folder.join(engine))
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(list("sqlite"), list("postgres"));
}

on_each_engine! {
    async fn the_database_knows_the_words_of_the_domain(store) {
        let mut reader = store.reader().await.unwrap();
        let expected: [(&'static str, Vec<&str>); 15] = [
            ("SELECT code FROM languages", Language::ALL.map(Language::tag).to_vec()),
            ("SELECT code FROM place_kinds", PlaceKind::ALL.map(PlaceKind::code).to_vec()),
            ("SELECT code FROM body_kinds", BodyKind::ALL.map(BodyKind::code).to_vec()),
            ("SELECT code FROM roles", Role::ALL.map(Role::code).to_vec()),
            ("SELECT code FROM stages", StageName::ALL.map(StageName::code).to_vec()),
            ("SELECT code FROM visibilities", Visibility::ALL.map(Visibility::code).to_vec()),
            ("SELECT code FROM office_change_kinds", OfficeChange::ALL.map(OfficeChange::code).to_vec()),
            ("SELECT code FROM reply_uses", ReplyUse::ALL.map(ReplyUse::code).to_vec()),
            ("SELECT code FROM code_purposes", CodePurpose::ALL.map(CodePurpose::code).to_vec()),
            ("SELECT code FROM residency_methods", Method::ALL.iter().map(|one| one.code()).collect()),
            ("SELECT code FROM moderation_kinds", Did::ALL.map(Did::code).to_vec()),
            ("SELECT code FROM said_kinds", Said::ALL.map(Said::code).to_vec()),
            ("SELECT code FROM conflict_kinds", ConflictKind::ALL.iter().map(|one| one.code()).collect()),
            ("SELECT code FROM dispatch_states", DispatchState::ALL.map(DispatchState::code).to_vec()),
            ("SELECT code FROM update_outcomes", UpdateOutcome::ALL.map(UpdateOutcome::code).to_vec()),
        ];
        for (text, words) in expected {
            let kept: Vec<String> = match reader.conn() {
                Conn::Sqlite(conn) => sqlx::query_scalar(text).fetch_all(conn).await.unwrap(),
                Conn::Postgres(conn) => sqlx::query_scalar(text).fetch_all(conn).await.unwrap(),
            };
            let kept: BTreeSet<&str> = kept.iter().map(String::as_str).collect();
            assert_eq!(kept, words.into_iter().collect(), "{text}");
        }
    }

    async fn migrating_twice_changes_nothing(store) {
        store.migrate().await.unwrap();
        let again = store.open_again().await;
        let (one, two) = tokio::join!(store.migrate(), again.migrate());
        one.unwrap();
        two.unwrap();
    }
}
