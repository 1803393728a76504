//! Native tests: compiled in one go, so that every dependency is built once, then run crate by crate.

use std::{
    env,
    ffi::{OsStr, OsString},
    num::NonZero,
    path::{Path, PathBuf},
    process::Command,
    thread,
};

use anyhow::{Result, bail};
use serde_json::Value;

use crate::{
    command::{capture_even_if_failed, run_and_collect},
    postgres::URL_VARIABLE,
    sources::rust_files,
    workspace::Workspace,
};

/// What was compiled.
#[derive(Debug)]
pub struct Programs {
    tests: Vec<TestProgram>,
    /// The program `linli`, if the tests brought it along.
    pub server: Option<PathBuf>,
    /// Packages with an error in their own sources; nothing when all compiled.
    broken: Option<Vec<String>>,
}

#[derive(Debug, PartialEq, Eq)]
struct TestProgram {
    package: String,
    target: String,
    folder: PathBuf,
    file: PathBuf,
}

/// Compiles the tests of these packages and goes on as far as possible when some do not compile.
///
/// # Errors
/// When cargo cannot be started.
pub fn compile(workspace: &Workspace, packages: &[String]) -> Result<Programs> {
    let mut command = workspace.cargo();
    command.args([
        "build",
        "--tests",
        "--bins",
        "--keep-going",
        "--message-format",
        "json",
    ]);
    command.args(packages.iter().flat_map(|name| ["-p", name]));
    let (messages, compiled) = capture_even_if_failed(&mut command)?;
    let mut programs = read(&messages);
    if !compiled {
        programs.broken.get_or_insert_default();
    }
    Ok(programs)
}

/// The libraries, and where their sources lie.
const LIBRARIES: [(&str, &str); 5] = [
    ("domain", "app/domain/src"),
    ("store", "app/store/src"),
    ("islands", "app/islands/src"),
    ("pages", "app/pages/src"),
    ("server", "server/src"),
];

/// Runs the examples in the documentation of the libraries that have any. Cargo compiles
/// every dependency anew to find none, which takes minutes.
///
/// # Errors
/// When one fails, or a source cannot be read.
pub fn examples(workspace: &Workspace, postgres: Option<&OsStr>) -> Result<Vec<String>> {
    let mut with_examples = Vec::new();
    for (library, folder) in LIBRARIES {
        let sources = rust_files(&workspace.root().join(folder))?;
        if sources.iter().any(|source| has_example(&source.text)) {
            with_examples.push(library);
        }
    }
    if with_examples.is_empty() {
        return Ok(vec!["no documentation has an example".to_owned()]);
    }
    let mut command = workspace.cargo();
    command.args(["test", "--doc", "--no-fail-fast"]);
    command.args(with_examples.iter().flat_map(|name| ["-p", name]));
    hand_on(&mut command, postgres);
    run_and_collect(&mut command, is_closing_line)
}

/// Whether a documentation comment shows code: between fences, or indented as far as Markdown asks for.
fn has_example(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_start);
    lines.any(|line| {
        let said = line
            .strip_prefix("///")
            .or_else(|| line.strip_prefix("//!"));
        said.is_some_and(|said| {
            let code = said.trim_start();
            code.starts_with("```")
                || code.starts_with("~~~")
                || (said.starts_with("     ") && !code.is_empty())
        })
    })
}

impl Programs {
    /// Runs the test programs of one package and returns their closing lines.
    ///
    /// # Errors
    /// When a program fails, or the package has none.
    pub fn run(
        &self,
        package: &str,
        postgres: Option<&OsStr>,
        words: &[OsString],
    ) -> Result<Vec<String>> {
        let mut closing_lines = Vec::new();
        let mut failures = Vec::new();
        let mine: Vec<&TestProgram> = self
            .tests
            .iter()
            .filter(|program| program.package == package)
            .collect();
        for program in &mine {
            let mut command = Command::new(&program.file);
            command.args(words).current_dir(&program.folder);
            command
                .env("CARGO_MANIFEST_DIR", &program.folder)
                .env("CARGO_PKG_NAME", package);
            hand_on(&mut command, postgres);
            match run_and_collect(&mut command, is_closing_line) {
                Ok(lines) => closing_lines.extend(
                    lines
                        .into_iter()
                        .map(|line| format!("{}: {line}", program.target)),
                ),
                Err(error) => failures.push(format!("{}: {error:#}", program.target)),
            }
        }
        failures.extend(self.not_compiled(package, mine.len()));
        if failures.is_empty() {
            return Ok(closing_lines);
        }
        closing_lines.extend(failures);
        bail!("{}", closing_lines.join("\n"))
    }
}

impl Programs {
    /// How many test programs there are.
    ///
    /// # Errors
    /// When something did not compile.
    pub fn summary(&self) -> Result<String> {
        match &self.broken {
            None => Ok(format!("{} test programs", self.tests.len())),
            Some(broken) if broken.is_empty() => bail!("cargo failed; its words are above"),
            Some(broken) => bail!(
                "does not compile: {}; the compiler's words are above",
                broken.join(", ")
            ),
        }
    }

    /// Why this package cannot pass for tested, although every program of it that there is has passed.
    fn not_compiled(&self, package: &str, programs: usize) -> Option<String> {
        match &self.broken {
            Some(broken) if broken.iter().any(|name| name == package) => {
                Some("does not compile; the compiler's words are above".to_owned())
            }
            Some(_) if programs == 0 => {
                Some("was not compiled, because something it depends on does not".to_owned())
            }
            Some(broken) if broken.is_empty() => {
                Some("cargo failed; its words are above".to_owned())
            }
            None if programs == 0 => Some(format!("`{package}` has no test program")),
            Some(_) | None => None,
        }
    }
}

