//! Objections under moderation, over HTTP: a neighbour flags one, a member removes it by a
//! rule, its author appeals, another member puts it back. Nobody reads who objected.

use domain::reference::Reference;

use crate::app::{Answer, Visitor};
use crate::decisions::{CONSENT, answers, at, its_day_comes, lead, neighbours, put};
use crate::lane::Lane;
use crate::threads::{fills, went_on};

const SHARP: &str = "The people in 3-203 are thieves.";
const PLAIN: &str = "The wheelchair does not get down there.";
const NAME: &str = "neighbour0";
const REASON: [(&str, &str); 2] = [("rule", "insults"), ("words", "It calls them names.")];

/// An open decision to which the first of twelve neighbours objects in sharp words.
async fn objected(lane: &Lane) -> (Reference, Vec<Visitor>) {
    let mut people = neighbours(lane, 12).await;
    let thread = put(lane, "consent", &CONSENT).await;
    went_on(&lead(lane, thread, "open", &[("until", "2026-12-02")]).await);
    objects(&mut people[0], thread, SHARP).await;
    (thread, people)
}

async fn objects(browser: &mut Visitor, thread: Reference, why: &str) {
    let fields = [("choice", "2"), ("reason", why)];
    went_on(&answers(browser, thread, &fields).await);
}

/// The address of an act on the objection that says this.
async fn mend(lane: &Lane, thread: Reference, why: &str, act: &str) -> String {
    let store = &lane.app.store;
    let decision = store.find_decision(thread, 1).await.unwrap().unwrap();
    let all = store.list_objections(&decision).await.unwrap();
    let one = all.into_iter().find(|one| one.reason == why).unwrap();
    format!("/threads/{thread}/objections/{}/{act}", one.slip)
}

async fn page(browser: &mut Visitor, thread: Reference) -> Answer {
    browser.get(&at(thread, "")).await.expect(200).hides(NAME)
}

