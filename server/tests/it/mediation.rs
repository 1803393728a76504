//! Mediation over HTTP: two neighbours who are at odds about a piano meet, with somebody
//! between them, and promise each other something; or one of them does not want to, and
//! nobody can tell.

use std::collections::BTreeMap;

use domain::case::{Case, Visibility};
use domain::text::Words;
use store::cases::NewCase;
use store::statements::counted;

use crate::app::{Answer, Visitor};
use crate::households::verified;
use crate::html;
use crate::lane::Lane;
use crate::sessions::{texts, with_a_phone};
use crate::threads::went_on;

const DAY: i64 = 24 * 60 * 60;

/// Everybody, each with a browser, and the case.
struct Piano {
    lane: Lane,
    case: Case,
    author: Visitor,
    /// Lives behind the door that is asked.
    behind: Visitor,
    /// Lives elsewhere in the lane.
    between: Visitor,
    member: Visitor,
    /// The address of the mediation.
    at: String,
}

impl Piano {
    async fn plays(lane: Lane) -> Self {
        for (person, door) in [
            (lane.neighbour, "2-301"),
            (lane.stranger, "1-101"),
            (lane.author, "2-302"),
        ] {
            verified(&lane, person, door).await;
        }
        let new = NewCase {
            words: Words::parse("The piano next door, until midnight.").unwrap(),
            category: "neighbour-noise".to_owned(),
            place: lane.building,
            point: None,
            answers: BTreeMap::new(),
            visibility: Visibility::BodyOnly,
            conflict: None,
            photos: Vec::new(),
            on_paper: false,
        };
        let actor = lane.actor(lane.author).await;
        let (ids, now) = (&lane.app.app.ids, lane.app.app.clock.now());
        let filed = lane.app.store.file_case(&new, &actor, None, ids, now);
        let case = filed.await.unwrap().case;
        Self {
            case,
            author: lane.browser(lane.author).await,
            behind: lane.browser(lane.neighbour).await,
            between: lane.browser(lane.stranger).await,
            member: lane.browser(lane.member).await,
            at: String::new(),
            lane,
        }
    }

    fn offer_at(&self) -> String {
        format!("/cases/{}/mediation", self.case.reference)
    }

    /// The author asks the other household.
    async fn asked(&mut self) {
        let at = self.offer_at();
        let form = self.author.get(&at).await.expect(200).form(&at);
        let answer = self.author.submit(&form.with("door", "2-301")).await;
        self.at = address(&went_on(&answer));
    }

    /// Both said yes, a mediator was found, and they have met.
    async fn met(&mut self) {
        let at = self.at.clone();
        went_on(&does(&mut self.behind, &at, "reply", &[("yes", "yes")]).await);
        let named = [("member", ""), ("handle", "stranger@example.org")];
        went_on(&does(&mut self.member, &at, "name", &named).await);
        went_on(&does(&mut self.between, &at, "accept", &[]).await);
        let meet = [("at", "2026-11-26T19:00"), ("place", "Ground floor")];
        went_on(&does(&mut self.between, &at, "arrange", &meet).await);
        self.days(4).await;
    }

    async fn signs_in(&mut self) {
        self.author = self.lane.browser(self.lane.author).await;
        self.behind = self.lane.browser(self.lane.neighbour).await;
    }

    async fn days(&self, days: i64) {
        self.lane.app.wait_seconds(days * DAY);
        self.lane.app.work().await;
    }

    /// The subjects and texts of the mails to somebody, those about the case aside.
    async fn mails(&self, to: &str) -> Vec<(String, String)> {
        self.lane.app.work().await;
        let kept = self.lane.app.mail.list(200).await.unwrap();
        let own = self.case.reference.to_string();
        let to = kept
            .into_iter()
            .rev()
            .filter(|mail| mail.to.contains(to) && !mail.subject.contains(&own));
        to.map(|mail| (mail.subject, mail.text)).collect()
    }
}

/// The address without what it says is done.
fn address(to: &str) -> String {
    to.split('?').next().unwrap_or_default().to_owned()
}

