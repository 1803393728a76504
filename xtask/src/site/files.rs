//! The finished folder: names, the manifest that maps them, compressed twins, and the swap that puts it all in place at once.

use std::{collections::BTreeMap, fs, io::Write as _, path::Path};

use anyhow::{Context as _, Result, bail};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest as _, Sha256};

use super::Purpose;

/// Below this size a compressed twin saves nothing worth a file.
const WORTH_COMPRESSING: usize = 256;

/// Files whose content compresses; pictures and fonts are compressed already.
const COMPRESSIBLE: [&str; 9] = [
    "css",
    "html",
    "js",
    "json",
    "svg",
    "txt",
    "wasm",
    "webmanifest",
    "xml",
];

/// The files of a site before they are written.
#[derive(Debug)]
pub struct Site {
    purpose: Purpose,
    manifest: BTreeMap<String, String>,
    files: BTreeMap<String, Vec<u8>>,
}

impl Site {
    /// A site without files.
    pub fn new(purpose: Purpose) -> Self {
        Self {
            purpose,
            manifest: BTreeMap::new(),
            files: BTreeMap::new(),
        }
    }

    /// Adds a file below `pkg/` under a name that, in a release, changes with its content; returns the path it will have.
    pub fn add(&mut self, name: &str, content: Vec<u8>) -> String {
        let path = match self.purpose {
            Purpose::Development => format!("pkg/{name}"),
            Purpose::Release => format!("pkg/{}", with_fingerprint(name, &content)),
        };
        self.manifest.insert(name.to_owned(), path.clone());
        self.files.insert(path.clone(), content);
        path
    }

    /// Adds a file whose name others rely on, such as `favicon.ico`.
    pub fn add_as_is(&mut self, name: &str, content: Vec<u8>) {
        self.manifest.insert(name.to_owned(), name.to_owned());
        self.files.insert(name.to_owned(), content);
    }

    /// Writes everything beside `folder` and then swaps it in, so that nobody ever sees half a site. Compressed twins are
    /// kept in `cache` by content, because the best compression is slow.
    ///
    /// # Errors
    /// When a file cannot be written, or a public file is called `manifest.json` like the one written here.
    pub fn write(&self, folder: &Path, cache: &Path) -> Result<()> {
        if self.manifest.contains_key("manifest.json") {
            bail!(
                "style/public/manifest.json would hide the site's own; a web app's manifest is `manifest.webmanifest`"
            );
        }
        let next = folder.with_extension("next");
        let last = folder.with_extension("last");
        remove(&next)?;
        remove(&last)?;
        for (path, content) in &self.files {
            write_file(&next.join(path), content)?;
            if self.purpose == Purpose::Release && compresses(path, content) {
                let mark = fingerprint(content);
                for (extension, compress) in
                    [("br", brotli as fn(&[u8]) -> Result<Vec<u8>>), ("gz", gzip)]
                {
                    let twin = cached(&cache.join(format!("{mark}.{extension}")), || {
                        compress(content)
                    })?;
                    write_file(&next.join(format!("{path}.{extension}")), &twin)?;
                }
            }
        }
        let manifest =
            serde_json::to_vec_pretty(&self.manifest).context("the manifest is plain text")?;
        write_file(&next.join("manifest.json"), &manifest)?;
        if folder.exists() {
            fs::rename(folder, &last)
                .with_context(|| format!("could not move {} away", folder.display()))?;
        }
        fs::rename(&next, folder)
            .with_context(|| format!("could not put {} in place", folder.display()))?;
        remove(&last)
    }
}

/// The SHA-256 of some bytes in hexadecimal.
pub fn fingerprint(bytes: &[u8]) -> String {
    let digits = |byte: u8| {
        [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0'))
    };
    Sha256::digest(bytes)
        .iter()
        .flat_map(|byte| digits(*byte))
        .collect()
}

fn with_fingerprint(name: &str, content: &[u8]) -> String {
    let mark = fingerprint(content);
    let short = &mark[..16];
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{short}.{extension}"),
        None => format!("{name}.{short}"),
    }
}

