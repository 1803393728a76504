//! The JavaScript beside the WebAssembly: made by wasm-bindgen, then freed of what visitors would load for nothing.
//!
//! Three things are taken away, each only where its pattern is met exactly: the exports of stream classes that nothing can
//! construct (they keep their code alive), the long hashed names of imports, and comments with indentation.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context as _, Result, ensure};
use wasm_bindgen_cli_support::{Bindgen, Output};

use super::files::fingerprint;

/// What wasm-bindgen calls the module that holds the imports.
const IMPORTS: &str = "./linli_bg.js";

/// Changes whenever this file does something else with the same WebAssembly.
const EDITION: &str = "3";

/// How wasm-streams' classes are called in the script, and in the exports.
const STREAM_CLASS: &str = "IntoUnderlying";
const STREAM_EXPORTS: [&str; 2] = ["intounderlying", "__wbg_intounderlying"];

/// Writes `linli.js` and `linli_bg.wasm` into `folder`, unless they were made from the same input already.
///
/// # Errors
/// When the input is not what the compiler makes of islands, or files cannot be written.
pub fn bind(raw_wasm: &Path, folder: &Path) -> Result<()> {
    let bytes =
        fs::read(raw_wasm).with_context(|| format!("could not read {}", raw_wasm.display()))?;
    let stamp = format!("{} {EDITION}", fingerprint(&bytes));
    let stamp_file = folder.join("made-from");
    if fs::read_to_string(&stamp_file).is_ok_and(|last| last == stamp) {
        return Ok(());
    }
    eprintln!("\u{25b8} wasm-bindgen {}", raw_wasm.display());
    let mut bindgen = Bindgen::new();
    bindgen
        .web(true)?
        .input_bytes("linli", bytes)
        .out_name("linli")
        .typescript(false)
        .omit_default_module_path(true);
    bindgen
        .remove_name_section(true)
        .remove_producers_section(true);
    let mut output = bindgen
        .generate_output()
        .context("wasm-bindgen could not read the islands")?;
    ensure!(
        output.snippets().values().all(Vec::is_empty) && output.local_modules().is_empty(),
        "an island or a dependency brings JavaScript of its own; site/bindings.rs does not know where to put it"
    );
    let taken = slim_module(&mut output)?;
    output
        .emit(folder)
        .with_context(|| format!("could not write into {}", folder.display()))?;
    let file = folder.join("linli.js");
    let js =
        fs::read_to_string(&file).with_context(|| format!("could not read {}", file.display()))?;
    write(&file, slim_script(&js, &taken).as_bytes())?;
    write(&stamp_file, stamp.as_bytes())
}

/// What was changed in the module, for the script to follow.
#[derive(Debug)]
struct Taken {
    streams: bool,
    short: BTreeMap<String, String>,
}

fn slim_module(output: &mut Output) -> Result<Taken> {
    let js = output.js().to_owned();
    let module = output.wasm_mut();
    let imports = module
        .imports
        .iter()
        .filter(|import| import.module == IMPORTS);
    let imported: Vec<String> = imports.map(|import| import.name.clone()).collect();
    let exported: Vec<String> = module
        .exports
        .iter()
        .map(|export| export.name.clone())
        .collect();
    let unreached = never_reached(&imported, &exported);
    for name in &unreached {
        module.exports.remove(name)?;
    }
    let short = short_names(&imported, &js);
    for import in module
        .imports
        .iter_mut()
        .filter(|import| import.module == IMPORTS)
    {
        if let Some(name) = short.get(&import.name) {
            import.name.clone_from(name);
        }
    }
    Ok(Taken {
        streams: !unreached.is_empty(),
        short,
    })
}

fn slim_script(js: &str, taken: &Taken) -> String {
    let js = if taken.streams {
        without_stream_classes(js)
    } else {
        js.to_owned()
    };
    without_comments(&rename(&js, &taken.short))
}

/// Exports of wasm-streams' classes when no import can construct one of them.
fn never_reached<'a>(imported: &[String], exported: &'a [String]) -> Vec<&'a str> {
    let of_streams = |name: &str| STREAM_EXPORTS.iter().any(|start| name.starts_with(start));
    if imported.iter().any(|name| of_streams(name)) {
        return Vec::new();
    }
    exported
        .iter()
        .map(String::as_str)
        .filter(|name| of_streams(name))
        .collect()
}

