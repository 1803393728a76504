//! Writing what was read and found right: one transaction for each import,
//! undone when it was only a trial or when nothing changes.

mod people;

use std::collections::HashMap;

use anyhow::Context;
use domain::body::Body;
use domain::instant::Instant;
use domain::place::{Place, PlaceKind};
use serde_json::json;
use store::exchange::Connection;
use store::ids::Ids;
use store::places::import::{Imported, NewBoundary, NewPlace};
use store::{Store, Writer};

pub use people::people;

use super::boundaries::Outlined;
use super::places::{Change, Planned};

/// Whether an import is written or only tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is written.
    Write,
    /// Everything is done but kept.
    DryRun,
}

/// Writes places that [`super::places::plan`] found right.
///
/// # Errors
/// When the database fails; then nothing was written.
pub async fn places(
    store: &Store,
    planned: &[Planned],
    ids: &Ids,
    now: Instant,
    mode: Mode,
) -> anyhow::Result<Imported> {
    let mut writer = store.writer().await?;
    let done = write_places(&mut writer, store, planned, ids, now).await?;
    end(writer, done.added + done.changed > 0, mode).await?;
    Ok(done)
}

async fn write_places(
    writer: &mut Writer,
    store: &Store,
    planned: &[Planned],
    ids: &Ids,
    now: Instant,
) -> anyhow::Result<Imported> {
    let mut slugs: HashMap<_, String> = store
        .list_places()
        .await?
        .into_iter()
        .map(|place| (place.id, place.slug))
        .collect();
    slugs.extend(
        planned
            .iter()
            .map(|planned| (planned.place.id, planned.place.slug.clone())),
    );
    let new: Vec<NewPlace> = planned
        .iter()
        .filter(|planned| planned.change != Change::Same)
        .map(|planned| {
            let place = &planned.place;
            NewPlace {
                slug: place.slug.clone(),
                parent: place.parent.and_then(|parent| slugs.get(&parent).cloned()),
                kind: place.kind,
                code: place.code.clone(),
                names: place.names.clone(),
            }
        })
        .collect();
    if new.is_empty() {
        return Ok(Imported {
            unchanged: planned.len() as u64,
            ..Imported::default()
        });
    }
    let mut done = writer
        .import_places(&new, ids, now)
        .await
        .context("write the places")?;
    done.unchanged += (planned.len() - new.len()) as u64;
    Ok(done)
}

/// What an import of boundaries did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BoundariesDone {
    /// Places made out of outlines.
    pub places: u64,
    /// The outlines.
    pub outlines: Imported,
}

/// Writes outlines, and the places made out of them, in one transaction.
///
/// # Errors
/// When the database fails; then nothing was written.
pub async fn boundaries(
    store: &Store,
    plan: &super::boundaries::Plan,
    ids: &Ids,
    now: Instant,
    mode: Mode,
) -> anyhow::Result<BoundariesDone> {
    let mut writer = store.writer().await?;
    let new_places: Vec<Planned> = plan
        .places
        .iter()
        .map(|place| Planned {
            place: place.clone(),
            change: Change::Added,
        })
        .collect();
    let written = write_places(&mut writer, store, &new_places, ids, now).await?;
    let keys = writer
        .conn()
        .list_place_keys()
        .await
        .context("read the places")?;
    let new = plan
        .outlines
        .iter()
        .map(|outline| {
            let place = keys
                .by_slug(&outline.slug)
                .context("a place vanished meanwhile; run the import again")?;
            Ok(new_boundary(place, outline))
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let outlines = writer
        .import_boundaries(&new, now)
        .await
        .context("write the boundaries")?;
    let changed = written.added + outlines.added + outlines.changed > 0;
    end(writer, changed, mode).await?;
    Ok(BoundariesDone {
        places: written.added,
        outlines,
    })
}

fn new_boundary(place: domain::id::PlaceId, outline: &Outlined) -> NewBoundary {
    let bounds = outline.boundary.bounds();
    NewBoundary {
        place,
        west: bounds.south_west.longitude(),
        south: bounds.south_west.latitude(),
        east: bounds.north_east.longitude(),
        north: bounds.north_east.latitude(),
        geometry: json!({ "type": "MultiPolygon", "coordinates": outline.boundary }),
    }
}

/// Writes the bodies that are new or different.
///
/// # Errors
/// When the database fails; then nothing was written.
pub async fn bodies(
    store: &Store,
    planned: &[super::bodies::Planned],
    now: Instant,
    mode: Mode,
) -> anyhow::Result<Imported> {
    let new: Vec<Body> = planned
        .iter()
        .filter(|planned| planned.change != Change::Same)
        .map(|planned| planned.body.clone())
        .collect();
    let unchanged = (planned.len() - new.len()) as u64;
    let added = planned
        .iter()
        .filter(|planned| planned.change == Change::Added)
        .count() as u64;
    if !new.is_empty() {
        let mut writer = store.writer().await?;
        writer
            .import_bodies(&new, now)
            .await
            .context("write the bodies")?;
        end(writer, true, mode).await?;
    }
    Ok(Imported {
        added,
        changed: new.len() as u64 - added,
        unchanged,
    })
}

/// Writes the connections that are new or different.
///
/// # Errors
/// When the database fails; then nothing was written.
pub async fn connections(
    store: &Store,
    planned: &[Connection],
    now: Instant,
    mode: Mode,
) -> anyhow::Result<Imported> {
    let mut writer = store.writer().await?;
    let done = writer
        .import_connections(planned, now)
        .await
        .context("write the connections")?;
    end(writer, done.added + done.changed > 0, mode).await?;
    Ok(done)
}

async fn end(writer: Writer, changed: bool, mode: Mode) -> anyhow::Result<()> {
    match mode {
        Mode::Write if changed => writer.commit().await?,
        Mode::Write | Mode::DryRun => writer.rollback().await?,
    }
    Ok(())
}

/// How many places of each kind there are, in words.
pub fn kinds<'a>(places: impl Iterator<Item = &'a Place> + Clone) -> String {
    let count = |kind: PlaceKind| places.clone().filter(|place| place.kind == kind).count();
    let counts = PlaceKind::ALL
        .into_iter()
        .map(|kind| (kind, count(kind)))
        .filter(|(_, count)| *count > 0);
    counts
        .map(|(kind, count)| format!("{} {count}", kind.code()))
        .collect::<Vec<_>>()
        .join(", ")
}
