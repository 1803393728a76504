//! Static files: read once into memory with their br and gzip twins, and
//! served from there.
//!
//! The build writes `manifest.json` into the site folder, from logical names
//! to files; a name with a hash in it never changes its content and is kept by
//! browsers for a year. All other files are asked for anew and answered 304.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::response::Response;
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use pages::Site;
use pages::island_names::island_names;
use sha2::{Digest as _, Sha256};

/// The file with the logical names.
const MANIFEST: &str = "manifest.json";
/// What is wrong when the program and the site folder do not belong together.
pub const OTHER_BUILD: &str = "the site folder is of another build than this program: maps, drafts and photos do without scripts";
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// All static files of a build.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    site: Site,
    files: BTreeMap<String, Arc<File>>,
}

/// One file in the forms in which it can be sent.
#[derive(Debug)]
struct File {
    content_type: HeaderValue,
    cache: HeaderValue,
    plain: Form,
    brotli: Option<Form>,
    gzip: Option<Form>,
}

#[derive(Debug)]
struct Form {
    bytes: Bytes,
    etag: HeaderValue,
}

impl Form {
    fn new(bytes: Vec<u8>) -> Self {
        let digest = Sha256::digest(&bytes);
        let etag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&digest[..16]));
        let etag = HeaderValue::from_str(&etag).expect("base64 in quotes is a header value");
        Self {
            bytes: Bytes::from(bytes),
            etag,
        }
    }
}

impl Assets {
    /// Reads the site folder; a folder that is not there gives a site without
    /// styles and scripts, on which every journey still works.
    pub fn load(folder: &Path) -> anyhow::Result<Self> {
        if !folder.is_dir() {
            tracing::warn!(folder = %folder.display(), "no styles and scripts: run `cargo xtask build`, or set `site`");
            return Ok(Self::default());
        }
        let mut paths = Vec::new();
        walk(folder, &mut paths)
            .with_context(|| format!("read the site folder {}", folder.display()))?;
        let mut files = BTreeMap::new();
        for path in paths.iter().filter(|path| is_original(path)) {
            let address = address_of(folder, path);
            files.insert(address.clone(), Arc::new(File::read(path, &address)?));
        }
        let site = Site::new(logical_names(folder)?);
        let assets = Self { site, files };
        let strange = assets.strange_islands(&island_names());
        if !strange.is_empty() {
            tracing::warn!(folder = %folder.display(), islands = ?strange, "{OTHER_BUILD}");
        }
        Ok(assets)
    }

    /// Which of these islands of the program the module of this folder does not know:
    /// none, unless the two come from different sources. Without a module there is
    /// nothing that could be wrong.
    pub fn strange_islands(&self, names: &[String]) -> Vec<String> {
        let module = self.files.get(&self.site.url("linli.js"));
        let text = module.map(|file| String::from_utf8_lossy(&file.plain.bytes));
        let known = |name: &String| text.as_ref().is_none_or(|text| text.contains(name));
        names.iter().filter(|name| !known(name)).cloned().collect()
    }

    /// The logical names of this build.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// How many files there are, and their bytes in memory.
    pub fn size(&self) -> (usize, usize) {
        let of = |form: &Option<Form>| form.as_ref().map_or(0, |form| form.bytes.len());
        let bytes = self
            .files
            .values()
            .map(|file| file.plain.bytes.len() + of(&file.brotli) + of(&file.gzip));
        (self.files.len(), bytes.sum())
    }

