//! A challenge that neighbours talk over: who sits at its table opens the thread, its page
//! shows it, and everybody whose matter is part of it is told.

use domain::reference::Reference;
use store::statements::counted;

use crate::app::{Answer, Visitor};
use crate::challenges::{TABLE, at, does, opened};
use crate::lane::Lane;
use crate::threads::{self, OPENING, fills, leads, says, went_on};

const OPEN: &str = "/places/willow-lane/open-thread";

async fn opens(browser: &mut Visitor, challenge: Reference) -> Answer {
    let address = format!("{OPEN}?challenge={challenge}");
    fills(browser, &address, OPEN, &OPENING).await
}

fn number(to: &str) -> Reference {
    let number = to.trim_start_matches("/threads/").split('?').next();
    Reference::parse(number.unwrap()).unwrap()
}

store::on_each_engine! {
    async fn a_challenge_is_talked_over_on_the_way_that_its_page_shows(store) {
        let lane = Lane::on(store).await;
        let (_, challenge) = opened(&lane).await;
        let mut visitor = lane.app.visitor();
        let mut member = lane.browser(lane.member).await;
        let way = format!("{OPEN}?challenge={challenge}");
        member.get(&at(challenge, "")).await.expect(200).shows(&way);
        visitor.get(&at(challenge, "")).await.expect(200).hides("Talk it over");
        // What is missing is asked for, and what it is about is not lost.
        let half = fills(&mut member, &way, OPEN, &OPENING[..2]).await;
        half.expect(422).shows(OPENING[0].1).shows(&format!("value=\"{challenge}\""));
        let thread = number(&went_on(&opens(&mut member, challenge).await));
        visitor.get(&threads::at(thread, "")).await.expect(200)
            .shows("It is about challenge")
            .shows(&format!("href=\"{}\"", at(challenge, "")));
        visitor.get(&at(challenge, "")).await.expect(200).shows("Talk it over").shows(OPENING[0].1).shows("We talk");
        visitor.get("/places/willow-1/threads").await.expect(200).shows(OPENING[0].1);
        // One at a time: the way is gone, and an old form says why.
        member.get(&at(challenge, "")).await.hides(&way);
        opens(&mut member, challenge).await.expect(422).shows("talk this challenge over already").shows(OPENING[1].1);
        // Whose matter is part of it reads of it and speaks.
        let mut author = lane.browser(lane.author).await;
        author.get("/me").await.expect(200).shows("Neighbours talk over a challenge that you have a part in");
        went_on(&says(&mut author, thread, "", "New wires, please.").await);
        let learnt = [("words", "First we ask what wires cost.")];
        went_on(&leads(&lane, thread, "close", &learnt).await);
        visitor.get(&at(challenge, "")).await.shows("Ended without an agreement");
        went_on(&opens(&mut member, challenge).await);
    }

    async fn only_who_sits_at_its_table_opens_one_and_who_leaves_hands_it_on(store) {
        let lane = Lane::on(store).await;
        let (_, challenge) = opened(&lane).await;
        let way = format!("{OPEN}?challenge={challenge}");
        let mut officer = lane.browser(lane.officer).await;
        let mut author = lane.browser(lane.author).await;
        for browser in [&mut officer, &mut author] {
            browser.get(&way).await.expect(403);
            let mut fields = OPENING.to_vec();
            let reference = challenge.to_string();
            fields.push(("challenge", reference.as_str()));
            browser.post(OPEN, &fields).await.expect(403);
        }
        let mut member = lane.browser(lane.member).await;
        went_on(&does(&mut member, challenge, "set-table", &TABLE).await);
        member.get("/places/willow-1/open-thread").await.expect(200);
        member.get(&format!("/places/willow-1/open-thread?challenge={challenge}")).await.expect(404);
        let thread = number(&went_on(&opens(&mut officer, challenge).await));
        let kept = async || lane.app.store.find_thread(thread).await.unwrap().unwrap();
        let before = kept().await.body;
        let mut alone: Vec<(&str, &str)> = TABLE.to_vec();
        alone.retain(|(name, _)| !name.ends_with("bridge-office"));
        alone.extend([("share-bridge-office", ""), ("task-bridge-office", "")]);
        went_on(&does(&mut member, challenge, "set-table", &alone).await);
        assert_ne!(kept().await.body, before, "the convener leads on");
        officer.get(&threads::at(thread, "/close")).await.expect(403);
        member.get(&threads::at(thread, "/close")).await.expect(200);
    }

    async fn the_page_takes_as_many_statements_however_many_threads(store) {
        let lane = Lane::on(store).await;
        let (_, challenge) = opened(&lane).await;
        let mut member = lane.browser(lane.member).await;
        let visitor = &mut lane.app.visitor();
        let (_, before) = counted(visitor.get(&at(challenge, ""))).await;
        went_on(&opens(&mut member, challenge).await);
        let (_, after) = counted(visitor.get(&at(challenge, ""))).await;
        let counts = [before, after];
        assert!(counts.iter().all(|count| *count <= 8), "{counts:?}");
        assert_eq!(counts[0], counts[1]);
    }
}
