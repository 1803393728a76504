//! What members of a body do among themselves: who looks after what, absences,
//! templates of replies, notes between the bodies.

use domain::case::{Case, Command, Handing, UpGround, Visibility};
use domain::id::BodyId;
use domain::person::Role;
use uuid::Uuid;

use crate::app::{Answer, Visitor};
use crate::lane::{Lane, sentence};

fn path(case: &Case, rest: &str) -> String {
    format!("/cases/{}{rest}", case.reference)
}

/// A colleague of Lin on the committee.
pub(crate) async fn colleague(lane: &Lane) -> Visitor {
    let committee = BodyId::new(Uuid::from_u128(901));
    let now = lane.app.app.clock.now();
    lane.app
        .store
        .appoint(committee, lane.neighbour, Role::CommitteeMember, now)
        .await
        .unwrap();
    lane.browser(lane.neighbour).await
}

#[track_caller]
fn hides(answer: &Answer, words: &str) {
    assert!(
        !answer.text.contains(words),
        "{words:?} is in {}",
        answer.text
    );
}

async fn handed_up(lane: &Lane, case: &Case) -> Case {
    let (tried, asked) = (sentence("We asked twice."), sentence("Please help."));
    let ground = UpGround::OutsideMeans;
    lane.act(
        case.reference,
        lane.member,
        Command::Hear {
            words: sentence("We go and look."),
        },
    )
    .await;
    let handing = Handing::Up {
        ground,
        tried,
        asked,
    };
    lane.act(case.reference, lane.member, Command::Hand { handing })
        .await
}