/// Fills in one of the forms of the page and sends it.
async fn does(browser: &mut Visitor, at: &str, act: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(at).await.expect(200);
    let mut form = form_of(&page, act);
    for (name, value) in fields {
        form = form.with(name, value);
    }
    browser.submit(&form).await
}

#[track_caller]
fn form_of(page: &Answer, act: &str) -> html::Form {
    let acts = ("act".to_owned(), act.to_owned());
    let mut forms = html::forms(&page.text).into_iter();
    let found = forms.find(|form| form.fields.contains(&acts));
    found.unwrap_or_else(|| panic!("no form for {act} in {}", page.text))
}

/// Whether the page has a form for this act.
fn has(page: &Answer, act: &str) -> bool {
    let acts = ("act".to_owned(), act.to_owned());
    html::forms(&page.text)
        .iter()
        .any(|form| form.fields.contains(&acts))
}

store::on_each_engine! {
    async fn two_neighbours_promise_each_other_something_and_it_holds(store) {
        let mut piano = Piano::plays(Lane::on(store).await).await;
        let case = format!("/cases/{}", piano.case.reference);
        piano.author.get(&case).await.expect(200).shows("Talk it over with a mediator");
        piano.asked().await;
        let at = piano.at.clone();
        piano.author.get(&at).await.expect(200).shows("The other household");
        // The mail says nothing of it; the own page leads there.
        for (subject, text) in piano.mails("neighbour@example.org").await {
            assert_eq!(subject, "Something waits for you on Linli");
            for word in ["mediat", "piano", "noise", "Author", &at] {
                assert!(!text.contains(word), "{word} in {text}");
            }
        }
        piano.behind.get("/me").await.expect(200).shows("A neighbour would like to talk with you").shows(&at);
        let page = piano.behind.get(&at).await.expect(200).shows("Noise from a neighbour");
        assert!(!page.text.contains("Author"), "the name is not shown: {}", page.text);
        assert!(!page.text.contains(&piano.case.reference.to_string()));
        piano.met().await;
        let write = |words| [("words", words)];
        went_on(&does(&mut piano.author, &at, "write", &write("I ring the bell before I write.")).await);
        let page = piano.behind.get(&at).await.expect(200).shows("I ring the bell").shows("Author promises");
        assert!(!has(&page, "confirm"), "both have to write first");
        went_on(&does(&mut piano.behind, &at, "write", &write("No piano after nine.\nSundays from ten.")).await);
        for browser in [&mut piano.author, &mut piano.behind] {
            went_on(&does(browser, &at, "confirm", &[]).await);
        }
        piano.between.get(&at).await.expect(200).shows("Both confirmed this text.").shows("Sundays from ten.");
        for _ in 0..2 {
            piano.days(45).await;
            // A session ends after thirty days without use.
            piano.signs_in().await;
            for browser in [&mut piano.author, &mut piano.behind] {
                went_on(&does(browser, &at, "follow", &[("kept", "kept")]).await);
            }
        }
        let page = piano.author.get(&at).await.expect(200).shows("What you promised holds.");
        assert!(html::forms(&page.text).iter().all(|form| form.action != at));
        // The case went its own way all the while.
        assert!(piano.lane.case(piano.case.reference).await.is_open());
        piano.days(61).await;
        piano.signs_in().await;
        let due = piano.lane.app.store.find_mediation_of(piano.case.id).await.unwrap();
        assert!(due.is_none(), "nothing of it stays");
        piano.author.get(&at).await.expect(404);
    }

    async fn who_does_not_want_to_says_so_and_nobody_can_tell(store) {
        let mut piano = Piano::plays(Lane::on(store).await).await;
        piano.asked().await;
        let at = piano.at.clone();
        let steady = |page: Answer| {
            let keys = html::forms(&page.text).into_iter().flat_map(|form| form.fields);
            let keys = keys.filter(|(name, _)| name == "key").map(|(_, key)| key);
            let id = page.header("x-request-id").to_owned();
            keys.chain([id]).fold(page.text.clone(), |text, key| text.replace(&key, ""))
        };
        let before = [steady(piano.author.get(&at).await), steady(piano.member.get(&at).await)];
        let no = does(&mut piano.behind, &at, "reply", &[("yes", "no")]).await;
        assert_eq!(went_on(&no), format!("{at}?done=no"));
        piano.behind.get(&at).await.expect(200).shows("So far the answer is no.");
        let after = [steady(piano.author.get(&at).await), steady(piano.member.get(&at).await)];
        assert_eq!(before, after);
        let mails = piano.mails("author@example.org").await;
        piano.days(15).await;
        assert_eq!(piano.mails("author@example.org").await, mails, "no mail about the end");
        let told = "Not both said yes.";
        piano.author.get(&at).await.expect(200).shows(told);
        piano.behind.get(&at).await.expect(200).shows(told);
        piano.member.get(&at).await.expect(200).shows("It is over. The case goes on.");
        // One reminder was not sent either.
        assert_eq!(piano.mails("neighbour@example.org").await.len(), 1);
    }

    async fn what_is_wrong_comes_back_with_what_was_typed(store) {
        let mut piano = Piano::plays(Lane::on(store).await).await;
        let offer = piano.offer_at();
        for door in ["", "……", "a door with far too many signs in it"] {
            let form = piano.author.get(&offer).await.expect(200).form(&offer);
            let form = form.with("door", door).with("named", "yes");
            let page = piano.author.submit(&form).await.expect(422);
            assert_eq!(page.form(&offer).fields, form_without_key(&page, form, &offer));
        }
        let form = piano.author.get(&offer).await.expect(200).form(&offer);
        piano.author.submit(&form.clone().with("door", "2-302")).await.expect(422).shows("your own home");
        piano.author.submit(&form.with("door", "2-301").with("place", "river-city")).await.expect(422).shows("Choose the building");
        piano.asked().await;
        let at = piano.at.clone();
        assert_eq!(piano.author.get(&offer).await.location(), Some(at.clone()));
        went_on(&does(&mut piano.behind, &at, "reply", &[("yes", "yes")]).await);
        for handle in ["", "nobody@example.org", "author@example.org", "neighbour@example.org", "x"] {
            let named = does(&mut piano.member, &at, "name", &[("handle", handle)]).await.expect(422);
            assert!(handle.is_empty() || named.text.contains(handle));
        }
        let named = [("handle", "stranger@example.org")];
        went_on(&does(&mut piano.member, &at, "name", &named).await);
        went_on(&does(&mut piano.between, &at, "accept", &[]).await);
        for (when, place) in [("", "Here"), ("soon", "Here"), ("2026-11-22T19:00", "Here"), ("2027-11-22T19:00", "Here"), ("2026-11-26T19:00", "")] {
            let page = does(&mut piano.between, &at, "arrange", &[("at", when), ("place", place)]).await.expect(422);
            assert_eq!(form_of(&page, "arrange").fields.iter().filter(|(name, value)| (name == "at" && value == when) || (name == "place" && value == place)).count(), 2);
        }
        went_on(&does(&mut piano.between, &at, "arrange", &[("at", "2026-11-26T19:00"), ("place", "Here")]).await);
        let early = [("act", "write"), ("turn", "0"), ("words", "I am early.")];
        piano.author.post(&at, &early).await.expect(422);
        piano.days(4).await;
        let stale = form_of(&piano.author.get(&at).await, "write").with("words", "My own words.");
        went_on(&does(&mut piano.behind, &at, "write", &[("words", "No piano after nine.")]).await);
        let page = piano.author.submit(&stale).await.expect(422).shows("The text was changed meanwhile.").shows("No piano after nine.");
        let again = form_of(&page, "write");
        assert!(again.fields.contains(&("words".to_owned(), "My own words.".to_owned())));
        went_on(&piano.author.submit(&again).await);
        // Twice the same form is once.
        went_on(&piano.author.submit(&again).await);
        for strange in ["", "see", "wake", "mediate"] {
            piano.author.post(&at, &[("act", strange)]).await.expect(422);
        }
        piano.author.post(&at, &[("act", "confirm"), ("turn", "x")]).await.expect(422);
        piano.author.post(&at, &[("act", "follow"), ("kept", "kept")]).await.expect(422);
        piano.author.post(&at, &[("act", "another"), ("step", "1")]).await.expect(422).shows("somebody");
    }

    async fn it_can_end_at_any_time_and_the_case_goes_on(store) {
        let mut piano = Piano::plays(Lane::on(store).await).await;
        let offer = piano.offer_at();
        let form = piano.member.get(&offer).await.expect(200).form(&offer);
        let offered = piano.member.submit(&form.with("door", "2-301")).await;
        piano.at = address(&went_on(&offered));
        let at = piano.at.clone();
        // The household hears of it only after the author's yes.
        piano.behind.get(&at).await.expect(404);
        assert!(piano.mails("neighbour@example.org").await.is_empty());
        went_on(&does(&mut piano.author, &at, "answer", &[("yes", "yes"), ("named", "yes")]).await);
        piano.behind.get(&at).await.expect(200).shows("Author would like to talk with you");
        piano.met().await;
        let end = [("learnt", "We both sleep badly.")];
        went_on(&does(&mut piano.behind, &at, "end", &end).await);
        piano.author.get(&at).await.expect(200).shows("without an agreement").shows("We both sleep badly.");
        let page = piano.member.get(&at).await.expect(200).shows("It is over.");
        assert!(!page.text.contains("sleep badly") && !page.text.contains("Stranger"));
        // The clock of the case went on: its dates were missed as always.
        let case = piano.lane.case(piano.case.reference).await;
        assert!(case.is_open() && case.version > piano.case.version);
    }

    async fn it_stands_on_the_pages_of_those_who_take_part_and_of_nobody_else(store) {
        let mut piano = Piano::plays(Lane::on(store).await).await;
        piano.asked().await;
        let at = piano.at.clone();
        let me = "/me";
        for browser in [&mut piano.author, &mut piano.behind] {
            browser.get(me).await.shows("Your dates").shows(&at);
        }
        piano.between.get(me).await.hides("Your dates");
        piano.met().await;
        for browser in [&mut piano.author, &mut piano.behind, &mut piano.between] {
            browser.get(me).await.shows("Your dates").shows(&at);
            let (page, statements) = counted(browser.get(me)).await;
            page.expect(200);
            assert!(statements <= 8, "{statements} statements");
        }
        piano.member.get(me).await.hides("Your dates");
        piano.lane.browser(piano.lane.officer).await.get(me).await.hides("Your dates");
    }

    async fn a_text_message_says_no_more_than_that_something_waits(store) {
        let mut piano = Piano::plays(Lane::on(store).await).await;
        let phone = with_a_phone(&piano.lane.app).await;
        verified(&piano.lane, phone, "2-301").await;
        piano.asked().await;
        let texts = texts(&piano.lane.app).await;
        assert_eq!(texts.len(), 1, "{texts:?}");
        assert!(texts[0].starts_with("Something waits for you on Linli\n"), "{texts:?}");
        assert!(texts[0].ends_with("/me"), "{texts:?}");
    }

    async fn its_pages_take_few_statements(store) {
        let mut piano = Piano::plays(Lane::on(store).await).await;
        piano.asked().await;
        let at = piano.at.clone();
        piano.met().await;
        for browser in [&mut piano.author, &mut piano.behind, &mut piano.between, &mut piano.member] {
            let (page, statements) = counted(browser.get(&at)).await;
            page.expect(200);
            assert!(statements <= 8, "{statements} statements");
        }
        let case = format!("/cases/{}", piano.case.reference);
        let (page, statements) = counted(piano.member.get(&case)).await;
        page.expect(200);
        assert!(statements <= 8, "{statements} statements");
    }
}

/// The fields as they were sent, with the new key of the page.
fn form_without_key(page: &Answer, sent: html::Form, action: &str) -> Vec<(String, String)> {
    let key = page
        .form(action)
        .fields
        .into_iter()
        .find(|(name, _)| name == "key");
    let (_, key) = key.unwrap();
    let again = sent.with("key", &key).fields;
    let order = page.form(action).fields.into_iter().map(|(name, _)| name);
    order
        .map(|name| {
            again
                .iter()
                .find(|(known, _)| *known == name)
                .unwrap()
                .clone()
        })
        .collect()
}
