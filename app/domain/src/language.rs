//! The three languages of the interface, and which of them a browser asks for.

use serde::{Deserialize, Serialize};

/// A language of the interface.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    En,
    /// 简体中文.
    #[serde(rename = "zh-Hans")]
    Hans,
    /// 繁體中文.
    #[serde(rename = "zh-Hant")]
    Hant,
}

impl Language {
    /// All languages, in the order of the switch.
    pub const ALL: [Self; 3] = [Self::En, Self::Hans, Self::Hant];

    /// The BCP 47 tag for the `lang` attribute, the database and cookies.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Hans => "zh-Hans",
            Self::Hant => "zh-Hant",
        }
    }

    /// The language's own name.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Hans => "简体中文",
            Self::Hant => "繁體中文",
        }
    }

    /// Reads one BCP 47 tag: any Chinese of Taiwan, Hong Kong or Macau is
    /// traditional, other Chinese simplified, and anything unknown is `None`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.trim().to_ascii_lowercase().replace('_', "-");
        let mut parts = tag.split('-');
        match parts.next()? {
            "en" => Some(Self::En),
            "zh" | "cmn" | "yue" => {
                let rest: Vec<&str> = parts.collect();
                let hant = rest
                    .iter()
                    .find_map(|part| match *part {
                        "hant" => Some(true),
                        "hans" => Some(false),
                        _ => None,
                    })
                    .unwrap_or_else(|| rest.iter().any(|part| matches!(*part, "tw" | "hk" | "mo")));
                Some(if hant { Self::Hant } else { Self::Hans })
            }
            _ => None,
        }
    }

    /// The best language for an `Accept-Language` header (RFC 9110 section
    /// 12.5.4); `None` when it asks for nothing that Linli speaks.
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for item in header.split(',').take(32) {
            let mut parts = item.split(';');
            let Some(language) = parts.next().and_then(Self::from_tag) else {
                continue;
            };
            let quality = parts
                .find_map(|part| part.trim().strip_prefix("q="))
                .map_or(1.0, |q| q.trim().parse().unwrap_or(0.0));
            if quality > 0.0 && best.is_none_or(|(so_far, _)| quality > so_far) {
                best = Some((quality, language));
            }
        }
        best.map(|(_, language)| language)
    }
}

/// A text in the three languages, of which at least one is there.
///
/// A name that came from a register in one language only is shown in that
/// language to everybody: a made-up translation would be wrong on a door.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Names {
    /// English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
    /// 简体中文.
    #[serde(default, rename = "zh-Hans", skip_serializing_if = "Option::is_none")]
    pub hans: Option<String>,
    /// 繁體中文.
    #[serde(default, rename = "zh-Hant", skip_serializing_if = "Option::is_none")]
    pub hant: Option<String>,
}

impl Names {
    /// One text for all three languages.
    pub fn three(english: &str, simplified: &str, traditional: &str) -> Self {
        Self {
            en: Some(english.to_owned()),
            hans: Some(simplified.to_owned()),
            hant: Some(traditional.to_owned()),
        }
    }

    /// A name known in one language only.
    pub fn only(language: Language, name: &str) -> Self {
        let name = Some(name.to_owned());
        let none = Self {
            en: None,
            hans: None,
            hant: None,
        };
        match language {
            Language::En => Self { en: name, ..none },
            Language::Hans => Self { hans: name, ..none },
            Language::Hant => Self { hant: name, ..none },
        }
    }

    /// The text in `language`, or in the nearest language it is known in
    /// (empty only if there is none at all).
    pub fn in_language(&self, language: Language) -> &str {
        let order = match language {
            Language::En => [&self.en, &self.hans, &self.hant],
            Language::Hans => [&self.hans, &self.hant, &self.en],
            Language::Hant => [&self.hant, &self.hans, &self.en],
        };
        order
            .into_iter()
            .find_map(Option::as_deref)
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_the_chinese_of_its_region() {
        let table = [
            ("zh-TW,zh;q=0.9,en;q=0.8", Some(Language::Hant)),
            ("zh-HK", Some(Language::Hant)),
            ("zh-Hans-HK", Some(Language::Hans)),
            ("zh-CN,zh;q=0.9", Some(Language::Hans)),
            ("zh", Some(Language::Hans)),
            ("fr,de;q=0.5", None),
            ("fr, en-GB;q=0.5, zh;q=0.7", Some(Language::Hans)),
            ("zh;q=0, en;q=0.1", Some(Language::En)),
            (";;;,,q=", None),
        ];
        for (header, expected) in table {
            assert_eq!(Language::from_accept_language(header), expected, "{header}");
        }
    }

    #[test]
    fn a_name_known_in_one_language_is_shown_to_all() {
        let name = Names::only(Language::Hans, "清波门社区");
        for language in Language::ALL {
            assert_eq!(name.in_language(language), "清波门社区");
        }
    }
}