fn compresses(path: &str, content: &[u8]) -> bool {
    let extension = path.rsplit('.').next().unwrap_or_default();
    content.len() >= WORTH_COMPRESSING && COMPRESSIBLE.contains(&extension)
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: content.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &content[..], &mut out, &settings).context("brotli failed")?;
    Ok(out)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).context("gzip failed")?;
    encoder.finish().context("gzip failed")
}

fn cached(file: &Path, make: impl FnOnce() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    if let Ok(bytes) = fs::read(file) {
        return Ok(bytes);
    }
    let bytes = make()?;
    let half = file.with_extension("half");
    write_file(&half, &bytes)?;
    fs::rename(&half, file).with_context(|| format!("could not name {}", file.display()))?;
    Ok(bytes)
}

fn write_file(file: &Path, content: &[u8]) -> Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("could not make {}", folder.display()))?;
    }
    fs::write(file, content).with_context(|| format!("could not write {}", file.display()))
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("could not remove {}", folder.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn folder(name: &str) -> std::path::PathBuf {
        std::env::temp_dir().join(format!("linli-site-{name}-{}", std::process::id()))
    }

    #[test]
    fn a_release_names_files_by_content_and_gives_them_twins() {
        let place = folder("release");
        let content = b"body { color: black } ".repeat(40);
        let mut site = Site::new(Purpose::Release);
        let path = site.add("linli.css", content.clone());
        site.add_as_is("favicon.ico", vec![0; 400]);
        site.write(&place, &folder("cache"))
            .expect("a temporary folder can be written");

        let manifest: BTreeMap<String, String> =
            serde_json::from_slice(&fs::read(place.join("manifest.json")).expect("a manifest"))
                .expect("JSON");
        assert_eq!(manifest["linli.css"], path);
        assert_ne!(path, "pkg/linli.css");
        let mut unpacked = Vec::new();
        let packed = fs::read(place.join(format!("{path}.br"))).expect("a brotli twin");
        brotli::Decompressor::new(&packed[..], 4096)
            .read_to_end(&mut unpacked)
            .expect("valid brotli");
        assert_eq!(unpacked, content);
        let mut unpacked = Vec::new();
        let packed = fs::read(place.join(format!("{path}.gz"))).expect("a gzip twin");
        flate2::read::GzDecoder::new(&packed[..])
            .read_to_end(&mut unpacked)
            .expect("valid gzip");
        assert_eq!(unpacked, content);
        assert!(
            !place.join("favicon.ico.gz").exists(),
            "a picture is compressed already"
        );
        for used in [place, folder("cache")] {
            fs::remove_dir_all(used).expect("the temporary folder");
        }
    }

    #[test]
    fn a_file_that_is_gone_from_the_sources_is_gone_from_the_site() {
        let place = folder("stale");
        let mut site = Site::new(Purpose::Development);
        site.add_as_is("old.txt", b"old".to_vec());
        site.write(&place, &folder("unused"))
            .expect("a temporary folder can be written");
        let mut site = Site::new(Purpose::Development);
        assert_eq!(site.add("linli.js", b"new".to_vec()), "pkg/linli.js");
        site.write(&place, &folder("unused"))
            .expect("a temporary folder can be written");
        assert!(!place.join("old.txt").exists() && place.join("pkg/linli.js").exists());
        fs::remove_dir_all(place).expect("the temporary folder");
    }

    #[test]
    fn a_public_file_cannot_hide_the_manifest() {
        let mut site = Site::new(Purpose::Development);
        site.add_as_is("manifest.json", b"{}".to_vec());
        let error = site
            .write(&folder("clash"), &folder("unused"))
            .expect_err("the name is taken");
        assert!(
            error.to_string().contains("manifest.webmanifest"),
            "{error}"
        );
    }
}
