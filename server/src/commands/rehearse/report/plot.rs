//! Plots as inline SVG without script: each has a title and a description for
//! those who do not see it, and stands beside the table with its figures.

use std::fmt::Write;

/// A text made safe for HTML and SVG.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' => out.push(character),
            hidden if domain::text::is_hidden(hidden) => {}
            other => out.push(other),
        }
    }
    out
}

/// A number with a comma every three digits.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A share as a whole percentage; `–` of nothing.
pub fn percent(part: u64, whole: u64) -> String {
    match whole {
        0 => "–".to_owned(),
        _ => format!("{} %", (part * 100 + whole / 2) / whole),
    }
}

/// One bar of [`bars`]: its label and its parts, each with the class that colours it.
#[derive(Clone, Debug)]
pub struct Bar<'a> {
    /// What stands beside it.
    pub label: &'a str,
    /// Lengths, from the left.
    pub parts: Vec<(&'static str, u64)>,
}

/// Horizontal bars on one scale. `id` is unique on the page.
pub fn bars(id: &str, title: &str, description: &str, bars: &[Bar<'_>]) -> String {
    const LABEL: u64 = 230;
    const WIDTH: u64 = 430;
    const NUMBER: u64 = 80;
    const ROW: u64 = 24;
    let total = |bar: &Bar<'_>| bar.parts.iter().map(|(_, value)| value).sum::<u64>();
    let most = bars.iter().map(total).max().unwrap_or(0).max(1);
    let (width, height) = (LABEL + WIDTH + NUMBER, bars.len() as u64 * ROW + 4);
    let mut svg = open(id, title, description, width, height);
    for (index, bar) in bars.iter().enumerate() {
        let y = index as u64 * ROW + 4;
        let _ = write!(
            svg,
            "<text x=\"{}\" y=\"{}\" class=\"label\">{}</text>",
            LABEL - 8,
            y + 14,
            escape(&shortened(bar.label, 34))
        );
        let mut x = LABEL;
        for (class, value) in &bar.parts {
            let length = value * WIDTH / most;
            let _ = write!(
                svg,
                "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{length}\" height=\"18\"/>"
            );
            x += length;
        }
        let _ = write!(
            svg,
            "<text x=\"{}\" y=\"{}\">{}</text>",
            x + 6,
            y + 14,
            grouped(total(bar))
        );
    }
    svg.push_str("</svg>");
    svg
}

/// Columns over time, one for each value, on a scale of their own.
pub fn columns(id: &str, title: &str, description: &str, values: &[u64]) -> String {
    const HEIGHT: u64 = 56;
    const STEP: u64 = 6;
    let most = values.iter().copied().max().unwrap_or(0).max(1);
    let width = (values.len() as u64 * STEP).max(60) + 40;
    let mut svg = open(id, title, description, width, HEIGHT + 4);
    for (index, value) in values.iter().enumerate() {
        let length = value * HEIGHT / most;
        let _ = write!(
            svg,
            "<rect class=\"one\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{length}\"/>",
            index as u64 * STEP,
            HEIGHT - length + 2,
            STEP - 1
        );
    }
    let _ = write!(
        svg,
        "<text x=\"{}\" y=\"12\">{}</text><text x=\"{}\" y=\"{}\">0</text></svg>",
        width - 36,
        grouped(most),
        width - 36,
        HEIGHT + 2
    );
    svg
}

fn open(id: &str, title: &str, description: &str, width: u64, height: u64) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>",
        escape(title),
        escape(description)
    )
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars()
        .take(most - 1)
        .chain(std::iter::once('…'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_place() {
        assert_eq!(
            escape("<img onerror='x'>&\0\u{202e}"),
            "&lt;img onerror=&#39;x&#39;&gt;&amp;"
        );
    }

    #[test]
    fn numbers_are_grouped_and_shares_rounded() {
        assert_eq!(
            [0, 12, 999, 1_000, 121_145].map(grouped),
            ["0", "12", "999", "1,000", "121,145"]
        );
        assert_eq!(
            (percent(1, 3), percent(2, 3), percent(0, 0)),
            ("33 %".into(), "67 %".into(), "–".into())
        );
    }

    #[test]
    fn a_bar_never_leaves_its_scale() {
        let svg = bars(
            "a",
            "t",
            "d",
            &[
                Bar {
                    label: "x",
                    parts: vec![("one", 50), ("two", 50)],
                },
                Bar {
                    label: "y",
                    parts: vec![("one", 10)],
                },
            ],
        );
        assert!(
            svg.contains("width=\"215\" height=\"18\"") && svg.contains("width=\"43\""),
            "{svg}"
        );
        assert!(
            svg.contains("aria-labelledby=\"a-t a-d\"")
                && svg.contains("<desc id=\"a-d\">d</desc>")
        );
    }
}
