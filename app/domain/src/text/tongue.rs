//! In which language somebody wrote, guessed from the script alone.
//!
//! A page is in the reader's language and the words on it in the writer's; the `lang`
//! attribute tells a screen reader which voice to use and a browser which letters (WCAG
//! 2.2, 3.1.2). A wrong attribute is worse than none, so what is unsure is `None`.

use std::sync::LazyLock;

use super::variants;
use crate::language::Language;

/// As many letters tell the language; the rest of a long text is not read.
const SAMPLE: usize = 16;

/// One Chinese character says as much as so many Latin letters.
const WEIGHT: usize = 3;

/// Fewer words in Latin letters are a name, a unit or a brand, not English.
const FEWEST_WORDS: usize = 3;

/// The BCP 47 tag of a text's language where it is not the page's: `en`, `zh-Hans`,
/// `zh-Hant`, `ja`, or `zh` where no character tells which of the two. `None` when it is
/// the page's own language, or nobody can be sure.
pub fn foreign(text: &str, page: Language) -> Option<&'static str> {
    if page == Language::En && text.is_ascii() {
        return None;
    }
    guess(text.chars(), page)
}

/// The same of the HTML of a text: what stands in its tags is not read.
pub fn foreign_html(html: &str, page: Language) -> Option<&'static str> {
    if page == Language::En && html.is_ascii() {
        return None;
    }
    let mut within = false;
    let words = html.chars().filter(move |character| {
        let tag = within || *character == '<';
        within = tag && *character != '>';
        !tag
    });
    guess(words, page)
}

fn guess(text: impl Iterator<Item = char>, page: Language) -> Option<&'static str> {
    let seen = Seen::of(text);
    let (han, latin) = (seen.han * WEIGHT, seen.latin);
    if seen.kana > 0 {
        return Some("ja");
    }
    // Two thirds are enough: a Chinese text may name a make, an English one a street. Of
    // accents English has hardly any: "café", once in a sentence.
    if seen.han > 0 && han >= 2 * (latin + seen.other) {
        return chinese(&seen, page);
    }
    let english = latin >= 2 * han + 12 * seen.other && seen.words >= FEWEST_WORDS;
    (english && page != Language::En).then_some("en")
}

fn chinese(seen: &Seen, page: Language) -> Option<&'static str> {
    let language = match seen.simplified.cmp(&seen.traditional) {
        std::cmp::Ordering::Greater => Language::Hans,
        std::cmp::Ordering::Less => Language::Hant,
        // Either kind: a Chinese page says no more than that it is Chinese.
        std::cmp::Ordering::Equal => return (page == Language::En).then_some("zh"),
    };
    (language != page).then_some(language.tag())
}

/// What a sample of a text is made of.
#[derive(Default)]
struct Seen {
    han: usize,
    simplified: usize,
    traditional: usize,
    kana: usize,
    latin: usize,
    /// Runs of at least two Latin letters.
    words: usize,
    /// Letters of other scripts, and Latin ones that English does not have.
    other: usize,
}

impl Seen {
    fn of(text: impl Iterator<Item = char>) -> Self {
        let mut seen = Self::default();
        let mut run = 0;
        let only = &*ONLY;
        for character in text {
            if character.is_ascii_alphabetic() {
                seen.latin += 1;
                run += 1;
                seen.words += usize::from(run == 2);
            } else {
                run = 0;
                seen.note(character, only);
            }
            if seen.han * WEIGHT + seen.kana + seen.latin + seen.other >= SAMPLE * WEIGHT {
                break;
            }
        }
        seen
    }

    fn note(&mut self, character: char, only: &Only) {
        match character {
            '\u{4e00}'..='\u{9fff}' => {
                let side = only[character as usize - FIRST];
                self.han += 1;
                self.simplified += usize::from(side & SIMPLIFIED);
                self.traditional += usize::from(side / TRADITIONAL);
            }
            '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{3ffff}' => self.han += 1,
            '\u{3041}'..='\u{30fa}' | '\u{ff66}'..='\u{ff9d}' => self.kana += 1,
            other if !is_mark(other) && other.is_alphabetic() => self.other += 1,
            _ => {}
        }
    }
}

/// Blanks, digits and the marks of Chinese, which make up most of what is no letter: to look
/// them up among all letters of the world takes longer than the rest of a text.
const fn is_mark(character: char) -> bool {
    matches!(character,
        '\0'..='@' | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}'
        | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff5b}'..='\u{ff65}')
}

const FIRST: usize = 0x4e00;

/// Which side alone writes each character, from [`FIRST`] on: the bits [`SIMPLIFIED`] and
/// [`TRADITIONAL`]. A character with both tells as little as one with neither.
type Only = [u8; 0x9fff - FIRST + 1];

const SIMPLIFIED: u8 = 1;
const TRADITIONAL: u8 = 2;

