//! The Open311 list over a real city's requests of 2015, imported as cases:
//! a thousand of them over HTTP, beside the query alone.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail, ensure};
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use domain::case::Case;
use domain::instant::Instant;
use domain::reference::Reference;
use domain::text::fold;
use flate2::read::GzDecoder;
use http::StatusCode;
use pages::App;
use serde_json::{Value, json};
use store::Conn;
use uuid::Uuid;

use crate::load::Asked;
use crate::machine::length;
use crate::measure::{Arm, cost, waits};
use crate::report::Row;
use crate::site::Linli;

/// The span that is asked for, and where it is asked.
const FROM: &str = "2015-02-01T00:00:00Z";
const UNTIL: &str = "2015-04-30T00:00:00Z";
const ROOT: &str = "/open311/v2/requests.json";
/// As many as one list holds.
const LENGTH: i64 = 1_000;
const INSERT: &str = "INSERT INTO cases (id, reference, version, state, stage, outcome, holder, author, category,
        urgency, visibility, place, latitude_e6, longitude_e6, charter_version, folded, filed_at,
        holder_due, resident_due, next_step_by, closed_at, changed_at, gap)
    SELECT $1, $2, version, $3, stage, outcome, holder, author, category, urgency, visibility, place, $4, $5,
        charter_version, $6, $7, holder_due, resident_due, next_step_by, closed_at, $7, gap
    FROM cases
    WHERE id = $8";
/// What happened to it first, as to the case it is made like: the list asks each history when something was told last.
const HAPPENED: &str = "INSERT INTO events (id, case_id, number, kind, payload_version, payload, at, by_person,
        by_body, public, position)
    SELECT randomblob(16), $1, number, kind, payload_version, payload, $2, by_person, by_body, public,
        (SELECT MAX(position) FROM events) + number
    FROM events
    WHERE case_id = $3 AND number <= 5";

/// All rows of this part.
pub async fn run(linli: &Linli) -> Result<Vec<Row>> {
    let Some(table) = table() else {
        return Ok(vec![Row::note(
            "no ../shared/data/boston beside the project: not measured",
        )]);
    };
    let imported = Box::pin(import(linli, &table)).await?;
    let path = format!("{ROOT}?start_date={FROM}&end_date={UNTIL}");
    let list = linli.get(&path, None).await?.body;
    let listed: Vec<Value> = serde_json::from_slice(&list).context("read the list")?;
    ensure!(
        listed.len() == usize::try_from(LENGTH)?,
        "{} requests on the list, not {LENGTH}",
        listed.len()
    );
    let ours = Arm::new(linli.router.clone(), Asked::page(&path)).await?;
    let bare = Arm::new(bare(&linli.app)?, Asked::page(ROOT)).await?;
    let [ours_waits, bare_waits] = waits([&ours, &bare]).await?;
    let [ours, bare] = cost([&ours, &bare]).await?;
    let beside = |what: &str, ours, bare| {
        Row::cost(
            format!("Open311 list : the query alone, {what}"),
            ours,
            bare,
            "µs",
        )
    };
    Ok(vec![
        Row::of(
            format!("a list of {LENGTH} out of {imported} requests"),
            length(list.len()) / 1e3,
            "kB",
        ),
        beside("processor time", ours, bare),
        beside("latency, median", ours_waits.median, bare_waits.median),
        beside("latency, 99 of 100", ours_waits.late, bare_waits.late),
    ])
}

/// The table of the City of Boston, if it lies beside the project.
fn table() -> Option<PathBuf> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/boston/boston_311.csv.gz");
    path.is_file().then_some(path)
}

