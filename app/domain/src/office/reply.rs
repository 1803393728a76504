//! How replies begin: a body's own templates. A template may start a sentence;
//! somebody has to make it their own.

use crate::text::Sentence;

/// What a template is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReplyUse {
    /// Saying that it was heard.
    Heard,
    /// Asking the resident.
    Ask,
    /// Reporting done.
    ReportDone,
    /// Refusing to act.
    Decline,
}

impl ReplyUse {
    /// All uses.
    pub const ALL: [Self; 4] = [Self::Heard, Self::Ask, Self::ReportDone, Self::Decline];

    /// The stable code kept in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Heard => "heard",
            Self::Ask => "ask",
            Self::ReportDone => "report-done",
            Self::Decline => "decline",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// A template of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// What it is for.
    pub of: ReplyUse,
    /// What the members call it.
    pub name: String,
    /// How it begins, in the languages of the body's residents.
    pub texts: crate::language::Names,
}

impl Template {
    /// Whether `words` are one of its texts and nothing more: white space, case
    /// and punctuation do not make a sentence one's own.
    pub fn is_all_of(&self, words: &Sentence) -> bool {
        [&self.texts.en, &self.texts.hans, &self.texts.hant]
            .into_iter()
            .flatten()
            .any(|text| words.is_only(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Names;

    #[test]
    fn a_template_has_to_be_edited() {
        let template = Template {
            of: ReplyUse::Heard,
            name: "Lights".to_owned(),
            texts: Names {
                en: Some("Thank you. We send somebody today.".to_owned()),
                hans: Some("收到了，今天派人去看。".to_owned()),
                hant: None,
            },
        };
        let words = |text: &str| Sentence::parse(text).unwrap();
        for as_it_is in [
            "Thank you. We send somebody today.",
            "  thank   you!!! we send\nSomebody today",
            "收到了 今天派人去看",
            "收到了，今天派人去看！！",
            "Ｔhank you, we send somebody today…",
        ] {
            assert!(template.is_all_of(&words(as_it_is)), "{as_it_is}");
        }
        for own in [
            "Thank you. We send Mr Li today.",
            "收到了，今天下午派人去看。",
            "Thank you.",
        ] {
            assert!(!template.is_all_of(&words(own)), "{own}");
        }
    }
}
