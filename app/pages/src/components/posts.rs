//! What people say in a thread, as one list.
//!
//! A page shows a hundred posts, and this list decides how fast it is; so it is written
//! as HTML by hand, like the history of a case: what people wrote in a line is escaped
//! here, and their words come as the clean HTML that was made when they were written.

use domain::instant::Instant;
use domain::text::foreign_html;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;
use leptos::tachys::view::Position;

use super::banks::attribute;
use crate::dates::Local;
use crate::told::escape;

/// What stands above the words of a post.
#[derive(Clone, Copy, Debug)]
pub struct PostHead<'a> {
    /// Which of the thread.
    pub number: i64,
    /// Whether it answers another one.
    pub reply: bool,
    /// Who said it.
    pub name: &'a str,
    /// For whom they speak, as a sentence, if for somebody else.
    pub speaks_for: Option<&'a str>,
    /// When.
    pub at: Instant,
    /// What the link to it is called.
    pub label: &'a str,
}

/// The posts of a page, written one after the other. Each one is begun, given its words
/// and its links, and ended.
#[derive(Debug)]
pub struct Posts<'a> {
    /// The address of the thread.
    thread: &'a str,
    local: &'a Local,
    html: String,
    /// Whether the post under way has a link yet.
    linked: bool,
}

impl<'a> Posts<'a> {
    /// Of the thread with this address; about so many.
    pub fn new(thread: &'a str, local: &'a Local, expected: usize) -> Self {
        let mut html = String::with_capacity(64 + expected * 800);
        html.push_str("<ol class=\"posts\">");
        Self {
            thread,
            local,
            html,
            linked: false,
        }
    }

    /// Begins a post.
    pub fn begin(&mut self, head: PostHead<'_>) {
        let html = &mut self.html;
        html.push_str(if head.reply {
            "<li class=\"post reply\" id=\"post-"
        } else {
            "<li class=\"post\" id=\"post-"
        });
        push(html, head.number);
        html.push_str("\"><p class=\"row small\"><strong>");
        escape(html, head.name);
        html.push_str("</strong>");
        if let Some(told) = head.speaks_for {
            html.push_str("<span class=\"soft\">");
            escape(html, told);
            html.push_str("</span>");
        }
        self.local.write_near(head.at, html);
        html.push_str("<a href=\"");
        attribute(html, self.thread);
        html.push_str("?at=");
        push(html, head.number);
        html.push_str("#post-");
        push(html, head.number);
        html.push_str("\">");
        escape(html, head.label);
        html.push_str("</a></p>");
    }

    /// The words, as `clean_html` made them.
    pub fn written(&mut self, clean: &str) {
        self.html.push_str("<div class=\"written\"");
        if let Some(tongue) = foreign_html(clean, self.local.language()) {
            self.html.push_str(" lang=\"");
            self.html.push_str(tongue);
            self.html.push('"');
        }
        self.html.push('>');
        self.html.push_str(clean);
        self.html.push_str("</div>");
    }

    /// Anything else that few posts have.
    pub fn view(&mut self, view: impl IntoView) {
        let view = view.into_view();
        let first = &mut Position::FirstChild;
        view.to_html_with_buf(&mut self.html, first, true, false, Vec::new());
    }

    /// A link below the words, to an address below the thread's; `label` tells it from
    /// the same link of another post.
    pub fn link(&mut self, below: &str, text: &str, label: &str) {
        if !self.linked {
            self.html.push_str("<p class=\"row small\">");
            self.linked = true;
        }
        let html = &mut self.html;
        html.push_str("<a href=\"");
        attribute(html, self.thread);
        attribute(html, below);
        html.push_str("\" aria-label=\"");
        attribute(html, text);
        html.push(' ');
        attribute(html, label);
        html.push_str("\">");
        escape(html, text);
        html.push_str("</a>");
    }

    /// Ends the post.
    pub fn end(&mut self) {
        if self.linked {
            self.html.push_str("</p>");
            self.linked = false;
        }
        self.html.push_str("</li>");
    }

    /// The list.
    pub fn finish(mut self) -> AnyView {
        self.html.push_str("</ol>");
        InertElement::new(self.html).into_any()
    }
}

fn push(html: &mut String, number: i64) {
    use std::fmt::Write as _;
    // Writing into a string does not fail.
    let _ = write!(html, "{number}");
}

#[cfg(test)]
mod tests {
    use domain::language::Language;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::render::render;

    #[test]
    fn what_people_wrote_is_escaped_and_their_words_stand_as_they_are() {
        let now = Instant::from_micros(1_790_000_000_000_000);
        let local = Local::new(Language::En, &TimeZone::UTC, now);
        let html = render(|| {
            let mut posts = Posts::new("/threads/1", &local, 1);
            posts.begin(PostHead {
                number: 7,
                reply: true,
                name: "<b>Li</b>",
                speaks_for: Some("for A & B"),
                at: now,
                label: "Post 7",
            });
            posts.written("<p>So <em>be</em> it.</p>");
            posts.view(view! { <p>{"<i>"}</p> });
            posts.link("?at=7&answer=7#write", "Answer", "Post \"7\"");
            posts.end();
            posts.finish()
        });
        let time = &html[html.find("<time").unwrap()..html.find("</time>").unwrap() + 7];
        assert!(time.contains("today, "), "{time}");
        assert_eq!(
            html.replace(time, ""),
            "<ol class=\"posts\"><li class=\"post reply\" id=\"post-7\"><p class=\"row small\">\
             <strong>&lt;b&gt;Li&lt;/b&gt;</strong><span class=\"soft\">for A &amp; B</span>\
             <a href=\"/threads/1?at=7#post-7\">Post 7</a></p>\
             <div class=\"written\"><p>So <em>be</em> it.</p></div><p>&lt;i&gt;<!></p>\
             <p class=\"row small\"><a href=\"/threads/1?at=7&amp;answer=7#write\" \
             aria-label=\"Answer Post &quot;7&quot;\">Answer</a></p></li></ol>"
        );
    }
}
