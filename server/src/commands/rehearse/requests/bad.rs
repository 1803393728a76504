//! Rows that give no request, and why.

/// A row that gives no request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The line at which it starts.
    pub line: u64,
    /// Why, in one of a few sorts, for counting.
    pub why: BadRowKind,
    /// The value at fault, or what was found.
    pub found: String,
}

/// Why a row gives no request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BadRowKind {
    /// It has more or fewer values than the header.
    WrongWidth,
    /// It is not UTF-8.
    NotUtf8,
    /// There is no time of filing.
    NoOpened,
    /// A time cannot be read.
    TimeUnreadable,
    /// It was filed before there were such tables, or in a far future.
    TimeImplausible,
    /// A quotation mark in it is never closed.
    QuoteOpen,
    /// A coordinate is no number, or not on the globe.
    PointUnreadable,
}

impl BadRowKind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::WrongWidth,
        Self::NotUtf8,
        Self::NoOpened,
        Self::TimeUnreadable,
        Self::TimeImplausible,
        Self::QuoteOpen,
        Self::PointUnreadable,
    ];

    /// What is wrong, as a sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Self::WrongWidth => "The row has more or fewer values than the header.",
            Self::NotUtf8 => "The row is not UTF-8.",
            Self::NoOpened => "The row has no time of filing.",
            Self::TimeUnreadable => "A time cannot be read.",
            Self::TimeImplausible => "The time of filing lies before 1971 or after 2099.",
            Self::QuoteOpen => {
                "A quotation mark in the row is never closed, so nothing after it was read."
            }
            Self::PointUnreadable => "A coordinate is no number on the globe.",
        }
    }

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongWidth => "wrong-width",
            Self::NotUtf8 => "not-utf8",
            Self::NoOpened => "no-time-of-filing",
            Self::TimeUnreadable => "time-unreadable",
            Self::TimeImplausible => "time-implausible",
            Self::QuoteOpen => "quote-open",
            Self::PointUnreadable => "point-unreadable",
        }
    }
}