/// Where property tests begin to draw their cases. Fixed, so that one commit gets one verdict however often it is tested;
/// whoever runs `cargo test` by hand draws new ones. Set this variable to look elsewhere.
const SEED_VARIABLE: &str = "PROPTEST_RNG_SEED";
const SEED: &str = "20261123";

/// How many tests of a program run at once. Most of them wait for a database most of the time, so it is twice the cores.
const THREADS_VARIABLE: &str = "RUST_TEST_THREADS";

fn hand_on(command: &mut Command, postgres: Option<&OsStr>) {
    if env::var_os(SEED_VARIABLE).is_none() {
        command.env(SEED_VARIABLE, SEED);
    }
    if env::var_os(THREADS_VARIABLE).is_none() {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        command.env(THREADS_VARIABLE, (2 * cores).to_string());
    }
    if let Some(url) = postgres {
        command.env(URL_VARIABLE, url);
    }
}

fn is_closing_line(line: &str) -> bool {
    line.starts_with("test result:")
}

/// Reads cargo's messages, one JSON object a line, and shows what the compiler had to say.
fn read(messages: &str) -> Programs {
    let mut programs = Programs {
        tests: Vec::new(),
        server: None,
        broken: None,
    };
    for message in messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
    {
        let Some((package, folder)) = package_of(&message) else {
            continue;
        };
        if let Some(text) = message["message"]["rendered"].as_str() {
            eprint!("{text}");
            if message["message"]["level"] == "error" {
                let broken = programs.broken.get_or_insert_default();
                if !broken.contains(&package) {
                    broken.push(package);
                }
            }
            continue;
        }
        let Some(file) = message["executable"].as_str().map(PathBuf::from) else {
            continue;
        };
        let target = message["target"]["name"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        if message["profile"]["test"] == true {
            programs.tests.push(TestProgram {
                package,
                target,
                folder,
                file,
            });
        } else if target == "linli" {
            programs.server = Some(file);
        }
    }
    programs
}

/// The package a message is about, by the name of its folder, and that folder.
fn package_of(message: &Value) -> Option<(String, PathBuf)> {
    let folder = Path::new(message["manifest_path"].as_str()?)
        .parent()?
        .to_path_buf();
    let package = folder.file_name()?.to_str()?.to_owned();
    Some((package, folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_is_what_markdown_takes_for_code() {
        for with in [
            "/// Adds.\n///\n/// ```\n/// add(1, 2);\n/// ```",
            "//! ~~~\n//! add(1, 2);\n//! ~~~",
            "    ///     add(1, 2);",
        ] {
            assert!(has_example(with), "{with}");
        }
        for without in [
            "/// Adds `one` to another.",
            "// ```\nlet fence = \"```\";",
            "///\n///  * a list",
        ] {
            assert!(!has_example(without), "{without}");
        }
    }

    #[test]
    fn programs_are_read_from_the_messages_of_cargo() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","manifest_path":"/r/app/store/Cargo.toml","target":{"name":"engines"},"profile":{"test":true},"executable":"/t/engines-1"}"#,
            "\n",
            r#"{"reason":"compiler-artifact","manifest_path":"/r/server/Cargo.toml","target":{"name":"linli"},"profile":{"test":false},"executable":"/t/linli"}"#,
            "\n",
            r#"{"reason":"compiler-artifact","manifest_path":"/r/app/domain/Cargo.toml","target":{"name":"domain"},"profile":{"test":false},"executable":null}"#,
            "\nnot JSON\n",
        );
        let programs = read(messages);
        assert_eq!(programs.server, Some("/t/linli".into()));
        let only = TestProgram {
            package: "store".to_owned(),
            target: "engines".to_owned(),
            folder: "/r/app/store".into(),
            file: "/t/engines-1".into(),
        };
        assert_eq!(programs.tests, [only]);
    }

    #[test]
    fn a_package_without_tests_does_not_pass_for_tested() {
        let error = read("")
            .run("domain", None, &[])
            .expect_err("nothing was compiled");
        assert!(error.to_string().contains("no test program"), "{error}");
    }

    #[test]
    fn a_crate_that_does_not_compile_fails_and_its_neighbours_do_not() {
        let error = r#"{"reason":"compiler-message","manifest_path":"/r/app/store/Cargo.toml","message":{"level":"error","rendered":""}}"#;
        let programs = read(error);
        assert!(
            programs.not_compiled("store", 1).is_some(),
            "one of its programs is missing"
        );
        assert!(
            programs.not_compiled("pages", 0).is_some(),
            "it depends on store"
        );
        assert_eq!(programs.not_compiled("domain", 1), None);
    }

    #[test]
    fn a_failing_program_fails_the_part_and_the_next_one_still_runs() {
        let program = |target: &str, file: &str| TestProgram {
            package: "p".to_owned(),
            target: target.to_owned(),
            folder: "/".into(),
            file: file.into(),
        };
        let programs = Programs {
            tests: vec![program("one", "false"), program("two", "true")],
            server: None,
            broken: None,
        };
        let error = programs
            .run("p", None, &[])
            .expect_err("`false` fails")
            .to_string();
        assert!(
            error.contains("one: ") && !error.contains("two: "),
            "{error}"
        );
    }
}