store::on_each_engine! {
    async fn an_objection_is_flagged_removed_and_put_back_and_nobody_reads_whose_it_is(store) {
        let lane = Lane::on(store).await;
        let (thread, mut people) = objected(&lane).await;
        let mut visitor = lane.app.visitor();
        page(&mut visitor, thread).await.shows(SHARP).hides("/flag");
        let flag = page(&mut people[1], thread).await.shows(SHARP).link("/flag");
        assert_eq!(flag, mend(&lane, thread, SHARP, "flag").await);
        let done = went_on(&fills(&mut people[1], &flag, &flag, &[("rule", "insults")]).await);
        people[1].get(&done).await.expect(200).shows("nobody learns that it was you");
        // A flag that hides nothing shows to nobody.
        page(&mut visitor, thread).await.shows(SHARP);
        let mut member = lane.browser(lane.member).await;
        let inbox = member.get("/inbox").await.expect(200).shows(SHARP).shows("It counts as before.").hides(NAME);
        let inbox = inbox.shows(&at(thread, "#objections"));
        let remove = inbox.link("/remove");
        assert_eq!(remove, mend(&lane, thread, SHARP, "remove").await);
        member.get(&remove).await.expect(200).shows("It counts as before.").hides(NAME);
        went_on(&fills(&mut member, &remove, &remove, &REASON).await);
        member.get("/inbox").await.expect(200).hides(SHARP);
        let gone = page(&mut visitor, thread).await.hides(SHARP);
        gone.shows("Removed by Willow Lane committee: ").shows("It calls them names.").shows("It counts as before.");
        page(&mut people[1], thread).await.hides(SHARP).hides("/flag");

        let mut other = lane.second_member().await;
        people[0].get("/me").await.expect(200).shows("Something you said was removed");
        let appeal = mend(&lane, thread, SHARP, "appeal").await;
        member.get(&appeal).await.expect(403);
        let own = people[0].get(&at(thread, "")).await.expect(200).shows(SHARP);
        assert_eq!(own.link("/appeal"), appeal);
        went_on(&fills(&mut people[0], &appeal, &appeal, &[("words", "It is my own door.")]).await);
        member.get("/inbox").await.expect(200).shows("Somebody else has to answer").hides(NAME);
        let inbox = other.get("/inbox").await.expect(200).shows("It is my own door.").hides(NAME);
        let answer = inbox.link("/answer-appeal");
        other.get(&answer).await.expect(200).hides(NAME);
        went_on(&fills(&mut other, &answer, &answer, &[("verdict", "restore"), ("words", "So it is.")]).await);
        let told = "put back by Willow Lane committee after an appeal: So it is.";
        for browser in [&mut visitor, &mut member, &mut other, &mut people[1]] {
            page(browser, thread).await.shows(SHARP).shows(told);
        }
        let counts = visitor.get("/places/willow-lane/moderation").await.expect(200).hides(NAME);
        counts.shows("An objection whose words are removed counts as before");
    }

    async fn three_households_hide_an_objection_for_two_days(store) {
        let lane = Lane::on(store).await;
        let (thread, mut people) = objected(&lane).await;
        let flag = mend(&lane, thread, SHARP, "flag").await;
        for browser in &mut people[1..4] {
            went_on(&fills(browser, &flag, &flag, &[("rule", "insults")]).await);
        }
        let mut visitor = lane.app.visitor();
        page(&mut visitor, thread).await.hides(SHARP).shows("Neighbours of three households flagged this.");
        people[4].get(&flag).await.expect(200).hides(SHARP);
        people[0].get(&at(thread, "")).await.expect(200).shows(SHARP).shows("You still see your words");
        people[0].get("/me").await.expect(200).shows("Neighbours flagged what you said");
        let mut member = lane.browser(lane.member).await;
        member.get("/inbox").await.expect(200).shows("hidden until").shows(SHARP).hides(NAME);
        // The body still answers it.
        let answer = page(&mut member, thread).await.link("/decisions/1/objections/");
        went_on(&fills(&mut member, &answer, &answer, &[("answer", "A ramp by June.")]).await);
        lane.app.wait_seconds(48 * 3600 + 1);
        page(&mut visitor, thread).await.shows(SHARP).shows("A ramp by June.");
    }

    async fn ones_own_objection_is_not_flagged_and_what_is_not_there_is_not_found(store) {
        let lane = Lane::on(store).await;
        let (thread, mut people) = objected(&lane).await;
        let flag = mend(&lane, thread, SHARP, "flag").await;
        let own = people[0].get(&at(thread, "")).await.expect(200).shows(SHARP);
        own.hides("/flag").hides("/remove");
        people[0].post(&flag, &[("rule", "insults")]).await.expect(422).shows("your own words");
        let remove = mend(&lane, thread, SHARP, "remove").await;
        people[0].post(&remove, &[("rule", "own-wish")]).await.expect(422).shows("by changing your answer");
        people[1].get(&remove).await.expect(403);
        let stranger = lane.app.visitor().get(&flag).await;
        assert!(stranger.location().is_some_and(|to| to.starts_with("/sign-in")), "{}", stranger.text);
        for slip in ["0", "1", "-1", "x", "99999999999999999999"] {
            for act in pages::threads::MENDS {
                let address = format!("/threads/{thread}/objections/{slip}/{act}");
                people[1].get(&address).await.expect(404);
            }
        }
        // What somebody says in place of it nobody has flagged.
        went_on(&fills(&mut people[1], &flag, &flag, &[("rule", "insults")]).await);
        objects(&mut people[0], thread, PLAIN).await;
        people[1].get(&flag).await.expect(404);
        let mut member = lane.browser(lane.member).await;
        member.get("/inbox").await.expect(200).hides(SHARP).hides(PLAIN);
        assert_eq!(page(&mut people[1], thread).await.link("/flag"), mend(&lane, thread, PLAIN, "flag").await);
    }

    async fn a_decision_that_closes_publishes_no_removed_reason(store) {
        let lane = Lane::on(store).await;
        let (thread, mut people) = objected(&lane).await;
        objects(&mut people[1], thread, PLAIN).await;
        for browser in &mut people[2..] {
            went_on(&answers(browser, thread, &[("choice", "0")]).await);
        }
        let mut member = lane.browser(lane.member).await;
        let remove = mend(&lane, thread, SHARP, "remove").await;
        went_on(&fills(&mut member, &remove, &remove, &REASON).await);
        let flag = mend(&lane, thread, PLAIN, "flag").await;
        went_on(&fills(&mut people[3], &flag, &flag, &[("rule", "insults")]).await);
        member.get("/inbox").await.expect(200).shows(PLAIN);
        its_day_comes(&lane).await;
        let mut visitor = lane.app.visitor();
        let closed = page(&mut visitor, thread).await.hides(SHARP).shows(PLAIN);
        closed.shows("2 objections were not taken back").shows("The words were removed: ").hides("It calls them names.");
        let file = visitor.get(&at(thread, "/ballots.json")).await.expect(200);
        file.hides(SHARP).hides(NAME);
        member.get("/inbox").await.expect(200).hides(PLAIN).hides(SHARP);
        member.get(&remove).await.expect(404);
        people[3].get(&flag).await.expect(404);
        people[0].get("/me").await.expect(200).hides("Something you said was removed");
    }
}
