//! Reads a list of another system page by page. The other system says how long
//! its pages are, so the end is where a page brings nothing more. Some refuse
//! to be asked for pages: those are asked again without, and give all at once.

use serde_json::Value;
use store::exchange::Connection;

use super::answer;
use super::wire::{Trouble, Wire, unreadable};

/// The most pages of a list that are read.
const PAGES: usize = 50;
/// Entries of a page, where the other system lets us choose.
const LENGTH: &str = "1000";

/// What a list is asked for beside its own fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Which page, and how long it may be.
    PageAndLength,
    /// Which page.
    Page,
    /// Neither: the answer is the whole list.
    Whole,
}

impl Asked {
    /// What is asked for where this is refused.
    const fn less(self) -> Option<Self> {
        match self {
            Self::PageAndLength => Some(Self::Page),
            Self::Page => Some(Self::Whole),
            Self::Whole => None,
        }
    }
}

/// What comes next of a list.
pub(super) enum Part<'a> {
    /// A page with entries.
    Page(Vec<&'a Value>),
    /// That was all.
    End,
    /// The other system lets nobody read on from here, or has no more.
    Barred,
    /// There are more pages than are read.
    TooMany,
}

/// A list of another system, and how far it was read.
pub(super) struct List<'a> {
    wire: &'a Wire,
    connection: &'a Connection,
    resource: &'a str,
    fields: &'a [(&'a str, &'a str)],
    asked: Asked,
    read: usize,
    newest: Value,
}

impl<'a> List<'a> {
    pub(super) fn new(
        wire: &'a Wire,
        connection: &'a Connection,
        resource: &'a str,
        fields: &'a [(&'a str, &'a str)],
        asked: Asked,
    ) -> Self {
        Self {
            wire,
            connection,
            resource,
            fields,
            asked,
            read: 0,
            newest: Value::Null,
        }
    }

    /// What it could be asked for at last.
    pub(super) const fn asked(&self) -> Asked {
        self.asked
    }

    /// Reads on.
    pub(super) async fn read_on(&mut self) -> Result<Part<'_>, Trouble> {
        if self.read > 0 && self.asked == Asked::Whole {
            return Ok(Part::End);
        }
        if self.read == PAGES {
            return Ok(Part::TooMany);
        }
        let list = match self.ask().await {
            // To some there is no page after the last one, and some let nobody read that far.
            Err(trouble) if self.read > 0 && trouble.status == Some(404) => return Ok(Part::End),
            Err(trouble) if self.read > 0 && trouble.status == Some(400) => {
                return Ok(Part::Barred);
            }
            asked => asked?,
        };
        // A system that knows no pages gives the same one again.
        let again = self.read > 0 && list == self.newest;
        self.read += 1;
        self.newest = list;
        let entries = answer::entries(&self.newest).ok_or_else(unreadable)?;
        if again || entries.is_empty() {
            return Ok(Part::End);
        }
        Ok(Part::Page(entries))
    }

    /// Asks for the next page, and for the first one with less and less about pages.
    async fn ask(&mut self) -> Result<Value, Trouble> {
        let number = (self.read + 1).to_string();
        loop {
            let mut fields = self.fields.to_vec();
            if self.asked != Asked::Whole {
                fields.push(("page", number.as_str()));
            }
            if self.asked == Asked::PageAndLength {
                fields.push(("page_size", LENGTH));
            }
            let answer = self.wire.get(self.connection, self.resource, &fields).await;
            let refused = answer.as_ref().is_err_and(|it| it.status == Some(400));
            match self.asked.less() {
                Some(less) if refused && self.read == 0 => self.asked = less,
                _ => return answer,
            }
        }
    }
}
