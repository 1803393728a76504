//! Guards over the SQL texts themselves.

use std::path::{Path, PathBuf};

use sqlx::{Executor as _, SqlSafeStr as _};
use store::catalogue;
use store::{Conn, on_each_engine};

on_each_engine! {
    async fn every_text_is_understood(store) {
        let mut snapshot = store.snapshot().await.unwrap();
        for (module, texts) in catalogue::all() {
            for (name, text) in texts {
                let prepared = match snapshot.conn() {
                    Conn::Sqlite(conn) if !name.ends_with("_POSTGRES") => conn.prepare(text.into_sql_str()).await.map(drop),
                    Conn::Postgres(conn) if !name.ends_with("_SQLITE") => conn.prepare(text.into_sql_str()).await.map(drop),
                    Conn::Sqlite(_) | Conn::Postgres(_) => Ok(()),
                };
                prepared.unwrap_or_else(|error| panic!("{module}: {name}: {error}\n{text}"));
            }
        }
    }
}

#[test]
fn a_text_for_one_engine_has_a_twin_for_the_other() {
    for (module, texts) in catalogue::all() {
        let has = |name: String| texts.iter().any(|(other, _)| *other == name);
        for (name, _) in texts {
            if let Some(stem) = name.strip_suffix("_SQLITE") {
                assert!(
                    has(format!("{stem}_POSTGRES")),
                    "{module}: {name} has no twin"
                );
            }
            if let Some(stem) = name.strip_suffix("_POSTGRES") {
                assert!(
                    has(format!("{stem}_SQLITE")),
                    "{module}: {name} has no twin"
                );
            }
        }
    }
}

#[test]
fn texts_name_their_columns_and_number_their_binds() {
    for (module, texts) in catalogue::all() {
        for (name, text) in texts {
            assert!(
                !text.contains("SELECT *"),
                "{module}: {name} selects everything; list the columns"
            );
            assert!(
                !text.contains('?'),
                "{module}: {name} has a `?`; binds are `$1`, `$2` …"
            );
            assert!(
                !text.contains('"') || text.contains("COLLATE"),
                "{module}: {name} has a double quote, which is silently a string on SQLite"
            );
        }
    }
}

#[test]
fn no_text_hides_from_the_catalogue() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    gather(&source, &mut files);
    assert!(
        files.len() > 10,
        "the sources are not where this test looks: {}",
        source.display()
    );
    let listed: Vec<&str> = catalogue::all()
        .into_iter()
        .map(|(module, _)| module)
        .collect();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let module = file.strip_prefix(&source).unwrap().with_extension("");
        let module = module
            .components()
            .map(|part| part.as_os_str().to_str().unwrap());
        let module = module.collect::<Vec<_>>().join("::");
        if module == "testing" || module == "statements" {
            continue;
        }
        if text.lines().any(|line| line == "sql! {") {
            assert!(
                listed.contains(&module.as_str()),
                "{module} has SQL that the other tests do not see: give it a line in app/store/src/catalogue.rs"
            );
        }
        for call in [
            "query(\"",
            "query_as(\"",
            "query_scalar(\"",
            "raw_sql(\"",
            "AssertSqlSafe",
        ] {
            assert!(
                !text.contains(call),
                "{module} has SQL inside `{call}`: name the text in the module's `sql!`"
            );
        }
    }
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
}
