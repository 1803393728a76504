//! What the machine gives us: room on the disk and open files.

use std::path::Path;

/// Bytes that this user may still write in `folder`'s file system.
#[cfg(unix)]
pub fn free_bytes(folder: &Path) -> std::io::Result<u64> {
    let room = rustix::fs::statvfs(folder)?;
    Ok(room.f_bavail.saturating_mul(room.f_frsize))
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
