//! Somebody who has neither an e-mail address nor a phone: a neighbour files for them, and
//! brings them what comes by a letter or a knock.

use domain::case::stage::StageName;
use domain::case::{Case, Command, Order, Visibility};
use domain::handle::Handle;
use domain::id::PersonId;
use domain::person::Actor;
use domain::reference::Reference;
use store::on_each_engine;
use store::people::Helped;

use crate::app::{Answer, TestApp, Visitor};
use crate::lane::{Lane, sentence};
use crate::town::{self, Report};

fn to(answer: &Answer) -> String {
    answer.location().unwrap_or_default()
}

/// Begins to help somebody who is reached by a knock.
async fn begin(helper: &mut Visitor, name: &str) -> Answer {
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
            .shows("Write building and door").shows("Ask them first").shows("Chen Guiying");
        let form = again.form("/me/helping").with("address", "Building 1, door 502").with("consent", "yes");
        assert_eq!(to(&helper.submit(&form).await), "/report/check");
        // The same form again is the same neighbour.
        assert_eq!(to(&helper.submit(&form).await), "/report/check");
        let neighbour = only(&app, helper_id).await;
        helper.get("/report/check").await.expect(200)
            .shows("You act for Chen Guiying.").shows("For whom").shows("Send it for Chen Guiying");
        let reference = town::send(&mut helper).await;
        helper.get(&format!("/cases/{reference}/receipt")).await.expect(200).shows("Give Chen Guiying this number");
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
        begin(&mut helper, "Chen Guiying").await;
        let report = Report { visibility: "body-only", ..Report::default() };
        let reference = report.file(&mut helper).await;
        let say = async |command| by_wang(&app, reference, command).await;
        say(Command::Hear { words: sentence("We saw it.") }).await;
        say(Command::ReportDone { words: sentence("It is lit."), photos: Vec::new() }).await;
        app.work().await;
        let mails = app.mail.list(100).await.unwrap();
        let mail = mails.iter().find(|one| one.to == "mo@example.org" && one.text.contains("It is lit.")).unwrap();
        assert!(mail.text.starts_with("mo, this is for Chen Guiying, whom you help."), "{}", mail.text);
        assert!(mail.text.contains("Building 1, door 502") && mail.text.contains("Hello Chen Guiying"), "{}", mail.text);
        assert!(!mail.text.contains("/answer/"), "a helper answers signed in: {}", mail.text);
        helper.get("/me/helping").await.expect(200).shows("1 thing is asked of them");
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
        member.get(&path("answer")).await.expect(403);
        let form = [("verdict", "solved"), ("key", "01890a5d-ac96-774b-bcce-b302099a8057")];
        member.post(&path("answer"), &form).await.expect(403);
        assert_eq!(lane.case(case.reference).await.version, version);
        // Their own office is not theirs while they act for somebody else.
        assert_ne!(member.get("/inbox").await.status.as_u16(), 200);
        member.post(&path("hear"), &[("words", "Hm.")]).await.expect(403);
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
        helper.post("/me/household", &[("code", "ABC")]).await.expect(403).shows("You act for somebody else just now");
        helper.post("/me/devices/end-all", &[]).await.expect(403);
        helper.post("/language", &[("to", "zh-Hans"), ("back", "/")]).await.expect(303);
        helper.post("/sign-out", &[]).await.expect(303);
        // Signed in again, they act for themselves.
        let mut again = lane.browser(lane.neighbour).await;
        assert!(!again.get("/me").await.expect(200).text.contains("Chen Guiying"));
    }

    async fn a_helper_helps_a_dozen_and_is_known(store) {
        let lane = Lane::on(store).await;
        let mut helper = lane.browser(lane.neighbour).await;
        for number in 1..=12 {
            begin(&mut helper, &format!("Neighbour {number}")).await.expect(303);
        }
        let page = helper.get("/me/helping").await.expect(200).shows("You help twelve neighbours already.");
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
