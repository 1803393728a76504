//! What people say in a thread, as one list.
//!
//! A page shows a hundred posts, and this list decides how fast it is; so it is written
//! as HTML by hand, like the history of a case: what people wrote in a line is escaped
//! here, and their words come as the clean HTML that was made when they were written.

use domain::instant::Instant;
use domain::language::Language;
use domain::text::foreign_html;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;
use leptos::tachys::view::Position;

use crate::dates::{Days, Local};
use crate::text::posts as words;
use crate::told::{Argument, Html, Sink as _, attribute, escape, write_tongue};

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
}

/// The posts of a page, written one after the other. Each one is begun, given its words
/// and its links, and ended.
#[derive(Debug)]
pub struct Posts<'a> {
    lang: Language,
    /// The address of the thread, as it stands between quotes.
    thread: String,
    local: &'a Local,
    days: Days,
    html: String,
    /// The number of the post under way.
    number: u64,
    /// What the link to it is called.
    label: String,
    /// Whether it has a link yet.
    linked: bool,
}

impl<'a> Posts<'a> {
    /// Of the thread with this address; about so many.
    pub fn new(lang: Language, thread: &str, local: &'a Local, expected: usize) -> Self {
        let mut html = String::with_capacity(64 + expected * 800);
        html.push_str("<ol class=\"posts\">");
        let mut here = String::new();
        attribute(&mut here, thread);
        Self {
            lang,
            thread: here,
            local,
            days: Days::default(),
            html,
            number: 0,
            label: String::new(),
            linked: false,
        }
    }

    /// Begins a post.
    pub fn begin(&mut self, head: PostHead<'_>) {
        self.number = head.number.unsigned_abs();
        self.label.clear();
        words::link(self.lang, Argument::Number(self.number)).write_html(&mut self.label);
        let html = &mut self.html;
        html.push_str(if head.reply {
            "<li class=\"post reply\" id=\"post-"
        } else {
            "<li class=\"post\" id=\"post-"
        });
        Html(html).number(self.number);
        html.push_str("\"><p class=\"row small\"><strong>");
        escape(html, head.name);
        html.push_str("</strong>");
        if let Some(told) = head.speaks_for {
            html.push_str("<span class=\"soft\">");
            escape(html, told);
            html.push_str("</span>");
        }
        self.days.write_near(self.local, head.at, html);
        html.push_str("<a href=\"");
        html.push_str(&self.thread);
        html.push_str("?at=");
        Html(html).number(self.number);
        html.push_str("#post-");
        Html(html).number(self.number);
        html.push_str("\">");
        html.push_str(&self.label);
        html.push_str("</a></p>");
    }

    /// The words, as `clean_html` made them.
    pub fn written(&mut self, clean: &str) {
        self.html.push_str("<div class=\"written\"");
        write_tongue(&mut self.html, foreign_html(clean, self.lang));
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

    /// The link below the words by which to answer.
    pub fn answer(&mut self, text: &str) {
        self.link_to(|html, number| {
            html.push_str("?at=");
            Html(html).number(number);
            html.push_str("&amp;answer=");
            Html(html).number(number);
            html.push_str("#write");
        });
        self.called(text);
    }

    /// A link below the words, to the page of the post itself or to one below it.
    pub fn link(&mut self, below: Option<&str>, text: &str) {
        self.link_to(|html, number| {
            html.push_str("/posts/");
            Html(html).number(number);
            if let Some(below) = below {
                html.push('/');
                attribute(html, below);
            }
        });
        self.called(text);
    }

    /// Begins a link to an address below the thread's.
    fn link_to(&mut self, below: impl FnOnce(&mut String, u64)) {
        let html = &mut self.html;
        if !self.linked {
            html.push_str("<p class=\"row small\">");
            self.linked = true;
        }
        html.push_str("<a href=\"");
        html.push_str(&self.thread);
        below(html, self.number);
    }

    /// Ends a link; its name tells it from the same link of another post.
    fn called(&mut self, text: &str) {
        let html = &mut self.html;
        html.push_str("\" aria-label=\"");
        attribute(html, text);
        html.push(' ');
        html.push_str(&self.label);
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
            let mut posts = Posts::new(Language::En, "/threads/1", &local, 1);
            posts.begin(PostHead {
                number: 7,
                reply: true,
                name: "<b>Li</b>",
                speaks_for: Some("for A & B"),
                at: now,
            });
            posts.written("<p>So <em>be</em> it.</p>");
            posts.view(view! { <p>{"<i>"}</p> });
            posts.answer("Answer");
            posts.link(Some("flag"), "Say \"no\"");
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
             aria-label=\"Answer Post 7\">Answer</a><a href=\"/threads/1/posts/7/flag\" \
             aria-label=\"Say &quot;no&quot; Post 7\">Say \"no\"</a></p></li></ol>"
        );
    }

    #[test]
    fn words_in_another_language_than_the_page_say_so() {
        let now = Instant::from_micros(1_790_000_000_000_000);
        let written = |lang, words: &'static str| {
            let local = Local::new(lang, &TimeZone::UTC, now);
            render(|| {
                let mut posts = Posts::new(lang, "/threads/1", &local, 1);
                posts.written(words);
                posts.finish()
            })
        };
        let chinese = "<p>三楼的灯坏了</p>";
        assert!(
            written(Language::En, chinese).contains("<div class=\"written\" lang=\"zh-Hans\"><p>")
        );
        assert!(written(Language::Hans, chinese).contains("<div class=\"written\"><p>"));
        let english = "<p>The <em>light</em> is out.</p>";
        assert!(
            written(Language::Hant, english).contains("<div class=\"written\" lang=\"en\"><p>")
        );
    }
}
