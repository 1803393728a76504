//! Every SQL text, named and listed; and how many of them a task has run.
//!
//! A module declares its texts with `sql!`, which makes one `const` each and a
//! list of all; [`catalogue`] gathers the lists, and a test prepares each text
//! on both engines. A name that ends in `_SQLITE` or `_POSTGRES` belongs to
//! that engine only.

use std::cell::Cell;
use std::future::Future;

/// A named SQL text.
pub type Named = (&'static str, &'static str);

/// Declares SQL texts: `sql! { FIND_PLACE = "SELECT …"; … }`.
macro_rules! sql {
    ($($(#[$note:meta])* $name:ident = $text:expr;)+) => {
        $($(#[$note])* const $name: &str = $text;)+

        /// Every SQL text of this module.
        pub(crate) const STATEMENTS: &[$crate::statements::Named] =
            &[$((stringify!($name), $name)),+];
    };
}

pub(crate) use sql;

/// Every SQL text of this crate, as `(module, texts)`.
#[expect(clippy::too_many_lines, reason = "one line for every module")]
pub fn catalogue() -> Vec<(&'static str, &'static [Named])> {
    vec![
        ("bodies", crate::bodies::STATEMENTS),
        ("cases::act", crate::cases::act::STATEMENTS),
        ("cases::find", crate::cases::find::STATEMENTS),
        ("cases::notify", crate::cases::notify::STATEMENTS),
        ("cases::deadline", crate::cases::deadline::STATEMENTS),
        ("cases::write", crate::cases::write::STATEMENTS),
        ("challenges::find", crate::challenges::find::STATEMENTS),
        ("challenges::list", crate::challenges::list::STATEMENTS),
        ("challenges::write", crate::challenges::write::STATEMENTS),
        ("charters", crate::charters::STATEMENTS),
        ("codes", crate::codes::STATEMENTS),
        ("decisions::areas", crate::decisions::areas::STATEMENTS),
        ("decisions::ballots", crate::decisions::ballots::STATEMENTS),
        ("decisions::close", crate::decisions::close::STATEMENTS),
        (
            "decisions::eligible",
            crate::decisions::eligible::STATEMENTS,
        ),
        ("decisions::find", crate::decisions::find::STATEMENTS),
        (
            "decisions::objections",
            crate::decisions::objections::STATEMENTS,
        ),
        ("decisions::write", crate::decisions::write::STATEMENTS),
        ("drafts", crate::drafts::STATEMENTS),
        (
            "exchange::connections",
            crate::exchange::connections::STATEMENTS,
        ),
        (
            "exchange::dispatches",
            crate::exchange::dispatches::STATEMENTS,
        ),
        ("exchange::sending", crate::exchange::sending::STATEMENTS),
        ("exchange::told", crate::exchange::told::STATEMENTS),
        ("exchange::updates", crate::exchange::updates::STATEMENTS),
        ("freshness", crate::freshness::STATEMENTS),
        ("households", crate::households::STATEMENTS),
        (
            "households::conflicts",
            crate::households::conflicts::STATEMENTS,
        ),
        ("households::desk", crate::households::desk::STATEMENTS),
        (
            "households::letters",
            crate::households::letters::STATEMENTS,
        ),
        ("households::tell", crate::households::tell::STATEMENTS),
        (
            "households::threshold",
            crate::households::threshold::STATEMENTS,
        ),
        (
            "households::vouching",
            crate::households::vouching::STATEMENTS,
        ),
        ("idempotency", crate::idempotency::STATEMENTS),
        ("inbox", crate::inbox::STATEMENTS),
        ("installation", crate::installation::STATEMENTS),
        ("jobs", crate::jobs::STATEMENTS),
        ("limits", crate::limits::STATEMENTS),
        ("keys", crate::keys::STATEMENTS),
        ("lists", crate::lists::STATEMENTS),
        ("lists::mine", crate::lists::mine::STATEMENTS),
        ("lists::own", crate::lists::own::STATEMENTS),
        ("lists::places", crate::lists::places::STATEMENTS),
        ("lists::requests", crate::lists::requests::STATEMENTS),
        ("lists::said", crate::lists::said::STATEMENTS),
        ("mediations::end", crate::mediations::end::STATEMENTS),
        ("mediations::find", crate::mediations::find::STATEMENTS),
        ("mediations::write", crate::mediations::write::STATEMENTS),
        ("meetings::find", crate::meetings::find::STATEMENTS),
        ("meetings::seats", crate::meetings::seats::STATEMENTS),
        ("meetings::tell", crate::meetings::tell::STATEMENTS),
        ("meetings::write", crate::meetings::write::STATEMENTS),
        ("offices::away", crate::offices::away::STATEMENTS),
        ("offices::notes", crate::offices::notes::STATEMENTS),
        ("offices::paper", crate::offices::paper::STATEMENTS),
        ("offices::record", crate::offices::record::STATEMENTS),
        ("offices::seats", crate::offices::seats::STATEMENTS),
        ("offices::templates", crate::offices::templates::STATEMENTS),
        ("outbox", crate::outbox::STATEMENTS),
        ("outbox::delivery", crate::outbox::delivery::STATEMENTS),
        ("outbox::in_app", crate::outbox::in_app::STATEMENTS),
        ("people", crate::people::STATEMENTS),
        ("people::accounts", crate::people::accounts::STATEMENTS),
        (
            "people::accounts::proving",
            crate::people::accounts::proving::STATEMENTS,
        ),
        (
            "people::accounts::signing_up",
            crate::people::accounts::signing_up::STATEMENTS,
        ),
        ("people::seats", crate::people::seats::STATEMENTS),
        ("photos", crate::photos::STATEMENTS),
        ("places", crate::places::STATEMENTS),
        ("places::boundaries", crate::places::boundaries::STATEMENTS),
        ("places::import", crate::places::import::STATEMENTS),
        ("rulebook", crate::rulebook::STATEMENTS),
        ("sequencer", crate::sequencer::STATEMENTS),
        ("sessions", crate::sessions::STATEMENTS),
        ("threads::answers", crate::threads::answers::STATEMENTS),
        ("threads::cast", crate::threads::cast::STATEMENTS),
        ("threads::challenge", crate::threads::challenge::STATEMENTS),
        ("threads::find", crate::threads::find::STATEMENTS),
        ("threads::holds", crate::threads::holds::STATEMENTS),
        ("threads::flags", crate::threads::flags::STATEMENTS),
        ("threads::moderated", crate::threads::moderated::STATEMENTS),
        ("threads::photos", crate::threads::photos::STATEMENTS),
        ("threads::pictures", crate::threads::pictures::STATEMENTS),
        ("threads::posts", crate::threads::posts::STATEMENTS),
        ("threads::pulse", crate::threads::pulse::STATEMENTS),
        (
            "threads::statements",
            crate::threads::statements::STATEMENTS,
        ),
        ("threads::removals", crate::threads::removals::STATEMENTS),
        ("threads::waiting", crate::threads::waiting::STATEMENTS),
        ("threads::write", crate::threads::write::STATEMENTS),
    ]
}

/// What a task has asked of the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Statements, beginnings and ends of transactions not counted.
    pub statements: usize,
    /// Transactions that wrote and were committed: each waits for the disk.
    pub commits: usize,
}

tokio::task_local! {
    static COUNT: Cell<Asked>;
}

/// Runs `work` and says how many statements it ran, in its own task, beginnings
/// and ends of transactions not counted.
pub async fn counted<F: Future>(work: F) -> (F::Output, usize) {
    let (output, asked) = Box::pin(watched(work)).await;
    (output, asked.statements)
}

/// Runs `work` and says what it asked of the database, in its own task.
pub async fn watched<F: Future>(work: F) -> (F::Output, Asked) {
    COUNT
        .scope(Cell::default(), async {
            let output = work.await;
            (output, COUNT.with(Cell::get))
        })
        .await
}

/// Notes one statement of the task that is being counted, if one is.
pub(crate) fn note() {
    add(1, 0);
}

/// Notes one commit of the task that is being counted, if one is.
pub(crate) fn note_commit() {
    add(0, 1);
}

fn add(statements: usize, commits: usize) {
    // Nobody counts: nothing to note.
    let _not_counted = COUNT.try_with(|count| {
        let asked = count.get();
        count.set(Asked {
            statements: asked.statements + statements,
            commits: asked.commits + commits,
        });
    });
}
