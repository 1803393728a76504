//! Ten verified households found a group of their building, and what is said about the
//! building goes to it first.

use domain::id::PersonId;

use crate::app::{Answer, Visitor};
use crate::households::verified;
use crate::lane::Lane;
use crate::town::{Report, case, holder, resident};

const PLACE: &str = "/places/willow-1";
const GROUP: &str = "/places/willow-1/found-group";
const CARD: &str = "Found a group of this building";

/// Somebody verified behind a door of the building.
async fn neighbour(lane: &Lane, number: usize) -> (Visitor, PersonId) {
    let (browser, person) = resident(&lane.app, &format!("household{number}")).await;
    verified(lane, person, &format!("2-{number}")).await;
    (browser, person)
}

/// Signs by the form on the page of the building, and gives the page that follows.
async fn signs(browser: &mut Visitor, helps: bool) -> Answer {
    let form = browser.get(PLACE).await.expect(200).form(GROUP);
    let form = if helps {
        form.with("helps", "yes")
    } else {
        form
    };
    let to = browser.submit(&form).await.expect(303).location().unwrap();
    browser.get(&to).await.expect(200)
}

store::on_each_engine! {
    async fn ten_households_found_a_group_and_their_case_goes_to_it_first(store) {
        let lane = Lane::on(store).await;
        let mut visitor = lane.app.visitor();
        visitor.get(PLACE).await.expect(200).hides(CARD);
        let mut stranger = lane.browser(lane.stranger).await;
        stranger.get(PLACE).await.expect(200).hides(CARD);
        let sign = [("act", "sign"), ("helps", "yes")];
        stranger.post(GROUP, &sign).await.expect(422).shows("Only verified residents of this building sign.");
        let report = Report { place: "willow-1", ..Report::default() };
        let before = report.file(&mut stranger).await;
        assert_eq!(holder(&lane.app, &case(&lane.app, before).await).await, "willow-lane-committee");

        verified(&lane, lane.author, "2-301").await;
        verified(&lane, lane.neighbour, "2-301").await;
        let (mut author, mut flatmate) = (lane.browser(lane.author).await, lane.browser(lane.neighbour).await);
        author.get(PLACE).await.expect(200).shows(CARD).shows("Begin and sign").shows("60 days");
        signs(&mut author, true).await
            .shows("You have signed.").shows("1 of 10 households has signed.").shows("9 more households are needed.")
            .shows("In 2 more households somebody has to help").shows("Take my signature back");
        // Two of one household are one voice, and one of them takes it back.
        signs(&mut flatmate, true).await.shows("1 of 10 households").shows("In 2 more households somebody has to help");
        flatmate.post(GROUP, &[("act", "take-back")]).await.expect(303);
        flatmate.post(GROUP, &[("act", "take-back")]).await.expect(422).shows("There is no signature of yours here");

        visitor.get(PLACE).await.expect(200).shows(CARD).shows("1 of 10 households has signed.")
            .hides("Begin and sign").hides("Author");
        visitor.post(GROUP, &sign).await.expect(303);
        let (mut last, _) = neighbour(&lane, 99).await;
        let mut signed = Vec::new();
        for number in 2..10 {
            let (mut browser, person) = neighbour(&lane, number).await;
            signs(&mut browser, number < 4).await.shows(&format!("{number} of 10 households have signed."));
            signed.push((browser, person));
        }
        signs(&mut last, false).await
            .shows("The group of this building is founded.").shows("Building group of Building 1")
            .shows("You reach it here").hides(CARD).hides("household3");
        signed[0].0.post(GROUP, &sign).await.expect(422).shows("This building has a group already.");

        // Who ticked that they help has a seat, a line in the record, and a message.
        lane.app.work().await;
        let mail = lane.app.mail.list(100).await.unwrap();
        let told: Vec<&str> = mail.iter()
            .filter(|one| one.subject.contains("Building group of Building 1"))
            .map(|one| one.to.as_str())
            .collect();
        assert_eq!(told.len(), 3, "{told:?}");
        let seat = "You have a seat at Building group of Building 1 now";
        signed[0].0.get("/me").await.expect(200).shows(seat);
        signed[4].0.get("/me").await.expect(200).hides(seat);
        visitor.get("/bodies/willow-1-group").await.expect(200)
            .shows("Ten verified households of the building founded it.").shows("Author became").hides("household5");

        let after = report.file(&mut stranger).await;
        let after = case(&lane.app, after).await;
        assert_eq!(holder(&lane.app, &after).await, "willow-1-group");
    }

    async fn a_founding_that_lapsed_says_so_and_begins_anew(store) {
        let lane = Lane::on(store).await;
        verified(&lane, lane.author, "2-301").await;
        let mut author = lane.browser(lane.author).await;
        signs(&mut author, false).await.shows("1 of 10 households has signed.");
        lane.app.wait_seconds(60 * 24 * 60 * 60);
        let mut author = lane.browser(lane.author).await;
        author.get(PLACE).await.expect(200)
            .shows("What was begun before lapsed on").shows("Begin and sign").hides("of 10 households");
        lane.app.visitor().get(PLACE).await.expect(200).hides(CARD);
        signs(&mut author, false).await.shows("1 of 10 households has signed.").hides("What was begun before");
    }
}
