//! Offices that never sign in: told by a printed letter that the committee delivers, the
//! clock runs from delivery, and what they write back is entered with its photo.

use domain::case::{Case, NextBy, StageName, StepCode, Visibility};

use crate::case::{does, path, picture, upload, went_back};
use crate::lane::Lane;
use crate::town::{Report, send};

const DAY: i64 = 24 * 60 * 60;

const UP: [(&str, &str); 3] = [
    ("ground", "outside-powers"),
    ("tried", "We asked the company twice."),
    ("asked", "Please have the mast put right."),
];

/// Nobody of the office has been here for thirty days.
async fn falls_silent(lane: &Lane) {
    let store = &lane.app.store;
    store.tend_paper(lane.app.app.clock.now()).await.unwrap();
    lane.app.wait_seconds(31 * DAY);
    assert_eq!(store.tend_paper(lane.app.app.clock.now()).await.unwrap(), 1);
}

async fn handed_up(lane: &Lane, visibility: Visibility) -> Case {
    let case = lane.filed(visibility).await;
    let mut member = lane.browser(lane.member).await;
    went_back(&does(&mut member, &case, "hand-up", &UP).await, &case);
    if visibility == Visibility::BodyOnly {
        let mut author = lane.browser(lane.author).await;
        does(&mut author, &case, "merge-answer", &[("reply", "yes")]).await;
    }
    lane.case(case.reference).await
}

