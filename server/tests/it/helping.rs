//! Somebody who has neither an e-mail address nor a phone: a neighbour files for them, and
//! brings them what comes by a letter or a knock.

use domain::case::stage::StageName;
use domain::case::{Case, Command, Order, Visibility};
use domain::handle::Handle;
use domain::id::PersonId;
use domain::person::Actor;
use domain::reference::Reference;
use store::lists::Turn;
use store::on_each_engine;
use store::people::Helped;

use crate::app::{Answer, TestApp, Visitor};
use crate::lane::{Lane, sentence};
use crate::town::{self, Report};

fn to(answer: &Answer) -> String {
    answer.location().unwrap_or_default()
}

/// Begins to help somebody who is reached by a knock.
pub async fn begin(helper: &mut Visitor, name: &str) -> Answer {
    let page = helper.get("/me/helping").await.expect(200);
    let form = page
        .form("/me/helping")
        .with("name", name)
        .with("reached", "knock")
        .with("address", "Building 1, door 502")
        .with("consent", "yes");
    helper.submit(&form).await
}

async fn helped(app: &TestApp, helper: PersonId) -> Vec<Helped> {
    app.store.list_helped(helper).await.unwrap()
}

/// The only neighbour somebody helps.
async fn only(app: &TestApp, helper: PersonId) -> PersonId {
    let all = helped(app, helper).await;
    assert_eq!(all.len(), 1, "{all:?}");
    all[0].person.id
}

/// The convener of the committee does it.
async fn by_wang(app: &TestApp, reference: Reference, command: Command) {
    let handle = Handle::parse("wang@town.example").unwrap();
    let account = app.store.find_account(&handle).await.unwrap().unwrap();
    let wang = app.store.find_person(account.person).await.unwrap();
    let (actor, order) = (Actor::Person(wang.unwrap()), Order::from(command));
    let now = app.app.clock.now();
    let acted = app
        .store
        .act(reference, &order, &actor, None, &app.app.ids, now);
    acted.await.unwrap();
}

async fn case(app: &TestApp, reference: Reference) -> Case {
    town::case(app, reference).await
}

