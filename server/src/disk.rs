//! What the machine gives us: room on the disk and open files; and who else may read what
//! lies there.

use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::path::Path;

/// Bytes that this user may still write in `folder`'s file system.
#[cfg(unix)]
pub fn free_bytes(folder: &Path) -> io::Result<u64> {
    let room = rustix::fs::statvfs(folder)?;
    Ok(room.f_bavail.saturating_mul(room.f_frsize))
}

/// Makes a folder, and those above it, into which only this user may look.
pub fn make_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// For a file that only this user may read, where it is made.
pub fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Whether everybody on this machine can read what lies there.
#[cfg(unix)]
pub fn is_readable_by_all(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let lets = |path: &Path, bit: u32| {
        std::fs::metadata(path).is_ok_and(|found| found.permissions().mode() & bit != 0)
    };
    // Without the right to pass every folder above, the file cannot be reached.
    path.canonicalize().is_ok_and(|path| {
        lets(&path, 0o004) && path.ancestors().skip(1).all(|above| lets(above, 0o001))
    })
}

/// Not known here.
#[cfg(not(unix))]
pub fn is_readable_by_all(_path: &Path) -> bool {
    false
}

/// Below this many bytes the server says that it is not ready: SQLite needs
/// room for its log, and a photo takes up to a few megabytes.
pub const ENOUGH: u64 = 64 * 1024 * 1024;

/// Raises the limit of open files to what the system allows, and returns it:
/// every connection is one.
#[cfg(unix)]
pub fn raise_open_files() -> Option<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    // Refused by some sandboxes; then the old limit holds.
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(_) => limit.current,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn what_everybody_can_reach_and_read_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let mode = |path: &Path, mode: u32| {
            set_permissions(path, Permissions::from_mode(mode)).unwrap();
        };
        let inside = folder.path().join("data");
        make_private_folder(&inside).unwrap();
        let file = inside.join("x");
        private_file().create_new(true).open(&file).unwrap();
        mode(folder.path(), 0o755);
        assert!(
            !is_readable_by_all(&file),
            "neither the file nor its folder"
        );
        mode(&inside, 0o755);
        assert!(!is_readable_by_all(&file), "the file itself is private");
        mode(&file, 0o644);
        assert!(is_readable_by_all(&file));
        mode(&inside, 0o700);
        assert!(!is_readable_by_all(&file), "nobody gets there");
        assert!(!is_readable_by_all(&inside.join("missing")));
    }
}
