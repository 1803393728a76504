//! Hostile text goes through every component and comes out as text.

use std::fs;
use std::path::Path;

use domain::instant::Instant;
use domain::language::Language;
use leptos::prelude::*;

use super::*;
use crate::dates::{Local, Spelled};
use crate::render::render;

const HOSTILE: &str =
    "</textarea><img src=x onerror=alert(1)>\"'><script>alert(1)</script>&amp;\u{202e}";

fn lang() -> Language {
    Language::En
}

#[test]
fn a_text_area_shows_hostile_text_and_runs_none() {
    let html = render(|| {
        view! { <TextArea lang=lang() name="words" label="What is wrong?" value=HOSTILE/> }
    });
    assert!(
        !html.contains("<img") && !html.contains("<script"),
        "{html}"
    );
    assert!(html.contains("&lt;/textarea&gt;&lt;img"), "{html}");
    assert!(
        html.contains("&amp;amp;"),
        "an entity somebody typed stays what was typed: {html}"
    );
}

#[test]
fn a_text_area_keeps_a_first_empty_line() {
    let html =
        render(|| view! { <TextArea lang=lang() name="words" label="Words" value="\nsecond"/> });
    assert!(html.contains(">\n\nsecond</textarea>"), "{html}");
}

#[test]
fn only_the_web_and_mail_become_links() {
    for (href, link) in [
        ("https://example.org/a?b=c&d", true),
        ("HTTP://example.org", true),
        ("mailto:a@example.org", true),
        ("javascript:alert(1)", false),
        (" javascript:alert(1)", false),
        ("java\tscript:alert(1)", false),
        ("https://example.org/\njavascript:alert(1)", false),
        ("data:text/html,<script>", false),
        ("//example.org", false),
        ("邻里邻里邻里", false),
        ("", false),
    ] {
        let html = render(move || view! { <SafeLink href=href/> });
        assert_eq!(html.contains("href="), link, "{html}");
        assert!(!html.contains("<script"), "{html}");
    }
}

#[test]
fn every_component_escapes_what_people_wrote() {
    let option = || ChoiceOption::new(HOSTILE, HOSTILE, HOSTILE);
    let moment = || crate::dates::Moment {
        machine: HOSTILE.to_owned(),
        shown: HOSTILE.to_owned(),
    };
    let mut problems = Problems::none();
    problems.push("words", HOSTILE);
    let html = render(move || {
        let passage = Passage {
            bank: Bank::Neighbours,
            at: spelled(),
            said: HOSTILE.into(),
            because: vec![HOSTILE.into()],
            quote: HOSTILE,
            photos: vec![PassagePhoto {
                href: HOSTILE.to_owned(),
                src: "/photos/1".to_owned(),
                alt: HOSTILE.into(),
            }],
        };
        let item = CardItem {
            href: "/cases".to_owned(),
            title: HOSTILE.to_owned(),
            tongue: None,
            chip: Some((Tone::Asks, HOSTILE.into())),
            aside: HOSTILE.into(),
            note: HOSTILE.into(),
            due: Some((HOSTILE.into(), moment())),
        };
        let flash = Flash {
            tone: FlashTone::Done,
            text: HOSTILE.to_owned(),
        };
        let answer = Answer {
            label: HOSTILE.into(),
            value: HOSTILE.into(),
            change: None,
        };
        view! {
            <ErrorSummary lang=lang() problems=problems.clone()/>
            <Field lang=lang() name="words" label=HOSTILE hint=HOSTILE value=HOSTILE error=problems.at("words")/>
            <Choice lang=lang() name="a" label=HOSTILE options=vec![option()] chosen=HOSTILE/>
            <Checks lang=lang() name="b" label=HOSTILE options=vec![option()] chosen=vec![HOSTILE.to_owned()]/>
            <Pick lang=lang() name="c" label=HOSTILE options=vec![(HOSTILE.into(), vec![option()])] chosen=HOSTILE/>
            <Hidden name="key" value=HOSTILE/>
            <Now lang=lang() bank=Bank::Government with=Line::new(HOSTILE, HOSTILE) next=Line::new(HOSTILE, "") by=Some(moment())/>
            <Banks lang=lang() passages=history([passage])/>
            <CardList items=vec![item]/>
            <Answers rows=vec![answer]/>
            <Quote lang=lang() text=HOSTILE by=HOSTILE/>
            <FlashNote flash/>
            <Empty heading=HOSTILE note=HOSTILE/>
            <More summary=HOSTILE>{HOSTILE}</More>
            <Bar part=1 whole=0 label=HOSTILE/>
        }
    });
    for forbidden in ["<img src=x", "<script", "onerror=alert(1)>", " style="] {
        assert!(!html.contains(forbidden), "{forbidden} in {html}");
    }
}