store::on_each_engine! {
    async fn a_letter_is_printed_delivered_and_answered(store) {
        let lane = Lane::on(store).await;
        falls_silent(&lane).await;
        let mut visitor = lane.app.visitor();
        visitor.get("/bodies/bridge-office").await.expect(200).shows("Served by letter");
        let case = handed_up(&lane, Visibility::PublicWithoutName).await;
        let step = case.next_step().unwrap();
        assert_eq!(step.what, StepCode::DeliverLetter);
        visitor.get(&path(&case, "")).await.expect(200)
            .shows("Take the letter to the office")
            .shows("Nobody of Bridge Street office signs in here, so it gets a letter. Willow Lane committee takes it there by");
        visitor.get(&path(&case, "/letter")).await.expect(303);
        lane.browser(lane.stranger).await.get(&path(&case, "/letter")).await.expect(403);

        let mut member = lane.browser(lane.member).await;
        member.get("/inbox").await.shows("Print the letter, take it there").shows(&path(&case, "/deliver-letter"));
        let sheet = member.get(&path(&case, "/letter")).await.expect(200)
            .shows("The stairwell light is out.")
            .shows("We asked the company twice.")
            .shows("Please have the mast put right.")
            .shows("within 1 working day of the day this letter reaches you")
            .shows("within 7 working days of that day")
            .shows("class=\"qr\"");
        assert!(!sheet.text.contains("Author"), "nobody is named");
        does(&mut member, &case, "deliver-letter", &[("day", "2020-01-01"), ("words", "At the counter.")]).await
            .expect(422)
            .shows("Choose the day on which the letter got there")
            .shows("At the counter.");
        let today = local_day(&lane);
        went_back(&does(&mut member, &case, "deliver-letter", &[("day", &today), ("words", "At the counter, against a stamp.")]).await, &case);
        visitor.get(&path(&case, "")).await
            .shows("Letter delivered, no answer yet.")
            .shows("took the letter to the office on")
            .shows("At the counter, against a stamp.");
        member.get("/inbox").await.shows("When an answer comes, enter it.");

        let action = path(&case, "/enter-reply");
        let form = member.get(&action).await.expect(200).form(&action);
        member.submit(&form.clone().with("words", "A new mast.").with("reply", "planned")).await
            .expect(422).shows("A new mast.");
        let answer = upload(&mut member, &action, &[("reply", "heard"), ("words", "")], &[picture()]).await.expect(422);
        let form = answer.shows("1 photo is kept").form(&action).with("words", "Our fitter looks at it.");
        went_back(&member.submit(&form).await, &case);
        let heard = lane.case(case.reference).await;
        assert_eq!(heard.stage.name(), StageName::Heard);
        assert_eq!(heard.photos.len(), 1);
        let page = visitor.get(&path(&case, "")).await
            .shows("entered a letter of Bridge Street office")
            .shows("Our fitter looks at it.")
            .shows(&format!("/photos/{}/small", heard.photos[0].photo));
        assert!(!page.text.contains("Letter delivered, no answer yet."));
        let page = member.get("/inbox").await;
        assert!(!page.text.contains("/enter-reply"), "it waits for no answer any more");
        let done = [("reply", "done"), ("words", "The mast is new.")];
        does(&mut member, &case, "enter-reply", &done).await.expect(422)
            .shows("Add a picture of the letter").shows("The mast is new.");
        went_back(&upload(&mut member, &action, &done, &[picture()]).await, &case);
        let done = lane.case(case.reference).await;
        assert_eq!(done.stage.name(), StageName::ReportedDone);
        let mut author = lane.browser(lane.author).await;
        author.get(&path(&case, "")).await.shows("Is it solved?").shows("The mast is new.");
        went_back(&does(&mut author, &case, "answer", &[("verdict", "solved")]).await, &case);
        assert_eq!(lane.case(case.reference).await.stage.name(), StageName::Solved);
    }

    async fn a_letter_that_nobody_takes_there_is_late_once_and_owed_again(store) {
        let lane = Lane::on(store).await;
        falls_silent(&lane).await;
        let case = handed_up(&lane, Visibility::Public).await;
        lane.app.wait_seconds(5 * DAY);
        lane.app.work().await;
        lane.app.work().await;
        let late = lane.case(case.reference).await;
        assert_eq!(late.missed.len(), 1, "{:?}", late.missed);
        assert_eq!(late.next_step().unwrap().what, StepCode::DeliverLetter);
        lane.app.visitor().get(&path(&case, "")).await.shows("Nobody took the letter to the office in time.");
    }

    async fn of_a_private_case_its_author_takes_the_letter_and_nobody_else_knows(store) {
        let lane = Lane::on(store).await;
        falls_silent(&lane).await;
        let case = handed_up(&lane, Visibility::BodyOnly).await;
        let asks = "Take the letter to the office";
        let asked = lane.browser(lane.author).await.get("/me").await.expect(200).shows(asks);
        let list = asked.text.split("id=\"asked\"").nth(1).unwrap();
        assert!(list.split("</section>").next().unwrap().contains(asks), "it is theirs to do");
        assert_eq!(case.next_step().unwrap().who, NextBy::Resident);
        let mut member = lane.browser(lane.member).await;
        member.get(&path(&case, "/letter")).await.expect(404);
        let inbox = member.get("/inbox").await.expect(200);
        assert!(!inbox.text.contains(&case.reference.to_string()));
        let mut author = lane.browser(lane.author).await;
        author.get(&path(&case, "")).await.shows("As this is not public");
        author.get(&path(&case, "/letter")).await.expect(200);
        let today = local_day(&lane);
        went_back(&does(&mut author, &case, "deliver-letter", &[("day", &today), ("words", "By registered post.")]).await, &case);
        author.get(&path(&case, "")).await.shows("Letter delivered, no answer yet.");
    }

    async fn an_office_that_signs_in_is_told_on_the_page_again(store) {
        let lane = Lane::on(store).await;
        falls_silent(&lane).await;
        let now = lane.app.app.clock.now();
        lane.app.store.note_signed_in(lane.officer, now).await.unwrap();
        let page = lane.app.visitor().get("/bodies/bridge-office").await.expect(200);
        assert!(!page.text.contains("Served by letter"));
        let case = handed_up(&lane, Visibility::Public).await;
        assert_eq!(case.letter, None);
        assert_eq!(case.next_step().unwrap().what, StepCode::Hear);
        assert_eq!(lane.app.store.tend_paper(now).await.unwrap(), 0, "it was here just now");
    }
}

