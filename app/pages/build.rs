//! Turns the catalogues of `text/` into Rust: one module per file, one typed
//! function per message. A missing language, key or placeholder does not build.

use std::{env, fs, path::Path};

#[path = "build/catalogue.rs"]
mod catalogue;

fn main() {
    println!("cargo::rerun-if-changed=text");
    println!("cargo::rerun-if-changed=build");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR for build scripts");
    match generate(Path::new("text")) {
        Ok(code) => fs::write(Path::new(&out).join("text.rs"), code)
            .expect("cargo lets a build script write to OUT_DIR"),
        Err(faults) => {
            for fault in faults {
                println!("cargo::error={fault}");
            }
        }
    }
}

/// Every catalogue of the folder as one Rust source, or all that is wrong.
fn generate(folder: &Path) -> Result<String, Vec<String>> {
    let mut files = fs::read_dir(folder)
        .map_err(|error| vec![format!("{}: {error}", folder.display())])?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect::<Vec<_>>();
    files.sort();
    let mut code = String::new();
    let mut faults = Vec::new();
    for file in files {
        let area = file.file_stem().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(&file)
            .map_err(|error| vec![format!("{}: {error}", file.display())])?;
        match catalogue::module(&area, &text) {
            Ok(module) => code.push_str(&module),
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() {
        Ok(code)
    } else {
        Err(faults)
    }
}