#[test]
fn a_field_says_what_is_wrong_and_keeps_what_was_typed() {
    let html = render(|| {
        view! {
            <Field lang=lang() name="handle" label="E-mail or phone" hint="We send a code." value="a@b"
                kind=FieldKind::Handle error=Some("Write the whole address.".into())/>
        }
    });
    for part in [
        r#"for="handle""#,
        r#"value="a@b""#,
        r#"aria-describedby="handle-hint handle-problem""#,
        r#"aria-invalid="true""#,
        r#"autocomplete="username""#,
        "Write the whole address.",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn the_summary_takes_the_focus_and_leads_to_each_field() {
    let mut problems = Problems::none();
    problems.push("words", "Say what is wrong.");
    problems.push("", "Try again in a minute.");
    let html = render(move || view! { <ErrorSummary lang=lang() problems/> });
    assert!(
        html.contains(r##"<a href="#words">Say what is wrong."##),
        "{html}"
    );
    assert!(
        html.contains("autofocus") && html.contains(r#"role="alert""#),
        "{html}"
    );
    let none = render(|| view! { <ErrorSummary lang=lang() problems=Problems::none()/> });
    assert!(!none.contains("section"), "{none}");
}

fn spelled() -> Spelled {
    Local::new(lang(), &crate::dates::zone("UTC"), Instant::default()).told(Instant::default())
}

fn history<const N: usize>(told: [Passage<'_>; N]) -> Passages {
    let mut passages = Passages::new(lang(), N);
    for passage in &told {
        passages.tell(passage);
    }
    passages
}

#[test]
fn the_line_crosses_where_the_holder_changes_sides() {
    let passage = |bank| Passage {
        bank,
        at: spelled(),
        said: "Something happened.".into(),
        because: Vec::new(),
        quote: "",
        photos: Vec::new(),
    };
    let sides = [Bank::Neighbours, Bank::Government, Bank::Neighbours];
    let html = render(move || {
        view! { <Banks lang=lang() passages=history(sides.map(passage)) open=true/> }
    });
    assert_eq!(html.matches(r#"class="own over""#).count(), 1, "{html}");
    assert_eq!(html.matches(r#"class="gov home""#).count(), 1, "{html}");
    assert_eq!(html.matches(r#"class="own here""#).count(), 1, "{html}");
}

/// Every Rust file below `folder`, with its path.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a source in UTF-8");
            found.push((path.to_string_lossy().into_owned(), text));
        }
    }
}

#[test]
fn what_the_framework_would_not_escape_stays_in_its_one_place() {
    let allowed = [
        ("<textarea", &["components/field.rs"][..]),
        (
            "inner_html",
            &[
                "components/field.rs",
                "components/sign.rs",
                "components/written.rs",
            ],
        ),
        (
            "InertElement",
            &["components/banks.rs", "components/posts.rs"],
        ),
        ("<style", &[]),
        ("<noscript", &[]),
        ("<script", &["src/layout.rs"]),
        (" style=", &[]),
        ("style:", &[]),
    ];
    let mut files = Vec::new();
    sources(
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")),
        &mut files,
    );
    assert!(files.len() > 10, "the sources are there to be read");
    for (path, text) in files.iter().filter(|(path, _)| !path.ends_with("tests.rs")) {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let code: Vec<&str> = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect();
        for (raw, places) in allowed {
            let here = places.iter().any(|place| path.ends_with(place));
            let line = code.iter().find(|line| line.contains(raw));
            assert!(
                here || line.is_none(),
                "{path} has `{raw}`: the framework does not escape what stands in it, or the \
                 Content-Security-Policy forbids it; use `TextArea`, `SafeLink` or a class"
            );
        }
    }
}
