//! Published reasons under moderation, over HTTP: a neighbour flags one, a member removes it
//! by a rule, and its answer counts all the same. Where names were announced its author hears
//! of it and appeals; where none were, nobody knows whose it is.

use domain::decision::Published;
use domain::reference::Reference;

use crate::app::{Answer, Visitor};
use crate::decisions::{answers, at, its_day_comes, lead, neighbours, put};
use crate::lane::Lane;
use crate::threads::{fills, went_on};

const SHARP: &str = "The people in 3-203 are thieves.";
const PLAIN: &str = "My bicycle gets wet.";
const NAME: &str = "neighbour0";
const REASON: [(&str, &str); 2] = [("rule", "insults"), ("words", "It calls them names.")];
const COUNTS: &str = "Only the words of a reason can be out of sight. The answer counts as before.";

/// A closed decision of twelve: the first says no in sharp words, the second yes in plain ones.
async fn told(lane: &Lane, showing: &str) -> (Reference, Vec<Visitor>) {
    let mut people = neighbours(lane, 12).await;
    let fields = [
        ("question", "Bicycles into the cellar?"),
        ("words", "The cellar from May; the hall stays free."),
        ("voters", "residents"),
        ("showing", showing),
    ];
    let thread = put(lane, "majority", &fields).await;
    went_on(&lead(lane, thread, "open", &[("until", "2026-12-02")]).await);
    for (at, browser) in people.iter_mut().enumerate() {
        let (choice, reason) = match at {
            0 => ("1", SHARP),
            1 => ("0", PLAIN),
            _ => ("0", ""),
        };
        let fields = [("choice", choice), ("reason", reason)];
        went_on(&answers(browser, thread, &fields).await);
    }
    its_day_comes(lane).await;
    (thread, people)
}

/// The address of an act on the reason that says this.
async fn mend(lane: &Lane, thread: Reference, why: &str, act: &str) -> String {
    let store = &lane.app.store;
    let decision = store.find_decision(thread, 1).await.unwrap().unwrap();
    let all = store.list_reasoned(&decision).await.unwrap();
    let mut said = all.into_iter();
    let one = said.find(|one| one.ballot.reason.as_deref() == Some(why));
    let number = one.and_then(|one| one.number).unwrap();
    format!("/threads/{thread}/reasons/{number}/{act}")
}

async fn page(browser: &mut Visitor, thread: Reference) -> Answer {
    browser.get(&at(thread, "")).await.expect(200)
}

async fn flags(browser: &mut Visitor, flag: &str) -> String {
    went_on(&fills(browser, flag, flag, &[("rule", "insults")]).await)
}

