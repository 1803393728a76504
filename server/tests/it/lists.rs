//! Home, the lists, places, one's own page and the rules, over HTTP.

use domain::case::{Case, Command, Verdict, Visibility};
use domain::charter::{Charter, Urgency};
use domain::language::Language;
use store::statements::counted;

use crate::app::Visitor;
use crate::html::unescape;
use crate::lane::{Lane, sentence};
use crate::town::HOSTILE;

/// Pages on which a public case of Willow Lane stands.
const PUBLIC: [&str; 6] = [
    "/",
    "/cases",
    "/cases?show=all&q=dark",
    "/cases?place=willow-lane&holder=self-governance&category=stair-light",
    "/places/willow-lane",
    "/places/river-city?show=all",
];

fn link(case: &Case) -> String {
    format!("href=\"/cases/{}\"", case.reference)
}

/// The addresses of all links of a page that begin so.
fn links(page: &str, start: &str) -> Vec<String> {
    page.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(unescape)
        .filter(|href| href.starts_with(start))
        .collect()
}

async fn home_is(lane: &Lane, browser: &Visitor) -> Visitor {
    let now = lane.app.app.clock.now();
    let store = &lane.app.app.store;
    store
        .set_home(lane.author, Some(lane.building), now)
        .await
        .unwrap();
    browser.clone()
}

store::on_each_engine! {
    async fn a_private_case_shows_to_its_author_and_to_nobody_else(store) {
        let lane = Lane::on(store).await;
        let public = lane.filed_with("It is dark by the door.", Visibility::PublicWithoutName).await;
        let private = lane.filed_with("It is dark in my own hall.", Visibility::BodyOnly).await;
        let mut browsers = [lane.app.visitor(), lane.browser(lane.stranger).await, lane.browser(lane.author).await];
        for browser in &mut browsers {
            for path in PUBLIC {
                let page = browser.get(path).await.expect(200);
                assert!(page.text.contains(&link(&public)), "{path}: {}", page.text);
                assert!(!page.text.contains(&link(&private)), "{path}");
                assert!(!page.text.contains("my own hall"), "{path}");
            }
            // It counts nowhere.
            browser.get("/cases").await.shows("1 case.");
            browser.get("/").await.shows("of 1 case");
            // Nor do its words or its number find it.
            browser.get("/cases?show=all&q=own+hall").await.expect(200).shows("Nothing here fits");
        }
        // Its number leads to its page, which is nobody else's.
        let [visitor, stranger, author] = &mut browsers;
        let by_number = format!("/cases?q={}", private.reference);
        for (browser, status) in [(visitor, 404), (stranger, 404), (author, 200)] {
            let there = browser.get(&by_number).await.expect(303).location().unwrap();
            assert_eq!(there, format!("/cases/{}", private.reference));
            browser.get(&there).await.expect(status);
        }
        let [_, stranger, author] = &mut browsers;
        author.get("/me").await.expect(200).shows("my own hall").shows("not public");
        let other = stranger.get("/me").await.expect(200).shows("You have not said anything yet");
        assert!(!other.text.contains("my own hall"));
    }

    async fn ones_own_page_says_first_what_one_is_asked(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::PublicWithoutName).await;
        lane.act(case.reference, lane.neighbour, Command::Join { on_paper: false }).await;
        lane.act(case.reference, lane.member, Command::Hear { words: sentence("I will look tonight.") }).await;
        let (mut author, mut neighbour) = (lane.browser(lane.author).await, lane.browser(lane.neighbour).await);
        author.get("/me").await.expect(200).shows("Nobody waits for an answer from you.");
        neighbour.get("/me").await.expect(200).shows("What I joined").shows("The stairwell light is out.");

        lane.act(case.reference, lane.member, Command::AskResident { words: sentence("Which floor?") }).await;
        author.get("/me").await.shows("Please answer a question").shows("1 question for you");
        author.get("/").await.shows("1 question waits for your answer.");
        lane.act(case.reference, lane.author, Command::AnswerQuestion { words: sentence("The third.") }).await;
        let done = Command::ReportDone { words: sentence("A new lamp."), photos: Vec::new() };
        lane.act(case.reference, lane.member, done).await;
        for browser in [&mut author, &mut neighbour] {
            let page = browser.get("/me").await.expect(200).shows("Is it solved?");
            let asked = page.text.find("id=\"asked\"").unwrap();
            assert!(asked < page.text.find("id=\"filed\"").unwrap());
        }
        let solved = Command::Answer { verdict: Verdict::Solved, reason: None };
        lane.act(case.reference, lane.author, solved).await;
        author.get("/me").await.shows("Nobody waits for an answer from you.").shows("solved, say the residents");
        lane.browser(lane.stranger).await.get("/me").await.shows("Nobody waits");
    }

    async fn what_one_was_told_is_new_until_one_has_read_it(store) {
        let lane = Lane::on(store).await;
        let case = lane.filed(Visibility::PublicWithoutName).await;
        lane.act(case.reference, lane.member, Command::Hear { words: sentence("I will look tonight.") }).await;
        let mut author = lane.browser(lane.author).await;
        let page = author.get("/me").await.expect(200).shows("Willow Lane committee has heard you");
        assert!(page.text.contains(">new<"));
        let form = page.form("/me/notices/read");
        // What comes while the page is open stays new.
        lane.app.wait_seconds(60);
        lane.act(case.reference, lane.member, Command::OpenIdentity { purpose: sentence("To ring the bell.") }).await;
        author.submit(&form).await.expect(303);
        let page = author.get("/me").await.expect(200);
        assert_eq!(page.text.matches(">new<").count(), 1, "{}", page.text);
        assert_eq!(page.text.matches(">read<").count(), 1);
        // And who looked stands there with the purpose, for the author alone.
        page.shows("To ring the bell.").shows("Lin, Willow Lane committee, on case");
        let other = lane.browser(lane.neighbour).await.get("/me").await.expect(200).shows("Nobody has looked.");
        assert!(!other.text.contains("ring the bell"));
        // A form that makes no sense changes nothing and harms nobody.
        author.post("/me/notices/read", &[("until", "tomorrow")]).await.expect(303);
        lane.app.visitor().post("/me/notices/read", &[("until", "9")]).await.expect(303);
    }

    async fn the_pager_goes_through_all_and_does_not_shift(store) {
        let lane = Lane::on(store).await;
        let mut filed = Vec::new();
        for number in 0..45 {
            lane.app.wait_seconds(60);
            filed.push(lane.filed_with(&format!("Lamp {number} is out."), Visibility::Public).await.reference.to_string());
        }
        filed.reverse();
        let mut visitor = lane.app.visitor();
        let (mut seen, mut path) = (Vec::new(), "/cases?q=lamp".to_owned());
        loop {
            let page = visitor.get(&path).await.expect(200);
            let cards = links(&page.text, "/cases/");
            seen.extend(cards.iter().map(|href| href.trim_start_matches("/cases/").to_owned()));
            // Somebody writes while somebody else reads.
            lane.app.wait_seconds(60);
            lane.filed_with("A lamp of later.", Visibility::Public).await;
            match links(&page.text, "/cases?").into_iter().find(|href| href.contains("before=")) {
                Some(next) => path = next,
                None => break,
            }
        }
        assert_eq!(seen, filed);
        let last = visitor.get(&path).await.expect(200);
        let back = links(&last.text, "/cases?").into_iter().find(|href| href.contains("after=")).unwrap();
        let before = visitor.get(&back).await.expect(200);
        let cards: Vec<_> = links(&before.text, "/cases/").iter().map(|href| href.trim_start_matches("/cases/").to_owned()).collect();
        assert_eq!(cards, filed[20..40]);
    }
}

