//! The report as CSV tables, safe to open in a spreadsheet: a value that a
//! spreadsheet would take for a formula gets an apostrophe before it.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::{Report, kept_fields};
use crate::commands::aside::{Aside, cannot_write};

/// Writes all tables into `folder`.
///
/// # Errors
/// When a file cannot be written.
pub fn write(report: &Report, aside: &mut Aside, folder: &Path) -> anyhow::Result<()> {
    load(report, aside, folder)?;
    categories(report, aside, folder)?;
    let mut unowned = Table::new(
        aside,
        folder.join("unowned.csv"),
        &["category", "place", "stands_in", "requests"],
    )?;
    for gap in &report.unowned {
        let stands_in = gap.stands_in.as_deref().unwrap_or_default();
        unowned.row(&[
            &gap.category,
            &gap.place,
            stands_in,
            &gap.requests.to_string(),
        ])?;
    }
    unowned.finish()?;
    let mut unmapped = Table::new(
        aside,
        folder.join("unmapped.csv"),
        &["values", "rows", "first_line"],
    )?;
    for entry in &report.unmapped {
        unmapped.row(&[
            &entry.values,
            &entry.rows.to_string(),
            &entry.first_line.to_string(),
        ])?;
    }
    unmapped.finish()
}

fn load(report: &Report, aside: &mut Aside, folder: &Path) -> anyhow::Result<()> {
    let mut table = Table::new(
        aside,
        folder.join("load.csv"),
        &["body", "name", "kind", "tier", "week", "cases"],
    )?;
    for body in &report.bodies {
        let tier = body.tier.to_string();
        for week in &body.weeks {
            table.row(&[
                &body.key,
                &body.name,
                body.kind,
                &tier,
                &week.week,
                &week.cases.to_string(),
            ])?;
        }
    }
    table.finish()
}

fn categories(report: &Report, aside: &mut Aside, folder: &Path) -> anyhow::Result<()> {
    let dates = kept_fields(super::Kept::default()).map(|(name, _)| name);
    let mut head = vec![
        "category",
        "name",
        "plan_limit",
        "cases",
        "refused",
        "gaps",
        "tier_0",
        "tier_1",
        "tier_2",
        "tier_3",
        "tier_4",
    ];
    head.extend(dates);
    let mut table = Table::new(aside, folder.join("categories.csv"), &head)?;
    for category in &report.categories {
        let mut row = vec![
            category.key.clone(),
            category.name.clone(),
            category.plan_limit.clone(),
        ];
        row.extend([category.cases, category.refused, category.gaps].map(|n| n.to_string()));
        row.extend(category.tiers.map(|n| n.to_string()));
        row.extend(kept_fields(category.dates).map(|(_, n)| n.to_string()));
        let row: Vec<&str> = row.iter().map(String::as_str).collect();
        table.row(&row)?;
    }
    table.finish()
}

/// One CSV file that is being written.
pub struct Table {
    writer: csv::Writer<std::fs::File>,
    path: PathBuf,
}

impl Table {
    /// Begins a file with its header.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new(aside: &mut Aside, path: PathBuf, header: &[&str]) -> anyhow::Result<Self> {
        let mut writer = csv::Writer::from_writer(aside.make(&path)?);
        writer
            .write_record(header)
            .with_context(|| cannot_write(&path))?;
        Ok(Self { writer, path })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// When the disk is full or gone.
    pub fn row(&mut self, cells: &[&str]) -> anyhow::Result<()> {
        self.writer
            .write_record(cells.iter().map(|cell| harmless(cell)))
            .with_context(|| cannot_write(&self.path))
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// When the disk is full or gone.
    pub fn finish(mut self) -> anyhow::Result<()> {
        self.writer
            .flush()
            .with_context(|| cannot_write(&self.path))
    }
}

fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        return format!("'{cell}");
    }
    cell.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, written) in [("=1+1", "'=1+1"), ("@x", "'@x"), ("a=b", "a=b"), ("", "")] {
            assert_eq!(harmless(cell), written);
        }
    }
}
