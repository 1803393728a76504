//! What a first visit loads, in bytes as brotli sends them, and how many
//! scripts stand in the way of reading.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use pages::routes;

use crate::machine::length;
use crate::report::Row;
use crate::site::Linli;

/// What a proxy that compresses pages on the way usually chooses.
const QUALITY: u32 = 5;

/// All rows of this part.
pub async fn run(linli: &Linli) -> Result<Vec<Row>> {
    let case = routes::case(linli.case(200).await?.reference);
    let built = Built::find(&linli.site)?;
    let pages = [
        ("home", "/"),
        ("a place", "/places/willow-lane"),
        ("a case with 200 events", case.as_str()),
        ("report, first step", "/report"),
        ("report, place on a map", "/report/where"),
        ("rules", "/charter"),
    ];
    let mut rows = Vec::new();
    for (name, path) in pages {
        // A step of the report may lead back to the first one.
        let Ok(answer) = linli.get(path, None).await else {
            rows.push(Row::note(format!("{name}: not open to a new visitor")));
            continue;
        };
        let html = String::from_utf8(answer.body.to_vec()).context("a page is UTF-8")?;
        let scripts = scripts(&html);
        let blocking = scripts.iter().filter(|tag| blocks(tag)).count();
        let code = if scripts.is_empty() { 0 } else { built.code };
        let page = brotli(html.as_bytes())?;
        let kilobytes = |bytes: usize| length(bytes) / 1e3;
        rows.push(Row::of(
            format!("{name}: all of HTML, CSS, code"),
            kilobytes(page + built.style + code),
            "kB",
        ));
        rows.push(
            Row::of(
                format!("{name}: WebAssembly and scripts"),
                kilobytes(code),
                "kB",
            )
            .goal("≤ 90 kB, none without islands"),
        );
        rows.push(
            Row::of(
                format!("{name}: scripts before the page can be read"),
                length(blocking),
                "",
            )
            .goal("0"),
        );
    }
    rows.push(Row::of("style sheet", length(built.style) / 1e3, "kB"));
    Ok(rows)
}

/// The built files, as they lie compressed on the disk.
struct Built {
    style: usize,
    /// The two scripts and the WebAssembly.
    code: usize,
}

impl Built {
    fn find(site: &Path) -> Result<Self> {
        let (mut style, mut code) = (0, 0);
        let folder = site.join("pkg");
        for entry in fs::read_dir(&folder).with_context(|| format!("read {}", folder.display()))? {
            let path = entry?.path();
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            let bytes = || anyhow::Ok(usize::try_from(fs::metadata(&path)?.len())?);
            match name.strip_suffix(".br").map(extension) {
                Some("css") => style += bytes()?,
                Some("js" | "wasm") => code += bytes()?,
                Some(_) | None => {}
            }
        }
        anyhow::ensure!(
            style > 0 && code > 0,
            "no compressed files in {}: run `cargo xtask bench`",
            folder.display()
        );
        Ok(Self { style, code })
    }
}

fn extension(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or_default()
}

/// The opening tags of all scripts.
fn scripts(html: &str) -> Vec<&str> {
    html.split("<script")
        .skip(1)
        .map(|rest| rest.split('>').next().unwrap_or_default())
        .collect()
}

/// Whether a browser stops reading the page for it (HTML section 4.12.1).
fn blocks(tag: &str) -> bool {
    !["type=\"module\"", " async", " defer", "application/json"]
        .iter()
        .any(|gentle| tag.contains(gentle))
}

fn brotli(bytes: &[u8]) -> Result<usize> {
    let mut compressor = brotli::CompressorWriter::new(Vec::new(), 4096, QUALITY, 22);
    compressor.write_all(bytes)?;
    Ok(compressor.into_inner().len())
}
