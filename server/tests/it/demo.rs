//! The demo neighbourhood: alive, true to the rules, and there only once.

use std::collections::BTreeSet;

use domain::case::{Case, StageName, Visibility};
use domain::charter::Urgency;
use domain::handle::Handle;
use domain::instant::Instant;
use domain::language::Language;
use domain::reference::Reference;
use domain::routing::Ground;
use pages::Secret;
use pages::passwords::Passwords;
use pages::photos::Photos;
use server::commands::demo::album::Album;
use server::commands::demo::world::World;
use server::commands::demo::{self, Found, Maker, Pictures, script};
use server::config::{Config, Sources};
use server::fixtures::Town;
use server::{database, first_rules};
use store::Store;
use store::ids::Ids;
use store::testing::TestStore;
use tokio::sync::OnceCell;

use crate::app::{MONDAY, Options, TestApp};

/// Drawn once for all tests of this process.
async fn album() -> Album {
    static ALBUM: OnceCell<Album> = OnceCell::const_new();
    let drawing = || async {
        let stories = script::read().unwrap();
        Album::of(&stories, &Photos::new(2)).await.unwrap()
    };
    ALBUM.get_or_init(drawing).await.clone()
}

async fn maker(store: Store, now: &str) -> Maker {
    Maker {
        store,
        ids: Ids::system(),
        now: Instant::parse(now).unwrap(),
        secret: Secret::new([7; 32]),
        passwords: Passwords::new(1).unwrap(),
        pictures: Pictures::Drawn(album().await),
    }
}

/// The cases of the demo with their scripts.
async fn told(store: &Store, made: Found) -> Vec<(script::Story, Case)> {
    let Found::Empty(references) = made else {
        panic!("the database was not empty: {made:?}");
    };
    let mut told = Vec::new();
    for story in script::read().unwrap() {
        let reference: Reference = references[&story.id];
        let case = store.find_case(reference).await.unwrap().unwrap();
        told.push((story, case));
    }
    told
}

