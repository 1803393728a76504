//! Parts of the page: keys of colours, tables, tables that fold.

use std::fmt::Write;

use crate::commands::rehearse::report::plot::escape;

/// What the colours of a plot mean.
pub(super) fn key(out: &mut String, entries: &[(&str, &str)]) {
    out.push_str("<ul class=\"key\">");
    for (class, words) in entries {
        let _ = write!(
            out,
            "<li><svg width=\"14\" height=\"14\" aria-hidden=\"true\"><rect class=\"{class}\" width=\"14\" height=\"14\"/></svg>{}</li>",
            escape(words)
        );
    }
    out.push_str("</ul>");
}

/// A table that is shown when asked for.
pub(super) fn folded(
    out: &mut String,
    summary: &str,
    caption: &str,
    head: &[&str],
    rows: &[Vec<String>],
) {
    let _ = write!(out, "<details><summary>{}</summary>", escape(summary));
    table(out, caption, head, rows);
    out.push_str("</details>");
}

/// A table that scrolls by itself where it is too wide.
pub(super) fn table(out: &mut String, caption: &str, head: &[&str], rows: &[Vec<String>]) {
    let _ = write!(
        out,
        "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table><caption>{0}</caption><thead><tr>",
        escape(caption)
    );
    let is_words = |column: usize| {
        let wordy = |cell: &String| cell.chars().any(char::is_alphabetic);
        rows.iter().filter_map(|row| row.get(column)).any(wordy)
    };
    let classes: Vec<&str> = (0..head.len())
        .map(|column| {
            if is_words(column) {
                " class=\"words\""
            } else {
                ""
            }
        })
        .collect();
    for (cell, class) in head.iter().zip(&classes) {
        let _ = write!(out, "<th scope=\"col\"{class}>{}</th>", escape(cell));
    }
    out.push_str("</tr></thead><tbody>");
    for row in rows {
        out.push_str("<tr>");
        for (index, (cell, class)) in row.iter().zip(&classes).enumerate() {
            let cell = escape(cell);
            let _ = match index {
                0 => write!(out, "<th scope=\"row\">{cell}</th>"),
                _ => write!(out, "<td{class}>{cell}</td>"),
            };
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div>");
}
