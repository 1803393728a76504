//! The fast part of the tests: format, lints on both sides, guards, documentation, spelling.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::{Context as _, Result, bail};

use crate::{
    account,
    command::{capture, run, succeeds},
    guard, provision,
    wasm_target::Compiler,
    workspace::{NATIVE, Workspace},
};

/// The spelling checker that `PyPI` carries; pinned, so that a new dictionary does not break an old commit.
const TYPOS: &str = "1.52.0";

type Step = (&'static str, Box<dyn Fn(&Workspace) -> Result<()>>);

/// Runs the steps asked for, or all of them; a failed one does not keep the others from running.
///
/// # Errors
/// When a step fails or `only` names one that does not exist.
pub fn check(workspace: &Workspace, only: &[String]) -> Result<()> {
    let steps = steps();
    if let Some(unknown) = only
        .iter()
        .find(|name| !steps.iter().any(|(step, _)| step == *name))
    {
        let names: Vec<&str> = steps.iter().map(|(name, _)| *name).collect();
        bail!(
            "there is no step `{unknown}`; there are: {}",
            names.join(", ")
        );
    }
    let mut failed = Vec::new();
    for (name, step) in steps
        .iter()
        .filter(|(name, _)| only.is_empty() || only.iter().any(|wanted| wanted == name))
    {
        let start = Instant::now();
        match step(workspace) {
            Ok(()) => println!(
                "check {name}: well ({:.1} s)",
                start.elapsed().as_secs_f64()
            ),
            Err(error) => {
                println!(
                    "check {name}: FAILED ({:.1} s)\n{error:#}\n",
                    start.elapsed().as_secs_f64()
                );
                failed.push(*name);
            }
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    bail!(
        "check failed in: {}. One step alone: `cargo xtask check --only {}`",
        failed.join(", "),
        failed[0]
    )
}

fn steps() -> Vec<Step> {
    let mut steps: Vec<Step> = vec![("lock", Box::new(lock)), ("format", Box::new(format))];
    for guard in guard::all() {
        steps.push((
            guard.name,
            Box::new(move |workspace| stand(guard, workspace)),
        ));
    }
    steps.push(("typos", Box::new(typos)));
    steps.push(("clippy", Box::new(clippy)));
    steps.push(("clippy-browser", Box::new(clippy_browser)));
    steps.push(("release-types", Box::new(release_types)));
    steps.push(("docs", Box::new(docs)));
    steps
}

fn stand(guard: guard::Guard, workspace: &Workspace) -> Result<()> {
    let findings = (guard.check)(workspace)?;
    if findings.is_empty() {
        return Ok(());
    }
    bail!("{}", findings.join("\n"))
}

fn lock(workspace: &Workspace) -> Result<()> {
    let mut command = workspace.cargo();
    command.args(["metadata", "--format-version", "1", "--locked"]);
    capture(&mut command)
        .context("Cargo.lock does not fit the manifests: build once and commit it")?;
    Ok(())
}

fn format(workspace: &Workspace) -> Result<()> {
    let mut command = workspace.cargo();
    run(command.args(["fmt", "--all", "--check"])).context("`cargo fmt --all` puts it right")
}

fn clippy(workspace: &Workspace) -> Result<()> {
    let mut command = workspace.cargo();
    command
        .args(["clippy", "--keep-going"])
        .args(NATIVE.iter().flat_map(|name| ["-p", name]));
    run(command.args(["--all-targets", "--", "-D", "warnings"]))
}

fn clippy_browser(workspace: &Workspace) -> Result<()> {
    let compiler = Compiler::provide(workspace)?;
    if compiler == Compiler::Debian {
        eprintln!(
            "Debian's compiler has no clippy for the browser; the WebAssembly build itself checks the islands here."
        );
        return Ok(());
    }
    let mut command = compiler.cargo(workspace, "clippy");
    command.args([
        "-p",
        "islands",
        "--lib",
        "--features",
        "hydrate",
        "--profile",
        "wasm-release",
    ]);
    run(command.args(["--", "-D", "warnings"]))
}

/// Development erases the types of views (`.cargo/config.toml`), a release does not: pages have to compile without, too.
fn release_types(workspace: &Workspace) -> Result<()> {
    let mut command = workspace.cargo();
    command
        .env("CARGO_ENCODED_RUSTFLAGS", "")
        .env_remove("RUSTFLAGS")
        // Nothing of this ever runs, so SQLite's C code need not be fast.
        .args(["--config", "profile.dev.package.libsqlite3-sys.opt-level=0"])
        .args(["check", "-p", "pages", "--target-dir"])
        .arg(workspace.target("release-types"));
    run(&mut command)
}

fn docs(workspace: &Workspace) -> Result<()> {
    let mut command = workspace.cargo();
    // Private items are documented too, so a link to one leads somewhere.
    command.env(
        "RUSTDOCFLAGS",
        "-D warnings -A rustdoc::private-intra-doc-links",
    );
    command.args([
        "doc",
        "--no-deps",
        "--document-private-items",
        "--keep-going",
    ]);
    run(command.args(NATIVE.iter().flat_map(|name| ["-p", name])))
}

fn typos(workspace: &Workspace) -> Result<()> {
    let program = typos_program(workspace)?;
    run(Command::new(program)
        .current_dir(workspace.root())
        .args(["--config", "_typos.toml"]))
    .context("correct the words above; a name that has to be so goes into _typos.toml")
}

fn typos_program(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target("tools").join(format!("typos-{TYPOS}"));
    let program = folder.join("bin/typos");
    if program.is_file() {
        return Ok(program);
    }
    if install_typos(&folder).is_err() {
        if !account::can_install_packages() {
            bail!(
                "the spelling checker needs Python with pip. On Debian or Ubuntu: `sudo apt-get install python3-pip \
                 python3-venv`, then run this again"
            );
        }
        provision::install(&["python3-pip", "python3-venv"])?;
        install_typos(&folder)?;
    }
    Ok(program)
}

/// Installs the checker into a folder of its own: a virtual environment, or plain files where Python lacks `venv`.
fn install_typos(folder: &Path) -> Result<()> {
    let wanted = format!("typos=={TYPOS}");
    if succeeds(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(folder),
    ) {
        let mut pip = Command::new(folder.join("bin/python"));
        return capture(pip.args(["-m", "pip", "install", "--quiet", &wanted])).map(drop);
    }
    let mut pip = Command::new("python3");
    capture(
        pip.args(["-m", "pip", "install", "--quiet", "--target"])
            .arg(folder)
            .arg(&wanted),
    )
    .map(drop)
}
