//! What people write with a little form: emphasis, strong words, lists, links.
//!
//! It is read as Markdown once, when it is written, and kept as HTML made here tag by
//! tag. What is not on the short list of tags comes out as the text it is: HTML,
//! pictures, headings, tables. Nothing is ever cleaned afterwards, because nothing
//! unclean is ever made.
//!
//! Markdown knows character references (`&#8238;`): what they stand for was not there when
//! the text was cleaned, so it is cleaned once more here, before it becomes HTML.

use domain::language::Language;
use domain::text::{foreign_html, is_blank, is_hidden, tidy};
use html_escape::{encode_double_quoted_attribute_to_string, encode_text_to_string};
use leptos::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Clean HTML of what somebody wrote.
pub fn clean_html(words: &str) -> String {
    let mut html = String::with_capacity(words.len() * 2);
    // Whether each open link became one.
    let mut links = Vec::new();
    // A letter and each of its marks come one by one: they are cleaned together.
    let mut run = String::new();
    for event in Parser::new_ext(words, Options::empty()) {
        if let Some(text) = text_of(&event) {
            run.push_str(text);
            continue;
        }
        encode_text_to_string(tidy(&std::mem::take(&mut run)), &mut html);
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                let safe = is_safe(&dest_url);
                if safe {
                    html.push_str("<a rel=\"nofollow noopener ugc\" href=\"");
                    encode_double_quoted_attribute_to_string(&*dest_url, &mut html);
                    html.push_str("\">");
                }
                links.push(safe);
            }
            Event::End(TagEnd::Link) => {
                if links.pop() == Some(true) {
                    html.push_str("</a>");
                }
            }
            Event::Start(tag) => html.push_str(opening(&tag)),
            Event::End(tag) => html.push_str(closing(tag)),
            Event::SoftBreak | Event::HardBreak => html.push_str("<br>"),
            Event::Rule => html.push_str("<p>—</p>"),
            // Text is gathered above, the others are not switched on.
            Event::Text(_)
            | Event::Code(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }
    encode_text_to_string(tidy(&run), &mut html);
    html
}

/// Whether anything of what somebody wrote can be seen once it is HTML.
pub fn shows_something(words: &str) -> bool {
    Parser::new_ext(words, Options::empty()).any(|event| {
        matches!(event, Event::Rule) || text_of(&event).is_some_and(|text| !is_blank(text))
    })
}

fn text_of<'a>(event: &'a Event<'_>) -> Option<&'a str> {
    match event {
        Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
            Some(text)
        }
        _ => None,
    }
}

const fn opening(tag: &Tag<'_>) -> &'static str {
    match tag {
        Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock => "<p>",
        Tag::BlockQuote(_) => "<blockquote>",
        Tag::List(Some(_)) => "<ol>",
        Tag::List(None) => "<ul>",
        Tag::Item => "<li>",
        Tag::Emphasis => "<em>",
        Tag::Strong => "<strong>",
        _ => "",
    }
}

const fn closing(tag: TagEnd) -> &'static str {
    match tag {
        TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock => "</p>",
        TagEnd::BlockQuote(_) => "</blockquote>",
        TagEnd::List(true) => "</ol>",
        TagEnd::List(false) => "</ul>",
        TagEnd::Item => "</li>",
        TagEnd::Emphasis => "</em>",
        TagEnd::Strong => "</strong>",
        _ => "",
    }
}

/// The web and mail; anything else stays text, `javascript:` above all, and so does what
/// holds a gap or something that nobody sees.
fn is_safe(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    let known = ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| lower.starts_with(scheme));
    known && !address.chars().any(|c| is_hidden(c) || c.is_whitespace())
}

/// Shows HTML that [`clean_html`] made.
#[component]
pub fn Written(
    /// The language of the page.
    lang: Language,
    /// The HTML.
    html: String,
) -> impl IntoView {
    let tongue = foreign_html(&html, lang);
    view! { <div class="written" lang=tongue inner_html=html></div> }
}

