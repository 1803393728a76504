//! What can be wrong with the text of a charter, and what to do about it.

use std::fmt;

/// The sorts of mistakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mistaken {
    /// Not TOML.
    Syntax,
    /// A field that no charter has.
    UnknownField,
    /// A field that has to be there.
    Missing,
    /// A value of another sort.
    WrongKind,
    /// A value that is none of those allowed.
    UnknownValue,
    /// A text that is empty.
    Empty,
    /// A text over 600 characters.
    TooLong,
    /// A language of the title that this text lacks.
    LanguageMissing,
    /// A language that Linli does not speak.
    LanguageUnknown,
    /// A key with other signs than lower-case letters, digits and dashes.
    KeyUnsound,
    /// A key that stands twice.
    KeyTwice,
    /// No pair of tiers.
    TierUnsound,
    /// The lowest tier above the highest.
    TiersReversed,
    /// Reserved for government, but given to residents' bodies.
    ReservedTier,
    /// Reserved for government, but residents decide.
    ReservedParticipation,
    /// Danger, utility and reserved matters never wait for a thread.
    NeverDeliberated,
    /// Danger without a word on what to do at once.
    DangerNotice,
    /// A choice with fewer than two options.
    OptionsMissing,
    /// Options of a question that is no choice.
    OptionsUnused,
    /// Where answers go, of a question to which people write their own.
    RouteUnused,
    /// An answer that changes nothing, or less pressing or lower than it would be anyway.
    RouteIdle,
    /// A way to decide that cannot be read.
    MethodUnreadable,
    /// A way to decide that does not hold together.
    MethodUnsound,
}

impl Mistaken {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        self.words().0
    }

    /// What to do, in English, for the command line.
    pub const fn remedy(self) -> &'static str {
        self.words().1
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Syntax => ("syntax", "check quotes, brackets and commas here"),
            Self::UnknownField => ("unknown-field", "correct the spelling or remove the field"),
            Self::Missing => ("missing", "add it"),
            Self::WrongKind => ("wrong-kind", "write the sort of value named here"),
            Self::UnknownValue => ("unknown-value", "write one of the values named here"),
            Self::Empty => ("empty", "write a text"),
            Self::TooLong => ("too-long", "shorten it to 600 characters"),
            Self::LanguageMissing => (
                "language-missing",
                "add the text in this language, or take the language out of the title",
            ),
            Self::LanguageUnknown => ("language-unknown", "use en, zh-Hans or zh-Hant"),
            Self::KeyUnsound => (
                "key-unsound",
                "use 1 to 40 lower-case letters, digits and dashes",
            ),
            Self::KeyTwice => ("key-twice", "give one of the two another key"),
            Self::TierUnsound => (
                "tier-unsound",
                "write the lowest and the highest tier, each from 0 to 4",
            ),
            Self::TiersReversed => ("tiers-reversed", "write the lowest tier first"),
            Self::ReservedTier => (
                "reserved-tier",
                "start at tier 2 or higher, or take `reserved` away",
            ),
            Self::ReservedParticipation => (
                "reserved-participation",
                "write told or consulted, or take `reserved` away",
            ),
            Self::NeverDeliberated => (
                "never-deliberated",
                "write settle: danger, utility and reserved matters never wait for a thread",
            ),
            Self::DangerNotice => ("danger-notice", "say in a notice what to do at once"),
            Self::OptionsMissing => ("options-missing", "give at least two options"),
            Self::OptionsUnused => (
                "options-unused",
                "remove the options, or make the question a choice",
            ),
            Self::RouteUnused => (
                "route-unused",
                "remove the route, or make the question yes-no or a choice",
            ),
            Self::RouteIdle => (
                "route-idle",
                "say what this answer makes more pressing, reserved or start higher, or remove it",
            ),
            Self::MethodUnreadable => (
                "method-unreadable",
                "write it like those in app/domain/src/method/methods.toml",
            ),
            Self::MethodUnsound => ("method-unsound", "mend what is named here"),
        }
    }
}

/// One mistake in the text of a charter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CharterMistake {
    /// The line, from 1.
    pub line: usize,
    /// What sort of mistake.
    pub what: Mistaken,
    /// The field, with the key of its category where it has one: `lift.names`.
    pub key: String,
    /// What was found or what is allowed; may be empty.
    pub detail: String,
}

impl CharterMistake {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        self.what.code()
    }
}

/// `line 12: lift.urgency: unknown-value (danger, utility, …): write one of …`
impl fmt::Display for CharterMistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        f.write_str(self.code())?;
        if !self.detail.is_empty() {
            write!(f, " ({})", self.detail)?;
        }
        write!(f, ": {}", self.what.remedy())
    }
}
