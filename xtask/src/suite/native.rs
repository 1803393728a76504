//! Native tests: compiled in one go, so that every dependency is built once, then run crate by crate.

use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail};
use serde_json::Value;

use crate::{
    command::{capture_even_if_failed, run_and_collect},
    postgres::URL_VARIABLE,
    workspace::Workspace,
};

/// What was compiled.
#[derive(Debug)]
pub struct Programs {
    tests: Vec<TestProgram>,
    /// The program `linli`, if the tests brought it along.
    pub server: Option<PathBuf>,
    compiled: bool,
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
        "test",
        "--no-run",
        "--keep-going",
        "--message-format",
        "json-render-diagnostics",
    ]);
    command.args(packages.iter().flat_map(|name| ["-p", name]));
    let (messages, compiled) = capture_even_if_failed(&mut command)?;
    let mut programs = read(&messages);
    programs.compiled = compiled;
    Ok(programs)
}

/// Runs the examples in the documentation of the libraries.
///
/// # Errors
/// When one fails.
pub fn examples(workspace: &Workspace, postgres: Option<&OsStr>) -> Result<Vec<String>> {
    let mut command = workspace.cargo();
    command.args([
        "test",
        "--doc",
        "--no-fail-fast",
        "-p",
        "domain",
        "-p",
        "store",
        "-p",
        "islands",
        "-p",
        "pages",
        "-p",
        "server",
    ]);
    hand_on(&mut command, postgres);
    run_and_collect(&mut command, is_closing_line)
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
        if !self.compiled {
            failures.push(
                "some of the tests do not compile; the compiler's words are above".to_owned(),
            );
        } else if mine.is_empty() {
            failures.push(format!("`{package}` has no test program"));
        }
        if failures.is_empty() {
            return Ok(closing_lines);
        }
        closing_lines.extend(failures);
        bail!("{}", closing_lines.join("\n"))
    }
}

fn hand_on(command: &mut Command, postgres: Option<&OsStr>) {
    if let Some(url) = postgres {
        command.env(URL_VARIABLE, url);
    }
}

fn is_closing_line(line: &str) -> bool {
    line.starts_with("test result:")
}

/// Reads cargo's messages: one JSON object a line.
fn read(messages: &str) -> Programs {
    let mut programs = Programs {
        tests: Vec::new(),
        server: None,
        compiled: true,
    };
    for message in messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
    {
        let Some(file) = message["executable"].as_str().map(PathBuf::from) else {
            continue;
        };
        let target = message["target"]["name"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        if message["profile"]["test"] == true {
            let found = test_program(&message, target, file);
            programs.tests.extend(found);
        } else if target == "linli" {
            programs.server = Some(file);
        }
    }
    programs
}

fn test_program(message: &Value, target: String, file: PathBuf) -> Option<TestProgram> {
    let folder = Path::new(message["manifest_path"].as_str()?)
        .parent()?
        .to_path_buf();
    let package = folder.file_name()?.to_str()?.to_owned();
    Some(TestProgram {
        package,
        target,
        folder,
        file,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
            compiled: true,
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
