//! Lists: what is private never shows, filters hold, pages stay where they are.

use std::collections::{BTreeMap, BTreeSet};

use domain::body::{BodyKind, Competence};
use domain::case::{Case, Command, Order, Part, Rule, StageName, Visibility};
use domain::charter::Charter;
use domain::id::{CaseId, PersonId};
use domain::person::{Actor, Role};
use domain::reference::Reference;
use domain::text::{Sentence, Words, fold};
use sqlx::types::Json;
use store::cases::NewCase;
use store::ids::Ids;
use store::lists::{CaseFilter, CasePage, Progress, Settled, Turn};
use store::statements::counted;
use store::{Conn, Store, on_each_engine};

use crate::fixtures::{body, now, place_id, planted, resident};

struct Lane {
    author: Actor,
    neighbour: Actor,
    member: Actor,
    ids: Ids,
}

async fn actor(store: &Store, id: PersonId) -> Actor {
    Actor::Person(store.find_person(id).await.unwrap().unwrap())
}

async fn lane(store: &Store) -> Lane {
    planted(store).await;
    let lane = place_id(store, "willow-lane").await;
    let plum = place_id(store, "plum-court").await;
    let city = place_id(store, "river-city").await;
    let mut committee = body(
        901,
        "willow-committee",
        BodyKind::SelfGovernance,
        1,
        vec![lane],
    );
    let mut plum = body(
        903,
        "plum-committee",
        BodyKind::SelfGovernance,
        1,
        vec![plum],
    );
    let mut office = body(902, "bridge-office", BodyKind::Government, 2, vec![city]);
    for body in [&mut committee, &mut plum, &mut office] {
        body.competence = Competence::All;
    }
    office.last_resort = true;
    let bodies = [committee.clone(), plum, office.clone()];
    store.import_bodies(&bodies, now()).await.unwrap();
    let charter = Charter::shipped();
    store
        .import_charter(&charter, "shipped", now(), "first", now())
        .await
        .unwrap();
    let mut people = Vec::new();
    for (number, name) in [
        (1, "Author"),
        (2, "Neighbour"),
        (3, "Member"),
        (4, "Officer"),
    ] {
        people.push(resident(store, number, name).await);
    }
    for (body, person, role) in [
        (committee.id, people[2], Role::Convener),
        (office.id, people[3], Role::Officer),
    ] {
        store.appoint(body, person, role, now()).await.unwrap();
    }
    Lane {
        author: actor(store, people[0]).await,
        neighbour: actor(store, people[1]).await,
        member: actor(store, people[2]).await,
        ids: Ids::counted(70_000),
    }
}

impl Lane {
    async fn filed(&self, store: &Store, words: &str, visibility: Visibility) -> Case {
        let new = NewCase {
            words: Words::parse(words).unwrap(),
            category: "stair-light".to_owned(),
            place: place_id(store, "willow-1").await,
            point: None,
            answers: BTreeMap::new(),
            visibility,
            conflict: None,
            photos: Vec::new(),
            on_paper: false,
        };
        let filed = store.file_case(&new, &self.author, None, &self.ids, now());
        filed.await.unwrap().case
    }

    async fn act(&self, store: &Store, case: &Case, actor: &Actor, command: Command) -> Case {
        let order = Order::from(command);
        let acted = store.act(case.reference, &order, actor, None, &self.ids, now());
        acted.await.unwrap().case
    }

    fn author(&self) -> PersonId {
        self.author.person().unwrap().id
    }
}

/// Puts `number` copies of a case into the table, changed by `change`, in one transaction.
async fn copies(
    store: &Store,
    case: &Case,
    from: u64,
    number: u64,
    change: impl Fn(&mut Case, u64),
) {
    const INSERT: &str = "INSERT INTO cases (id, reference, version, state, stage, holder, author, category, urgency,
            visibility, place, charter_version, folded, filed_at, changed_at)
        VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12, $12)";
    let mut writer = store.writer().await.unwrap();
    for at in from..from + number {
        let mut copy = case.clone();
        copy.id = CaseId::new(uuid::Uuid::from_u128(0xc0_0000 + u128::from(at)));
        copy.reference = Reference::from_seed(at * 7_919);
        change(&mut copy, at);
        macro_rules! insert {
            ($conn:expr) => {
                sqlx::query(INSERT)
                    .bind(copy.id.uuid())
                    .bind(copy.reference.number())
                    .bind(Json(&copy))
                    .bind(copy.stage.name().code())
                    .bind(copy.holding.holder.uuid())
                    .bind(copy.author.map(PersonId::uuid))
                    .bind(copy.concern.category.as_str())
                    .bind(copy.concern.urgency.code())
                    .bind(copy.concern.visibility.code())
                    .bind(copy.concern.place.uuid())
                    .bind(fold(copy.concern.words.as_str()))
                    .bind(copy.filed_at.micros())
                    .execute($conn)
                    .await
                    .map(drop)
            };
        }
        match writer.conn() {
            Conn::Sqlite(conn) => insert!(conn),
            Conn::Postgres(conn) => insert!(conn),
        }
        .unwrap();
    }
    writer.commit().await.unwrap();
}

