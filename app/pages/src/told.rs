//! Messages that become text only where they go. A page tells hundreds of
//! events; a string for each sentence, each date and each name would cost more
//! than everything else on it.
//!
//! Catalogues with `told = true` at their head make [`Told`] instead of
//! strings. *How to add one more kind of argument:* a variant of [`Argument`].

use std::fmt;

use domain::language::Language;
use domain::reference::Reference;
use html_escape::{encode_double_quoted_attribute_to_string, encode_text_to_string};

use self::dates::Spelled;

pub mod dates;

/// A piece of a message of a catalogue.
#[derive(Debug)]
pub enum Piece {
    /// As it stands. The build refuses characters that HTML would take otherwise.
    Words(&'static str),
    /// The argument with this number.
    Place(usize),
}

/// What stands in the place of a placeholder.
#[derive(Clone, Copy, Debug)]
pub enum Argument<'a> {
    /// Nothing: the message has fewer.
    Nothing,
    /// A text, whoever wrote it.
    Text(&'a str),
    /// A word of a catalogue with `told = true`.
    Word(&'static str),
    /// A number, such as a day or a year.
    Number(u64),
    /// An hour and a minute.
    Clock(u8, u8),
    /// The number of a case.
    Reference(Reference),
    /// A date.
    Moment(Spelled),
    /// Another message.
    Told(&'a Told<'a>),
}

/// A message and its arguments.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a, const N: usize = 3> {
    pieces: &'static [Piece],
    with: [Argument<'a>; N],
}

impl<'a, const N: usize> Told<'a, N> {
    /// A message out of a catalogue.
    pub const fn new(pieces: &'static [Piece], with: [Argument<'a>; N]) -> Self {
        Self { pieces, with }
    }

    /// Writes it into a page, what people wrote escaped.
    pub fn write_html(&self, html: &mut String) {
        self.put(&mut Html(html));
    }

    pub(crate) fn put(&self, sink: &mut impl Sink) {
        for piece in self.pieces {
            match piece {
                Piece::Words(words) => sink.ours(words),
                Piece::Place(at) => self.with[*at].put(sink),
            }
        }
    }
}

impl Argument<'_> {
    fn put(self, sink: &mut impl Sink) {
        match self {
            Self::Nothing => {}
            Self::Text(text) => sink.theirs(text),
            Self::Word(word) => sink.ours(word),
            Self::Number(number) => sink.number(number),
            Self::Clock(hour, minute) => {
                sink.two_digits(hour);
                sink.ours(":");
                sink.two_digits(minute);
            }
            Self::Reference(reference) => sink.theirs(&reference.spaced()),
            Self::Moment(moment) => moment.put(sink),
            Self::Told(told) => told.put(sink),
        }
    }
}

impl<const N: usize> fmt::Display for Told<'_, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.put(&mut Plain(&mut text));
        f.write_str(&text)
    }
}

impl<'a> From<&'a str> for Told<'a> {
    fn from(text: &'a str) -> Self {
        let with = [text.into(), Argument::Nothing, Argument::Nothing];
        Self::new(&[Piece::Place(0)], with)
    }
}

impl<'a> From<&'a str> for Argument<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<Reference> for Argument<'_> {
    fn from(reference: Reference) -> Self {
        Self::Reference(reference)
    }
}

impl From<Spelled> for Argument<'_> {
    fn from(moment: Spelled) -> Self {
        Self::Moment(moment)
    }
}

impl<'a> From<&'a Told<'a>> for Argument<'a> {
    fn from(told: &'a Told<'a>) -> Self {
        Self::Told(told)
    }
}

/// Where a message goes.
pub(crate) trait Sink {
    /// Where it is written.
    fn end(&mut self) -> &mut String;

    /// Anything that people wrote.
    fn theirs(&mut self, text: &str);

    /// Words of a catalogue.
    fn ours(&mut self, words: &'static str) {
        self.end().push_str(words);
    }

    /// Digits, without a detour: a page has hundreds of dates.
    fn number(&mut self, number: u64) {
        if number > 99 {
            self.number(number / 100);
        }
        let last = two_digits((number % 100) as u8);
        self.end()
            .push_str(if number > 9 { last } else { &last[1..] });
    }

    /// As on a clock.
    fn two_digits(&mut self, number: u8) {
        self.end().push_str(two_digits(number % 100));
    }
}

/// The two digits of a number below 100.
fn two_digits(number: u8) -> &'static str {
    const ALL: &str = "0001020304050607080910111213141516171819202122232425262728293031323334\
                       3536373839404142434445464748495051525354555657585960616263646566676869\
                       707172737475767778798081828384858687888990919293949596979899";
    let at = usize::from(number) * 2;
    &ALL[at..at + 2]
}

/// Into a page.
pub(crate) struct Html<'s>(pub(crate) &'s mut String);

impl Sink for Html<'_> {
    fn end(&mut self) -> &mut String {
        self.0
    }

    fn theirs(&mut self, text: &str) {
        escape(self.0, text);
    }
}

/// Into a text.
pub(crate) struct Plain<'s>(pub(crate) &'s mut String);

impl Sink for Plain<'_> {
    fn end(&mut self) -> &mut String {
        self.0
    }

    fn theirs(&mut self, text: &str) {
        self.0.push_str(text);
    }
}

/// What stands between two sentences: nothing in Chinese.
pub(crate) const fn gap(lang: Language) -> &'static str {
    match lang {
        Language::En => " ",
        Language::Hans | Language::Hant => "",
    }
}

/// Writes a text between tags. Most texts have nothing to escape, which is
/// seen at a glance when no branch stands in the loop.
pub(crate) fn escape(html: &mut String, text: &str) {
    if has(text, *b"&<>") {
        encode_text_to_string(text, html);
    } else {
        html.push_str(text);
    }
}

/// Says in an open tag that what it holds is in another language than the page.
pub(crate) fn write_tongue(html: &mut String, tongue: Option<&'static str>) {
    if let Some(tongue) = tongue {
        html.push_str(" lang=\"");
        html.push_str(tongue);
        html.push('"');
    }
}

/// Writes a value between double quotes.
pub(crate) fn attribute(html: &mut String, value: &str) {
    if has(value, *b"&<>\"") {
        encode_double_quoted_attribute_to_string(value, html);
    } else {
        html.push_str(value);
    }
}

fn has<const N: usize>(text: &str, specials: [u8; N]) -> bool {
    let found = text.bytes().fold(0, |found, byte| {
        specials
            .iter()
            .fold(found, |found, special| found | u8::from(byte == *special))
    });
    found != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_is_escaped_wherever_it_stands() {
        let name = Told::from("<b>Li & Wang</b>");
        let pieces: &[Piece] = &[Piece::Words("By "), Piece::Place(1), Piece::Place(0)];
        let told: Told<'_> = Told::new(pieces, [".".into(), (&name).into(), Argument::Nothing]);
        let mut html = String::new();
        told.write_html(&mut html);
        assert_eq!(html, "By &lt;b&gt;Li &amp; Wang&lt;/b&gt;.");
        assert_eq!(told.to_string(), "By <b>Li & Wang</b>.");
    }

    #[test]
    fn numbers_and_hours_are_written_in_digits() {
        for number in [0, 7, 10, 99, 100, 507, 2026, 10_007, u64::MAX] {
            let mut text = String::new();
            Argument::Number(number).put(&mut Plain(&mut text));
            assert_eq!(text, number.to_string());
        }
        let mut text = String::new();
        Argument::Clock(7, 5).put(&mut Plain(&mut text));
        assert_eq!(text, "07:05");
    }
}
