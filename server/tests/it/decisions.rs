//! Decisions over HTTP: the committee puts a question, neighbours answer, objections get
//! an answer, and what came of it is told.

use domain::charter::Charter;
use domain::reference::Reference;
use store::statements::counted;

use crate::app::{Answer, Visitor};
use crate::households::verified;
use crate::lane::Lane;
use crate::sessions::{texts, with_a_phone};
use crate::threads::{fills, leads, opened, went_on};

pub(crate) fn at(thread: Reference, rest: &str) -> String {
    format!("/threads/{thread}/decisions/1{rest}")
}

pub(crate) const CONSENT: [(&str, &str); 4] = [
    ("question", "Bicycles into the cellar?"),
    ("words", "The cellar from May; the hall stays free."),
    ("voters", "residents"),
    ("showing", "anonymous"),
];

/// A way to decide of one's own.
const QUARTERS: &str = r#"

[[method]]
key = "three-quarters"
names = { en = "Three quarters", zh-Hans = "四分之三同意才定", zh-Hant = "四分之三同意才定" }
about = { en = "For what cannot be undone.", zh-Hans = "定了就改不回来的事。", zh-Hant = "定了就改不回來的事。" }
shape = "one"
proposal = "yes"
voters = ["residents"]
showing = ["closed"]
ties = "not-passed"
days = 14

[[method.option]]
key = "yes"
names = { en = "Yes", zh-Hans = "同意", zh-Hant = "同意" }
meaning = { en = "We do it.", zh-Hans = "就这么办。", zh-Hant = "就這麼辦。" }

[[method.option]]
key = "no"
names = { en = "No", zh-Hans = "不同意", zh-Hant = "不同意" }
meaning = { en = "We leave it.", zh-Hans = "不办。", zh-Hant = "不辦。" }

[[method.test]]
option = "yes"
is = "at-least"
share = "3/4"
"#;

/// What people prefer, in an order, and dots to share out.
const WEIGHED: &str = r#"

[[method]]
key = "order"
names = { en = "Put them in order", zh-Hans = "排先后来定", zh-Hant = "排先後來定" }
about = { en = "What most can be glad of.", zh-Hans = "大家都还满意的。", zh-Hant = "大家都還滿意的。" }
shape = "rank"
voters = ["residents"]
showing = ["closed"]
ties = "undecided"
days = 7

[[method]]
key = "dots"
names = { en = "Share out dots", zh-Hans = "分点数来定", zh-Hant = "分點數來定" }
about = { en = "For a few among many.", zh-Hans = "从许多里挑几个。", zh-Hant = "從許多裡挑幾個。" }
shape = "dots"
dots = 8
voters = ["residents"]
showing = ["closed"]
ties = "undecided"
days = 7
"#;

/// A thread that decides, with a question put by `way`; nobody is asked yet.
pub(crate) async fn put(lane: &Lane, way: &str, fields: &[(&str, &str)]) -> Reference {
    let thread = opened(lane).await;
    put_in(lane, thread, way, fields).await;
    thread
}

/// The same in a thread that is there.
async fn put_in(lane: &Lane, thread: Reference, way: &str, fields: &[(&str, &str)]) {
    went_on(
        &leads(
            lane,
            thread,
            "move",
            &[("step", "decide"), ("until", "2026-12-30")],
        )
        .await,
    );
    let mut member = lane.browser(lane.member).await;
    let decide = format!("/threads/{thread}/decide");
    member
        .get(&decide)
        .await
        .expect(200)
        .shows("How do you want to decide?");
    let form = format!("{decide}?way={way}");
    let answer = fills(&mut member, &form, &decide, fields).await;
    assert_eq!(went_on(&answer), at(thread, ""));
}

pub(crate) async fn lead(
    lane: &Lane,
    thread: Reference,
    act: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let mut member = lane.browser(lane.member).await;
    let action = at(thread, &format!("/{act}"));
    fills(&mut member, &action, &action, fields).await
}

pub(crate) async fn answers(
    browser: &mut Visitor,
    thread: Reference,
    fields: &[(&str, &str)],
) -> Answer {
    fills(browser, &at(thread, ""), &at(thread, "/answer"), fields).await
}

/// So many neighbours who are verified, each behind a door of their own.
pub(crate) async fn neighbours(lane: &Lane, count: u32) -> Vec<Visitor> {
    let mut browsers = Vec::new();
    for number in 0..count {
        let (browser, person) =
            crate::town::resident(&lane.app, &format!("neighbour{number}")).await;
        verified(lane, person, &format!("2-{number:03}")).await;
        browsers.push(browser);
    }
    browsers
}

