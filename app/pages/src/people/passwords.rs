//! Hashing passwords without letting them starve everything else.
//!
//! Argon2id with 19 MiB, two passes and one lane (the OWASP set), in
//! `spawn_blocking`, a few at a time. The permit belongs to the blocking task:
//! that work cannot be cancelled, so a browser that hangs up must not free its
//! place early.

use std::sync::Arc;
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a sign-in waits for its turn before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(2);

/// Hashes and checks passwords.
#[derive(Clone, Debug)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    /// What an unknown account is checked against, so that it takes as long as a known one.
    decoy: Arc<str>,
}

/// Why a password could not be hashed or checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordsBusy {
    /// Too many others are signing in.
    #[error("too many passwords are being checked")]
    Busy,
    /// The hash in the database cannot be read, or the machine failed.
    #[error("a password could not be worked on")]
    Broken,
}

impl Passwords {
    /// At most `at_once` passwords are worked on at a time (19 MiB each).
    ///
    /// # Errors
    /// If Argon2 itself fails, which it does only without memory.
    pub fn new(at_once: usize) -> Result<Self, PasswordsBusy> {
        Ok(Self {
            permits: Arc::new(Semaphore::new(at_once.max(1))),
            decoy: hash_now("a password that nobody has")?.into(),
        })
    }

    /// The PHC text to keep for `password`.
    ///
    /// # Errors
    /// [`PasswordsBusy::Busy`] after two seconds without a turn.
    pub async fn hash(&self, password: String) -> Result<String, PasswordsBusy> {
        let permit = self.turn().await?;
        on_a_thread(permit, move || hash_now(&password)).await?
    }

    /// Whether `password` fits the kept PHC text; an account without one
    /// (`None`) is never right and takes as long.
    ///
    /// # Errors
    /// [`PasswordsBusy::Busy`] after two seconds without a turn.
    pub async fn verify(
        &self,
        password: String,
        kept: Option<String>,
    ) -> Result<bool, PasswordsBusy> {
        let permit = self.turn().await?;
        let decoy = Arc::clone(&self.decoy);
        on_a_thread(permit, move || {
            let known = kept.is_some();
            let phc = PasswordHash::new(kept.as_deref().unwrap_or(&decoy))
                .map_err(|_| PasswordsBusy::Broken)?;
            let right = Argon2::default()
                .verify_password(password.as_bytes(), &phc)
                .is_ok();
            Ok(known && right)
        })
        .await?
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, PasswordsBusy> {
        let turn = Arc::clone(&self.permits).acquire_owned();
        match tokio::time::timeout(PATIENCE, turn).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(PasswordsBusy::Busy),
        }
    }
}

fn hash_now(password: &str) -> Result<String, PasswordsBusy> {
    let phc = Argon2::default().hash_password(password.as_bytes());
    phc.map(|phc| phc.to_string())
        .map_err(|_| PasswordsBusy::Broken)
}

async fn on_a_thread<T: Send + 'static>(
    permit: OwnedSemaphorePermit,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, PasswordsBusy> {
    tokio::task::spawn_blocking(move || {
        let done = work();
        drop(permit);
        done
    })
    .await
    .map_err(|_| PasswordsBusy::Broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_fits_and_nothing_is_trimmed() {
        let passwords = Passwords::new(2).unwrap();
        let kept = passwords
            .hash(" 柳树下面的三只猫 在唱歌 ".to_owned())
            .await
            .unwrap();
        assert!(
            kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{kept}"
        );
        let verify = |typed: &str| passwords.verify(typed.to_owned(), Some(kept.clone()));
        assert_eq!(verify(" 柳树下面的三只猫 在唱歌 ").await, Ok(true));
        assert_eq!(verify("柳树下面的三只猫 在唱歌").await, Ok(false));
        assert_eq!(
            passwords
                .verify("a password that nobody has".to_owned(), None)
                .await,
            Ok(false)
        );
    }
}