#[tokio::test]
async fn filters_are_links_that_work_and_keep_what_else_is_chosen() {
    let lane = Lane::on(store::testing::sqlite().await).await;
    lane.filed(Visibility::Public).await;
    let mut visitor = lane.app.visitor();
    let page = visitor
        .get("/cases?q=dark&place=willow-lane")
        .await
        .expect(200);
    let filters = links(&page.text, "/cases?");
    assert!(filters.len() > 40, "{filters:?}");
    for filter in &filters {
        assert!(filter.contains("q=dark"), "{filter}");
        visitor.get(filter).await.expect(200);
    }
    visitor
        .get("/cases?show=solved")
        .await
        .expect(200)
        .shows("Nothing here fits");
    visitor
        .get("/cases?category=lift")
        .await
        .expect(200)
        .shows("Nothing here fits");
    visitor.get("/cases?place=no-such-place").await.expect(404);
    visitor.get("/places/no-such-place").await.expect(404);
    visitor
        .get("/cases?q=1234+5678")
        .await
        .expect(200)
        .shows("one of its digits is wrong");
}

#[tokio::test]
async fn an_empty_place_says_what_to_do() {
    let lane = Lane::on(store::testing::sqlite().await).await;
    let mut visitor = lane.app.visitor();
    visitor
        .get("/")
        .await
        .expect(200)
        .shows("Nothing has been said here yet")
        .shows("there is nothing to count");
    visitor
        .get("/cases")
        .await
        .expect(200)
        .shows("Nothing is open");
    visitor
        .get("/places/willow-1")
        .await
        .expect(200)
        .shows("Willow Lane committee")
        .shows("+86 571 8700 0000");
    visitor
        .get("/places?q=zzz")
        .await
        .expect(200)
        .shows("No place is called that");
    visitor
        .get("/places?q=桥头")
        .await
        .expect(200)
        .shows("Bridge Street");
    let tree = visitor
        .get("/places")
        .await
        .expect(200)
        .shows("Willow Lane");
    assert!(!tree.text.contains("Building 1"));
    visitor.get("/me").await.expect(303);
}

