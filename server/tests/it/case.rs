//! A case over HTTP: its page, every act on it, the inbox, and answers from
//! messages.

use domain::case::{Case, Command, DeclineGround, Part, Rule, StageName, Verdict, Visibility};
use domain::id::{FlagId, PersonId};
use pages::one_tap::OneTap;
use server::jobs::{Jobs, Nudge};
use server::messages::Messages;
use server::messages::folder::Kept;

use crate::app::{Answer, Visitor};
use crate::lane::{Lane, sentence};
use crate::sessions::{texts, with_a_phone};
use crate::town::Report;

const DAY: i64 = 24 * 3600;

pub fn path(case: &Case, rest: &str) -> String {
    format!("/cases/{}{rest}", case.reference)
}

/// Opens the form of an act, fills it in and sends it.
pub async fn does(
    browser: &mut Visitor,
    case: &Case,
    verb: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let action = path(case, &format!("/{verb}"));
    let mut form = browser.get(&action).await.expect(200).form(&action);
    for (name, value) in fields {
        form = form.with(name, value);
    }
    browser.submit(&form).await
}

/// The same, and it has to work.
#[track_caller]
pub fn went_back(answer: &Answer, case: &Case) {
    let to = answer
        .location()
        .unwrap_or_else(|| panic!("{}", answer.text));
    assert!(to.starts_with(&path(case, "?done=")), "{to}");
}

/// The messages that went to one of them.
async fn mail_to(lane: &Lane, name: &str) -> Vec<Kept> {
    let all = lane.app.mail.list(100).await.unwrap();
    let address = format!("{name}@example.org");
    all.into_iter().filter(|one| one.to == address).collect()
}

async fn stage(lane: &Lane, case: &Case) -> StageName {
    lane.case(case.reference).await.stage.name()
}

