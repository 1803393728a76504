//! How many SQL statements a page takes, session and person included: the same
//! however long the history of a case is.

use anyhow::Result;
use pages::routes;

use crate::machine::length;
use crate::report::Row;
use crate::site::{Linli, SignedIn};

/// Somebody who joined nothing, and a member of the committee that has the cases.
const READER: &str = "zhaomin";
const MEMBER: &str = "wang";
const EVENTS: [i64; 4] = [1, 20, 200, 2_000];
const GOAL: &str = "constant, ≤ 8";

/// All rows of this part.
pub async fn run(linli: &Linli) -> Result<Vec<Row>> {
    let reader = linli.signed_in(READER).await?;
    let member = linli.signed_in(MEMBER).await?;
    let mut rows = Vec::new();
    for events in EVENTS {
        let path = routes::case(linli.case(events).await?.reference);
        // The rulebook is read once after it changed; that is no cost of a page.
        linli.get(&path, Some(&reader)).await?;
        let by = [
            ("resident", Some(&reader)),
            ("committee", Some(&member)),
            ("visitor", None),
            ("visitor, from memory", None),
        ];
        for (who, browser) in by {
            let count = counted(linli, &path, browser).await?;
            rows.push(statements(
                format!("case with {events} events, {who}"),
                count,
            ));
        }
    }
    for path in ["/", "/cases", "/places/willow-lane", "/charter", "/me"] {
        linli.get(path, Some(&reader)).await?;
        let count = counted(linli, path, Some(&reader)).await?;
        rows.push(statements(format!("{path}, resident"), count));
    }
    let count = counted(linli, "/inbox", Some(&member)).await?;
    rows.push(statements("/inbox, committee".to_owned(), count));
    Ok(rows)
}

fn statements(what: String, count: usize) -> Row {
    Row::of(what, length(count), "statements").goal(GOAL)
}

async fn counted(linli: &Linli, path: &str, browser: Option<&SignedIn>) -> Result<usize> {
    let (answer, count) = store::statements::counted(linli.get(path, browser)).await;
    answer?;
    Ok(count)
}
