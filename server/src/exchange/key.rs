//! Keys of other systems: the database and the import file name where each
//! lies, a variable or a file, and it is read when it is needed. So no secret
//! is in a backup, and a new key takes effect at once.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::Secret;

/// The longest key.
const LONGEST: usize = 1_000;

/// Where a key is read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyFrom {
    /// An environment variable of the server.
    Variable(String),
    /// A file that the server can read.
    File(PathBuf),
}

impl KeyFrom {
    /// Reads what [`KeyFrom::text`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':')? {
            ("variable", name) if !name.is_empty() => Some(Self::Variable(name.to_owned())),
            ("file", path) if !path.is_empty() => Some(Self::File(PathBuf::from(path))),
            _ => None,
        }
    }

    /// As it is kept.
    pub fn text(&self) -> String {
        match self {
            Self::Variable(name) => format!("variable:{name}"),
            Self::File(path) => format!("file:{}", path.display()),
        }
    }
}

/// How a variable is looked up; tests bring their own.
type Lookup = dyn Fn(&str) -> Option<String> + Send + Sync;

/// Reads keys.
#[derive(Clone)]
pub struct Keys(Arc<Lookup>);

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    /// Keys of this process.
    pub fn of_process() -> Self {
        Self::of(|name| std::env::var(name).ok())
    }

    /// Keys whose variables are looked up so.
    pub fn of(lookup: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        Self(Arc::new(lookup))
    }

    /// The key, or what is wrong.
    pub fn read(&self, from: &str) -> Result<Secret, String> {
        let text = match KeyFrom::parse(from) {
            None => return Err(format!("{from:?} names neither a variable nor a file")),
            Some(KeyFrom::Variable(name)) => {
                (self.0)(&name).ok_or_else(|| format!("the variable {name} is not set"))?
            }
            Some(KeyFrom::File(path)) => private(&path)?,
        };
        let key = text.trim();
        if key.is_empty() || key.len() > LONGEST || key.chars().any(char::is_control) {
            return Err(format!("{from} holds no key"));
        }
        Ok(Secret::new(key))
    }
}

/// The text of a file that only its owner and group can read.
fn private(path: &Path) -> Result<String, String> {
    let shown = path.display();
    let unread = |error| format!("{shown} cannot be read: {error}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(path)
            .map_err(unread)?
            .permissions()
            .mode();
        if mode & 0o004 != 0 {
            return Err(format!(
                "everybody on this machine can read {shown}; run: chmod o-rwx {shown}"
            ));
        }
    }
    std::fs::read_to_string(path).map_err(unread)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_from_where_it_lies_and_never_shown() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.key");
        std::fs::write(&path, "s3cret\n").unwrap();
        let keys = Keys::of(|name| (name == "CITY_KEY").then(|| " from-variable ".to_owned()));
        let file = KeyFrom::File(path.clone()).text();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode =
                |bits| std::fs::set_permissions(&path, std::fs::Permissions::from_mode(bits));
            mode(0o644).unwrap();
            assert!(keys.read(&file).unwrap_err().contains("chmod"));
            mode(0o640).unwrap();
        }
        assert_eq!(keys.read(&file).unwrap().expose(), "s3cret");
        let found = keys.read("variable:CITY_KEY").unwrap();
        assert_eq!(found.expose(), "from-variable");
        assert!(!format!("{found:?}{keys:?}").contains("from"));
        for wrong in [
            "variable:OTHER",
            "file:/no/such/file",
            "city",
            "variable:",
            "",
        ] {
            assert!(keys.read(wrong).is_err(), "{wrong}");
        }
    }
}
