//! Correcting what a thread is called and what it is about: by the body that leads through
//! it, for everybody to see; and what stood there before is on no page any more.

use domain::reference::Reference;

use crate::case::path;
use crate::case_threads::talked_over;
use crate::lane::Lane;
use crate::threads::{OPENING, at, leads, opened, says, went_on};

const CORRECTED: [(&str, &str); 3] = [
    ("title", "Where do the prams go?"),
    ("about", "The hall is full, and nobody gets through."),
    ("words", "It named a neighbour."),
];

async fn pulse(lane: &Lane, thread: Reference) -> i64 {
    let pulses = lane.app.store.list_pulses(&[thread]).await.unwrap();
    pulses[0].1
}

store::on_each_engine! {
    async fn what_should_not_have_stood_there_is_on_no_page_any_more(store) {
        let lane = Lane::on(store).await;
        let (case, thread) = talked_over(&lane).await;
        let mut author = lane.browser(lane.author).await;
        went_on(&says(&mut author, thread, "", "In the cellar, I think.").await);
        went_on(&leads(&lane, thread, "move", &[("step", "weigh"), ("until", "2026-12-28")]).await);
        let (title, words) = (OPENING[0].1, OPENING[1].1);
        let mut visitor = lane.app.visitor();
        visitor.get(&at(thread, "")).await.expect(200).shows(title).shows(words).hides("Corrected by");
        visitor.get(&path(&case, "")).await.expect(200).shows(title);
        author.get("/me").await.expect(200).shows(title);

        let before = pulse(&lane, thread).await;
        let answer = leads(&lane, thread, "retell", &CORRECTED).await;
        assert_eq!(went_on(&answer), at(thread, "?done=retell"));
        assert_eq!(pulse(&lane, thread).await, before + 1, "who follows it is told");
        visitor.get(&at(thread, "")).await.expect(200)
            .shows("Where do the prams go?")
            .shows("The hall is full, and nobody gets through.")
            .shows("Corrected by Willow Lane committee on ")
            .shows("Willow Lane committee corrected the title or the text: It named a neighbour.");
        visitor.get(&path(&case, "")).await.expect(200)
            .shows("“Where do the prams go?”")
            .shows("corrected the title of the thread.");
        author.get("/me").await.expect(200).shows("You can answer short statements now: Where do the prams go?");
        let pages = [
            at(thread, ""),
            at(thread, "/statements"),
            at(thread, "/opinions"),
            path(&case, ""),
            "/places/willow-1".to_owned(),
            "/places/willow-1/threads".to_owned(),
            "/places/willow-lane".to_owned(),
            "/places/willow-lane/threads".to_owned(),
            "/cases".to_owned(),
            "/cases?q=bicycles".to_owned(),
            "/cases?q=prams".to_owned(),
            "/me".to_owned(),
        ];
        for page in &pages {
            author.get(page).await.expect(200).hides(title).hides(words);
            if page != "/me" {
                visitor.get(page).await.expect(200).hides(title).hides(words);
            }
        }
        visitor.get("/places/willow-1/threads").await.shows("Where do the prams go?");

        // Once more: neither of the two before is there.
        let again = [("title", "Where does all of it go?"), ("words", "Bicycles, too.")];
        went_on(&leads(&lane, thread, "retell", &again).await);
        for page in &pages {
            author.get(page).await.expect(200).hides(title).hides("Where do the prams go?");
        }
        visitor.get(&path(&case, "")).await.shows("“Where does all of it go?”");
    }

    async fn only_its_body_corrects_it_with_a_reason_while_it_is_open(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let form = at(thread, "/retell");
        for person in [lane.author, lane.neighbour, lane.officer] {
            let mut browser = lane.browser(person).await;
            browser.get(&at(thread, "")).await.expect(200).hides(&form);
            browser.get(&form).await.expect(403);
            browser.post(&form, &CORRECTED).await.expect(403);
        }
        let mut member = lane.browser(lane.member).await;
        member.get(&at(thread, "")).await.expect(200).shows(&form).shows("Correct the title or the text");
        // The form begins with what stands there.
        let same = leads(&lane, thread, "retell", &[("words", "Just so.")]).await;
        same.expect(422).shows("Nothing is different yet.").shows("Just so.").shows(OPENING[1].1);
        let silent = leads(&lane, thread, "retell", &CORRECTED[..2]).await;
        silent.expect(422).shows("Where do the prams go?").shows("The hall is full, and nobody gets through.");
        let empty = leads(&lane, thread, "retell", &[("title", " "), ("about", ""), ("words", "Away with it.")]).await;
        empty.expect(422).shows("Away with it.");
        for hostile in ["<script>alert(1)</script>", "</textarea><img src=x onerror=alert(1)>"] {
            let fields = [("title", hostile), ("about", hostile), ("words", hostile)];
            went_on(&leads(&lane, thread, "retell", &fields).await);
            crate::town::nothing_runs(&lane.app.visitor().get(&at(thread, "")).await.expect(200));
            crate::town::nothing_runs(&member.get(&form).await.expect(200));
        }
        went_on(&leads(&lane, thread, "close", &[("words", "Nobody knows.")]).await);
        member.get(&at(thread, "")).await.expect(200).hides(&form);
        member.post(&form, &CORRECTED).await.expect(422).shows("This thread is over.").shows("Where do the prams go?");
    }
}
