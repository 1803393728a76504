//! How much one visitor or one account may do in a while: token buckets in
//! memory, with a bound on the memory.
//!
//! Every act has two buckets: one per address block, wide, because a whole
//! building can share one address; and one per account, narrow. The account is
//! whatever the form names (an e-mail address, a phone number), known or not,
//! so that the answer does not tell which accounts exist. Keys are kept as
//! keyed hashes only.
//!
//! Buckets belong to one process. With several servers the limit is as many
//! times higher; tries of a code are counted in the database besides.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use domain::instant::Instant;

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// To try a password.
    SignIn,
    /// To make an account.
    SignUp,
    /// To ask for a code.
    Code,
    /// To try a code.
    TryCode,
    /// To file a concern.
    File,
    /// To add a photo to a report.
    Photo,
    /// Any other form.
    Post,
    /// What another system reads and sends over Open311.
    Program,
}

/// A bucket: how many at once, and seconds until one more.
#[derive(Clone, Copy, Debug)]
struct Rate {
    burst: u32,
    seconds: u32,
}

const fn rate(burst: u32, seconds: u32) -> Rate {
    Rate { burst, seconds }
}

impl Act {
    /// The act behind a form's address.
    pub fn of_route(route: &str) -> Self {
        let first = route
            .trim_start_matches('/')
            .split('/')
            .next()
            .unwrap_or_default();
        match first {
            "sign-in" => Self::SignIn,
            // What asks for the password, too.
            "me" if route.starts_with("/me/account") => Self::SignIn,
            "sign-up" => Self::SignUp,
            "confirm" | "forgot" | "new-password" => Self::Code,
            "open311" => Self::Program,
            "report" => Self::File,
            _ => Self::Post,
        }
    }

    /// A stable code, for figures.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::SignUp => "sign-up",
            Self::Code => "code",
            Self::TryCode => "try-code",
            Self::File => "file",
            Self::Photo => "photo",
            Self::Post => "post",
            Self::Program => "program",
        }
    }

    const fn per_address(self) -> Rate {
        match self {
            Self::SignIn => rate(60, 5),
            Self::SignUp => rate(30, 20),
            Self::Code | Self::TryCode => rate(60, 10),
            // A report is several forms: what, where, photos, check.
            Self::File => rate(240, 2),
            // Ten reports with all their photos, then one a quarter of a minute.
            Self::Photo => rate(80, 15),
            Self::Post => rate(300, 1),
            Self::Program => rate(600, 1),
        }
    }

    const fn per_account(self) -> Rate {
        match self {
            Self::SignIn => rate(10, 60),
            Self::SignUp => rate(5, 300),
            Self::Code => rate(6, 120),
            // Two codes, typed wrong to the end, and a while to look for the third.
            Self::TryCode => rate(18, 60),
            Self::File => rate(12, 300),
            Self::Photo => rate(40, 15),
            Self::Post => rate(120, 2),
            // A key speaks for everybody who uses an app.
            Self::Program => rate(600, 1),
        }
    }
}

/// The visitor has to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany {
    /// Seconds until the next try can succeed.
    pub retry_after_seconds: u32,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// Microseconds of waiting that are owed; a full bucket owes none.
    owed: i64,
    at: Instant,
}

/// The buckets of one process.
#[derive(Clone, Debug)]
pub struct Throttle(Option<Arc<Buckets>>);

#[derive(Debug)]
struct Buckets {
    keys: RandomState,
    open: Mutex<HashMap<u64, Bucket>>,
}

/// At most this many buckets are kept: about 4 MB.
const KEPT: usize = 100_000;
const MICROS: i64 = 1_000_000;

impl Throttle {
    /// With limits.
    pub fn new() -> Self {
        Self(Some(Arc::new(Buckets {
            keys: RandomState::new(),
            open: Mutex::default(),
        })))
    }

    /// Without limits, for measuring and for tests of other things.
    pub const fn off() -> Self {
        Self(None)
    }

    /// Counts one act of somebody at an address block.
    pub fn by_address(&self, act: Act, block: IpAddr, now: Instant) -> Result<(), TooMany> {
        self.0.as_ref().map_or(Ok(()), |buckets| {
            buckets.take(("address", act, block), act.per_address(), now)
        })
    }