store::on_each_engine! {
    async fn one_member_looks_after_a_case_and_hands_it_over(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let (mut lin, mut other) = (lane.browser(lane.member).await, colleague(&lane).await);
        let look = path(&case, "/look-after");
        let form = lin.get("/inbox").await.shows("Nobody has taken it yet").form(&look);
        assert_eq!(lin.submit(&form).await.expect(303).location().unwrap(), format!("/inbox#case-{}", case.reference));
        lin.get("/inbox").await.shows("You look after it");
        other.get("/inbox").await.shows("Lin looks after it");
        other.get(&path(&case, "")).await.shows("Lin looks after it");
        let to = lane.neighbour.to_string();
        lin.post(&look, &[("to", &to)]).await.expect(303);
        lin.get("/inbox").await.shows("Neighbour looks after it");
        lin.post(&look, &[("to", &lane.officer.to_string())]).await.expect(422).shows("Choose a member of this body.");
        lin.post(&look, &[("to", "x")]).await.expect(422).shows("Choose one.");
        // Residents and other bodies know nothing of it.
        for person in [lane.author, lane.officer, lane.stranger] {
            let mut browser = lane.browser(person).await;
            hides(&browser.get(&path(&case, "")).await, "looks after it");
            browser.get(&look).await.expect(404);
            browser.post(&look, &[("to", "body")]).await.expect(404);
        }
        hides(&lane.app.visitor().get(&path(&case, "")).await, "looks after it");
        // It is with the body again when the member leaves, and with the next body when the case does.
        let committee = BodyId::new(Uuid::from_u128(901));
        let now = lane.app.app.clock.now();
        lane.app.store.dismiss(committee, lane.neighbour, now).await.unwrap();
        lin.get("/inbox").await.shows("Nobody has taken it yet");
        lin.post(&look, &[("to", &lane.member.to_string())]).await.expect(303);
        handed_up(&lane, &case).await;
        let mut wu = lane.browser(lane.officer).await;
        wu.get("/inbox").await.shows("Nobody has taken it yet").shows("It came from Willow Lane committee.");
    }

    async fn who_is_away_hands_over_and_gets_it_back(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let (mut lin, mut other) = (lane.browser(lane.member).await, colleague(&lane).await);
        let lin_id = lane.member.to_string();
        lin.post(&path(&case, "/look-after"), &[("to", &lin_id)]).await.expect(303);
        let away = "/inbox/away";
        let to = lane.neighbour.to_string();
        for (from, until, to, told) in [
            ("2026-11-26", "2026-11-24", "body", "Choose a last day that is not before the first."),
            ("2026-10-01", "2026-10-02", "body", "Choose days that are still to come."),
            ("2026-11-24", "2028-11-24", "body", "Choose at most a year."),
            ("", "2026-11-24", "body", "Choose a day."),
            ("2026-11-24", "2026-11-26", lin_id.as_str(), "Choose a member of this body."),
        ] {
            let fields = [("from", from), ("until", until), ("to", to)];
            lin.post(away, &fields).await.expect(422).shows(told);
        }
        let fields = [("from", "2026-11-24"), ("until", "2026-11-25"), ("to", &to)];
        lin.post(away, &fields).await.expect(303);
        other.get(away).await.expect(200).shows("Meanwhile with Neighbour.");
        other.get("/inbox").await.shows("Lin looks after it");
        lane.app.wait_seconds(24 * 60 * 60);
        other.get("/inbox").await.shows("You look after it");
        let wu = lane.browser(lane.officer).await.get(away).await.expect(200);
        hides(&wu, "Lin:");
        // The colleague leaves too: it is with the whole body.
        let committee = BodyId::new(Uuid::from_u128(901));
        let now = lane.app.app.clock.now();
        lane.app.store.dismiss(committee, lane.neighbour, now).await.unwrap();
        lin.get("/inbox").await.shows("Nobody has taken it yet");
        lin.post(away, &[("act", "back")]).await.expect(303);
        lin.get("/inbox").await.shows("You look after it");
        lane.browser(lane.author).await.get(away).await.expect(403);
    }

    async fn a_template_starts_a_reply_and_is_not_sent_as_it_stands(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let mut lin = lane.browser(lane.member).await;
        let page = "/inbox/templates";
        let text = "Thank you, we will look at it.";
        lin.post(page, &[("use", "heard"), ("name", "")]).await.expect(422).shows("Give it a short name.");
        lin.post(page, &[("use", "x"), ("name", "Light"), ("text-en", text)]).await.expect(422).shows("Choose one.");
        lin.post(page, &[("use", "heard"), ("name", "Light")]).await.expect(422).shows("Write the text in at least one language.");
        lin.post(page, &[("use", "heard"), ("name", "Light"), ("text-en", text)]).await.expect(303);
        let kept = lane.app.store.list_templates(BodyId::new(Uuid::from_u128(901))).await.unwrap();
        let id = kept[0].id.to_string();
        let hear = path(&case, "/hear");
        lin.get(&hear).await.expect(200).shows("Start with one of our templates");
        let filled = lin.get(&format!("{hear}?template={id}")).await.expect(200).shows("Make it your own sentence");
        let form = filled.form(&hear);
        assert!(form.fields.iter().any(|(name, value)| name == "words" && value.trim() == text), "{form:?}");
        lin.submit(&form).await.expect(422).shows("as it stands, a template is not sent");
        let shouted = form.clone().with("words", "  THANK YOU -- we will look at it!!");
        lin.submit(&shouted).await.expect(422).shows("as it stands, a template is not sent").shows("THANK YOU");
        let own = form.with("words", "Thank you, we will look at it on Tuesday.");
        lin.submit(&own).await.expect(303);
        // Another body neither sees nor changes it.
        let mut wu = lane.browser(lane.officer).await;
        hides(&wu.get(page).await.expect(200), "Light");
        let committee = Uuid::from_u128(901).to_string();
        wu.get(&format!("{page}?body={committee}")).await.expect(403);
        wu.post(page, &[("template", &id), ("act", "drop")]).await.expect(303);
        lin.get(page).await.shows("Light");
        wu.post(page, &[("template", &id), ("use", "ask"), ("name", "Mine"), ("text-en", "Mine")]).await.expect(303);
        lin.get(page).await.shows("Light");
        lin.get(&format!("{page}?template={id}")).await.shows("Change it");
        lin.post(page, &[("template", &id), ("act", "drop")]).await.expect(303);
        hides(&lin.get(page).await, "Light");
    }

    async fn notes_between_the_bodies_are_read_by_them_alone_and_every_look_leaves_a_line(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::PublicWithoutName).await;
        handed_up(&lane, &case).await;
        let (mut lin, mut wu) = (lane.browser(lane.member).await, lane.browser(lane.officer).await);
        let notes = path(&case, "/notes");
        let secret = "The contractor is late with the mast.";
        wu.get(&path(&case, "")).await.shows("Notes between the bodies");
        let form = wu.get(&notes).await.expect(200).shows("leaves a line").form(&notes).with("words", secret);
        wu.submit(&form).await.expect(303);
        wu.submit(&form).await.expect(303);
        let page = wu.get(&notes).await.expect(200).shows(secret).shows("Wu, Bridge Street office");
        assert_eq!(page.text.matches(secret).count(), 1, "posted twice, written once");
        wu.post(&notes, &[("words", " ")]).await.expect(422);
        // The committee beside it opens them, and that is an act.
        hides(&lin.get(&notes).await.expect(200), secret);
        lin.post(&format!("{notes}/open"), &[]).await.expect(303);
        lin.get(&notes).await.expect(200).shows(secret);
        lane.app.wait_seconds(16 * 60);
        hides(&lin.get(&notes).await.expect(200), secret);
        // The author reads who looked, never what was written.
        let mut author = lane.browser(lane.author).await;
        let me = author.get("/me").await.expect(200)
            .shows("Wu (Bridge Street office) wrote a note between the bodies")
            .shows("Lin (Willow Lane committee) read the notes between the bodies");
        hides(&me, secret);
        let case_pages = [path(&case, ""), "/cases".to_owned(), "/places/willow-lane".to_owned(), "/open311/v2/requests.json".to_owned()];
        for person in [lane.author, lane.neighbour, lane.stranger] {
            let mut browser = lane.browser(person).await;
            browser.get(&notes).await.expect(404);
            browser.post(&notes, &[("words", "x")]).await.expect(404);
            browser.post(&format!("{notes}/open"), &[]).await.expect(404);
            for address in &case_pages {
                let page = browser.get(address).await;
                hides(&page, secret);
                hides(&page, "Notes between the bodies");
            }
        }
        lane.app.visitor().get(&notes).await.expect(404);
        lin.get("/inbox").await.expect(200);
    }

    async fn the_body_concerned_and_members_who_are_residents_of_the_case_read_no_notes(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let mut other = colleague(&lane).await;
        let notes = path(&case, "/notes");
        other.get(&notes).await.expect(200);
        lane.act(case.reference, lane.neighbour, Command::Join { on_paper: false }).await;
        other.get(&notes).await.expect(404);
        let private = lane.filed(Visibility::BodyOnly).await;
        lane.browser(lane.officer).await.get(&path(&private, "/notes")).await.expect(404);
    }
}
