//! Gathers settings as texts from defaults, file, environment and command
//! line, in that order, and remembers where each came from. What they mean is
//! decided in `read.rs`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use super::keys::{KEYS, Key, Shown, nearest};
use super::{ConfigInvalid, Mistake};

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody set it.
    Default,
    /// A line of the configuration file.
    File(PathBuf, usize),
    /// An environment variable.
    Variable(String),
    /// An option of the command line.
    Option(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path, line) => write!(f, "{}:{line}", path.display()),
            Self::Variable(name) => f.write_str(name),
            Self::Option(name) => f.write_str(name),
        }
    }
}

/// What the surroundings say, before anything is understood.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// `--config`; a file that is named must exist.
    pub file: Option<PathBuf>,
    /// The environment.
    pub variables: Vec<(String, String)>,
    /// Variables whose value is no text; most systems allow any bytes.
    pub unreadable: Vec<String>,
    /// Settings from the command line: name, option, value.
    pub options: Vec<(&'static str, &'static str, String)>,
}

impl Sources {
    /// The environment of this process and the options of the command line.
    pub fn of_process(
        file: Option<PathBuf>,
        options: Vec<(&'static str, &'static str, String)>,
    ) -> Self {
        Self::of_variables(file, std::env::vars_os(), options)
    }

    pub(super) fn of_variables(
        file: Option<PathBuf>,
        all: impl Iterator<Item = (OsString, OsString)>,
        options: Vec<(&'static str, &'static str, String)>,
    ) -> Self {
        let mut sources = Self {
            file,
            options,
            ..Self::default()
        };
        for (name, value) in all {
            // A name that is no text is none of ours.
            let Ok(name) = name.into_string() else {
                continue;
            };
            match value.into_string() {
                Ok(value) => sources.variables.push((name, value)),
                Err(_) => sources.unreadable.push(name),
            }
        }
        sources
    }
}

