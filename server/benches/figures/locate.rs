//! From a point to its place among 3,000 outlines: boxes in SQL, then exact
//! containment in Rust; beside it a walk through all outlines in memory.

use std::f64::consts::TAU;
use std::time::Instant as Stopwatch;

use anyhow::{Result, ensure};
use domain::geometry::{Boundary, Point};
use domain::language::Names;
use domain::place::PlaceKind;
use serde_json::json;
use store::clock::Clock;
use store::ids::Ids;
use store::places::import::{NewBoundary, NewPlace};
use store::testing::URL_VARIABLE;
use store::{EngineKind, Store};

use crate::machine::median;
use crate::report::Row;

/// 60 times 50 outlines, each with so many corners.
const COLUMNS: u32 = 60;
const ROWS: u32 = 50;
const CORNERS: u32 = 64;
/// Degrees from one middle to the next, about a kilometre.
const STEP: f64 = 0.01;
const LOOKUPS: u32 = 2_000;
const GOAL: &str = "well under 1,000 µs";

/// All rows of this part.
pub async fn run() -> Result<Vec<Row>> {
    let mut rows = vec![on(EngineKind::Sqlite, "SQLite").await?];
    if std::env::var_os(URL_VARIABLE).is_some() {
        rows.push(on(EngineKind::Postgres, "PostgreSQL").await?);
    } else {
        rows.push(Row::note("no PostgreSQL here: not measured"));
    }
    Ok(rows)
}

async fn on(kind: EngineKind, name: &str) -> Result<Row> {
    let store = store::testing::fresh(kind).await;
    let outlines = plant(&store).await?;
    let (mut ours, mut walks) = (Vec::new(), Vec::new());
    for point in points()? {
        let began = Stopwatch::now();
        let place = store.locate(point).await?;
        ours.push(began.elapsed().as_secs_f64() * 1e6);
        let began = Stopwatch::now();
        let found = outlines.iter().find(|(_, outline)| outline.contains(point));
        walks.push(began.elapsed().as_secs_f64() * 1e6);
        let slug = place.map(|place| place.slug);
        ensure!(
            slug.as_deref() == found.map(|(slug, _)| slug.as_str()),
            "the database and the walk disagree about {point:?}"
        );
    }
    let what = format!(
        "point to place, {} outlines, {name} : walk in memory",
        outlines.len()
    );
    Ok(Row::cost(what, median(ours), median(walks), "µs").goal(GOAL))
}

/// Loads a city of stars that almost touch, and gives them by slug.
async fn plant(store: &Store) -> Result<Vec<(String, Boundary)>> {
    let now = Clock::system().now();
    let ids = Ids::system();
    let mut places = vec![place("city", None, PlaceKind::City)];
    let mut outlines = Vec::new();
    for row in 0..ROWS {
        for column in 0..COLUMNS {
            let slug = format!("place-{row}-{column}");
            places.push(place(&slug, Some("city"), PlaceKind::Community));
            outlines.push((slug, ring(row, column)));
        }
    }
    store.import_places(&places, &ids, now).await?;
    let known = store.list_places().await?;
    let mut boundaries = Vec::new();
    let mut kept = Vec::new();
    for (slug, ring) in outlines {
        let points = ring.iter().map(|corner| Point::new(corner[1], corner[0]));
        let outline = Boundary::new(vec![vec![points.collect::<Result<_, _>>()?]])?;
        let (low, high) = (outline.bounds().south_west, outline.bounds().north_east);
        let Some(found) = known.iter().find(|place| place.slug == slug) else {
            anyhow::bail!("{slug} was not loaded");
        };
        boundaries.push(NewBoundary {
            place: found.id,
            west: low.longitude(),
            south: low.latitude(),
            east: high.longitude(),
            north: high.latitude(),
            geometry: json!({ "type": "Polygon", "coordinates": [ring] }),
        });
        kept.push((slug, outline));
    }
    store.import_boundaries(&boundaries, now).await?;
    Ok(kept)
}

fn place(slug: &str, parent: Option<&str>, kind: PlaceKind) -> NewPlace {
    NewPlace {
        slug: slug.to_owned(),
        parent: parent.map(str::to_owned),
        kind,
        code: None,
        names: Names::three(slug, slug, slug),
    }
}

/// A star around the middle of a field, its rays up to half a step long, closed.
fn ring(row: u32, column: u32) -> Vec<[f64; 2]> {
    let middle = [
        120.0 + STEP * f64::from(column),
        30.0 + STEP * f64::from(row),
    ];
    (0..=CORNERS)
        .map(|corner| {
            let corner = corner % CORNERS;
            let angle = TAU * f64::from(corner) / f64::from(CORNERS);
            let long = f64::from(corner % 2);
            let radius = STEP * (0.35 + 0.14 * long);
            [
                middle[0] + radius * angle.cos(),
                middle[1] + radius * angle.sin(),
            ]
        })
        .collect()
}

/// Points all over the city, the same in every run (a linear congruence).
fn points() -> Result<Vec<Point>> {
    let mut state = 1_u32;
    let mut next = |span: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 8) / f64::from(1_u32 << 24) * STEP * f64::from(span)
    };
    (0..LOOKUPS)
        .map(|_| Ok(Point::new(30.0 + next(ROWS), 120.0 + next(COLUMNS))?))
        .collect()
}
