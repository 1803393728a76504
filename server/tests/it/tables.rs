//! Joint tables: who got a case back and does not agree asks for one, the
//! office above both calls it, and what is not called stands on the list of gaps.

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

const CONTEST: [(&str, &str); 1] = [("words", "The mast is rusted through: no bulb helps.")];

const TABLE: [(&str, &str); 8] = [
    ("words", "One mast, one plan."),
    ("convener", "bridge-office"),
    ("share-bridge-office", "leads"),
    ("task-bridge-office", "Puts up a new mast."),
    ("share-willow-lane-committee", "consulted"),
    ("cost-willow-lane-committee", "Two evenings."),
    ("burden-bridge-office", "unknown"),
    ("burden-willow-lane-committee", "unknown"),
];

/// The committee got it back and asked for a table.
async fn contested(lane: &Lane, visibility: Visibility) -> Case {
    let case = lane.filed(visibility).await;
    let mut author = lane.browser(lane.author).await;
    let mut member = lane.browser(lane.member).await;
    let mut officer = lane.browser(lane.officer).await;
    went_back(&does(&mut member, &case, "hand-up", &UP).await, &case);
    if visibility == Visibility::BodyOnly {
        does(&mut author, &case, "merge-answer", &[("reply", "yes")]).await;
    }
    let back = does(&mut officer, &case, "hand-back", &BACK).await;
    if visibility == Visibility::BodyOnly {
        does(&mut author, &case, "merge-answer", &[("reply", "yes")]).await;
    } else {
        went_back(&back, &case);
    }
    member
        .get(&path(&case, ""))
        .await
        .shows("Ask for a joint table");
    went_back(
        &does(&mut member, &case, "ask-table", &CONTEST).await,
        &case,
    );
    if visibility == Visibility::BodyOnly {
        does(&mut author, &case, "merge-answer", &[("reply", "yes")]).await;
    }
    case
}