#[tokio::test]
async fn ones_neighbourhood_is_the_community_one_lives_in() {
    let lane = Lane::on(store::testing::sqlite().await).await;
    let mut nobody = lane.app.visitor();
    let there = nobody.get("/places/mine").await.expect(303).location();
    assert_eq!(there.as_deref(), Some("/places"));
    let browser = lane.browser(lane.author).await;
    let mut author = home_is(&lane, &browser).await;
    let there = author.get("/places/mine").await.expect(303).location();
    assert_eq!(there.as_deref(), Some("/places/willow-lane"));
    let home = author.get("/").await.expect(200);
    assert!(home.text.contains("href=\"/places/willow-lane\""));
    assert!(home.text.contains("href=\"/places/mine\""));
}

#[tokio::test]
async fn the_rules_are_readable_in_three_languages_with_their_versions() {
    let lane = Lane::on(store::testing::sqlite().await).await;
    let mut rules = Charter::shipped();
    rules.categories[0].urgency = Urgency::Hard;
    let (store, now) = (&lane.app.app.store, lane.app.app.clock.now());
    store
        .import_charter(&rules, "second", now, "Lamps take longer.", now)
        .await
        .unwrap();
    for language in Language::ALL {
        let cookie = format!("language={}", language.tag());
        let mut visitor = lane.app.visitor().saying("cookie", &cookie);
        let page = visitor.get("/charter").await.expect(200);
        let shown = unescape(&page.text);
        for category in &rules.categories {
            assert!(
                shown.contains(&format!("id=\"{}\"", category.key)),
                "{}",
                category.key
            );
            for text in [&category.names, &category.examples] {
                assert!(shown.contains(text.in_language(language)), "{text:?}");
            }
        }
        visitor.get("/charter?version=1").await.expect(200);
    }
    let mut visitor = lane.app.visitor();
    visitor
        .get("/charter")
        .await
        .shows("Version 2, in force since")
        .shows("Lamps take longer.")
        .shows("Light in the stairwell: how pressing it is, from “Ordinary” to “Takes long”.");
    visitor
        .get("/charter?version=1")
        .await
        .shows("You read version 1");
    for wrong in ["0", "3", "x", "99999999999999999999"] {
        visitor
            .get(&format!("/charter?version={wrong}"))
            .await
            .expect(404);
    }
}

#[tokio::test]
async fn hostile_addresses_break_nothing_and_run_nothing() {
    let lane = Lane::on(store::testing::sqlite().await).await;
    lane.filed(Visibility::Public).await;
    let mut author = lane.browser(lane.author).await;
    for hostile in HOSTILE {
        let typed = pages::routes::query_value(&hostile.chars().take(1_000).collect::<String>());
        for path in [
            format!("/cases?q={typed}"),
            format!(
                "/cases?show={typed}&category={typed}&holder={typed}&before={typed}&after={typed}"
            ),
            format!("/cases?place={typed}"),
            format!("/places?q={typed}"),
            format!("/places/{typed}"),
            format!("/places/willow-lane?q={typed}&show={typed}"),
            format!("/me?filed-before={typed}&joined-after={typed}"),
            format!("/charter?version={typed}"),
        ] {
            let page = author.get(&path).await;
            let status = page.status.as_u16();
            assert!([200, 303, 404].contains(&status), "{status} for {path}");
            for live in ["<script", "<img", "<svg/onload", "javascript:alert"] {
                let inside = page.text.contains(live) && !live.starts_with("javascript");
                assert!(!inside, "{live} in {path}");
            }
        }
    }
}

#[tokio::test]
async fn pages_take_the_same_few_statements_however_much_there_is() {
    const PAGES: [(&str, usize); 7] = [
        ("/", 7),
        ("/cases?place=willow-lane&q=lamp", 5),
        ("/places", 3),
        ("/places?q=willow", 4),
        ("/places/willow-lane", 8),
        ("/me", 8),
        ("/charter", 3),
    ];
    let lane = Lane::on(store::testing::sqlite().await).await;
    let browser = lane.browser(lane.author).await;
    let mut author = home_is(&lane, &browser).await;
    for size in [1, 20, 60] {
        while lane.app.app.store.count_settled(None).await.unwrap().filed < size {
            lane.filed_with("A lamp is out.", Visibility::Public).await;
        }
        for (path, most) in PAGES {
            // The rulebook is read once and kept.
            author.get(path).await.expect(200);
            let (page, statements) = counted(author.get(path)).await;
            page.expect(200);
            assert_eq!(statements, most, "{path} with {size} cases");
        }
    }
}
