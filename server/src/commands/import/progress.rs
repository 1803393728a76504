//! Progress on a terminal; nothing at all where none watches.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A sign of life for work of unknown length.
pub fn spinner(message: &'static str) -> ProgressBar {
    let bar = ProgressBar::new_spinner().with_message(message);
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// A bar for reading `bytes` bytes.
pub fn bytes(bytes: u64, message: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(bytes).with_message(message);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {percent:>3} %  {eta} left") {
        bar.set_style(style);
    }
    bar
}
