use super::*;

fn variables(pairs: &[(&str, &str)]) -> Sources {
    Sources {
        variables: pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..Sources::default()
    }
}

fn file(text: &str) -> (tempfile::TempDir, Sources) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("linli.toml");
    std::fs::write(&path, text).unwrap();
    let sources = Sources {
        file: Some(path),
        ..Sources::default()
    };
    (folder, sources)
}

fn mistakes(sources: &Sources) -> Vec<Mistake> {
    Config::load(sources).unwrap_err().0
}

#[test]
fn nothing_has_to_be_configured() {
    let (config, _) = Config::load(&Sources::default()).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.base_url.as_str(), "http://127.0.0.1:3000");
    assert!(config.base_url.is_plain_loopback());
    assert!(config.database_url.is_none() && config.smtp_url.is_none());
    assert_eq!(
        config.secret_file,
        std::path::Path::new("./data/secret.key")
    );
}

#[test]
fn the_last_source_wins_and_is_named() {
    let (_folder, mut sources) =
        file("listen = \"127.0.0.1:1\"\nconnections = 100\npassword_permits = 3\n");
    sources.variables = vec![
        ("LINLI_LISTEN".to_owned(), "127.0.0.1:2".to_owned()),
        ("LINLI_CONNECTIONS".to_owned(), "200".to_owned()),
    ];
    sources.options = vec![("listen", "--listen", "127.0.0.1:3".to_owned())];
    let (config, settings) = Config::load(&sources).unwrap();
    assert_eq!(config.listen.port(), 3);
    assert_eq!(config.caps.connections, 200);
    assert_eq!(config.password_permits, 3);
    assert_eq!(settings.origin("listen"), &Origin::Option("--listen"));
    assert_eq!(
        settings.origin("connections"),
        &Origin::Variable("LINLI_CONNECTIONS".to_owned())
    );
    assert!(matches!(
        settings.origin("password_permits"),
        Origin::File(_, 3)
    ));
}

#[test]
fn a_setting_nobody_knows_is_a_mistake_with_a_hint() {
    let (_folder, mut sources) =
        file("# first\nlisten = \"127.0.0.1:1\"\nbase-url = \"https://x.example\"\n");
    sources.variables = vec![
        ("LINLI_LISTN".to_owned(), "x".to_owned()),
        ("LINLI_TEST_POSTGRES".to_owned(), "y".to_owned()),
    ];
    let found = mistakes(&sources);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].at.ends_with("linli.toml:3") && found[0].remedy.contains("base_url"),
        "{found:?}"
    );
    assert!(found[1].remedy.contains("LINLI_LISTEN"), "{found:?}");
}

#[test]
fn every_mistake_is_told_at_once_and_no_secret_repeated() {
    let sources = variables(&[
        ("LINLI_LISTEN", "here"),
        ("LINLI_DATABASE_URL", "mysql://root:s3cret@db"),
        ("LINLI_TIME_ZONE", "Mars/Olympus"),
        ("LINLI_CONNECTIONS", "-1"),
        ("LINLI_BASE_URL", "ftp://example.org"),
        ("LINLI_SMTP_FROM", "nobody"),
        ("LINLI_LOG_FORMAT", "xml"),
        ("LINLI_TRUSTED_PROXIES", "10.0.0.0/99"),
    ]);
    let error = Config::load(&sources).unwrap_err();
    assert_eq!(error.0.len(), 8, "{error}");
    assert!(!error.to_string().contains("s3cret"), "{error}");
}

#[test]
fn cookies_are_secure_except_on_plain_loopback() {
    let table = [
        ("https://linli.example.org", true, true),
        ("https://localhost:3000", true, true),
        ("http://192.168.1.5:3000", false, true),
        ("http://localhost:3000/", false, false),
        ("http://[::1]:3000", false, false),
    ];
    for (base, https, secure) in table {
        let (config, _) = Config::load(&variables(&[("LINLI_BASE_URL", base)])).unwrap();
        assert_eq!(config.base_url.is_https(), https, "{base}");
        assert_eq!(config.base_url.has_secure_cookies(), secure, "{base}");
    }
}

#[test]
fn text_messages_leave_by_https_or_stay_on_this_machine() {
    for (url, fits) in [
        ("https://sms.example.org/send?from=linli", true),
        ("http://localhost:8080/send", true),
        ("http://127.0.0.1/", true),
        ("http://[::1]:8080", true),
        ("http://localhost.evil.example/", false),
        ("http://127.0.0.1.evil.example/", false),
        ("http://localhost@evil.example/", false),
        ("http://sms.example.org/", false),
        ("ftp://localhost/", false),
    ] {
        let loaded = Config::load(&variables(&[("LINLI_SMS_URL", url)]));
        assert_eq!(loaded.is_ok(), fits, "{url}");
    }
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_no_text_stops_nothing_unless_it_is_ours() {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt as _;
    let odd = || OsString::from_vec(vec![b'a', 0xff]);
    let sources = |name: &str| {
        let all = [
            (OsString::from(name), odd()),
            (odd(), OsString::from("x")),
            (OsString::from("LINLI_LOG_FORMAT"), OsString::from("json")),
        ];
        Sources::of_variables(None, all.into_iter(), Vec::new())
    };
    let (config, _) = Config::load(&sources("LS_COLORS")).unwrap();
    assert_eq!(config.log_format, LogFormat::Json);
    let found = mistakes(&sources("LINLI_DATA"));
    assert!(
        found[0].what.contains("LINLI_DATA is not UTF-8"),
        "{found:?}"
    );
}

#[test]
fn who_listens_everywhere_is_reached_by_name_on_this_machine() {
    let (config, _) = Config::load(&variables(&[("LINLI_LISTEN", "0.0.0.0:8080")])).unwrap();
    assert_eq!(config.base_url.as_str(), "http://localhost:8080");
    assert!(config.metrics_listen_is_default);
}

#[cfg(unix)]
#[test]
fn a_file_with_secrets_that_others_can_read_is_refused_with_the_fix() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, sources) = file("sms_token = \"s3cret\"\n");
    let path = folder.path().join("linli.toml");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let found = mistakes(&sources);
    assert!(found[0].remedy.contains("chmod 600"), "{found:?}");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert!(Config::load(&sources).is_ok());
}

#[test]
fn what_is_printed_hides_secrets_and_names_origins() {
    let sources = variables(&[
        ("LINLI_DATABASE_URL", "postgres://anna:s3cret@db/linli"),
        ("LINLI_SMS_TOKEN", "t0ken"),
    ]);
    let (config, settings) = Config::load(&sources).unwrap();
    let text = effective(&settings);
    assert!(
        text.contains("postgres://anna:…@db/linli") && text.contains("# LINLI_SMS_TOKEN"),
        "{text}"
    );
    for secret in ["s3cret", "t0ken"] {
        assert!(!text.contains(secret) && !format!("{config:?}").contains(secret));
    }
    // What is printed can be read back as a file.
    assert!(text.parse::<toml::Table>().is_ok());
}

/// If this fails, a setting changed: run
/// `linli config --markdown > docs/operate/configuration.md`.
#[test]
fn the_handbook_lists_every_setting() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../docs/operate/configuration.md"
    );
    assert_eq!(std::fs::read_to_string(path).unwrap(), markdown());
}
