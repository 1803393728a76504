use super::*;
use crate::config::Sources;

fn config(folder: &std::path::Path, more: &[(&str, &str)]) -> Config {
    let mut variables = vec![("LINLI_DATA".to_owned(), folder.display().to_string())];
    variables.extend(
        more.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    Config::load(&Sources {
        variables,
        ..Sources::default()
    })
    .unwrap()
    .0
}

fn broken(findings: &[Finding]) -> Vec<String> {
    let broken = findings
        .iter()
        .filter(|finding| matches!(finding, Finding::Broken { .. }));
    broken.map(ToString::to_string).collect()
}

#[tokio::test]
async fn a_fresh_machine_has_nothing_in_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path(), &[]);
    let findings = [
        checks::machine(&config),
        checks::settings(&config),
        database::check(&config).await,
    ]
    .concat();
    assert_eq!(broken(&findings), Vec::<String>::new());
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        0,
        "the doctor leaves nothing behind"
    );
}

#[test]
fn what_stands_in_the_way_comes_with_its_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("secret.key");
    std::fs::write(&key, "too short").unwrap();
    let config = config(
        folder.path(),
        &[
            ("LINLI_BASE_URL", "http://linli.example.org"),
            ("LINLI_TRUSTED_PROXIES", "0.0.0.0/0"),
        ],
    );
    let found = broken(&checks::settings(&config));
    assert_eq!(found.len(), 3, "{found:#?}");
    assert!(found.iter().all(|finding| finding.contains('→')));
}

#[tokio::test]
async fn a_database_that_nobody_serves_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(
        folder.path(),
        &[(
            "LINLI_DATABASE_URL",
            "postgres://nobody:s3cret@127.0.0.1:1/none",
        )],
    );
    let found = broken(&database::check(&config).await);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].contains("database_url") && !found[0].contains("s3cret"),
        "{found:?}"
    );
}