async fn demo_on(store: TestStore) -> (TestApp, Vec<(script::Story, Case)>) {
    let options = Options {
        demo: true,
        ..Options::default()
    };
    let app = TestApp::with(store, options);
    let made = maker(app.app.store.clone(), MONDAY)
        .await
        .fill_if_empty()
        .await;
    let told = told(&app.app.store, made.unwrap()).await;
    (app, told)
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// What has to hold on whatever day the demo is made.
fn is_alive(told: &[(script::Story, Case)], now: Instant) {
    assert!(told.len() >= 60, "{} cases", told.len());
    let stages: BTreeSet<StageName> = told.iter().map(|(_, case)| case.stage.name()).collect();
    let all: BTreeSet<StageName> = StageName::ALL.into_iter().collect();
    assert_eq!(stages, all, "every stage occurs");
    for (story, case) in told {
        let id = &story.id;
        assert_eq!(
            story.late,
            !case.missed.is_empty(),
            "{id}: {:?}",
            case.missed
        );
        assert!(case.filed_at < now, "{id} was filed in the future");
        if case.is_open() {
            let step = case
                .next_step()
                .unwrap_or_else(|| panic!("{id} has no next step"));
            assert!(
                step.by > now || story.late,
                "{id} waits since {:?}",
                step.by
            );
        }
    }
    let any = |holds: &dyn Fn(&Case) -> bool| told.iter().any(|(_, case)| holds(case));
    assert!(any(&|case| is_chinese(case.concern.words.as_str())));
    assert!(any(&|case| !is_chinese(case.concern.words.as_str())));
    assert!(any(&|case| case.concern.visibility == Visibility::BodyOnly));
    assert!(any(
        &|case| case.concern.urgency == Urgency::Danger && case.is_open()
    ));
    assert!(any(&|case| case.counters.reopenings > 0));
    assert!(any(&|case| case.holding.ground == Some(Ground::Reserved)));
    assert!(any(
        &|case| case.holding.ground == Some(Ground::ConflictOfInterest)
    ));
    assert!(any(&|case| !case.removed.is_empty()));
    assert!(any(&|case| case.photos.len() >= 2));
}

store::on_each_engine! {
    async fn the_demo_is_alive_and_made_once(store) {
        let (app, told) = demo_on(store).await;
        let now = app.app.clock.now();
        is_alive(&told, now);

        let mut languages = BTreeSet::new();
        let mut people = 0;
        for (_, person) in server::commands::demo::world::people().unwrap() {
            let account = app.app.store.find_account(&person).await.unwrap().unwrap();
            assert!(account.confirmed && account.phc.is_some());
            languages.insert(account.language);
            people += 1;
        }
        assert!(people >= 40, "{people} people");
        assert_eq!(languages.len(), Language::ALL.len());

        let again = maker(app.app.store.clone(), MONDAY).await.fill_if_empty().await;
        assert_eq!(again.unwrap(), Found::Demo);
        let waiting = app.app.store.outbox_state().await.unwrap().waiting;
        assert!(waiting < 40, "{waiting} messages of long ago would be sent today");
    }

    async fn everybody_who_is_listed_can_sign_in_and_look_around(store) {
        let (app, _) = demo_on(store).await;
        let home = app.visitor().get("/").await.expect(200).shows(pages::demo::PASSWORD);
        for account in pages::demo::accounts() {
            let home = home.clone();
            home.shows(account.handle).shows(account.name);
            let handle = Handle::parse(account.handle).unwrap();
            let known = app.app.store.find_account(&handle).await.unwrap().unwrap();
            let person = app.app.store.find_person(known.person).await.unwrap().unwrap();
            assert_eq!(person.name, account.name);
            let mut visitor = app.signed_in(person.id).await;
            visitor.get("/").await.expect(200);
            visitor.get("/me").await.expect(200).shows(account.name);
            if !person.offices.is_empty() {
                visitor.get("/inbox").await.expect(200);
            }
        }
        // All have the same password, so one has to type it for all.
        let mut visitor = app.visitor();
        let form = visitor.get("/sign-in").await.expect(200).form("/sign-in");
        let form = form.with("handle", "lin@willow.example").with("password", pages::demo::PASSWORD);
        visitor.submit(&form).await.expect(303);
        visitor.get("/").await.expect(200).shows("林秀英");
    }

    async fn a_case_can_be_driven_to_every_stage(store) {
        let ids = Ids::system();
        let now = Instant::parse(MONDAY).unwrap();
        let town = Town::found(&store, &ids, "$none$", now.plus_days(-7)).await.unwrap();
        for stage in StageName::ALL {
            let (case, at) = town.drive(stage, now).await.unwrap();
            let kept = store.find_case(case.reference).await.unwrap().unwrap();
            assert_eq!((kept.stage.name(), at >= now), (stage, true));
        }
        let (case, at) = town.drive(StageName::Acting, now).await.unwrap();
        let case = town.join(&case, at).await.unwrap();
        let long = town.lengthen(case, 40, at).await.unwrap();
        assert!(store.case_history(long.id).await.unwrap().len() >= 40);
    }
}

#[tokio::test]
async fn a_database_in_use_is_left_alone() {
    let store = store::testing::sqlite().await;
    let now = Instant::parse(MONDAY).unwrap();
    let app = TestApp::on(store);
    let person = app.person("somebody").await;
    app.app.store.make_steward(person, now).await.unwrap();
    let found = maker(app.app.store.clone(), MONDAY)
        .await
        .fill_if_empty()
        .await;
    assert_eq!(found.unwrap(), Found::Other);
    assert_eq!(app.app.store.count_places().await.unwrap(), 0);
}

#[tokio::test]
async fn a_demo_that_was_cut_short_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let variables = [("LINLI_DATA", folder.path().display().to_string())];
    let variables = variables.map(|(name, value)| (name.to_owned(), value));
    let (config, _) = Config::load(&Sources {
        variables: variables.to_vec(),
        ..Sources::default()
    })
    .unwrap();
    let now = Instant::parse(MONDAY).unwrap();
    let store = database::open(&config).await.unwrap();
    // The places and people came, and then the program was killed.
    World::load(&store, &Ids::system(), "$none$", now)
        .await
        .unwrap();
    let found = maker(store.clone(), MONDAY).await.fill_if_empty().await;
    assert_eq!(found.unwrap(), Found::Unfinished);
    let store = demo::sweep(&config, store).await.unwrap();
    let made = maker(store.clone(), MONDAY)
        .await
        .fill_if_empty()
        .await
        .unwrap();
    is_alive(&told(&store, made).await, now);
    let again = maker(store.clone(), MONDAY).await.fill_if_empty().await;
    assert_eq!(again.unwrap(), Found::Demo);
    // One that is whole is left alone.
    let store = demo::sweep(&config, store).await.unwrap();
    assert!(store.has_people().await.unwrap());
    store.close().await;
}

#[tokio::test]
async fn a_demo_fits_where_only_the_shipped_rules_are_and_nowhere_else() {
    let store = store::testing::sqlite().await;
    let now = Instant::parse(MONDAY).unwrap();
    first_rules::keep(&store, now).await.unwrap();
    let made = maker(store.store(), MONDAY).await.fill_if_empty().await;
    is_alive(&told(&store, made.unwrap()).await, now);

    let app = TestApp::new().await;
    app.person("somebody").await;
    let found = maker(app.app.store.clone(), MONDAY)
        .await
        .fill_if_empty()
        .await;
    assert_eq!(found.unwrap(), Found::Other);
    let refused = demo::fill(&app.app).await.unwrap_err().to_string();
    assert!(refused.contains("start without --demo"), "{refused}");
}

#[tokio::test]
async fn the_demo_is_as_alive_on_any_other_day() {
    for now in [
        "2026-11-22T23:50:00+08:00",
        "2026-11-25T17:35:00+08:00",
        "2026-10-06T11:00:00+08:00",
        "2027-02-10T03:15:00+08:00",
    ] {
        let store = store::testing::sqlite().await;
        let made = maker(store.store(), now)
            .await
            .fill_if_empty()
            .await
            .unwrap();
        is_alive(&told(&store, made).await, Instant::parse(now).unwrap());
    }
}
