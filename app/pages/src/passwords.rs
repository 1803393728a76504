//! Hashing passwords without letting them starve everything else.
//!
//! Argon2id with 19 MiB, two passes and one lane (the OWASP set), in
//! `spawn_blocking`, a few at a time. The permit belongs to the blocking task:
//! that work cannot be cancelled, so a browser that hangs up must not free its
//! place early.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, Params};
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
            // What asks for more than this machine gives a password was not made here.
            let kept = kept.filter(|kept| {
                let bearable = cost(kept).is_none_or(Cost::is_bearable);
                if !bearable {
                    tracing::error!("a password's hash asks for too much and is not checked");
                }
                bearable
            });
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

    /// Whether a kept PHC text was made with other parameters than those of
    /// today, and ought to be made anew when its password is next typed.
    pub fn is_outdated(kept: &str) -> bool {
        let today = Params::DEFAULT;
        let today = Cost {
            memory: today.m_cost(),
            passes: today.t_cost(),
            lanes: today.p_cost(),
        };
        !kept.starts_with("$argon2id$") || cost(kept) != Some(today)
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, PasswordsBusy> {
        let turn = Arc::clone(&self.permits).acquire_owned();
        match tokio::time::timeout(PATIENCE, turn).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(PasswordsBusy::Busy),
        }
    }
}

/// What checking a kept hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cost {
    /// Memory in KiB.
    memory: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// Up to 64 MiB, ten passes and four lanes: room for other programs' hashes
    /// that were imported, none for one that stops the server.
    const fn is_bearable(self) -> bool {
        self.memory <= 64 * 1024 && self.passes <= 10 && self.lanes <= 4
    }
}

/// The cost of a PHC text; `None` if it cannot be read, and so not be run either.
fn cost(kept: &str) -> Option<Cost> {
    let phc = PasswordHash::new(kept).ok()?;
    let params = Params::try_from(&phc).ok()?;
    Some(Cost {
        memory: params.m_cost(),
        passes: params.t_cost(),
        lanes: params.p_cost(),
    })
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

    fn made_with(memory: u32, passes: u32, lanes: u32) -> String {
        let params = Params::new(memory, passes, lanes, None).unwrap();
        let phc = Argon2::from(params).hash_password(b"four quiet herons by the lake");
        phc.unwrap().to_string()
    }

    #[tokio::test]
    async fn an_old_hash_fits_and_is_outdated_and_an_absurd_one_is_not_run() {
        let passwords = Passwords::new(1).unwrap();
        let right = "four quiet herons by the lake".to_owned();
        let today = passwords.hash(right.clone()).await.unwrap();
        assert!(!Passwords::is_outdated(&today));
        let old = made_with(8 * 1024, 1, 1);
        assert!(Passwords::is_outdated(&old));
        assert_eq!(
            passwords.verify(right.clone(), Some(old.clone())).await,
            Ok(true)
        );
        // The same text, asking for 4 TB: it would stop the server if it were run.
        let absurd = old.replace("m=8192", "m=4294967295");
        assert_ne!(absurd, old);
        assert_eq!(passwords.verify(right, Some(absurd)).await, Ok(false));
    }

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
