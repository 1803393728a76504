//! Threads over HTTP: the committee opens one, neighbours speak and answer each other,
//! weigh short statements, and settle it.

use domain::opinion;
use domain::person::Actor;
use domain::reference::Reference;
use domain::thread::Thread;
use server::commands::Outcome;
use store::statements::counted;
use store::threads::Answering;

use crate::app::{Answer, Visitor};
use crate::lane::Lane;

pub const OPENING: [(&str, &str); 6] = [
    ("title", "Where do the bicycles go?"),
    (
        "about",
        "The hall is full of them, and the wheelchair does not get through.",
    ),
    ("level", "decide"),
    ("last_word", "We do, together."),
    ("adding", "everybody"),
    ("until", "2026-12-18"),
];

pub(crate) fn at(thread: Reference, rest: &str) -> String {
    format!("/threads/{thread}{rest}")
}

/// Opens the page of a form, fills it in and sends it.
pub(crate) async fn fills(
    browser: &mut Visitor,
    address: &str,
    action: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let mut form = browser.get(address).await.expect(200).form(action);
    for (name, value) in fields {
        form = form.with(name, value);
    }
    browser.submit(&form).await
}

pub(crate) async fn opened(lane: &Lane) -> Reference {
    let mut member = lane.browser(lane.member).await;
    member
        .get("/places/willow-lane")
        .await
        .shows("Talk something over");
    let action = "/places/willow-lane/open-thread";
    let answer = fills(&mut member, action, action, &OPENING).await;
    let to = answer
        .location()
        .unwrap_or_else(|| panic!("{}", answer.text));
    let number = to
        .trim_start_matches("/threads/")
        .split('?')
        .next()
        .unwrap();
    Reference::parse(number).unwrap()
}

async fn kept(lane: &Lane, thread: Reference) -> Thread {
    lane.app.store.find_thread(thread).await.unwrap().unwrap()
}

pub(crate) async fn leads(
    lane: &Lane,
    thread: Reference,
    act: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let mut member = lane.browser(lane.member).await;
    let action = at(thread, &format!("/{act}"));
    fills(&mut member, &action, &action, fields).await
}

pub(crate) async fn says(
    browser: &mut Visitor,
    thread: Reference,
    query: &str,
    words: &str,
) -> Answer {
    let address = at(thread, query);
    fills(browser, &address, &at(thread, "/posts"), &[("post", words)]).await
}

#[track_caller]
pub(crate) fn went_on(answer: &Answer) -> String {
    answer
        .location()
        .unwrap_or_else(|| panic!("{}", answer.text))
}

