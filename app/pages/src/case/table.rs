//! The joint table of a case: who leads, who does, who is consulted, who is
//! told, and what it costs and brings each of them.

use domain::case::{Event, Part, Seat, TableCall};
use domain::permission::visible_event;
use domain::text::Sentence;
use leptos::prelude::*;

use super::inputs;
use super::look::Look;
use super::seats;
use crate::burden;
use crate::components::{Answer, Answers};
use crate::text::case as words;

/// What stands for words that are not for this reader.
const HIDDEN: &str = "…";

/// The table, once it was called, as the reader may see it.
pub(super) fn view(look: &Look<'_>) -> Option<AnyView> {
    let (lang, shown) = (look.lang, look.shown);
    let table = shown.case.table.as_ref()?;
    let called = shown.history.iter().rev().find(|entry| {
        matches!(
            entry.recorded.event,
            Event::TableCalled { .. } | Event::TableRewritten { .. }
        )
    })?;
    let seen = visible_event(look.actor, &shown.case, &called.recorded)?;
    let (Event::TableCalled { call, .. } | Event::TableRewritten { call }) = seen.event.as_ref()
    else {
        return None;
    };
    let lead = words::table_lead(lang, shown.body_name(lang, table.convener));
    // Who sits there by now; what was removed of what was written stays so.
    let number = called.recorded.number;
    let mut call = call.as_ref().clone();
    if !shown.case.is_removed(Part::Event { number }) {
        call.seats.clone_from(&table.seats);
    }
    let rows = rows(look, &call);
    let sheets = seats::way(look);
    let view = view! {
        <section class="card" aria-labelledby="table">
            <h2 id="table">{words::table_title(lang)}</h2>
            <p>{lead}</p>
            <Answers rows/>
            {sheets}
        </section>
    };
    Some(view.into_any())
}

/// Who leads first, who is only told last.
fn rows(look: &Look<'_>, call: &TableCall) -> Vec<Answer> {
    let mut seats: Vec<&Seat> = call.seats.iter().collect();
    seats.sort_by_key(|seat| seat.share);
    let row = |seat: &Seat| Answer {
        label: inputs::share(look.lang, seat.share).into(),
        value: told(look, seat).into(),
        change: None,
    };
    seats.into_iter().map(row).collect()
}

fn told(look: &Look<'_>, seat: &Seat) -> String {
    let lang = look.lang;
    let task = seat.task.as_ref().map(Sentence::as_str);
    let task = task.filter(|task| *task != HIDDEN).map(str::to_owned);
    let mut lines = vec![look.shown.body_name(lang, seat.body).to_owned()];
    lines.extend(task);
    lines.extend(burden::told(lang, seat, HIDDEN));
    lines.join("\n")
}
