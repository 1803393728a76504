//! Challenges over HTTP: opened out of a case, worked on at one table, reviewed
//! in cycles; residents keep their own case and take it out when they wish.

use domain::case::{Case, Visibility};
use domain::challenge::Challenge;
use domain::reference::Reference;

use crate::app::{Answer, Visitor};
use crate::case::path;
use crate::lane::Lane;

const OPENING: [(&str, &str); 5] = [
    ("title", "Dark stairs again and again"),
    ("about", "A new lamp, dark again. The wires are old."),
    ("place", "willow-lane"),
    ("task", "Keeps a list of the lamps."),
    ("next", "2026-12-18"),
];

pub(crate) const TABLE: [(&str, &str); 8] = [
    ("words", "The wires are theirs."),
    ("convener", "willow-lane-committee"),
    ("share-willow-lane-committee", "leads"),
    ("task-willow-lane-committee", "Keeps a list of the lamps."),
    ("share-bridge-office", "does"),
    ("task-bridge-office", "Looks at the wires."),
    ("burden-bridge-office", "unknown"),
    ("burden-willow-lane-committee", "unknown"),
];

pub(crate) fn at(challenge: Reference, rest: &str) -> String {
    format!("/challenges/{challenge}{rest}")
}

/// Opens the form at this address, fills it in and sends it.
async fn fills(
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

pub(crate) async fn does(
    browser: &mut Visitor,
    challenge: Reference,
    act: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let (code, query) = act.split_once('?').unwrap_or((act, ""));
    let action = at(challenge, &format!("/{code}"));
    fills(browser, &format!("{action}?{query}"), &action, fields).await
}

#[track_caller]
fn went_back(answer: &Answer, challenge: Reference) {
    let to = answer
        .location()
        .unwrap_or_else(|| panic!("{}", answer.text));
    assert!(to.starts_with(&at(challenge, "?done=")), "{to}");
}

/// The committee opened one out of a public case.
pub(crate) async fn opened(lane: &Lane) -> (Case, Reference) {
    let case = lane.filed(Visibility::PublicWithoutName).await;
    let mut member = lane.browser(lane.member).await;
    member
        .get(&path(&case, ""))
        .await
        .shows("Gather it under a challenge");
    let action = path(&case, "/open-challenge");
    let answer = fills(&mut member, &action, &action, &OPENING).await;
    let to = answer
        .location()
        .unwrap_or_else(|| panic!("{}", answer.text));
    let number = to.trim_start_matches("/challenges/");
    let number = number.split('?').next().unwrap();
    (case, Reference::parse(number).unwrap())
}

async fn kept(lane: &Lane, challenge: Reference) -> Challenge {
    let found = lane.app.store.find_challenge(challenge).await.unwrap();
    found.unwrap()
}

store::on_each_engine! {
    async fn a_hard_matter_from_beginning_to_end(store) {
        let lane = Lane::on(store).await;
        let (case, challenge) = opened(&lane).await;
        let mut member = lane.browser(lane.member).await;
        let mut officer = lane.browser(lane.officer).await;
        let mut visitor = lane.app.visitor();
        visitor.get(&at(challenge, "")).await.expect(200)
            .shows("Dark stairs again and again")
            .shows("Willow Lane committee")
            .shows("Look at the whole again")
            .shows("The stairwell light is out")
            .shows("gathered matter");
        visitor.get(&path(&case, "")).await.expect(200)
            .shows("Part of a challenge")
            .shows("gathered this under the challenge “Dark stairs again and again”.");
        visitor.get("/challenges").await.shows("Dark stairs").shows("What is looked at next stands first.");
        visitor.get("/challenges?place=willow-1").await.shows("Dark stairs");

        officer.get(&at(challenge, "/note")).await.expect(403).shows("Only members of the bodies at its table");
        went_back(&does(&mut member, challenge, "set-table", &TABLE).await, challenge);
        went_back(&does(&mut officer, challenge, "note", &[("certainty", "unknown"), ("words", "Who pays for the wires?")]).await, challenge);
        went_back(&does(&mut officer, challenge, "try", &[
            ("words", "Lamps that need less."), ("started", "2026-11-23"), ("review", "2026-12-04"),
        ]).await, challenge);
        went_back(&does(&mut member, challenge, "begin-measure", &[
            ("words", "Torches hang at the door."), ("from", "2026-11-23"), ("until", "2027-01-15"),
        ]).await, challenge);
        let now = kept(&lane, challenge).await;
        let (line, attempt, measure) = (now.lines[0].number, now.attempts[0].number, now.measures[0].number);
        // What it is called is put right; what it was called stays in the history.
        officer.get(&at(challenge, "/correct")).await.expect(403);
        let right = [("title", "Dark stairs in every house"), ("words", "It is not one lamp.")];
        went_back(&does(&mut member, challenge, "correct", &right).await, challenge);
        does(&mut member, challenge, "correct", &[("words", "So.")]).await.expect(422)
            .shows("That is what it is called and about already.");
        visitor.get(&at(challenge, "")).await
            .shows("before “Dark stairs again and again”, now “Dark stairs in every house”")
            .shows("It is not one lamp.");
        let back = [("title", "Dark stairs again and again"), ("words", "One house after all.")];
        went_back(&does(&mut member, challenge, "correct", &back).await, challenge);
        visitor.get(&at(challenge, "")).await
            .shows("Who pays for the wires?")
            .shows("They say what came of it by")
            .shows("Torches hang at the door.")
            .shows("Looks at the wires.");
        officer.get("/inbox").await.shows("Say what came of it");
        member.get("/inbox").await.shows("Dark stairs again and again").shows("Look at it again")
            .shows(&format!("<h2 id=\"challenge-{challenge}-heading\"")).shows(&format!("aria-describedby=\"challenge-{challenge}-heading\""));

        does(&mut member, challenge, "close", &[("words", "Nothing yet.")]).await.expect(422)
            .shows("say first what came of it").shows("Nothing yet.");
        went_back(&does(&mut officer, challenge, &format!("judge?part={attempt}"), &[
            ("outcome", "did-not-help"), ("words", "They went dark again."),
        ]).await, challenge);
        went_back(&does(&mut officer, challenge, &format!("strike?part={line}"), &[("words", "The city pays.")]).await, challenge);
        let page = visitor.get(&at(challenge, "")).await
            .shows("did not help").shows("<s>Who pays for the wires?").shows("The city pays.");
        assert!(!page.text.contains("/close\""), "visitors are offered nothing");
        went_back(&does(&mut member, challenge, "review", &[("words", "New wires are ordered."), ("next", "2027-01-20")]).await, challenge);
        visitor.get(&at(challenge, "")).await.shows("New wires are ordered.").shows("looked at the whole again");
        went_back(&does(&mut member, challenge, &format!("end-measure?part={measure}"), &[("words", "There is light.")]).await, challenge);
        went_back(&does(&mut member, challenge, "close", &[("words", "The wires were too thin.")]).await, challenge);
        visitor.get(&at(challenge, "")).await.shows("What was learnt").shows("The wires were too thin.").shows("closed");
        officer.get(&at(challenge, "/note")).await.expect(422);
        went_back(&does(&mut officer, challenge, "reopen", &[("words", "Dark again."), ("next", "2026-12-20")]).await, challenge);
        assert!(kept(&lane, challenge).await.is_open());
    }

    async fn a_resident_takes_the_own_matter_out_and_nobody_puts_it_back(store) {
        let lane = Lane::on(store).await;
        let (case, challenge) = opened(&lane).await;
        let mut author = lane.browser(lane.author).await;
        let mut stranger = lane.browser(lane.stranger).await;
        author.get(&at(challenge, "")).await.shows("A matter of yours");
        author.get(&path(&case, "")).await.shows("Take my matter out");
        author.get("/me").await.shows("under a challenge");
        stranger.get(&at(challenge, "/ask-out")).await.expect(403);
        let fields = [("case", case.reference.to_string())];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        stranger.post(&at(challenge, "/ask-out"), &fields).await.expect(403);
        went_back(&does(&mut author, challenge, "ask-out", &[]).await, challenge);
        let page = lane.app.visitor().get(&at(challenge, "")).await.shows("The neighbour whose matter it is took matter");
        assert!(!page.text.contains("Author"), "no name");
        assert_eq!(lane.case(case.reference).await.under, None);
        let mut member = lane.browser(lane.member).await;
        does(&mut member, challenge, "gather", &fields).await.expect(422).shows("Its neighbour took it out");
    }

    async fn matters_are_gathered_from_either_page_and_private_ones_never(store) {
        let lane = Lane::on(store).await;
        let (_, challenge) = opened(&lane).await;
        let second = lane.filed(Visibility::Public).await;
        let private = lane.filed(Visibility::BodyOnly).await;
        let mut member = lane.browser(lane.member).await;
        let mut stranger = lane.browser(lane.stranger).await;
        let gather = path(&second, "/gather");
        let number = challenge.to_string();
        fills(&mut member, &gather, &gather, &[]).await.expect(422).shows("Choose one.");
        went_back(&fills(&mut member, &gather, &gather, &[("challenge", &number)]).await, challenge);
        stranger.get(&gather).await.expect(403);
        member.get(&path(&private, "/gather")).await.expect(422);
        stranger.get(&path(&private, "/gather")).await.expect(404);
        for case in [private.reference.to_string(), Reference::from_seed(3).to_string()] {
            let wrong = does(&mut member, challenge, "gather", &[("case", &case)]).await.expect(422);
            assert!(wrong.text.contains("case-problem") && wrong.text.contains(&case), "it stays typed");
        }
        does(&mut member, challenge, "gather", &[("case", "12")]).await.expect(422).shows("Check the eight digits.");
        let second_number = second.reference.to_string();
        does(&mut member, challenge, "release", &[("case", &second_number)]).await.expect(422);
        went_back(&does(&mut member, challenge, "release", &[("case", &second_number), ("words", "Another cause.")]).await, challenge);
        let page = lane.app.visitor().get(&at(challenge, "")).await.shows("Another cause.");
        assert!(!page.text.contains(&private.reference.spaced()), "private matters are nowhere");
        assert_eq!(kept(&lane, challenge).await.cases.len(), 1);
    }

    async fn a_form_sent_twice_acts_once_and_a_stale_one_not_at_all(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let mut member = lane.browser(lane.member).await;
        let action = path(&case, "/open-challenge");
        let mut form = member.get(&action).await.form(&action);
        for (name, value) in OPENING {
            form = form.with(name, value);
        }
        let first = member.submit(&form).await.location().unwrap();
        assert_eq!(member.submit(&form).await.location().unwrap(), first);
        assert_eq!(lane.app.store.list_challenges(None, 9).await.unwrap().len(), 1);
        let challenge = Reference::parse(&first[12..20]).unwrap();

        let action = at(challenge, "/review");
        let stale = member.get(&action).await.form(&action).with("words", "Looked.").with("next", "2026-12-20");
        let note = member.get(&at(challenge, "/note")).await.form(&at(challenge, "/note"))
            .with("certainty", "known").with("words", "The lamp is new.");
        for _ in 0..2 {
            went_back(&member.submit(&note).await, challenge);
        }
        assert_eq!(kept(&lane, challenge).await.lines.len(), 1);
        member.submit(&stale).await.expect(422)
            .shows("Someone was faster").shows("The newest step").shows("Looked.");
        assert_eq!(kept(&lane, challenge).await.version, 3);
    }

    async fn what_is_missing_is_asked_for_and_nothing_typed_is_lost(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let mut member = lane.browser(lane.member).await;
        let action = path(&case, "/open-challenge");
        let wrong = fills(&mut member, &action, &action, &[("title", "Dark & stairs"), ("next", "2020-01-01"),
            ("about", "Why?"), ("place", "willow-lane"), ("task", "")]).await.expect(422);
        for field in ["task-problem", "Dark &amp; stairs", "2020-01-01"] {
            assert!(wrong.text.contains(field), "{field}: {}", wrong.text);
        }
        fills(&mut member, &action, &action, &[("title", "Dark"), ("next", "2027-06-01"),
            ("about", "Why?"), ("place", "willow-lane"), ("task", "Looks.")]).await.expect(422)
            .shows("within the next ninety days");
        let (_, challenge) = opened(&lane).await;
        let tried = does(&mut member, challenge, "try", &[("words", "New lamps."), ("started", "2027-01-01"), ("review", "2026-12-04")]).await.expect(422);
        let late = does(&mut member, challenge, "try", &[("words", "New lamps."), ("started", "2026-11-23"), ("review", "2027-12-04")]).await.expect(422);
        assert!(late.text.contains("review-problem"), "told at its field");
        tried.shows("Choose today or an earlier day").shows("New lamps.");
        let table = does(&mut member, challenge, "set-table", &[("words", "So."), ("share-bridge-office", "does")]).await.expect(422);
        assert!(table.text.contains("task-bridge-office-problem"));
        let unknown = Reference::from_seed(77);
        for rest in ["", "/review", "/note", "/nothing"] {
            member.get(&at(unknown, rest)).await.expect(404);
        }
        for rest in ["/nothing", "/open", "/wake"] {
            member.get(&at(challenge, rest)).await.expect(404);
        }
        member.get("/challenges/12345678").await.expect(404);
        member.get("/challenges?place=nowhere").await.expect(404);
        lane.app.visitor().get("/challenges?place=willow-1").await.expect(200);
    }

    async fn the_clock_records_a_missed_review_once_and_everybody_reads_it(store) {
        let lane = Lane::on(store).await;
        let (_, challenge) = opened(&lane).await;
        let mut visitor = lane.app.visitor();
        let before = visitor.get(&at(challenge, "")).await.expect(200);
        assert!(!before.text.contains("did not look at it"));
        // Past Friday, 18 December, not past the Friday after.
        lane.app.wait_seconds(26 * 24 * 60 * 60);
        lane.app.work().await;
        lane.app.work().await;
        let now = kept(&lane, challenge).await;
        assert_eq!(now.missed.len(), 1);
        visitor.get(&at(challenge, "")).await
            .shows("Willow Lane committee did not look at it by")
            .shows("It is owed again by")
            .shows("Dates missed so far: 1");
        let mut member = lane.browser(lane.member).await;
        member.get("/inbox").await.shows("Dark stairs again and again");
        went_back(&does(&mut member, challenge, "review", &[("words", "Late, but looked."), ("next", "2027-01-20")]).await, challenge);
        lane.app.work().await;
        assert_eq!(kept(&lane, challenge).await.missed.len(), 1);
    }

    async fn its_page_is_kept_and_made_anew_when_it_changes(store) {
        let lane = Lane::on(store).await;
        let (_, challenge) = opened(&lane).await;
        let mut visitor = lane.app.visitor();
        visitor.get(&at(challenge, "")).await.expect(200);
        let (_, statements) = store::statements::counted(visitor.get(&at(challenge, ""))).await;
        assert_eq!(statements, 0, "a kept page costs nothing");
        let mut member = lane.browser(lane.member).await;
        let (page, statements) = store::statements::counted(member.get(&at(challenge, ""))).await;
        page.expect(200);
        assert!(statements <= 8, "{statements}");
        went_back(&does(&mut member, challenge, "note", &[("certainty", "known"), ("words", "It rains in.")]).await, challenge);
        visitor.get(&at(challenge, "")).await.shows("It rains in.");
    }
}
