//! Moderation of threads over HTTP: neighbours flag, the third household hides it, a
//! member decides in the inbox, its author reads why and appeals; a heated thread is
//! slowed and cooled; rules and counts are public.

use domain::body::BodyKind;
use domain::id::PersonId;
use domain::person::Role;
use domain::reference::Reference;
use store::statements::counted;

use crate::app::{Answer, Visitor};
use crate::households::verified;
use crate::lane::Lane;
use crate::threads::{at, fills, leads, opened, says, went_on};

const SHARP: &str = "The people in 3-203 are thieves.";

/// Four neighbours behind doors of their own.
pub(crate) async fn neighbours(lane: &Lane) -> Vec<PersonId> {
    let mut people = Vec::new();
    for number in 0..4 {
        let (_, person) = crate::town::resident(&lane.app, &format!("neighbour{number}")).await;
        verified(lane, person, &format!("2-{number}")).await;
        people.push(person);
    }
    people
}

/// A thread in which the author said something sharp.
async fn heated(lane: &Lane) -> Reference {
    let thread = opened(lane).await;
    let mut author = lane.browser(lane.author).await;
    went_on(&says(&mut author, thread, "", SHARP).await);
    thread
}

pub(crate) async fn flags(
    lane: &Lane,
    thread: Reference,
    person: PersonId,
    more: &[(&str, &str)],
) -> Answer {
    let mut browser = lane.browser(person).await;
    let action = at(thread, "/posts/1/flag");
    let fields: Vec<_> = [("rule", "names-a-home")]
        .iter()
        .chain(more)
        .copied()
        .collect();
    fills(&mut browser, &action, &action, &fields).await
}

async fn page(browser: &mut Visitor, thread: Reference) -> Answer {
    browser.get(&at(thread, "")).await.expect(200)
}

fn hides(answer: &Answer, words: &str) {
    assert!(!answer.text.contains(words), "{}", answer.text);
}

