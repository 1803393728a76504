//! Loading a neighbourhood from files, on both engines.

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Parser as _;
use domain::body::{BodyKind, Tier};
use domain::geometry::Point;
use domain::handle::Handle;
use domain::id::PersonId;
use domain::instant::Instant;
use domain::language::Language;
use domain::person::Role;
use jiff::tz::TimeZone;
use server::commands::Outcome;
use server::commands::import::{self, Surroundings};
use store::Store;
use store::ids::Ids;
use store::on_each_engine;
use store::people::NewAccount;
use tempfile::TempDir;

/// A folder of the real data beside the project; `None`, said aloud, when it is absent.
pub fn data(folder: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let path = std::env::var_os("LINLI_DATA")
        .map_or_else(beside, PathBuf::from)
        .join(folder);
    if path.is_dir() {
        return Some(path);
    }
    eprintln!(
        "SKIPPED: the real data is absent, no folder {}; set LINLI_DATA",
        path.display()
    );
    None
}

/// The example that ships with Linli.
pub fn example(file: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs/examples/boston")
        .join(file)
        .display()
        .to_string()
}

#[derive(clap::Parser)]
struct Cli {
    #[command(flatten)]
    args: import::Args,
}

/// Files of a town, and the command that loads them.
struct Town {
    folder: TempDir,
    ids: Ids,
    now: Instant,
}

impl Town {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            ids: Ids::system(),
            now: Instant::parse(crate::app::MONDAY).unwrap(),
        }
    }

    fn file(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    /// `linli import …`: how it ended and what it said.
    async fn import(&self, store: &Store, words: &[&str]) -> (Outcome, String) {
        let cli = Cli::try_parse_from([&["import"], words].concat()).unwrap();
        let around = Surroundings {
            ids: self.ids.clone(),
            now: self.now,
            zone: TimeZone::UTC,
        };
        let mut out = Vec::new();
        let outcome = import::into(&cli.args, store, &around, &mut out)
            .await
            .unwrap();
        (outcome, String::from_utf8(out).unwrap())
    }

    async fn settled(&self, store: &Store, words: &[&str]) -> String {
        let (outcome, told) = self.import(store, words).await;
        assert_eq!(outcome, Outcome::Fine, "{words:?}: {told}");
        told
    }

    /// A town with a committee, a last resort and nobody in them.
    async fn found(&self, store: &Store) {
        let places = self.file(
            "places.csv",
            "parent_code,kind,name_en,slug\n,city,Town,town\ntown,community,West,west\n",
        );
        let bodies = self.file("bodies.toml", BODIES);
        self.settled(store, &["places", &places]).await;
        self.settled(store, &["bodies", &bodies]).await;
    }
}

const BODIES: &str = r#"
[calendar.office]
zone = "Asia/Shanghai"
hours = "Mon-Fri 09:00-17:00"

[[body]]
key = "west-committee"
kind = "self-governance"
tier = 1
name = "West committee"
places = ["west"]
categories = "all"
calendar = "office"

[[body]]
key = "town-hall"
kind = "government"
tier = 4
name = "Town hall"
places = ["town"]
categories = "all"
zone = "Asia/Shanghai"
hours = "always"
duty = true
last-resort = true
"#;

