//! The summary of mistakes above a form, once the form below it is known.
//!
//! What is wrong is found field by field, in the order in which fields are read, and often
//! in the same words ("Choose a day."). Only the finished page knows what each field is
//! called and where it stands; so a page that comes back with mistakes is mended here.

use domain::language::Language;

use crate::text::components as words;

const BEGIN: &str = "aria-labelledby=\"summary-heading\"";

/// Puts the mistakes into the order of the page, and says which field is meant where two
/// have the same words. The text between the tags is escaped already and stays so.
pub(super) fn complete(html: &mut String, lang: Language) {
    let Some(list) = html.find(BEGIN).and_then(|begin| {
        let start = begin + html[begin..].find("<ul>")? + "<ul>".len();
        Some(start..start + html[start..].find("</ul>")?)
    }) else {
        return;
    };
    let form = &html[list.end..];
    let mut items: Vec<Item<'_>> = html[list.clone()]
        .split_inclusive("</li>")
        .map(|item| Item::of(item, form))
        .collect();
    items.sort_by_key(|item| item.at);
    let told: String = items.iter().map(|one| one.told(&items, lang)).collect();
    html.replace_range(list, &told);
}

/// One mistake.
struct Item<'a> {
    html: &'a str,
    /// What is wrong, as it stands in the link.
    message: &'a str,
    /// What the field is called.
    label: Option<&'a str>,
    /// Where the field stands; what is wrong with all of the form comes last.
    at: usize,
}

impl<'a> Item<'a> {
    fn of(html: &'a str, form: &'a str) -> Self {
        let link = between(html, "href=\"#", "\"");
        let message = link.and_then(|_| between(html, "\">", "</a>"));
        let at = link.and_then(|field| form.find(&format!(" id=\"{field}\"")));
        Self {
            html,
            message: message.unwrap_or_default(),
            label: link.zip(at).and_then(|(field, at)| label(form, field, at)),
            at: at.unwrap_or(usize::MAX),
        }
    }

    fn told(&self, all: &[Self], lang: Language) -> String {
        let same = all.iter().filter(|one| one.message == self.message).count();
        match self.label {
            Some(label) if same > 1 => {
                let whole = words::labelled(lang, label, self.message);
                self.html.replacen(self.message, &whole, 1)
            }
            _ => self.html.to_owned(),
        }
    }
}

/// What the field with this id, which stands `at` here, is called.
fn label<'a>(form: &'a str, field: &str, at: usize) -> Option<&'a str> {
    let own = between(form, &format!("<label for=\"{field}\">"), "<");
    let group = || {
        let legend = form[..at].rfind("<legend>")?;
        between(&form[legend..], "<legend>", "<")
    };
    let label = own.or_else(group)?.trim();
    (!label.is_empty()).then_some(label)
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let rest = &text[text.find(before)? + before.len()..];
    Some(&rest[..rest.find(after)?])
}

#[cfg(test)]
mod tests {
    use leptos::prelude::*;

    use super::*;
    use crate::components::{Choice, ChoiceOption, ErrorSummary, Field, Problems};
    use crate::render::render;

    fn page(problems: Problems) -> String {
        let lang = Language::En;
        let option = ChoiceOption {
            value: "a".into(),
            label: "A".into(),
            note: "".into(),
        };
        let mut html = render(move || {
            view! {
                <ErrorSummary lang problems/>
                <Field lang name="start" label="Begins & ends" value=""/>
                <Choice lang name="way" label="How?" options=vec![option]/>
                <Field lang name="place" label="Where" value=""/>
            }
        });
        complete(&mut html, lang);
        html
    }

    #[test]
    fn mistakes_stand_in_the_order_of_the_page_and_name_their_field_where_they_must() {
        let mut problems = Problems::none();
        problems.push("", "Try again.");
        problems.push("place", "Write it.");
        problems.push("way", "Choose <one>.");
        problems.push("start", "Choose <one>.");
        let html = page(problems);
        let places = [
            r##"<a href="#start">“Begins &amp; ends”: Choose &lt;one&gt;."##,
            r##"<a href="#way">“How?”: Choose &lt;one&gt;."##,
            r##"<a href="#place">Write it."##,
            "Try again.",
        ]
        .map(|part| {
            html.find(part)
                .unwrap_or_else(|| panic!("{part} in {html}"))
        });
        assert!(places.is_sorted(), "{places:?}");
    }

    #[test]
    fn a_page_without_mistakes_stays() {
        let html = page(Problems::none());
        assert!(!html.contains("summary"), "{html}");
    }
}