store::on_each_engine! {
    async fn the_third_household_hides_it_a_member_removes_it_and_another_puts_it_back(store) {
        let lane = Lane::on(store).await;
        let thread = heated(&lane).await;
        let people = neighbours(&lane).await;
        let mut visitor = lane.app.visitor();
        hides(&page(&mut visitor, thread).await, "/flag");
        let mut first = lane.browser(people[0]).await;
        page(&mut first, thread).await.shows("/posts/1/flag");
        let action = at(thread, "/posts/1/flag");
        let typed = fills(&mut first, &action, &action, &[("words", "It points at a door.")]).await;
        typed.expect(422).shows("It points at a door.");
        went_on(&flags(&lane, thread, people[0], &[("words", "It points at a door.")]).await);
        went_on(&flags(&lane, thread, people[1], &[]).await);
        page(&mut visitor, thread).await.shows(SHARP);
        let done = went_on(&flags(&lane, thread, people[2], &[]).await);
        first.get(&done).await.expect(200).shows("nobody learns that it was you");
        // Everybody reads that it is hidden, and until when; its author still sees it.
        let seen = page(&mut visitor, thread).await;
        hides(&seen, "thieves");
        seen.shows("Neighbours of three households flagged this.").shows("/places/willow-lane/moderation");
        hides(&page(&mut first, thread).await, "thieves");
        let mut author = lane.browser(lane.author).await;
        page(&mut author, thread).await.shows(SHARP).shows("You still see your words");
        author.get("/me").await.shows("Neighbours flagged what you said");
        // The inbox: which rule, how many, what they add; nobody's name.
        let mut member = lane.browser(lane.member).await;
        member.get("/me").await.shows("Three households flagged something");
        let inbox = member.get("/inbox").await.expect(200);
        let inbox = inbox.shows("hidden until").shows("names a flat or shows a number plate: 3 households").shows("It points at a door.").shows(SHARP);
        hides(&inbox, "neighbour0");
        let heading = format!("post-{thread}-1-heading\"");
        let inbox = inbox.shows(&format!("<h2 id=\"{heading}")).shows(&format!("aria-describedby=\"{heading}"));
        assert_eq!(inbox.text.matches(&format!("aria-describedby=\"{heading}")).count(), 2, "one for each button");
        let (inbox, statements) = counted(member.get("/inbox")).await;
        inbox.expect(200);
        assert!(statements <= 8, "{statements}");
        let remove = at(thread, "/posts/1/remove");
        let reason = [("rule", "names-a-home"), ("words", "It names a door.")];
        went_on(&fills(&mut member, &remove, &remove, &reason).await);
        hides(&member.get("/inbox").await, SHARP);
        page(&mut visitor, thread).await.shows("Removed by Willow Lane committee: ").shows("It names a door.");
        // Its author appeals, and another member answers.
        let mut other = lane.second_member().await;
        author.get("/me").await.shows("Something you said was removed");
        let appeal = at(thread, "/posts/1/appeal");
        went_on(&fills(&mut author, &appeal, &appeal, &[("words", "It is my own door.")]).await);
        member.get("/inbox").await.shows("It is my own door.").shows("Somebody else has to answer");
        other.get("/inbox").await.shows("Answer the appeal");
        let answer = at(thread, "/posts/1/answer-appeal");
        went_on(&fills(&mut other, &answer, &answer, &[("verdict", "restore"), ("words", "So it is.")]).await);
        page(&mut visitor, thread).await.shows(SHARP).shows("put back by Willow Lane committee after an appeal: So it is.");
        author.get("/me").await.shows("There is an answer to your appeal");
        // The public page counts, and tells no flag of a month that runs.
        let public = visitor.get("/places/willow-lane/moderation").await.expect(200);
        let public = public.shows("It insults or threatens").shows("the steward").shows("<th scope=\"row\">2026-11<!></th><td>once the month is over<!></td><td>1<!></td>");
        hides(&public, "neighbour0");
        lane.app.wait_seconds(40 * 86_400);
        let later = visitor.get("/places/willow-lane/moderation").await.expect(200);
        later.shows("<th scope=\"row\">2026-11<!></th><td>3<!></td><td>1<!></td>");
    }

    async fn what_is_hidden_comes_back_by_itself_and_what_was_kept_stays(store) {
        let lane = Lane::on(store).await;
        let thread = heated(&lane).await;
        let people = neighbours(&lane).await;
        for person in &people[..3] {
            went_on(&flags(&lane, thread, *person, &[]).await);
        }
        let mut visitor = lane.app.visitor();
        hides(&page(&mut visitor, thread).await, "thieves");
        lane.app.wait_seconds(48 * 3600 + 1);
        page(&mut visitor, thread).await.shows(SHARP);
        let mut member = lane.browser(lane.member).await;
        member.get("/inbox").await.expect(200).shows("flagged").shows("/posts/1/keep");
        let keep = at(thread, "/posts/1/keep");
        fills(&mut member, &keep, &keep, &[]).await.expect(422);
        went_on(&fills(&mut member, &keep, &keep, &[("words", "Sharp, but it stays.")]).await);
        member.post(&keep, &[("words", "Again.")]).await.expect(422).shows("There is no flag any more");
        let told = "Looked at by Willow Lane committee, and it stands: Sharp, but it stays.";
        page(&mut visitor, thread).await.shows(SHARP).shows(told);
        went_on(&flags(&lane, thread, people[3], &[]).await);
        page(&mut visitor, thread).await.shows(SHARP).shows(told);
        member.get("/inbox").await.shows("It was looked at before and let stand.");
        // Taken back: nothing waits.
        let mut last = lane.browser(people[3]).await;
        let flag = at(thread, "/posts/1/flag");
        let unflag = at(thread, "/posts/1/unflag");
        went_on(&fills(&mut last, &flag, &unflag, &[]).await);
        hides(&member.get("/inbox").await, SHARP);
        lane.browser(lane.author).await.post(&flag, &[("rule", "insults")]).await.expect(422).shows("your own words");
    }

    async fn a_flag_that_hides_nothing_is_nobodys_to_notice(store) {
        let lane = Lane::on(store).await;
        let thread = heated(&lane).await;
        let people = neighbours(&lane).await;
        went_on(&flags(&lane, thread, people[0], &[]).await);
        // Its author mends it as if nobody had flagged it; who decides reads what it was.
        let mut author = lane.browser(lane.author).await;
        let action = at(thread, "/posts/1");
        author.get(&action).await.expect(200).shows("less than five minutes");
        went_on(&fills(&mut author, &action, &action, &[("post", "They are kind.")]).await);
        let (mut visitor, mut member) = (lane.app.visitor(), lane.browser(lane.member).await);
        let mut first = lane.browser(people[0]).await;
        for browser in [&mut visitor, &mut author, &mut first] {
            let seen = page(browser, thread).await.shows("They are kind.");
            seen.hides("thieves").hides("What stood here before").hides("Corrected");
        }
        page(&mut member, thread).await.shows("What it said when it was flagged").shows(SHARP);
        member.get("/inbox").await.expect(200).shows("They are kind.").shows(SHARP);
        let keep = at(thread, "/posts/1/keep");
        went_on(&fills(&mut member, &keep, &keep, &[("words", "It is kind now.")]).await);
        // Neither the thread nor the counts tell that somebody looked at it.
        for browser in [&mut visitor, &mut first] {
            page(browser, thread).await.shows("They are kind.").hides("It is kind now.");
        }
        for browser in [&mut author, &mut member] {
            page(browser, thread).await.shows("it stands: It is kind now.");
        }
        let counts = visitor.get("/places/willow-lane/moderation").await.expect(200);
        counts.shows("Nothing was flagged or removed here in the last twelve months.");
    }

    async fn what_was_let_stand_of_a_statement_says_so_too(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let here = at(thread, "/statements");
        let mut author = lane.browser(lane.author).await;
        went_on(&fills(&mut author, &here, &here, &[("view", "Old people should move out.")]).await);
        let people = neighbours(&lane).await;
        let flag = at(thread, "/statements/1/flag");
        for person in &people[..3] {
            let mut browser = lane.browser(*person).await;
            went_on(&fills(&mut browser, &flag, &flag, &[("rule", "insults")]).await);
        }
        let keep = at(thread, "/statements/1/keep");
        let mut member = lane.browser(lane.member).await;
        went_on(&fills(&mut member, &keep, &keep, &[("words", "One may think so.")]).await);
        let seen = lane.app.visitor().get(&here).await.expect(200).shows("Old people should move out.");
        seen.shows("Looked at by Willow Lane committee, and it stands: One may think so.");
    }

    async fn what_stays_removed_names_who_answered_the_appeal(store) {
        let lane = Lane::on(store).await;
        let thread = heated(&lane).await;
        let mut member = lane.browser(lane.member).await;
        let remove = at(thread, "/posts/1/remove");
        let reason = [("rule", "names-a-home"), ("words", "It names a door.")];
        went_on(&fills(&mut member, &remove, &remove, &reason).await);
        let (appeal, answer) = (at(thread, "/posts/1/appeal"), at(thread, "/posts/1/answer-appeal"));
        let mut other = lane.second_member().await;
        let mut author = lane.browser(lane.author).await;
        went_on(&fills(&mut author, &appeal, &appeal, &[("words", "It is my own door.")]).await);
        went_on(&fills(&mut other, &answer, &answer, &[("verdict", "stay"), ("words", "It is not.")]).await);
        let seen = page(&mut lane.app.visitor(), thread).await.shows("Removed by Willow Lane committee: ");
        seen.shows("After an appeal, answered by Willow Lane committee, it stays removed: It is not.");
    }

    async fn what_is_about_the_committee_goes_to_others(store) {
        let lane = Lane::on(store).await;
        let thread = heated(&lane).await;
        let people = neighbours(&lane).await;
        let mut first = lane.browser(people[0]).await;
        first.get(&at(thread, "/posts/1/flag")).await.expect(200).shows("Then others look at it: the steward.");
        went_on(&flags(&lane, thread, people[0], &[("about", "yes")]).await);
        let mut member = lane.browser(lane.member).await;
        hides(&member.get("/inbox").await, SHARP);
        for act in ["keep", "remove"] {
            let fields = [("rule", "insults"), ("words", "Ours.")];
            let refused = member.post(&at(thread, &format!("/posts/1/{act}")), &fields).await;
            refused.expect(422).shows("so others decide");
        }
        member.get("/steward/flags").await.expect(403);
        let steward = crate::guards::world::person(&lane.app, "keeper", true).await;
        crate::guards::world::make_steward(&lane.app, steward).await;
        let mut steward = lane.browser(steward).await;
        steward.get("/steward/flags").await.expect(200).shows(SHARP).shows("you decide in their place");
        let keep = at(thread, "/posts/1/keep");
        went_on(&fills(&mut steward, &keep, &keep, &[("words", "It stays.")]).await);
        hides(&steward.get("/steward/flags").await, SHARP);
    }

    async fn the_committee_next_door_decides_where_there_is_one(store) {
        let lane = Lane::on(store).await;
        let thread = heated(&lane).await;
        let people = neighbours(&lane).await;
        let (ids, now) = (&lane.app.app.ids, lane.app.app.clock.now());
        let place = store::places::import::NewPlace {
            slug: "plum-court".to_owned(),
            parent: Some("bridge".to_owned()),
            kind: domain::place::PlaceKind::Community,
            code: None,
            names: domain::language::Names::three("Plum Court", "梅苑", "梅苑"),
        };
        lane.app.store.import_places(&[place], ids, now).await.unwrap();
        let plum = lane.app.store.find_place_by_slug("plum-court").await.unwrap().unwrap();
        let book = lane.app.store.current_rulebook().await.unwrap();
        let own = book.body_by_key("willow-lane-committee").unwrap();
        let committee = domain::body::Body {
            id: domain::id::BodyId::new(ids.uuid()),
            key: "plum-committee".to_owned(),
            kind: BodyKind::SelfGovernance,
            places: vec![plum.id],
            names: domain::language::Names::three("Plum Court committee", "梅苑居委会", "梅苑居委會"),
            ..own.clone()
        };
        let bodies = [book.bodies(), std::slice::from_ref(&committee)].concat();
        lane.app.store.import_bodies(&bodies, now).await.unwrap();
        lane.app.store.appoint(committee.id, lane.stranger, Role::Convener, now).await.unwrap();
        let mut first = lane.browser(people[0]).await;
        first.get(&at(thread, "/posts/1/flag")).await.shows("Then others look at it: Plum Court committee.");
        went_on(&flags(&lane, thread, people[0], &[("about", "yes")]).await);
        let mut plum = lane.browser(lane.stranger).await;
        plum.get("/inbox").await.expect(200).shows(SHARP).shows("you decide in their place");
        page(&mut plum, thread).await.shows("/posts/1/remove");
        hides(&page(&mut lane.browser(lane.member).await, thread).await, "/posts/1/remove");
        let visitor = lane.app.visitor().get("/places/willow-lane/moderation").await.expect(200);
        visitor.shows("goes to others: Plum Court committee.");
    }

    async fn a_hidden_statement_is_neither_read_nor_answered(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let here = at(thread, "/statements");
        let mut author = lane.browser(lane.author).await;
        for words in ["Old people should move out.", "The hall stays free."] {
            went_on(&fills(&mut author, &here, &here, &[("view", words)]).await);
        }
        went_on(&leads(&lane, thread, "move", &[("step", "weigh"), ("until", "2026-12-28")]).await);
        let people = neighbours(&lane).await;
        let flag = at(thread, "/statements/1/flag");
        for person in &people[..3] {
            let mut browser = lane.browser(*person).await;
            let done = went_on(&fills(&mut browser, &flag, &flag, &[("rule", "insults")]).await);
            browser.get(&done).await.expect(200).shows("Thank you.");
        }
        let mut last = lane.browser(people[3]).await;
        let seen = last.get(&here).await.expect(200).shows("Neighbours of three households flagged this.").shows("You have answered 0 of 1.");
        hides(&seen, "move out");
        hides(&last.get(&flag).await, "move out");
        author.get(&here).await.shows("Old people should move out.");
        lane.browser(lane.member).await.get("/inbox").await.shows("Old people should move out.");
    }

    async fn a_heated_thread_goes_slowly_and_cools_down(store) {
        let lane = Lane::on(store).await;
        let thread = heated(&lane).await;
        leads(&lane, thread, "slow", &[("minutes", "7"), ("words", "Slowly.")]).await.expect(422).shows("Slowly.");
        went_on(&leads(&lane, thread, "slow", &[("minutes", "10"), ("words", "It goes too fast.")]).await);
        let mut author = lane.browser(lane.author).await;
        page(&mut author, thread).await.shows("Just now everybody leaves 10 minutes between two posts").shows("It goes too fast.");
        let soon = says(&mut author, thread, "", "And another thing.").await;
        soon.expect(422).shows("You can write again from ").shows("And another thing.");
        lane.app.wait_seconds(601);
        went_on(&says(&mut author, thread, "", "And another thing.").await);
        went_on(&leads(&lane, thread, "cool", &[("hours", "2"), ("words", "Let us sleep over it.")]).await);
        page(&mut author, thread).await.shows("This thread cools down.").shows("Let us sleep over it.");
        let closed = author.post(&at(thread, "/posts"), &[("post", "Once more.")]).await;
        closed.expect(422).shows("You can write again from ").shows("Once more.");
        let here = at(thread, "/statements");
        went_on(&fills(&mut author, &here, &here, &[("view", "The hall stays free.")]).await);
        leads(&lane, thread, "cool", &[("hours", "4"), ("words", "Still.")]).await.expect(422).shows("less than a day ago");
        lane.app.wait_seconds(7201);
        went_on(&says(&mut author, thread, "", "Good morning.").await);
        lane.browser(lane.neighbour).await.get(&at(thread, "/slow")).await.expect(403);
    }

    async fn two_who_only_answer_each_other_read_a_gentle_word(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let mut two = [lane.browser(lane.author).await, lane.browser(lane.neighbour).await];
        for turn in 0..6 {
            hides(&page(&mut two[turn % 2], thread).await, "back and forth");
            went_on(&says(&mut two[turn % 2], thread, "", &format!("No, {turn}.")).await);
        }
        for one in &mut two {
            page(one, thread).await.shows("back and forth for a while");
            one.get(&at(thread, "?at=5&answer=5")).await.shows("back and forth for a while");
        }
        hides(&page(&mut lane.browser(lane.stranger).await, thread).await, "back and forth");
    }
}