on_each_engine! {
    async fn a_chinese_city_is_loaded_once_however_often(test) {
        let Some(folder) = data("hangzhou") else { return };
        let (town, store) = (Town::new(), test.store());
        let files = ["areas.json", "streets.json", "villages.json"].map(|file| folder.join(file).display().to_string());
        let words: Vec<&str> = ["places", "--root", "杭州市", "--root-code", "3301"]
            .into_iter()
            .chain(files.iter().map(String::as_str))
            .collect();
        let told = town.settled(&store, &words).await;
        assert!(told.contains("3530 places: 3530 added"), "{told}");
        assert!(told.contains("city 1, district 13, sub-district 196, community 3320"), "{told}");
        assert!(town.settled(&store, &words).await.contains("Nothing to change"));
        let community = store.find_place_by_slug("p-330102001051").await.unwrap().unwrap();
        let path = store.find_place_path(community.id).await.unwrap();
        let names: Vec<&str> = path.iter().map(|place| place.names.in_language(Language::Hant)).collect();
        assert_eq!(names, ["杭州市", "上城区", "清波街道", "清波门社区"]);
    }

    async fn the_example_of_boston_is_loaded_in_the_order_of_the_how_to(test) {
        let Some(folder) = data("boston") else { return };
        let (town, store) = (Town::new(), test.store());
        let map = folder.join("boston.neighborhoods.geojson").display().to_string();
        let [places, charter, bodies] = ["places.csv", "charter.toml", "bodies.toml"].map(example);
        let steps = [["places", &places], ["boundaries", &map], ["charter", &charter], ["bodies", &bodies]];
        for step in steps {
            town.settled(&store, &step).await;
        }
        for step in steps {
            let told = town.settled(&store, &step).await;
            assert!(told.contains("Nothing to change"), "{told}");
        }
        let point = Point::new(42.3504, -71.0867).unwrap();
        assert_eq!(store.locate(point).await.unwrap().unwrap().slug, "back-bay");
        let bodies = store.list_bodies().await.unwrap();
        assert_eq!(bodies.len(), 37);
        let hotline = bodies.iter().find(|body| body.key == "mayors-hotline").unwrap();
        assert!(hotline.last_resort && hotline.calendar.duty && hotline.tier == Tier::TOP);
    }

    async fn places_are_made_out_of_outlines(test) {
        let (town, store) = (Town::new(), test.store());
        let places = town.file("places.csv", "kind,name_en,slug\ncity,Town,town\n");
        town.settled(&store, &["places", &places]).await;
        let map = town.file(
            "map.geojson",
            r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"hood":"West End"},
            "geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}]}"#,
        );
        let words = ["boundaries", &map, "--match", "hood", "--create-places", "community", "--parent", "town"];
        let told = town.settled(&store, &words).await;
        assert!(told.contains("1 added") && told.contains("1 places made"), "{told}");
        assert!(told.contains("longitude 0.0000 and 1.0000, latitude 0.0000 and 1.0000"), "{told}");
        assert!(town.settled(&store, &words).await.contains("Nothing to change"));
        let place = store.find_place_by_slug("west-end").await.unwrap().unwrap();
        assert_eq!(store.find_place_path(place.id).await.unwrap().len(), 2);
    }

    async fn one_mistake_and_nothing_is_loaded(test) {
        let (town, store) = (Town::new(), test.store());
        let places = town.file("places.csv", "code,parent_code,kind,name_en\n1,,city,Town\n2,1,district,East\n3,9,district,West\n");
        assert_eq!(town.import(&store, &["places", &places]).await.0, Outcome::Mistakes);
        assert_eq!(store.count_places().await.unwrap(), 0);
        town.found(&store).await;
        let bodies = town.file("more.toml", BODIES.replace("west-committee", "second-committee").replace("last-resort = true", ""));
        assert_eq!(town.import(&store, &["bodies", &bodies]).await.0, Outcome::Mistakes);
        assert_eq!(store.list_bodies().await.unwrap().len(), 2);
    }

    async fn a_trial_tells_what_would_change_and_changes_nothing(test) {
        let (town, store) = (Town::new(), test.store());
        let places = town.file("places.csv", "kind,name_en,slug\ncity,Town,town\n");
        let told = town.settled(&store, &["places", "--dry-run", &places]).await;
        assert!(told.contains("nothing was written") && told.contains("1 added"), "{told}");
        assert_eq!(store.count_places().await.unwrap(), 0);
        town.found(&store).await;
        let changed = town.file("changed.toml", BODIES.replace("Town hall", "City hall"));
        let told = town.settled(&store, &["bodies", "--dry-run", &changed]).await;
        assert!(told.contains("1 changed"), "{told}");
        let bodies = store.list_bodies().await.unwrap();
        assert!(bodies.iter().all(|body| body.names.in_language(Language::En) != "City hall"));
    }

    async fn people_get_their_seats_and_keep_the_names_they_chose(test) {
        let (mut town, store) = (Town::new(), test.store());
        town.found(&store).await;
        let table = "handle,name,language,body,role,home,steward\n\
                     ann@example.org,Ann,en,west-committee,convener,west,\n\
                     13800138000,王芳,,town-hall,,,yes\n";
        let people = town.file("people.csv", table);
        let told = town.settled(&store, &["people", &people]).await;
        assert!(told.contains("2 added") && told.contains("forgotten password"), "{told}");
        assert!(town.settled(&store, &["people", &people]).await.contains("Nothing to change"));
        let handle = Handle::parse("ann@example.org").unwrap();
        let account = store.find_account(&handle).await.unwrap().unwrap();
        assert!(account.phc.is_none() && !account.confirmed);
        let ann = store.find_person(account.person).await.unwrap().unwrap();
        assert_eq!(ann.offices[0].role, Role::Convener);
        assert_eq!(ann.offices[0].kind, BodyKind::SelfGovernance);
        store.rename_person(ann.id, "Auntie Ann", town.now).await.unwrap();
        town.now = town.now.plus_days(1);
        let again = town.file("again.csv", table.replace("convener", "committee-member"));
        assert!(town.settled(&store, &["people", &again]).await.contains("1 changed"));
        let ann = store.find_person(ann.id).await.unwrap().unwrap();
        assert_eq!((ann.name.as_str(), ann.offices[0].role), ("Auntie Ann", Role::CommitteeMember));
    }

    async fn who_only_typed_an_address_does_not_get_its_owners_seat(test) {
        let (town, store) = (Town::new(), test.store());
        town.found(&store).await;
        let handle = Handle::parse("ann@example.org").unwrap();
        let stranger = PersonId::new(town.ids.uuid());
        let account = NewAccount {
            id: stranger,
            name: "Stranger",
            language: Language::En,
            home: None,
            handle: &handle,
            phc: Some("$argon2id$v=19$m=16,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA"),
        };
        assert!(store.create_account(&account, town.now).await.unwrap());
        let people = town.file("people.csv", "handle,name,body\nann@example.org,Ann,town-hall\n");
        assert!(town.settled(&store, &["people", &people]).await.contains("1 added"));
        let stranger = store.find_person(stranger).await.unwrap().unwrap();
        assert!(stranger.offices.is_empty());
        // Nor does anybody who types it afterwards: the account that was imported is found again.
        let late = NewAccount { id: PersonId::new(town.ids.uuid()), ..account };
        assert!(store.create_account(&late, town.now.plus_days(1)).await.unwrap());
        assert!(town.settled(&store, &["people", &people]).await.contains("Nothing to change"));
    }

    async fn a_change_of_the_rules_gives_thirty_days_notice(test) {
        let (town, store) = (Town::new(), test.store());
        let text = std::fs::read_to_string(example("charter.toml")).unwrap();
        let first = town.file("first.toml", &text);
        let second = town.file("second.toml", text.replace("\"911\"", "\"112\""));
        assert!(town.settled(&store, &["charter", &first]).await.contains("Version 1"));
        assert!(town.settled(&store, &["charter", &first]).await.contains("Nothing to change"));
        let soon = ["charter", &second, "--applies-from", "2026-12-01"];
        assert_eq!(town.import(&store, &soon).await.0, Outcome::Mistakes);
        let told = town.settled(&store, &["charter", &second]).await;
        assert!(told.contains("Version 2") && told.contains("emergency_number: 911 → 112"), "{told}");
        let third = town.file("third.toml", &text);
        let because = ["charter", &third, "--applies-from", "2026-12-01", "--because", "112 does not work here"];
        town.settled(&store, &because).await;
        let versions = store.list_charters().await.unwrap();
        let from: Vec<Instant> = versions.iter().map(|version| version.applies_from).collect();
        assert_eq!(from, [town.now, town.now.plus_days(30), Instant::parse("2026-12-01T00:00:00Z").unwrap()]);
        assert!(versions[2].change_note.starts_with("112 does not work here"));
        assert_eq!(versions[0].charter.emergency_number, "911");
    }
}