#[cfg(test)]
mod tests {
    use super::{clean_html, shows_something};

    #[test]
    fn a_little_form_is_kept() {
        assert_eq!(
            clean_html("One *two* **three**\nfour"),
            "<p>One <em>two</em> <strong>three</strong><br>four</p>"
        );
        assert_eq!(clean_html("- a\n- b"), "<ul><li>a</li><li>b</li></ul>");
        assert_eq!(
            clean_html("[here](https://example.org/?a=1&b=2)"),
            "<p><a rel=\"nofollow noopener ugc\" href=\"https://example.org/?a=1&amp;b=2\">here</a></p>"
        );
    }

    #[test]
    fn what_could_run_or_load_comes_out_as_text() {
        for (words, not) in [
            ("<script>alert(1)</script>", "<script"),
            ("a <img src=x onerror=alert(1)> b", "<img"),
            ("[x](javascript:alert(1))", "href"),
            ("[x](JaVaScRiPt:alert(1))", "href"),
            ("[x](data:text/html,1)", "href"),
            ("![p](https://example.org/p.png)", "<img"),
            (
                "<https://example.org/\"onmouseover=alert(1)>",
                "org/\"onmouseover=alert(1)\"",
            ),
            ("# big", "<h1"),
            ("| a |\n|---|\n| b |", "<table"),
            ("<!-- x -->", "<!--"),
        ] {
            let html = clean_html(words);
            assert!(!html.contains(not), "{words}: {html}");
        }
    }

    #[test]
    fn character_references_bring_nothing_back_that_was_taken_out() {
        assert_eq!(clean_html("a&#x202E;b&#1;c&#x2066;d"), "<p>abcd</p>");
        assert_eq!(clean_html("`a\u{202e}b`"), "<p>ab</p>");
        assert_eq!(
            clean_html("&eacute; &amp; &lt;b&gt;"),
            "<p>é &amp; &lt;b&gt;</p>"
        );
        let smeared = clean_html(&["x", &"&#x301;".repeat(100)].concat());
        assert!(smeared.matches('\u{301}').count() <= 6, "{smeared}");
        for target in [
            "https://example.org/&#10;a",
            "https://example.org/&#x202E;a",
            "<https://example.org/a b>",
            "https://example.org/&#9;",
        ] {
            let html = clean_html(&format!("[here]({target})"));
            assert!(!html.contains("href"), "{html}");
        }
    }

    #[test]
    fn what_nobody_sees_is_nothing() {
        for words in [
            "&#8203;",
            "&#8203;&#x301; &nbsp;",
            "[](https://example.org)",
            "> &#8203;",
            "&#x3164;",
        ] {
            assert!(!shows_something(words), "{words}");
        }
        for words in [
            "a",
            "`a`",
            "---",
            "<b>",
            "[a](https://example.org)",
            "&#8203;字",
        ] {
            assert!(shows_something(words), "{words}");
        }
    }

    proptest::proptest! {
        /// Whatever is written, every tag is one of ours and every attribute too.
        #[test]
        fn only_our_own_tags_come_out(words in "[ -~\n]{0,200}") {
            let html = clean_html(&words);
            for tag in html.split('<').skip(1) {
                let name: String = tag.chars().take_while(|c| c.is_alphanumeric() || *c == '/').collect();
                let ours = ["p", "/p", "br", "em", "/em", "strong", "/strong", "ul", "/ul", "ol", "/ol", "li", "/li",
                    "a", "/a", "blockquote", "/blockquote"];
                proptest::prop_assert!(ours.contains(&name.as_str()), "{} of {}", name, html);
                let rest = &tag[name.len()..];
                proptest::prop_assert!(rest.starts_with('>') || rest.starts_with(" rel=\"nofollow noopener ugc\" href=\""), "{}", html);
            }
        }
    }
}