on_each_engine! {
    async fn a_neighbour_files_for_somebody_without_an_address(store) {
        let app = town::open(store).await;
        let (mut helper, helper_id) = town::resident(&app, "mo").await;
        Report::default().write(&mut helper).await;
        // The way there stands where it is sent.
        let check = helper.get("/report/check").await.expect(200).shows("File it for them");
        check.shows("/me/helping?back=%2Freport%2Fcheck");
        let page = helper.get("/me/helping?back=%2Freport%2Fcheck").await.expect(200).shows("You help nobody yet.");
        let form = page.form("/me/helping").with("name", "Chen Guiying").with("reached", "letter");
        // What is missing is told at its field, and nothing is lost.
        let again = helper.submit(&form).await.expect(422)
            .shows("Write the building and door").shows("Ask them first").shows("Chen Guiying");
        let form = again.form("/me/helping").with("address", "Building 1, door 502").with("consent", "yes");
        assert_eq!(to(&helper.submit(&form).await), "/report/check");
        // The same form again is the same neighbour.
        assert_eq!(to(&helper.submit(&form).await), "/report/check");
        let neighbour = only(&app, helper_id).await;
        helper.get("/report/check").await.expect(200)
            .shows("You act for Chen Guiying.").shows("For whom").shows("Send it for Chen Guiying");
        let reference = town::send(&mut helper).await;
        helper.get(&format!("/cases/{reference}/receipt")).await.expect(200).shows("Write this number on paper for Chen Guiying");
        let filed = case(&app, reference).await;
        assert_eq!(filed.author, Some(neighbour), "it is theirs");
        assert!(filed.affected[0].on_paper, "they have 30 days");
        assert!(filed.confirmed);
        helper.get("/me").await.expect(200).shows("Chen Guiying").shows(&reference.spaced());
        // In their own name again, it is not theirs.
        let page = helper.get("/me/helping").await.expect(200).shows("You act for them now");
        let stop = page.form("/me/helping/stop");
        assert_eq!(to(&helper.submit(&stop).await), "/me/helping");
        let own = helper.get("/me").await.expect(200);
        assert!(!own.text.contains(&reference.spaced()) && !own.text.contains("You act for"));
    }

    async fn what_they_are_told_comes_to_the_helper_who_brings_it(store) {
        let app = town::open(store).await;
        let (mut helper, helper_id) = town::resident(&app, "mo").await;
        // Written in the own name, sent for her.
        Report { visibility: "body-only", ..Report::default() }.write(&mut helper).await;
        begin(&mut helper, "Chen Guiying").await;
        let reference = town::send(&mut helper).await;
        let say = async |command| by_wang(&app, reference, command).await;
        say(Command::Hear { words: sentence("We saw it.") }).await;
        say(Command::ReportDone { words: sentence("It is lit."), photos: Vec::new() }).await;
        app.work().await;
        let mails = app.mail.list(100).await.unwrap();
        let mail = mails.iter().find(|one| one.to == "mo@example.org" && one.text.contains("It is lit.")).unwrap();
        assert!(mail.text.starts_with("mo, this is for Chen Guiying, whom you help."), "{}", mail.text);
        assert!(mail.text.contains("Building 1, door 502") && mail.text.contains("Hello Chen Guiying"), "{}", mail.text);
        assert!(!mail.text.contains("/answer/"), "a helper answers signed in: {}", mail.text);
        helper.get("/me/helping").await.expect(200).shows("1 question waits for their answer");
        let page = helper.get(&format!("/cases/{reference}/answer")).await.expect(200);
        let form = page.form(&format!("/cases/{reference}/answer")).with("verdict", "solved");
        helper.submit(&form).await.expect(303);
        assert_eq!(case(&app, reference).await.stage.name(), StageName::Solved);
        // Whoever ends it is told nothing more, and the door is forgotten.
        let neighbour = only(&app, helper_id).await;
        let change = format!("/me/helping/change?neighbour={neighbour}");
        let page = helper.get(&change).await.expect(200).shows("Building 1, door 502");
        helper.submit(&page.form("/me/helping/end")).await.expect(303);
        assert!(helped(&app, helper_id).await.is_empty());
        helper.get(&format!("/cases/{reference}")).await.expect(404);
        helper.get(&change).await.expect(404);
    }

    async fn who_sits_in_the_body_that_has_it_says_nothing_for_others(store) {
        let lane = Lane::on(store).await;
        let mut member = lane.browser(lane.member).await;
        begin(&mut member, "Chen Guiying").await;
        let neighbour = only(&lane.app, lane.member).await;
        let case = lane.filed(Visibility::Public).await;
        let path = |verb: &str| format!("/cases/{}/{verb}", case.reference);
        let page = member.get(&format!("/cases/{}", case.reference)).await.expect(200);
        member.submit(&page.form(&path("join"))).await.expect(303);
        assert!(lane.case(case.reference).await.affected.iter().any(|one| one.person == neighbour && one.on_paper));
        lane.act(case.reference, lane.member, Command::Hear { words: sentence("We saw it.") }).await;
        lane.act(case.reference, lane.member, Command::ReportDone { words: sentence("It is lit."), photos: Vec::new() }).await;
        let version = lane.case(case.reference).await.version;
        // Nothing is offered that would be refused; why, stands there.
        let mut page = member.get(&format!("/cases/{}", case.reference)).await.expect(200).shows("You have a seat in a body");
        for verb in ["answer", "leave", "flag", "ask-up", "ask-thread"] {
            page = page.hides(&path(verb));
        }
        member.get(&path("answer")).await.expect(403).shows("You have a seat in a body");
        let whose = neighbour.to_string();
        let form = [("verdict", "solved"), ("key", "01890a5d-ac96-774b-bcce-b302099a8057"), ("for", &*whose)];
        member.post(&path("answer"), &form).await.expect(403);
        assert_eq!(lane.case(case.reference).await.version, version);
        // Their own office is not theirs while they act for somebody else.
        assert_ne!(member.get("/inbox").await.status.as_u16(), 200);
        member.post(&path("hear"), &[("words", "Hm."), ("for", &*whose)]).await.expect(403);
        // Leaving would be a word, too: it can make fewer ask.
        member.post(&path("leave"), &[("for", &*whose), ("key", "01890a5d-ac96-774b-bcce-b302099a8059")]).await.expect(403);
        let stop = member.get("/me/helping").await.expect(200).form("/me/helping/stop");
        member.submit(&stop).await.expect(303);
        member.get("/inbox").await.expect(200);
    }

    async fn nobody_acts_for_whom_they_do_not_help(store) {
        let lane = Lane::on(store).await;
        let mut helper = lane.browser(lane.neighbour).await;
        begin(&mut helper, "Chen Guiying").await;
        let neighbour = only(&lane.app, lane.neighbour).await.to_string();
        let author = lane.author.to_string();
        let mut other = lane.browser(lane.stranger).await;
        for who in [neighbour.as_str(), &author, "none", "018f0000-0000-7000-8000-000000000000"] {
            other.post("/me/helping/act", &[("neighbour", who)]).await.expect(404);
            other.post("/me/helping/end", &[("neighbour", who)]).await.expect(404);
            let change = [("neighbour", who), ("reached", "helper")];
            other.post("/me/helping/change", &change).await.expect(404);
            other.get(&format!("/me/helping/change?neighbour={who}")).await.expect(404);
        }
        // What is no concern is not said in the name of another; the ways out are.
        helper.post("/me/household", &[("code", "ABC")]).await.expect(403).shows("You are acting for a neighbour right now");
        helper.post("/me/devices/end-all", &[]).await.expect(403);
        helper.post("/language", &[("to", "zh-Hans"), ("back", "/")]).await.expect(303);
        helper.post("/sign-out", &[]).await.expect(303);
        // Signed in again, they act for themselves.
        let mut again = lane.browser(lane.neighbour).await;
        assert!(!again.get("/me").await.expect(200).text.contains("Chen Guiying"));
    }

    async fn a_form_that_was_shown_for_somebody_else_says_nothing(store) {
        let app = town::open(store).await;
        let (mut helper, helper_id) = town::resident(&app, "mo").await;
        Report::default().write(&mut helper).await;
        let own = helper.get("/report/check").await.expect(200).form("/report/check");
        begin(&mut helper, "Chen Guiying").await;
        let neighbour = only(&app, helper_id).await;
        // A tab of before: it would file in the other name.
        helper.submit(&own).await.expect(409);
        let hers = helper.get("/report/check").await.expect(200).form("/report/check");
        assert!(hers.fields.contains(&("for".to_owned(), neighbour.to_string())), "{hers:?}");
        // Whoever is not helped any more is not written for, and nothing of hers comes in the own name.
        assert!(app.store.end_help(helper_id, neighbour, app.app.clock.now()).await.unwrap());
        helper.submit(&hers).await.expect(409);
        assert!(app.store.list_filed_by(helper_id, Turn::Newest, 9).await.unwrap().cases.is_empty());
    }

    async fn photos_and_words_of_a_form_for_somebody_else_are_not_taken(store) {
        let app = town::open(store).await;
        let (mut helper, helper_id) = town::resident(&app, "mo").await;
        begin(&mut helper, "Chen Guiying").await;
        let neighbour = only(&app, helper_id).await.to_string();
        let words = [("for", neighbour.as_str()), ("words", "The light on the third floor is out.")];
        helper.post("/report", &words).await.expect(303);
        let kind = [("for", neighbour.as_str()), ("category", "stair-light")];
        helper.post("/report/kind", &kind).await.expect(303);
        helper.post("/report/more", &kind[..1]).await.expect(303);
        helper.post("/report/where", &[("for", &neighbour), ("place", "willow-1")]).await.expect(303);
        // A tab of before, without a neighbour: its photo is refused before it is read.
        let jpeg = crate::report::jpeg(10);
        town::photos(&mut helper, &[&jpeg], true).await.expect(409);
        assert!(!helper.get("/report/photos").await.expect(200).text.contains("<img"));
        town::photos_for(&mut helper, &neighbour, &[&jpeg], true).await.expect(303);
        assert!(helper.get("/report/photos").await.expect(200).text.contains("<img"));
        // What was written in a form that is refused stands there to copy.
        helper.post("/report", &[("words", "The bin is full again.")]).await.expect(409).shows("The bin is full again.");
    }

    async fn what_was_begun_for_one_neighbour_no_other_sees(store) {
        let app = town::open(store).await;
        let (mut helper, helper_id) = town::resident(&app, "mo").await;
        begin(&mut helper, "Chen Guiying").await;
        let first = only(&app, helper_id).await.to_string();
        let words = [("words", "The third floor is dark."), ("for", first.as_str())];
        helper.post("/report", &words).await.expect(303);
        assert!(helper.get("/report").await.text.contains("The third floor is dark."));
        begin(&mut helper, "Lao Zhou").await;
        assert!(!helper.get("/report").await.expect(200).text.contains("The third floor is dark."));
    }

    async fn somebody_else_takes_over(store) {
        let lane = Lane::on(store).await;
        let (mut member, mut friend) = (lane.browser(lane.member).await, lane.browser(lane.neighbour).await);
        begin(&mut member, "Chen Guiying").await;
        let neighbour = only(&lane.app, lane.member).await;
        let case = lane.filed(Visibility::Public).await;
        let page = member.get(&format!("/cases/{}", case.reference)).await.expect(200);
        member.submit(&page.form(&format!("/cases/{}/join", case.reference))).await.expect(303);
        let change = member.get(&format!("/me/helping/change?neighbour={neighbour}")).await.expect(200);
        let offer = change.form("/me/helping/offer");
        member.submit(&offer.clone().with("handle", "nobody at all")).await.expect(422);
        // Whether somebody has an address is not told.
        let unknown = member.submit(&offer.clone().with("handle", "nobody@example.org")).await.expect(303);
        let known = member.submit(&offer.with("handle", "neighbour@example.org")).await.expect(303);
        assert_eq!(to(&unknown), to(&known));
        assert_eq!(only(&lane.app, lane.member).await, neighbour, "not before they say yes");
        lane.browser(lane.stranger).await.post("/me/helping/answer", &[("neighbour", &*neighbour.to_string()), ("answer", "yes")])
            .await.expect(404);
        let asked = friend.get("/me/helping").await.expect(200).shows("asks you to help Chen Guiying");
        assert!(!asked.text.contains("door 502"), "the door is told once they help");
        friend.post("/me/helping/answer", &[("neighbour", &*neighbour.to_string()), ("answer", "yes")]).await.expect(303);
        assert_eq!(only(&lane.app, lane.neighbour).await, neighbour);
        assert!(helped(&lane.app, lane.member).await.is_empty());
        lane.act(case.reference, lane.member, Command::Hear { words: sentence("We saw it.") }).await;
        lane.act(case.reference, lane.member, Command::ReportDone { words: sentence("It is lit."), photos: Vec::new() }).await;
        lane.app.work().await;
        let mails = lane.app.mail.list(100).await.unwrap();
        let told = |address: &str| mails.iter().any(|one| one.to == address && one.text.contains("Chen Guiying"));
        assert!(told("neighbour@example.org") && !told("member@example.org"));
        // Whoever has no seat enters what they say.
        let act = friend.get("/me/helping").await.expect(200).form("/me/helping/act");
        friend.submit(&act).await.expect(303);
        let page = friend.get(&format!("/cases/{}/answer", case.reference)).await.expect(200);
        let form = page.form(&format!("/cases/{}/answer", case.reference)).with("verdict", "solved");
        friend.submit(&form).await.expect(303);
        assert_eq!(lane.case(case.reference).await.stage.name(), StageName::Solved);
    }

    async fn whom_somebody_typed_is_no_household_of_its_own(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::Public).await;
        let place = case.concern.place;
        let mut helper = lane.browser(lane.neighbour).await;
        for name in ["One", "Two", "Three"] {
            begin(&mut helper, name).await.expect(303);
        }
        let typed: Vec<PersonId> = helped(&lane.app, lane.neighbour).await.iter().map(|one| one.person.id).collect();
        let now = lane.app.app.clock.now();
        let count = async |people: &[PersonId]| {
            let mut reader = lane.app.store.reader().await.unwrap();
            let known = reader.conn().households_of(place, people, now).await.unwrap();
            known.count(people.iter().copied())
        };
        assert_eq!(count(&typed).await, 1, "they are all the helper's");
        let with_helper: Vec<PersonId> = typed.iter().copied().chain([lane.neighbour]).collect();
        assert_eq!(count(&with_helper).await, 1);
        assert_eq!(count(&[lane.neighbour, lane.stranger, lane.author]).await, 3);
        // Not even when they are not helped any more.
        assert!(lane.app.store.end_help(lane.neighbour, typed[0], now).await.unwrap());
        assert_eq!(count(&with_helper).await, 1);
    }

    async fn who_it_is_about_does_not_write_it_down(store) {
        let lane = Lane::on(store).await;
        let mut member = lane.browser(lane.member).await;
        Report { place: "willow-1", ..Report::default() }.write(&mut member).await;
        begin(&mut member, "Chen Guiying").await;
        let page = member.get("/report/who").await.expect(200);
        let form = page.form("/report/who").with("about", "willow-lane-committee").with("about_words", "The convener is my landlord.");
        member.submit(&form).await.expect(422).shows("somebody else has to write it down");
    }

    async fn a_helper_helps_a_dozen_and_is_known(store) {
        let lane = Lane::on(store).await;
        let mut helper = lane.browser(lane.neighbour).await;
        for number in 1..=12 {
            begin(&mut helper, &format!("Neighbour {number}")).await.expect(303);
        }
        let page = helper.get("/me/helping").await.expect(200).shows("Twelve neighbours at a time");
        assert!(!page.text.contains("What neighbours call them"));
        let one_more = [("name", "One more"), ("reached", "helper"), ("consent", "yes")];
        helper.post("/me/helping", &one_more).await.expect(422);
        assert_eq!(helped(&lane.app, lane.neighbour).await.len(), 12);
        // Whoever has not typed their code does that first.
        let unknown = lane.app.person("unknown").await;
        let mut unknown = lane.app.signed_in(unknown).await;
        assert_eq!(to(&begin(&mut unknown, "Chen Guiying").await), "/confirm");
    }
}