on_each_engine! {
    async fn own_rules_replace_the_shipped_ones_at_once(test) {
        let (town, store) = (Town::new(), test.store());
        server::first_rules::keep(&store, town.now.plus_days(-90)).await.unwrap();
        let text = std::fs::read_to_string(example("charter.toml")).unwrap();
        let own = town.file("own.toml", &text);
        assert!(town.settled(&store, &["charter", &own]).await.contains("Version 2"));
        let book = store.current_rulebook().await.unwrap();
        assert_eq!(book.charter_at(town.now).unwrap().charter.version, 2);
        server::first_rules::keep(&store, town.now).await.unwrap();
        assert_eq!(store.list_charters().await.unwrap().len(), 2);
    }

    async fn until_own_rules_begin_the_shipped_ones_apply(test) {
        let (town, store) = (Town::new(), test.store());
        let text = std::fs::read_to_string(example("charter.toml")).unwrap();
        let own = town.file("own.toml", &text);
        town.settled(&store, &["charter", &own, "--applies-from", "2026-12-01"]).await;
        let book = store.current_rulebook().await.unwrap();
        assert_eq!(book.charter_at(town.now).unwrap().charter, domain::charter::Charter::shipped());
        assert_eq!(book.charter_at(town.now.plus_days(30)).unwrap().charter.emergency_number, "911");
    }
}

