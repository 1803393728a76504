//! The weekly digest: once for each person and week, what they have not read, and one
//! tap to stop it.

use domain::case::{Command, Visibility};
use domain::instant::Instant;
use domain::reference::Reference;
use server::jobs::{Jobs, Nudge};
use server::messages::Messages;
use server::messages::folder::Kept;
use store::on_each_engine;
use tokio_util::sync::CancellationToken;

use crate::app::{TestApp, Visitor};
use crate::lane::{Lane, sentence};
use crate::sessions::{texts, with_a_phone};

/// A minute after six on three Sundays.
const FIRST: &str = "2026-11-29T18:01:00+08:00";
const SECOND: &str = "2026-12-06T18:01:00+08:00";
const THIRD: &str = "2026-12-13T18:01:00+08:00";

async fn at(app: &TestApp, moment: &str) {
    app.app.clock.advance_to(Instant::parse(moment).unwrap());
    app.work().await;
}

/// The digests that were sent, the newest first.
async fn digests(app: &TestApp) -> Vec<Kept> {
    let mut kept = app.mail.list(1_000).await.unwrap();
    kept.retain(|one| one.subject.starts_with("Your week"));
    kept
}

/// How many of them the author has had.
async fn to_author(app: &TestApp) -> usize {
    let sent = digests(app).await;
    sent.iter()
        .filter(|one| one.to == "author@example.org")
        .count()
}

/// A case of the author that the committee has heard: nothing that asks an act of them.
async fn heard(lane: &Lane) -> Reference {
    let case = lane.filed(Visibility::Public).await;
    let words = sentence("We send somebody to look at it.");
    lane.act(case.reference, lane.member, Command::Hear { words })
        .await;
    case.reference
}

/// Where one post ends it, as the head of the mail says.
fn stop_address(app: &TestApp, mail: &Kept) -> String {
    let raw = std::fs::read_to_string(app.mail.path().join(&mail.name)).unwrap();
    assert!(
        raw.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"),
        "{raw}"
    );
    let link = raw.split("List-Unsubscribe: <").nth(1).unwrap();
    let link = link.split('>').next().unwrap();
    assert!(mail.text.contains(link), "{}", mail.text);
    let at = link.find("/digest/").unwrap();
    link[at..].to_owned()
}

async fn post(visitor: &mut Visitor, address: &str) -> String {
    let fields = [("List-Unsubscribe", "One-Click")];
    visitor.post(address, &fields).await.expect(200).text
}