    /// One route for each file.
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        self.files
            .iter()
            .fold(Router::new(), |router, (address, file)| {
                let file = Arc::clone(file);
                router.route(
                    address,
                    get(move |headers: HeaderMap| async move { file.answer(&headers) }),
                )
            })
    }
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let hidden = path
            .file_name()
            .is_none_or(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if path.is_dir() {
            walk(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

fn is_original(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    !matches!(extension, Some("br" | "gz")) && path.file_name().is_some_and(|name| name != MANIFEST)
}

/// `/pkg/linli.css` for `pkg/linli.css` in the site folder.
fn address_of(folder: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    inside.components().fold(String::new(), |address, part| {
        format!("{address}/{}", part.as_os_str().to_string_lossy())
    })
}

/// What pages call a file (`start.js`) and the path of the file that holds it
/// (`pkg/start.4f0c….js`); a folder without a manifest has plain names.
fn logical_names(folder: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let path = folder.join(MANIFEST);
    if !path.is_file() {
        return Ok(BTreeMap::new());
    }
    let text =
        std::fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
    let names: BTreeMap<String, String> = serde_json::from_str(&text)
        .with_context(|| format!("{} is no map of names", path.display()))?;
    let plain = |name: &str| name.strip_prefix("pkg/").unwrap_or(name).to_owned();
    let rooted = |file: &str| file.trim_start_matches('/').to_owned();
    Ok(names
        .iter()
        .map(|(name, file)| (plain(name), rooted(file)))
        .collect())
}

/// Whether a part of the name is a hash: eight or more hexadecimal digits.
fn is_hashed(address: &str) -> bool {
    let name = address.rsplit('/').next().unwrap_or_default();
    let hash = |part: &str| part.len() >= 8 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    name.split(['.', '-']).skip(1).any(hash)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        _ => "application/octet-stream",
    }
}

impl File {
    fn read(path: &Path, address: &str) -> anyhow::Result<Self> {
        let bytes = std::fs::read(path).with_context(|| format!("read {}", path.display()))?;
        let twin = |extension: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(extension);
            std::fs::read(PathBuf::from(name)).ok().map(Form::new)
        };
        Ok(Self {
            content_type: HeaderValue::from_static(content_type(address)),
            cache: if is_hashed(address) {
                FOREVER
            } else {
                ASK_AGAIN
            },
            plain: Form::new(bytes),
            brotli: twin(".br"),
            gzip: twin(".gz"),
        })
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        let (form, encoding) = self.best(headers);
        let mut response = Response::new(Body::from(form.bytes.clone()));
        let known = headers
            .get_all(IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .any(|value| {
                value.split(',').any(|tag| {
                    let tag = tag.trim();
                    tag == "*" || tag.trim_start_matches("W/").as_bytes() == form.etag.as_bytes()
                })
            });
        if known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            *response.body_mut() = Body::empty();
        }
        let out: &mut HeaderMap<HeaderValue> = response.headers_mut();
        let mut put = |name: HeaderName, value: HeaderValue| out.insert(name, value);
        put(CONTENT_TYPE, self.content_type.clone());
        put(CACHE_CONTROL, self.cache.clone());
        put(ETAG, form.etag.clone());
        put(VARY, HeaderValue::from_static("Accept-Encoding"));
        if let Some(encoding) = encoding {
            put(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    }

    /// The smallest form that the browser takes.
    fn best(&self, headers: &HeaderMap) -> (&Form, Option<&'static str>) {
        if let Some(form) = self.brotli.as_ref().filter(|_| accepts(headers, "br")) {
            return (form, Some("br"));
        }
        if let Some(form) = self.gzip.as_ref().filter(|_| accepts(headers, "gzip")) {
            return (form, Some("gzip"));
        }
        (&self.plain, None)
    }
}

/// Whether `Accept-Encoding` names `encoding` with a weight above zero (RFC 9110 section 12.5.3).
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|item| {
            let mut parts = item.split(';').map(str::trim);
            let named = parts
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
            let refused = parts
                .filter_map(|part| part.strip_prefix("q="))
                .any(|weight| weight.parse() == Ok(0.0_f32));
            named && !refused
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn islands_of_another_build_are_noticed() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("pkg")).unwrap();
        let names = island_names();
        let (last, most) = names.split_last().unwrap();
        let other = format!("{}0", &last[..last.len() - 1]);
        let write = |names: &[String]| {
            let export = |name: &String| format!("export function {name}(el) {{}}\n");
            let module = names.iter().map(export).collect::<Vec<_>>().concat();
            std::fs::write(folder.path().join("pkg/linli.js"), module).unwrap();
            Assets::load(folder.path())
                .unwrap()
                .strange_islands(&island_names())
        };
        std::fs::write(
            folder.path().join("manifest.json"),
            r#"{"linli.js":"pkg/linli.js"}"#,
        )
        .unwrap();
        assert_eq!(write(&names), [""; 0]);
        assert_eq!(
            write(&[most, &[other][..]].concat()),
            std::slice::from_ref(last)
        );
    }

    fn site() -> (tempfile::TempDir, Assets) {
        let folder = tempfile::tempdir().unwrap();
        let pkg = folder.path().join("pkg");
        std::fs::create_dir(&pkg).unwrap();
        for (name, text) in [
            ("pkg/linli.0123456789abcdef.css", "body{}"),
            ("pkg/linli.0123456789abcdef.css.br", "brotli"),
            ("pkg/start.js", "go()"),
            ("favicon.svg", "<svg/>"),
            (".hidden", "no"),
            (
                "manifest.json",
                r#"{"favicon.svg":"favicon.svg","pkg/linli.css":"pkg/linli.0123456789abcdef.css","pkg/start.js":"pkg/start.js"}"#,
            ),
        ] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let assets = Assets::load(folder.path()).unwrap();
        (folder, assets)
    }

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.clone(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn the_manifest_names_the_files() {
        let (_folder, assets) = site();
        assert_eq!(
            assets.site().url("linli.css"),
            "/pkg/linli.0123456789abcdef.css"
        );
        assert_eq!(assets.site().url("start.js"), "/pkg/start.js");
        let known: Vec<_> = assets.files.keys().map(String::as_str).collect();
        assert_eq!(
            known,
            [
                "/favicon.svg",
                "/pkg/linli.0123456789abcdef.css",
                "/pkg/start.js"
            ]
        );
    }

    #[test]
    fn a_browser_gets_the_form_it_takes_and_nothing_twice() {
        let (_folder, assets) = site();
        let file = &assets.files["/pkg/linli.0123456789abcdef.css"];
        let small = file.answer(&headers(&[(ACCEPT_ENCODING, "gzip, br;q=0.9")]));
        assert_eq!(small.headers()[CONTENT_ENCODING], "br");
        assert_eq!(small.headers()[CACHE_CONTROL], FOREVER);
        let plain = file.answer(&headers(&[(ACCEPT_ENCODING, "br;q=0")]));
        assert!(!plain.headers().contains_key(CONTENT_ENCODING));
        assert_ne!(small.headers()[ETAG], plain.headers()[ETAG]);
        let tag = small.headers()[ETAG].to_str().unwrap();
        let again = file.answer(&headers(&[
            (ACCEPT_ENCODING, "br"),
            (IF_NONE_MATCH, &format!("\"x\", W/{tag}")),
        ]));
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(
            is_hashed("/pkg/linli.3f2a9c41.css")
                && is_hashed("/pkg/islands-3f2a9c41_bg.wasm".replace("_bg", "").as_str())
        );
        assert!(!is_hashed("/pkg/start.js") && !is_hashed("/deadbeef.css"));
    }

    #[test]
    fn without_a_build_there_is_an_empty_site() {
        let assets = Assets::load(Path::new("/nowhere/at/all")).unwrap();
        assert_eq!(assets.size(), (0, 0));
    }
}
