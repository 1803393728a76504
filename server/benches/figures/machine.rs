//! What the kernel says about this machine and this process.

use std::collections::HashMap;
use std::fs;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

/// Where it was measured.
#[derive(Debug)]
pub struct Machine {
    processor: String,
    cores: usize,
    kernel: String,
}

impl Machine {
    /// This one.
    pub fn here() -> Result<Self> {
        let info = read("/proc/cpuinfo")?;
        let processor = info
            .lines()
            .find_map(|line| line.strip_prefix("model name")?.split(':').nth(1))
            .unwrap_or("unknown processor");
        Ok(Self {
            processor: processor.trim().to_owned(),
            cores: std::thread::available_parallelism()?.get(),
            kernel: read("/proc/sys/kernel/osrelease")?.trim().to_owned(),
        })
    }

    /// In one line.
    pub fn line(&self) -> String {
        format!(
            "{}, {} cores, Linux {}",
            self.processor, self.cores, self.kernel
        )
    }

    /// For machines.
    pub fn json(&self) -> Value {
        json!({ "processor": self.processor, "cores": self.cores, "kernel": self.kernel })
    }
}

/// How many tasks wanted a core, on average over one minute. Above the number
/// of cores, times by the clock mean little.
pub fn load_average() -> Result<String> {
    let text = read("/proc/loadavg")?;
    Ok(text.split(' ').next().unwrap_or_default().to_owned())
}

/// Nanoseconds on a core so far, by thread: this process with the threads of
/// its databases.
#[derive(Debug)]
pub struct Spent(HashMap<String, u64>);

impl Spent {
    /// Until now.
    pub fn now() -> Result<Self> {
        let mut spent = HashMap::new();
        for entry in fs::read_dir("/proc/self/task").context("list the threads")? {
            let entry = entry.context("list the threads")?;
            // A thread may end while the others are read.
            let Ok(text) = fs::read_to_string(entry.path().join("schedstat")) else {
                continue;
            };
            let nanoseconds = text.split(' ').next().and_then(|first| first.parse().ok());
            let name = entry.file_name().to_string_lossy().into_owned();
            spent.insert(name, nanoseconds.unwrap_or(0));
        }
        Ok(Self(spent))
    }

    /// Microseconds since `before`. What a thread spent that ended in between
    /// is not seen; the threads that serve live as long as the process.
    pub fn microseconds_since(&self, before: &Self) -> f64 {
        let nanoseconds: u64 = self
            .0
            .iter()
            .map(|(thread, now)| now.saturating_sub(before.0.get(thread).copied().unwrap_or(0)))
            .sum();
        number(nanoseconds) / 1e3
    }
}

/// A count as a number to reckon with.
#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
pub const fn number(count: u64) -> f64 {
    count as f64
}

/// A length as a number to reckon with.
#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
pub const fn length(count: usize) -> f64 {
    count as f64
}

/// The middle one; of an even number the upper of the two.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn read(path: &str) -> Result<String> {
    fs::read_to_string(path)
        .with_context(|| format!("read {path}; figures are measured on Linux only"))
}