store::on_each_engine! {
    async fn everybody_at_the_table_and_the_resident_read_who_does_what(store) {
        let lane = Lane::on(store).await;
        let case = contested(&lane, Visibility::PublicWithoutName).await;
        let mut author = lane.browser(lane.author).await;
        let mut member = lane.browser(lane.member).await;
        let mut officer = lane.browser(lane.officer).await;
        author.get(&path(&case, "")).await
            .shows("asked for a joint table. Bridge Street office has to call it.")
            .shows("Who got it back does not agree.")
            .shows("no bulb helps")
            .shows("Call everybody concerned to one table");
        officer.get("/inbox").await.shows("Suggested: call the joint table");
        member.get(&path(&case, "/call-table")).await.expect(403);

        went_back(&does(&mut officer, &case, "call-table", &TABLE).await, &case);
        author.get(&path(&case, "")).await
            .shows("Who does what")
            .shows("Bridge Street office convenes the joint table")
            .shows("Puts up a new mast.")
            .shows("What it costs them: Two evenings.")
            .shows("What they risk: not known yet")
            .shows("What it costs, risks and brings them is not known yet.");
        member.get("/inbox").await.shows("You sit at the joint table that Bridge Street office convenes.");
        let page = officer.get(&path(&case, "")).await.expect(200);
        assert!(!page.text.contains("/hand-back"), "nobody passes it on alone");
        does(&mut officer, &case, "hand-back", &BACK).await.expect(422).shows("A joint table has this matter");
    }

    async fn its_convener_writes_it_anew_and_what_stood_there_stays_in_the_history(store) {
        let lane = Lane::on(store).await;
        let case = contested(&lane, Visibility::PublicWithoutName).await;
        let mut member = lane.browser(lane.member).await;
        let mut officer = lane.browser(lane.officer).await;
        went_back(&does(&mut officer, &case, "call-table", &TABLE).await, &case);
        member.get(&path(&case, "/rewrite-table")).await.expect(403);
        let form = officer.get(&path(&case, "/rewrite-table")).await.expect(200);
        form.shows("Puts up a new mast.").shows("Two evenings.");
        let same = does(&mut officer, &case, "rewrite-table", &[("words", "As before.")]).await.expect(422);
        same.shows("That is what stands there already.");
        let anew = [
            ("words", "The committee asks the neighbours, too."),
            ("share-willow-lane-committee", "does"),
            ("task-willow-lane-committee", "Asks on every landing."),
        ];
        went_back(&does(&mut officer, &case, "rewrite-table", &anew).await, &case);
        member.get(&path(&case, "")).await
            .shows("wrote anew who does what at the joint table")
            .shows("The committee asks the neighbours, too.")
            .shows("Asks on every landing.")
            .shows("One mast, one plan.");
        member.get("/inbox").await.shows("Asks on every landing.");
    }

    async fn what_is_missing_at_a_table_is_asked_for_and_nothing_typed_is_lost(store) {
        let lane = Lane::on(store).await;
        let case = contested(&lane, Visibility::Public).await;
        let mut officer = lane.browser(lane.officer).await;
        let without = |left: &'static str| {
            TABLE.into_iter().filter(|(name, _)| *name != left).collect::<Vec<_>>()
        };
        let idle = does(&mut officer, &case, "call-table", &without("task-bridge-office")).await.expect(422);
        assert!(idle.text.contains("task-bridge-office-problem"));
        idle.shows("One mast, one plan.").shows("Two evenings.");
        let unnamed = does(&mut officer, &case, "call-table", &without("convener")).await.expect(422);
        assert!(unnamed.text.contains("convener-problem"));
        // What it costs, risks and brings is asked for everybody, or said to be unknown.
        let bare = does(&mut officer, &case, "call-table", &without("burden-bridge-office")).await.expect(422);
        for part in ["cost", "risk", "benefit"] {
            assert!(bare.text.contains(&format!("{part}-bridge-office-problem")), "{part}");
        }
        bare.shows("Write it in a few words, or choose").shows("Two evenings.");
        let absent = ("share-willow-lane-committee", "");
        let with = |others: &[(&'static str, &'static str)]| {
            let others = others.iter().copied();
            TABLE[..4].iter().copied().chain([TABLE[6]]).chain(others).collect::<Vec<_>>()
        };
        does(&mut officer, &case, "call-table", &with(&[absent])).await
            .expect(422)
            .shows("Those between whom the matter was passed have to sit at the table.");
        let loose = does(&mut officer, &case, "call-table", &with(&[absent, TABLE[5]])).await.expect(422);
        assert!(loose.text.contains("share-willow-lane-committee-problem"), "what they do, but not who they are");
        let leads = [("share-willow-lane-committee", "leads"), ("task-willow-lane-committee", "Asks.")];
        let two = without("share-willow-lane-committee").into_iter().chain(leads).collect::<Vec<_>>();
        does(&mut officer, &case, "call-table", &two).await.expect(422).shows("Exactly one body leads.");
    }

    async fn a_table_that_is_not_called_stands_on_the_list_of_gaps_unless_it_is_private(store) {
        let lane = Lane::on(store).await;
        let public = contested(&lane, Visibility::Public).await;
        contested(&lane, Visibility::BodyOnly).await;
        let mut author = lane.browser(lane.author).await;
        author.get("/gaps").await.shows("Nothing is left lying");
        lane.app.wait_seconds(30 * 24 * 60 * 60);
        lane.app.work().await;
        lane.app.work().await;
        let page = author.get("/gaps").await.shows("call a joint table").shows("Bridge Street office");
        assert_eq!(page.text.matches("href=\"/cases/").count(), 1, "the private one is not told of");
        author.get(&path(&public, "")).await
            .shows("Bridge Street office did not call the joint table.")
            .shows("stands on the public list of gaps");
        let mut officer = lane.browser(lane.officer).await;
        went_back(&does(&mut officer, &public, "call-table", &TABLE).await, &public);
        author.get("/gaps").await.shows("Nothing is left lying");
    }

    async fn of_a_private_case_the_author_says_who_may_sit_at_the_table(store) {
        let lane = Lane::on(store).await;
        let case = contested(&lane, Visibility::BodyOnly).await;
        let mut author = lane.browser(lane.author).await;
        let mut member = lane.browser(lane.member).await;
        let mut officer = lane.browser(lane.officer).await;
        member.get(&path(&case, "")).await.expect(404);
        went_back(&does(&mut officer, &case, "call-table", &TABLE).await, &case);
        author.get(&path(&case, "")).await
            .shows("May these sit at one table about it")
            .shows("Willow Lane committee");
        does(&mut author, &case, "merge-answer", &[("reply", "yes")]).await;
        member.get(&path(&case, "")).await.expect(200).shows("Who does what");
        lane.browser(lane.stranger).await.get(&path(&case, "")).await.expect(404);
    }
}
