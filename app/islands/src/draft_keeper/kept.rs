//! What is kept of a draft on the device, and for how long.
//!
//! One entry per field, `linli.draft.{key}.{field}`, and one with the time of
//! the last word, `linli.draft.{key}`. A browser that keeps nothing (private
//! windows, full storage) is no fault: the words are then simply not kept.

use web_sys::Storage;

/// Words nobody came back for are forgotten after this many milliseconds: 30 days.
const KEPT_FOR: f64 = 30.0 * 24.0 * 60.0 * 60.0 * 1000.0;

/// The words kept under one key.
#[derive(Clone)]
pub struct Kept {
    storage: Storage,
    key: String,
}

impl Kept {
    /// Opens what is kept; `None` where the browser keeps nothing.
    pub fn open(key: &str) -> Option<Self> {
        let storage = web_sys::window()?.local_storage().ok()??;
        Some(Self {
            storage,
            key: time_key(key),
        })
    }

    /// What is kept of a field, unless it is too old.
    pub fn find(&self, field: &str, now: f64) -> Option<String> {
        let at = self.storage.get_item(&self.key).ok().flatten();
        if !is_fresh(at.as_deref(), now) {
            return None;
        }
        self.storage
            .get_item(&field_key(&self.key, field))
            .ok()
            .flatten()
    }

    /// Keeps the words of a field; says whether it could. Empty words are removed.
    pub fn keep(&self, field: &str, words: &str, now: f64) -> bool {
        let key = field_key(&self.key, field);
        if words.is_empty() {
            return self.storage.remove_item(&key).is_ok();
        }
        self.storage.set_item(&key, words).is_ok()
            && self.storage.set_item(&self.key, &whole(now)).is_ok()
    }

    /// Forgets the fields and the time.
    pub fn forget(&self, fields: &[String]) {
        for field in fields {
            // A field that was never kept is already forgotten.
            let _ = self.storage.remove_item(&field_key(&self.key, field));
        }
        let _ = self.storage.remove_item(&self.key);
    }
}

fn time_key(key: &str) -> String {
    format!("linli.draft.{key}")
}

fn field_key(time_key: &str, field: &str) -> String {
    format!("{time_key}.{field}")
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds since 1970 fit an i64"
)]
fn whole(now: f64) -> String {
    (now as i64).to_string()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds since 1970 are exact in an f64"
)]
fn is_fresh(at: Option<&str>, now: f64) -> bool {
    at.and_then(|at| at.parse::<i64>().ok())
        .is_some_and(|at| now - (at as f64) < KEPT_FOR)
}

#[cfg(test)]
mod tests {
    use super::{KEPT_FOR, field_key, is_fresh, time_key, whole};

    #[test]
    fn words_are_kept_for_thirty_days() {
        let typed = 1_790_000_000_000.0;
        let at = whole(typed);
        assert_eq!(at, "1790000000000");
        assert!(is_fresh(Some(&at), typed + KEPT_FOR - 1.0));
        assert!(!is_fresh(Some(&at), typed + KEPT_FOR));
        assert!(!is_fresh(None, typed));
        assert!(!is_fresh(Some("yesterday"), typed));
    }

    #[test]
    fn entries_carry_the_key_and_the_field() {
        assert_eq!(
            field_key(&time_key("report"), "words"),
            "linli.draft.report.words"
        );
    }
}