store::on_each_engine! {
    async fn the_whole_journey(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::PublicWithoutName).await;
        let mut author = lane.browser(lane.author).await;
        let mut neighbour = lane.browser(lane.neighbour).await;
        let mut member = lane.browser(lane.member).await;

        author.get(&path(&case, "")).await.expect(200)
            .shows("<h1>The stairwell light is out")
            .shows(&case.reference.spaced())
            .shows("Willow Lane committee")
            .shows("1 neighbour is affected");

        let page = neighbour.get(&path(&case, "")).await.expect(200);
        let answer = neighbour.submit(&page.form(&path(&case, "/join"))).await;
        went_back(&answer, &case);
        neighbour.get(&path(&case, "")).await.shows("2 neighbours are affected").shows("You said “me too”.");

        let heading = format!("case-{}-heading\"", case.reference);
        member.get("/inbox").await.expect(200).shows("The stairwell light is out").shows("Suggested: say that you heard it")
            .shows(&format!("<h2 id=\"{heading}")).shows(&format!("aria-describedby=\"{heading}"));
        let answer = does(&mut member, &case, "hear", &[("words", "I went up to look this morning.")]).await;
        went_back(&answer, &case);
        author.get(&path(&case, "")).await.shows("Lin, Willow Lane committee heard it.").shows("I went up to look");

        went_back(&does(&mut member, &case, "ask", &[("words", "Which switch is it?")]).await, &case);
        assert_eq!(stage(&lane, &case).await, StageName::AwaitingResident);
        author.get(&path(&case, "")).await.shows("Which switch is it?");
        went_back(&does(&mut author, &case, "answer-question", &[("words", "The one by the door of 302.")]).await, &case);
        member.get(&path(&case, "")).await.shows("The one by the door of 302.");
        let others = neighbour.get(&path(&case, "")).await;
        assert!(!others.text.contains("by the door"), "the answer is for the office only");

        went_back(&does(&mut member, &case, "settle", &[("step", "The electrician changes the wiring.")]).await, &case);
        assert_eq!(stage(&lane, &case).await, StageName::Acting);
        went_back(&does(&mut member, &case, "report-done", &[("words", "New wiring is in.")]).await, &case);

        author.get(&path(&case, "")).await.shows("Is it solved?").shows("New wiring is in.");
        let answer = does(&mut author, &case, "answer", &[("verdict", "not-solved"), ("reason", "came-back")]).await;
        went_back(&answer, &case);
        assert_eq!(stage(&lane, &case).await, StageName::Acting);
        author.get(&path(&case, "")).await.shows("It came back.").shows("It goes back to work.");

        went_back(&does(&mut member, &case, "report-done", &[("words", "The fuse is new as well.")]).await, &case);
        let page = author.get(&path(&case, "")).await;
        let answer = author.submit(&page.form(&path(&case, "/answer"))).await;
        went_back(&answer, &case);
        assert_eq!(stage(&lane, &case).await, StageName::Solved);
        author.get(&path(&case, "?done=answer")).await.shows("Thank you. Your answer counts").shows("How it ended");

        went_back(&does(&mut neighbour, &case, "reopen", &[("reason", "It is dark again.")]).await, &case);
        assert_eq!(stage(&lane, &case).await, StageName::Acting);
        member.get("/inbox").await.shows("Suggested: name a step and a day");
    }

    async fn a_private_case_is_nowhere_for_others(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::BodyOnly).await;
        let unknown = domain::reference::Reference::from_seed(7);
        let mut stranger = lane.browser(lane.stranger).await;
        let mut officer = lane.browser(lane.officer).await;
        let mut visitor = lane.app.visitor();
        for browser in [&mut stranger, &mut officer, &mut visitor] {
            for rest in ["", "/join", "/hear", "/report-done", "/answer", "/flag"] {
                let here = browser.get(&path(&case, rest)).await.expect(404);
                let there = browser.get(&format!("/cases/{unknown}{rest}")).await.expect(404);
                assert_eq!(bare(&here, &case.reference.to_string()), bare(&there, &unknown.to_string()), "{rest}");
                let here = browser.post(&path(&case, rest), &[]).await;
                let there = browser.post(&format!("/cases/{unknown}{rest}"), &[]).await;
                assert_eq!(here.status, there.status, "{rest}");
                assert_eq!(bare(&here, &case.reference.to_string()), bare(&there, &unknown.to_string()), "{rest}");
            }
        }
        for person in [lane.author, lane.member] {
            lane.browser(person).await.get(&path(&case, "")).await.expect(200).shows("Not public");
        }
        let inbox = officer.get("/inbox").await.expect(200);
        assert!(!inbox.text.contains("stairwell"));
    }

    async fn who_may_not_is_told_so_and_nothing_happens(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let mut stranger = lane.browser(lane.stranger).await;
        for verb in ["hear", "plan", "settle", "report-done", "decline", "open-identity", "withdraw", "reopen", "remove"] {
            let denied = stranger.get(&path(&case, &format!("/{verb}"))).await;
            assert!(matches!(denied.status.as_u16(), 403 | 422), "{verb}: {}", denied.status);
            let denied = stranger.post(&path(&case, &format!("/{verb}")), &[("words", "x"), ("step", "x")]).await;
            assert!(matches!(denied.status.as_u16(), 403 | 422), "{verb}: {}", denied.status);
        }
        stranger.get(&path(&case, "/hear")).await.expect(403).shows("Only members of the body that has the case now");
        let mut visitor = lane.app.visitor();
        for verb in ["join", "hear", "flag"] {
            let answer = visitor.post(&path(&case, &format!("/{verb}")), &[]).await.expect(303);
            assert!(answer.location().unwrap().starts_with("/sign-in?back=%2Fcases%2F"), "{verb}");
        }
        visitor.get("/inbox").await.expect(303);
        stranger.get("/inbox").await.expect(403);
        stranger.get(&path(&case, "/nonsense")).await.expect(404);
        assert_eq!(lane.case(case.reference).await.version, 1);
    }

    async fn a_form_posted_twice_acts_once(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let mut member = lane.browser(lane.member).await;
        let action = path(&case, "/hear");
        let form = member.get(&action).await.form(&action).with("words", "I am on my way.");
        went_back(&member.submit(&form).await, &case);
        went_back(&member.submit(&form).await, &case);
        let mut neighbour = lane.browser(lane.neighbour).await;
        let join = neighbour.get(&path(&case, "")).await.form(&path(&case, "/join"));
        for _ in 0..3 {
            went_back(&neighbour.submit(&join).await, &case);
        }
        assert_eq!(lane.case(case.reference).await.version, 3);
    }

    async fn a_form_with_a_strange_key_comes_back_with_its_words_and_a_good_one(store) {
        let lane = Lane::on(store).await;
        let case = reported(&lane).await;
        let mut author = lane.browser(lane.author).await;
        let long: String = (0..3_000).map(|number: u32| char::from_u32(0x4e00 + number * 7 % 20_000).unwrap()).collect();
        let question = lane.case(case.reference).await.open_questions(lane.app.app.clock.now())[0];
        let tap = OneTap { person: lane.author, reference: case.reference, question, verdict: Some(Verdict::Partly) };
        let link = format!("/answer/{}", tap.token(&lane.app.app.secret));
        for strange in ["1", "'", long.as_str()] {
            let version = lane.case(case.reference).await.version;
            let fields = [("verdict", "partly"), ("reason", "nothing-happened"), ("key", strange)];
            let page = author.post(&path(&case, "/answer"), &fields).await.expect(422).shows("press the button once more");
            let form = page.form(&path(&case, "/answer"));
            assert!(form.fields.contains(&("verdict".to_owned(), "partly".to_owned())), "{form:?}");
            assert!(form.fields.iter().any(|(name, value)| name == "key" && value.len() == 36), "{form:?}");
            let page = author.post(&link, &[("key", strange)]).await.expect(422).shows("press the button once more");
            assert!(page.form(&link).fields.iter().any(|(name, value)| name == "key" && value.len() == 36));
            assert_eq!(lane.case(case.reference).await.version, version, "nothing was done");
        }
    }

    async fn someone_was_faster_keeps_the_words_and_shows_what_is_new(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let mut member = lane.browser(lane.member).await;
        let action = path(&case, "/hear");
        let form = member.get(&action).await.form(&action).with("words", "Mine & <b>slower</b>");
        lane.act(case.reference, lane.neighbour, Command::Join { on_paper: false }).await;
        let answer = member.submit(&form).await.expect(422)
            .shows("Someone was faster")
            .shows("The newest step: A neighbour said “me too”.")
            .shows("Mine & <b>slower</b>");
        assert!(!answer.text.contains("<b>slower"), "typed text is escaped");
        went_back(&member.submit(&answer.form(&action)).await, &case);
    }

    async fn mistakes_keep_what_was_typed(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let mut member = lane.browser(lane.member).await;
        does(&mut member, &case, "hear", &[("words", "I have read this and will look at it")]).await
            .expect(422).shows("only the beginning we offered");
        does(&mut member, &case, "hear", &[("words", "  ")]).await.expect(422).shows("Write a sentence");
        does(&mut member, &case, "hear", &[("words", &"长".repeat(601))]).await.expect(422).shows("600 characters at most");
        went_back(&does(&mut member, &case, "hear", &[("words", "Going up now.")]).await, &case);
        for (day, told) in [
            ("", "Choose a day."),
            ("soon", "We cannot read this day"),
            ("2026-11-01", "This day has passed"),
            ("2027-11-01", "This is too far ahead"),
        ] {
            does(&mut member, &case, "plan", &[("step", "Change the bulb"), ("promised", day)]).await
                .expect(422).shows(told).shows("Change the bulb");
        }
        does(&mut member, &case, "decline", &[("words", "No.")]).await.expect(422).shows("Choose one.").shows("No.");
        does(&mut member, &case, "merge", &[("other", "1234"), ("words", "Same")]).await.expect(422).shows("no such other case");
        let own = case.reference.to_string();
        does(&mut member, &case, "merge", &[("other", &own), ("words", "Same")]).await.expect(422).shows("this very case");
        does(&mut member, &case, "correct", &[("place", "Nowhere"), ("reason", "Wrong")]).await.expect(422).shows("no place of this name");
        does(&mut member, &case, "correct", &[("reason", "Wrong")]).await.expect(422).shows("Nothing would change");
        went_back(&does(&mut member, &case, "plan", &[("step", "Change the bulb"), ("promised", "2026-11-27")]).await, &case);
        member.get(&path(&case, "")).await.shows("Promised for Friday 27 November, 17:00");
        went_back(&does(&mut member, &case, "move-plan", &[("promised", "2026-11-30"), ("reason", "The part is late.")]).await, &case);
    }

    async fn a_refusal_is_appealed_and_ruled_on(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let mut member = lane.browser(lane.member).await;
        went_back(&does(&mut member, &case, "hear", &[("words", "We looked at it.")]).await, &case);
        let fields = [("ground", "nothing-to-act-on"), ("words", "The light works."), ("instead", "Call us when it is dark.")];
        went_back(&does(&mut member, &case, "decline", &fields).await, &case);
        let mut author = lane.browser(lane.author).await;
        author.get(&path(&case, "")).await.shows("What you can do instead: Call us when it is dark.").shows("I disagree");
        went_back(&does(&mut author, &case, "appeal", &[("reason", "It is dark every night.")]).await, &case);
        let mut officer = lane.browser(lane.officer).await;
        officer.get("/inbox").await.shows("Suggested: decide about the refusal");
        officer.get(&path(&case, "")).await.shows("It is with Bridge Street office now.").shows("stays beside it");
        member.get(&path(&case, "/rule")).await.expect(403);
        let fields = [("ruling", "for-the-resident"), ("words", "We saw it dark.")];
        went_back(&does(&mut officer, &case, "rule", &fields).await, &case);
        assert_eq!(stage(&lane, &case).await, StageName::Acting);
    }

    async fn the_highest_office_does_not_rule_on_its_own_refusal(store) {
        let lane = Lane::on(store).await;
        let mut author = lane.browser(lane.author).await;
        let report = Report { words: "The bar below us has no licence.", category: "licence", visibility: "body-only", ..Report::default() };
        let case = lane.case(report.file(&mut author).await).await;
        let mut officer = lane.browser(lane.officer).await;
        went_back(&does(&mut officer, &case, "hear", &[("words", "We looked at it.")]).await, &case);
        let fields = [("ground", "nothing-to-act-on"), ("words", "It has one."), ("instead", "Ask to see it.")];
        went_back(&does(&mut officer, &case, "decline", &fields).await, &case);
        went_back(&does(&mut author, &case, "appeal", &[("reason", "It hangs nowhere.")]).await, &case);
        officer.get("/inbox").await.shows("nobody rules on their own refusal").hides("Suggested: decide about the refusal");
        let fields = [("ruling", "refusal-stands"), ("words", "We say so.")];
        let rule = path(&case, "/rule");
        officer.get(&rule).await.expect(403).shows("Nobody rules on their own refusal.");
        officer.post(&rule, &fields).await.expect(403).shows("Nobody rules on their own refusal.");
        author.get(&path(&case, "")).await.shows("Nobody rules on their own refusal").shows("Your yes is needed");
        went_back(&does(&mut author, &case, "merge-answer", &[("reply", "yes")]).await, &case);
        assert_eq!(stage(&lane, &case).await, StageName::TableOwed);
        officer.get(&path(&case, "")).await.hides("public list");
    }

    async fn who_was_pressed_on_a_private_case_reads_that_nobody_is_told(store) {
        let lane = Lane::on(store).await;
        let mut member = lane.browser(lane.member).await;
        let mut author = lane.browser(lane.author).await;
        for (visibility, note) in [
            (Visibility::Public, "Told to the body above, never to whoever has the case."),
            (Visibility::BodyOnly, "As this is not public, nobody else is told either."),
        ] {
            let case = lane.filed(visibility).await;
            went_back(&does(&mut member, &case, "hear", &[("words", "We looked at it.")]).await, &case);
            went_back(&does(&mut member, &case, "report-done", &[("words", "The bulb is new.")]).await, &case);
            author.get(&path(&case, "/answer")).await.expect(200).shows(note);
            let said = [("verdict", "solved"), ("reason", "pressed")];
            went_back(&does(&mut author, &case, "answer", &said).await, &case);
            let page = author.get(&path(&case, "")).await;
            if visibility == Visibility::BodyOnly {
                page.shows("as this is not public, nobody else is").hides("The body above is told");
            } else {
                page.shows("The body above is told, not the holder.");
            }
        }
    }

    async fn merging_asks_the_author_and_can_be_undone(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let other = lane.filed_with("The whole stairwell is dark.", Visibility::Public).await;
        let mut member = lane.browser(lane.member).await;
        let number = other.reference.spaced();
        went_back(&does(&mut member, &case, "merge", &[("other", &number), ("words", "The same wire.")]).await, &case);
        let mut stranger = lane.browser(lane.stranger).await;
        assert!(!stranger.get(&path(&case, "")).await.text.contains("The same wire."));
        let mut author = lane.browser(lane.author).await;
        author.get(&path(&case, "")).await.shows("Your yes is needed").shows("The same wire.");
        went_back(&does(&mut author, &case, "merge-answer", &[("reply", "yes")]).await, &case);
        assert_eq!(stage(&lane, &case).await, StageName::Merged);
        author.get(&path(&case, "")).await.shows(&format!("It goes on as number {number}"));
        went_back(&does(&mut author, &case, "split", &[("reason", "Mine is another floor.")]).await, &case);
        assert_eq!(stage(&lane, &case).await, StageName::Waiting);
    }

    async fn whoever_merges_chooses_from_the_likely_ones(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let mut member = lane.browser(lane.member).await;
        let form = path(&case, "/merge");
        member.get(&form).await.expect(200).hides("Is it one of these?").shows("Eight digits.");
        let other = lane.filed_with("The whole stairwell is dark.", Visibility::Public).await;
        let third = lane.filed_with("No light on the stairs.", Visibility::Public).await;
        let private = lane.filed_with("The stairwell is dark at my door.", Visibility::BodyOnly).await;
        let about = lane.filed_about_the_committee(Visibility::Public).await;
        member.get(&form).await.expect(200)
            .shows("Is it one of these?").shows("The whole stairwell is dark").shows("Building 1 · since ")
            .shows(&other.reference.spaced())
            .hides(&private.reference.to_string()).hides(&about.reference.to_string())
            .hides(&format!("value=\"{}\"", case.reference));
        let (chosen, number) = (other.reference.to_string(), third.reference.spaced());
        let both = [("like", &*chosen), ("other", &*number), ("words", "The same wire.")];
        does(&mut member, &case, "merge", &both).await.expect(422).shows("Leave one of the two.").shows("The same wire.");
        let fields = [("like", &*chosen), ("words", "The same wire.")];
        went_back(&does(&mut member, &case, "merge", &fields).await, &case);
        let mut author = lane.browser(lane.author).await;
        author.get(&path(&case, "")).await.shows(&format!("number {}", other.reference.spaced()));
    }

    async fn a_removed_text_is_hidden_and_comes_back(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed_with("Old Chen in 302 never pays.", Visibility::Public).await;
        let mut neighbour = lane.browser(lane.neighbour).await;
        let fields = [("part", "concern"), ("rule", "names-a-person")];
        went_back(&does(&mut neighbour, &case, "flag", &fields).await, &case);
        does(&mut neighbour, &case, "flag", &fields).await.expect(422).shows("You asked for this already");
        let mut stranger = lane.browser(lane.stranger).await;
        assert!(!stranger.get(&path(&case, "")).await.text.contains("flagged"));
        let mut member = lane.browser(lane.member).await;
        member.get(&path(&case, "")).await.shows("1 text or photo was flagged");
        let fields = [("part", "concern"), ("rule", "names-a-person"), ("words", "It names a neighbour.")];
        went_back(&does(&mut member, &case, "remove", &fields).await, &case);
        let page = stranger.get(&path(&case, "")).await.expect(200).shows("A text that was removed");
        assert!(!page.text.contains("Old Chen") && !page.text.contains("It names a neighbour."));
        let mut author = lane.browser(lane.author).await;
        author.get(&path(&case, "")).await.shows("Old Chen").shows("It names a neighbour.");
        assert!(!author.get(&path(&case, "")).await.text.contains("Show it again"));
        let fields = [("part", "concern"), ("words", "The name is gone now.")];
        went_back(&does(&mut member, &case, "restore", &fields).await, &case);
        stranger.get(&path(&case, "")).await.shows("Old Chen");
    }

    async fn a_removal_is_appealed_once_and_somebody_else_answers(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed_with("Old Chen in 302 never pays.", Visibility::Public).await;
        let (mut author, mut member) = (lane.browser(lane.author).await, lane.browser(lane.member).await);
        let mut other = crate::offices::colleague(&lane).await;
        author.get(&path(&case, "/appeal-removal")).await.expect(403);
        let removal = [("part", "concern"), ("rule", "names-a-person"), ("words", "It names a neighbour.")];
        went_back(&does(&mut member, &case, "remove", &removal).await, &case);
        author.get(&path(&case, "")).await.shows("Appeal against the removal");
        let empty = does(&mut author, &case, "appeal-removal", &[("part", "concern"), ("words", "")]).await.expect(422);
        assert!(empty.text.contains("words-problem"));
        let appeal = [("part", "concern"), ("words", "Chen is my own name.")];
        went_back(&does(&mut author, &case, "appeal-removal", &appeal).await, &case);
        does(&mut author, &case, "appeal-removal", &appeal).await.expect(422).shows("Reason: no-removal-appeal").shows("Chen is my own name.");
        author.get(&path(&case, "")).await.shows("Its author appealed: Chen is my own name.").hides("Appeal against the removal");
        // Neighbours see that there was an appeal, and none of its words.
        let page = lane.app.visitor().get(&path(&case, "")).await.shows("asked that somebody else looks at what was removed");
        page.hides("my own name").hides("Old Chen");

        let asked = "look again at what was removed, because its author appealed";
        member.get("/inbox").await.hides(asked);
        let decides = |reply| [("part", "concern"), ("reply", reply), ("words", "It names who lives there.")];
        does(&mut member, &case, "look-again", &decides("keep")).await.expect(422).shows("Reason: own-removal").shows("It names who lives there.");
        other.get("/me").await.shows("Somebody asks you to look again at what was removed");
        other.get("/inbox").await.shows(asked).shows(&path(&case, "/look-again"));
        other.get(&path(&case, "")).await.shows("Old Chen").shows("Look again at what was removed");
        other.get(&path(&case, "/look-again")).await.shows("Old Chen").shows("It names a neighbour.").shows("Chen is my own name.");
        does(&mut other, &case, "look-again", &[("part", "concern"), ("words", "It names who lives there.")]).await.expect(422);
        went_back(&does(&mut other, &case, "look-again", &decides("keep")).await, &case);
        other.get("/inbox").await.hides(asked);
        author.get(&path(&case, "")).await.shows("it stays removed").shows("It names who lives there.").hides("Appeal against the removal");
        author.get("/me").await.shows("what you wrote or took stays removed");
        lane.app.visitor().get(&path(&case, "")).await.shows("looked again: it stays removed").hides("It names who lives there.");
    }

    async fn an_appeal_waits_in_the_inbox_of_a_case_that_is_over_and_puts_back(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed_with("Old Chen in 302 never pays.", Visibility::Public).await;
        let (mut author, mut member) = (lane.browser(lane.author).await, lane.browser(lane.member).await);
        went_back(&does(&mut member, &case, "hear", &[("words", "I look at it.")]).await, &case);
        went_back(&does(&mut member, &case, "report-done", &[("words", "He paid.")]).await, &case);
        went_back(&does(&mut author, &case, "answer", &[("verdict", "solved")]).await, &case);
        let removal = [("part", "concern"), ("rule", "names-a-person"), ("words", "It names a neighbour.")];
        went_back(&does(&mut member, &case, "remove", &removal).await, &case);
        // Nobody but who removed it is in the committee: the level above looks, and sees it only for that.
        let mut officer = lane.browser(lane.officer).await;
        officer.get(&path(&case, "")).await.expect(200).hides("Old Chen");
        officer.get(&path(&case, "/look-again")).await.expect(403);
        went_back(&does(&mut author, &case, "appeal-removal", &[("part", "concern"), ("words", "Chen is my own name.")]).await, &case);
        officer.get("/inbox").await.shows("its author appealed").shows(&path(&case, "/look-again"));
        officer.get(&path(&case, "")).await.shows("Old Chen");
        let puts_back = [("part", "concern"), ("reply", "restore"), ("words", "It is his own name.")];
        went_back(&does(&mut officer, &case, "look-again", &puts_back).await, &case);
        lane.app.visitor().get(&path(&case, "")).await.shows("Old Chen");
        officer.get("/inbox").await.shows("Nothing waits for you");
        author.get("/me").await.shows("Your text or photo can be seen again");
    }

    async fn the_author_is_told_who_looked_and_why(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::PublicWithoutName).await;
        let mut member = lane.browser(lane.member).await;
        let page = member.get(&path(&case, "")).await;
        assert!(!page.text.contains("author@example.org"));
        went_back(&does(&mut member, &case, "open-identity", &[("purpose", "To agree on a time.")]).await, &case);
        member.get(&path(&case, "")).await.shows("author@example.org");
        lane.browser(lane.author).await.get(&path(&case, "")).await.shows("To agree on a time.").shows("opened who wrote this");
        let page = lane.browser(lane.stranger).await.get(&path(&case, "")).await;
        assert!(!page.text.contains("To agree on a time.") && !page.text.contains("author@example.org"));
    }

    async fn one_tap_answers_once_for_its_person_and_question(store) {
        let lane = Lane::on(store).await;
        let case = reported(&lane).await;
        let secret = &lane.app.app.secret;
        let question = lane.case(case.reference).await.open_questions(lane.app.app.clock.now())[0];
        let tap = |person: PersonId, verdict| OneTap { person, reference: case.reference, question, verdict: Some(verdict) };
        let mut visitor = lane.app.visitor();

        for wrong in ["", "x", "AAAA"] {
            visitor.get(&format!("/answer/{wrong}")).await.expect(404);
        }
        let forged = tap(lane.author, Verdict::Solved).token(&pages::Secret::new([9; 32]));
        visitor.get(&format!("/answer/{forged}")).await.expect(404);
        let stranger = tap(lane.stranger, Verdict::Solved).token(secret);
        let link = format!("/answer/{stranger}");
        let form = visitor.get(&link).await.form(&link);
        visitor.submit(&form).await.expect(410);

        // A text message has one link, and the choice lies behind it.
        let open = OneTap { verdict: None, ..tap(lane.author, Verdict::Solved) }.token(secret);
        let open = format!("/answer/{open}");
        let mut page = visitor.get(&open).await.expect(200).shows("Is it solved?").shows("The stairwell light is out");
        for verdict in Verdict::ALL {
            page = page.shows(&format!("/answer/{}", tap(lane.author, verdict).token(secret)));
        }
        visitor.post(&open, &[]).await.expect(404);

        let token = tap(lane.author, Verdict::NotSolved).token(secret);
        let link = format!("/answer/{token}");
        let version = lane.case(case.reference).await.version;
        let page = visitor.get(&link).await.expect(200).shows("No, it is not solved").shows("The stairwell light is out");
        assert_eq!(lane.case(case.reference).await.version, version, "opening a link does nothing");
        let form = page.form(&link).with("reason", "nothing-happened");
        visitor.submit(&form).await.expect(200).shows("Your answer is on the case");
        assert_eq!(stage(&lane, &case).await, StageName::Acting);
        lane.browser(lane.stranger).await.get(&path(&case, "")).await
            .shows("Written by Author").shows("A neighbour said that it is not solved.");
        visitor.get(&link).await.expect(410).shows("This question is closed");
        let version = lane.case(case.reference).await.version;
        visitor.submit(&form).await.expect(200).shows("Your answer is on the case");
        assert_eq!(lane.case(case.reference).await.version, version, "pressed twice, said once");
        visitor.post(&link, &[("key", "01890a5d-ac96-774b-bcce-b302099a8058")]).await.expect(410);
        visitor.get(&open).await.expect(410);

        lane.act(case.reference, lane.member, Command::ReportDone { words: sentence("Again."), photos: Vec::new() }).await;
        visitor.submit(&form).await.expect(200);
        assert_eq!(stage(&lane, &case).await, StageName::ReportedDone, "an old link says nothing about a new report");
        let mut author = lane.browser(lane.author).await;
        let old = [("verdict", "solved"), ("question", &*question.to_string()), ("key", "01890a5d-ac96-774b-bcce-b302099a8057")];
        author.post(&path(&case, "/answer"), &old).await.expect(422).shows("Someone was faster");
    }

    async fn a_text_message_has_one_link_that_asks_whether_it_is_solved(store) {
        let lane = Lane::on(store).await;
        let phone = with_a_phone(&lane.app).await;
        let case = lane.filed(Visibility::Public).await;
        lane.act(case.reference, phone, Command::Join { on_paper: false }).await;
        lane.act(case.reference, lane.member, Command::Hear { words: sentence("We saw it.") }).await;
        lane.act(case.reference, lane.member, Command::ReportDone { words: sentence("It is lit."), photos: Vec::new() }).await;
        // Text messages wait for the morning.
        lane.app.wait_seconds(12 * 60 * 60);
        let texts = texts(&lane.app).await;
        let text = texts.iter().find(|one| one.contains("/answer/")).unwrap();
        let link = &text[text.find("/answer/").unwrap()..];
        lane.app.visitor().get(link).await.expect(200).shows("Is it solved?").shows("Yes, it is solved");
    }

    async fn the_inbox_is_one_list_by_date_and_narrows_to_a_body(store) {
        let lane = Lane::on(store).await;
        let late = lane.filed_with("The first thing.", Visibility::Public).await;
        lane.app.wait_seconds(26 * 60 * 60);
        let new = lane.filed_with("The second thing.", Visibility::BodyOnly).await;
        lane.app.wait_seconds(7 * 60 * 60);
        let office = lane.filed_with("The third thing.", Visibility::Public).await;
        let decline = Command::Decline {
            ground: DeclineGround::Unlawful,
            words: sentence("No."),
            instead: sentence("Ask the office."),
        };
        lane.act(office.reference, lane.member, Command::Hear { words: sentence("We saw it.") }).await;
        lane.act(office.reference, lane.member, decline).await;
        lane.act(office.reference, lane.author, Command::Appeal { reason: sentence("It is lawful.") }).await;
        let now = lane.app.app.clock.now();
        let bodies = [901, 902].map(|number| domain::id::BodyId::new(uuid::Uuid::from_u128(number)));
        lane.app.store.appoint(bodies[1], lane.member, domain::person::Role::Officer, now).await.unwrap();
        let mut member = lane.browser(lane.member).await;
        let page = member.get("/inbox").await.expect(200)
            .shows("3 things to look after")
            .shows("what is due first stands first")
            .shows("late since")
            .shows("not public");
        let at = |case: &Case| page.text.find(&path(case, "\"")).unwrap();
        assert!(at(&late) < at(&new) && at(&new) < at(&office), "ordered by date");
        let narrowed = member.get(&format!("/inbox?body={}", bodies[1])).await.expect(200).shows("The third thing");
        assert!(!narrowed.text.contains("The first thing"));
        let mut officer = lane.browser(lane.officer).await;
        officer.get(&format!("/inbox?body={}", bodies[0])).await.expect(403);
        officer.get("/inbox?body=x").await.expect(404);
        lane.act(office.reference, lane.officer, Command::RuleOnAppeal { ruling: domain::case::Ruling::RefusalStands, words: sentence("It would break the law.") }).await;
        officer.get("/inbox").await.expect(200).shows("Nothing waits for you");
    }

    async fn what_was_flagged_stands_in_the_inbox_beside_what_is_owed_and_once_it_is_over(store) {
        const LOOK: &str = "look at what was flagged";
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let flag = || Command::Flag { id: FlagId::new(lane.app.app.ids.uuid()), part: Part::Concern, rule: Rule::Advertises, words: None };
        lane.act(case.reference, lane.neighbour, flag()).await;
        let mut member = lane.browser(lane.member).await;
        let page = member.get("/inbox").await.expect(200).shows(LOOK).shows("Suggested: say that you heard it");
        assert!(page.text.contains(&path(&case, "/hear")), "what is owed stays first");
        lane.act(case.reference, lane.member, Command::Hear { words: sentence("On my way.") }).await;
        lane.act(case.reference, lane.member, Command::ReportDone { words: sentence("It is lit."), photos: Vec::new() }).await;
        lane.act(case.reference, lane.author, Command::Answer { verdict: Verdict::Solved, reason: None }).await;
        member.get("/inbox").await.expect(200).shows(LOOK);
        let flagged = lane.case(case.reference).await.flags[0].id;
        lane.act(case.reference, lane.member, Command::DismissFlag { id: flagged, words: sentence("It offers nothing for sale.") }).await;
        assert!(!member.get("/inbox").await.expect(200).text.contains(LOOK));
        // Who flagged it reads why it stays.
        let mut neighbour = lane.browser(lane.neighbour).await;
        neighbour.get(&path(&case, "")).await.expect(200).shows("It offers nothing for sale.");
        neighbour.get("/me").await.expect(200).shows("What you flagged was looked at: it stays");
        let author = lane.browser(lane.author).await.get(&path(&case, "")).await.expect(200);
        assert!(!author.text.contains("nothing for sale"));
    }

    async fn what_a_body_owes_an_act_on_reaches_its_members_by_mail_once_and_not_at_night(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        lane.app.work().await;
        lane.app.work().await;
        let mail = mail_to(&lane, "lin").await;
        assert_eq!(mail.len(), 1);
        assert!(mail[0].subject.contains("A new matter has come to Willow Lane committee"), "{:?}", mail[0]);
        for part in ["The stairwell light is out", "With Willow Lane committee. Next: ", "The next step comes by", &path(&case, "")] {
            assert!(mail[0].text.contains(part), "{part}: {}", mail[0].text);
        }
        // What comes in the evening waits for the morning.
        lane.app.wait_seconds(13 * 3600);
        let private = lane.filed(Visibility::BodyOnly).await;
        lane.app.work().await;
        assert_eq!(mail_to(&lane, "lin").await.len(), 1);
        lane.app.wait_seconds(10 * 3600);
        lane.app.work().await;
        let mail = mail_to(&lane, "lin").await;
        let of_private: Vec<_> = mail.iter().filter(|one| one.text.contains(&path(&private, ""))).collect();
        assert_eq!(of_private.len(), 1);
        assert!(!of_private[0].text.contains("stairwell"), "only its members read it, not their mailboxes");
        // What the body did itself and what is only news goes to nobody by mail.
        let before = mail.len();
        lane.act(case.reference, lane.member, Command::Hear { words: sentence("On my way.") }).await;
        lane.app.work().await;
        assert_eq!(mail_to(&lane, "lin").await.len(), before);
        assert!(mail_to(&lane, "author").await.is_empty());
    }

    async fn who_keeps_a_duty_hears_at_night_that_a_danger_is_not_over(store) {
        let lane = Lane::on(store).await;
        lane.keep_duty().await;
        let case = lane.filed_danger().await;
        lane.act(case.reference, lane.officer, Command::Hear { words: sentence("On our way.") }).await;
        lane.act(case.reference, lane.officer, Command::ReportDone { words: sentence("No gas."), photos: Vec::new() }).await;
        lane.app.work().await;
        let before = mail_to(&lane, "wu").await.len();
        lane.app.wait_seconds(14 * 3600);
        let still = Command::Answer { verdict: Verdict::NotSolved, reason: None };
        lane.act(case.reference, lane.author, still).await;
        lane.app.work().await;
        assert_eq!(mail_to(&lane, "wu").await.len(), before + 1);
    }

    async fn a_danger_wakes_nobody_of_a_body_that_keeps_no_duty(store) {
        let lane = Lane::on(store).await;
        lane.app.wait_seconds(13 * 3600);
        lane.filed_danger().await;
        lane.app.work().await;
        assert!(mail_to(&lane, "wu").await.is_empty());
        lane.app.wait_seconds(10 * 3600);
        lane.app.work().await;
        assert_eq!(mail_to(&lane, "wu").await.len(), 1);
    }

    async fn who_has_left_hears_no_more_of_it(store) {
        let lane = Lane::on(store).await;
        let phone = with_a_phone(&lane.app).await;
        let case = lane.filed(Visibility::Public).await;
        lane.act(case.reference, phone, Command::Join { on_paper: false }).await;
        lane.act(case.reference, lane.member, Command::Hear { words: sentence("We saw it.") }).await;
        // In the evening, when a text message waits for the morning.
        lane.app.wait_seconds(13 * 3600);
        lane.act(case.reference, lane.member, Command::ReportDone { words: sentence("It is lit."), photos: Vec::new() }).await;
        lane.act(case.reference, phone, Command::Leave).await;
        lane.app.wait_seconds(10 * 3600);
        assert!(texts(&lane.app).await.is_empty());
    }

    async fn who_leaves_and_sits_in_the_body_is_still_told_what_it_owes(store) {
        let lane = Lane::on(store).await;
        lane.app.wait_seconds(13 * 3600);
        let case = lane.filed(Visibility::Public).await;
        lane.act(case.reference, lane.member, Command::Join { on_paper: false }).await;
        lane.act(case.reference, lane.member, Command::Leave).await;
        lane.app.wait_seconds(10 * 3600);
        lane.app.work().await;
        assert_eq!(mail_to(&lane, "lin").await.len(), 1);
    }

    async fn silence_counts_from_when_the_mail_got_through(store) {
        let lane = Lane::on(store).await;
        // Nobody listens on port 1 of this machine.
        let variables = vec![("LINLI_SMTP_URL".to_owned(), "smtp://127.0.0.1:1".to_owned())];
        let sources = server::config::Sources { variables, ..server::config::Sources::default() };
        let (config, _) = server::config::Config::load(&sources).unwrap();
        let away = Jobs::new(lane.app.app.clone(), Messages::new(&config).unwrap(), Nudge::default());
        let case = reported(&lane).await;
        let never = tokio_util::sync::CancellationToken::new();
        while away.round(&never).await {}

        // The server is back after three days, when the message is tried again.
        lane.app.wait_seconds(3 * DAY);
        lane.app.work().await;
        assert_eq!(mail_to(&lane, "author").await.len(), 1);
        lane.app.wait_seconds(11 * DAY);
        lane.app.work().await;
        assert_eq!(stage(&lane, &case).await, StageName::ReportedDone);
        let mut author = lane.browser(lane.author).await;
        author.get(&path(&case, "")).await.shows("Not everybody who is asked could be told in time.");
        lane.app.wait_seconds(3 * DAY);
        lane.app.work().await;
        assert_eq!(stage(&lane, &case).await, StageName::WithoutAnswer);
    }

    async fn withdrawing_a_private_case_leads_home(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::BodyOnly).await;
        let mut author = lane.browser(lane.author).await;
        let answer = does(&mut author, &case, "withdraw", &[]).await.expect(303);
        assert_eq!(answer.location().unwrap(), "/me");
        author.get(&path(&case, "")).await.expect(404);
    }

    async fn a_page_of_any_length_takes_the_same_few_statements(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let mut member = lane.browser(lane.member).await;
        member.get(&path(&case, "")).await.expect(200);
        let mut counts = Vec::new();
        for events in [1, 20, 200] {
            fill(&lane, &case, events).await;
            let (page, count) = store::statements::counted(member.get(&path(&case, ""))).await;
            page.expect(200);
            let (inbox, in_inbox) = store::statements::counted(member.get("/inbox")).await;
            inbox.expect(200);
            counts.push((count, in_inbox));
        }
        assert!(counts.iter().all(|one| *one == counts[0]), "{counts:?}");
        assert!(counts[0].0 <= 8 && counts[0].1 <= 8 && counts[0].0 > 0, "{counts:?}");
    }

    async fn a_page_on_which_the_author_is_open_and_neighbours_ask_takes_no_more_than_eight_statements(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::PublicWithoutName).await;
        let words = || sentence("On my way.");
        lane.act(case.reference, lane.member, Command::Hear { words: words() }).await;
        lane.act(case.reference, lane.neighbour, Command::Join { on_paper: false }).await;
        for person in [lane.author, lane.neighbour] {
            lane.act(case.reference, person, Command::AskUp { reason: words() }).await;
        }
        lane.act(case.reference, lane.member, Command::OpenIdentity { purpose: words() }).await;
        let mut member = lane.browser(lane.member).await;
        member.get(&path(&case, "")).await.expect(200).shows("author@example.org");
        let (page, count) = store::statements::counted(member.get(&path(&case, ""))).await;
        page.expect(200).shows("author@example.org").shows("Nobody has taken it yet");
        assert!(count <= 8 && count > 0, "{count}");
    }

    async fn a_page_on_which_neighbours_ask_takes_no_more_than_eight_statements(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let words = || sentence("On my way.");
        lane.act(case.reference, lane.member, Command::Hear { words: words() }).await;
        lane.act(case.reference, lane.neighbour, Command::Join { on_paper: false }).await;
        for person in [lane.author, lane.neighbour] {
            lane.act(case.reference, person, Command::AskUp { reason: words() }).await;
            lane.act(case.reference, person, Command::AskThread { reason: words() }).await;
        }
        let mut member = lane.browser(lane.member).await;
        member.get(&path(&case, "")).await.expect(200);
        for rest in ["", "/merge"] {
            let (page, count) = store::statements::counted(member.get(&path(&case, rest))).await;
            page.expect(200);
            assert!(count <= 8 && count > 0, "{rest}: {count}");
        }
    }
}