store::on_each_engine! {
    async fn a_reason_without_a_name_is_flagged_and_removed_and_its_answer_counts(store) {
        let lane = Lane::on(store).await;
        let (thread, mut people) = told(&lane, "anonymous").await;
        let mut visitor = lane.app.visitor();
        page(&mut visitor, thread).await.shows(SHARP).shows(PLAIN).hides("/flag").hides(NAME);
        let file = visitor.get(&at(thread, "/ballots.json")).await.expect(200).hides(SHARP).text;
        let flag = mend(&lane, thread, SHARP, "flag").await;
        page(&mut people[2], thread).await.shows(&flag).hides("/remove");
        let done = flags(&mut people[2], &flag).await;
        people[2].get(&done).await.expect(200).shows("nobody learns that it was you");
        // A flag that hides nothing shows to nobody.
        page(&mut visitor, thread).await.shows(SHARP);
        let mut member = lane.browser(lane.member).await;
        let inbox = member.get("/inbox").await.expect(200).shows(SHARP).shows(COUNTS).hides(PLAIN).hides(NAME);
        let remove = inbox.shows(&at(thread, "#reasons")).link("/remove");
        assert_eq!(remove, mend(&lane, thread, SHARP, "remove").await);
        page(&mut member, thread).await.shows(&remove);
        let asked = member.get(&remove).await.expect(200).shows(COUNTS).hides(NAME);
        asked.shows("Nobody knows who wrote it, so nobody can be told").hides("another member answers");
        people[2].get(&remove).await.expect(403);
        went_on(&fills(&mut member, &remove, &remove, &REASON).await);
        member.get("/inbox").await.expect(200).hides(SHARP);
        for browser in people.iter_mut().take(3).chain([&mut visitor]) {
            let gone = page(browser, thread).await.hides(SHARP).shows(PLAIN).hides("/appeal");
            gone.shows("Removed by Willow Lane committee: ").shows("It calls them names.").shows(COUNTS).shows("No: 1 of 12");
        }
        people[0].get("/me").await.expect(200).hides("Something you said was removed");
        let appeal = mend(&lane, thread, SHARP, "appeal").await;
        people[0].get(&appeal).await.expect(403);

        let after = visitor.get(&at(thread, "/ballots.json")).await.expect(200).hides(SHARP).text;
        assert_eq!(after, file);
        let published: Published = serde_json::from_str(&after).unwrap();
        let (tally, outcome) = published.recount().unwrap();
        assert_eq!((&tally, &outcome), (&published.tally, &published.outcome));
        let scratch = tempfile::tempdir().unwrap();
        let counted = crate::recount::recount(&scratch.path().join("ballots.json"), &after);
        assert_eq!(counted.status.code(), Some(0), "{counted:?}");
    }

    async fn three_households_hide_a_reason_for_two_days(store) {
        let lane = Lane::on(store).await;
        let (thread, mut people) = told(&lane, "anonymous").await;
        let flag = mend(&lane, thread, SHARP, "flag").await;
        for browser in &mut people[2..5] {
            flags(browser, &flag).await;
        }
        let mut visitor = lane.app.visitor();
        // From its author as well: nobody knows who that is.
        for browser in people.iter_mut().take(6).chain([&mut visitor]) {
            let hidden = page(browser, thread).await.hides(SHARP).shows(PLAIN).shows("No: 1 of 12");
            hidden.shows("Neighbours of three households flagged this.").shows(COUNTS);
        }
        people[5].get(&flag).await.expect(200).hides(SHARP);
        people[0].get("/me").await.expect(200).hides("Neighbours flagged what you said");
        let mut member = lane.browser(lane.member).await;
        member.get("/inbox").await.expect(200).shows("hidden until").shows(SHARP).hides(NAME);
        lane.app.wait_seconds(48 * 3600 + 1);
        page(&mut visitor, thread).await.shows(SHARP);
        let keep = mend(&lane, thread, SHARP, "keep").await;
        member.get(&keep).await.expect(200).shows("Nobody knows who wrote it, so nobody can be told.");
        went_on(&fills(&mut member, &keep, &keep, &[("words", "It may be said.")]).await);
        let told = "Looked at by Willow Lane committee, and it stands: It may be said.";
        page(&mut visitor, thread).await.shows(SHARP).shows(told);
    }

    async fn who_gave_a_reason_with_their_name_is_told_and_appeals(store) {
        let lane = Lane::on(store).await;
        let (thread, mut people) = told(&lane, "closed").await;
        let mut visitor = lane.app.visitor();
        page(&mut visitor, thread).await.shows(SHARP).shows(NAME);
        let flag = mend(&lane, thread, SHARP, "flag").await;
        let remove = mend(&lane, thread, SHARP, "remove").await;
        page(&mut people[0], thread).await.hides(&flag).shows(&remove);
        people[0].get(&remove).await.expect(200).shows("Take back what you said");
        people[0].post(&flag, &[("rule", "insults")]).await.expect(422).shows("your own words");
        flags(&mut people[2], &flag).await;
        let mut member = lane.browser(lane.member).await;
        member.get(&remove).await.expect(200).shows("another member answers").shows(COUNTS);
        went_on(&fills(&mut member, &remove, &remove, &REASON).await);
        page(&mut visitor, thread).await.hides(SHARP).shows("It calls them names.").shows("No: 1 of 12");

        let mut other = lane.second_member().await;
        people[0].get("/me").await.expect(200).shows("Something you said was removed");
        let appeal = mend(&lane, thread, SHARP, "appeal").await;
        member.get(&appeal).await.expect(403);
        page(&mut people[0], thread).await.shows(SHARP).shows(&appeal);
        went_on(&fills(&mut people[0], &appeal, &appeal, &[("words", "It is my own bicycle.")]).await);
        member.get("/inbox").await.expect(200).shows("Somebody else has to answer");
        let answer = other.get("/inbox").await.expect(200).shows("It is my own bicycle.").link("/answer-appeal");
        went_on(&fills(&mut other, &answer, &answer, &[("verdict", "restore"), ("words", "So it is.")]).await);
        let told = "put back by Willow Lane committee after an appeal: So it is.";
        page(&mut visitor, thread).await.shows(SHARP).shows(told);
    }

    async fn what_is_no_published_reason_is_not_found(store) {
        let lane = Lane::on(store).await;
        let (thread, mut people) = told(&lane, "anonymous").await;
        let flag = mend(&lane, thread, SHARP, "flag").await;
        let stranger = lane.app.visitor().get(&flag).await;
        assert!(stranger.location().is_some_and(|to| to.starts_with("/sign-in")), "{}", stranger.text);
        for number in ["0", "1", "-1", "x", "1000000", "1000013", "2000001", "99999999999999999999"] {
            for act in pages::threads::MENDS {
                let address = format!("/threads/{thread}/reasons/{number}/{act}");
                people[1].get(&address).await.expect(404);
            }
        }
        people[1].post(&format!("/threads/{thread}/reasons/1000013/flag"), &[("rule", "insults")]).await.expect(404);
    }
}
