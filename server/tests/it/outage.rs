//! No room on the disk, no line to the database: a page that says so, with what was
//! written, and everything goes on by itself once that is over.

use crate::app::{Answer, TestApp, Visitor};
use crate::town;

const WORDS: &str = "The light on the third floor is out.";

async fn write(visitor: &mut Visitor, words: &str) -> Answer {
    visitor.post("/report", &[("words", words)]).await
}

#[tokio::test]
async fn a_full_disk_takes_nothing_says_so_and_shows_what_was_written() {
    let app = town::open(store::testing::sqlite().await).await;
    app.store.fill_up().await;
    let long = format!("{WORDS} {}", "It is dark. ".repeat(150));
    // What is left on the last pages takes a few.
    let mut refused = None;
    for _ in 0..200 {
        let answer = write(&mut app.visitor(), &long).await;
        if answer.status != 303 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.unwrap().expect(507);
    refused
        .shows("There is no room to keep anything")
        .shows("Nothing was sent")
        .shows(WORDS);
    // What is there can be read.
    app.visitor().get("/charter").await.expect(200);
    app.store.make_room().await;
    let mut visitor = app.visitor();
    write(&mut visitor, &long).await.expect(303);
    visitor.get("/report/kind").await.expect(200);
}

#[tokio::test]
async fn without_its_database_a_server_says_so_and_goes_on_when_it_is_back() {
    let app = town::open(store::testing::postgres().await).await;
    let (mut anna, _) = town::resident(&app, "anna").await;
    write(&mut anna, WORDS).await.expect(303);
    app.store.lose().await;
    let mut stranger = app.visitor();
    let lost = write(&mut stranger, WORDS).await.expect(503);
    assert_eq!(lost.header("retry-after"), "30");
    lost.shows("Linli cannot reach what it keeps").shows(WORDS);
    // Whoever is signed in reads the same, and not that they are signed out.
    for page in ["/me", "/report/kind"] {
        anna.get(page)
            .await
            .expect(503)
            .shows("Linli cannot reach what it keeps");
    }
    app.visitor().get("/healthz").await.expect(200);
    app.visitor().get("/readyz").await.expect(503);
    app.store.bring_back().await;
    app.visitor().get("/readyz").await.expect(200);
    anna.get("/me").await.expect(200);
    anna.get("/report/kind")
        .await
        .expect(200)
        .shows("Light in the stairwell");
    write(&mut stranger, WORDS).await.expect(303);
}

/// The jobs live on, too: what was due meanwhile is done once the database is back.
#[tokio::test]
async fn the_jobs_survive_a_lost_database() {
    let app: TestApp = town::open(store::testing::postgres().await).await;
    app.store.lose().await;
    app.wait_seconds(3_600);
    app.work().await;
    app.store.bring_back().await;
    let (mut anna, _) = town::resident(&app, "anna").await;
    let reference = town::Report::default().file(&mut anna).await;
    app.wait_seconds(3 * 86_400);
    app.work().await;
    let case = town::case(&app, reference).await;
    assert_eq!(
        town::holder(&app, &case).await,
        "bridge-office",
        "it went up"
    );
}
