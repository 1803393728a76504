//! A case that neighbours talk over: they ask, the committee opens the thread, the case
//! shows it, and what they agree becomes what is promised.

use domain::case::{Case, Command, Handing, StageName, UpGround, Verdict, Visibility};
use domain::reference::Reference;
use domain::thread::FEWEST_TALK_DAYS;

use crate::app::Visitor;
use crate::case::{does, path, went_back};
use crate::lane::{Lane, sentence};
use crate::threads::{OPENING, fills};
use crate::town::{Report, send};

const WHY: [(&str, &str); 1] = [("reason", "All of us have to live with it.")];
const OPEN: &str = "/places/willow-1/open-thread";

/// So long neighbours have at least.
const THREE_DAYS: i64 = FEWEST_TALK_DAYS * 24 * 60 * 60;

/// Heard by the committee, with three households affected.
async fn heard(lane: &Lane) -> Case {
    let case = lane.filed(Visibility::PublicWithoutName).await;
    for person in [lane.neighbour, lane.stranger] {
        lane.act(case.reference, person, Command::Join { on_paper: false })
            .await;
    }
    let words = sentence("I went up to look.");
    lane.act(case.reference, lane.member, Command::Hear { words })
        .await
}

/// Opens its thread on the way that the page of the case shows.
async fn opens(member: &mut Visitor, case: &Case) -> Reference {
    let address = format!("{OPEN}?case={}", case.reference);
    member
        .get(&path(case, ""))
        .await
        .shows(&address.replace('&', "&amp;"));
    let answer = fills(member, &address, OPEN, &OPENING).await;
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

/// A case with its thread.
pub(crate) async fn talked_over(lane: &Lane) -> (Case, Reference) {
    let case = heard(lane).await;
    let mut member = lane.browser(lane.member).await;
    let thread = opens(&mut member, &case).await;
    (case, thread)
}

/// Its author says that it is about another household: nobody else is shown it any more.
pub(crate) async fn turns_private(lane: &Lane, case: &Case) {
    let mut author = lane.browser(lane.author).await;
    let corrected = [
        ("category", "neighbour-noise"),
        ("reason", "It is the flat above."),
    ];
    went_back(&does(&mut author, case, "correct", &corrected).await, case);
}

async fn stage(lane: &Lane, case: &Case) -> StageName {
    lane.case(case.reference).await.stage.name()
}

store::on_each_engine! {
    async fn what_the_rules_have_talked_over_first_begins_with_a_thread(store) {
        let lane = Lane::on(store).await;
        let mut author = lane.browser(lane.author).await;
        let mut member = lane.browser(lane.member).await;
        let first = "Neighbours talk it over first, then agree on what to do.";
        for (visibility, talked) in [("public-without-name", true), ("body-only", false)] {
            let report = Report { words: "There are too few parking spaces.", category: "parking", visibility, ..Report::default() };
            report.write(&mut author).await;
            let check = author.get("/report/check").await.expect(200);
            let case = lane.case(send(&mut author).await).await;
            let receipt = author.get(&path(&case, "/receipt")).await.expect(200);
            let words = sentence("I went down to look.");
            let case = lane.act(case.reference, lane.member, Command::Hear { words }).await;
            let inbox = member.get(&format!("/inbox?body={}", case.holding.holder.uuid())).await.expect(200);
            let page = member.get(&path(&case, "")).await.expect(200);
            let open = format!("{OPEN}?case={}", case.reference);
            if talked {
                check.shows(first);
                receipt.shows(first);
                inbox.shows("By the rules, neighbours talk such matters over first.").shows(&open);
                page.shows(&open);
                opens(&mut member, &case).await;
                member.get("/inbox").await.hides("By the rules, neighbours talk such matters over first.");
            } else {
                check.hides(first);
                receipt.hides(first);
                inbox.hides("By the rules, neighbours talk").shows("because a plan is owed");
                page.hides(&open);
            }
        }
    }

    async fn neighbours_ask_the_committee_opens_and_what_they_agree_is_promised(store) {
        let lane = Lane::on(store).await;
        let case = heard(&lane).await;
        let mut member = lane.browser(lane.member).await;
        let said = [
            "1 household asks that neighbours talk this over. At 3, Willow Lane committee has to open a thread.",
            "2 households ask that neighbours talk this over.",
            "3 households ask that neighbours talk this over. Willow Lane committee has to open a thread by",
        ];
        for (person, said) in [lane.author, lane.neighbour, lane.stranger].into_iter().zip(said) {
            let mut browser = lane.browser(person).await;
            browser.get(&path(&case, "")).await.shows("Ask that neighbours talk it over");
            went_back(&does(&mut browser, &case, "ask-thread", &WHY).await, &case);
            member.get(&path(&case, "")).await.shows(said);
            browser.post(&path(&case, "/ask-thread"), &WHY).await.expect(422).shows("You asked for this already.");
        }
        member.get("/me").await.shows("a thread has to be opened");
        member.get("/inbox").await
            .shows("open a thread in which neighbours talk it over")
            .shows(&format!("{OPEN}?case={}", case.reference));
        let thread = opens(&mut member, &case).await;
        assert_eq!(stage(&lane, &case).await, StageName::Deliberating);
        let mut author = lane.browser(lane.author).await;
        author.get("/me").await.shows("Neighbours talk your matter over");
        author.get(&path(&case, "")).await.expect(200)
            .shows("Neighbours talk it over")
            .shows("Where do the bicycles go?")
            .shows(&format!("/threads/{thread}"))
            .shows("until Friday 18 December")
            .shows("The matter waits for this.")
            .shows("Willow Lane committee asks neighbours to talk it over");
        let page = lane.app.visitor().get(&format!("/threads/{thread}")).await.expect(200);
        page.shows(&path(&case, "")).shows("Whoever is affected can ask for more");
        member.get("/inbox").await.shows("Lead on before the step ends.");
        // No way round the talk, and no second one.
        member.get(&path(&case, "/plan")).await.expect(422);
        let barred = "Neighbours talk this matter over already, or did.";
        member.get(&format!("{OPEN}?case={}", case.reference)).await.expect(200).shows(barred);
        let number = case.reference.to_string();
        let second: Vec<_> = OPENING.into_iter().chain([("case", number.as_str())]).collect();
        member.post(OPEN, &second).await.expect(422).shows(barred).shows("Where do the bicycles go?");

        let agree = format!("/threads/{thread}/agree");
        let agreement = [("words", "One lamp on each landing."), ("review", "2027-05-31"), ("promised", "2027-03-01")];
        // Neighbours have some days to talk before anything is agreed in their name.
        fills(&mut member, &agree, &agree, &agreement).await.expect(422)
            .shows("at least three days to talk a matter over").shows("from Thursday 26 November")
            .shows("One lamp on each landing.");
        lane.app.wait_seconds(THREE_DAYS);
        fills(&mut member, &agree, &agree, &agreement).await.expect(422)
            .shows("2027-03-01").shows("One lamp on each landing.");
        let agreement = [agreement[0], agreement[1], ("promised", "2026-12-11")];
        let answer = fills(&mut member, &agree, &agree, &agreement).await;
        answer.location().unwrap_or_else(|| panic!("{}", answer.text));
        assert_eq!(stage(&lane, &case).await, StageName::Acting);
        author.get(&path(&case, "")).await
            .shows("Neighbours agreed.")
            .shows("One lamp on each landing.")
            .shows("It led to an agreement on")
            .shows("11 December");
        author.get("/me").await.shows("Neighbours agreed on your matter");
        member.get("/inbox").await.shows("The stairwell light is out");
    }

    async fn a_thread_that_the_committee_owes_beside_a_case_stands_in_its_inbox(store) {
        let lane = Lane::on(store).await;
        let case = heard(&lane).await;
        let handing = Handing::Up {
            ground: UpGround::OutsidePowers,
            tried: sentence("We asked twice."),
            asked: sentence("Please see to it."),
        };
        lane.act(case.reference, lane.member, Command::Hand { handing }).await;
        let mut member = lane.browser(lane.member).await;
        member.get("/inbox").await.shows("Nothing waits for you").shows("You stay beside these");
        for person in [lane.author, lane.neighbour, lane.stranger] {
            let reason = sentence("All of us have to live with it.");
            lane.act(case.reference, person, Command::AskThread { reason }).await;
        }
        member.get("/inbox").await
            .shows("The stairwell light is out")
            .shows("Enough households asked. Bridge Street office has the matter.")
            .shows(&format!("{OPEN}?case={}", case.reference));
        opens(&mut member, &case).await;
        member.get("/inbox").await.shows("Nothing waits for you").hides("Enough households asked.");
    }

    async fn the_form_begins_with_the_case_and_who_cannot_open_reads_what_to_do(store) {
        let lane = Lane::on(store).await;
        let case = heard(&lane).await;
        let open = format!("/places/willow-1/open-thread?case={}", case.reference);
        let mut member = lane.browser(lane.member).await;
        let form = member.get(&open).await.expect(200).form("/places/willow-1/open-thread");
        let value = |name: &str| {
            let field = form.fields.iter().find(|(known, _)| known == name);
            field.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        assert!(case.concern.words.as_str().starts_with(value("title").trim_end_matches('…')) && !value("title").is_empty());
        assert_eq!(value("about").trim(), case.concern.words.as_str());
        // Somebody else reads why not, and where they can ask for it.
        for person in [lane.author, lane.officer] {
            let mut browser = lane.browser(person).await;
            browser.get(&open).await.expect(403)
                .shows("A committee of residents opens this")
                .shows(&case.reference.spaced())
                .hides("Open it");
            browser.get("/places/willow-1/open-thread").await.expect(403).shows("Say what is wrong");
        }
        // Once there is one: no form, but the way back to the case.
        opens(&mut member, &case).await;
        member.get(&open).await.expect(200)
            .shows("This cannot be talked over now")
            .shows(&format!("/cases/{}", case.reference))
            .hides("name=\"title\"");
    }

    async fn without_agreement_the_committee_has_five_working_days(store) {
        let lane = Lane::on(store).await;
        let case = heard(&lane).await;
        let mut member = lane.browser(lane.member).await;
        let thread = opens(&mut member, &case).await;
        let close = format!("/threads/{thread}/close");
        let learnt = [("words", "Half of us want it dark at night.")];
        fills(&mut member, &close, &close, &learnt).await.expect(422)
            .shows("at least three days to talk a matter over").shows("Half of us want it dark at night.");
        lane.app.wait_seconds(THREE_DAYS);
        let answer = fills(&mut member, &close, &close, &learnt).await;
        answer.location().unwrap_or_else(|| panic!("{}", answer.text));
        let mut visitor = lane.app.visitor();
        visitor.get(&path(&case, "")).await
            .shows("The thread ended without an agreement.")
            .shows("Half of us want it dark at night.")
            .shows("it is settled or goes to the level above.");
        let due = lane.case(case.reference).await.wake_at().unwrap();
        lane.app.app.clock.advance_to(due);
        lane.app.work().await;
        lane.app.work().await;
        assert_eq!(stage(&lane, &case).await, StageName::Waiting);
        lane.browser(lane.officer).await.get("/inbox").await.shows("The stairwell light is out");
    }

    async fn a_talk_that_would_be_too_short_is_not_opened(store) {
        let lane = Lane::on(store).await;
        let case = heard(&lane).await;
        let mut member = lane.browser(lane.member).await;
        let mut opening = OPENING;
        opening[5].1 = "2026-11-24";
        let address = format!("{OPEN}?case={}", case.reference);
        fills(&mut member, &address, OPEN, &opening).await.expect(422)
            .shows("Give your neighbours at least three days").shows("Thursday 26 November").shows("2026-11-24");
        opening[5].1 = "2026-11-26";
        let answer = fills(&mut member, &address, OPEN, &opening).await;
        answer.location().unwrap_or_else(|| panic!("{}", answer.text));
    }

    async fn after_it_was_reopened_neighbours_can_talk_it_over_once_more(store) {
        let lane = Lane::on(store).await;
        let case = heard(&lane).await;
        let mut member = lane.browser(lane.member).await;
        let first = opens(&mut member, &case).await;
        lane.app.wait_seconds(THREE_DAYS);
        let close = format!("/threads/{first}/close");
        let answer = fills(&mut member, &close, &close, &[("words", "Half of us want it dark.")]).await;
        answer.location().unwrap_or_else(|| panic!("{}", answer.text));
        let done = Command::ReportDone { words: sentence("It is light again."), photos: Vec::new() };
        let solved = Command::Answer { verdict: Verdict::Solved, reason: None };
        let reopen = Command::Reopen { reason: sentence("It is dark again.") };
        for (person, command) in [(lane.member, done), (lane.author, solved), (lane.neighbour, reopen)] {
            lane.act(case.reference, person, command).await;
        }
        let mut author = lane.browser(lane.author).await;
        author.get(&path(&case, "")).await
            .shows("It ended on Thursday 26 November without an agreement.")
            .shows("Ask that neighbours talk it over");
        let second = opens(&mut member, &case).await;
        assert_ne!(first, second);
        let page = author.get(&path(&case, "")).await
            .shows("Talked over before")
            .shows("It ended on Thursday 26 November without an agreement.");
        let beside = &page.text[page.text.find("id=\"talk\"").unwrap()..];
        let at = |thread: Reference| beside.find(&format!("/threads/{thread}\""));
        assert!(at(second) < at(first) && at(second).is_some(), "{beside}");
        let threads = lane.app.store.list_threads_on(case.reference, 9).await.unwrap();
        assert_eq!(threads.len(), 2, "the first one stays");
    }

    async fn those_affected_give_it_more_time_once(store) {
        let lane = Lane::on(store).await;
        let case = heard(&lane).await;
        let mut member = lane.browser(lane.member).await;
        let thread = opens(&mut member, &case).await;
        let here = format!("/threads/{thread}");
        assert!(!member.get(&here).await.text.contains(&format!("{here}/extend")));
        for (person, said) in [
            (lane.author, "1 household asks for more time. At 3 it gets 30 days more."),
            (lane.neighbour, "2 households ask for more time."),
            (lane.stranger, "until Sunday 17 January"),
        ] {
            let mut browser = lane.browser(person).await;
            went_back(&does(&mut browser, &case, "ask-time", &WHY).await, &case);
            browser.get(&path(&case, "")).await.shows(said);
        }
        let mut visitor = lane.app.visitor();
        visitor.get(&here).await.shows("It got more time, until");
    }

    async fn an_end_that_is_missed_goes_up_and_both_pages_say_so(store) {
        let lane = Lane::on(store).await;
        let case = heard(&lane).await;
        let mut member = lane.browser(lane.member).await;
        let thread = opens(&mut member, &case).await;
        let (here, mut visitor) = (format!("/threads/{thread}"), lane.app.visitor());
        let due = lane.case(case.reference).await.wake_at().unwrap();
        lane.app.app.clock.advance_to(due);
        lane.app.work().await;
        visitor.get(&here).await.shows("Willow Lane committee did not lead on by");
        visitor.get(&path(&case, "")).await
            .shows("The date that Willow Lane committee had promised passed.")
            .shows("Willow Lane committee leads through it.")
            .shows("Bridge Street office");
    }

    async fn a_private_case_has_no_thread_and_nobody_learns_that_there_was_one(store) {
        let lane = Lane::on(store).await;
        let mut member = lane.browser(lane.member).await;
        let private = lane.filed(Visibility::BodyOnly).await;
        let mut author = lane.browser(lane.author).await;
        let page = author.get(&path(&private, "")).await.expect(200);
        assert!(!page.text.contains("ask-thread"), "{}", page.text);
        author.post(&path(&private, "/ask-thread"), &WHY).await.expect(422).shows("A private matter has no thread");
        let address = format!("{OPEN}?case={}", private.reference);
        member.get(&address).await.expect(200).shows("A private matter has no thread");
        let mut stranger = lane.browser(lane.stranger).await;
        stranger.get(&address).await.expect(403);
        lane.browser(lane.officer).await.get(&address).await.expect(403);

        let (case, thread) = talked_over(&lane).await;
        let here = format!("/threads/{thread}");
        let mut visitor = lane.app.visitor();
        visitor.get(&here).await.expect(200);
        turns_private(&lane, &case).await;
        for browser in [&mut visitor, &mut stranger, &mut member] {
            browser.get(&here).await.expect(404);
            browser.get(&format!("{here}/opinions")).await.expect(404);
        }
        let list = visitor.get("/places/willow-1/threads").await.expect(200);
        assert!(!list.text.contains("Where do the bicycles go?"), "{}", list.text);
        visitor.get(&path(&case, "")).await.expect(404);
    }
}
