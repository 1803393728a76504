//! Real requests of Boston, 2015, three hundred from every week of the year, filed through the pages as residents would:
//! each case stands where the rehearsal says it would.

use std::collections::BTreeMap;
use std::path::Path;

use domain::instant::Instant;
use jiff::ToSpan as _;
use jiff::civil::Date;
use server::commands::Outcome;
use server::commands::rehearse::mapping::Mapping;
use server::commands::rehearse::requests::{self, Location, MappedRequest};
use server::commands::rehearse::{self, Args};
use store::on_each_engine;
use tempfile::TempDir;

use crate::app::{TestApp, Visitor};
use crate::import::example;
use crate::town;

/// Cases by body and week, as in the rehearsal's table of the load.
type Load = BTreeMap<(String, String), u64>;

/// What the rehearsal says of these requests.
fn rehearsed(folder: &TempDir) -> Load {
    let args = Args {
        charter: example("charter.toml").into(),
        places: vec![
            example("places.csv").into(),
            example("neighborhoods.geojson").into(),
        ],
        requests: example("sample.csv").into(),
        mapping: None,
        bodies: None,
        out: folder.path().join("rehearsal"),
        limit: None,
    };
    let mut told = Vec::new();
    let outcome = rehearse::rehearse(&args, &mut told).unwrap();
    assert_eq!(outcome, Outcome::Fine, "{}", String::from_utf8_lossy(&told));
    let mut table = csv::Reader::from_path(args.out.join("load.csv")).unwrap();
    let rows = table.records().map(|row| {
        let row = row.unwrap();
        let cell = |at: usize| row[at].to_owned();
        ((cell(0), cell(4)), row[5].parse().unwrap())
    });
    rows.filter(|(_, cases)| *cases > 0).collect()
}

/// Boston with its places, outlines, rules and bodies, and somebody in each body.
async fn boston_in(app: &TestApp, folder: &Path) {
    let now = app.app.clock.now();
    let words = |what: &str, file: String| vec![what.to_owned(), file];
    for step in [
        words("places", example("places.csv")),
        words("boundaries", example("neighborhoods.geojson")),
        words("charter", example("charter.toml")),
        words("bodies", example("bodies.toml")),
    ] {
        town::import(&app.app.store, now, &step).await;
    }
    let mut people = String::from("handle,name,language,body\n");
    for body in app.store.list_bodies().await.unwrap() {
        people.extend([&body.key, "@boston.example,Somebody,en,", &body.key, "\n"]);
    }
    let file = folder.join("people.csv");
    std::fs::write(&file, people).unwrap();
    town::import(
        &app.app.store,
        now,
        &words("people", file.display().to_string()),
    )
    .await;
}

/// Files one request through the pages; the key of its holder, or `None` when the rules refuse it.
async fn file(app: &TestApp, visitor: &mut Visitor, request: &MappedRequest) -> Option<String> {
    let category = request.category.as_deref()?;
    let words = match request.words.trim() {
        "" => request.category_values.join(", "),
        words => words.to_owned(),
    };
    visitor
        .post("/report", &[("words", &words)])
        .await
        .expect(303);
    visitor
        .post("/report/kind", &[("category", category)])
        .await
        .expect(303);
    let mut place = visitor
        .post("/report/where", &[("place", "boston")])
        .await
        .expect(303);
    if let Location::At(point) = request.location {
        let (latitude, longitude) = (point.latitude().to_string(), point.longitude().to_string());
        let fields = [
            ("latitude", latitude.as_str()),
            ("longitude", longitude.as_str()),
        ];
        place = visitor.post("/report/where", &fields).await;
        // Outside every outline the page says so, and the whole city stays chosen.
        assert!(
            place.status == 303 || place.text.contains("outside every neighbourhood"),
            "{}",
            place.text
        );
    }
    visitor.post("/report/who", &[]).await.expect(303);
    let sent = visitor.post("/report/check", &[]).await;
    if sent.status == 422 {
        visitor.post("/report/start-again", &[]).await.expect(303);
        return None;
    }
    let case = town::case(app, town::receipt(&sent)).await;
    assert_eq!(case.concern.category, category);
    assert_eq!(
        case.concern.point.is_some(),
        place.status == 303 && matches!(request.location, Location::At(_))
    );
    Some(town::holder(app, &case).await)
}

/// The Monday of the local week, as the rehearsal counts weeks.
fn monday(mapping: &Mapping, at: Instant) -> Date {
    let date = mapping.zone.to_datetime(at.timestamp()).date();
    let since = i64::from(date.weekday().to_monday_zero_offset());
    date.checked_sub(since.days()).unwrap()
}

on_each_engine! {
    async fn real_requests_stand_where_the_rehearsal_says(store) {
        let folder = tempfile::tempdir().unwrap();
        let expected = rehearsed(&folder);
        let app = TestApp::on(store);
        boston_in(&app, folder.path()).await;
        let (mut visitor, _) = town::resident(&app, "anna").await;
        let mapping = Mapping::load(example("mapping.toml").as_ref()).unwrap();
        let (mut stands, mut without) = (Load::new(), 0);
        for row in requests::read(example("sample.csv").as_ref(), &mapping).unwrap() {
            let Ok(request) = row.unwrap() else {
                without += 1;
                continue;
            };
            match file(&app, &mut visitor, &request).await {
                Some(holder) => {
                    let week = monday(&mapping, request.opened_at).to_string();
                    *stands.entry((holder, week)).or_insert(0) += 1;
                }
                None => without += 1,
            }
        }
        assert_eq!(stands, expected);
        let filed: u64 = stands.values().sum();
        eprintln!("{filed} real requests filed through the pages, {without} without a holder by the same rules");
        assert!(filed > 250, "{filed}");
    }
}
