//! The frame around every page: head, header, navigation, footer. What stands
//! in the middle belongs to the page modules; who may see it, to the handlers.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::id::PersonId;
use domain::language::Language;
use leptos::prelude::*;

use crate::components::Flash;
use crate::render::render_into;
use crate::text::layout as words;

pub(crate) mod for_whom;
mod frame;
mod summary;

/// Where the built files of the browser are: logical name → name with its hash.
#[derive(Clone, Debug, Default)]
pub struct Site {
    files: BTreeMap<String, String>,
}

impl Site {
    /// From the `manifest.json` of the build, such as `start.js` → `pkg/start.4f0c.js`.
    pub const fn new(files: BTreeMap<String, String>) -> Self {
        Self { files }
    }

    /// The address of a file such as `linli.css`.
    pub fn url(&self, logical: &str) -> String {
        match self.files.get(logical) {
            Some(path) => ["/", path].concat(),
            None => ["/pkg/", logical].concat(),
        }
    }
}

/// How large the letters are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TypeSize {
    /// As most people like it.
    #[default]
    Usual,
    /// 20 px letters and 60 px targets on the same page.
    Large,
}

impl TypeSize {
    /// The value of the cookie and of the `data-type` attribute.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Large => "large",
        }
    }

    /// Reads a cookie; anything unknown is the usual size.
    pub fn from_code(code: &str) -> Self {
        if code == Self::Large.code() {
            Self::Large
        } else {
            Self::Usual
        }
    }
}

/// Who looks at the page, as far as the frame needs to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Viewer {
    /// Not signed in.
    #[default]
    Anonymous,
    /// Signed in.
    Person {
        /// The display name.
        name: String,
        /// Whether the person has a seat in a body, and so an inbox.
        office: bool,
        /// How many questions wait for this person's answer.
        asked: i64,
    },
}

/// What the frame of every page needs of one request.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Built files.
    pub site: Arc<Site>,
    /// The language of the page.
    pub language: Language,
    /// The size of the letters.
    pub type_size: TypeSize,
    /// Path and query of this page, for the switches to come back to.
    pub path: String,
    /// Who looks.
    pub viewer: Viewer,
    /// The address of the visitor's own neighbourhood, if one is known.
    pub place: Option<String>,
    /// The neighbour for whom the viewer acts; then the viewer is that neighbour.
    pub acts_for: Option<(PersonId, String)>,
    /// Whether the viewer runs the installation.
    pub steward: bool,
    /// What the last act led to, shown once.
    pub flash: Option<Flash>,
    /// Whether this is the demonstration, which says so on every page.
    pub demo: bool,
}

/// The parts of Linli that stand in the main navigation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Section {
    /// None of them.
    #[default]
    Elsewhere,
    /// `/`
    Home,
    /// `/report`
    Report,
    /// A place, its cases.
    Place,
    /// `/me` and signing in.
    Mine,
    /// `/inbox`
    Inbox,
    /// `/steward`
    Steward,
}

/// What a page says about itself.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Its title, without the name of the site.
    pub title: String,
    /// Where it stands in the main navigation.
    pub section: Section,
    /// Whether it has islands. A page without one loads no script at all.
    pub islands: bool,
    /// Whether it comes back with mistakes to mend (the title says so first).
    pub invalid: bool,
}

impl Page {
    /// A page without islands.
    pub fn new(title: impl Into<String>, section: Section) -> Self {
        Self {
            title: title.into(),
            section,
            ..Self::default()
        }
    }

    /// The same page, with islands.
    #[must_use]
    pub const fn with_islands(mut self) -> Self {
        self.islands = true;
        self
    }

    /// The same page, sent back with mistakes.
    #[must_use]
    pub const fn with_problems(mut self, there_are: bool) -> Self {
        self.invalid = there_are;
        self
    }
}

/// What is set aside for a document; most are smaller, and growing is copying.
const USUAL_BYTES: usize = 64 * 1024;