on_each_engine! {
    async fn what_nobody_had_to_be_told_at_once_comes_on_sunday_evening_and_once(store) {
        let lane = Lane::on(store).await;
        let case = heard(&lane).await;
        let app = &lane.app;
        at(app, "2026-11-29T17:59:00+08:00").await;
        assert_eq!(digests(app).await, []);
        // Two servers, and rounds after rounds.
        let folder = Messages::into_folder(app.mail.clone(), "Linli <linli@localhost>");
        let second = Jobs::new(app.app.clone(), folder, Nudge::default());
        let never = CancellationToken::new();
        app.app.clock.advance_to(Instant::parse(FIRST).unwrap());
        app.wait_seconds(600);
        let other = async { while second.round(&never).await {} };
        tokio::join!(app.work(), other);
        for _ in 0..3 {
            app.wait_seconds(3_600);
            app.work().await;
            while second.round(&never).await {}
        }
        let sent = digests(app).await;
        let to: Vec<&str> = sent.iter().map(|one| one.to.as_str()).collect();
        assert_eq!(to, ["author@example.org"], "what asks the committee went out at once");
        let text = &sent[0].text;
        assert!(text.starts_with("Hello Author,"), "{text}");
        assert!(text.contains("The stairwell light is out.") && text.contains("/cases/"), "{text}");
        assert!(!text.contains("We send somebody"), "it says that, and where to look: {text}");
        // Nothing new in the next week, so no mail.
        lane.act(case, lane.author, Command::Withdraw).await;
        at(app, SECOND).await;
        app.wait_seconds(600);
        app.work().await;
        assert_eq!(digests(app).await.len(), 1);
    }

    async fn who_has_only_a_phone_gets_one_text_message_a_week(store) {
        let lane = Lane::on(store).await;
        let app = &lane.app;
        let phone = with_a_phone(app).await;
        let case = lane.filed(Visibility::Public).await;
        lane.act(case.reference, phone, Command::Join { on_paper: false }).await;
        let words = sentence("We send somebody to look at it.");
        lane.act(case.reference, lane.member, Command::Hear { words }).await;
        assert!(texts(app).await.is_empty(), "it asks nothing");
        at(app, FIRST).await;
        app.wait_seconds(600);
        let sent = texts(app).await;
        assert_eq!(sent.len(), 1, "{sent:?}");
        assert!(sent[0].starts_with("Your week: 1 thing to read\n"), "{sent:?}");
        let stop = &sent[0][sent[0].find("/digest/").unwrap()..];
        app.visitor().get(stop).await.expect(200).shows("Stop the weekly message");
        app.wait_seconds(3_600);
        assert_eq!(texts(app).await.len(), 1, "once");
    }

    async fn what_was_read_in_the_app_is_not_told_again(store) {
        let lane = Lane::on(store).await;
        heard(&lane).await;
        let app = &lane.app;
        let now = app.app.clock.now();
        app.store.mark_notices_read(lane.author, now, now).await.unwrap();
        at(app, FIRST).await;
        assert_eq!(digests(app).await, []);
    }

    async fn one_tap_from_the_mail_stops_it_signed_out_and_opening_the_link_does_nothing(store) {
        let lane = Lane::on(store).await;
        heard(&lane).await;
        let app = &lane.app;
        at(app, FIRST).await;
        let mail = digests(app).await.remove(0);
        assert_eq!(mail.to, "author@example.org");
        let address = stop_address(app, &mail);
        let mut anybody = app.visitor();
        for _ in 0..2 {
            anybody.get(&address).await.expect(200).shows("Stop the weekly message");
        }
        heard(&lane).await;
        at(app, SECOND).await;
        assert_eq!(to_author(app).await, 2, "looking stopped nothing");
        // As a mail program posts, without a cookie or an origin; pressed twice it says the same.
        let mut program = app.visitor();
        for _ in 0..2 {
            assert!(post(&mut program, &address).await.contains("The weekly message is stopped"));
        }
        heard(&lane).await;
        at(app, THIRD).await;
        assert_eq!(to_author(app).await, 2);
        // Others still get theirs, and the person can have it again, here or in the settings.
        assert!(app.store.wants_digest(lane.neighbour).await.unwrap());
        let form = anybody.get(&address).await.expect(200).shows("Get it again").form(&address);
        anybody.submit(&form).await.expect(200).shows("You get the weekly message");
        assert!(app.store.wants_digest(lane.author).await.unwrap());
        anybody.get(&address.replace("/digest/", "/digest/A")).await.expect(404);
    }

    async fn a_digest_that_waits_goes_to_nobody_who_has_stopped_it_since(store) {
        let lane = Lane::on(store).await;
        heard(&lane).await;
        let app = &lane.app;
        // No server ran on Sunday evening; the one that comes back at night waits for the morning.
        at(app, "2026-11-29T23:00:00+08:00").await;
        assert_eq!(digests(app).await, []);
        app.store.set_digest(lane.author, false, app.app.clock.now()).await.unwrap();
        at(app, "2026-11-30T08:00:00+08:00").await;
        assert_eq!(digests(app).await, []);
        assert_eq!(app.store.outbox_state().await.unwrap().waiting, 0);
    }

    async fn whether_it_comes_is_one_of_the_settings(store) {
        let lane = Lane::on(store).await;
        let mut author = lane.browser(lane.author).await;
        for (chosen, wanted) in [("no", false), ("yes", true)] {
            let form = author.get("/me/settings").await.expect(200).form("/me/settings").with("digest", chosen);
            author.submit(&form).await.expect(303);
            assert_eq!(lane.app.store.wants_digest(lane.author).await.unwrap(), wanted);
        }
        // A form of before it was asked changes nothing.
        lane.app.store.set_digest(lane.author, false, lane.app.app.clock.now()).await.unwrap();
        author.post("/me/settings", &[("name", "Author"), ("language", "en")]).await.expect(303);
        assert!(!lane.app.store.wants_digest(lane.author).await.unwrap());
    }
}
