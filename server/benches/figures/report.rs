//! The table for people and the file for machines.

use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::machine::{Machine, load_average};

/// One figure.
#[derive(Debug, Default)]
pub struct Row {
    what: String,
    ours: String,
    reference: String,
    ratio: Option<f64>,
    goal: &'static str,
    json: Value,
}

impl Row {
    /// A figure by itself.
    pub fn of(what: impl Into<String>, value: f64, unit: &str) -> Self {
        Self {
            what: what.into(),
            ours: format!("{} {unit}", short(value)),
            json: json!({ "value": value, "unit": unit }),
            ..Self::default()
        }
    }

    /// A cost beside the cost of a reference; the ratio says what share of the
    /// reference's speed is reached.
    pub fn cost(what: impl Into<String>, ours: f64, reference: f64, unit: &str) -> Self {
        Self::beside(what, ours, reference, reference / ours, unit)
    }

    /// A speed beside the speed of a reference.
    pub fn speed(what: impl Into<String>, ours: f64, reference: f64, unit: &str) -> Self {
        Self::beside(what, ours, reference, ours / reference, unit)
    }

    fn beside(what: impl Into<String>, ours: f64, reference: f64, ratio: f64, unit: &str) -> Self {
        Self {
            what: what.into(),
            ours: format!("{} {unit}", short(ours)),
            reference: format!("{} {unit}", short(reference)),
            ratio: Some(ratio),
            goal: "",
            json: json!({ "value": ours, "reference": reference, "unit": unit, "ratio": ratio }),
        }
    }

    /// Something to know about what follows.
    pub fn note(text: impl Into<String>) -> Self {
        Self {
            what: text.into(),
            ..Self::default()
        }
    }

    /// What was hoped for.
    #[must_use]
    pub const fn goal(mut self, goal: &'static str) -> Self {
        self.goal = goal;
        self
    }
}

/// Three digits that say something.
fn short(value: f64) -> String {
    let whole = value.fract().abs() < 1e-9 && value.abs() < 1e9;
    if whole || value.abs() >= 100.0 {
        format!("{value:.0}")
    } else if value.abs() >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

/// All figures of a run.
#[derive(Debug)]
pub struct Report {
    machine: Machine,
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    name: &'static str,
    load: String,
    rows: Vec<Row>,
}

impl Report {
    /// Nothing measured yet.
    pub const fn new(machine: Machine) -> Self {
        Self {
            machine,
            parts: Vec::new(),
        }
    }

    /// The rows of one part, and how busy the machine was before and is now.
    pub fn add(&mut self, name: &'static str, load_before: &str, rows: Vec<Row>) -> Result<()> {
        let load = format!("{load_before} to {}", load_average()?);
        self.parts.push(Part { name, load, rows });
        Ok(())
    }

    /// Prints the table.
    pub fn print(&self) {
        println!("\n{}", self.machine.line());
        let rows = || self.parts.iter().flat_map(|part| &part.rows);
        let wide = |of: fn(&Row) -> &str| rows().map(|row| of(row).chars().count()).max();
        let what = rows()
            .filter(|row| !row.ours.is_empty())
            .map(|row| row.what.chars().count())
            .max()
            .unwrap_or(0);
        let ours = wide(|row| &row.ours).unwrap_or(0);
        let reference = wide(|row| &row.reference).unwrap_or(0);
        for part in &self.parts {
            println!("\n{} (load average {})", part.name, part.load);
            for row in &part.rows {
                let ratio = row
                    .ratio
                    .map_or_else(String::new, |ratio| format!("{ratio:.2}"));
                let line = format!(
                    "  {:what$}  {:>ours$}  {:>reference$}  {ratio:>6}  {}",
                    row.what, row.ours, row.reference, row.goal
                );
                println!("{}", line.trim_end());
            }
        }
    }

    /// Writes `figures.json` into `folder`.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let parts: Vec<Value> = self.parts.iter().map(Part::json).collect();
        let all = json!({ "machine": self.machine.json(), "parts": parts });
        std::fs::create_dir_all(folder).with_context(|| format!("make {}", folder.display()))?;
        let folder = folder.canonicalize().context("find that folder")?;
        let file = folder.join("figures.json");
        std::fs::write(&file, format!("{all:#}\n"))
            .with_context(|| format!("write {}", file.display()))?;
        println!("\nThe same for machines: {}", file.display());
        Ok(())
    }
}

impl Part {
    fn json(&self) -> Value {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|row| json!({ "what": row.what, "goal": row.goal, "figure": row.json }))
            .collect();
        json!({ "part": self.name, "load_average": self.load, "rows": rows })
    }
}
