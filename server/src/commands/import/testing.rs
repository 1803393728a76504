//! Where the tests find real data, and how they say plainly that it is absent.

use std::path::PathBuf;

use domain::body::Tier;
use domain::charter::{Category, Charter, Participation, Path, Urgency};
use domain::language::Names;

/// A folder of the real data beside the project, or the one `LINLI_DATA`
/// names; `None`, said aloud, when it is absent.
pub fn data(folder: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let path = std::env::var_os("LINLI_DATA")
        .map_or_else(beside, PathBuf::from)
        .join(folder);
    if path.is_dir() {
        return Some(path);
    }
    eprintln!(
        "SKIPPED: the real data is absent, no folder {}; set LINLI_DATA",
        path.display()
    );
    None
}

/// A charter with ordinary categories of these keys, from the committee to the top.
pub fn charter(keys: &[&str]) -> Charter {
    let names = |text: &str| Names::three(text, text, text);
    let category = |key: &&str| Category {
        key: (*key).to_owned(),
        names: names(key),
        examples: names(key),
        words: Vec::new(),
        urgency: Urgency::Ordinary,
        path: Path::Settle,
        lowest: Tier::COMMITTEE,
        highest: Tier::TOP,
        reserved: false,
        household: false,
        participation: Participation::Consulted,
        questions: Vec::new(),
        notice: None,
        partners: Vec::new(),
        order: Vec::new(),
    };
    Charter {
        version: 1,
        title: names("Rules"),
        emergency_number: "112".to_owned(),
        outside_address: names("The ombudsman"),
        categories: keys.iter().map(category).collect(),
        methods: Vec::new(),
    }
}