store::on_each_engine! {
    async fn neighbours_talk_it_over_and_agree(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let mut visitor = lane.app.visitor();
        visitor.get("/places/willow-1/threads").await.expect(200).shows("Where do the bicycles go?").shows("We talk");
        visitor.get(&at(thread, "")).await.expect(200)
            .shows("The residents decide; the body carries it out.")
            .shows("We do, together.")
            .shows("Friday 18 December")
            .shows("Sign in to speak");
        let mut author = lane.browser(lane.author).await;
        let mut neighbour = lane.browser(lane.neighbour).await;
        went_on(&says(&mut author, thread, "", "In the *cellar*, I think.").await);
        let answered = says(&mut neighbour, thread, "?answer=1", "There is **no light** there.").await;
        assert_eq!(went_on(&answered), at(thread, "?done=posted&at=2#post-2"));
        let page = visitor.get(&at(thread, "")).await.expect(200);
        let page = page.shows("In the <em>cellar</em>, I think.").shows("There is <strong>no light</strong> there.");
        assert!(page.text.find("id=\"post-1\"") < page.text.find("id=\"post-2\""));
        let twice = leads(&lane, thread, "move", &[("step", "decide"), ("until", "2026-12-30")]).await;
        went_on(&twice);
        let agree = [("words", "The cellar gets a lamp by May; the hall stays free."), ("review", "2027-05-31")];
        went_on(&leads(&lane, thread, "agree", &agree).await);
        assert!(!kept(&lane, thread).await.is_open());
        visitor.get(&at(thread, "")).await
            .shows("What we agreed")
            .shows("The cellar gets a lamp by May; the hall stays free.")
            .shows("31 May 2027")
            .shows("nothing can be added");
        let late = author.post(&at(thread, "/posts"), &[("post", "One more thing.")]).await;
        late.expect(422).shows("This thread is over.").shows("One more thing.");
    }

    async fn the_browsers_back_says_nothing_twice(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let mut author = lane.browser(lane.author).await;
        let first = went_on(&says(&mut author, thread, "", "Two words, once.").await);
        // "Back" loads the page anew, with a new key; a browser puts the words in again.
        let again = went_on(&says(&mut author, thread, "", "Two words, once.").await);
        assert_eq!(again, first);
        let page = author.get(&at(thread, "")).await.expect(200);
        assert_eq!(page.text.matches("Two words, once.").count(), 1);
        let meant = went_on(&says(&mut author, thread, "", "Two words, once more.").await);
        assert_ne!(meant, first);
        // Whoever writes in another language is heard in it.
        went_on(&says(&mut author, thread, "", "三楼的灯坏了，谁来看看？").await);
        author.get(&at(thread, "")).await.expect(200).shows(r#"<div class="written" lang="zh-Hans"><p>三楼"#);
    }

    async fn what_is_wrong_is_said_and_nothing_is_lost(store) {
        let lane = Lane::on(store).await;
        let mut member = lane.browser(lane.member).await;
        let action = "/places/willow-lane/open-thread";
        let page = fills(&mut member, action, action, &[("title", "Bicycles"), ("until", "2026-12-18")]).await;
        page.expect(422).shows("value=\"Bicycles\"").shows("value=\"2026-12-18\"");
        let far: Vec<(&str, &str)> = OPENING[..5].iter().copied().chain([("until", "2027-05-01")]).collect();
        fills(&mut member, action, action, &far).await.expect(422).shows("at most 60 days");
        let thread = opened(&lane).await;
        let mut author = lane.browser(lane.author).await;
        for nothing in ["  ", "&#8203;&nbsp;", "[](https://example.org)"] {
            author.post(&at(thread, "/posts"), &[("post", nothing)]).await.expect(422).shows("Write something first.");
        }
        let long = "a".repeat(4001);
        author.post(&at(thread, "/posts"), &[("post", &long)]).await.expect(422).shows("at most 4,000").shows(&long);
        author.post(&at(thread, "/posts"), &[("post", "To nobody."), ("answers", "99")]).await
            .expect(422).shows("What you answer is not there.").shows("To nobody.");
        leads(&lane, thread, "move", &[("step", "talk"), ("until", "2026-12-18")]).await.expect(422).shows("never back");
        author.get(&at(thread, "/move")).await.expect(403);
        let many = "x".repeat(141);
        author.post(&at(thread, "/statements"), &[("view", &many)]).await.expect(422).shows("at most 140").shows(&many);
        for hostile in ["<script>alert(1)</script>", "[x](javascript:alert(1))", "\u{202e}evil"] {
            went_on(&says(&mut author, thread, "", hostile).await);
        }
        let page = lane.app.visitor().get(&at(thread, "")).await.expect(200);
        crate::town::nothing_runs(&page);
        assert!(!page.text.contains("javascript:"), "{}", page.text);
    }

    async fn who_was_signed_out_meanwhile_reads_their_words_again(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let posts = at(thread, "/posts");
        let words = [("post", "The gate sticks since Monday."), ("answers", "7"), ("password", "my cat sleeps")];
        let unsent = lane.app.visitor().post(&posts, &words).await.expect(403)
            .shows("Nothing was sent yet.").shows("The gate sticks since Monday.").hides("my cat sleeps");
        let way = unsent.link("/sign-in?back=");
        let page = way.trim_start_matches("/sign-in?back=").replace("%2F", "/");
        assert_eq!(page, at(thread, ""), "back to the thread, and not to where forms go");
        // A press of a button holds no words: straight to the door.
        let pressed = lane.app.visitor().post(&posts, &[("answers", "7")]).await.expect(303);
        assert!(pressed.location().is_some_and(|to| to.starts_with("/sign-in")));

        let signed_in = lane.browser(lane.stranger).await.get("/steward").await.expect(403);
        signed_in.hides("/sign-in");
    }

    async fn what_one_said_is_mended_by_oneself_only(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let mut author = lane.browser(lane.author).await;
        went_on(&says(&mut author, thread, "", "In the basement.").await);
        let action = at(thread, "/posts/1");
        author.get(&action).await.shows("less than five minutes");
        went_on(&fills(&mut author, &action, &action, &[("post", "In the cellar.")]).await);
        let mut visitor = lane.app.visitor();
        let page = visitor.get(&at(thread, "")).await;
        assert!(!page.text.contains("basement") && page.text.contains("In the cellar."));
        lane.app.wait_seconds(400);
        author.get(&action).await.shows("what it says now stays beside the new words");
        went_on(&fills(&mut author, &action, &action, &[("post", "On the roof.")]).await);
        visitor.get(&at(thread, "?x=1")).await.shows("On the roof.").shows("What stood here before").shows("In the cellar.");
        lane.browser(lane.neighbour).await.get(&action).await.expect(403);
    }

    async fn short_statements_are_weighed_one_at_a_time(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let here = at(thread, "/statements");
        let mut member = lane.browser(lane.member).await;
        for words in ["The hall stays free.", "The cellar is for bicycles.", "Every flat keeps one bicycle at most."] {
            went_on(&fills(&mut member, &here, &here, &[("view", words)]).await);
        }
        let mut author = lane.browser(lane.author).await;
        author.get(&here).await.shows("once the thread weighs things up");
        author.post(&at(thread, "/answers"), &[("statement", "1"), ("answer", "agree")]).await.expect(422).shows("not answered in this step");
        went_on(&leads(&lane, thread, "move", &[("step", "weigh"), ("until", "2026-12-28")]).await);
        let near = fills(&mut author, &here, &here, &[("view", "the HALL stays free.")]).await;
        near.expect(422).shows("Somebody has said exactly this.");
        let near = fills(&mut author, &here, &here, &[("view", "The cellar is for the bicycles only.")]).await;
        let form = near.expect(200).shows("Is it one of these?").shows("The cellar is for bicycles.").form(&here);
        went_on(&author.submit(&form).await);
        author.get(&here).await.shows("You have answered 0 of 4.");
        for step in 0..4 {
            let form = author.get(&here).await.expect(200).form(&at(thread, "/answers")).with("answer", "agree");
            went_on(&author.submit(&form).await);
            let page = author.get(&here).await;
            page.shows(&format!("You have answered {} of 4.", step + 1));
        }
        author.get(&here).await.shows("You have answered all of them");
        let back = author.get(&here).await.form(&at(thread, "/answers/back"));
        went_on(&author.submit(&back).await);
        author.get(&here).await.shows("You have answered 3 of 4.");
        author.post(&at(thread, "/answers"), &[("statement", "1"), ("answer", "perhaps")]).await.expect(422).shows("Press agree, disagree or pass.");
        author.post(&at(thread, "/answers"), &[("statement", "77"), ("answer", "pass")]).await.expect(422).shows("not there any more");
        lane.app.visitor().get(&at(thread, "/opinions")).await.expect(200).shows("There is nothing to show yet");
    }

    async fn common_ground_is_shown_once_enough_have_answered(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let mut member = lane.browser(lane.member).await;
        let here = at(thread, "/statements");
        for words in ["The hall stays free.", "Bicycles cost too much.", "Cars are worse."] {
            went_on(&fills(&mut member, &here, &here, &[("view", words)]).await);
        }
        went_on(&leads(&lane, thread, "move", &[("step", "weigh"), ("until", "2026-12-28")]).await);
        let mut people = Vec::new();
        for number in 0..36 {
            people.push(crate::guards::world::person(&lane.app, &format!("voter{number}"), true).await);
        }
        for (at_all, person) in people.iter().enumerate() {
            // Each a little later: a picture counts who answered after the last one.
            lane.app.wait_seconds(1);
            let mut browser = lane.browser(*person).await;
            let camp = if at_all % 2 == 0 { ["agree", "disagree"] } else { ["disagree", "agree"] };
            for (statement, answer) in [("1", "agree"), ("2", camp[0]), ("3", camp[1])] {
                let fields = [("statement", statement), ("answer", answer)];
                went_on(&browser.post(&at(thread, "/answers"), &fields).await);
            }
        }
        lane.app.wait_seconds(1);
        let drawn = lane.app.store.draw_picture(&kept(&lane, thread).await, lane.app.app.clock.now()).await;
        drawn.unwrap();
        went_on(&leads(&lane, thread, "move", &[("step", "decide"), ("until", "2027-01-15")]).await);
        let mut visitor = lane.app.visitor();
        visitor.get(&at(thread, "/opinions")).await.expect(200)
            .shows("Both groups agree: The hall stays free. (")
            .shows("Group A: ")
            .shows("They disagree: ")
            .shows("Where the groups differ")
            .shows("All statements with their counts");
        let scratch = tempfile::tempdir().unwrap();
        let args = server::commands::votes::Args { thread: thread.to_string(), out: scratch.path().to_path_buf() };
        assert_eq!(server::commands::votes::write(&args, &lane.app.store, lane.app.app.clock.now()).await.unwrap(), Outcome::Fine);
        // Those of the last picture: it may have been drawn while the last few answered. It
        // shows as many, or those of before while fewer than five of a group came.
        let id = kept(&lane, thread).await.id;
        let drawn = lane.app.store.find_picture(id).await.unwrap().unwrap();
        let voters = lane.app.store.list_answers(id, drawn.at).await.unwrap().voters.len();
        let near = |shown: u32, now: usize| usize::try_from(shown).unwrap().abs_diff(now) < 10;
        assert!(near(drawn.voters, voters), "{} and {voters}", drawn.voters);
        let votes = std::fs::read_to_string(scratch.path().join("participants-votes.csv")).unwrap();
        assert_eq!(votes.lines().count(), 1 + voters);
        assert!(votes.starts_with("participant,group-id,n-comments,n-votes,n-agree,n-disagree,1,2,3\n0,,0,3,"), "{votes}");
        let comments = std::fs::read_to_string(scratch.path().join("comments.csv")).unwrap();
        assert!(comments.contains(&format!(",1,0,{voters},0,1,False,The hall stays free.\n")), "{comments}");
        // The same answers one by one, without a time, and the map of them is the same.
        let single = std::fs::read_to_string(scratch.path().join("votes.csv")).unwrap();
        assert!(single.starts_with("timestamp,datetime,comment-id,voter-id,vote\n0,,1,0,"), "{single}");
        assert_eq!(single.lines().count(), 1 + voters * 3);
        let comments = scratch.path().join("comments.csv");
        let map = |votes: &str| crate::opinion::map(&scratch.path().join(votes), Some(&comments), None);
        assert_eq!(map("votes.csv"), map("participants-votes.csv"));
        let groups = map("votes.csv")["groups"].as_array().unwrap().clone();
        let size = |group: &serde_json::Value| usize::try_from(group["size"].as_u64().unwrap()).unwrap();
        assert_eq!(groups.len(), drawn.groups.len());
        assert!(groups.iter().zip(&drawn.groups).all(|(group, camp)| near(camp.size, size(group))), "{groups:?} {:?}", drawn.groups);
    }

    async fn answers_are_written_from_thirty_people_on_and_none_that_the_picture_has_not(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let here = at(thread, "/statements");
        let mut member = lane.browser(lane.member).await;
        went_on(&fills(&mut member, &here, &here, &[("view", "The hall stays free.")]).await);
        went_on(&leads(&lane, thread, "move", &[("step", "weigh"), ("until", "2026-12-28")]).await);
        let (kept, now) = (kept(&lane, thread).await, lane.app.app.clock.now());
        let mut people = Vec::new();
        for number in 0..35 {
            let id = crate::guards::world::person(&lane.app, &format!("voter{number}"), true).await;
            people.push(Actor::Person(lane.app.store.find_person(id).await.unwrap().unwrap()));
        }
        let scratch = tempfile::tempdir().unwrap();
        let args = server::commands::votes::Args { thread: thread.to_string(), out: scratch.path().join("answers") };
        let write = || server::commands::votes::write(&args, &lane.app.store, now);
        let answer = async |people: &[Actor], seconds| {
            for actor in people {
                let answering = Answering { statement: 1, answer: opinion::Answer::Agree };
                let at = now.plus_seconds(seconds);
                lane.app.store.answer_statement(thread, answering, actor, &lane.app.app.ids, at).await.unwrap();
            }
        };
        assert_eq!(write().await.unwrap(), Outcome::Failed, "nobody answered");
        answer(&people[..29], 1).await;
        assert!(lane.app.store.draw_picture(&kept, now.plus_seconds(2)).await.unwrap());
        answer(&people[29..33], 3).await;
        assert!(!lane.app.store.draw_picture(&kept, now.plus_seconds(4)).await.unwrap());
        assert_eq!(write().await.unwrap(), Outcome::Failed, "thirty-three answered, and the picture has twenty-nine");
        assert!(!args.out.exists());
        answer(&people[33..34], 3).await;
        assert!(lane.app.store.draw_picture(&kept, now.plus_seconds(4)).await.unwrap());
        answer(&people[34..], 5).await;
        assert_eq!(write().await.unwrap(), Outcome::Fine);
        let votes = std::fs::read_to_string(args.out.join("participants-votes.csv")).unwrap();
        assert_eq!(votes.lines().count(), 1 + 34, "the last one waits for four more");
        // One who thinks better of it would be the one who is missing.
        let changed = Answering { statement: 1, answer: opinion::Answer::Disagree };
        lane.app.store.answer_statement(thread, changed, &people[0], &lane.app.app.ids, now.plus_seconds(6)).await.unwrap();
        std::fs::remove_dir_all(&args.out).unwrap();
        assert_eq!(write().await.unwrap(), Outcome::Failed, "one answer was changed since");
        assert!(!args.out.exists(), "nothing is written");
        for actor in &people[3..6] {
            lane.app.store.answer_statement(thread, changed, actor, &lane.app.app.ids, now.plus_seconds(7)).await.unwrap();
        }
        assert!(lane.app.store.draw_picture(&kept, now.plus_seconds(8)).await.unwrap());
        assert_eq!(write().await.unwrap(), Outcome::Fine, "it is in the next picture");
        // What neighbours hid is in it without its words.
        for person in crate::moderation::neighbours(&lane).await {
            let (mut browser, flag) = (lane.browser(person).await, at(thread, "/statements/1/flag"));
            went_on(&fills(&mut browser, &flag, &flag, &[("rule", "names-a-home")]).await);
            let hidden = lane.app.store.list_statements(kept.id, None).await.unwrap();
            if hidden[0].hidden_until(now).is_some() {
                break;
            }
        }
        let comments = || std::fs::read_to_string(args.out.join("comments.csv")).unwrap();
        assert!(comments().ends_with(",1,False,The hall stays free.\n"), "{}", comments());
        assert_eq!(write().await.unwrap(), Outcome::Fine);
        assert!(comments().ends_with(",1,False,\n"), "{}", comments());
        lane.app.store.take_answer_back(thread, 1, &people[9]).await.unwrap();
        assert_eq!(write().await.unwrap(), Outcome::Failed, "one answer was taken back since");
    }

    async fn what_breaks_a_rule_is_removed_appealed_and_put_back_by_somebody_else(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let mut author = lane.browser(lane.author).await;
        went_on(&says(&mut author, thread, "", "The people in 3-203 are thieves.").await);
        went_on(&says(&mut author, thread, "", "The hall stays free.").await);
        let remove = at(thread, "/posts/1/remove");
        lane.browser(lane.neighbour).await.get(&remove).await.expect(403);
        let mut member = lane.browser(lane.member).await;
        fills(&mut member, &remove, &remove, &[("words", "It names a door.")]).await.expect(422).shows("It names a door.");
        went_on(&fills(&mut member, &remove, &remove, &[("rule", "names-a-home"), ("words", "It names a door.")]).await);
        let seen = lane.app.visitor().get(&at(thread, "")).await.expect(200).shows("Removed by Willow Lane committee: ").shows("It names a door.");
        assert!(!seen.text.contains("thieves"), "nobody else reads it");
        author.get(&at(thread, "")).await.shows("are thieves.").shows("Appeal");
        let correct = author.post(&at(thread, "/posts/1"), &[("post", "The people there are kind.")]).await;
        correct.expect(422).shows("It was removed before");
        let mut other = lane.second_member().await;
        let appeal = at(thread, "/posts/1/appeal");
        went_on(&fills(&mut author, &appeal, &appeal, &[("words", "It is my own door.")]).await);
        author.get(&appeal).await.expect(200);
        author.post(&appeal, &[("words", "Again.")]).await.expect(422).shows("nothing to appeal against");
        let answer = at(thread, "/posts/1/answer-appeal");
        let own = member.post(&answer, &[("verdict", "restore"), ("words", "So it is.")]).await;
        own.expect(422).shows("Somebody else has to answer");
        other.get(&at(thread, "")).await.shows("It is my own door.").shows("Answer the appeal");
        went_on(&fills(&mut other, &answer, &answer, &[("verdict", "restore"), ("words", "So it is.")]).await);
        lane.app.visitor().get(&at(thread, "?x=2")).await.shows("are thieves.").shows("put back by Willow Lane committee after an appeal: So it is.");
        member.post(&remove, &[("rule", "insults"), ("words", "Still.")]).await.expect(422).shows("put back after an appeal");
        let back = at(thread, "/posts/2/remove");
        went_on(&fills(&mut author, &back, &back, &[]).await);
        let page = lane.app.visitor().get(&at(thread, "?x=3")).await.shows("Taken back by who wrote it.");
        assert!(!page.text.contains("The hall stays free."));
        let page = member.get(&at(thread, "")).await.expect(200);
        assert!(!page.text.contains("The hall stays free."), "what was taken back is nobody's");
        member.get(&back).await.expect(403);
    }

    async fn a_removed_statement_is_neither_read_nor_answered_nor_counted(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let here = at(thread, "/statements");
        let mut member = lane.browser(lane.member).await;
        let mut author = lane.browser(lane.author).await;
        went_on(&fills(&mut member, &here, &here, &[("view", "The hall stays free.")]).await);
        went_on(&fills(&mut author, &here, &here, &[("view", "Old people should move out.")]).await);
        went_on(&leads(&lane, thread, "move", &[("step", "weigh"), ("until", "2026-12-28")]).await);
        let answers = at(thread, "/answers");
        went_on(&author.post(&answers, &[("statement", "2"), ("answer", "agree")]).await);
        let remove = at(thread, "/statements/2/remove");
        went_on(&fills(&mut member, &remove, &remove, &[("rule", "insults"), ("words", "It insults.")]).await);
        let mut neighbour = lane.browser(lane.neighbour).await;
        let page = neighbour.get(&here).await.shows("It insults.").shows("You have answered 0 of 1.");
        assert!(!page.text.contains("move out"));
        neighbour.post(&answers, &[("statement", "2"), ("answer", "agree")]).await.expect(422).shows("not there any more");
        author.get(&here).await.shows("Old people should move out.").shows("Appeal");
    }

    async fn those_who_had_a_part_say_whether_it_still_holds(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let mut author = lane.browser(lane.author).await;
        went_on(&says(&mut author, thread, "", "In the cellar.").await);
        let half = [("words", "The cellar."), ("review", "2026-12-07"), ("who-1", "Lin"), ("by-1", "2026-12-01")];
        let page = leads(&lane, thread, "agree", &half).await.expect(422);
        page.shows("Say who, what and by when").shows("value=\"Lin\"");
        let whole: Vec<_> = half.iter().copied().chain([("what-1", "Puts up a lamp.")]).collect();
        went_on(&leads(&lane, thread, "agree", &whole).await);
        let holds = at(thread, "/holds");
        author.get(&at(thread, "")).await.shows("Puts up a lamp.").shows("1 December").hides(&holds);
        author.get(&holds).await.expect(200).shows("You are asked from");
        author.post(&holds, &[("holds", "yes")]).await.expect(422).shows("not time yet");
        for _ in 0..2 {
            lane.app.wait_seconds(15 * 24 * 60 * 60);
            lane.app.work().await;
        }
        let mut author = lane.browser(lane.author).await;
        let told = author.get("/me").await.shows("Does your agreement still hold?");
        assert_eq!(told.text.matches("Does your agreement still hold?").count(), 1);
        author.get(&at(thread, "")).await.shows(&holds);
        author.post(&holds, &[("holds", "no")]).await.expect(422).shows("Say in a few words");
        author.post(&holds, &[]).await.expect(422).shows("Press yes, no or changed.");
        went_on(&author.post(&holds, &[("holds", "no"), ("reason", "The lamp is <b>broken</b>.")]).await);
        author.get(&holds).await.shows("Your answer now: No").shows("You see how they stand on");
        let mut stranger = lane.browser(lane.stranger).await;
        stranger.get(&holds).await.expect(200).hides("broken");
        stranger.post(&holds, &[("holds", "yes")]).await.expect(422).shows("Only those who had a part");
        let mut member = lane.browser(lane.member).await;
        crate::town::nothing_runs(&member.get(&holds).await.shows("The lamp is"));
    }

    async fn its_pages_take_the_same_few_statements_however_long_it_is(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let mut author = lane.browser(lane.author).await;
        for size in [1_i64, 30] {
            while lane.app.store.count_posts(kept(&lane, thread).await.id).await.unwrap() < size {
                went_on(&says(&mut author, thread, "", "One more.").await);
                lane.app.wait_seconds(61);
            }
            for rest in ["", "?at=1", "?after=1.1", "?before=1.1", "/statements", "/opinions"] {
                author.get(&at(thread, rest)).await.expect(200);
                let (page, statements) = counted(author.get(&at(thread, rest))).await;
                page.expect(200);
                assert!(statements <= 8, "{rest}: {statements}");
            }
        }
    }
}