/// A page without what differs between two requests by itself.
fn bare(answer: &Answer, number: &str) -> String {
    let id = answer.header("x-request-id");
    let text = answer.text.replace(number, "NUMBER");
    if id.is_empty() {
        text
    } else {
        text.replace(id, "ID")
    }
}

async fn reported(lane: &Lane) -> Case {
    let case = lane.filed(Visibility::Public).await;
    let words = || sentence("On my way.");
    lane.act(
        case.reference,
        lane.member,
        Command::Hear { words: words() },
    )
    .await;
    let report = Command::ReportDone {
        words: words(),
        photos: Vec::new(),
    };
    lane.act(case.reference, lane.member, report).await
}

/// Adds events until the case has this many.
async fn fill(lane: &Lane, case: &Case, events: i64) {
    let mut affected = false;
    while lane.case(case.reference).await.version < events {
        let command = if affected {
            Command::Leave
        } else {
            Command::Join { on_paper: false }
        };
        affected = !affected;
        lane.act(case.reference, lane.neighbour, command).await;
    }
    if affected {
        lane.act(case.reference, lane.neighbour, Command::Leave)
            .await;
    }
}

#[tokio::test]
async fn two_thousand_events_take_no_more_statements() {
    let lane = Lane::on(store::testing::sqlite().await).await;
    let case = lane.filed(Visibility::Public).await;
    let mut visitor = lane.app.visitor();
    let (_, short) = store::statements::counted(visitor.get(&path(&case, ""))).await;
    fill(&lane, &case, 2_000).await;
    let (page, long) = store::statements::counted(visitor.get(&path(&case, ""))).await;
    page.expect(200);
    assert_eq!(short, long);
    assert!(long <= 8);
}