/// A whole HTML document.
pub fn document<V: IntoView + 'static>(
    frame: &Frame,
    page: &Page,
    body: impl FnOnce() -> V,
) -> String {
    let mut html = String::with_capacity(USUAL_BYTES);
    html.push_str(&head(frame, page));
    render_into(&mut html, || frame::view(frame, page, body()));
    if page.invalid {
        summary::complete(&mut html, frame.language);
    }
    html.push_str("</html>\n");
    match &frame.acts_for {
        Some((neighbour, _)) => for_whom::mark(&html, *neighbour),
        None => html,
    }
}

/// Everything before the body.
fn head(frame: &Frame, page: &Page) -> String {
    let lang = frame.language;
    let title = if page.invalid {
        words::error_prefix(lang, &page.title)
    } else {
        page.title.clone()
    };
    let site = words::site(lang);
    let title = if title == site {
        title
    } else {
        format!("{title} · {site}")
    };
    let script = if page.islands {
        format!(
            r#"<script type="module" src="{}"></script>"#,
            frame.site.url("start.js")
        )
    } else {
        String::new()
    };
    format!(
        concat!(
            "<!DOCTYPE html>\n",
            r#"<html lang="{lang}" data-type="{size}"><head><meta charset="utf-8">"#,
            r#"<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">"#,
            "<title>{title}</title>",
            r#"<meta name="description" content="{description}">"#,
            r#"<meta name="color-scheme" content="light dark">"#,
            r##"<meta name="theme-color" media="(prefers-color-scheme: light)" content="#fbf7f0">"##,
            r##"<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#15191a">"##,
            r#"<meta name="format-detection" content="telephone=no">"#,
            r#"<link rel="stylesheet" href="{css}">"#,
            r#"<link rel="icon" href="/icon.svg" type="image/svg+xml">"#,
            r#"<link rel="apple-touch-icon" href="/icon-180.png">"#,
            r#"<link rel="manifest" href="/manifest.webmanifest">{script}</head>"#,
        ),
        lang = lang.tag(),
        size = frame.type_size.code(),
        title = html_escape::encode_text(&title),
        description = html_escape::encode_double_quoted_attribute(words::description(lang)),
        css = frame.site.url("linli.css"),
        script = script,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        Frame {
            path: "/cases?stage=open&q=\"><script>".to_owned(),
            ..Frame::default()
        }
    }

    fn page(islands: bool) -> String {
        let page = Page {
            islands,
            ..Page::new("</title><script>alert(1)</script>", Section::Home)
        };
        document(&frame(), &page, || view! { <h1>"Home"</h1> })
    }

    #[test]
    fn a_page_without_islands_has_no_script_and_no_inline_style() {
        let html = page(false);
        for forbidden in ["<script", "<style", " style=", " onclick", "javascript:"] {
            assert!(!html.contains(forbidden), "{forbidden} in {html}");
        }
        assert!(html.contains("&lt;/title&gt;&lt;script&gt;alert(1)"));
    }

    #[test]
    fn a_page_with_islands_loads_one_script_by_its_address() {
        let html = page(true);
        assert_eq!(html.matches("<script").count(), 1);
        assert!(html.contains(r#"<script type="module" src="/pkg/start.js"></script>"#));
    }

    #[test]
    fn the_same_data_gives_the_same_bytes() {
        assert_eq!(page(false), page(false));
        assert_eq!(page(true), page(true));
    }

    #[test]
    fn a_page_names_its_language_and_the_size_of_its_letters() {
        let frame = Frame {
            language: Language::Hant,
            type_size: TypeSize::from_code("large"),
            ..Frame::default()
        };
        let html = document(&frame, &Page::new("首頁", Section::Home), || ());
        assert!(html.contains(r#"<html lang="zh-Hant" data-type="large">"#));
    }

    #[test]
    fn a_page_with_mistakes_says_so_in_its_title() {
        let page = Page::new("Report", Section::Report).with_problems(true);
        let html = document(&Frame::default(), &page, || ());
        assert!(
            html.contains("<title>Error: Report · Linli</title>"),
            "{html}"
        );
    }

    #[test]
    fn hashed_names_come_from_the_manifest() {
        let site = Site::new([("linli.css".to_owned(), "pkg/linli.4f.css".to_owned())].into());
        assert_eq!(site.url("linli.css"), "/pkg/linli.4f.css");
        assert_eq!(site.url("start.js"), "/pkg/start.js");
    }
}
