//! A case that neighbours cannot settle: it goes up, comes back and is never
//! passed round, and everybody can read why.

use domain::case::{Case, Visibility};

use crate::case::{does, path, went_back};
use crate::lane::Lane;

const UP: [(&str, &str); 3] = [
    ("ground", "outside-powers"),
    ("tried", "We asked the company twice."),
    ("asked", "Please have the mast put right."),
];

const BACK: [(&str, &str); 3] = [
    ("ground", "within-community-powers"),
    ("line", "stair-light"),
    ("words", "A bulb is yours to change."),
];

async fn holder(lane: &Lane, case: &Case) -> u128 {
    let holding = lane.case(case.reference).await.holding;
    holding.holder.uuid().as_u128()
}

store::on_each_engine! {
    async fn it_goes_up_with_what_was_tried_and_comes_back_with_the_line(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::PublicWithoutName).await;
        let mut author = lane.browser(lane.author).await;
        let mut member = lane.browser(lane.member).await;
        let mut officer = lane.browser(lane.officer).await;
        went_back(&does(&mut member, &case, "hear", &[("words", "I went up to look.")]).await, &case);

        member.get(&path(&case, "")).await.shows("Ask the level above");
        went_back(&does(&mut member, &case, "hand-up", &UP).await, &case);
        assert_eq!(holder(&lane, &case).await, 902);
        author.get(&path(&case, "")).await
            .shows("Lin, Willow Lane committee asked Bridge Street office to take it over.")
            .shows("The body before has no power to do it.")
            .shows("What was tried before: We asked the company twice.")
            .shows("Please have the mast put right.")
            .shows("Their dates: an answer by Tuesday 24 November, 17:00");
        member.get("/inbox").await.shows("Nothing waits for you");
        officer.get("/inbox").await.shows("The stairwell light is out");

        let reserved = [BACK[0], ("line", "no-such-line"), BACK[2]];
        let answer = does(&mut officer, &case, "hand-back", &reserved).await.expect(422);
        answer.shows("A bulb is yours to change.");
        went_back(&does(&mut officer, &case, "hand-back", &BACK).await, &case);
        assert_eq!(holder(&lane, &case).await, 901);
        author.get(&path(&case, "")).await
            .shows("gave it back to Willow Lane committee.")
            .shows("The community may settle it itself.")
            .shows("See the rules: “Light in the stairwell”.")
            .shows("It can be passed on at most twice.");
        member.get("/inbox").await.shows("The stairwell light is out");
    }

    async fn who_stays_beside_follows_it_and_reads_all_but_who_wrote_it(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::PublicWithoutName).await;
        let mut author = lane.browser(lane.author).await;
        let mut member = lane.browser(lane.member).await;
        let mut officer = lane.browser(lane.officer).await;
        let mut neighbour = lane.browser(lane.neighbour).await;
        went_back(&does(&mut member, &case, "hand-up", &UP).await, &case);
        let page = member.get("/inbox").await.expect(200).shows("Nothing waits for you")
            .shows("You stay beside these").shows("The stairwell light is out").shows("Bridge Street office");
        assert_eq!(page.text.matches("The stairwell light is out").count(), 1);
        officer.get("/inbox").await.shows("The stairwell light is out").hides("You stay beside these");
        went_back(&does(&mut officer, &case, "hear", &[("words", "We look at the mast.")]).await, &case);
        went_back(&does(&mut officer, &case, "ask", &[("words", "Which floor is it?")]).await, &case);
        went_back(&does(&mut author, &case, "answer-question", &[("words", "The fourth, by the blue door.")]).await, &case);
        for reader in [&mut author, &mut officer, &mut member] {
            reader.get(&path(&case, "")).await.shows("The fourth, by the blue door.");
        }
        for outside in [&mut neighbour, &mut lane.app.visitor()] {
            outside.get(&path(&case, "")).await.expect(200).hides("blue door").shows("Only the bodies that deal with the case read the answer.");
        }
        member.get(&path(&case, "")).await.hides("author@example.org");
        went_back(&does(&mut officer, &case, "report-done", &[("words", "It burns again.")]).await, &case);
        member.get("/me").await.shows("A matter has gone to Bridge Street office; you stay beside it")
            .shows("There is news of a matter that you stand beside; Bridge Street office has it")
            .shows("Bridge Street office says what came of a matter that you stand beside");
        went_back(&does(&mut author, &case, "answer", &[("verdict", "solved")]).await, &case);
        member.get("/inbox").await.shows("Nothing waits for you").hides("You stay beside these");
    }

    async fn what_is_missing_is_asked_for_at_its_field_and_nothing_typed_is_lost(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let mut member = lane.browser(lane.member).await;
        let answer = does(&mut member, &case, "hand-up", &[("asked", "Please have the mast put right.")]).await.expect(422);
        let answer = answer.shows("Please have the mast put right.");
        for field in ["ground-problem", "tried-problem"] {
            assert!(answer.text.contains(field), "{field}");
        }
        assert!(!answer.text.contains("asked-problem"));
        answer.shows("Reason: choice-missing, ");
        does(&mut member, &case, "hand-across", &[("to", "bridge-office"), ("words", "Theirs.")]).await.expect(422)
            .shows("That is not on the list any more.").shows("Reason: choice-gone").shows("Theirs.");
        assert_eq!(holder(&lane, &case).await, 901);
    }

    async fn who_looks_at_a_stale_page_passes_nothing_on_and_no_form_twice(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let mut member = lane.browser(lane.member).await;
        let action = path(&case, "/hand-up");
        let mut form = member.get(&action).await.expect(200).form(&action);
        for (name, value) in UP {
            form = form.with(name, value);
        }
        went_back(&does(&mut member, &case, "hear", &[("words", "I went up to look.")]).await, &case);
        member.submit(&form).await.expect(422).shows("Someone was faster")
            .shows("Reason: someone-was-faster").shows("We asked the company twice.");
        assert_eq!(holder(&lane, &case).await, 901);

        let mut form = member.get(&action).await.expect(200).form(&action);
        for (name, value) in UP {
            form = form.with(name, value);
        }
        went_back(&member.submit(&form).await, &case);
        let version = lane.case(case.reference).await.version;
        went_back(&member.submit(&form).await, &case);
        assert_eq!(lane.case(case.reference).await.version, version, "posted twice, done once");
    }

    async fn a_missed_date_moves_it_up_by_itself_once_and_says_so(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        lane.app.wait_seconds(30 * 24 * 60 * 60);
        lane.app.work().await;
        lane.app.work().await;
        assert_eq!(holder(&lane, &case).await, 902);
        let page = lane.browser(lane.author).await.get(&path(&case, "")).await;
        let page = page.shows("It is with Bridge Street office now.").shows("A date was missed.");
        assert_eq!(page.text.matches("A date was missed.").count(), 1);
    }

    async fn of_a_private_case_the_author_is_asked_first(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::BodyOnly).await;
        let mut author = lane.browser(lane.author).await;
        let mut member = lane.browser(lane.member).await;
        let mut officer = lane.browser(lane.officer).await;
        went_back(&does(&mut member, &case, "hand-up", &UP).await, &case);
        assert_eq!(holder(&lane, &case).await, 901);
        officer.get(&path(&case, "")).await.expect(404);
        author.get(&path(&case, "")).await
            .shows("The office would like to pass it to another body")
            .shows("Please have the mast put right.");
        let yes = does(&mut author, &case, "merge-answer", &[("reply", "yes")]).await;
        went_back(&yes, &case);
        officer.get(&path(&case, "")).await.expect(200);
        member.get(&path(&case, "")).await.expect(404);
        member.get("/inbox").await.hides("You stay beside these").hides("The stairwell light is out");
    }

    async fn no_level_above_is_offered_that_is_gone_by_now(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let mut author = lane.browser(lane.author).await;
        let mut member = lane.browser(lane.member).await;
        went_back(&does(&mut member, &case, "hear", &[("words", "I went up to look.")]).await, &case);
        member.get(&path(&case, "")).await.shows("Ask the level above");
        author.get(&path(&case, "")).await.shows("This should go higher");
        lane.close_office().await;
        member.get(&path(&case, "")).await.hides("Ask the level above");
        author.get(&path(&case, "")).await.hides("This should go higher");
    }

    async fn who_writes_while_the_clock_moves_it_on_gets_their_words_back(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let mut member = lane.browser(lane.member).await;
        let action = path(&case, "/hear");
        let first = member.get(&action).await.expect(200).form(&action).with("words", "I went up & looked.");
        went_back(&does(&mut member, &case, "hear", &[("words", "I went up to look.")]).await, &case);
        let mut forms = vec![(first.clone(), "I went up & looked.")];
        for (verb, field, value) in [
            ("report-done", "words", "The lamp is in."),
            ("decline", "words", "There is nothing to see."),
            ("ask", "words", "Which of the lamps?"),
            ("plan", "step", "We change the bulb."),
            ("settle", "step", "We change it now."),
            ("merge", "words", "It is the same lamp."),
            ("correct", "reason", "It is another matter."),
        ] {
            let action = path(&case, &format!("/{verb}"));
            let form = member.get(&action).await.expect(200).form(&action);
            forms.push((form.with(field, value), value));
        }
        lane.app.wait_seconds(14 * 24 * 60 * 60);
        lane.app.work().await;
        assert_eq!(holder(&lane, &case).await, 902);
        assert_eq!(forms.len(), 8);
        for (form, value) in &forms {
            member.submit(form).await.expect(422).shows(value);
        }
        // What is wrong in the form is said first; what is right, but too late, is told so.
        member.submit(&first).await.expect(422)
            .shows("Someone was faster").shows("This is what you wrote").hides("<textarea");
        assert_eq!(holder(&lane, &case).await, 902);
    }

    async fn words_about_a_case_that_is_not_theirs_to_see_any_more_come_back(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::BodyOnly).await;
        let mut author = lane.browser(lane.author).await;
        let mut member = lane.browser(lane.member).await;
        let action = path(&case, "/hear");
        let form = member.get(&action).await.expect(200).form(&action).with("words", "I went up to look.");
        went_back(&does(&mut member, &case, "hand-up", &UP).await, &case);
        went_back(&does(&mut author, &case, "merge-answer", &[("reply", "yes")]).await, &case);
        member.submit(&form).await.expect(404).shows("I went up to look.");
    }

    async fn the_author_of_a_private_case_reads_who_would_read_it_after_a_correction(store) {
        let lane = Lane::on(store).await;
        lane.settle_plum_court().await;
        let case = lane.filed(Visibility::BodyOnly).await;
        let mut author = lane.browser(lane.author).await;
        let mut member = lane.browser(lane.member).await;
        let mut neighbours = lane.browser(lane.stranger).await;
        let place = [("place", "Plum Court"), ("reason", "It is their lamp.")];
        went_back(&does(&mut member, &case, "correct", &place).await, &case);
        for at in ["", "/merge-answer"] {
            author.get(&path(&case, at)).await
                .shows("correct the place to “Bridge Street · Plum Court”: It is their lamp.")
                .shows("If you say yes, Plum Court committee has it from then on and reads what you wrote.")
                .hides("more time").hides("less pressing");
        }
        neighbours.get(&path(&case, "")).await.expect(404);
        went_back(&does(&mut author, &case, "merge-answer", &[("reply", "no")]).await, &case);

        let kind = [("category", "illegal-building"), ("reason", "A wall was put up.")];
        went_back(&does(&mut member, &case, "correct", &kind).await, &case);
        author.get(&path(&case, "")).await
            .shows("change the kind to")
            .shows("If you say yes, Bridge Street office has it from then on and reads what you wrote.")
            .shows("It gives the office more time.");
        went_back(&does(&mut author, &case, "merge-answer", &[("reply", "yes")]).await, &case);
        assert_eq!(holder(&lane, &case).await, 902);
    }

    async fn three_neighbours_take_it_up_and_are_counted_not_named(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::PublicWithoutName).await;
        let mut member = lane.browser(lane.member).await;
        went_back(&does(&mut member, &case, "hear", &[("words", "I went up to look.")]).await, &case);
        let why = [("reason", "Nothing moves here.")];
        for (person, said) in [
            (lane.author, Some("1 household asks that this goes up. At 3 it does.")),
            (lane.neighbour, Some("2 households ask that this goes up. At 3 it does.")),
            (lane.stranger, None),
        ] {
            let mut browser = lane.browser(person).await;
            if person != lane.author {
                went_back(&does(&mut browser, &case, "join", &[]).await, &case);
            }
            browser.get(&path(&case, "")).await.shows("This should go higher");
            went_back(&does(&mut browser, &case, "ask-up", &why).await, &case);
            if let Some(said) = said {
                member.get(&path(&case, "")).await.shows(said);
                does(&mut browser, &case, "ask-up", &why).await.expect(422).shows("You asked for this already.");
            }
        }
        assert_eq!(holder(&lane, &case).await, 902);
        member.get(&path(&case, "")).await
            .shows("A neighbour asked that it goes to the level above.")
            .shows("Those affected asked for it.");
    }
}