fn references(page: &CasePage) -> Vec<Reference> {
    page.cases.iter().map(|one| one.case.reference).collect()
}

async fn all(store: &Store, filter: CaseFilter<'_>) -> Vec<Reference> {
    let page = store.list_cases(filter, Turn::Newest, 50).await.unwrap();
    assert_eq!(page.total, i64::try_from(page.cases.len()).unwrap());
    references(&page)
}

fn sentence(text: &str) -> Sentence {
    Sentence::parse(text).unwrap()
}

on_each_engine! {
    async fn what_is_private_is_in_no_list_no_count_and_no_search(store) {
        let lane = lane(&store).await;
        let public = lane.filed(&store, "The lamp by the door is out.", Visibility::PublicWithoutName).await;
        let private = lane.filed(&store, "The lamp in my own hall is out.", Visibility::BodyOnly).await;
        let here = store.find_place_by_slug("willow-1").await.unwrap().unwrap().id;
        let filters = [
            CaseFilter::default(),
            CaseFilter { words: "lamp", ..CaseFilter::default() },
            CaseFilter { place: Some(here), progress: Some(Progress::Open), ..CaseFilter::default() },
            CaseFilter { category: Some("stair-light"), holder: Some(BodyKind::SelfGovernance), ..CaseFilter::default() },
        ];
        for filter in filters {
            assert_eq!(all(&store, filter).await, [public.reference], "{filter:?}");
        }
        let hall = CaseFilter { words: "own hall", ..CaseFilter::default() };
        assert_eq!(all(&store, hall).await, []);
        for place in [None, Some(here)] {
            let moved = store.list_moved(place, None, 10).await.unwrap();
            assert_eq!(moved.len(), 1);
            assert_eq!(moved[0].case.reference, public.reference);
            assert_eq!(store.count_settled(place).await.unwrap().filed, 1);
        }
        // Its author still finds it among their own.
        let own = store.list_filed_by(lane.author(), Turn::Newest, 10).await.unwrap();
        assert_eq!(references(&own).into_iter().collect::<BTreeSet<_>>(),
            BTreeSet::from([public.reference, private.reference]));
    }

    async fn every_filter_leaves_what_it_says(store) {
        let lane = lane(&store).await;
        let lamp = lane.filed(&store, "楼道灯坏了 LAMP 100%", Visibility::Public).await;
        let office = store.current_rulebook().await.unwrap().body_by_key("bridge-office").unwrap().id;
        let plum = place_id(&store, "plum-court").await;
        copies(&store, &lamp, 1, 1, |copy, _| {
            copy.concern.words = Words::parse("A bench is broken.").unwrap();
            "lift".clone_into(&mut copy.concern.category);
            copy.concern.place = plum;
            copy.holding.holder = office;
            copy.stage = domain::case::Stage::Withdrawn { at: now() };
        }).await;
        let bench = Reference::from_seed(7_919);
        let none = CaseFilter::default();
        let willow = place_id(&store, "willow-lane").await;
        let city = place_id(&store, "river-city").await;
        let table = [
            (CaseFilter { progress: Some(Progress::Open), ..none }, vec![lamp.reference]),
            (CaseFilter { progress: Some(Progress::Ended), ..none }, vec![bench]),
            (CaseFilter { progress: Some(Progress::Solved), ..none }, vec![]),
            (CaseFilter { category: Some("lift"), ..none }, vec![bench]),
            (CaseFilter { category: Some("no-such"), ..none }, vec![]),
            (CaseFilter { holder: Some(BodyKind::Government), ..none }, vec![bench]),
            (CaseFilter { place: Some(willow), ..none }, vec![lamp.reference]),
            (CaseFilter { place: Some(plum), ..none }, vec![bench]),
            (CaseFilter { words: "樓道燈", ..none }, vec![lamp.reference]),
            (CaseFilter { words: "lamp 灯", ..none }, vec![lamp.reference]),
            (CaseFilter { words: "lamp bench", ..none }, vec![]),
            (CaseFilter { words: "100%", ..none }, vec![lamp.reference]),
            (CaseFilter { words: "1%0", ..none }, vec![]),
            (CaseFilter { words: "b_nch", ..none }, vec![]),
            (CaseFilter { words: "\0\u{202e}", place: Some(willow), ..none }, vec![lamp.reference]),
        ];
        for (filter, expected) in table {
            assert_eq!(all(&store, filter).await, expected, "{filter:?}");
        }
        assert_eq!(all(&store, CaseFilter { place: Some(city), ..none }).await.len(), 2);
    }

    async fn a_page_stays_where_it_is_when_something_new_comes(store) {
        let lane = lane(&store).await;
        let first = lane.filed(&store, "The lamp is out.", Visibility::Public).await;
        // Three of each moment, so that the reference has to decide.
        copies(&store, &first, 1, 30, |copy, at| copy.filed_at = now().plus_minutes(-i64::try_from(at / 3).unwrap())).await;
        let list = |turn| store.list_cases(CaseFilter::default(), turn, 7);
        let whole = references(&store.list_cases(CaseFilter::default(), Turn::Newest, 100).await.unwrap());
        assert_eq!(whole.len(), 31);
        let (mut seen, mut turn, mut pages) = (Vec::new(), Turn::Newest, 0);
        loop {
            let page = list(turn).await.unwrap();
            assert_eq!(page.newer, pages > 0);
            seen.extend(references(&page));
            pages += 1;
            // Somebody writes while somebody else reads.
            copies(&store, &first, 1_000 + pages, 1, |copy, at| copy.filed_at = now().plus_minutes(i64::try_from(at).unwrap())).await;
            if !page.older {
                break;
            }
            turn = Turn::Before(page.cases.last().unwrap().cursor());
        }
        assert_eq!(seen, whole);
        // And back again.
        let last = list(turn).await.unwrap();
        let before = list(Turn::After(last.cases[0].cursor())).await.unwrap();
        assert!(before.older && before.newer);
        let from = whole.iter().position(|one| *one == last.cases[0].case.reference).unwrap();
        assert_eq!(references(&before), whole[from - 7..from]);
    }

    async fn the_first_figure_counts_everything_that_was_filed(store) {
        let lane = lane(&store).await;
        let case = lane.filed(&store, "The lamp is out.", Visibility::Public).await;
        lane.filed(&store, "A private one.", Visibility::BodyOnly).await;
        let hear = Command::Hear { words: sentence("I am on my way to look at it.") };
        lane.act(&store, &case, &lane.member, hear).await;
        let done = Command::ReportDone { words: sentence("A new lamp."), photos: Vec::new() };
        lane.act(&store, &case, &lane.member, done).await;
        let answer = Command::Answer { verdict: domain::case::Verdict::Solved, reason: None };
        let solved = lane.act(&store, &case, &lane.author, answer).await;
        assert_eq!(solved.stage.name(), StageName::Solved);
        let office = store.current_rulebook().await.unwrap().body_by_key("bridge-office").unwrap().id;
        copies(&store, &solved, 1, 2, |copy, _| copy.holding.holder = office).await;
        copies(&store, &solved, 3, 3, |copy, _| copy.stage = domain::case::Stage::Withdrawn { at: now() }).await;
        lane.filed(&store, "An open one.", Visibility::PublicWithoutName).await;
        let settled = store.count_settled(None).await.unwrap();
        assert_eq!(settled, Settled { filed: 7, by_neighbours: 1, by_others: 2, open: 1, otherwise: 3 });
        let solved = store.list_moved(None, Some(Progress::Solved), 10).await.unwrap();
        assert_eq!(solved.len(), 3);
        let plum = place_id(&store, "plum-court").await;
        assert_eq!(store.count_settled(Some(plum)).await.unwrap(), Settled::default());
    }

    async fn words_that_were_removed_are_not_found_any_more(store) {
        let lane = lane(&store).await;
        let case = lane.filed(&store, "Mrs Chen of 302 leaves her bins out.", Visibility::Public).await;
        let chen = CaseFilter { words: "mrs chen", ..CaseFilter::default() };
        assert_eq!(all(&store, chen).await, [case.reference]);
        let remove = Command::Remove { part: Part::Concern, rule: Rule::NamesAPerson, words: sentence("It names a neighbour.") };
        lane.act(&store, &case, &lane.member, remove).await;
        assert_eq!(all(&store, chen).await, []);
        let restore = Command::Restore { part: Part::Concern, words: sentence("She agreed to it.") };
        lane.act(&store, &case, &lane.member, restore).await;
        assert_eq!(all(&store, chen).await, [case.reference]);
    }

    async fn what_is_ones_own_is_asked_filed_or_joined(store) {
        let lane = lane(&store).await;
        let neighbour = lane.neighbour.person().unwrap().id;
        let case = lane.filed(&store, "The lamp is out.", Visibility::Public).await;
        assert_eq!(store.list_asking(lane.author(), 10).await.unwrap(), []);
        lane.act(&store, &case, &lane.neighbour, Command::Join { on_paper: false }).await;
        let hear = Command::Hear { words: sentence("I am on my way to look at it.") };
        lane.act(&store, &case, &lane.member, hear).await;
        lane.act(&store, &case, &lane.member, Command::AskResident { words: sentence("Which floor?") }).await;
        for person in [lane.author(), neighbour] {
            assert_eq!(store.list_asking(person, 10).await.unwrap().len(), 1);
        }
        let joined = store.list_joined_by(neighbour, Turn::Newest, 10).await.unwrap();
        assert_eq!(references(&joined), [case.reference]);
        assert_eq!(store.list_joined_by(lane.author(), Turn::Newest, 10).await.unwrap().cases, []);
        assert_eq!(store.list_filed_by(neighbour, Turn::Newest, 10).await.unwrap().cases, []);
    }

    async fn a_list_takes_one_statement_however_long_it_is(store) {
        let lane = lane(&store).await;
        let case = lane.filed(&store, "The lamp is out.", Visibility::Public).await;
        let here = place_id(&store, "willow-1").await;
        let mut made = 1;
        for size in [1, 20, 200, 2_000] {
            copies(&store, &case, made, size - made + 1, |copy, at| copy.filed_at = now().plus_minutes(-i64::try_from(at).unwrap())).await;
            made = size + 1;
            let filter = CaseFilter { place: Some(here), words: "lamp", progress: Some(Progress::Open), ..CaseFilter::default() };
            let (page, statements) = counted(store.list_cases(filter, Turn::Newest, 20)).await;
            let page = page.unwrap();
            assert_eq!((statements, page.total), (1, i64::try_from(made).unwrap()), "{size}");
            assert_eq!(page.cases.len(), 20.min(usize::try_from(made).unwrap()));
            for (_, statements) in [
                counted(async { store.list_moved(Some(here), None, 6).await.map(drop) }).await,
                counted(async { store.count_settled(Some(here)).await.map(drop) }).await,
                counted(async { store.list_filed_by(lane.author(), Turn::Newest, 10).await.map(drop) }).await,
                counted(async { store.list_asking(lane.author(), 100).await.map(drop) }).await,
                counted(async { store.find_place_family("willow-lane").await.map(drop) }).await,
                counted(async { store.list_place_tree(100).await.map(drop) }).await,
            ] {
                assert_eq!(statements, 1, "{size}");
            }
        }
    }

    async fn a_place_comes_with_what_is_around_it(store) {
        planted(&store).await;
        let family = store.find_place_family("bridge").await.unwrap().unwrap();
        let slugs = |places: &[domain::place::Place]| places.iter().map(|place| place.slug.clone()).collect::<Vec<_>>();
        assert_eq!(family.place.slug, "bridge");
        assert_eq!(slugs(&family.above), ["river-city", "old-town"]);
        assert_eq!(slugs(&family.children), ["plum-court", "willow-lane"]);
        assert_eq!(store.find_place_family("no-such-place").await.unwrap(), None);
        let tree = |limit| store.list_place_tree(limit);
        let depths = tree(10).await.unwrap().iter().map(|one| one.depth).collect::<Vec<_>>();
        assert_eq!(depths, [0, 1, 2, 3, 3], "without the building");
        let cut = tree(4).await.unwrap();
        assert_eq!(cut.len(), 3, "no level in part");
    }
}
