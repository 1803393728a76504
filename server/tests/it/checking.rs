//! What is checked before anything else: a conflict of interest, and whether a
//! danger was regraded rightly.

use domain::case::{Case, Command, Correction, Visibility};
use domain::charter::Urgency;

use crate::case::{does, path, went_back};
use crate::lane::{Lane, sentence};

const NO_CONFLICT: [(&str, &str); 2] = [("reply", "no"), ("words", "I read the lease myself.")];

async fn holder(lane: &Lane, case: &Case) -> u128 {
    let holding = lane.case(case.reference).await.holding;
    holding.holder.uuid().as_u128()
}

/// Gas that the office, on duty, takes for something ordinary.
async fn regraded(lane: &Lane) -> Case {
    lane.keep_duty().await;
    let case = lane.filed_danger().await;
    assert_eq!(holder(lane, &case).await, 902);
    let command = Command::Correct {
        correction: Correction {
            urgency: Some(Urgency::Ordinary),
            ..Correction::default()
        },
        reason: sentence("It is the drain, not the gas."),
    };
    lane.act(case.reference, lane.officer, command).await
}

store::on_each_engine! {
    async fn a_conflict_is_checked_first_and_the_author_lets_the_committee_have_it_unnamed(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed_about_the_committee(Visibility::PublicWithoutName).await;
        let mut author = lane.browser(lane.author).await;
        let mut member = lane.browser(lane.member).await;
        let mut officer = lane.browser(lane.officer).await;
        author.get(&path(&case, "")).await
            .shows("because it is about a body that is closer by")
            .shows("By Tuesday 24 November, 17:00 it says whether that is so; by")
            .shows("Check whether it is about the body it went past");
        officer.get("/inbox").await.shows("Suggested: check whether it is about the body that it went past.");
        // Nothing else comes before; what was typed is kept.
        let heard = does(&mut officer, &case, "hear", &[("words", "I went up to look.")]).await.expect(422);
        heard.shows("First say whether this is about the body that it went past.").shows("I went up to look.");
        let page = officer.get(&path(&case, "")).await.expect(200);
        assert!(!page.text.contains("/settle\"") && page.text.contains("/check-conflict\""));
        member.get(&path(&case, "/check-conflict")).await.expect(403);

        officer.get(&path(&case, "/check-conflict")).await
            .shows("says that this is about Willow Lane committee")
            .shows("The convener is my landlord.");
        let empty = does(&mut officer, &case, "check-conflict", &[("words", "I read the lease myself.")]).await.expect(422);
        assert!(empty.text.contains("reply-problem"));
        empty.shows("I read the lease myself.");
        went_back(&does(&mut officer, &case, "check-conflict", &NO_CONFLICT).await, &case);
        // Who reads why: the author and who checked it.
        for browser in [&mut author, &mut officer] {
            browser.get(&path(&case, "")).await.shows("found no conflict of interest").shows("I read the lease myself.");
        }
        let mut stranger = lane.browser(lane.stranger).await;
        for browser in [&mut stranger, &mut member] {
            let page = browser.get(&path(&case, "")).await.shows("found no conflict of interest");
            assert!(!page.text.contains("lease") && !page.text.contains("landlord"), "{}", page.text);
        }

        author.get(&path(&case, "")).await.shows("Let that body have it, without my name").shows("Take it back");
        author.get(&path(&case, "/go-unnamed")).await.shows("It would go to Willow Lane committee.");
        went_back(&does(&mut author, &case, "go-unnamed", &[]).await, &case);
        assert_eq!(holder(&lane, &case).await, 901);
        author.get(&path(&case, "")).await
            .shows("It is with Willow Lane committee now.")
            .shows("Who they are stays sealed.");
        member.get("/inbox").await.shows("The stairwell light is out");
        went_back(&does(&mut member, &case, "hear", &[("words", "I went up to look.")]).await, &case);
        let page = member.get(&path(&case, "")).await.expect(200);
        assert!(!page.text.contains("/open-identity\""));
        for secret in ["lease", "landlord", "Author", "author@example.org"] {
            assert!(!page.text.contains(secret), "{secret}");
        }
        member.get(&path(&case, "/open-identity")).await.expect(403).shows("stays sealed from your body");
    }

    async fn of_a_private_case_nobody_else_reads_it_until_the_author_chooses(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed_about_the_committee(Visibility::BodyOnly).await;
        let mut author = lane.browser(lane.author).await;
        let mut member = lane.browser(lane.member).await;
        let mut officer = lane.browser(lane.officer).await;
        member.get(&path(&case, "")).await.expect(404);
        went_back(&does(&mut officer, &case, "check-conflict", &NO_CONFLICT).await, &case);
        member.get(&path(&case, "")).await.expect(404);
        let mut taken_back = lane.browser(lane.author).await;
        author.get("/me").await.shows("found no conflict of interest");
        went_back(&does(&mut author, &case, "go-unnamed", &[]).await, &case);
        let page = member.get(&path(&case, "")).await.expect(200);
        assert!(!page.text.contains("landlord") && !page.text.contains("lease"), "{}", page.text);
        officer.get(&path(&case, "")).await.expect(404);
        // A form from before is answered by what is so now.
        taken_back.get(&path(&case, "/go-unnamed")).await.expect(422);

        let other = lane.filed_about_the_committee(Visibility::BodyOnly).await;
        went_back(&does(&mut officer, &other, "check-conflict", &NO_CONFLICT).await, &other);
        assert_eq!(does(&mut author, &other, "withdraw", &[]).await.location().unwrap(), "/me");
        member.get(&path(&other, "")).await.expect(404);
    }

    async fn a_conflict_that_nobody_checks_goes_up_by_itself_once_and_says_so(store) {
        let lane = Lane::on(store).await;
        lane.keep_duty().await;
        let case = lane.filed_about_the_committee(Visibility::PublicWithoutName).await;
        assert_eq!(holder(&lane, &case).await, 902);
        lane.app.wait_seconds(4 * 24 * 60 * 60);
        lane.app.work().await;
        lane.app.work().await;
        assert_eq!(holder(&lane, &case).await, 903);
        let page = lane.browser(lane.author).await.get(&path(&case, "")).await;
        let page = page.shows("It is with River City office now.").shows("Check whether it is about the body it went past");
        assert_eq!(page.text.matches("did not check it in time").count(), 1);
        let mut city = lane.browser(lane.stranger).await;
        went_back(&does(&mut city, &case, "check-conflict", &[("reply", "yes"), ("words", "It is so.")]).await, &case);
        city.get(&path(&case, "")).await.shows("it is about the body that it went past. It stays here.");
    }

    async fn the_author_contests_a_regrade_and_the_body_above_looks_at_it_first(store) {
        let lane = Lane::on(store).await;
        let case = regraded(&lane).await;
        let mut author = lane.browser(lane.author).await;
        let mut city = lane.browser(lane.stranger).await;
        author.get(&path(&case, "")).await.shows("Say that someone may still be hurt");
        lane.browser(lane.neighbour).await.get(&path(&case, "/contest-regrade")).await.expect(403);
        does(&mut author, &case, "contest-regrade", &[]).await.expect(422);
        let contest = [("reason", "My head aches on the stairs.")];
        went_back(&does(&mut author, &case, "contest-regrade", &contest).await, &case);
        assert_eq!(holder(&lane, &case).await, 903);
        city.get("/inbox").await.shows("Suggested: look whether someone may be hurt");
        city.get(&path(&case, "/check-regrade")).await
            .shows("Bridge Street office said that nobody is in danger.")
            .shows("My head aches on the stairs.");
        does(&mut city, &case, "hear", &[("words", "I went to look.")]).await
            .expect(422)
            .shows("First say whether someone may be hurt.");
        let yes = [("reply", "yes"), ("words", "The pipe is rusted through.")];
        went_back(&does(&mut city, &case, "check-regrade", &yes).await, &case);
        assert_eq!(holder(&lane, &case).await, 902);
        author.get(&path(&case, "")).await
            .shows("someone may be hurt, so it is a danger again")
            .shows("The pipe is rusted through.");
        assert_eq!(lane.case(case.reference).await.concern.urgency, Urgency::Danger);
    }

    async fn silence_on_a_contest_makes_it_a_danger_again_once(store) {
        let lane = Lane::on(store).await;
        let case = regraded(&lane).await;
        let mut author = lane.browser(lane.author).await;
        let contest = [("reason", "My head aches on the stairs.")];
        went_back(&does(&mut author, &case, "contest-regrade", &contest).await, &case);
        let due = lane.case(case.reference).await.next_step().unwrap().by;
        let now = lane.app.app.clock.now();
        lane.app.wait_seconds((due.micros() - now.micros()) / 1_000_000 + 1);
        lane.app.work().await;
        lane.app.work().await;
        assert_eq!(holder(&lane, &case).await, 902);
        let page = author.get(&path(&case, "")).await.shows("did not check it in time");
        assert_eq!(page.text.matches("so it counts as a danger again").count(), 1);
    }
}
