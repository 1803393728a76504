//! The parts pages are made of: fields, buttons, chips, lists, the two banks.
//!
//! A component takes data, never an id, and looks nothing up. Text of people goes
//! in as it is and comes out escaped; the two spots where the framework would
//! not escape have components of their own, [`TextArea`] and [`SafeLink`]. No
//! component writes inline style or script. *How to add one more:* a file in
//! `components/`, its classes in `style/components/`, and every state of it on
//! the pattern page (`patterns.rs`).

use std::borrow::Cow;

use domain::body::BodyKind;

mod banks;
mod choice;
mod field;
mod form;
mod list;
mod note;
mod now;
mod posts;
mod problems;
mod sign;
mod steps;
#[cfg(test)]
mod tests;
mod written;

pub use banks::{Banks, BanksProps, Passage, PassagePhoto, Passages};
pub use choice::{Checks, ChecksProps, Choice, ChoiceOption, ChoiceProps, Pick, PickProps};
pub use field::{Field, FieldKind, FieldProps, FileField, FileFieldProps, TextArea, TextAreaProps};
pub use form::{
    Button, ButtonKind, ButtonProps, ErrorSummary, ErrorSummaryProps, Form, FormProps, Hidden,
    HiddenProps, LinkButton, LinkButtonProps,
};
pub use list::{
    Answer, Answers, AnswersProps, CardItem, CardList, CardListProps, FilterGroup, FilterLink,
    FilterLinks, FilterLinksProps, Pager, PagerProps,
};
pub use note::{
    Bar, BarProps, Chip, ChipProps, Empty, EmptyProps, Flash, FlashNote, FlashNoteProps, FlashTone,
    More, MoreProps, Quote, QuoteProps, SafeLink, SafeLinkProps, Tone, When, WhenProps,
};
pub use now::{Line, Now, NowProps};
pub use posts::{PostHead, Posts};
pub use problems::{Problem, Problems, Refusal};
pub use sign::{Icon, IconSign, IconSignProps, Mark, MarkProps, Scene, SceneView, SceneViewProps};
pub use steps::{Step, Steps, StepsProps};
pub use written::{Written, WrittenProps, clean_html, shows_something};

/// A text from a catalogue or one made for this page.
pub type Words = Cow<'static, str>;

/// On which side of the river something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bank {
    /// The neighbours' side: residents, their bodies, their partners.
    Neighbours,
    /// Government's side.
    Government,
}

impl Bank {
    /// The side a body of this kind stands on.
    pub const fn of(kind: BodyKind) -> Self {
        match kind {
            BodyKind::SelfGovernance | BodyKind::Partner => Self::Neighbours,
            BodyKind::Government => Self::Government,
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Neighbours => "own",
            Self::Government => "gov",
        }
    }
}

/// The words, unless there are none.
fn some(words: Words) -> Option<Words> {
    (!words.is_empty()).then_some(words)
}