const UP_TO_NO: [(&str, &[(&str, &str)]); 2] = [
    ("hear", &[("words", "I saw it on my way out.")]),
    (
        "decline",
        &[
            ("ground", "outside-area"),
            ("words", "That lamp is the company's."),
            ("instead", "Ask the company."),
        ],
    ),
];

const BACK: [(&str, &str); 3] = [
    ("ground", "within-community-powers"),
    ("line", "stair-light"),
    ("words", "A bulb is yours to change."),
];

store::on_each_engine! {
    async fn a_ruling_on_an_appeal_is_entered_from_its_letter(store) {
        let lane = Lane::on(store).await;
        falls_silent(&lane).await;
        let case = lane.filed(Visibility::PublicWithoutName).await;
        let mut member = lane.browser(lane.member).await;
        for (verb, fields) in UP_TO_NO {
            went_back(&does(&mut member, &case, verb, fields).await, &case);
        }
        let mut author = lane.browser(lane.author).await;
        went_back(&does(&mut author, &case, "appeal", &[("reason", "It stands on our own wall.")]).await, &case);
        let owed = lane.case(case.reference).await;
        assert_eq!(owed.next_step().unwrap().who, NextBy::Resident);
        lane.app.visitor().get(&path(&case, "")).await.expect(200)
            .shows("that body carries no letter about itself")
            .shows("the resident takes it there by")
            .shows("even if no letter gets there")
            .shows("if it says nothing, the resident is right");
        member.get(&path(&case, "/letter")).await.expect(403);
        member.get(&path(&case, "/enter-reply")).await.expect(403);
        author.get(&path(&case, "/letter")).await.expect(200)
            .shows("That lamp is the company's.")
            .shows("It stands on our own wall.")
            .shows("does the refusal stand?")
            .shows("Answer within 5 working days of the day this letter reaches you.");
        let today = local_day(&lane);
        went_back(&does(&mut author, &case, "deliver-letter", &[("day", &today), ("words", "At the counter.")]).await, &case);
        author.get(&path(&case, "")).await.shows("It answers by");
        let action = path(&case, "/enter-reply");
        let page = author.get(&action).await.expect(200);
        assert!(!page.text.contains("value=\"planned\""), "a ruling is asked, and nothing else");
        does(&mut author, &case, "enter-reply", &[("words", "The wall is ours.")]).await
            .expect(422).shows("The wall is ours.");
        let sent = [("ruling", "for-the-resident"), ("words", "The wall is ours, so we go on.")];
        went_back(&upload(&mut author, &action, &sent, &[picture()]).await, &case);
        let ruled = lane.case(case.reference).await;
        assert_eq!((ruled.stage.name(), ruled.photos.len()), (StageName::Acting, 1));
        assert_eq!(ruled.owed_letter(), None, "who wrote it knows it");
        let page = lane.app.visitor().get(&path(&case, "")).await
            .shows("entered a letter of Bridge Street office")
            .shows("Bridge Street office decided for the resident")
            .shows("The wall is ours, so we go on.");
        assert!(!page.text.contains("Author"), "nobody is named");
    }

    async fn before_filing_the_limits_count_from_the_letter(store) {
        let lane = Lane::on(store).await;
        falls_silent(&lane).await;
        for visibility in [Visibility::PublicWithoutName, Visibility::BodyOnly] {
            let mut author = lane.browser(lane.author).await;
            let (words, category) = ("The bar below us has no licence.", "licence");
            let report = Report { words, category, visibility: visibility.code(), ..Report::default() };
            report.write(&mut author).await;
            let check = author.get("/report/check").await.expect(200)
                .shows("Bridge Street office")
                .shows("a letter goes to them")
                .shows("Within 1 working day after the letter is handed over")
                .shows("Within 7 working days after the letter is handed over");
            let promises = "has to say that they heard you by";
            assert!(!check.text.contains(promises), "nobody knows that day yet");
            let yours = check.text.contains("you take or send the letter there yourself");
            assert_eq!(yours, visibility == Visibility::BodyOnly);
            let reference = send(&mut author).await;
            let receipt = author.get(&format!("/cases/{reference}/receipt")).await.expect(200)
                .shows("Take the letter to the office")
                .shows("Within 7 working days after the letter is handed over");
            assert!(!receipt.text.contains(promises));
        }
    }

    async fn a_joint_table_is_called_from_a_letter(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::PublicWithoutName).await;
        let mut member = lane.browser(lane.member).await;
        let mut officer = lane.browser(lane.officer).await;
        went_back(&does(&mut member, &case, "hand-up", &UP).await, &case);
        went_back(&does(&mut officer, &case, "hand-back", &BACK).await, &case);
        falls_silent(&lane).await;
        let mut member = lane.browser(lane.member).await;
        went_back(&does(&mut member, &case, "ask-table", &[("words", "No bulb helps.")]).await, &case);
        let mut author = lane.browser(lane.author).await;
        member.get(&path(&case, "/letter")).await.expect(403);
        author.get(&path(&case, "/letter")).await.expect(200)
            .shows("No bulb helps.")
            .shows("Willow Lane committee have to sit at it")
            .shows("public list of what nobody takes care of");
        let today = local_day(&lane);
        went_back(&does(&mut author, &case, "deliver-letter", &[("day", &today), ("words", "At the counter.")]).await, &case);
        let table = [
            ("words", "One mast, one plan."),
            ("convener", "willow-lane-committee"),
            ("share-bridge-office", "does"),
            ("task-bridge-office", "Puts up a new mast."),
            ("burden-bridge-office", "unknown"),
            ("share-willow-lane-committee", "leads"),
            ("task-willow-lane-committee", "Asks the company."),
        ];
        does(&mut author, &case, "enter-reply", &table).await
            .expect(422)
            .shows("One mast, one plan.")
            .shows("Write it in a few words, or choose");
        let whole = [&table[..], &[("burden-willow-lane-committee", "unknown")]].concat();
        let action = path(&case, "/enter-reply");
        let mut form = author.get(&action).await.expect(200).form(&action);
        for (name, value) in whole {
            form = form.with(name, value);
        }
        author.submit(&form).await.expect(422).shows("Add a picture of the letter");
        let sent: Vec<(&str, &str)> = form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        went_back(&upload(&mut author, &action, &sent, &[picture()]).await, &case);
        went_back(&upload(&mut author, &action, &sent, &[picture()]).await, &case);
        let called = lane.case(case.reference).await;
        assert!(called.table.is_some());
        let page = lane.app.visitor().get(&path(&case, "")).await
            .shows("entered a letter of Bridge Street office")
            .shows("Bridge Street office called a joint table. Willow Lane committee convenes it")
            .shows("Puts up a new mast.");
        assert!(!page.text.contains("Author"), "nobody is named");
        // Who sits there and never signs in is told by a sheet of paper.
        let seats = path(&case, "/seats");
        member.get(&path(&case, "")).await.shows(&seats);
        let sheet = member.get(&seats).await.expect(200)
            .shows(&case.reference.spaced())
            .shows("Bridge Street office")
            .shows("Puts up a new mast.")
            .shows("Asks the company.")
            .shows("Willow Lane committee convenes it")
            .shows("+86 571 8700 0000");
        assert!(!sheet.text.contains("Author"), "nobody is named");
        author.get(&path(&case, "")).await.hides(&seats);
        author.get(&seats).await.expect(403);
    }
}

/// Today, where the lane is.
fn local_day(lane: &Lane) -> String {
    let now = lane.app.app.clock.now();
    let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
    let at = jiff::Timestamp::from_microsecond(now.micros()).unwrap();
    at.to_zoned(zone).date().to_string()
}