static ONLY: LazyLock<Box<Only>> = LazyLock::new(|| {
    let mut only: Box<Only> = Box::new([0; _]);
    let mut put = |character: char, side: u8| {
        if !BOTH.contains(character)
            && let Some(at) = (character as usize).checked_sub(FIRST)
            && let Some(sides) = only.get_mut(at)
        {
            *sides |= side;
        }
    };
    for (traditional, simplified) in variants::pairs() {
        put(traditional, TRADITIONAL);
        put(simplified, SIMPLIFIED);
    }
    only
});

/// Characters of the table that the other side writes too, be it with another meaning: the
/// traditional ones that stand in GB 2312, and the simplified ones that stand in Big5.
const BOTH: &str = "乾後徵於菸\
    万与丑丰么于云价优余佣儿党凄准几凶出划刮制千升卜占即厂台吁吃吊后向吨听呆周咸唇喂回困圣坏复夸奸姜娘宁家岩\
    岭峰布帘干并庄床异彩征御志念怀怜恤惊愿扎扑托扰挂挽据斗晒朱朴机杆杠杯杰松板极构柜栖梁欲气污沈沾泄注洁洒洼涂\
    涌游炖熏瓮症痒痴确离秋种筑篱系网羡肮胜胡腌舍苹范荐蒙虫蚕蜡蝎触谷赶踊辟适郁采里雇霉面";

#[cfg(test)]
mod tests {
    use Language::{En, Hans, Hant};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_text_has_its_language_on_each_page() {
        let table = [
            // text, on an English page, on a simplified one, on a traditional one
            (
                "The light in the stairway is out.",
                [None, Some("en"), Some("en")],
            ),
            (
                "三楼的灯坏了，请来看看。",
                [Some("zh-Hans"), None, Some("zh-Hans")],
            ),
            (
                "三樓的燈壞了，請來看看。",
                [Some("zh-Hant"), Some("zh-Hant"), None],
            ),
            // No character tells which.
            ("水很好", [Some("zh"), None, None]),
            // One that both sides write tells nothing: only 灯 does.
            ("后里台面的灯", [Some("zh-Hans"), None, Some("zh-Hans")]),
            // Mixed: what is most decides, half and half nothing does.
            (
                "B 栋的 WiFi 坏了，请修一下",
                [Some("zh-Hans"), None, Some("zh-Hans")],
            ),
            (
                "The lamp at 河坊街 has been out for a week",
                [None, Some("en"), Some("en")],
            ),
            ("灯坏了 lamp is out", [None, None, None]),
            // A name or a make is nobody's language.
            ("Emma Li", [None, None, None]),
            ("WiFi 5G", [None, None, None]),
            // Kana are Japanese, whatever else is there.
            (
                "階段の電気がつきません",
                [Some("ja"), Some("ja"), Some("ja")],
            ),
            // Not English: a page that knows only three languages says nothing.
            ("Đèn cầu thang đã hỏng", [None, None, None]),
            ("Фонарь не работает", [None, None, None]),
            ("계단 불이 나갔어요", [None, None, None]),
            // Nothing to go by.
            ("", [None, None, None]),
            ("13/196/3,320 · 2026-11-28", [None, None, None]),
            ("👍🏽 ❤️ 🎉", [None, None, None]),
            ("？！……", [None, None, None]),
        ];
        for (text, wanted) in table {
            let guessed = [En, Hans, Hant].map(|page| foreign(text, page));
            assert_eq!(guessed, wanted, "{text}");
        }
    }

    #[test]
    fn the_tags_of_html_are_not_read() {
        let html = "<p><a rel=\"nofollow noopener ugc\" href=\"https://example.org/\">好</a></p>";
        assert_eq!(foreign_html(html, En), Some("zh"));
        assert_eq!(foreign_html(html, Hans), None);
        assert_eq!(foreign_html("<blockquote><strong><em>", Hans), None);
        assert_eq!(foreign_html("<p>The lamp is out.</p>", Hant), Some("en"));
    }

    #[test]
    fn a_character_of_both_sides_is_in_no_set() {
        for (traditional, simplified) in variants::pairs() {
            let of_one = |character: char| foreign(&character.to_string(), En);
            let told = |shared, tag| Some(if shared { "zh" } else { tag });
            let han = |character| ('\u{4e00}'..='\u{9fff}').contains(&character);
            assert_eq!(
                of_one(traditional),
                told(BOTH.contains(traditional), "zh-Hant"),
                "{traditional}"
            );
            if han(simplified) {
                assert_eq!(
                    of_one(simplified),
                    told(BOTH.contains(simplified), "zh-Hans"),
                    "{simplified}"
                );
            }
        }
    }

    #[test]
    fn no_mark_is_a_letter() {
        let marks = ('\0'..=char::MAX).filter(|one| is_mark(*one));
        assert!(marks.clone().count() > 100);
        assert!(marks.clone().all(|mark| !mark.is_alphabetic()));
    }

    proptest! {
        /// A text is never called what the page is already, nor English on an English page.
        #[test]
        fn a_page_is_never_told_its_own_language(text in "[a-z 的灯燈あ0-9é]{0,60}") {
            for page in Language::ALL {
                prop_assert_ne!(foreign(&text, page), Some(page.tag()));
            }
        }
    }
}