#[tokio::test]
async fn a_photo_of_what_was_done_survives_a_mistake() {
    let lane = Lane::on(store::testing::sqlite().await).await;
    let case = lane.filed(Visibility::Public).await;
    lane.act(
        case.reference,
        lane.member,
        Command::Hear {
            words: sentence("On my way."),
        },
    )
    .await;
    let mut member = lane.browser(lane.member).await;
    let action = path(&case, "/report-done");
    member.get(&action).await.expect(200);
    let png = picture();
    let answer = upload(&mut member, &action, &[("words", "")], &[png])
        .await
        .expect(422);
    let form = answer
        .shows("1 photo is kept")
        .form(&action)
        .with("words", "See for yourself.");
    let answer = member.submit(&form).await;
    went_back(&answer, &case);
    let kept = lane.case(case.reference).await;
    assert_eq!(kept.photos.len(), 1);
    let answer = upload(
        &mut member,
        &action,
        &[("words", "x")],
        &[b"no picture at all".to_vec()],
    )
    .await;
    assert_eq!(answer.status.as_u16(), 422, "it is reported already");
    assert_eq!(lane.case(case.reference).await.version, kept.version);
    member
        .get(&path(&case, ""))
        .await
        .shows(&format!("/photos/{}/small", kept.photos[0].photo));
}