/// Makes a case of each row: when it was opened, where, and what it says.
async fn import(linli: &Linli, table: &Path) -> Result<usize> {
    let like = linli.case(1).await?;
    let mut rows = csv::Reader::from_reader(GzDecoder::new(File::open(table)?));
    let headers = rows.headers()?.clone();
    let column = |name: &str| {
        let at = headers.iter().position(|header| header == name);
        at.with_context(|| format!("no column {name}"))
    };
    let (opened, title) = (column("OPEN_DT")?, column("CASE_TITLE")?);
    let (north, east) = (column("LATITUDE")?, column("LONGITUDE")?);
    let mut writer = linli.app.store.writer().await?;
    let Conn::Sqlite(conn) = writer.conn() else {
        bail!("this part measures the embedded database");
    };
    let mut imported = 0;
    for row in rows.records() {
        let row = row?;
        let field = |at: usize| row.get(at).unwrap_or_default();
        let Some(at) = moment(field(opened)) else {
            continue;
        };
        let degrees = |at: usize| {
            let degrees: f64 = field(at).parse().unwrap_or_default();
            millionths(degrees)
        };
        let point = (degrees(north), degrees(east));
        let reference = Reference::from_seed(imported);
        let id = linli.app.ids.uuid();
        let words = match field(title) {
            "" => "No title",
            title => title,
        };
        let state = state(&like, id, reference, words, at, point)?;
        sqlx::query(INSERT)
            .bind(id)
            .bind(reference.number())
            .bind(state)
            .bind(point.0)
            .bind(point.1)
            .bind(fold(words))
            .bind(at.micros())
            .bind(like.id.uuid())
            .execute(&mut *conn)
            .await
            .context("keep a case")?;
        sqlx::query(HAPPENED)
            .bind(id)
            .bind(at.micros())
            .bind(like.id.uuid())
            .execute(&mut *conn)
            .await
            .context("keep its history")?;
        imported += 1;
    }
    writer.commit().await?;
    Ok(usize::try_from(imported)?)
}

/// A local time such as `01/05/2015 12:40:41 PM`, read as UTC.
fn moment(text: &str) -> Option<Instant> {
    let local = jiff::civil::DateTime::strptime("%m/%d/%Y %I:%M:%S %p", text).ok()?;
    let zoned = local.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(Instant::from_timestamp(zoned.timestamp()))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "degrees of a table: at most 180 million, and only measured"
)]
fn millionths(degrees: f64) -> i32 {
    (degrees * 1e6).round() as i32
}

/// The state of a case like another one.
fn state(
    like: &Case,
    id: Uuid,
    reference: Reference,
    words: &str,
    at: Instant,
    point: (i32, i32),
) -> Result<String> {
    let mut state = serde_json::to_value(like)?;
    state["id"] = json!(id);
    state["reference"] = serde_json::to_value(reference)?;
    state["filed_at"] = json!(at.micros());
    state["concern"]["words"] = json!(words);
    state["concern"]["point"] = json!({ "latitude_e6": point.0, "longitude_e6": point.1 });
    Ok(state.to_string())
}

/// A handler that only runs the query of the list and counts its rows.
fn bare(app: &App) -> Result<Router> {
    async fn handler(State(asked): State<Arc<Query>>) -> Result<String, StatusCode> {
        let rows = asked.rows().await;
        rows.map(|rows| rows.to_string())
            .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
    }
    let modules = store::catalogue::all();
    let texts = modules.iter().flat_map(|(_, texts)| texts.iter());
    let mut found = texts.filter(|(name, _)| *name == "LIST_REQUESTS");
    let (_, text) = found.next().context("the query of the list")?;
    let moment = |text| Instant::parse(text).context("a moment");
    let query = Query {
        app: app.clone(),
        text,
        from: moment(FROM)?,
        until: moment(UNTIL)?,
    };
    Ok(Router::new()
        .route(ROOT, get(handler))
        .with_state(Arc::new(query)))
}

/// The query of the list, as the list binds it.
struct Query {
    app: App,
    text: &'static str,
    from: Instant,
    until: Instant,
}

impl Query {
    async fn rows(&self) -> Result<usize> {
        let mut snapshot = self.app.store.snapshot().await?;
        let Conn::Sqlite(conn) = snapshot.conn() else {
            bail!("this part measures the embedded database");
        };
        // The kinds as the list binds them: with a space around each.
        let told = format!(" {} ", server::open311::DATED.join(" "));
        let rows = sqlx::query(self.text)
            .bind(self.from.micros())
            .bind(self.until.micros())
            .bind(None::<String>)
            .bind(None::<String>)
            .bind(LENGTH)
            .bind(0_i64)
            .bind(told)
            .fetch_all(conn)
            .await?;
        Ok(rows.len())
    }
}
