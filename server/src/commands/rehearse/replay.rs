//! Replaying a table: one thread reads rows, the other asks the rules.

use std::collections::HashMap;
use std::sync::mpsc;
use std::thread;

use anyhow::anyhow;
use domain::clock;
use jiff::civil::Date;

use super::mapping::Mapping;
use super::requests::{BadRow, MappedRequest, Requests};
use super::tally::{Facts, Refused, Tally};
use super::world::World;

/// Rows that travel together between the two threads.
const BATCH: usize = 512;
/// Batches that may wait; with the two in hand, all the rows in memory.
const WAITING: usize = 8;

type Batch = Vec<Result<MappedRequest, BadRow>>;

/// Asks the rules about every row (at most `limit`) and counts the answers.
/// `each` sees every unreadable row, and is called after each batch.
///
/// # Errors
/// When the table breaks off, or `each` fails.
pub fn replay(
    world: &World,
    mapping: &Mapping,
    requests: Requests<'_>,
    limit: Option<u64>,
    mut each: impl FnMut(Seen<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<Tally> {
    let (sender, receiver) = mpsc::sync_channel::<anyhow::Result<Batch>>(WAITING);
    let mut tally = Tally::new(
        world.places.len(),
        world.bodies.len(),
        world.charter.categories.len(),
    );
    let categories: HashMap<&str, usize> = world
        .charter
        .categories
        .iter()
        .enumerate()
        .map(|(index, category)| (category.key.as_str(), index))
        .collect();
    thread::scope(|scope| {
        let reader = scope.spawn(move || send_rows(requests, limit, &sender));
        for batch in receiver {
            for row in batch? {
                match row {
                    Ok(request) => count(world, mapping, &categories, &request, &mut tally),
                    Err(bad) => {
                        tally.bad(&bad);
                        each(Seen::Bad(&bad))?;
                    }
                }
            }
            each(Seen::Rows)?;
        }
        reader.join().map_err(|_| {
            anyhow!("the thread that reads the table broke; this is a defect of linli")
        })
    })?;
    Ok(tally)
}

/// What a replay tells while it runs.
#[derive(Clone, Copy, Debug)]
pub enum Seen<'a> {
    /// A row that could not be read.
    Bad(&'a BadRow),
    /// A batch of rows is done.
    Rows,
}

fn send_rows(
    requests: Requests<'_>,
    limit: Option<u64>,
    sender: &mpsc::SyncSender<anyhow::Result<Batch>>,
) {
    let most = usize::try_from(limit.unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
    let mut batch = Batch::with_capacity(BATCH);
    for row in requests.take(most) {
        match row {
            Ok(row) => batch.push(row),
            Err(error) => {
                let _ = sender.send(Ok(std::mem::take(&mut batch)));
                let _ = sender.send(Err(error));
                return;
            }
        }
        if batch.len() == BATCH {
            let full = std::mem::replace(&mut batch, Batch::with_capacity(BATCH));
            // Nobody listens any more: the other side has already failed and says why.
            if sender.send(Ok(full)).is_err() {
                return;
            }
        }
    }
    let _ = sender.send(Ok(batch));
}

fn count(
    world: &World,
    mapping: &Mapping,
    categories: &HashMap<&str, usize>,
    request: &MappedRequest,
    tally: &mut Tally,
) {
    tally.unclear_times += u64::from(request.unclear_time);
    let Some(key) = request.category.as_deref() else {
        tally.unmapped(&request.category_values, request.line);
        return;
    };
    let Some(category) = categories.get(key).copied() else {
        tally.unmapped(&request.category_values, request.line);
        return;
    };
    let (place, whereabouts) = match world.place_of(request.location) {
        Ok(found) => found,
        Err(why) => return tally.refused(why, category, None),
    };
    let route = match world.route(key, place, request.opened_at) {
        Ok(route) => route,
        Err(why) => return tally.refused(Refused::ByRules(why.code()), category, Some(place)),
    };
    let Some(holder) = world.body_position(route.holder) else {
        return tally.refused(Refused::ByRules("holder-unknown"), category, Some(place));
    };
    let urgency = world.charter.categories[category].urgency;
    let facts = Facts {
        category,
        place,
        whereabouts,
        holder,
        week: monday(mapping, request.opened_at),
        opened_at: request.opened_at,
        closed_at: request.closed_at,
        office_due: request.due_at,
        resident_due: clock::resident_due(
            urgency,
            &world.bodies[holder].calendar,
            request.opened_at,
        ),
    };
    tally.routed(&route, facts);
}

/// The Monday of the local week.
fn monday(mapping: &Mapping, at: domain::instant::Instant) -> Date {
    let date = mapping.zone.to_datetime(at.timestamp()).date();
    let since = i64::from(date.weekday().to_monday_zero_offset());
    date.checked_sub(jiff::Span::new().days(since))
        .unwrap_or(date)
}