#[tokio::test]
async fn photos_of_what_was_done_may_be_as_large_and_as_many_as_the_form_says() {
    let lane = Lane::on(store::testing::sqlite().await).await;
    let case = lane.filed(Visibility::Public).await;
    let heard = Command::Hear {
        words: sentence("On my way."),
    };
    lane.act(case.reference, lane.member, heard).await;
    let mut member = lane.browser(lane.member).await;
    let action = path(&case, "/report-done");
    member
        .get(&action)
        .await
        .expect(200)
        .shows("Up to 8 photos (JPEG, PNG or WebP), 15 MB each.");
    let large = |bytes: usize| [picture(), vec![0; bytes]].concat();
    // One that is too large is told of at its field; the words and the others stay.
    let files = [large(16_000_000), large(8_000_000), large(8_000_000)];
    let fields = [("words", "See for yourself.")];
    let again = upload(&mut member, &action, &fields, &files).await;
    let again = again
        .expect(422)
        .shows("larger than 15 MB")
        .shows("See for yourself.")
        .shows("2 photos are kept");
    went_back(&member.submit(&again.form(&action)).await, &case);
    assert_eq!(lane.case(case.reference).await.photos.len(), 2);
}

#[tokio::test]
async fn the_page_speaks_three_languages_and_needs_no_script() {
    let lane = Lane::on(store::testing::sqlite().await).await;
    let case = lane.filed(Visibility::Public).await;
    let decline = Command::Decline {
        ground: DeclineGround::Unlawful,
        words: sentence("<script>alert(1)</script>"),
        instead: sentence("\"><img src=x onerror=alert(1)>"),
    };
    lane.act(
        case.reference,
        lane.member,
        Command::Hear {
            words: sentence("On my way."),
        },
    )
    .await;
    lane.act(case.reference, lane.member, decline).await;
    for (language, told) in [
        ("en", "declined"),
        ("zh-CN", "决定不办"),
        ("zh-TW", "決定不辦"),
    ] {
        let mut visitor = lane.app.visitor().saying("accept-language", language);
        let page = visitor.get(&path(&case, "")).await.expect(200).shows(told);
        for live in ["<script", "<img src=x", " onclick", " style="] {
            assert!(!page.text.contains(live), "{live}");
        }
    }
}

/// A tiny picture.
pub(crate) fn picture() -> Vec<u8> {
    // One grey pixel: signature, IHDR, IDAT, IEND.
    const PNG: &[u8] = &[
        0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44,
        0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a,
        0x7e, 0x9b, 0x55, 0x00, 0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x68,
        0x00, 0x00, 0x00, 0x82, 0x00, 0x81, 0x77, 0xcd, 0x72, 0xb6, 0x00, 0x00, 0x00, 0x00, 0x49,
        0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
    ];
    PNG.to_vec()
}

/// Posts a form with files.
pub(crate) async fn upload(
    browser: &mut Visitor,
    action: &str,
    fields: &[(&str, &str)],
    files: &[Vec<u8>],
) -> Answer {
    const BOUNDARY: &str = "----a-boundary";
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        body.extend_from_slice(part.as_bytes());
    }
    for file in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    let request = browser
        .request(http::Method::POST, action)
        .header(
            "content-type",
            format!("multipart/form-data; boundary={BOUNDARY}"),
        )
        .header("origin", "http://localhost")
        .body(axum::body::Body::from(body))
        .unwrap();
    browser.send(request).await
}