    /// Counts one act for an account, named by what the form says or by its id.
    pub fn by_account(&self, act: Act, account: &str, now: Instant) -> Result<(), TooMany> {
        self.0.as_ref().map_or(Ok(()), |buckets| {
            buckets.take(("account", act, account), act.per_account(), now)
        })
    }
}

impl Default for Throttle {
    fn default() -> Self {
        Self::new()
    }
}

impl Buckets {
    fn take(&self, key: impl std::hash::Hash, rate: Rate, now: Instant) -> Result<(), TooMany> {
        let key = self.keys.hash_one(key);
        let step = i64::from(rate.seconds) * MICROS;
        let full = step * i64::from(rate.burst);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= KEPT && !open.contains_key(&key) {
            make_room(&mut open, now);
        }
        let bucket = open.entry(key).or_insert(Bucket { owed: 0, at: now });
        let owed = owed_now(*bucket, now);
        let wait = owed + step - full;
        if wait > 0 {
            let seconds = wait.div_euclid(MICROS) + 1;
            return Err(TooMany {
                retry_after_seconds: u32::try_from(seconds).unwrap_or(u32::MAX),
            });
        }
        *bucket = Bucket {
            owed: owed + step,
            at: now.max(bucket.at),
        };
        Ok(())
    }
}

fn owed_now(bucket: Bucket, now: Instant) -> i64 {
    let passed = now.micros().saturating_sub(bucket.at.micros()).max(0);
    bucket.owed.saturating_sub(passed).max(0)
}

/// Forgets who owes nothing; if that is not enough, the half that was seen longest ago.
fn make_room(open: &mut HashMap<u64, Bucket>, now: Instant) {
    open.retain(|_, bucket| owed_now(*bucket, now) > 0);
    if open.len() < KEPT {
        return;
    }
    let mut seen: Vec<Instant> = open.values().map(|bucket| bucket.at).collect();
    let (_, middle, _) = seen.select_nth_unstable(KEPT / 2);
    let middle = *middle;
    let mut spare = KEPT / 2;
    open.retain(|_, bucket| {
        let newer = bucket.at > middle || (bucket.at == middle && spare > 0);
        if newer {
            spare = spare.saturating_sub(1);
        }
        newer
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Instant = Instant::from_micros(1_000_000_000_000);

    fn tries(throttle: &Throttle, account: &str, at: Instant) -> usize {
        (0..1_000)
            .take_while(|_| throttle.by_account(Act::SignIn, account, at).is_ok())
            .count()
    }

    #[test]
    fn ten_tries_then_one_a_minute() {
        let throttle = Throttle::new();
        assert_eq!(tries(&throttle, "anna", START), 10);
        let refused = throttle.by_account(Act::SignIn, "anna", START).unwrap_err();
        assert!(
            (60..=61).contains(&refused.retry_after_seconds),
            "{refused:?}"
        );
        assert_eq!(tries(&throttle, "anna", START.plus_seconds(61)), 1);
        assert_eq!(tries(&throttle, "bo", START), 10, "others are not affected");
        assert_eq!(tries(&throttle, "anna", START.plus_days(1)), 10);
    }

    #[test]
    fn waiting_as_long_as_told_is_enough() {
        let throttle = Throttle::new();
        tries(&throttle, "anna", START);
        let refused = throttle.by_account(Act::SignIn, "anna", START).unwrap_err();
        let later = START.plus_seconds(refused.retry_after_seconds.into());
        assert!(throttle.by_account(Act::SignIn, "anna", later).is_ok());
    }

    #[test]
    fn a_clock_that_jumps_back_gives_nothing_away() {
        let throttle = Throttle::new();
        tries(&throttle, "anna", START);
        assert_eq!(tries(&throttle, "anna", START.plus_seconds(-3_600)), 0);
        assert_eq!(tries(&throttle, "anna", START), 0);
    }

    #[test]
    fn memory_stays_bounded_under_a_flood_of_names() {
        let throttle = Throttle::new();
        for name in 0..250_000 {
            let _ = throttle.by_account(Act::SignIn, &name.to_string(), START);
        }
        assert!(throttle.0.unwrap().open.lock().unwrap().len() <= KEPT);
    }
}
