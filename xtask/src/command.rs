//! Runs other programs and says which one failed, with the line a person can paste to try it alone.

use std::{
    ffi::OsStr,
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail};

/// Runs a program with its output visible.
///
/// # Errors
/// When it cannot be started or ends with another status than success.
pub fn run(command: &mut Command) -> Result<()> {
    let line = shown(command);
    eprintln!("\u{25b8} {line}");
    let status = command
        .status()
        .with_context(|| format!("could not start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` ended with {status}");
    }
    Ok(())
}

/// Runs a program with its output visible and returns the lines of it that `wanted` picks.
///
/// # Errors
/// When it cannot be started or fails; the picked lines are then in the message.
pub fn run_and_collect(
    command: &mut Command,
    wanted: impl Fn(&str) -> bool,
) -> Result<Vec<String>> {
    let line = shown(command);
    eprintln!("\u{25b8} {line}");
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("could not start `{line}`"))?;
    let mut picked = Vec::new();
    if let Some(output) = child.stdout.take() {
        for said in BufReader::new(output).split(b'\n') {
            let said = said.with_context(|| format!("could not read what `{line}` prints"))?;
            let said = String::from_utf8_lossy(&said);
            println!("{said}");
            if wanted(&said) {
                picked.push(said.into_owned());
            }
        }
    }
    let status = child
        .wait()
        .with_context(|| format!("could not wait for `{line}`"))?;
    if !status.success() {
        bail!("`{line}` ended with {status}\n{}", picked.join("\n"));
    }
    Ok(picked)
}

/// Runs a program quietly and returns what it printed.
///
/// # Errors
/// When it cannot be started, fails (its error output is in the message), or prints something that is not UTF-8.
pub fn capture(command: &mut Command) -> Result<String> {
    let line = shown(command);
    let output = command
        .output()
        .with_context(|| format!("could not start `{line}`"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!(
            "`{line}` ended with {}:\n{}",
            output.status,
            said.trim_end()
        );
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("`{line}` printed bytes that are not UTF-8"))
}

/// Runs a program with its error output visible and returns what it printed, and whether it succeeded.
///
/// # Errors
/// When it cannot be started, or prints something that is not UTF-8.
pub fn capture_even_if_failed(command: &mut Command) -> Result<(String, bool)> {
    let line = shown(command);
    eprintln!("\u{25b8} {line}");
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("could not start `{line}`"))?;
    let text = String::from_utf8(output.stdout)
        .with_context(|| format!("`{line}` printed bytes that are not UTF-8"))?;
    Ok((text, output.status.success()))
}

/// Whether a program runs and succeeds; nothing is shown.
pub fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// The first place on `PATH` that holds a file of this name.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

fn shown(command: &Command) -> String {
    let mut words = vec![plain(command.get_program())];
    words.extend(command.get_args().map(plain));
    words.join(" ")
}

fn plain(word: &OsStr) -> String {
    let text = word.to_string_lossy();
    if text.is_empty() || text.contains([' ', '\'', '"', '$', '*']) {
        format!("'{}'", text.replace('\'', r"'\''"))
    } else {
        text.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_program_is_named_with_what_it_said() {
        let error = capture(Command::new("sh").args(["-c", "echo no such luck >&2; exit 3"]))
            .expect_err("it exits 3");
        let text = error.to_string();
        assert!(
            text.contains("no such luck") && text.contains('3'),
            "{text}"
        );
    }

    #[test]
    fn a_shown_line_can_be_pasted_into_a_shell() {
        let mut command = Command::new("echo");
        command.args(["two words", "it's", "plain"]);
        assert_eq!(shown(&command), r"echo 'two words' 'it'\''s' plain");
    }
}
