//! The pattern page can be rendered, and its colours can be read.
//!
//! `LINLI_PATTERNS=folder cargo test -p pages patterns` also writes the page into
//! that folder in each language and type size, to be looked at without a server.

use std::collections::BTreeMap;
use std::{env, fs, path::Path};

use domain::language::Language;

use crate::layout::{Frame, Page, Section, Site, TypeSize, Viewer, document};

fn page(language: Language, type_size: TypeSize) -> String {
    let viewer = Viewer::Person {
        name: "林阿姨".to_owned(),
        office: true,
        asked: 1,
    };
    let frame = Frame {
        language,
        type_size,
        viewer,
        path: "/dev/patterns".to_owned(),
        ..Frame::default()
    };
    let title = crate::text::patterns::title(language);
    document(&frame, &Page::new(title, Section::Home), || {
        super::view(language)
    })
}

#[test]
fn every_part_renders_in_every_language_without_script_or_inline_style() {
    for language in Language::ALL {
        for size in [TypeSize::Usual, TypeSize::Large] {
            let html = page(language, size);
            for forbidden in ["<script", "<style", " style=", "href=\"javascript:"] {
                assert!(!html.contains(forbidden), "{forbidden}, {}", language.tag());
            }
            let ids: Vec<&str> = html
                .split(" id=\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
                .collect();
            let mut once = ids.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), ids.len(), "an id stands twice: {ids:?}");
            if let Some(folder) = env::var_os("LINLI_PATTERNS") {
                let css = env!("CARGO_MANIFEST_DIR").to_owned() + "/../../style/linli.css";
                let html = html.replace(&Site::default().url("linli.css"), &css);
                let name = format!("{}-{}.html", language.tag(), size.code());
                fs::write(Path::new(&folder).join(name), html)
                    .expect("the folder can be written to");
            }
        }
    }
}

/// Ink and the ground it stands on, as `style/` uses them.
const PAIRS: [(&str, &str); 26] = [
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "sunk"),
    ("ink", "jade-tint"),
    ("ink", "glow"),
    ("soft", "paper"),
    ("soft", "card"),
    ("soft", "sunk"),
    ("soft", "jade-tint"),
    ("jade", "paper"),
    ("jade", "card"),
    ("jade", "sunk"),
    ("jade", "jade-tint"),
    ("jade-deep", "paper"),
    ("on", "jade"),
    ("on", "jade-deep"),
    ("on-door", "door"),
    ("indigo", "card"),
    ("indigo", "indigo-tint"),
    ("persimmon", "paper"),
    ("persimmon", "card"),
    ("persimmon", "persimmon-tint"),
    ("paper", "persimmon"),
    ("paper", "ink"),
    ("amber", "paper"),
    ("amber", "amber-tint"),
];

/// Edges of controls and signs that carry meaning: WCAG 1.4.11 asks for 3:1.
const EDGES: [(&str, &str); 8] = [
    ("edge", "card"),
    ("edge", "paper"),
    ("focus", "paper"),
    ("focus", "card"),
    ("lamp", "card"),
    ("jade", "jade-tint"),
    ("indigo", "indigo-tint"),
    ("lamp", "persimmon-tint"),
];

#[test]
fn text_reaches_seven_to_one_and_edges_three_in_light_and_dark() {
    let css = fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../style/tokens.css"
    ))
    .expect("the tokens are there");
    let (light, dark) = css
        .split_once("(prefers-color-scheme: dark)")
        .expect("dark tokens");
    let dark = dark.split_once("@media").expect("forced colours follow").0;
    let light = colours(light);
    let mut all = light.clone();
    all.extend(colours(dark));
    for (name, theme) in [("light", light), ("dark", all)] {
        for (pairs, least) in [(&PAIRS[..], 7.0), (&EDGES[..], 3.0)] {
            for (ink, ground) in pairs {
                let ratio = contrast(theme[*ink], theme[*ground]);
                assert!(
                    ratio >= least,
                    "{name}: --{ink} on --{ground} is {ratio:.2}, needs {least}; change style/tokens.css"
                );
            }
        }
    }
}

/// Relative luminance of every `--name: #rrggbb` (WCAG 2.2, "relative luminance").
fn colours(css: &str) -> BTreeMap<String, f64> {
    css.split("--")
        .skip(1)
        .filter_map(|part| {
            let (name, value) = part.split_once(':')?;
            let hex = value.trim().strip_prefix('#')?.get(..6)?;
            let channel = |at: usize| {
                let byte = u8::from_str_radix(hex.get(at..at + 2)?, 16).ok()?;
                let part = f64::from(byte) / 255.0;
                Some(if part <= 0.04045 {
                    part / 12.92
                } else {
                    ((part + 0.055) / 1.055).powf(2.4)
                })
            };
            let light = 0.2126 * channel(0)? + 0.7152 * channel(2)? + 0.0722 * channel(4)?;
            Some((name.to_owned(), light))
        })
        .collect()
}

fn contrast(one: f64, other: f64) -> f64 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}
