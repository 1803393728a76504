//! The secret key of the installation: 32 random bytes in a file that only
//! its owner can read. It signs links and keys hashes.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, bail};
use rand::TryRngCore as _;

/// Bytes of the key.
const LENGTH: usize = 32;

/// Reads the key, or makes it when there is none.
pub fn load_or_create(path: &Path) -> anyhow::Result<pages::Secret> {
    match read(path) {
        Ok(key) => Ok(pages::Secret::new(key)),
        Err(Refused::Missing) => create(path).map(pages::Secret::new),
        Err(Refused::Because(error)) => Err(error),
    }
}

/// Why there is no key.
enum Refused {
    Missing,
    Because(anyhow::Error),
}

/// Whether the key file is fine, for `linli doctor`; a missing one is made by `linli serve`.
pub fn check(path: &Path) -> anyhow::Result<Option<()>> {
    match read(path) {
        Ok(_) => Ok(Some(())),
        Err(Refused::Missing) => Ok(None),
        Err(Refused::Because(error)) => Err(error),
    }
}

fn read(path: &Path) -> Result<[u8; LENGTH], Refused> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(Refused::Missing),
        Err(error) => {
            let error = anyhow::Error::new(error)
                .context(format!("open the secret key {}", path.display()));
            return Err(Refused::Because(error));
        }
    };
    read_key(path, file).map_err(Refused::Because)
}

fn read_key(path: &Path, file: File) -> anyhow::Result<[u8; LENGTH]> {
    let shown = path.display();
    private(&file).with_context(|| {
        format!("everybody can read the secret key {shown}; run: chmod 600 {shown}")
    })?;
    let mut bytes = Vec::with_capacity(LENGTH + 1);
    file.take(LENGTH as u64 + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("read the secret key {shown}"))?;
    match <[u8; LENGTH]>::try_from(bytes) {
        Ok(key) if key.iter().any(|byte| *byte != key[0]) => Ok(key),
        Ok(_) | Err(_) => bail!(
            "{shown} is no secret key: it must hold {LENGTH} random bytes. Put the right file back from your backup; \
             with a new one, links that were sent before no longer work"
        ),
    }
}

#[cfg(unix)]
fn private(file: &File) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = file.metadata()?.permissions().mode() & 0o777;
    // Nothing for the group, nothing for others: the lower six bits.
    anyhow::ensure!(mode.trailing_zeros() >= 6, "its mode is {mode:03o}");
    Ok(())
}

#[cfg(not(unix))]
fn private(_file: &File) -> anyhow::Result<()> {
    Ok(())
}

fn create(path: &Path) -> anyhow::Result<[u8; LENGTH]> {
    let shown = path.display();
    let mut key = [0; LENGTH];
    rand::rngs::OsRng
        .try_fill_bytes(&mut key)
        .context("the system gives no random bytes")?;
    // Written aside and linked into place, so that nobody ever reads half a key.
    let aside = path.with_extension(format!("{}.new", std::process::id()));
    let written = write_private(&aside, &key)
        .with_context(|| format!("make the secret key {shown}; may this user write there?"));
    let linked = written.and_then(|()| match std::fs::hard_link(&aside, path) {
        Ok(()) => Ok(key),
        // Another server was faster: its key is the key.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => match read(path) {
            Ok(key) => Ok(key),
            Err(Refused::Missing) => bail!("the secret key {shown} vanished while it was read"),
            Err(Refused::Because(error)) => Err(error),
        },
        Err(error) => Err(error).with_context(|| format!("put the secret key at {shown}")),
    });
    // What is left aside is of no use to anybody; the next start overwrites nothing with it.
    let _ = std::fs::remove_file(&aside);
    linked
}

fn write_private(path: &Path, key: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(key)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        assert!(check(&path).unwrap().is_none());
        let first = load_or_create(&path).unwrap();
        let second = load_or_create(&path).unwrap();
        assert!(second.verify("test", &[b"x"], &first.sign("test", &[b"x"])));
        assert!(check(&path).unwrap().is_some());
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_can_read_is_refused_with_the_fix() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        load_or_create(&path).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let error = format!("{:#}", load_or_create(&path).unwrap_err());
        assert!(error.contains("chmod 600"), "{error}");
    }

    #[test]
    fn a_weak_or_broken_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in [
            ("zeros", vec![0; 32]),
            ("short", vec![1, 2, 3]),
            ("long", (0..40).collect()),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            #[cfg(unix)]
            std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600))
                .unwrap();
            let error = format!("{:#}", load_or_create(&path).unwrap_err());
            assert!(error.contains("backup"), "{name}: {error}");
        }
    }
}