/// The script without the classes themselves, their disposal and their finalisers.
fn without_stream_classes(js: &str) -> String {
    let class = format!("export class {STREAM_CLASS}");
    let finaliser = format!("const {STREAM_CLASS}");
    let disposal = format!("if (Symbol.dispose) {STREAM_CLASS}");
    let mut out = String::with_capacity(js.len());
    let mut lines = js.lines();
    while let Some(line) = lines.next() {
        if line.starts_with(&class) {
            lines.by_ref().find(|line| *line == "}");
        } else if line.starts_with(&finaliser) {
            lines.by_ref().find(|line| line.ends_with(");"));
        } else if !line.starts_with(&disposal) {
            out.extend([line, "\n"]);
        }
    }
    out
}

/// A short name for each import that stands exactly once in the script, as a key.
fn short_names(imported: &[String], js: &str) -> BTreeMap<String, String> {
    let keys: Vec<&str> = js
        .lines()
        .filter_map(|line| Some(line.trim_start().split_once(": ")?.0))
        .collect();
    let mut short = BTreeMap::new();
    for name in imported {
        if js.matches(name.as_str()).count() == 1 && keys.contains(&name.as_str()) {
            short.insert(name.clone(), format!("_{}", short.len()));
        }
    }
    short
}

fn rename(js: &str, short: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(js.len());
    for line in js.lines() {
        let key = line.trim_start().split_once(": ");
        match key.and_then(|(name, rest)| Some((short.get(name)?, rest))) {
            Some((name, rest)) => out.extend([name, ": ", rest]),
            None => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

/// The script without documentation comments, blank lines and indentation. Text in backquotes that goes on over a line
/// stays as it is, so a script with such text is left alone altogether.
fn without_comments(js: &str) -> String {
    if js.lines().any(|line| line.matches('`').count() % 2 == 1) {
        return js.to_owned();
    }
    let mut out = String::with_capacity(js.len());
    let mut inside = false;
    for line in js.lines().map(str::trim) {
        inside |= line.starts_with("/**");
        if !inside && !line.is_empty() {
            out.extend([line, "\n"]);
        }
        inside &= !line.ends_with("*/");
    }
    out
}

fn write(file: &Path, content: &[u8]) -> Result<()> {
    fs::write(file, content).with_context(|| format!("could not write {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn streams_are_kept_as_soon_as_something_can_make_one() {
        let exported = strings(&[
            "hydrate",
            "intounderlyingsink_write",
            "__wbg_intounderlyingsink_free",
        ]);
        assert_eq!(
            never_reached(&strings(&["__wbg_log_1"]), &exported),
            &exported[1..]
        );
        assert!(never_reached(&strings(&["__wbg_intounderlyingsink_new"]), &exported).is_empty());
    }

    #[test]
    fn nothing_but_the_classes_of_streams_goes() {
        let js = "export class IntoUnderlyingSink {\n    free() {\n    }\n}\n\
            if (Symbol.dispose) IntoUnderlyingSink.prototype = 1;\nfunction keep() {\n}\n\
            const IntoUnderlyingSinkFinalization = (typeof F === 'undefined')\n\
            \x20   ? { register: () => {} }\n    : new F(ptr => wasm.free(ptr, 1));\nconst other = 1;\n";
        assert_eq!(
            without_stream_classes(js),
            "function keep() {\n}\nconst other = 1;\n"
        );
    }

    #[test]
    fn imports_get_short_names_on_both_sides_or_on_none() {
        let js = "a = {\n        __wbg_get_12: function() {},\n        __wbg_set_34: function() {},\n};\n__wbg_set_34();\n";
        let short = short_names(&strings(&["__wbg_get_12", "__wbg_set_34"]), js);
        assert_eq!(short.len(), 1, "one of them is called from elsewhere");
        let renamed = rename(js, &short);
        assert!(
            renamed.contains("\n_0: function") && renamed.contains("        __wbg_set_34: "),
            "{renamed}"
        );
    }

    #[test]
    fn comments_and_indentation_go_and_text_stays() {
        let js = "/**\n * @param {A} a\n */\nfunction f() {\n    return \"/** x */\";\n\n}\n";
        assert_eq!(
            without_comments(js),
            "function f() {\nreturn \"/** x */\";\n}\n"
        );
        let text = "x = `a\n    b`;\n";
        assert_eq!(without_comments(text), text);
    }
}