/// Ten days later, after the clock has looked at what is due.
pub(crate) async fn its_day_comes(lane: &Lane) {
    lane.app.wait_seconds(10 * 24 * 60 * 60);
    lane.app.work().await;
}

store::on_each_engine! {
    async fn who_has_only_a_phone_is_asked_by_text_message_and_not_at_night(store) {
        let lane = Lane::on(store).await;
        verified(&lane, with_a_phone(&lane.app).await, "2-101").await;
        let thread = put(&lane, "consent", &CONSENT).await;
        lane.app.wait_seconds(13 * 60 * 60);
        went_on(&lead(&lane, thread, "open", &[("until", "2026-12-02")]).await);
        assert!(texts(&lane.app).await.is_empty(), "it is ten in the evening");
        lane.app.wait_seconds(10 * 60 * 60);
        let texts = texts(&lane.app).await;
        assert_eq!(texts.len(), 1, "{texts:?}");
        assert!(texts[0].contains("Bicycles into the cellar?"), "{texts:?}");
        assert!(texts[0].ends_with(&at(thread, "")), "{texts:?}");
    }

    async fn twelve_neighbours_settle_where_bicycles_stand_by_consent(store) {
        let lane = Lane::on(store).await;
        let mut people = neighbours(&lane, 12).await;
        let thread = put(&lane, "consent", &CONSENT).await;
        people[0].get(&at(thread, "")).await.expect(200).shows("Nobody is asked yet");
        lead(&lane, thread, "open", &[("until", "2027-03-01")]).await.expect(422).shows("end after this step does");
        went_on(&lead(&lane, thread, "open", &[("until", "2026-12-02")]).await);
        lane.app.visitor().get(&at(thread, "")).await.expect(200)
            .shows("nobody says “I object”").shows("Sign in to answer").shows("Fewer than 5 so far, of 12");
        let mut stranger = lane.browser(lane.stranger).await;
        stranger.get(&at(thread, "")).await.shows("You are not among those who were asked");
        let empty = answers(&mut people[0], thread, &[]).await;
        empty.expect(422).shows("Choose an answer first.");
        let wordless = answers(&mut people[0], thread, &[("choice", "2")]).await;
        wordless.expect(422).shows("Say why").shows("checked");
        let why = "The wheelchair does not get down there.";
        went_on(&answers(&mut people[0], thread, &[("choice", "2"), ("reason", why)]).await);
        for browser in &mut people[1..] {
            went_on(&answers(browser, thread, &[("choice", "0")]).await);
        }
        people[3].get(&at(thread, "")).await.expect(200).shows(why)
            .shows("At least 10 of 12").hides("12 of 12").hides("neighbour0");
        let mut member = lane.browser(lane.member).await;
        let page = member.get(&at(thread, "")).await;
        let objection = page.link("/objections/");
        fills(&mut member, &objection, &objection, &[("answer", "A ramp by June.")]).await;
        // Another member who has the empty form open still: told, and nothing is lost.
        let late = [("answer", "We ask the office."), ("over", "")];
        member.post(&objection, &late).await.expect(422)
            .shows("Someone was faster").shows("A ramp by June.").shows("We ask the office.");
        people[0].get("/me").await.shows("There is an answer to your objection");
        people[0].get(&at(thread, "")).await.shows("answers your objection").shows("A ramp by June.");
        went_on(&answers(&mut people[0], thread, &[("choice", "0"), ("reason", "")]).await);

        leads(&lane, thread, "agree", &[("words", "x"), ("review", "2027-05-31")]).await
            .expect(422).shows("People are answering a decision just now.");
        its_day_comes(&lane).await;
        let closed = lane.app.visitor().get(&at(thread, "")).await.expect(200);
        closed.shows("It passed.").shows("12 of 12 took part.").shows("I can live with it: 12 of 12").hides(why);
        let file = lane.app.visitor().get(&at(thread, "/ballots.json")).await.expect(200);
        let published: domain::decision::Published = serde_json::from_str(&file.text).unwrap();
        let (tally, outcome) = published.recount().unwrap();
        assert_eq!((&tally, &outcome), (&published.tally, &published.outcome));
        assert_eq!(published.ballots.len(), 12);
        let late = people[4].post(&at(thread, "/answer"), &[("choice", "1")]).await;
        late.expect(422).shows("It is closed, and the answers are counted.");
        let agree = member.get(&at(thread, "")).await.link("/agree?decision=1");
        member.get(&agree).await.expect(200).shows("The cellar from May; the hall stays free.");
        went_on(&leads(&lane, thread, "agree", &[("words", "The cellar."), ("review", "2027-05-31")]).await);
        // Who was asked hears of it, having said nothing in the thread; who was not, does not.
        let told = "Neighbours came to an agreement: ";
        people[4].get("/me").await.expect(200).shows(told);
        stranger.get("/me").await.hides(told);
    }

    async fn what_a_vote_carried_about_a_case_is_agreed_before_the_days_of_talk_are_over(store) {
        let lane = Lane::on(store).await;
        let mut people = neighbours(&lane, 10).await;
        let (_, thread) = crate::case_threads::talked_over(&lane).await;
        put_in(&lane, thread, "majority", &CONSENT).await;
        went_on(&lead(&lane, thread, "open", &[("until", "2026-11-25")]).await);
        for browser in &mut people {
            went_on(&answers(browser, thread, &[("choice", "0")]).await);
        }
        // Wednesday evening; the days of talk end on Thursday morning.
        lane.app.wait_seconds(57 * 60 * 60);
        lane.app.work().await;
        lane.app.visitor().get(&at(thread, "")).await.expect(200).shows("It passed.");
        leads(&lane, thread, "close", &[("words", "Nothing.")]).await.expect(422).shows("at least three days");
        let agreement = [("words", "The cellar."), ("review", "2027-05-31")];
        went_on(&leads(&lane, thread, "agree", &agreement).await);
    }

    async fn a_way_that_the_rules_bring_decides_and_keeps_its_rules(store) {
        let lane = Lane::on(store).await;
        let mut people = neighbours(&lane, 4).await;
        let app = &lane.app.app;
        let rules = |share: &str| {
            let text = format!("{}{}", domain::charter::SHIPPED, QUARTERS.replace("3/4", share));
            (Charter::parse(&text, 1).unwrap(), text)
        };
        let (charter, text) = rules("3/4");
        app.store.import_charter(&charter, &text, app.clock.now(), "A way of our own.", app.clock.now()).await.unwrap();
        lane.app.visitor().get("/charter").await.expect(200).shows("Three quarters").shows("For what cannot be undone.")
            .shows("3/4");
        let fields = [("question", "Cut the old tree?"), ("words", "It is ill."), ("showing", "closed")];
        let thread = put(&lane, "three-quarters", &fields).await;
        went_on(&lead(&lane, thread, "open", &[("until", "2026-12-02")]).await);
        // Rules of tomorrow change nothing in what is decided today.
        let (charter, text) = rules("1/4");
        app.store.import_charter(&charter, &text, app.clock.now(), "Less is enough.", app.clock.now()).await.unwrap();
        for (at, browser) in people.iter_mut().enumerate() {
            let choice = if at < 2 { "0" } else { "1" };
            went_on(&answers(browser, thread, &[("choice", choice)]).await);
        }
        its_day_comes(&lane).await;
        lane.app.visitor().get(&at(thread, "")).await.expect(200).shows("It did not pass.")
            .shows("Fewer than ten took part").hides("4 of 4");
    }

    async fn an_order_and_dots_are_ways_of_ones_own_and_a_gap_is_said(store) {
        let lane = Lane::on(store).await;
        let mut people = neighbours(&lane, 10).await;
        let app = &lane.app.app;
        let text = format!("{}{WEIGHED}", domain::charter::SHIPPED);
        let charter = Charter::parse(&text, 1).unwrap();
        app.store.import_charter(&charter, &text, app.clock.now(), "Ways of our own.", app.clock.now()).await.unwrap();
        let options = "The cellar\nThe yard\nThe street";
        let fields = [("question", "Where to?"), ("words", "One of three."), ("options", options), ("showing", "closed")];
        let order = put(&lane, "order", &fields).await;
        went_on(&lead(&lane, order, "open", &[("until", "2026-12-02")]).await);
        let one = &mut people[0];
        for gap in [["1", "3", ""], ["1", "1", "2"], ["1", "", ""], ["", "", ""]] {
            let fields = [("mark-1", gap[0]), ("mark-2", gap[1]), ("mark-3", gap[2])];
            answers(one, order, &fields).await.expect(422).shows("Number at least two of them");
        }
        let typed = answers(one, order, &[("mark-1", "first"), ("mark-2", "2"), ("mark-3", "")]).await;
        typed.expect(422).shows("value=\"first\"");
        let dots = put(&lane, "dots", &fields).await;
        went_on(&lead(&lane, dots, "open", &[("until", "2026-12-02")]).await);
        let much = [("mark-1", "8"), ("mark-2", "1"), ("mark-3", "")];
        answers(one, dots, &much).await.expect(422).shows("no more than there are in all").shows("You have 8 dots in all.");
        for (at_all, browser) in people.iter_mut().enumerate() {
            let ranks = if at_all < 6 { ["1", "2", ""] } else { ["", "1", "2"] };
            let fields = [("mark-1", ranks[0]), ("mark-2", ranks[1]), ("mark-3", ranks[2])];
            went_on(&answers(browser, order, &fields).await);
            went_on(&answers(browser, dots, &[("mark-1", ""), ("mark-2", "3"), ("mark-3", "5")]).await);
        }
        people[0].get(&at(order, "")).await.shows("name=\"mark-2\" type=\"text\" value=\"2\"");
        its_day_comes(&lane).await;
        let mut visitor = lane.app.visitor();
        // Six say the cellar first, and everybody can be glad of the yard.
        visitor.get(&at(order, "")).await.expect(200).shows("The yard: 24 of 50").shows("The cellar: 18 of 50");
        visitor.get(&at(dots, "")).await.expect(200).shows("The street: 50 of 80");
        let ballots = visitor.get(&at(order, "/ballots.json")).await.expect(200);
        let ballots: String = ballots.text.split_whitespace().collect();
        assert!(ballots.contains("[1,2,null]"), "{ballots}");
    }

    async fn a_handful_of_answers_tells_the_outcome_and_nothing_else(store) {
        let lane = Lane::on(store).await;
        let mut people = neighbours(&lane, 4).await;
        let fields = [CONSENT[0], CONSENT[1], CONSENT[2], ("showing", "always")];
        let thread = put(&lane, "majority", &fields).await;
        went_on(&lead(&lane, thread, "open", &[("until", "2026-12-02")]).await);
        for (at, browser) in people.iter_mut().enumerate() {
            let choice = if at == 0 { "1" } else { "0" };
            went_on(&answers(browser, thread, &[("choice", choice), ("reason", "My reason.")]).await);
        }
        let mut visitor = lane.app.visitor();
        visitor.get(&at(thread, "")).await.shows("Fewer than 5 so far, of 4").hides("4 of 4").shows("From ten answers on").hides("My reason.").hides("Yes: 3");
        its_day_comes(&lane).await;
        visitor.get(&at(thread, "")).await.expect(200)
            .shows("It passed.").shows("only the outcome is told").hides("4 of 4").hides("My reason.").hides("Who answered what").hides("neighbour0").hides("Yes: 3");
        visitor.get(&at(thread, "/ballots.json")).await.expect(404);
    }

    async fn of_a_handful_not_even_the_objections_are_counted(store) {
        let lane = Lane::on(store).await;
        let mut people = neighbours(&lane, 6).await;
        let thread = put(&lane, "consent", &CONSENT).await;
        went_on(&lead(&lane, thread, "open", &[("until", "2026-12-02")]).await);
        for (step, browser) in people.iter_mut().enumerate() {
            let (choice, told) = if step < 2 { ("2", "I am against it.") } else { ("0", "") };
            went_on(&answers(browser, thread, &[("choice", choice), ("reason", told)]).await);
            let page = lane.app.visitor().get(&at(thread, "")).await.expect(200);
            // Who watches a neighbour answer sees no number go up with it.
            page.shows(if step < 4 { "Fewer than 5 so far, of 6" } else { "At least 5 of 6" });
        }
        lane.app.visitor().get(&at(thread, "")).await.shows("I am against it.");
        its_day_comes(&lane).await;
        lane.app.visitor().get(&at(thread, "")).await.expect(200)
            .shows("An objection was not taken back").shows("Fewer than ten took part")
            .hides("6 of 6").hides("I am against it.");
    }

    async fn two_members_end_it_early_and_nobody_alone(store) {
        let lane = Lane::on(store).await;
        neighbours(&lane, 3).await;
        let thread = put(&lane, "majority", &CONSENT).await;
        lead(&lane, thread, "drop", &[]).await.expect(422);
        went_on(&lead(&lane, thread, "open", &[("until", "2026-12-02")]).await);
        let early = [("words", "Everybody has answered.")];
        lead(&lane, thread, "close-early", &early).await.expect(422).shows("at least one whole day");
        lane.app.wait_seconds(24 * 60 * 60);
        went_on(&lead(&lane, thread, "close-early", &early).await);
        lead(&lane, thread, "close-early", &early).await.expect(422).shows("Another member has to agree.");
        let mut second = lane.second_member().await;
        let action = at(thread, "/close-early");
        second.get(&action).await.expect(200).shows("Everybody has answered.");
        let closed = fills(&mut second, &action, &action, &[("words", "I see it so, too.")]).await;
        went_on(&closed);
        lane.app.visitor().get(&at(thread, "")).await.shows("Too few took part").shows("Everybody has answered.");
        let mut stranger = lane.browser(lane.stranger).await;
        stranger.get(&action).await.expect(403);
        stranger.get(&format!("/threads/{thread}/decide")).await.expect(403);
    }

    async fn a_time_is_found_by_saying_when_one_can(store) {
        let lane = Lane::on(store).await;
        let mut people = neighbours(&lane, 11).await;
        let one = [CONSENT[0], CONSENT[1], ("options", "Friday at seven"), ("showing", "closed")];
        let thread = opened(&lane).await;
        went_on(&leads(&lane, thread, "move", &[("step", "decide"), ("until", "2026-12-30")]).await);
        let mut member = lane.browser(lane.member).await;
        let decide = format!("/threads/{thread}/decide");
        let form = format!("{decide}?way=meeting-time");
        fills(&mut member, &form, &decide, &one).await.expect(422).shows("at least two things").shows("Friday at seven");
        let two = [one[0], one[1], ("options", "Friday at seven\nSunday at ten\n\n"), one[3]];
        went_on(&fills(&mut member, &form, &decide, &two).await);
        went_on(&lead(&lane, thread, "open", &[("until", "2026-12-02")]).await);
        let gap = answers(&mut people[0], thread, &[("mark-1", "yes")]).await;
        gap.expect(422).shows("mark-2-problem").shows("Friday at seven");
        for (at, browser) in people.iter_mut().enumerate() {
            let second = if at < 6 { "yes" } else { "maybe" };
            went_on(&answers(browser, thread, &[("mark-1", "maybe"), ("mark-2", second)]).await);
        }
        its_day_comes(&lane).await;
        lane.app.visitor().get(&at(thread, "")).await.expect(200)
            .shows("“Sunday at ten” was chosen.").shows("Sunday at ten: 6 of 11").shows("Who answered what");
    }

    async fn a_decision_costs_so_many_statements_however_many_answer(store) {
        let lane = Lane::on(store).await;
        let mut people = neighbours(&lane, 3).await;
        let thread = put(&lane, "consent", &CONSENT).await;
        went_on(&lead(&lane, thread, "open", &[("until", "2026-12-02")]).await);
        let (_, few) = counted(people[0].get(&at(thread, ""))).await;
        for browser in &mut people {
            went_on(&answers(browser, thread, &[("choice", "2"), ("reason", "Because.")]).await);
        }
        let (page, many) = counted(people[0].get(&at(thread, ""))).await;
        page.expect(200).shows("Because.");
        assert_eq!(few, many);
        assert!(many <= 8, "{many} statements");
    }

    async fn hostile_words_stay_words(store) {
        let lane = Lane::on(store).await;
        let mut people = neighbours(&lane, 1).await;
        let hostile = "<script>alert(1)</script>";
        let fields = [("question", hostile), ("words", hostile), CONSENT[2], CONSENT[3]];
        let thread = put(&lane, "consent", &fields).await;
        went_on(&lead(&lane, thread, "open", &[("until", "2026-12-02")]).await);
        went_on(&answers(&mut people[0], thread, &[("choice", "2"), ("reason", hostile)]).await);
        for choice in ["9", "-1", "x", "99999999999999999999"] {
            people[0].post(&at(thread, "/answer"), &[("choice", choice)]).await.expect(422);
        }
        let stale = people[0].post(&at(thread, "/answer"), &[("choice", "0"), ("seen", "0")]).await;
        stale.expect(422).shows("has changed since you opened this page");
        for address in ["0", "2", "x", "-1", "99999999999999999999"] {
            people[0].get(&format!("/threads/{thread}/decisions/{address}")).await.expect(404);
        }
        for page in [at(thread, ""), format!("/threads/{thread}")] {
            crate::town::nothing_runs(&lane.app.visitor().get(&page).await.expect(200));
        }
    }
}
