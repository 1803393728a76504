//! Files that a command writes: aside first, and all at their places once all are whole.
//! What breaks off before leaves what was there as it was.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use tempfile::NamedTempFile;

/// Files that are being written. Those that were not settled are deleted.
#[derive(Debug, Default)]
pub struct Aside {
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    file: NamedTempFile,
    place: PathBuf,
}

impl Aside {
    /// Begins the file that is to stand at `path`. A device or pipe is written as it is.
    ///
    /// # Errors
    /// When it cannot be made there, or the file that is there may not be changed.
    pub fn make(&mut self, path: &Path) -> anyhow::Result<File> {
        let made = match path.metadata() {
            Ok(there) if !there.is_file() => OpenOptions::new().write(true).open(path),
            there => self.beside(path, there.ok().as_ref()),
        };
        made.with_context(|| cannot_write(path))
    }

    /// Writes a whole file that is to stand at `path`.
    ///
    /// # Errors
    /// As [`Aside::make`], and when the disk is full.
    pub fn write(&mut self, path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
        let mut file = self.make(path)?;
        file.write_all(bytes).with_context(|| cannot_write(path))
    }

    /// Gives every file its place, in place of what stood there.
    ///
    /// # Errors
    /// When the disk is full or gone.
    pub fn settle(self) -> anyhow::Result<()> {
        for Part { file, place } in &self.parts {
            let kept = file.as_file().sync_all();
            kept.with_context(|| cannot_write(place))?;
        }
        for Part { file, place } in self.parts {
            let settled = file.persist(&place).map_err(|error| error.error);
            settled.with_context(|| cannot_write(&place))?;
        }
        Ok(())
    }

    fn beside(&mut self, path: &Path, there: Option<&Metadata>) -> io::Result<File> {
        let mut place = path.to_owned();
        if there.is_some() {
            // Whoever may not change it may not replace it either.
            OpenOptions::new().write(true).open(path)?;
            // A link to it stays one.
            place = path.canonicalize()?;
        }
        let file = unfinished(&place)?;
        if let Some(there) = there {
            file.as_file().set_permissions(there.permissions())?;
        }
        let handle = file.as_file().try_clone()?;
        self.parts.push(Part { file, place });
        Ok(handle)
    }
}

/// A new file beside `place`, deleted unless it is given its place. Others may read it as
/// they may read any new file.
fn unfinished(place: &Path) -> io::Result<NamedTempFile> {
    let folder = match place.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".linli-").suffix(".part");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Refuses to write at `path` what would replace one of the files that are read; `remedy`
/// says how to choose another place.
///
/// # Errors
/// When it would.
pub fn keep_apart<'a>(
    path: &Path,
    inputs: impl IntoIterator<Item = &'a PathBuf>,
    remedy: &str,
) -> anyhow::Result<()> {
    let Ok(place) = path.canonicalize() else {
        return Ok(());
    };
    let is_read = place.is_file()
        && inputs
            .into_iter()
            .any(|input| input.canonicalize().is_ok_and(|input| input == place));
    ensure!(
        !is_read,
        "{} is read, and would be lost when it is written; {remedy}",
        path.display()
    );
    Ok(())
}

/// What goes wrong with a file that is written, to stand before the cause.
pub fn cannot_write(path: &Path) -> String {
    format!(
        "cannot write {}; is the disk full, or may you not write there?",
        path.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What lies in a folder, by name.
    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn files_take_their_places_together() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        std::fs::write(&one, "old").unwrap();
        let mut aside = Aside::default();
        aside.write(&one, b"new").unwrap();
        aside.write(&two, b"new").unwrap();
        assert_eq!(std::fs::read(&one).unwrap(), b"old");
        assert!(!two.exists());
        aside.settle().unwrap();
        assert_eq!(std::fs::read(&one).unwrap(), b"new");
        assert_eq!(std::fs::read(&two).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["one", "two"]);
    }

    #[test]
    fn what_was_there_stays_when_something_breaks_off() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one");
        std::fs::write(&path, "old").unwrap();
        let mut aside = Aside::default();
        aside.write(&path, b"ne").unwrap();
        drop(aside);
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["one"]);
    }

    #[test]
    fn a_file_in_no_folder_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none/one");
        let error = Aside::default().write(&path, b"new").unwrap_err();
        assert!(error.to_string().contains("none/one"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay_and_devices_are_written_as_they_are() {
        use std::fs::Permissions;
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        std::fs::write(&file, "old").unwrap();
        std::fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
        symlink(&file, &link).unwrap();
        let mut aside = Aside::default();
        aside.write(&link, b"new").unwrap();
        aside.write(Path::new("/dev/null"), b"new").unwrap();
        aside.settle().unwrap();
        assert!(link.is_symlink());
        assert_eq!(std::fs::read(&file).unwrap(), b"new");
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(!Path::new("/dev/null").is_file());
    }

    #[test]
    fn what_is_read_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("votes.csv");
        std::fs::write(&file, "").unwrap();
        let round = folder.path().join(".").join("votes.csv");
        let other = folder.path().join("map.json");
        let inputs = [file];
        let error = keep_apart(&round, &inputs, "choose another").unwrap_err();
        assert!(error.to_string().ends_with("choose another"), "{error}");
        keep_apart(&other, &inputs, "").unwrap();
    }
}
