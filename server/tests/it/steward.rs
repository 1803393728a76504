//! The link that makes the first steward.

use server::stewardship;

use crate::app::TestApp;

async fn link(app: &TestApp) -> Option<String> {
    let link = stewardship::link(&app.app.store, &app.app.clock, "http://localhost")
        .await
        .unwrap();
    link.map(|link| link.strip_prefix("http://localhost").unwrap().to_owned())
}

store::on_each_engine! {
    async fn the_link_makes_one_steward_once(store) {
        let app = TestApp::on(store);
        let (anna, bo) = (app.person("anna").await, app.person("bo").await);
        let path = link(&app).await.expect("there is no steward yet");
        let token = path.rsplit('/').next().unwrap();
        let hash = <sha2::Sha256 as sha2::Digest>::digest(token.as_bytes()).into();
        app.visitor().get(&path).await.expect(200).shows("Become the steward");
        let now = app.app.clock.now();
        assert!(app.store.use_steward_link(&hash, anna, now).await.unwrap());
        assert!(!app.store.use_steward_link(&hash, bo, now).await.unwrap());
        assert!(app.store.find_person(anna).await.unwrap().unwrap().steward);
        assert!(!app.store.find_person(bo).await.unwrap().unwrap().steward);
        app.visitor().get(&path).await.expect(404);
        assert_eq!(link(&app).await, None, "once there is a steward no link is made");
    }

    async fn the_link_runs_out_and_a_newer_one_replaces_it(store) {
        let app = TestApp::on(store);
        let first = link(&app).await.unwrap();
        let second = link(&app).await.unwrap();
        app.visitor().get(&first).await.expect(404);
        app.visitor().get(&second).await.expect(200);
        app.wait_seconds(30 * 60);
        app.visitor().get(&second).await.expect(404);
    }
}

#[tokio::test]
async fn a_signed_in_person_becomes_the_steward_with_one_press() {
    let app = TestApp::new().await;
    let anna = app.person("anna").await;
    let path = link(&app).await.unwrap();
    let mut visitor = app.signed_in(anna).await;
    let form = visitor
        .get(&path)
        .await
        .expect(200)
        .shows("signed in as anna")
        .form(&path);
    visitor.submit(&form).await.expect(303);
    assert!(app.store.find_person(anna).await.unwrap().unwrap().steward);
    visitor.submit(&form).await.expect(404);
}

#[tokio::test]
async fn who_is_not_signed_in_makes_nobody_steward() {
    let app = TestApp::new().await;
    let path = link(&app).await.unwrap();
    let answer = app.visitor().post(&path, &[]).await.expect(303);
    assert!(
        answer
            .location()
            .unwrap()
            .starts_with("/sign-in?back=%2Fsteward%2F")
    );
    // Whoever has no account yet comes back to the link, too.
    let page = app.visitor().get(&path).await.expect(200);
    let back = pages::routes::query_value(&path);
    assert_eq!(page.link("/sign-up"), format!("/sign-up?back={back}"));
    assert!(link(&app).await.is_some());
}
