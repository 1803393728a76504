//! SQL texts, named and listed; and how many of them a task has run.
//!
//! A module declares its texts with `sql!`, which makes one `const` each and a
//! list of all; `catalogue` gathers the lists. A name that ends in `_SQLITE` or
//! `_POSTGRES` belongs to that engine only.

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