/// Every setting with its text and its origin.
#[derive(Clone, Debug)]
pub struct Settings(BTreeMap<&'static str, (String, Origin)>);

/// Variables that begin with `LINLI_` and are no settings.
const NOT_SETTINGS: &[&str] = &["LINLI_CONFIG"];
const TEST_PREFIX: &str = "LINLI_TEST_";

impl Settings {
    /// Gathers all settings, or tells every mistake at once.
    pub fn gather(sources: &Sources) -> Result<Self, ConfigInvalid> {
        let mut settings = Self(
            KEYS.iter()
                .map(|key| (key.name, (key.default.to_owned(), Origin::Default)))
                .collect(),
        );
        let mut mistakes = Vec::new();
        let (path, must_exist) = settings.file(sources);
        settings.add_file(&path, must_exist, &mut mistakes);
        settings.add_variables(&sources.variables, &mut mistakes);
        let ours = sources.unreadable.iter();
        for name in ours.filter(|name| name.starts_with("LINLI_")) {
            mistakes.push(Mistake::new(
                "environment".to_owned(),
                format!("{name} is not UTF-8"),
                "write it in UTF-8",
            ));
        }
        for (name, option, value) in &sources.options {
            settings
                .0
                .insert(name, (value.clone(), Origin::Option(option)));
        }
        if mistakes.is_empty() {
            Ok(settings)
        } else {
            Err(ConfigInvalid(mistakes))
        }
    }

    /// The text of a setting; the name must be one of the table.
    pub fn text(&self, name: &'static str) -> &str {
        self.0.get(name).map_or("", |(text, _)| text.trim())
    }

    /// Where a setting came from.
    pub fn origin(&self, name: &'static str) -> &Origin {
        self.0
            .get(name)
            .map_or(&Origin::Default, |(_, origin)| origin)
    }

    /// The configuration file: the one named, else `linli.toml` in the data folder.
    fn file(&self, sources: &Sources) -> (PathBuf, bool) {
        let variable = |name: &str| {
            sources
                .variables
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.clone())
        };
        if let Some(path) = &sources.file {
            return (path.clone(), true);
        }
        if let Some(path) = variable("LINLI_CONFIG") {
            return (PathBuf::from(path), true);
        }
        let data = sources
            .options
            .iter()
            .find(|(name, ..)| *name == "data")
            .map(|(.., value)| value.clone())
            .or_else(|| variable("LINLI_DATA"))
            .unwrap_or_else(|| self.text("data").to_owned());
        (Path::new(&data).join("linli.toml"), false)
    }

    fn add_file(&mut self, path: &Path, must_exist: bool, mistakes: &mut Vec<Mistake>) {
        let at = || path.display().to_string();
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !must_exist => return,
            Err(error) => {
                let what = format!("the file cannot be read: {error}");
                return mistakes.push(Mistake::new(
                    at(),
                    what,
                    "check the path and who may read it",
                ));
            }
        };
        let table = match text.trim_start_matches('\u{feff}').parse::<toml::Table>() {
            Ok(table) => table,
            Err(error) => {
                let what = error.to_string().trim_end().to_owned();
                return mistakes.push(Mistake::new(
                    at(),
                    what,
                    "write one setting a line, such as listen = \"127.0.0.1:3000\"",
                ));
            }
        };
        for (name, value) in &table {
            let line = line_of(&text, name);
            let here = format!("{}:{line}", path.display());
            let Some(key) = Key::find(name) else {
                mistakes.push(unknown(here, name, str::to_owned));
                continue;
            };
            match plain_text(value) {
                Some(text) => {
                    self.0
                        .insert(key.name, (text, Origin::File(path.to_owned(), line)));
                }
                None => mistakes.push(Mistake::new(
                    here,
                    format!("{name} is neither a text, a number nor a list"),
                    key.help,
                )),
            }
        }
        if let Some(mistake) = self.readable_secret(path) {
            mistakes.push(mistake);
        }
    }

    /// A file with secrets that everybody on the machine can read.
    #[cfg(unix)]
    fn readable_secret(&self, path: &Path) -> Option<Mistake> {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(path).ok()?.permissions().mode();
        let secret = KEYS.iter().find(|key| {
            key.shown != Shown::Plain
                && matches!(self.origin(key.name), Origin::File(..))
                && !self.text(key.name).is_empty()
        })?;
        (mode & 0o004 != 0).then(|| {
            Mistake::new(
                path.display().to_string(),
                format!("everybody on this machine can read {}", secret.name),
                &format!("run: chmod 600 {}", path.display()),
            )
        })
    }

    #[cfg(not(unix))]
    fn readable_secret(&self, _path: &Path) -> Option<Mistake> {
        None
    }

    fn add_variables(&mut self, variables: &[(String, String)], mistakes: &mut Vec<Mistake>) {
        for (name, value) in variables {
            let Some(rest) = name.strip_prefix("LINLI_") else {
                continue;
            };
            if NOT_SETTINGS.contains(&name.as_str()) || name.starts_with(TEST_PREFIX) {
                continue;
            }
            let Some(key) = Key::find(&rest.to_ascii_lowercase()) else {
                mistakes.push(unknown("environment".to_owned(), name, |near| {
                    format!("LINLI_{}", near.to_ascii_uppercase())
                }));
                continue;
            };
            self.0
                .insert(key.name, (value.clone(), Origin::Variable(name.clone())));
        }
    }
}

fn unknown(at: String, name: &str, written: impl Fn(&str) -> String) -> Mistake {
    let bare = name.strip_prefix("LINLI_").unwrap_or(name);
    let remedy = nearest(bare).map_or_else(
        || "linli config lists every setting".to_owned(),
        |near| {
            format!(
                "did you mean {}? linli config lists every setting",
                written(near)
            )
        },
    );
    Mistake::new(at, format!("there is no setting called {name}"), &remedy)
}

/// The line (from 1) on which `name` is set.
fn line_of(text: &str, name: &str) -> usize {
    text.lines()
        .position(|line| {
            line.trim_start()
                .trim_start_matches('\u{feff}')
                .trim_start_matches(['"', '['])
                .strip_prefix(name)
                .is_some_and(|rest| rest.trim_start().starts_with(['=', '"', ']', '.']))
        })
        .map_or(1, |index| index + 1)
}

fn plain_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(yes) => Some(yes.to_string()),
        toml::Value::Array(items) => items
            .iter()
            .map(plain_text)
            .collect::<Option<Vec<_>>>()
            .map(|items| items.join(",")),
        toml::Value::Float(_) | toml::Value::Datetime(_) | toml::Value::Table(_) => None,
    }
}