#[test]
fn exit_codes_tell_a_mistake_from_a_failure() {
    let town = Town::new();
    let good = town.file("good.csv", "kind,name_en,slug\ncity,Town,town\n");
    let bad = town.file("bad.csv", b"code,name\r\n1,\xba\xbc\xd6\xdd\r\n");
    let missing = town.folder.path().join("missing.csv").display().to_string();
    for (file, code, words) in [
        (&good, 0, "1 places: 1 added"),
        (
            &bad,
            3,
            "bad.csv:2:3: The file is not UTF-8; it looks like GBK",
        ),
        (&missing, 1, "check the name"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_linli"))
            .args(["import", "places", file, "--data"])
            .arg(town.folder.path().join("data"))
            .env_remove("LINLI_DATABASE_URL")
            .output()
            .unwrap();
        let told = [output.stdout, output.stderr].concat();
        let told = String::from_utf8(told).unwrap();
        assert_eq!(output.status.code(), Some(code), "{told}");
        assert!(told.contains(words), "{told}");
    }
}

#[test]
fn a_trial_makes_no_database_and_brings_none_up_to_date() {
    let town = Town::new();
    let places = town.file("good.csv", "kind,name_en,slug\ncity,Town,town\n");
    let data = town.folder.path().join("data");
    let tried = || {
        let output = Command::new(env!("CARGO_BIN_EXE_linli"))
            .args(["import", "places", "--dry-run", &places, "--data"])
            .arg(&data)
            .env_remove("LINLI_DATABASE_URL")
            .output()
            .unwrap();
        let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (output.status.code(), told)
    };
    let (code, told) = tried();
    assert_eq!(code, Some(0), "{told}");
    assert!(
        told.contains("Only tried") && told.contains("1 added"),
        "{told}"
    );
    assert!(!data.exists());
    // One that an older Linli left.
    std::fs::create_dir(&data).unwrap();
    std::fs::write(data.join("linli.db"), b"").unwrap();
    let (code, told) = tried();
    assert_eq!(code, Some(1), "{told}");
    assert!(
        told.contains("0 migrations") && told.contains("linli serve"),
        "{told}"
    );
}
